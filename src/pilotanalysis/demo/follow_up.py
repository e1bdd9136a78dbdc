"""Members of clusters that are followed up, what they offer, and how anybody can be reached: nobody can, in truth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from .. import reference
from ..study import Study
from ..survey.texts import fold
from ..tables import SEPARATOR
from .draws import one_by_weight, one_of_each
from .invent import members_of
from .lists import STAGES, rows, weights
from .scene import Scene, scene_of

_MEMBERS = (12, 25)
_OFFERS, _KNOWN = 0.7, 0.3
#: In which language an offer is worded, and which ones somebody speaks beside that of the country.
_WORDED = {"ro": 0.6, "en": 0.25, "it": 0.15}
_SPOKEN = {"en": 0.6, "it": 0.25, "fr": 0.2}
#: What is filled in of an offer: stage and words, words alone, the stage alone.
_FILLED = {"both": 0.4, "text": 0.4, "stage": 0.2}
#: Members whom a management lists with how they can be reached, and those of them whose telephone it gives too.
_LISTED, _TELEPHONES = 0.4, 0.5
_MEMBER_COLUMNS = ["cluster", "name", "fiscal_code", "organisation_type", "county", "size_band", "revenue_band"]


def invent_follow_up(study: Study, seed: int, given: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw members of the follow-up clusters and their offers.

    Parameters
    ----------
    study : Study
    seed : int
    given : int
        How many fiscal codes were given to others.

    Returns
    -------
    DataFrame
        cluster, name, fiscal_code, organisation_type, county, size_band, revenue_band, stages.
    DataFrame
        cluster, fiscal_code, meant (the stage that is offered), member, stage, text, languages, consent, contact.
    """
    catalogue, counties = reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)
    scene, home = scene_of(study), counties[counties["region"] == study.settings.region]
    people, offers = [], []
    followed = [cluster.id for cluster in study.settings.clusters if cluster.role == "follow_up"]
    for number, cluster in enumerate(followed):
        chance = np.random.default_rng([seed, number, 5])
        size = int(chance.integers(_MEMBERS[0], _MEMBERS[1] + 1))
        listed = members_of(cluster, home, size, given, scene, chance)
        given += size
        able = _able(cluster, list(catalogue["stage"]))
        stages = _one_each(able, listed["organisation_type"], chance)
        people.append(listed.assign(stages=stages.where(chance.random(size) < _KNOWN)))
        offers.append(_offers_of(people[-1], able, scene, chance))
    if not people:
        return pd.DataFrame(columns=[*_MEMBER_COLUMNS, "stages"]), pd.DataFrame(columns=["cluster"])
    members = pd.concat(people, ignore_index=True)[[*_MEMBER_COLUMNS, "stages"]]
    return members, pd.concat(offers, ignore_index=True)


def _able(cluster: str, catalogue: list[str]) -> Mapping[str, Sequence[str]]:
    """Stages that members of a cluster can work on, by type of organisation; any in a study of other stages."""
    told = [row for row in rows("follow_up.csv") if row["cluster"] == cluster and row["stage"] in catalogue]
    return {
        kind: [row["stage"] for row in told if kind in row["types"].split(SEPARATOR)] if told else catalogue
        for kind in weights("organisation_type")
    }


def _one_each(able: Mapping[str, Sequence[str]], kinds: pd.Series, chance: Generator) -> pd.Series:
    """Choose a stage that each organisation can work on, by its type; missing where there is none."""
    stages = one_of_each([able[kind] for kind in kinds], chance.random(len(kinds)))
    return pd.Series(stages, dtype="str").replace("", None)


def _offers_of(
    people: pd.DataFrame, able: Mapping[str, Sequence[str]], scene: Scene, chance: Generator
) -> pd.DataFrame:
    offers = (chance.random(len(people)) < _OFFERS) & people["organisation_type"].map(able).astype(bool)
    offering = people[offers]
    rows_of = offering.loc[offering.index.repeat(chance.integers(1, 3, len(offering)))].reset_index(drop=True)
    size = len(rows_of)
    meant = _one_each(able, rows_of["organisation_type"], chance)
    languages = one_by_weight(_WORDED, size, chance)
    said = {(row["cluster"], row["stage"]): row["phrases"] for row in rows("follow_up.csv") if row["phrases"]}
    texts = [
        _words(STAGES[stage][language], said.get((cluster, stage), ""), chance)
        for cluster, stage, language in zip(rows_of["cluster"], meant, languages.tolist(), strict=True)
    ]
    filled = one_by_weight(_FILLED, size, chance)
    speaks = {
        code: SEPARATOR.join([scene.language, *(one for one, share in _SPOKEN.items() if chance.random() < share)])
        for code in offering["fiscal_code"]
    }
    contacts = contacts_of(offering, chance).set_index("fiscal_code")["contact"]
    by_code = chance.random(size) < 0.2
    return pd.DataFrame(
        {
            "cluster": rows_of["cluster"],
            "fiscal_code": rows_of["fiscal_code"],
            "meant": meant,
            "member": rows_of["name"].mask(by_code, rows_of["fiscal_code"]),
            "stage": meant.mask(filled == "text"),
            "text": pd.Series(texts).mask(filled == "stage"),
            "languages": rows_of["fiscal_code"].map(speaks),
            "consent": rows_of["consent"],
            "contact": rows_of["fiscal_code"].map(contacts),
        }
    ).drop_duplicates(["fiscal_code", "meant"])


def _words(phrases: Sequence[str], places: str, chance: Generator) -> str:
    """Choose a phrase, among those at some places, counted from 1, where any are named."""
    own = [phrases[int(place) - 1] for place in places.split(SEPARATOR)] if places else phrases
    return own[int(chance.integers(len(own)))]


def contacts_of(people: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Give members an address of a domain that cannot exist, and some a telephone in a country that does not.

    Returns
    -------
    DataFrame
        fiscal_code, member (its name), contact.
    """
    names = [re.sub(r"\W+", ".", fold(name)).strip(".") for name in people["name"]]
    numbers = chance.integers(0, 1_000_000, len(people))
    called = chance.random(len(people)) < _TELEPHONES
    contacts = [
        f"{name}@exemplu.invalid" + (f", +999 200 {number // 1000:03d} {number % 1000:03d}" if with_number else "")
        for name, number, with_number in zip(names, numbers.tolist(), called.tolist(), strict=True)
    ]
    return pd.DataFrame({"fiscal_code": people["fiscal_code"], "member": people["name"], "contact": contacts})


def listed_contacts(people: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Contacts of some members, whether they agreed or not, as a management has them."""
    return contacts_of(people[chance.random(len(people)) < _LISTED], chance)
