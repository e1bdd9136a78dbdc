"""Who an organisation is: its fiscal code, else its folded name and county."""

from __future__ import annotations

import re

import pandas as pd

from .texts import fold

_LEGAL_FORMS = re.compile(
    r"\b(s\.?\s?c\.?|s\.?\s?r\.?\s?l\.?(\s?-?\s?d\.?)?|s\.?\s?a\.?|s\.?\s?n\.?\s?c\.?|s\.?\s?c\.?\s?[as]\.?"
    r"|p\.?\s?f\.?\s?a\.?|i\.?\s?i\.?|i\.?\s?f\.?|r\.?\s?a\.?|g\.?\s?i\.?\s?e\.?)(?=\s|$)"
)


def name_key(name: str) -> str:
    """Fold an organisation's name and take off quotes, hyphens and the legal form.

    Examples
    --------
    >>> name_key('"Exemplu Ţesut" s.r.l.'), name_key("S.C. Exemplu-Doi S.A."), name_key("Sara Exemplu SRL")
    ('exemplu tesut', 'exemplu doi', 'sara exemplu')
    """
    bare = re.sub(r"[\"'„”“«»]", " ", fold(name))
    without = _LEGAL_FORMS.sub(" ", bare)
    words = re.sub(r"[^\w]+", " ", without).split()
    return " ".join(words) or " ".join(re.sub(r"[^\w]+", " ", bare).split())


def fiscal_code_key(code: str) -> str:
    """Bring a fiscal code to its digits, without ``RO`` and leading zeros.

    Examples
    --------
    >>> fiscal_code_key("RO 9900000029"), fiscal_code_key("0018547290")
    ('9900000029', '18547290')
    """
    return re.sub(r"[^0-9]", "", code).lstrip("0")


def name_keys(names: pd.Series, counties: pd.Series) -> pd.Series:
    """Key of each organisation by its folded name and its county."""
    folded = names.fillna("").map({name: name_key(name) for name in names.fillna("").unique()})
    return (folded + "|" + counties.fillna("")).astype("str")


def organisation_keys(codes: pd.Series, names: pd.Series, counties: pd.Series) -> pd.Series:
    """Key of each organisation: its fiscal code, else folded name and county."""
    by_code = codes.map(fiscal_code_key, na_action="ignore").replace("", None)
    return by_code.fillna(name_keys(names, counties)).astype("str")
