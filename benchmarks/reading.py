"""Reading exports: 20,000 responses a tool, beside pandas reading the same file as text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import export_of
from pilotanalysis.demo.invent import invent
from pilotanalysis.study import find
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers

from .timing import Row, side_by_side

RESPONSES = 20_000
FORMS = (
    ("limesurvey", "", ".csv"),
    ("limesurvey", "spreadsheet", ".csv"),
    ("kobo", "", ".xlsx"),
    ("eusurvey", "", ".xlsx"),
    ("google_forms", "", ".csv"),
    ("spss", "", ".sav"),
    ("plain", "", ".csv"),
)


def rows() -> Iterator[Row]:
    study = find(Path(__file__).parent)
    asked = questionnaire.load(study)
    headers = Headers(asked)
    cluster = "astrico-ne"
    truth = invent(study, study.settings.seed, RESPONSES, (cluster,))
    answers = answers_of(truth, cluster, asked)
    with tempfile.TemporaryDirectory() as folder:
        for tool, form, ending in FORMS:
            path = Path(folder) / f"{cluster}{ending}"
            export_of(tool, ending, "ro", asked, form).write(path, answers)

            def ours(path: Path = path) -> object:
                return read_export(path, path.name, f"survey/{path.name}", asked, headers)

            seconds, beside = side_by_side(ours, _as_text(path, tool, form), repeats=3)
            said = f"{RESPONSES:,} responses from {tool}{f', {form}' if form else ''} ({ending})"
            yield Row(said, seconds, "pandas reads the file as text", beside, "at most 3")


def _as_text(path: Path, tool: str, form: str) -> Callable[[], object]:
    if path.suffix == ".xlsx":
        return lambda: pd.read_excel(path, sheet_name=None, dtype=str, engine="calamine")
    if path.suffix == ".sav":
        return lambda: pd.read_spss(path, convert_categoricals=False).astype("str")
    semicolon = form in ("spreadsheet", "api") or tool == "kobo"
    encoding = "cp1250" if form == "spreadsheet" else "utf-8"
    return lambda: pd.read_csv(path, dtype=str, sep=";" if semicolon else ",", encoding=encoding)
