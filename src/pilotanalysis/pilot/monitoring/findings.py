"""What is said of the pilot action as it goes: indicators, time, money, and what is flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

import pandas as pd

from ...meetings.cluster_labels import cluster_words, line_words
from ...meetings.cluster_tables import BudgetLines
from ...results import (
    Column,
    Day,
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
    label,
)
from ...store import Store
from ...tables import join_ids, split_ids
from ..labels import (
    FLAG,
    FLAGGABLE,
    FLAGGED,
    INDICATORS,
    KIND_OF_INDICATOR,
    MONITORED,
    STATUS_OF_INDICATOR,
    activity_words,
    indicator_words,
    is_share,
    measure_words,
    n_flags,
    responsible_words,
)
from ..monitoring_tables import MonitoringFlags
from ..tables import AssistanceMeasures, Indicators, Spending, TimetableActivities
from .follow import WHOLE
from .tabulation import (
    OF_CLUSTERS,
    OF_TIME,
    flags_tabulation,
    latest_tabulation,
    lines_tabulation,
    monitored,
    timetable_tabulation,
)


def _number(id: str, words: Translatable, value: float, released: Released, chosen: pd.Series | None = None) -> Number:
    """Register a number of the pilot action, which tells of no member."""
    rows, whole = released.rows_of(chosen), released.rows_of()
    return Number(id, words, value, "number", rows, len(released.frame), MONITORED, of=whole, public=True)


def on_track_title(released: Released) -> Message:
    """Say how many indicators are on track; from the last value of each."""
    known = released.frame["status"].dropna()
    good = released.frame["status"] == "on_track"
    return _(
        "Indicators on track: {good} of {all}",
        good=_number("indicators_on_track", _("indicators on track"), int(good.sum()), released, good),
        all=_number("indicators_measured", _("indicators with a value"), len(known), released),
    )


def late_title(released: Released) -> Message:
    """Say how many activities were late."""
    late = released.frame["late"].notna()
    return _(
        "Late activities: {late} of {all}",
        late=_number("activities_late", _("activities that were late"), int(late.sum()), released, late),
        all=_number("activities_all", _("activities of the timetable"), len(late), released),
    )


def spent_title(released: Released, budget: float) -> Message:
    """Say how much of the budget was paid; from the lines."""
    paid = _number("spent_in_all", _("euro paid in all"), round(float(released.frame["spent_eur"].sum())), released)
    return _("{paid} of {budget} euro were paid", paid=paid, budget=Given(round(budget)))


def indicators_finding(data: Store) -> Finding:
    """Say how many indicators are on track by their last value, and which are behind or off."""
    called = indicator_words(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No value of an indicator is known.")
        said = _("**{on_track}**, by their last value.", on_track=on_track_title(released))
        hidden = released.hidden["status"]
        if hidden.any():
            number = _number("indicators_hidden", _("indicators not told"), int(hidden.sum()), released, hidden)
            said = _("{said} Not told, since their values are small: {hidden}.", said=said, hidden=number)
        for status, sentence in (
            ("behind", _("{said} Behind their plan: {names}.")),
            ("off_track", _("{said} Off track: {names}.")),
        ):
            bad = frame.loc[frame["status"] == status, "indicator"]
            if len(bad):
                said = Message(sentence.text, {"said": said, "names": Listing(tuple(called[one] for one in bad))})
        return said

    return Finding("indicators_on_track_finding", latest_tabulation(data), text)


def cooperation_finding(data: Store) -> Finding:
    """Say which results of cooperation, such as new members, reached their plan; those of all clusters are added up."""
    known = pd.DataFrame(data.all(Indicators)).set_index("indicator")
    more = set(known.index[known["better"] == "more"])

    def text(released: Released) -> Message:
        frame = released.frame
        results = (frame["kind"] == "result") & (frame["objective"] == "cooperation") & (frame["unit"] == "number")
        own = frame[results & frame["indicator"].isin(more) & frame["planned"].notna()]
        reached, short, untold = list[Translatable](), list[Translatable](), list[Translatable]()
        for _name, part in own.groupby(own["indicator"].map(known["name_en"]), sort=False):
            first = known.loc[str(part["indicator"].iloc[0])]
            called = label(first)
            if released.hidden.loc[part.index, "actual"].any():
                untold.append(called)
                continue
            id = str(first.name).removesuffix(f"-{first['owner']}")
            actual, planned = float(part["actual"].sum()), float(part["planned"].sum())
            number = _number(f"reached.{id}", called, actual, released, frame["indicator"].isin(part["indicator"]))
            told = _(
                "{name} ({actual} of {planned} planned)", name=called, actual=number, planned=Given(round(planned))
            )
            (reached if actual >= planned else short).append(told)
        said = [
            words
            for words, names in (
                (_("Reached the plan: **{names}**.", names=Listing(tuple(reached))), reached),
                (_("Fell short of the plan: **{names}**.", names=Listing(tuple(short))), short),
                (_("Not told, since their values are small: {hidden}.", hidden=Listing(tuple(untold))), untold),
            )
            if names
        ]
        if not said:
            return _("No result of cooperation has a value and a plan.")
        return reduce(lambda before, after: _("{before} {after}", before=before, after=after), said)

    return Finding("cooperation_results", latest_tabulation(data), text)


def time_finding(data: Store) -> Finding:
    """Say which activities end after the pilot action, and how many ended later than planned."""
    called = activity_words(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("There is no timetable.")
        after = frame["after"].notna()
        late = late_title(released)
        if not after.any():
            return _("No activity ends after the pilot action. **{late}**.", late=late)
        return _(
            "Activities that end after the pilot action: **{after}** of {all} ({names}). **{late}**.",
            after=_number(
                "activities_after", _("activities that end after the pilot action"), int(after.sum()), released, after
            ),
            all=_number("activities_all", _("activities of the timetable"), len(frame), released),
            names=Listing(tuple(called[one] for one in frame.loc[after, "activity"])),
            late=late,
        )

    return Finding("activities_in_time", timetable_tabulation(data), text)


def spent_finding(data: Store) -> Finding:
    """Say what was spent of the budget, and which lines cost more than planned."""
    called, budget = line_words(data), data.settings.budget
    flags = data.all(MonitoringFlags)
    late = flags["flag"] == "paid_after"

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("There is no budget.")
        said = _("**{paid}**.", paid=spent_title(released, budget.amount))
        if late.any():
            rows = tuple(split_ids(join_ids(flags.loc[late, "made_from"])))
            number = Number(
                "paid_after_the_end", _("euro paid after the end"), round(float(flags.loc[late, "value"].sum())),
                "number", rows, len(frame), MONITORED, of=released.rows_of(), public=True,
            )  # fmt: skip
            said = _("{said} Of these, {late} euro after the end of the pilot action.", said=said, late=number)
        if (frame["left"] > 0).any():
            said = _("{said} {unpaid}", said=said, unpaid=_unpaid(released, called))
        over = frame["left"] < 0
        if not over.any():
            return _("{said} No line cost more than planned.", said=said)
        named = Listing(tuple(_overspent(released, called, place) for place, more in enumerate(over) if more))
        return _("{said} More than planned: {names}.", said=said, names=named)

    return Finding("budget_spent", lines_tabulation(data), text)


def _unpaid(released: Released, called: Mapping[str, Translatable]) -> Message:
    """Say in which line most is left."""
    left = released.frame["left"]
    most = left == left.max()
    line = called[str(released.frame.loc[most, "line"].iloc[0])]
    number = _number("left_most", _("euro left in the line in which most is"), round(left.max()), released, most)
    planned = Given(round(float(released.frame.loc[most, "planned_eur"].iloc[0])))
    return _("Most is left of {line}: {euro} of {planned} euro.", line=line, euro=number, planned=planned)


def _overspent(released: Released, called: Mapping[str, Translatable], place: int) -> Message:
    """Say of a line what was paid, of what was planned."""
    row = released.frame.to_dict("records")[place]
    name, chosen = called[str(row["line"])], pd.Series(released.frame.index == place)
    paid = _number(
        f"spent.{row['line']}", _("euro paid of {line}", line=name), round(row["spent_eur"]), released, chosen
    )  # fmt: skip
    return _("{line} ({paid} of {planned} euro)", line=name, paid=paid, planned=Given(round(float(row["planned_eur"]))))


def flags_finding(data: Store) -> Finding:
    """Say how much is flagged."""

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("Nothing is flagged: no overspend, no delay, nothing after the end.")
        flags = _number("flags_in_all", _("flags raised"), len(released.frame), released)
        return _(
            "Monitoring raises **{flags}**, each a question to whoever answers for it. Flagged are: {parts}.",
            flags=n_flags(flags),
            parts=Listing(tuple(_flagged(data, released))),
        )

    return Finding("monitoring_flagged", flags_tabulation(data), text)


def _flagged(data: Store, released: Released) -> Iterator[Message]:
    """Say of how many indicators, activities, lines, payments, measures and clusters something is flagged."""
    frame = released.frame
    for id, kinds, words, whole, said in (
        ("indicators", ("off_track",), _("indicators flagged"), len(data.all(Indicators)),
         _("indicators {flagged} of {all}")),
        ("activities", OF_TIME, _("activities flagged"), len(data.all(TimetableActivities)),
         _("activities {flagged} of {all}")),
        ("lines", ("overspent",), _("lines of the budget flagged, or all of it"), len(data.all(BudgetLines)),
         _("lines of the budget {flagged} of {all}")),
        ("payments", ("paid_after",), _("days of payment flagged"), int(data.all(Spending)["date"].nunique()),
         _("days of payment {flagged} of {all}")),
        ("measures", ("held_after",), _("measures of assistance flagged"), len(data.all(AssistanceMeasures)),
         _("measures of assistance {flagged} of {all}")),
        ("clusters", OF_CLUSTERS, _("clusters flagged"), len(data.settings.clusters), _("clusters {flagged} of {all}")),
    ):  # fmt: skip
        chosen = frame["flag"].isin(list(kinds))
        if chosen.any():
            flagged = len(split_ids(join_ids(frame.loc[chosen, "subject"])))
            number = _number(f"flagged_{id}", words, flagged, released, chosen)
            yield Message(said.text, {"flagged": number, "all": Given(whole)})


def subject_words(data: Store) -> dict[str, Translatable]:
    """Name of what can be flagged, by what the flags say."""
    flags = data.all(MonitoringFlags)
    return {
        **indicator_words(data),
        **measure_words(data),
        **line_words(data),
        **cluster_words(data),
        **{f"activity:{one}": name for one, name in activity_words(data).items()},
        **{one: Day(one) for one in flags.loc[flags["flag"] == "paid_after", "subject"]},
        WHOLE: _("the whole budget"),
    }


def of_plan(frame: pd.DataFrame) -> pd.Series:
    """Tell of which flags the value is the part of the plan that is reached."""
    return frame["flag"].isin(["off_track", "behind", "underserved"])


def flags_table(data: Store) -> Table:
    """List what is flagged."""
    return Table(
        id="monitoring_flags",
        data=flags_tabulation(data),
        columns=(
            Column("flag", _("What"), words=FLAG),
            Column("subject", _("Of what"), words=subject_words(data)),
            Column("value", _("By how much"), share=of_plan),
        ),
        words=lambda released: Words(
            _("What is flagged") if len(released.frame) else _("Nothing is flagged"),
            note=_(
                "What is flagged is for whoever answers for it to explain; nothing is refused or left out. "
                "The assistance of a cluster is flagged where fewer of its needs had a session than {part} of those "
                "that this study's proposal would serve.",
                part=Given(Share(data.settings.monitoring.served)),
            ),
        ),
        source=FLAGGED,
        n=monitored(data),
        units=FLAGGABLE,
    )


def indicators_table(data: Store) -> Table:
    """List the indicators with baseline, target, last value and status."""
    rule = data.settings.monitoring
    return Table(
        id="indicators_status",
        data=latest_tabulation(data),
        columns=(
            Column("indicator", _("Indicator"), words=indicator_words(data)),
            Column("kind", _("Kind"), words=KIND_OF_INDICATOR),
            Column("owner", _("Who answers for it"), words=responsible_words(data)),
            Column("baseline", _("Baseline"), share=is_share),
            Column("target", _("Target"), share=is_share),
            Column("month", _("Last month"), calendar=True),
            Column("planned", _("Planned"), share=is_share),
            Column("actual", _("Actual"), share=is_share),
            Column("status", _("Status"), words=STATUS_OF_INDICATOR),
        ),
        words=lambda released: Words(
            _("Where each indicator stands") if len(released.frame) else _("No value of an indicator is known"),
            note=_(
                "On track: at least {good} of the plan is reached; behind: at least {some}; else off track.",
                good=Given(Share(rule.on_track)),
                some=Given(Share(rule.behind)),
            ),
        ),
        source=MONITORED,
        n=len(data.all(Indicators)),
        units=INDICATORS,
    )
