"""Names of organisations as people type them: with a place, a footnote or a mark behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..interpretation import Reading
from ..reading.missing import says_none
from .places import Places

#: A footnote or mark behind a name, and a number or bullet before it.
_MARK = re.compile(r"\s*(?:\[\d{1,2}\]|\{\d{1,2}\}|\(\d{1,2}\)|[*†‡§°]+|[¹²³⁴-⁹]+|[✓✔√☑])\s*$")
_BULLET = re.compile(r"^\s*(?:[•·▪◦*✓✔√☑–—-]|\(?\d{1,2}[.)])\s+")
#: A second number of a list: several are named.
_NUMBERED_ON = re.compile(r"^\s*\(?1[.)].*\s\(?2[.)]\s")
#: What stands behind a name: in brackets, or behind a comma, a dash or a preposition.
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")
_BEHIND = re.compile(r"(?:\s*,\s*|\s+[-–—/]\s+|\s+(?:din|de la|from|in|di|da)\s+)([^,/]+)$", re.IGNORECASE)


class PartnerNames:
    """Reads the names of organisations; with `places`, one in brackets behind a name is taken off."""

    def __init__(self, places: Places | None = None) -> None:
        self._places = places

    def name(self, text: str) -> Reading:
        """Give a name without footnotes, marks and a place in brackets.

        Parameters
        ----------
        text : str
            Repaired, see :func:`texts.repaired`.

        Examples
        --------
        >>> PartnerNames().name("2) Exemplu Nor 4 SRL [1]*").value
        'Exemplu Nor 4 SRL'
        >>> PartnerNames().name("nu avem").value is None
        True
        """
        if says_none(text):
            return Reading(None, ("says_none",), missing="empty")
        bare = text if _NUMBERED_ON.search(text) else _BULLET.sub("", text)
        if bare[-1:].isalpha():
            # Nothing stands behind it.
            return Reading(bare, ("mark_behind_name",)) if bare != text else Reading(text)
        while (shorter := _MARK.sub("", bare)) != bare:
            bare = shorter
        place = _BRACKETS.search(bare)
        if place and self._is_place(place[1]):
            bare = bare[: place.start()]
        return Reading(bare, ("mark_behind_name",)) if bare and bare != text else Reading(text)

    def shorter(self, name: str) -> Iterator[str]:
        """Give a name without what stands behind it: anything in brackets, else a place."""
        found = _BRACKETS.search(name)
        if found:
            yield name[: found.start()]
        found = _BEHIND.search(name)
        if found and self._is_place(found[1]):
            yield name[: found.start()]

    def _is_place(self, text: str) -> bool:
        return self._places is not None and (
            self._places.county(text).severity == "info" or "unknown_place" not in self._places.locality(text).rules
        )
