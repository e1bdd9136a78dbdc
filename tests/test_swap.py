"""Files are put in place as a whole: whatever happens in the middle, and whoever's files stand there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from pilotanalysis import swap
from pilotanalysis.swap import BlockedError, Change

CALLED = "reports"
#: What a process does to files: it is told of each before it is done.
EVENTS = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder but scratch."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if swap.SCRATCH not in path.as_posix()
    }


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do something in a process that is killed before its `step`-th change to files; False if it came to its end."""
    child = os.fork()
    if not child:
        left = [step]

        def count(event: str, _arguments: object) -> None:
            if event in EVENTS:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            work()
        except BaseException:
            os._exit(9)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


OLD = {"index.html": "old", "tables/a.csv": "old", "tables/same.csv": "same", "gone/b.csv": "old"}
NEW = {"index.html": "new", "tables/a.csv": "new", "tables/same.csv": "same", "fresh/c.csv": "new"}
OWN = tuple(OLD)


def _study(root: Path) -> Path:
    reports = _write(root / CALLED, OLD)
    _write(reports, {"minutes.docx": "mine", "tables/own.txt": "mine"})
    return reports


def _change(root: Path, aside: Path, own: dict[str, str]) -> Change:
    source = _write(aside / "made", NEW)
    return Change(root, source, root / CALLED, tuple(NEW), ("gone/b.csv",), own)


def _apply(root: Path, reports: Path) -> list[str]:
    own = {name: swap.digest(reports / name) for name in OWN}
    with swap.scratch(reports) as aside:
        return swap.apply(_change(root, aside, own))


def test_a_change_leaves_files_of_others(tmp_path: Path) -> None:
    reports = _study(tmp_path)
    assert _apply(tmp_path, reports) == []
    found = {name: content for name, content in snapshot(reports).items() if content is not None}
    assert found == {name: text.encode() for name, text in NEW.items()} | {
        "minutes.docx": b"mine",
        "tables/own.txt": b"mine",
    }
    assert not (reports / "gone").exists()
    assert not (tmp_path / swap.SET_ASIDE).exists()


def test_killed_at_any_step_it_is_old_or_new(tmp_path: Path) -> None:
    done = _study(tmp_path / "done")
    old = snapshot(done)
    _apply(tmp_path / "done", done)
    new = snapshot(done)
    seen, step = [], 0
    while True:
        root = tmp_path / str(step)
        reports = _study(root)
        if not killed_at(step, lambda root=root, reports=reports: _apply(root, reports)):
            break
        scratch = list(reports.glob(f"{swap.SCRATCH}*"))
        assert all((path / ".gitignore").is_file() or not any(path.iterdir()) for path in scratch if path.exists())
        swap.clear(root, CALLED)
        assert not list(reports.glob(f"{swap.SCRATCH}*"))
        after = {name: content for name, content in snapshot(reports).items() if name not in ("gone", "fresh")}
        assert after in ({name: one[name] for name in one if name not in ("gone", "fresh")} for one in (old, new)), step
        seen.append(after["index.html"])
        step += 1
    assert {b"old", b"new"} == set(seen)
    assert step > 20


def test_killed_while_it_is_put_back_the_next_command_goes_on(tmp_path: Path) -> None:
    template = tmp_path / "template"
    reports = _study(template)
    old = snapshot(reports)
    step = 0
    while "index.html" in snapshot(reports) and snapshot(reports)["index.html"] == b"old":
        shutil.rmtree(template)
        _study(template)
        assert killed_at(step, lambda: _apply(template, reports))
        step += 1
    for again in range(30):
        root = shutil.copytree(template, tmp_path / str(again))
        if not killed_at(again, lambda root=root: swap.clear(root, CALLED)):
            break
        swap.clear(root, CALLED)
        found = snapshot(root / CALLED)
        assert {name: found[name] for name in old} == old, again
    else:
        pytest.fail("it never came to its end")
    assert again > 2


@pytest.mark.parametrize("number", range(6))
def test_a_file_that_cannot_be_replaced_puts_all_back(tmp_path: Path, number: int) -> None:
    reports = _study(tmp_path)
    old = snapshot(reports)
    real, calls = os.rename, []

    def replace(source: Path, target: Path) -> Path:
        moved = "journal" not in str(source)
        if moved:
            calls.append(source)
        if moved and len(calls) == number + 1:
            raise PermissionError(13, "Permission denied", str(source))
        real(source, target)
        return Path(target)

    with mock.patch.object(Path, "replace", replace), pytest.raises(BlockedError) as told:
        _apply(tmp_path, reports)
    [problem] = told.value.problems
    assert problem.file.removeprefix("reports/") in {*OLD, *NEW}
    assert "Permission denied" in problem.found
    found = snapshot(reports)
    assert {name: found[name] for name in old} == old
    assert [name for name in found if name not in old and found[name] is not None] == []
    assert not list(reports.glob(f"{swap.SCRATCH}*"))


