"""The data appendix: every variable with its question, who answered, what is missing and why, what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..outlets import as_markdown
from ..study import Study
from ..tables import TableSet
from . import questionnaire as forms
from .questionnaire import Question, Questionnaire
from .tables import Completeness

FILE = "appendix.md"
_COLUMNS = {
    "rows": "rows", "answered": "answered", "unanswered": "left empty", "not_asked": "not asked",
    "dont_know": "don't know", "refused": "refused", "not_applicable": "not applicable",
    "not_understood": "waits for a decision",
}  # fmt: skip
_READING = (
    "Rows are responses that were kept, or their repetitions. Every missing answer has a kind: *left empty* was asked "
    "and not answered, *not asked* was routed past or never reached. Of numbers the least, the quartiles and the "
    "greatest are given, of choices how many chose each option."
)


def write_appendix(path: Path, study: Study, tables: TableSet) -> None:
    """Write the data appendix of the wave that is analysed.

    Parameters
    ----------
    path : Path
    study : Study
    tables : TableSet
        Of the survey.
    """
    asked = forms.load(study)
    rows = tables.of(Completeness)
    counted = defaultdict(list)
    for row in rows[rows["wave"] == study.settings.wave].to_dict("records"):
        counted[row["question"]].append(row)
    lines = [f"# Data appendix: {as_markdown(study.settings.title.plain)}", ""]
    if study.synthetic_files:
        lines += ["**Demonstration data, not findings about the clusters named.**", ""]
    lines += [_READING, ""]
    section = ""
    for question in asked.questions:
        heading = question.sections[0].labels.get("en", question.sections[0].name) if question.sections else "Further"
        if heading != section:
            section = heading
            lines += [f"## {as_markdown(section)}", ""]
        lines += _variable(question, counted[question.name], asked)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _variable(question: Question, rows: Sequence[Mapping[Any, Any]], asked: Questionnaire) -> Iterator[str]:
    kind = question.kind.replace("_", " ")
    unit = f", {question.unit}" if question.unit else ""
    repeated = f", repeated in {question.repeat}" if question.repeat else ""
    words = f"{as_markdown(question.labels.get('en', ''))} ({kind}{unit}{repeated})"
    yield from (f"### {question.name}", "", words, "")
    if question.conditions:
        yield from ("Asked if " + " and ".join(one.text for one in question.conditions) + ".", "")
    options = asked.options_of(question)
    if options:
        yield from (
            "Options: " + "; ".join(f"{one.name}: {as_markdown(one.labels.get('en', ''))}" for one in options) + ".",
            "",
        )
    yield "| cluster | " + " | ".join(_COLUMNS.values()) + " | distribution |"
    yield "| --- |" + " ---: |" * len(_COLUMNS) + " --- |"
    for row in rows:
        said = as_markdown(str(row["distribution"])).replace("|", "\\|")
        yield f"| {row['cluster']} | " + " | ".join(f"{row[name]:,}" for name in _COLUMNS) + f" | {said} |"
    yield ""
