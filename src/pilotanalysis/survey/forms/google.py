"""A script for Google's Apps Script that makes the form: sections and numbered blocks, titles that the reader knows."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...results import _, say
from ..questionnaire import Question
from .pages import ClusterForm, FormItem, FormPage
from .wording import allowed, when

_TEMPLATE = Path(__file__).parent / "google.gs"
_MARK = "/* SURVEY */ {}"
#: More options than this stand in a list that opens.
_MOST_SHOWN = 10
#: Where a scale of Google's may begin and end.
_SCALE_LOW, _SCALE_HIGH = (0, 1), range(3, 11)
_KINDS: Mapping[str, str] = {"date": "date", "select_multiple": "several", "rank": "ranking"}


def script(form: ClusterForm, language: str) -> bytes:
    """Give the script that makes the form of a cluster in one language."""
    headings = form.headings(language)
    survey = {
        "title": form.titles[language],
        "pages": [_page(form, page, headings, language) for page in form.pages],
    }
    said = json.dumps(survey, ensure_ascii=False, indent=1)
    return _TEMPLATE.read_text("utf-8").replace(_MARK, said).encode("utf-8")


def _page(form: ClusterForm, page: FormPage, headings: Mapping[str, str], language: str) -> dict[str, Any]:
    items = [_item(form, page, item, headings[item.name], language) for item in page.items]
    return {"title": page.title(language), "help": when(page.conditions, form.asked, language), "items": items}


def _item(form: ClusterForm, page: FormPage, item: FormItem, title: str, language: str) -> dict[str, Any]:
    question = item.question
    own = [condition for condition in question.conditions if condition not in page.conditions]
    helps = [when(own, form.asked, language), allowed(question, language)]
    if item.completes:
        helps.append(say(_("All shares together come to 100."), language))
    told = {
        "kind": _kind(item), "title": title, "help": " ".join(filter(None, helps)), "required": question.required,
        "options": [option.labels[language] for option in item.options],
    }  # fmt: skip
    if question.kind == "rank":
        ranks = range(1, len(item.options) + 1)
        told["rows"] = [say(_("Rank {number}", number=str(rank)), language) for rank in ranks]
    if question.is_number:
        told |= {end: value for end, value in (("low", question.low), ("high", question.high)) if math.isfinite(value)}
        told["whole"] = question.kind == "integer"
    return told


def _kind(item: FormItem) -> str:
    question = item.question
    if question.kind == "select_one":
        return "list" if len(item.options) > _MOST_SHOWN else "one"
    if question.is_number:
        return "scale" if _is_scale(question) else "number"
    return _KINDS.get(question.kind, "paragraph" if question.is_long else "text")


def _is_scale(question: Question) -> bool:
    return question.kind == "integer" and question.low in _SCALE_LOW and question.high in _SCALE_HIGH
