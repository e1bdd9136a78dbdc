"""What the chapter says of what came in, in sentences whose numbers are registered."""

from __future__ import annotations

import pandas as pd

from ..results import Column, Finding, Listing, Message, Number, Table, _, count, share
from ..tables import SEPARATOR, join_ids
from .labels import EXPORTS, ORGANISATION_TYPE, OUTCOME, REASON, ROSTER, RULE, TOOL
from .read import Intake


def response_finding(intake: Intake) -> Finding:
    """Say how many members answered, overall and in each cluster."""
    rows = intake.organisations
    everyone, spoke = tuple(rows["row_id"]), tuple(rows.loc[rows["answered"], "row_id"])
    members = count("members", _("members of the clusters"), everyone, everyone, source=ROSTER, public=True)
    answered = count("answered", _("members that answered"), spoke, everyone, source=ROSTER)
    rate = share("response_rate", _("response rate"), spoke, everyone, source=ROSTER)
    rates = []
    for cluster, name in intake.names.items():
        own = rows[rows["cluster"] == cluster]
        rates.append(
            share(
                f"response_rate.{cluster}",
                _("response rate of {cluster}", cluster=name),
                tuple(own.loc[own["answered"], "row_id"]),
                tuple(own["row_id"]),
                source=ROSTER,
            )
        )
    by_cluster = tuple(
        _("{cluster} {rate}", cluster=name, rate=number)
        for name, number in zip(intake.names.values(), rates, strict=True)
    )
    return Finding(
        "response_rates",
        _(
            "**{answered}** of **{members}** members answered ({rate}): {clusters}.",
            answered=answered,
            members=members,
            rate=rate,
            clusters=Listing(by_cluster),
        ),
        (answered, members, rate, *rates),
    )


def accounting_finding(intake: Intake) -> Finding:
    """Say that no row of the answers was lost: what was kept, merged and dropped."""
    from ..tables import split_ids

    rows = intake.accounting[~intake.accounting["repeats"]]
    read_in = tuple(id for cell in rows["made_from"] for id in split_ids(cell))
    kept, merged, dropped = (
        tuple(id for cell in rows.loc[rows["outcome"] == outcome, "made_from"] for id in split_ids(cell))
        for outcome in ("kept", "merged", "dropped")
    )
    numbers = (
        count("responses_read", _("responses read"), read_in, read_in, source=EXPORTS),
        count("responses_kept", _("responses kept"), kept, read_in, source=EXPORTS),
        count(
            "responses_merged", _("responses that the same member gave again later"), merged, read_in, source=EXPORTS
        ),
        count("responses_dropped", _("responses dropped"), dropped, read_in, source=EXPORTS),
    )
    return Finding(
        "rows_accounted",
        _(
            "Of **{read}** responses read, **{kept}** were kept, **{merged}** were replaced by a later one of the same "
            "member, and **{dropped}** dropped: test rows, and responses of nobody on a roster.",
            **dict(zip(("read", "kept", "merged", "dropped"), numbers, strict=True)),
        ),
        numbers,
    )


def arrivals_table(intake: Intake) -> Table:
    """List the exports that came in: tool, responses, and how many of their columns answer a question."""
    columns, responses = intake.columns, intake.responses
    rows = []
    for (cluster, file), own in columns.groupby(["cluster", "file"], sort=False):
        mine = responses[(responses["cluster"] == cluster) & (responses["file"] == file)]
        status = own["status"].value_counts()
        unclear = int(status.get("unknown", 0) + status.get("ambiguous", 0))
        rows.append(
            (
                cluster,
                own["tool"].iloc[0],
                file,
                len(mine),
                int((~mine["complete"]).sum()),
                float(mine["minutes"].median()) if mine["minutes"].notna().any() else None,
                int(status.get("question", 0)),
                int(status.get("tool", 0)),
                unclear,
                join_ids([*own["row_id"], *mine["row_id"]]),
            )
        )
    names = ["cluster", "tool", "file", "kept", "partial", "minutes", "matched", "own", "unmatched", "made_from"]
    frame = pd.DataFrame(rows, columns=names)
    return Table(
        id="arrivals",
        title=_("What came in, and from which tool"),
        frame=frame,
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("tool", _("Tool"), words=TOOL),
            Column("file", _("File")),
            Column("kept", _("Responses kept"), disclosive=True),
            Column("partial", _("of them partial"), disclosive=True),
            Column("minutes", _("Median time"), unit=_("minutes"), decimals=0),
            Column("matched", _("Columns of questions")),
            Column("own", _("Columns of the tool")),
            Column("unmatched", _("Columns of no question")),
        ),
        source=EXPORTS,
        n=len(responses),
        note=_("A blank under time: the tool does not tell how long it took."),
    )


