"""What those who answer say: what they buy, need and offer, where they sell, and whom they want to meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from ..survey.tables import ORIGINS
from .chains import Chain
from .draws import Bools, evenly, percents, picks, some, yes
from .lists import POSITIONS, weights
from .truth import BARRIERS, LAST_PAGE, MARKETS_PAGE, NEEDS_PAGE

_FROM_ANOTHER_CHAIN = 0.18
#: Weights of an input's origins (see ORIGINS), where the supplying stage has members and where it has none.
_NEAR, _FAR = (3.0, 3.0, 2.5, 1.5, 0.8), (0.5, 0.8, 2.5, 3.0, 2.0)
#: Weights of what is needed: of what is missing, of the rest, and of stages with a condition.
_MISSING, _THERE = 6.0, 1.0
_WANTED = {"lacked": 18.0, "untied": 12.0}
#: Places among ORIGINS that are one market each; weights of that to which a stage with one market sells, and of each
#: other place.
_ONE_MARKET = (0, 1, 2)
_ONE_PLACE, _OTHER_PLACES = 12.0, 0.3
#: Places among ORIGINS that lie in the region.
_INSIDE = (0, 1)
_CUSTOMERS = ("business", "consumers", "public")
_SLOTS = ("day1_am", "day1_pm", "day2_am", "day2_pm")
_HEAD = ("cluster", "fiscal_code", "respondent")


@dataclass(frozen=True)
class Drawn:
    """Tables of one cluster, with the stages its members work in (a row a member) and the pages they reached."""

    chain: Chain
    tables: dict[str, pd.DataFrame]
    works: Bools
    pages: np.ndarray


def said_of(drawn: Drawn, markets: pd.DataFrame, chance: Generator) -> dict[str, pd.DataFrame]:
    """What those who answer say, each as far as it came."""
    chain, tables, works, pages = drawn.chain, drawn.tables, drawn.works, drawn.pages
    people, summary = tables["organisations"], tables["stages"]
    lacking = summary["fate"].isin(["hidden", "thin"]).to_numpy() | (summary["members"] == 0).to_numpy()
    speak = people.assign(place=np.arange(len(people)), page=pages)[pages > 0].sort_values("respondent")
    asked = speak[speak["page"] >= NEEDS_PAGE]
    conditions = summary["condition"].to_numpy(dtype=object)
    inputs = _inputs(asked, works[asked["place"]], chain, lacking, conditions, chance)
    needs = _needs(asked, works[asked["place"]], chain, lacking, conditions, chance)
    asked = speak[speak["page"] >= MARKETS_PAGE]
    offers = _offers(asked, works[asked["place"]], chain, chance)
    firms = asked[asked["organisation_type"] == "firm"]
    asked = speak[speak["page"] == LAST_PAGE]
    mains = tables["roles"][tables["roles"]["is_main"]].set_index("fiscal_code")["stage"]
    return {
        "inputs": inputs,
        "needs": needs,
        "offers": offers,
        "markets": headed(firms, np.arange(len(firms)), markets.loc[firms.index].reset_index(drop=True)),
        "barriers": _barriers(firms, chance),
        "interests": _interests(asked, chain, needs, mains, chance),
        "assistance": _assistance(asked, chance),
    }


def markets_of(people: pd.DataFrame, one_market: Bools, regional: bool, chance: Generator) -> pd.DataFrame:
    """Where and to whom members would sell; only firms are asked.

    `one_market` tells of each member, by row, in which of the stages that know one market only it works;
    `regional` is whether all members are in the region.
    """
    size = len(people)
    # Who has no position is drawn as the first of them, and not asked.
    position = people["position"].map({row["position"]: place for place, row in enumerate(POSITIONS)}).fillna(0)
    places, customers = (
        np.array([[float(row[name]) for name in names] for row in POSITIONS])[position.astype(int)]
        for names in (ORIGINS, _CUSTOMERS)
    )
    for on_it in one_market.T:
        places[on_it] = _OTHER_PLACES
        places[on_it, chance.choice(_ONE_MARKET)] = _ONE_PLACE
    shares = percents(chance.standard_gamma(places))
    wanted = weights("target_market")
    targets = evenly(wanted, size) * chance.lognormal(0, 0.8, len(wanted))
    customers = percents(chance.standard_gamma(customers))
    return pd.DataFrame(
        {
            **{f"share_{origin}": shares[:, place] for place, origin in enumerate(ORIGINS)},
            "share_members": _possible(np.floor(chance.beta(1, 5, size) * 100).astype(int), shares, regional),
            **{f"customers_{name}": customers[:, place] for place, name in enumerate(_CUSTOMERS)},
            "main_client": np.ceil(chance.beta(2, 3, size) * 100).astype(int),
            "target_markets": picks(list(wanted), targets, (1, 3), chance),
        },
        index=people.index,
    )


def headed(people: pd.DataFrame, rows: np.ndarray, columns: pd.DataFrame | Mapping[str, object]) -> pd.DataFrame:
    """Put who says it before the columns of a table."""
    heads = people[list(_HEAD)].iloc[rows].reset_index(drop=True).astype({"respondent": int})
    return pd.concat([heads, pd.DataFrame(columns, index=heads.index)], axis=1)


def _inputs(
    asked: pd.DataFrame, works: Bools, chain: Chain, lacking: Bools, conditions: np.ndarray, chance: Generator
) -> pd.DataFrame:
    wanted = (works @ chain.before) & ~works
    rows, places = some(wanted.astype(float), chance.integers(1, 6, len(asked)), chance)
    there, size = ~lacking[places], len(rows)
    leaks, poor = (there & (conditions[places] == condition) for condition in ("leaks", "poor"))
    near = there & ~leaks
    shares = percents(chance.standard_gamma(np.where(near[:, None], _NEAR, _FAR)))
    why = weights("reason")
    reasons = evenly(why, size)
    reasons[~there, list(why).index("not_available")] = 6.0
    value = asked["turnover"].to_numpy()[rows] * chance.lognormal(-2.0, 0.8, size)
    from_members = chance.integers(np.where(near, 25, 0), np.where(near, 81, 16))
    return headed(
        asked,
        rows,
        {
            "stage": np.array(chain.stages, dtype=object)[places],
            "annual_value": value.round(1),
            **{f"share_{origin}": shares[:, place] for place, origin in enumerate(ORIGINS)},
            "share_members": _possible(np.where(there, from_members, 0), shares, chain.regional),
            "satisfaction": chance.integers(np.where(there & ~poor, 3, 1), np.where(poor, 3, 6)),
            "suppliers": chance.integers(1, 9, size),
            "would_source": chance.choice(["yes", "no", "conditional"], size, p=[0.45, 0.2, 0.35]),
            "reasons": picks(list(why), reasons, (1, 3), chance),
        },
    )


def _possible(members: np.ndarray, shares: np.ndarray, regional: bool) -> np.ndarray:
    """Bring what is traded with members down to what is traded in the region, if all members are there."""
    return np.minimum(members, shares[:, list(_INSIDE)].sum(axis=1)) if regional else members


def _needs(
    asked: pd.DataFrame, works: Bools, chain: Chain, lacking: Bools, conditions: np.ndarray, chance: Generator
) -> pd.DataFrame:
    rest = np.array([_WANTED.get(condition, _THERE) for condition in conditions])
    wanted = np.where(lacking, _MISSING, rest) * ~works
    rows, places = some(wanted, chance.integers(0, 5, len(asked)), chance)
    size = len(rows)
    stage = np.array(chain.stages, dtype=object)[places]
    elsewhere = (chance.random(size) < _FROM_ANOTHER_CHAIN) & bool(chain.across)
    stage = np.where(elsewhere, chance.choice(np.array(chain.across or ("",), dtype=object), size), stage)
    missing, kinds = lacking[places] & ~elsewhere, chain.need_kinds
    # How vital a stage is, and how much it blocks old markets and new ones; of other chains nothing is known.
    vital, old, new = np.where(elsewhere, 0.5, chance.random((3, len(chain.stages)))[:, places])
    drawn = chance.random(size).tolist()
    said = headed(
        asked,
        rows,
        {
            "stage": stage,
            "need_type": [kinds[of][int(at * len(kinds[of]))] for of, at in zip(stage, drawn, strict=True)],
            "criticality": np.rint(chance.normal(1.5 + 2 * vital + missing, 0.8)).clip(1, 5).astype(int),
            "blocks_existing": yes(chance.random(size) < 0.1 + 0.5 * old),
            "blocks_new": yes(chance.random(size) < 0.1 + 0.4 * new + 0.2 * missing),
        },
    )
    return said.drop_duplicates(["respondent", "stage"])


def _offers(asked: pd.DataFrame, works: Bools, chain: Chain, chance: Generator) -> pd.DataFrame:
    rows, places = np.nonzero(works & (chance.random(works.shape) < 0.66))
    stage = np.array(chain.stages, dtype=object)[places]
    return headed(asked, rows, {"stage": stage, "capacity": chance.integers(1, 17, len(rows)) * 5})


def _barriers(asked: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    weight = chance.uniform(2, 4, len(BARRIERS))
    degree = np.rint(chance.normal(weight, 1.0, (len(asked), len(BARRIERS)))).clip(1, 5).astype(int)
    rows = np.repeat(np.arange(len(asked)), len(BARRIERS))
    return headed(asked, rows, {"barrier": list(BARRIERS) * len(asked), "degree": degree.ravel()})


def _interests(
    asked: pd.DataFrame, chain: Chain, needs: pd.DataFrame, mains: pd.Series, chance: Generator
) -> pd.DataFrame:
    """Who wants to meet whom: clusters in whose chain lies what they need before others."""
    size, others = len(asked), list(chain.others)
    wanted = needs["stage"].map(dict(chain.cluster_of))
    asks = pd.crosstab(needs["respondent"], wanted).reindex(index=asked["respondent"], columns=others, fill_value=0)
    liked = np.isin(others, list(set(chain.cluster_of.values()))) * 0.6 + 0.4 + 4.0 * asks.to_numpy()
    first = needs.drop_duplicates("respondent").set_index("respondent")["stage"]
    main = asked["fiscal_code"].map(mains).fillna("").to_numpy(dtype=object)
    topic = asked["respondent"].map(first).astype(object).where(lambda found: found.notna(), main)
    across = np.array(chain.across or ("",), dtype=object)
    idea = np.where((chance.random(size) < 0.4) & (main != ""), chance.choice(across, size), "")
    types = weights("meet_type")
    columns = {
        "clusters": picks(others, liked, (1, 3), chance),
        "organisation_types": picks(list(types), evenly(types, size), (1, 3), chance),
        "slots": picks(_SLOTS, np.ones((size, len(_SLOTS))), (1, 3), chance),
        "topic_stage": topic.to_numpy(),
        "idea_stage": idea,
    }
    wants = chance.random(size) < 0.68
    said = {name: np.where(wants, column, "") for name, column in columns.items()}
    return headed(asked, np.arange(size), {"wants_meetings": yes(wants), **said})


def _assistance(asked: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    kinds = weights("assistance")
    wanted = evenly(kinds, len(asked))
    wanted[(asked["organisation_type"] != "firm").to_numpy(), list(kinds).index("export")] = 0.2
    rows, places = some(wanted, chance.choice([1, 2, 3], len(asked), p=[0.1, 0.15, 0.75]), chance)
    said = headed(asked, rows, {"assistance": np.array(list(kinds), dtype=object)[places]})
    return said.assign(rank=said.groupby("respondent").cumcount() + 1)
