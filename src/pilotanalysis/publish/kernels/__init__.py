"""Kernels for notebooks: stock ones, or forked from a parent that has imported what notebooks need."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ..contract import read_cells

#: How kernels come about: forked from a warm parent, or as papermill starts them.
Engine = Literal["warm", "papermill"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
#: Kernels report what matters as outputs of cells; their own log would only litter the terminal.
_QUIET = ("--log-level=50", "--HistoryManager.enabled=False")
#: Packages that the parent may import: the pack, and parts that start nothing when they are imported.
_SAFE = ("pilotanalysis", "numpy", "pandas", "matplotlib", "seaborn", "scipy")
#: What cells call for and the pack imports only then.
_LATE = ("pilotanalysis.results.rendering",)


@dataclass(frozen=True)
class Kernels:
    """What papermill is told so that it gets these kernels.

    Attributes
    ----------
    engine : {"warm", "papermill"}
    name : str
        Of the kernel specification.
    options : dict
        For :class:`nbclient.NotebookClient`, by way of papermill.
    """

    engine: Engine
    name: str = "python3"
    options: dict[str, Any] = field(default_factory=lambda: {"extra_arguments": list(_QUIET)})


@contextmanager
def kernels(engine: Engine, folder: Path, notebooks: Sequence[Path]) -> Iterator[Kernels]:
    """Have kernels ready for notebooks, and none left afterwards.

    Parameters
    ----------
    engine : {"warm", "papermill"}
        Where forking is not safe, as on macOS, and where the parent has more than one thread, kernels are stock ones.
    folder : Path
        With a short path, for sockets; it has the specifications of kernels in ``jupyter/kernels``.
    notebooks : sequence of Path
        The parent imports what their cells import, as far as it comes from the pack and the parts it rests on.
    """
    if engine == "papermill" or sys.platform != "linux":
        yield Kernels("papermill")
        return
    from . import warm

    parent = warm.WarmParent(folder, [*imported(notebooks), *_LATE], dict(os.environ))
    try:
        if not parent.ready():
            yield Kernels("papermill")
            return
        _specify(folder / "jupyter" / "kernels", warm.NAME, str(parent.door))
        yield Kernels(
            "warm",
            warm.NAME,
            {
                "extra_arguments": list(_QUIET),
                "kernel_manager_class": warm.WarmManager,
                # All that a notebook made is written by then.
                "shutdown_kernel": "immediate",
            },
        )
    finally:
        parent.close()


def imported(notebooks: Sequence[Path]) -> list[str]:
    """Name the modules that cells import at their outermost level, if the parent may import them."""
    found: dict[str, None] = {}
    for path in notebooks:
        for cell in read_cells(path):
            if cell["cell_type"] == "code":
                found |= dict.fromkeys(_imports("".join(cell["source"])))
    return [name for name in found if name.split(".")[0] in _SAFE]


def _imports(code: str) -> Iterator[str]:
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module
            # A module of the package, or something in it: the parent finds out.
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def _specify(folder: Path, name: str, door: str) -> None:
    """Write a specification of kernels that the parent forks."""
    stock = json.loads((folder / "python3" / "kernel.json").read_text("utf-8"))
    stock["metadata"] = {"kernel_provisioner": {"provisioner_name": name, "config": {"door": door}}}
    (folder / name).mkdir()
    (folder / name / "kernel.json").write_text(json.dumps(stock), "utf-8")
