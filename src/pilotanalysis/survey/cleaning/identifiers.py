"""Codes that tell who and what an organisation is: fiscal code, registration number, activities."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pandera.typing import DataFrame
from stdnum.ro import cui

from ...reference import ActivityClasses
from ...settings import LANGUAGES
from ..fiscal import bare_code, is_valid_code
from ..interpretation import Reading, to_review
from ..texts import fold

#: The country of which forms of code are known beyond the check digit.
ROMANIA = "RO"
_LABELS = re.compile(
    r"^(?:(?:c\.?\s*[ui]\.?\s*[if]\.?|c\.?f\.?"
    r"|cod(?:ul)?\s+(?:fiscal|unic)(?: de (?:inregistrare|identificare)(?: fiscala)?)?"
    r"|codice\s+fiscale|p(?:artita|\.)?\s*i\.?v\.?a\.?|vat|tax|tva)\b"
    r"[\s.:\-]*(?:id|number|numar(?:ul)?|no|nr|n)?[.:\s]*)+"
)
#: Words behind a code, none of them with a digit: who pays no VAT, say.
_WORDS_BEHIND = re.compile(r"(?<=\d)[\s,;(–\[-]+[^\W\d_][^\d]*$")
_GAP = r"\s*[/ .\-\\_|]\s*"
_REGISTERED = re.compile(
    rf"([jfc])\s*[/ .\-]?\s*0*(\d{{1,2}}){_GAP}0*(\d{{1,5}}){_GAP}(?:\d{{1,2}}\.\d{{1,2}}\.)?(\d{{4}}|\d{{2}})(?!\d)"
)
_AS_ISSUED = re.compile(r"[JFC](\d\d?)/[1-9]\d{0,4}/(\d{4})", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+")
#: What names the classification and its revision before a class, and a class with a sign amid.
_REVISION = re.compile(
    r"^(?:(?:clasa|cod(?:ul)?|class|codice|classe)\s+)?(?:(?:caen|nace|ateco)\b)?"
    r"[\s:.,-]*rev(?:izia|ision|isione)?\b[\s.:]*[123]\b[\s:.,)-]*"
)
#: That there are others, behind the classes that are named.
_OTHERS = re.compile(
    r"[\s,;/]+(?:(?:și|şi|si|and|e)\s+)?(?:altele|altii|altri|altre|others?|etc|ecc|s\.\s?a)\.?$", re.IGNORECASE
)
#: The revision in which the survey asks, named behind a class.
_REVISION_BEHIND = re.compile(r"[\s,(]+(?:(?:caen|nace|ateco)\s+)?rev\w*[\s.:]*2\s*\)?$")
#: Two classes with what stands between the ends of a range.
_FROM_TO = re.compile(r"\d\s*(?:[-–]|\bla\b|\bpana la\b|\bto\b|\ba\b|\bal\b)\s*\d{2}\.?\d{2}\b")
_PARTED = re.compile(r"(\d{2})\s*[/\-_ :]\s*(\d{2})")
#: Counties in registration numbers, the sectors of Bucharest apart.
_COUNTY_NUMBERS = (*range(1, 41), 51, 52)
_FIRST_YEAR, _LAST_YEAR = 1990, 2030


def fiscal_code(text: str) -> Reading:
    """Read a fiscal code: its digits, without RO and leading zeros. A wrong check digit is a flag only.

    Examples
    --------
    >>> fiscal_code("RO 9900000029").value, fiscal_code("CIF: RO 9900000010").value, fiscal_code("0018547290").value
    ('9900000029', '9900000010', '18547290')
    >>> fiscal_code("P.IVA RO9900000029").value, fiscal_code("9900000029 (neplătitor TVA)").value
    ('9900000029', '9900000029')
    >>> fiscal_code("18547291")
    Reading(value='18547291', rules=('checksum',), severity='flag', proposals=(), missing='', unit=None)
    >>> fiscal_code("J22/123/2005").rules, fiscal_code("9.9E+09").rules
    (('registration_number_there',), ('digits_lost',))
    """
    bare = text.strip().strip("'\"`´’")
    if bare.isdigit() and not bare.startswith("0") and cui.is_valid(bare):
        return Reading(bare)
    folded = fold(bare)
    if _SCIENTIFIC.fullmatch(folded):
        return to_review("digits_lost")
    if registered := _REGISTERED.search(folded):
        beside = fiscal_code(_REGISTERED.sub(" ", folded).strip(" ,;/()-"))
        if isinstance(beside.value, str) and cui.is_valid(beside.value):
            return Reading(beside.value, ("code_spelt_otherwise",))
        return to_review("registration_number_there", registration_number(registered[0]).value or bare)
    rest = _WORDS_BEHIND.sub("", _LABELS.sub("", folded)).strip(" .:;-")
    rest = re.sub(r"[.,]0+$", "", rest)
    rest = re.sub(r"^ro?[\s.:\-]*", "", rest)
    digits = re.sub(r"[\s.\-]", "", rest)
    if not digits.isdigit():
        return to_review("not_a_fiscal_code")
    digits = digits.lstrip("0")
    if not 2 <= len(digits) <= 10:
        return to_review("not_a_fiscal_code")
    rules = () if digits == bare else ("code_spelt_otherwise",)
    if not cui.is_valid(digits):
        return Reading(digits, (*rules, "checksum"), "flag")
    return Reading(digits, rules)


def foreign_code(text: str, country: str) -> Reading:
    """Read a fiscal code of another country than Romania; a wrong check digit is a flag only.

    Examples
    --------
    >>> foreign_code("P. IVA IT 00743110157", "IT").value, foreign_code("00743110158", "IT").rules
    ('00743110157', ('checksum',))
    """
    written = text.strip().strip("'\"`´’")
    if is_valid_code(written, country):
        code = bare_code(written, country)
        return Reading(code, () if code == written else ("code_spelt_otherwise",))
    if _SCIENTIFIC.fullmatch(fold(written)):
        return to_review("digits_lost")
    rest = re.sub(r"[.,]0+$", "", _LABELS.sub("", fold(written)).strip(" .:;-"))
    code = bare_code(rest, country)
    if not re.fullmatch(r"[A-Z0-9]*\d[A-Z0-9]*", code):
        return to_review("not_a_fiscal_code")
    rules = () if code == written else ("code_spelt_otherwise",)
    return Reading(code, rules) if is_valid_code(code, country) else Reading(code, (*rules, "checksum"), "flag")


def registration_number(text: str, last: int = _LAST_YEAR) -> Reading:
    """Read a number of the trade register, as ``J22/123/2005``.

    Parameters
    ----------
    text : str
    last : int
        Year after which none can have been issued.

    Examples
    --------
    >>> registration_number("j 22 - 123 - 2005").value, registration_number("J22/123/05.03.2005").value
    ('J22/123/2005', 'J22/123/2005')
    >>> registration_number("J22/123/2050").rules
    ('not_a_registration_number',)
    """
    issued = _AS_ISSUED.fullmatch(text)
    if issued and len(issued[1]) == 2 and _is_issued(int(issued[1]), int(issued[2]), last):
        return Reading(text)
    folded = fold(text)
    found = _REGISTERED.search(folded)
    # Words about it may stand around it, other digits not.
    if not found or re.search(r"\d", folded[: found.start()] + folded[found.end() :]):
        return to_review("not_a_registration_number")
    county, year = int(found[2]), int(found[4])
    if len(found[4]) == 2:
        # The register began in 1990: two digits name one year of it.
        year += 1900 if year >= _FIRST_YEAR - 1900 else 2000
    if not _is_issued(county, year, last):
        return to_review("not_a_registration_number")
    value = f"{found[1].upper()}{county:02d}/{int(found[3])}/{year}"
    same = re.sub(r"^([JFC])0", r"\1", value)
    return Reading(value, () if text.strip() in (value, same) else ("number_spelt_otherwise",))


def _is_issued(county: int, year: int, last: int) -> bool:
    return county in _COUNTY_NUMBERS and _FIRST_YEAR <= year <= last


class ActivityCodes:
    """Classes of CAEN, the Romanian form of NACE: Rev. 2, in which the survey asks, and Rev. 3, which some use."""

    def __init__(self, classes: DataFrame[ActivityClasses]) -> None:
        second = classes[classes["revision"] == 2]
        self._second = frozenset(second["code"])
        self._third = frozenset(classes.loc[classes["revision"] == 3, "code"])
        named: dict[str, set[str]] = {}
        for language in LANGUAGES:
            for title, code in zip(second[f"title_{language}"].map(_title), second["code"], strict=True):
                named.setdefault(title, set()).add(code)
        # The title of a division stands beside each of its classes, and names none of them.
        self._titles = {title: min(codes) for title, codes in named.items() if title and len(codes) == 1}

    def activity(self, text: str) -> Reading:
        """Read one class of CAEN Rev. 2: four digits.

        A division alone is kept and flagged; a class of Revision 3 alone, no class, and several go to somebody.
        """
        bare = text.strip()
        if bare in self._second:
            return Reading(bare)
        folded = _REVISION_BEHIND.sub("", _REVISION.sub("", fold(bare)))
        if (parted := _PARTED.fullmatch(folded)) and parted[1] + parted[2] in self._second:
            return Reading(parted[1] + parted[2], ("code_spelt_otherwise",))
        folded = re.sub(r"(?<=\d{4})[.,]0+$", "", folded)
        found = re.findall(r"(?<![\d.])(\d{2}\.\d{2}|\d{2}\.\d(?!\d)|\d{1,4})(?:\.0+)?(?![\d])", folded)
        if not found:
            title = self._titles.get(_title(folded))
            return Reading(title, ("class_by_title",)) if title else to_review("unknown_class")
        if len(found) > 1:
            # Digits inside the words behind a code are no second code; codes in a row are.
            words = re.fullmatch(r"\D*?(\d{2}\.?\d{2})(?:\.0+)?\s*[-–:,]?\s*[^\d]*[^\W\d_]{4}.*", folded)
            if not words or self._names_another(folded, found):
                return to_review("several_classes", *(code.replace(".", "") for code in found))
            found = [words[1]]
        return self._code(found[0].replace(".", ""), bare)

    def _names_another(self, folded: str, found: Sequence[str]) -> bool:
        """Whether another class is named beside the first, other than as a secondary one; a year is none."""
        first, *others = (code.replace(".", "") for code in found)
        return (
            "secund" not in folded
            and "secondar" not in folded
            and any(code != first and code in self._second and code[:2] not in ("19", "20") for code in others)
        )

    def _code(self, code: str, written: str) -> Reading:
        if code in self._second:
            return Reading(code, () if code == written else ("code_spelt_otherwise",))
        if len(code) == 4:
            return to_review("class_of_revision_3", code) if code in self._third else to_review("unknown_class", code)
        if len(code) == 2 and any(known.startswith(code) for known in self._second):
            return Reading(code, ("division_only",), "flag")
        if len(code) == 3:
            longer = [f"0{code}"] if f"0{code}" in self._second else []
            group = sorted(known for known in self._second if known.startswith(code))
            if longer and not group:
                return Reading(longer[0], ("zero_lost",))
            return to_review("group_only", *longer, *group)
        return to_review("unknown_class", code)

    def activities(self, text: str) -> Reading:
        """Give several classes, joined by commas; others that are not named are flagged."""
        named = _OTHERS.sub("", text.strip())
        reading = self._classes(named)
        if named == text.strip() or reading.severity == "review":
            return reading
        return reading._replace(rules=(*reading.rules, "others_unnamed"), severity="flag")

    def _classes(self, text: str) -> Reading:
        text = re.sub(r"(?<=\d{4})\.(?=\d{4})", ", ", text)
        codes = [code.replace(".", "") for code in re.findall(r"(?<![\d.])\d{2}\.?\d{2}(?![\d])", text)]
        digits = re.findall(r"\d+(?:\.\d+)?", text)
        if len(codes) > 1 and len(codes) == len(digits) and set(codes) <= self._second:
            value = ", ".join(dict.fromkeys(codes))
            first, last = codes[0], codes[-1]
            if len(codes) == 2 and first[:2] == last[:2] and first < last and _FROM_TO.search(fold(text)):
                # Those between may be meant too.
                return Reading(value, ("others_unnamed",), "flag")
            return Reading(value, () if value == text.strip() else ("code_spelt_otherwise",))
        parts = [
            part for part in re.split(r"[;,/|\n+&]|\bsi\b|\bși\b|\band\b|\be\b|\s-\s(?=\d{4}\b)", text) if part.strip()
        ]
        told = [self.activity(part) for part in parts]
        if not told or any(one.value is None for one in told):
            whole = self.activity(text)
            # A part with digits that is no class would be lost.
            lost = any(one.value is None and re.search(r"\d", part) for part, one in zip(parts, told, strict=True))
            if whole.value is not None and not lost:
                return whole
            near = [proposal for one in told for proposal in (one.value, *one.proposals) if proposal]
            return to_review("unknown_class", *near)
        value = ", ".join(dict.fromkeys(str(one.value) for one in told))
        rules = tuple(dict.fromkeys(rule for one in told for rule in one.rules))
        if value != text.strip() and not rules:
            rules = ("joined_otherwise",)
        return Reading(value, rules, "flag" if any(one.severity == "flag" for one in told) else "info")


def _title(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
