"""From rosters and exports of all clusters to tidy tables: the chapter's own build, and what it remarks on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..chapter import Tell, silent
from ..problems import Problem, StudyError, counted, quoted
from ..spread import each
from ..study import Study
from ..tables import StudyTable, TableSet, conform, split_ids
from . import questionnaire
from .accounting import decided_of
from .cleaning import Answers, CleaningContext, clean_answers, context_of, money_of
from .cleaning.corrections import not_allowed
from .coding import Coder
from .decisions import Decisions
from .decisions import load as load_decisions
from .exports import Incoming, none_came_in, not_analysed, read_exports
from .interpretation import names_code
from .lacking import lacking
from .matching import AWAITS, TEST, link_waves, match_responses, panel_of
from .needed import taken_out
from .reading.ragged import CUT_SHORT
from .reading.tools import UNTRIED
from .roster import is_unfilled, read_roster, strange_rosters
from .rows import NO_SUCH_RESPONDENT
from .tables import (
    TABLES,
    Accounting,
    Columns,
    Completeness,
    Decided,
    Ledger,
    Organisations,
    Panel,
    Responses,
    Statements,
)
from .tidy import tidy
from .usable import mostly_waiting, of_strangers, of_unknown_blocks, slipped, unreadable, unusable
from .whose import of_another_cluster

#: As many rows of a file are named in a remark.
_MOST_ROWS = 10
#: Numbers that stand in order of size by no chance: so many of them, different ones among them, and the share of the
#: changes from row to row that go one way.
_SORTABLE = ("employees", "turnover", "year_founded", "export_share")
_FEWEST_IN_ORDER, _FEWEST_DISTINCT, _IN_ORDER = 15, 5, 0.9


def build(study: Study, _below: TableSet, tell: Tell = silent) -> TableSet:
    """Read rosters and exports of all waves into tidy tables; there is no chapter below.

    Raises
    ------
    StudyError
        With the problems of every file, not of the first alone.
    """
    problems: list[Problem] = []
    stages, counties = reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)
    context, incoming, decisions = None, list[Incoming](), None
    try:
        asked = questionnaire.load(study)
        context = context_of(study, asked)
        decisions = load_decisions(study, asked, stages["stage"])
        problems += not_allowed(study, decisions, context)
        incoming = read_exports(study, asked, context.recognisers, tell)
    except StudyError as error:
        problems += error.problems
    problems += strange_rosters(study)
    rosters: list[pd.DataFrame] = []
    statements: list[pd.DataFrame] = []
    for wave in study.settings.waves:
        for cluster in study.analysed:
            try:  # even beside exports that are wrong: all problems are told in the same breath
                listed, said = read_roster(study, wave, cluster, stages, counties)
                rosters.append(listed)
                statements.append(said)
            except StudyError as error:
                problems += error.problems
    if problems or context is None or decisions is None:
        raise StudyError(problems)
    roster = conform(link_waves(pd.concat(rosters, ignore_index=True)), Organisations)
    coder = Coder(stages, reference.load(study, reference.Glossary), decisions.known)
    parts, used, unknown = _answers(study, context, incoming, roster, decisions, coder, tell)
    tables = TableSet({model: conform(pd.concat(part, ignore_index=True), model) for model, part in parts.items()})
    problems += of_strangers(study, tables.of(Accounting))
    about = study, context.questionnaire, tables.of(Completeness), tables.of(Columns)
    ledger = tables.of(Ledger)
    problems += [*unusable(*about), *unreadable(*about, ledger), *slipped(study, *about[2:], ledger), *unknown]
    if problems:
        raise StudyError(problems)
    tables[Statements] = conform(pd.concat(statements, ignore_index=True), Statements)
    keys = ["wave", "cluster", "organisation"]
    answered = pd.MultiIndex.from_frame(roster[keys]).isin(pd.MultiIndex.from_frame(tables[Responses][keys]))
    tables[Organisations] = conform(roster.assign(answered=answered), Organisations)
    tables[Panel] = panel_of(tables.of(Responses))
    tables[Decided] = decided_of(decisions, used, tables.of(Ledger))
    return TableSet({model: tables[model] for model in TABLES})


def _cleaned(
    contexts: Mapping[str, CleaningContext], decisions: Decisions, regional: frozenset[str], one: Incoming
) -> Answers:
    return clean_answers(one.export, contexts[one.wave], decisions.of(one.wave, one.cluster), one.cluster in regional)


def _asked_in(study: Study, wave: str, context: CleaningContext) -> CleaningContext:
    """What a later wave goes by: it asks of a year of its own, whose rate amounts in lei are set in euro at."""
    own = questionnaire.load(study, wave)
    later = own.year > context.questionnaire.year
    return replace(context, questionnaire=own, money=money_of(study, own)) if later else context


def awaited(study: Study) -> list[str]:
    """Say what a study still waits for as long as it has no answers at all; nothing where some came in."""
    if not none_came_in(study):
        return []
    unfilled = [cluster for cluster in study.analysed if is_unfilled(study, cluster)]
    return [
        "No answers yet: put the exports of the survey into data/raw/survey, each named after its cluster.",
        *(f"data/raw/roster/{cluster}.xlsx lists no member yet: its management fills it in." for cluster in unfilled),
    ]


def check_before_answers(study: Study) -> None:
    """Find what is wrong in what there is before answers come in: the form, decisions, rosters that are filled in.

    Raises
    ------
    StudyError
        With every problem.
    """
    stages, counties = reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)
    problems = list(strange_rosters(study))
    try:
        asked = questionnaire.load(study)
        context = context_of(study, asked)
        problems += not_allowed(study, load_decisions(study, asked, stages["stage"]), context)
    except StudyError as error:
        problems += error.problems
    for cluster in study.analysed:
        try:
            if not is_unfilled(study, cluster):
                read_roster(study, study.settings.waves[0], cluster, stages, counties)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)


def _answers(
    study: Study,
    context: CleaningContext,
    incoming: Sequence[Incoming],
    roster: DataFrame[Organisations],
    decisions: Decisions,
    coder: Coder,
    tell: Tell,
) -> tuple[dict[type[StudyTable], list[pd.DataFrame]], set[str], list[Problem]]:
    """Tables of all exports, the decisions that found what they are about, and columns that tell nothing."""
    parts: dict[type[StudyTable], list[pd.DataFrame]] = defaultdict(list)
    used: set[str] = set()
    every_one = roster.groupby("cluster")["in_region"].all()
    regional = frozenset(map(str, every_one.index[every_one.astype(bool)]))
    # What the cells of an export mean hangs on it alone. Whose response is whose, and which of several counts, hangs on
    # all exports of a cluster together, and is told here.
    analysed = [one for one in incoming if one.cluster in study.analysed]
    # What a later wave was asked may have happened since the first.
    contexts = {wave: _asked_in(study, wave, context) for wave in study.settings.waves}
    cleaned = list(zip(analysed, each(partial(_cleaned, contexts, decisions, regional), analysed), strict=True))
    unknown = [
        problem for one, answers in cleaned for problem in of_unknown_blocks(context.questionnaire, one, answers)
    ]
    for wave in study.settings.waves:
        everybody = conform(roster[roster["wave"] == wave], Organisations)
        for cluster in study.analysed:
            corrections = decisions.of(wave, cluster)
            tell(f"cleans the answers of {cluster}, {wave}")
            own = [(one, answers) for one, answers in cleaned if (one.wave, one.cluster) == (wave, cluster)]
            if not own:
                continue
            members = everybody[everybody["cluster"] == cluster]
            for (one, answers), fates in zip(
                own, match_responses(own, members, study.settings.country, corrections), strict=True
            ):
                used |= {*answers.used, *fates["decision"]}
                for model, frame in tidy(one, answers, fates, contexts[wave], everybody, coder).items():
                    parts[model].append(frame)
    return parts, used, unknown


def remarks(study: Study, tables: TableSet) -> list[str]:
    """Say what an analyst should know: columns not used, readers untried, decisions that fit nothing any more.

    Parameters
    ----------
    study : Study
    tables : TableSet
        Of the survey.
    """
    columns, decided = tables.of(Columns), tables.of(Decided)
    found = [columns[columns["wave"] == wave] for wave in study.settings.waves]
    asked = questionnaire.load(study)
    return [
        *not_analysed(study),
        *(
            remark
            for wave in found
            for file, own in wave.groupby("file")
            for remark in _remarks_on(study, asked, str(file), own)
        ),
        *of_another_cluster(tables.of(Completeness)),
        *mostly_waiting(study, asked, tables.of(Completeness), columns),
        *_of_lost_letters(study, tables.of(Ledger)),
        *_of_rows_cut_short(study, tables.of(Ledger)),
        *_of_rows_left_out(study, tables.of(Accounting)),
        *_of_columns_sorted_alone(study, tables.of(Responses)),
        *_of_cells_waiting(study, tables.of(Ledger)),
        *(
            "data/decisions/{}, row {}: what is decided on {} fits nothing any more.".format(
                *one["decision"].split("!"), one["about"]
            )
            for one in decided[decided["status"] == "unmatched"].to_dict("records")
        ),
    ]


def _remarks_on(study: Study, asked: questionnaire.Questionnaire, file: str, columns: pd.DataFrame) -> Iterator[str]:
    name, tool = study.relative(study.raw / file), columns["tool"].iloc[0]
    if tool in UNTRIED:
        said = f"the reader for {tool} was never tried on a true file; look at what it made of it"
        yield f"{name}: {said}."
    # An export that serves several clusters has its columns once for each.
    for column in columns.drop_duplicates(["sheet", "position"]).to_dict("records"):
        if column["status"] == "unread":
            yield f"{name}, sheet {column['sheet']}: no row names questions. It is not used."
        elif not column["header"]:
            yield (
                f"{name}, column {column['position']}: it has cells and no head. They are not used: if they are the "
                "rest of the answers beside them, put these together again; if they answer a question, head the "
                "column with it."
            )
        elif column["status"] not in ("question", "tool"):
            near = f" (nearest: {column['nearest']})" if column["nearest"] else ""
            ambiguous = column["status"] == "ambiguous"
            told = f"could be {column['nearest']}" if ambiguous else f"answers no question{near}"
            yield f"{name}, column {column['position']}: {column['header']!r} {told}. It is not used."
    yield from (f"{name}: {said}." for said in lacking(asked, columns))


def _of_lost_letters(study: Study, ledger: pd.DataFrame) -> Iterator[str]:
    """Files that were saved by a program that could not write all letters: nothing brings back what they were."""
    lost = ledger[names_code(ledger["rule"], "letters_lost")]
    for file, own in lost.groupby("file"):
        yield (
            f"{study.relative(study.raw / str(file))}: {counted(len(own), 'answer')} "
            f"{'has' if len(own) == 1 else 'have'} question marks in place of letters. Export it again as "
            "XLSX, or save it as CSV UTF-8, and names and words are whole."
        )


def _of_rows_cut_short(study: Study, ledger: pd.DataFrame) -> Iterator[str]:
    """Rows of text files that stop before the last column: what is not there is taken as not answered."""
    short = ledger[names_code(ledger["rule"], CUT_SHORT)]
    for (file, sheet), own in short.groupby(["file", "sheet"], sort=False):
        rows = own["row"].unique().tolist()
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        where = f"{study.relative(study.raw / str(file))}{f', sheet {sheet}' if sheet else ''}"
        named = f"{counted(len(rows), 'row')} ({quoted(rows[:_MOST_ROWS])}{more})"
        yield (
            f"{where}: cut short before the last column are {named}. What is not there is taken as not answered: "
            "look whether the file is whole."
        )


def _of_rows_left_out(study: Study, accounting: pd.DataFrame) -> Iterator[str]:
    """Rows that somebody has to look at, for nothing is made of them: of nobody, or of nobody for certain."""
    columns = ["file", "sheet", "repeats", "reason", "rows", "made_from"]
    for file, sheet, repeats, reason, rows, ids in accounting[columns].itertuples(index=False, name=None):
        where = f"{study.relative(study.raw / file)}{f', sheet {sheet}' if sheet else ''}"
        if reason == NO_SUCH_RESPONDENT:
            yield (
                f"{where}: {counted(rows, 'row')} of responses that are not in the file. They are not used: look "
                "whether responses were taken out."
            )
        if reason == TEST and not repeats:
            yield (
                f"{where}: {counted(rows, 'response')} left out because the organisation is called as in a test: row "
                f"{quoted(one.rpartition('!')[2] for one in split_ids(ids)[:_MOST_ROWS])}. Look whether that is right."
            )
        if reason == AWAITS and not repeats:
            yield (
                f"{where}: {counted(rows, 'response')} left out until somebody decides whose. See the sheet members of "
                "data/processed/review.xlsx."
            )


def _of_columns_sorted_alone(study: Study, responses: pd.DataFrame) -> Iterator[str]:
    """Columns of numbers that rise or fall from row to row where responses stand in the order in which they came in."""
    for file, rows in responses.sort_values("row", kind="stable").groupby("file"):
        ids = pd.to_numeric(rows["respondent"], errors="coerce")
        if not (ids.is_monotonic_increasing and ids.notna().all()):
            continue
        for question in _SORTABLE:
            told = rows[question].dropna()
            if len(told) < _FEWEST_IN_ORDER or told.nunique() < _FEWEST_DISTINCT:
                continue
            steps = told.diff().dropna()
            rising = (steps[steps != 0] > 0).mean()
            # Numbers that are text to a spreadsheet stand behind the others.
            if max(rising, 1 - rising) >= _IN_ORDER:
                yield (
                    f"{study.relative(study.raw / str(file))}: the answers to {question} stand in order of size, and "
                    "the ids of the responses in theirs. If the column was sorted alone, its answers are those of "
                    "others: compare it with the export as it came."
                )


def _of_cells_waiting(study: Study, ledger: pd.DataFrame) -> Iterator[str]:
    """Cells of which nothing is taken until somebody decides what they mean."""
    waiting = ledger[ledger["severity"] == "review"].drop_duplicates(["file", "sheet", "row", "question", "number"])
    for file, number in waiting.groupby("file").size().items():
        yield (
            f"{study.relative(study.raw / str(file))}: {counted(int(number), 'answer')} to be decided, of which "
            "nothing is taken until then. See data/processed/review.xlsx, which pilotanalysis clean writes."
        )


def check(study: Study) -> list[Problem]:
    """Find what does not fit together between questionnaire, catalogue of stages, analysis and XLSForm itself."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    asked = questionnaire.load(study)
    catalogue = reference.load(study, reference.Catalogue)
    file = study.relative(study.raw / questionnaire.FILE)
    offered = {option.name for option in asked.options.get("stage", ())}
    problems = [
        Problem(file, f"The stage {stage} of the catalogue is no option.", "Add it to the list stage.", "choices")
        for stage in catalogue["stage"]
        if stage not in offered
    ]
    problems += taken_out(asked, file)
    try:
        convert(questionnaire.filled(study), file_type=".xlsx")
    except PyXFormError as error:
        problems.append(Problem(file, f"XLSForm refuses it: {error}", "Mend that, and the survey tools accept it."))
    except Exception as error:
        # The reader of XLSForm fails in its own ways over what it does not foresee.
        said = f"The reader of XLSForm fails on it ({type(error).__name__}: {str(error)[:200]})."
        remedy = "Save it again in a spreadsheet, as .xlsx; if that does not help, restore it from the pack."
        problems.append(Problem(file, said, remedy))
    return problems
