"""Signs of a person in a text, and the text without them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from stdnum.it import codicefiscale
from stdnum.ro import cnp

from .marks import NO_ADDRESS, NO_NUMBER, NOT_KEPT

#: What may stand between the signs of a code: anything but letters and digits, letters that a wrong encoding made too.
_GAP = r"[^A-Z0-9]{0,8}"
_THIRTEEN = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{12}})(?!\d))")
#: Behind words that announce a code, words may stand in it too.
_ANNOUNCED = re.compile(
    r"C[\W_]{0,2}N[\W_]{0,2}P(?![A-Z])|COD\w*\W+NUMERIC|NUMERIC\w*\W+COD|PERSONAL\w*\W+COD|COD\w*\W+PERSONAL"
)
_THIRTEEN_IN_WORDS = re.compile(r"(?<!\d)(?=(\d(?:\D{0,24}\d){12})(?!\d))")
_SCIENTIFIC = re.compile(r"(?<![\d.,])(?=(\d+[.,]\d+E\+?\d{1,2})(?![\dA-Z]))")
#: Zeros behind the point, as a number of a spreadsheet may have them.
_WHOLE = re.compile(r"[.,]0+(?!\d)")
_SIXTEEN = re.compile(
    r"(?=([A-Z](?:G[A-Z]){5}(?:GN){2}G[ABCDEHLMPRST](?:GN){2}G[A-Z](?:GN){3}G[A-Z])(?![A-Z0-9]))".replace(
        "G", _GAP
    ).replace("N", "[0-9LMNPQRSTUV]")
)
_LEAST_DIGITS = 4
_DAY_TOLD = 7
_DIGIT = re.compile(r"\d")
#: Digits that a telephone number has at least, where it is announced as one.
_OF_TELEPHONE = 6

_AT = r"\s?(?:@|[(\[{<]\s?(?:AT|@)\s?[)\]}>])\s?"
_POINT = r"(?:\s?[(\[{]\s?(?:DOT|PUNCT|PUNTO|\.)\s?[)\]}]\s?|\s?\.\s?(?=[\w-]+(?:[^\w@]|$))|\.)"
_ADDRESS = re.compile(rf"[\w.+%'~#-]*\w[+'~-]?{_AT}\[?\w[\w-]*(?:{_POINT}[\w-]*\w)+", re.IGNORECASE)

_IN = r"[ \u00a0./()\-–]{0,3}"
_TELEPHONES = (
    # A plus sign, or two zeros, and the country.
    re.compile(rf"(?<![\w.,+])\(?\+{_IN}[1-9](?:{_IN}\d){{9,14}}(?!\d)"),
    re.compile(rf"(?<![\w.,/-])00{_IN}[1-9](?:{_IN}\d){{9,13}}(?![\d/-])"),
    # Romania: ten digits, the second of which tells of what network; a day with its hour is none.
    re.compile(rf"(?<![\w.,/-])(?!\d\d[./-]\d\d[./-]\d{{4}} \d\d:\d\d)\(?0{_IN}[237](?:{_IN}\d){{8}}(?![\d/-]|[.,]\d)"),
    # Italy: mobile, and fixed behind the code of a district.
    re.compile(r"(?<![\w.,/-])3[2-9]\d(?:[ ./-]\d{7}|[ .-]\d{3}[ .-]\d{4}|[ .-]\d{2}[ .-]\d{2}[ .-]\d{3})(?![\d/-])"),
    re.compile(r"(?<![\w.,/-])\(?0[1-9]\d{0,2}\)?[ /-]{1,2}\d{3}[ .]?\d{3,5}(?![\d/.-])"),
    # Whatever is announced as one.
    re.compile(
        r"\b(?:TEL(?:EFON\w*|EPHONE)?|MOB(?:IL\w*)?|PHONE|CELL\w*|GSM|FAX|WHATSAPP)\b[\s.:,;()\-–]*"
        rf"(?:(?:NR|NO|NUMARUL|NUMERO|NUMBER|ESTE|IS|LA)\b[\s.:]*)*(?P<number>\(?\+?\d(?:{_IN}\d){{5,14}})(?!\d)"
    ),
)
_Span = tuple[int, int, str]
#: A text in which each sign is seen as it stands: no references, tags, or letters of another width.
_AS_IT_STANDS = re.compile(r"[\x00-%'-;=-\x7fÀ-ÖØ-Þà-öø-ýĂăȘșȚțŞşŢţ„”“’–—€]*")


def without_all(text: str) -> str:
    """Put marks in the place of all that tells of a person."""
    return _hidden(text, _found)


def without_codes(text: str) -> str:
    """Put marks in the place of codes of persons alone."""
    return _hidden(text, _persons)


def _hidden(text: str, find: Callable[[str], Iterator[_Span]]) -> str:
    if _AS_IT_STANDS.fullmatch(text) and not any(find(text.upper())):
        return text
    seen, starts, ends = _as_seen(text)
    taken = 0
    parts = []
    for start, end, mark in _apart(find(seen)):
        parts += [text[taken : starts[start]], mark]
        taken = ends[end - 1]
    return "".join([*parts, text[taken:]]) if parts else text


def _as_seen(text: str) -> tuple[str, list[int], list[int]]:
    """Set a text as it is looked at, sign by sign, with where each begins and ends in the text itself."""
    if _AS_IT_STANDS.fullmatch(text):
        return text.upper(), list(range(len(text))), list(range(1, len(text) + 1))
    signs: list[str] = []
    starts, ends = list[int](), list[int]()
    for part in re.finditer(r"&#?\w{2,8};|</?[A-Za-z][^<>@]{0,60}>|.", text, re.DOTALL):
        shown = html.unescape(part[0]) if part[0][0] == "&" else " " if len(part[0]) > 1 else part[0]
        for sign in "".join(map(_sign, shown)):
            signs.append(sign)
            starts.append(part.start())
            ends.append(part.end())
    return "".join(signs), starts, ends


def _sign(letter: str) -> str:
    """A letter as it is compared: a digit of any script as 0 to 9, any width as one, nothing where nothing is seen."""
    if letter.isascii():
        return letter.upper()
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(letter) in ("Cf", "Mn", "Me", "Cc"):
        return ""
    plain = unicodedata.normalize("NFKC", letter).upper()
    return plain if len(plain) == 1 else letter


def _apart(spans: Iterator[_Span]) -> list[_Span]:
    """Those that lie apart from one another; what was found first goes before."""
    kept: list[_Span] = []
    for span in spans:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _found(seen: str) -> Iterator[_Span]:
    yield from _persons(seen)
    # An expression takes a while: each is tried on what can have what it looks for.
    for found in _ADDRESS.finditer(seen) if "@" in seen or "AT" in seen else ():
        yield found.start(), found.end(), NO_ADDRESS
    for pattern in _TELEPHONES if _digits(seen) >= _OF_TELEPHONE else ():
        for found in pattern.finditer(seen):
            group = "number" if pattern.groups else 0
            yield found.start(group), found.end(group), NO_NUMBER


def _persons(seen: str) -> Iterator[_Span]:
    """Find codes of persons."""
    for pattern, is_code in _codes(seen):
        for found in pattern.finditer(seen):
            if is_code(found[1]):
                end = found.end(1)
                rest = _WHOLE.match(seen, end)
                yield found.start(1), rest.end() if rest else end, NOT_KEPT


def _codes(seen: str) -> Iterator[tuple[re.Pattern[str], Callable[[str], bool]]]:
    if "E" in seen:
        yield _SCIENTIFIC, _is_code_of_spreadsheet
    many = _digits(seen) >= len("1800101221144")
    if many:
        yield _THIRTEEN, _CHECKS["RO"]
    if len(seen) >= len("RSSMRA85T10A562S"):
        yield _SIXTEEN, _CHECKS["IT"]
    if many and _ANNOUNCED.search(seen):
        yield _THIRTEEN_IN_WORDS, _CHECKS["RO"]


def _digits(seen: str) -> int:
    return len(_DIGIT.findall(seen))


def _is_romanian(found: str) -> bool:
    return bool(cnp.is_valid(re.sub(r"\D", "", found)))


def _is_italian(found: str) -> bool:
    code = re.sub(r"[^A-Z0-9]", "", found)
    return sum(map(str.isdigit, code)) >= _LEAST_DIGITS and bool(codicefiscale.is_valid(code))


#: What tells the code of a person from other signs, by country.
_CHECKS: Mapping[str, Callable[[str], bool]] = {"RO": _is_romanian, "IT": _is_italian}


def _is_code_of_spreadsheet(found: str) -> bool:
    """Tell a code that became a number with an exponent; where digits were cut off, by the day that is left."""
    number = Decimal(found.replace(",", "."))
    if number.adjusted() + 1 != len("1800101221144") or number % 1:
        return False
    digits = f"{number:f}".partition(".")[0]
    told = digits.rstrip("0")
    return _is_romanian(digits) or (_DAY_TOLD <= len(told) < len(digits) and _is_day(told[1:7]))


def _is_day(digits: str) -> bool:
    return "01" <= digits[2:4] <= "12" and "01" <= digits[4:6] <= "31"
