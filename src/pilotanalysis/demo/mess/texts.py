"""Names, codes, places and free words as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from ..lists import rows
from . import letters
from .choices import COUNTIES
from .kinds import WORDS, Cell, Dice, MessKind, Write, kinds_for_answers, words_of

_FORM = re.compile(rf"(?P<name>.+?),? (?P<form>{'|'.join(name[5:] for name in WORDS if name.startswith('form '))})")
_COMPANY = re.compile(r"S\.?C\.? ")
_REGISTER = re.compile(r"(?P<book>[JFC])(?P<county>\d\d)/(?P<number>\d+)/(?P<year>\d{4})")
_CODE = re.compile(r"\d{6,10}")
_CODE_WEIGHTS = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_PERSON_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_ACTIVITY = re.compile(r"\d{4}")
#: What a division is about, as an office would jot it down.
_ABOUT = {row["division"]: row["about"] for row in rows("mess/divisions.csv")}
#: Codes of Rev. 2 and what Rev. 3 has in their place, which Rev. 2 has not.
_LATER = {row["rev2"]: row["rev3"] for row in rows("mess/later_codes.csv")}


def check_digit(body: str) -> str:
    """Last digit of a fiscal code that starts with `body`."""
    total = sum(int(digit) * weight for digit, weight in zip(body.zfill(9), _CODE_WEIGHTS, strict=True))
    return str(total * 10 % 11 % 10)


def personal_code(dice: Dice) -> str:
    """A personal numeric code that nobody bears: day and check digit are right, but nobody is registered as 000."""
    born = date(1950, 1, 1) + timedelta(days=dice.number(0, 14_600))
    county = dice.number(1, 46)
    body = f"{dice.number(1, 2)}{born:%y%m%d}{county:02d}000"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _PERSON_WEIGHTS, strict=True)) % 11
    return f"{body}{1 if rest == 10 else rest}"


def _personal(cell: Cell) -> str:
    code = personal_code(cell.dice)
    return cell.said("personal", code, code[0], code[1:7], code[7:])


def _beside(words: str, name: str) -> Write:
    """Write the answer, in one of the forms of a list, together with another answer if that is there."""

    def write(cell: Cell) -> str | None:
        other = cell.beside(name)
        return cell.said(words, cell.truth, other) if other else None

    return write


# Names

_of_firm = kinds_for_answers(_FORM.fullmatch)


def _form_otherwise(firm: re.Match[str], cell: Cell) -> str:
    form = cell.said(f"form {firm['form']}")
    return cell.said("with its form", firm["name"], form)


def _company(cell: Cell) -> str | None:
    """*SC* in front, or no more."""
    if _COMPANY.match(cell.truth):
        return cell.said("company again", _COMPANY.sub("", cell.truth, count=1))
    return cell.said("company", cell.truth) if _FORM.fullmatch(cell.truth) else None


def _parts(name: str) -> tuple[str, str, str]:
    """What stands for *company* before a name, the name itself, and its legal form behind it."""
    found = _FORM.fullmatch(name)
    name, end = (found["name"], f" {found['form']}") if found else (name, "")
    company = _COMPANY.match(name)
    start = company[0] if company else ""
    return start, name.removeprefix(start), end


def _hyphens(cell: Cell) -> str | None:
    start, name, end = _parts(cell.truth)
    return f"{start}{name.replace(' ', '-')}{end}" if " " in name else None


def _shorter(cell: Cell) -> str | None:
    first, blank, rest = cell.truth.partition(" ")
    return f"{cell.said(f'shorter {first}')} {rest}" if blank and f"shorter {first}" in WORDS else None


_CUT_OFF = MessKind("cut off", lambda cell: letters.cut_off(cell.truth, cell.dice), 2, False)
_PARTNER = (
    _of_firm("legal form otherwise", _form_otherwise, 5),
    _of_firm("legal form left out", lambda firm, cell: _COMPANY.sub("", firm["name"]), 3),
    _of_firm("legal form first", lambda firm, cell: f"{firm['form']} {_COMPANY.sub('', firm['name'])}", 0.7),
    MessKind("company in front", _company, 3),
    MessKind("name in quotes", lambda cell: cell.said("quotes", *_parts(cell.truth)), 2),
    MessKind("hyphens for blanks", _hyphens, 1),
    MessKind("name shortened", _shorter, 3),
    *letters.kinds(letters.case_and_marks("name", (4, 3, 1))),
    *letters.kinds(letters.SPACING[:-1]),
    *letters.kinds(letters.ENCODING),
    _CUT_OFF,
)
_NAME = (
    *_PARTNER,
    MessKind("name with its place", _beside("name with its place", "locality"), 1),
    MessKind("name with its code", _beside("name with its code", "fiscal_code"), 0.7),
    MessKind("no name", lambda cell: cell.said("no name"), 1, False),
)

# Codes of registers

_of_code = kinds_for_answers(lambda text: text if _CODE.fullmatch(text) else None)


def _code_spaced(code: str, cell: Cell) -> str:
    blank = cell.dice.one_of((" ", " ", "\u00a0", ".", "-"))
    groups = cell.dice.one_of(((4, 7), (3, 6), (2, 5), (1, 4, 7)))
    edges = [0, *(edge for edge in groups if edge < len(code)), len(code)]
    return blank.join(code[start:end] for start, end in pairwise(edges))


def _number_for_code(code: str, cell: Cell) -> str:
    county = COUNTIES.get(cell.beside("county"))
    number = f"J{county.number if county else 22:02d}/{cell.dice.number(1, 4999)}/{cell.dice.number(1991, 2013)}"
    return cell.beside("registration_number") or number


def _code_scientific(code: str, cell: Cell) -> str:
    digits = cell.dice.number(1, 4)
    return f"{int(code):.{digits}E}".replace(".", cell.dice.one_of(".,"))


def _told_wrong(code: str) -> str | None:
    """A wrong code, where its check digit tells."""
    return code if code[0] != "0" and check_digit(code[:-1]) != code[-1] else None


def _code_wrong(code: str, cell: Cell) -> str | None:
    """One digit wrong, or two that stand side by side exchanged."""
    place = cell.dice.number(0, len(code) - 2)
    digit = str((int(code[place]) + cell.dice.number(1, 9)) % 10)
    wrong = code[:place] + digit + code[place + 1 :]
    if cell.dice.happens(0.4):
        wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return _told_wrong(wrong)


def _code_short(code: str, cell: Cell) -> str | None:
    place = cell.dice.number(1, len(code) - 2)
    return _told_wrong(code[:place] + code[place + 1 :])


_FISCAL_CODE = (
    _of_code("code with a prefix", lambda code, cell: cell.said("code with a prefix", code), 8),
    _of_code("code with noughts", lambda code, cell: f"{'0' * cell.dice.number(1, 3)}{code}", 1.5),
    _of_code("code in groups", _code_spaced, 3),
    _of_code("code as a number", lambda code, cell: cell.said("code as a number", code), 3),
    MessKind("code with registration number", _beside("code with registration number", "registration_number"), 1),
    *letters.kinds(letters.SPACING[:1]),
    MessKind("personal", _personal, 1, gone="personal"),
    _of_code("registration number for the code", _number_for_code, 2, False),
    _of_code("digits lost", _code_scientific, 2, False),
    _of_code("checksum", _code_wrong, 2, False),
    _of_code("digit missing", _code_short, 1, False),
)

Parts = tuple[str, ...]


def _registered(text: str) -> Parts | None:
    """Book, county, number and year of an entry in the trade register."""
    found = _REGISTER.fullmatch(text)
    return found.groups() if found else None


_of_register = kinds_for_answers(_registered)


def _without_nought(parts: Parts, cell: Cell) -> str | None:
    book, county, number, year = parts
    return f"{book}{int(county)}/{number}/{year}" if county.startswith("0") else None


def _with_noughts(parts: Parts, cell: Cell) -> str | None:
    book, county, number, year = parts
    return f"{book}{county}/{number.zfill(6)}/{year}" if len(number) < 6 else None


def _with_day(parts: Parts, cell: Cell) -> str:
    book, county, number, year = parts
    return f"{book}{county}/{number}/{cell.dice.number(1, 28):02d}.{cell.dice.number(1, 12):02d}.{year}"


def _short_year(parts: Parts, cell: Cell) -> str | None:
    """Two digits of the year: the register began in 1990."""
    book, county, number, year = parts
    return f"{book}{county}/{number}/{year[-2:]}" if 1990 <= int(year) <= 2014 else None


def _code_for_number(parts: Parts, cell: Cell) -> str | None:
    code = cell.beside("fiscal_code")
    return cell.said("code for a number", code) if code else None


_REGISTRATION = (
    _of_register("number spaced", lambda parts, cell: cell.said("number spaced", *parts), 3),
    _of_register("number in lower case", lambda parts, cell: cell.truth.lower(), 2),
    _of_register("number with other marks", lambda parts, cell: cell.said("number with other marks", *parts), 3),
    _of_register("number without nought", _without_nought, 2),
    _of_register("number with noughts", _with_noughts, 1),
    _of_register("number with the day", _with_day, 1),
    _of_register("number with short year", _short_year, 1),
    _of_register("number with a word", lambda parts, cell: cell.said("number with a word", cell.truth), 1.5),
    *letters.kinds(letters.SPACING[:1]),
    _of_register("number in part", lambda parts, cell: cell.said("number in part", *parts), 2, False),
    _of_register("code for the registration number", _code_for_number, 1.5, False),
)

# Places


def _is_municipality(place: str) -> bool:
    bare_place = place.replace("-", " ")
    return any(bare_place in (county.seat.replace("-", " "), *county.towns) for county in COUNTIES.values())


def _place_with_word(cell: Cell) -> str:
    town, municipality = cell.truth in words_of("towns"), _is_municipality(cell.truth)
    return cell.said("town" if town else "municipality" if municipality else "village", cell.truth)


def _place_with_county(cell: Cell) -> str | None:
    code = cell.beside("county")
    return cell.said("place with its county", cell.truth, code) if code in COUNTIES else None


def _place_with_street(cell: Cell) -> str:
    street = cell.said("street")
    return cell.said("place with a street").format(cell.truth, street, cell.dice.number(1, 90))


def _place_hyphens(cell: Cell) -> str | None:
    if "-" in cell.truth:
        return cell.truth.replace("-", cell.dice.one_of((" ", " - ")))
    return cell.truth.replace(" ", "-") if " " in cell.truth else None


_LOCALITY = (
    MessKind("place with its word", _place_with_word, 5),
    MessKind("place with its county", _place_with_county, 2),
    MessKind("place with a street", _place_with_street, 1),
    MessKind("place with other hyphens", _place_hyphens, 2),
    *letters.kinds(letters.case_and_marks("place", (4, 3, 1.5))),
    *letters.kinds(letters.SPACING[:2]),
    *letters.kinds(letters.ENCODING),
    MessKind("no place", lambda cell: cell.said("no place"), 1, False),
)

# Activities


def _activities(text: str) -> list[str] | None:
    codes = text.split(", ")
    return codes if all(_ACTIVITY.fullmatch(code) for code in codes) else None


_of_activities = kinds_for_answers(_activities)


def _each(change: Callable[[str, Cell], str | None]) -> Callable[[list[str], Cell], str | None]:
    """Change all activities of a cell alike."""

    def say(codes: list[str], cell: Cell) -> str | None:
        changed = [said for code in codes if (said := change(code, cell))]
        return ", ".join(changed) if len(changed) == len(codes) else None

    return say


def _dotted(code: str) -> str:
    return f"{code[:2]}.{code[2:]}"


def _shorn(code: str, cell: Cell) -> str | None:
    """Without its leading nought, where no group has that number."""
    return code[1:] if code.startswith("0") and code[1:] not in words_of("groups") else None


def _with_word(codes: list[str], cell: Cell) -> str:
    if cell.dice.happens(0.3):
        codes = [_dotted(code) for code in codes]
    return cell.said("activity with a word", ", ".join(codes))


def _titled(code: str, cell: Cell) -> str:
    """The code and what it is about: in a word of the division, or in one that says nothing."""
    general = "activitatea principală" if cell.question.name == "caen" else "activitate secundară"
    about = cell.dice.one_of((_ABOUT.get(code[:2], general), general))
    return cell.said("activity with its title", code, about)


def _later(code: str, cell: Cell) -> str | None:
    later = _LATER.get(code)
    return cell.dice.one_of((later, _dotted(later), f"{later} (CAEN Rev. 3)")) if later else None


def _more(code: str, cell: Cell) -> str | None:
    if cell.question.name != "caen":
        return None
    others = [other for other in cell.beside("caen_other").split(", ") if other not in ("", code)]
    return f"{code}, {', '.join(others or [cell.said('common activities')])}"


_CAEN = (
    _of_activities("activity with a point", _each(lambda code, cell: _dotted(code)), 5),
    _of_activities("activity as a number", _each(lambda code, cell: f"{code}.0"), 2),
    _of_activities("activity without nought", _each(_shorn), 5),
    _of_activities("activity with a word", _with_word, 4),
    _of_activities("activity with its title", _each(_titled), 3),
    _of_activities("activities otherwise joined", lambda codes, cell: cell.said("activities joined").join(codes), 4),
    *letters.kinds(letters.SPACING[:1]),
    _of_activities("division only", _each(lambda code, cell: cell.said("division", code[:2])), 2, False),
    # Four digits that are no class: none ends like this.
    _of_activities("no class", _each(lambda code, cell: f"{code[:2]}{cell.dice.one_of(('98', '88'))}"), 1, False),
    _of_activities("code of a later revision", _each(_later), 12, False),
    _of_activities("several activities", _each(_more), 2, False),
)

# Anything else

_TEXT = (
    # Quotes might be part of what is said.
    *letters.kinds(letters.SPACING[:-1]),
    *letters.kinds(letters.ENCODING),
    MessKind("personal_inside", lambda cell: cell.said("personal inside", cell.truth, personal_code(cell.dice)), 0.25),
    _CUT_OFF,
    MessKind("letters lost", lambda cell: letters.lost(cell.truth), 1, False),
)
_BY_NAME = {
    "name": _NAME,
    "link_partner": _PARTNER,
    "partner_university": _PARTNER,
    "fiscal_code": _FISCAL_CODE,
    "registration_number": _REGISTRATION,
    "locality": _LOCALITY,
    "caen": _CAEN,
    "caen_other": _CAEN,
}


def kinds(name: str) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that asks for text."""
    return _BY_NAME.get(name, _TEXT)
