"""Several options in one cell, and rankings, as people type them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...survey.questionnaire import OTHER, Question
from ...tables import SEPARATOR
from . import letters
from .kinds import WORDS, AnswerSort, Cell, MessKind, Way
from .letters import Dice, unmarked

#: Not among those that *all* means.
_NO_PART = (OTHER, "none")
#: Forms of numbers before options, and what stands between these.
_NUMBERED = (("{}) {}", " "), ("{}. {}", " "), ("{}. {}", "\n"), ("{}) {}", ", "), ("{}.{}", " "), ("({}) {}", " "))

#: Joins the words for the options of a cell.
Join = Callable[[Sequence[str], Cell], str | None]


def _codes(cell: Cell) -> list[str]:
    return cell.truth.split(SEPARATOR)


def _labels(cell: Cell) -> list[str]:
    return [cell.label(code, cell.tongue) for code in _codes(cell)]


def _all_known(cell: Cell) -> bool:
    return all(code in cell.options for code in _codes(cell))


def _styled(labels: list[str], dice: Dice) -> list[str]:
    """Labels as the form has them, or all of them with other letters."""
    drawn = dice.chance.random()
    changes: tuple[tuple[float, Callable[[str], str]], ...] = (
        (0.5, str), (0.65, str.lower), (0.7, str.upper), (0.85, unmarked), (1.0, letters.with_cedilla),
    )  # fmt: skip
    change = next(change for below, change in changes if drawn < below)
    return [change(label) for label in labels]


def _joined(kind: str) -> Join:
    return lambda labels, cell: cell.said(kind).join(labels) if len(labels) > 1 else None


def _with_and(labels: Sequence[str], cell: Cell) -> str | None:
    return f"{', '.join(labels[:-1])}{cell.said('joined by and')}{labels[-1]}" if len(labels) > 1 else None


def _numbered(labels: Sequence[str], cell: Cell) -> str | None:
    form, joint = cell.dice.one_of(_NUMBERED)
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


def _added(labels: Sequence[str], cell: Cell) -> str | None:
    if OTHER in cell.options:
        return None
    return cell.dice.one_of((", ", " / ", "\n")).join((*labels, cell.said("word added")))


def _equal_ranks(labels: Sequence[str], cell: Cell) -> str | None:
    return f"{' = '.join(labels[:2])}{''.join(f', {label}' for label in labels[2:])}" if len(labels) > 1 else None


def _of_labels(join: Join) -> Way:
    return lambda cell: join(_styled(_labels(cell), cell.dice), cell) if _all_known(cell) else None


def _whole(cell: Cell) -> str | None:
    """The labels, joined."""
    return cell.dice.one_of((", ", " / ", ",")).join(_labels(cell)) if _all_known(cell) else None


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
    return ", ".join((*named, cell.said("other in words", cell.label(OTHER, cell.tongue), words)))


def _all(cell: Cell) -> str | None:
    every = set(cell.options) - set(_NO_PART)
    return cell.said("all options in a word") if set(_codes(cell)) == every and len(every) > 1 else None


_JOINS: dict[str, Join] = {
    **{kind: _joined(kind) for kind in WORDS if kind.startswith("joined by ")},
    "joined by and": _with_and,
    "numbered": _numbered,
    "with bullets": _bulleted,
    # The only option, with other letters than the form has.
    "one with other letters": lambda labels, cell: labels[0] if len(labels) == 1 else None,
    "and more": lambda labels, cell: f"{', '.join(labels)}{cell.said('and more')}",
    "other order": _in_other_order,
    "said twice": _said_twice,
    "word added": _added,
    "equal ranks": _equal_ranks,
}
_OPTIONS = AnswerSort(
    {
        **{kind: _of_labels(join) for kind, join in _JOINS.items()},
        "codes typed": _code_words,
        "other in words": _other_said,
        "all options in a word": _all,
    },
    text=_whole,
)


def kinds(question: Question) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that takes several options, or asks to rank them."""
    return _OPTIONS.kinds("several options", "ranking" if question.kind == "rank" else "choice of several")
