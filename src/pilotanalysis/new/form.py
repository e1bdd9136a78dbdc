"""The questionnaire of another study: that of a study that is there, with its own clusters and places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from babel import Locale

from .. import reference
from ..files.sheets import ROW, read_sheets
from ..files.xlsx import Book
from ..results.translations import SOURCE_LANGUAGE
from ..settings import LANGUAGES, territory
from ..study import Study
from ..survey import questionnaire
from ..survey.cleaning.money import LEI
from .catalogues import Tables
from .lists import of_country, rows
from .wish import NewStudy

_WORDS = ("label", "constraint_message", "required_message")
_LABEL = re.compile(r"(?P<of>\w+)::.*\((?P<language>\w+)\)")


def write_form(source: Study, wish: NewStudy, tables: Tables, path: Path) -> None:
    """Write the questionnaire of another study as an XLSForm."""
    origin = source.raw / questionnaire.FILE
    wanted = {"survey": ("type", "name"), "choices": ("list_name", "name")}
    sheets = read_sheets(origin, source.relative(origin), wanted, others=True)
    spoken = _spoken(wish)
    frames = {name: _in_languages(frame.drop(columns=ROW), spoken) for name, frame in sheets.items()}
    frames["survey"] = _reworded(frames["survey"], wish)
    if len(wish.clusters) == 1 and "needed" in frames["survey"].columns:
        # There is nobody else to meet.
        alone = frames["survey"]["name"] == "meet_clusters"
        frames["survey"]["needed"] = frames["survey"]["needed"].mask(alone)
    frames["choices"] = _reworded(_choices(frames["choices"], wish, tables), wish)
    frames = {name: _in_languages(_to_translate(frame, wish), wish.languages) for name, frame in frames.items()}
    first = next(name for name in frames["survey"].columns if name.startswith("label::")).removeprefix("label::")
    frames["settings"] = pd.DataFrame(
        [[wish.titles[wish.languages[0]], "missing_links", "{year}", first]],
        columns=["form_title", "form_id", "version", "default_language"],
    )
    with Book(path, wish.titles[wish.languages[0]]) as book:
        for name, frame in frames.items():
            sheet = book.table(name, list(frame.columns))
            for row, cells in enumerate(frame.itertuples(index=False), start=1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and cell:
                        sheet.write_string(row, column, cell)
            sheet.set_column(0, 1, 22)
            sheet.set_column(2, 1 + len(wish.languages), 40)


def _labels(frame: pd.DataFrame, of: str = "label") -> dict[str, str]:
    """Columns of words by language."""
    found = ((column, _LABEL.fullmatch(column)) for column in frame.columns)
    return {told["language"]: column for column, told in found if told and told["of"] == of}


def _spoken(wish: NewStudy) -> list[str]:
    """Languages of the study that the pack has; English too, where there are others to be translated into."""
    known = [language for language in wish.languages if language in LANGUAGES]
    return list(dict.fromkeys([*known, SOURCE_LANGUAGE])) if wish.to_translate else known


def _to_translate(frame: pd.DataFrame, wish: NewStudy) -> pd.DataFrame:
    """Add words in the languages of the study that the pack has not: the English ones, until somebody translates."""
    frame = frame.copy()
    for language in wish.to_translate:
        for of in _WORDS:
            if english := _labels(frame, of).get(SOURCE_LANGUAGE):
                frame[_column(of, language)] = frame[english]
    return frame


def _column(of: str, language: str) -> str:
    """Head of the column of words in a language that the pack has not."""
    return f"{of}::{str(Locale(language).get_display_name(language)).capitalize()} ({language})"


def _in_languages(frame: pd.DataFrame, languages: Sequence[str]) -> pd.DataFrame:
    """Leave out the words in other languages, and put the first language first."""
    left, kept = set(), dict[str, str]()
    for of in _WORDS:
        columns = _labels(frame, of)
        left |= set(columns.values())
        kept |= {f"{of} {language}": columns[language] for language in languages if language in columns}
    ordered: list[str] = []
    for column in frame.columns:
        ordered += [column] if column not in left else []
        if column == "name":
            ordered += [name for key, name in kept.items() if key.startswith("label ")]
    return frame[[*ordered, *(name for key, name in kept.items() if not key.startswith("label "))]]


def _reworded(frame: pd.DataFrame, wish: NewStudy) -> pd.DataFrame:
    """Say otherwise what is said of the country of the source."""
    if wish.national:
        return frame
    frame = frame.copy()
    said = [row for row in rows("wording") if row["country"] in (wish.country, "")]
    for row in sorted(said, key=lambda row: (row["country"] == "", -len(row["said"]))):
        for of in _WORDS:
            column = _labels(frame, of).get(row["language"])
            if column:
                frame[column] = frame[column].str.replace(row["said"], row["instead"], regex=False)
    return frame


def _choices(frame: pd.DataFrame, wish: NewStudy, tables: Tables) -> pd.DataFrame:
    """Put the lists of another study in the place of those of the source."""
    lists: dict[str, pd.DataFrame] = {}
    labels = _labels(frame)
    clusters, stages = tables[reference.Clusters], tables[reference.Catalogue]
    lists["cluster"] = _options(clusters["cluster"], dict.fromkeys(labels, clusters["name"]), labels)
    none = frame[(frame["list_name"] == "stage") & (frame["name"] == "none")]
    own = _options(stages["stage"], {code: stages[f"name_{code}"] for code in labels}, labels)
    lists["stage"] = pd.concat([own.assign(cluster=list(stages["cluster"])), none], ignore_index=True)
    if not wish.national:
        counties = tables[reference.Counties]
        lists["county"] = _options(counties["county"], dict.fromkeys(labels, counties["name"]), labels)
        forms = pd.DataFrame(of_country("legal_forms", wish.country))
        other = frame[(frame["list_name"] == "legal_form") & (frame["name"] == questionnaire.OTHER)]
        named = _options(forms["code"], {code: forms[code] for code in labels}, labels)
        lists["legal_form"] = pd.concat([named, other], ignore_index=True)
        frame = _in_currency(frame, labels, wish)
        country = (frame["list_name"] == "market") & (frame["name"] == "country")
        for language, column in labels.items():
            frame.loc[country, column] = str(Locale(language).territories[territory(wish.country)])
    parts = [
        lists.get(str(name), group).assign(list_name=name) for name, group in frame.groupby("list_name", sort=False)
    ]
    return pd.concat(parts, ignore_index=True).reindex(columns=frame.columns)


def _in_currency(frame: pd.DataFrame, labels: Mapping[str, str], wish: NewStudy) -> pd.DataFrame:
    """Offer units of the currency of another country in place of those in lei; none where it names no currency."""
    lei = (frame["list_name"] == "money_unit") & frame["name"].str.contains(LEI)
    if wish.currency is None:
        return frame[~lei].copy()
    code, _rate = wish.currency
    frame = frame.copy()
    frame.loc[lei, "name"] = frame.loc[lei, "name"].str.replace(LEI, code.lower())
    for column in labels.values():
        frame.loc[lei, column] = frame.loc[lei, column].str.replace(LEI, code)
    if "also" in frame.columns:
        frame.loc[lei, "also"] = ""
    return frame


def _options(codes: pd.Series, words: Mapping[str, pd.Series], labels: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"name": list(codes), **{labels[language]: list(said) for language, said in words.items()}})
