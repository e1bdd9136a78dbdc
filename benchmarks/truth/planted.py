"""Studies in which gaps of every kind are planted, with the truth about each: to measure how well rules find them.

Unlike :mod:`~pilotanalysis.demo.truth`, whose studies look like a study of an agency, these make every kind of gap
about as often true as not, near its threshold and far from it, and let members who do not answer hide some. The model,
for
each of four clusters in the order in which it is drawn:

1. A chain of 10 to 20 stages: core stages that deliver onwards, some of them to the market, and support functions.
2. 40 to 120 members, of whom 55, 75, 90 or 100 percent answer, or as many as is asked for; the management knows the
   stages of 60, 85 or 100 percent of all.
3. A plan for each stage (:class:`_Plan`): how many work there, buy of it and lack it, and on which side of every
   threshold it lies. On some, those who work there do not answer; on some, non-respondents buy otherwise than
   respondents.
4. Members scatter around the plan, so only counting what was drawn tells what is true.

The management says "no" where nobody works on a stage and "yes" where somebody does, now and then "don't know" or
nothing; of what it says, a part is wrong.

Everything in it is fictitious.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from pilotanalysis import reference
from pilotanalysis.demo.draws import percents
from pilotanalysis.demo.truth import BARRIERS
from pilotanalysis.settings import GapThresholds
from pilotanalysis.survey import tables as survey
from pilotanalysis.survey.tables import NEED_TYPES, ORIGINS
from pilotanalysis.tables import NONE, SEPARATOR, StudyTable, TableSet, conform, name_of, row_ids

from .holds import Population, surveyed, what_holds

FILE = "survey/planted.xlsx"
WAVE = "2014"
#: Shares of members who answer, each in one cluster of a study, and of members whose stages a management may know.
ANSWER_RATES = (0.55, 0.75, 0.9, 1.0)
KNOWN_RATES = (0.6, 0.85, 1.0)
MODELS: tuple[type[StudyTable], ...] = (
    survey.Organisations, survey.Statements, survey.Responses, survey.Roles, survey.Inputs, survey.Needs,
    survey.Offers, survey.Markets, survey.Barriers, survey.Links,
)  # fmt: skip
_TYPES = {"firm": 0.7, "research_edu": 0.12, "public_auth": 0.08, "catalyst": 0.1}
_COUNTIES = {"IS": True, "SV": True, "BC": True, "CJ": False, "B": False}
_CAEN = ("10", "13", "26", "28", "46", "47", "62", "71", "72")
#: How many members work on a stage, and how often; with `_MANY`, a part of all who have no other stage.
_MANY = -1
_DOERS = {
    "core": {0: 0.35, 1: 0.3, 2: 0.15, 3: 0.08, _MANY: 0.12},
    "market": {0: 0.4, 1: 0.3, 2: 0.14, 3: 0.08, _MANY: 0.08},
    "support": {0: 0.15, 1: 0.38, 2: 0.2, 3: 0.1, _MANY: 0.17},
}
#: What a stage is planned to have: on the side of the gap, far from the threshold and near, then near and far beyond.
_LEAKS = (0.02, 0.15, 0.25, 0.6)
_SATISFIED = (1, 2, 3, 4)
_ONE_PLACE = (0.9, 0.7, 0.5, 0.3)
#: How often it is each of `ORIGINS`: the last two are no one market.
_PLACES = (0.25, 0.25, 0.3, 0.1, 0.1)
_UNTIED = (1.0, 0.75, 0.45, 0.05)
_LACK_SUPPORT = (0.5, 0.27, 0.15, 0.05)
_LACK_OTHER = (0.35, 0.2, 0.1, 0.02)
#: Part of all members who buy of a stage, and how often.
_BUYERS = {0.0: 0.08, 0.03: 0.12, 0.1: 0.3, 0.25: 0.3, 0.4: 0.2}
_BEARERS_SILENT, _SILENT_BUY_OTHERWISE = 0.25, 0.2
#: Part of what managements say that is wrong.
ERRING = 0.04
#: What a management that does not err says where nobody works on a stage, where somebody does, and where only those
#: do who did not answer and whom it does not know.
_SAID = {
    "absent": {"no": 0.75, "dont_know": 0.15, "": 0.1},
    "present": {"yes": 0.9, "dont_know": 0.07, "": 0.03},
    "hidden": {"yes": 0.3, "dont_know": 0.5, "": 0.2},
}
#: Members whom each names on average whatever it lacks; who works on a stage of few is named so many times as often.
_NAMED, _SOUGHT = 3.0, 10
_ANSWERS = ("inputs", "needs", "offers", "markets", "barriers", "links")
#: Columns that are the same in every row.
_FIXED: Mapping[str, str | bool | int] = {
    "tool": "plain", "complete": True, "language": "ro", "consent": "yes", "number": 1,
}  # fmt: skip
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Planted:
    """A study with planted gaps.

    Attributes
    ----------
    tables : TableSet
        What the survey has of it: the tables of :data:`MODELS`.
    stages, edges : DataFrame
        Catalogue of its chains, as ``reference.Catalogue`` and ``reference.Edges``.
    population : Population
        All members, those who do not answer as well.
    truth : pandas.DataFrame
        A row for every kind of gap that a stage can have: cluster, stage, kind, true (among all members), value
        (held against the threshold; missing where there is nothing to hold), hidden (taking what the survey learns
        for all there is would lead to the opposite).
    """

    tables: TableSet
    stages: pd.DataFrame
    edges: pd.DataFrame
    population: Population
    truth: pd.DataFrame


def plant(seed: int, response: float | None = None, erring: float = ERRING) -> Planted:
    """Draw a study with planted gaps; the same seed gives the same study.

    Parameters
    ----------
    seed : int
    response : float, optional
        Part of the members of every cluster that answers; :data:`ANSWER_RATES`, each in one, if not given.
    erring : float
        Part of the statements of managements that are wrong.
    """
    order = np.random.default_rng([seed, 0])
    rates = order.permutation(ANSWER_RATES) if response is None else [response] * len(ANSWER_RATES)
    knows = order.permutation([*KNOWN_RATES, order.choice(KNOWN_RATES)])
    drawn = [
        _cluster(f"planted-{number}", float(rate), float(known), erring, np.random.default_rng([seed, number]))
        for number, (rate, known) in enumerate(zip(rates, knows, strict=True), start=1)
    ]
    frames = {name: pd.concat([part[name] for part in drawn], ignore_index=True) for name in drawn[0]}
    population = Population(**{name: frames[name] for name in Population.__annotations__})
    stages, edges = (_catalogue(frames[name], name) for name in ("stages", "edges"))
    return Planted(_survey(frames), stages, edges, population, truth_of(population))


def truth_of(population: Population, lines: GapThresholds | None = None) -> pd.DataFrame:
    """Judge all members, and say where the respondents would lead to the opposite (see `Planted`)."""
    lines = lines or GapThresholds()
    truth, at_face = what_holds(population, lines), what_holds(surveyed(population), lines)
    return truth.assign(hidden=truth["true"] != at_face["true"])


def _cluster(
    cluster: str, rate: float, known: float, erring: float, chance: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Draw one cluster: the frames of its population, and what else the survey asks for."""
    stages, edges = _chain(cluster, chance)
    members = _members(cluster, rate, known, chance)
    plans = [_plan(stage, layer, chance) for stage, layer in zip(stages["stage"], stages["layer"], strict=True)]
    doers = _doers(plans, members, chance)
    lackers = {plan.stage: _choose(members, plan.lack * len(members), doers[plan.stage], chance) for plan in plans}
    pairs = {"works": doers, "needs": lackers}
    drawn = {name: _pairs(members, of) for name, of in pairs.items()}
    return {
        "stages": stages,
        "edges": edges,
        "members": members,
        "works": drawn["works"].assign(is_main=~drawn["works"]["organisation"].duplicated()),
        "needs": _needs(drawn["needs"], chance),
        "inputs": pd.concat([_inputs(plan, members, doers[plan.stage], chance) for plan in plans], ignore_index=True),
        "markets": _markets(plans, members, doers, chance),
        "links": _links(plans, members, doers, lackers, chance),
        "statements": _statements(cluster, plans, members, doers, erring, chance),
        "offers": _offers(drawn["works"], chance),
        "barriers": _barriers(members, chance),
    }


