"""What a form tells its respondents besides the questions: when to answer, and what a number may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...results import Label, Message, Translatable, _, say
from ..questionnaire import Question, Questionnaire
from ..skip_logic import Choice, Comparison, Condition, Junction, Negation, Term


def when(conditions: Sequence[Condition], asked: Questionnaire, language: str) -> str:
    """Say when something is to be answered; nothing where it always is."""
    if not conditions:
        return ""
    terms = tuple(condition.term for condition in conditions)
    said = _said(terms[0] if len(terms) == 1 else Junction("and", terms), asked)
    return say(_("Only if {condition}.", condition=said), language)


def allowed(question: Question, language: str) -> str:
    """Say what a number may be; nothing where the form does not limit it on both sides."""
    if not question.is_number or not math.isfinite(question.low) or not math.isfinite(question.high):
        return ""
    return say(_("From {low} to {high}.", low=f"{question.low:.15g}", high=f"{question.high:.15g}"), language)


def _said(term: Term, asked: Questionnaire) -> Message:
    match term:
        case Negation(Choice(name, option)):
            return _("“{answer}” is not chosen under “{question}”", **_words(name, option, asked))
        case Negation(inner):
            return _("it does not hold that {condition}", condition=_said(inner, asked))
        case Junction(word, terms):
            return _joined(word, [_said(each, asked) for each in terms])
        case Choice(name, option):
            return _("“{answer}” is chosen under “{question}”", **_words(name, option, asked))
        case Comparison(name, sign, value, counted):
            words = _words(name, f"{value:.15g}" if isinstance(value, float) else value, asked)
            return _counted(sign, words) if counted else _compared(sign, words)


def _joined(word: str, parts: Sequence[Message]) -> Message:
    first, *rest = parts
    for part in rest:
        first = _("{first} and {second}", first=first, second=part) if word == "and" else _(
            "{first} or {second}", first=first, second=part
        )  # fmt: skip
    return first


def _compared(sign: str, words: dict[str, Translatable | str]) -> Message:
    return {
        "=": _("“{question}” is “{answer}”", **words),
        "!=": _("“{question}” is not “{answer}”", **words),
        "<": _("“{question}” is less than {answer}", **words),
        ">": _("“{question}” is more than {answer}", **words),
        "<=": _("“{question}” is at most {answer}", **words),
        ">=": _("“{question}” is at least {answer}", **words),
    }[sign]


def _counted(sign: str, words: dict[str, Translatable | str]) -> Message:
    if (sign, words["answer"]) in ((">", "0"), (">=", "1")):
        return _("something is chosen under “{question}”", question=words["question"])
    return {
        "=": _("under “{question}” the number of answers chosen is {answer}", **words),
        "!=": _("under “{question}” the number of answers chosen is not {answer}", **words),
        "<": _("under “{question}” fewer than {answer} answers are chosen", **words),
        ">": _("under “{question}” more than {answer} answers are chosen", **words),
        "<=": _("under “{question}” at most {answer} answers are chosen", **words),
        ">=": _("under “{question}” at least {answer} answers are chosen", **words),
    }[sign]


def _words(name: str, answer: str, asked: Questionnaire) -> dict[str, Translatable | str]:
    """The question and the answer as the respondent reads them."""
    question = asked.by_name[name]
    labels = next((option.labels for option in asked.options_of(question) if option.name == answer), None)
    return {
        "question": Label(tuple(question.labels.items())),
        "answer": Label(tuple(labels.items())) if labels else answer,
    }
