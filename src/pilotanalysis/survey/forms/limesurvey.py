"""A survey of LimeSurvey as its tab-separated structure: what its page *Import a survey* takes as it is.

Each question has a code of its own, blocks have their number in code and text, and a block after the first is shown to
who filled something in in the one before. LimeSurvey works on every language in turn, all questions of it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping

from ...results import _, say
from ..codes import answer_codes, tick_codes
from ..questionnaire import OTHER, Question
from ..skip_logic import Choice, Comparison, Junction, Negation, Term
from .limits import number_pattern
from .pages import CLUSTER, ClusterForm, FormItem, FormPage
from .wording import allowed

COLUMNS = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "encrypted",
    "other", "default", "same_default", "num_value_int_only", "min_num_value_n",
)  # fmt: skip
#: More options than this stand in a list that opens.
_MOST_SHOWN = 10
#: Code of what is no option.
_OTHER_CODE = "-oth-"
_ALWAYS = "1"
_TYPES: Mapping[str, str] = {
    "integer": "N", "decimal": "N", "date": "D", "select_one": "L", "select_multiple": "M", "rank": "R",
}  # fmt: skip
Row = dict[str, str]
_ANSWER: Row = {"class": "A", "type/scale": "0"}


def structure(form: ClusterForm) -> bytes:
    """Give the survey of a cluster as the file that LimeSurvey imports."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_Survey(form).rows())
    return text.getvalue().encode("utf-8-sig")


