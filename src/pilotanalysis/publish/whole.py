"""What brief and dossier both tell: the answers to the objectives, what to do next, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from ..results import Message, _, say
from ..results.display import finding_plain, table_rows
from ..study import Study
from .demands import Asked, objectives, reply, unanswered
from .documents import footer
from .pages import READING, SECTION_TITLES, demonstration
from .prose import not_known, settled
from .registers import Entry, Register

#: Notebook that says what is missing.
GAPS = "03_value_chain_gaps"
#: Table of the gaps of a cluster, the worst first; so many of its rows stand on the first page.
_ADVISED, _FIRST, _CONFIRMED = "worst_gaps", 3, 2
#: Finding on how far the order of gaps can be trusted.
_ROBUST = (("09_evaluation", "headlines_robust"),)
#: Codes there: of a gap that the study leaves uncertain, of one that a management accepts, and of the advice to ask, or
#: to leave it.
_UNCERTAIN, _ACCEPTS, _ASK, _LEAVE = "open", "accepted", "ask", "leave"
_SAYS_ALL = "value_chain_map"

#: Findings on time, money and targets.
_CONTROL = (
    ("08_monitoring", "budget_spent"),
    ("08_monitoring", "activities_in_time"),
    ("08_monitoring", "indicators_on_track_finding"),
)

TITLES = {
    "brief": _("The pilot action in two pages"),
    "dossier": _("Evaluation dossier of the pilot action"),
}

WORDS: Mapping[str, Message] = {
    "contents": _("Contents"),
    "objectives": _("What the pilot action was to do, and what came of it"),
    "summary": _("Summary"),
    "next": _("What to do next"),
    "not_known": _("What is not known"),
    "method": _("How it was done"),
    "comparison": SECTION_TITLES["comparison"],
    "facts": _("Meetings, catalogue of partners and assistance"),
    "demands": _("What the brief asked for, and the answers"),
    "demands_note": _(
        "Each sentence of the brief that asks for something, in its own words, and translated by the study where these "
        "are of another language, with what it asks, what the study answers, and the registered numbers that the "
        "answer rests on: reports/numbers.html has them by notebook and id."
    ),
    "rests_on": _("Rests on:"),
    "listed": _("Figures and tables, with the ids by which tables refer to them"),
    "listed_note": _("An id begins with the number of its notebook; reports/notebooks has them all."),
    "elsewhere": _("Referred to here, shown in the notebooks alone"),
    "figure": _("Fig."),
    "table": _("Tab."),
    "finding": _("Text"),
    "catalogue": _("Catalogue of partners"),
    "title": _("Title"),
    "id": _("Id"),
    "notebook": _("Notebook"),
    "page": _("Page"),
    "appendix": _("Data appendix"),
    "nothing": _("Not known."),
    "control": _("Did it stay within time and money, and reach its targets?"),
}


@dataclass(frozen=True)
class Whole:
    """What documents of the whole study are made of.

    Attributes
    ----------
    study : Study
    made : list of Register
        Of all its notebooks.
    called : mapping
        Names of the clusters by id.
    language : str
    """

    study: Study
    made: list[Register]
    called: Mapping[str, str]
    language: str

    @cached_property
    def registers(self) -> list[Register]:
        """Registers in the order of notebooks, and in that of the study's clusters."""
        place = {cluster: number for number, cluster in enumerate(self.called)}
        return sorted(self.made, key=lambda register: (register.notebook, place.get(register.cluster or "", -1)))

    def say(self, text: object) -> str:
        """Say something in the language of the document."""
        return say(text, self.language)

    def of(self, notebook: str) -> list[Register]:
        """Registers of one notebook: one, or one for each cluster."""
        return [register for register in self.registers if register.notebook == notebook]

    def prose(self, text: Message) -> str:
        """Say a sentence with the numbers that it names."""
        return self.say(settled(text, self.registers))

    def who(self, register: Register) -> str:
        """Name the cluster that a register is about; blank if it is about all."""
        return self.called.get(register.cluster or "", "")


