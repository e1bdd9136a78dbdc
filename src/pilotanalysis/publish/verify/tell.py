"""The verdict told: on the terminal, as JSON, as a page."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...files.whole import write_whole
from ...problems import Problem, StudyError, counted
from ..pages import render
from .differences import Difference
from .grade import Verdict
from .kinds import MAY_DIFFER

#: Files and changes of each that the terminal shows; the JSON and the page hold more.
_FILES, _CHANGES = 40, 3
#: Blanks that are not printable by the book.
_KEPT = "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"


def terminal(verdict: Verdict) -> Iterator[str]:
    """Lines for the terminal; the last is the grade."""
    return map(plain, _lines(verdict))


def plain(text: str) -> str:
    """Take out of a text that comes from a delivery what a terminal or a page would obey: control and direction."""
    return "".join(
        letter if letter.isprintable() or letter in _KEPT else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.failure:
        yield f"- {verdict.failure}"
    for number, (file, found) in enumerate(verdict.altered.items()):
        if number == _FILES:
            yield f"- and {counted(len(verdict.altered) - _FILES, 'more file')}; --json FILE has them all"
            break
        told = [str(change) for change in found.changes[:_CHANGES]]
        yield from (f"- {file}: {said}" for said in told)
        if more := len(found.changes) - len(told) + found.more:
            yield f"- {file}: and {counted(more, 'more change')}"
    yield from (f"- {said}" for said in verdict.issues)
    yield from (f"Note: {said}" for said in verdict.notes)
    if verdict.elsewhere:
        yield f"The reports were made elsewhere: {'; '.join(verdict.elsewhere)}."
        yield "Between machines and versions may differ, and nothing else:"
        yield from (f"  {said}" for said in MAY_DIFFER)
    if verdict.scope:
        yield f"Compared was {verdict.scope}."
    yield f"Files that agree with the rerun: {verdict.agree} of {len(verdict.compared)}."
    yield f"Digest of the whole delivery: {verdict.digest}"
    yield verdict.reservation
    yield f"Grade: {verdict.grade}"


def content(verdict: Verdict) -> dict[str, Any]:
    """Everything a verdict says, as plain data."""
    return {
        "grade": verdict.grade,
        "reservation": verdict.reservation,
        "digest": verdict.digest,
        "digest_asked_for": verdict.asked,
        "scope": verdict.scope or "everything delivered",
        "files_compared": len(verdict.compared),
        "files_that_agree": verdict.agree,
        "failure": plain(verdict.failure),
        "altered": [
            {"file": plain(file), "changes": [_plain_parts(change) for change in found.changes], "more": found.more}
            for file, found in verdict.altered.items()
        ],
        "issues": [plain(said) for said in verdict.issues],
        "notes": [plain(said) for said in verdict.notes],
        "elsewhere": [plain(said) for said in verdict.elsewhere],
        "may_differ": list(MAY_DIFFER),
    }


def _plain_parts(change: Difference) -> dict[str, str]:
    return {name: plain(part) for name, part in change._asdict().items()}


def _as_json(verdict: Verdict) -> str:
    return json.dumps(content(verdict), indent=1, ensure_ascii=False) + "\n"


def _as_page(verdict: Verdict) -> str:
    """A page that stands alone; what comes from files is text in it."""
    return render("verdict.html.j2", "en", title=f"Verification: {verdict.grade}", mark="", verdict=content(verdict))


FORMS: Mapping[str, Callable[[Verdict], str]] = {"json": _as_json, "html": _as_page}


def check_writable(paths: Iterable[Path]) -> None:
    """Refuse files that cannot be written, before a rerun takes its time.

    Raises
    ------
    StudyError
        With each of them.
    """
    problems = [
        Problem(str(path), "Cannot be written to.", "Name a file in a folder that is there and may be written to.")
        for path in paths
        if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK)
    ]
    if problems:
        raise StudyError(problems)


def write(path: Path, verdict: Verdict, form: str) -> None:
    """Write a verdict in one of the forms of :data:`FORMS`.

    Raises
    ------
    StudyError
        If the file cannot be written.
    """
    try:
        write_whole({path: FORMS[form](verdict).encode("utf-8")})
    except OSError as error:
        said = f"Cannot be written to ({error.strerror})."
        raise StudyError(Problem(str(path), said, "Free space, or name another file.")) from None
