"""Answers of a response compared with one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...tables import SEPARATOR
from ..interpretation import as_text, as_texts
from ..ledger import LedgerWriter
from ..questionnaire import Question, QuestionnaireSection
from ..reading.missing import is_unknown
from ..texts import fold, of_distinct
from ..word_lists import words
from .block import ANSWERED, AnswerBlock
from .context import CleaningContext
from .money import EURO, MOST, UNIT, Money, in_thousand_euros

Mask = npt.NDArray[np.bool_]

IN_FRACTIONS, SCALED, NOT_HUNDRED = "shares_in_fractions", "shares_scaled", "shares_do_not_add_up"
#: What one chooses to say that none of the others applies.
_NONE = "none"
_STAGES, _MAIN = "stages", "main_stage"
_TURNOVER, _UNIT, _EMPLOYEES, _RESEARCH = "turnover", UNIT, "employees", "research_spend"
#: Turnover per person employed, thousand EUR, outside of which the unit is likely another one: textiles of the
#: region had 33 in 2014, and trade has some hundreds; a thousand times either lies outside.
_PER_PERSON = (0.2, 5_000.0)
#: Fractions in a column without any greater number, from which on a 1 in it is one too.
_FRACTIONS = 2
#: Parts of a block of shares that lie in the region, and by how many percentage points rounding may make others differ.
_IN_REGION, _ROUNDING = ("county", "region"), 1.0
#: What shares of which a part is withheld may add up to, in percent, with the tolerance of rounding.
_WHOLE = 101.0
#: Words for what the other shares leave, and what may follow them.
_REST = words("the rest")
_TO_HUNDRED = re.compile(r"\s*(?:pana la|de|to|up to|fino a|a)\s*100\s*%?$")
#: From here on nothing is left for a part that is not told.
_WITHOUT = 99.0


def check_consistency(
    block: AnswerBlock, ledger: LedgerWriter, context: CleaningContext, all_in_region: bool = False
) -> None:
    """Apply the rules that look at several answers of a response; changes the values of the block.

    Parameters
    ----------
    block : AnswerBlock
    ledger : LedgerWriter
        Takes the cells that a rule was needed for.
    context : CleaningContext
    all_in_region : bool
        Whether every member of the respondents' cluster is in the region of the study.
    """
    if len(block.texts):
        _Consistency(block, ledger, context).check(all_in_region)


class _Consistency:
    """Rules on the answers of a block; a mask tells which responses one applies to."""

    def __init__(self, block: AnswerBlock, ledger: LedgerWriter, context: CleaningContext) -> None:
        self.block = block
        self.values = block.values
        self.ledger = ledger
        self.context = context
        #: Which responses gave shares in fractions.
        self.in_fractions = self._nowhere()
        #: Of which questions, and in which responses, a fraction was brought to percent.
        self.made_percent: dict[str, Mask] = {}

    def check(self, all_in_region: bool) -> None:
        asked = self.context.questionnaire.of(self.block.repeat)
        adding_up = list(dict.fromkeys(section for one in asked for section in one.sections if section.adds_up))
        for section in adding_up:
            self._add_up(section)
        for question in self._answered_questions():
            if question.unit == "percent" and not any(section.adds_up for section in question.sections):
                self._fractions(question.name)
        if all_in_region:
            for section in adding_up:
                self._with_members(section)
        for question in self._answered_questions():
            if question.kind == "select_multiple":
                self._none_beside_others(question)
        if {_MAIN, _STAGES} <= set(self.values):
            main, stages = self.values[_MAIN].fillna(""), self.values[_STAGES].fillna("")
            pairs = zip(main, stages, strict=True)
            outside = [bool(one) and one not in several.split(SEPARATOR) for one, several in pairs]
            self._leave(_MAIN, np.array(outside, dtype=bool), "main_not_among_stages", main)
        if {_TURNOVER, _UNIT} <= set(self.values):
            self._turnover()

    def _answered_questions(self) -> Iterator[Question]:
        """Questions of the block that the export holds."""
        return (one for one in self.context.questionnaire.of(self.block.repeat) if one.name in self.values)

    def _nowhere(self) -> Mask:
        return np.zeros(len(self.block.texts), dtype=bool)

    def _decided(self, name: str) -> Mask:
        """Cells that somebody decided: they stand as they are."""
        decided = self.block.decided.get(name)
        return self.block.texts.index.isin(decided) if decided else self._nowhere()

    def _answered(self, name: str) -> Mask:
        return self.block.answered(name).to_numpy()

    def _numbers(self, name: str) -> np.ndarray:
        return self.values[name].to_numpy(dtype="float64")

    def _telling(self, name: str, cells: Mask, tells: Callable[[str], bool]) -> Mask:
        """Tell which of some cells have a text of a kind."""
        found, chosen = self._nowhere(), np.flatnonzero(cells)
        if len(chosen):
            found[chosen] = of_distinct(self.block.texts[name].iloc[chosen], tells, "bool", False)
        return found

    def _enter(
        self, name: str, where: Mask, rule: str, severity: str, evidence: pd.Series | str = "",
        proposals: pd.Series | str = "",
    ) -> None:  # fmt: skip
        if not where.any():
            return
        raw = self.block.texts[name][where]
        value = [as_text(one) for one in self.values[name].to_numpy()[where].tolist()]
        # What is said is given of these cells, or of more.
        told = {"evidence": evidence, "proposals": proposals}
        columns = {key: one.loc[raw.index] if isinstance(one, pd.Series) else one for key, one in told.items()}
        self.ledger.enter(self.block.repeat, name, raw, value=value, rule=rule, severity=severity, **columns)

    def _leave(self, name: str, where: Mask, rule: str, proposals: pd.Series | str = "") -> None:
        """Leave answers to somebody, but for those that somebody decided already."""
        where = where & ~self._decided(name)
        if where.any():
            self.values[name] = self.values[name].mask(where)
            self._enter(name, where, rule, "review", proposals=proposals)

    def _set(self, name: str, values: np.ndarray) -> None:
        self.values[name] = pd.Series(values, index=self.block.texts.index)

    def _add_up(self, section: QuestionnaireSection) -> None:
        """Bring shares to a hundred; where one of a block was answered and could not be read, none is taken."""
        names = self._names_of(section)
        if not names:
            return
        self._rest(names)
        given = np.column_stack([self._numbers(name) for name in names])
        answered, said = np.column_stack([self._answered(name) for name in names]), ~np.isnan(given)
        fixed, rules = shares(given)
        unread = (answered & ~said).any(axis=1)
        # Who refuses a part or does not know it does not say that it is nothing, unless the rest is the whole.
        total = np.nansum(given, axis=1)
        withheld = np.column_stack([self.block.states[name] for name in names]) > ANSWERED
        lost = np.column_stack([self._unknown(name) for name in names]) & (total < _WITHOUT)[:, None]
        partly = (withheld | lost).any(axis=1) & ~unread & (total <= _WHOLE)
        read = ~unread & ~partly
        # What somebody decided adds up, or waits; it is not scaled.
        decided = np.column_stack([self._decided(name) for name in names])
        changed = np.isin(rules, [IN_FRACTIONS, SCALED]) & read
        wrong = ((rules == NOT_HUNDRED) & read) | (changed & decided.any(axis=1))
        scaled = changed & ~decided.any(axis=1)
        evidence = self._sums(given, wrong & decided.any(axis=1))
        for place, name in enumerate(names):
            told, own = answered[:, place] & said[:, place], given[:, place]
            values = np.where(partly, own, fixed[:, place])
            values[unread | wrong] = np.nan
            self._set(name, values)
            # What is decided of it waits no longer; the sum of what is decided may.
            self._enter(name, told & unread & ~decided[:, place], "share_not_read", "review")
            self._enter(name, told & wrong, NOT_HUNDRED, "review", evidence)
            self._enter(name, told & partly, "share_withheld", "flag")
            open_ones = lost[:, place] & partly & (total > 0)
            self._leave(name, open_ones, "share_unknown", self._texts(100 - total, open_ones))
            self._enter(name, told & scaled & (rules == SCALED), SCALED, "flag")
            self._enter(name, told & scaled & (rules == IN_FRACTIONS), IN_FRACTIONS, "info")
        fractions = scaled & (rules == IN_FRACTIONS)
        self.in_fractions = self.in_fractions | fractions
        # The part that comes from members is asked beside the shares, and given in the same measure.
        members = _beside(names, "members")
        if members in self.values:
            part = self._numbers(members)
            # Beside others that give it in percent a 1 may be one percent: that is asked below.
            whole = (part == 1) & (not (part[fractions] > 1).any())
            self._to_percent(members, fractions & (((part > 0) & (part < 1)) | whole) & ~self._decided(members))

    def _names_of(self, section: QuestionnaireSection) -> list[str]:
        return [question.name for question in self._answered_questions() if section in question.sections]

    def _texts(self, values: np.ndarray, where: Mask) -> pd.Series:
        """Give numbers of some responses as text."""
        return as_texts(pd.Series(values[where].round(9), index=self.block.texts.index[where]))

    def _with_members(self, section: QuestionnaireSection) -> None:
        """Flag what is traded with members beyond what is traded in the region, where all of them are."""
        names = self._names_of(section)
        if not names:
            return
        near, members = [_beside(names, part) for part in _IN_REGION], _beside(names, "members")
        if not {members, *near} <= set(self.values):
            return
        # A part that is not known leaves open how much lies in the region.
        inside = pd.DataFrame({name: self.values[name] for name in near}).sum(axis=1, skipna=False)
        beyond = (self._numbers(members) > inside.to_numpy() + _ROUNDING) & ~self._decided(members)
        said = inside[beyond].map("{:.6g} percent in the region, where all members are".format).astype("str")
        self._enter(members, beyond, "members_beyond_region", "flag", said)

    def _rest(self, names: Sequence[str]) -> None:
        """Read the one part of a block that is given as the rest: what the others leave of a hundred."""
        given = np.column_stack([self._numbers(name) for name in names])
        unread = np.column_stack([self._answered(name) for name in names]) & np.isnan(given)
        says = np.column_stack([self._telling(name, unread[:, i], _says_rest) for i, name in enumerate(names)])
        says &= ~np.column_stack([self._decided(name) for name in names])
        total = np.nansum(given, axis=1)
        # Of parts that may be fractions the rest is not told.
        told = (says.sum(axis=1) == 1) & ~(unread & ~says).any(axis=1) & (total > 1) & (total < 100)
        if not told.any():
            return
        told &= ~np.column_stack([self._unknown(name) for name in names]).any(axis=1)
        for place, name in enumerate(names):
            where = says[:, place] & told
            if where.any():
                self.values[name] = self.values[name].mask(where, (100 - total).round(9))
                raw, value = self.block.texts[name][where], as_texts(self.values[name][where])
                self.ledger.replace(self.block.repeat, name, raw, value=value, rule="rest_of_shares", severity="flag")

    def _unknown(self, name: str) -> Mask:
        """Where a mark says that there is something which is not known."""
        return self._telling(name, ~self._answered(name) & self.block.texts[name].notna().to_numpy(), is_unknown)

    def _sums(self, parts: np.ndarray, where: Mask) -> pd.Series:
        """Say what shares come to, those that somebody decided among them."""
        given = pd.DataFrame(parts, index=self.block.texts.index)
        told = [
            f"with what was decided, {' + '.join(map(as_text, row.dropna()))} = {row.sum():.6g}"
            for _place, row in given[where].iterrows()
        ]
        return pd.Series(told, index=given.index[where], dtype="str").reindex(given.index, fill_value="")

    def _to_percent(self, name: str, where: Mask, evidence: str = "") -> None:
        self.values[name] = self.values[name].mask(where, (self.values[name] * 100).round(9))
        self.made_percent[name] = where
        self._enter(name, where, IN_FRACTIONS, "info", evidence)

    def _fractions(self, name: str) -> None:
        """A percent between 0 and 1 that stands alone may be a fraction: only other answers of it can tell."""
        values, open_ones = self._numbers(name), ~self._decided(name)
        small = (values > 0) & (values < 1) & open_ones
        small &= ~self._telling(name, small, lambda text: "%" in text)
        as_elsewhere = small & self.in_fractions
        # Among fractions, 1 is one percent or all of it.
        among = (len(np.unique(values[small])) >= _FRACTIONS) and not (values > 1).any()
        ones = (values == 1) & ~self.made_percent.get(name, self._nowhere())
        doubtful = (small & ~as_elsewhere) | (ones & open_ones & (self.in_fractions | among))
        if (doubtful | as_elsewhere).any():
            self._to_percent(name, as_elsewhere, "its other shares are given in fractions")
            both = self._texts(values, doubtful) + SEPARATOR + self._texts(values * 100, doubtful)
            self._leave(name, doubtful, "fraction_or_percent", both)

    def _none_beside_others(self, question: Question) -> None:
        if _NONE in {option.name for option in self.context.questionnaire.options_of(question)}:
            codes = self.values[question.name]
            both = of_distinct(codes, lambda text: len(_none_apart(text)) > 1, "bool", False).to_numpy()
            others = codes[both].map(lambda text: SEPARATOR.join(one for one in _none_apart(text) if one != _NONE))
            self._leave(question.name, both, "none_beside_others", others)

    def _turnover(self) -> None:
        """Bring turnover and its unit together, where the sum says a unit of its own; flag what cannot be."""
        self._units_of_cells()
        stated = self.values[_TURNOVER]
        bare = stated.notna() & self.values[_UNIT].isna()
        self._leave(_TURNOVER, bare.to_numpy(), "no_unit", as_texts(stated[bare]))
        turnover = in_thousand_euros(self.values[_TURNOVER], self.values[_UNIT], self.context.money)
        beyond = turnover > MOST
        self._leave(_TURNOVER, beyond.to_numpy(), "beyond_reason", as_texts(stated[beyond]))
        turnover = turnover.mask(self.values[_TURNOVER].isna())
        if _EMPLOYEES in self.values:
            persons = self.values[_EMPLOYEES]
            each = turnover / persons.where(persons > 0)
            odd = (each < _PER_PERSON[0]) & (each > 0) | (each > _PER_PERSON[1])
            said = each[odd].map("{:.3g} thousand EUR per person employed".format).astype("str")
            self._enter(_TURNOVER, odd.to_numpy(), "turnover_per_person", "flag", said)
        if _RESEARCH in self.values:
            # Research that costs more than is turned over: lei or thousands may have been meant.
            beyond = self.values[_RESEARCH] > turnover
            said = turnover[beyond].map("turnover is {:.6g} thousand EUR".format).astype("str")
            self._enter(_RESEARCH, beyond.to_numpy(), "more_than_turnover", "flag", said)

    def _units_of_cells(self) -> None:
        """Take the unit that a cell itself says for the sum, where the question of the unit does not gainsay it."""
        units = self.block.units.get(_TURNOVER)
        if units is None:
            return
        sums, codes = self.values[_TURNOVER], self.values[_UNIT]
        own = units.notna() & sums.notna()
        cells = zip(sums[own], units[own], codes[own].fillna(""), strict=True)
        money = self.context.money
        told = [_agreed(value, said, code, money) or (np.nan, None) for value, said, code in cells]
        known = pd.DataFrame(told, index=sums.index[own], columns=["sum", "unit"]).reindex(sums.index)
        unclear = own & known["sum"].isna()
        filled = own & ~unclear & codes.isna()
        self.values[_TURNOVER] = sums.where(~own | unclear, known["sum"]).astype("float64")
        self.values[_UNIT] = codes.mask(filled, known["unit"]).astype("str")
        self._enter(_UNIT, filled.to_numpy(), "unit_beside_sum", "info")
        cells = zip(sums[own], units[own], codes[own], strict=True)
        both = [_either(value, said, code, money) for value, said, code in cells]
        proposals = pd.Series(both, index=sums.index[own], dtype="str").reindex(sums.index, fill_value="")
        self._leave(_TURNOVER, unclear.to_numpy(), "units_disagree", proposals)


def _beside(names: Sequence[str], part: str) -> str:
    """Name the question on another part beside those of a block of shares.

    Examples
    --------
    >>> _beside(["sales_county", "sales_region"], "members")
    'sales_members'
    """
    return f"{names[0].rsplit('_', 1)[0]}_{part}"


def _says_rest(text: str) -> bool:
    """Whether a text gives a share as what the others leave.

    Examples
    --------
    >>> _says_rest("Restul"), _says_rest("diferența până la 100%"), _says_rest("restul pieței")
    (True, True, False)
    """
    return _TO_HUNDRED.sub("", fold(text).strip(" .:;-=")) in _REST


def _none_apart(codes: str) -> list[str]:
    """Codes that say that none applies beside others; none where they agree."""
    several = codes.split(SEPARATOR)
    return several if _NONE in several and codes != _NONE else []


def _either(value: float, said: tuple[float, str], code: object, money: Money) -> str:
    """What a sum can be in the unit that was chosen: as it stands, or in the unit that its cell says."""
    factor, currency = said
    wanted, wanted_currency = money.units.get(str(code), (factor, currency))
    meant = [value, value * factor / wanted] if currency in ("", wanted_currency) else [value]
    return SEPARATOR.join(dict.fromkeys(as_text(round(one, 9)) for one in meant))


def _agreed(value: float, said: tuple[float, str], code: str, money: Money) -> tuple[float, str] | None:
    """The sum and its unit, where what a cell says agrees with the unit that was chosen, or none was.

    Thousands in the one and millions in the other do not agree: one of them is a slip.

    Examples
    --------
    >>> _agreed(1.2, (1e6, "lei"), "lei", Money(4.5)), _agreed(3.0, (1e3, "lei"), "", Money(4.5))
    ((1200000.0, 'lei'), (3.0, 'thousand_lei'))
    >>> _agreed(1.2, (1e6, "eur"), "", Money()), _agreed(3.0, (1e3, "lei"), "", Money())
    ((1200.0, 'thousand_eur'), None)
    >>> _agreed(45.0, (1e3, "eur"), "lei", Money()), _agreed(1.2, (1e6, "lei"), "thousand_lei", Money())
    (None, None)
    """
    factor, currency = said
    if not code:
        if currency == money.currency and money.rate is None:
            # The study takes no amounts in it.
            return None
        found = next((name for name, unit in money.units.items() if unit == said), None)
        if found:
            return value, found
        if currency == EURO:
            return round(value * factor / 1e3, 9), f"thousand_{EURO}"
        millions = round(value * factor / 1e6, 9), f"million_{currency}"
        return millions if currency == money.currency else None
    wanted, wanted_currency = money.units[code]
    if currency and currency != wanted_currency:
        return None
    if factor == wanted:
        return value, code
    # The currency alone may have been set behind thousands.
    return (round(value * factor, 9), code) if wanted == 1.0 else None


def shares(parts: np.ndarray, tolerance: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Bring shares in percent that must add up to 100 to it; blanks beside filled ones are 0.

    A block that adds up to 1 was given in fractions, one between 95 and 105 is scaled; any other is no answer. By up to
    `tolerance` percentage points the sum may differ, and the shares still stand as they are.

    Parameters
    ----------
    parts : array of float
        A row a response, a column a share.
    tolerance : float

    Returns
    -------
    array of float
    array of str
        The rule of each row; empty where it was taken as written, or nothing was said.

    Examples
    --------
    >>> fixed, rules = shares(np.array([[60.0, 40.0], [0.6, 0.4], [70.0, 70.0]]))
    >>> fixed.tolist(), rules.tolist()
    ([[60.0, 40.0], [60.0, 40.0], [nan, nan]], ['', 'shares_in_fractions', 'shares_do_not_add_up'])
    """
    said = ~np.isnan(parts).all(axis=1)
    given = np.nan_to_num(parts)
    total = given.sum(axis=1)
    as_is = np.abs(total - 100) <= tolerance
    # A lone 1 is one percent of which the rest was not told, or all of it: nobody can say.
    fractions = (np.abs(total - 1) <= tolerance / 100) & ((given > 0) & (given < 1)).any(axis=1)
    near = (total >= 95) & (total <= 105) & ~as_is
    scale = 100 / np.where(near, total, np.nan)
    factor = np.select([~said, as_is, fractions, near], [np.nan, 1.0, 100.0, scale], np.nan)
    rules = np.select([~said | as_is, fractions, near], ["", IN_FRACTIONS, SCALED], NOT_HUNDRED)
    # Binary fractions times a hundred leave a tail that nobody wrote.
    return (given * factor[:, None]).round(9), rules
