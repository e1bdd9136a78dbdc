"""Workers of an existing Dask cluster, which reach the study's folder under the same path.

An export is read and cleaned by the worker itself. A notebook runs in a process of its own, since kernels inherit an
environment; it writes to a folder of its own, from which its results are taken when it has ended, so that nobody finds
what a lost worker left half-written.
"""

from __future__ import annotations

import logging
import os
import pickle
import platform
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

from .. import locks
from ..problems import Problem, StudyError, quoted
from ..spread import spread_by
from ..stops import end_children
from ..study import Study
from . import manifest
from .kernels import Engine
from .notebook import LOGS, Outcome, executing
from .plan import Job, Limits, Request

Given = TypeVar("Given")
Made = TypeVar("Made")
#: Seconds that the scheduler may take to answer, that tasks wait for a worker when none is left, and that they get to
#: end when nobody waits for them any more.
_ANSWER, _WORKERLESS, _PATIENCE = 10, 30, 1
#: Seconds between two looks at whether there are workers, and at whether a process goes on.
_LOOK, _POLL = 1, 0.1
_OPTION = "--scheduler"
_REMEDY = "Install the same lock and package there, with the study's folder under the same path, and start it again."


class LostError(StudyError):
    """Who had begun a task is gone."""


@dataclass(frozen=True)
class Mark:
    """A file of the study by which workers know that they see the study's folder, and that somebody waits for them.

    Attributes
    ----------
    path : Path
    text : str
        What the file says as long as somebody waits; no two times the same.
    """

    path: Path
    text: str

    def stands(self) -> bool:
        """Tell whether it is seen from here, and somebody waits."""
        with suppress(OSError):
            return self.path.read_text("utf-8") == self.text
        return False


@dataclass(frozen=True)
class Workers:
    """What a command has done by workers.

    Attributes
    ----------
    client : distributed.Client
    mark : Mark
    futures : list of distributed.Future
        Of all that was given to them.
    """

    client: Any
    mark: Mark
    futures: list[Any] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many tasks they take at a time."""
        return sum(self.client.nthreads().values())

    def each(self, do: Callable[[Given], Made], things: Iterable[Given]) -> list[Made]:
        """Do the same with each of some things, a task each: a :class:`spread.Spread`.

        Raises
        ------
        StudyError
            As :meth:`call`.
        """
        futures = [self._submitted(do, thing) for thing in things]
        return [self._result(future) for future in futures]

    def call(self, do: Callable[..., Made], *given: object) -> Made:
        """Do one thing; where a worker is lost, Dask gives it to another, as often as the scheduler allows.

        Raises
        ------
        LostError
            If each that began it was lost, or none is left.
        StudyError
            If the worker would not make the same.
        """
        made: Made = self._result(self._submitted(do, *given))
        return made

    def refuse_unlike(self) -> None:
        """Refuse workers, and a scheduler, by which not the same would come out.

        Raises
        ------
        StudyError
            With every one of them.
        """
        asked = self.client.run(unlike, made_with(), self.mark, on_error="return")
        if not asked:
            raise StudyError(Problem(_OPTION, "The Dask cluster has no worker.", "Start workers, and run again."))
        found = {f"worker {name}": theirs for name, theirs in asked.items()}
        try:
            # All that is given to workers is read and written by it.
            found["scheduler"] = self.client.run_on_scheduler(unlike, made_with())
        except Exception as error:
            found["scheduler"] = error
        problems = [Problem(_OPTION, f"The {who} {_told(theirs)}.", _REMEDY) for who, theirs in found.items() if theirs]
        if problems:
            raise StudyError(problems)

    def leave(self) -> None:
        """Tell those that still do something that nobody waits for it."""
        # A file that is taken away, and there again soon, some workers would hear of late.
        self.mark.path.write_text("", "utf-8")
        until = time.monotonic() + _PATIENCE
        while not all(future.done() for future in self.futures) and time.monotonic() < until:
            time.sleep(_POLL)

    def _submitted(self, do: Callable[..., Any], *given: object) -> Any:
        self.futures.append(self.client.submit(alike, made_with(), self.mark, do, *given, pure=False))
        return self.futures[-1]

    def _result(self, future: Any) -> Any:
        done, last = Event(), time.monotonic()
        future.add_done_callback(lambda _future: done.set())
        while not done.wait(_LOOK):
            with suppress(OSError):
                last = time.monotonic() if self.client.nthreads() else last
            if time.monotonic() - last > _WORKERLESS:
                raise _lost("No worker is left in the Dask cluster.")
        try:
            return future.result()
        except CancelledError:
            raise _lost("The Dask scheduler is gone.") from None
        except _dask().KilledWorker:
            raise _lost("Each worker that began with it was lost.") from None


def _lost(said: str) -> LostError:
    return LostError(Problem(_OPTION, said, "Look into the logs of the workers, and run again for the rest."))


@contextmanager
def workers_of(study: Study, address: str) -> Iterator[Workers]:
    """Have things done by the workers of a Dask scheduler; what they still do afterwards ends.

    Raises
    ------
    StudyError
        If nobody answers, or a worker would not make the same.
    """
    mark = Mark(study.root / locks.FOLDER / "batch", secrets.token_hex(8))
    with _reached(address) as client:
        mark.path.write_text(mark.text, "utf-8")
        found = Workers(client, mark)
        try:
            found.refuse_unlike()
            yield found
        finally:
            found.leave()


@contextmanager
def spread_over(study: Study, address: str) -> Iterator[None]:
    """Have the workers of a Dask scheduler do what :func:`spread.each` is asked for.

    Raises
    ------
    StudyError
        As :func:`workers_of`.
    """
    with workers_of(study, address) as workers, spread_by(workers.each):
        yield


def _reached(address: str) -> Any:
    dask = _dask()
    for name in ("distributed", "distributed.client"):
        # What it logs is told by what becomes of the tasks.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return dask.Client(address, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        said = f"No Dask scheduler answers at {address} ({type(error).__name__})."
        raise StudyError(Problem(_OPTION, said, "Start it, or name another address: tcp://host:8786.")) from None


def _dask() -> Any:
    return import_module("distributed")


def execute_by(workers: Workers, study: Study, made: Path, request: Request, job: Job) -> Outcome:
    """Have a notebook of a batch executed, and take what it made into the batch's folder."""
    own = made.parent / "apart" / job.name
    try:
        outcome = workers.call(execute_apart, workers.mark, study.root, own, job, request.engine, request.limits)
    except StudyError as error:
        outcome = Outcome("killed" if isinstance(error, LostError) else "failed", error.problems[0].found)
        log = made / LOGS / f"{job.name}.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(f"{job.name}: {outcome.state}\n{outcome.said}\n", "utf-8")
        return outcome
    for path in own.rglob("*"):
        if path.is_file():
            place = made / path.relative_to(own)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    return outcome


