"""Which cells a file keeps as somebody typed them: a tool that closes a question lets nobody type there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...survey.questionnaire import OTHER, Question
from ...tables import SEPARATOR
from . import kobo, limesurvey
from .flat import NUMBERS, FormWords
from .plain import with_comma


@dataclass(frozen=True)
class Keeper:
    """Tells of cells whether a file has them as they were typed.

    Attributes
    ----------
    tool, ending, form : str
        As for the writers.
    words : FormWords
        The questionnaire in the language of the labels.
    """

    tool: str
    ending: str
    form: str
    words: FormWords

    def __call__(self, question: Question, truth: str, written: str) -> bool:
        """Whether `written` stands in the file unchanged, and is not what would stand there anyway for `truth`."""
        anyway = self._said(question, truth)
        if anyway is None or self._said(question, written) != written:
            return False
        return anyway.translate(self._letters) != written.translate(self._letters) and self._has_letters(written)

    @cached_property
    def _letters(self) -> dict[int, int]:
        """Letters that the file does not know, and those that it has in their place."""
        return limesurvey.CEDILLA if self._one_byte else {}

    @property
    def _one_byte(self) -> bool:
        return (self.tool, self.form) == ("limesurvey", "spreadsheet")

    def _has_letters(self, text: str) -> bool:
        if self._one_byte:
            try:
                text.translate(self._letters).encode("cp1250")
            except UnicodeEncodeError:
                return False
        return True

    def _said(self, question: Question, text: str) -> str | None:
        """What stands in the file for a cell; none where it is not one cell, or has no words."""
        if question.repeat and (self.tool, self.ending) == ("kobo", ".csv"):
            return None
        if question.kind == "select_one":
            said = self._one(question, text)
        elif question.kind in ("select_multiple", "rank"):
            said = self._several(question, text)
        else:
            said = self._plain(question, text)
        return said if said is None else self._in_file(said)

    def _one(self, question: Question, text: str) -> str | None:
        if self.tool == "spss":
            return None
        if self.tool == "limesurvey":
            # Beside another answer than *other*, LimeSurvey has no words.
            if text == OTHER and self.words.takes_other(question):
                return None
            codes, labels = limesurvey.options_of(self.words, question)
            return (labels if self._in_full else codes).get(text, text)
        return self._labels(question).get(text, text)

    def _several(self, question: Question, text: str) -> str | None:
        joint = self._joint
        if joint is None or (self.tool == "kobo" and question.kind != "rank" and kobo.FORMS[self.form].split):
            return None
        # KoboToolbox gives the codes of a ranking whatever is asked for.
        labels = {} if self.tool == "kobo" and question.kind == "rank" else self._labels(question)
        return joint.join(labels.get(code, code) for code in text.split(SEPARATOR))

    def _plain(self, question: Question, text: str) -> str | None:
        typed = question.kind in (*NUMBERS, "date")
        if typed and (self.tool, self.ending) == ("limesurvey", ".sav"):
            return None
        if self._office and question.kind == "decimal":
            return with_comma(text)
        return text

    def _in_file(self, text: str) -> str | None:
        if self.tool == "limesurvey" and text == limesurvey.NOT_SHOWN:
            return None
        if self.ending == ".sav":
            return text.rstrip(" ")
        if (self.tool, self.ending) == ("limesurvey", ".xlsx") and limesurvey.NUMERIC.fullmatch(text):
            return f"{float(text):.12g}"
        return text

    @property
    def _in_full(self) -> bool:
        return self.ending != ".sav" and limesurvey.FORMS[self.form][1]

    @property
    def _office(self) -> bool:
        return (self.tool, self.form) == ("plain", "office")

    @property
    def _joint(self) -> str | None:
        """What joins several answers in one cell; none where each has a column."""
        joints = {
            "kobo": kobo.JOINT,
            "eusurvey": "; ",
            "google_forms": ";" if self.ending == ".csv" else ", ",
            "plain": "; " if self._office else SEPARATOR,
        }
        return joints.get(self.tool)

    def _labels(self, question: Question) -> dict[str, str]:
        if self.tool == "kobo" and kobo.FORMS[self.form].codes:
            return {}
        return {} if self.tool == "plain" and not self._office else self.words.options(question)
