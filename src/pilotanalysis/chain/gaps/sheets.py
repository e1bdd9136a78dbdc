"""The gaps of one cluster as a table, and a sheet for each."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Column, Given, Released, Share, Table, Words, _
from ...store import Store
from ...survey import questionnaire
from ..kinds import KINDS, each
from ..labels import (
    ANSWER,
    ASKED_NEEDS,
    BASIS,
    BECAUSE,
    CONTRADICTION,
    DOUBT,
    FIRST_STEP,
    LAYER,
    PLACE,
    PRESENCE,
    REQUIRED,
    SETTLES,
    STATUS,
    SURVEY,
    TO_DO,
    VERDICT,
    WHOM,
)
from ..lookups import activity_words, number_asked, official_source, stage_words
from ..markets import market_words
from .severity import INTERVAL, TOPS
from .tabulation import gaps_tabulation, questions_tabulation, with_omission

#: Share of the simulations between whose ends severity is said to lie.
SIMULATED = Share((INTERVAL[1] - INTERVAL[0]) / 100)


CLIENTS_DECIDE = _(
    "the clients: most firms concerned work on order, or sell half or more to one client, so ask these clients too"
)

#: By column of the gaps with the ids of rows, the columns that are made from those.
_MADE_FROM = {
    "evidence_from": ("status", "value", "threshold", "by_chance", "sold_in", "basis", "n", "holds"),
    "members_from": ("presence", "members", "contradictions"),
    "inputs_from": (
        "satisfaction", "origin", "leakage_percent", "reasons", "would_source", "leaving", "substitutable",
    ),
    "capacity_from": ("capacity",),
    "markets_from": ("markets_existing", "markets_new", "markets_barrier"),
    "concerned_from": (
        "needed_by", "bought_by", "criticality", "blocks_existing", "blocks_new", "blocked", "demand", "demand_lower",
        "demand_upper", "demand_most",
    ),
    "severity_from": ("severity", "severity_lower", "severity_upper", "severity_least", "severity_most"),
    "region_from": ("persons", "divisions", "nearness"),
    "offers_from": ("offered_by",),
}  # fmt: skip


def with_lineage(*columns: Column) -> tuple[Column, ...]:
    """Say of columns that show gaps from which rows each is made."""
    sources = {name: source for source, names in _MADE_FROM.items() for name in names}
    return tuple(replace(column, made_from=sources.get(column.name, column.made_from)) for column in columns)


def gap_table(data: Store) -> Table:
    """List the gaps among the respondents, by rank, with the least that one has to know."""
    cluster, confidence = data.name, Share(data.settings.thresholds.confidence)
    fewest = data.settings.gaps.fewest_ranked

    def words(released: Released) -> Words:
        return Words(
            title=_("{cluster}: gaps that the answers show, by severity", cluster=cluster),
            note=with_omission(
                released,
                _(
                    "Concerned: respondents who lack it or buy it. Up to: members, upper end of the {confidence} "
                    "interval, if non-respondents resemble respondents. A gap that concerns fewer than {fewest} is not "
                    "ranked. Answer: what the management says of it.",
                    confidence=confidence,
                    fewest=Given(fewest),
                ),
            ),
        )

    return Table(
        id="gap_ranking_table",
        data=gaps_tabulation(data),
        columns=with_lineage(
            Column("rank", _("Rank")),
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("Certainty"), words=STATUS),
            Column("demand", _("Concerned")),
            Column("demand_upper", _("up to")),
            Column("lacking", _("lack it")),
            Column("buying", _("buy it")),
            Column("blocked", _("kept from a market")),
            Column("severity", _("Severity"), decimals=2),
            Column("rank_raked", _("Rank, weighted to the roster")),
            Column("answer", _("Answer"), words=ANSWER),
            Column("to_do", _("What to do"), words=TO_DO),
        ),
        words=words,
        source=SURVEY,
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage", "kind"),
        name=_("Gaps that the answers show, by severity"),
    )


def _of_shares(frame: pd.DataFrame) -> pd.Series:
    """Tell in which rows what is held against a line is a share."""
    lines = [KINDS[kind].line for kind in frame["kind"]]
    return pd.Series([line is not None and line.is_share for line in lines], index=frame.index, dtype=bool)


def open_questions(data: Store) -> Table:
    """List what the answers leave open though they show no gap, as questions to put to the management."""
    cluster = data.name

    def words(released: Released) -> Words:
        return Words(
            title=_("{cluster}: what the answers leave open, as questions to the management", cluster=cluster),
            note=with_omission(
                released,
                _(
                    "Gaps that the respondents do not show and that their answers do not exclude. First what matters "
                    "most: severity, times the share of the simulations in which it is a gap. Where no member is known "
                    "to work on a stage, ask about that first."
                ),
            ),
        )

    return Table(
        id="open_questions",
        data=questions_tabulation(data),
        columns=with_lineage(
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("question", _("Question"), words=each("question")),
            Column("demand", _("Concerned")),
            Column("n", _("Answers")),
            Column("holds", _("Gap in this share of the simulations"), share=True),
            Column("severity", _("Severity, if it is one"), decimals=2),
        ),
        words=words,
        source=SURVEY,
        n=number_asked(data),
        units=ASKED_NEEDS,
        name=_("What the answers leave open, as questions to the management"),
    )


def missing_link_sheets(data: Store) -> Table:
    """Give each gap among the respondents a sheet: evidence, markets, the region's side, and what is advised."""
    cluster, confidence = data.name, Share(data.settings.thresholds.confidence)
    evidence, markets, region = _("Evidence"), _("Markets that its lack keeps members from"), _("The region")
    certainty, advice = _("How bad, how sure"), _("What to do")
    markets_of = market_words(data)
    reasons = questionnaire.option_words(questionnaire.load(data.study), "input_reasons")

    def words(released: Released) -> Words:
        return Words(
            title=_("{cluster}: missing links, one by one", cluster=cluster),
            note=with_omission(released, _("Counts are of respondents; who said what is not told.")),
        )

    return Table(
        id="gaps",
        data=gaps_tabulation(data),
        columns=with_lineage(
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("Certainty"), words=STATUS),
            Column("answer", _("The management"), words=ANSWER, heading=advice),
            Column("management_words", _("in its words")),
            Column("management_who", _("said by")),
            Column("management_when", _("on")),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("because", _("Because"), words=BECAUSE),
            Column("question", _("Question that would settle it"), words=each("question")),
            Column("supposing", _("To do, if it is a gap"), words=VERDICT),
            Column("first_step", _("Do first"), words=FIRST_STEP),
            Column("whom", _("Whom to turn to"), words=WHOM),
            Column("offered_by", _("Members of other clusters who offer it"), words=data.names),
            Column("doubts", _("What speaks against it"), words=DOUBT),
            Column("settles", _("What would settle it"), words=SETTLES),
            Column("captive", _("Who may decide"), words={"True": CLIENTS_DECIDE}),
            Column("layer", _("Layer"), words=LAYER, heading=evidence),
            Column("required", _("Required"), words=REQUIRED),
            Column("presence", _("What is known of members on the stage"), words=PRESENCE),
            Column("members", _("Members on the stage")),
            Column("value", _("Value compared with the threshold"), share=_of_shares),
            Column("threshold", _("Threshold"), share=_of_shares),
            Column("by_chance", _("Value that chance alone exceeds in 1 of 20 networks"), share=_of_shares),
            Column("sold_in", _("Most is sold in"), words=PLACE),
            Column("basis", _("It rests on"), words=BASIS),
            Column("n", _("Members it rests on, by their answers or the roster")),
            Column("contradictions", _("Contradictions"), words=CONTRADICTION),
            Column("needed_by", _("Respondents who lack it")),
            Column("bought_by", _("Respondents who buy it")),
            Column("criticality", _("Criticality, 1 to 5"), decimals=1),
            Column("satisfaction", _("Median satisfaction with what is bought of it anywhere, 1 to 5"), decimals=1),
            Column("origin", _("Bought where, percent"), words=PLACE),
            Column("leakage_percent", _("Bought elsewhere than from members, percent"), decimals=0),
            Column("reasons", _("Why not from members"), words=reasons),
            Column("would_source", _("Would buy it from a member")),
            Column("leaving", _("Bought elsewhere in a year, thousand EUR, by those who say"), decimals=0),
            Column("substitutable", _("of that, by those who would buy it from a member"), decimals=0),
            Column("capacity", _("Free capacity of members who offer it, percent"), decimals=0),
            Column("volume_said", _("Respondents who lack it and say how much they need")),
            Column("volumes", _("How much they need in a year, in their words"), words={}),
            Column("firms_told", _("Firms concerned that say how they work")),
            Column("on_order", _("of these, work on order for others")),
            Column("main_client", _("Their largest client, median percent of sales"), decimals=0),
            Column("blocks_existing", _("Hindered on present markets"), heading=markets),
            Column("markets_existing", _("Where they sell most"), words=markets_of["existing"]),
            Column("blocks_new", _("Barred from new markets")),
            Column("markets_new", _("They want to enter"), words=markets_of["new"]),
            Column("markets_barrier", _("Barriers they name"), words=markets_of["barrier"]),
            Column("demand", _("Respondents concerned"), heading=certainty),
            Column("demand_lower", _("Members concerned, {confidence} interval, from", confidence=confidence)),
            Column("demand_upper", _("to")),
            Column("demand_most", _("Members who could be concerned, at most")),
            Column("rank", _("Rank")),
            Column("severity", _("Severity, 0 to 1"), decimals=2),
            Column("severity_lower", _("{share} of the simulations, from", share=SIMULATED), decimals=2),
            Column("severity_upper", _("to"), decimals=2),
            Column("severity_least", _("Whatever non-respondents would say, from"), decimals=2),
            Column("severity_most", _("to"), decimals=2),
            *(
                Column(f"top{top}", _("In the top {number}, share of the sets of weights", number=top), share=True)
                for top in TOPS
            ),
            Column("holds", _("A gap in this share of the simulations"), share=True),
            Column("persons", _("People in the region who work in the stage's main activity"), heading=region),
            Column("persons_by_year", _("over the years"), words={}),
            Column(
                "divisions",
                _("Location quotients of its divisions, against the country / the NUTS 2 regions"),
                words=activity_words(data),
            ),
            Column("nearness", _("Share of all activities to which the region is less close"), share=True),
        ),
        words=words,
        source=_("{survey}; {official}", survey=SURVEY, official=official_source(data)),
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage", "kind"),
        name=_("Missing links, one by one"),
        sheets=True,
    )
