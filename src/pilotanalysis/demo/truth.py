"""The truth of a fictitious study: who there is, who works where, who answers, what they say.

The model, in the order in which it is drawn for each cluster:

1. Members get a type, a county, a number of employees, a turnover, and what registers say of them.
2. Some stages of the chain get a fate (:data:`FATES`): absent and known to be, absent and not
   known to be, hidden in members who are silent, thin, or denied by a management that errs. Some
   others have a condition (:data:`CONDITIONS`): members work in them, but with a gap.
3. Firms work in a main stage and up to two of its neighbours in the chain, research mostly in
   support functions, authorities in none. The fates are then made true.
4. Members answer, sooner or later by their type, until as many have as were to; the management
   knows the stages of about six in ten. Some stop before the end; some answer twice; somebody
   answers who is no member; and somebody tries the form out.
5. Those who answer buy from the stages before their own, a quarter or more of it from members and
   to their content, but of what ``leaks`` hardly any and of what is ``poor`` to their discontent. They
   need what is missing, ``lacked`` or ``untied`` more than the rest, sometimes from another cluster's
   chain; how vital that is, and which markets it blocks, differs from stage to stage. They offer what
   they do, and sell where firms of their position sell, or nearly all in one place where a stage of
   theirs knows ``one_market``. Which markets they want to enter differs from cluster to cluster.
6. They name partners, of whom those who buy are often named by those who sell. Of those who need
   something, most know a member who does it; nobody does where the stage is ``untied``.

Nothing of it is taken from a real organisation or cluster.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing import DataFrame

from ..reference import Clusters, Counties, Edges, Stages
from ..survey.tables import ORIGINS
from ..tables import SEPARATOR
from .names import fiscal_codes, legal_forms, localities, organisation_name, outside_names, registration_numbers

#: Fates of stages and how many stages of a chain have each; ``denied`` befalls the first cluster only.
FATES: Mapping[str, int] = {"absent_known": 2, "absent_unknown": 1, "hidden": 1, "thin": 1, "denied": 1}
#: Conditions of stages without a fate and how many stages of a chain have each, as far as there are such stages.
CONDITIONS: Mapping[str, int] = {"one_market": 1, "lacked": 1, "untied": 2, "leaks": 2, "poor": 1}
#: What becomes of a response.
KEPT, AGAIN, STRANGER, TEST = "kept", "answered again later", "not on the roster", "test"
#: Pages of the form; each has questions of its own table or tables.
ROLE_PAGE, NEEDS_PAGE, MARKETS_PAGE, LINKS_PAGE, LAST_PAGE = 2, 3, 4, 5, 6
BARRIERS = ("price", "quality", "capacity", "skills", "finance", "information", "channel", "logistics")
_SAID = {"absent_known": "no", "absent_unknown": "dont_know", "hidden": "dont_know", "denied": "no"}
_TYPES = {"firm": 0.70, "research_edu": 0.12, "public_auth": 0.08, "catalyst": 0.10}
_ANSWERS = {"firm": 0.62, "research_edu": 0.75, "public_auth": 0.5, "catalyst": 0.8}
_ANSWER_RATE = sum(share * _ANSWERS[kind] for kind, share in _TYPES.items())
#: Least and most who answer in a cluster, so that with responses that do not count there are 40 to 120.
_RESPONDENTS = (44, 112)
_MANAGEMENT_KNOWS = 0.6
_LEAVES_STAGES_BLANK = 0.04
_STOPS_EARLY = 0.045
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
#: Weights of what is needed: of what is missing, of the rest, and of stages with a condition.
_MISSING, _THERE = 6.0, 1.0
_WANTED = {"lacked": 18.0, "untied": 4.0}
#: Weights of the place that a stage with one market sells to, and of each of the others.
_ONE_PLACE, _OTHER_PLACES = 12.0, 0.3
#: Chance that who needs something names a member who does it.
_KNOWS_WHO = 0.75
_SIZE_LIMITS = {"1-9": 9, "10-49": 49, "50-249": 249}
_REVENUE_LIMITS = {"0-100": 100, "100-500": 500, "500-2000": 2000, "2000-10000": 10000, "10000-50000": 50000}
_UNITS = {"lei": 0.25, "thousand_lei": 0.35, "million_lei": 0.1, "eur": 0.12, "thousand_eur": 0.18}
#: Classes of the divisions that catalogues name whole.
_CLASSES = {
    "01": ("0111", "0113", "0124", "0141", "0147", "0150"),
    "10": ("1011", "1039", "1051", "1061", "1071"),
    "11": ("1101", "1102", "1107"),
    "56": ("5610", "5621", "5630"),
    "61": ("6110", "6120", "6130", "6190"),
}
#: CAEN divisions below this make or grow things.
_FIRST_SERVICE = 40
#: Weights of position, and by position of the places sold to (as ORIGINS) and of firms, consumers, public bodies.
_POSITIONS = ("own_brand", "subcontract", "factoryless", "service")
_POSITIONS_OF = {"goods": (4.0, 4.0, 1.0, 0.5), "service": (1.5, 1.5, 0.3, 6.0)}
_SALES = ((1.5, 2.0, 3.0, 1.0, 0.4), (0.5, 0.8, 1.5, 4.0, 0.6), (1.0, 1.5, 3.0, 1.5, 0.6), (2.0, 2.5, 2.5, 1.0, 0.5))
_CUSTOMERS = ((2.0, 3.0, 0.7), (8.0, 0.3, 0.3), (2.0, 3.0, 0.5), (4.0, 1.0, 1.5))
_MARKETS = {
    "region": 1.0, "country": 2.0, "eu": 3.0, "beyond": 1.0, "technical": 1.0, "organic": 0.7, "public": 0.7,
    "online": 1.5, "other": 0.1,
}  # fmt: skip
_REASONS = {
    "not_available": 1.0, "quality": 1.0, "price": 1.5, "volume": 0.7, "certification": 0.5, "delivery": 0.7,
    "unknown_supplier": 1.0, "group_policy": 0.3, "other": 0.1,
}  # fmt: skip
_KINDS = ("buy", "sell", "joint_research", "joint_bid", "training", "information")
_FREQUENCIES = ("weekly", "monthly", "yearly", "rarely")
_MIRRORED = 0.6
_MOST_LINKS = 8
_MEET_TYPES = {"firm": 5.0, "research_edu": 3.0, "public_auth": 1.0, "catalyst": 2.0, "other": 0.2}
_SLOTS = ("day1_am", "day1_pm", "day2_am", "day2_pm")
_ASSISTANCE = {
    "innovation_audit": 1.0, "project_writing": 2.0, "market_research": 1.0, "certification": 1.0, "export": 1.5,
    "technology_transfer": 0.8, "training": 1.2, "finance": 1.5,
}  # fmt: skip
#: Kinds of need by the last word of a stage's code, where it tells.
_NEED_KINDS: Mapping[str, tuple[str, ...]] = {
    "testing": ("testing",), "training": ("skill",), "research": ("research",), "finance": ("finance",),
    "machinery": ("equipment",), "hardware": ("equipment", "component"), "components": ("component",),
    "accessories": ("material", "component"),
}  # fmt: skip
_HEAD = ("cluster", "fiscal_code", "respondent")

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """What is true of a fictitious study.

    The tables of what is said hold the responses that are kept, with ``cluster``, ``fiscal_code`` and
    ``respondent`` before the columns of the question; a partial response has rows as far as it came.

    Attributes
    ----------
    seed : int
    organisations : pandas.DataFrame
        cluster, name, fiscal_code, organisation_type, legal_form, county, locality, year_founded,
        joined_on, registration_number, employees, turnover (thousand EUR a year), turnover_unit (that
        it gives its turnover in), size_band, revenue_band, consent, caen, caen_other, position,
        export_share (percent), answered, states_stages, known_to_management, respondent. What only
        firms have is empty for others.
    roles : pandas.DataFrame
        cluster, fiscal_code, stage, is_main: every stage that a member works in.
    stages : pandas.DataFrame
        cluster, stage, fate, condition, members, said (by the management), expected_presence (what the study
        can find out at best), caen (as in the catalogue).
    responses : pandas.DataFrame
        cluster, respondent, fiscal_code, name, fate, page (the last one reached), partial, like: every
        response, in the order in which they came in. `like` is the kept response whose answers it
        repeats, with changes, if it is not kept itself.
    inputs : pandas.DataFrame
        stage, annual_value (thousand EUR), share_county to share_beyond, share_members, satisfaction,
        suppliers, would_source, reasons.
    needs : pandas.DataFrame
        stage, need_type, criticality, blocks_existing, blocks_new.
    offers : pandas.DataFrame
        stage, capacity (percent).
    markets : pandas.DataFrame
        share_county to share_beyond, share_members, customers_business, customers_consumers,
        customers_public, main_client (all percent), target_markets; one row a firm.
    barriers : pandas.DataFrame
        barrier, degree; a row for each barrier of a firm.
    links : pandas.DataFrame
        partner (its name), partner_organisation (its fiscal code; empty where on no roster), kinds,
        frequency, since.
    interests : pandas.DataFrame
        wants_meetings, clusters, organisation_types, slots, topic_stage, idea_stage (what topic and
        idea are about; empty where there is none).
    assistance : pandas.DataFrame
        assistance, rank; a row for each kind asked for.
    """

    seed: int
    organisations: pd.DataFrame
    roles: pd.DataFrame
    stages: pd.DataFrame
    responses: pd.DataFrame
    inputs: pd.DataFrame
    needs: pd.DataFrame
    offers: pd.DataFrame
    markets: pd.DataFrame
    barriers: pd.DataFrame
    links: pd.DataFrame
    interests: pd.DataFrame
    assistance: pd.DataFrame


def invent(
    stages: DataFrame[Stages],
    edges: DataFrame[Edges],
    counties: DataFrame[Counties],
    clusters: DataFrame[Clusters],
    analysed: Sequence[str],
    region: str,
    seed: int,
    members: int | None = None,
    respondents: int | None = None,
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
        Members on each cluster's roster; where not given, as many as `respondents` suggest.
    respondents : int, optional
        About how many answer in each cluster; 44 to 112 where neither is given.
    """
    scope = clusters.set_index("cluster")["scope"]
    drawn: list[_Drawn] = []
    given = 0
    for number, cluster in enumerate(analysed):
        chance = np.random.default_rng([seed, number])
        size, answering = _sizes(members, respondents, chance)
        chain = _Chain.of(stages, edges, clusters, cluster)
        home = counties if scope.get(cluster) == "national" else counties[counties["region"] == region]
        people = _members(cluster, home, size, given, chance)
        drawn.append(_cluster(chain, people, answering, number == 0, given + size, chance))
        given += size + int((drawn[-1].tables["responses"]["fate"] == STRANGER).sum())
    for number, part in enumerate(drawn):
        # Partners may be members of any cluster, so links are drawn when all have been.
        others = [other.tables["organisations"] for other in drawn if other is not part]
        part.tables["links"] = _links(part, others, np.random.default_rng([seed, number, 1]))
    return Truth(
        seed, **{name: pd.concat([part.tables[name] for part in drawn], ignore_index=True) for name in drawn[0].tables}
    )


