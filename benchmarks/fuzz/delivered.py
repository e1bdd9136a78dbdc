"""What reads each kind of file that a run makes: the next run, verify, and the folders' lists of what they hold."""

from __future__ import annotations

import functools
from pathlib import Path

from pilotanalysis import swap
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.publish import manifest, standing
from pilotanalysis.publish.manifest import Manifest
from pilotanalysis.publish.plan import Job, Request, plan
from pilotanalysis.publish.verify import accept, expected
from pilotanalysis.publish.verify.delivery import Delivery, open_delivery
from pilotanalysis.publish.verify.grade import Verdict
from pilotanalysis.publish.verify.judge import judge
from pilotanalysis.publish.verify.kinds import Rule, compared, links_of
from pilotanalysis.study import Study
from pilotanalysis.tables import listing

#: Stands beside a study: what it delivered before anything was damaged.
WHOLE = "whole"


@functools.cache
def _as_delivered(root: Path) -> tuple[Study, Delivery, list[Job], Manifest]:
    """What does not change while files are damaged, read once."""
    study = Study(root.parent / WHOLE)
    wanted, others = plan(study, Request())
    return study, open_delivery(study), [*wanted, *others], manifest.start(study)


def _told(*verdicts: Verdict) -> None:
    """Take what a verdict says of a damaged file for what is said."""
    for verdict in verdicts:
        for name, altered in verdict.altered.items():
            raise StudyError(Problem(name, str(altered.changes[0])[:2000], "Run again."))


def read_results(root: Path, path: Path) -> object:
    """Read results as the next run does, as those to be accepted, and as verify does."""
    study = Study(root)
    _whole, _delivery, jobs, now = _as_delivered(root)
    standing.judge(study, jobs, now, manifest.read(study.reports))
    standing.release_of(study.reports, None)
    read_delivered(root, path)
    return accept(study)


def read_delivered(root: Path, path: Path) -> object:
    """Compare a delivered file with that of a rerun, on this machine and on another."""
    study, *_rest = _as_delivered(root)
    verdict = Verdict()
    for exactly in (False, True):
        verdict.compare(path.name, compared(path, study.root / path.relative_to(root), Rule(exactly, drawn=exactly)))
    links_of(path)
    _told(verdict)
    return None


def read_manifest(root: Path, _path: Path) -> object:
    """Read the list of the reports as verify does, and as the next run does."""
    study = Study(root)
    _whole, delivery, jobs, now = _as_delivered(root)
    standing.switches_release(study, "working", whole=False)
    standing.judge(study, jobs, now, manifest.read(study.reports))
    own = open_delivery(study)
    _told(judge(own, delivery) if own.manifest else Verdict())
    return accept(study)


def read_expected(root: Path, _path: Path) -> object:
    """Compare what is expected with what a rerun gives."""
    study, *_rest = _as_delivered(root)
    verdict = Verdict()
    expected.compare(verdict, Study(root), study.reports, None)
    _told(verdict)
    return None


def read_listing(root: Path, _path: Path) -> object:
    """Put the tidy tables in place of those that the list names, as the next run does."""
    study, whole = Study(root), root.parent / WHOLE / "data/processed"
    files = listing.read(whole)
    before = listing.read(study.processed)
    with swap.scratch(study.processed) as aside:
        made = aside / "made"
        made.mkdir()
        for name in files:
            (made / name).write_bytes((whole / name).read_bytes())
        listing.write(made, files)
        gone = tuple(name for name in before if name not in files)
        own: dict[str, str | None] = {**before, listing.FILE: None}
        return swap.apply(swap.Change(root, made, study.processed, (*files, listing.FILE), gone, own))
