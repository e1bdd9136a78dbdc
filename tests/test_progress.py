"""What `check` and `clean` tell while they work: a line that moves at a terminal, plain lines elsewhere, no more."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from unittest import mock

import pytest
from conftest import Command

from pilotanalysis import cli
from pilotanalysis.progress import steps

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")
pytestmark = pytest.mark.usefixtures("survey_alone")

EXPORT = "reads data/raw/survey/euronest.xlsx"
STEPS = ["reads study.yml", "reads data/raw/reference", EXPORT, "cleans the answers of euronest, 2014"]


def _at_a_terminal(*arguments: object, columns: int = 100) -> tuple[str, str, int]:
    """Call the command line with its messages on a terminal: what that received, what went out, the exit code."""
    receiver, sender = pty.openpty()
    received, out, code = bytearray(), io.StringIO(), 0

    def receive() -> None:
        with contextlib.suppress(OSError):  # the other side was closed
            while part := os.read(receiver, 4096):
                received.extend(part)

    reader = threading.Thread(target=receive)
    reader.start()
    with (
        os.fdopen(sender, "w", encoding="utf-8") as terminal,
        contextlib.redirect_stderr(terminal),
        contextlib.redirect_stdout(out),
        mock.patch.object(sys, "argv", ["pilotanalysis", *map(str, arguments)]),
        mock.patch.dict(os.environ, {"TERM": "xterm", "COLUMNS": str(columns)}),
    ):
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    reader.join(timeout=10)
    os.close(receiver)
    return received.decode("utf-8"), out.getvalue(), code


def _screen(received: str) -> list[str]:
    """Give the lines that a terminal shows in the end."""
    lines, at = [""], 0
    for piece in re.findall(r"\x1b\[\??\d*[A-Za-z]|\r|\n|[^\x1b\r\n]+", received):
        if piece == "\n":
            at += 1
            lines += [""] * (at + 1 - len(lines))
        elif piece == "\x1b[1A":
            at -= 1
        elif piece == "\x1b[2K":
            lines[at] = ""
        elif piece[0] not in "\r\x1b":
            lines[at] += piece
    return [line for line in lines if line]


def test_at_a_terminal_each_step_takes_the_place_of_the_last_and_none_stays(small: Path) -> None:
    received, out, code = _at_a_terminal("clean", "--study", small)
    assert code == 0, received
    places = [received.find(step) for step in [*STEPS, "writes data/processed"]]
    assert -1 not in places
    assert places == sorted(places)
    assert _screen(received) == []
    assert "..." not in received
    # The cursor is there again.
    assert received.rfind("\x1b[?25h") > received.rfind("\x1b[?25l")
    assert "\x1b" not in out
    assert out.endswith("Written to data/processed.\n")
    assert not any(step in out for step in STEPS)


def test_elsewhere_each_step_is_a_line_beside_what_the_command_says(small: Path, command: Command) -> None:
    done = command("check", "--study", small)
    tests, waiting, verdict = done.stdout.splitlines()
    assert (done.returncode, verdict) == (0, "No problem found.")
    assert "1 response left out because the organisation is called as in a test" in tests
    assert waiting.startswith("Note: data/raw/survey/euronest.xlsx: 1 answer to be decided")
    assert done.stderr.splitlines() == [f"... {step}" for step in STEPS]


def test_problems_stay_on_the_terminal(small: Path) -> None:
    (small / "data/raw/survey/euronest.xlsx").write_bytes(b"")
    received, out, code = _at_a_terminal("check", "--study", small)
    assert (code, out) == (1, "")
    assert EXPORT in received
    first, last = _screen(received)
    assert first.startswith("data/raw/survey/euronest.xlsx: The file is empty")
    assert last == "1 problem; nothing was written."


def test_the_first_sign_comes_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    code = (
        "import contextlib, os, sys; from pilotanalysis import progress\n"
        "def tell(said): print(said, 'pandas' in sys.modules, flush=True); os._exit(0)\n"
        "progress.steps = lambda: contextlib.nullcontext(tell)\n"
        "from pilotanalysis import cli; cli.main()"
    )
    for name in ("check", "clean"):
        line = [sys.executable, "-c", code, name, "--study", str(tmp_path)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.stdout == "reads study.yml False\n", done.stderr


def test_a_terminal_that_cannot_move_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        mock.patch.object(sys.stderr, "isatty", lambda: True),
        mock.patch.dict(os.environ, {"TERM": "dumb"}),
        steps() as tell,
    ):
        tell("reads [a].csv")
    assert capsys.readouterr().err == "... reads [a].csv\n"
