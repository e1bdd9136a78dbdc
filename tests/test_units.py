"""What a run replaces, what it leaves, and what it says of it; notebooks are stood in for, the rest is real."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from conftest import copy_study, keep_only, made_once
from test_swap import killed_at, snapshot

from pilotanalysis import locks, swap
from pilotanalysis.problems import StudyError
from pilotanalysis.publish import manifest, notebook
from pilotanalysis.publish import run as module
from pilotanalysis.publish.notebook import NotebookError
from pilotanalysis.publish.place import SHARED, Batch
from pilotanalysis.publish.plan import Job, Request
from pilotanalysis.publish.run import Summary
from pilotanalysis.study import Study

ONE, TWO, THREE = "01_survey_intake", "02_cluster_profile.euronest", "03_value_chain_gaps.euronest"
FOUR, FIVE, SIX = "04_partner_pool.euronest", "05_b2b_meetings", "06_cluster_to_cluster"
NAMES = [ONE, TWO, THREE, FOUR, FIVE, SIX, "07_technical_assistance", "08_monitoring", "09_evaluation"]
#: Told to the notebooks that stand in: which fail, and what the answers of the study give.
FAIL = "fails"


def _stand_in(job: Job, output: Path, *_: object) -> None:
    """Register a figure as a notebook does: other settings give another one."""
    made = output.parent.parent
    settings = job.path.parent.parent / "study.yml"
    result = hashlib.sha256(settings.read_bytes() + job.digest.encode()).hexdigest()
    for folder in ("notebooks", "results", "figures"):
        (made / folder).mkdir(exist_ok=True)
    cells = json.loads(job.path.read_text("utf-8"))["cells"][:1]
    output.write_text(json.dumps({"cells": [{**cells[0], "metadata": {}}], "result": result}), "utf-8")
    figure = f"figures/{job.name}"
    if FAIL in job.path.read_text("utf-8"):
        (made / f"{figure}.csv").write_text("half", "utf-8")
        raise NotebookError("cell 3: NameError: it fails")
    for ending in ("csv", "en.svg", "en.png", "ro.svg", "ro.png", "it.svg", "it.png"):
        (made / f"{figure}.{ending}").write_text(result, "utf-8")
    files = {language: f"{figure}.{language}.svg" for language in ("en", "ro", "it")}
    title = dict.fromkeys(files, job.name)
    item = {"kind": "figure", "id": job.name, "title": title, "files": files, "data": f"{figure}.csv", "page": None}
    item["lineage"] = []
    content = {"notebook": job.path.stem, "cluster": job.cluster, "release": job.values["release"], "sources": [result]}
    (made / "results" / f"{job.name}.json").write_text(json.dumps({**content, "items": [item]}), "utf-8")


@pytest.fixture(autouse=True)
def _notebooks() -> Iterator[None]:
    with mock.patch.object(notebook, "execute", _stand_in):
        yield


def _run(root: Path, **asked: object) -> Summary:
    study = Study(root)
    with locks.at_work(root, "a test"):
        return module.run(study, Request(engine="papermill", **asked), lambda _name, _state: None)


@pytest.fixture
def ran(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was run; the test's own."""
    made = made_once(
        tmp_path_factory, "units", lambda folder: _run(keep_only("euronest", copy_study(folder / "study")))
    )
    return shutil.copytree(made / "study", tmp_path / "study")


def _told(root: Path) -> manifest.Manifest:
    told = manifest.read(root / "reports")
    assert told is not None
    return told


def _edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _change(root: Path) -> None:
    _edit(root, "study.yml", "confidence: 0.95", "confidence: 0.9")


def _fail(root: Path, notebook: str = "02_cluster_profile") -> None:
    path = root / "notebooks" / f"{notebook}.ipynb"
    content = json.loads(path.read_text("utf-8"))
    content["cells"][-1]["source"] = FAIL
    path.write_text(json.dumps(content), "utf-8")


