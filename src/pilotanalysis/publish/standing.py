"""What stands in the reports, and whether it is what the study would give now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import __version__, reads
from ..problems import Problem, StudyError
from ..results import Message, _
from ..study import Study
from . import manifest
from .manifest import Manifest
from .plan import Job

INPUTS = _("made from other data, settings or code than there are now")
NOTEBOOK = _("its notebook was changed since")
ALTERED = _("its files were changed or taken away since")
FAILED = _("it failed when it was last run")
BLOCKED = _("its new files could not be put in place")


@dataclass(frozen=True)
class Standing:
    """A unit of the reports.

    Attributes
    ----------
    stale : Message, optional
        Why it is not up to date.
    readable : bool
        Whether documents can be made of it: its files are whole, and of the form that this version writes.
    """

    stale: Message | None
    readable: bool


def judge(study: Study, jobs: list[Job], now: Manifest, before: Manifest | None) -> dict[str, Standing]:
    """Judge the units in the reports, each by the values that it was made with.

    Parameters
    ----------
    study : Study
    jobs : list of Job
        All units of the study; others are left out.
    now : Manifest
        The inputs as they are.
    before : Manifest, optional
        What stands in the reports.
    """
    found: dict[str, Standing] = {}
    inputs = manifest.inputs_digest(now)
    for job in jobs if before else ():
        unit = before.notebooks.get(job.name) if before else None
        if unit is None:
            continue
        whole = not manifest.altered(study.reports, unit.files)
        if not whole:
            stale: Message | None = ALTERED
        elif unit.inputs_digest != inputs or reads.digests(study, unit.reads) != unit.reads:
            stale = INPUTS
        else:
            stale = None if Job(job.path, job.cluster, unit.parameters).digest == unit.digest else NOTEBOOK
        of_this_version = before is not None and before.pilotanalysis == __version__
        found[job.name] = Standing(stale, whole and of_this_version)
    return found


def release_of(reports: Path, before: Manifest | None) -> str | None:
    """Tell the release of what stands in the reports; None where there is nothing.

    Where the manifest does not tell, the results do; ``unknown`` where they are damaged.
    """
    if before:
        return before.release
    told = {_release_of_results(path) for path in (reports / "results").glob("[0-9]*.json")}
    return told.pop() if len(told) == 1 else "unknown" if told else None


def _release_of_results(path: Path) -> str:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return "unknown"
    return str(content.get("release", "unknown")) if isinstance(content, Mapping) else "unknown"


def switches_release(study: Study, release: str, whole: bool) -> bool:
    """Tell whether the reports are to change from one release to the other.

    Parameters
    ----------
    study : Study
    release : {"working", "public"}
        What is asked for.
    whole : bool
        Whether all notebooks are asked for.

    Raises
    ------
    StudyError
        If the run would leave two releases beside each other.
    """
    before = manifest.read(study.reports)
    held = release_of(study.reports, before)
    if held in (None, release):
        return False
    if before is None:
        state = "damaged" if (study.reports / manifest.FILE).exists() else "missing"
        said = f"There are results of the {held} release, and the manifest, which tells what to replace, is {state}."
        remedy = "Move the folder elsewhere, all but reports/expected, and run again."
        raise StudyError(Problem("reports", said, remedy))
    if not whole:
        said = f"They are of the {held} release, and a folder holds one release."
        remedy = f"Run without --notebook and --cluster to make all of the {release} release."
        raise StudyError(Problem("reports", said, remedy))
    return True