class _Survey:
    def __init__(self, form: ClusterForm) -> None:
        self.form = form
        self.named = {item.name: item for item in form.items()}

    def rows(self) -> Iterator[Row]:
        base, *others = self.form.asked.languages
        settings = {
            "format": "G", "language": base, "additional_languages": " ".join(others), "datestamp": "Y",
            "anonymized": "N", "savetimings": "N", "allowprev": "Y",
        }  # fmt: skip
        for name, value in settings.items():
            yield {"class": "S", "name": name, "text": value}
        for language in self.form.asked.languages:
            title = self.form.titles[language]
            yield {"class": "SL", "name": "surveyls_title", "text": title, "language": language}
        for language in self.form.asked.languages:
            yield from self._in(language)

    def _in(self, language: str) -> Iterator[Row]:
        """All groups and questions in one language."""
        headings = self.form.headings(language)
        before: FormPage | None = None
        for place, page in enumerate(self.form.pages, start=1):
            shown = self._follows(before) if before and page.number > 1 else _ALWAYS
            yield {
                "class": "G", "type/scale": f"G{place}", "name": _plain(page.title(language)), "relevance": shown,
                "language": language,
            }  # fmt: skip
            for item in page.items:
                if not self._is_words_for_other(item.question):
                    for row in self._question(item, headings[item.name], language):
                        yield {**row, "language": language}
            before = page

    def _follows(self, page: FormPage) -> str:
        """Whether anything was filled in on the page before."""
        asked = (item for item in page.items if not self._is_words_for_other(item.question))
        filled = [item.code for item in asked if item.question.kind not in ("select_multiple", "rank")]
        return f"count({', '.join(f'{code}.NAOK' for code in filled)})>0" if filled else _ALWAYS

    def _is_words_for_other(self, question: Question) -> bool:
        """Whether the question is the field beside *other*, which LimeSurvey has of itself."""
        choice = self.form.asked.by_name.get(question.name.removesuffix("_other"))
        return choice is not None and choice is not question and self.form.takes_other(choice)

    def _question(self, item: FormItem, text: str, language: str) -> Iterator[Row]:
        question, other = item.question, self.form.takes_other(item.question)
        row = {
            "class": "Q", "type/scale": self._type(item), "name": item.code, "text": _plain(text),
            "relevance": self._relevance(item), "help": self._help(item, language),
            "mandatory": "Y" if question.required else "N", "encrypted": "N", "other": "Y" if other else "N",
        }  # fmt: skip
        if question.is_number:
            row["validation"] = number_pattern(question.low, question.high, question.kind == "integer")
            row["min_num_value_n"] = f"{question.low:.15g}" if math.isfinite(question.low) else ""
            row["num_value_int_only"] = "1" if question.kind == "integer" else ""
        options = [option for option in item.options if not (other and option.name == OTHER)]
        codes = self._codes(question)
        if question.name == CLUSTER:
            row["default"] = codes.get(self.form.cluster, "")
        yield row
        kind = {"class": "SQ", "relevance": _ALWAYS} if question.kind == "select_multiple" else _ANSWER
        for option in options:
            yield {**kind, "name": codes[option.name], "text": _plain(option.labels[language])}

    def _type(self, item: FormItem) -> str:
        question = item.question
        if question.kind == "select_one" and len(item.options) > _MOST_SHOWN:
            return "!"
        return _TYPES.get(question.kind, "T" if question.is_long else "S")

    def _help(self, item: FormItem, language: str) -> str:
        """What a number may be; behind the last share of a whole, what they come to."""
        if not item.completes:
            return allowed(item.question, language)
        total = f"{{sum({', '.join(f'{code}.NAOK' for code in item.completes)})}}"
        return say(_("All shares together: {total} of 100", total=total), language)

    def _relevance(self, item: FormItem) -> str:
        terms = [self._term(condition.term, item.number) for condition in item.question.conditions]
        return terms[0] if len(terms) == 1 else " and ".join(f"({term})" for term in terms) or _ALWAYS

    def _term(self, term: Term, number: int) -> str:
        match term:
            case Negation(inner):
                return f"!({self._term(inner, number)})"
            case Junction(word, terms):
                return f" {word} ".join(f"({self._term(each, number)})" for each in terms)
            case Choice(name, option):
                return self._chosen(self._asked(name, number), option)
            case Comparison(name, sign, value, counted):
                item = self._asked(name, number)
                if counted:
                    return f"count(that.{item.code}.NAOK){_sign(sign)}{value:.15g}"
                return self._compared(item, sign, value)

    def _asked(self, name: str, number: int) -> FormItem:
        """The question in the same block, else the one that is asked once."""
        return self.named.get(f"{name}_{number}") or self.named[name]

    def _chosen(self, item: FormItem, option: str) -> str:
        """Whether an option was chosen, of several or of one."""
        question = item.question
        other = option == OTHER and self.form.takes_other(question)
        code = self._codes(question).get(option, option)
        if question.kind != "select_multiple":
            return f"{item.code}.NAOK=='{_OTHER_CODE if other else code}'"
        return f"!is_empty({item.code}_other.NAOK)" if other else f"{item.code}_{code}.NAOK=='Y'"

    def _compared(self, item: FormItem, sign: str, value: str | float) -> str:
        if item.question.choices and sign in ("=", "!="):
            text = f"{value:.15g}" if isinstance(value, float) else value
            if text:
                chosen = self._chosen(item, text)
                return chosen if sign == "=" else f"!({chosen})"
        if isinstance(value, float):
            compared = f"{item.code}.NAOK{_sign(sign)}{value:.15g}"
            # Nothing is no number, and less than none.
            return compared if sign in ("=", "!=") else f"!is_empty({item.code}.NAOK) and {compared}"
        if not value:
            return f"{'!' if sign == '!=' else ''}is_empty({item.code}.NAOK)"
        quote = '"' if "'" in value else "'"
        return f"{item.code}.NAOK{_sign(sign)}{quote}{value}{quote}"

    def _codes(self, question: Question) -> Mapping[str, str]:
        """Codes of all options of a question, whoever is offered them."""
        options = self.form.asked.options_of(question)
        if question.kind == "select_multiple":
            return tick_codes(options)
        return {name: code for code, name in answer_codes(options).items()}


def _sign(sign: str) -> str:
    return "==" if sign == "=" else sign


def _plain(text: str) -> str:
    """Words as LimeSurvey shows them: it takes them for HTML, and braces for what it has to work out."""
    return " ".join(text.replace("<", "&lt;").replace("{", "(").replace("}", ")").split())
