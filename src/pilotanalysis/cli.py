"""The command line. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from .locks import at_work
from .problems import ParameterError, StudyError, counted, reason
from .progress import Notebooks, step, steps
from .publish.kernels import Engine
from .settings import FILE as SETTINGS
from .stops import NOTHING, leaving, standing, told
from .study import Study, find

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Missing links in value chains: clean the survey, run the notebooks, render and verify the reports.",
)
Folder = Annotated[Path, typer.Option("--study", metavar="DIR", help="Folder of the study.")]
HERE = Path()
#: Exit codes: 1, the study has problems or a notebook failed; 2, something was asked for that does not exist.
FAILED, REFUSED = 1, 2


def main() -> None:
    """Run the command line; problems are told in the analyst's words, never as a traceback."""
    _forget_habits()
    with told():
        try:
            app()
        except StudyError as error:
            for problem in error.problems:
                print(f"{problem}", file=sys.stderr)
            print(f"{counted(len(error.problems), 'problem')}; {standing(error)}.", file=sys.stderr)
            sys.exit(REFUSED if isinstance(error, ParameterError) else FAILED)
        except OSError as error:
            print(f"{error.filename or 'A file'}: cannot be read or written ({reason(error)}).", file=sys.stderr)
            sys.exit(FAILED)


