"""One export, read: which columns answer which questions, and what the answers are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import pandas as pd

from ...problems import Problem, StudyError, quoted
from ...tables import SEPARATOR
from ..interpretation import Reading, Rule, to_review
from ..questionnaire import OTHER, Question, Questionnaire
from ..texts import of_distinct
from .decode import NOT_SAID, Decoded, decode_one, decode_several, join_ticked, ticked
from .files import read_grids
from .headers import Field, Headers, key
from .missing import says_nothing
from .options import NO, Options
from .tools import UNTRIED, Layout, Part, lay_out

#: Part of the columns that must tell a question, or the export is one of another questionnaire.
_RECOGNISED = 0.4
#: What is noted of a cell that was not taken at its face; what it could mean is joined by ``;``.
NOTED = ("raw", "value", "rule", "severity", "proposals")
#: Columns of a block that are not answers.
HEAD = ("respondent", "sheet", "row", "number")


@dataclass(frozen=True)
class Stated:
    """What the study says of an export, where telling it apart errs."""

    tool: str | None = None
    encoding: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Block:
    """Answers to the questions asked once, or to those of one repeat.

    Attributes
    ----------
    repeat : str
        Empty for the questions asked once.
    frame : DataFrame
        :data:`HEAD` and a column a question. Choices are codes, several joined by ``;``; numbers and dates
        are still text. Missing: nothing was there; empty: shown and left empty, where the tool tells.
    """

    repeat: str
    frame: pd.DataFrame

    @property
    def questions(self) -> list[str]:
        return [column for column in self.frame.columns if column not in HEAD]


@dataclass(frozen=True)
class Export:
    """What one export holds.

    Attributes
    ----------
    file : str
        Below ``data/raw``.
    tool, encoding, separator : str
    language : str
        Of its labels; empty where it gives codes.
    tells_blanks : bool
        Whether it tells a question left empty from one not shown.
    columns : DataFrame
        sheet, position, header, question, option, number, status (question, tool, unknown, ambiguous,
        unread), nearest.
    head_rows : mapping of str to int
        Row of the headers, by sheet.
    responses : DataFrame
        respondent, sheet, row, complete, language, submitted, minutes; one row a response.
    blocks : mapping of str to Block
        By repeat; the questions asked once under the empty name.
    notes : DataFrame
        repeat, place (label in the block), question and :data:`NOTED`: cells not taken at their face.
    """

    file: str
    tool: str
    encoding: str
    separator: str
    language: str
    tells_blanks: bool
    columns: pd.DataFrame
    head_rows: Mapping[str, int]
    responses: pd.DataFrame
    blocks: Mapping[str, Block]
    notes: pd.DataFrame

    @property
    def untried(self) -> bool:
        """Whether the reader was never held against a true export of the tool."""
        return self.tool in UNTRIED


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
    path : Path
    name : str
        What the analyst calls the file, for messages.
    file : str
        The file below ``data/raw``, for lineage.
    questionnaire : Questionnaire
    headers : Headers
        Of the questionnaire.
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
    layout = lay_out(grids, headers, name, path.suffix.lower(), stated.tool)
    matched = [_match(part, headers, layout.tool) for part in layout.parts]
    columns = _columns(layout, matched, headers)
    _refuse_foreign(columns, questionnaire, name, layout.tool)
    _refuse_unclear_ids(layout, name)
    reader = _Reader(questionnaire, layout.tool, recognise or {})
    blocks = {repeat: reader.block(repeat, parts) for repeat, parts in _raw(layout, matched).items()}
    return Export(
        file=file,
        tool=layout.tool,
        encoding=grids[0].encoding,
        separator=grids[0].separator,
        language=_language(layout, headers),
        tells_blanks=layout.tool == "limesurvey" and _tells_blanks(layout.parts[0]),
        columns=columns,
        head_rows={part.sheet: part.head_row for part in layout.parts},
        responses=_responses(layout.parts[0]),
        blocks=blocks,
        notes=reader.notes(),
    )


@dataclass(frozen=True)
class _Match:
    """The fields that the columns of a part turned out to hold, and those columns that hold none or several."""

    fields: Mapping[int, Field]
    ambiguous: Mapping[int, str]


def _match(part: Part, headers: Headers, tool: str) -> _Match:
    fields: dict[int, Field] = {}
    ambiguous: dict[int, str] = {}
    for column, head in part.heads.items():
        found = headers.find(head, part.repeat)
        if len(found) > 1:
            found = _other_in_words(found, part.cells[column], tool)
        if part.repeat and any(one.question.repeat != part.repeat for one in found):
            # Whoever keeps the sheet repeats the firm's name there; the responses say it already.
            ambiguous[column] = f"{found[0].question.name}, asked in another sheet"
        elif len(found) == 1:
            fields[column] = found[0]
        elif found:
            ambiguous[column] = quoted(dict.fromkeys(one.question.name for one in found))
    held = Counter(fields.values())
    for column, one in list(fields.items()):
        if held[one] > 1:
            ambiguous[column] = f"{one.question.name}, by another column too"
            del fields[column]
    return _Match(fields, ambiguous)


def _other_in_words(found: list[Field], cells: pd.Series, tool: str) -> list[Field]:
    """Tell the tick of *other* from the words that say what: by what stands in the column."""
    ticks = [one for one in found if one.option == OTHER]
    words = [one for one in found if not one.option and not one.rank]
    if len(found) != 2 or not ticks or not words:
        return found
    _yes, said, unknown = ticked(cells)
    return words if tool == "limesurvey" or unknown.any() or not said.any() else ticks


def _columns(layout: Layout, matched: Sequence[_Match], headers: Headers) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for part, match in zip(layout.parts, matched, strict=True):
        for column, head in part.heads.items():
            sheet = part.sheets.get(column, part.sheet)
            place = (sheet, column + 1, head)
            if column in match.fields:
                one = match.fields[column]
                option = one.option or (str(one.rank) if one.rank else "")
                rows.append((*place, one.question.name, option, one.number, "question", ""))
            elif column in match.ambiguous:
                rows.append((*place, "", "", 0, "ambiguous", match.ambiguous[column]))
            else:
                rows.append((*place, "", "", 0, "unknown", headers.nearest(head)))
        rows += [
            (part.sheets.get(column, part.sheet), column + 1, head, "", "", 0, "tool", "") for column, head in part.own
        ]
        headless = [
            place
            for place in cast("list[int]", list(part.cells))
            if place not in part.heads and place not in dict(part.own)
        ]
        for bare in headless:
            if part.cells[bare].notna().any():
                rows.append((part.sheets.get(bare, part.sheet), bare + 1, "", "", "", 0, "unknown", ""))
    rows += [(sheet, 0, "", "", "", 0, "unread", "") for sheet in layout.unread]
    names = ["sheet", "position", "header", "question", "option", "number", "status", "nearest"]
    return pd.DataFrame(rows, columns=names).sort_values(["sheet", "position"], kind="stable", ignore_index=True)


def _refuse_foreign(columns: pd.DataFrame, questionnaire: Questionnaire, name: str, tool: str) -> None:
    """Refuse an export of another questionnaire, and one that lacks what the analysis needs."""
    asked = columns[columns["status"].isin(["question", "ambiguous", "unknown"])]
    told = (asked["status"] != "unknown").sum()
    if told < max(_RECOGNISED * len(asked), 2):
        said = f"{told} of {len(asked)} columns are questions of the questionnaire."
        raise StudyError(Problem(name, said, "This looks like the export of another survey: put the right one there."))
    found = set(asked["question"])
    lost = [question.repeat for question in questionnaire.questions if question.needed and question.repeat]
    if tool == "kobo" and name.endswith(".csv") and lost and not found & {q.name for q in questionnaire.of(lost[0])}:
        said = f"KoboToolbox leaves repeat groups out of CSV: {quoted(dict.fromkeys(lost))} are not there."
        raise StudyError(Problem(name, said, "Export it as XLSX."))
    problems = []
    for question in questionnaire.questions:
        if not question.needed or question.name in found:
            continue
        words = next(iter(question.labels.values()), "")
        near = asked.loc[(asked["status"] == "unknown") & (asked["nearest"] == question.name), "header"]
        hint = f" Is it the column {near.iloc[0]!r}?" if len(near) else ""
        doubled = asked.loc[asked["nearest"].str.startswith(question.name) & (asked["status"] == "ambiguous"), "header"]
        hint = f" The column {doubled.iloc[0]!r} could be it, and another." if len(doubled) else hint
        problems.append(
            Problem(
                name,
                f"The question {question.name} ({words}) is missing; the analysis needs it.{hint}",
                "Export it too, or head its column with its code or label.",
            )
        )
    if problems:
        raise StudyError(problems)


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
    ids = _ids(main)
    problems = [
        Problem(
            name,
            f"The id {twice} stands in rows {quoted(ids.index[ids == twice])}.",
            "Give each response an id of its own.",
            main.sheet or None,
            int(ids.index[ids == twice][-1]),
        )
        for twice in ids[ids.duplicated()].unique()
    ]
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


_Cells = dict[Field, pd.Series]


@dataclass(frozen=True)
class _RawPart:
    """Columns of one block in one part, by field; and whose rows they are."""

    head: pd.DataFrame
    cells: _Cells
    tells_blanks: bool


def _ids(part: Part) -> pd.Series:
    """Id of each response: the tool's, else the row."""
    rows = "row " + pd.Series(part.cells.index.astype("str"), index=part.cells.index, dtype="str")
    ids = part.meta.get("id")
    return rows if ids is None else ids.astype("str").where(ids.notna() & (ids != ""), rows).astype("str")