def test_what_cannot_be_put_back_at_once_is_kept_for_the_next_command(tmp_path: Path) -> None:
    reports = _study(tmp_path)
    old = snapshot(reports)
    real, calls = os.rename, []

    def replace(source: Path, target: Path) -> Path:
        calls.append(source)
        if len(calls) > 4:
            raise PermissionError(13, "Permission denied", str(source))
        real(source, target)
        return Path(target)

    with mock.patch.object(Path, "replace", replace), pytest.raises(BlockedError, match="cannot be put back") as told:
        _apply(tmp_path, reports)
    assert "next command" in told.value.__notes__[0]
    swap.clear(tmp_path, CALLED)
    found = snapshot(reports)
    assert {name: found[name] for name in old} == old


def _folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    (path / "notes.txt").write_text("mine", "utf-8")


def _file(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("mine", "utf-8")


@pytest.mark.parametrize(
    ("name", "spoil", "kept"),
    [
        ("fresh/c.csv", lambda path: _write(path.parent, {path.name: "mine"}), "fresh/c.csv"),
        ("tables/a.csv", lambda path: path.write_text("mine", "utf-8"), "tables/a.csv"),
        ("index.html", _folder, "index.html/notes.txt"),
        ("fresh", _file, "fresh"),
        ("gone/b.csv", lambda path: path.write_text("mine", "utf-8"), "gone/b.csv"),
    ],
)
def test_somebody_elses_file_in_the_way_is_set_aside(
    tmp_path: Path, name: str, spoil: Callable[[Path], object], kept: str
) -> None:
    reports = _study(tmp_path)
    own = {file: swap.digest(reports / file) for file in OWN}
    spoil(reports / name)
    with swap.scratch(reports) as aside:
        said = swap.apply(_change(tmp_path, aside, own))
    assert said == [f"{swap.SET_ASIDE}/{CALLED}/{name}"]
    assert (tmp_path / swap.SET_ASIDE / CALLED / kept).read_text("utf-8") == "mine"
    assert (tmp_path / swap.SET_ASIDE / ".gitignore").read_text("utf-8") == "*\n"
    assert all((reports / file).read_text("utf-8") == text for file, text in NEW.items())


def test_set_aside_files_do_not_replace_each_other(tmp_path: Path) -> None:
    reports = _study(tmp_path)
    for number, text in enumerate(("one", "two", "two"), start=1):
        (reports / "index.html").write_text(text, "utf-8")
        with swap.scratch(reports) as aside:
            swap.apply(Change(tmp_path, _write(aside / "made", {"index.html": "new"}), reports, ["index.html"]))
        kept = sorted(path.read_text("utf-8") for path in (tmp_path / swap.SET_ASIDE / CALLED).iterdir())
        assert kept == ["one", "two"][:number]


def test_a_folder_that_is_a_link_is_followed(tmp_path: Path) -> None:
    """Who keeps the reports on another disk gets them there."""
    far, reports = tmp_path / "far", tmp_path / "study" / CALLED
    far.mkdir()
    reports.parent.mkdir()
    reports.symlink_to(far)
    with swap.scratch(reports) as aside:
        swap.apply(Change(reports.parent, _write(aside / "made", {"index.html": "new"}), reports, ["index.html"]))
    assert reports.is_symlink()
    assert [path.name for path in far.iterdir()] == ["index.html"]


def test_nothing_leads_out_of_the_folder(tmp_path: Path) -> None:
    """A list that was tampered with deletes nothing elsewhere."""
    from pilotanalysis.publish import manifest
    from pilotanalysis.tables import listing

    (tmp_path / listing.FILE).write_text(json.dumps({"files": {"../a": "x", "..": "x", "": "x", "b": "x"}}), "utf-8")
    assert listing.read(tmp_path) == {"b": "x"}
    for content in ("", "[]", "{", '{"files": []}', '{"files": null}', "\0\0", "[" * 5000):
        (tmp_path / listing.FILE).write_text(content, "utf-8")
        assert listing.read(tmp_path) == {}
        (tmp_path / manifest.FILE).write_text(content, "utf-8")
        assert manifest.read(tmp_path) is None
