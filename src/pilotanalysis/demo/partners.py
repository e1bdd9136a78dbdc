"""Whom members name as partners, and what they do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from .draws import Bools, flagged
from .names import outside_names
from .says import Drawn, headed
from .scene import Scene
from .truth import LINKS_PAGE

_KINDS = ("buy", "sell", "joint_research", "joint_bid", "training", "information")
_FREQUENCIES = ("weekly", "monthly", "yearly", "rarely")
#: Chance that who needs something names a member who does it, and that who is named by a customer or supplier names it.
_KNOWS_WHO, _MIRRORED = 0.75, 0.6
_MOST_LINKS = 8


def links_of(part: Drawn, others: Sequence[pd.DataFrame], scene: Scene, chance: Generator) -> pd.DataFrame:
    """Whom the members of a cluster name as partners: members of it, of other clusters, and others still."""
    people = part.tables["organisations"].reset_index(drop=True)
    speak = np.flatnonzero(part.pages >= LINKS_PAGE)
    speak = speak[people["respondent"].to_numpy(dtype=float, na_value=0)[speak].argsort()]
    egos = np.repeat(speak, chance.integers(0, 6, len(speak)))
    where = chance.random(len(egos))
    near, far = where < 0.7, (where >= 0.7) & (where < (0.88 if others else 0.7))
    works = np.asarray(part.works.any(axis=1), dtype=bool)
    lacks = _lacks(part, people)
    inside = pd.concat(
        [_suppliers(part, people, lacks, chance), _near(part, people, lacks, egos[near], chance)], ignore_index=True
    )
    found = [inside, _outside(egos[~near & ~far], works, scene, chance)]
    if others:
        found.insert(1, _far(pd.concat(others, ignore_index=True), egos[far], works, chance))
    # Those who trade with each other often both say so.
    returned = (inside[["buy", "sell"]].any(axis=1)) & (part.pages[inside["alter"]] >= LINKS_PAGE)
    returned &= chance.random(len(inside)) < _MIRRORED
    mirrored = inside[returned].rename(columns={"ego": "alter", "alter": "ego", "buy": "sell", "sell": "buy"})
    links = pd.concat([*found, mirrored.assign(**_partner(people, mirrored["alter"]))], ignore_index=True)
    return _told(people, links.drop_duplicates(["ego", "partner"]), scene, chance)


def _told(people: pd.DataFrame, links: pd.DataFrame, scene: Scene, chance: Generator) -> pd.DataFrame:
    """Bring links to the order of the responses, no more than a form takes, and say how often and since when."""
    links = links.assign(order=people["respondent"].to_numpy(dtype=float, na_value=0)[links["ego"]])
    links = links.sort_values("order", kind="stable")
    links = links[links.groupby("ego").cumcount() < _MOST_LINKS]
    trade = links[["buy", "sell"]].any(axis=1).to_numpy()
    limits = np.where(trade[:, None], [0.3, 0.7, 0.9], [0.05, 0.3, 0.7])
    often = (chance.random(len(links))[:, None] >= limits).sum(axis=1)
    since = np.maximum(np.maximum(people["year_founded"].to_numpy()[links["ego"]], links["year"]), 1990 + scene.later)
    return headed(
        people,
        links["ego"].to_numpy(),
        {
            "partner": links["partner"].to_numpy(),
            "partner_organisation": links["partner_organisation"].to_numpy(),
            "kinds": flagged(_KINDS, links[list(_KINDS)].to_numpy(dtype=bool)),
            "frequency": np.array(_FREQUENCIES, dtype=object)[often],
            "since": chance.integers(since.to_numpy(dtype=int), scene.year + 1),
        },
    )


def _lacks(part: Drawn, people: pd.DataFrame) -> Bools:
    """Tell of each member, by row, which stages of its chain it says it needs."""
    needs = part.tables["needs"]
    rows = pd.Index(people["fiscal_code"]).get_indexer(pd.Index(needs["fiscal_code"]))
    places = pd.Index(part.chain.stages).get_indexer(pd.Index(needs["stage"]))
    lacks = np.zeros(part.works.shape, dtype=bool)
    lacks[rows[places >= 0], places[places >= 0]] = True
    return lacks


def _untied(part: Drawn) -> Bools:
    return (part.tables["stages"]["condition"] == "untied").to_numpy()


def _suppliers(part: Drawn, people: pd.DataFrame, lacks: Bools, chance: Generator) -> pd.DataFrame:
    """Partners who do what one needs."""
    egos, alters = [np.zeros(0, dtype=int)], [np.zeros(0, dtype=int)]
    for place in np.flatnonzero(part.works.any(axis=0) & ~_untied(part)):
        asking = np.flatnonzero(lacks[:, place] & (part.pages >= LINKS_PAGE))
        egos.append(asking[chance.random(len(asking)) < _KNOWS_WHO])
        alters.append(chance.choice(np.flatnonzero(part.works[:, place]), len(egos[-1])))
    ego, alter = np.concatenate(egos), np.concatenate(alters)
    buy = chance.random(len(ego)) < 0.4
    academic = (people["organisation_type"] == "research_edu").to_numpy()
    known = {"ego": ego, "alter": alter, **_partner(people, alter)}
    return _linked(known, (buy, np.zeros_like(buy)), academic[ego] | academic[alter], chance)


def _near(part: Drawn, people: pd.DataFrame, lacks: Bools, egos: np.ndarray, chance: Generator) -> pd.DataFrame:
    """Partners of the same cluster: of a few who are met by chance, the first whose chain touches one's own."""
    wants = part.works @ part.chain.before
    met = chance.integers(0, len(people), (len(egos), 4))
    buys = (wants[egos][:, None, :] & part.works[met]).any(axis=2)
    sells = (part.works[egos][:, None, :] & wants[met]).any(axis=2)
    chosen = (np.arange(len(egos)), (buys | sells).argmax(axis=1))
    alters, buy, sell = met[chosen], buys[chosen], sells[chosen]
    # Where each could sell to the other, one of them does.
    coin = chance.random(len(egos)) < 0.5
    kinds = people["organisation_type"].to_numpy() == "research_edu"
    known = {"ego": egos, "alter": alters, **_partner(people, alters)}
    links = _linked(known, (buy & ~(sell & coin), sell & ~(buy & ~coin)), kinds[egos] | kinds[alters], chance)
    untied, works = _untied(part), part.works
    strange = ((lacks[egos] & works[alters]) | (works[egos] & lacks[alters]))[:, untied].any(axis=1)
    # Who meets itself has nobody to name.
    return links[np.asarray((egos != alters) & ~strange, dtype=bool)].reset_index(drop=True)


