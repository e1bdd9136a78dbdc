"""One export, read: which columns answer which questions, and what the answers are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pandas as pd

from ...files.cells import Grid
from ...files.grids import read_grids
from ...personal import MARKS
from ...problems import Problem, StudyError, quoted
from ..interpretation import Rule
from ..questionnaire import Question, Questionnaire
from .blocks import BlockReader, Cells, RawPart
from .causes import cause_of
from .columns import ColumnMatch, held_twice, match_columns
from .decode import ticked
from .displaced import displaced
from .gaps import gaps
from .headers import Field, Headers
from .misread import misread
from .ragged import broken, merged, note_cut_short, too_long
from .tools import Layout, Part, lay_out

#: Part of the columns that must tell a question, or the export is one of another questionnaire.
_RECOGNISED = 0.4
#: How LimeSurvey ends an abbreviated heading.
_ABBREVIATED = r"\.\. \]?\s*$"
_YEAR = r"\b(20\d\d)\b"
#: What to export where a question is missing, by tool: labels that changed between versions are codes that did not.
_REMEDIES = {
    "kobo": "Choose it for the export, and export XML values and headers: codes stay where labels were changed.",
    "limesurvey": "Export it too, with question codes as headings.",
}
#: What to export where a repeat has no sheet, by tools that give each a sheet of its own.
_SHEET_MISSING = {
    "kobo": "Choose all its questions for the export. KoboToolbox writes no sheet before somebody has answered one of "
    "them: then take yes out of their column needed in the questionnaire.",
    "odk": "Export all tables, not the main one alone.",
}


@dataclass(frozen=True)
class Stated:
    """What the study says of an export, where telling it apart errs."""

    tool: str | None = None
    encoding: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Export:
    """What one export holds.

    Attributes
    ----------
    file : str
        Below ``data/raw``.
    language : str
        Of its labels; empty where it gives codes.
    tells_blanks : bool
        Whether it tells a question left empty from one not shown.
    columns : pd.DataFrame
        sheet, position, header, question, option, number, status (question, tool, unknown, ambiguous, unread), nearest.
    head_rows : Mapping[str, int]
        Row of the headers, by sheet.
    responses : pd.DataFrame
        respondent, sheet, row, complete, language, submitted, minutes; one row a response.
    blocks : Mapping[str, pd.DataFrame]
        Answers by repeat, as :meth:`BlockReader.block` gives them; the questions asked once under the empty name.
    notes : pd.DataFrame
        Cells not taken as written: columns of :data:`ledger.LAYOUT`.
    from_1904 : bool
        Whether its spreadsheet counts days from 1904.
    """

    file: str
    tool: str
    language: str
    tells_blanks: bool
    columns: pd.DataFrame
    head_rows: Mapping[str, int]
    responses: pd.DataFrame
    blocks: Mapping[str, pd.DataFrame]
    notes: pd.DataFrame
    from_1904: bool = False


def read_export(
    path: Path,
    name: str,
    file: str,
    questionnaire: Questionnaire,
    headers: Headers,
    stated: Stated | None = None,
    recognise: Mapping[str, Rule] | None = None,
) -> Export:
    """Read an export of a survey tool.

    Parameters
    ----------
    name : str
        What the analyst calls the file, for messages.
    file : str
        The file below ``data/raw``, for lineage.
    stated : Stated, optional
        What is not to be told from the file.
    recognise : mapping of str to callable, optional
        By list of options: what reads words that are no label of it.

    Raises
    ------
    StudyError
        If the file cannot be read, is not an export of this questionnaire, or lacks a question that is needed.
    """
    stated = stated or Stated()
    grids = read_grids(path, name, stated.encoding, stated.separator)
    if lost := misread(grids, name, twice=True):
        raise StudyError(lost)
    try:
        return _read(grids, path, name, file, questionnaire, headers, stated, recognise or {})
    except StudyError as error:
        cause = misread(grids, name) or cause_of(grids, headers, name)
        raise StudyError(cause or error.problems) from None


def _read(
    grids: Sequence[Grid],
    path: Path,
    name: str,
    file: str,
    questionnaire: Questionnaire,
    headers: Headers,
    stated: Stated,
    recognise: Mapping[str, Rule],
) -> Export:
    """Read the sheets of an export."""
    layout = lay_out(grids, headers, name, path.suffix.lower(), stated.tool)
    elsewhere = {part.repeat for part in layout.parts}
    matched = [match_columns(part, headers, layout.tool, elsewhere) for part in layout.parts]
    twice = [one for part, match in zip(layout.parts, matched, strict=True) for one in held_twice(part, match, name)]
    if twice:
        raise StudyError(twice)
    columns = _columns(layout, matched, headers)
    _refuse_foreign(columns, questionnaire, name, layout.tool)
    _refuse_unclear_ids(layout, name)
    sheets = {grid.sheet: grid for grid in reversed(grids)}
    lost: list[Problem] = []
    for part, match in zip(layout.parts, matched, strict=True):
        grid = sheets[part.sheet]
        lost += merged(part, match, grid, name)
        # What parts rows explains what is amiss in them.
        found = list(broken(part, match, grid, name))
        found = found or [*too_long(part, grid, name), *gaps(part, match, questionnaire, name)]
        # What heads or rows tell explains what stands below the wrong ones.
        lost += found or displaced(part, match, questionnaire, name)
    if lost:
        raise StudyError(lost)
    reader = BlockReader(questionnaire, layout.tool, recognise, _last_year(layout.parts[0], questionnaire))
    blocks = {repeat: reader.block(repeat, parts) for repeat, parts in _raw(layout, matched).items()}
    for part, match in zip(layout.parts, matched, strict=True):
        if part.repeat in blocks:
            note_cut_short(part, match, sheets[part.sheet], blocks[part.repeat], reader.ledger)
    return Export(
        file=file,
        tool=layout.tool,
        language=_language(layout, headers),
        tells_blanks=layout.tool == "limesurvey" and _tells_blanks(layout.parts[0]),
        columns=columns,
        head_rows={part.sheet: part.head_row for part in layout.parts},
        responses=_responses(layout.parts[0]),
        blocks=blocks,
        notes=reader.ledger.entries(),
        from_1904=any(grid.from_1904 for grid in grids),
    )


def _columns(layout: Layout, matched: Sequence[ColumnMatch], headers: Headers) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = [(sheet, 0, "", "", "", 0, "unread", "") for sheet in layout.unread]
    for part, match in zip(layout.parts, matched, strict=True):
        heads = {**part.heads, **part.own}
        others = (column for column in cast("list[int]", list(part.cells)) if column not in heads)
        for column in (*heads, *(column for column in others if part.cells[column].notna().any())):
            head = heads.get(column, "")
            told: tuple[object, ...]
            if column in match.fields:
                one = match.fields[column]
                option = one.option or (str(one.rank) if one.rank else "")
                told = (one.question.name, option, one.number, "question", "")
            elif column in match.ambiguous:
                told = ("", "", 0, "ambiguous", match.ambiguous[column])
            elif column in part.own:
                told = ("", "", 0, "tool", "")
            else:
                told = ("", "", 0, "unknown", headers.nearest(head) if head else "")
            rows.append((part.sheets.get(column, part.sheet), column + 1, head, *told))
    names = ["sheet", "position", "header", "question", "option", "number", "status", "nearest"]
    return pd.DataFrame(rows, columns=names).sort_values(["sheet", "position"], kind="stable", ignore_index=True)


def _refuse_foreign(columns: pd.DataFrame, questionnaire: Questionnaire, name: str, tool: str) -> None:
    """Refuse an export of another questionnaire, and one that lacks what the analysis needs."""
    asked = columns[columns["status"].isin(["question", "ambiguous", "unknown"])]
    told = (asked["status"] != "unknown").sum()
    if told < max(_RECOGNISED * len(asked), 2) and asked["header"].str.contains(_ABBREVIATED).mean() > _RECOGNISED:
        said = "The headings are abbreviated: they do not tell one question from another."
        raise StudyError(Problem(name, said, "Export it again with question codes or full question text as headings."))
    if told < max(_RECOGNISED * len(asked), 2):
        said = f"Columns that are questions of the questionnaire: {told} of {len(asked)}."
        raise StudyError(Problem(name, said, "This looks like the export of another survey: put the right one there."))
    found = set(asked["question"])
    lost = [question.repeat for question in questionnaire.questions if question.needed and question.repeat]
    if tool == "kobo" and name.endswith(".csv") and lost and not found & {q.name for q in questionnaire.of(lost[0])}:
        said = f"KoboToolbox leaves repeat groups out of CSV: {quoted(dict.fromkeys(lost))} are not there."
        raise StudyError(Problem(name, said, "Export it as XLSX."))
    without = [repeat for repeat in dict.fromkeys(lost) if not found & {q.name for q in questionnaire.of(repeat)}]
    sheets = without if tool in _SHEET_MISSING else []
    problems = [
        Problem(name, f"There is no sheet {repeat}; the analysis needs it.", _SHEET_MISSING[tool]) for repeat in sheets
    ]
    unnumbered: set[str] = set()
    for question in questionnaire.questions:
        if not question.needed or question.name in found or question.repeat in sheets:
            continue
        words = next(iter(question.labels.values()), "")
        near = asked.loc[(asked["status"] == "unknown") & (asked["nearest"] == question.name), "header"]
        hint = f" Is it the column {near.iloc[0]!r}?" if len(near) else ""
        doubled = asked.loc[asked["nearest"].str.startswith(question.name) & (asked["status"] == "ambiguous"), "header"]
        if question.repeat and len(doubled) > 1:
            if question.repeat not in unnumbered:
                problems.append(_blocks_not_numbered(name, question, doubled.iloc[0], len(doubled)))
            unnumbered.add(question.repeat)
            continue
        hint = f" The column {doubled.iloc[0]!r} could be it, and another." if len(doubled) else hint
        problems.append(
            Problem(
                name,
                f"The question {question.name} ({words}) is missing; the analysis needs it.{hint}",
                _REMEDIES.get(tool, "Export it too, or head its column with its code or label."),
            )
        )
    if problems:
        raise StudyError(problems)


def _blocks_not_numbered(name: str, question: Question, header: str, columns: int) -> Problem:
    """Say of a repeat that its columns do not tell which block they are of, and how to head them."""
    titles = next(one for one in question.sections if one.repeats).labels
    spoken = (language for language, label in question.labels.items() if label and label in header)
    title = titles.get(next(spoken, "")) or question.repeat
    said = f"The blocks of {question.repeat} are not numbered: {columns} columns are headed {header!r}."
    remedy = (
        f"Number the blocks in the heads, as {f'{title} 1: {header}'!r}, or export question codes; "
        "where all columns of a block stand together, block after block, their order tells it too."
    )
    return Problem(name, said, remedy)


def _tells_blanks(part: Part) -> bool:
    """Whether a text left empty is told from nothing; a spreadsheet that saved the file again took that away."""
    return part.tells_blanks and any((part.cells[column] == "").any() for column in part.heads)


def _refuse_unclear_ids(layout: Layout, name: str) -> None:
    """Refuse ids that stand twice, or are not there where rows of other sheets hang on them."""
    main = layout.parts[0]
    if len(layout.parts) > 1 and "id" not in main.meta:
        said = "There is no column that says whose row it is, and other sheets hang on it."
        raise StudyError(
            Problem(name, said, "Add a column respondent, as in those.", main.sheet or None, main.head_row)
        )
    if len(layout.parts) > 1 and main.meta["id"].fillna("").astype("str").map(_is_mark).any():
        said = "The column that says whose row it is holds codes, addresses or telephone numbers of persons."
        raise StudyError(
            Problem(
                name, said, "Number the responses, here and in the other sheets.", main.sheet or None, main.head_row
            )
        )
    ids = _ids(main)
    problems = []
    for twice in ids[ids.duplicated()].unique():
        rows = ids.index[ids == twice]
        same = len(main.cells.loc[rows].drop_duplicates()) == 1
        said = f"The id {twice} stands in rows {quoted(rows)}{', and they are the same in every cell' if same else ''}."
        remedy = "Take out all but one of them." if same else "Give each response an id of its own."
        problems.append(Problem(name, said, remedy, main.sheet or None, int(rows[-1])))
    if problems:
        raise StudyError(problems)


def _language(layout: Layout, headers: Headers) -> str:
    spoken = Counter(
        language
        for part in layout.parts
        for head in list(part.heads.values())[:40]
        if (language := headers.language(head, part.repeat))
    )
    return spoken.most_common(1)[0][0] if spoken else ""


def _ids(part: Part) -> pd.Series:
    """Id of each response: the tool's, else the row."""
    rows = "row " + pd.Series(part.cells.index.astype("str"), index=part.cells.index, dtype="str")
    ids = part.meta.get("id")
    if ids is None:
        return rows
    # What told of a person is no id any more.
    told = ids.notna() & (ids != "") & ~ids.fillna("").astype("str").map(_is_mark).astype("bool")
    return ids.astype("str").where(told, rows).astype("str")


