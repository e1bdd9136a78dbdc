"""All notebooks of the pack executed by forked kernels, and as papermill's users do it; each making the same results.

The papermill command line takes one after another, its API two at a time in a pool of processes, forked kernels two at
a time. What comes before and after, cleaning and documents, is the same for all and left out. Overhead is all time of
an execution but that of its cells.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pilotanalysis import pipeline
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.publish import environment
from pilotanalysis.publish.kernels import Kernels, kernels
from pilotanalysis.publish.notebook import execute
from pilotanalysis.publish.plan import Job, Limits, Request, plan
from pilotanalysis.study import Study, find

from .timing import Row, seconds

AT_A_TIME = 2
#: The smallest notebook of the pack: the one of which overhead is the greatest part.
SMALLEST = "02_cluster_profile"


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        source = find(Path(__file__).parent)
        write_study(source, root, Wish(source.settings.seed))
        study = Study(root)
        pipeline.clean(study)
        jobs, _others = plan(study, Request())
        forked = _in(study, Path(folder) / "forked", lambda out: _forked(jobs, out))
        line = _in(study, Path(folder) / "line", lambda out: [_command_line(job, out) for job in jobs])
        pool = _in(study, Path(folder) / "pool", lambda out: _pool(jobs, out))
        assert _results(Path(folder) / "forked") == _results(Path(folder) / "line") == _results(Path(folder) / "pool")
        what = f"{len(jobs)} notebooks, forked kernels, {AT_A_TIME} at a time"
        yield Row(what, forked, "papermill's command line, one after another", line, "at most 0.25")
        yield Row(what, forked, f"papermill's API, {AT_A_TIME} processes", pool, "at most 0.5")
        job = next(job for job in jobs if job.name.startswith(SMALLEST))
        ours, stock = (_overhead(study, job, Path(folder) / engine, engine) for engine in ("warm", "papermill"))
        yield Row("overhead of a forked kernel", ours, "overhead of papermill's API", stock, "at most 0.25")


def _in(study: Study, output: Path, run: Callable[[Path], object]) -> float:
    """Seconds of a run with the environment of kernels, and results in `output`."""
    output.mkdir()
    with environment.of_kernels(study, output):
        return seconds(lambda: run(output))


def _results(output: Path) -> dict[str, bytes]:
    """Everything that notebooks registered and drew."""
    found = [path for part in ("results", "figures") for path in (output / part).rglob("*") if path.is_file()]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}


def _forked(jobs: list[Job], output: Path) -> None:
    place = Path(os.environ["IPYTHONDIR"]).parent
    with kernels("warm", place, [job.path for job in jobs]) as ready, ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(lambda job: _execute(job, output, ready), jobs))


def _execute(job: Job, output: Path, ready: Kernels) -> None:
    execute(job, output / f"{job.name}.ipynb", ready, Limits(), output / f"{job.name}.log")


def _command_line(job: Job, output: Path) -> None:
    values = [word for name, value in job.values.items() for word in ("-p", name, str(value))]
    command = [sys.executable, "-m", "papermill", str(job.path), str(output / f"{job.name}.ipynb"), *values]
    subprocess.run(command, check=True, capture_output=True)


def _pool(jobs: list[Job], output: Path) -> None:
    with ProcessPoolExecutor(AT_A_TIME) as pool:
        asked = [(str(job.path), str(output / f"{job.name}.ipynb"), dict(job.values)) for job in jobs]
        list(pool.map(_by_api, asked))


def _by_api(asked: tuple[str, str, Mapping[str, Any]]) -> None:
    import papermill

    path, output, values = asked
    papermill.execute_notebook(path, output, parameters=dict(values), kernel_name="python3", progress_bar=False)


def _overhead(study: Study, job: Job, output: Path, engine: str) -> float:
    """Seconds of an execution without those of its cells; the parent of forked kernels is there already."""
    output.mkdir()
    with environment.of_kernels(study, output) as place:
        if engine == "papermill":
            made = output / "out.ipynb"
            whole = seconds(lambda: _by_api((str(job.path), str(made), job.values)))
            cells = json.loads(made.read_text("utf-8"))["cells"]
            return whole - sum(cell["metadata"]["papermill"]["duration"] or 0 for cell in cells)
        with kernels("warm", place, [job.path]) as ready:
            whole = seconds(lambda: _execute(job, output, ready))
        told = (output / f"{job.name}.log").read_text("utf-8").splitlines()[1:]
        return whole - sum(float(line.split(": ")[1].removesuffix(" s")) for line in told)
