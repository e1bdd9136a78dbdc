"""Dates as people type them and spreadsheets spoil them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from ..interpretation import Reading, to_review
from ..texts import fold
from ..word_lists import meanings
from .number_words import ROMAN

MONTHS = meanings("month", int)
_MONTHS_BEGIN = "|".join(sorted({word[:3] for word in MONTHS}))
#: Day 0 of the spreadsheets that count from 1900, who take that year for a leap year.
DAY_ZERO = date(1899, 12, 30)
#: Day 0 of those that count from 1904.
_DAY_ZERO_1904 = date(1904, 1, 1)
#: Serial numbers of days from 1927 to 2063; a smaller number is hardly a day, and four digits are a year.
_SERIALS = range(10_000, 60_000)
#: Years that a survey may ask after.
_YEARS = range(1800, 2101)
#: Years in which something can have happened that a survey asks after.
_FIRST, _LAST = 1950, 2035
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})({_CLOCK})", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\s*[./-]\s*(\d{{4}})({_CLOCK})\.?", re.IGNORECASE)
_ROMAN = (*ROMAN, "xi", "xii")
_ROMAN_MONTH = re.compile(r"(\d{1,2})[./\- ]+([ivx]+)[./\- ]+(\d{4})", re.IGNORECASE)
#: Words that lead to a day.
_LED_BY = re.compile(
    r"^(?:din|de la|incepand cu|începând cu|la data de|la|data|pe|since|from|as of|on|dal|il|nel)[\s:]+", re.IGNORECASE
)
#: A remark, or the hour, behind a day.
_BEHIND = re.compile(
    rf"(?<=\d{{4}})\s*\((?!{_MONTHS_BEGIN})[^\d()]*\)$|,?\s+(?:ora|orele|ore|at|h)\s*\d{{1,2}}(?::\d\d)?(?:\s*h)?$",
    re.IGNORECASE,
)
#: A day in eight figures, as databases write it.
_PACKED = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_SHORT_YEAR = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2})")
_NAMED = re.compile(
    r"(?:(\d{1,2})[a-z]{0,2}\.?(?: (?:de|of)(?= ))?[ \-.]*)?([a-z]+)\.?,?(?: del)?[ \-./']*(\d{4}|\d{2})"
)
#: A year that has every day of the calendar.
_LEAP_YEAR = 2000
#: Two figures from 30 on are a year of the last century to a spreadsheet: a day before is no number that was typed so.
_SHORT_YEARS_BEGIN = "1930"
#: Day of the year 1900 that only spreadsheets know.
_LEAP_DAY = 60
#: A day as a cell of a sheet holds it, and as it shows one with and without its year.
_DAY_OF_SHEET = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?")
_DAY_AS_SHOWN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[-. ]([a-z]{3,})\.?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
#: Fractions of seconds and zones behind a time of day: the clock of the tool is taken as it is.
_ZONE = re.compile(r"(?:\s*(?:GMT|EET|EEST|CET|CEST|UTC).*|(?<=:\d\d)(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?)$")
#: Forms of a moment besides ISO's: day first, as in Romania and Italy, unless the year comes first.
_MOMENTS = (
    "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%d.%m.%Y, %H:%M:%S",
    "%d/%m/%Y, %H:%M:%S", "%d/%m/%Y %H.%M.%S", "%d.%m.%Y %H.%M.%S", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H.%M.%S",
)  # fmt: skip
_MONTHS_FIRST = ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y, %I:%M:%S %p")
_HALF_OF_DAY = re.compile(r"\s*\b([AaPp])\.?\s?[Mm]\.?$")


def month_first(texts: Iterable[str]) -> bool:
    """Whether a column shows, beyond doubt, that months stand before days.

    Examples
    --------
    >>> month_first(["06/08/2010", "12/31/2012"]), month_first(["31/12/2012", "12/31/2012"])
    (True, False)
    """
    shown = {
        int(found[2]) > 12 >= int(found[1])
        for text in texts
        if "/" in text
        and (found := _DAY_FIRST.fullmatch(text.strip()))
        and (int(found[1]) > 12) != (int(found[2]) > 12)
    }
    return shown == {True}


def day(text: str, months_first: bool = False, from_1904: bool = False) -> Reading:
    """Read a date: day first, unless its column shows otherwise; a month or a year alone stays one.

    Parameters
    ----------
    text : str
    months_first : bool
        What :func:`month_first` says of its column.
    from_1904 : bool
        Whether the spreadsheet counts days from 1904.

    Examples
    --------
    >>> day("06.08.2010").value, day("41640").value, day("1 octombrie 2012").value, day("oct. 2012").value
    ('2010-08-06', '2014-01-01', '2012-10-01', '2012-10')
    >>> day("31.02.2013").rules
    ('no_such_day',)
    """
    bare = _BEHIND.sub("", _LED_BY.sub("", text.strip()))
    if found := _ISO.fullmatch(bare):
        face = text.strip()[:10] == f"{found[1]}-{found[2]}-{found[3]}"
        return _dated(int(found[1]), int(found[2]), int(found[3]), "" if face else "date_form", found[4])
    if found := _DAY_FIRST.fullmatch(bare):
        american = "/" in bare and bool(re.search(r"[ap]m", bare, re.IGNORECASE))
        return _in_digits(found, american or (months_first and "/" in bare))
    if bare.isdigit() and len(bare) == 4 and 1800 <= int(bare) <= 2100:
        return Reading(bare, ("year_only",))
    if re.fullmatch(r"\d{5}(?:\.0+)?", bare) and int(float(bare)) in _SERIALS:
        serial = (_DAY_ZERO_1904 if from_1904 else DAY_ZERO) + timedelta(days=int(float(bare)))
        return _dated(serial.year, serial.month, serial.day, "serial_day")
    if found := _PACKED.fullmatch(bare):
        return _dated(int(found[1]), int(found[2]), int(found[3]), "date_form")
    if found := _SHORT_YEAR.fullmatch(bare):
        return to_review("short_year", _day(2000 + int(found[3]), int(found[2]), int(found[1])) or "")
    for form, year, month in ((_MONTH_YEAR, 2, 1), (_YEAR_MONTH, 1, 2)):
        if (found := form.fullmatch(bare)) and 1 <= int(found[month]) <= 12:
            return Reading(f"{found[year]}-{int(found[month]):02d}", ("month_only",))
    return _named(fold(bare))


def year_shown_as_day(day: str) -> float | None:
    """Give the year whose number a spreadsheet shows as a day, where a day can be one.

    Parameters
    ----------
    day : str
        As :func:`day` gives it, or a month.

    Examples
    --------
    >>> year_shown_as_day("1905-06-24"), year_shown_as_day("1905-06"), year_shown_as_day("2002-06-24")
    (2002.0, 1979.0, None)
    """
    year, month, *rest = day[:10].split("-")
    number = (date(int(year), int(month), int(rest[0]) if rest else 1) - DAY_ZERO).days
    return float(number) if number in _YEARS else None


def numbers_shown_as_day(text: str) -> tuple[float, ...]:
    """Give the numbers that a spreadsheet may have taken for a day as they were typed, the likeliest first.

    Examples
    --------
    >>> numbers_shown_as_day("2014-05-12"), numbers_shown_as_day("12.May"), numbers_shown_as_day("12.5")
    ((12.5, 5.12), (12.5, 5.12), ())
    >>> numbers_shown_as_day("2014-05-01 00:00:00")
    (1.5, 5.1, 5.14)
    >>> numbers_shown_as_day("12.05.2014")
    (12.5, 5.12)
    """
    if found := _DAY_OF_SHEET.fullmatch(text.strip()):
        of_year, of_month, of_day = int(found[1]) % 100, int(found[2]), int(found[3])
    elif found := _DAY_AS_SHOWN.fullmatch(text.strip()):
        of_year, of_month, of_day = int(found[3]) % 100, int(found[2]), int(found[1])
    elif (found := _DAY_OF_MONTH.fullmatch(fold(text).strip())) and found[2] in MONTHS:
        of_year, of_month, of_day = 0, MONTHS[found[2]], int(found[1])
    else:
        return ()
    if not _day(_LEAP_YEAR, of_month, of_day):
        return ()
    typed = [f"{of_day}.{of_month}", f"{of_month}.{of_day}"]
    # A month with its year stands as the first of the month.
    typed += [f"{of_month}.{of_year}"] if of_year and of_day == 1 else []
    return tuple(dict.fromkeys(map(float, typed)))


def count_shown_as_day(text: str) -> tuple[float, ...]:
    """Give the number that a cell of a sheet shows as a day because it is set to show days; nothing for later days.

    Examples
    --------
    >>> count_shown_as_day("1900-02-21"), count_shown_as_day("1902-09-27 00:00:00"), count_shown_as_day("2014-05-12")
    ((52.0,), (1001.0,), ())
    """
    found = _DAY_OF_SHEET.fullmatch(text.strip()) if text.lstrip()[:2] == "19" else None
    if not found or found[1] >= _SHORT_YEARS_BEGIN or not _day(int(found[1]), int(found[2]), int(found[3])):
        return ()
    number = (date(int(found[1]), int(found[2]), int(found[3])) - DAY_ZERO).days
    # Spreadsheets take 1900 for a leap year: before its March they are a day behind.
    return (float(number - (number <= _LEAP_DAY)),)


def likely(reading: Reading, last: date | None = None) -> Reading:
    """Leave a day to somebody on which hardly anything can have happened that a survey asks after.

    Parameters
    ----------
    reading : Reading
    last : date, optional
        On which the answers were given at the latest, where what is asked for was before.

    Examples
    --------
    >>> likely(day("2099")).rules, likely(day("1899-12-30")).rules, likely(day("2012")).value
    (('no_likely_day',), ('no_likely_day',), '2012')
    """
    if isinstance(reading.value, str) and not _FIRST <= int(reading.value[:4]) <= _LAST:
        return to_review("no_likely_day", reading.value)
    if isinstance(reading.value, str) and last and reading.value[:10] > last.isoformat()[: len(reading.value[:10])]:
        return to_review("after_the_survey", reading.value)
    return reading


def _in_digits(found: re.Match[str], months_first: bool) -> Reading:
    """A day in digits alone, its year last."""
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 < second and "/" in found[0]:
        return _dated(year, first, second, "month_first", found[4])
    if months_first and second <= 12 and first <= 12 and first != second:
        both = (_day(year, *pair) for pair in ((second, first), (first, second)))
        return to_review("day_or_month_first", *(one for one in both if one))
    return _dated(year, second, first, "date_form", found[4])


def _named(text: str) -> Reading:
    if (roman := _ROMAN_MONTH.fullmatch(text)) and roman[2] in _ROMAN:
        return _dated(int(roman[3]), _ROMAN.index(roman[2]) + 1, int(roman[1]), "date_form")
    found = _NAMED.fullmatch(text)
    month = MONTHS.get(found[2]) if found else None
    if not found or not month:
        american = re.fullmatch(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text)
        if american and american[1] in MONTHS:
            return _dated(int(american[3]), MONTHS[american[1]], int(american[2]), "date_form")
        return to_review("not_a_date")
    if len(found[3]) == 2:
        return to_review("short_year", _day(2000 + int(found[3]), month, int(found[1] or 1)) or "")
    if not found[1]:
        return Reading(f"{found[3]}-{month:02d}", ("month_only",))
    return _dated(int(found[3]), month, int(found[1]), "date_form")


def _dated(year: int, month: int, day_of_month: int, rule: str, clock: str = "") -> Reading:
    found = _day(year, month, day_of_month)
    if found is None:
        return to_review("no_such_day")
    time = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", clock)
    if time:
        hour = int(time[1])
        if half := re.search(r"([ap])m", clock, re.IGNORECASE):
            hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
        if hour or int(time[2]) or int(time[3] or 0):
            found += f" {hour:02d}:{time[2]}:{time[3] or '00'}"
    return Reading(found, (rule,) if rule else ())


def _day(year: int, month: int, day_of_month: int) -> str | None:
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        return None


def moments(texts: pd.Series) -> pd.Series:
    """Bring times of submission to ``YYYY-MM-DD HH:MM:SS``, as the clock of the tool showed them.

    Examples
    --------
    >>> moments(pd.Series(["2014-03-11T09:11:05.000+02:00", "2014/03/11 9:01:00 PM GMT+2", "soon"])).tolist()
    ['2014-03-11 09:11:05', '2014-03-11 21:01:00', nan]
    """
    bare = texts.str.strip().str.replace(_ZONE, "", regex=True)
    bare = bare.str.replace(_HALF_OF_DAY, lambda found: f" {found[1].upper()}M", regex=True)
    iso = bare.where(bare.str.match(r"\d{4}-\d\d-\d\d").fillna(False).astype(bool))
    moments = pd.to_datetime(iso, format="ISO8601", errors="coerce")
    # Sheets write times as their own locale does: months first where a column shows it.
    dates = [text.split()[0].rstrip(",") for text in bare.dropna() if text]
    forms = _MONTHS_FIRST if month_first(dates) else _MOMENTS
    unread = bare.where(moments.isna())
    first = next(iter(unread.dropna()), "")
    # A time has one form at most, and most of a column are written as its first one.
    for form in sorted(forms, key=lambda form: pd.isna(pd.to_datetime(first, format=form, errors="coerce"))):
        if unread.isna().all():
            break
        moments = moments.fillna(pd.to_datetime(unread, format=form, errors="coerce"))
        unread = unread.where(moments.isna())
    return moments.dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")
