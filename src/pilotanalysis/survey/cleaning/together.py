"""Answers of a response held against one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...tables import SEPARATOR
from ..questionnaire import Questionnaire, Section
from ..reading import Block
from ..texts import hide_personal_codes
from .cells import ANSWERED
from .money import MONEY_UNITS
from .notes import Notes, written
from .shares import IN_FRACTIONS, NOT_HUNDRED, SCALED, shares

if TYPE_CHECKING:
    from .answers import AnswerBlock

#: What one chooses to say that none of the others applies.
_NONE = "none"
_STAGES, _MAIN = "stages", "main_stage"
_TURNOVER, _UNIT, _EMPLOYEES, _RESEARCH = "turnover", "turnover_unit", "employees", "research_spend"
#: Turnover per person employed, thousand EUR, outside of which the unit is likely another one: textiles of the
#: region had 33 in 2014, and trade has some hundreds; a thousand times either lies outside.
_PER_PERSON = (0.2, 5_000.0)
#: Fractions in a column without any greater number, from which on a 1 in it is one too.
_FRACTIONS = 2
#: What shares of which a part is withheld may add up to, in percent, with the tolerance of rounding.
_WHOLE = 101.0


def hold_together(block: AnswerBlock, notes: Notes, questionnaire: Questionnaire, raw: Block, rate: float) -> None:
    """Apply the rules that look at several answers of a response; changes the values of the block.

    Parameters
    ----------
    block : AnswerBlock
    notes : Notes
        Takes the notes.
    questionnaire : Questionnaire
    raw : Block
        Cells of the block as they were read.
    rate : float
        Lei for one euro.
    """
    if not len(block.head):
        return
    together = _Together(block, raw.frame, notes)
    for section in dict.fromkeys(
        section for question in questionnaire.of(block.repeat) for section in question.sections if section.adds_up
    ):
        together.add_up(section, questionnaire)
    together.fractions(questionnaire)
    together.none_beside_others(questionnaire)
    together.main_stage()
    together.turnover(rate)
    together.spending(rate)


@dataclass
class _Together:
    block: AnswerBlock
    raw: pd.DataFrame
    notes: Notes
    #: Which responses gave shares in fractions.
    in_fractions: pd.Series | None = None

    def _note(
        self, name: str, where: pd.Series, rule: str, severity: str, evidence: pd.Series | str = "",
        proposals: pd.Series | str = "",
    ) -> None:  # fmt: skip
        mask = where.to_numpy(dtype=bool)
        if not mask.any():
            return
        raw = self.raw[name].to_numpy(dtype=object)[mask]
        made = written(self.block.values[name][mask]).to_numpy(dtype=object) if severity != "review" else ""

        def own(told: pd.Series | str) -> np.ndarray | str:
            return told.to_numpy(dtype=object)[mask] if isinstance(told, pd.Series) else told

        self.notes.add(
            self.block.repeat, name, where.index.to_numpy()[mask], value=made, rule=rule, severity=severity,
            raw=np.array([hide_personal_codes(text) if isinstance(text, str) else "" for text in raw], dtype=object),
            evidence=own(evidence), proposals=own(proposals),
        )  # fmt: skip

    def _leave(self, name: str, where: pd.Series, rule: str, proposals: pd.Series | str = "") -> None:
        """Leave answers to somebody, but for those that somebody decided already."""
        where = where & ~self._decided(name)
        if where.any():
            self.block.values[name] = self.block.values[name].mask(where)
            self._note(name, where, rule, "review", proposals=proposals)

    def _decided(self, name: str) -> pd.Series:
        """Cells that somebody decided: they stand as they are."""
        index = self.block.head.index
        return pd.Series(index.isin(self.block.decided.get(name, [])), index=index)

    def _answered(self, name: str) -> pd.Series:
        return pd.Series(self.block.states[name] == ANSWERED, index=self.block.head.index)

    def add_up(self, section: Section, questionnaire: Questionnaire) -> None:
        """Bring shares to a hundred; where one of a block was answered and could not be read, none is taken."""
        own = [q.name for q in questionnaire.of(self.block.repeat) if section in q.sections]
        names = [name for name in own if name in self.block.values]
        if not names:
            return
        before = [self.block.values[name] for name in names]
        states = np.column_stack([self.block.states[name] for name in names])
        # Who refuses a part or does not know it does not say that it is nothing.
        withheld = pd.Series((states > ANSWERED).any(axis=1), index=self.block.head.index)
        decided = pd.concat([self._decided(name) for name in names], axis=1).any(axis=1)
        fixed, rules = shares(before)
        lost = [self._answered(name) & part.isna() for name, part in zip(names, before, strict=True)]
        unread = pd.concat(lost, axis=1).any(axis=1)
        partly = withheld & ~unread & (sum(part.fillna(0.0) for part in before) <= _WHOLE)
        wrong = (rules == NOT_HUNDRED).fillna(False).astype(bool) & ~unread & ~partly
        # What somebody decided adds up, or waits; it is not scaled.
        wrong = wrong | (decided & rules.isin([IN_FRACTIONS, SCALED]) & ~unread & ~partly)
        scaled = rules.isin([IN_FRACTIONS, SCALED]) & ~unread & ~partly & ~decided
        for name, old, part in zip(names, before, fixed, strict=True):
            said = self._answered(name) & old.notna()
            self.block.values[name] = part.where(~partly, old).mask(unread | wrong)
            self._note(name, said & unread, "share_not_read", "review")
            self._note(name, said & wrong, NOT_HUNDRED, "review")
            self._note(name, said & partly, "share_withheld", "flag")
            self._note(name, said & scaled & (rules == SCALED), SCALED, "flag")
            self._note(name, said & scaled & (rules == IN_FRACTIONS), IN_FRACTIONS, "info")
        given = (rules == IN_FRACTIONS).fillna(False).astype(bool) & ~unread & ~partly & ~decided
        self.in_fractions = given if self.in_fractions is None else self.in_fractions | given
        self._members(names, given)

    def _members(self, names: list[str], given: pd.Series) -> None:
        """Bring the part that comes from members, which is asked beside the shares, to the same measure."""
        members = f"{names[0].rsplit('_', 1)[0]}_members"
        if members not in self.block.values:
            return
        values = self.block.values[members]
        small = given & (values > 0) & (values <= 1) & ~self._decided(members)
        self.block.values[members] = values.mask(small, (values * 100).round(9))
        self._note(members, small, IN_FRACTIONS, "info")

    def fractions(self, questionnaire: Questionnaire) -> None:
        """A percent between 0 and 1 that stands alone may be a fraction: only other answers of it can tell."""
        for question in questionnaire.of(self.block.repeat):
            shared_out = any(section.adds_up for section in question.sections)
            if question.unit != "percent" or shared_out or question.name not in self.block.values:
                continue
            values = self.block.values[question.name]
            open_ones = ~self._decided(question.name)
            small = (values > 0) & (values < 1) & open_ones
            elsewhere = self.in_fractions if self.in_fractions is not None else small & False
            as_elsewhere = small & elsewhere
            # Among fractions, 1 is one percent or all of it.
            among = (values[small].nunique() >= _FRACTIONS) and not (values > 1).any()
            doubtful = (small & ~as_elsewhere) | ((values == 1) & open_ones & (elsewhere | among))
            if not (doubtful | as_elsewhere).any():
                continue
            self.block.values[question.name] = values.mask(as_elsewhere, (values * 100).round(9))
            self._note(question.name, as_elsewhere, IN_FRACTIONS, "info", "its other shares are given in fractions")
            both = written(values) + SEPARATOR + written((values * 100).round(9))
            self._leave(question.name, doubtful, "fraction_or_percent", both)

    def none_beside_others(self, questionnaire: Questionnaire) -> None:
        for question in questionnaire.of(self.block.repeat):
            if question.kind != "select_multiple" or question.name not in self.block.values:
                continue
            if _NONE in {option.name for option in questionnaire.options_of(question)}:
                codes = SEPARATOR + self.block.values[question.name].fillna("") + SEPARATOR
                both = codes.str.contains(f";{_NONE};", regex=False) & (codes != f";{_NONE};")
                others = codes.str.replace(f";{_NONE};", ";", regex=False).str.strip(SEPARATOR)
                self._leave(question.name, both, "none_beside_others", others)

    def main_stage(self) -> None:
        """Take a main stage only where it is among the stages that were named."""
        values = self.block.values
        if _MAIN not in values or _STAGES not in values:
            return
        main, stages = values[_MAIN], values[_STAGES].fillna("")
        pairs = zip(main.fillna(""), stages, strict=True)
        outside = [bool(one) and one not in several.split(SEPARATOR) for one, several in pairs]
        self._leave(_MAIN, pd.Series(outside, index=main.index), "main_not_among_stages", main.fillna(""))

    def turnover(self, rate: float) -> None:
        """Bring turnover and its unit together, where the sum says a unit of its own; flag what cannot be."""
        values = self.block.values
        if _TURNOVER not in values or _UNIT not in values:
            return
        self._units_of_cells()
        stated, unit = values[_TURNOVER], values[_UNIT]
        self._leave(_TURNOVER, stated.notna() & unit.isna(), "no_unit", written(stated))
        if _EMPLOYEES in values:
            persons = values[_EMPLOYEES].where(values[_EMPLOYEES] > 0)
            each = values[_TURNOVER] * self._thousands(rate) / persons
            odd = (each < _PER_PERSON[0]) & (each > 0) | (each > _PER_PERSON[1])
            said = each.fillna(0.0).map("{:.3g} thousand EUR per person employed".format).astype("str")
            self._note(_TURNOVER, odd, "turnover_per_person", "flag", said)

    def spending(self, rate: float) -> None:
        """Flag research that costs more than is turned over: lei or thousands may have been meant."""
        values = self.block.values
        if not {_TURNOVER, _UNIT, _RESEARCH} <= set(values):
            return
        spent, turned_over = values[_RESEARCH], values[_TURNOVER] * self._thousands(rate)
        more = (spent > turned_over) & turned_over.notna()
        said = turned_over.fillna(0.0).map("turnover is {:.6g} thousand EUR".format).astype("str")
        self._note(_RESEARCH, more, "more_than_turnover", "flag", said)

    def _thousands(self, rate: float) -> pd.Series:
        """Thousand euro in one of the unit in which each turnover is given."""
        thousands = {
            code: factor / 1000 / (rate if currency == "lei" else 1) for code, (factor, currency) in MONEY_UNITS.items()
        }
        return self.block.values[_UNIT].map(thousands).astype("float64")

    def _units_of_cells(self) -> None:
        """Take the unit that a cell itself says for the sum, where the question of the unit does not gainsay it."""
        units = self.block.units.get(_TURNOVER)
        if units is None:
            return
        values = self.block.values
        sums, codes = values[_TURNOVER], values[_UNIT]
        own = units.notna() & sums.notna()
        cells = zip(sums[own], units[own], codes[own].fillna(""), strict=True)
        told = [_agreed(value, said, code) or (np.nan, None) for value, said, code in cells]
        known = pd.DataFrame(told, index=sums.index[own], columns=["sum", "unit"]).reindex(sums.index)
        unclear = own & known["sum"].isna()
        filled = own & ~unclear & codes.isna()
        values[_TURNOVER] = sums.where(~own | unclear, known["sum"]).astype("float64")
        values[_UNIT] = codes.mask(filled, known["unit"]).astype("str")
        self._note(_UNIT, filled, "unit_beside_sum", "info")
        self._leave(_TURNOVER, unclear, "units_disagree", written(sums))


def _agreed(value: float, said: tuple[float, str], code: str) -> tuple[float, str] | None:
    """The sum and its unit, where what a cell says agrees with the unit that was chosen, or none was.

    Examples
    --------
    >>> _agreed(1.2, (1e6, "lei"), "thousand_lei"), _agreed(45.0, (1e3, "eur"), "lei"), _agreed(3.0, (1e3, "lei"), "")
    ((1200.0, 'thousand_lei'), None, (3.0, 'thousand_lei'))
    """
    factor, currency = said
    if not code:
        found = next((name for name, unit in MONEY_UNITS.items() if unit == said), None)
        if found:
            return value, found
        return (round(value * factor / 1e6, 9), "million_lei") if currency == "lei" else None
    wanted, wanted_currency = MONEY_UNITS[code]
    if currency and currency != wanted_currency:
        return None
    if factor == wanted:
        return value, code
    # The currency alone may have been set behind thousands.
    return (round(value * factor / wanted, 9), code) if factor > 1.0 else None