def _raw(layout: Layout, matched: Sequence[_Match]) -> dict[str, list[_RawPart]]:
    """Sort columns into blocks: those asked once, and a row of a repeat for each of its numbers."""
    raw: dict[str, list[_RawPart]] = {"": []}
    for part, match in zip(layout.parts, matched, strict=True):
        head = pd.DataFrame({"respondent": _ids(part), "sheet": part.sheet, "row": part.cells.index, "number": 0})
        groups: dict[tuple[str, int], _Cells] = defaultdict(dict)
        for column, one in match.fields.items():
            whose = one.question.repeat
            plain = Field(one.question, one.option, one.rank)
            groups[whose, one.number][plain] = part.cells[column]
        if not part.repeat:
            groups.setdefault(("", 0), {})
        for (repeat, number), cells in sorted(groups.items(), key=lambda item: item[0]):
            raw.setdefault(repeat, []).append(_RawPart(head.assign(number=number), cells, part.tells_blanks))
    return raw


class _Reader:
    """Brings the raw columns of blocks to codes, and notes what was not taken at its face."""

    def __init__(self, questionnaire: Questionnaire, tool: str, recognise: Mapping[str, Rule]) -> None:
        self.questionnaire = questionnaire
        self.tool = tool
        self._recognise = recognise
        self._notes: list[pd.DataFrame] = []
        #: What named no option in cells that name several, by question.
        self._left: dict[str, pd.Series] = {}

    def notes(self) -> pd.DataFrame:
        names = ["repeat", "place", "question", *NOTED]
        return pd.concat(self._notes, ignore_index=True) if self._notes else pd.DataFrame(columns=names)

    def _options(self, question: Question) -> Options:
        offered, other = self.questionnaire.options_of(question), self.questionnaire.has_other(question)
        return Options(offered, other, self._recognise.get(question.choices))

    def block(self, repeat: str, parts: Sequence[_RawPart]) -> Block:
        head, cells = _stack(repeat, parts)
        if repeat:
            head, cells = _without_empty(_numbered(head), cells)
        frame = head.reset_index(drop=True)
        cells = {one: texts.reset_index(drop=True) for one, texts in cells.items()}
        by_question: dict[str, _Cells] = defaultdict(dict)
        for one, texts in cells.items():
            by_question[one.question.name][one] = texts
        answers: dict[str, pd.Series] = {}
        for question in self.questionnaire.of(repeat):
            if question.name in by_question:
                answers[question.name] = self._answers(question, by_question[question.name], frame.index)
        self._say_other(repeat, answers)
        return Block(repeat, pd.concat([frame, pd.DataFrame(answers, index=frame.index)], axis=1))

    def _answers(self, question: Question, cells: _Cells, index: pd.Index) -> pd.Series:
        whole = cells.get(Field(question))
        if question.kind == "select_one" and whole is not None:
            return self._told(question, whole, decode_one(whole, self._options(question), self.tool == "limesurvey"))
        if question.kind in ("select_multiple", "rank"):
            return self._several(question, cells, whole, index)
        assert whole is not None
        if question.kind == "text" and self.tool == "limesurvey":
            return self._without_apostrophe(question, whole)
        return whole

    def _several(self, question: Question, cells: _Cells, whole: pd.Series | None, index: pd.Index) -> pd.Series:
        options = self._options(question)
        result = pd.Series(None, index=index, dtype="str")
        if whole is not None:
            decoded, self._left[question.name] = decode_several(whole, options, question.kind == "rank")
            result = self._told(question, whole, decoded)
        if question.kind == "rank":
            return self._ranks(question, cells, result, options)
        columns = {one.option: texts for one, texts in cells.items() if one.option}
        if not columns:
            return result
        read = {option: ticked(texts) for option, texts in columns.items()}
        ordered = sorted(columns, key=lambda option: options.order[option])
        joined = join_ticked({option: read[option][0] for option in ordered}, index)
        answered = pd.concat([read[option][1] for option in ordered], axis=1).any(axis=1)
        for option in ordered:
            self._note(question, columns[option], None, read[option][2], to_review("unknown_tick"))
        if whole is not None:
            # A tool that gives both gives the same: where they differ somebody changed one of them.
            differ = (result.fillna("") != "") & answered & (joined != result)
            both = "cell: " + whole.fillna("") + "; columns: " + joined
            self._note(question, both, None, differ, to_review("whole_and_columns_disagree"))
            result = result.mask(differ, both)
            joined = joined.mask(differ, "")
        return joined.where(joined != "", result.where(result.notna(), joined.where(answered)))

    def _ranks(self, question: Question, cells: _Cells, whole: pd.Series, options: Options) -> pd.Series:
        """Join ranks that stand in columns of their own; an empty one among them stays empty."""
        ranked = sorted((one for one in cells if one.rank), key=lambda one: one.rank)
        if not ranked:
            return whole
        decoded = [self._told(question, cells[one], decode_one(cells[one], options)) for one in ranked]
        answered = pd.concat(decoded, axis=1).notna().any(axis=1)
        joined = pd.Series("", index=whole.index, dtype="str")
        for codes in decoded:
            joined = joined + SEPARATOR + codes.fillna("")
        ranks = joined.str.slice(1).str.rstrip(SEPARATOR).where(answered)
        self._note(question, ranks, None, of_distinct(ranks, _twice, "bool", False), to_review("ranked_twice"))
        return ranks

    def _say_other(self, repeat: str, answers: dict[str, pd.Series]) -> None:
        """Keep the words beside *other* and its tick together, whichever of them the tool gave."""
        for question in self.questionnaire.of(repeat):
            name = f"{question.name}_other"
            if question.name not in answers or not self.questionnaire.has_other(question):
                continue
            rest = self._left.get(question.name)
            if rest is not None and rest.notna().any():
                words = answers.get(name, pd.Series(None, index=rest.index, dtype="str"))
                # Words that stand in a column of their own go before what was found in the cell.
                answers[name] = words.where(of_distinct(words, _says_what, "bool", False) | rest.isna(), rest)
            if name not in answers or question.kind not in ("select_multiple", "select_one"):
                continue
            # LimeSurvey has no tick for *other* but the words, whatever they are.
            says = _says_anything if self.tool == "limesurvey" else _says_what
            said = of_distinct(answers[name], says, "bool", False)
            codes = answers[question.name].fillna("")
            empty = of_distinct(codes, lambda text: not text.strip() or says_nothing(text), "bool", False)
            aside = said & empty & (codes.str.strip() != "")
            self._note(question, codes, None, aside, Reading(None, ("taken_for_other",), "flag"))
            if question.kind == "select_one":
                answers[question.name] = answers[question.name].mask(said & empty, OTHER)
                continue
            known = {option.name for option in self.questionnaire.options_of(question)}
            coded = of_distinct(codes, partial(_are_codes, known), "bool", False)
            ticked_too = (SEPARATOR + codes + SEPARATOR).str.contains(f"{SEPARATOR}{OTHER}{SEPARATOR}", regex=False)
            # A cell that was not understood waits for somebody as it is.
            answers[question.name] = (
                answers[question.name]
                .mask(said & empty, OTHER)
                .mask(said & coded & ~ticked_too & ~empty, codes + SEPARATOR + OTHER)
            )

    def _without_apostrophe(self, question: Question, texts: pd.Series) -> pd.Series:
        """Take off the apostrophe that LimeSurvey sets before an equals sign."""
        quoted_cells = texts.str.startswith("'=").fillna(False).astype(bool)
        if not quoted_cells.any():
            return texts
        bare = texts.where(~quoted_cells, texts.str[1:])
        self._note(question, texts, bare, quoted_cells, Reading(None, ("quoted_equation",)))
        return bare

    def _told(self, question: Question, raw: pd.Series, decoded: Decoded) -> pd.Series:
        """Note the answers that were not taken at their face; gives the codes of all."""
        if decoded.readings:
            cells = raw[of_distinct(raw, lambda text: text in decoded.readings, "bool", missing=False)]
            self._keep(question, cells, decoded.codes[cells.index], [decoded.readings[text] for text in cells])
        return decoded.codes

    def _note(
        self, question: Question, raw: pd.Series, value: pd.Series | None, where: pd.Series, told: Reading
    ) -> None:
        if where.any():
            made = pd.Series("", index=raw.index, dtype="str") if value is None else value
            self._keep(question, raw[where], made[where], [told] * int(where.sum()))

    def _keep(self, question: Question, raw: pd.Series, value: pd.Series, told: Sequence[Reading]) -> None:
        severity = [one.severity for one in told]
        self._notes.append(
            pd.DataFrame(
                {
                    "repeat": question.repeat,
                    "place": raw.index,
                    "question": question.name,
                    "raw": raw.to_numpy(),
                    "value": value.mask(pd.Series(severity, index=value.index) == "review", "").to_numpy(),
                    "rule": [SEPARATOR.join(one.rules) for one in told],
                    "severity": severity,
                    "proposals": [SEPARATOR.join(one.proposals) for one in told],
                }
            )
        )


