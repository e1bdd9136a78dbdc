"""What each line of the budget had, paid and left, and what a result of it cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ...meetings.cluster_labels import line_words
from ...meetings.events.tabulation import ALL_EVENTS, steps_tabulation
from ...meetings.tables import Events
from ...results import (
    Column,
    Disclosure,
    Finding,
    Listing,
    Message,
    Released,
    Table,
    Tabulation,
    Translatable,
    Words,
    _,
)
from ...store import Store
from ...survey.report.members import ALL as ALL_MEMBERS
from ...survey.report.members import counts_of_members
from ...tables import join_ids
from ..assistance.tabulation import sessions_tabulation
from ..dissemination import dissemination_tabulation
from ..labels import ALL, LINES, MONITORED, PARTICIPATIONS
from ..tables import AssistanceMeasures, Spending
from .follow import WHOLE
from .tabulation import lines_tabulation

#: Ids of lines that pay for the survey and for the catalogue of partners; others are known by what names them.
_SURVEY, _CATALOGUE = "survey", "pool"
RESULT: Mapping[str, Message] = {
    "answers": _("members that answered"),
    "meetings": _("meetings held"),
    "participations": PARTICIPATIONS,
    "recipients": _("recipients of the catalogue"),
}
_RESULTS = ["line", "result", "number", "untold", "result_rows"]
#: Line, result, number, whether the public release tells that elsewhere, and the rows that made it.
Result = tuple[str, str, int, bool, str]


def _results(data: Store) -> Iterator[Result]:
    """Count what each line paid for."""
    minimum = data.settings.thresholds.disclosure_minimum
    members, catalogue = counts_of_members(data), dissemination_tabulation(data)
    for line, result, counts, key, column in (
        (_SURVEY, "answers", members, ALL_MEMBERS, "answered"), (_CATALOGUE, "recipients", catalogue, ALL, "received"),
    ):  # fmt: skip
        whole = counts.frame["key"] == key
        if whole.any():
            row = int(whole.to_numpy().argmax())
            made = str(counts.frame[f"{column}_{'from' if counts is members else 'rows'}"].iloc[row])
            hidden = bool(counts.release(minimum).whole.hidden[column].iloc[row])
            yield line, result, int(counts.frame[column].iloc[row]), hidden, made
    steps, paid_by = steps_tabulation(data), data.all(Events).set_index("event")["line"]
    of_events = (steps.frame["event"] != ALL_EVENTS) & (steps.frame["step"] == "held") & steps.frame["shown"]
    held = steps.frame[of_events]
    # Of lines that add up to what is told of all, one that is told would tell another.
    untold = bool(steps.release(minimum).whole.hidden.loc[of_events, "number"].any())
    for paying, rows in held.groupby(held["event"].map(paid_by), sort=False):
        yield str(paying), "meetings", int(rows["number"].sum()), untold, join_ids(rows["made_from"])
    sessions, lines = sessions_tabulation(data), data.all(AssistanceMeasures).set_index("measure")["line"]
    untold = bool(sessions.release(minimum).whole.hidden["came"].any())
    for paying, rows in sessions.frame.groupby(sessions.frame["measure"].map(lines), sort=False):
        yield str(paying), "participations", int(rows["came"].sum()), untold, join_ids(rows["made_from"])


def costs_tabulation(data: Store) -> Tabulation:
    """Tabulate of each line, and of all, what was planned, paid and left, and what was paid for each result.

    A line has one result: its own, or meetings where it pays for events, or else participations in assistance.
    """
    lines = lines_tabulation(data).frame
    late = pd.DataFrame(data.all(Spending)).query("date > @data.settings.period.end.isoformat()")
    after = late.groupby("line")["amount_eur"].sum()
    results = pd.DataFrame(_results(data), columns=_RESULTS).query("number > 0").drop_duplicates("line")
    frame = lines.assign(after=lines["line"].map(after).fillna(0.0)).merge(results, on="line", how="left")
    frame = frame.astype({"number": "Int64"}).assign(
        each=(frame["spent_eur"] / frame["number"].astype("float64")).round(2),
        untold=frame["untold"].eq(True).astype("int64"),
        result_rows=frame["result_rows"].fillna(""),
        each_rows=[join_ids(cells) for cells in frame[["made_from", "result_rows"]].fillna("").to_numpy()],
    )
    hidden = ("number", "each", "result_rows", "each_rows")
    return Tabulation(_with_whole(frame), Disclosure(("untold",), hides={"untold": hidden}))


def _with_whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Add all lines together."""
    if frame.empty:
        return frame
    euro = frame[["planned_eur", "spent_eur", "after", "left"]].sum().round(2)
    share = euro["spent_eur"] / euro["planned_eur"] if euro["planned_eur"] else None
    rows = {"made_from": join_ids(frame["made_from"]), "result_rows": "", "each_rows": ""}
    whole = {"line": WHOLE, **euro, "share": share, "untold": 0, **rows}
    return pd.concat([frame, pd.DataFrame([whole])], ignore_index=True)


