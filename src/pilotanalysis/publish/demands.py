"""What the brief of the pilot action asks for, sentence by sentence, and what registered findings answer.

The brief is the study's, ``data/raw/reference/demands.csv``. Where it has none, the pack's own objectives are told.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import reference
from ..results import Label, _, say
from ..results.display import finding_plain
from ..study import Study
from ..tables import SEPARATOR
from .registers import Entry, Register

#: What the pack is for: the objectives of a study whose brief is not quoted, with the findings that answer them.
FILE = Path(__file__).parent / "objectives.csv"
NOT_KNOWN = _("Not known: this release has no evidence for it.")


@dataclass(frozen=True)
class Asked:
    """A demand of the brief, or an objective of the pack's own.

    Attributes
    ----------
    demand : str
        Its id.
    objective : str
        Number of the objective that it is part of; blank for others.
    sentence : str
        The sentence of the brief; blank where none is quoted.
    language : str
        Language of the sentence.
    translated : mapping
        The sentence in other languages, where it is translated.
    question : Label
        What it asks.
    evidence : tuple of (str, str)
        Notebook and id of each finding that answers it.
    """

    demand: str
    objective: str
    sentence: str
    language: str
    translated: Mapping[str, str]
    question: Label
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reply:
    """What is known of a demand.

    Attributes
    ----------
    told : tuple of (str, str)
        Id of the cluster, blank for all together, and what is said of it.
    numbers : tuple of (str, str)
        Notebook and id of the registered numbers that it rests on; none where it is not known.
    """

    told: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]


def demands(study: Study) -> list[Asked]:
    """Give what the brief of a study asks for, in the order of its table; nothing where it has none."""
    return [_asked(row) for row in reference.load(study, reference.Demands).to_dict("records")]


def objectives(study: Study) -> list[Asked]:
    """Give the demands that are objectives; those of the pack where the study's brief names none."""
    quoted = [asked for asked in demands(study) if asked.objective]
    if quoted:
        return quoted
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_asked(row) for row in csv.DictReader(file)]


def _asked(row: Mapping[Any, Any]) -> Asked:
    question = Label(tuple(_by_language(row, "question_").items()))
    translated = {language: text for language, text in _by_language(row, "sentence_").items() if text}
    pairs = (one.partition(":") for one in row["evidence"].split(SEPARATOR))
    evidence = tuple((notebook, id) for notebook, _sign, id in pairs)
    quoted = row.get("sentence", ""), row.get("language", "")
    return Asked(row["demand"], row["objective"], *quoted, translated, question, evidence)


def _by_language(row: Mapping[Any, Any], start: str) -> dict[str, str]:
    """Give the cells of a row whose columns begin alike, by the language that these end with."""
    return {key.removeprefix(start): text for key, text in row.items() if key.startswith(start)}


def reply(asked: Asked, registers: Iterable[Register], language: str) -> Reply:
    """Answer a demand by the findings that there are.

    A finding is evidence if it rests on a registered number that is known. One without any, as *there is no
    timetable*, says only that there is none.
    """
    notebooks = {notebook for notebook, _id in asked.evidence}
    asked_of = [register for register in registers if register.notebook in notebooks]
    found = [
        (register, item)
        for notebook, id in asked.evidence
        for register in asked_of
        if register.notebook == notebook
        for item in register.of_kind("finding")
        if item["id"] == id and _known(item, register)
    ]
    if not found:
        return Reply((("", say(NOT_KNOWN, language)),), ())
    told = [(register.cluster or "", finding_plain(item["text"][language])) for register, item in found]
    of_all = {cluster for cluster, _text in told}
    told += [(one.cluster, say(NOT_KNOWN, language)) for one in asked_of if one.cluster and one.cluster not in of_all]
    numbers = [(register.notebook, number) for register, item in found for number in item["numbers"]]
    return Reply(_by_cluster(told), tuple(dict.fromkeys(numbers)))


def unanswered(study: Study, registers: Iterable[Register]) -> list[Asked]:
    """Demands and objectives of which nothing is known."""
    made, wanted = list(registers), {asked.demand: asked for asked in (*demands(study), *objectives(study))}
    return [asked for asked in wanted.values() if not reply(asked, made, "en").numbers]


def _known(item: Entry, register: Register) -> bool:
    """Tell whether one of the numbers of a finding has a value that the release shows."""
    values = {number["id"]: number["value"] for number in register.of_kind("number") if not number["suppressed"]}
    return any(values.get(id) is not None for id in item["numbers"])


def _by_cluster(told: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Put together what is said of each cluster; what is said alike of all of several is said once, of none."""
    texts, clusters = [text for _cluster, text in told], {cluster for cluster, _text in told if cluster}
    found: dict[str, list[str]] = {}
    for cluster, text in told:
        of = "" if len(clusters) > 1 and texts.count(text) == len(clusters) else cluster
        if text not in found.setdefault(of, []):
            found[of].append(text)
    return tuple((cluster, " ".join(said)) for cluster, said in found.items() if said)
