"""From raw to processed: the chapters in order, each handing its tables up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import chain, raw_files, reference, survey
from .chapter import Chapter, ChapterWithFiles
from .problems import Problem, StudyError
from .study import Study
from .tables import TableSet, of_wave
from .tables.datapackage import write
from .tables.keys import broken_keys, pointed_to

#: Each reads the tables of those before it; the first reads the raw files.
CHAPTERS: tuple[Chapter, ...] = (survey, chain)
#: Files of ``data/processed`` that are not generated.
_KEPT = ("README.md",)


def check(study: Study) -> tuple[list[Problem], TableSet]:
    """List every problem of ``study.yml`` and the raw files, without writing anything; and give the tables, if any."""
    problems = _found_before(study)
    tables = TableSet()
    try:
        # On a catalogue that does not fit together no chapter stands; the answers are read all the same.
        tables = _built(study, CHAPTERS[:1]) if problems else build(study)
    except StudyError as error:
        problems += error.problems
    problems += [problem for folder in (study.processed, study.reports) for problem in _no_folder(study, folder)]
    # What could not be read in one step is told by the next as well.
    return list(dict.fromkeys(problems)), tables


def _found_before(study: Study) -> list[Problem]:
    """Find what is wrong before any table is made: it stops a study, whichever command looks."""
    problems: list[Problem] = []
    steps = [reference.check, raw_files.check, *(chapter.check for chapter in CHAPTERS)]
    for step in (*steps, *(chapter.undelivered for chapter in _with_files())):
        try:
            problems += step(study)
        except StudyError as error:
            problems += error.problems
    return problems


def _no_folder(study: Study, folder: Path) -> Iterator[Problem]:
    """Find out whether what is generated could not be written."""
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        remedy = "Take away the file in its place, or give yourself the right to write there."
        yield Problem(study.relative(folder), "Cannot be written to.", remedy)


def remarks(study: Study, tables: TableSet) -> list[str]:
    """Say what an analyst should know of a study without problems."""
    return [remark for chapter in _with_files() for remark in chapter.remarks(study, tables)]


def build(study: Study) -> TableSet:
    """Compute every tidy table of the study.

    Raises
    ------
    StudyError
        With every problem of the raw files, or every row whose keys do not hold.
    """
    tables = _built(study, CHAPTERS)
    problems = broken_keys(study, {**tables, **_catalogues(study)})
    if problems:
        raise StudyError(problems)
    return tables


def _built(study: Study, chapters: Sequence[Chapter]) -> TableSet:
    tables = TableSet()
    for chapter in chapters:
        analysed = TableSet({model: of_wave(tables.of(model), study.settings.wave) for model in tables})
        tables |= chapter.build(study, analysed)
    return tables


def _catalogues(study: Study) -> TableSet:
    """Tables of ``data/raw/reference`` that tables of the chapters point to."""
    models = pointed_to(model for chapter in CHAPTERS for model in chapter.TABLES)
    return TableSet({model: reference.load(study, model) for model in models})


def _with_files() -> list[ChapterWithFiles]:
    return [chapter for chapter in CHAPTERS if isinstance(chapter, ChapterWithFiles)]


def clean(study: Study) -> TableSet:
    """Compute every tidy table and put them in ``data/processed``, all or none.

    Raises
    ------
    StudyError
        With every problem of the raw files; ``data/processed`` stays as it was.
    """
    problems, tables = check(study)
    if problems:
        raise StudyError(problems)
    target = study.processed
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=target.parent) as aside:
            write(Path(aside), tables, _catalogues(study), study.settings.title.en, study.synthetic_files)
            for chapter in _with_files():
                for name, written in chapter.FILES.items():
                    written(Path(aside) / name, study, tables)
            fresh = {path.name for path in Path(aside).iterdir()}
            for path in Path(aside).iterdir():
                path.replace(target / path.name)
            for path in target.iterdir():
                if path.name not in fresh and path.name not in _KEPT and path.is_file():
                    path.unlink()
    except OSError as error:
        said = f"Cannot be written to ({error.strerror})."
        remedy = "Give yourself the right to write there, or free space, and run again."
        raise StudyError(Problem(study.relative(target), said, remedy)) from None
    return tables
