"""States of a firm, in the words and codes that registers have for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...survey.texts import fold

#: What a firm can be, from the mildest to the gravest: of several states that a register names, the gravest holds.
#: One whose state is not known may be no partner, since it may have been struck off.
STATUSES = ("active", "unknown", "suspended", "dissolved", "insolvent", "struck_off")
#: Says nothing of whether a firm works: a change of its seat, a merger, a case at court.
_ELSE = ""
#: Codes of the Romanian trade register; the others stand in its list of states (n_stare_firma.csv).
CODES: Mapping[str, str] = {
    "1048": "active",
    "1049": "dissolved",
    "1052": "dissolved",
    "1057": "insolvent",
    "1070": "insolvent",
    "1074": "suspended",
    "1084": "struck_off",
    "1107": "insolvent",
}
#: Words of each state in Romanian, Italian and English, without diacritics; the first that is found holds.
_WORDS = (
    ("struck_off", r"\bradia|\bcessat|cancellat|struck|deregister|\bclosed"),
    ("insolvent", r"faliment|insolven|reorganizare judiciara|concordat|fallit|fallimento|bankrupt|liquidazione giudiz"),
    ("dissolved", r"dizolv|lichid|liquid|sciolt|scioglimento|dissol|winding"),
    ("suspended", r"intrerupere|suspend|sospes|inattiv|inactiv|dormant|interrupt"),
    ("active", r"functiune|\bactiv|\battiv|in operation|registered|inregistrat"),
)


def status_of(text: str, codes: Mapping[str, str] = CODES) -> str:
    """Tell the status that a register's cell means, one of :data:`STATUSES`.

    Parameters
    ----------
    text : str
        A code, a word, or several with commas between them.
    codes : mapping of str to str
        Status by the register's code.

    Examples
    --------
    >>> status_of("1048"), status_of("1048,1070"), status_of("radiată"), status_of("1048, 9999")
    ('active', 'insolvent', 'struck_off', 'unknown')
    """
    parts = [part for part in re.split(r"[,;]", text) if part.strip()]
    found = {codes.get(part.strip(), "unknown") if part.strip().isdigit() else _of_word(part) for part in parts}
    return max(found - {_ELSE}, key=STATUSES.index, default="unknown")


def codes_of(listed: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Status by code, as a register's own list of codes and words has it.

    Examples
    --------
    >>> codes_of([("1048", "funcţiune"), ("1139", "insolvenţă"), ("1053", "schimbare sediu")])["1139"]
    'insolvent'
    """
    return {**CODES, **{code.strip(): _of_word(word, _ELSE) for code, word in listed}}


def _of_word(text: str, otherwise: str = "unknown") -> str:
    if text.strip().lower() in STATUSES:
        return text.strip().lower()
    plain = fold(text)
    return next((status for status, pattern in _WORDS if re.search(pattern, plain)), otherwise)
