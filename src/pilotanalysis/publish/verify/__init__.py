"""Verify: rerun a study from a clean copy and hold everything delivered against it.

What is delivered is in :mod:`delivery`; a copy is run again (:mod:`rerun`) and each file compared with the one of its
name (:mod:`judge`, by :mod:`kinds`); the grade with its reasons is in :mod:`grade`, and told in :mod:`tell`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from ...problems import ParameterError, Problem, StudyError, reason
from ...study import Study
from ..plan import Request, plan
from . import nbval
from .delivery import Delivery, files_below, open_delivery
from .expected import accept
from .grade import Verdict
from .judge import before_rerun, judge
from .rerun import copy, rerun
from .tell import check_writable, terminal, write

__all__ = ["Verdict", "accept", "check_writable", "terminal", "verify", "write"]

_GIVEN = re.compile(r"[0-9a-f]{64}")


def verify(
    study: Study, progress: Callable[[str], None], notebook: str | None = None, digest: str | None = None
) -> Verdict:
    """Verify what is delivered of a study.

    Compares every delivered file with that of a rerun, and the expected results with those of the rerun. An executed
    notebook that comes out byte for byte has given its stored outputs again, pictures among them; nbval runs the others
    once more and names the cells.

    Parameters
    ----------
    study : Study
    progress : callable
        Told what is done next.
    notebook : str, optional
        Verify only what this one makes.
    digest : str, optional
        Digest that the delivery must have.

    Raises
    ------
    StudyError
        If nothing is delivered.
    ParameterError
        If there is no such notebook, or the digest is none.
    """
    if digest is not None and not _GIVEN.fullmatch(digest := digest.strip().lower()):
        raise ParameterError(Problem("--digest", f"{digest!r} is no digest.", "It has 64 characters, 0-9 and a-f."))
    delivery = open_delivery(study)
    if delivery.manifest is None and not any(files_below(study.reports / "results")):
        raise StudyError(Problem("reports", "There are no reports to verify.", "Run: pilotanalysis run"))
    if notebook is not None:
        plan(study, Request(notebook))
    verdict = _verdict(delivery, progress, notebook)
    verdict.asked = digest
    return verdict


def _verdict(delivery: Delivery, progress: Callable[[str], None], notebook: str | None) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="pilotanalysis-") as folder:
        again, failure = _rerun(delivery, Path(folder) / "study", progress, notebook)
        if failure:
            verdict = before_rerun(delivery)
            verdict.failure = failure
            return verdict
        progress("compares every file")
        made = open_delivery(again)
        verdict = judge(delivery, made, notebook)
        _run_once_more(verdict, delivery, made, progress)
    return verdict


def _rerun(
    delivery: Delivery, target: Path, progress: Callable[[str], None], notebook: str | None
) -> tuple[Study, str]:
    """Give the copy that was run again, and why that failed, if it did."""
    progress("copies the study")
    try:
        again = Study(copy(delivery.study, target, delivery.litter))
    except OSError as error:  # one that cannot be read, or no room
        return delivery.study, f"the study could not be copied ({reason(error)})"
    progress("reruns the copy")
    return again, rerun(again.root, delivery.manifest.notebooks if delivery.manifest else {}, notebook)


def _run_once_more(verdict: Verdict, delivery: Delivery, made: Delivery, progress: Callable[[str], None]) -> None:
    """Let nbval run the executed notebooks that did not come out byte for byte."""
    for name in sorted(verdict.compared):
        own, other = delivery.study.root / name, made.study.root / name
        if own.suffix != ".ipynb" or not other.is_file() or not nbval.runs_the_same(own, other):
            continue
        if own.read_bytes() != other.read_bytes():
            progress(f"lets nbval run {own.name} once more")
            verdict.add(name, nbval.run(made.study, own, not verdict.elsewhere))