def _is_mark(id: str) -> bool:
    return bool(MARKS.search(id))


def _raw(layout: Layout, matched: Sequence[ColumnMatch]) -> dict[str, list[RawPart]]:
    """Sort columns into blocks: those asked once, and a row of a repeat for each of its numbers."""
    raw: dict[str, list[RawPart]] = {"": []}
    for part, match in zip(layout.parts, matched, strict=True):
        head = pd.DataFrame({"respondent": _ids(part), "sheet": part.sheet, "row": part.cells.index, "number": 0})
        groups: dict[tuple[str, int], Cells] = defaultdict(dict)
        for column, one in match.fields.items():
            whose = one.question.repeat
            plain = Field(one.question, one.option, one.rank)
            cells, texts = groups[whose, one.number], part.cells[column]
            # A question that was asked anew stands in two columns, of which each row fills one.
            first = cells.get(plain)
            if first is not None:
                taken = ticked(first)[0] | (texts.fillna("") == "") if one.option else first.fillna("") != ""
                texts = first.where(taken, texts)
            cells[plain] = texts
        if not part.repeat:
            groups.setdefault(("", 0), {})
        for (repeat, number), cells in sorted(groups.items(), key=lambda item: item[0]):
            raw.setdefault(repeat, []).append(RawPart(head.assign(number=number), cells))
    return raw


def _last_year(part: Part, questionnaire: Questionnaire) -> int:
    """The last year in which a response was sent off, or in which the action began, if that is later."""
    sent = part.meta.get("submitted", pd.Series(dtype="str")).astype("str").str.extract(_YEAR, expand=False)
    return max(questionnaire.year, *map(int, sent.dropna().unique()), 0)


def _responses(part: Part) -> pd.DataFrame:
    """What the tool says of each response."""
    index = part.cells.index
    nothing = pd.Series(None, index=index, dtype="str")
    complete = part.meta.get("complete", pd.Series(True, index=index))
    frame = pd.DataFrame(
        {
            "respondent": _ids(part),
            "sheet": part.sheet,
            "row": index,
            "complete": complete.astype(bool),
            "language": part.meta.get("language", nothing).astype("str"),
            "submitted": part.meta.get("submitted", nothing).astype("str"),
            "minutes": pd.to_numeric(part.meta.get("minutes", nothing), errors="coerce"),
        }
    )
    return frame.reset_index(drop=True)
