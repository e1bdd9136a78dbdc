"""Exports and notebooks on a Dask cluster: a real scheduler and its workers on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import ROOT, Command, leave_out

from pilotanalysis import locks, pipeline, swap
from pilotanalysis.problems import StudyError
from pilotanalysis.publish import manifest, workers
from pilotanalysis.study import Study
from pilotanalysis.survey import exports

pytestmark = [pytest.mark.long, pytest.mark.skipif(sys.platform != "linux", reason="tried on Linux alone")]
NOBODY = "tcp://127.0.0.1:9"
#: Seconds after which a test gives up.
_LIMIT = 240


class Cluster:
    """A scheduler, and the workers that a test starts.

    Parameters
    ----------
    folder : Path
        For what they write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler"
        self.scheduler = self._begin("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []

    @cached_property
    def address(self) -> str:
        """Where the scheduler answers."""
        told: list[str] = []

        def is_told() -> bool:
            with suppress(OSError, ValueError):
                told.append(json.loads(self.file.read_text("utf-8"))["address"])
            return bool(told)

        _until(is_told)
        return told[0]

    def start(self, number: int) -> None:
        """Start workers, of a thread each, and wait until the scheduler knows them."""
        from distributed import Client

        own = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        self.workers += [self._begin("worker", *own) for _one in range(number)]
        with Client(self.address, timeout=_LIMIT, set_as_default=False) as client:
            _until(lambda: len(client.nthreads()) == len(self.workers))

    def own(self) -> list[psutil.Process]:
        """What the workers have started."""
        return [child for one in self.workers if not one.poll() for child in children(one.pid)]

    def end(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _begin(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", "--scheduler-file", self.file]
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen([*line, *options], stdout=log, stderr=log)


def children(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _until(so: Callable[[], object]) -> None:
    limit = time.monotonic() + _LIMIT
    while not so():
        assert time.monotonic() < limit
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError("the test hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(3 * _LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@contextmanager
def _cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder)
    try:
        yield made
        assert made.own() == []
    finally:
        made.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    with _cluster(tmp_path_factory.mktemp("dask")) as made:
        made.start(2)
        yield made


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler without workers, to do with as the test likes."""
    with _cluster(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture
def held(cleaned: Study, tmp_path: Path) -> tuple[Path, Path]:
    """A study of two notebooks, and a file: as long as that is there, the first of them does not go on."""
    root, hold = tmp_path / "study", tmp_path / "hold"
    shutil.copytree(cleaned.root, root, ignore=shutil.ignore_patterns("*.ipynb", "reports"))
    content = json.loads((ROOT / "notebooks" / "01_survey_intake.ipynb").read_text("utf-8"))
    title, parameters, begin, *_others, add, close = (content["cells"][place] for place in (0, 1, 2, 4, -1))
    for name in ("01_one", "02_two"):
        own = _changed(begin, "".join(begin["source"]).replace("01_survey_intake", name))
        cells = [title, parameters, own, *([_changed(begin, _holding(hold)), add] if name == "01_one" else []), close]
        (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps({**content, "cells": cells}), "utf-8")
    return root, hold


def _changed(cell: dict[str, Any], source: str) -> dict[str, Any]:
    return {**cell, "id": f"changed-{len(source)}", "source": source}


def _holding(hold: Path) -> str:
    return (
        "import os, pathlib, time\n"
        "pathlib.Path(os.environ['PILOTANALYSIS_OUTPUT'], 'in').write_text(str(os.getpid()))\n"
        f"while pathlib.Path({str(hold)!r}).exists(): time.sleep(0.05)"
    )


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _in(root: Path) -> list[Path]:
    """The file of the notebook that is held, once it is."""
    return [path for path in root.glob(f"reports/{swap.SCRATCH}*/apart/01_one/in") if path.read_text("utf-8")]


@pytest.mark.usefixtures("survey_alone")
def test_exports_are_read_and_cleaned_by_workers_to_the_same_bytes(
    spoilt: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("astrico-ne", "ind-agro-pol"):
        leave_out(other, spoilt)
    study = Study(spoilt)
    pipeline.clean(study)
    here = _snapshot(study.processed)
    shutil.rmtree(study.processed)
    # It is they who do it: nothing of the kind works here any more.
    monkeypatch.setattr(exports, "read_export", None)
    monkeypatch.setattr(sys.modules["pilotanalysis.survey.build"], "clean_answers", None)
    with locks.at_work(spoilt, "a test"), workers.spread_over(study, cluster.address):
        pipeline.clean(study)
    assert _snapshot(study.processed) == here


def test_a_worker_that_is_killed_in_mid_batch(held: tuple[Path, Path], empty: Cluster, command: Command) -> None:
    root, hold = held
    empty.start(2)
    hold.touch()
    ended: list[psutil.Process] = []

    def kill() -> None:
        _until(lambda: _in(root))
        kernel = int(_in(root)[0].read_text("utf-8"))
        victim = next(one for one in empty.workers if kernel in [child.pid for child in children(one.pid)])
        ended.extend(children(victim.pid))
        os.kill(victim.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    done = command("run", "--study", root, "--scheduler", empty.address)
    hold.unlink()
    killer.join(_LIMIT)
    assert done.returncode == 1
    assert "1 notebook run, 1 NOT UP TO DATE, 1 not made, 1 FAILED." in done.stdout
    assert "01_one: killed: The worker that ran it was lost." in done.stderr
    # What it had begun ended with it, and nothing of it is anywhere.
    assert len(ended) >= 3
    assert not psutil.wait_procs(ended, timeout=5)[1]
    told = manifest.read(root / "reports")
    assert told is not None
    assert list(told.notebooks) == ["02_two"]
    assert "01_one" in told.stale
    assert "was lost" in (root / "reports" / "failed" / "01_one.log").read_text("utf-8")
    assert not manifest.altered(root / "reports", told.files)
    made = _snapshot(root / "reports")
    assert not [name for name in made if name not in {*told.files, manifest.FILE} and "expected/" not in name]
    # The next run makes what is missing; and all of it is what it would be here.
    again = command("run", "--study", root, "--scheduler", empty.address)
    assert again.returncode == 0, again.stderr
    assert "1 notebook run, 1 up to date." in again.stdout
    assert empty.own() == []
    there = _snapshot(root / "reports")
    shutil.rmtree(root / "reports")
    assert command("run", "--study", root).returncode == 0
    assert _snapshot(root / "reports") == there


def test_a_command_that_is_stopped_leaves_no_process_with_the_workers(
    held: tuple[Path, Path], cluster: Cluster
) -> None:
    root, hold = held
    hold.touch()
    line = [sys.executable, "-m", "pilotanalysis", "run", "--study", str(root), "--scheduler", cluster.address]
    run = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _until(lambda: _in(root) or run.poll() is not None)
        begun = cluster.own()
        run.send_signal(signal.SIGINT)
        _out, err = run.communicate(timeout=_LIMIT)
    finally:
        run.kill()
    assert run.returncode == 128 + signal.SIGINT
    assert err.endswith("Stopped; nothing was written.\n")
    assert len(begun) >= 3
    assert not psutil.wait_procs(begun, timeout=5)[1]
    assert cluster.own() == []
    assert [path for path in (root / "reports").rglob("*") if path.is_file()] == []


def test_workers_that_would_not_make_the_same_are_refused(
    spoilt: Path, cluster: Cluster, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = workers.made_with()
    monkeypatch.setattr(workers, "made_with", lambda: {**own, "package": "another"})
    done = command("run", "--study", spoilt, "--scheduler", cluster.address)
    assert done.returncode == 1
    assert "The scheduler does not have the same: package. Install" in done.stderr
    assert done.stderr.count("The worker tcp://127.0.0.1:") == 2
    assert done.stderr.endswith("3 problems; nothing was written.\n")


def test_who_is_gone_is_told(spoilt: Path, empty: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(spoilt)
    monkeypatch.setattr(workers, "_WORKERLESS", 2)
    with locks.at_work(spoilt, "a test"):
        with pytest.raises(StudyError, match="has no worker"), workers.workers_of(study, empty.address):
            pass
        empty.start(1)
        with workers.workers_of(study, empty.address) as found:
            assert (found.width, found.call(len, "abc")) == (1, 3)
            with pytest.raises(workers.LostError, match="No worker is left"):
                empty.workers[0].kill()
                found.call(len, "abc")
            with pytest.raises(workers.LostError, match="scheduler is gone"):
                threading.Timer(0.5, empty.scheduler.kill).start()
                found.call(len, "abc")


def test_an_address_that_nobody_answers_is_named(
    spoilt: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_ANSWER", 1)
    for address in (NOBODY, ""):
        done = command("run", "--study", spoilt, "--notebook", "01", "--scheduler", address)
        assert done.returncode == 1
        assert f"No Dask scheduler answers at {address} (" in done.stderr
    assert not (spoilt / "data" / "processed").exists()
