"""Which member of the roster a partner is that somebody named: by its name, else left to somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from .cleaning.partners import PartnerNames
from .identity import alike, legal_form_of, name_key, name_keys, unambiguous, without_words_around
from .interpretation import NOTHING, Reading, to_review
from .texts import fold, of_distinct

_MOST_PROPOSALS = 3
#: What joins two names.
_JOINT = re.compile(
    r"\s*[,;/&+|\n]\s*|\s+(?:și|şi|si|and|e|ed|cu|sau|plus)\s+|\s+[-–—]\s+|(?:^|\s+)\d[.)]\s+", re.IGNORECASE
)
#: Words before a name that say that it is one no more, or more than one.
_FORMER = re.compile(r"^(?:fost[aăul]*|ex|former(?:ly)?|gia|in trecut|denumita anterior)\b[\s:.-]*(?=\w)")
_GROUP = re.compile(r"^(?:grupul|grup|gruppo|group)\s+(?=\w)")


class PartnerLinks:
    """Tells which member a partner is.

    Parameters
    ----------
    names : Series of str
        Of the members.
    organisations : Series of str
        Their keys.
    partners : PartnerNames
    """

    def __init__(self, names: pd.Series, organisations: pd.Series, partners: PartnerNames) -> None:
        known = unambiguous(name_keys(names), organisations)
        self._members: Mapping[str, str] = {str(key).removesuffix("|"): str(one) for key, one in known.items()}
        self._keys = {one: key for key, one in self._members.items() if key}
        self._called = dict(zip(organisations.astype("str"), names.astype("str"), strict=True))
        self._partners = partners

    def organisations(self, told: pd.Series) -> pd.Series:
        """Keys of the members that readings name."""
        return of_distinct(told, lambda name: self._members.get(name_key(name)), "str")

    def member(self, text: str) -> Reading:
        """Read the name of a partner: that of a member as the roster has it, where it is certain.

        Left to somebody where it may be a member or several are named; nothing where it is like none: not every
        partner is a member.
        """
        if (key := name_key(text)) in self._members:
            return self._named(self._members[key])
        shorter = {self._members.get(name_key(short)) for short in self._partners.shorter(text)} - {None}
        if len(shorter) == 1:
            return self._named(str(shorter.pop()))
        folded = fold(text)
        for pattern in (_FORMER, _GROUP):
            if (bare := pattern.sub("", folded)) != folded:
                return self._asked(self._near(bare))
        parts = [part for part in _JOINT.split(text) if part and part.strip()]
        named = list(dict.fromkeys(one for part in parts if (one := self._members.get(name_key(part)))))
        others = [part for part in parts if name_key(part) not in self._members and legal_form_of(part)]
        if len(named) + len(others) > 1:
            return to_review("several_partners", *self._names(named))
        for bare in without_words_around(folded):
            if (own := self._members.get(name_key(bare))) is not None:
                return self._named(own, "partner_among_words")
        # The same letters in the same order, blanks apart: nobody else can be meant.
        joined = name_key(next(without_words_around(folded))).replace(" ", "")
        same = [one for one, key in self._keys.items() if key.replace(" ", "") == joined]
        if len(same) == 1:
            return self._named(same[0], "partner_spelt_otherwise")
        return self._asked(self._near(next(without_words_around(folded))))

    def _near(self, text: str) -> list[str]:
        key = name_key(text)
        own = self._members.get(key)
        return [own] if own is not None else alike(key, self._keys)

    def _named(self, organisation: str, *rules: str) -> Reading:
        return Reading(self._called[organisation], rules)

    def _asked(self, organisations: list[str]) -> Reading:
        return to_review("partner_unsure", *self._names(organisations)) if organisations else NOTHING

    def _names(self, organisations: list[str]) -> list[str]:
        return [self._called[one] for one in organisations[:_MOST_PROPOSALS]]


def read_partners(written: pd.Series, said: pd.Series, links: PartnerLinks) -> tuple[pd.Series, list[Reading]]:
    """Read the names of partners: as they were written, else without what was taken off behind them.

    Parameters
    ----------
    written, said : Series of str
        As the cell has it, and as it was read; missing where nothing was said.
    links : PartnerLinks

    Returns
    -------
    Series of int
        Place of each cell among the readings; -1 where nothing was said.
    list of Reading
    """
    pairs = pd.MultiIndex.from_arrays([written.fillna(""), said.fillna("")])
    codes, distinct = pd.factorize(pairs)
    readings = []
    for first, second in distinct:
        told = links.member(first)
        if told.value is None or told.rules:
            other = links.member(second)
            told = other if other.value is not None and not other.rules else told if told != NOTHING else other
        readings.append(told)
    return pd.Series(codes, index=written.index).where(said.notna(), -1), readings
