"""Prose of documents: what stands in no notebook, with every number in it named by its registered id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..results import Decimal, Given, Label, Listing, Message, Number, Share, Translatable, _
from ..results.messages import recomposed
from ..settings import StudyFile
from .registers import Entry, Register


class UntoldError(Exception):
    """A document of the whole study cannot be made of what there is; its message says why."""


@dataclass(frozen=True)
class Cited:
    """A registered number that a sentence names: of a notebook, with its cluster where it has one."""

    unit: str
    id: str


def cited(unit: str, id: str) -> Cited:
    """Name a registered number in prose, as ``cited("01_survey_intake", "answered")``."""
    return Cited(unit, id)


def settled(text: Message, registers: Iterable[Register]) -> Translatable:
    """Put the numbers that a sentence names into it.

    Raises
    ------
    UntoldError
        If a number is not registered, or is not up to date.
    """
    by_name = {register.name: register for register in registers}

    def put(part: Any) -> Any:
        return _number(part, by_name) if isinstance(part, Cited) else part

    told: Translatable = recomposed(text, put)
    return told


def _number(named: Cited, registers: Mapping[str, Register]) -> Number:
    register = registers.get(named.unit)
    found = [item for item in register.of_kind("number") if item["id"] == named.id] if register else []
    if register is None or not found:
        raise UntoldError(f"the number {named.id} of {named.unit}, which a sentence names, is not registered")
    if register.stale:
        raise UntoldError(f"the number {named.id} of {named.unit}, which a sentence names, is not up to date")
    return _read_back(found[0])


def _read_back(entry: Entry) -> Number:
    label, source = (Label(tuple(entry[name].items())) for name in ("label", "source"))
    return Number(
        entry["id"], label, entry["value"], entry["unit"], (), entry["n"] or 0, source, suppressed=entry["suppressed"]
    )


_INTAKE = "01_survey_intake"
_GAPS = "03_value_chain_gaps"


def method(settings: StudyFile) -> tuple[tuple[Message, Message], ...]:
    """Say how everything was done, paragraph by paragraph, each with its head."""
    return (
        (
            _("Whom the survey asked"),
            _(
                "Members on the rosters of the managements: {members}; answered: {answered} ({rate}). Who answers is "
                "not drawn at random. So counts stand beside shares, and intervals say what those who did not answer "
                "could change. There are no tests of significance.",
                members=cited(_INTAKE, "members"),
                answered=cited(_INTAKE, "answered"),
                rate=cited(_INTAKE, "response_rate"),
            ),
        ),
        (
            _("How answers were read"),
            _(
                "Responses read: {read}; kept: {kept}. Cleaning follows rules, and each change of an answer is on "
                "file. What could mean two things is not guessed. It waits for a decision: {waiting} of {all} answers.",
                all=cited(_INTAKE, "answers"),
                read=cited(_INTAKE, "responses_read"),
                kept=cited(_INTAKE, "responses_kept"),
                waiting=cited(_INTAKE, "cells_waiting"),
            ),
        ),
        (
            _("What a missing link is"),
            _(
                "A gap is confirmed if it is one in at least {sure} of the simulations for non-respondents, or if the "
                "roster of its management says that no member works there. Severity is a geometric mean of how many "
                "are concerned, how vital it is to them, from which markets it keeps them, and how much is bought "
                "elsewhere. How much each counts is varied at random, and a rank is given with the share of weights "
                "that confirm it.",
                sure=Given(Share(settings.gaps.sure)),
            ),
        ),
        (_("The kinds of gap"), _kinds_of_gap(settings)),
        (_("What is advised"), _advice(settings)),
        (
            _("Who counts as a partner"),
            _(
                "Candidates are members of the cluster and of others, and firms of the trade register, by what they "
                "offer or do. They are ordered by a weighted mean of criteria: how well they fit, free capacity, "
                "distance, size, certificates, and whether they wish to meet. What is not known never counts as "
                "nought. Own members could close a gap inside the cluster, so they are in no pool. The smallest pool "
                "that serves every gap is proven to be the smallest. Where nothing is missing but ties between "
                "members, no new partner helps: such a gap is in no pool, and the members are to meet. Of whom the "
                "code of the main activity alone is known, it can only be said that it works in the trade: ask "
                "whether it does what is lacking. Whom to invite to join: from the worst gap down, each gap that the "
                "study confirms or the management accepts, that it does not reject and that members do not mend gets "
                "one, as long as there are places."
            ),
        ),
        (
            _("How meetings were arranged"),
            _(
                "As many participants as possible have a meeting; then the meetings are worth as much as possible; "
                "then people wait as little as possible. Each step is solved by a program that proves that nothing "
                "better exists, or says how far off the best could be. What came of the meetings is what the logs "
                "of the organisers say."
            ),
        ),
        (
            _("How assistance was planned, and all of it followed"),
            _(
                "The plan of assistance is this study's proposal: it serves most need within lines of the budget, "
                "hours, places and fair shares between clusters; a bound says whether any plan could serve more. An "
                "indicator is on track if at least {good} of its plan is reached, and behind if at least {some} is. An "
                "overspend, a delay, or something after the end is flagged and shown, never left out.",
                good=Given(Share(settings.monitoring.on_track)),
                some=Given(Share(settings.monitoring.behind)),
            ),
        ),
        (
            _("Words used here"),
            _(
                "Stage: a link of the value chain, or a function that supports it. Roster: the list of members that a "
                "management keeps. Respondents concerned: those who lack the stage or buy what it supplies; "
                "where ties are missing, those who lack it and have none; where the market is narrow, those who work "
                "on the stage and sell. Core: a stage that the catalogue of the study calls indispensable. Confirmed, "
                "uncertain: how sure a gap is by this study. Accepted, rejected, explained: what a management answers "
                "to it. Pool: organisations outside the cluster that together could close its gaps. Follow-up "
                "clusters: those that took part in development and follow-up only. Wave: one round of the survey."
            ),
        ),
        (
            _("How to check it"),
            _(
                "Every number here is registered with the rows that made it; reports/numbers.html names them by file, "
                "sheet and row. pilotanalysis run writes the same bytes again from the same data, and pilotanalysis "
                "verify says whether a rerun gives what was delivered."
            ),
        ),
    )


def _kinds_of_gap(settings: StudyFile) -> Message:
    limits = settings.gaps
    return _(
        "A stage can have several. No member there: nobody is known to work on a stage of the chain. Unmet support "
        "need: nobody is known to work on a support function, however few lack it, or at least {support} of "
        "those asked lack it; so one without a member counts here and not under no member there. Depends on one: "
        "it has members, but at most {members}. Bought elsewhere: of what members buy of it, less than {bought} "
        "comes from members. Poor quality: the median satisfaction with it, from one to five, is at most "
        "{quality}. Market too narrow: more than {sold} of its sales go to one county, region or country, or no "
        "member sells it. No ties: at least {untied} of those who lack it have no tie to a member who does it, "
        "and more than chance would leave without. With fewer than {fewest} answers a gap is uncertain.",
        support=Given(Share(limits.support_share)),
        members=Given(limits.thin_members),
        bought=Given(Share(limits.leakage_share)),
        quality=Given(Decimal(limits.quality_median, 1)),
        sold=Given(Share(limits.market_share)),
        untied=Given(Share(limits.untied_share)),
        fewest=Given(limits.fewest_answers),
    )


def _advice(settings: StudyFile) -> Message:
    limits = settings.gaps
    return _(
        "Nothing, if the management says that it is no gap: it keeps its rank, with the answer beside it. If it is "
        "uncertain and the management does not accept it, first the question that would settle it; where it is not "
        "sure whether a member works on the stage, that is the question. What the management explains is taken up with "
        "it first. Else the first rule that applies: members do it, so mend the link inside; its market is what is "
        "missing, so sell "
        "elsewhere; at least {persons} people work in its main activity in the region, so recruit firms of the region; "
        "members of another cluster offer it, so connect with them; the region is closer to it than to {near} of all "
        "activities, so grow it there; at least {many} of those asked need it, so win a supplier; else connect to a "
        "partner outside. Candidates are looked for afterwards. So the first step begins with them, wherever they are.",
        persons=Given(limits.recruit_persons),
        near=Given(Share(limits.near)),
        many=Given(Share(limits.attract_share)),
    )


def not_known(clusters: Mapping[str, str]) -> tuple[Message, ...]:
    """Say what the data leave open, for clusters with their names."""
    open_gaps = Listing(
        tuple(
            _(
                "{cluster} {open} of {all}",
                cluster=name,
                open=cited(f"{_GAPS}.{cluster}", "gaps_open"),
                all=cited(f"{_GAPS}.{cluster}", "gaps_held"),
            )
            for cluster, name in clusters.items()
        )
    )
    return (
        _(
            "Whether uncertain gaps are gaps: those who did not answer could change them, or the evidence contradicts "
            "itself. Uncertain are: {parts}.",
            parts=open_gaps,
        ),
        _(
            "What those would say who did not answer: answers came from {answered} of {members} members.",
            answered=cited(_INTAKE, "answered"),
            members=cited(_INTAKE, "members"),
        ),
        _(
            "What is meant by answers that could mean two things; waiting for a decision: {waiting} of {all} answers.",
            waiting=cited(_INTAKE, "cells_waiting"),
            all=cited(_INTAKE, "answers"),
        ),
    )
