"""The truth of a fictitious study: who there is, who works where, who answers, what they say.

The model, in the order in which it is drawn for each cluster:

1. Members get a type, a county, a number of employees and a turnover.
2. Some stages of the chain get a fate (:data:`FATES`): absent and known to be, absent and not
   known to be, hidden in members who are silent, thin, or denied by a management that errs.
3. Firms work in a main stage and up to two of its neighbours in the chain, research mostly in
   support functions, authorities in none. The fates are then made true.
4. Members answer with a chance that depends on their type; the management knows the stages of
   about six in ten.
5. Those who answer buy from the stages before their own, need what is missing more than what is
   there, sometimes from another cluster's chain, and offer what they do.

Nothing of it is taken from a real organisation or cluster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..reference import Clusters, Counties, Edges, Stages
from ..survey.tables import NEED_TYPES, ORIGINS
from .names import fiscal_codes, organisation_name

#: Fates of stages and how many stages of a chain have each; ``denied`` befalls the first cluster only.
FATES: Mapping[str, int] = {"absent_known": 2, "absent_unknown": 1, "hidden": 1, "thin": 1, "denied": 1}
_SAID = {"absent_known": "no", "absent_unknown": "dont_know", "hidden": "dont_know", "denied": "no"}
_TYPES = {"firm": 0.70, "research_edu": 0.12, "public_auth": 0.08, "catalyst": 0.10}
_ANSWERS = {"firm": 0.62, "research_edu": 0.75, "public_auth": 0.5, "catalyst": 0.8}
_MANAGEMENT_KNOWS = 0.6
_LEAVES_STAGES_BLANK = 0.04
_FROM_ANOTHER_CHAIN = 0.18
#: What a member of one chain would look for in another.
_ACROSS = {
    "ind-agro-pol": ("software_development", "systems_integration", "media_concept", "media_advertising"),
    "astrico-ne": ("software_products", "media_advertising", "photo_graphics", "media_platforms"),
    "euronest": ("media_concept", "video_production", "agri_machinery", "garment_making"),
    "iconic": ("software_development", "hosting_operations", "own_brands", "food_processing"),
}
#: Weights of an input's origins (see ORIGINS), where the supplying stage has members and where it has none.
_ORIGINS = {True: (3.0, 3.0, 2.5, 1.5, 0.8), False: (0.5, 0.8, 2.5, 3.0, 2.0)}
_SIZE_LIMITS = {"1-9": 9, "10-49": 49, "50-249": 249}
_REVENUE_LIMITS = {"0-100": 100, "100-500": 500, "500-2000": 2000, "2000-10000": 10000, "10000-50000": 50000}
_COLUMNS = {
    "inputs": (
        "stage",
        "annual_value",
        *(f"share_{origin}" for origin in ORIGINS),
        "share_members",
        "satisfaction",
    ),
    "needs": ("stage", "need_type", "criticality", "blocks_existing", "blocks_new"),
    "offers": ("stage", "capacity"),
}

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Truth:
    """What is true of a fictitious study.

    Attributes
    ----------
    seed : int
    organisations : pandas.DataFrame
        cluster, name, fiscal_code, organisation_type, county, employees, turnover (thousand EUR a
        year), size_band, revenue_band, answered, states_stages, known_to_management, respondent.
    roles : pandas.DataFrame
        cluster, fiscal_code, stage, is_main: every stage that a member works in.
    stages : pandas.DataFrame
        cluster, stage, fate, members, said (by the management), expected_presence (what the study
        can find out at best).
    inputs, needs, offers : pandas.DataFrame
        What those who answer say; cluster, fiscal_code, respondent and the columns of the question.
    """

    seed: int
    organisations: pd.DataFrame
    roles: pd.DataFrame
    stages: pd.DataFrame
    inputs: pd.DataFrame
    needs: pd.DataFrame
    offers: pd.DataFrame


def invent(
    stages: DataFrame[Stages],
    edges: DataFrame[Edges],
    counties: DataFrame[Counties],
    clusters: DataFrame[Clusters],
    analysed: Sequence[str],
    region: str,
    seed: int,
    members: int | None = None,
) -> Truth:
    """Draw a fictitious study.

    Parameters
    ----------
    stages : DataFrame[Stages]
    edges : DataFrame[Edges]
    counties : DataFrame[Counties]
    clusters : DataFrame[Clusters]
        Scope decides whether members come from `region` or from the whole country.
    analysed : sequence of str
        Clusters, in the order of the study.
    region : str
    seed : int
        The same seed gives the same study.
    members : int, optional
        Members of each cluster; 30 to 60 where not given.
    """
    scope = clusters.set_index("cluster")["scope"]
    parts: list[tuple[pd.DataFrame, ...]] = []
    given = 0
    for number, cluster in enumerate(analysed):
        chance = np.random.default_rng([seed, number])
        size = members if members is not None else int(chance.integers(30, 61))
        chain = _Chain.of(stages, edges, cluster)
        home = counties if scope.get(cluster) == "national" else counties[counties["region"] == region]
        people = _members(cluster, list(home["county"]), size, given, chance)
        parts.append(_cluster(chain, people, number == 0, set(stages["stage"]), chance))
        given += size
    return Truth(seed, *(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)))


@dataclass(frozen=True)
class _Chain:
    """One cluster's chain, as the generator walks it."""

    cluster: str
    stages: tuple[str, ...]
    support: tuple[str, ...]
    before: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, stages: DataFrame[Stages], edges: DataFrame[Edges], cluster: str) -> _Chain:
        own = stages[stages["cluster"] == cluster]
        pairs = edges.loc[edges["cluster"] == cluster, ["source", "target"]].itertuples(index=False, name=None)
        before: dict[str, list[str]] = {stage: [] for stage in own["stage"]}
        beside: dict[str, set[str]] = {stage: set() for stage in own["stage"]}
        for source, target in pairs:
            before[target].append(source)
            beside[target].add(source)
            beside[source].add(target)
        return cls(
            cluster,
            tuple(own["stage"]),
            tuple(own.loc[own["layer"] == "support", "stage"]),
            {stage: tuple(sources) for stage, sources in before.items()},
            {stage: tuple(sorted(others)) for stage, others in beside.items()},
        )


