"""Ask at the terminal for what the options did not say; what cannot be so is told, and asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from babel.numbers import get_territory_currencies

from ..problems import ParameterError, Problem, quoted
from ..settings import LANGUAGES, territory
from ..study import Study
from .wish import Typed, zone_of
from .write import read_typed, refuse_if_taken

_CLUSTER = "Cluster (ID=NAME:DIVISIONS, as shoes=Shoes of Fermo:15,13; or ID=NAME:astrico-ne; nothing ends)"
_COUNTY = "County (NUTS3=NAME, as ITI32=Ancona; nothing ends)"
#: Asks for the answers to an option.
_Question = Callable[[Study, Typed], str | Sequence[str]]


def ask(source: Study, folder: Path, typed: Typed) -> Typed:
    """Ask for each answer that is missing; what is typed is read as that of an option.

    Raises
    ------
    StudyError
        If `folder` is not empty, before anything is asked; if what is wrong was not asked for.
    """
    refuse_if_taken(folder)
    asked = {option for option, (field, _question) in _QUESTIONS.items() if not getattr(typed, field)}
    for option in _QUESTIONS:
        if option in asked:
            typed = _answered(source, typed, option)
    # Some answers do not go together.
    while wrong := _wrong(source, typed):
        options = dict.fromkeys(problem.file for problem in wrong)
        if not options.keys() <= asked:
            raise ParameterError(wrong)
        _tell(wrong)
        for option in options:
            typed = _answered(source, typed, option)
    return typed


def _answered(source: Study, typed: Typed, option: str) -> Typed:
    """Ask for an option until its answer is right."""
    field, question = _QUESTIONS[option]
    while True:
        answer: dict[str, Any] = {field: question(source, typed)}
        tried = replace(typed, **answer)
        wrong = _wrong(source, tried, option)
        if not wrong:
            return tried
        _tell(wrong)


def _wrong(source: Study, typed: Typed, option: str = "") -> list[Problem]:
    """Find what is wrong in what was typed, or what an option said."""
    try:
        read_typed(source, typed)
    except ParameterError as error:
        return [problem for problem in error.problems if option in ("", problem.file)]
    return []


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        typer.echo(f"{problem.found} {problem.remedy}")


def _line(question: str, form: Callable[[str], str] = str.strip) -> _Question:
    return lambda _source, _typed: form(str(typer.prompt(question)))


def _languages(_source: Study, _typed: Typed) -> Sequence[str]:
    said = typer.prompt(f"Languages, the main one first ({quoted(LANGUAGES)}, or others)")
    return str(said).lower().replace(",", " ").split()


def _titles(_source: Study, typed: Typed) -> Sequence[str]:
    return [f"{language}={typer.prompt(f'Title ({language})')}" for language in typed.languages]


def _of_another_country(question: _Question) -> _Question:
    """Ask only for a country of which the source does not know the places."""
    return lambda source, typed: question(source, typed) if typed.country != source.settings.country else ""


def _lines(question: str, option: str, field: str) -> _Question:
    """Ask for lines until there is none; one that is wrong is told, and left out."""

    def asked(source: Study, typed: Typed) -> Sequence[str]:
        found: list[str] = []
        while line := str(typer.prompt(question, default="", show_default=False)).strip():
            answers: dict[str, Any] = {field: [*found, line]}
            wrong = _wrong(source, replace(typed, **answers), option)
            _tell(wrong)
            found += [] if wrong else [line]
        return found

    return asked


def _rate(_source: Study, typed: Typed) -> str:
    """Ask for the rate of a country's own currency; nothing takes answers in euro alone."""
    code = next(iter(get_territory_currencies(territory(typed.country))), "EUR")
    if code == "EUR":
        return ""
    said = f"How many {code} one euro was in the year before (nothing takes answers in euro alone)"
    return str(typer.prompt(said, default="", show_default=False)).strip()


def _zone(_source: Study, typed: Typed) -> str:
    return zone_of(typed.country) or str(typer.prompt("Time zone (as Europe/Rome)")).strip()


#: What is asked for each option, in order: the field of the answer, and the question.
_QUESTIONS: Mapping[str, tuple[str, _Question]] = {
    "--language": ("languages", _languages),
    "--title": ("titles", _titles),
    "--country": ("country", _line("Country (two capital letters, as IT)", lambda said: said.strip().upper())),
    "--region": ("region", _line("Region (NUTS 2 code, as ITI3)", lambda said: said.strip().upper())),
    "--region-name": ("region_name", _of_another_country(_line("Name of the region"))),
    "--county": ("counties", _of_another_country(_lines(_COUNTY, "--county", "counties"))),
    "--cluster": ("clusters", _lines(_CLUSTER, "--cluster", "clusters")),
    "--start": ("start", _line("First day of the action (YYYY-MM-DD)")),
    "--end": ("end", _line("Last day of the action (YYYY-MM-DD)")),
    "--budget": ("budget", _line("Budget in euro")),
    "--rate": ("rate", _of_another_country(_rate)),
    "--zone": ("zone", _zone),
}