def test_a_run_lists_what_it_made_and_a_second_changes_nothing(ran: Path) -> None:
    told = _told(ran)
    reports = snapshot(ran / "reports")
    found = {name for name in reports if reports[name] is not None and not name.startswith("expected/")}
    assert found == {*told.files, manifest.FILE}
    assert not manifest.altered(ran / "reports", told.files)
    assert list(told.notebooks) == NAMES
    assert f"notebooks/{TWO}.html" in told.notebooks[TWO].files
    assert "index.html" in told.shared
    text = (ran / "reports" / manifest.FILE).read_text("utf-8")
    assert str(ran) not in text
    assert os.uname().nodename not in text
    before = snapshot(ran / "reports")
    summary = _run(ran)
    assert (summary.done, summary.reused) == ([], NAMES)
    assert snapshot(ran / "reports") == before


def test_files_of_others_stay(ran: Path) -> None:
    mine = {"minutes.docx": "mine", "figures/own.png": "mine", "mine/a.txt": "mine", "results/draft.json": "{"}
    for name, text in mine.items():
        (ran / "reports" / name).parent.mkdir(exist_ok=True)
        (ran / "reports" / name).write_text(text, "utf-8")
    _change(ran)
    assert _run(ran).done == NAMES
    assert {name: (ran / "reports" / name).read_text("utf-8") for name in mine} == mine
    assert not set(mine) & set(_told(ran).files)
    assert not (ran / swap.SET_ASIDE).exists()


def test_one_chapter_leaves_the_others_and_names_what_is_stale(ran: Path) -> None:
    before = _told(ran)
    _change(ran)
    _edit(ran, "notebooks/03_value_chain_gaps.ipynb", "# ", "#  ")
    summary = _run(ran, notebook="01")
    assert summary.done == [ONE]
    told = _told(ran)
    for name in NAMES[1:]:
        kept = {path: known for path, known in told.notebooks[name].files.items() if not path.endswith(".html")}
        assert kept.items() <= before.notebooks[name].files.items()
        assert told.notebooks[name].inputs_digest == before.notebooks[name].inputs_digest
    assert told.stale == summary.stale == dict.fromkeys(NAMES[1:], told.stale[TWO])
    assert "other data, settings or code" in told.stale[TWO]
    for file, said in (
        ("index.html", f"Not up to date: {TWO}"),
        ("index.ro.html", f"Nu este la zi: {TWO}"),
        ("index.it.html", f"Non aggiornato: {TWO}"),
        (f"notebooks/{THREE}.html", f"Not up to date: {THREE}"),
    ):
        assert said in (ran / "reports" / file).read_text("utf-8")
    assert "Not up to date" not in (ran / "reports" / "notebooks" / f"{ONE}.html").read_text("utf-8")
    assert _run(ran).done == NAMES[1:]
    assert _told(ran).stale == {}
    assert "Not up to date" not in (ran / "reports" / "index.html").read_text("utf-8")


def test_a_unit_is_judged_by_its_own_values(ran: Path) -> None:
    assert _run(ran, notebook="03", language="ro").done == [THREE]
    summary = _run(ran, notebook="01", language="it")
    assert summary.stale == {}
    told = _told(ran).notebooks
    assert [told[name].parameters["language"] for name in NAMES] == ["it", "en", "ro"] + ["en"] * (len(NAMES) - 3)
    assert _run(ran).done == [ONE, THREE]


def test_a_cluster_that_is_left_out_goes_and_is_named(ran: Path) -> None:
    _edit(ran, "study.yml", "euronest, role: analysed", "euronest, role: follow_up")
    _edit(ran, "study.yml", "iconic, role: follow_up", "iconic, role: analysed")
    (ran / "reports" / "results" / "mine.euronest.json").write_text("mine", "utf-8")
    summary = _run(ran, notebook="01")
    assert summary.gone == [TWO, THREE, FOUR]
    # What is expected of it stays until somebody accepts other results.
    left = [path for path in (ran / "reports").rglob("*euronest*") if path.parent.name != "expected"]
    assert [path.name for path in left] == ["mine.euronest.json"]