def partial_finding(intake: Intake) -> Finding:
    """Say how many responses are partial, and how long it took to answer."""
    rows = intake.responses
    everyone = tuple(rows["row_id"])
    partial = count(
        "responses_partial",
        _("responses that stopped before the end"),
        tuple(rows.loc[~rows["complete"], "row_id"]),
        everyone,
        source=EXPORTS,
    )
    timed = rows[rows["minutes"].notna()]
    if timed.empty:
        return Finding(
            "partial", _("**{partial}** of the responses kept stopped before the end.", partial=partial), (partial,)
        )
    ids = tuple(timed["row_id"])
    median = float(timed["minutes"].median())
    minutes = Number("minutes", _("median time to answer"), median, "minutes", ids, len(ids), EXPORTS)
    return Finding(
        "partial",
        _(
            "**{partial}** of the responses kept stopped before the end; what they say until there counts. Where the "
            "tool tells how long it took, half took less than **{minutes}** minutes.",
            partial=partial,
            minutes=minutes,
        ),
        (partial, minutes),
    )


def matching_finding(intake: Intake) -> Finding:
    """Say how many columns answer a question, and name those that do not."""
    rows = intake.columns[~intake.columns["status"].isin(["tool", "unread"])]
    odd = rows[rows["status"] != "question"]
    heads = _once(rows["row_id"])

    def number(id: str, words: Message, counted: pd.DataFrame) -> Number:
        return Number(id, words, len(counted), "number", _once(counted["row_id"]), len(rows), EXPORTS, of=heads)

    total = number("columns_asked", _("columns that are not the tool's own"), rows)
    unknown = number("columns_unmatched", _("columns that answer no question"), odd)
    if odd.empty:
        return Finding(
            "matching", _("Each of **{total}** columns was found to answer a question.", total=total), (total, unknown)
        )
    return Finding(
        "matching",
        _(
            "Of **{total}** columns **{unknown}** were not found to answer a question, or could answer several: "
            "{names}. They are not used; head them with a code or label of the questionnaire, or add the question to "
            "it.",
            total=total,
            unknown=unknown,
            names=Listing(tuple(_near(header, near) for header, near in odd[["header", "nearest"]].to_numpy())),
        ),
        (total, unknown),
    )


def _once(ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _near(header: str, nearest: str) -> Message | str:
    """Name a column, with the question that its header is most like."""
    shown = header or "?"
    return _("{header} (perhaps {question})", header=shown, question=nearest) if nearest else shown


#: Rules that bring a text to a stage of the catalogue.
_CODED = ("coded_before", "coded_by_term", "coded_by_likeness")


def cleaning_finding(intake: Intake) -> Finding:
    """Say how many answers were not taken at their face, and what became of them."""
    everyone = tuple(intake.responses["row_id"])
    kept = intake.ledger[intake.ledger["row_id"].isin(_rows_kept(intake))]
    cells = kept.drop_duplicates(["row_id", "question", "number"])
    total = int(intake.completeness["answered"].sum())

    def number(id: str, words: Message, counted: pd.DataFrame) -> Number:
        return Number(id, words, len(counted), "number", _once(counted["row_id"]), total, EXPORTS, of=everyone)

    answers = Number("answers", _("answers given"), total, "number", everyone, total, EXPORTS)
    odd = number("cells_noted", _("answers not taken at their face"), cells)
    flagged = number("cells_flagged", _("answers taken and flagged"), _of_severity(kept, "flag"))
    waiting = number("cells_waiting", _("answers that wait for a decision"), _of_severity(kept, "review"))
    return Finding(
        "cleaning",
        _(
            "Of **{answers}** answers **{odd}** were not taken at their face. Most of those have one meaning only; "
            "**{flagged}** were taken and flagged, because somebody may want to know, and **{waiting}** were not "
            "taken: they wait for a decision.",
            answers=answers,
            odd=odd,
            flagged=flagged,
            waiting=waiting,
        ),
        (answers, odd, flagged, waiting),
    )


def _rows_kept(intake: Intake) -> set[str]:
    respondents = intake.responses[["cluster", "respondent"]]
    ledger = intake.ledger[["cluster", "respondent", "row_id"]].drop_duplicates()
    return set(ledger.merge(respondents, on=["cluster", "respondent"])["row_id"])


def _of_severity(ledger: pd.DataFrame, severity: str) -> pd.DataFrame:
    return ledger[ledger["severity"] == severity].drop_duplicates(["row_id", "question", "number"])


def coding_finding(intake: Intake) -> Finding:
    """Say how many answers in words were brought to a stage of the catalogue, and by what."""
    ledger = intake.ledger
    everyone = tuple(intake.responses["row_id"])

    def number(id: str, words: Message, *rules: str) -> Number:
        rows = ledger[ledger["rule"].isin(rules)]
        return Number(id, words, len(rows), "number", _once(rows["row_id"]), len(everyone), EXPORTS, of=everyone)

    known = number("coded_known", _("answers coded by a decision or a term of the glossary"), *_CODED[:2])
    alike = number("coded_alike", _("answers coded by likeness to the glossary"), _CODED[2])
    unsure = number("coded_unsure", _("answers that could not be coded surely"), "not_coded")
    return Finding(
        "coding",
        _(
            "Where what is made, bought, needed or offered stands in words alone, **{known}** answers were coded to a "
            "stage by a decision or a term of the glossary and **{alike}** by likeness to it; **{unsure}** are not "
            "sure enough, and wait with the three nearest stages beside them.",
            known=known,
            alike=alike,
            unsure=unsure,
        ),
        (known, alike, unsure),
    )


def decisions_finding(intake: Intake) -> Finding:
    """Say how many decisions were applied, and how many fit nothing any more."""
    decided = intake.decided
    if decided.empty:
        return Finding(
            "decisions",
            _(
                "Nothing was decided by anybody yet: `data/decisions` is empty. What waits stands in "
                "`data/processed/review.xlsx`, with room to decide."
            ),
            (),
        )
    rows = _once(intake.ledger.loc[intake.ledger["rule"].isin(["decided", "coded_before"]), "row_id"])
    everyone = tuple(intake.responses["row_id"])
    applied = int((decided["status"] == "applied").sum())

    def number(id: str, words: Message, value: int, made_from: tuple[str, ...]) -> Number:
        return Number(id, words, value, "number", made_from, len(decided), EXPORTS, of=everyone)

    used = number("decisions_applied", _("decisions applied"), applied, rows)
    lost = number("decisions_unmatched", _("decisions that fit nothing any more"), len(decided) - applied, ())
    return Finding(
        "decisions",
        _("**{used}** decisions were applied; **{lost}** fit no answer any more.", used=used, lost=lost),
        (used, lost),
    )


def waiting_table(intake: Intake) -> Table:
    """List what waits for a decision: by cluster and question, with the rule that could not read it."""
    review = intake.review.assign(rule=intake.review["rule"].str.rpartition(SEPARATOR)[2])
    groups = review.groupby(["cluster", "question", "rule"], sort=False)
    frame = groups.agg(cells=("row_id", "size"), made_from=("row_id", join_ids)).reset_index()
    frame = frame.sort_values(["cluster", "cells"], ascending=[True, False], kind="stable", ignore_index=True)
    return Table(
        id="waiting",
        title=_("Answers that wait for a decision"),
        frame=frame,
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("question", _("Question")),
            Column("rule", _("Why it waits"), words=RULE),
            Column("cells", _("Cells"), disclosive=True),
        ),
        source=EXPORTS,
        n=len(intake.responses),
    )