def _chain(cluster: str, chance: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stages in the order of the chain, and edges that only lead forward; support functions come last and serve all."""
    size = int(chance.integers(10, 21))
    market, support = int(chance.integers(2, 5)), int(chance.integers(2, 5))
    layers = ["core"] * (size - market - support) + ["market"] * market + ["support"] * support
    names = [f"{cluster.replace('-', '_')}_{layer}_{place}" for place, layer in enumerate(layers, start=1)]
    core, markets = names[: size - market - support], names[size - market - support : size - support]
    edges: list[tuple[str, str]] = []
    for place, stage in enumerate(core):
        later = core[place + 1 :]
        edges += [(stage, other) for other in chance.permutation(later)[: chance.integers(1, 3)]]
        # The second half of the chain delivers to the market.
        if place >= len(core) // 2:
            edges += [(stage, other) for other in chance.permutation(markets)[: chance.integers(1, 3)]]
    for stage in names[size - support :]:
        edges += [(stage, other) for other in chance.permutation(core)[: chance.integers(1, 4)]]
    stages = pd.DataFrame(
        {
            "cluster": cluster,
            "stage": names,
            "position": range(1, size + 1),
            "layer": layers,
            "required": chance.choice(reference.REQUIREMENTS, size, p=[0.7, 0.3]),
            "caen": chance.choice(_CAEN, size),
        }
    )
    return stages, pd.DataFrame(edges, columns=["source", "target"]).assign(cluster=cluster)


def _members(cluster: str, rate: float, known: float, chance: np.random.Generator) -> pd.DataFrame:
    size = int(chance.integers(40, 121))
    county = chance.choice(list(_COUNTIES), size)
    return pd.DataFrame(
        {
            "cluster": cluster,
            "organisation": [f"{cluster}-{place:03}" for place in range(1, size + 1)],
            "name": [f"Exemplu {cluster} {place}" for place in range(1, size + 1)],
            "organisation_type": chance.choice(list(_TYPES), size, p=list(_TYPES.values())),
            "county": county,
            "in_region": [_COUNTIES[each] for each in county],
            "size_band": chance.choice(survey.SIZE_BANDS, size, p=[0.55, 0.27, 0.13, 0.05]),
            "revenue_band": chance.choice(survey.REVENUE_BANDS, size),
            "turnover": chance.lognormal(6, 1, size).round(1),
            "tells_turnover": chance.random(size) < 0.8,
            "answered": chance.permutation(size) < round(rate * size),
            "known": chance.random(size) < known,
        }
    )


@dataclass(frozen=True)
class _Plan:
    """What is planned for a stage.

    Attributes
    ----------
    doers : int
        Members who work on it; `_MANY` for a part of those who have no other stage.
    silent : bool
        Whether those do not answer, and are unknown to the management, as far as there are such members.
    buyers, lack : float
        Parts of all members.
    ratio, ratio_silent : float
        Bought from members by respondents and by the others.
    satisfied, satisfied_silent, satisfied_outside : int
        With what is bought from members mostly, and with what is not.
    top, place : float, int
        What the firms sell in one place, and its number among `ORIGINS`.
    untied : float
        Of those who lack it.
    """

    stage: str
    layer: str
    doers: int
    silent: bool
    buyers: float
    lack: float
    ratio: float
    ratio_silent: float
    satisfied: int
    satisfied_silent: int
    satisfied_outside: int
    top: float
    place: int
    untied: float


def _plan(stage: str, layer: str, chance: np.random.Generator) -> _Plan:
    def one(levels: Sequence[float]) -> float:
        return levels[int(chance.integers(len(levels)))]

    leak, satisfied = int(chance.integers(4)), int(chance.integers(4))
    buys, judges = chance.random(2) < _SILENT_BUY_OTHERWISE
    return _Plan(
        stage,
        layer,
        doers=int(_drawn(_DOERS[layer], chance)),
        silent=bool(chance.random() < _BEARERS_SILENT),
        buyers=float(_drawn(_BUYERS, chance)),
        lack=one(_LACK_SUPPORT if layer == "support" else _LACK_OTHER),
        ratio=_LEAKS[leak],
        ratio_silent=_LEAKS[3 - leak if buys else leak],
        satisfied=_SATISFIED[satisfied],
        satisfied_silent=_SATISFIED[3 - satisfied if judges else satisfied],
        satisfied_outside=one(_SATISFIED),
        top=one(_ONE_PLACE),
        place=int(chance.choice(len(ORIGINS), p=_PLACES)),
        untied=one(_UNTIED),
    )


def _drawn(weights: Mapping[_Key, float], chance: np.random.Generator) -> _Key:
    keys = list(weights)
    return keys[int(chance.choice(len(keys), p=list(weights.values())))]


def _doers(plans: Sequence[_Plan], members: pd.DataFrame, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Places of the members who work on each stage: firms, and in support functions others."""
    firm = (members["organisation_type"] == "firm").to_numpy()
    answered_for = (members["answered"] | members["known"]).to_numpy()
    doers: dict[str, np.ndarray] = {}
    for plan in plans:
        able = ~firm if plan.layer == "support" else firm
        # Who is not to answer, if there is anybody.
        wanted = ~answered_for if plan.silent else able
        pool = np.flatnonzero(able & wanted)
        pool = pool if len(pool) else np.flatnonzero(able)
        doers[plan.stage] = chance.permutation(pool)[: max(plan.doers, 0)]
    taken = np.unique(np.concatenate(list(doers.values()))).astype(int)
    idle = np.setdiff1d(np.arange(len(members)), taken)
    for support in (False, True):
        crowded = [plan.stage for plan in plans if plan.doers == _MANY and (plan.layer == "support") == support]
        # A tenth works on no stage; the others share the crowded ones.
        left = chance.permutation(idle[firm[idle] != support])[len(idle) // 10 :]
        for stage, share in zip(crowded, np.array_split(left, max(len(crowded), 1)), strict=False):
            doers[stage] = share
    return doers


def _choose(members: pd.DataFrame, number: float, but: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Places of about so many members, without some."""
    able = np.setdiff1d(np.arange(len(members)), but)
    return able[chance.random(len(able)) < number / max(len(able), 1)]


def _pairs(members: pd.DataFrame, places: Mapping[str, np.ndarray]) -> pd.DataFrame:
    names = members["organisation"].to_numpy()
    rows = [(names[place], stage) for stage, chosen in places.items() for place in chosen]
    return pd.DataFrame(rows, columns=["organisation", "stage"])


def _inputs(plan: _Plan, members: pd.DataFrame, doers: np.ndarray, chance: np.random.Generator) -> pd.DataFrame:
    buyers = _choose(members, plan.buyers * len(members), doers, chance)
    size = len(buyers)
    spoke = members["answered"].to_numpy()[buyers]
    ratio = np.where(spoke, plan.ratio, plan.ratio_silent) if len(doers) else np.zeros(size)
    # Nobody buys from members where there are none.
    scatter = chance.normal(0, 0.06, size) if len(doers) else np.zeros(size)
    inside = np.rint(100 * (ratio + scatter)).clip(0, 100)
    satisfied = np.where(spoke, plan.satisfied, plan.satisfied_silent)
    satisfied = np.where(inside >= 50, satisfied, plan.satisfied_outside)
    origins = percents(chance.standard_gamma(2.0, (size, len(ORIGINS))))
    return pd.DataFrame(
        {
            "organisation": members["organisation"].to_numpy()[buyers],
            "stage": plan.stage,
            "annual_value": chance.lognormal(4, 0.8, size).round(1),
            **{f"share_{origin}": origins[:, place] for place, origin in enumerate(ORIGINS)},
            "share_members": inside,
            "satisfaction": (satisfied + chance.choice([-1, 0, 1], size, p=[0.2, 0.6, 0.2])).clip(1, 5),
            "suppliers": chance.integers(1, 6, size),
            "would_source": chance.choice(["yes", "no", "conditional"], size),
            "reasons": "price",
        }
    )


def _needs(pairs: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    size = len(pairs)
    return pairs.assign(
        need_type=chance.choice(NEED_TYPES, size),
        criticality=chance.integers(1, 6, size),
        blocks_existing=chance.random(size) < 0.3,
        blocks_new=chance.random(size) < 0.4,
    )


def _markets(
    plans: Sequence[_Plan], members: pd.DataFrame, doers: Mapping[str, np.ndarray], chance: np.random.Generator
) -> pd.DataFrame:
    """Where firms sell: as the last planned of their stages has it, and evenly where they have none."""
    weights = np.full((len(members), len(ORIGINS)), 1 / len(ORIGINS))
    for plan in plans:
        weights[doers[plan.stage]] = (1 - plan.top) / (len(ORIGINS) - 1)
        weights[doers[plan.stage], plan.place] = plan.top
    shares = percents(chance.standard_gamma(30 * weights))
    sold = pd.DataFrame({f"share_{origin}": shares[:, place] for place, origin in enumerate(ORIGINS)})
    sold.insert(0, "organisation", members["organisation"])
    sold = sold.assign(share_members=chance.integers(0, 40, len(members)))
    sold["target_markets"] = chance.choice(["country", "eu", "eu;beyond", "online"], len(members))
    return sold[members["organisation_type"] == "firm"]


def _links(
    plans: Sequence[_Plan],
    members: pd.DataFrame,
    doers: Mapping[str, np.ndarray],
    lackers: Mapping[str, np.ndarray],
    chance: np.random.Generator,
) -> pd.DataFrame:
    """Who names whom: some of those who lack a stage and a member who works on it; others by chance; and outsiders."""
    egos = np.repeat(np.arange(len(members)), chance.poisson(_NAMED, len(members)))
    sought = np.ones(len(members))
    for plan in plans:
        if plan.doers != _MANY:
            sought[doers[plan.stage]] = _SOUGHT
    alters = chance.choice(len(members), size=len(egos), p=sought / sought.sum())
    pairs: list[tuple[int, int]] = list(zip(egos.tolist(), alters.tolist(), strict=True))
    for plan in plans:
        if plan.untied >= 0.5:
            apart = {
                frozenset((lacker, doer))
                for lacker in lackers[plan.stage].tolist()
                for doer in doers[plan.stage].tolist()
            }
            pairs = [pair for pair in pairs if frozenset(pair) not in apart or chance.random() >= plan.untied]
    for plan in plans:
        if len(doers[plan.stage]):
            tied = lackers[plan.stage][chance.random(len(lackers[plan.stage])) >= plan.untied]
            known = chance.choice(doers[plan.stage], len(tied))
            turned = chance.random(len(tied)) < 0.5
            pairs += zip(np.where(turned, known, tied).tolist(), np.where(turned, tied, known).tolist(), strict=True)
    names = members["organisation"].to_numpy()
    inside = [(names[ego], names[alter]) for ego, alter in dict.fromkeys(pairs) if ego != alter]
    outside = [(names[ego], None) for ego in np.flatnonzero(chance.random(len(members)) < 0.3)]
    links = pd.DataFrame([*inside, *outside], columns=["organisation", "partner_organisation"])
    named = links["partner_organisation"].map(members.set_index("organisation")["name"])
    return links.assign(
        partner=named.fillna("Exemplu extern"),
        kinds=chance.choice(["buy", "sell", "joint_research", "information", "buy;information"], len(links)),
        frequency=chance.choice(["weekly", "monthly", "yearly", "rarely"], len(links)),
        since=chance.integers(2000, 2014, len(links)),
    )


def _statements(
    cluster: str,
    plans: Sequence[_Plan],
    members: pd.DataFrame,
    doers: Mapping[str, np.ndarray],
    erring: float,
    chance: np.random.Generator,
) -> pd.DataFrame:
    other = {"yes": "no", "no": "yes"}
    rows = []
    for plan in plans:
        own = members.iloc[doers[plan.stage]]
        seen = "absent" if own.empty else "present" if (own["answered"] | own["known"]).any() else "hidden"
        said = _drawn(_SAID[seen], chance)
        rows.append((cluster, plan.stage, other.get(said, said) if chance.random() < erring else said))
    frame = pd.DataFrame(rows, columns=["cluster", "stage", "any_member"])
    return frame[frame["any_member"] != ""]


def _offers(works: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    offers = works.assign(capacity=chance.integers(1, 17, len(works)) * 5)
    return offers[chance.random(len(works)) < 0.66]


def _barriers(members: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    firms = members.loc[members["organisation_type"] == "firm", "organisation"]
    size = len(firms) * len(BARRIERS)
    return pd.DataFrame(
        {
            "organisation": np.repeat(firms.to_numpy(), len(BARRIERS)),
            "barrier": list(BARRIERS) * len(firms),
            "degree": chance.integers(1, 6, size),
        }
    )


def _catalogue(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    model = {"stages": reference.Catalogue, "edges": reference.Edges}[name]
    frame = frame.assign(row_id=row_ids(f"reference/{name}.csv", "", range(2, len(frame) + 2)))
    if name == "stages":
        frame = frame.assign(**{f"name_{language}": frame["stage"] for language in ("en", "ro", "it")})
    return conform(frame, model)


def _survey(frames: Mapping[str, pd.DataFrame]) -> TableSet:
    """Tables of the survey: what those who answer say, and the roster with what the management knows."""
    members, works = frames["members"], frames["works"]
    stages = members["organisation"].map(works.groupby("organisation")["stage"].agg(SEPARATOR.join)).fillna(NONE)
    answered = members[members["answered"]]
    said = answered[["cluster", "organisation"]].assign(
        respondent=(answered.groupby("cluster").cumcount() + 1).astype(str)
    )
    sources = {
        survey.Organisations: members.assign(known_stages=stages.where(members["known"]), fiscal_code=None),
        survey.Statements: frames["statements"],
        survey.Responses: said.merge(_of_responses(members), on="organisation"),
        survey.Roles: pd.concat([works, _of_no_stage(answered, works)], ignore_index=True),
        **{getattr(survey, name.title()): frames[name] for name in _ANSWERS},
    }
    return TableSet({model: _table(frame, model, said) for model, frame in sources.items()})


def _of_no_stage(answered: pd.DataFrame, works: pd.DataFrame) -> pd.DataFrame:
    """Respondents who work on no stage say so."""
    idle = answered.loc[~answered["organisation"].isin(works["organisation"]), ["organisation"]]
    return idle.assign(stage="", is_main=False)


def _of_responses(members: pd.DataFrame) -> pd.DataFrame:
    frame = members[["organisation", "organisation_type", "county"]]
    return frame.assign(turnover=members["turnover"].where(members["tells_turnover"]))


def _table(frame: pd.DataFrame, model: type[StudyTable], said: pd.DataFrame) -> pd.DataFrame:
    """Put lineage before the rows of a table, of those who answer where it is a table of answers."""
    if issubclass(model, survey.Answer):
        frame = said.merge(frame.drop(columns=["cluster", "respondent"], errors="ignore"), on="organisation")
    sheet, rows = name_of(model), range(2, len(frame) + 2)
    frame = frame.assign(row_id=row_ids(FILE, sheet, rows), wave=WAVE, file=FILE, sheet=sheet, row=rows)
    missing = [name for name in model.to_schema().columns if name not in frame]
    return conform(frame.assign(**{name: _FIXED.get(name) for name in missing}), model)