def _forget_habits() -> None:
    """Leave out what the machine asks of Python: nothing that is said or made hangs on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another alphabet shows what it can.
            stream.reconfigure(errors="backslashreplace")
    for name in [name for name in os.environ if name.startswith("PANDAS_")]:
        del os.environ[name]
    if "PYTHONWARNINGS" in os.environ:
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
    if sys.flags.optimize > 1:
        said = "It takes out the words that tables are described with. Unset it, or set it to 0 or 1."
        print(f"PYTHONOPTIMIZE is {sys.flags.optimize}. {said}", file=sys.stderr)
        sys.exit(FAILED)


@app.command()
def check(study: Folder = HERE) -> None:
    """List every problem of study.yml and the raw files, without running anything."""
    with steps() as tell:
        tell(f"reads {SETTINGS}")
        from . import pipeline
        from .publish.contract import broken_cells
        from .publish.plan import Request, plan

        opened = find(study)
        problems, tables = pipeline.check(opened, tell)
        try:
            wanted, _others = plan(opened, Request())
            problems += [fault for path in dict.fromkeys(job.path for job in wanted) for fault in broken_cells(path)]
        except StudyError as error:
            problems += error.problems
        if problems:
            raise StudyError(problems)
        remarks = pipeline.remarks(opened, tables)
    for remark in remarks:
        _note(remark)
    print("No problem found.")


@app.command()
def clean(study: Folder = HERE) -> None:
    """Read the raw files and write the tidy tables to data/processed."""
    notes: list[str] = []
    with steps() as tell:
        tell(f"reads {SETTINGS}")
        from . import pipeline
        from .publish import manifest

        opened = find(study)
        with at_work(opened.root, "pilotanalysis clean"), leaving(_written_since(opened)):
            made_from = manifest.tables_digest(manifest.start(opened))
            tables = pipeline.clean(opened, notes.append, made_from, tell)
    for said in notes:
        _note(said)
    for model, frame in tables.items():
        print(f"{model.__name__:18} {len(frame):7,} row{'' if len(frame) == 1 else 's'}")
    print(f"Written to {opened.relative(opened.processed)}.")


@app.command()
def decide(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The workbook, or a sheet of it as CSV; data/processed/review.xlsx if not given."
        ),
    ] = None,
    who: Annotated[str, typer.Option(help="Who decided, where the workbook does not say.")] = "",
    study: Folder = HERE,
) -> None:
    """Bring the decisions filled in in the review workbook to data/decisions; the next run applies them."""
    from . import survey

    opened = find(study)
    with at_work(opened.root, "pilotanalysis decide"), leaving(_written_to(opened, "data/decisions")):
        try:
            number = survey.decide(opened, file, who, tell=_note)
        except survey.NotAllBroughtIn as error:
            for problem in error.problems:
                print(f"{problem}", file=sys.stderr)
            wrong = counted(len(error.problems), "problem")
            print(f"{wrong}; {counted(error.brought, 'new decision')} brought in all the same.", file=sys.stderr)
            said = "Mend or clear those, and run pilotanalysis decide again: nothing of them is written over."
            print(said, file=sys.stderr)
            sys.exit(FAILED)
        print(f"{counted(number, 'new decision')} in data/decisions.")
        if number:
            print("Next: pilotanalysis run")


@app.command()
def official(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of Eurostat, sbs_r_nuts06_r2: TSV, or with ;.")],
    study: Folder = HERE,
) -> None:
    """Bring newer official statistics into data/raw/reference; the next run computes with them."""
    from . import official as statistics

    opened = find(study)
    with at_work(opened.root, "pilotanalysis official"), leaving(_written_to(opened, "data/raw")):
        read = statistics.update(opened, file)
        print(f"{file.name}: persons employed, {read.year}; {counted(len(read.divisions), 'division')}.")
        regions = counted(len(read.regions), "NUTS 2 region")
        print(f"Used, since they report at least {statistics.REPORTED:.0%} of the divisions: {regions}.")
        blanks, times = counted(read.blanks, "blank cell"), counted(read.midnights, "time")
        print(f"{blanks}, unknown; {read.flagged:,} flagged; {times}, taken as 0.")
        print("Written to data/raw/reference. Next: pilotanalysis run")


@app.command()
def words(
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="Code of the language, as es.")],
    study: Folder = HERE,
) -> None:
    """Write the words of reports in another language for somebody to translate, or bring in what is new."""
    from .results import own_words

    opened = find(study)
    with at_work(opened.root, "pilotanalysis words"), leaving(_written_to(opened, "data/raw")):
        number, lacking = own_words.write(opened, language)
        print(f"{opened.relative(opened.words_file(language))}: {number:,} texts, {lacking:,} to translate.")
        if language not in opened.languages:
            print(f"Next: name {language} in languages of study.yml, with a title in it; then pilotanalysis check")


@app.command()
def register(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Files of a trade register and of financial statements, or a table of firms."
        ),
    ],
    study: Folder = HERE,
) -> None:
    """Bring a register of firms into data/raw/register; the next run looks for partners there."""
    from .partners import register as firms

    opened = find(study)
    with at_work(opened.root, "pilotanalysis register"):
        brought = firms.update(opened, files)
    for line in brought.lines:
        print(f"{line.file}: {line.rows:,} {line.what}")
    for file, lines in brought.cut.items():
        print(f"{file}: cut off or too long are, first of all, lines {', '.join(map(str, lines))}.")
    for name in brought.set_aside:
        _note(f"the register that was there is now {name}")
    print("Written to data/raw/register. Next: pilotanalysis run")


@app.command()
def questionnaire(
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="xlsform, limesurvey, google or paper.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    study: Folder = HERE,
) -> None:
    """Write the questionnaire in the form that a tool imports: a file a cluster, and a language where it takes one."""
    from .publish.documents import Document, set_document
    from .survey import forms

    opened = find(study)
    files = forms.build(opened, tool, lambda template, data: set_document(Document(template, data), opened.reports))
    forms.write(folder, files)
    for name in files:
        print(f"{folder / name}")
    print(forms.NEXT[tool])


@app.command()
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
        Engine, typer.Option(help="warm (kernels forked from one that has imported all) or papermill (stock kernels).")
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
    from .publish.plan import Limits, Request, plan

    opened = find(study)
    limits = Limits(cell_limit, notebook_limit)
    values = _pairs(parameter or [], "-p", "NAME=VALUE")
    request = Request(notebook, cluster, language, release, values, jobs, force, engine, limits, scheduler)
    wanted, others = plan(opened, request)
    # What is refused is refused at once: these take seconds.
    from . import pipeline
    from .publish import manifest
    from .publish.run import run as run_notebooks
    from .publish.standing import switches_release
    from .publish.workers import spread_over

    with at_work(opened.root, "pilotanalysis run"), leaving(_written_since(opened)):
        switches_release(opened, request.released(opened), not others)
        taken = manifest.start(opened)
        made_from = manifest.tables_digest(taken)
        if force or not pipeline.is_clean(opened, made_from):
            step("cleans the raw files")
            with nullcontext() if scheduler is None else spread_over(opened, scheduler):
                pipeline.clean(opened, _note, made_from)
        with Notebooks(len(wanted)) as tell:
            summary = run_notebooks(opened, request, tell, taken)
        _report(opened, summary)
        if summary.failed or summary.blocked or summary.unset:
            sys.exit(FAILED)


def _note(said: str) -> None:
    print(f"Note: {said}")


def _written_since(study: Study) -> Callable[[], str]:
    """Give what tells, whenever a command ends early, what it has written by then.

    Each folder has a list of what it holds, which is replaced together with it.
    """
    lists = {folder: folder / "manifest.json" for folder in (study.processed, study.reports)}

    def state() -> dict[Path, tuple[int, int]]:
        found = {folder: path.stat() for folder, path in lists.items() if path.is_file()}
        return {folder: (stat.st_ino, stat.st_mtime_ns) for folder, stat in found.items()}

    def said() -> str:
        now = state()
        if now.get(study.reports) != before.get(study.reports):
            return "the reports are new as far as it came, each notebook with all that it made; run again for the rest"
        if now.get(study.processed) != before.get(study.processed):
            return "data/processed was made anew; the reports stay as they were"
        return NOTHING

    before = state()
    return said


def _written_to(study: Study, folder: str) -> Callable[[], str]:
    """Give what tells whether a command that writes a folder as a whole has done so."""

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (study.root / folder).rglob("*") if path.is_file()}

    before = state()
    return lambda: NOTHING if state() == before else f"{folder} was written by then, as a whole"


def _pairs(given: list[str], option: str, form: str) -> dict[str, str]:
    from .problems import Problem

    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise ParameterError(Problem(option, f"{wrong[0]!r} is not allowed.", f"Write {form}."))
    return {name: value for name, _sign, value in (text.partition("=") for text in given)}


def _report(study: Study, summary: Any) -> None:
    """Close a batch with one summary that cannot be taken for more than it is."""
    parts = [f"{counted(len(summary.done), 'notebook')} run"]
    parts += [f"{len(summary.reused)} up to date"] if summary.reused else []
    parts += [f"{len(summary.stale)} NOT UP TO DATE"] if summary.stale else []
    parts += [f"{len(summary.left_out)} not made"] if summary.left_out else []
    parts += [f"{len(summary.failed)} FAILED"] if summary.failed else []
    print(", ".join(parts) + ".")
    faults = (f"{name}: {reason}" for name, reason in {**summary.failed, **summary.unset}.items())
    for problem in [*faults, *summary.blocked]:
        print(f"  {problem}", file=sys.stderr)
    for why in dict.fromkeys(summary.stale.values()):
        named = [name for name, own in summary.stale.items() if own == why]
        print(f"  not up to date, {why}: {_by_notebook(named)}")
    for name in [*summary.left_out, *summary.untold]:
        print(f"  not made: {name}")
    for name in summary.gone:
        print(f"  taken away, since the study has it no more: {name}")
    for name in summary.set_aside:
        _note(f"a file that no run wrote, or that was changed since, is now {name}")
    if summary.kept:
        print("The reports stay as they were.")
        return
    if summary.failed:
        print("What ran of a notebook that failed is in reports/failed; open it to see where it stopped.")
    _report_expected(summary)
    if study.synthetic_files:
        print("Demonstration data, not findings about the clusters named.")
    print(f"Start here: {study.relative(study.reports / 'index.html')}")


def _by_notebook(units: list[str]) -> str:
    """Name units, those of one notebook together: ``03_gaps (euronest, iconic)``."""
    clusters: dict[str, list[str]] = {}
    for unit in units:
        notebook, _dot, cluster = unit.partition(".")
        clusters.setdefault(notebook, []).extend([cluster] if cluster else [])
    return ", ".join(f"{notebook} ({', '.join(own)})" if own else notebook for notebook, own in clusters.items())


def _report_expected(summary: Any) -> None:
    """Tell what became of the results that a rerun is compared with."""
    if summary.withdrawn:
        print(f"Taken out of reports/expected, where every count stands: {counted(len(summary.withdrawn), 'file')}.")
        print("A working run writes them again.")
    if summary.begun:
        print(f"Written to reports/expected, where nothing stood: {counted(len(summary.begun), 'file')}.")
        print("Later reruns are compared with them: pilotanalysis verify")


@app.command()
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
    from .publish import verify as verification

    opened = find(study)
    if accept:
        written_to = _written_to(opened, "reports/expected")
        with at_work(opened.root, "pilotanalysis verify --accept"), leaving(written_to):
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


@app.command()
def share(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    study: Folder = HERE,
) -> None:
    """Write what a named evaluator receives under confidentiality: the public release, and tables without names."""
    from . import pipeline
    from .publish.share import share as write_share

    opened = find(study)
    whole = folder / SETTINGS
    there = whole.exists()
    with (
        at_work(opened.root, "pilotanalysis share"),
        leaving(lambda: f"the study is in {folder}, whole" if whole.exists() and not there else NOTHING),
    ):
        write_share(opened, folder, pipeline.without_names, step)
        print(f"Written to {folder}: the public release, and the tables without names from which it reruns.")
        print(f"It is confidential: {folder / 'README.md'} says why.")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    title: Annotated[
        list[str] | None,
        typer.Option(metavar="LANGUAGE=TITLE", help="What it is called; may be repeated, once a language."),
    ] = None,
    country: Annotated[
        str, typer.Option(help="Country of comparison: two capital letters, as Eurostat has them.")
    ] = "",
    region: Annotated[str, typer.Option(help="The region, a NUTS 2 code.")] = "",
    region_name: Annotated[str, typer.Option(help="Its name, where the country is another.")] = "",
    county: Annotated[
        list[str] | None,
        typer.Option(metavar="NUTS3=NAME", help="A county of the region, where the country is another; repeated."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language of use, as en, ro, it; may be repeated, the main one first.")
    ] = None,
    cluster: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=NAME:STAGES",
            help="A cluster; its stages start from divisions of NACE in the order in which they deliver, as 15,13, "
            "or are those of a cluster of this study, as astrico-ne; may be repeated.",
        ),
    ] = None,
    start: Annotated[str, typer.Option(help="First day of the action, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option(help="Its last day.")] = "",
    budget: Annotated[str, typer.Option(help="What it may cost, in euro.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone, where the country has several, as Europe/Rome.")] = "",
    rate: Annotated[
        str,
        typer.Option(
            help="How many of the country's currency one euro was in the year before, so that members may answer "
            "in it; without it they answer in euro."
        ),
    ] = "",
    official: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of Eurostat that covers region and country.")
    ] = None,
    study: Folder = HERE,
) -> None:
    """Start another study: other clusters, another region. What options do not say is asked for."""
    from .new.asking import ask
    from .new.wish import Typed
    from .new.write import start_study

    opened = find(study)
    typed = Typed(
        title or [], country, region, region_name, county or [], language or [], cluster or [], start, end, budget,
        zone, rate, official,
    )  # fmt: skip
    settings = folder / SETTINGS
    there = settings.exists()
    with leaving(lambda: f"the study is in {folder}, whole" if settings.exists() and not there else NOTHING):
        asked = ask(opened, folder, typed) if sys.stdin.isatty() else typed
        for line in start_study(opened, asked, folder):
            print(line)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another study.")] = 2014,
    respondents: Annotated[
        int | None, typer.Option(min=5, help="About how many answer in each cluster; 40 to 120 if not given.")
    ] = None,
    tool: Annotated[
        list[str] | None,
        typer.Option(metavar="CLUSTER=TOOL", help="The survey tool of a cluster; may be repeated."),
    ] = None,
    mess: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of the answers typed as no form has them.")
    ] = 0.0,
    study: Folder = HERE,
) -> None:
    """Write a fictitious study of the same shape, with its truth in truth/."""
    from .demo.write import Wish, check_tools, write_study

    opened, tools = find(study), _pairs(tool or [], "--tool", "CLUSTER=TOOL")
    check_tools(opened, tools)
    if mess != mess:
        raise typer.BadParameter("nan is no share.", param_hint="--mess")
    settings = folder / SETTINGS
    there = settings.exists()
    with leaving(lambda: f"the study is in {folder}, whole" if settings.exists() and not there else NOTHING):
        write_study(opened, folder, Wish(seed, respondents, tools, mess))
        print(f"Written to {folder}: fictitious answers, and what is true of them in {folder / 'truth'}.")
        print(f"Next: pilotanalysis run --study {folder}")
