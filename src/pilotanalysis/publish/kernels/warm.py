"""Kernels forked from the warm parent, as jupyter_client knows kernels: a provisioner, a manager and a client."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from queue import Empty
from typing import Any, NoReturn

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import Unicode, default

from . import parent

#: Name under which ``pyproject.toml`` tells jupyter_client of :class:`WarmProvisioner`.
NAME = "pilotanalysis-warm"
_LAUNCHER = "ipykernel_launcher"
#: Seconds between two looks at whether a kernel has ended.
_POLL = 0.005
#: Seconds that the parent gets to import.
_PATIENCE = 120.0
#: Keeps pyarrow's allocator from a thread of its own, which a fork would lose.
_SINGLE_THREADED = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


class WarmParent:
    """The parent process, from the side of whoever started it.

    Parameters
    ----------
    folder : Path
        Empty folder with a short path, for the socket.
    modules : sequence of str
        What it imports.
    env : mapping
        Environment in which it imports.
    """

    def __init__(self, folder: Path, modules: Sequence[str], env: dict[str, str]) -> None:
        self.door = folder / "door"
        command = [sys.executable, "-m", parent.__name__, str(self.door), *modules]
        # In a folder of its own: matplotlib would follow settings that lie where somebody happens to stand.
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env | _SINGLE_THREADED, text=True, cwd=folder
        )

    def ready(self) -> bool:
        """Wait until it has imported; False where it cannot fork safely."""
        assert self.process.stdout
        return self.process.stdout.readline().strip() == "ready"

    def close(self) -> None:
        """End it with all its kernels."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Forked:
    """A kernel, with the methods of :class:`subprocess.Popen` that jupyter_client calls."""

    stdin = stdout = stderr = None

    def __init__(self, door: str, order: parent.Order) -> None:
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._told = b""
        try:
            self._line.connect(door)
            self._line.sendall(json.dumps(order).encode() + b"\n")
            while b"\n" not in self._told:
                self._told += self._line.recv(64) or _ended()
        except OSError:
            _ended()
        first, self._told = self._told.split(b"\n", 1)
        self.pid = int(first)
        self.returncode: int | None = None
        self._line.setblocking(False)

    def poll(self) -> int | None:
        """Give the exit code, negative where a signal ended the kernel; None while it runs."""
        while self.returncode is None:
            try:
                said = self._line.recv(64)
            except BlockingIOError:
                break
            self._told += said
            if b"\n" in self._told:
                self.returncode = int(self._told)
            elif not said:
                # The parent was killed, and its kernels with it.
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self) -> int | None:
        """Give the exit code of a kernel that has ended."""
        self._line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _ended() -> NoReturn:
    raise RuntimeError("what forks the kernels has ended; run again") from None


class WarmProvisioner(LocalProvisioner):
    """Has kernels forked by the warm parent instead of starting Python anew."""

    door = Unicode(help="socket of the parent").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Have a kernel forked; its arguments are those of a stock kernel."""
        order = parent.Order(
            argv=cmd[cmd.index(_LAUNCHER) + 1 :], env=dict(kwargs["env"]), cwd=str(kwargs.get("cwd") or Path.cwd())
        )
        forked = Forked(self.door, order)
        self.process: Any = forked
        # It leads a group of its own, which has the same number.
        self.pid = self.pgid = forked.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        code: int | None = 0
        if self.process:
            while self.process.poll() is None:
                await asyncio.sleep(_POLL)
            code = self.process.wait()
            self.process = None
        return code


class PromptClient(AsyncKernelClient):
    """A client that begins as soon as the kernel answers on both channels, without waiting for silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers.

        Raises
        ------
        RuntimeError
            If it ends before, or gives no answer in `timeout` seconds.
        """
        until = asyncio.get_running_loop().time() + (timeout if timeout is not None else float("inf"))
        while True:
            self.kernel_info()
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
                # What comes first shows that it is connected; what follows belongs to no cell, and nobody listens.
                await self.iopub_channel.get_msg(timeout=0.2)
            except Empty:
                pass
            else:
                if reply["msg_type"] == "kernel_info_reply":
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if asyncio.get_running_loop().time() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class WarmManager(AsyncKernelManager):
    """A manager of kernels that are forked and reached by local sockets."""

    client_class = f"{__name__}.{PromptClient.__name__}"
    client_factory = PromptClient
    transport = "ipc"

    @default("ip")
    def _of_its_own(self) -> str:
        """Begin the paths of its sockets; an absolute path, since kernels run in another folder."""
        return str(Path(jupyter_runtime_dir()) / secrets.token_hex(4))
