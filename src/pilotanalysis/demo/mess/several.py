"""Several options in one cell, and rankings, as people type them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...survey.questionnaire import OTHER, Question
from ...tables import SEPARATOR
from . import letters
from .kinds import Cell, Dice, Kind, unmarked

_AND = {"ro": (" și ", " si ", " şi ", " precum și "), "it": (" e ", " ed anche "), "en": (" and ", " & ")}
#: What somebody adds that is no option of any list.
_ADDED = (
    "Broderie",
    "consiliere",
    "diverse",
    "servicii conexe",
    "leasing",
    "bricolaj",
    "varie",
    "catering",
    "mentenanță",
)
_MORE = {"ro": (" etc.", " ș.a.", " și altele", ", ..."), "it": (" ecc.", " e altri"), "en": (" etc.", " and more")}
_ALL = {
    "ro": ("toate", "Toate cele de mai sus", "toate variantele"),
    "it": ("tutti", "tutte"),
    "en": ("all", "all of them"),
}
_UNCLEAR = {
    "ro": ("mai multe", "diverse", "depinde", "câteva"),
    "it": ("diversi", "dipende"),
    "en": ("various", "some"),
}
#: Not among those that *all* means.
_NO_PART = (OTHER, "none")

#: Joins the words for the options of a cell.
Join = Callable[[Sequence[str], Cell], str | None]


def _codes(cell: Cell) -> list[str]:
    return cell.truth.split(SEPARATOR)


def _labels(cell: Cell) -> list[str]:
    return [cell.label(code, cell.tongue) for code in _codes(cell)]


def _styled(labels: list[str], dice: Dice) -> list[str]:
    """Labels as the form has them, or all of them with other letters."""
    drawn = dice.chance.random()
    if drawn < 0.5:
        return labels
    if drawn < 0.65:
        return [label.lower() for label in labels]
    if drawn < 0.7:
        return [label.upper() for label in labels]
    if drawn < 0.85:
        return [unmarked(label) for label in labels]
    return [letters.with_cedilla(label, dice) or label for label in labels]


def _joined(*joints: str) -> Join:
    def join(labels: Sequence[str], cell: Cell) -> str | None:
        return cell.dice.one_of(joints).join(labels) if len(labels) > 1 else None

    return join


def _with_and(labels: Sequence[str], cell: Cell) -> str | None:
    return f"{', '.join(labels[:-1])}{cell.said(_AND)}{labels[-1]}" if len(labels) > 1 else None


def _numbered(labels: Sequence[str], cell: Cell) -> str | None:
    form, joint = cell.dice.one_of(
        (("{}) {}", " "), ("{}. {}", " "), ("{}. {}", "\n"), ("{}) {}", ", "), ("{}.{}", " "), ("({}) {}", " "))
    )
    return joint.join(form.format(place, label) for place, label in enumerate(labels, start=1))


def _bulleted(labels: Sequence[str], cell: Cell) -> str | None:
    bullet = cell.dice.one_of(("- ", "• ", "* ", "– "))
    return "\n".join(bullet + label for label in labels) if len(labels) > 1 or bullet != "– " else None


def _in_other_order(labels: Sequence[str], cell: Cell) -> str | None:
    if len(labels) < 2:
        return None
    order = cell.dice.chance.permutation(len(labels)).tolist()
    if order == sorted(order):
        order.reverse()
    return cell.dice.one_of((", ", " / ", "\n", " + ", ";")).join(labels[place] for place in order)


def _said_twice(labels: Sequence[str], cell: Cell) -> str | None:
    again = cell.dice.one_of(labels)
    return cell.dice.one_of((", ", " / ", "\n")).join((*labels, cell.dice.one_of((again, again.lower()))))


def _alone(labels: Sequence[str], cell: Cell) -> str | None:
    """The only option, with other letters than the form has."""
    return labels[0] if len(labels) == 1 else None


def _of_labels(name: str, join: Join, weight: float, decidable: bool = True) -> Kind:
    def write(cell: Cell) -> str | None:
        return join(_styled(_labels(cell), cell.dice), cell) if _all_known(cell) else None

    return Kind(name, write, weight, decidable)


def _all_known(cell: Cell) -> bool:
    return all(code in cell.options for code in _codes(cell))


def _of_text(name: str, change: letters.Change, weight: float) -> Kind:
    """A kind of mess in the letters of the labels, which stand there joined."""

    def write(cell: Cell) -> str | None:
        if not _all_known(cell):
            return None
        return change(cell.dice.one_of((", ", " / ", ",")).join(_labels(cell)), cell.dice)

    return Kind(name, write, weight)


def _code_words(cell: Cell) -> str | None:
    codes = _codes(cell)
    if len(codes) < 2:
        return cell.dice.one_of((codes[0].upper(), f"{codes[0]} ", f"{codes[0]},"))
    return cell.dice.one_of((", ", " ", ",", " / ")).join(codes)


def _other_said(cell: Cell) -> str | None:
    """What else there is, in words, where the form has a question of its own for them."""
    words = cell.beside(f"{cell.question.name}_other")
    if not words or OTHER not in _codes(cell) or not _all_known(cell):
        return None
    named = [label for code, label in zip(_codes(cell), _labels(cell), strict=True) if code != OTHER]
    other = cell.label(OTHER, cell.tongue)
    return ", ".join((*named, cell.dice.one_of((f"{other}: {words}", f"{other} ({words})", f"{other} - {words}"))))


def _all(cell: Cell) -> str | None:
    every = set(cell.options) - set(_NO_PART)
    return cell.said(_ALL) if set(_codes(cell)) == every and len(every) > 1 else None


def _added(labels: Sequence[str], cell: Cell) -> str | None:
    if OTHER in cell.options:
        return None
    return cell.dice.one_of((", ", " / ", "\n")).join((*labels, cell.dice.one_of(_ADDED)))


def _and_more(labels: Sequence[str], cell: Cell) -> str | None:
    return f"{', '.join(labels)}{cell.said(_MORE)}"


def _equal_ranks(labels: Sequence[str], cell: Cell) -> str | None:
    return f"{' = '.join(labels[:2])}{''.join(f', {label}' for label in labels[2:])}" if len(labels) > 1 else None


def _unclear(cell: Cell) -> str | None:
    return cell.said(_UNCLEAR)


_LETTERS: Mapping[str, letters.Change] = {
    "labels without marks": letters.without_marks,
    "labels in lower case": letters.lower,
    "labels in upper case": letters.upper,
}
_BOTH = (
    _of_labels("joined by commas", _joined(", ", ",", " , "), 5),
    _of_labels("joined by strokes", _joined(" / ", "/", " | ", " \\ "), 3),
    _of_labels("joined by line breaks", _joined("\n", "\n\n", ",\n"), 2.5),
    _of_labels("joined by semicolons", _joined(";", "; ", " ; "), 2),
    _of_labels("joined by signs", _joined(" + ", " - ", " & ", "  ", "\t"), 1),
    _of_labels("numbered", _numbered, 2),
    _of_labels("with bullets", _bulleted, 1),
    _of_labels("one with other letters", _alone, 3),
    Kind("codes typed", _code_words, 1),
    *(_of_text(name, change, 1.5) for name, change in _LETTERS.items()),
    *(_of_text(name, change, weight * 0.8) for name, change, weight in letters.ENCODING),
    *(_of_text(name, change, weight * 0.5) for name, change, weight in letters.SPACING),
    _of_labels("and more", _and_more, 1, False),
    Kind("no option named", _unclear, 1, False),
)
_CHOICES = (
    *_BOTH,
    _of_labels("joined by and", _with_and, 2.5),
    _of_labels("other order", _in_other_order, 3),
    _of_labels("said twice", _said_twice, 1.5),
    Kind("other in words", _other_said, 4),
    Kind("all options in a word", _all, 4),
    _of_labels("word added", _added, 3, False),
)
_RANKS = (
    *_BOTH,
    _of_labels("joined by arrows", _joined(" > ", " -> ", ">", " → "), 2),
    _of_labels("equal ranks", _equal_ranks, 3, False),
)


def kinds(question: Question) -> tuple[Kind, ...]:
    """Kinds of mess in the answers to a question that takes several options, or asks to rank them."""
    return _RANKS if question.kind == "rank" else _CHOICES