def _partner(people: pd.DataFrame, places: np.ndarray | pd.Series) -> dict[str, np.ndarray]:
    chosen = people.iloc[np.asarray(places, dtype=int)]
    columns = {"partner": "name", "partner_organisation": "fiscal_code", "year": "year_founded"}
    return {name: chosen[column].to_numpy() for name, column in columns.items()}


def _far(people: pd.DataFrame, egos: np.ndarray, works: Bools, chance: Generator) -> pd.DataFrame:
    """Partners who are members of other clusters."""
    alters = chance.integers(0, len(people), len(egos))
    kinds = people["organisation_type"].to_numpy()[alters]
    able = (kinds == "firm") & works[egos]
    trade = (able & (chance.random(len(egos)) < 0.35), able & (chance.random(len(egos)) < 0.25))
    return _linked({"ego": egos, "alter": -1, **_partner(people, alters)}, trade, kinds == "research_edu", chance)


def _outside(egos: np.ndarray, works: Bools, scene: Scene, chance: Generator) -> pd.DataFrame:
    """Partners who are on no roster."""
    names = np.array(outside_names(len(egos), scene.language, chance), dtype=object)
    academic = np.array([name.startswith("Univ") for name in names], dtype=bool)
    able = ~academic & works[egos]
    trade = (able & (chance.random(len(egos)) < 0.5), able & (chance.random(len(egos)) < 0.4))
    known = {"ego": egos, "alter": -1, "partner": names, "partner_organisation": "", "year": 0}
    return _linked(known, trade, academic, chance)


def _linked(
    known: Mapping[str, object], trade: tuple[Bools, Bools], academic: Bools, chance: Generator
) -> pd.DataFrame:
    """Say what partners do together: trade as given, and what else befits them."""
    rates = np.where(academic[:, None], [0.5, 0.15, 0.45, 0.3], [0.08, 0.15, 0.05, 0.3])
    flags = np.column_stack([*trade, chance.random(rates.shape) < rates])
    flags[~flags.any(axis=1), _KINDS.index("information")] = True
    return pd.DataFrame({**known, **{kind: flags[:, place] for place, kind in enumerate(_KINDS)}})
