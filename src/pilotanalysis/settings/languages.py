"""Languages that reports can be in: those of the pack, and others of which a study brings the words."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

#: Languages of which the pack has the words.
LANGUAGES = ("en", "ro", "it")


@cache
def known_languages() -> frozenset[str]:
    """Codes of two letters of the languages whose numbers, days and names are known (CLDR)."""
    # Only a study that names another language needs the list of them all.
    from babel.localedata import locale_identifiers

    return frozenset(code for code in locale_identifiers() if len(code) == 2)


def is_language(code: str) -> bool:
    """Tell whether reports can be in a language, once there are words of it."""
    return code in LANGUAGES or code in known_languages()


def _a_language(code: str) -> str:
    if not is_language(code):
        raise ValueError(f"{code} is no language; write its code of two letters, as en, ro, it, es")
    return code


#: Code of a language of figures and documents.
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$"), AfterValidator(_a_language)]
