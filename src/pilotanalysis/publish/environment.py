"""What belongs to a person's machine and must not show in a report: settings of other programs, and where they stand.

Kernels run in an empty folder, with configuration, kernels and start-up files of nobody, by this interpreter, with
matplotlib as it ships.
"""

from __future__ import annotations

import os
import site
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..study import OUTPUT_VARIABLE, STUDY_VARIABLE, Study

#: Names of variables, or how they begin, by which a machine's habits reach Python and what draws and runs.
HABITS = (
    "PYTHON", "IPYTHON", "JUPYTER", "MPL", "MATPLOTLIB", "PANDAS_", "SEABORN", "PAPERMILL", "XDG_CONFIG", "LC_",
    "LANGUAGE", "COLUMNS", "LINES", "SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "CLICOLOR",
)  # fmt: skip
_HOME = Path(__file__).parents[2]


@contextmanager
def of_kernels(study: Study, output: Path) -> Iterator[Path]:
    """Set what kernels inherit: the study, where results go, and nothing of this machine's habits.

    Parameters
    ----------
    study : Study
    output : Path
        Folder in which notebooks put their results.

    Yields
    ------
    Path
        Folder with a short path for what kernels need while they run, their specifications among it.
    """
    before = dict(os.environ)
    # What people keep to themselves is made with the rights that files have there.
    with tempfile.TemporaryDirectory(prefix="pilotanalysis-", ignore_cleanup_errors=True) as folder:
        ours = _ours(Path(folder)) | {STUDY_VARIABLE: str(study.root), OUTPUT_VARIABLE: str(output)}
        for name in before:
            if name.startswith(HABITS):
                del os.environ[name]
        os.environ.update(ours)
        try:
            yield Path(folder)
        finally:
            os.environ.clear()
            os.environ.update(before)


def kernel_folder() -> str | None:
    """Folder in which kernels run, empty; None outside of :func:`of_kernels`."""
    return os.environ.get("IPYTHONDIR")


def _ours(folder: Path) -> dict[str, str]:
    import matplotlib
    from ipykernel.kernelspec import write_kernel_spec

    for name in ("ipython", "jupyter/kernels", "runtime"):
        (folder / name).mkdir(parents=True)
    write_kernel_spec(str(folder / "jupyter" / "kernels" / "python3"))
    shipped = Path(matplotlib.get_data_path()) / "matplotlibrc"
    ours = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_PATH": str(folder / "jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        **{f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")},
        "JUPYTER_NO_CONFIG": "1",
        "LANG": "C.UTF-8",
        "MATPLOTLIBRC": str(shipped),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Where it keeps what it found out of fonts, which takes it seconds.
        "MPLCONFIGDIR": matplotlib.get_cachedir(),
        # Notebooks run side by side, each on a core of its own.
        **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")},
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
    if not any(_HOME.is_relative_to(place) for place in (*site.getsitepackages(), sys.prefix)):
        ours["PYTHONPATH"] = str(_HOME)
    return ours
