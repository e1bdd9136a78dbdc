"""What belongs to a person's machine does not show in a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook, new_output

from pilotanalysis.publish.verify import nbval
from pilotanalysis.study import Study

BROKEN = "raise SystemExit('a start-up file of this machine ran')\n"


def spoil_machine(home: Path) -> dict[str, str]:
    """Give variables of a machine whose every setting would change a figure, stop a kernel or run something."""
    rc = "figure.dpi: 33\nfont.size: 31\naxes.facecolor: red\nsavefig.dpi: 41\nlines.linewidth: 9\nbackend: pdf\n"
    for place in (home / "mpl", home / ".config" / "matplotlib"):
        place.mkdir(parents=True)
        (place / "matplotlibrc").write_text(rc, "utf-8")
    startup = home / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-first.py").write_text(BROKEN, "utf-8")
    wrong = "c.InlineBackend.figure_formats = {'svg'}\nc.InteractiveShellApp.exec_lines = ['import os; os._exit(3)']\n"
    (startup.parent / "ipython_kernel_config.py").write_text(wrong, "utf-8")
    (startup.parent / "ipython_config.py").write_text(wrong, "utf-8")
    for place in (home / "jupyter", home / ".local" / "share" / "jupyter"):
        spec = place / "kernels" / "python3"
        spec.mkdir(parents=True)
        content = {"argv": ["/bin/false", "{connection_file}"], "display_name": "Another", "language": "python"}
        (spec / "kernel.json").write_text(json.dumps(content), "utf-8")
    for name in ("jupyter_config.py", "jupyter_nbconvert_config.py"):
        (home / name).write_text("raise SystemExit('configuration of this machine was read')\n", "utf-8")
    (home / "modules").mkdir()
    (home / "modules" / "matplotlib_inline.py").write_text(BROKEN, "utf-8")
    (home / "start.py").write_text(BROKEN, "utf-8")
    return {
        "HOME": "/dev/null",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "MPLCONFIGDIR": str(home / "mpl"),
        "MPLBACKEND": "pdf",
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PATH": str(home / "jupyter"),
        "JUPYTER_DATA_DIR": str(home / ".local" / "share" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_RUNTIME_DIR": "/dev/null/runtime",
        "PYTHONSTARTUP": str(home / "start.py"),
        "PYTHONWARNINGS": "error",
        "PYTHONOPTIMIZE": "1",
        "PANDAS_FUTURE_INFER_STRING": "0",
        "LANG": "ru_RU.KOI8-R",
        "LC_ALL": "C",
        "TZ": "Pacific/Kiritimati",
        "COLUMNS": "20",
        "SOURCE_DATE_EPOCH": "1",
        "FORCE_COLOR": "1",
    }


def test_nbval_runs_without_the_habits_of_a_machine(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in spoil_machine(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "home" / "modules"))
    path = tmp_path / "one.ipynb"
    cell = new_code_cell("import os\nos.environ['TZ'], os.environ['LANG']", execution_count=1)
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    ours, habits = "('UTC', 'C.UTF-8')", "('Pacific/Kiritimati', 'ru_RU.KOI8-R')"
    for said, expected in ((ours, []), (habits, ["nbval: code cell 1 does not give"])):
        cell.outputs = [new_output("execute_result", {"text/plain": said}, execution_count=1)]
        write(new_notebook(cells=[cell], metadata=about), path)
        told = [str(one) for one in nbval.run(study, path, exactly=True)]
        assert len(told) == len(expected), told
        assert all(one.startswith(words) for one, words in zip(told, expected, strict=True))
