"""What another study shall be: read from what somebody typed, and what is wrong in that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from ..problems import ParameterError, Problem, nearest, quoted
from ..settings import LANGUAGES, is_language, territory

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIVISIONS = re.compile(r"\d{2}(\s*,\s*\d{2})*")
_NUTS3 = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
#: What parts one pair from the next where several are given at once; a name may hold commas of its own.
_NEXT_PAIR = re.compile(r"[,;]\s*(?=[\w-]+\s*=)")


def zone_of(country: str) -> str:
    """Time zone of a country; empty where it has several, or is not known."""
    zones = [zone for zone, of in get_global("zone_territories").items() if of == territory(country)]
    return zones[0] if len(zones) == 1 else ""


@dataclass(frozen=True)
class Typed:
    """Answers as somebody typed them, by option; empty where nothing was said."""

    titles: Sequence[str]
    country: str
    region: str
    region_name: str
    counties: Sequence[str]
    languages: Sequence[str]
    clusters: Sequence[str]
    start: str
    end: str
    budget: str
    zone: str
    rate: str = ""
    official: Path | None = None


@dataclass(frozen=True)
class NewCluster:
    """A cluster of another study: its divisions, for a starter catalogue, or the cluster whose chain it takes over."""

    id: str
    name: str
    divisions: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True)
class NewStudy:
    """What another study shall be.

    `counties` are names by NUTS 3 code, `titles` words by language; `currency` is the code of the country's currency
    and how many of it one euro is, where answers are taken in it beside euro; `national` is whether it lies in the
    country of the study that it is made from, so that what is said of the country holds.
    """

    titles: Mapping[str, str]
    country: str
    region: str
    region_name: str
    counties: Mapping[str, str]
    languages: tuple[str, ...]
    clusters: tuple[NewCluster, ...]
    start: str
    end: str
    budget: float
    zone: str
    national: bool
    currency: tuple[str, float] | None = None
    official: Path | None = None

    @property
    def to_translate(self) -> list[str]:
        """Languages of which the pack has no words."""
        return [language for language in self.languages if language not in LANGUAGES]


@dataclass
class _Reader:
    """Reads options one by one and notes what is wrong with each."""

    problems: list[Problem] = field(default_factory=list)

    def wrong(self, option: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(option, found, remedy))

    def pairs(self, option: str, cells: Sequence[str], form: str) -> Iterator[tuple[str, str]]:
        for cell in (one for several in cells for one in _NEXT_PAIR.split(several)):
            key, sign, value = (part.strip() for part in cell.partition("="))
            if sign and key and value:
                yield key, value
            else:
                self.wrong(option, f"{cell!r} is not of the form {form}.", "Write both parts.")


def read(typed: Typed, home: str, regions: Sequence[str], chains: Sequence[str], divisions: Sequence[str]) -> NewStudy:
    """Read what somebody typed.

    Parameters
    ----------
    typed : Typed
    home : str
        Country of the study that it is made from.
    regions : sequence of str
        Regions that this study knows.
    chains : sequence of str
        Clusters whose stages may be taken over.
    divisions : sequence of str
        Two-digit divisions of NACE Rev. 2.

    Raises
    ------
    ParameterError
        With every option that is missing or wrong, in words.
    """
    reader = _Reader()
    languages = _languages(reader, typed.languages)
    titles = _titles(reader, typed.titles, languages)
    national = typed.country == home
    _check_places(reader, typed, regions if national else ())
    counties = _counties(reader, typed, national)
    _check_times(reader, typed)
    budget = _budget(reader, typed.budget)
    clusters = tuple(_clusters(reader, typed.clusters, chains, divisions))
    currency = _currency(reader, typed.rate, typed.country, national) if typed.rate else None
    if reader.problems:
        raise ParameterError(reader.problems)
    return NewStudy(
        titles, typed.country, typed.region, typed.region_name.strip(), counties, languages, clusters,
        typed.start, typed.end, budget, typed.zone, national, currency, typed.official,
    )  # fmt: skip


def _languages(reader: _Reader, named: Sequence[str]) -> tuple[str, ...]:
    for language in named:
        if not is_language(language):
            remedy = f"Write the code of {quoted(LANGUAGES)}, or of another, as es."
            reader.wrong("--language", f"{language} is no language.", remedy)
    if not named:
        reader.wrong("--language", "No language is named.", f"Name one or more, as {quoted(LANGUAGES)}.")
    return tuple(dict.fromkeys(named))


def _check_places(reader: _Reader, typed: Typed, regions: Sequence[str]) -> None:
    """Find what is wrong with country and region; `regions` are those of a country that the pack knows."""
    if territory(typed.country) not in Locale("en").territories or not re.fullmatch("[A-Z]{2}", typed.country):
        reader.wrong("--country", f"{typed.country!r} is no country.", "Write two capital letters, as IT.")
    if not re.fullmatch("[A-Z]{2}[A-Z0-9]{2}", typed.region):
        reader.wrong("--region", f"{typed.region!r} is no NUTS 2 code.", "Write four characters, as ITI3.")
    elif not typed.region.startswith(typed.country):
        remedy = "Codes of regions begin with that of their country: mend one."
        reader.wrong("--region", f"{typed.region} does not lie in {typed.country}.", remedy)
    elif regions and typed.region not in regions:
        reader.wrong("--region", f"{typed.region} is no region of {typed.country}.", f"There are: {quoted(regions)}.")


def _check_times(reader: _Reader, typed: Typed) -> None:
    days = {"--start": _day(typed.start), "--end": _day(typed.end)}
    for option, said in (("--start", typed.start), ("--end", typed.end)):
        if days[option] is None:
            reader.wrong(option, f"{said!r} is no day.", "Write when the action begins and ends, as 2026-01-31.")
    start, end = days.values()
    if start and end and end < start:
        reader.wrong("--end", f"{end} lies before start ({start}).", "Put the earlier day first.")
    if not typed.zone:
        said = "The country has several time zones, or is not known." if typed.country else "No country, no time zone."
        reader.wrong("--zone", said, "Name one, as Europe/Rome.")
    elif typed.zone not in available_timezones():
        reader.wrong("--zone", f"{typed.zone!r} is no time zone.", "Name one, as Europe/Rome.")


def _day(said: str) -> date | None:
    """Read a day as 2026-01-31; None if it is none."""
    try:
        return date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said) else None
    except ValueError:
        return None


def _titles(reader: _Reader, cells: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    if len(languages) == 1 and len(cells) == 1 and not re.match(r"[a-z]{2}=", cells[0]):
        return {languages[0]: cells[0].strip()} if cells[0].strip() else {}
    titles = dict(reader.pairs("--title", cells, "LANGUAGE=TITLE"))
    for language in [*dict.fromkeys([*languages, *titles])]:
        if language not in titles:
            reader.wrong("--title", f"The study has no title in {language}.", f'Give it: --title {language}="..."')
        elif language not in languages:
            reader.wrong("--title", f"{language} is no language of the study.", f"It has {quoted(languages)}.")
    return titles


def _counties(reader: _Reader, typed: Typed, national: bool) -> dict[str, str]:
    """Counties of the region by NUTS 3 code; of a country that the pack knows they stand in its tables."""
    if national:
        if typed.counties or typed.region_name:
            said = "Regions and counties of this country stand in the reference tables."
            option = "--county" if typed.counties else "--region-name"
            reader.wrong(option, said, "Leave out --county and --region-name.")
        return {}
    if not typed.region_name.strip():
        reader.wrong("--region-name", "The region has no name.", "Give it, as Marche.")
    named = list(reader.pairs("--county", typed.counties, "NUTS3=NAME"))
    counties = dict(named)
    if len(counties) < len(named):
        reader.wrong("--county", "A county is named twice.", "Name each once.")
    for code in counties:
        if not _NUTS3.fullmatch(code) or not code.startswith(typed.region):
            remedy = f"Write five characters that begin with {typed.region}."
            reader.wrong("--county", f"{code} is no NUTS 3 code of {typed.region}.", remedy)
    if not counties:
        reader.wrong("--county", "No county of the region is named.", "Name each, as --county ITI32=Ancona.")
    return counties


def _budget(reader: _Reader, said: str) -> float:
    # With more decimals a point may be meant to set thousands apart.
    amount = float(said) if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", said) else 0.0
    if not amount:
        remedy = "Write what the action may cost, in euro, without signs between thousands, as 10000."
        reader.wrong("--budget", f"{said!r} is no amount.", remedy)
    return amount


def _currency(reader: _Reader, said: str, country: str, national: bool) -> tuple[str, float] | None:
    """Give the currency of a country, by its code, with its rate."""
    from babel.numbers import get_territory_currencies

    codes = [] if national else get_territory_currencies(territory(country))
    if not codes or codes[0] == "EUR":
        reader.wrong("--rate", "The rates of this country are known, or it has the euro.", "Leave --rate out.")
        return None
    try:
        rate = float(said)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1e12:
        remedy = f"Write how many {codes[0]} one euro was, on average of the year before the action, as 4.25."
        reader.wrong("--rate", f"{said!r} is no rate.", remedy)
    return codes[0], rate


def _clusters(
    reader: _Reader, cells: Sequence[str], chains: Sequence[str], divisions: Sequence[str]
) -> Iterator[NewCluster]:
    named: list[str] = []
    for key, rest in reader.pairs("--cluster", cells, "ID=NAME:DIVISIONS, or ID=NAME:CLUSTER"):
        name, _sign, source = (part.strip() for part in rest.rpartition(":"))
        if not _ID.fullmatch(key):
            reader.wrong("--cluster", f"{key} is no id.", "Use small letters without accents, digits and hyphens.")
        elif key in named:
            reader.wrong("--cluster", f"{key} is named twice.", "Name each cluster once.")
        elif not name:
            remedy = "Write the name, a colon, and what it works in, as shoes=Shoes of Fermo:15,13."
            reader.wrong("--cluster", f"{key} has no name, or no stages.", remedy)
        elif _DIVISIONS.fullmatch(source):
            own = tuple(dict.fromkeys(part.strip() for part in source.split(",")))
            unknown = [division for division in own if division not in divisions]
            if unknown:
                remedy = "Take divisions of activities.csv, as 13."
                reader.wrong("--cluster", f"{quoted(unknown)} of {key} is no division of NACE Rev. 2.", remedy)
            yield NewCluster(key, name, divisions=own)
        elif source in chains:
            yield NewCluster(key, name, like=source)
        else:
            remedy = f"Write divisions of NACE joined by commas, or one of {quoted(chains)}.{nearest(source, chains)}"
            reader.wrong("--cluster", f"{source} of {key} is neither a division nor a cluster of this study.", remedy)
        named.append(key)
    if not cells:
        reader.wrong("--cluster", "No cluster is named.", "Name one or more, as shoes=Shoes of Fermo:15,13.")
