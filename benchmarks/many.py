"""A batch of 200 notebooks, two at a time: what it leaves behind, and whether it grows while it runs.

Each notebook holds some memory and draws a picture. Looked at is the process that runs the batch, with all below it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import psutil
from rich.table import Table

from pilotanalysis.publish.plan import Request
from pilotanalysis.publish.run import Summary, run

from .small import write_small_study

NOTEBOOKS, AT_A_TIME, EVERY = 200, 2, 50
#: What a system says of a port or a socket that somebody else has.
_CLASH = ("address already in use", "address in use", "eaddrinuse")
_CODE = """import io
import matplotlib.pyplot as plt

held = bytearray(20_000_000)
plt.plot(range(100))
plt.savefig(io.BytesIO())
plt.close()"""


@dataclass
class _Watch:
    """Counts what ended, and looks at the processes after every so many notebooks."""

    ended: int = 0
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def tell(self, _name: str, state: str) -> None:
        if state == "runs":
            return
        self.ended += 1
        if self.ended % EVERY == 0:
            self.look(f"after {self.ended} notebooks")

    def look(self, when: str) -> None:
        own = psutil.Process()
        below = own.children(recursive=True)
        # The kernels of notebooks that run right now are below the parent that forks them.
        parents = own.children()
        forking = sum(child.memory_info().rss for child in parents)
        files = sum(child.num_fds() for child in parents)
        numbers = (len(below), own.num_fds(), len(own.net_connections("all")), own.num_threads(), files)
        listening = sum(connection.status == psutil.CONN_LISTEN for connection in own.net_connections("tcp"))
        memory = (f"{size / 2**20:.0f}" for size in (own.memory_info().rss, forking))
        self.seen.append((when, *map(str, numbers), str(listening), *memory))


def tables() -> Iterator[Table]:
    watch = _Watch()
    names = [f"{number:03}_small" for number in range(1, NOTEBOOKS + 1)]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as temporary:
        study = write_small_study(Path(folder), dict.fromkeys(names, _CODE))
        watch.look("before")
        # What is temporary stands alone there: sockets by which kernels are reached, and how.
        with mock.patch.object(tempfile, "tempdir", temporary):
            summary = run(study, Request(jobs=AT_A_TIME), watch.tell)
        watch.look("at the end, pages written")
        left = len(list(Path(temporary).iterdir()))
    yield _outcome(summary, left)
    heads = ("processes below", "open files", "sockets", "threads", "open files of the forking parent")
    table = Table("", *heads, "TCP ports", "memory, MB", "of the forking parent, MB", title="the process of the batch")
    for row in watch.seen:
        table.add_row(*row)
    yield table


def _outcome(summary: Summary, left: int) -> Table:
    clashes = [said for said in summary.failed.values() if any(word in said.lower() for word in _CLASH)]
    table = Table(
        "run", "failed", "port clashes", "processes left", "temporary files left",
        title=f"{NOTEBOOKS} notebooks, {AT_A_TIME} at a time",
    )  # fmt: skip
    below = psutil.Process().children(recursive=True)
    numbers = (len(summary.done), len(summary.failed), len(clashes), len(below), left)
    table.add_row(*map(str, numbers))
    return table
