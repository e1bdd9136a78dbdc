"""Choices of one option, as people who have no list before them type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from ...survey.questionnaire import OTHER, Question, Questionnaire
from ...tables import SEPARATOR
from ..lists import rows
from . import letters
from .dates import taken_for_a_day
from .kinds import LANGUAGES, AnswerSort, Cell, MessKind, label, words_of
from .letters import bare, unmarked


class County(NamedTuple):
    """A county: its seat, other towns, NUTS 3 code of 2010, and number in the trade register.

    No town stands for two counties.
    """

    seat: str
    towns: tuple[str, ...]
    nuts: str
    number: int


COUNTIES: Mapping[str, County] = {
    row["county"]: County(row["seat"], tuple(row["towns"].split(SEPARATOR)), row["nuts"], int(row["number"]))
    for row in rows("mess/counties.csv")
}
_BAND = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")
#: Fewest letters of a label in which one can be wrong, and fewest that must set it apart from any other then.
_LONG, _APART = 6, 3
_YES_NO = {"yes", "no"}
#: Figures and ticks, which say yes or no only where there is nothing between.
_TICKS = ("x", "X", "1", "✓", "0")


def _read(cell: Cell) -> tuple[()] | None:
    """Only what is an option is typed otherwise."""
    return () if cell.truth in cell.options else None


def _read_county(cell: Cell) -> tuple[County] | None:
    return (COUNTIES[cell.truth],) if cell.truth in cell.options else None


def _means_another(kind: str, cell: Cell, text: str) -> bool:
    said = bare(text)
    return bool(said) and any(said == bare(word) for word in _others(cell))


def _others(cell: Cell) -> list[str]:
    """Codes and labels of the other options."""
    others = [option for code, option in cell.options.items() if code != cell.truth]
    return [word for option in others for word in (option.name, *option.labels.values())]


def _own(cell: Cell) -> str:
    return cell.label(cell.truth, cell.tongue)


def _another_language(cell: Cell) -> str | None:
    option = cell.options[cell.truth]
    here = label(option, cell.language)
    others = [label(option, language) for language in LANGUAGES if label(option, language) != here]
    return cell.dice.one_of(others) if others else None


def _code(cell: Cell) -> str | None:
    """The code, not quite as the form has it: as it is, a file with labels would hold the label."""
    code = cell.truth
    return cell.dice.one_of(
        (code.upper(), code.lower(), f"{code} ", f" {code}", code.replace("_", " "), code.capitalize())
    )


def _without_marks(cell: Cell) -> str | None:
    text = _own(cell)
    plain = unmarked(text)
    return cell.dice.one_of((plain, plain.lower(), plain.upper())) if plain != text else None


def _other_case(cell: Cell) -> str | None:
    text = _own(cell)
    return cell.dice.one_of((text.lower(), text.upper(), text.title(), text.swapcase()))


def _lost(cell: Cell) -> str | None:
    """Question marks for letters, where only one option fits what is left."""
    text = letters.lost(_own(cell))
    fits = re.compile(re.escape(text).replace(r"\?", "."))
    return None if text == _own(cell) or any(map(fits.fullmatch, _others(cell))) else text


def _typo(cell: Cell) -> str | None:
    """One letter wrong in a long label that nothing else is like."""
    text = _own(cell)
    places = [place for place in range(1, len(text)) if text[place].isalpha() and text[place - 1].isalpha()]
    if len(bare(text)) < _LONG or not places:
        return None
    place = cell.dice.one_of(places)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    wrong = cell.dice.one_of(
        (
            before + after,
            before + letter + letter + after,
            before[:-1] + letter + before[-1] + after,
            before + cell.dice.one_of("aeijnrtsm") + after,
        )
    )
    if bare(wrong) == bare(text):
        return None
    words = _others(cell)
    if set(cell.options) <= set(COUNTIES):
        others = [county for code, county in COUNTIES.items() if code != cell.truth]
        words += [town for county in others for town in (county.seat, *county.towns)]
    return wrong if all(DamerauLevenshtein.distance(bare(wrong), bare(word)) >= _APART for word in words) else None


def _band(cell: Cell) -> re.Match[str] | None:
    return _BAND.fullmatch(cell.label(cell.truth)) or _BAND.fullmatch(cell.truth)


def _band_as_day(cell: Cell) -> str | None:
    band = _band(cell)
    return taken_for_a_day(int(band[1]), int(band[2]), cell.dice) if band else None


def _band_otherwise(cell: Cell) -> str | None:
    band = _band(cell)
    return cell.said("band said otherwise", *band.groups()) if band else None


def _two_options(cell: Cell) -> str | None:
    others = [code for code in cell.options if code not in (cell.truth, OTHER, "none")]
    if not others:
        return None
    pair = [_own(cell), cell.label(cell.dice.one_of(others), cell.tongue)]
    if cell.dice.happens(0.5):
        pair.reverse()
    return cell.said("two options").join(pair)


def _county_with_word(cell: Cell, county: County) -> str:
    name = _own(cell)
    if cell.truth == "B":
        return cell.said("Bucharest")
    form = cell.said("county with its word")
    said = cell.dice.one_of((name, name, unmarked(name), letters.with_cedilla(name)))
    return form.format(said.upper() if form.startswith("JUD") else said)


def _town(cell: Cell, county: County) -> str:
    town = cell.dice.one_of(county.towns)
    return cell.dice.one_of((town, town, unmarked(town), town.upper()))


def _plate(cell: Cell, county: County) -> str:
    return cell.dice.one_of((cell.truth.lower(), f"{cell.truth} ", f"jud. {cell.truth}", f"{cell.truth}."))


def _two_counties(cell: Cell, county: County) -> str:
    other = cell.dice.one_of([code for code in cell.options if code != cell.truth])
    return cell.dice.one_of((" / ", ", ", " și ", "-")).join((_own(cell), cell.label(other)))


def _yes_or_no(cell: Cell) -> str:
    only = set(cell.options) == _YES_NO
    return cell.dice.one_of([word for word in words_of(f"said {cell.truth}") if only or word not in _TICKS])


_OPTION = AnswerSort(
    {
        "yes or no in another form": _yes_or_no,
        "label in another case": _other_case,
        "label without marks": _without_marks,
        "label in another language": _another_language,
        "label with a point": lambda cell: cell.said("label with a point", _own(cell)),
        "label with a bullet": lambda cell: cell.said("label with a bullet").format(_own(cell)),
        "code in another form": _code,
        "letter wrong": _typo,
        "letters lost, one option fits": _lost,
        "other word for the option": lambda cell: cell.said_if_any(f"{cell.question.choices} {cell.truth}"),
        "band turned into a day": _band_as_day,
        "band said otherwise": _band_otherwise,
        "two options": _two_options,
        "option in doubt": lambda cell: cell.said("option in doubt", _own(cell)),
        "place in the list": lambda cell: str([*cell.options].index(cell.truth) + 1),
    },
    _read,
    _own,
    _means_another,
)
_COUNTY = AnswerSort(
    {
        "county with its word": _county_with_word,
        "town of the county": _town,
        "car plate": _plate,
        "two counties": _two_counties,
    },
    _read_county,
    _own,
    _means_another,
)


def kinds(question: Question, questionnaire: Questionnaire) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that asks for one option."""
    codes = {option.name for option in questionnaire.options_of(question)}
    if _YES_NO <= codes <= {*_YES_NO, "conditional"}:
        return _OPTION.kinds("yes or no")
    if codes and codes <= set(COUNTIES):
        return (*_OPTION.kinds("option"), *_COUNTY.kinds("county"))
    return _OPTION.kinds("option", "option of a list")
