"""Invent a fictitious study: cluster by cluster, in the order that :mod:`~pilotanalysis.demo.truth` tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandera.typing import DataFrame

from .. import reference
from ..reference import Counties
from ..study import Study
from ..tables import SEPARATOR
from .chains import Chain
from .draws import Bools, one_by_weight, yes
from .lists import POSITIONS, weights
from .names import fiscal_codes, legal_forms, localities, organisation_name, registration_numbers, with_trade
from .partners import links_of
from .says import Drawn, markets_of, said_of
from .scene import Scene, scene_of
from .truth import AGAIN, CONDITIONS, FATES, KEPT, LAST_PAGE, ROLE_PAGE, STRANGER, TEST, Truth

#: Least and most who answer in a cluster, so that with responses that do not count there are 40 to 120.
_RESPONDENTS = (44, 112)
_MANAGEMENT_KNOWS = 0.6
_LEAVES_STAGES_BLANK = 0.04
_SAID = {"absent_known": "no", "absent_unknown": "dont_know", "hidden": "dont_know", "denied": "no"}
_STOPS_EARLY = 0.045
_SIZE_LIMITS = {"1-9": 9, "10-49": 49, "50-249": 249}
_REVENUE_LIMITS = {"0-100": 100, "100-500": 500, "500-2000": 2000, "2000-10000": 10000, "10000-50000": 50000}


def invent(study: Study, seed: int, respondents: int | None = None, clusters: Sequence[str] = ()) -> Truth:
    """Draw a fictitious study.

    Parameters
    ----------
    study : Study
        Gives the catalogue of chains and the region; the scope of a cluster decides whether its members come from
        the region or from the whole country.
    seed : int
        The same seed gives the same study.
    respondents : int, optional
        About how many answer in each cluster; 44 to 112 where not given.
    clusters : sequence of str
        Those to draw; all that the study analyses where there are none.
    """
    stages, edges = reference.load(study, reference.Catalogue), reference.load(study, reference.Edges)
    counties, known = reference.load(study, reference.Counties), reference.load(study, reference.Clusters)
    scene, drawn = scene_of(study), list[Drawn]()
    given = 0
    for number, cluster in enumerate(clusters or study.analysed):
        chance = np.random.default_rng([seed, number])
        size, answering = _sizes(respondents, chance)
        chain = Chain.of(stages, edges, known, cluster)
        home = counties[counties["region"] == study.settings.region] if chain.regional else counties
        people = members_of(cluster, home, size, given, scene, chance)
        drawn.append(_cluster(chain, people, answering, number == 0, given + size, scene, chance))
        given += size + int((drawn[-1].tables["responses"]["fate"] == STRANGER).sum())
    for number, part in enumerate(drawn):
        # Partners may be members of any cluster, so links are drawn when all have been.
        others = [other.tables["organisations"] for other in drawn if other is not part]
        part.tables["links"] = links_of(part, others, scene, np.random.default_rng([seed, number, 1]))
    whole = {name: pd.concat([part.tables[name] for part in drawn], ignore_index=True) for name in drawn[0].tables}
    return Truth(seed, scene, **whole)


def _sizes(respondents: int | None, chance: Generator) -> tuple[int, int]:
    """Members of a cluster, and how many of them answer."""
    drawn = int(chance.integers(_RESPONDENTS[0], _RESPONDENTS[1] + 1))
    answering = drawn if respondents is None else respondents
    rate = sum(share * weights("answers")[kind] for kind, share in weights("organisation_type").items())
    size = round(answering / rate)
    return size, min(answering, size)


def _cluster(
    chain: Chain, people: pd.DataFrame, answering: int, first: bool, given: int, scene: Scene, chance: Generator
) -> Drawn:
    fates = _fates_of(chain, first, chance)
    conditions = _conditions_of(chain, fates, chance)
    kinds = people["organisation_type"]
    size = len(people)
    own = [_work_of(kind, chain, fates, chance) for kind in kinds]
    # Who is likelier to answer answers earlier; the form closes when enough have.
    late = chance.exponential(size=size) / kinds.map(weights("answers")).to_numpy()
    known = chance.random(size) < _MANAGEMENT_KNOWS
    states = chance.random(size) >= _LEAVES_STAGES_BLANK
    answered = late.argsort().argsort() < answering
    people = people.assign(answered=answered, states_stages=states, known_to_management=known)
    bearers = _befall(fates, own, people, chance)
    answered = people["answered"].to_numpy()
    pages = _pages_of(answered, bearers, chance)
    people["states_stages"] &= pages != 1
    responses = _responses_of(people, pages, given, scene, chance)
    kept = responses[responses["fate"] == KEPT].set_index("fiscal_code")["respondent"]
    people["respondent"] = people["fiscal_code"].map(kept).astype("Int64")
    roles = pd.DataFrame(
        [
            (chain.cluster, code, stage, place == 0)
            for code, working in zip(people["fiscal_code"], own, strict=True)
            for place, stage in enumerate(working)
        ],
        columns=["cluster", "fiscal_code", "stage", "is_main"],
    ).astype({"is_main": bool})
    summary = _stages_of(chain, fates, conditions, people, roles, chance)
    people = people.assign(**_activities_of(chain, own, kinds == "firm", chance))
    people["legal_form"] = [scene.form(form) for form in people["legal_form"]]
    pairs = zip(people["name"], people["caen"], strict=True)
    named = {name: with_trade(name, chain.cluster, activity, scene.language) for name, activity in pairs}
    people, responses = (table.assign(name=table["name"].replace(named)) for table in (people, responses))
    works = _works_of(own, chain.stages)
    one_market = works[:, (summary["condition"] == "one_market").to_numpy()]
    markets = markets_of(people, one_market, chain.regional, chance)
    exported = markets["share_eu"] + markets["share_beyond"]
    people["export_share"] = exported.where(kinds == "firm").astype("Int64")
    tables = {"organisations": people, "roles": roles, "stages": summary, "responses": responses}
    drawn = Drawn(chain, tables, works, np.where(answered, pages, 0))
    tables |= said_of(drawn, markets, chance)
    return drawn


def members_of(
    cluster: str, home: DataFrame[Counties], size: int, given: int, scene: Scene, chance: Generator
) -> pd.DataFrame:
    """Draw members of a cluster in some counties; `given` is how many fiscal codes were given before."""
    kinds = one_by_weight(weights("organisation_type"), size, chance)
    firm = kinds == "firm"
    shares = chance.dirichlet(np.full(len(home), 2.0))
    employees = np.ceil(chance.lognormal(2.9, 1.3, size)).clip(1, 1500).astype(int)
    turnover = employees * chance.lognormal(3.2, 0.6, size)
    county = chance.choice(list(home["county"]), size, p=shares)
    forms = np.where(firm, legal_forms(employees, chance), "")
    founded = np.where(firm, chance.integers(1991, 2014, size), chance.integers(1900, 2013, size)) + scene.later
    named = np.where(firm, forms, kinds).tolist()
    return pd.DataFrame(
        {
            "cluster": cluster,
            "name": [
                organisation_name(kind, cluster, place, scene.language, chance)
                for place, kind in enumerate(named, start=1)
            ],
            "fiscal_code": fiscal_codes(given, size, scene.country),
            "organisation_type": kinds,
            "legal_form": forms,
            "county": county,
            "locality": localities(county, home, scene.is_home, chance),
            "year_founded": founded,
            "joined_on": _joining(founded, scene, chance),
            "registration_number": registration_numbers(forms, county, founded, home, scene.is_home, chance),
            "employees": employees,
            "turnover": turnover.round(1),
            "turnover_unit": np.where(
                firm, [scene.unit(unit) for unit in one_by_weight(weights("turnover_unit"), size, chance).tolist()], ""
            ),
            "size_band": _band(employees, _SIZE_LIMITS, "250+"),
            "revenue_band": _band(turnover, _REVENUE_LIMITS, "50000+"),
            "consent": yes(chance.random(size) < 0.8),
        }
    )


def _band(values: np.ndarray, limits: Mapping[str, int], above: str) -> np.ndarray:
    return np.array([*limits, above])[np.searchsorted(list(limits.values()), values)]


def _joining(founded: np.ndarray, scene: Scene, chance: Generator) -> np.ndarray:
    """Days on which members joined: not before there were clusters, nor in the year they were founded in."""
    first = pd.to_datetime(pd.Series(np.maximum(founded + 1, 2010 + scene.later)).astype(str) + "-01-01")
    days = (pd.Timestamp(scene.day("2014-02-28")) - first).dt.days.to_numpy()
    joined = first + pd.to_timedelta(np.floor(chance.random(len(founded)) * days), unit="D")
    return joined.dt.strftime("%Y-%m-%d").to_numpy()


def _fates_of(chain: Chain, first: bool, chance: Generator) -> dict[str, str]:
    """Draw fates of stages; `first` is whether the cluster is the first of the study."""
    wanted = [fate for fate, number in FATES.items() for _ in range(number) if first or fate != "denied"]
    return dict(zip(chance.permutation(list(chain.stages)).tolist(), wanted, strict=False))


def _conditions_of(chain: Chain, fates: Mapping[str, str], chance: Generator) -> dict[str, str]:
    """Conditions of stages: only what goes to the market has markets, and only what members buy leaks or is poor."""
    free = [stage for stage in chance.permutation(list(chain.stages)).tolist() if stage not in fates]
    bought = np.array(chain.stages)[np.isin(chain.stages, free) @ chain.before].tolist()
    able: Mapping[str, Collection[str]] = {
        "one_market": chain.outputs,
        "lacked": chain.support,
        "untied": set(chain.stages) - set(chain.support),
        "leaks": bought,
        "poor": bought,
    }
    given: dict[str, str] = {}
    for condition, number in CONDITIONS.items():
        fit = [stage for stage in free if stage in able[condition] and stage not in given]
        given |= dict.fromkeys(fit[:number], condition)
    return given


def _work_of(kind: str, chain: Chain, fates: Mapping[str, str], chance: Generator) -> list[str]:
    """Stages of one member, the main one first, none of them with a fate."""
    if kind == "public_auth":
        return []
    in_support = kind != "firm"
    able = [stage for stage in chain.stages if (stage in chain.support) == in_support and stage not in fates]
    if not able:
        return []
    main = able[chance.integers(len(able))]
    near = [stage for stage in chain.beside[main] if stage in able]
    number = min(int(chance.integers(0, 3)), len(near))
    return [main, *(near[place] for place in chance.permutation(len(near))[:number])]


def _befall(fates: Mapping[str, str], works: list[list[str]], people: pd.DataFrame, chance: Generator) -> np.ndarray:
    """Give hidden, thin and denied stages the one firm that works there; changes the lists and the table passed."""
    borne = [stage for stage, fate in fates.items() if fate in ("hidden", "thin", "denied")]
    firms = chance.permutation(np.flatnonzero(people["organisation_type"] == "firm"))[: len(borne)]
    for stage, bearer in zip(borne, firms, strict=False):
        works[bearer].append(stage)
        people.loc[bearer, ["answered", "states_stages"]] = fates[stage] != "hidden"
        people.loc[bearer, "known_to_management"] = False
    return firms


def _pages_of(answered: Bools, bearers: np.ndarray, chance: Generator) -> np.ndarray:
    """Last page each member reaches; those on whom a fate depends reach the end."""
    pages = np.full(len(answered), LAST_PAGE)
    able = np.setdiff1d(np.flatnonzero(answered), bearers)
    # One less than the share says: one of those who answer twice stopped early as well.
    number = min(max(1, round(_STOPS_EARLY * int(answered.sum())) - 1), len(able))
    pages[chance.choice(able, number, replace=False)] = chance.integers(1, LAST_PAGE, number)
    return pages


def _responses_of(people: pd.DataFrame, pages: np.ndarray, given: int, scene: Scene, chance: Generator) -> pd.DataFrame:
    """All responses, those that will not count among them, in the order in which they come in."""
    spoke = people["answered"].to_numpy()
    kept = pd.DataFrame({"place": np.flatnonzero(spoke), "page": pages[spoke], "fate": KEPT})
    kept["order"] = chance.random(len(kept))
    whole = kept[kept["page"] == LAST_PAGE]
    firms = whole[(people["organisation_type"] == "firm").to_numpy()[whole["place"]]]
    again = _drawn_from(whole, int(chance.integers(2, 4)), chance).assign(fate=AGAIN)
    again["order"] *= chance.random(len(again))
    # The first of them had stopped before the end, and so came back.
    again["page"] = [int(chance.integers(ROLE_PAGE, LAST_PAGE)), *again["page"][1:]][: len(again)]
    strangers = _drawn_from(firms, int(chance.integers(1, 3)), chance).assign(fate=STRANGER)
    strangers["order"] = chance.random(len(strangers))
    # The form is tried out before anybody is asked to fill it in.
    trial = _drawn_from(whole, 1, chance).assign(fate=TEST, order=-1.0)
    frame = pd.concat([kept, again, strangers, trial]).sort_values("order", ignore_index=True)
    frame["respondent"] = np.arange(len(frame)) + 1
    frame["like"] = frame["place"].map(frame[frame["fate"] == KEPT].set_index("place")["respondent"])
    source = people.iloc[frame["place"]].reset_index(drop=True)
    trial_row, unknown = frame["fate"] == TEST, np.flatnonzero(frame["fate"] == STRANGER)
    names, codes = source["name"].mask(trial_row, "Test"), source["fiscal_code"].mask(trial_row, "")
    codes.iloc[unknown] = fiscal_codes(given, len(unknown), scene.country)
    names.iloc[unknown] = [
        organisation_name(str(form), str(cluster), number, scene.language, chance)
        for number, (form, cluster) in enumerate(
            source.loc[unknown, ["legal_form", "cluster"]].itertuples(index=False), start=len(people) + 1
        )
    ]
    head = {"cluster": source["cluster"], "name": names, "fiscal_code": codes, "partial": frame["page"] < LAST_PAGE}
    return frame.assign(**head)[["cluster", "respondent", "fiscal_code", "name", "fate", "page", "partial", "like"]]


def _drawn_from(frame: pd.DataFrame, number: int, chance: Generator) -> pd.DataFrame:
    return frame.iloc[chance.permutation(len(frame))[:number]].copy()


def _stages_of(
    chain: Chain,
    fates: Mapping[str, str],
    conditions: Mapping[str, str],
    people: pd.DataFrame,
    roles: pd.DataFrame,
    chance: Generator,
) -> pd.DataFrame:
    """Say what is true of each stage, what the management says of it, and what the study can find out."""
    observed = (people["answered"] & people["states_stages"]) | people["known_to_management"]
    seen = set(roles.loc[roles["fiscal_code"].isin(people.loc[observed, "fiscal_code"]), "stage"])
    members = roles["stage"].value_counts()
    said_of: list[tuple[object, ...]] = []
    for stage in chain.stages:
        fate, number = fates.get(stage, ""), int(members.get(stage, 0))
        unsure = "no" if number == 0 else "dont_know" if chance.random() < 0.1 else "yes"
        said = _SAID.get(fate, unsure)
        expected = "present" if stage in seen else "absent_stated" if said == "no" else "not_observed"
        condition, classes = conditions.get(stage, ""), SEPARATOR.join(chain.classes[stage])
        said_of.append((chain.cluster, stage, fate, condition, number, said, expected, classes))
    columns = ["cluster", "stage", "fate", "condition", "members", "said", "expected_presence", "caen"]
    return pd.DataFrame(said_of, columns=columns)


def _works_of(own: Sequence[Sequence[str]], stages: Sequence[str]) -> Bools:
    """Tell of each member, by row, which of the stages it works in."""
    return np.array([np.isin(stages, each) for each in own], dtype=bool).reshape(len(own), len(stages))


def _activities_of(
    chain: Chain, own: Sequence[Sequence[str]], firm: pd.Series, chance: Generator
) -> dict[str, list[str]]:
    """What registers call the firms' activities, and the position they work in."""
    goods = dict(zip(chain.stages, chain.goods.tolist(), strict=True))
    names = [row["position"] for row in POSITIONS]
    limits = {kind: np.cumsum([float(row[kind]) for row in POSITIONS]) for kind in ("goods", "service")}
    columns: dict[str, list[str]] = {"caen": [], "caen_other": [], "position": []}
    for stages, is_firm, (*places, position) in zip(own, firm, chance.random((len(own), 4)).tolist(), strict=True):
        classes = [chain.trades[stage] for stage in stages] if is_firm else []
        codes = [of[int(at * len(of))] for of, at in zip(classes, [*places, *places], strict=False) if of]
        columns["caen"].append(codes[0] if codes else "")
        columns["caen_other"].append(", ".join(dict.fromkeys(code for code in codes[1:] if code != codes[0])))
        limit = limits["goods" if stages and goods[stages[0]] else "service"]
        columns["position"].append(names[int(np.searchsorted(limit / limit[-1], position))] if is_firm else "")
    return columns
