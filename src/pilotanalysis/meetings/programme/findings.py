"""What is said of the programme: which events, who meets about what, and whether tables, days and budget suffice."""

from __future__ import annotations

import pandas as pd

from ...chain.lookups import stage_words
from ...results import (
    Column,
    Disclosure,
    Finding,
    Given,
    Listing,
    Message,
    Number,
    Released,
    Share,
    Table,
    Tabulation,
    Words,
    _,
    _n,
)
from ...store import Store
from ..cluster_labels import AT_HOME, MAY_BE_HELD, cluster_words, line_words
from ..cluster_tables import BudgetLines, EventPlans, EventThemes
from ..tables import YES_NO, HeldMeetings
from .plan import RESERVE

ORGANISERS = _("logs of the organisers, survey of the members and rosters of the managements")
_YES_NO = {True: "yes", False: "no"}
_EURO = "EUR"
MONEY = _("budget of the pilot action and log of the events")


def programme_finding(data: Store) -> Finding:
    """Say of how many events of clusters how many meetings are possible, or were, and whether the tables suffice."""
    n = _meetings(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No event of clusters is planned.")

        def number(id: str, words: Message, value: int, chosen: pd.Series | None = None) -> Number:
            rows = released.rows_of(chosen)
            return Number(id, words, value, "number", rows, n, ORGANISERS, of=released.rows_of(), public=True)

        short, late = ~frame["enough"].eq("yes"), ~frame["in_period"].eq("yes")
        events = number("cluster_events", _("events of clusters"), len(frame))
        demand = number("cluster_event_meetings", MAY_BE_HELD, n)
        told = {"events": _n("**{count}** event", "**{count}** events", events), "demand": demand}
        over = set(frame["event"]) <= events_held(data)
        head = (
            _("{events} of clusters, held since: **{demand}** meetings were possible there.", **told)
            if over
            else _("{events} of clusters: **{demand}** meetings may be held there.", **told)
        )
        few = Listing(tuple(frame.loc[short, "event"]))
        if short.any() and over:
            head = _("{head} On average over the slots the tables did not suffice at {few}.", head=head, few=few)
        elif short.any():
            head = _("{head} On average over the slots the tables do not suffice at {few}.", head=head, few=few)
        elif not over:
            head = _(
                "{head} On average over the slots the tables suffice, with the reserve that organisers advise.",
                head=head,
            )
        if late.any():
            out = Listing(tuple(frame.loc[late, "event"]))
            head = _("{head} Outside the period of the pilot action: {out}.", head=head, out=out)
        return head

    return Finding("programme", plans_tabulation(data), text)


def events_held(data: Store) -> set[str]:
    """Name the events of which the logs have meetings that were held."""
    held = data.all(HeldMeetings)
    return set(held.loc[held["held"] == YES_NO[0], "event"])


def budget_finding(data: Store) -> Finding:
    """Say whether what is planned stays within the budget of the study, and the events within their lines."""
    lines, budget = pd.DataFrame(data.all(BudgetLines)), data.settings.budget
    tabulation = Tabulation(lines.rename(columns={"row_id": "made_from"}))
    plans, called = data.all(EventPlans), line_words(data)
    paid = plans.drop_duplicates("line")

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty or budget.currency != _EURO:
            return _("What the events cost cannot be set against the budget: there are no lines of it in euro.")

        def euro(id: str, words: Message, value: float) -> Number:
            return Number(
                id, words, round(value), "number", released.rows_of(), len(frame), MONEY, of=released.rows_of(),
                public=True,
            )  # fmt: skip

        planned = float(frame["planned_eur"].sum())
        values = {
            "planned": euro("budget_planned", _("euro planned in the lines of the budget"), planned),
            "whole": Given(round(budget.amount)),
        }
        head = (
            _("The lines of the budget plan **{planned}** euro; the study has {whole}.", **values)
            if planned <= budget.amount
            else _("The lines of the budget plan **{planned}** euro, more than the {whole} of the study.", **values)
        )
        for line, holds, costs in paid[["line", "line_holds_eur", "line_costs_eur"]].dropna().itertuples(index=False):
            told = {
                "head": head,
                "line": called[str(line)],
                "costs": euro(f"line_costs.{line}", _("euro that all events cost that the line pays for"), costs),
                "holds": Given(round(holds)),
            }
            head = (
                _("{head} Events paid from “{line}” cost **{costs}** euro, within the {holds} that it has.", **told)
                if costs <= holds
                else _("{head} Events paid from “{line}” cost **{costs}** euro, more than the {holds} it has.", **told)
            )
        if plans["line_costs_eur"].isna().any():
            unknown = Listing(tuple(plans.loc[plans["line_costs_eur"].isna(), "event"]))
            head = _(
                "{head} Whether the budget pays for {events} cannot be said: cost or line is not in the log of events, "
                "or another event of the line has no cost there.",
                head=head,
                events=unknown,
            )
        return head

    return Finding("programme_budget", tabulation, text)


def plans_tabulation(data: Store) -> Tabulation:
    """Tabulate what each event of clusters needs and what is set for it."""
    frame = pd.DataFrame(data.all(EventPlans))
    yes_no = {column: frame[column].map(_YES_NO) for column in ("in_period", "enough")}
    return Tabulation(frame.assign(**yes_no), Disclosure())


def themes_tabulation(data: Store) -> Tabulation:
    """Tabulate what each two clusters would meet about; in the public release no small number of meetings is told."""
    frame = pd.DataFrame(data.all(EventThemes))
    frame = frame.assign(unscheduled=frame["demand"] - frame["scheduled"])
    dates = pd.DataFrame(data.all(EventPlans)).set_index("event")["date"]
    hides = {"demand": ("tables", "slots", "themes")}
    parts = {"demand": ("scheduled", "unscheduled")}
    disclosure = Disclosure(("demand", "scheduled", "unscheduled"), adds_up=(("event",),), parts=parts, hides=hides)
    return Tabulation(frame.assign(date=frame["event"].map(dates)), disclosure)


def _meetings(data: Store) -> int:
    return int(data.all(EventPlans)["demand"].sum())


def event_plans_table(data: Store) -> Table:
    """List the events of clusters, with the tables and slots that they need."""
    return Table(
        id="event_plans",
        data=plans_tabulation(data),
        columns=(
            Column("event", _("Event")),
            Column("date", _("Day"), calendar=True),
            Column("place", _("Where")),
            Column("in_period", _("Within the pilot action"), words=AT_HOME),
            Column("demand", _("Possible meetings")),
            Column("slots", _("Slots")),
            Column("tables_needed", _("Tables needed")),
            Column("tables_set", _("Tables set")),
            Column("enough", _("Enough"), words=AT_HOME),
            Column("cost_eur", _("Cost, euro")),
            Column("line", _("Paid from"), words=line_words(data)),
            Column("line_costs_eur", _("All events of that line, euro")),
            Column("line_holds_eur", _("What it has, euro")),
        ),
        words=lambda released: Words(
            _("What the events of clusters need") if len(released.frame) else _("No event of clusters is planned"),
            note=_(
                "Tables needed: possible meetings and {reserve} more, spread over the slots. Tables set: "
                "shared ones in the slot with fewest. What a line has: what it plans, without what it sets aside for "
                "assistance.",
                reserve=Given(Share(RESERVE)),
            ),
        ),
        source=ORGANISERS,
        n=_meetings(data),
        units=MAY_BE_HELD,
    )


def event_themes_table(data: Store) -> Table:
    """List for each event which two clusters meet about what, with the tables and slots that they need."""
    called = cluster_words(data)
    return Table(
        id="event_themes",
        data=themes_tabulation(data),
        columns=(
            Column("event", _("Event")),
            Column("date", _("Day"), calendar=True),
            Column("first", _("Cluster"), words=called),
            Column("second", _("And"), words=called),
            Column("themes", _("Themes"), words=stage_words(data)),
            Column("demand", _("Possible meetings")),
            Column("scheduled", _("In the schedule")),
            Column("tables", _("Tables")),
            Column("slots", _("Slots")),
        ),
        words=lambda released: Words(
            _("Who meets whom at the events, about what")
            if len(released.frame)
            else _("No members of two clusters would meet at an event"),
            note=_(
                "Themes: the stages of hybrid activities of the two, then those of most meetings; two meetings at "
                "least each. Tables and slots: what the meetings fill with {reserve} more. Meetings with guests of no "
                "cluster are left out.",
                reserve=Given(Share(RESERVE)),
            ),
        ),
        source=ORGANISERS,
        n=_meetings(data),
        units=MAY_BE_HELD,
    )
