"""Whom people mean who write a fiscal code, a key or a name."""

from __future__ import annotations

import re

import pandas as pd

from ..files.sheets import ROW, Sheet
from ..problems import nearest
from ..survey.identity import fiscal_code_key, name_keys, unambiguous

#: Digits, behind the letters of a country where there are as many as in a code of it.
_CODE = re.compile(r"\s*(?:RO)?[\s.]*\d[\d\s]*|\s*[A-Z]{2}[\s.]*\d[\d\s]{6,}", re.IGNORECASE)


def is_fiscal_code(text: str) -> bool:
    """Whether a text is a fiscal code, in whatever writing, and no name.

    Examples
    --------
    >>> is_fiscal_code("RO 9900000010"), is_fiscal_code("Exemplu 10")
    (True, False)
    """
    return bool(_CODE.fullmatch(text))


def organisations_meant(said: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Keys of the organisations that texts mean; missing where none is meant, or more than one.

    Parameters
    ----------
    said : Series of str
        A key, a fiscal code in any writing, or a name, whatever its letters and legal form.
    known : DataFrame
        organisation, name.

    Examples
    --------
    >>> known = pd.DataFrame({"organisation": ["9900000010", "exemplu doi|IS"], "name": ["Exemplu Unu", "Exemplu Doi"]})
    >>> organisations_meant(pd.Series(["RO 9900000010", "EXEMPLU DOI srl", "Exemplu Trei"]), known).fillna("").tolist()
    ['9900000010', 'exemplu doi|IS', '']
    """
    text = said.fillna("").str.strip()
    keys = set(known["organisation"])
    by_code = text.map(fiscal_code_key).where(text.map(is_fiscal_code))
    by_name = name_keys(text).map(unambiguous(name_keys(known["name"]), known["organisation"]))
    meant = text.where(text.isin(keys), by_code.where(by_code.isin(keys), by_name))
    return meant.where(text != "").astype("str")


def members_meant(sheet: Sheet, members: pd.DataFrame) -> pd.Series:
    """Keys of the members of a roster that the column ``member`` names; who is none of them is refused.

    Parameters
    ----------
    sheet : Sheet
    members : DataFrame
        organisation, name.
    """
    meant = organisations_meant(sheet.text("member"), members)
    for row, said in sheet.frame.loc[meant.isna(), [ROW, "member"]].dropna().itertuples(index=False):
        remedy = f"Write the name as in the sheet members, or the fiscal code.{nearest(said, members['name'])}"
        sheet.refuse(int(row), f"{said} is not the name of one member.", remedy, "member")
    return meant
