"""The questionnaire as it is asked page by page: a page for each section, and for each block of a repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ...results import _, say
from ..codes import question_codes
from ..questionnaire import OTHER, Option, Question, Questionnaire, QuestionnaireSection
from ..skip_logic import Condition

#: Question whose answer is known for each survey: every cluster has its own.
CLUSTER = "cluster"
#: Nobody sees these.
_UNSEEN = "calculate"
_GENERAL = _("General questions")


@dataclass(frozen=True)
class FormItem:
    """A question where it is asked.

    Attributes
    ----------
    number : int
        Of the block; 0 where it is asked once.
    code : str
        Short code, with the number of the block.
    group : QuestionnaireSection | None
        The group around it, where its words alone would not say what is asked.
    options : tuple[Option, ...]
        Those that the cluster is offered.
    completes : tuple[str, ...]
        Codes of the shares that add up to a whole with this one, the last of them.
    """

    question: Question
    number: int
    code: str
    group: QuestionnaireSection | None
    options: tuple[Option, ...]
    completes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the question, with the number of the block."""
        return f"{self.question.name}_{self.number}" if self.number else self.question.name

    def text(self, language: str) -> str:
        """What is asked, with the block and the group."""
        own = self.question.labels[language]
        repeat = next((section for section in self.question.sections if section.repeats), None)
        around = [f"{repeat.labels[language]} {self.number}"] if repeat else []
        around += [self.group.labels[language]] if self.group else []
        return ": ".join([*around, own])


@dataclass(frozen=True)
class FormPage:
    """Questions that are asked together; `number` is that of the block, 0 where the section is asked once."""

    section: QuestionnaireSection | None
    number: int
    items: tuple[FormItem, ...]

    def title(self, language: str) -> str:
        """What the page is called."""
        said = self.section.labels[language] if self.section else ""
        return f"{said} {self.number}" if self.number else said or say(_GENERAL, language)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When the page as a whole is asked."""
        return self.section.conditions if self.section else ()


@dataclass(frozen=True)
class ClusterForm:
    """What one cluster is asked."""

    asked: Questionnaire
    cluster: str
    titles: Mapping[str, str]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Short codes of questions, by name."""
        return question_codes(self.asked)

    @cached_property
    def pages(self) -> tuple[FormPage, ...]:
        """All pages, in order."""
        return tuple(self._pages())

    def items(self) -> Iterator[FormItem]:
        """All questions, in order, each in every block."""
        return (item for page in self.pages for item in page.items)

    def headings(self, language: str) -> dict[str, str]:
        """What each question is headed by, by its name: its text, and where two have the same its name too."""
        texts = {item.name: item.text(language) for item in self.items()}
        times = Counter(texts.values())
        return {name: text if times[text] == 1 else f"{text} ({name})" for name, text in texts.items()}

    def takes_other(self, question: Question) -> bool:
        """Whether something else than the options can be said, in a question of its own."""
        names = {option.name for option in self.asked.options_of(question)}
        choice = question.kind in ("select_one", "select_multiple")
        return choice and OTHER in names and self.asked.has_other(question)

    def options(self, question: Question) -> tuple[Option, ...]:
        """Options that the cluster is offered: those of no cluster, and its own where the form says so."""
        columns = re.findall(rf"(\w+)\s*=\s*\$\{{{CLUSTER}\}}", question.choice_filter)
        return tuple(
            option
            for option in self.asked.options_of(question)
            if all(option.filters.get(column, self.cluster) == self.cluster for column in columns)
        )

    def _pages(self) -> Iterator[FormPage]:
        shown = [question for question in self.asked.questions if question.form_type != _UNSEEN]
        for section, run in groupby(shown, key=_page_of):
            questions = list(run)
            for number in range(1, section.blocks + 1) if section and section.repeats else (0,):
                yield FormPage(section, number, tuple(self._item(question, number) for question in questions))

    def _item(self, question: Question, number: int) -> FormItem:
        def code(name: str) -> str:
            return f"{self.codes[name]}{number or ''}"

        group = self._groups.get(question.name)
        shares = [one.name for one in self.asked.questions if one.sections[-1:] == question.sections[-1:]]
        last = bool(group and group.adds_up and shares[-1] == question.name)
        completes = tuple(map(code, shares)) if last else ()
        return FormItem(question, number, code(question.name), group, self.options(question), completes)

    @cached_property
    def _groups(self) -> dict[str, QuestionnaireSection]:
        """Groups in which all is asked alike, as the rows of a table are, by each of their questions."""
        inside: dict[QuestionnaireSection, list[Question]] = {}
        for question in self.asked.questions:
            if question.sections and not question.sections[-1].repeats:
                inside.setdefault(question.sections[-1], []).append(question)
        return {
            question.name: group
            for group, questions in inside.items()
            if len(questions) > 1 and len({(one.kind, one.choices) for one in questions}) == 1
            for question in questions
        }


def _page_of(question: Question) -> QuestionnaireSection | None:
    """The repeat that a question stands in, else the outermost group."""
    repeat = next((section for section in question.sections if section.repeats), None)
    return repeat or next(iter(question.sections), None)
