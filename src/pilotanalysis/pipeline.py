"""From raw to processed: the chapters in order, each handing its tables up.

A study that was shared (:attr:`Study.shared`) starts from the tables themselves: they take the place of what the
chapters would make of raw files.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors

from . import chain, meetings, partners, pilot, raw_files, reference, survey, swap
from .chapter import Chapter, ChapterOverWaves, ChapterWithFiles, ChapterWithRemarks, Tell, silent
from .files.refusals import unwritable
from .personal import admitted
from .problems import Problem, StudyError
from .results import own_words, translations
from .study import SHARED, Study
from .tables import TableSet, conform, listing, name_of, of_wave, read_all
from .tables.datapackage import write
from .tables.keys import broken_keys, pointed_to
from .tables.pseudonyms import pseudonymised

#: Each reads the tables of those before it; the first reads the raw files.
CHAPTERS: tuple[Chapter, ...] = (survey, chain, partners, meetings, pilot)
#: Bytes of the key that the codes of a shared study hang on; nobody keeps it.
_KEY = 32
_RESTORE = "Restore data/raw/tables as you received it, and use the version of the pack that its README names."


def check(study: Study, tell: Tell = silent) -> tuple[list[Problem], TableSet]:
    """List every problem of ``study.yml`` and the raw files, without writing anything; and give the tables, if any.

    A study that waits for its first answers has no tables, and that is no problem: :func:`remarks` says so.

    Parameters
    ----------
    study : Study
    tell : Tell
    """
    tell("reads data/raw/reference")
    problems = _found_before(study)
    tables = TableSet()
    try:
        if not study.shared and survey.awaited(study):
            survey.check_before_answers(study)
            return list(dict.fromkeys(problems)), tables
        # On a catalogue that does not fit together no chapter stands; the answers are read all the same.
        tables = build(study, CHAPTERS[:1] if problems else CHAPTERS, tell)
    except StudyError as error:
        problems += error.problems
    problems += _no_folders(study)
    # What could not be read in one step is told by the next as well.
    return list(dict.fromkeys(problems)), tables


def _found_before(study: Study) -> list[Problem]:
    """Find what is wrong before any table is made: it stops a study, whichever command looks."""
    problems = list(_misnamed(study))
    steps: list[Callable[[Study], list[Problem]]] = [reference.check, raw_files.check, translations.check]
    if not study.shared:
        steps += [chapter.check for chapter in CHAPTERS]
        steps += [chapter.undelivered for chapter in _with_files()]
    for step in steps:
        try:
            problems += step(study)
        except StudyError as error:
            problems += error.problems
    return problems


def _misnamed(study: Study) -> Iterator[Problem]:
    """Find raw files whose names would bring into reports what may not stand there."""
    for path in sorted(study.raw.rglob("*")):
        name = study.relative(path)
        if admitted(name) != name:
            said = "Its name holds a code, address or telephone number of a person, or signs that are no text."
            yield Problem(name, said, "Rename it.")


def check_folders(study: Study) -> None:
    """Find out whether what is generated can be written: before a run, which takes minutes.

    Raises
    ------
    StudyError
    """
    if problems := list(_no_folders(study)):
        raise StudyError(problems)


def _no_folders(study: Study) -> Iterator[Problem]:
    for folder in (study.processed, study.reports):
        # A link may lead out of the study, to a folder that is there.
        if os.path.lexists(folder) and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            remedy = "Take away the file in its place, or give yourself the right to write there."
            yield Problem(study.relative(folder), "Cannot be written to.", remedy)


def remarks(study: Study, tables: TableSet) -> list[str]:
    """Say what an analyst should know of a study without problems."""
    if study.shared:
        return ["The study starts from tables without names, data/raw/tables; walking back ends there."]
    untranslated = own_words.untranslated(study)
    awaited = survey.awaited(study)
    if awaited:
        return [*untranslated, *awaited]
    telling = [chapter for chapter in CHAPTERS if isinstance(chapter, ChapterWithRemarks)]
    return [*untranslated, *(remark for chapter in telling for remark in chapter.remarks(study, tables))]


def build(study: Study, chapters: Sequence[Chapter] = CHAPTERS, tell: Tell = silent) -> TableSet:
    """Compute every tidy table of the study, and tell each step.

    Parameters
    ----------
    study : Study
    chapters : sequence of Chapter
        The first of them, where those above are not needed; a shared study has the tables of all.
    tell : Tell

    Raises
    ------
    StudyError
        With every problem of the raw files, or every row whose keys do not hold.
    """
    tables = _shared(study, tell) if study.shared else _built(study, chapters, tell)
    problems = broken_keys(study, {**tables, **_catalogues(study)})
    if problems:
        raise StudyError(problems)
    return tables


def _built(study: Study, chapters: Sequence[Chapter], tell: Tell) -> TableSet:
    tables = TableSet()
    for chapter in chapters:
        analysed = TableSet({model: of_wave(tables.of(model), study.settings.wave) for model in tables})
        tables |= chapter.build(study, analysed, tell)
        if isinstance(chapter, ChapterOverWaves):
            tables |= chapter.compare_waves(study, tables)
    return tables


def stored(study: Study) -> TableSet:
    """Read every tidy table as it stands in ``data/processed``, of all waves.

    Raises
    ------
    StudyError
        If one is missing or damaged.
    """
    return TableSet({model: read_all(study, model) for chapter in CHAPTERS for model in chapter.TABLES})


def without_names(study: Study) -> TableSet:
    """Give every tidy table with codes in place of names, keys, rows and texts; other codes each time.

    Raises
    ------
    StudyError
        As :func:`stored`.
    """
    coded = survey.coded_questions(study)
    return pseudonymised(stored(study), secrets.token_bytes(_KEY), raw_files.ANSWERS, coded)


def _shared(study: Study, tell: Tell) -> TableSet:
    """Read the tables that a shared study starts from, each as its definition says."""
    tell(f"reads data/raw/{SHARED}")
    tables, problems = TableSet(), list[Problem]()
    for model in (model for chapter in CHAPTERS for model in chapter.TABLES):
        path = study.raw / SHARED / f"{name_of(model)}.parquet"
        try:
            tables[model] = conform(pd.read_parquet(path), model)
        except FileNotFoundError:
            problems.append(Problem(study.relative(path), "The file is missing.", _RESTORE))
        except (OSError, ValueError, KeyError, SchemaErrors) as error:
            said = f"It is damaged, or of another version of the pack ({type(error).__name__})."
            problems.append(Problem(study.relative(path), said, _RESTORE))
    if problems:
        raise StudyError(problems)
    return tables


def _catalogues(study: Study) -> TableSet:
    """Tables of ``data/raw/reference`` that tables of the chapters point to."""
    models = pointed_to(model for chapter in CHAPTERS for model in chapter.TABLES)
    return TableSet({model: reference.load(study, model) for model in models})


def _with_files() -> list[ChapterWithFiles]:
    return [chapter for chapter in CHAPTERS if isinstance(chapter, ChapterWithFiles)]


def is_clean(study: Study, made_from: str) -> bool:
    """Tell whether ``data/processed`` holds, untouched, what was made from the same."""
    if listing.made_from(study.processed) != made_from:
        return False
    files = [(study.processed / name, known) for name, known in listing.read(study.processed).items()]
    return all(path.is_file() and swap.digest(path) == known for path, known in files)


def clean(study: Study, notice: Tell = silent, made_from: str = "", tell: Tell = silent) -> TableSet:
    """Compute every tidy table and put them in ``data/processed``, all or none.

    Parameters
    ----------
    study : Study
    notice : Tell
        Told what an analyst should know of what became of other files.
    made_from : str
        Digest of all that the tables are made from, for :func:`is_clean`.
    tell : Tell

    Raises
    ------
    StudyError
        With every problem of the raw files; ``data/processed`` stays as it was.
    """
    problems, tables = check(study, tell)
    if not problems and not tables:
        tables = build(study, CHAPTERS, tell)
    if problems:
        raise StudyError(problems)
    tell("writes data/processed")
    try:
        with swap.scratch(study.processed) as aside:
            made = aside / "made"
            write(made, tables, _catalogues(study), study.settings.title.plain, study.synthetic_files)
            for chapter in () if study.shared else _with_files():
                for name, written in chapter.FILES.items():
                    written(made / name, study, tables)
            saved = _put_in_place(study, made, made_from)
    except OSError as error:
        raise StudyError(unwritable(study.relative(study.processed), error)) from None
    for name in saved:
        notice(f"a file that no run wrote, or that was changed since, is now {name}")
    return tables


def _put_in_place(study: Study, made: Path, made_from: str) -> list[str]:
    """Put new files in place of those that the list of the last time names, and write the list anew."""
    names = sorted(path.name for path in made.iterdir())
    digests = {name: swap.digest(made / name) for name in names}
    listing.write(made, digests, made_from)
    before = listing.read(study.processed)
    own: dict[str, str | None] = {**before, listing.FILE: None}
    # What people write into such a file they bring in first: `undelivered` sees to it.
    own |= {name: None for chapter in _with_files() for name in chapter.FILLED_IN if name in before}
    gone = tuple(name for name in before if name not in digests)
    return swap.apply(swap.Change(study.root, made, study.processed, (*names, listing.FILE), gone, own))
