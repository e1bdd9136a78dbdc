"""Thousands of damaged files: how many are refused in words, read, or end in a traceback."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from rich.table import Table

from pilotanalysis.problems import StudyError

from .damages import of_bytes
from .targets import kinds, prepare

REFUSED, ACCEPTED, TRACEBACK, ABORT = "refused", "accepted", "traceback", "abort or hang"
#: Seconds of processor time and bytes that a file may take; a message as long as that nobody reads.
_PATIENCE, _MEMORY, _LONGEST = 60, 6_000_000_000, 3_000
SAMPLES = Path(os.environ.get("PILOTANALYSIS_SHARED", Path(__file__).parents[3] / "shared" / "data"))


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged file."""

    kind: str
    number: int
    file: str
    outcome: str
    said: str = ""


def one(root: Path, kind: str, number: int, seed: int) -> Outcome:
    """Damage a file, read it, and put it back."""
    about = kinds(root)[kind]
    chance = Random(f"{seed} {kind} {number}")
    file = about.files[number % len(about.files)]
    path = root / file
    whole = path.read_bytes()
    try:
        spoilt = about.damage(whole, chance)
    except Exception:
        # What writes workbooks does not write every damage.
        spoilt = of_bytes(whole, chance)
    try:
        path.write_bytes(spoilt)
        about.read(root, path)
    except StudyError as error:
        said = [str(problem) for problem in error.problems]
        wrong = next((text for text in said if len(text) > _LONGEST), None)
        if wrong is not None or not said:
            return Outcome(kind, number, file, TRACEBACK, f"not to be read: {wrong!r:.200}")
        return Outcome(kind, number, file, REFUSED, said[0][:300])
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "pilotanalysis" in frame.filename][-1:] or frames[-1:]
        place = f"{Path(own[0].filename).name}:{own[0].lineno}" if own else ""
        return Outcome(kind, number, file, TRACEBACK, f"{type(error).__name__} {place} {str(error)[:150]}")
    finally:
        path.write_bytes(whole)
    return Outcome(kind, number, file, ACCEPTED)


def _work(root: Path, tasks: Sequence[tuple[str, int]], seed: int, pipe: Any) -> None:
    """Read damaged files in a process of its own: what makes it fall is the file it had last begun."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for kind, number in tasks:
        # A busy machine takes longer by the clock.
        signal.setitimer(signal.ITIMER_PROF, _PATIENCE)
        signal.alarm(10 * _PATIENCE)
        pipe.send(one(root, kind, number, seed))
    pipe.close()


def outcomes(root: Path, tasks: Sequence[tuple[str, int]], seed: int) -> Iterator[Outcome]:
    """Give what becomes of each damaged file; one that makes the process fall, or hangs, is told and passed over."""
    context = multiprocessing.get_context("fork")
    waiting = list(tasks)
    whole = {path: path.read_bytes() for name in kinds(root).values() for path in (root / file for file in name.files)}
    while waiting:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(root, waiting, seed, theirs))
        worker.start()
        theirs.close()
        done = 0
        try:
            while True:
                yield ours.recv()
                done += 1
        except EOFError:
            worker.join()
        waiting = waiting[done:]
        if waiting:
            (kind, number), *waiting = waiting
            yield Outcome(kind, number, "", ABORT, f"exit code {worker.exitcode}")
            for path, content in whole.items():
                path.write_bytes(content)


def tasks_of(root: Path, number: int) -> list[tuple[str, int]]:
    """Spread so many damages over all kinds of file."""
    names = list(kinds(root))
    return [(names[place % len(names)], place // len(names)) for place in range(number)]


def tables(number: int = 5000, seed: int = 13, tell: bool = True) -> Iterator[Table]:
    """Print what became of damaged files, by kind; and the tracebacks, each place once."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        prepare(root, SAMPLES if SAMPLES.is_dir() else None)
        found = list(outcomes(root, tasks_of(root, number), seed))
    count = Counter((one.kind, one.outcome) for one in found)
    table = Table("damaged files", "number", REFUSED, ACCEPTED, TRACEBACK, ABORT)
    for kind in dict.fromkeys(one.kind for one in found):
        own = [count[kind, outcome] for outcome in (REFUSED, ACCEPTED, TRACEBACK, ABORT)]
        table.add_row(kind, *map(str, (sum(own), *own)))
    whole = Counter(one.outcome for one in found)
    table.add_row("all", *map(str, (len(found), *(whole[one] for one in (REFUSED, ACCEPTED, TRACEBACK, ABORT)))))
    yield table
    failed = Table("kind", "number", "file", "what it ended in", "times")
    places: dict[str, list[Outcome]] = {}
    for one in found:
        if one.outcome in (TRACEBACK, ABORT):
            places.setdefault(f"{one.kind} {' '.join(one.said.split()[:2])}", []).append(one)
    for alike in places.values():
        failed.add_row(alike[0].kind, str(alike[0].number), alike[0].file, alike[0].said, str(len(alike)))
    if tell and failed.row_count:
        yield failed
