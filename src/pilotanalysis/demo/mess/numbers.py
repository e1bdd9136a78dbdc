"""Numbers, shares, money, years and marks as people type them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...survey.questionnaire import Question
from . import letters
from .dates import MONTHS, ROMAN, SHORT, serial_day
from .kinds import Cell, Dice, Kind, unmarked

_CANONICAL = re.compile(r"(\d+)(?:\.(\d+))?")
#: What can be read with a decimal and with a thousand.
_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_NO_BREAK, _NARROW = "\u00a0", "\u202f"
#: Most of a scale that asks for marks.
_LONGEST_SCALE = 10

Words = Mapping[str, tuple[str, ...]]

_ONES = {
    "ro": (
        "zero", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece", "unsprezece",
        "doisprezece", "treisprezece", "paisprezece", "cincisprezece", "șaisprezece", "șaptesprezece", "optsprezece",
        "nouăsprezece",
    ),
    "it": (
        "zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici",
        "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove",
    ),
    "en": (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ),
}  # fmt: skip
_TENS = {
    "ro": (
        "douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci",
    ),
    "it": ("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"),
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
}  # fmt: skip
_ABOUT: Words = {
    "ro": ("~", "~ ", "cca. ", "cca ", "aprox. ", "aproximativ ", "circa ", "vreo ", "în jur de ", "cam "),
    "it": ("~", "circa ", "ca. ", "approssimativamente ", "all'incirca "),
    "en": ("~", "about ", "approx. ", "around ", "roughly ", "≈ "),
}
_UNITS: Mapping[str, Words] = {
    "persons": {
        "ro": ("angajați", "angajati", "persoane", "de angajați", "salariați", "pers.", "oameni", "ang."),
        "it": ("addetti", "persone", "dipendenti"),
        "en": ("people", "employees", "persons", "staff"),
    },
    "suppliers": {
        "ro": ("furnizori", "de furnizori", "firme"), "it": ("fornitori", "aziende"), "en": ("suppliers", "companies"),
    },
    "percent": {
        "ro": ("%", " %", "%", f"{_NO_BREAK}%", " la sută", " la suta", " procente", " proc."),
        "it": ("%", " %", " per cento", " percento"),
        "en": ("%", " %", " percent", " per cent", " pct"),
    },
}  # fmt: skip
_REMARKS: Words = {
    "ro": ("(estimat)", "(vezi bilanțul)", "- conform bilanțului", "(la 31.12.2013)", "(calculat de contabilă)"),
    "it": ("(stima)", "(da bilancio)", "- come da bilancio", "(al 31.12.2013)"),
    "en": ("(estimate)", "(see balance sheet)", "- from our accounts", "(at 31.12.2013)"),
}
_STAFF: Words = {
    "ro": (
        "(din care {} part-time)", "(din care {} sezonieri)", "din care {} femei", "(inclusiv {} cu jumătate de normă)",
    ),
    "it": ("(di cui {} part-time)", "di cui {} stagionali", "(di cui {} donne)"),
    "en": ("(of whom {} part-time)", "(including {} seasonal)", "of which {} women"),
}  # fmt: skip
_MORE: Words = {
    "ro": ("peste ", "min. ", "minim ", "cel puțin ", "mai mult de ", "> ", ">", "+"),
    "it": ("oltre ", "più di ", "almeno ", "min. ", ">"),
    "en": ("over ", "more than ", "at least ", ">", "+"),
}
_LESS: Words = {
    "ro": ("sub ", "max. ", "maxim ", "cel mult ", "mai puțin de ", "< ", "<"),
    "it": ("meno di ", "al massimo ", "sotto ", "max. ", "<"),
    "en": ("under ", "less than ", "at most ", "up to ", "<"),
}
_BETWEEN: Words = {
    "ro": ("{}-{}", "{} - {}", "{}–{}", "{}...{}", "între {} și {}", "intre {} si {}", "{} până la {}"),
    "it": ("{}-{}", "{} - {}", "da {} a {}", "tra {} e {}"),
    "en": ("{}-{}", "{} - {}", "from {} to {}", "between {} and {}"),
}
_TWO: Words = {
    "ro": ("{}/{}", "{} sau {}", "{} / {}", "{} (acum {})", "{}, iarna {}"),
    "it": ("{}/{}", "{} o {}", "{} (ora {})"),
    "en": ("{}/{}", "{} or {}", "{} (now {})"),
}
#: Shares that have a word of their own.
_SHARES: Mapping[str, Words] = {
    "0": {"ro": ("zero", "deloc", "0 la sută"), "it": ("zero", "per niente", "zero per cento"), "en": ("zero", "nil")},
    "25": {"ro": ("un sfert", "sfert"), "it": ("un quarto",), "en": ("a quarter", "one quarter")},
    "50": {"ro": ("jumătate", "jumatate", "jumate"), "it": ("metà", "la metà"), "en": ("half", "one half")},
    "75": {"ro": ("trei sferturi", "3 sferturi"), "it": ("tre quarti",), "en": ("three quarters",)},
    "100": {
        "ro": ("tot", "100 la sută", "integral", "în totalitate"),
        "it": ("tutto", "il 100%"),
        "en": ("all", "100%"),
    },
}
#: Words for a unit of money, by code of the unit.
_MONEY: Mapping[str, tuple[str, ...]] = {
    "lei": (" lei", " RON", " ron", " LEI", "lei"),
    "thousand_lei": (" mii lei", " mii RON", " mii de lei", " mii lei (RON)"),
    "million_lei": (" mil. lei", " milioane lei", " mln lei", " milioane RON", " mil. RON"),
    "eur": (" EUR", " euro", " €", " Euro", "€"),
    "thousand_eur": (" mii euro", " mii EUR", " mii de euro", " k EUR", "k €", "k€", " migliaia di euro"),
}
_SIGNS = {"lei": ("RON ", "Lei "), "eur": ("€ ", "EUR ", "€")}
_YEARS: Words = {
    "ro": ("anul {}", "din {}", "în {}", "in anul {}", "an {}", "din anul {}", "{} (cf. actelor)"),
    "it": ("anno {}", "dal {}", "nel {}"),
    "en": ("since {}", "in {}", "year {}"),
}
_TWO_YEARS: Words = {
    "ro": ("{} (SRL din {})", "{}, reînființată în {}", "{} / {}", "{}-{}"),
    "it": ("{} (Srl dal {})", "{} / {}"),
    "en": ("{} (limited company since {})", "{} / {}"),
}
_ROUGH_YEARS: Words = {
    "ro": ("înainte de {}", "după {}", "prin {}", "în jurul lui {}"),
    "it": ("prima del {}", "dopo il {}", "intorno al {}"),
    "en": ("before {}", "after {}", "around {}"),
}
_AGES: Words = {"ro": ("{} ani", "{} de ani", "de {} ani"), "it": ("{} anni", "da {} anni"), "en": ("{} years",)}
_MARKS: Words = {
    "ro": ("nota {}", "{} din {}", "{} puncte", "{} (din {})"),
    "it": ("voto {}", "{} su {}", "{} punti"),
    "en": ("{} out of {}", "{} of {}", "{} points"),
}
#: The last year that a respondent of the study knows.
_NOW = 2014


@dataclass(frozen=True)
class Figure:
    """Digits before and after the decimal point."""

    whole: str
    part: str

    @property
    def value(self) -> Decimal:
        return Decimal(f"{self.whole}.{self.part or 0}")

    def said(self, mark: str = "", point: str = ".") -> str:
        """Say it with a mark between thousands and another decimal point."""
        grouped = f"{int(self.whole):,}".replace(",", mark) if mark else self.whole
        return f"{grouped}{point}{self.part}" if self.part else grouped


Say = Callable[[Figure, Cell], str | None]


def figure_of(text: str) -> Figure | None:
    found = _CANONICAL.fullmatch(text)
    return Figure(found[1], found[2] or "") if found else None


def _kind(
    name: str, say: Say, weight: float, decidable: bool = True, block: bool = False, either: bool = False
) -> Kind:
    """A kind for figures: a decidable one leaves no doubt about thousands, unless its words take it (`either`)."""

    def write(cell: Cell) -> str | None:
        figure = figure_of(cell.truth)
        text = say(figure, cell) if figure else None
        if text is None:
            return None
        return None if decidable and not either and _may_be_either(text, cell.question) else text

    return Kind(name, write, weight, decidable, block=block)


def _may_be_either(text: str, question: Question) -> bool:
    """Whether a point or comma could be that of decimals and that of thousands: not where no decimals are asked."""
    return question.kind == "decimal" and _EITHER.search(text) is not None


def _grouped(mark: str, point: str) -> Say:
    return lambda figure, cell: figure.said(mark, point) if len(figure.whole) > 3 else None


def _apostrophe(figure: Figure, cell: Cell) -> str | None:
    return figure.said(cell.dice.one_of(("'", "’")), ".") if len(figure.whole) > 3 else None


def _comma(figure: Figure, cell: Cell) -> str | None:
    return figure.said(point=",") if figure.part else None


def _noughts(figure: Figure, cell: Cell) -> str | None:
    if figure.part:
        return f"{figure.said(point=cell.dice.one_of('.,'))}0" if len(figure.part) != 2 else None
    whole = figure.said(cell.dice.one_of(("", " ")) if cell.question.unit != "year" else "")
    return f"{whole}{cell.dice.one_of(('.0', '.0', ',0', ',00', '.00'))}"


def _plus(figure: Figure, cell: Cell) -> str | None:
    return f"+{figure.said()}" if figure.value else None


def _said(figure: Figure, cell: Cell) -> str:
    """In a form that can be read, to set words beside."""
    forms = [figure.said()]
    if figure.part:
        forms.append(figure.said(point=","))
    if len(figure.whole) > 3:
        forms += [figure.said(" ", ","), figure.said(".", ",")]
    return cell.dice.one_of(forms)


def _about(figure: Figure, cell: Cell) -> str | None:
    return f"{cell.said(_ABOUT)}{_said(figure, cell)}" if figure.value else None


def _unit(unit: str) -> Say:
    def say(figure: Figure, cell: Cell) -> str:
        word = cell.said(_UNITS[unit])
        if figure.value < 20:
            # Romanian counts with *de* from twenty.
            word = word.removeprefix("de ")
        return f"{_said(figure, cell)}{'' if unit == 'percent' or cell.dice.happens(0.05) else ' '}{word}"

    return say


def _about_unit(unit: str) -> Say:
    def say(figure: Figure, cell: Cell) -> str | None:
        return f"{cell.said(_ABOUT)}{_unit(unit)(figure, cell)}" if figure.value else None

    return say


def in_words(number: int, language: str) -> str:
    """Say a whole number below 100."""
    if number < 20:
        return _ONES[language][number]
    ten, one = _TENS[language][number // 10 - 2], number % 10
    if not one:
        return ten
    if language == "ro":
        return f"{ten} și {_ONES['ro'][one]}"
    if language == "en":
        return f"{ten}-{_ONES['en'][one]}"
    # *Venti* and *uno* are *ventuno*; *tre* has an accent at the end of a longer word.
    return (ten[:-1] if one in (1, 8) else ten) + ("tré" if one == 3 else _ONES["it"][one])


def _words(figure: Figure, cell: Cell) -> str | None:
    if figure.part or int(figure.whole) > 99:
        return None
    words = in_words(int(figure.whole), cell.tongue)
    return cell.dice.one_of((words, words, words.capitalize(), words.upper(), unmarked(words)))


def _remark(figure: Figure, cell: Cell) -> str:
    return f"{_said(figure, cell)} {cell.said(_REMARKS)}"


def _staff_remark(figure: Figure, cell: Cell) -> str | None:
    value = int(figure.whole)
    return f"{figure.said()} {cell.said(_STAFF).format(cell.dice.number(2, value // 2))}" if value > 4 else None


def _scientific(figure: Figure, cell: Cell) -> str | None:
    if len(figure.whole) < 4:
        return None
    digits = (figure.whole + figure.part).rstrip("0")
    return f"{digits[0]}{cell.dice.one_of('.,')}{digits[1:] or '0'}E+{len(figure.whole) - 1:02d}"


def _letter_for_digit(figure: Figure, cell: Cell) -> str | None:
    """The letters that look like nought and one, beside a digit that tells that they are none."""
    places = [place for place, digit in enumerate(figure.whole) if digit in "01"]
    if not places or not set(figure.whole) - set("01"):
        return None
    place = cell.dice.one_of(places)
    letter = cell.dice.one_of("Oo") if figure.whole[place] == "0" else "l"
    return Figure(figure.whole[:place] + letter + figure.whole[place + 1 :], figure.part).said()


def _marked(figure: Figure, cell: Cell) -> str:
    before, after = cell.dice.one_of((("'", ""), ('"', '"'), ("", "."), (": ", ""), ("", " !")))
    return before + figure.said() + after


def _around(figure: Figure, dice: Dice) -> tuple[int, int]:
    """Two whole numbers, one below and one above."""
    value = int(figure.value)
    step = max(1, 10 ** (len(str(value)) - 1) // 2)
    return max(0, value - dice.number(1, step)), value + dice.number(1, step)


def _range(figure: Figure, cell: Cell) -> str:
    return cell.said(_BETWEEN).format(*_around(figure, cell.dice)) + _percent(cell)


def _limit(figure: Figure, cell: Cell) -> str:
    low, high = _around(figure, cell.dice)
    above = cell.dice.happens(0.6)
    word, number = cell.said(_MORE if above else _LESS), low if above else high
    return f"{number}+" if word == "+" else f"{word}{number}{_percent(cell)}"


def _percent(cell: Cell) -> str:
    return cell.dice.one_of(("", "%", " %")) if cell.question.unit == "percent" else ""


def _two_numbers(figure: Figure, cell: Cell) -> str:
    low, high = _around(figure, cell.dice)
    return cell.said(_TWO).format(int(figure.value), cell.dice.one_of((low, high)))


def _day(figure: Figure, cell: Cell) -> str | None:
    """What a spreadsheet makes of a number in a column of days, or of one with a point that looks like a day."""
    if figure.part:
        day, month = int(figure.whole), int(figure.part)
        seen = 1 <= day <= 31 and 1 <= month <= 12 and len(figure.part) < 3
        return f"{day:02d}.{SHORT['ro'][month - 1]}" if seen else None
    number = int(figure.whole)
    return f"{serial_day(number):%d.%m.%Y}" if 1 <= number <= 60_000 else None


def _either(figure: Figure, cell: Cell) -> str | None:
    """Three digits behind a mark: thousands or decimals. With a point only where that is not a number as it stands."""
    if cell.question.kind != "decimal":
        return None
    if figure.part:
        return figure.said(point=",") if len(figure.part) == 3 and 0 < len(figure.whole) < 4 else None
    if not 4 <= len(figure.whole) <= 6:
        return None
    return figure.said("." if figure.whole.endswith("0") and cell.dice.happens(0.7) else ",")


def _fraction(figure: Figure, cell: Cell) -> str:
    return f"{fraction(figure, '.')}"


def fraction(figure: Figure, point: str) -> str:
    """Say a percentage as a share of one, with two decimals at least."""
    exact = (figure.value / 100).quantize(Decimal(1).scaleb(-2 - len(figure.part)))
    return f"{exact}".replace(".", point)


def _share_word(figure: Figure, cell: Cell) -> str | None:
    words = _SHARES.get(cell.truth)
    return cell.said(words) if words else None


def money_unit(cell: Cell) -> str:
    """Unit in which an amount is asked, or said to be given; empty where nothing tells."""
    if cell.question.unit == "thousand EUR":
        return "thousand_eur"
    return cell.beside(f"{cell.question.name}_unit")


def _money(figure: Figure, cell: Cell) -> str | None:
    unit = money_unit(cell)
    if unit not in _MONEY:
        return None
    said = _said(figure, cell)
    if unit in _SIGNS and cell.dice.happens(0.3):
        return f"{cell.dice.one_of(_SIGNS[unit])}{said}"
    return f"{said}{cell.dice.one_of(_MONEY[unit])}"


def _about_money(figure: Figure, cell: Cell) -> str | None:
    money = _money(figure, cell) if figure.value else None
    return f"{cell.said(_ABOUT)}{money}" if money else None


def _euro_in_full(figure: Figure, cell: Cell) -> str | None:
    """The whole amount, with its currency, where thousands are asked for."""
    if cell.question.unit != "thousand EUR" or len(figure.part) > 3 or not figure.value:
        return None
    amount = Figure(str(int(figure.value * 1000)), "")
    said = amount.said(cell.dice.one_of(("", " ", _NO_BREAK)))
    return cell.dice.one_of((f"{said} EUR", f"{said} euro", f"€ {said}", f"{said} €", f"{said} Euro", f"EUR {said}"))


def _other_money(figure: Figure, cell: Cell) -> str | None:
    """An amount whose own words say another unit than the question, or the answer beside it."""
    unit = money_unit(cell)
    if unit not in _MONEY or not figure.value:
        return None
    other = cell.dice.one_of([name for name in _MONEY if name != unit])
    return f"{_said(figure, cell)}{cell.dice.one_of(_MONEY[other])}"


def _currency_in_full(figure: Figure, cell: Cell) -> str | None:
    """Thousands with points before a currency: no currency has three decimals."""
    unit, amount = money_unit(cell), figure.value
    if cell.question.unit == "thousand EUR":
        unit, amount = "eur", amount * 1000
    if unit not in _SIGNS or amount < 1000 or amount % 1:
        return None
    return f"{Figure(str(int(amount)), '').said('.')}{cell.dice.one_of(_MONEY[unit])}"


def _year_words(figure: Figure, cell: Cell) -> str:
    return cell.said(_YEARS).format(figure.whole)


def _year_in_day(figure: Figure, cell: Cell) -> str:
    year, month, day = figure.whole, cell.dice.number(1, 12), cell.dice.number(1, 28)
    return cell.dice.one_of(
        (
            f"{day:02d}.{month:02d}.{year}",
            f"{MONTHS[cell.tongue][month - 1]} {year}",
            f"{SHORT[cell.tongue][month - 1]}. {year}",
            f"{day}.{ROMAN[month - 1]}.{year}",
            f"{day} {MONTHS[cell.tongue][month - 1]} {year}",
        )
    )


def _two_years(figure: Figure, cell: Cell) -> str | None:
    year = int(figure.whole)
    later = cell.dice.number(year + 1, year + 9)
    return cell.said(_TWO_YEARS).format(year, later) if later <= _NOW else None


def _rough_year(figure: Figure, cell: Cell) -> str:
    return cell.said(_ROUGH_YEARS).format(int(figure.whole) // 5 * 5)


def _age(figure: Figure, cell: Cell) -> str | None:
    age = _NOW - int(figure.whole)
    return cell.said(_AGES).format(age) if age > 1 else None


def _short_year(figure: Figure, cell: Cell) -> str:
    return cell.dice.one_of(("'{}", "{}", "‘{}", "din '{}")).format(figure.whole[-2:])


def _mark(figure: Figure, cell: Cell) -> str:
    return cell.said(_MARKS).format(figure.whole, int(cell.question.high))


def _roman_mark(figure: Figure, cell: Cell) -> str | None:
    return ROMAN[int(figure.whole) - 1] if 1 <= int(figure.whole) <= len(ROMAN) else None


def _between_marks(figure: Figure, cell: Cell) -> str:
    mark = int(figure.whole)
    low = mark if mark < cell.question.high else mark - 1
    return cell.dice.one_of(("{}-{}", "{}/{}", "{} - {}", "{} sau {}", "{} spre {}")).format(low, low + 1)


def _mark_as_day(figure: Figure, cell: Cell) -> str:
    """What a spreadsheet makes of *4/5*, which was four of five, or of somebody's hesitation."""
    return f"{int(figure.whole):02d}.{SHORT['ro'][int(cell.question.high) - 1]}"