def test_a_notebook_that_fails_keeps_its_last_result_marked_stale(ran: Path) -> None:
    before = snapshot(ran / "reports")
    _change(ran)
    _fail(ran)
    summary = _run(ran)
    assert list(summary.failed) == [TWO]
    assert summary.done == [ONE, *NAMES[2:]]
    assert not summary.kept
    after = snapshot(ran / "reports")
    assert after[f"results/{TWO}.json"] == before[f"results/{TWO}.json"]
    assert after[f"figures/{TWO}.csv"] == before[f"figures/{TWO}.csv"]
    assert after[f"results/{ONE}.json"] != before[f"results/{ONE}.json"]
    assert f"failed/{TWO}.ipynb" in after
    assert "failed" in _told(ran).stale[TWO]
    assert f"Not up to date: {TWO}" in after["index.html"].decode()
    shutil.copy(ran / "reports" / "index.html", ran / "reports" / "failed" / "mine.html")
    _edit(ran, "notebooks/02_cluster_profile.ipynb", FAIL, "")
    assert _run(ran).done == [TWO]
    assert [path.name for path in (ran / "reports" / "failed").iterdir()] == ["mine.html"]
    assert _told(ran).stale == {}


def test_a_notebook_that_never_came_to_its_end_leaves_its_log(ran: Path) -> None:
    shutil.rmtree(ran / "reports")
    _fail(ran)
    summary = _run(ran)
    assert summary.left_out == [TWO]
    assert not (ran / "reports" / "results" / f"{TWO}.json").exists()
    assert f"{TWO} (it failed when it was last run)" in (ran / "reports" / "index.html").read_text("utf-8")


def test_two_releases_never_stand_in_one_folder(ran: Path) -> None:
    for name in (f"{ONE}.json", "notes.json"):
        (ran / "reports" / "expected" / name).write_text("{}", "utf-8")
    before = snapshot(ran / "reports")
    with pytest.raises(StudyError, match="working release, and a folder holds one release"):
        _run(ran, notebook="03", release="public")
    with pytest.raises(StudyError, match="working release, and a folder holds one release"):
        _run(ran, notebook="03", parameters={"release": "public"})
    assert snapshot(ran / "reports") == before
    _fail(ran)
    summary = _run(ran, release="public")
    assert summary.kept
    assert snapshot(ran / "reports") == before
    _edit(ran, "notebooks/02_cluster_profile.ipynb", FAIL, "")
    assert _run(ran, release="public").done == NAMES
    registers = [path.read_text("utf-8") for path in (ran / "reports" / "results").iterdir()]
    assert all('"release": "public"' in text for text in registers)
    assert {path.name for path in (ran / "reports" / "expected").iterdir()} == {"notes.json", "public"}
    (ran / "reports" / manifest.FILE).write_text("{", "utf-8")
    with pytest.raises(StudyError, match="damaged"):
        _run(ran)
    assert _run(ran, release="public").done == NAMES


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"[1]", b'{"notebook": 3, "items": {}}', b"[" * 5000])
@pytest.mark.parametrize("file", [f"results/{TWO}.json", f"notebooks/{TWO}.ipynb", f"figures/{TWO}.ro.svg"])
def test_damaged_results_are_made_anew(ran: Path, file: str, content: bytes) -> None:
    whole = snapshot(ran / "reports")
    (ran / "reports" / file).write_bytes(content)
    damaged = _run(ran, notebook="01")
    assert list(damaged.stale) == [TWO]
    assert "were changed or taken away" in damaged.stale[TWO]
    assert _run(ran).done == [TWO]
    assert snapshot(ran / "reports") == whole


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"[]", b"{}", b"\xff\x00", b"[" * 5000, None])
def test_a_damaged_manifest_is_not_up_to_date(ran: Path, content: bytes | None) -> None:
    whole = snapshot(ran / "reports")
    path = ran / "reports" / manifest.FILE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert _run(ran).done == NAMES
    assert snapshot(ran / "reports") == whole
    assert not (ran / swap.SET_ASIDE).exists()


def test_a_manifest_that_was_tampered_with_deletes_nothing_elsewhere(ran: Path) -> None:
    content = json.loads((ran / "reports" / manifest.FILE).read_text("utf-8"))
    for path in ("../study.yml", str(ran / "study.yml"), "a/../../study.yml"):
        spoilt = {**content, "outputs": {**content["outputs"], path: "0" * 64}}
        (ran / "reports" / manifest.FILE).write_text(json.dumps(spoilt), "utf-8")
        assert manifest.read(ran / "reports") is None
        _run(ran)
        assert (ran / "study.yml").is_file()


