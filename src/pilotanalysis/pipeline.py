"""From raw to processed: the chapters in order, each handing its tables up."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import chain, reference, survey
from .problems import Problem, StudyError
from .study import Study
from .tables import TableSet, of_wave, write

#: Files of ``data/processed`` that are not generated.
_KEPT = ("README.md",)


def check(study: Study) -> tuple[list[Problem], TableSet]:
    """List every problem of ``study.yml`` and the raw files, without writing anything; and give the tables, if any."""
    problems: list[Problem] = []
    tables = TableSet()
    for step in (reference.check, survey.check):
        try:
            problems += step(study)
        except StudyError as error:
            problems += error.problems
    try:
        # On a catalogue that does not fit together no chapter stands; the answers are read all the same.
        tables = survey.build(study) if problems else build(study)
    except StudyError as error:
        problems += error.problems
    # What could not be read in one step is told by the next as well.
    return list(dict.fromkeys(problems)), tables


def build(study: Study) -> TableSet:
    """Compute every tidy table of the study.

    Raises
    ------
    StudyError
        With every problem of the raw files.
    """
    answers = survey.build(study)
    analysed = TableSet({model: of_wave(answers.of(model), study.settings.wave) for model in answers})
    return TableSet({**answers, **chain.build(study, analysed)})


def clean(study: Study) -> TableSet:
    """Compute every tidy table and put them in ``data/processed``, all or none.

    Raises
    ------
    StudyError
        With every problem of the raw files; ``data/processed`` stays as it was.
    """
    problems = [*reference.check(study), *survey.undelivered(study)]
    if problems:
        raise StudyError(problems)
    tables = build(study)
    target = study.processed
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=target.parent) as aside:
            write(Path(aside), tables, study.settings.title.en, study.synthetic_files)
            survey.write_appendix(Path(aside) / survey.APPENDIX, study, tables)
            survey.write_review(Path(aside) / survey.REVIEW, study, tables)
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
