"""Names, codes, places and free words as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from . import letters
from .kinds import Cell, Dice, Kind
from .places import COUNTIES, TOWNS

#: Legal forms as they end a name, and how else they are written there.
_FORMS = {
    "SRL": ("S.R.L.", "S.R.L", "s.r.l.", "srl", "Srl", "S R L"),
    "SA": ("S.A.", "S.A", "s.a.", "sa", "S A"),
    "SNC": ("S.N.C.", "snc", "s.n.c."),
    "PFA": ("P.F.A.", "pfa", "Persoană Fizică Autorizată"),
    "II": ("I.I.", "Întreprindere Individuală", "î.i."),
    "GmbH": ("GMBH", "gmbh", "G.m.b.H."),
    "Srl": ("S.r.l.", "srl", "SRL"),
    "Ltd": ("Ltd.", "LTD", "Limited"),
}
_FORM = re.compile(rf"(?P<name>.+?),? (?P<form>{'|'.join(_FORMS)})")
_COMPANY = re.compile(r"S\.?C\.? ")
_SHORTER = {
    "Universitatea": ("Univ.", "Univ", "U."),
    "Institutul": ("Inst.", "Institut"),
    "Primăria": ("Prim.", "Primaria"),
    "Consiliul": ("Cons.", "Consiliu"),
    "Asociația": ("Asoc.", "Asociatia"),
    "Centrul": ("Centru", "C."),
    "Cooperativa": ("Coop.", "Coop"),
}
_PLACEHOLDERS = ("idem", "firma noastră", "noi", "ca mai sus", "vezi antetul", "la fel", "our company")
_REGISTER = re.compile(r"(?P<book>[JFC])(?P<county>\d\d)/(?P<number>\d+)/(?P<year>\d{4})")
_CODE = re.compile(r"\d{6,10}")
_CODE_WEIGHTS = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_PERSON_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_ACTIVITY = re.compile(r"\d{4}")
#: Classes of agriculture, mining and the like whose last three digits are a group of something else.
_GROUPS = (
    "141", "142", "143", "161", "162", "321", "322", "620", "721", "811", "812", "910", "990",
)  # fmt: skip
#: What a division is about, as an office would jot it down.
_ABOUT = {
    "01": "agricultură", "10": "industria alimentară", "13": "textile", "14": "confecții", "28": "utilaje",
    "46": "comerț angro", "47": "comerț cu amănuntul", "58": "editare", "59": "producție film/video", "62": "IT",
    "63": "servicii informatice", "71": "inginerie", "72": "cercetare", "73": "publicitate", "74": "design",
    "85": "învățământ",
}  # fmt: skip
#: Codes of Rev. 2 and what Rev. 3 has in their place, which Rev. 2 has not.
_LATER = {
    "6201": "6210", "6202": "6220", "6203": "6220", "6209": "6290", "6311": "6310", "1413": "1421", "1419": "1429",
    "7021": "7330",
}  # fmt: skip
#: Classes that firms of any kind have beside their own.
_COMMON = ("4690", "7022", "7490", "8299", "8559")


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


def _truth(cell: Cell) -> str:
    return cell.truth


def _personal(cell: Cell) -> str | None:
    code = personal_code(cell.dice)
    return cell.dice.one_of((code, code, f"CNP {code}", f"{code[0]} {code[1:7]} {code[7:]}"))


def _personal_inside(cell: Cell) -> str | None:
    code = personal_code(cell.dice)
    forms = ("{}, CNP {}", "{} (CNP {})", "{} - {}", "{} CNP: {}", "{}\nCNP {}", "{} {}")
    return cell.dice.one_of(forms).format(cell.truth, code)


# Names


def _form_otherwise(cell: Cell) -> str | None:
    found = _FORM.fullmatch(cell.truth)
    if not found:
        return None
    form = cell.dice.one_of(_FORMS[found["form"]])
    return cell.dice.one_of(("{} {}", "{} {}", "{}, {}", "{} - {}", "{} ({})")).format(found["name"], form)


def _form_dropped(cell: Cell) -> str | None:
    found = _FORM.fullmatch(cell.truth)
    return _COMPANY.sub("", found["name"]) if found else None


def _form_first(cell: Cell) -> str | None:
    found = _FORM.fullmatch(cell.truth)
    return f"{found['form']} {_COMPANY.sub('', found['name'])}" if found else None


def _company(cell: Cell) -> str | None:
    """*SC* in front, or no more."""
    if _COMPANY.match(cell.truth):
        rest = _COMPANY.sub("", cell.truth, count=1)
        return cell.dice.one_of((f"S.C. {rest}", rest, f"S.C.{rest}", f"s.c. {rest}"))
    return f"{cell.dice.one_of(('SC', 'S.C.', 'Sc'))} {cell.truth}" if _FORM.fullmatch(cell.truth) else None


def _name_quoted(cell: Cell) -> str | None:
    before, after = cell.dice.one_of((('"', '"'), ("„", "”"), ("“", "”"), ("«", "»"), ("'", "'")))
    found = _FORM.fullmatch(cell.truth)
    if not found:
        return before + cell.truth + after
    company = _COMPANY.match(found["name"])
    start = company[0] if company else ""
    return f"{start}{before}{found['name'].removeprefix(start)}{after} {found['form']}"


def _hyphens(cell: Cell) -> str | None:
    found = _FORM.fullmatch(cell.truth)
    name, end = (found["name"], f" {found['form']}") if found else (cell.truth, "")
    company = _COMPANY.match(name)
    start = company[0] if company else ""
    rest = name.removeprefix(start)
    return f"{start}{rest.replace(' ', '-')}{end}" if " " in rest else None


def _shorter(cell: Cell) -> str | None:
    first, blank, rest = cell.truth.partition(" ")
    return f"{cell.dice.one_of(_SHORTER[first])} {rest}" if blank and first in _SHORTER else None


def _with_place(cell: Cell) -> str | None:
    place = cell.beside("locality")
    forms = ("{} {}", "{}, {}", "{} ({})", "{} - {}", "{} din {}")
    return cell.dice.one_of(forms).format(cell.truth, place) if place else None


def _with_code(cell: Cell) -> str | None:
    code = cell.beside("fiscal_code")
    return cell.dice.one_of(("{}, CUI {}", "{} (CUI {})", "{} RO{}")).format(cell.truth, code) if code else None


def _cut(cell: Cell) -> str | None:
    return letters.cut_off(cell.truth, cell.dice)


def _placeholder(cell: Cell) -> str | None:
    return cell.dice.one_of(_PLACEHOLDERS)


_PARTNER = (
    Kind("legal form otherwise", _form_otherwise, 5),
    Kind("legal form left out", _form_dropped, 3),
    Kind("legal form first", _form_first, 0.7),
    Kind("company in front", _company, 3),
    Kind("name in quotes", _name_quoted, 2),
    Kind("hyphens for blanks", _hyphens, 1),
    Kind("name shortened", _shorter, 3),
    Kind("name without marks", lambda cell: letters.without_marks(cell.truth, cell.dice), 4),
    Kind("name in upper case", lambda cell: letters.upper(cell.truth, cell.dice), 3),
    Kind("name in lower case", lambda cell: letters.lower(cell.truth, cell.dice), 1),
    *letters.kinds(letters.SPACING[:-1], _truth),
    *letters.kinds(letters.ENCODING, _truth),
    Kind("cut off", _cut, 2, False),
)
_NAME = (
    *_PARTNER,
    Kind("name with its place", _with_place, 1),
    Kind("name with its code", _with_code, 0.7),
    Kind("no name", _placeholder, 1, False),
)

# Codes of registers


def _of_code(say: Callable[[str, Cell], str | None]) -> Callable[[Cell], str | None]:
    return lambda cell: say(cell.truth, cell) if _CODE.fullmatch(cell.truth) else None


def _code_with_prefix(code: str, cell: Cell) -> str | None:
    forms = (
        "RO {}", "RO{}", "CIF: RO {}", "CUI {}", "ro{}", "ro {}", "RO-{}", "C.U.I. {}", "CIF {}", "CUI: RO{}", "Ro{}",
        "cod fiscal {}", "CUI RO {}", "R {}", "VAT: RO{}",
    )  # fmt: skip
    return cell.dice.one_of(forms).format(code)


def _code_with_noughts(code: str, cell: Cell) -> str | None:
    return f"{'0' * cell.dice.number(1, 3)}{code}"


def _code_spaced(code: str, cell: Cell) -> str | None:
    blank = cell.dice.one_of((" ", " ", "\u00a0", ".", "-"))
    groups = cell.dice.one_of(((4, 7), (3, 6), (2, 5), (1, 4, 7)))
    edges = [0, *(edge for edge in groups if edge < len(code)), len(code)]
    return blank.join(code[start:end] for start, end in pairwise(edges))


def _code_as_number(code: str, cell: Cell) -> str | None:
    return cell.dice.one_of((f"{code}.0", f"{code}.00", f"'{code}", f"{code},00", f"{code},0"))


def _code_with_number(code: str, cell: Cell) -> str | None:
    number = cell.beside("registration_number")
    return cell.dice.one_of(("{}, {}", "{} / {}", "RO{}; {}", "{} ({})")).format(code, number) if number else None


def _number_for_code(code: str, cell: Cell) -> str | None:
    county = COUNTIES.get(cell.beside("county"))
    number = f"J{county.number if county else 22:02d}/{cell.dice.number(1, 4999)}/{cell.dice.number(1991, 2013)}"
    return cell.beside("registration_number") or number


def _code_scientific(code: str, cell: Cell) -> str | None:
    digits = cell.dice.number(1, 4)
    return f"{int(code):.{digits}E}".replace(".", cell.dice.one_of(".,"))


def _code_wrong(code: str, cell: Cell) -> str | None:
    """One digit wrong, or two that stand side by side exchanged, so that the check digit tells."""
    place = cell.dice.number(0, len(code) - 2)
    digit = str((int(code[place]) + cell.dice.number(1, 9)) % 10)
    wrong = code[:place] + digit + code[place + 1 :]
    if cell.dice.happens(0.4):
        wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return wrong if wrong[0] != "0" and check_digit(wrong[:-1]) != wrong[-1] else None


def _code_short(code: str, cell: Cell) -> str | None:
    """A digit missing, so that the check digit tells."""
    place = cell.dice.number(1, len(code) - 2)
    wrong = code[:place] + code[place + 1 :]
    return wrong if check_digit(wrong[:-1]) != wrong[-1] else None


_FISCAL_CODE = (
    Kind("code with a prefix", _of_code(_code_with_prefix), 8),
    Kind("code with noughts", _of_code(_code_with_noughts), 1.5),
    Kind("code in groups", _of_code(_code_spaced), 3),
    Kind("code as a number", _of_code(_code_as_number), 3),
    Kind("code with registration number", _of_code(_code_with_number), 1),
    *letters.kinds(letters.SPACING[:1], _truth),
    Kind("personal", _personal, 1, gone="personal"),
    Kind("registration number for the code", _of_code(_number_for_code), 2, False),
    Kind("digits lost", _of_code(_code_scientific), 2, False),
    Kind("checksum", _of_code(_code_wrong), 2, False),
    Kind("digit missing", _of_code(_code_short), 1, False),
)


def _of_register(say: Callable[[re.Match[str], Cell], str | None]) -> Callable[[Cell], str | None]:
    def write(cell: Cell) -> str | None:
        found = _REGISTER.fullmatch(cell.truth)
        return say(found, cell) if found else None

    return write


def _number_spaced(found: re.Match[str], cell: Cell) -> str:
    book, county, number, year = found.groups()
    forms = ("{} {} / {} / {}", "{}{} / {} / {}", "{} {}/{}/{}", "{} {} {} {}")
    return cell.dice.one_of(forms).format(book, county, number, year)


def _number_with_other_marks(found: re.Match[str], cell: Cell) -> str:
    book, county, number, year = found.groups()
    forms = ("{}{}-{}-{}", "{}{}.{}.{}", "{}-{}/{}/{}", "{}{}\\{}\\{}", "{}/{}/{}/{}", "{}{}_{}_{}")
    return cell.dice.one_of(forms).format(book, county, number, year)


def _number_without_nought(found: re.Match[str], cell: Cell) -> str | None:
    book, county, number, year = found.groups()
    return f"{book}{int(county)}/{number}/{year}" if county.startswith("0") else None


def _number_with_noughts(found: re.Match[str], cell: Cell) -> str | None:
    book, county, number, year = found.groups()
    return f"{book}{county}/{number.zfill(6)}/{year}" if len(number) < 6 else None


def _number_with_day(found: re.Match[str], cell: Cell) -> str:
    book, county, number, year = found.groups()
    return f"{book}{county}/{number}/{cell.dice.number(1, 28):02d}.{cell.dice.number(1, 12):02d}.{year}"


def _number_short_year(found: re.Match[str], cell: Cell) -> str | None:
    """Two digits of the year: the register began in 1990."""
    book, county, number, year = found.groups()
    return f"{book}{county}/{number}/{year[-2:]}" if 1990 <= int(year) <= 2014 else None


def _number_with_word(found: re.Match[str], cell: Cell) -> str:
    return cell.dice.one_of(("nr. {}", "Nr. ORC {}", "ORC {}", "reg. com. {}", "{} (ONRC)", "ORC: {}")).format(found[0])


def _number_lower(found: re.Match[str], cell: Cell) -> str:
    return found[0].lower()


def _number_in_part(found: re.Match[str], cell: Cell) -> str:
    book, county, number, year = found.groups()
    return cell.dice.one_of(
        (f"{book}{county}/{number}", f"{book}{county}", f"{number}/{year}", f"{book}{county}/?/{year}")
    )


def _code_for_number(found: re.Match[str], cell: Cell) -> str | None:
    code = cell.beside("fiscal_code")
    return cell.dice.one_of(("{}", "RO{}", "CUI {}")).format(code) if code else None


_REGISTRATION = (
    Kind("number spaced", _of_register(_number_spaced), 3),
    Kind("number in lower case", _of_register(_number_lower), 2),
    Kind("number with other marks", _of_register(_number_with_other_marks), 3),
    Kind("number without nought", _of_register(_number_without_nought), 2),
    Kind("number with noughts", _of_register(_number_with_noughts), 1),
    Kind("number with the day", _of_register(_number_with_day), 1),
    Kind("number with short year", _of_register(_number_short_year), 1),
    Kind("number with a word", _of_register(_number_with_word), 1.5),
    *letters.kinds(letters.SPACING[:1], _truth),
    Kind("number in part", _of_register(_number_in_part), 2, False),
    Kind("code for the registration number", _of_register(_code_for_number), 1.5, False),
)

# Places


def _place_with_word(cell: Cell) -> str | None:
    words: tuple[str, ...] = ("com. ", "comuna ", "sat ", "loc. ", "localitatea ")
    if cell.truth in TOWNS:
        words = ("orașul ", "oraș ", "or. ", "loc. ")
    elif _is_town(cell.truth):
        words = ("mun. ", "municipiul ", "Mun. ", "loc. ", "oraș ", "MUN. ")
    return f"{cell.dice.one_of(words)}{cell.truth}"


def _is_town(place: str) -> bool:
    bare_place = place.replace("-", " ")
    return any(bare_place in (county.seat.replace("-", " "), *county.towns) for county in COUNTIES.values())


def _place_with_county(cell: Cell) -> str | None:
    code = cell.beside("county")
    if code not in COUNTIES:
        return None
    return cell.dice.one_of(("{}, jud. {}", "{} ({})", "{}, {}", "{} - {}", "{} jud {}")).format(cell.truth, code)


def _place_with_street(cell: Cell) -> str | None:
    street = cell.dice.one_of(("str. Exemplu", "Str. Exemplului", "bd. Exemplu", "calea Exemplu"))
    return cell.dice.one_of(("{}, {} nr. {}", "{} {} {}")).format(cell.truth, street, cell.dice.number(1, 90))


def _place_hyphens(cell: Cell) -> str | None:
    if "-" in cell.truth:
        return cell.truth.replace("-", cell.dice.one_of((" ", " - ")))
    return cell.truth.replace(" ", "-") if " " in cell.truth else None


def _no_place(cell: Cell) -> str | None:
    return cell.dice.one_of(("sediu", "la sediul social", "mediul urban", "urban", "diverse locații", "România"))


_LOCALITY = (
    Kind("place with its word", _place_with_word, 5),
    Kind("place with its county", _place_with_county, 2),
    Kind("place with a street", _place_with_street, 1),
    Kind("place with other hyphens", _place_hyphens, 2),
    Kind("place without marks", lambda cell: letters.without_marks(cell.truth, cell.dice), 4),
    Kind("place in upper case", lambda cell: letters.upper(cell.truth, cell.dice), 3),
    Kind("place in lower case", lambda cell: letters.lower(cell.truth, cell.dice), 1.5),
    *letters.kinds(letters.SPACING[:2], _truth),
    *letters.kinds(letters.ENCODING, _truth),
    Kind("no place", _no_place, 1, False),
)

# Activities


def _activities(cell: Cell) -> list[str]:
    codes = cell.truth.split(", ")
    return codes if all(_ACTIVITY.fullmatch(code) for code in codes) else []


def _each(change: Callable[[str, Cell], str | None]) -> Callable[[Cell], str | None]:
    """Change all activities of a cell alike."""

    def write(cell: Cell) -> str | None:
        codes = _activities(cell)
        changed = [said for code in codes if (said := change(code, cell))]
        return ", ".join(changed) if codes and len(changed) == len(codes) else None

    return write


def _dotted(code: str, cell: Cell) -> str:
    return f"{code[:2]}.{code[2:]}"


def _as_number(code: str, cell: Cell) -> str:
    return f"{code}.0"


def _shorn(code: str, cell: Cell) -> str | None:
    """Without its leading nought, where no group has that number."""
    return code[1:] if code.startswith("0") and code[1:] not in _GROUPS else None


def _activity_word(cell: Cell) -> str | None:
    forms = ("CAEN {}", "cod {}", "cod CAEN {}", "CAEN: {}", "Caen {}", "cod CAEN: {}", "clasa {}", "({})")
    codes = _activities(cell)
    if not codes:
        return None
    if cell.dice.happens(0.3):
        codes = [_dotted(code, cell) for code in codes]
    return cell.dice.one_of(forms).format(", ".join(codes))


def _activity_title(code: str, cell: Cell) -> str:
    """The code and what it is about: in a word of the division, or in one that says nothing."""
    general = "activitatea principală" if cell.question.name == "caen" else "activitate secundară"
    about = cell.dice.one_of((_ABOUT.get(code[:2], general), general))
    return cell.dice.one_of(("{} - {}", "{} {}", "{} ({})", "{}: {}", "CAEN {} - {}")).format(code, about)


def _activities_joined(cell: Cell) -> str | None:
    codes = _activities(cell)
    joint = cell.dice.one_of(("; ", " ", "/", " și ", "\n", ",", " + ", " si "))
    return joint.join(codes) if len(codes) > 1 else None


def _division(code: str, cell: Cell) -> str:
    return cell.dice.one_of((code[:2], f"{code[:2]}.", f"CAEN {code[:2]}", f"diviziunea {code[:2]}"))


def _no_class(code: str, cell: Cell) -> str:
    """Four digits that are no class: none ends like this."""
    return f"{code[:2]}{cell.dice.one_of(('98', '88'))}"


def _later_code(code: str, cell: Cell) -> str | None:
    later = _LATER.get(code)
    return cell.dice.one_of((later, _dotted(later, cell), f"{later} (CAEN Rev. 3)")) if later else None


def _more_activities(code: str, cell: Cell) -> str | None:
    others = [other for other in _activities_of(cell.beside("caen_other")) if other != code]
    return f"{code}, {', '.join(others or [cell.dice.one_of(_COMMON)])}" if cell.question.name == "caen" else None


def _activities_of(text: str) -> list[str]:
    return [code for code in text.split(", ") if code]


_CAEN = (
    Kind("activity with a point", _each(_dotted), 5),
    Kind("activity as a number", _each(_as_number), 2),
    Kind("activity without nought", _each(_shorn), 5),
    Kind("activity with a word", _activity_word, 4),
    Kind("activity with its title", _each(_activity_title), 3),
    Kind("activities otherwise joined", _activities_joined, 4),
    *letters.kinds(letters.SPACING[:1], _truth),
    Kind("division only", _each(_division), 2, False),
    Kind("no class", _each(_no_class), 1, False),
    Kind("code of a later revision", _each(_later_code), 12, False),
    Kind("several activities", _each(_more_activities), 2, False),
)

# Anything else

_TEXT = (
    # Quotes might be part of what is said.
    *letters.kinds(letters.SPACING[:-1], _truth),
    *letters.kinds(letters.ENCODING, _truth),
    Kind("personal_inside", _personal_inside, 0.25),
    Kind("cut off", _cut, 2, False),
    Kind("letters lost", lambda cell: letters.lost(cell.truth, cell.dice), 1, False),
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


def kinds(name: str) -> tuple[Kind, ...]:
    """Kinds of mess in the answers to a question that asks for text."""
    return _BY_NAME.get(name, _TEXT)