# --- On a worker ---


@cache
def made_with() -> Mapping[str, str]:
    """Tell what results hang on, as it was when this process began with it: later changes it does not know."""
    return {
        "Python": platform.python_version(),
        "package": manifest.package_digest(),
        "parts": str(manifest.parts()),
    }


def unlike(theirs: Mapping[str, str], mark: Mark | None = None) -> list[str]:
    """Name what is not the same here as where the command runs; without a mark, the study's folder is no matter."""
    differ = [name for name, own in made_with().items() if theirs.get(name) != own]
    return differ if not mark or mark.stands() else [*differ, "study's folder"]


def _told(found: list[str] | BaseException) -> str:
    if isinstance(found, BaseException):
        return f"cannot be asked ({type(found).__name__}: {found})"
    return f"does not have the same: {quoted(found)}"


def alike(theirs: Mapping[str, str], mark: Mark, do: Callable[..., Made], *given: object) -> Made:
    """Do something, if it comes out here as where the command runs: workers may come while it is at work.

    Raises
    ------
    StudyError
        If it would not.
    """
    differ = unlike(theirs, mark)
    if differ:
        raise StudyError(Problem(_OPTION, f"A worker {_told(differ)}.", _REMEDY))
    return do(*given)


def execute_apart(mark: Mark, root: Path, own: Path, job: Job, engine: Engine, limits: Limits) -> Outcome:
    """Execute a notebook in a process of its own, which ends with this one, or when nobody waits for it any more.

    Dask gives what a lost worker had begun to another: that finds its folder and leaves it alone. A notebook which took
    its worker's memory would take that of the next; the run after this one begins it again.

    Raises
    ------
    LostError
        If it did not come to its end.
    """
    try:
        own.mkdir(parents=True)
    except FileExistsError:
        raise _lost("The worker that ran it was lost.") from None
    line = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        with suppress(OSError):
            pickle.dump((root, own, job, engine, limits), process.stdin)
            process.stdin.flush()
            while process.poll() is None and mark.stands():
                time.sleep(_POLL)
            process.stdin.close()
        answer = process.stdout.read()
    if not answer:
        raise _lost("Its process on the worker was killed.")
    outcome: Outcome = pickle.loads(answer)
    return outcome


def serve() -> None:
    """Execute the notebook that is told on the standard input, and end early where nobody holds that any more."""
    # What libraries print must not come between.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    root, own, job, engine, limits = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_holder, daemon=True).start()
    with executing(Study(root), own, [job.path], engine, limits) as execute:
        outcome = execute(job)
    with answer:
        pickle.dump(outcome, answer)


def _end_with_holder() -> None:
    # Not by way of sys.stdin, which the end of the main thread would find locked.
    os.read(0, 1)
    end_children()
    os._exit(1)
