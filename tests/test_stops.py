"""Two commands at once, and commands that are stopped: real processes, watched from outside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from conftest import ROOT, Command

from pilotanalysis import locks, swap
from pilotanalysis.problems import StudyError

#: Seconds within which a command that is stopped has to end.
LIMIT = 8.0


def _start(*arguments: object) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "pilotanalysis", *map(str, arguments)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def _wait(process: subprocess.Popen[str], until: Callable[[], object]) -> None:
    limit = time.monotonic() + 300
    while not until():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.02)


def _scratch(root: Path) -> list[Path]:
    return [path for place in ("reports", "data", "data/processed") for path in (root / place).glob(f"{swap.SCRATCH}*")]


def _stop(process: subprocess.Popen[str], number: int) -> tuple[str, list[psutil.Process]]:
    """Stop a command; give what it said, and what it had started."""
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    began = time.monotonic()
    _out, err = process.communicate(timeout=120)
    assert time.monotonic() - began < LIMIT
    assert process.returncode == 128 + number
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    lines = [line for line in err.splitlines() if line.startswith("Stopped; ")]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    return lines[0], children


def _one_slow_notebook(root: Path, code: str) -> None:
    """Leave the study one notebook, which takes its time."""
    for path in (root / "notebooks").glob("*.ipynb"):
        if not path.name.startswith("01"):
            path.unlink()
    path = root / "notebooks" / "01_survey_intake.ipynb"
    content = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in content["cells"] if "begin(" in "".join(cell["source"]))
    cell["source"] = code
    path.write_text(json.dumps(content), "utf-8")


def test_the_second_of_two_commands_says_who_is_at_work(spoilt: Path, command: Command) -> None:
    before = sorted(spoilt.rglob("*"))
    with locks.at_work(spoilt, "pilotanalysis run"):
        for line in (("run",), ("clean",), ("decide",), ("official", "x.tsv"), ("verify", "--accept"), ("verify",)):
            done = command(*line, "--study", spoilt)
            assert done.returncode == 1, line
            assert "pilotanalysis run runs since 20" in done.stderr
            assert f"process {os.getpid()}" in done.stderr
            assert "nothing was written" in done.stderr
    left = [path for path in sorted(spoilt.rglob("*")) if locks.FOLDER not in path.parts]
    assert left == before
    assert (spoilt / locks.FOLDER / ".gitignore").read_text("utf-8") == "*\n"


def test_a_lock_of_a_dead_process_does_not_block(tmp_path: Path) -> None:
    code = (
        "import os; from pathlib import Path; from pilotanalysis import locks\n"
        f"with locks.at_work(Path({str(tmp_path)!r}), 'x'): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert (tmp_path / locks.FOLDER / "holder.json").is_file()
    with locks.at_work(tmp_path, "the next"), pytest.raises(StudyError, match="the next runs since"):
        locks.at_work(tmp_path, "one more").__enter__()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"who": 1}'])
def test_a_damaged_note_of_who_is_at_work_is_no_matter(tmp_path: Path, content: str) -> None:
    with locks.at_work(tmp_path, "one"):
        (tmp_path / locks.FOLDER / "holder.json").write_text(content, "utf-8")
        with pytest.raises(StudyError, match="Another command is at work"):
            locks.at_work(tmp_path, "two").__enter__()


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    for place in ("reports", "data", "data/processed"):
        (tmp_path / place / f"{swap.SCRATCH}abc" / "made").mkdir(parents=True)
        (tmp_path / place / f"{swap.SCRATCH}abc" / "made" / "answers.csv").write_text("answers", "utf-8")
    assert len(_scratch(tmp_path)) == 3
    with locks.at_work(tmp_path, "the next command"):
        assert _scratch(tmp_path) == []


@pytest.mark.long
def test_a_command_that_is_stopped_while_it_cleans_writes_nothing(small: Path) -> None:
    process = _start("clean", "--study", small)
    _wait(process, (small / locks.FOLDER / "holder.json").is_file)
    time.sleep(1.5)
    said, _children = _stop(process, signal.SIGTERM)
    assert said == "Stopped; nothing was written."
    assert not list((small / "data").glob("processed/*"))
    assert _scratch(small) == []


def test_a_command_that_is_stopped_at_its_start_says_so(small: Path) -> None:
    process = _start("clean", "--study", small)
    _wait(process, lambda: _listens(process.pid))
    assert _stop(process, signal.SIGINT)[0] == "Stopped; nothing was written."


def _listens(pid: int) -> bool:
    """Tell whether a process has a handler of its own for SIGTERM, which Python does not set."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    mask = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(mask >> (signal.SIGTERM - 1) & 1)


@pytest.mark.long
def test_a_command_that_is_stopped_in_a_cell_leaves_no_process(small: Path) -> None:
    """Neither a kernel that does not listen nor what a cell started lives on."""
    _one_slow_notebook(
        small,
        "import os, pathlib, signal, subprocess, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "pathlib.Path(os.environ['PILOTANALYSIS_OUTPUT'], 'in').touch()\n"
        "while True: time.sleep(1)",
    )
    process = _start("run", "--study", small)
    _wait(process, lambda: list((small / "reports").glob(f"{swap.SCRATCH}*/made/in")))
    said, children = _stop(process, signal.SIGINT)
    assert len(children) >= 2
    assert said == "Stopped; data/processed was made anew; the reports stay as they were."
    assert (small / "data" / "processed" / "gaps.csv").is_file()
    assert [path.name for path in (small / "reports").iterdir()] == []
    assert _scratch(small) == []


#: What a command calls to write, what it writes, and how the command line reads.
_WRITING = {
    "decide": ("pilotanalysis.survey", "decide", "data/decisions/coding.csv", ()),
    "official": ("pilotanalysis.official", "update", "data/raw/reference/persons_employed.csv", ("x.tsv",)),
    "verify": ("pilotanalysis.publish.verify", "accept", "reports/expected/01_survey_intake.json", ("--accept",)),
}
_STOPPED = """
import importlib, os, signal, sys
from unittest import mock
from pilotanalysis import cli

module, name, file, writes = sys.argv[1:5]

def stopped(study, *_given, **_named):
    path = study.root / file
    if writes == "yes":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("new", "utf-8")
    os.kill(os.getpid(), signal.SIGTERM)

sys.argv[1:] = sys.argv[5:]
with mock.patch.object(importlib.import_module(module), name, stopped):
    cli.main()
"""


@pytest.mark.parametrize(("name", "writes"), [("decide", "no"), *((name, "yes") for name in _WRITING)])
def test_a_stop_says_that_nothing_was_written_only_where_that_is_so(tmp_path: Path, name: str, writes: str) -> None:
    shutil.copy(ROOT / "study.yml", tmp_path)
    module, function, file, options = _WRITING[name]
    line = [module, function, file, writes, name, *options, "--study", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", _STOPPED, *line], capture_output=True, text=True, check=False)
    assert done.returncode == 128 + signal.SIGTERM, done.stderr
    folder = {"decide": "data/decisions", "official": "data/raw", "verify": "reports/expected"}[name]
    said = f"{folder} was written by then, as a whole" if writes == "yes" else "nothing was written"
    assert done.stderr == f"Stopped; {said}.\n"
