"""The roster of another study, as a management gets it: empty, with what may stand in it and how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..files.xlsx import Book
from ..results import Translatable, _, say
from ..results.translations import SOURCE_LANGUAGE
from ..settings import LANGUAGES
from ..survey import roster
from ..survey.labels import ORGANISATION_TYPE
from ..survey.tables import ORGANISATION_TYPES, REVENUE_BANDS, SIZE_BANDS, STATEMENTS

#: Rows of a roster in which cells offer what is allowed.
_ROWS = 500
_ABOUT = (
    _("One row for each member, in the sheet members: all of them, not only those who answer."),
    _("fiscal_code: as in the register."),
    _(
        "stages: codes of the list below, joined by ;. "
        "Write none where no stage applies, and nothing if it is not known."
    ),
    _("size_band: persons employed. revenue_band: thousand euro a year. Leave blank what is not known."),
    _("Sheet statements: for each stage, whether any member works in it: yes, no or dont_know."),
    _("Send the file back under the same name; nobody but the study's analysts reads it."),
)


def write_roster(path: Path, stages: pd.DataFrame, counties: pd.DataFrame, language: str) -> None:
    """Write an empty roster: heads, cells that offer what is allowed, and how to fill it in.

    Parameters
    ----------
    path : Path
    stages : DataFrame
        Those of the cluster.
    counties : DataFrame
        Those in which members may be.
    language : str
        Of what is explained; in English, where nobody has translated it yet.
    """
    language = language if language in LANGUAGES else SOURCE_LANGUAGE
    allowed = {
        "organisation_type": ORGANISATION_TYPES, "county": list(counties["county"]), "size_band": SIZE_BANDS,
        "revenue_band": REVENUE_BANDS,
    }  # fmt: skip
    with Book(path) as book:
        members = book.table("members", roster.COLUMNS["members"])
        members.set_column(0, 0, 40)
        members.set_column(1, len(roster.COLUMNS["members"]) - 1, 20)
        about = book.sheet("about")
        about.set_column(0, 0, 34)
        about.write_column(0, 0, [say(line, language) for line in _explained(stages, counties, language)])
        # Lists longer than a cell may offer stand in a column of their own.
        for place, (column, codes) in enumerate(allowed.items(), start=3):
            about.write_column(0, place, [column, *codes])
            letter = chr(ord("A") + place)
            number = roster.COLUMNS["members"].index(column)
            source = f"=about!${letter}$2:${letter}${len(codes) + 1}"
            members.data_validation(1, number, _ROWS, number, {"validate": "list", "source": source})
        said = book.table("statements", roster.COLUMNS["statements"])
        said.set_column(0, 1, 30)
        said.write_column(1, 0, list(stages["stage"]))
        said.data_validation(1, 1, max(1, len(stages)), 1, {"validate": "list", "source": list(STATEMENTS)})


def _explained(stages: pd.DataFrame, counties: pd.DataFrame, language: str) -> Iterator[Translatable | str]:
    """Lines of the sheet about: how to fill it in, and by column what the codes stand for."""
    yield from _ABOUT
    yield from ("", "stages")
    yield from (f"{stage}: {name}" for stage, name in zip(stages["stage"], stages[f"name_{language}"], strict=True))
    yield from ("", "organisation_type")
    yield from (f"{code}: {say(ORGANISATION_TYPE[code], language)}" for code in ORGANISATION_TYPES)
    yield from ("", "county")
    yield from (f"{code}: {name}" for code, name in zip(counties["county"], counties["name"], strict=True))