def _stack(repeat: str, parts: Sequence[_RawPart]) -> tuple[pd.DataFrame, _Cells]:
    """Set the parts of a block one below the other."""
    if not parts:
        return pd.DataFrame(columns=list(HEAD)), {}
    if len(parts) == 1:
        return parts[0].head, dict(parts[0].cells)
    if not repeat:
        return parts[0].head, {one: texts for part in parts for one, texts in part.cells.items()}
    names = dict.fromkeys(one for part in parts for one in part.cells)
    cells = {
        one: pd.concat(
            [part.cells.get(one, pd.Series(None, index=part.head.index, dtype="str")) for part in parts],
            ignore_index=True,
        )
        for one in names
    }
    return pd.concat([part.head for part in parts], ignore_index=True), cells


def _without_empty(head: pd.DataFrame, cells: _Cells) -> tuple[pd.DataFrame, _Cells]:
    """Leave out repetitions in which nothing was said, and bring the others into the order of responses."""
    head = head.reset_index(drop=True)
    cells = {one: texts.reset_index(drop=True) for one, texts in cells.items()}
    said = pd.Series(False, index=head.index)
    for one, texts in cells.items():
        # A column of ticks that holds nothing but *not ticked* says nothing.
        yes, _answered, unclear = ticked(texts)
        said |= yes | unclear if one.option else of_distinct(texts, _says_something, "bool", False)
    order = head[said].sort_values(["row", "number"], kind="stable").index
    return head.loc[order], {one: texts.loc[order] for one, texts in cells.items()}


def _numbered(head: pd.DataFrame) -> pd.DataFrame:
    """Number the repetitions of a respondent that stand in rows, behind those that stand in numbered columns."""
    in_rows = head["number"] == 0
    place = head[in_rows].groupby("respondent").cumcount() + 1
    return head.assign(number=head["number"].where(~in_rows, head["number"].max() + place).astype("int64"))


def _twice(ranks: str) -> bool:
    codes = [code for code in ranks.split(SEPARATOR) if code]
    return len(codes) > len(set(codes))


def _are_codes(known: set[str], text: str) -> bool:
    return set(text.split(SEPARATOR)) <= known


def _says_anything(text: str) -> bool:
    return bool(text.strip())


def _says_what(text: str) -> bool:
    """Whether the words beside *other* say what it is, rather than that there is none."""
    word = key(text)
    none = ("niciunul", "niciuna", "fara", "none", "nimic", "nessuno", "nessuna", "nueste", "nuecazul", "na", *NO)
    return bool(word) and word not in none


def _says_something(text: str) -> bool:
    """Whether a cell of a repetition says anything; LimeSurvey's N/A stands in repetitions that nobody filled."""
    return bool(text.strip()) and key(text) not in NOT_SAID


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
