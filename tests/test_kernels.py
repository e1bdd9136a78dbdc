"""Kernels for notebooks: forked from a warm parent they give what stock ones give, and however one ends, it is told."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from conftest import ROOT

from pilotanalysis.publish import environment
from pilotanalysis.publish.kernels import ENGINES, Engine, Kernels, imported, kernels
from pilotanalysis.publish.notebook import NotebookError, execute, wordless_picture
from pilotanalysis.publish.plan import Job, Limits
from pilotanalysis.study import Study

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere kernels are stock ones, since forking is not safe"
)
#: Cells with every kind of output that a notebook shows.
SHOWN = (
    "import os\nprint(os.getcwd() == os.environ['IPYTHONDIR'], os.environ['TZ'])",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "import seaborn as sns\nax = sns.barplot(x=['a', 'b'], y=[1, 2])",
    "import sys\nprint('said', file=sys.stderr)\n1 / 4",
    "from IPython.display import Markdown, display\ndisplay(Markdown('*so*'))\nos.system('echo from a child')",
    "__name__, len([name for name in dir() if not name.startswith('_')]) > 0",
)


def notebook(folder: Path, *cells: str) -> Path:
    made: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])  # type: ignore[no-untyped-call]
    made.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    made.metadata["language_info"] = {"name": "python"}
    path = folder / "tried.ipynb"
    nbformat.write(made, path)  # type: ignore[no-untyped-call]
    return path


def run(folder: Path, ready: Kernels, *cells: str, limits: Limits | None = None) -> list[dict[str, Any]]:
    """Execute cells; gives the cells of code that come of it."""
    job = Job(notebook(folder, *cells), None, {})
    execute(job, folder / "out.ipynb", ready, limits or Limits(), folder / "out.log")
    return left(folder)


def left(folder: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads((folder / "out.ipynb").read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@contextmanager
def of(engine: Engine, folder: Path) -> Iterator[Kernels]:
    with environment.of_kernels(Study(ROOT), folder) as place, kernels(engine, place, []) as ready:
        assert ready.engine == engine
        yield ready


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    with of("warm", tmp_path_factory.mktemp("warm")) as ready:
        yield ready


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


@pytest.mark.long
def test_forked_kernels_show_what_stock_ones_show(tmp_path: Path) -> None:
    made = []
    for engine in ENGINES:
        with of(engine, tmp_path) as ready:
            made.append(run(tmp_path, ready, *SHOWN))
    assert made[0] == made[1]
    shown = [sorted(output.get("data", {})) for cell in made[0] for output in cell["outputs"]]
    assert sum("image/png" in kinds for kinds in shown) == 2
    assert any("text/html" in kinds for kinds in shown)
    # A picture that nobody registered has no words, and may not leave the house.
    assert wordless_picture(tmp_path / "out.ipynb") == 3


@pytest.mark.parametrize(
    ("cell", "state", "said"),
    [
        ("1 / 0", "failed", "cell 2: ZeroDivisionError: division by zero"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed", "cell 2: the kernel died"),
        ("while True:\n    pass", "timed out", "cell 2: it took over 2 s"),
        (
            "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**33, 2**33))\nx = bytearray(2**34)",
            "failed",
            "cell 2: MemoryError",
        ),
        ("import os\nos._exit(3)", "killed", "cell 2: the kernel died"),
    ],
)
def test_however_a_notebook_ends_it_is_told(warm: Kernels, tmp_path: Path, cell: str, state: str, said: str) -> None:
    with pytest.raises(NotebookError) as raised:
        run(tmp_path, warm, "1", cell, "3", limits=Limits(cell=2))
    assert raised.value.state == state
    assert str(raised.value).startswith(said)
    log = (tmp_path / "out.log").read_text("utf-8")
    assert log.startswith(f"tried: {state}, ")
    assert said in log
    # The notebook says in the cell how it ended, and the cells behind it were not run.
    first, second, third = left(tmp_path)
    assert first["execution_count"] == 1
    assert second["outputs"][-1]["output_type"] == "error"
    assert third["execution_count"] is None


@pytest.mark.long
def test_the_end_of_the_parent_is_the_end_of_its_kernels(tmp_path: Path) -> None:
    killing = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True:\n    pass"
    with of("warm", tmp_path) as ready:
        for cell in (killing, "1"):
            with pytest.raises(NotebookError) as raised:
                run(tmp_path, ready, cell, limits=Limits(cell=20))
            assert raised.value.state == "killed"


def test_a_notebook_may_not_take_longer_than_its_limit_in_many_cells(warm: Kernels, tmp_path: Path) -> None:
    cells = ["import time\ntime.sleep(0.7)"] * 6
    with pytest.raises(NotebookError, match="the notebook took over 2 s") as raised:
        run(tmp_path, warm, *cells, limits=Limits(cell=60, notebook=2))
    assert raised.value.state == "timed out"


def test_notebooks_that_fork_and_open_threads_run(warm: Kernels, tmp_path: Path) -> None:
    threads = "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(8) as pool:\n"
    threads += "    print(sum(pool.map(abs, range(100))))"
    processes = (
        "import multiprocessing as mp\nwith mp.get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))"
    )
    made = run(tmp_path, warm, threads, processes)
    assert [cell["outputs"][0]["text"] for cell in made] == [["4950\n"], ["[1, 2]\n"]]


#: A cell that leaves running whatever can be left: its processes write their numbers into the folder `{0}`.
LEAVES = """
import os, subprocess, threading, time
from pathlib import Path

