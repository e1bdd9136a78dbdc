"""What no command can help: a full device, a folder that may not be written to. What stood there stands; it is told."""

from __future__ import annotations

import ctypes
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from unittest import mock

import psutil
import pytest
from conftest import Command
from test_swap import snapshot

from benchmarks.small import write_notebook, write_small_study
from pilotanalysis import locks, pipeline, swap
from pilotanalysis.files.xlsx import Book
from pilotanalysis.problems import StudyError
from pilotanalysis.publish.plan import Request
from pilotanalysis.publish.run import run
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="devices are made and an administrator's rights given up, which takes Linux and an administrator",
)
FULL = "No space left on device"


@pytest.fixture
def device() -> Iterator[Callable[[Path, str], Path]]:
    """What puts a small device in a folder, with what the folder holds."""
    mounted: list[Path] = []

    def put(folder: Path, size: str) -> Path:
        aside = folder.with_name(f"{folder.name} before")
        folder.rename(aside)
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"no device can be made here: {done.stderr.decode().strip()}")
        mounted.append(folder)
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        return folder

    yield put
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill the device of a folder but for some bytes; gives the file that does."""
    path = folder.parent / ".full" if folder.is_file() else folder / ".full"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    os.truncate(path, max(path.stat().st_size - left, 0))
    return path


_ALL_FOLDERS, _ALL_FILES = 1, 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of Linux
_DROP = 24  # PR_CAPBSET_DROP


def without_rights(work: Callable[[], subprocess.CompletedProcess[str]]) -> subprocess.CompletedProcess[str]:
    """Do something in a process that has given up an administrator's right to write everywhere."""
    read, write = os.pipe()
    if not (child := os.fork()):
        with suppress(BaseException):
            libc = ctypes.CDLL(None)
            head, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
            libc.capget(head, held)
            for right in (_ALL_FOLDERS, _ALL_FILES):
                libc.prctl(_DROP, right)
                held[0] &= ~(1 << right)
                held[1] &= ~(1 << right)
            if not libc.capset(head, held):
                os.write(write, pickle.dumps(work()))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        content = told.read()
    os.waitpid(child, 0)
    assert content, "the process did not come to its end"
    done = pickle.loads(content)
    assert isinstance(done, subprocess.CompletedProcess)
    return done


