"""Numbers, shares, money, years and marks as people type them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ...survey.questionnaire import Question
from .dates import ROMAN, WrittenMonth, serial_day
from .kinds import WORDS, AnswerSort, Cell, MessKind, words_of
from .letters import Dice, unmarked

_CANONICAL = re.compile(r"(\d+)(?:\.(\d+))?")
#: What can be read with a decimal and with a thousand.
_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_NO_BREAK = "\u00a0"
#: The kind whose words tell thousands from decimals.
_CURRENCY = "thousands: point, with currency"
#: The kind that befalls all questions that add up with the one.
TOGETHER = "fractions of one"
#: Most of a scale that asks for marks.
_LONGEST_SCALE = 10
#: Words for an amount, by code of its unit.
_MONEY = {name.removeprefix("money "): words_of(name) for name in WORDS if name.startswith("money ")}
#: The last year that a respondent knows, where the question does not say.
_NOW = 2014


@dataclass(frozen=True)
class Digits:
    """Digits before and after the decimal point."""

    whole: str
    part: str

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return Decimal(f"{self.whole}.{self.part or 0}")

    def __format__(self, marks: str) -> str:
        """Say it: the last of `marks` is the decimal point, and what is before it stands between thousands."""
        return self.said(marks[:-1], marks[-1:] or ".")

    def said(self, mark: str = "", point: str = ".") -> str:
        """Say it with a mark between thousands and another decimal point."""
        grouped = f"{int(self.whole):,}".replace(",", mark) if mark else self.whole
        return f"{grouped}{point}{self.part}" if self.part else grouped


Say = Callable[[Cell, Digits], str | None]


def digits_of(text: str) -> Digits | None:
    """Digits of a number as a form has it; none for anything else."""
    found = _CANONICAL.fullmatch(text)
    return Digits(found[1], found[2] or "") if found else None


def _read(cell: Cell) -> tuple[Digits] | None:
    digits = digits_of(cell.truth)
    return (digits,) if digits else None


def _may_be_either(kind: str, cell: Cell, text: str) -> bool:
    """Whether a point or comma could be that of decimals and that of thousands: not where no decimals are asked."""
    return kind != _CURRENCY and cell.question.kind == "decimal" and _EITHER.search(text) is not None


def _about(say: Say) -> Say:
    """Say it, but not for sure."""

    def about(cell: Cell, digits: Digits) -> str | None:
        word = cell.said("about")
        said = say(cell, digits)
        return f"{word}{said}" if said else None

    return about


def _noughts(cell: Cell, digits: Digits) -> str | None:
    if digits.part:
        return f"{digits.said(point=cell.dice.one_of('.,'))}0" if len(digits.part) != 2 else None
    whole = digits.said(cell.dice.one_of(("", " ")) if cell.question.unit != "year" else "")
    return f"{whole}{cell.dice.one_of(('.0', '.0', ',0', ',00', '.00'))}"


def _said(cell: Cell, digits: Digits) -> str:
    """In a form that can be read, to set words beside."""
    forms = [digits.said()]
    if digits.part:
        forms.append(digits.said(point=","))
    if len(digits.whole) > 3:
        forms += [digits.said(" ", ","), digits.said(".", ",")]
    return cell.dice.one_of(forms)


def _with_unit(cell: Cell, digits: Digits) -> str:
    unit = cell.question.unit
    word = cell.said(f"unit {unit}")
    if digits.value < 20:
        # Romanian counts with *de* from twenty.
        word = word.removeprefix("de ")
    return f"{_said(cell, digits)}{'' if unit == 'percent' or cell.dice.happens(0.05) else ' '}{word}"


def in_words(number: int, language: str) -> str:
    """Say a whole number below 100."""
    ones = words_of("ones", language)
    if number < 20:
        return ones[number]
    ten, one = words_of("tens", language)[number // 10 - 2], number % 10
    if not one:
        return ten
    if language in ("ro", "en"):
        return f"{ten}{' și ' if language == 'ro' else '-'}{ones[one]}"
    # *Venti* and *uno* are *ventuno*; *tre* has an accent at the end of a longer word.
    return (ten[:-1] if one in (1, 8) else ten) + ("tré" if one == 3 else ones[one])


def _words(cell: Cell, digits: Digits) -> str | None:
    if digits.part or int(digits.whole) > 99:
        return None
    words = in_words(int(digits.whole), cell.tongue)
    return cell.dice.one_of((words, words, words.capitalize(), words.upper(), unmarked(words)))


def _staff(cell: Cell, digits: Digits) -> str | None:
    value = int(digits.whole)
    return (
        f"{digits.said()} {cell.said('remark on staff').format(cell.dice.number(2, value // 2))}" if value > 4 else None
    )


def _scientific(cell: Cell, digits: Digits) -> str:
    all_digits = (digits.whole + digits.part).rstrip("0")
    return f"{all_digits[0]}{cell.dice.one_of('.,')}{all_digits[1:] or '0'}E+{len(digits.whole) - 1:02d}"


def _letter_for_digit(cell: Cell, digits: Digits) -> str | None:
    """The letters that look like nought and one, beside a digit that tells that they are none."""
    places = [place for place, digit in enumerate(digits.whole) if digit in "01"]
    if not places or not set(digits.whole) - set("01"):
        return None
    place = cell.dice.one_of(places)
    letter = cell.dice.one_of("Oo") if digits.whole[place] == "0" else "l"
    return Digits(digits.whole[:place] + letter + digits.whole[place + 1 :], digits.part).said()


def _around(digits: Digits, dice: Dice) -> tuple[int, int]:
    """Two whole numbers, one below and one above."""
    value = int(digits.value)
    step = max(1, 10 ** (len(str(value)) - 1) // 2)
    return max(0, value - dice.number(1, step)), value + dice.number(1, step)


def _limit(cell: Cell, digits: Digits) -> str:
    low, high = _around(digits, cell.dice)
    above = cell.dice.happens(0.6)
    word, number = cell.said("more" if above else "less"), low if above else high
    return f"{number}+" if word == "+" else f"{word}{number}{_percent(cell)}"


def _percent(cell: Cell) -> str:
    return cell.dice.one_of(("", "%", " %")) if cell.question.unit == "percent" else ""


def _two_numbers(cell: Cell, digits: Digits) -> str:
    both = _around(digits, cell.dice)
    return cell.said("two numbers").format(int(digits.value), cell.dice.one_of(both))


def _day(cell: Cell, digits: Digits) -> str | None:
    """What a spreadsheet makes of a number in a column of days, or of one with a point that looks like a day."""
    if digits.part:
        day, month = int(digits.whole), int(digits.part)
        seen = 1 <= day <= 31 and 1 <= month <= 12 and len(digits.part) < 3
        return _as_day(day, month) if seen else None
    number = int(digits.whole)
    return f"{serial_day(number):%d.%m.%Y}" if 1 <= number <= 60_000 else None


def _as_day(day: int, month: int) -> str:
    """What a Romanian spreadsheet makes of two numbers."""
    return f"{day:02d}.{words_of('short month', 'ro')[month - 1]}"


def _either(cell: Cell, digits: Digits) -> str | None:
    """Three digits behind a mark: thousands or decimals. With a point only where that is not a number as it stands."""
    if cell.question.kind != "decimal":
        return None
    if digits.part:
        return digits.said(point=",") if len(digits.part) == 3 and 0 < len(digits.whole) < 4 else None
    if not 4 <= len(digits.whole) <= 6:
        return None
    return digits.said("." if digits.whole.endswith("0") and cell.dice.happens(0.7) else ",")


def fraction(digits: Digits, point: str) -> str:
    """Say a percentage as a share of one, with two decimals at least."""
    exact = (digits.value / 100).quantize(Decimal(1).scaleb(-2 - len(digits.part)))
    return f"{exact}".replace(".", point)


def money_unit(cell: Cell) -> str:
    """Unit in which an amount is asked, or said to be given; empty where nothing tells."""
    return "thousand_eur" if cell.question.unit == "thousand EUR" else cell.beside(f"{cell.question.name}_unit")


def _money(cell: Cell, digits: Digits) -> str | None:
    unit = money_unit(cell)
    if unit not in _MONEY:
        return None
    said = _said(cell, digits)
    if f"sign {unit}" in WORDS and cell.dice.happens(0.3):
        return f"{cell.said(f'sign {unit}')}{said}"
    return f"{said}{cell.said(f'money {unit}')}"


def _about_money(cell: Cell, digits: Digits) -> str | None:
    money = _money(cell, digits) if digits.value else None
    return f"{cell.said('about')}{money}" if money else None


def _euro_in_full(cell: Cell, digits: Digits) -> str | None:
    """The whole amount, with its currency, where thousands are asked for."""
    if cell.question.unit != "thousand EUR" or len(digits.part) > 3 or not digits.value:
        return None
    amount = Digits(str(int(digits.value * 1000)), "")
    return cell.said("euro in full", amount.said(cell.dice.one_of(("", " ", _NO_BREAK))))


def _other_money(cell: Cell, digits: Digits) -> str | None:
    """An amount whose own words say another unit than the question, or the answer beside it."""
    unit = money_unit(cell)
    if unit not in _MONEY or not digits.value:
        return None
    other = cell.dice.one_of([name for name in _MONEY if name != unit])
    return f"{_said(cell, digits)}{cell.said(f'money {other}')}"


def _currency_in_full(cell: Cell, digits: Digits) -> str | None:
    """Thousands with points before a currency: no currency has three decimals."""
    unit, amount = money_unit(cell), digits.value
    if cell.question.unit == "thousand EUR":
        unit, amount = "eur", amount * 1000
    if f"sign {unit}" not in WORDS or amount < 1000 or amount % 1:
        return None
    return f"{Digits(str(int(amount)), '').said('.')}{cell.said(f'money {unit}')}"


def _last_year(cell: Cell) -> int:
    return int(cell.question.high) if math.isfinite(cell.question.high) else _NOW


def _two_years(cell: Cell, digits: Digits) -> str | None:
    year = int(digits.whole)
    later = cell.dice.number(year + 1, year + 9)
    return cell.said("two years", year, later) if later <= _last_year(cell) else None


def _between_marks(cell: Cell, digits: Digits) -> str:
    mark = int(digits.whole)
    low = mark if mark < cell.question.high else mark - 1
    return cell.said("between two marks", low, low + 1)


_NUMBER = AnswerSort(
    {
        "noughts behind": _noughts,
        "letter for digit": _letter_for_digit,
        "about": _about(_said),
        "number in words": _words,
        "remark": lambda cell, digits: f"{_said(cell, digits)} {cell.said('remark')}",
        "scientific": _scientific,
        "range": lambda cell, digits: cell.said("range").format(*_around(digits, cell.dice)) + _percent(cell),
        "limit": _limit,
        "two numbers": _two_numbers,
        "number turned into a day": _day,
        "thousand or decimal": _either,
        "percent": _with_unit,
        "about, percent": _about(_with_unit),
        "unit behind": _with_unit,
        "about, unit behind": _about(_with_unit),
        "remark on staff": _staff,
        "share in a word": lambda cell, digits: cell.said_if_any(f"share {cell.truth}"),
        TOGETHER: lambda cell, digits: fraction(digits, "."),
        "money with its unit": _money,
        "about, money with its unit": _about_money,
        "euro in full": _euro_in_full,
        _CURRENCY: _currency_in_full,
        "unit against unit": _other_money,
        "day for a year": lambda cell, digits: cell.said(
            "day for a year", digits, WrittenMonth(cell.dice.number(1, 12), cell), cell.dice.number(1, 28)
        ),
        "two years": _two_years,
        "rough year": lambda cell, digits: cell.said("rough year", int(digits.whole) // 5 * 5),
        "age for a year": lambda cell, digits: cell.said("age for a year", _last_year(cell) - int(digits.whole)),
        "year of two digits": lambda cell, digits: cell.said("short year", digits.whole[-2:]),
        "mark with a word": lambda cell, digits: cell.said("mark with a word", digits, int(cell.question.high)),
        "mark in Roman figures": lambda cell, digits: dict(enumerate(ROMAN, start=1)).get(int(digits.whole)),
        "between two marks": _between_marks,
        # As of *4/5*, which was four of five, or somebody's hesitation.
        "mark turned into a day": lambda cell, digits: _as_day(int(digits.whole), int(cell.question.high)),
    },
    _read,
    doubtful=_may_be_either,
)


def is_scale(question: Question) -> bool:
    """Whether a question asks for a mark: a whole number without unit, from few."""
    few = math.isfinite(question.low) and question.high - question.low <= _LONGEST_SCALE
    return question.kind == "integer" and not question.unit and few and question.high <= len(ROMAN)


def kinds(question: Question, has_unit: bool) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that asks for a number.

    Parameters
    ----------
    question : Question
    has_unit : bool
        Whether the next question asks for the unit.
    """
    unit = question.unit
    if unit == "year":
        return _NUMBER.kinds("number", "year")
    if is_scale(question):
        return _NUMBER.kinds("number", "scale")
    if unit == "percent":
        return _NUMBER.kinds("number", "quantity", "share")
    if unit == "thousand EUR" or has_unit:
        return _NUMBER.kinds("number", "quantity", "amount")
    counted = ("counted",) if f"unit {unit}" in WORDS else ()
    return _NUMBER.kinds("number", "quantity", *counted, unit)
