"""Ask at the terminal for what the options did not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import typer
from babel.numbers import get_territory_currencies

from ..problems import quoted
from ..settings import LANGUAGES, territory
from ..study import Study
from .wish import Typed, zone_of
from .write import refuse_if_taken


def ask(source: Study, folder: Path, typed: Typed) -> Typed:
    """Ask for each answer that is missing; what is typed is read as that of an option.

    Raises
    ------
    StudyError
        If `folder` is not empty, before anything is asked.
    """
    refuse_if_taken(folder)
    languages = typed.languages or _several(
        f"Languages, the main one first ({quoted(LANGUAGES)}, or others)", str.lower
    )
    titles = typed.titles or [f"{language}={typer.prompt(f'Title ({language})')}" for language in languages]
    country = typed.country or typer.prompt("Country (two capital letters, as IT)").upper()
    region = typed.region or typer.prompt("Region (NUTS 2 code, as ITI3)").upper()
    other = country != source.settings.country
    return replace(
        typed,
        languages=languages,
        titles=titles,
        country=country,
        region=region,
        region_name=typed.region_name or (typer.prompt("Name of the region") if other else ""),
        counties=typed.counties or (_lines("County (NUTS3=NAME, as ITI32=Ancona; nothing ends)") if other else []),
        clusters=typed.clusters or _lines(_CLUSTER),
        start=typed.start or typer.prompt("First day of the action (YYYY-MM-DD)"),
        end=typed.end or typer.prompt("Last day of the action (YYYY-MM-DD)"),
        budget=typed.budget or typer.prompt("Budget in euro"),
        rate=typed.rate or (_rate_of(country) if other else ""),
        zone=typed.zone or zone_of(country) or typer.prompt("Time zone (as Europe/Rome)"),
    )


_CLUSTER = "Cluster (ID=NAME:DIVISIONS, as shoes=Shoes of Fermo:15,13; or ID=NAME:astrico-ne; nothing ends)"


def _rate_of(country: str) -> str:
    """Ask for the rate of a country's own currency; nothing takes answers in euro alone."""
    code = next(iter(get_territory_currencies(territory(country))), "EUR")
    if code == "EUR":
        return ""
    said = f"How many {code} one euro was in the year before (nothing takes answers in euro alone)"
    return str(typer.prompt(said, default="", show_default=False)).strip()


def _several(question: str, form: Callable[[str], str]) -> Sequence[str]:
    return [form(part) for part in str(typer.prompt(question)).replace(",", " ").split()]


def _lines(question: str) -> Sequence[str]:
    found = []
    while line := str(typer.prompt(question, default="", show_default=False)).strip():
        found.append(line)
    return found
