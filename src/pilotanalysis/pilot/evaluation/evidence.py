"""What the questions of the evaluation rest on, worked out from the tables of all chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...chain.gaps.tabulation import smallest_told
from ...chain.kinds import MISSING, OF_TIES
from ...chain.sourcing.purchases import of_each_buyer, part, purchases
from ...chain.tables import Gaps, MarketBlocks, RegionalCapacity, Sourcing, Stages
from ...meetings.cluster_tables import BudgetLines
from ...meetings.events.after_six import held_and_asked
from ...meetings.events.tabulation import clusters_with_sector_event
from ...meetings.tables import EventDoubts, Events, EventSteps, HeldMeetings, MeetingFollowUps, Requests
from ...partners.pool import OWN
from ...partners.reasons import known_by_code
from ...partners.tables import ALL, Candidates, Pool
from ...settings import StudyFile
from ...survey.tables import Inputs, Interests, Needs, Organisations, Responses
from ...tables import SEPARATOR, TableSet, conform, join_as_spans, join_ids
from ..assistance_tables import AssistanceCases, AssistanceHeld
from ..evaluation_tables import EvaluationEvidence
from ..monitoring_tables import MonitoringFlags
from ..tables import AssistanceSessions, CatalogueRecipients, PolicyDecisions, Spending, TimetableActivities
from .learning import decisions_taken

#: Ratings from which a session counts as useful; what a member did after it; what came of the catalogue.
USEFUL, ACTED, CONTACTED = 4, ("started", "done"), ("contacted", "met", "agreed")
_YES, _SELL = "yes", "sell"


@dataclass(frozen=True)
class Counted:
    """A value, of how many, and the rows that made it."""

    value: float | None
    base: int | None
    rows: str
    counted: int | None = None
    n: int | None = None


@dataclass(frozen=True)
class _Tables:
    """Tables that evidence is worked out from."""

    tables: TableSet
    settings: StudyFile
    catalogue: pd.DataFrame

    def of(self, model: type) -> pd.DataFrame:
        return pd.DataFrame(self.tables[model])


Measured = Callable[[_Tables], Counted]


def work_out(
    below: TableSet, own: TableSet, settings: StudyFile, catalogue: DataFrame[reference.Catalogue]
) -> DataFrame[EvaluationEvidence]:
    """Work out all evidence.

    Parameters
    ----------
    below, own : TableSet
        Tables of the chapters below, and those of the pilot action.
    settings : StudyFile
    catalogue : Catalogue
        Stages of all chains.
    """
    tables = _Tables(TableSet({**below, **own}), settings, pd.DataFrame(catalogue))
    # What rests on nothing names the members whom it would be about.
    everybody = join_as_spans(tables.of(Organisations)["row_id"])
    every = [(evidence, evidence, tables) for evidence in MEASURES]
    every += [(f"{evidence}_told", evidence, _only_told(tables)) for evidence in TOLD]
    rows = []
    for name, evidence, known in every:
        unit, measured = MEASURES[evidence]
        found = measured(known)
        n = found.n if found.n is not None else found.base if found.base is not None else found.value
        rows.append(
            {
                "evidence": name, "told_of": None if name == evidence else evidence, "unit": unit, "value": found.value,
                "base": found.base, "n": int(n or 0), "counted": found.counted, "made_from": found.rows or everybody,
            }
        )  # fmt: skip
    return conform(pd.DataFrame(rows), EvaluationEvidence)


def _part(frame: pd.DataFrame, chosen: pd.Series, rows: str = "row_id", *, of_members: bool = False) -> Counted:
    """Count rows of a frame among all of them."""
    number, base = int(chosen.sum()), len(frame)
    # Of nothing no part is known.
    return Counted(number if base else None, base, join_ids(frame[rows]), number if of_members else None)


def _whether(frame: pd.DataFrame, chosen: pd.Series, key: list[str], rows: str = "row_id") -> Counted:
    """Count members, or what is theirs, for which something holds in one row at least."""
    by_key = frame.assign(chosen=chosen.astype("bool")).groupby(key)["chosen"].any()
    number, base = int(by_key.sum()), len(by_key)
    return Counted(number if base else None, base, join_ids(frame[rows]), number)


_MEMBER = ["cluster", "organisation"]
_STAGE = ["cluster", "stage"]


def _held(tables: _Tables) -> pd.DataFrame:
    gaps = tables.of(Gaps)
    return gaps[gaps["at_face"]]


def _only_told(tables: _Tables) -> _Tables:
    """Leave out the gaps that would tell a small number of members."""
    gaps = tables.of(Gaps)
    few = smallest_told(gaps).between(1, tables.settings.thresholds.disclosure_minimum - 1)
    return replace(tables, tables=TableSet(tables.tables | {Gaps: gaps[~few]}))


def _needs_on_gaps(tables: _Tables) -> Counted:
    """Count needs, of own stages of the chain, of which one says which, that lie on a stage with a gap."""
    needs = tables.of(Needs).dropna(subset=["stage"])
    own = needs.merge(tables.of(Stages)[_STAGE], on=_STAGE)
    return _part(own, _on_gap(own, tables), of_members=True)


def _stages_with_gap(tables: _Tables) -> Counted:
    """Count the stages with a gap: the part of the needs that would lie on one if needs fell on stages by chance."""
    stages = tables.of(Stages)
    return _part(stages, _on_gap(stages, tables), "made_from")


def _on_gap(frame: pd.DataFrame, tables: _Tables) -> pd.Series:
    held = set(_held(tables)[_STAGE].itertuples(index=False, name=None))
    return pd.Series([pair in held for pair in frame[_STAGE].itertuples(index=False, name=None)], frame.index, bool)


def _asking(tables: _Tables) -> Counted:
    responses, cases = tables.of(Responses), tables.of(AssistanceCases)
    asking = set(cases[_MEMBER].itertuples(index=False, name=None))
    chosen = [pair in asking for pair in responses[_MEMBER].itertuples(index=False, name=None)]
    return _part(responses, pd.Series(chosen, responses.index, bool), of_members=True)


def _gaps_answered(tables: _Tables) -> Counted:
    held = _held(tables)
    answered = held["management"].notna()
    # Where no management has answered yet, nothing is known of what they see.
    return _part(held, answered, "made_from") if answered.any() else _not_collected(tables)


def _gaps_agreed(tables: _Tables) -> Counted:
    answered = _held(tables).dropna(subset=["management"])
    return _part(answered, answered["management"] == "accepted", "made_from")


def _links_where_strong(tables: _Tables) -> Counted:
    """Count missing and thin links in whose main activity the region is specialised, of those that are measured."""
    links = _held(tables)
    links = links[links["kind"].isin(MISSING)].drop_duplicates(_STAGE)
    main = tables.of(RegionalCapacity).query("main and measurable")[[*_STAGE, "location_quotient"]]
    known = links.merge(main, on=_STAGE).dropna(subset=["location_quotient"])
    return _part(known, known["location_quotient"] >= 1, "made_from")


def _held_on_gaps(tables: _Tables) -> Counted:
    """Count meetings held that were asked for about a stage with a gap, of those of which the request names a stage."""
    who = ["event", "from", "to"]
    held, requests = tables.of(HeldMeetings), tables.of(Requests).dropna(subset=["topic"]).drop_duplicates(who)
    known = held[held["held"] == _YES].merge(requests[[*who, "topic", "row_id"]], on=who, suffixes=("", "_asked"))
    known = known.assign(made_from=known["row_id"] + SEPARATOR + known["row_id_asked"])
    return _part(known, known["topic"].isin(_held(tables)["stage"]), "made_from", of_members=True)


def _events_with_catalogue(tables: _Tables) -> Counted:
    """Count the events from the day on which the catalogue first went out: no event before it could use the pool."""
    events, sent = tables.of(Events), tables.of(CatalogueRecipients)
    return _part(events, events["date"] >= sent["date"].min()) if len(sent) else _not_collected(tables)


def _assistance_asked(tables: _Tables) -> Counted:
    held = tables.of(AssistanceHeld)
    return _part(held, held["asked"], "made_from", of_members=True)


def _answered(tables: _Tables) -> Counted:
    roster = tables.of(Organisations)
    return _part(roster, roster["answered"], of_members=True)


def _stages_known(tables: _Tables) -> Counted:
    stages = tables.of(Stages)
    return _part(stages, stages["presence"] != "not_observed", "made_from")


def _gaps_held(tables: _Tables) -> Counted:
    held = _held(tables)
    return Counted(len(held), None, join_ids(held["made_from"]))


def _gaps_confirmed(tables: _Tables) -> Counted:
    held = _held(tables)
    return _part(held, held["status"] == "found", "made_from")


def _gaps_by_roster(tables: _Tables) -> Counted:
    confirmed = _held(tables).query("status == 'found'")
    return _part(confirmed, confirmed["basis"] == "statement", "made_from")


def _with_candidates(tables: _Tables) -> pd.DataFrame:
    """Give the stages with a gap that a supplier could close, and how many candidates were found for each."""
    held = _held(tables)
    held = held[(held["verdict"] != _SELL) & ~held["kind"].isin(OF_TIES)]
    stages = held.groupby(_STAGE, as_index=False).agg(made_from=("made_from", join_ids))
    found = tables.of(Candidates)
    # Members of the cluster that has the gap are in no pool.
    found = found[found["rank"].notna() & ~found["tied"] & (found["origin"] != OWN)]
    if stages.empty:
        # Frames without rows on either side cannot be joined by keys of text.
        return stages.assign(candidates=0)
    return stages.join(found.groupby(_STAGE).size().rename("candidates"), on=_STAGE).fillna({"candidates": 0})


def _gaps_closed(tables: _Tables) -> Counted:
    stages = _with_candidates(tables)
    return _part(stages, stages["candidates"] > 0, "made_from")


def _gaps_closed_fully(tables: _Tables) -> Counted:
    stages = _with_candidates(tables)
    return _part(stages, stages["candidates"] >= tables.settings.partners.candidates, "made_from")


def _pools(tables: _Tables) -> pd.DataFrame:
    """Give the organisations of the smallest pools of the clusters, each once."""
    pool = tables.of(Pool)
    return pool[pool["scope"] != ALL].drop_duplicates("candidate")


def _pool_size(tables: _Tables) -> Counted:
    pool = _pools(tables)
    return Counted(len(pool), None, join_ids(pool["made_from"]))


def _pool_by_code(tables: _Tables) -> Counted:
    """Count the organisations of the pools of which the code of the main activity alone is known."""
    pool, alone = _pools(tables), known_by_code(tables.of(Candidates))
    return _part(pool, pool["candidate"].isin(alone), "made_from")


def _pool_asked(tables: _Tables) -> Counted:
    """Count the organisations of the pools that said in the survey whether they want meetings."""
    pool, found = _pools(tables), tables.of(Candidates)
    analysed = [cluster.id for cluster in tables.settings.clusters if cluster.role == "analysed"]
    said = found.loc[found["home"].isin(analysed) & found["willingness"].notna(), "candidate"]
    return _part(pool, pool["candidate"].isin(said), "made_from", of_members=True)


def _candidates_named(tables: _Tables) -> Counted:
    """Count the organisations of the catalogue that may be named there."""
    found = tables.of(Candidates)
    listed = found[found["decision"].ne("rejected")]
    return _whether(listed, listed["named"] != "no", ["candidate"], "made_from")


def _recipients(tables: _Tables) -> Counted:
    """Count who received the catalogue; of a log without rows nothing is known."""
    sent = tables.of(CatalogueRecipients)
    number = int(sent["recipient"].nunique())
    return Counted(number or None, None, join_ids(sent["row_id"]), number)


def _recipients_contacted(tables: _Tables) -> Counted:
    frame = tables.of(CatalogueRecipients).dropna(subset=["use"])
    return _whether(frame, frame["use"].isin(CONTACTED), ["recipient"])


def _assisted(tables: _Tables) -> Counted:
    """Count the members of any cluster that took part in a session, each once, of all of them."""
    sessions, members = tables.of(AssistanceSessions), tables.of(Organisations)["organisation"].drop_duplicates()
    number = int(members.isin(sessions["organisation"]).sum()) if len(sessions) else None
    return Counted(number, len(members), join_ids(sessions["row_id"]), number)


def _needs_served(tables: _Tables) -> Counted:
    """Count needs for assistance on whose topic the member was in a session, of all that respondents name."""
    cases = tables.of(AssistanceCases)
    found = _part(cases, cases["sessions"] > 0, "made_from", of_members=True)
    return found if len(tables.of(AssistanceSessions)) else replace(found, value=None, counted=None)


def _useful(tables: _Tables) -> Counted:
    rated = tables.of(AssistanceSessions).dropna(subset=["satisfaction"])
    return _part(rated, rated["satisfaction"] >= USEFUL, of_members=True)


def _acted(tables: _Tables) -> Counted:
    asked = tables.of(AssistanceSessions).dropna(subset=["action"])
    return _part(asked, asked["action"].isin(ACTED), of_members=True)


def _step(step: str, before: str) -> Measured:
    """Count what came to a step of the events, of what came to one before."""

    def measured(tables: _Tables) -> Counted:
        steps = tables.of(EventSteps)
        own = steps[steps["step"].isin([step, before])]
        number = own.groupby("step")["number"].sum()
        counted, base = int(number.get(step, 0)), int(number.get(before, 0))
        return Counted(counted if base else None, base, join_ids(own["made_from"]), counted)

    return measured


def _clusters_with_event(tables: _Tables) -> Counted:
    """Count the analysed clusters with an event within their sector; without a log of events nothing is known."""
    events = tables.of(Events)
    analysed = {cluster.id for cluster in tables.settings.clusters if cluster.role == "analysed"}
    had = len(analysed & clusters_with_sector_event(events)) if len(events) else None
    return Counted(had, len(analysed), join_ids(events["row_id"]))


def _paid(tables: _Tables) -> Counted:
    paid = tables.of(Spending)
    rows = join_ids([*paid["row_id"], *tables.of(BudgetLines)["row_id"]])
    whole = round(float(paid["amount_eur"].sum())) if len(paid) else None
    return Counted(whole, round(tables.settings.budget.amount), rows, n=len(paid))


def _in_time(tables: _Tables) -> Counted:
    activities, flags = tables.of(TimetableActivities), tables.of(MonitoringFlags)
    late = set(flags.loc[flags["flag"].isin(["late", "unfinished"]), "subject"])
    return _part(activities, ~activities["activity"].isin(late))


def _from_members(tables: _Tables) -> Counted:
    """Share of what is bought of stages of the own chain that comes from members, by value."""
    known = purchases(tables.of(Inputs), tables.of(Sourcing))
    buyers = int(known["organisation"].nunique())
    value = part(known["share_members"], known["annual_value"])
    return Counted(None if pd.isna(value) else value, None, join_ids(known["row_id"]), buyers, buyers)


def _from_members_median(tables: _Tables) -> Counted:
    """Share from members in what the median respondent buys of stages of its own chain: no one buyer can move it."""
    known = purchases(tables.of(Inputs), tables.of(Sourcing))
    parts = of_each_buyer(known, known["annual_value"])
    value = float(parts.median()) if len(parts) else None
    return Counted(value, None, join_ids(known["row_id"]), len(parts), len(parts))


def _barred(tables: _Tables) -> Counted:
    blocks = tables.of(MarketBlocks).query("blocked == 'new'").drop_duplicates(_STAGE)
    blocks = blocks.merge(tables.of(Stages)[_STAGE], on=_STAGE)
    return Counted(len(blocks), len(tables.of(Stages)), join_ids(blocks["made_from"]))


def _after_six(tables: _Tables) -> Counted:
    """Count meetings held of which one asked after six months that something came of them, of those asked then."""
    each = held_and_asked(*(tables.of(model) for model in (HeldMeetings, MeetingFollowUps, EventDoubts)))
    asked = each[each["asked"]]
    return _part(asked, asked["came"], "made_from", of_members=True)


def _willing(tables: _Tables) -> Counted:
    said = tables.of(Interests).dropna(subset=["wants_meetings"])
    return _part(said, said["wants_meetings"] == _YES, of_members=True)


def _not_collected(_tables: _Tables) -> Counted:
    return Counted(None, None, "")


def _on_results(tables: _Tables) -> Counted:
    decisions = decisions_taken(tables.of(PolicyDecisions))
    return _part(decisions, decisions["results"].notna(), "made_from")


#: Unit of each piece of evidence, and how it is worked out.
MEASURES: Mapping[str, tuple[str, Measured]] = {
    "needs_on_gaps": ("needs", _needs_on_gaps),
    "stages_with_gap": ("stages", _stages_with_gap),
    "asking": ("respondents", _asking),
    "gaps_answered": ("gaps", _gaps_answered),
    "gaps_agreed": ("gaps", _gaps_agreed),
    "links_where_strong": ("stages", _links_where_strong),
    "held_on_gaps": ("meetings", _held_on_gaps),
    "events_with_catalogue": ("events", _events_with_catalogue),
    "assistance_asked": ("participations", _assistance_asked),
    "answered": ("members", _answered),
    "stages_known": ("stages", _stages_known),
    "gaps_held": ("gaps", _gaps_held),
    "gaps_confirmed": ("gaps", _gaps_confirmed),
    "gaps_by_roster": ("gaps", _gaps_by_roster),
    "gaps_closed": ("gaps", _gaps_closed),
    "gaps_closed_fully": ("gaps", _gaps_closed_fully),
    "pool_size": ("organisations", _pool_size),
    "pool_by_code": ("organisations", _pool_by_code),
    "pool_asked": ("organisations", _pool_asked),
    "candidates_named": ("organisations", _candidates_named),
    "recipients": ("recipients", _recipients),
    "recipients_contacted": ("recipients", _recipients_contacted),
    "assisted": ("members", _assisted),
    "needs_served": ("needs", _needs_served),
    "useful": ("participations", _useful),
    "acted": ("participations", _acted),
    "meetings_held": ("meetings", _step("held", "scheduled")),
    "meetings_cooperation": ("meetings", _step("cooperation", "held")),
    "meetings_agreement": ("meetings", _step("agreement", "held")),
    "clusters_with_event": ("clusters", _clusters_with_event),
    "paid": ("eur", _paid),
    "activities_in_time": ("activities", _in_time),
    "bought_from_members": ("share", _from_members),
    "bought_from_members_median": ("share", _from_members_median),
    "barred": ("stages", _barred),
    "meetings_after_six": ("meetings", _after_six),
    "willing": ("respondents", _willing),
    "with_partners": ("decisions", _not_collected),
    "decisions_on_results": ("decisions", _on_results),
}

#: Evidence that the public release tells of the gaps that it shows, where it leaves others out.
TOLD = ("gaps_answered", "gaps_agreed", "gaps_held", "gaps_confirmed", "gaps_by_roster", "gaps_closed")
