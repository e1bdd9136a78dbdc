"""Fiscal codes of a country: which are valid, by python-stdnum."""

from __future__ import annotations

from functools import cache
from typing import Any

from stdnum.util import get_cc_module

from ..settings import territory

#: Forms of number by which firms are taxed, as python-stdnum calls them, the likeliest first.
_KINDS = ("vat", "businessid", "tin")
#: Romania's own code is its VAT number without the country in front.
_OWN = {"RO": "cui"}
#: Longest fiscal code of digits alone that may have lost noughts in front.
_LONGEST = 12


@cache
def _module(country: str) -> Any:
    code = territory(country).lower()
    found = (get_cc_module(code, kind) for kind in ((_OWN[country],) if country in _OWN else _KINDS))
    return next((module for module in found if module is not None), None)


def bare_code(text: str, country: str) -> str:
    """Take a code as its country writes it: without blanks, signs and the country in front.

    Examples
    --------
    >>> bare_code("IT 00743110157", "IT"), bare_code("IE 6388047V", "IE"), bare_code("12/34", "ZZ")
    ('00743110157', '6388047V', '12/34')
    """
    module = _module(country)
    code = text.strip().upper()
    return str(module.compact(code)) if module is not None else code


def is_valid_code(code: str, country: str) -> bool:
    """Whether the check digits of a code agree, also where noughts in front were lost; of a country unknown, always.

    Examples
    --------
    >>> is_valid_code("00743110157", "IT"), is_valid_code("743110157", "IT"), is_valid_code("00743110158", "IT")
    (True, True, False)
    >>> is_valid_code("9900000010", "RO"), is_valid_code("9900000011", "RO"), is_valid_code("IE6388047V", "IE")
    (True, False, True)
    """
    module = _module(country)
    if module is None or module.is_valid(code):
        return True
    lost = range(len(code) + 1, _LONGEST + 1) if code.isdigit() and country not in _OWN else ()
    return any(module.is_valid(code.zfill(length)) for length in lost)
