"""What is said for options of certain lists other than by their labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..interpretation import Reading, Rule, to_review
from ..questionnaire import Option, Questionnaire
from ..reading.headers import key
from ..texts import fold
from ..word_lists import LISTED, meanings
from .bands import spoilt_bands
from .money import MONEY_UNITS, money_unit
from .places import Places

#: Words for a company before its form.
_COMPANY = re.compile(r"^(?:o )?(?:societatea? comerciala|societatea?|firma|companie|s\.?c\.?|company|societa|tip)\b")
#: What legal forms are called besides their labels, in letters alone.
_FORM_OF = meanings("legal form", str)


def recognisers(questionnaire: Questionnaire, places: Places) -> dict[str, Rule]:
    """Give for each list of options what reads other words for them, where there is anything."""
    counties = set(places.counties["county"])
    found: dict[str, Rule] = {}
    for name, options in questionnaire.options.items():
        codes = {option.name for option in options}
        labels = [label for option in options for label in (option.name, *option.labels.values())]
        if len(codes & counties) >= 2 and len(codes & counties) >= len(codes) / 2:
            found[name] = places.county
        elif codes & set(MONEY_UNITS) and codes <= {*MONEY_UNITS, "other"}:
            found[name] = money_unit
        elif len(codes & set(LISTED["legal form"])) >= 3:
            found[name] = legal_form
        elif spoilt := _codes_of_bands(options, spoilt_bands(labels)):
            found[name] = _band_rule(spoilt)
    return found


def legal_form(text: str) -> Reading:
    """Read a legal form.

    Examples
    --------
    >>> legal_form("S.R.L.-D").value, legal_form("Pers. fiz. aut.").value
    ('srl', 'pfa')
    """
    text = re.sub(r"^soc\.\s*", "societate ", text, flags=re.IGNORECASE)
    code = _FORM_OF.get(key(text)) or _FORM_OF.get(key(_COMPANY.sub("", fold(text))))
    return Reading(code, ("form_spelt_otherwise",)) if code else to_review("unknown_option")


def _codes_of_bands(options: Sequence[Option], spoilt: Mapping[str, str]) -> dict[str, str]:
    named = {label.strip(): option.name for option in options for label in (option.name, *option.labels.values())}
    return {form: named[label] for form, label in spoilt.items()}


def _band_rule(spoilt: Mapping[str, str]) -> Rule:
    def band(text: str) -> Reading:
        code = spoilt.get(fold(text).strip(" ."))
        return Reading(code, ("band_spoilt",)) if code else to_review("unknown_option")

    return band
