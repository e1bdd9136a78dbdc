"""In what currency the turnovers of a register are, and what they are in euro."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from ...problems import Problem
from ...reference import ExchangeRates, file_of, load
from ...settings import territory
from ...study import Study

#: Key of the register's entry in ``datapackage.json`` that says in what currency its turnovers are.
CURRENCY = "currency"
EURO, LEU = "EUR", "RON"
_PACKAGE = "data/raw/datapackage.json"


def currency_of(study: Study, file: str) -> str:
    """Code of the currency of a register: as its entry in the data package says, else that of the country."""
    # Only a study that has a register needs the list of currencies.
    from babel.numbers import get_territory_currencies

    said = study.resources.get(file, {}).get(CURRENCY)
    return str(said or next(iter(get_territory_currencies(territory(study.settings.country))), EURO))


def one_euro(study: Study, file: str, year: pd.Series) -> pd.Series:
    """How many of the currency of a register one euro is: lei by the year, of others what ``study.yml`` says.

    Parameters
    ----------
    study : Study
    file : str
        The register, below ``data/raw``.
    year : Series of Int64

    Returns
    -------
    Series of float
        Missing where no rate is known.
    """
    currency, own = currency_of(study, file), study.settings.currency
    if currency == LEU:
        rates = load(study, ExchangeRates)
        average = rates[rates["kind"] == "average"].set_index("period")["eur_ron"]
        return year.astype("str").map(average).astype("float64")
    rate = 1.0 if currency == EURO else own.rate if own and own.code == currency else float("nan")
    return pd.Series(rate, index=year.index)


def check_currency(study: Study, file: str) -> Iterator[Problem]:
    """Find a register whose entry in the data package names no currency."""
    said = study.resources.get(file, {}).get(CURRENCY, EURO)
    if not (isinstance(said, str) and re.fullmatch("[A-Z]{3}", said)):
        remedy = 'Write three capital letters, as "currency": "EUR".'
        yield Problem(_PACKAGE, f"{CURRENCY} of {file} is {said!r}.", remedy)


def remarks_on_turnover(study: Study, file: str) -> list[str]:
    """Say that turnovers are left out, where the study has no rate of the register's currency."""
    currency, own = currency_of(study, file), study.settings.currency
    rates = f"data/raw/{file_of(ExchangeRates)}"
    known = load(study, ExchangeRates).empty is False if currency == LEU else currency == EURO
    if known or (own and own.code == currency):
        return []
    where = rates if currency == LEU else "study.yml (currency)"
    return [
        f"Turnovers in data/raw/{file} are in {currency}, of which {where} has no rate: they are left out. If they are "
        f'in another currency, say so in its entry in {_PACKAGE}, as "{CURRENCY}": "EUR".'
    ]
