"""Counties as registers write them."""

from __future__ import annotations

from collections.abc import Iterable

from ...reference import Counties, Localities
from ...store import open_store
from ...study import Study
from ...survey.cleaning.places import Places
from ...survey.texts import fold, repaired


def counties_of(study: Study, texts: Iterable[str]) -> dict[str, str]:
    """Give the two-letter code of the county that each text means, where it means one."""
    store = open_store(study)
    counties = store.all(Counties)
    named = {fold(name): code for name, code in zip(counties["name"], counties["county"], strict=True)}
    named |= {code.lower(): code for code in counties["county"]}
    plain = {text: repaired(text)[0] for text in texts}
    found = {text: named[fold(meant)] for text, meant in plain.items() if fold(meant) in named}
    others = {text: meant for text, meant in plain.items() if text not in found}
    if others:
        places = Places(counties, store.all(Localities))
        read = {text: places.county(meant).value for text, meant in others.items()}
        found |= {text: str(code) for text, code in read.items() if code}
    return found
