"""Ctrl-C and the signals that end a process: within seconds, with one line, and nothing left running."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

#: Seconds in which a command has to come to its end by itself.
GRACE = 5.0
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
NOTHING = "nothing was written"
#: What tells what the command has written so far; it counts until the command has said all that it says.
_left: list[Callable[[], str]] = []


class Stopped(BaseException):  # as KeyboardInterrupt
    """Somebody stopped the command."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number
        super().__init__(number)


def standing(error: BaseException) -> str:
    """Say what a command that did not come to its end has written: by the note on its exception, or by now."""
    notes: list[str] = getattr(error, "__notes__", [])
    return notes[0] if notes else _by_now()


def _by_now() -> str:
    return _left[-1]() if _left else NOTHING


@contextmanager
def leaving(said: Callable[[], str]) -> Iterator[None]:
    """Note on what ends a command early what it leaves by then; what was noted further inside stays."""
    _left.append(said)
    try:
        yield
    except BaseException as error:
        if not hasattr(error, "__notes__"):
            error.add_note(said())
        raise


@contextmanager
def told() -> Iterator[None]:
    """End with one line when somebody stops the command: its children first, itself within seconds."""
    ending: list[threading.Timer] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if ending:
            return
        # What does not come to its end, as a library that swallows the exception, is ended.
        # What is cut short while Python clears up is no news to who stopped it.
        sys.unraisablehook = lambda _cut_short: None
        ending.append(threading.Timer(GRACE, _end, [128 + number]))
        ending[0].daemon = True
        ending[0].start()
        end_children()
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in _SIGNALS if not _is_held(number)}
    try:
        yield
    except Stopped as stopped:
        ending[0].cancel()
        _end(stopped.code, standing(stopped))
    finally:
        _left.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_held(number: int) -> bool:
    """Tell whether the end of the terminal is not to end the command: nohup."""
    return number not in (signal.SIGINT, signal.SIGTERM) and signal.getsignal(number) is signal.SIG_IGN


def end_children() -> None:
    """End every process that this one started, and what those started."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()


def _end(code: int, said: str | None = None) -> None:
    """End at once, whatever threads still do; what they leave in scratch folders is cleared by the next command."""
    print(f"Stopped; {said or _by_now()}.", file=sys.stderr, flush=True)
    end_children()
    sys.stdout.flush()
    os._exit(code)