def _sizes(members: int | None, respondents: int | None, chance: np.random.Generator) -> tuple[int, int]:
    """Members of a cluster, and how many of them answer."""
    answering = int(chance.integers(_RESPONDENTS[0], _RESPONDENTS[1] + 1))
    if respondents is not None:
        answering = respondents
    elif members is not None:
        answering = round(members * _ANSWER_RATE)
    size = members if members is not None else round(answering / _ANSWER_RATE)
    return size, min(answering, size)


@dataclass(frozen=True)
class _Chain:
    """One cluster's chain, as the generator walks it.

    `before` tells of each stage, by row, which stages deliver to it; `goods` whether it makes or grows things;
    `outputs` are core stages that deliver to the market.
    Beyond the chain reach `across`, the stages of others that members look for, and what is known of any stage:
    the cluster it belongs to and the kinds of need that it can meet. `others` are all other clusters.
    """

    cluster: str
    stages: tuple[str, ...]
    support: tuple[str, ...]
    outputs: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    before: Bools
    goods: Bools
    beside: Mapping[str, tuple[str, ...]]
    across: tuple[str, ...]
    cluster_of: Mapping[str, str]
    need_kinds: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]

    @classmethod
    def of(
        cls, stages: DataFrame[Stages], edges: DataFrame[Edges], clusters: DataFrame[Clusters], cluster: str
    ) -> _Chain:
        own = stages[stages["cluster"] == cluster]
        place = {stage: number for number, stage in enumerate(own["stage"])}
        pairs = edges.loc[edges["cluster"] == cluster, ["source", "target"]].itertuples(index=False, name=None)
        before = np.zeros((len(own), len(own)), dtype=bool)
        beside: dict[str, set[str]] = {stage: set() for stage in own["stage"]}
        for source, target in pairs:
            before[place[target], place[source]] = True
            beside[target].add(source)
            beside[source].add(target)
        sold = np.asarray(before[(own["layer"] == "market").to_numpy()].any(axis=0), dtype=bool)
        return cls(
            cluster,
            tuple(own["stage"]),
            tuple(own.loc[own["layer"] == "support", "stage"]),
            tuple(own.loc[(own["layer"] == "core") & sold, "stage"]),
            {stage: _classes(codes) for stage, codes in zip(own["stage"], own["caen"], strict=True)},
            before,
            own["caen"].map(_makes_goods).to_numpy(dtype=bool),
            {stage: tuple(sorted(others)) for stage, others in beside.items()},
            tuple(stage for stage in _ACROSS.get(cluster, ()) if stage in set(stages["stage"])),
            dict(zip(stages["stage"], stages["cluster"], strict=True)),
            {
                stage: _need_kinds(stage, layer, codes)
                for stage, layer, codes in zip(stages["stage"], stages["layer"], stages["caen"], strict=True)
            },
            tuple(other for other in clusters["cluster"] if other != cluster),
        )


