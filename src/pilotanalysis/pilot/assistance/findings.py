"""What is said of assistance: what is asked for most, what the plan serves, what money would change, what was held."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...meetings.cluster_labels import line_words
from ...meetings.cluster_tables import BudgetLines
from ...results import (
    Column,
    Finding,
    Given,
    Listing,
    Message,
    Number,
    Released,
    Share,
    Table,
    Translatable,
    Words,
    _,
    count,
)
from ...store import Store
from ...survey.labels import ORGANISATION_TYPE, n_respondents
from ...tables import join_ids, split_ids
from ..assistance_tables import AssistanceCases, AssistanceHeld
from ..labels import (
    ALL,
    ASKED,
    ASKING,
    HELD,
    MEASURE_TYPE,
    PARTICIPATIONS,
    PLANNED,
    SCENARIO,
    measure_words,
    n_needs_served,
    n_participations,
    topic_words,
)
from ..tables import AssistanceMeasures
from .plan import CHANGE
from .tabulation import (
    held_tabulation,
    measures_tabulation,
    needs_tabulation,
    scenarios_tabulation,
    sessions_tabulation,
    shares_tabulation,
    types_tabulation,
)

_NO_MEASURES = _("The pilot action has no catalogue of measures: nothing can be planned.")


def members_asking(data: Store) -> int:
    """How many members ask for any assistance."""
    return int(data.all(AssistanceCases)["organisation"].nunique())


def most_asked(released: Released, topics: Mapping[str, Translatable], n: int) -> Message:
    """Say which topic most respondents ask for."""
    frame = released.whole.frame
    together = frame[(frame["cluster"] == ALL) & frame["asking"].notna()] if len(frame) else frame
    if together.empty:
        return _("No respondent asks for assistance")
    row = int(together.index[int(together["asking"].astype("float64").to_numpy().argmax())])
    number = released.whole.number(
        "most_asked_topic", _("respondents who ask for the topic asked for most"), row, "asking", n=n, source=ASKED
    )
    return _(
        "{topic} is what most ask for: {respondents}",
        topic=topics[str(frame["topic"].iloc[row])],
        respondents=n_respondents(number),
    )


def needed_finding(data: Store) -> Finding:
    """Say what is asked for most, of how many."""
    topics, n = topic_words(data), members_asking(data)

    def text(released: Released) -> Message:
        if not n:
            return _("No respondent asks for assistance.")
        rows = released.rows_of()
        asking = Number(
            "members_asking", _("respondents who ask for any assistance"), n, "respondents", rows, n, ASKED, of=rows
        )
        return _("**{most}**, of {all} who ask for any.", most=most_asked(released, topics, n), all=asking)

    return Finding("assistance_needed", needs_tabulation(data), text)


def planned_finding(data: Store) -> Finding:
    """Say what the plan serves, at what cost, and whether any plan could serve more."""
    n = members_asking(data)
    lines, called = pd.DataFrame(data.all(BudgetLines)), line_words(data)
    used = lines["line"].isin(data.all(AssistanceMeasures)["line"])
    lines = lines[used & (lines["assistance_eur"].fillna(0) > 0)]

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _NO_MEASURES
        if not n:
            return _("Nobody asks for assistance.")
        plan = frame.iloc[0]
        served = _served(released, n)
        share = released.number(
            "need_served", _("part of the need, by its weights, that the plan serves"), 0, "share", "proportion",
            n=n, source=PLANNED,
        )  # fmt: skip
        cost = _euro("plan_cost", _("euro that the plan costs"), plan["cost_eur"], released, n)
        whole = _euro("plan_budget", _("euro that the budget has for assistance"), plan["budget_eur"], released, n)
        said = _(
            "The plan that this study proposes serves **{needs}** of {all} that respondents name, for {cost} of "
            "{budget} euro ({lines}). Of the need that a measure could serve, with first choices counting more, that "
            "is {share}.",
            needs=n_needs_served(served),
            all=_needs(data, n),
            share=share,
            cost=cost,
            budget=whole,
            lines=Listing(tuple(_of_line(row, called) for _place, row in lines.iterrows())),
        )
        if plan["worth"] == plan["worth_bound"]:
            return _("{said} No plan serves more with this money, time and fair shares.", said=said)
        bound = Number(
            "need_served_bound", _("part of the need that no plan passes"), plan["worth_bound"] / max(plan["need"], 1),
            "proportion", released.rows_of(), n, PLANNED,
        )  # fmt: skip
        return _("{said} No plan serves more than {bound}.", said=said, bound=bound)

    return Finding("assistance_planned", scenarios_tabulation(data), text)


def _served(released: Released, n: int) -> Number:
    return released.number(
        "needs_planned", _("needs for assistance that the plan serves"), 0, "served", n=n, source=PLANNED
    )


def _needs(data: Store, n: int) -> Number:
    """Count all needs for assistance that respondents name."""
    cases = data.all(AssistanceCases)
    rows = tuple(split_ids(join_ids(cases["made_from"])))
    return Number("needs_named", _("needs for assistance that respondents name"), len(cases), "number", rows, n, ASKED)


def _of_line(row: pd.Series, called: Mapping[str, Translatable]) -> Message:
    """Say how much a line of the budget has for assistance."""
    made = (str(row["row_id"]),)
    number = Number(
        f"assistance_of_{row['line']}", _("euro for assistance in {line}", line=called[row["line"]]),
        round(row["assistance_eur"]), "number", made, 1, PLANNED, of=made, public=True,
    )  # fmt: skip
    return _("{line} {euro}", line=called[row["line"]], euro=number)


def _euro(id: str, words: Message, value: float, released: Released, n: int) -> Number:
    return Number(id, words, round(float(value)), "number", released.rows_of(), n, PLANNED, public=True)


def money_finding(data: Store) -> Finding:
    """Say what a thousand euro more or less would change, in the line where it changes most."""
    n, lines = members_asking(data), line_words(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty or not n:
            return _NO_MEASURES
        told = []
        for scenario, words in (
            ("more", _("needs that the plan would serve with 1,000 euro more")),
            ("less", _("needs that the plan would serve with 1,000 euro less")),
        ):
            own = frame[(frame["scenario"] == scenario) & frame["share"].notna()]
            if own.empty:
                continue
            apart = (own["share"] - frame["share"].iloc[0]).abs()
            row = int(own.index[int(apart.astype("float64").to_numpy().argmax())])
            line = lines[str(frame["line"].iloc[row])]
            number = released.number(f"needs_with_{scenario}", words, row, "served", n=n, source=PLANNED)
            sentence = (
                _("With {change} euro more for {line} the best plan would serve {needs}, instead of {now}.")
                if scenario == "more"
                else _("With {change} euro less for {line} it would serve {needs}, instead of {now}.")
            )
            told.append(
                Message(
                    sentence.text,
                    {
                        "change": Given(CHANGE),
                        "line": line,
                        "needs": n_needs_served(number),
                        "now": _served(released, n),
                    },
                )
            )
        if not told:
            return _("What other budgets would change is not in the public release.")
        return _("{one} {other}", one=told[0], other=told[1]) if len(told) > 1 else told[0]

    return Finding("assistance_money", scenarios_tabulation(data), text)


def held_finding(data: Store) -> Finding:
    """Say how many took part in sessions, how many as planned, and what was held out of its time."""

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No session of assistance is in the log.")
        everything = released.rows_of()

        def number(id: str, words: Message, chosen: pd.Series) -> Number:
            return count(id, words, released.rows_of(chosen), everything, source=HELD)

        whole = Number(
            "took_part",
            _("participations in sessions"),
            len(frame),
            "number",
            everything,
            len(frame),
            HELD,
            public=True,
        )
        planned = number("took_part_planned", _("participations that the proposal has"), frame["in_plan"])
        asked = number("took_part_asked", _("participations of members who asked for the topic"), frame["asked"])
        said = _(
            "The log has **{whole}** in sessions: {asked} of members who had asked for the topic, {planned} with a "
            "place in this study's proposal.",
            whole=n_participations(whole),
            asked=asked,
            planned=planned,
        )
        late = ~frame["in_period"].astype(bool)
        if late.any():
            after = number("took_part_late", _("participations outside the period of the pilot action"), late)
            said = _("{said} Outside the period of the pilot action: **{late}**.", said=said, late=after)
        strangers = frame["cluster"].isna()
        if strangers.any():
            others = number("took_part_others", _("participations of who is no member"), strangers)
            said = _("{said} Of no member of a cluster: {others}.", said=said, others=others)
        return said

    return Finding("assistance_held", held_tabulation(data), text)


def unheld_finding(data: Store) -> Finding:
    """Say which measures of the plan were not held, and which were held without being planned."""
    called = measure_words(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _NO_MEASURES
        groups = []
        for words, chosen in (
            (_("Proposed by this study and not held: {measures}."), (frame["runs"] > 0) & (frame["held"] == 0)),
            (_("Held and not proposed by this study: {measures}."), (frame["runs"] == 0) & (frame["held"] > 0)),
        ):
            if chosen.any():
                named = Listing(tuple(called[one] for one in frame.loc[chosen, "measure"]))
                groups.append(Message(words.text, {"measures": named}))
        if not groups:
            return _("Every measure that this study proposes was held, and no other.")
        return _("{one} {other}", one=groups[0], other=groups[1]) if len(groups) > 1 else groups[0]

    return Finding("assistance_unheld", measures_tabulation(data), text)


def needs_by_type_table(data: Store) -> Table:
    """List how many ask for each topic, by type of organisation."""
    columns = tuple(Column(f"of_{code}", words) for code, words in ORGANISATION_TYPE.items())
    return Table(
        id="assistance_by_type",
        data=types_tabulation(data),
        columns=(
            Column("topic", _("Assistance"), words=topic_words(data)),
            Column("asking", _("Ask for it")),
            *columns,
        ),
        words=lambda released: Words(
            _("Who asks for which assistance"), note=_("Respondents; each names three at most.")
        ),
        source=ASKED,
        n=members_asking(data),
        units=ASKING,
    )


def plan_table(data: Store) -> Table:
    """List the measures with how often the plan holds each, when, for how many, at what cost."""
    return Table(
        id="assistance_plan",
        data=measures_tabulation(data),
        columns=(
            Column("measure", _("Measure"), words=measure_words(data)),
            Column("measure_type", _("Kind"), words=MEASURE_TYPE),
            Column("topic", _("Assistance"), words=topic_words(data)),
            Column("runs", _("Times to hold")),
            Column("months", _("Months"), calendar=True),
            Column("seats", _("Places")),
            Column("given", _("Needs served")),
            Column("cost", _("Cost"), unit=_("EUR")),
            Column("line", _("Line of the budget"), words=line_words(data)),
        ),
        words=lambda released: Words(
            _("The plan that this study proposes: what to hold, how often, when")
            if len(released.frame)
            else _("There is no catalogue of measures"),
            note=_(
                "The plan serves most need, a first choice counting more than a second; of such plans the cheapest is "
                "taken, and of these the earliest. A need is served once at most."
            ),
        ),
        source=PLANNED,
        n=members_asking(data),
        units=ASKING,
    )


def shares_table(data: Store) -> Table:
    """List of each cluster how much of its need the plan serves, and for how many something was held."""
    fairness = data.settings.assistance.fairness
    return Table(
        id="assistance_by_cluster",
        data=shares_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("members", _("Members who ask")),
            Column("needs", _("Needs")),
            Column("able", _("A measure could serve")),
            Column("planned", _("This study's proposal serves")),
            Column("served", _("Part of the need served"), share=True),
            Column("had", _("Session held")),
        ),
        words=lambda released: Words(
            _("What each cluster gets"),
            note=_(
                "Part of the need: by the weights of first and later choices. In the proposal each "
                "cluster gets at least {fairness} of the part that all get together; what was held keeps to no such "
                "share.",
                fairness=Given(Share(fairness)),
            ),
        ),
        source=PLANNED,
        n=members_asking(data),
        units=ASKING,
    )


def money_table(data: Store) -> Table:
    """List what the best plan would serve with other budgets, and without fair shares."""
    return Table(
        id="assistance_scenarios",
        data=scenarios_tabulation(data),
        columns=(
            Column("scenario", _("What is changed"), words=SCENARIO),
            Column("line", _("Line of the budget"), words=line_words(data)),
            Column("budget_eur", _("For assistance"), unit=_("EUR")),
            Column("cost_eur", _("Cost"), unit=_("EUR")),
            Column("runs", _("Times to hold")),
            Column("served", _("Needs served")),
            Column("more", _("More than the plan")),
            Column("share", _("Part of the need served"), share=True),
        ),
        words=lambda released: Words(
            _("What other budgets would change"),
            note=_(
                "The plan is made anew for each. A line is cut by no more than it has for assistance; where more money "
                "changes nothing, hours, dates, or how often measures can be held are the limit."
            ),
        ),
        source=PLANNED,
        n=members_asking(data),
        units=ASKING,
    )


def held_table(data: Store) -> Table:
    """List of each measure, and of all, what was held, how many came, and what they made of it."""
    return Table(
        id="assistance_sessions",
        data=sessions_tabulation(data),
        columns=(
            Column("measure", _("Measure"), words={**measure_words(data), ALL: _("all measures")}),
            Column("held", _("Sessions")),
            Column("came", _("Participations")),
            Column("members", _("Members who came")),
            Column("rated", _("Rated it")),
            Column("useful", _("Rated it 4 or 5")),
            Column("asked", _("Said what they did afterwards")),
            Column("acted", _("Began something, or finished it")),
        ),
        words=lambda released: Words(
            _("What was held, and what those who came made of it")
            if len(released.frame)
            else _("No session of assistance is in the log"),
            note=_(
                "Sessions: days on which the log has one of the measure. Ratings are from 1 to 5. Members are counted "
                "in all measures together alone, each once, since some came to several."
            ),
        ),
        source=HELD,
        n=len(data.all(AssistanceHeld)),
        units=PARTICIPATIONS,
    )