def cells_table(intake: Intake) -> Table:
    """Count the cells that were not taken at their face, by the rule that read them or could not."""
    ledger = intake.ledger.assign(rule=intake.ledger["rule"].str.split(SEPARATOR)).explode("rule")
    groups = ledger.groupby(["cluster", "rule", "severity"], sort=False)
    frame = groups.agg(cells=("row_id", "size"), made_from=("row_id", join_ids)).reset_index()
    frame = frame.sort_values(["cluster", "cells"], ascending=[True, False], kind="stable", ignore_index=True)
    severity = {"info": _("read"), "flag": _("taken, but flagged"), "review": _("to be looked at")}
    return Table(
        id="cells",
        title=_("Cells that were not taken at their face"),
        frame=frame,
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("rule", _("How it was read"), words=RULE),
            Column("severity", _("Outcome"), words=severity),
            Column("cells", _("Cells"), disclosive=True),
        ),
        source=EXPORTS,
        n=len(intake.responses),
    )


def response_table(intake: Intake) -> Table:
    """Set answers against the roster, by cluster and type of organisation."""
    return Table(
        id="response",
        title=_("Answers against the roster, by cluster and type of organisation"),
        frame=by_type(intake),
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("organisation_type", _("Type"), words=ORGANISATION_TYPE),
            Column("members", _("Members")),
            Column("answered", _("Answered"), disclosive=True),
            Column("silent", _("Did not answer"), disclosive=True),
        ),
        source=ROSTER,
        n=len(intake.organisations),
        complements=(("answered", "silent"),),
        additive=True,
    )


def accounting_table(intake: Intake) -> Table:
    """List what became of the rows of every sheet."""
    return Table(
        id="accounting",
        title=_("What became of every row that was read"),
        frame=intake.accounting,
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("file", _("File")),
            Column("sheet", _("Sheet")),
            Column("outcome", _("Outcome"), words=OUTCOME),
            Column("reason", _("Reason"), words=REASON),
            Column("rows", _("Rows"), disclosive=True),
        ),
        source=EXPORTS,
        n=int(intake.accounting["rows"].sum()),
    )


def by_type(intake: Intake) -> pd.DataFrame:
    """Members, answered and silent, by cluster and type."""
    rows = intake.organisations
    order = {cluster: number for number, cluster in enumerate(intake.names)}
    types = {kind: number for number, kind in enumerate(ORGANISATION_TYPE)}
    keys = ["cluster", "organisation_type"]
    groups = rows.groupby(keys, sort=False)
    frame = groups.agg(members=("row_id", "size"), answered=("answered", "sum"), made_from=("row_id", join_ids))
    frame = frame.reset_index()
    frame["silent"] = frame["members"] - frame["answered"]
    place = frame["cluster"].map(order) * len(types) + frame["organisation_type"].map(types)
    return frame.iloc[place.argsort(kind="stable")].reset_index(drop=True)
