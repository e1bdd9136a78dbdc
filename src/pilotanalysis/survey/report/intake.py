"""What came in: the exports, their columns, and what became of their rows."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Finding, Listing, Message, Number, Released, Table, Tabulation, Words, _, _n, count
from ...store import Store
from ...tables import split_ids
from ..labels import EXPORTS, OUTCOME, REASON, TOOL, n_responses
from ..tables import Accounting, Columns, Responses
from .members import counts_of_members


def arrivals_table(data: Store) -> Table:
    """List the exports that came in: tool, responses, and how many of their columns answer a question."""
    counted = counts_of_members(data)
    columns = data.all(Columns)
    status = columns.groupby(["file", "status"]).size().unstack(fill_value=0)
    status = status.reindex(columns=["question", "tool", "unknown", "ambiguous"], fill_value=0)
    about = pd.DataFrame(
        {
            "tool": columns.drop_duplicates("file").set_index("file")["tool"],
            "matched": status["question"],
            "own": status["tool"],
            "unmatched": status["unknown"] + status["ambiguous"],
        }
    )
    whole = counted.frame.join(about.astype(dict.fromkeys(("matched", "own", "unmatched"), "Int64")), on="file")
    return Table(
        id="arrivals",
        data=Tabulation(whole, counted.disclosure).only(whole["variable"] == "file"),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("tool", _("Tool"), words=TOOL),
            Column("file", _("File")),
            Column("answered", _("Responses kept")),
            Column("partial", _("of them partial")),
            Column("minutes", _("Median time"), unit=_("minutes"), decimals=0),
            Column("matched", _("Columns of questions")),
            Column("own", _("Columns of the tool")),
            Column("unmatched", _("Columns without a question")),
        ),
        words=lambda released: Words(
            _("What came in, and from which tool"),
            note=_("No time: the tool does not tell how long it took."),
        ),
        source=EXPORTS,
        n=len(data.all(Responses)),
    )


def matching_finding(data: Store) -> Finding:
    """Say how many columns answer a question, and name those that do not; columns tell nothing of members."""
    columns = data.all(Columns)
    rows = columns[~columns["status"].isin(["tool", "unread"])]
    odd = rows[rows["status"] != "question"]
    heads = _once(rows["row_id"])

    def number(id: str, words: Message, counted: pd.DataFrame) -> Number:
        return Number(id, words, len(counted), "number", _once(counted["row_id"]), len(rows), EXPORTS, of=heads)

    def text(released: Released) -> Message:
        total = _n(
            "{count} column",
            "{count} columns",
            number("columns_asked", _("columns that are not the tool's own"), rows),
        )
        if odd.empty:
            return _("All **{total}** were matched to a question.", total=total)
        return _(
            "Of **{total}**, **{unknown}** could not be matched to a question, or could match several: {names}. They "
            "are not used; head them with a code or label of the questionnaire, or add the question to it.",
            total=total,
            unknown=number("columns_unmatched", _("columns that answer no question"), odd),
            names=Listing(tuple(_near(header, near) for header, near in odd[["header", "nearest"]].to_numpy())),
        )

    return Finding("matching", Tabulation(rows), text)


def _once(ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _near(header: str, nearest: str) -> Message | str:
    """Name a column, with the question that its header is most like."""
    shown = header or "?"
    return _("{header} (perhaps {question})", header=shown, question=nearest) if nearest else shown


def accounting_finding(data: Store) -> Finding:
    """Say that no row of the answers was lost: what was kept, merged and dropped."""
    labels = {
        "read": ("responses_read", _("responses read")),
        "kept": ("responses_kept", _("responses kept")),
        "merged": ("responses_merged", _("responses that the same member gave again later")),
        "dropped": ("responses_dropped", _("responses dropped")),
    }

    def text(released: Released) -> Message:
        frame, hidden = (part.set_axis(released.frame["key"]) for part in (released.frame, released.hidden))
        ids = {key: tuple(split_ids(str(frame.at[key, "made_from"]))) for key in labels}
        numbers = {key: count(*labels[key], ids[key], ids["read"], source=EXPORTS) for key in labels}
        told = {key: number.withheld() if hidden.at[key, "rows"] else number for key, number in numbers.items()}
        return _(
            "Of **{read}** read, **{kept}** were kept, **{merged}** were replaced by a later one of the same member, "
            "and **{dropped}** were dropped: test rows, and responses from non-members.",
            **{**told, "read": n_responses(told["read"])},
        )

    counted = counts_of_members(data)
    return Finding("rows_accounted", counted.only(counted.frame["key"].isin(list(labels))), text)


def accounting_table(data: Store) -> Table:
    """List what became of the rows of every sheet."""
    counted = counts_of_members(data)
    return Table(
        id="accounting",
        data=counted.only(counted.frame["variable"] == "rows"),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("file", _("File")),
            Column("sheet", _("Sheet")),
            Column("outcome", _("Outcome"), words=OUTCOME),
            Column("reason", _("Reason"), words=REASON),
            Column("rows", _("Rows")),
        ),
        words=lambda released: Words(_("What became of every row that was read")),
        source=EXPORTS,
        n=int(data.all(Accounting)["rows"].sum()),
    )