def _unit_files(root: Path, name: str) -> dict[str, bytes | None]:
    return _all_units(root)[name]


def _all_units(root: Path) -> dict[str, dict[str, bytes | None]]:
    """The files of each unit."""
    there = [(path, content) for path, content in snapshot(root / "reports").items() if "." in path]
    return {name: {path: content for path, content in there if name in path} for name in NAMES}


def _held(root: Path, held: str) -> mock._patch:
    """Have a file held open by another program, as Windows does: it can be read, and not replaced."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if root / "reports" / held in (self, Path(target)):
            raise PermissionError(13, "The process cannot access the file", str(self))
        return real(self, target)

    return mock.patch.object(Path, "replace", replace)


def test_a_file_held_open_rolls_its_unit_back_and_the_others_stand(ran: Path) -> None:
    before = {name: _unit_files(ran, name) for name in NAMES}
    _change(ran)
    with _held(ran, f"figures/{TWO}.ro.png"):
        summary = _run(ran)
    assert [f"reports/figures/{TWO}.ro.png" in said for said in summary.blocked] == [True]
    assert not summary.kept
    assert _unit_files(ran, TWO) == before[TWO]
    assert _unit_files(ran, ONE) != before[ONE]
    told = _told(ran)
    assert not manifest.altered(ran / "reports", told.files)
    assert told.stale == {TWO: "its new files could not be put in place"}
    assert "Not up to date" in (ran / "reports" / "index.html").read_text("utf-8")
    assert _run(ran).done == [TWO]
    assert _told(ran).stale == {}


def test_a_document_held_open_keeps_the_documents_and_the_units_stand(ran: Path) -> None:
    before = snapshot(ran / "reports")
    _edit(ran, "study.yml", "en: Missing links", "en: All missing links")
    with _held(ran, "index.html"):
        summary = _run(ran)
    assert "reports/index.html" in summary.blocked[0]
    after = snapshot(ran / "reports")
    assert after["index.html"] == before["index.html"]
    told = _told(ran)
    assert list(told.stale) == [SHARED]
    assert not manifest.altered(ran / "reports", told.files)
    assert _run(ran).reused == NAMES
    assert _told(ran).stale == {}
    assert (ran / "reports" / "index.html").read_bytes() != before["index.html"]


def test_a_release_that_cannot_be_put_in_place_leaves_all_as_it_was(ran: Path) -> None:
    before = snapshot(ran / "reports")
    with _held(ran, "index.ro.html"):
        summary = _run(ran, release="public")
    assert summary.kept
    assert snapshot(ran / "reports") == before


def test_killed_at_any_step_each_unit_is_old_or_new(ran: Path, tmp_path: Path) -> None:
    old = _all_units(ran)
    _change(ran)
    new_root = shutil.copytree(ran, tmp_path / "new")
    _run(new_root)
    new = _all_units(new_root)
    assert all(old[name] != new[name] for name in NAMES)
    real, seen = Batch.put_in_place, set()

    def killed(batch: Batch, whole: bool) -> None:
        shutil.copytree(ran / "reports", tmp_path / "saved")
        for step in range(0, 1000, 5):
            came_to_its_end = not killed_at(step, lambda: real(batch, whole))
            swap.clear(ran, "reports")
            found = _all_units(ran)
            assert all(found[name] in (old[name], new[name]) for name in NAMES), step
            seen.add(tuple(found[name] == new[name] for name in NAMES))
            assert not manifest.altered(ran / "reports", _told(ran).files), step
            shutil.rmtree(ran / "reports")
            shutil.copytree(tmp_path / "saved", ran / "reports")
            if came_to_its_end:
                return real(batch, whole)
        pytest.fail("it never came to its end")

    with mock.patch.object(Batch, "put_in_place", killed):
        _run(ran)
    assert seen == {tuple(place < put for place in range(len(NAMES))) for put in range(len(NAMES) + 1)}
    assert snapshot(ran / "reports") == snapshot(new_root / "reports")
