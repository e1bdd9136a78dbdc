"""The answers of an export: raw columns sorted into blocks, and brought to codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from ...tables import SEPARATOR
from ..interpretation import Reading, Rule, names_code, to_review
from ..ledger import LedgerWriter
from ..questionnaire import OTHER, Question, Questionnaire
from ..texts import of_distinct
from .decode import NOT_SAID, Decoded, decode_one, decode_several, is_told, join_ticked, ticked
from .headers import Field, key
from .missing import says_nothing
from .options import NO, Options
from .tools import SPLITS_BY_SLASH

#: Columns of a block that are not answers: whose row it is, where it stands, and which repetition.
HEAD = ("respondent", "sheet", "row", "number")


#: Respondents whose other words are the same figure: nobody says that.
_SEVERAL = 3
#: Columns by what they hold.
Cells = dict[Field, pd.Series]


@dataclass(frozen=True)
class RawPart:
    """Columns of one block in one part, by field; and whose rows they are."""

    head: pd.DataFrame
    cells: Cells


class BlockReader:
    """Brings the raw columns of blocks to codes, and notes what was not taken as written.

    By list of options, `recognise` reads words that are no label of it; answers were given until `last_year`.
    """

    def __init__(self, questionnaire: Questionnaire, tool: str, recognise: Mapping[str, Rule], last_year: int) -> None:
        self.questionnaire = questionnaire
        self.tool = tool
        self._recognise = recognise
        self._last_year = last_year
        #: Takes the cells that were not taken as written.
        self.ledger = LedgerWriter()
        #: What named no option in cells that name several, by question.
        self._left: dict[str, pd.Series] = {}
        #: Cells that somebody answered by *other* in a word of their own, by question.
        self._bare: dict[str, pd.Series] = {}

    def _options(self, question: Question) -> Options:
        offered, other = self.questionnaire.options_of(question), self.questionnaire.has_other(question)
        return Options(
            offered,
            other,
            self._recognise.get(question.choices),
            words_for_other=self.tool == "google_forms",
            are_short=self.tool in ("limesurvey", "spss"),
            by_tool=self.tool in SPLITS_BY_SLASH,
            last_year=self._last_year,
        )

    def block(self, repeat: str, parts: Sequence[RawPart]) -> pd.DataFrame:
        """Give answers to the questions of a repeat, or to those asked once: :data:`HEAD`, and a column a question.

        Choices are codes, several joined by ``;``; numbers and dates are still text. Missing: nothing was there; empty:
        shown and left empty, where the tool tells.
        """
        head, cells = _stack(repeat, parts)
        if self.tool in ("limesurvey", "spss"):
            cells = _without_numbers_for_ticks(cells)
        if repeat:
            head, cells = _without_empty(_numbered(head), cells)
        frame = head.reset_index(drop=True)
        cells = {one: texts.reset_index(drop=True) for one, texts in cells.items()}
        by_question: dict[str, Cells] = defaultdict(dict)
        for one, texts in cells.items():
            by_question[one.question.name][one] = texts
        answers: dict[str, pd.Series] = {}
        for question in self.questionnaire.of(repeat):
            if question.name in by_question:
                answers[question.name] = self._answers(question, by_question[question.name], frame.index)
        self._say_other(repeat, answers)
        return pd.concat([frame, pd.DataFrame(answers, index=frame.index)], axis=1)

    def _answers(self, question: Question, cells: Cells, index: pd.Index) -> pd.Series:
        whole = cells.get(Field(question))
        if question.kind == "select_one" and whole is not None:
            options = self._options(question)
            decoded = decode_one(whole, options, self.tool == "limesurvey")
            if options.asks_yes_or_no:
                decoded = _without_figures(whole, decoded)
            # LimeSurvey has a word of its own for *other*, whatever the list says.
            if options.has_other and self.tool != "limesurvey":
                words = whole.where(decoded.codes == OTHER)
                self._left[question.name] = words.where(of_distinct(words, options.says_which, "bool", False))
                self._bare[question.name] = whole.where(of_distinct(whole, options.is_bare_other, "bool", False))
            return self._told(question, whole, decoded)
        if question.kind in ("select_multiple", "rank"):
            return self._several(question, cells, whole, index)
        assert whole is not None
        if question.kind == "text" and self.tool == "limesurvey":
            return self._without_apostrophe(question, whole)
        return whole

    def _several(self, question: Question, cells: Cells, whole: pd.Series | None, index: pd.Index) -> pd.Series:
        options = self._options(question)
        result = pd.Series(None, index=index, dtype="str")
        asked = pd.Series(False, index=index)
        if whole is not None:
            decoded, self._left[question.name] = decode_several(whole, options, question.kind == "rank")
            result = self._told(question, whole, decoded)
            unknown = {text for text, told in decoded.readings.items() if told.severity == "review"}
            # Of an option that the form has no more there is no tick.
            asked |= whole.isin(unknown) & options.by_tool
        if question.kind == "rank":
            return self._ranks(question, cells, result, options)
        columns = {one.option: texts for one, texts in cells.items() if one.option in options.order}
        if not columns:
            return result
        read = {option: ticked(texts) for option, texts in columns.items()}
        ordered = sorted(columns, key=lambda option: options.order[option])
        joined = join_ticked({option: read[option][0] for option in ordered}, index)
        answered = pd.Series(np.logical_or.reduce([read[option][1] for option in ordered]), index=index)
        unclear = pd.Series("", index=index, dtype="str")
        for option in ordered:
            # What is asked of a cell stands in one row, whichever of its columns it comes from.
            if read[option][2].any():
                unclear = unclear.mask(read[option][2], unclear + "; " + option + ": " + columns[option].fillna(""))
        self._note(question, unclear.str.removeprefix("; "), None, unclear != "", to_review("unknown_tick"))
        if whole is not None:
            # A tool that gives both gives the same: where they differ somebody changed one of them.
            differ = (result.fillna("") != "") & answered & (joined != result) & ~asked
            both = "cell: " + whole.fillna("") + "; columns: " + joined
            self._note(question, both, None, differ, to_review("whole_and_columns_disagree"))
            result = result.mask(differ, both)
            joined = joined.mask(differ, "")
        else:
            joined = self._with_strange(question, cells, joined)
        return joined.where(joined != "", result.where(result.notna(), joined.where(answered)))

    def _with_strange(self, question: Question, cells: Cells, joined: pd.Series) -> pd.Series:
        """Leave ticks of options that the questionnaire does not have to somebody; those beside them are kept."""
        known = self._options(question).order
        both = joined
        for one, texts in cells.items():
            if one.option and one.option not in known:
                both = both.mask(ticked(texts)[0], both + SEPARATOR + one.option)
        asks = both != joined
        told = [to_review("unknown_option", *filter(None, codes.split(SEPARATOR))) for codes in joined[asks]]
        both = both.str.strip(SEPARATOR)
        if told:
            self._keep(question, both[asks], "", told)
        return joined.where(joined != "", both)

    def _ranks(self, question: Question, cells: Cells, whole: pd.Series, options: Options) -> pd.Series:
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
                beside = answers.get(name, pd.Series(None, index=rest.index, dtype="str"))
                # Words that stand in a column of their own go before what was found in the cell.
                answers[name] = beside.where(of_distinct(beside, _says_what, "bool", False) | rest.isna(), rest)
            if question.kind not in ("select_multiple", "select_one"):
                continue
            if name not in answers and question.name not in self._bare:
                continue
            # LimeSurvey has no tick for *other* but the words, whatever they are.
            says = _says_anything if self.tool == "limesurvey" else _says_what
            words = answers.get(name, pd.Series(None, index=answers[question.name].index, dtype="str"))
            said = of_distinct(words, says, "bool", False)
            codes = answers[question.name].fillna("")
            empty = of_distinct(codes, lambda text: not text.strip() or says_nothing(text), "bool", False)
            aside = said & empty & (codes.str.strip() != "")
            self._note(question, codes, None, aside, Reading(None, ("taken_for_other",), "flag"))
            if question.kind == "select_one":
                bare = self._bare.get(question.name, pd.Series(None, index=codes.index, dtype="str"))
                asks = bare.notna() & ~said
                self._note(question, bare, None, asks, to_review("other_not_said"))
                answers[question.name] = answers[question.name].mask(said & empty, OTHER).mask(asks, bare)
                continue
            known = {option.name for option in self.questionnaire.options_of(question)}
            coded = of_distinct(codes, partial(_are_codes, known), "bool", False)
            ticked_too = names_code(codes, OTHER)
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
        """Note the answers that were not taken as written; gives the codes of all."""
        if decoded.readings:
            cells = raw[of_distinct(raw, lambda text: text in decoded.readings, "bool", missing=False)]
            self._keep(question, cells, decoded.codes[cells.index], [decoded.readings[text] for text in cells])
        return decoded.codes

    def _note(
        self, question: Question, raw: pd.Series, value: pd.Series | None, where: pd.Series, told: Reading
    ) -> None:
        if where.any():
            self._keep(question, raw[where], "" if value is None else value[where], [told] * int(where.sum()))

    def _keep(self, question: Question, raw: pd.Series, value: pd.Series | str, told: Sequence[Reading]) -> None:
        self.ledger.enter(
            question.repeat,
            question.name,
            raw,
            value=value,
            rule=[SEPARATOR.join(one.rules) for one in told],
            severity=[one.severity for one in told],
            proposals=[SEPARATOR.join(one.proposals) for one in told],
        )


def _stack(repeat: str, parts: Sequence[RawPart]) -> tuple[pd.DataFrame, Cells]:
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


def _without_empty(head: pd.DataFrame, cells: Cells) -> tuple[pd.DataFrame, Cells]:
    """Leave out repetitions in which nothing was said, and bring the others into the order of responses."""
    head = head.reset_index(drop=True)
    cells = {one: texts.reset_index(drop=True) for one, texts in cells.items()}
    said = pd.Series(False, index=head.index)
    for one, texts in cells.items():
        # A column of ticks that holds nothing but *not ticked* says nothing.
        said |= of_distinct(texts, is_told if one.option else _says_something, "bool", False)
    order = head[said].sort_values(["row", "number"], kind="stable").index
    return head.loc[order], {one: texts.loc[order] for one, texts in cells.items()}


def _numbered(head: pd.DataFrame) -> pd.DataFrame:
    """Number the repetitions of a respondent that stand in rows, behind those that stand in numbered columns."""
    in_rows = head["number"] == 0
    place = head[in_rows].groupby("respondent").cumcount() + 1
    return head.assign(number=head["number"].where(~in_rows, head["number"].max() + place).astype("int64"))


def _without_numbers_for_ticks(cells: Cells) -> Cells:
    """Undo LimeSurvey's *Convert Y to 1 and N to 2*: columns of ticks, yes or no, and words that hold the N alone."""
    ticks = {one for one in cells if one.option}
    others = {one for one in cells if one.question.kind == "text" and one.question.name.endswith(f"_{OTHER}")}
    chosen = [one for one in cells if one.option or one.question.choices]
    said = {one: {text for text in cells[one].dropna().unique() if key(text) not in ("", *NOT_SAID)} for one in chosen}
    in_words = any(_is_mostly_no(cells[one]) for one in others)
    if not in_words and not any("2" in said[one] for one in ticks):
        return cells
    yes_no = {one for one in chosen if one.question.choices and said[one] and said[one] <= {"1", "2"}}
    yes_no = {one for one in yes_no if one.option or one.question.kind == "select_one"}
    return {
        one: texts.replace({"1": "Y", "2": "N"})
        if one in yes_no
        else texts.mask(texts == "2", "")
        if one in others or (one.option == OTHER and one in ticks)
        else texts
        for one, texts in cells.items()
    }


def _without_figures(whole: pd.Series, decoded: Decoded) -> Decoded:
    """Leave a 1 to somebody where others are 2: lists of codes begin with the yes, or with the no."""
    given = [text for text in whole.unique() if isinstance(text, str) and text.strip() in ("1", "2")]
    if len({text.strip() for text in given}) < 2:
        return decoded
    figures = {text: to_review("unknown_option", "yes", "no") for text in given}
    return Decoded(decoded.codes.mask(whole.isin(figures), whole), {**decoded.readings, **figures})


def _is_mostly_no(words: pd.Series) -> bool:
    """Whether other words are for the most part LimeSurvey's figure for a no."""
    return bool((words == "2").sum() >= max(_SEVERAL, (words.fillna("") != "").sum() / 2))


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