def stays():
    Path({0!r}, str(os.getpid())).touch()
    time.sleep(600)

subprocess.Popen(["sh", "-c", "touch {0}/$$; sleep 600"], start_new_session=True)
if not os.fork():
    stays()
if not os.fork():
    os.setsid()
    if not os.fork():
        stays()
    os._exit(0)
os.wait()
for _ in range(8):
    threading.Thread(target=time.sleep, args=(600,)).start()
while len(os.listdir({0!r})) < 3:
    time.sleep(0.01)
"""


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("1", None),
        ("import signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed"),
        ("while True:\n    pass", "timed out"),
    ],
)
def test_what_a_notebook_leaves_running_ends_with_it(
    warm: Kernels, tmp_path: Path, cell: str, state: str | None
) -> None:
    """Processes in a session of their own too, which are nobody's children when their kernel has ended."""
    folder = tmp_path / "left"
    folder.mkdir()
    told = None
    try:
        run(tmp_path, warm, LEAVES.format(str(folder)), cell, limits=Limits(cell=2))
    except NotebookError as error:
        told = error.state
    assert told == state
    pids = [int(path.name) for path in folder.iterdir()]
    assert len(pids) == 3
    limit = time.monotonic() + 10
    while any(map(psutil.pid_exists, pids)):
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_what_a_notebook_detached_runs_on_when_another_notebook_ends(warm: Kernels, tmp_path: Path) -> None:
    detaches = f"""
import os, signal, time
from pathlib import Path
if not os.fork():
    os.setsid()
    if pid := os.fork():
        Path({str(tmp_path)!r}, "pid").write_text(str(pid))
        os._exit(0)
    time.sleep(600)
os.wait()
Path({str(tmp_path)!r}, "detached").touch()
while not Path({str(tmp_path)!r}, "other ended").exists():
    time.sleep(0.01)
time.sleep(0.2)
print(Path("/proc", Path({str(tmp_path)!r}, "pid").read_text(), "stat").read_text().split()[2])
"""
    other = tmp_path / "other"
    other.mkdir()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(run, tmp_path, warm, detaches)
        while not (tmp_path / "detached").exists():
            assert not first.done(), first.result()
            time.sleep(0.01)
        run(other, warm, "1")
        (tmp_path / "other ended").touch()
        assert first.result()[0]["outputs"][0]["text"] == ["S\n"]
    limit = time.monotonic() + 10
    while psutil.pid_exists(int((tmp_path / "pid").read_text())):
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_the_parent_imports_what_cells_import_and_is_safe_to_import(tmp_path: Path) -> None:
    path = notebook(
        tmp_path, "from pilotanalysis import begin, chain\nimport seaborn as sns\nimport antigravity", "if ("
    )
    assert imported([path]) == ["pilotanalysis", "pilotanalysis.begin", "pilotanalysis.chain", "seaborn"]


@pytest.mark.long
def test_the_kernels_end_with_the_command_that_is_killed(tmp_path: Path) -> None:
    """By SIGKILL, which nobody can answer."""
    path = notebook(tmp_path, "import time\ntime.sleep(600)")
    pid = os.fork()
    if not pid:
        try:
            with of("warm", tmp_path) as ready:
                execute(Job(path, None, {}), tmp_path / "out.ipynb", ready, Limits(), tmp_path / "out.log")
        finally:
            os._exit(1)
    command = psutil.Process(pid)
    below: list[psutil.Process] = []
    try:
        for _ in range(600):
            below = command.children(recursive=True)
            if len(below) == 2:
                break
            time.sleep(0.1)
        assert len(below) == 2, "a parent and its kernel"
    finally:
        command.kill()
        os.waitpid(pid, 0)
    _gone, left = psutil.wait_procs(below, 10)
    assert left == []
