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
from .kinds import LANGUAGES, WORDS, Cell, MessKind, Write, bare, kinds_for_answers, label, unmarked, words_of


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


def kinds(question: Question, questionnaire: Questionnaire) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that asks for one option."""
    codes = {option.name for option in questionnaire.options_of(question)}
    if codes <= {*_YES_NO, "conditional"} and codes >= _YES_NO:
        return _clear(_yes_no(codes == _YES_NO))
    own = _COUNTY if codes <= set(COUNTIES) and codes else _NOT_COUNTY
    return _clear((*_TYPED, *own))


def _clear(kinds: tuple[MessKind, ...]) -> tuple[MessKind, ...]:
    """Keep kinds to answers that are options, and the decidable ones from writing what means another."""

    def clear(kind: MessKind) -> MessKind:
        def write(cell: Cell) -> str | None:
            text = kind.write(cell) if cell.truth in cell.options else None
            return None if text and kind.decidable and _means_another(cell, text) else text

        return MessKind(kind.name, write, kind.weight, kind.decidable)

    return tuple(map(clear, kinds))


def _means_another(cell: Cell, text: str) -> bool:
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


def _synonym(cell: Cell) -> str | None:
    name = f"{cell.question.choices} {cell.truth}"
    return cell.said(name) if name in WORDS else None


def _band(cell: Cell) -> re.Match[str] | None:
    return _BAND.fullmatch(cell.label(cell.truth)) or _BAND.fullmatch(cell.truth)


def _band_as_day(cell: Cell) -> str | None:
    band = _band(cell)
    return taken_for_a_day(int(band[1]), int(band[2]), cell.dice) if band else None


def _band_otherwise(cell: Cell) -> str | None:
    band = _band(cell)
    return cell.said("band", *band.groups()) if band else None


def _two_options(cell: Cell) -> str | None:
    others = [code for code in cell.options if code not in (cell.truth, OTHER, "none")]
    if not others:
        return None
    pair = [_own(cell), cell.label(cell.dice.one_of(others), cell.tongue)]
    if cell.dice.happens(0.5):
        pair.reverse()
    return cell.said("two options").join(pair)


def _county_with_word(cell: Cell) -> str | None:
    name = _own(cell)
    if cell.truth == "B":
        return cell.said("Bucharest")
    form = cell.said("county")
    said = cell.dice.one_of((name, name, unmarked(name), letters.with_cedilla(name)))
    return form.format(said.upper() if form.startswith("JUD") else said)


def _town(county: County, cell: Cell) -> str:
    town = cell.dice.one_of(county.towns)
    return cell.dice.one_of((town, town, unmarked(town), town.upper()))


def _plate(county: County, cell: Cell) -> str:
    return cell.dice.one_of((cell.truth.lower(), f"{cell.truth} ", f"jud. {cell.truth}", f"{cell.truth}."))


def _two_counties(cell: Cell) -> str | None:
    other = cell.dice.one_of([code for code in cell.options if code != cell.truth])
    return cell.dice.one_of((" / ", ", ", " și ", "-")).join((_own(cell), cell.label(other)))


def _yes_no(only: bool) -> tuple[MessKind, ...]:
    """Kinds for *yes* and *no*; `only` where there is nothing between."""

    def said(cell: Cell) -> str | None:
        return cell.dice.one_of([word for word in words_of(f"said {cell.truth}") if only or word not in _TICKS])

    return (
        MessKind("yes or no in another form", said, 6),
        _said("half a yes", 1, False),
        MessKind("label in another case", _other_case, 2),
        MessKind("label in another language", _another_language, 1.5),
        *letters.kinds(letters.SPACING[:1], _own),
    )


def _said(name: str, weight: float, decidable: bool, words: str = "") -> MessKind:
    return MessKind(name, lambda cell: cell.said(words or name), weight, decidable)


def _own_in(words: str) -> Write:
    """Write the label into one of the forms of a list."""
    return lambda cell: cell.said(words, _own(cell))


_of_county = kinds_for_answers(COUNTIES.get)
_TYPED = (
    MessKind("label in another case", _other_case, 4),
    MessKind("label without marks", _without_marks, 4),
    MessKind("label in another language", _another_language, 2),
    MessKind("label with a point", _own_in("with a point"), 1.5),
    MessKind("label with a bullet", lambda cell: cell.said("with a bullet").format(_own(cell)), 0.7),
    MessKind("code in another form", _code, 1.5),
    MessKind("letter wrong", _typo, 2),
    MessKind("letters lost, one option fits", _lost, 0.7),
    *letters.kinds(letters.SPACING, _own),
    *letters.kinds(letters.ENCODING, _own),
)
_NOT_COUNTY = (
    MessKind("other word for the option", _synonym, 5),
    MessKind("band turned into a day", _band_as_day, 5),
    MessKind("band said otherwise", _band_otherwise, 2),
    MessKind("two options", _two_options, 3, False),
    MessKind("option in doubt", _own_in("perhaps"), 1, False),
    MessKind("place in the list", lambda cell: str([*cell.options].index(cell.truth) + 1), 1, False),
    _said("no option", 1, False),
)
_COUNTY = (
    MessKind("county with its word", _county_with_word, 6),
    _of_county("seat of the county", lambda county, cell: cell.said("seat", county.seat), 2),
    _of_county("town of the county", _town, 3),
    _of_county("NUTS code", lambda county, cell: county.nuts, 1),
    _of_county("car plate", _plate, 2.5),
    _of_county("number of the county", lambda county, cell: str(county.number), 1),
    MessKind("two counties", _two_counties, 2, False),
    _said("region for a county", 2, False, "region"),
)