def _spaces(figure: Figure, cell: Cell) -> str | None:
    return letters.blanks_around(figure.said(), cell.dice)


_AROUND = (
    _kind("blanks around", _spaces, 2),
    _kind("noughts behind", _noughts, 2),
    _kind("number marked", _marked, 0.6),
    _kind("letter for digit", _letter_for_digit, 0.3),
)
_QUANTITY = (
    *_AROUND,
    _kind("thousands: point", _grouped(".", ","), 4),
    _kind("thousands: blank", _grouped(" ", ","), 4),
    _kind("thousands: no-break blank", _grouped(_NO_BREAK, ","), 2),
    _kind("thousands: narrow blank", _grouped(_NARROW, ","), 1),
    _kind("thousands: apostrophe", _apostrophe, 0.7),
    _kind("thousands: comma", _grouped(",", "."), 1),
    _kind("decimal comma", _comma, 4),
    _kind("plus", _plus, 0.4),
    _kind("about", _about, 3),
    _kind("number in words", _words, 1),
    _kind("remark", _remark, 1),
    _kind("scientific", _scientific, 2),
    _kind("range", _range, 3, False),
    _kind("limit", _limit, 3, False),
    _kind("two numbers", _two_numbers, 1, False),
    _kind("number turned into a day", _day, 0.7, False),
    _kind("thousand or decimal", _either, 12, False),
)
_SHARE = (
    _kind("percent", _unit("percent"), 8),
    _kind("about, percent", _about_unit("percent"), 1.5),
    _kind("share in a word", _share_word, 5),
    _kind("fractions of one", _fraction, 1, block=True),
)
_AMOUNT = (
    _kind("money with its unit", _money, 8),
    _kind("about, money with its unit", _about_money, 1.5),
    _kind("euro in full", _euro_in_full, 3),
    _kind("thousands: point, with currency", _currency_in_full, 2, either=True),
    _kind("unit against unit", _other_money, 2, False),
)
_YEAR = (
    *_AROUND,
    _kind("year with a word", _year_words, 4),
    _kind("day for a year", _year_in_day, 1.5),
    _kind("thousands: point", _grouped(".", ","), 0.3),
    _kind("two years", _two_years, 3, False),
    _kind("rough year", _rough_year, 1, False),
    _kind("age for a year", _age, 1, False),
    _kind("year of two digits", _short_year, 0.7, False),
)
_SCALE = (
    *_AROUND,
    _kind("mark with a word", _mark, 4),
    _kind("number in words", _words, 2),
    _kind("mark in Roman figures", _roman_mark, 0.4),
    _kind("between two marks", _between_marks, 3, False),
    _kind("mark turned into a day", _mark_as_day, 1, False),
)


def is_scale(question: Question) -> bool:
    """Whether a question asks for a mark: a whole number without unit, from few."""
    few = math.isfinite(question.low) and question.high - question.low <= _LONGEST_SCALE
    return question.kind == "integer" and not question.unit and few and question.high <= len(ROMAN)


def kinds(question: Question, has_unit: bool) -> tuple[Kind, ...]:
    """Kinds of mess in the answers to a question that asks for a number.

    Parameters
    ----------
    question : Question
    has_unit : bool
        Whether the next question asks for the unit.
    """
    if question.unit == "year":
        return _YEAR
    if is_scale(question):
        return _SCALE
    if question.unit == "percent":
        return (*_QUANTITY, *_SHARE)
    if question.unit == "thousand EUR" or has_unit:
        return (*_QUANTITY, *_AMOUNT)
    unit: Sequence[Kind] = ()
    if question.unit in _UNITS:
        unit = (
            _kind("unit behind", _unit(question.unit), 6),
            _kind("about, unit behind", _about_unit(question.unit), 1.5),
        )
    staff = (_kind("remark on staff", _staff_remark, 1.5),) if question.unit == "persons" else ()
    return (*_QUANTITY, *unit, *staff)