def costs_finding(data: Store) -> Finding:
    """Say what each line paid for one result of it, and what is not counted."""
    called = line_words(data)

    def text(released: Released) -> Message:
        parts = tuple(_costs(released, called))
        if not parts:
            return _("What a result cost is not known by line, or not in the public release.")
        return _(
            "Paid by line for each result: {parts}. All that the line paid is divided, payments after the end of the "
            "pilot action too. Staff time of the agency and the managements is not counted here, unless a line pays "
            "for it.",
            parts=Listing(parts),
        )

    return Finding("cost_by_line", costs_tabulation(data), text)


def _costs(released: Released, called: Mapping[str, Translatable]) -> Iterator[Message]:
    frame = released.frame
    for row in frame["each"].notna().to_numpy().nonzero()[0].tolist():
        line, result = str(frame["line"].iloc[row]), RESULT[str(frame["result"].iloc[row])]
        n = int(frame["number"].iloc[row])
        each = released.number(
            f"cost_each.{line}", _("euro paid of {line} by result of it", line=called[line]), row, "each", "quotient",
            n=n, source=MONITORED, rows="each_rows",
        )  # fmt: skip
        number = released.number(
            f"cost_results.{line}", _("{result}, set against {line}", result=result, line=called[line]), row, "number",
            "number", n=n, source=MONITORED, rows="result_rows",
        )  # fmt: skip
        yield _(
            "{line} **{each}** EUR ({result}: {number})", line=called[line], each=each, result=result, number=number
        )


def lines_table(data: Store) -> Table:
    """List the lines of the budget with what was paid, what is left, and what a result cost."""
    return Table(
        id="budget_lines",
        data=costs_tabulation(data),
        columns=(
            Column("line", _("Line of the budget"), words={**line_words(data), WHOLE: _("The whole budget")}),
            Column("planned_eur", _("Planned"), unit=_("EUR"), decimals=2),
            Column("spent_eur", _("Paid"), unit=_("EUR"), decimals=2),
            Column("after", _("Of it, after the end"), unit=_("EUR"), decimals=2),
            Column("left", _("Left"), unit=_("EUR"), decimals=2),
            Column("share", _("Part paid"), share=True),
            Column("result", _("Set against"), words=RESULT),
            Column("number", _("Number"), made_from="result_rows"),
            Column("each", _("Paid for each"), unit=_("EUR"), decimals=2, made_from="each_rows"),
        ),
        words=lambda _released: Words(
            _("What was planned, paid and left of each line, and what a result cost"),
            note=_(
                "Paid: payments on file, those after the end of the pilot action too; what is agreed and not paid yet "
                "is in no log. A line is divided whole by one result: one that pays for events by the meetings held "
                "there, also where it pays for assistance; one that pays for assistance alone by participations in "
                "its measures. Left below 0: more was paid than planned."
            ),
        ),
        source=MONITORED,
        n=len(lines_tabulation(data).frame),
        units=LINES,
    )
