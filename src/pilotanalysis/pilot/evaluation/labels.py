"""Words of the evaluation: criteria, evidence and its limits, and what evaluators find."""

from __future__ import annotations

from collections.abc import Mapping

from ...results import Message, _

EVALUATED = _("tables of all chapters of the study")
#: What is counted.
ON_ROSTERS = _("members on the rosters")
ANSWERED = _("respondents of all clusters who answered the question that most did")
STEPS = _("steps from inputs to impact")
CRITERION: Mapping[str, Message] = {
    "relevance": _("relevance"),
    "coherence": _("coherence"),
    "missing_links": _("effectiveness: missing links"),
    "partners": _("effectiveness: pool of partners"),
    "assistance": _("effectiveness: assistance and cooperation"),
    "efficiency": _("efficiency"),
    "impact": _("impact"),
    "sustainability": _("sustainability"),
    "eu_added_value": _("EU added value"),
    "policy_learning": _("policy learning"),
}
FINDING: Mapping[str, Message] = {
    "met": _("met"),
    "partly": _("partly met"),
    "not_met": _("not met"),
    "not_known": _("not known"),
}
EVIDENCE: Mapping[str, Message] = {
    "needs_on_gaps": _("needs of members that lie on a stage with a gap"),
    "stages_with_gap": _("stages with a gap"),
    "asking": _("respondents that ask for assistance"),
    "gaps_answered": _("gaps of which a management says something"),
    "gaps_agreed": _("gaps that a management accepts"),
    "gaps_answered_told": _("gaps of which a management says something, of those that this release tells"),
    "gaps_agreed_told": _("gaps that a management accepts, of those that this release tells"),
    "gaps_held_told": _("gaps that the answers show and this release tells"),
    "gaps_confirmed_told": _("gaps that are confirmed, of those that this release tells"),
    "gaps_by_roster_told": _("gaps confirmed by the word of the roster, of those that this release tells"),
    "gaps_closed_told": _(
        "gaps that a supplier could close, with a candidate outside the cluster, of those that this release tells"
    ),
    "links_where_strong": _("missing and thin links in whose main activity the region is specialised"),
    "held_on_gaps": _("meetings held that were asked for about a stage with a gap"),
    "events_with_catalogue": _("events from the day on which the catalogue of partners first went out"),
    "assistance_asked": _("participations in assistance that the member had asked for"),
    "answered": _("members that answered the survey"),
    "stages_known": _("stages of which it is known whether a member works there"),
    "gaps_held": _("gaps that the answers show"),
    "gaps_confirmed": _("gaps that are confirmed"),
    "gaps_by_roster": _("gaps confirmed because the roster says that no member works there"),
    "gaps_closed": _("gaps that a supplier could close, with a candidate outside the cluster"),
    "gaps_closed_fully": _(
        "gaps that a supplier could close, with as many candidates outside the cluster as the study asks for"
    ),
    "pool_by_code": _("organisations of these pools of which the activity code alone is known"),
    "pool_asked": _("organisations of these pools that said whether they want meetings"),
    "candidates_named": _("organisations of the catalogue that may be named in it"),
    "pool_size": _("organisations in the smallest pools of the clusters, each once"),
    "recipients": _("recipients of the catalogue of partners"),
    "recipients_contacted": _("recipients that contacted a partner of the catalogue"),
    "assisted": _("members that took part in assistance"),
    "needs_served": _("needs for assistance with a session held, of those that respondents name"),
    "useful": _("participations rated 4 or 5 of 5"),
    "acted": _("participations after which the member began to do something"),
    "meetings_held": _("meetings held, of those arranged"),
    "meetings_cooperation": _("meetings that led to an offer or more"),
    "meetings_agreement": _("meetings that led to an agreement or a new member"),
    "clusters_with_event": _("analysed clusters with an event within their sector"),
    "paid": _("euro paid, of the budget"),
    "activities_in_time": _("activities that ended in time or are not due yet"),
    "bought_from_members": _("part of what is bought of the own chain that comes from members, by value"),
    "bought_from_members_median": _(
        "part of what is bought of the own chain that comes from members, of the median buyer, by value"
    ),
    "barred": _("stages whose lack keeps members from a new market"),
    "meetings_after_six": _("meetings with an offer or more after six months, of those asked then"),
    "willing": _("respondents that want bilateral meetings"),
    "with_partners": _("exchanges with partners of the European programme"),
    "decisions_on_results": _("decisions that rest on a result of this study"),
}
_RESPONDENTS = _("Those who did not answer may differ.")
_MANAGEMENT = _(
    "What the managements answer to each gap, in data/decisions/gaps.csv; "
    "that a stage has no member, their rosters say."
)
_UNTRIED = _("Whether a candidate would do it is not known before it is asked.")
_ASKED = _("Only those who were asked afterwards, and answered.")
_OF_HELD = _("Of all meetings held: of those that nobody was asked about, nothing is known.")
_BEGINNING = _("One wave: a starting value. Whether it changes, a second wave will tell.")
_BY_VALUE = _(
    "One wave: a starting value. Whether it changes, a second wave will tell. It hangs on the few that buy most."
)
_OF_MEDIAN = _(
    "One wave: a starting value. Whether it changes, a second wave will tell. Each buyer counts once, so that no "
    "single one moves it."
)
_OF_LOGS = _("As the agency wrote it down.")
#: What keeps each piece of evidence from saying more.
LIMIT: Mapping[str, Message] = {
    "needs_on_gaps": _(
        "What members lack is one of the things that make a gap, so a high share is to be expected; the share of "
        "stages with a gap is what chance alone would give. What could not be assigned to a stage is not counted."
    ),
    "stages_with_gap": _RESPONDENTS,
    "asking": _RESPONDENTS,
    "gaps_answered": _MANAGEMENT,
    "gaps_agreed": _MANAGEMENT,
    "links_where_strong": _(
        "Specialised in the activity itself (location quotient of 1 or more), of links whose activity the statistics "
        "cover. To how many links the region is close, by related activities, is another count: notebook 03."
    ),
    "held_on_gaps": _(
        "Of meetings that were asked for about a stage. By chance the part would be that of the stages with a gap. "
        "Whether both talked of it is not known."
    ),
    "events_with_catalogue": _(
        "Members met at events before that without the pool of partners; first results of the analysis may have helped."
    ),
    "assistance_asked": _("Members that did not answer the survey could not ask."),
    "answered": _("No random sample: intervals suppose that those who did not answer resemble the others."),
    "stages_known": _(
        "By answers and by the word of the managements, which may err. A stage of which it is not known is judged too, "
        "and may have an uncertain gap."
    ),
    "gaps_held": _RESPONDENTS,
    "gaps_confirmed": _("Confirmed in nearly all simulations for non-respondents, or by the roster of the management."),
    "gaps_by_roster": _("The management's word on the stage, and no verdict of it on the gap."),
    "gaps_closed": _UNTRIED,
    "gaps_closed_fully": _UNTRIED,
    "pool_by_code": _("They work in the trade; whether they do what is lacking has to be asked."),
    "pool_asked": _("As they said in the survey; of the others no record tells that they were asked."),
    "candidates_named": _(
        "They agreed, or stand in a public register: nothing tells that those of the register were asked."
    ),
    "pool_size": _UNTRIED,
    "recipients": _OF_LOGS,
    "recipients_contacted": _ASKED,
    "assisted": _(
        "As the agency wrote it down until the date of status, sessions after the end of the pilot action among them. "
        "An indicator counts until its own month."
    ),
    "needs_served": _(
        "A session on the topic counts, whichever measure it was. How far apart the clusters are stands in notebook "
        "07; which of them monitoring flags, in notebook 08."
    ),
    "useful": _ASKED,
    "acted": _ASKED,
    "meetings_held": _OF_LOGS,
    "meetings_cooperation": _OF_HELD,
    "meetings_agreement": _OF_HELD,
    "clusters_with_event": _(
        "By the clusters that the log of events names. Members of the others could meet at events of several clusters."
    ),
    "paid": _(
        "As the agency wrote it down, n payments, those after the end of the pilot action among them; staff time only "
        "where a line of the budget pays for it. What a result cost, by line: notebook 08."
    ),
    "activities_in_time": _OF_LOGS,
    "bought_from_members": _BY_VALUE,
    "bought_from_members_median": _OF_MEDIAN,
    "barred": _BEGINNING,
    "meetings_after_six": _(
        "Asked after the pilot action; only those who answered then. It tells what had come of them. Whether it "
        "goes on, assistance and the use of the catalogue too, and who pays for what was decided, was not collected."
    ),
    "willing": _("Asked before the events."),
    "with_partners": _(
        "Not collected. To be asked: which methods, visits and contacts came from partners in other countries, what "
        "came of them, and what the agency would have done without the programme."
    ),
    "decisions_on_results": _("As whoever decided wrote it down."),
}
#: Evidence that asks for a change, so that one wave gives no more than a starting value.
NEEDS_TWO_WAVES = frozenset(
    evidence for evidence, limit in LIMIT.items() if limit in (_BEGINNING, _BY_VALUE, _OF_MEDIAN)
)
LEVEL: Mapping[str, Message] = {
    "input": _("Inputs"),
    "activity": _("Activities"),
    "output": _("Outputs"),
    "outcome": _("Outcomes"),
    "impact": _("Impact"),
}
