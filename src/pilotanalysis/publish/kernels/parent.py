"""The warm parent: it imports and reads once what all notebooks do, and forks a kernel for each of them.

It has a single thread, since a fork copies no other, and does nothing but wait. Whoever started it holds its standard
input: when that is closed, by will or by death, the parent ends with all its kernels.

What a notebook leaves running ends with its kernel, whatever session it moved to: the system hands it to the parent.

On its socket, a line of JSON asks for a kernel (`Order`); the answer is a line with the kernel's process id and, when
the kernel has ended, one with its exit code, negative where a signal ended it.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypedDict

import psutil

#: What every kernel needs, whatever its notebook imports.
STACK = ("ipykernel.kernelapp", "ipykernel.ipkernel", "matplotlib.pyplot", "pandas", "seaborn")
_READY = "ready"
_DIES_WITH_PARENT, _TAKES_ORPHANS = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of Linux
#: How often the parent looks for processes that are still there when all are to end.
_LOOKS = 5


class Order(TypedDict):
    """What a kernel is started with.

    Attributes
    ----------
    argv : list of str
        Arguments of ``ipykernel_launcher``.
    env : dict
        The whole environment.
    cwd : str
        Folder in which it runs.
    """

    argv: list[str]
    env: dict[str, str]
    cwd: str


class Parent:
    """Waits at a socket and forks.

    Parameters
    ----------
    door : str
        Path of the socket.
    """

    def __init__(self, door: str) -> None:
        self.door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.door.bind(door)
        self.door.listen(64)
        self.kernels: dict[int, socket.socket] = {}
        _ask_system(_TAKES_ORPHANS, 1)
        self.woken, waker = os.pipe()
        os.set_blocking(self.woken, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        # Ctrl-C is meant for the command, which ends its children.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.selector = selectors.DefaultSelector()
        for source in (self.door.fileno(), self.woken, sys.stdin.fileno()):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Fork what is asked for, and tell what ended, until nobody holds the standard input any more."""
        while True:
            for key, _events in self.selector.select():
                if key.fd == self.door.fileno():
                    self._open()
                elif key.fd == self.woken:
                    os.read(self.woken, 4096)
                    self._reap()
                elif not os.read(key.fd, 4096):
                    self._end_all()
                    return

    def _open(self) -> None:
        asker, _address = self.door.accept()
        with asker.makefile("r", encoding="utf-8") as lines:
            line = lines.readline()
        if not line.endswith("\n"):
            asker.close()
            return
        order: Order = json.loads(line)
        pid = os.fork()
        if not pid:
            self._become_kernel(asker, order)
        self.kernels[pid] = asker
        _tell(asker, pid)

    def _reap(self) -> None:
        while pid_and_status := _next_ended():
            pid, status = pid_and_status
            # What it left is ended first, and so is what that left in turn.
            self._end_left()
            if asker := self.kernels.pop(pid, None):
                _tell(asker, os.waitstatus_to_exitcode(status))
                asker.close()

    def _end_left(self) -> None:
        """End what is below this process and belongs to no kernel that runs."""
        for child in psutil.Process().children():
            if child.pid not in self.kernels:
                _kill([child, *_below(child)])

    def _become_kernel(self, asker: socket.socket, order: Order) -> None:
        """Leave everything of the parent behind and run a kernel; never returns."""
        code = 1
        try:
            _ask_system(_DIES_WITH_PARENT, signal.SIGKILL)
            # What a cell detaches stays below its kernel as long as that runs.
            _ask_system(_TAKES_ORPHANS, 1)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL if number == signal.SIGCHLD else signal.default_int_handler)
            self.selector.close()
            for held in (self.door, asker, *self.kernels.values()):
                held.close()
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.environ.clear()
            os.environ.update(order["env"])
            time.tzset()
            os.chdir(order["cwd"])
            _run_kernel(order["argv"])
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _end_all(self) -> None:
        """End all that is below this process, and what that starts meanwhile."""
        for _look in range(_LOOKS):
            below = _below(psutil.Process())
            _kill(below)
            psutil.wait_procs(below, timeout=1)


def _next_ended() -> tuple[int, int] | None:
    """Process id and status of a child that has ended; None where there is none."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status) if pid else None


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


def _ask_system(option: int, value: int) -> None:
    import ctypes

    ctypes.CDLL(None).prctl(option, value)


def _run_kernel(argv: list[str]) -> None:
    """Do what ``python -m ipykernel_launcher`` does."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    # Its state was copied, and two notebooks shall not draw the same numbers.
    np.random.seed()
    sys.argv = ["ipykernel_launcher", *argv]
    app: Any = IPKernelApp.instance()
    app.initialize(argv)
    app.start()


def _tell(asker: socket.socket, number: int) -> None:
    # Whoever asked may be gone: nobody waits for the answer then.
    with suppress(OSError):
        asker.sendall(f"{number}\n".encode())


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def _read_ahead() -> None:
    """Read what notebooks of all clusters need, where there is a study, so that no kernel has to do it again."""
    from ...problems import StudyError
    from ...reference.tables import load_ahead
    from ...results.rendering import get_ready
    from ...study import find

    # What is wrong with the study, a notebook says itself.
    with suppress(StudyError):
        study = find()
        load_ahead(study)
        get_ready(study.languages)


def main(door: str, modules: list[str]) -> None:
    """Import, say on standard output that all is ready, and serve."""
    for name in (*STACK, *modules):
        # A notebook that names what is not there says so itself.
        with suppress(ImportError):
            import_module(name)
    _read_ahead()
    if _threads() > 1:
        print(f"{_threads()} threads after the imports", flush=True)
        sys.exit(1)
    parent = Parent(door)
    # What is there now stays: the collector of a kernel need not touch, and so copy, it.
    gc.collect()
    gc.freeze()
    print(_READY, flush=True)
    parent.serve()


if __name__ == "__main__":
    main(str(Path(sys.argv[1])), sys.argv[2:])