@pytest.fixture(scope="module")
def finished_two(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Path:
    """A study of two notebooks that was run."""
    root = tmp_path_factory.mktemp("two") / "study"
    write_small_study(root, {"01_first": "1", "02_second": "1"})
    done = command("run", "--study", root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def two(finished_two: Path, tmp_path: Path) -> Path:
    """A study that was run, and of which one notebook was changed since."""
    root = shutil.copytree(finished_two, tmp_path / "study")
    write_notebook(root, "02_second", "2")
    return root


def told_and_kept(done: subprocess.CompletedProcess[str], before: dict[str, bytes | None], folder: Path) -> None:
    """Hold that a command ended with an error in words and left a folder as it was."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "1 problem; nothing was written." in done.stderr
    assert snapshot(folder) == before
    assert not list(folder.rglob(f"{swap.SCRATCH}*"))


def completes(root: Path, command: Command) -> None:
    """Hold that the next run makes what was left."""
    done = command("run", "--study", root)
    assert done.returncode == 0, done.stderr
    assert "1 notebook run, 1 up to date." in done.stdout
    assert "0 notebooks run, 2 up to date." in command("run", "--study", root).stdout


def test_reports_that_cannot_be_written_stay(two: Path, command: Command, device: Callable[[Path, str], Path]) -> None:
    reports = two / "reports"
    before = snapshot(reports)
    reports.chmod(0o555)
    done = without_rights(lambda: command("run", "--study", two))
    reports.chmod(0o755)
    told_and_kept(done, before, reports)
    assert "reports: Cannot be written to. Take away the file in its place" in done.stderr
    full = fill(device(reports, "1m"), 0)
    done = command("run", "--study", two)
    told_and_kept(done, {**before, full.name: full.read_bytes()}, reports)
    assert f"reports, or {tempfile.gettempdir()}: Cannot be written to ({FULL})" in done.stderr


@pytest.mark.long
def test_where_the_device_fills_up_in_the_middle_reports_stay_and_the_next_run_completes(
    two: Path, command: Command, device: Callable[[Path, str], Path]
) -> None:
    reports = device(two / "reports", "1m")
    # Room for what the notebook makes, and not for the pages.
    full = fill(reports, 48 * 1024)
    before = snapshot(reports)
    done = command("run", "--study", two)
    told_and_kept(done, before, reports)
    assert "ok        02_second" in done.stderr
    full.unlink()
    completes(two, command)


@pytest.mark.long
def test_notebooks_that_find_the_device_full_or_show_a_picture_without_words_fail_and_their_last_results_stay(
    two: Path, command: Command, device: Callable[[Path, str], Path]
) -> None:
    reports = device(two / "reports", "1m")
    tries = """import os
from pathlib import Path
large = Path(os.environ["PILOTANALYSIS_OUTPUT"], "large")
try:
    large.write_bytes(bytes(2**21))
finally:
    large.unlink()"""
    write_notebook(two, "01_first", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    write_notebook(two, "02_second", tries)
    before = snapshot(reports)
    done = command("run", "--study", two)
    assert done.returncode == 1
    assert "0 notebooks run, 2 NOT UP TO DATE, 2 FAILED." in done.stdout
    assert "01_first: cell 4: a picture without alt text; give it to report.add, or hide it" in done.stderr
    assert f"02_second: cell 4: OSError: [Errno 28] {FULL}" in done.stderr
    assert "Traceback" not in done.stderr
    after = snapshot(reports)
    own = [name for name in before if name.startswith("results") or name.endswith(".ipynb")]
    assert [after[name] for name in own] == [before[name] for name in own]
    write_notebook(two, "01_first", "1")
    write_notebook(two, "02_second", "2")
    completes(two, command)


@pytest.mark.long
def test_a_unit_that_may_not_be_replaced_stays_and_the_next_run_completes(two: Path, command: Command) -> None:
    folder = two / "reports" / "notebooks"
    before = snapshot(two / "reports")
    folder.chmod(0o555)
    done = without_rights(lambda: command("run", "--study", two))
    folder.chmod(0o755)
    assert done.returncode == 1
    assert "reports/notebooks/02_second.html: It could not be replaced (Permission denied)" in done.stderr
    after = snapshot(two / "reports")
    own = [name for name in before if name.startswith(("results", "notebooks"))]
    assert [after[name] for name in own] == [before[name] for name in own]
    assert "Not up to date: 02_second" in (two / "reports" / "index.html").read_text("utf-8")
    completes(two, command)


@pytest.mark.long
def test_after_a_command_that_was_killed_the_next_run_completes(two: Path, command: Command) -> None:
    """By SIGKILL, which nobody can answer, in a cell of the second of two notebooks."""
    reports = two / "reports"
    waits = "import os, pathlib, time\npathlib.Path(os.environ['PILOTANALYSIS_OUTPUT'], 'in').touch()\ntime.sleep(600)"
    write_notebook(two, "02_second", waits)
    before = snapshot(reports)
    line = [sys.executable, "-m", "pilotanalysis", "run", "--study", str(two)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as killed:
        limit = time.monotonic() + 120
        while not list(reports.glob(f"{swap.SCRATCH}*/made/in")):
            assert killed.poll() is None, killed.communicate()
            assert time.monotonic() < limit
            time.sleep(0.05)
        below = psutil.Process(killed.pid).children(recursive=True)
        killed.kill()
    assert len(below) == 2, "a parent and its kernel"
    assert psutil.wait_procs(below, 10)[1] == []
    assert snapshot(reports) == before
    write_notebook(two, "02_second", "2")
    completes(two, command)
    assert not list(reports.glob(f"{swap.SCRATCH}*"))


@pytest.mark.long
def test_expected_results_that_could_not_be_written_are_written_by_the_next_run(two: Path, command: Command) -> None:
    expected = two / "reports" / "expected"
    before = snapshot(expected)
    (expected / "02_second.json").unlink()
    expected.chmod(0o555)
    done = without_rights(lambda: command("run", "--study", two))
    expected.chmod(0o755)
    assert done.returncode == 1
    assert "reports/expected/02_second.json: It could not be replaced (Permission denied)" in done.stderr
    assert "the reports are new as far as it came" in done.stderr
    done = command("run", "--study", two)
    assert "0 notebooks run, 2 up to date." in done.stdout
    assert "Written to reports/expected, where nothing stood: 1 file." in done.stdout
    assert snapshot(expected) == before


@pytest.fixture
def tabled(cleaned: Study, built: TableSet, tmp_path: Path) -> Iterator[Path]:
    """A study with its processed tables, which are at hand."""
    with mock.patch.object(pipeline, "build", lambda *_given: built):
        yield shutil.copytree(cleaned.root, tmp_path / "study")


@pytest.mark.long
def test_on_a_full_device_tables_stay_and_the_next_command_completes(
    tabled: Path, command: Command, device: Callable[[Path, str], Path]
) -> None:
    processed = device(tabled / "data" / "processed", "40m")
    full = fill(processed, 2**22)
    before = snapshot(processed)
    done = command("clean", "--study", tabled)
    told_and_kept(done, before, processed)
    assert "data/processed: Cannot be written to (" in done.stderr
    assert FULL in done.stderr
    full.unlink()
    assert command("clean", "--study", tabled).returncode == 0
    assert snapshot(processed) == {name: content for name, content in before.items() if name != full.name}


def test_tables_that_may_not_be_written_stay(tabled: Path, command: Command) -> None:
    processed = tabled / "data" / "processed"
    before = snapshot(processed)
    processed.chmod(0o555)
    told_and_kept(without_rights(lambda: command("clean", "--study", tabled)), before, processed)


def test_a_full_device_of_the_study_and_of_temporary_files_is_named(
    tmp_path: Path, device: Callable[[Path, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = write_small_study(tmp_path / "study", {"01_first": "1"})
    (tmp_path / "temporary").mkdir()
    small = device(tmp_path / "temporary", "64k")
    full = fill(small, 0)
    with pytest.raises(StudyError, match=rf"{small}.*: Cannot be written to \({FULL}"), locks.at_work(small, "a test"):
        pass
    # Some of what kernels need fits, and not all of it.
    os.truncate(full, full.stat().st_size - 16 * 1024)
    monkeypatch.setattr(tempfile, "tempdir", str(small))
    with pytest.raises(StudyError, match=rf"reports, or {small}: Cannot be written to \(.*{FULL}"):
        run(study, Request(), lambda _name, _state: None)


def test_a_workbook_on_a_full_device_is_an_error_of_the_system(
    tmp_path: Path, device: Callable[[Path, str], Path]
) -> None:
    (tmp_path / "books").mkdir()
    folder = device(tmp_path / "books", "8k")
    with pytest.raises(OSError, match=FULL), Book(folder / "a.xlsx") as book:
        sheet = book.table("x", ["a"])
        for row in range(5000):
            sheet.write_row(row + 1, 0, [f"text {row * row}"])