@dataclass(frozen=True)
class _Drawn:
    """Tables of one cluster, with the stages its members work in (a row a member) and the pages they reached."""

    chain: _Chain
    tables: dict[str, pd.DataFrame]
    works: Bools
    pages: np.ndarray


def _classes(codes: str) -> tuple[str, ...]:
    return tuple(each for code in codes.split(SEPARATOR) if code for each in _CLASSES.get(code, (code,)))


def _makes_goods(codes: str) -> bool:
    return codes[:2].isdigit() and int(codes[:2]) < _FIRST_SERVICE


def _members(
    cluster: str, home: DataFrame[Counties], size: int, given: int, chance: np.random.Generator
) -> pd.DataFrame:
    kinds = chance.choice(list(_TYPES), size, p=list(_TYPES.values()))
    firm = kinds == "firm"
    weights = chance.dirichlet(np.full(len(home), 2.0))
    employees = np.ceil(chance.lognormal(2.9, 1.3, size)).clip(1, 1500).astype(int)
    turnover = employees * chance.lognormal(3.2, 0.6, size)
    county = chance.choice(list(home["county"]), size, p=weights)
    forms = np.where(firm, legal_forms(employees, chance), "")
    founded = np.where(firm, chance.integers(1991, 2014, size), chance.integers(1900, 2013, size))
    numbers = dict(zip(home["county"], home["registration_number"].tolist(), strict=True))
    seats = dict(zip(home["county"], home["seat"], strict=True))
    named = np.where(firm, forms, kinds).tolist()
    return pd.DataFrame(
        {
            "cluster": cluster,
            "name": [organisation_name(kind, cluster, place, chance) for place, kind in enumerate(named, start=1)],
            "fiscal_code": fiscal_codes(given, size),
            "organisation_type": kinds,
            "legal_form": forms,
            "county": county,
            "locality": localities(county, seats, chance),
            "year_founded": founded,
            "joined_on": _joining(founded, chance),
            "registration_number": registration_numbers(forms, county, founded, numbers, chance),
            "employees": employees,
            "turnover": turnover.round(1),
            "turnover_unit": np.where(firm, chance.choice(list(_UNITS), size, p=list(_UNITS.values())), ""),
            "size_band": _band(employees, _SIZE_LIMITS, "250+"),
            "revenue_band": _band(turnover, _REVENUE_LIMITS, "50000+"),
            "consent": _yes(chance.random(size) < 0.8),
        }
    )


