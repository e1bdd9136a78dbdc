"""The form to print: each question with room for its answer, its code beside it for who types the answers in."""

from __future__ import annotations

from typing import Any

from ...results import _, say
from .pages import ClusterForm, FormItem, FormPage
from .wording import allowed, when

TEMPLATE = "questionnaire.typ"
#: A list with more options is printed once, at the end.
_MOST_PRINTED = 20


def document(form: ClusterForm, language: str) -> dict[str, Any]:
    """Give all that stands on the form of a cluster in one language."""
    lists = _long_lists(form, language)
    return {
        "title": form.titles[language],
        "author": "pilotanalysis",
        "language": language,
        "mark": "",
        "footer": form.titles[language],
        "intro": say(
            _("Tick with a cross. Write numbers in figures. The small words beside a question are for its evaluation."),
            language,
        ),
        "pages": [_page(form, page, lists, language) for page in form.pages],
        "lists": list(lists.values()),
    }


def _long_lists(form: ClusterForm, language: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """Lists that do not fit a question, by the options in them, with a letter each."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for item in form.items():
        names = tuple(option.name for option in item.options)
        if len(names) > _MOST_PRINTED and names not in found:
            letter = chr(ord("A") + len(found))
            title = say(_("List {letter}", letter=letter), language)
            found[names] = {"title": title, "options": [option.labels[language] for option in item.options]}
    return found


def _page(
    form: ClusterForm, page: FormPage, lists: dict[tuple[str, ...], dict[str, Any]], language: str
) -> dict[str, Any]:
    return {
        "title": page.title(language),
        "when": when(page.conditions, form.asked, language),
        "parts": [_item(form, page, item, lists, language) for item in page.items],
    }


def _item(
    form: ClusterForm, page: FormPage, item: FormItem, lists: dict[tuple[str, ...], dict[str, Any]], language: str
) -> dict[str, Any]:
    question = item.question
    own = [condition for condition in question.conditions if condition not in page.conditions]
    listed = lists.get(tuple(option.name for option in item.options))
    helps = [when(own, form.asked, language), allowed(question, language)]
    if question.kind == "rank":
        helps.append(say(_("Write 1 beside the most important, 2 beside the next, and so on."), language))
    if listed:
        helps.append(say(_("Write the number in “{list}” at the end of the form.", list=listed["title"]), language))
    if item.completes:
        helps.append(say(_("All shares together come to 100."), language))
    return {
        "kind": _kind(item, bool(listed)),
        "group": item.group.labels[language] if item.group and item.group is not page.section else "",
        "text": question.labels[language],
        "name": item.name,
        "required": question.required,
        "help": " ".join(filter(None, helps)),
        "options": [] if listed else [option.labels[language] for option in item.options],
    }


def _kind(item: FormItem, listed: bool) -> str:
    question = item.question
    if question.choices and not listed:
        return "rank" if question.kind == "rank" else "options"
    if question.is_number or question.kind == "date" or (listed and question.kind == "select_one"):
        return "short"
    return "long" if question.is_long else "line"
