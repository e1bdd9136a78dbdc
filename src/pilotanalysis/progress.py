"""How far a command is: lines that move and are gone at the end for a person at a terminal, plain ones for a log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .personal import admitted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


def step(said: str) -> None:
    """Tell what a command does next; names of files, too, may tell of a person."""
    print(f"... {admitted(said)}", file=sys.stderr, flush=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Give what tells each step of a command: at a terminal a line in the place of the one before."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield step
        return
    with _lines(_console()) as shown:
        task = shown.add_task("")

        def tell(said: str) -> None:
            shown.reset(task, description=admitted(said))
            shown.refresh()

        yield tell


class Notebooks:
    """How far the notebooks of a run are.

    Parameters
    ----------
    total : int
    """

    def __init__(self, total: int) -> None:
        from rich.console import Group
        from rich.live import Live
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Left

        self.console = _console()
        left = (TextColumn("about"), Left(), TextColumn("left"))
        self.bar = Progress(BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), *left, console=self.console)
        self.lines = _lines(self.console)
        self.live = Live(Group(self.bar, self.lines), console=self.console, transient=True)
        self.task = self.bar.add_task("", total=total)
        self.running: dict[str, Any] = {}

    def __enter__(self) -> Callable[[str, str], None]:
        if self.console.is_terminal:
            self.live.start()
        return self.tell

    def __exit__(self, *_: Any) -> None:
        self.live.stop()

    def tell(self, name: str, state: str) -> None:
        """Tell of a notebook that it runs, or what became of it."""
        if state == "runs":
            self.running[name] = self.lines.add_task(name)
        else:
            self.lines.remove_task(self.running.pop(name))
            self.bar.advance(self.task)
            self.console.print(f"{state:9} {name}")
        if self.bar.finished:
            # When the last notebook has ended, pages and documents take a while.
            self.lines.add_task("writes pages and documents")


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def _lines(console: Console) -> Progress:
    """Lines of what is being done, each with the time that it takes; what a command says goes by beside them."""
    from rich.progress import Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    what = TextColumn("  {task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    return Progress(
        what, TimeElapsedColumn(), console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    )
