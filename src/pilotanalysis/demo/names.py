"""Names, numbers and addresses that nobody bears."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandera.typing import DataFrame
from stdnum import luhn

from ..reference import Counties
from .draws import one_of_each
from .lists import lists

#: First body of the range of ten-digit fiscal codes that is not assigned.
FIRST_BODY = 990000001
#: The same of Italy, and the office behind it: Ancona.
_FIRST_ITALIAN, _OFFICE = 9_900_001, "042"
_WEIGHTS = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_LISTS = lists("names.yml")
#: Firms that are persons stand in another book of the trade register.
_PERSONS = ("pfa", "ii")


def fiscal_codes(first: int, number: int, country: str) -> list[str]:
    """Give fiscal codes with a valid check digit, from the range that is not assigned.

    Of a country other than Romania and Italy they are those of Romania, which nobody has there.

    Parameters
    ----------
    first : int
        How many codes were given before.
    number : int
    country : str

    Examples
    --------
    >>> fiscal_codes(0, 3, "RO"), fiscal_codes(0, 1, "IT")
    (['9900000010', '9900000029', '9900000037'], ['99000010423'])
    """
    if country == "IT":
        # Firms have been numbered from below, so that the range ends far from those that are.
        bodies = [f"{place:07d}{_OFFICE}" for place in range(_FIRST_ITALIAN + first, _FIRST_ITALIAN + first + number)]
        return [body + luhn.calc_check_digit(body) for body in bodies]
    return [f"{body}{check_digit(body)}" for body in range(FIRST_BODY + first, FIRST_BODY + first + number)]


def codes_given(codes: pd.Series, country: str) -> int:
    """Tell how many fiscal codes of the range were given, from those that were.

    Examples
    --------
    >>> codes_given(pd.Series(fiscal_codes(0, 3, "RO")), "RO"), codes_given(pd.Series(fiscal_codes(0, 3, "IT")), "IT")
    (3, 3)
    """
    last, first = (len(_OFFICE) + 1, _FIRST_ITALIAN) if country == "IT" else (1, FIRST_BODY)
    return int(codes.str[:-last].astype("int64").max()) - first + 1 if len(codes) else 0


def check_digit(body: int) -> int:
    """Last digit of the fiscal code that starts with `body`."""
    total = sum(int(digit) * weight for digit, weight in zip(f"{body:09d}", _WEIGHTS, strict=True))
    return total * 10 % 11 % 10


def legal_forms(employees: np.ndarray, chance: Generator) -> np.ndarray:
    """Give firms a legal form that goes with the number of persons employed."""
    drawn = chance.random(len(employees))
    cooperative = chance.random(len(employees)) < 0.02
    small = np.select([drawn < 0.12, drawn < 0.2], ["pfa", "ii"], "srl")
    middle = np.where(drawn < 0.04, "snc", "srl")
    large = np.where(drawn < 0.5, "sa", "srl")
    return np.select([cooperative, employees <= 2, employees < 50], ["other", small, middle], large)


def organisation_name(
    kind: str, cluster: str, number: int, language: str, chance: Generator, activity: str = ""
) -> str:
    """Give a name that shows that it is made up: every one says Exemplu, or that in another language.

    Parameters
    ----------
    kind : str
        Legal form of a firm, else type of organisation.
    cluster : str
    number : int
        Sets it apart from the others of the cluster.
    language : str
    chance : numpy.random.Generator
    activity : str
        Of who is no member: where several chains have it, it tells more than the cluster.
    """
    own = _LISTS[language]
    of_cluster = own["words"].get(cluster, own["words"][""])
    patterns, words = own["patterns"][kind], own["activities"].get(activity, of_cluster)
    pattern: str = patterns[chance.integers(len(patterns))]
    return pattern.format(word=words[chance.integers(len(words))], number=number)


def with_trade(name: str, cluster: str, activity: str, language: str) -> str:
    """Give a name that says what its bearer does, where members of several clusters have that activity.

    Examples
    --------
    >>> [with_trade("Exemplu Fir 12 SRL", "astrico-ne", activity, "ro") for activity in ("7410", "1310")]
    ['Exemplu Model Design 12 SRL', 'Exemplu Fir 12 SRL']
    """
    own = _LISTS[language]
    trade = own["trades"].get(activity, {})
    for word, better in zip(own["words"].get(cluster, ()), trade.get(cluster, ()), strict=False):
        name = name.replace(f" {word} ", f" {better} {trade['adds']} ")
    return name


def guest_name(number: int, language: str) -> str:
    """Give a name of somebody of whom nobody knew."""
    return str(_LISTS[language]["guest"]).format(number=number)


def outside_names(number: int, language: str, chance: Generator) -> list[str]:
    """Give names of partners who are on no roster."""
    patterns = _LISTS[language]["outside"]
    chosen, numbers = chance.integers(len(patterns), size=number), chance.integers(1, 60, size=number)
    return [patterns[which].format(number=place) for which, place in zip(chosen, numbers, strict=True)]


def localities(counties: np.ndarray, table: DataFrame[Counties], is_home: bool, chance: Generator) -> list[str]:
    """Give each organisation a town of its county, the seat of the county more often than another.

    Parameters
    ----------
    counties : array of str
    table : DataFrame[Counties]
        Has their seats.
    is_home : bool
        Whether the lists have towns of the country.
    chance : numpy.random.Generator
    """
    seats = dict(zip(table["county"], table["seat"], strict=True))
    known = _LISTS["towns"] if is_home else {}
    towns = [known.get(county, (seats[county],)) for county in counties.tolist()]
    return one_of_each(towns, chance.random(len(counties)) ** 1.7)


def registration_numbers(
    forms: np.ndarray,
    counties: np.ndarray,
    years: np.ndarray,
    table: DataFrame[Counties],
    is_home: bool,
    chance: Generator,
) -> list[str]:
    """Give numbers of the trade register: book, county, number and year; none where there is no legal form.

    In another country there are none: its register numbers firms in a way of its own.

    Parameters
    ----------
    forms : array of str
        Legal forms; empty for who is no firm.
    counties : array of str
    years : array of int
        Years of foundation.
    table : DataFrame[Counties]
        Has the numbers of the counties in the register.
    is_home : bool
    chance : numpy.random.Generator
    """
    of_county = dict(zip(table["county"], table["registration_number"].tolist(), strict=True))
    books = np.select([forms == "", forms == "other", np.isin(forms, _PERSONS)], ["", "C", "F"], "J")
    numbers = chance.integers(1, 5000, size=len(forms))
    return [
        f"{book}{of_county[county]:02d}/{number}/{year}" if book and is_home else ""
        for book, county, number, year in zip(
            books.tolist(), counties.tolist(), numbers.tolist(), years.tolist(), strict=True
        )
    ]