def _members(cluster: str, counties: Sequence[str], size: int, given: int, chance: np.random.Generator) -> pd.DataFrame:
    kinds = chance.choice(list(_TYPES), size, p=list(_TYPES.values()))
    weights = chance.dirichlet(np.full(len(counties), 2.0))
    employees = np.ceil(chance.lognormal(2.9, 1.3, size)).clip(1, 1500).astype(int)
    turnover = employees * chance.lognormal(3.2, 0.6, size)
    return pd.DataFrame(
        {
            "cluster": cluster,
            "name": [organisation_name(kind, cluster, place, chance) for place, kind in enumerate(kinds, start=1)],
            "fiscal_code": fiscal_codes(given, size),
            "organisation_type": kinds,
            "county": chance.choice(list(counties), size, p=weights),
            "employees": employees,
            "turnover": turnover.round(1),
            "size_band": _band(employees, _SIZE_LIMITS, "250+"),
            "revenue_band": _band(turnover, _REVENUE_LIMITS, "50000+"),
        }
    )


def _band(values: np.ndarray, limits: Mapping[str, int], above: str) -> np.ndarray:
    return np.array([*limits, above])[np.searchsorted(list(limits.values()), values)]


def _cluster(
    chain: _Chain, people: pd.DataFrame, first: bool, everywhere: set[str], chance: np.random.Generator
) -> tuple[pd.DataFrame, ...]:
    fates = _fates(chain, first, chance)
    kinds = people["organisation_type"]
    works = [_work(kind, chain, fates, chance) for kind in kinds]
    size = len(people)
    answered = chance.random(size) < kinds.map(_ANSWERS).to_numpy()
    known = chance.random(size) < _MANAGEMENT_KNOWS
    states = chance.random(size) >= _LEAVES_STAGES_BLANK
    _befall(fates, works, kinds, answered, states, known, chance)
    people = people.assign(answered=answered, states_stages=states, known_to_management=known)
    # The order in which answers came in says nothing of the order of the roster.
    people["respondent"] = pd.array([pd.NA] * size, dtype="Int64")
    people.loc[answered, "respondent"] = chance.permutation(int(answered.sum())) + 1
    roles = pd.DataFrame(
        [
            (chain.cluster, code, stage, place == 0)
            for code, own in zip(people["fiscal_code"], works, strict=True)
            for place, stage in enumerate(own)
        ],
        columns=["cluster", "fiscal_code", "stage", "is_main"],
    )
    summary = _stages(chain, fates, people, roles, chance)
    lacking = set(summary.loc[summary["fate"].isin(["hidden", "thin"]) | (summary["members"] == 0), "stage"])
    across = [stage for stage in _ACROSS.get(chain.cluster, ()) if stage in everywhere]
    said: dict[str, Rows] = {name: [] for name in _COLUMNS}
    for position in np.flatnonzero(answered):
        person, own = people.iloc[position], works[position]
        head = (chain.cluster, person["fiscal_code"], int(person["respondent"]))
        said["inputs"] += [(*head, *row) for row in _inputs(own, chain, lacking, person["turnover"], chance)]
        said["needs"] += [(*head, *row) for row in _needs(own, chain, lacking, across, chance)]
        said["offers"] += [(*head, *row) for row in _offers(own, chance)]
    tables = (
        pd.DataFrame(rows, columns=["cluster", "fiscal_code", "respondent", *_COLUMNS[name]]).sort_values(
            "respondent", kind="stable"
        )
        for name, rows in said.items()
    )
    return people, roles, summary, *tables


