"""Run the notebooks of a study, render what they registered, and put it in place, unit by unit.

A unit is one notebook for one cluster with all that it made: it is replaced as a whole or not at all. What is made of
several units, and the manifest, follow last. Only what the last manifest lists is ever taken away.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .. import locks, swap
from ..files.refusals import unwritable
from ..problems import StudyError
from ..study import Study
from ..tables import listing
from . import crate, manifest, standing
from .manifest import Manifest
from .notebook import LOGS, Outcome, executing
from .place import Batch
from .plan import Job, Request, plan
from .registers import expected_folder
from .verify import expected

#: Seconds that a notebook gets to end when the command is stopped.
_PATIENCE = 2.0


@dataclass
class Summary:
    """How a batch went.

    Attributes
    ----------
    done, reused : list of str
        Notebooks that were run, and those that were up to date.
    failed : dict
        Notebooks that failed, with the reason.
    left_out : list of str
        Notebooks that were not asked for and have no result.
    stale : dict
        Units that stand in the reports and are not up to date, with the reason.
    gone : list of str
        Units that were taken away, since the study has no such notebook or cluster any more.
    blocked : list of str
        What could not be put in place, with the reason.
    set_aside : list of str
        Copies of files of others that stood in the way.
    withdrawn : list of str
        Expected results that a public release must not hold.
    begun : list of str
        Expected results of notebooks of which there were none.
    untold : list of str
        What tells of the whole study and was not made, with the reason.
    unset : dict
        Documents that could not be set, with the reason.
    kept : bool
        Whether the reports are as they were before.
    """

    done: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    unset: dict[str, str] = field(default_factory=dict)
    kept: bool = False


def run(study: Study, request: Request, progress: Callable[[str, str], None], taken: Manifest | None = None) -> Summary:
    """Run the notebooks that are asked for, leave the rest as it is, and render the reports.

    Parameters
    ----------
    study : Study
        With ``data/processed`` made from its raw files.
    request : Request
    progress : callable
        Told the name of a notebook and what became of it.
    taken : Manifest, optional
        The inputs as they were before ``data/processed`` was made from them; as they are now where not given.

    Returns
    -------
    Summary
        A notebook that failed leaves what stood there before, and its log in ``reports/failed``.

    Raises
    ------
    StudyError
        If the reports cannot be made.
    """
    wanted, others = plan(study, request)
    before = manifest.read(study.reports)
    switches = standing.switches_release(study, request.released(study), not others)
    now = taken or manifest.start(study)
    jobs = sorted([*wanted, *others], key=lambda job: job.name)
    found = standing.judge(study, jobs, now, before)
    to_run = [job for job in wanted if request.force or not _up_to_date(job, before, found)]
    summary = Summary(reused=[job.name for job in jobs if job not in to_run and _current(job, found)])
    if before and not to_run and _nothing_to_do(study, summary, jobs, now, before):
        with _told(study):
            _settle_expected(study, request, summary)
        return summary
    with _told(study), swap.scratch(study.reports) as aside:
        batch = Batch(study, aside, before, now, {job.name: job for job in jobs}, found)
        with _runner(study, batch.made, to_run, request) as (width, execute):
            _execute_all(to_run, width, execute, summary, progress)
        _keep_logs(study, batch.made / LOGS)
        if summary.failed and switches:
            summary.kept = True
            return summary
        batch.collect(summary.done, summary.failed, request.language or study.languages[0])
        batch.put_in_place(whole=switches)
        summary.blocked, summary.set_aside, summary.kept = batch.blocked, batch.set_aside, batch.kept
        summary.untold = list(_untold(batch))
        summary.unset = dict(batch.unset)
        summary.gone, summary.left_out, summary.stale = batch.gone, batch.missing, batch.stale_in_english
        if not summary.blocked:
            _settle_expected(study, request, summary)
    return summary


def _up_to_date(job: Job, before: Manifest | None, found: dict[str, standing.Standing]) -> bool:
    """Tell whether the reports hold what this job would give."""
    return before is not None and _current(job, found) and before.notebooks[job.name].digest == job.digest


def _current(job: Job, found: dict[str, standing.Standing]) -> bool:
    return job.name in found and found[job.name].stale is None and found[job.name].readable


def _nothing_to_do(study: Study, summary: Summary, jobs: list[Job], now: Manifest, before: Manifest) -> bool:
    """Tell whether the reports are, with every document, what a run would leave."""
    whole = len(summary.reused) == len(jobs) == len(before.notebooks) and not before.stale
    as_before = now.model_copy(update={"notebooks": before.notebooks, "shared": before.shared, "stale": {}})
    same = as_before.model_copy(update={"processed": listing.read(study.processed)}) == before
    return whole and same and not manifest.altered(study.reports, before.shared)


@contextmanager
def _told(study: Study) -> Iterator[None]:
    """Tell what cannot be written while a batch is made."""
    try:
        yield
    except OSError as error:
        raise StudyError(unwritable(_place(study, error), error)) from None


def _place(study: Study, error: OSError) -> str:
    """Say where something could not be written; where a device is full, the system does not tell which."""
    if error.filename is None:
        return f"reports, or {tempfile.gettempdir()}"
    path = Path(str(error.filename))
    return "reports" if path.is_relative_to(study.reports) else str(path)


@contextmanager
def _runner(
    study: Study, made: Path, jobs: list[Job], request: Request
) -> Iterator[tuple[int, Callable[[Job], Outcome]]]:
    """Give how many notebooks run at a time, and what runs one: here, or on a worker of a Dask cluster."""
    if request.scheduler is not None and jobs:
        from .workers import execute_by, workers_of

        with workers_of(study, request.scheduler) as workers:
            yield workers.width, lambda job: execute_by(workers, study, made, request, job)
    else:
        with executing(study, made, [job.path for job in jobs], request.engine, request.limits) as execute:
            yield request.jobs, execute


def _execute_all(
    jobs: list[Job],
    width: int,
    execute: Callable[[Job], Outcome],
    summary: Summary,
    progress: Callable[[str, str], None],
) -> None:
    """Run notebooks side by side; one that fails does not stop the others."""

    def run_one(job: Job) -> None:
        progress(job.name, "runs")
        outcome = execute(job)
        if outcome.state != "ok":
            failed = outcome.state == "failed"
            summary.failed[job.name] = outcome.said if failed else f"{outcome.state}: {outcome.said}"
        progress(job.name, outcome.state)

    pool = ThreadPoolExecutor(max_workers=max(width, 1))
    futures = [pool.submit(run_one, job) for job in jobs]
    try:
        for future in futures:
            future.result()
    finally:
        # Who stops the command has ended the kernels: nothing new begins, and what runs ends soon.
        pool.shutdown(wait=False, cancel_futures=True)
        wait([future for future in futures if future.running()], timeout=_PATIENCE)
    summary.done = [job.name for job in jobs if job.name not in summary.failed]


def _untold(batch: Batch) -> Iterator[str]:
    """Name what tells of the whole study and was not made, and why."""
    if batch.untold:
        yield f"brief and dossier: {batch.untold}"
    if not batch.finished:
        yield f"{crate.FILE}: it tells of a finished run, with every notebook and document made and up to date"


def _keep_logs(study: Study, logs: Path) -> None:
    """Keep how the notebooks of this batch went, beside what was kept of others."""
    if logs.is_dir():
        shutil.copytree(logs, study.root / locks.FOLDER / LOGS, dirs_exist_ok=True)


def _settle_expected(study: Study, request: Request, summary: Summary) -> None:
    """Bring the expected results up to the reports, also where an earlier run was stopped before it could."""
    release = request.released(study)
    if release == "public":
        summary.withdrawn = _withdraw_working_results(study)
    summary.begun = expected.begin(study, release, [*summary.done, *summary.reused])


def _withdraw_working_results(study: Study) -> list[str]:
    """Take the expected results of the working release, which hold every count, out of the public one."""
    withdrawn = sorted(expected_folder(study.reports, "working").glob("[0-9]*.json"))
    for path in withdrawn:
        path.unlink()
    return [study.relative(path) for path in withdrawn]