def common(whole: Whole, name: str, following: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give what both documents tell, `following` of them the findings that say what to do next."""
    study = whole.study
    return {
        "title": whole.say(TITLES[name]),
        "author": "pilotanalysis",
        "language": whole.language,
        "study": study.settings.title.render(whole.language),
        "mark": demonstration(study, whole.language),
        "footer": footer(study, whole.registers[0].release, whole.language),
        "reading": whole.say(READING),
        "words": {key: whole.say(words) for key, words in WORDS.items()},
        "objectives": list(_objectives(whole)),
        "control": " ".join(one["text"] for one in told(whole, _CONTROL)),
        "clusters": [_cluster_answer(whole, cluster) for cluster in whole.called],
        "next": list(told(whole, following)),
        "not_known": _open(whole),
    }


def _objectives(whole: Whole) -> Iterator[dict[str, Any]]:
    """Set each objective with all that is asked for it, in the order of their numbers."""
    wanted = sorted(objectives(whole.study), key=lambda asked: asked.objective)
    for number, group in groupby(wanted, lambda asked: asked.objective):
        own = list(group)
        answers = [demand_of(whole, asked) for asked in own]
        if own[0] is wanted[0]:
            # The clusters stand there with their gaps.
            answers[0]["told"].append({"who": "", "text": _order(whole)})
        yield {"number": number, **quote(own[0], whole.language), "asked": answers}


def _order(whole: Whole) -> str:
    """Say in which order the gaps of a cluster stand on the first page, and how robust it is."""
    said = whole.say(_("Confirmed gaps first, then uncertain ones, by rank; none that a management rejects."))
    return " ".join([said, *(robust["text"] for robust in told(whole, _ROBUST))])


def quote(asked: Asked, language: str) -> dict[str, str]:
    """Give the sentence of the brief, blank where none is quoted, its language, and what it says in another one."""
    translated = "" if asked.language == language else asked.translated.get(language, "")
    return {"sentence": asked.sentence, "language": asked.language, "translated": translated}


def demand_of(whole: Whole, asked: Asked) -> dict[str, Any]:
    """Set a demand of the brief: its question, what is known of it, and the numbers that this rests on."""
    found = reply(asked, whole.registers, whole.language)
    numbers: dict[str, list[str]] = {}
    for notebook, id in found.numbers:
        numbers.setdefault(notebook, []).append(id)
    return {
        "question": asked.question.render(whole.language),
        "told": [{"who": whole.called.get(cluster, ""), "text": text} for cluster, text in found.told],
        "numbers": [{"notebook": notebook, "ids": ids} for notebook, ids in numbers.items()],
    }


def _cluster_answer(whole: Whole, cluster: str) -> dict[str, Any]:
    """Name what a cluster lacks most, with the kind of each gap, how sure it is, and what to do."""
    own = [register for register in whole.of(GAPS) if register.cluster == cluster]
    said = [item["title"][whole.language] for register in own for item in register.of_kind("figure")
            if item["id"] == _SAYS_ALL]  # fmt: skip
    tables = [item for register in own for item in register.of_kind("table") if item["id"] == _ADVISED]
    gaps = [_gap(whole, table, place) for table in tables for place in _first_page(table)]
    return {
        "name": whole.called[cluster],
        "said": said[0].removeprefix(f"{whole.called[cluster]}: ") if said else whole.say(WORDS["nothing"]),
        "gaps": gaps,
    }


def _first_page(table: Entry) -> list[int]:
    """Choose the rows for the first page: the first confirmed gaps, then of the worst as many as there is room for.

    What the management rejects is told in the chapter of the cluster.
    """
    names = [column["name"] for column in table["columns"]]
    status, rank, to_do = (names.index(name) for name in ("status", "rank", "to_do"))
    records = enumerate(table["records"])
    ranked = [place for place, record in records if record[rank] is not None and record[to_do] != _LEAVE]
    sure = [place for place in ranked if table["records"][place][status] != _UNCERTAIN]
    first, worst = sure[:_CONFIRMED], ranked[:_FIRST]
    rest = [place for place in worst if place not in sure] + [place for place in worst if place in sure[_CONFIRMED:]]
    return first + rest[: _FIRST - len(first)]


def _gap(whole: Whole, table: Entry, place: int) -> dict[str, Any]:
    """Say of a gap its rank and kind, whom it concerns, how sure it is, and what to do; if it is to ask, what."""
    names = [column["name"] for column in table["columns"]]
    code = dict(zip(names, table["records"][place], strict=True))
    gap = dict(zip(names, table_rows(table, whole.language)[place], strict=True))
    concerned = ""
    if code["demand"] is not None and table["n"] is not None:
        concerned = whole.say(_("{number} of {n} concerned", number=code["demand"], n=table["n"]))
    do = gap["first_step"] if code["to_do"] == _ASK and code["first_step"] else gap["to_do"]
    sure = gap["status"]
    if code["status"] == _UNCERTAIN and code["answer"] == _ACCEPTS:
        sure = whole.say(_("the management accepts it"))
    rank = whole.say(_("rank {rank}", rank=gap["rank"])) if gap["rank"] else ""
    return {"stage": gap["stage"], "about": [rank, gap["kind"], concerned, sure], "do": do}


def told(whole: Whole, wanted: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Say what findings say, each with the name of its cluster."""
    for notebook, id in wanted:
        for register in whole.of(notebook):
            for item in register.of_kind("finding"):
                if item["id"] == id:
                    yield {"who": whole.who(register), "text": plain(whole, item)}


def plain(whole: Whole, finding: Entry) -> str:
    """Say a finding in the language of the document."""
    return finding_plain(finding["text"][whole.language])


def _open(whole: Whole) -> list[str]:
    """Say what is not known: what the data leave open, and what they do not answer at all."""
    questions = [asked.question.render(whole.language) for asked in unanswered(whole.study, whole.registers)]
    said = [whole.prose(text) for text in not_known(whole.called)]
    if questions:
        said.append(whole.say(_("What this release has no evidence for: {questions}", questions=" ".join(questions))))
    return said