def _band(values: np.ndarray, limits: Mapping[str, int], above: str) -> np.ndarray:
    return np.array([*limits, above])[np.searchsorted(list(limits.values()), values)]


def _yes(flags: Bools) -> np.ndarray:
    return np.where(flags, "yes", "no")


def _joining(founded: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Days on which members joined: not before there were clusters, nor in the year they were founded in."""
    first = pd.to_datetime(pd.Series(np.maximum(founded + 1, 2010)).astype(str) + "-01-01")
    days = (pd.Timestamp("2014-02-28") - first).dt.days.to_numpy()
    joined = first + pd.to_timedelta(np.floor(chance.random(len(founded)) * days), unit="D")
    return joined.dt.strftime("%Y-%m-%d").to_numpy()


def _cluster(
    chain: _Chain,
    people: pd.DataFrame,
    answering: int,
    first: bool,
    given: int,
    chance: np.random.Generator,
) -> _Drawn:
    fates = _fates(chain, first, chance)
    conditions = _conditions(chain, fates, chance)
    kinds = people["organisation_type"]
    size = len(people)
    own = [_work(kind, chain, fates, chance) for kind in kinds]
    # Those answer first who answer with a higher chance; the form closes when enough have.
    answered = (chance.exponential(size=size) / kinds.map(_ANSWERS).to_numpy()).argsort().argsort() < answering
    known = chance.random(size) < _MANAGEMENT_KNOWS
    states = chance.random(size) >= _LEAVES_STAGES_BLANK
    bearers = _befall(fates, own, kinds, answered, states, known, chance)
    pages = _pages(answered, bearers, chance)
    states &= pages != 1
    people = people.assign(answered=answered, states_stages=states, known_to_management=known)
    responses = _responses(people, pages, given, chance)
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
    summary = _stages(chain, fates, conditions, people, roles, chance)
    people = people.assign(**_activities(chain, own, kinds == "firm", chance))
    works, pages = _matrix(own, chain.stages), np.where(answered, pages, 0)
    markets = _markets(people, works[:, (summary["condition"] == "one_market").to_numpy()], chance)
    exported = markets["share_eu"] + markets["share_beyond"]
    people["export_share"] = exported.where(kinds == "firm").astype("Int64")
    tables = {"organisations": people, "roles": roles, "stages": summary, "responses": responses}
    return _Drawn(chain, {**tables, **_say(chain, tables, markets, works, pages, chance)}, works, pages)


def _say(
    chain: _Chain,
    tables: Mapping[str, pd.DataFrame],
    markets: pd.DataFrame,
    works: Bools,
    pages: np.ndarray,
    chance: np.random.Generator,
) -> dict[str, pd.DataFrame]:
    """What those who answer say, each as far as it came."""
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
        "markets": _headed(firms, np.arange(len(firms)), markets.loc[firms.index].reset_index(drop=True)),
        "barriers": _barriers(firms, chance),
        "interests": _interests(asked, chain, needs, mains, chance),
        "assistance": _assistance(asked, chance),
    }


def _fates(chain: _Chain, first: bool, chance: np.random.Generator) -> dict[str, str]:
    wanted = [fate for fate, number in FATES.items() for _ in range(number) if first or fate != "denied"]
    return dict(zip(chance.permutation(list(chain.stages)).tolist(), wanted, strict=False))


def _conditions(chain: _Chain, fates: Mapping[str, str], chance: np.random.Generator) -> dict[str, str]:
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


def _work(kind: str, chain: _Chain, fates: Mapping[str, str], chance: np.random.Generator) -> list[str]:
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


def _befall(
    fates: Mapping[str, str],
    works: list[list[str]],
    kinds: pd.Series,
    answered: Bools,
    states: Bools,
    known: Bools,
    chance: np.random.Generator,
) -> np.ndarray:
    """Give hidden, thin and denied stages the one firm that works there; changes the lists and arrays passed."""
    borne = [stage for stage, fate in fates.items() if fate in ("hidden", "thin", "denied")]
    firms = chance.permutation(np.flatnonzero((kinds == "firm").to_numpy()))
    for stage, bearer in zip(borne, firms, strict=False):
        works[bearer].append(stage)
        answered[bearer] = states[bearer] = fates[stage] != "hidden"
        known[bearer] = False
    return firms[: len(borne)]


def _pages(answered: Bools, bearers: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Last page each member reaches; those on whom a fate depends reach the end."""
    pages = np.full(len(answered), LAST_PAGE)
    able = np.setdiff1d(np.flatnonzero(answered), bearers)
    # One less than the share says: one of those who answer twice stopped early as well.
    number = min(max(1, round(_STOPS_EARLY * int(answered.sum())) - 1), len(able))
    pages[chance.choice(able, number, replace=False)] = chance.integers(1, LAST_PAGE, number)
    return pages


def _responses(people: pd.DataFrame, pages: np.ndarray, given: int, chance: np.random.Generator) -> pd.DataFrame:
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
    codes.iloc[unknown] = fiscal_codes(given, len(unknown))
    names.iloc[unknown] = [
        organisation_name(str(source.at[row, "legal_form"]), str(source.at[row, "cluster"]), number, chance)
        for number, row in enumerate(unknown, start=len(people) + 1)
    ]
    head = {"cluster": source["cluster"], "name": names, "fiscal_code": codes, "partial": frame["page"] < LAST_PAGE}
    return frame.assign(**head)[["cluster", "respondent", "fiscal_code", "name", "fate", "page", "partial", "like"]]


def _drawn_from(frame: pd.DataFrame, number: int, chance: np.random.Generator) -> pd.DataFrame:
    return frame.iloc[chance.permutation(len(frame))[:number]].copy()


def _stages(
    chain: _Chain,
    fates: Mapping[str, str],
    conditions: Mapping[str, str],
    people: pd.DataFrame,
    roles: pd.DataFrame,
    chance: np.random.Generator,
) -> pd.DataFrame:
    observed = (people["answered"] & people["states_stages"]) | people["known_to_management"]
    seen = set(roles.loc[roles["fiscal_code"].isin(people.loc[observed, "fiscal_code"]), "stage"])
    members = roles["stage"].value_counts()
    rows: list[tuple[object, ...]] = []
    for stage in chain.stages:
        fate, number = fates.get(stage, ""), int(members.get(stage, 0))
        unsure = "no" if number == 0 else "dont_know" if chance.random() < 0.1 else "yes"
        said = _SAID.get(fate, unsure)
        expected = "present" if stage in seen else "absent_confirmed" if said == "no" else "not_observed"
        condition, classes = conditions.get(stage, ""), SEPARATOR.join(chain.classes[stage])
        rows.append((chain.cluster, stage, fate, condition, number, said, expected, classes))
    columns = ["cluster", "stage", "fate", "condition", "members", "said", "expected_presence", "caen"]
    return pd.DataFrame(rows, columns=columns)


def _matrix(own: Sequence[Sequence[str]], stages: Sequence[str]) -> Bools:
    place = {stage: number for number, stage in enumerate(stages)}
    works = np.zeros((len(own), len(stages)), dtype=bool)
    works[
        np.repeat(np.arange(len(own)), [len(each) for each in own]), [place[stage] for each in own for stage in each]
    ] = True
    return works


def _activities(
    chain: _Chain, own: Sequence[Sequence[str]], firm: pd.Series, chance: np.random.Generator
) -> dict[str, list[str]]:
    """What registers call the firms' activities, and the position they work in."""
    goods = dict(zip(chain.stages, chain.goods.tolist(), strict=True))
    weights = {kind: np.cumsum(each) / np.sum(each) for kind, each in _POSITIONS_OF.items()}
    drawn = chance.random((len(own), 4)).tolist()
    columns: dict[str, list[str]] = {"caen": [], "caen_other": [], "position": []}
    for stages, is_firm, (*places, position) in zip(own, firm, drawn, strict=True):
        classes = [chain.classes[stage] for stage in stages] if is_firm else []
        codes = [of[int(at * len(of))] for of, at in zip(classes, [*places, *places], strict=False) if of]
        columns["caen"].append(codes[0] if codes else "")
        columns["caen_other"].append(", ".join(dict.fromkeys(code for code in codes[1:] if code != codes[0])))
        kind = "goods" if stages and goods[stages[0]] else "service"
        chosen = _POSITIONS[int(np.searchsorted(weights[kind], position))]
        columns["position"].append(chosen if is_firm else "")
    return columns


def _markets(people: pd.DataFrame, one_market: Bools, chance: np.random.Generator) -> pd.DataFrame:
    """Where and to whom members would sell; only firms are asked.

    `one_market` tells of each member, by row, in which of the stages that know one market only it works.
    """
    size = len(people)
    position = people["position"].map({name: place for place, name in enumerate(_POSITIONS)}).fillna(0).astype(int)
    places = np.array(_SALES)[position]
    for on_it in one_market.T:
        places[on_it] = _OTHER_PLACES
        places[on_it, chance.integers(len(ORIGINS))] = _ONE_PLACE
    shares = percents(chance.standard_gamma(places))
    targets = _evenly(_MARKETS, size) * chance.lognormal(0, 0.8, len(_MARKETS))
    customers = percents(chance.standard_gamma(np.array(_CUSTOMERS)[position]))
    return pd.DataFrame(
        {
            **{f"share_{origin}": shares[:, place] for place, origin in enumerate(ORIGINS)},
            "share_members": np.floor(chance.beta(1, 5, size) * 100).astype(int),
            "customers_business": customers[:, 0],
            "customers_consumers": customers[:, 1],
            "customers_public": customers[:, 2],
            "main_client": np.ceil(chance.beta(2, 3, size) * 100).astype(int),
            "target_markets": picks(list(_MARKETS), targets, (1, 3), chance),
        },
        index=people.index,
    )


def percents(weights: np.ndarray) -> np.ndarray:
    """Turn the weights of each row into whole percents that add to 100 (largest remainder)."""
    # A row of tiny weights may have underflowed to nothing; it counts as even.
    weights = weights + 1e-12
    shares = weights / weights.sum(axis=1, keepdims=True) * 100
    floors = np.floor(shares).astype(int)
    rank = (floors - shares).argsort(axis=1, kind="stable").argsort(axis=1)
    return np.asarray(floors + (rank < (100 - floors.sum(axis=1, keepdims=True))))


def _some(weights: np.ndarray, numbers: np.ndarray, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Choose columns of each row without putting them back, as many as `numbers` says, if so many have weight.

    Returns
    -------
    tuple of array
        Rows and columns chosen; those of a row in the order in which they were drawn.
    """
    times = np.full(weights.shape, np.inf)
    able = weights > 0
    # Who comes first in a race of exponential times was drawn first.
    times[able] = chance.exponential(size=int(able.sum())) / weights[able]
    order = times.argsort(axis=1)
    taken = np.arange(weights.shape[1]) < np.minimum(numbers, able.sum(axis=1))[:, None]
    rows, places = np.nonzero(taken)
    return rows, order[rows, places]


def picks(
    codes: Sequence[str], weights: np.ndarray, numbers: tuple[int, int], chance: np.random.Generator
) -> list[str]:
    """Choose for each row of weights from the least to the most of `numbers` codes, joined in the order of the list."""
    rows, columns = _some(weights, chance.integers(numbers[0], numbers[1] + 1, len(weights)), chance)
    cells: list[list[str]] = [[] for _row in weights]
    for row, column in sorted(zip(rows.tolist(), columns.tolist(), strict=True)):
        cells[row].append(codes[column])
    return [SEPARATOR.join(cell) for cell in cells]


def _evenly(weights: Mapping[str, float], size: int) -> np.ndarray:
    """Give every row the same weights."""
    return np.tile(list(weights.values()), (size, 1))


def _headed(people: pd.DataFrame, rows: np.ndarray, columns: pd.DataFrame | Mapping[str, object]) -> pd.DataFrame:
    """Put who says it before the columns of a table."""
    heads = people[list(_HEAD)].iloc[rows].reset_index(drop=True).astype({"respondent": int})
    return pd.concat([heads, pd.DataFrame(columns, index=heads.index)], axis=1)


def _inputs(
    asked: pd.DataFrame,
    works: Bools,
    chain: _Chain,
    lacking: Bools,
    conditions: np.ndarray,
    chance: np.random.Generator,
) -> pd.DataFrame:
    wanted = (works @ chain.before) & ~works
    rows, places = _some(wanted.astype(float), chance.integers(1, 6, len(asked)), chance)
    there, size = ~lacking[places], len(rows)
    leaks, poor = (there & (conditions[places] == condition) for condition in ("leaks", "poor"))
    near = there & ~leaks
    shares = percents(chance.standard_gamma(np.where(near[:, None], _ORIGINS[True], _ORIGINS[False])))
    reasons = _evenly(_REASONS, size)
    reasons[~there, list(_REASONS).index("not_available")] = 6.0
    value = asked["turnover"].to_numpy()[rows] * chance.lognormal(-2.0, 0.8, size)
    return _headed(
        asked,
        rows,
        {
            "stage": np.array(chain.stages, dtype=object)[places],
            "annual_value": value.round(1),
            **{f"share_{origin}": shares[:, place] for place, origin in enumerate(ORIGINS)},
            "share_members": np.where(there, chance.integers(np.where(near, 25, 0), np.where(near, 81, 16)), 0),
            "satisfaction": chance.integers(np.where(there & ~poor, 3, 1), np.where(poor, 3, 6)),
            "suppliers": chance.integers(1, 9, size),
            "would_source": chance.choice(["yes", "no", "conditional"], size, p=[0.45, 0.2, 0.35]),
            "reasons": picks(list(_REASONS), reasons, (1, 3), chance),
        },
    )


def _needs(
    asked: pd.DataFrame,
    works: Bools,
    chain: _Chain,
    lacking: Bools,
    conditions: np.ndarray,
    chance: np.random.Generator,
) -> pd.DataFrame:
    rest = np.array([_WANTED.get(condition, _THERE) for condition in conditions])
    weights = np.where(lacking, _MISSING, rest) * ~works
    rows, places = _some(weights, chance.integers(0, 5, len(asked)), chance)
    size = len(rows)
    stage = np.array(chain.stages, dtype=object)[places]
    elsewhere = (chance.random(size) < _FROM_ANOTHER_CHAIN) & bool(chain.across)
    stage = np.where(elsewhere, chance.choice(np.array(chain.across or ("",), dtype=object), size), stage)
    missing, kinds = lacking[places] & ~elsewhere, chain.need_kinds
    # How vital a stage is, and how much it blocks old markets and new ones; of other chains nothing is known.
    vital, old, new = np.where(elsewhere, 0.5, chance.random((3, len(chain.stages)))[:, places])
    drawn = chance.random(size).tolist()
    said = _headed(
        asked,
        rows,
        {
            "stage": stage,
            "need_type": [kinds[of][int(at * len(kinds[of]))] for of, at in zip(stage, drawn, strict=True)],
            "criticality": np.rint(chance.normal(1.5 + 2 * vital + missing, 0.8)).clip(1, 5).astype(int),
            "blocks_existing": _yes(chance.random(size) < 0.1 + 0.5 * old),
            "blocks_new": _yes(chance.random(size) < 0.1 + 0.4 * new + 0.2 * missing),
        },
    )
    return said.drop_duplicates(["respondent", "stage"])


def _need_kinds(stage: str, layer: str, codes: str) -> tuple[str, ...]:
    """Kinds of need that a stage can meet."""
    by_name = _NEED_KINDS.get(stage.rpartition("_")[2])
    if by_name:
        return by_name
    if layer == "market":
        return ("market_channel", "service")
    return ("material",) if layer == "core" and _makes_goods(codes) else ("service",)


def _offers(asked: pd.DataFrame, works: Bools, chain: _Chain, chance: np.random.Generator) -> pd.DataFrame:
    rows, places = np.nonzero(works & (chance.random(works.shape) < 0.66))
    stage = np.array(chain.stages, dtype=object)[places]
    return _headed(asked, rows, {"stage": stage, "capacity": chance.integers(1, 17, len(rows)) * 5})


def _barriers(asked: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    weight = chance.uniform(2, 4, len(BARRIERS))
    degree = np.rint(chance.normal(weight, 1.0, (len(asked), len(BARRIERS)))).clip(1, 5).astype(int)
    rows = np.repeat(np.arange(len(asked)), len(BARRIERS))
    return _headed(asked, rows, {"barrier": list(BARRIERS) * len(asked), "degree": degree.ravel()})


def _interests(
    asked: pd.DataFrame,
    chain: _Chain,
    needs: pd.DataFrame,
    mains: pd.Series,
    chance: np.random.Generator,
) -> pd.DataFrame:
    """Who wants to meet whom: clusters in whose chain lies what they need before others."""
    size, others = len(asked), list(chain.others)
    wanted = needs["stage"].map(dict(chain.cluster_of))
    asks = pd.crosstab(needs["respondent"], wanted).reindex(index=asked["respondent"], columns=others, fill_value=0)
    weights = np.isin(others, list(set(chain.cluster_of.values()))) * 0.6 + 0.4 + 4.0 * asks.to_numpy()
    first = needs.drop_duplicates("respondent").set_index("respondent")["stage"]
    main = asked["fiscal_code"].map(mains).fillna("").to_numpy(dtype=object)
    topic = asked["respondent"].map(first).astype(object).where(lambda found: found.notna(), main)
    across = np.array(chain.across or ("",), dtype=object)
    idea = np.where((chance.random(size) < 0.4) & (main != ""), chance.choice(across, size), "")
    columns = {
        "clusters": np.array(picks(others, weights, (1, 3), chance), dtype=object),
        "organisation_types": np.array(
            picks(list(_MEET_TYPES), _evenly(_MEET_TYPES, size), (1, 3), chance), dtype=object
        ),
        "slots": np.array(picks(_SLOTS, np.ones((size, len(_SLOTS))), (1, 3), chance), dtype=object),
        "topic_stage": topic.to_numpy(),
        "idea_stage": idea,
    }
    wants = chance.random(size) < 0.68
    said = {name: np.where(wants, column, "") for name, column in columns.items()}
    return _headed(asked, np.arange(size), {"wants_meetings": _yes(wants), **said})


def _assistance(asked: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    weights = _evenly(_ASSISTANCE, len(asked))
    weights[(asked["organisation_type"] != "firm").to_numpy(), list(_ASSISTANCE).index("export")] = 0.2
    rows, places = _some(weights, chance.choice([1, 2, 3], len(asked), p=[0.1, 0.15, 0.75]), chance)
    said = _headed(asked, rows, {"assistance": np.array(list(_ASSISTANCE), dtype=object)[places]})
    return said.assign(rank=said.groupby("respondent").cumcount() + 1)


def _links(part: _Drawn, others: Sequence[pd.DataFrame], chance: np.random.Generator) -> pd.DataFrame:
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
    found = [inside, _outside(egos[~near & ~far], works, chance)]
    if others:
        found.insert(1, _far(pd.concat(others, ignore_index=True), egos[far], works, chance))
    # Those who trade with each other often both say so.
    returned = (inside[["buy", "sell"]].any(axis=1)) & (part.pages[inside["alter"]] >= LINKS_PAGE)
    returned &= chance.random(len(inside)) < _MIRRORED
    mirrored = inside[returned].rename(columns={"ego": "alter", "alter": "ego", "buy": "sell", "sell": "buy"})
    links = pd.concat([*found, mirrored.assign(**_partner(people, mirrored["alter"]))], ignore_index=True)
    return _told(people, links.drop_duplicates(["ego", "partner"]), chance)


def _told(people: pd.DataFrame, links: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Bring links to the order of the responses, no more than a form takes, and say how often and since when."""
    links = links.assign(order=people["respondent"].to_numpy(dtype=float, na_value=0)[links["ego"]])
    links = links.sort_values("order", kind="stable")
    links = links[links.groupby("ego").cumcount() < _MOST_LINKS]
    trade = links[["buy", "sell"]].any(axis=1).to_numpy()
    limits = np.where(trade[:, None], [0.3, 0.7, 0.9], [0.05, 0.3, 0.7])
    often = (chance.random(len(links))[:, None] >= limits).sum(axis=1)
    since = np.maximum(np.maximum(people["year_founded"].to_numpy()[links["ego"]], links["year"]), 1990)
    return _headed(
        people,
        links["ego"].to_numpy(),
        {
            "partner": links["partner"].to_numpy(),
            "partner_organisation": links["partner_organisation"].to_numpy(),
            "kinds": _flagged(_KINDS, links[list(_KINDS)].to_numpy(dtype=bool)),
            "frequency": np.array(_FREQUENCIES, dtype=object)[often],
            "since": chance.integers(since.to_numpy(dtype=int), 2015),
        },
    )


def _flagged(codes: Sequence[str], flags: Bools) -> list[str]:
    """Join the codes whose flags are set, row by row."""
    return [SEPARATOR.join(code for code, flag in zip(codes, row, strict=True) if flag) for row in flags.tolist()]


def _lacks(part: _Drawn, people: pd.DataFrame) -> Bools:
    """Tell of each member, by row, which stages of its chain it says it needs."""
    needs = part.tables["needs"]
    rows = pd.Index(people["fiscal_code"]).get_indexer(pd.Index(needs["fiscal_code"]))
    places = pd.Index(part.chain.stages).get_indexer(pd.Index(needs["stage"]))
    lacks = np.zeros(part.works.shape, dtype=bool)
    lacks[rows[places >= 0], places[places >= 0]] = True
    return lacks


def _untied(part: _Drawn) -> Bools:
    return (part.tables["stages"]["condition"] == "untied").to_numpy()


def _suppliers(part: _Drawn, people: pd.DataFrame, lacks: Bools, chance: np.random.Generator) -> pd.DataFrame:
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


def _near(
    part: _Drawn, people: pd.DataFrame, lacks: Bools, egos: np.ndarray, chance: np.random.Generator
) -> pd.DataFrame:
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


def _far(people: pd.DataFrame, egos: np.ndarray, works: Bools, chance: np.random.Generator) -> pd.DataFrame:
    """Partners who are members of other clusters."""
    alters = chance.integers(0, len(people), len(egos))
    kinds = people["organisation_type"].to_numpy()[alters]
    able = (kinds == "firm") & works[egos]
    trade = (able & (chance.random(len(egos)) < 0.35), able & (chance.random(len(egos)) < 0.25))
    return _linked({"ego": egos, "alter": -1, **_partner(people, alters)}, trade, kinds == "research_edu", chance)


def _outside(egos: np.ndarray, works: Bools, chance: np.random.Generator) -> pd.DataFrame:
    """Partners who are on no roster."""
    names = np.array(outside_names(len(egos), chance), dtype=object)
    academic = np.array([name.startswith("Univ") for name in names], dtype=bool)
    able = ~academic & works[egos]
    trade = (able & (chance.random(len(egos)) < 0.5), able & (chance.random(len(egos)) < 0.4))
    known = {"ego": egos, "alter": -1, "partner": names, "partner_organisation": "", "year": 0}
    return _linked(known, trade, academic, chance)


def _linked(
    known: Mapping[str, object], trade: tuple[Bools, Bools], academic: Bools, chance: np.random.Generator
) -> pd.DataFrame:
    """Say what partners do together: trade as given, and what else befits them."""
    rates = np.where(academic[:, None], [0.5, 0.15, 0.45, 0.3], [0.08, 0.15, 0.05, 0.3])
    flags = np.column_stack([*trade, chance.random(rates.shape) < rates])
    flags[~flags.any(axis=1), _KINDS.index("information")] = True
    return pd.DataFrame({**known, **{kind: flags[:, place] for place, kind in enumerate(_KINDS)}})
