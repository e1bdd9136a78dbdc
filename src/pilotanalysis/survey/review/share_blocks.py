"""Blocks of shares that wait: all parts of a block in one row, with what a decision would make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ...tables import SEPARATOR
from ..cleaning import CleaningContext
from ..cleaning.corrections import meaning_as_typed
from ..decisions import NO_ANSWER
from ..interpretation import as_text
from ..questionnaire import Questionnaire, QuestionnaireSection
from ..reading.missing import KINDS

#: What may be decided, beside a number for each part.
SCALE, REST = "scale to 100", "rest in {}"
#: Columns that tell the blocks of a study apart.
PLACE = ("wave", "cluster", "respondent", "block", "number")
#: By how many percentage points a block may miss 100, as where it is cleaned.
_TOLERANCE = 1.0
#: Shares by question; None where nothing was said, or nothing is taken.
Parts = Mapping[str, float | None]


@dataclass(frozen=True)
class SharePart:
    """One share of a block.

    Attributes
    ----------
    question : str
    raw : str
        The text that a correction of it expects.
    number : float, optional
        That stands there, or that was decided.
    unread : bool
        Whether it says something that is no number: it cannot count as nothing.
    decided : bool
        Whether somebody decided it, and the last run applied that.
    """

    question: str
    raw: str
    number: float | None = None
    unread: bool = False
    decided: bool = False

    @property
    def raw_counts(self) -> bool:
        """Whether what stands there says anything; what says nothing is nothing beside other shares."""
        return self.unread or self.number is not None


@dataclass(frozen=True)
class ShareBlock:
    """A block of shares that waits.

    Attributes
    ----------
    place : Mapping[str, str]
        By the columns of :data:`PLACE`.
    section : QuestionnaireSection
    parts : tuple of SharePart
        In the order of the questionnaire.
    cells : DataFrame
        What waits of it: rows of the review.
    """

    place: Mapping[str, str]
    section: QuestionnaireSection
    parts: tuple[SharePart, ...]
    cells: pd.DataFrame

    @property
    def as_typed(self) -> str:
        """What stands in its parts."""
        return "; ".join(f"{part.question}: {part.raw}".rstrip() for part in self.parts)

    @property
    def adds_up_to(self) -> str:
        """What its numbers add up to, and the parts that are none."""
        unread = [part.question for part in self.parts if part.unread]
        total = as_text(round(total_of({part.question: part.number for part in self.parts}), 9))
        return f"{total}, without {', '.join(unread)}" if unread else total

    @property
    def decided(self) -> dict[str, float | None]:
        """Parts that somebody decided already."""
        return {part.question: part.number for part in self.parts if part.decided}

    def choices(self, fixed: Parts) -> dict[str, Parts]:
        """Give what may be chosen, with the shares that follow; those of `fixed` stay as they are."""
        shares = {part.question: part.number for part in self.parts} | dict(fixed)
        unread = {part.question for part in self.parts if part.unread} - set(fixed)
        total = total_of(shares)
        found: dict[str, Parts] = {}
        if total > 0 and not unread and not fixed:
            found[SCALE] = {name: share and round(share * 100 / total, 2) for name, share in shares.items()}
        for name, share in shares.items():
            # A part that says something may be told to be nothing, where the others are the whole.
            lacks = total < 100 or (total == 100 and name in unread)
            if lacks and not share and name not in fixed and unread <= {name}:
                found[REST.format(name)] = {**shares, name: round(100 - total, 9)}
        found[NO_ANSWER] = {name: fixed.get(name) for name in shares}
        return {choice: parts for choice, parts in found.items() if holds_together(parts)}

    def would_change(self, fixed: Parts) -> str:
        """Say what each choice makes of the parts, in their order."""
        told = (
            f"{choice}: "
            + ("; ".join(as_text(share or 0.0) for share in parts.values()) if total_of(parts) else "none")
            for choice, parts in self.choices(fixed).items()
        )
        return " | ".join(told)


def total_of(parts: Parts) -> float:
    """Add shares up."""
    return sum(share or 0.0 for share in parts.values())


def holds_together(parts: Parts) -> bool:
    """Whether shares add up to 100, or there is none."""
    return abs(total_of(parts) - 100) <= _TOLERANCE or all(share is None for share in parts.values())


def share_blocks(
    ledger: pd.DataFrame, review: pd.DataFrame, asked: Questionnaire, context: CleaningContext
) -> list[ShareBlock]:
    """Find the blocks of shares of which a part waits.

    Parameters
    ----------
    ledger, review : DataFrame
        Of the survey: what stands in the parts, and which of them wait.
    asked : Questionnaire
    context : CleaningContext
        By which the parts are read.
    """
    sections = {
        question.name: section for question in asked.questions for section in question.sections if section.adds_up
    }
    keys = list(PLACE)
    waiting, noted = (
        frame[frame["question"].isin(sections)].assign(
            block=lambda own: [sections[name].name for name in own["question"]],
            number=lambda own: own["number"].map(str),
        )
        for frame in (review, ledger)
    )
    by_block = dict(iter(noted.merge(waiting[keys].drop_duplicates(), on=keys).groupby(keys)))

    @cache
    def number_of(name: str, raw: str) -> float | None:
        told = meaning_as_typed(asked.by_name[name], raw, context).value
        return told if isinstance(told, float) else None

    found = []
    for key, cells in waiting.groupby(keys, sort=False):
        section = sections[str(cells["question"].iloc[0])]
        names = [name for name, one in sections.items() if one is section]
        own = dict(iter(by_block[key].groupby("question")))
        parts = tuple(_part(name, own.get(name), number_of) for name in names)
        found.append(ShareBlock(dict(zip(PLACE, map(str, key), strict=True)), section, parts, cells))
    return found


def _part(name: str, entries: pd.DataFrame | None, number_of: Callable[[str, str], float | None]) -> SharePart:
    """What stands in a part, by the entries of the ledger on it."""
    if entries is None:
        return SharePart(name, "")
    raw, rules = str(entries["raw"].iloc[0]), {*SEPARATOR.join(entries["rule"]).split(SEPARATOR)}
    decided = entries.loc[entries["rule"] == "decided", "value"]
    if len(decided):
        return SharePart(name, raw, float(decided.iloc[0]) if decided.iloc[0] else None, decided=True)
    number = number_of(name, raw)
    unread = number is None and bool((entries["severity"] == "review").any() or rules & {*KINDS})
    return SharePart(name, raw, number, unread)
