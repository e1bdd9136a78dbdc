"""Commands that bring something into the study, and check it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..locks import at_work
from ..problems import StudyError, counted
from ..progress import steps
from ..stops import leaving
from .shared import FAILED, HERE, Folder, note, written_since, written_to


def check(study: Folder = HERE) -> None:
    """List every problem of study.yml and the raw files, without running anything."""
    with steps() as tell:
        from ..settings import FILE

        tell(f"reads {FILE}")
        from .. import pipeline
        from ..publish.contract import broken_cells
        from ..publish.plan import Request, plan
        from ..study import find

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
        note(remark)
    print("No problem found.")


def clean(study: Folder = HERE) -> None:
    """Read the raw files and write the tidy tables to data/processed."""
    notes: list[str] = []
    with steps() as tell:
        from ..settings import FILE

        tell(f"reads {FILE}")
        from .. import pipeline
        from ..publish import manifest
        from ..study import find

        opened = find(study)
        with at_work(opened.root, "pilotanalysis clean"), leaving(written_since(opened)):
            made_from = manifest.tables_digest(manifest.start(opened))
            tables = pipeline.clean(opened, notes.append, made_from, tell)
    for said in notes:
        note(said)
    for model, frame in tables.items():
        print(f"{model.__name__:18} {len(frame):7,} row{'' if len(frame) == 1 else 's'}")
    print(f"Written to {opened.relative(opened.processed)}.")


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
    from .. import survey
    from ..study import find

    opened = find(study)
    with at_work(opened.root, "pilotanalysis decide"), leaving(written_to(opened, "data/decisions")):
        try:
            number = survey.decide(opened, file, who, tell=note)
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


def official(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of Eurostat, sbs_r_nuts06_r2: TSV, or with ;.")],
    study: Folder = HERE,
) -> None:
    """Bring newer official statistics into data/raw/reference; the next run computes with them."""
    from .. import official as statistics
    from ..study import find

    opened = find(study)
    with at_work(opened.root, "pilotanalysis official"), leaving(written_to(opened, "data/raw")):
        read = statistics.update(opened, file)
        print(f"{file.name}: persons employed, {read.year}; {counted(len(read.divisions), 'division')}.")
        regions = counted(len(read.regions), "NUTS 2 region")
        print(f"Used, since they report at least {statistics.REPORTED:.0%} of the divisions: {regions}.")
        blanks, times = counted(read.blanks, "blank cell"), counted(read.midnights, "time")
        print(f"{blanks}, unknown; {read.flagged:,} flagged; {times}, taken as 0.")
        print("Written to data/raw/reference. Next: pilotanalysis run")


def words(
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="Code of the language, as es.")],
    study: Folder = HERE,
) -> None:
    """Write the words of reports in another language for somebody to translate, or bring in what is new."""
    from ..results import own_words
    from ..study import find

    opened = find(study)
    with at_work(opened.root, "pilotanalysis words"), leaving(written_to(opened, "data/raw")):
        number, lacking = own_words.write(opened, language)
        print(f"{opened.relative(opened.words_file(language))}: {number:,} texts, {lacking:,} to translate.")
        if language not in opened.languages:
            print(f"Next: name {language} in languages of study.yml, with a title in it; then pilotanalysis check")


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
    from ..partners import register as firms
    from ..study import find

    opened = find(study)
    with at_work(opened.root, "pilotanalysis register"):
        brought = firms.update(opened, files)
    for line in brought.lines:
        print(f"{line.file}: {line.rows:,} {line.what}")
    for file, lines in brought.cut.items():
        print(f"{file}: cut off or too long are, first of all, lines {', '.join(map(str, lines))}.")
    for name in brought.set_aside:
        note(f"the register that was there is now {name}")
    print("Written to data/raw/register. Next: pilotanalysis run")


def questionnaire(
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="xlsform, limesurvey, google or paper.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    study: Folder = HERE,
) -> None:
    """Write the questionnaire in the form that a tool imports: a file a cluster, and a language where it takes one."""
    from ..publish.documents import Document, set_document
    from ..study import find
    from ..survey import forms

    opened = find(study)
    files = forms.build(opened, tool, lambda template, data: set_document(Document(template, data), opened.reports))
    forms.write(folder, files)
    for name in files:
        print(f"{folder / name}")
    print(forms.NEXT[tool])
