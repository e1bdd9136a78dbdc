"""`pilotanalysis new` at a terminal: answers make the study that options make, and wrong ones are asked again."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Command
from test_new import MARCHE

pty = pytest.importorskip("pty", reason="terminals are of POSIX")

#: What is said of an answer that cannot be, before it is asked for again; the question, as it begins; and the answer.
TYPED = (
    ("", "Languages", "xx"), ("xx is no language.", "Languages", "it, EN"),
    ("", "Title (it)", "Anelli mancanti nelle Marche"), ("", "Title (en)", "Missing links in Marche"),
    ("", "Country", "Italia"), ("'ITALIA' is no country. Write two capital letters", "Country", "it"),
    ("", "Region", "FR10"), ("FR10 does not lie in IT.", "Region", "iti3"), ("", "Name of the region", "Marche"),
    ("", "County", "ITI31=Pesaro e Urbino"), ("", "County", "ITI43=Roma"),
    ("ITI43 is no NUTS 3 code of ITI3.", "County", "ITI32=Ancona"), ("", "County", "ITI33=Macerata"),
    ("", "County", "ITI34=Ascoli Piceno"), ("", "County", "ITI35=Fermo"), ("", "County", ""),
    ("", "Cluster", ""), ("No cluster is named.", "Cluster", "calzature=Calzature Marche:astrico"),
    ("Did you mean astrico-ne?", "Cluster", "calzature=Calzature Marche:15,13"), ("", "Cluster", ""),
    ("", "First day", "2026-02-31"), ("'2026-02-31' is no day.", "First day", "2026-01-01"),
    ("", "Last day", "2025-06-30"), ("2025-06-30 lies before start (2026-01-01).", "Last day", "2026-06-30"),
    ("", "Budget", "20.000"), ("'20.000' is no amount.", "Budget", "20000"),
)  # fmt: skip


class _Terminal:
    """The command line on a terminal of its own."""

    def __init__(self, *arguments: object) -> None:
        line = [sys.executable, "-m", "pilotanalysis", *map(str, arguments)]
        self.said = ""
        self.number, self.end = pty.fork()
        if not self.number:
            os.execv(sys.executable, line)

    def until(self, pattern: str, seconds: float = 120) -> str:
        """Read until something was said; give what was said up to there."""
        limit = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            if time.monotonic() > limit or not self._more():
                raise AssertionError(f"{pattern!r} is not in: {self.said}")
        told, self.said = self.said[: found.end()], self.said[found.end() :]
        return told

    def _more(self) -> bool:
        if not select.select([self.end], [], [], 1)[0]:
            return True
        try:
            more = os.read(self.end, 65_536)
        except OSError:
            # Linux ends so what a process wrote that is gone.
            return False
        self.said += more.decode("utf-8")
        return bool(more)

    def type(self, answer: str) -> None:
        """Type a line, of which the terminal shows every letter."""
        os.write(self.end, f"{answer}\n".encode())
        self.until(re.escape(answer) + "\r\n")

    def close(self) -> int:
        """Wait for the end; give the exit code."""
        while self._more():
            pass
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.number, 0)[1])


def test_answers_give_the_study_that_options_give(command: Command, tmp_path: Path) -> None:
    by_options = command("new", tmp_path / "options", *MARCHE, "--study", ROOT)
    assert by_options.returncode == 0, by_options.stderr
    terminal = _Terminal("new", tmp_path / "answers", "--study", ROOT)
    for told, question, answer in TYPED:
        said = terminal.until(rf"{re.escape(question)}[^\n]*: $")
        assert told in said
        # An answer that was right is followed by the next question alone.
        assert bool(told) == ("\n" in said)
        terminal.type(answer)
    terminal.until("Written to ")
    assert terminal.close() == 0
    assert _files(tmp_path / "answers") == _files(tmp_path / "options")


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
