"""Counties, however they are named: by name, code, number, seat or a place in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pandas as pd
from pandera.typing import DataFrame
from rapidfuzz.distance import OSA

from ...reference import Counties, Localities
from ..interpretation import Reading, to_review
from ..texts import fold

#: Words around the name of a county or place.
_AROUND = re.compile(
    r"\b(localitatea|localitate|loc|judetul|judet|jud|county|contea|provincia|prov|distretto|municipiul|mun|orasul|oras|or|comuna|com|satul|sat"
    r"|town|city|of|di|romania|ro)\b"
)
#: From here on an address, not a place.
_STREET = re.compile(
    r"[,\s]+(?:str|strada|bd|b-dul|bdul|bulevardul|calea|sos|șos|soseaua|șoseaua|aleea|piata|piața|nr|cod)\b.*$",
    re.IGNORECASE,
)
#: Said of a place that is no town, and no county.
_VILLAGE = re.compile(r"\b(?:comuna|com|satul|sat)\b")
_TOWN = re.compile(r"\b(?:municipiul|mun|orasul|oras)\b")
_SECTOR = re.compile(r"(bucuresti )?(sector(ul)?|sect?) ?[1-6]( bucuresti)?")
#: Words with which names begin, shortened.
_SHORT = {"tg": "targu", "rm": "ramnicu", "p": "piatra", "sf": "sfantu"}
#: Names at least this long may have one letter wrong and still be told.
_LONG_ENOUGH = 5


class Places:
    """What names a county: the counties, and places with their counties."""

    def __init__(self, counties: DataFrame[Counties], localities: DataFrame[Localities]) -> None:
        self.counties = counties
        codes, seats = counties["county"], counties["seat"].map(_bare)
        self._named = dict(zip(counties["name"].map(_bare), codes, strict=True))
        self._coded = {code.lower(): code for code in codes}
        self._coded |= dict(zip(counties["nuts3"].str.lower(), codes, strict=True))
        for number, code in zip(counties["registration_number"], codes, strict=True):
            self._coded |= {str(number): code, f"{number:02d}": code}
        bare, commune = localities["locality"].map(_bare), localities["kind"] == "commune"
        self._communes = _grouped(bare[commune], localities.loc[commune, "county"])
        self._places = _grouped([*bare[~commune], *seats], [*localities.loc[~commune, "county"], *codes])
        official = pd.concat([localities["locality"], counties["seat"]], ignore_index=True)
        # The spelling before 1993 had î where names have â now.
        self._official = _grouped(
            [*official.map(_bare), *official.str.replace("â", "î").map(_bare)], [*official, *official]
        )

    def county(self, text: str) -> Reading:
        """Tell which county is meant.

        Parameters
        ----------
        text : str
            Repaired, see :func:`texts.repaired`.

        Returns
        -------
        Reading
            Code of the county. A place that lies in several counties, or is called like a county it does not
            lie in, is left to somebody.
        """
        folded = fold(text).strip(" .;-")
        if folded in self._coded:
            return Reading(self._coded[folded], ("county_by_code",))
        if _SECTOR.fullmatch(folded) and "bucuresti" in self._named:
            return Reading(self._named["bucuresti"], ("county_of_place",))
        # A code before or behind the name, of the same county.
        first, _blank, rest = folded.partition(" ")
        start, _blank, last = folded.rpartition(" ")
        for code, name in ((first, rest), (last, start)):
            if code in self._coded and name and self._coded[code] == self._named.get(_bare(name)):
                return Reading(self._coded[code], ("county_spelt_otherwise",))
        parts = [part for part in re.split(r"[,;/()]|\s-\s", folded) if _AROUND.sub("", part).strip(" .")]
        told = [self._part(part) for part in parts]
        codes = {str(one.value) for one in told if one.value}
        if len(codes) == 1 and all(one.value for one in told):
            return max(told, key=lambda one: (one.severity, len(one.rules)))
        proposals = [*codes, *(code for one in told for code in one.proposals)]
        return to_review("unknown_county", *sorted(proposals))

    def locality(self, text: str) -> Reading:
        """Bring a town or village to its official name; one that is not known stays as it is written.

        Parameters
        ----------
        text : str
            Repaired, see :func:`texts.repaired`.
        """
        named = _STREET.sub("", text)
        own = self._official.get(_bare(named))
        if own is None:
            parts = re.split(r"[,;/(]|\s[-–]\s|\bjud\b|\bjudetul\b|\bjudețul\b", named)
            own = self._one_of([_bare(part) for part in parts if part.strip()])
        if not own:
            return Reading(text, ("unknown_place",), "flag")
        # Names that differ by a hyphen only are of one place.
        written = text.strip()
        return Reading(written) if written in own else Reading(min(own), ("place_spelt_otherwise",))

    def _one_of(self, parts: list[str]) -> set[str]:
        """Official name of the one place among parts of an answer: beside it its county may stand, no other place."""
        found = [part for part in parts if part in self._official]
        if not found:
            return self._official.get("bucuresti", set()) if any(map(_SECTOR.fullmatch, parts)) else set()
        first = self._official[found[0]]
        counties = self._places.get(found[0], set()) | self._communes.get(found[0], set())
        others = [part for part in found[1:] if self._named.get(part) not in counties]
        return first if all(self._official[part] == first for part in others) else set()

    def _part(self, text: str) -> Reading:
        bare = _bare(text)
        village = bool(_VILLAGE.search(fold(text)))
        if bare in self._named and not village:
            return Reading(self._named[bare], ("county_spelt_otherwise",))
        for code in (text.strip(" ."), bare.removeprefix("cod ")):
            if code in self._coded:
                return Reading(self._coded[code], ("county_by_code",))
        towns, communes = self._places.get(bare, set()), self._communes.get(bare, set())
        own = communes if village and communes else towns if towns and _TOWN.search(fold(text)) else towns | communes
        if len(own) > 1:
            return to_review("place_of_several_counties", *sorted(own))
        if own:
            return Reading(next(iter(own)), ("county_of_place",))
        return self._misspelt(bare)

    def _misspelt(self, bare: str) -> Reading:
        if len(bare) < _LONG_ENOUGH:
            return to_review("unknown_county")
        near = {code for name, code in self._named.items() if OSA.distance(bare, name, score_cutoff=1) <= 1}
        for place, codes in self._places.items():
            if len(place) >= _LONG_ENOUGH and OSA.distance(bare, place, score_cutoff=1) <= 1:
                near |= codes
        if len(near) == 1:
            return Reading(near.pop(), ("misspelt",), "flag")
        return to_review("unknown_county", *near)


def _bare(text: str) -> str:
    """A name of a place by its letters and digits, without the words around it."""
    words = " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
    words = " ".join(_AROUND.sub(" ", words).split()) or words
    start, _blank, rest = words.partition(" ")
    return f"{_SHORT[start]} {rest}" if rest and start in _SHORT else words


def _grouped(names: Iterable[str], values: Iterable[str]) -> dict[str, set[str]]:
    """Values by the name that they bear."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in zip(names, values, strict=True):
        found[name].add(value)
    return found
