"""Names, codes, places and free words as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from ..lists import rows
from ..names import check_digit
from .choices import COUNTIES
from .kinds import WORDS, AnswerSort, Cell, MessKind, Way, words_of
from .letters import Dice

_FORM = re.compile(rf"(?P<name>.+?),? (?P<form>{'|'.join(name[5:] for name in WORDS if name.startswith('form '))})")
_COMPANY = re.compile(r"S\.?C\.? ")
_REGISTER = re.compile(r"(?P<book>[JFC])(?P<county>\d\d)/(?P<number>\d+)/(?P<year>\d{4})")
_CODE = re.compile(r"(\d{6,10})")
_PERSON_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_ACTIVITY = re.compile(r"\d{4}")
#: What a division is about, as an office would jot it down.
_ABOUT = {row["division"]: row["about"] for row in rows("mess/divisions.csv")}
#: Codes of Rev. 2 and what Rev. 3 has in their place, which Rev. 2 has not.
_LATER = {row["rev2"]: row["rev3"] for row in rows("mess/later_codes.csv")}


def personal_code(dice: Dice) -> str:
    """A personal numeric code that nobody bears: day and check digit are right, but nobody is registered as 000."""
    born = date(1950, 1, 1) + timedelta(days=dice.number(0, 14_600))
    county = dice.number(1, 46)
    body = f"{dice.number(1, 2)}{born:%y%m%d}{county:02d}000"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _PERSON_WEIGHTS, strict=True)) % 11
    return f"{body}{1 if rest == 10 else rest}"


def _groups(pattern: re.Pattern[str]) -> Callable[[Cell], tuple[str, ...] | None]:
    """Read the groups of a pattern in an answer."""

    def read(cell: Cell) -> tuple[str, ...] | None:
        found = pattern.fullmatch(cell.truth)
        return found.groups() if found else None

    return read


def _personal(cell: Cell, code: str) -> str:
    code = personal_code(cell.dice)
    return cell.said("personal", code, code[0], code[1:7], code[7:])


def _beside(words: str, name: str) -> Way:
    """Write the answer, in one of the forms of a list, together with another answer if that is there."""

    def write(cell: Cell, *read: object) -> str | None:
        other = cell.beside(name)
        return cell.said(words, cell.truth, other) if other else None

    return write


# Names


def _form_otherwise(cell: Cell, name: str, form: str) -> str:
    return cell.said("legal form otherwise", name, cell.said(f"form {form}"))


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


_FIRM = AnswerSort(
    {
        "legal form otherwise": _form_otherwise,
        "legal form left out": lambda cell, name, form: _COMPANY.sub("", name),
        "legal form first": lambda cell, name, form: f"{form} {_COMPANY.sub('', name)}",
    },
    _groups(_FORM),
)
_NAME = AnswerSort(
    {
        "company in front": _company,
        "name in quotes": lambda cell: cell.said("name in quotes", *_parts(cell.truth)),
        "hyphens for blanks": _hyphens,
        "name shortened": _shorter,
        "name with its place": _beside("name with its place", "locality"),
        "name with its code": _beside("name with its code", "fiscal_code"),
    }
)

# Codes of registers


def _code_spaced(cell: Cell, code: str) -> str:
    blank = cell.dice.one_of((" ", " ", "\u00a0", ".", "-"))
    groups = cell.dice.one_of(((4, 7), (3, 6), (2, 5), (1, 4, 7)))
    edges = [0, *(edge for edge in groups if edge < len(code)), len(code)]
    return blank.join(code[start:end] for start, end in pairwise(edges))


def _number_for_code(cell: Cell, code: str) -> str:
    county = COUNTIES.get(cell.beside("county"))
    number = f"J{county.number if county else 22:02d}/{cell.dice.number(1, 4999)}/{cell.dice.number(1991, 2013)}"
    return cell.beside("registration_number") or number


def _code_scientific(cell: Cell, code: str) -> str:
    digits = cell.dice.number(1, 4)
    return f"{int(code):.{digits}E}".replace(".", cell.dice.one_of(".,"))


def _told_wrong(code: str) -> str | None:
    """A wrong code, where its check digit tells."""
    return code if code[0] != "0" and check_digit(int(code[:-1])) != int(code[-1]) else None


def _code_wrong(cell: Cell, code: str) -> str | None:
    """One digit wrong, or two that stand side by side exchanged."""
    place = cell.dice.number(0, len(code) - 2)
    digit = str((int(code[place]) + cell.dice.number(1, 9)) % 10)
    wrong = code[:place] + digit + code[place + 1 :]
    if cell.dice.happens(0.4):
        wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return _told_wrong(wrong)


def _code_short(cell: Cell, code: str) -> str | None:
    place = cell.dice.number(1, len(code) - 2)
    return _told_wrong(code[:place] + code[place + 1 :])


_FISCAL_CODE = AnswerSort(
    {
        "code in groups": _code_spaced,
        "code with registration number": _beside("code with registration number", "registration_number"),
        "personal": _personal,
        "registration number for the code": _number_for_code,
        "digits lost": _code_scientific,
        "checksum": _code_wrong,
        "digit missing": _code_short,
    },
    _groups(_CODE),
)


def _with_day(cell: Cell, book: str, county: str, number: str, year: str) -> str:
    return f"{book}{county}/{number}/{cell.dice.number(1, 28):02d}.{cell.dice.number(1, 12):02d}.{year}"


_REGISTRATION = AnswerSort(
    {
        "number in lower case": lambda cell, *read: cell.truth.lower(),
        "number with the day": _with_day,
        "code for the registration number": _beside("code for the registration number", "fiscal_code"),
    },
    _groups(_REGISTER),
)

# Places


def _is_municipality(place: str) -> bool:
    bare_place = place.replace("-", " ")
    return any(bare_place in (county.seat.replace("-", " "), *county.towns) for county in COUNTIES.values())


def _place_with_word(cell: Cell) -> str:
    town, municipality = cell.truth in words_of("towns"), _is_municipality(cell.truth)
    return cell.said("town" if town else "municipality" if municipality else "village", cell.truth)


def _place_with_street(cell: Cell) -> str:
    street = cell.said("street")
    return cell.said("place with a street").format(cell.truth, street, cell.dice.number(1, 90))


def _place_hyphens(cell: Cell) -> str | None:
    if "-" in cell.truth:
        return cell.truth.replace("-", cell.dice.one_of((" ", " - ")))
    return cell.truth.replace(" ", "-") if " " in cell.truth else None


_LOCALITY = AnswerSort(
    {
        "place with its word": _place_with_word,
        "place with its county": _beside("place with its county", "county"),
        "place with a street": _place_with_street,
        "place with other hyphens": _place_hyphens,
    }
)

# Activities


def _activities(cell: Cell) -> tuple[list[str]] | None:
    codes = cell.truth.split(", ")
    return (codes,) if all(_ACTIVITY.fullmatch(code) for code in codes) else None


def _each(change: Callable[[Cell, str], str | None]) -> Way:
    """Change all activities of a cell alike."""

    def write(cell: Cell, codes: list[str]) -> str | None:
        changed = [said for code in codes if (said := change(cell, code))]
        return ", ".join(changed) if len(changed) == len(codes) else None

    return write


def _dotted(code: str) -> str:
    return f"{code[:2]}.{code[2:]}"


def _shorn(cell: Cell, code: str) -> str | None:
    """Without its leading nought, where no group has that number."""
    return code[1:] if code.startswith("0") and code[1:] not in words_of("groups") else None


def _with_word(cell: Cell, codes: list[str]) -> str:
    if cell.dice.happens(0.3):
        codes = [_dotted(code) for code in codes]
    return cell.said("activity with a word", ", ".join(codes))


def _titled(cell: Cell, code: str) -> str:
    """The code and what it is about: in a word of the division, or in one that says nothing."""
    general = "activitatea principală" if cell.question.name == "caen" else "activitate secundară"
    about = cell.dice.one_of((_ABOUT.get(code[:2], general), general))
    return cell.said("activity with its title", code, about)


def _later(cell: Cell, code: str) -> str | None:
    later = _LATER.get(code)
    return cell.dice.one_of((later, _dotted(later), f"{later} (CAEN Rev. 3)")) if later else None


def _more(cell: Cell, code: str) -> str | None:
    if cell.question.name != "caen":
        return None
    others = [other for other in cell.beside("caen_other").split(", ") if other not in ("", code)]
    return f"{code}, {', '.join(others or [cell.said('common activities')])}"


_CAEN = AnswerSort(
    {
        "activity with a point": _each(lambda cell, code: _dotted(code)),
        "activity as a number": _each(lambda cell, code: f"{code}.0"),
        "activity without nought": _each(_shorn),
        "activity with a word": _with_word,
        "activity with its title": _each(_titled),
        "activities otherwise joined": lambda cell, codes: cell.said("activities otherwise joined").join(codes),
        "division only": _each(lambda cell, code: cell.said("division only", code[:2])),
        # Four digits that are no class: none ends like this.
        "no class": _each(lambda cell, code: f"{code[:2]}{cell.dice.one_of(('98', '88'))}"),
        "code of a later revision": _each(_later),
        "several activities": _each(_more),
    },
    _activities,
)

# Anything else

_TEXT = AnswerSort({"personal_inside": lambda cell: cell.said("personal_inside", cell.truth, personal_code(cell.dice))})
_PARTNER_KINDS = (*_FIRM.kinds("firm"), *_NAME.kinds("partner"))
_BY_NAME = {
    "name": (*_PARTNER_KINDS, *_NAME.kinds("name")),
    "link_partner": _PARTNER_KINDS,
    "partner_university": _PARTNER_KINDS,
    "fiscal_code": _FISCAL_CODE.kinds("fiscal_code"),
    "registration_number": _REGISTRATION.kinds("registration_number"),
    "locality": _LOCALITY.kinds("locality"),
    "caen": _CAEN.kinds("caen"),
    "caen_other": _CAEN.kinds("caen"),
}


def kinds(name: str) -> tuple[MessKind, ...]:
    """Kinds of mess in the answers to a question that asks for text."""
    return _BY_NAME.get(name) or _TEXT.kinds("text")