def _fates(chain: _Chain, first: bool, chance: np.random.Generator) -> dict[str, str]:
    wanted = [fate for fate, number in FATES.items() for _ in range(number) if first or fate != "denied"]
    return dict(zip(chance.permutation(list(chain.stages)).tolist(), wanted, strict=False))


def _work(kind: str, chain: _Chain, fates: Mapping[str, str], chance: np.random.Generator) -> list[str]:
    """Stages of one member, the main one first, none of them with a fate."""
    if kind == "public_auth":
        return []
    in_support = kind != "firm"
    able = [stage for stage in chain.stages if (stage in chain.support) == in_support and stage not in fates]
    if not able:
        return []
    main = str(chance.choice(able))
    near = [stage for stage in chain.beside[main] if stage in able]
    number = min(int(chance.integers(0, 3)), len(near))
    return [main, *chance.permutation(near)[:number].tolist()]


def _befall(
    fates: Mapping[str, str],
    works: list[list[str]],
    kinds: pd.Series,
    answered: np.ndarray,
    states: np.ndarray,
    known: np.ndarray,
    chance: np.random.Generator,
) -> None:
    """Give hidden, thin and denied stages the one firm that works there; changes the lists and arrays passed."""
    borne = [stage for stage, fate in fates.items() if fate in ("hidden", "thin", "denied")]
    firms = chance.permutation(np.flatnonzero((kinds == "firm").to_numpy()))
    for stage, bearer in zip(borne, firms, strict=False):
        works[bearer].append(stage)
        answered[bearer] = states[bearer] = fates[stage] != "hidden"
        known[bearer] = False


def _stages(
    chain: _Chain,
    fates: Mapping[str, str],
    people: pd.DataFrame,
    roles: pd.DataFrame,
    chance: np.random.Generator,
) -> pd.DataFrame:
    observed = (people["answered"] & people["states_stages"]) | people["known_to_management"]
    seen = set(roles.loc[roles["fiscal_code"].isin(people.loc[observed, "fiscal_code"]), "stage"])
    members = roles["stage"].value_counts()
    rows: Rows = []
    for stage in chain.stages:
        fate, number = fates.get(stage, ""), int(members.get(stage, 0))
        unsure = "no" if number == 0 else "dont_know" if chance.random() < 0.1 else "yes"
        said = _SAID.get(fate, unsure)
        expected = "present" if stage in seen else "absent_confirmed" if said == "no" else "not_observed"
        rows.append((chain.cluster, stage, fate, number, said, expected))
    return pd.DataFrame(rows, columns=["cluster", "stage", "fate", "members", "said", "expected_presence"])


def _inputs(own: Sequence[str], chain: _Chain, lacking: set[str], turnover: float, chance: np.random.Generator) -> Rows:
    sources = sorted({source for stage in own for source in chain.before[stage]} - set(own))
    rows: Rows = []
    for stage in chance.permutation(sources)[: int(chance.integers(1, 6))].tolist():
        there = stage not in lacking
        shares = _percents(chance.dirichlet(_ORIGINS[there]))
        from_members = int(chance.integers(0, 61)) if there else 0
        value = round(float(turnover * chance.lognormal(-2.0, 0.8)), 1)
        rows.append((stage, value, *shares, from_members, int(chance.integers(3 if there else 1, 6))))
    return rows


def _percents(shares: np.ndarray) -> list[int]:
    """Round to whole percents that add to 100 (largest remainder)."""
    floors = np.floor(shares * 100).astype(int)
    order = np.argsort(floors - shares * 100, kind="stable")
    floors[order[: 100 - floors.sum()]] += 1
    return [int(share) for share in floors]


def _needs(
    own: Sequence[str], chain: _Chain, lacking: set[str], across: Sequence[str], chance: np.random.Generator
) -> Rows:
    others = [stage for stage in chain.stages if stage not in own]
    weights = np.array([6.0 if stage in lacking else 1.0 for stage in others])
    number = min(int(chance.integers(0, 5)), len(others))
    rows: dict[str, tuple[object, ...]] = {}
    for chosen in chance.choice(others, number, replace=False, p=weights / weights.sum()).tolist():
        elsewhere = bool(across) and chance.random() < _FROM_ANOTHER_CHAIN
        stage = str(chance.choice(list(across))) if elsewhere else chosen
        if stage in rows:
            continue
        missing = stage in lacking
        rows[stage] = (
            stage,
            str(chance.choice(list(NEED_TYPES))),
            int(chance.integers(3, 6) if missing else chance.integers(1, 5)),
            "yes" if chance.random() < 0.35 else "no",
            "yes" if chance.random() < (0.6 if missing else 0.25) else "no",
        )
    return list(rows.values())


def _offers(own: Sequence[str], chance: np.random.Generator) -> Rows:
    return [(stage, int(chance.integers(1, 17)) * 5) for stage in own if chance.random() < 0.66]
