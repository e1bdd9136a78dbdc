"""What ``datapackage.json`` of another study says of its raw files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from .. import reference
from ..reference import CITED, COUNTRY, YEAR, file_of
from ..study import Study
from ..survey import questionnaire
from .catalogues import NATIONAL, Tables
from .wish import NewStudy

_COMPILED = "Compiled for this study"
_OWN_LANGUAGES = "in the languages of the study"
#: What is said of the tables of the source, and what instead where the study lies in another country.
_ELSEWHERE = {
    "CAEN Rev. 2 and Rev. 3": "NACE Rev. 2 and Rev. 2.1",
    "CAEN, the Romanian form of NACE": "NACE, with the names of their divisions",
    "CAEN": "NACE",
    "two-letter code (ISO 3166-2:RO)": "NUTS 3 code",
    "two-letter code": "code",
    "in three languages": _OWN_LANGUAGES,
    "in English, Romanian and Italian": _OWN_LANGUAGES,
}
#: The list of industries is the same in all tables of the database.
_OF_COUNTRY = ", national table of Romania, 2011"
#: What a column says of a class that the source has in Romanian alone.
_TITLE = "name of its division, where that is of the same revision"


def package_of(source: Study, wish: NewStudy, tables: Tables, texts: Tables) -> dict[str, Any]:
    """Describe the raw files: those of the source that stay, those made for this study, and the rosters.

    Parameters
    ----------
    source : Study
    wish : NewStudy
    tables : Tables
        Those made for this study.
    texts : Tables
        Those of the source that stay but for their words.
    """
    titles = {file_of(model): " ".join((model.__doc__ or "").split()).rstrip(".") for model in tables}
    titles[questionnaire.FILE] = "Questionnaire of the survey (XLSForm)"
    persons, left = file_of(reference.PersonsEmployed), [file_of(model) for model in NATIONAL]
    package: dict[str, Any] = json.loads((source.raw / "datapackage.json").read_text("utf-8"))
    kept = []
    for resource in package["resources"]:
        path = resource["path"]
        if path == persons:
            year = "".join(re.findall(r"\d{4}$", resource["title"]))
            title = f"Persons employed by activity, {wish.region} and {wish.country}, {year}"
            kept.append({**resource, "title": title})
        elif path in titles:
            own = {key: value for key, value in resource.items() if key not in (COUNTRY, YEAR, CITED)}
            kept.append({**own, "title": titles[path], "official": False, "sources": [{"title": _COMPILED}]})
        elif path.startswith("reference/") and (wish.national or path not in left):
            kept.append(resource)
    if not wish.national:
        columns = {file_of(model): list(map(str, frame)) for model, frame in {**tables, **texts}.items()}
        kept = [_elsewhere(resource, columns.get(resource["path"], [])) for resource in kept]
    return {**package, "resources": [*kept, *_rosters(wish)]}


def _elsewhere(resource: dict[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """Say of a table what holds in another country; `columns` are those that it has there, where it is written anew."""
    said = json.dumps({key: value for key, value in resource.items() if key != "sources"}, ensure_ascii=False)
    for words, instead in _ELSEWHERE.items():
        said = said.replace(words, instead)
    sources = [{**each, "title": each["title"].replace(_OF_COUNTRY, "")} for each in resource["sources"]]
    changed: dict[str, Any] = {**json.loads(said), "sources": sources}
    if columns:
        fields = {field["name"]: field for field in changed["schema"]["fields"]}
        own = [fields.get(name) or {"name": name, "type": "string", "description": _TITLE} for name in columns]
        changed["schema"] = {**changed["schema"], "fields": own}
    return changed


def _rosters(wish: NewStudy) -> list[dict[str, Any]]:
    return [
        {
            "name": f"roster-{cluster.id}",
            "path": f"roster/{cluster.id}.xlsx",
            "title": f"Members and stages as the management lists them: {cluster.id}",
            "format": "xlsx",
            "synthetic": False,
            "sources": [{"title": f"Management of {cluster.name}, {date.fromisoformat(wish.start).year}"}],
        }
        for cluster in wish.clusters
    ]
