"""Commands that make the reports, verify them and give them on."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..locks import at_work
from ..problems import counted
from ..progress import Notebooks, step
from ..stops import NOTHING, leaving
from .shared import FAILED, HERE, Folder, note, pairs, written_since, written_to, written_whole


def run(
    study: Folder = HERE,
    notebook: Annotated[str | None, typer.Option(help="Only this one; its number will do: 03.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Only this cluster.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of figures and findings in notebooks.")] = None,
    release: Annotated[
        str | None,
        typer.Option(help="working (inside the agency; if not given) or public, all that a shared study has."),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="A parameter of the notebook; may be repeated.")
    ] = None,
    engine: Annotated[
        Literal["warm", "papermill"],
        typer.Option(help="warm (kernels forked from one that has imported all) or papermill (stock kernels)."),
    ] = "warm",
    jobs: Annotated[int, typer.Option(min=1, help="How many notebooks to run at a time.")] = 2,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Read exports and run notebooks on the workers of this Dask scheduler: tcp://host:8786.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run also what is up to date.")] = False,
    cell_limit: Annotated[float, typer.Option(min=1, help="Seconds that a cell may take.")] = 600,
    notebook_limit: Annotated[float, typer.Option(min=1, help="Seconds that a notebook may take.")] = 3600,
) -> None:
    """Clean the raw files, execute the notebooks and render the reports."""
    from ..publish.plan import Limits, Request, plan
    from ..study import find

    opened = find(study)
    limits = Limits(cell_limit, notebook_limit)
    values = pairs(parameter or [], "-p", "NAME=VALUE")
    request = Request(notebook, cluster, language, release, values, jobs, force, engine, limits, scheduler)
    wanted, others = plan(opened, request)
    # What is refused is refused at once: these take seconds.
    from .. import pipeline
    from ..publish import manifest
    from ..publish.run import run as run_notebooks
    from ..publish.standing import switches_release
    from ..publish.workers import spread_over
    from .summary import report

    with at_work(opened.root, "pilotanalysis run"), leaving(written_since(opened)):
        pipeline.check_folders(opened)
        switches_release(opened, request.released(opened), not others)
        taken = manifest.start(opened)
        made_from = manifest.tables_digest(taken)
        if force or not pipeline.is_clean(opened, made_from):
            step("cleans the raw files")
            with nullcontext() if scheduler is None else spread_over(opened, scheduler):
                pipeline.clean(opened, note, made_from)
        with Notebooks(len(wanted)) as tell:
            summary = run_notebooks(opened, request, tell, taken)
        report(opened, summary)
        if summary.failed or summary.blocked or summary.unset:
            sys.exit(FAILED)


def verify(
    study: Folder = HERE,
    notebook: Annotated[str | None, typer.Option(help="Only what this one makes; its number will do: 03.")] = None,
    digest: Annotated[str | None, typer.Option(help="Digest that the delivery must have, as quoted to you.")] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the verdict there, as JSON.")
    ] = None,
    as_page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the verdict there, as a page.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the results in reports as those to compare a rerun with.")
    ] = False,
) -> None:
    """Rerun from a clean copy, compare everything delivered, and grade; exit code 0 only when reproduced."""
    from ..publish import verify as verification
    from ..study import find

    opened = find(study)
    if accept:
        left = written_to(opened, "reports/expected")
        with at_work(opened.root, "pilotanalysis verify --accept"), leaving(left):
            written = verification.accept(opened)
            print(f"Written to reports/expected: {counted(len(written), 'file')} of expected results.")
        return
    files = [(path, form) for path, form in ((as_json, "json"), (as_page, "html")) if path]
    verification.check_writable(path for path, _form in files)
    # Who may not write there, as on a medium that can only be read, is not in the way of whoever may.
    alone = at_work(opened.root, "pilotanalysis verify") if os.access(opened.root, os.W_OK) else nullcontext()
    told: list[Path] = []
    with alone, leaving(lambda: f"the verdict is in {', '.join(map(str, told))}" if told else NOTHING):
        verdict = verification.verify(opened, step, notebook, digest)
        for path, form in files:
            verification.write(path, verdict, form)
            told.append(path)
        for line in verification.terminal(verdict):
            print(line)
    if not verdict.reproduced:
        sys.exit(FAILED)


def share(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    study: Folder = HERE,
) -> None:
    """Write what a named evaluator receives under confidentiality: the public release, and tables without names."""
    from .. import pipeline
    from ..publish.share import share as write_share
    from ..study import find

    opened = find(study)
    with at_work(opened.root, "pilotanalysis share"), leaving(written_whole(folder)):
        write_share(opened, folder, pipeline.without_names, step)
        print(f"Written to {folder}: the public release, and the tables without names from which it reruns.")
        print(f"It is confidential: {folder / 'README.md'} says why.")
