"""What became of everything that came in: columns, rows, cells and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, StudyTable, conform, join_ids, row_ids, row_spans
from .cleaning.block import STATES
from .decisions import Decisions
from .exports import Incoming
from .interpretation import as_text
from .matching import ANSWERED_AGAIN
from .questionnaire import OTHER, Question, Questionnaire
from .reading.missing import KINDS
from .rows import Rows
from .tables import Accounting, Decided, Ledger, Review
from .texts import fold

#: A context longer than that is cut.
_LONGEST = 180


def columns_of(incoming: Incoming) -> pd.DataFrame:
    """List every column of an export with the question that it answers."""
    export = incoming.export
    return export.columns.assign(
        row_id=[row_ids(export.file, sheet, [export.head_rows.get(sheet, 1)])[0] for sheet in export.columns["sheet"]],
        wave=incoming.wave,
        cluster=incoming.cluster,
        tool=export.tool,
        file=export.file,
    )


def completeness_of(
    blocks: Mapping[str, Rows], incoming: Incoming, noted: pd.DataFrame, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Count for each question who was asked, answered, or left it empty.

    Parameters
    ----------
    blocks : mapping of str to Rows
        By repeat.
    incoming : Incoming
    noted : DataFrame
        Entries of the ledger.
    questionnaire : Questionnaire
    """
    once = blocks[""]
    complete = incoming.export.responses["complete"].to_numpy()
    waiting = noted[noted["severity"] == "review"].drop_duplicates(["repeat", "place", "question"])
    parts = []
    for repeat, rows in blocks.items():
        kept = rows.kept.to_numpy()
        if not kept.any():
            continue
        asked_here = [question for question in questionnaire.of(repeat) if question.name in rows.block.states]
        conditions = dict.fromkeys(condition for question in asked_here for condition in question.conditions)
        # Conditions look at the answers of the repeat, and at those of its response.
        place = pd.Index(once.block.head["respondent"]).get_indexer(rows.block.head["respondent"])
        finished = complete[place].astype(bool)
        looked_at = {name for condition in conditions for name in condition.fields} & once.block.values.keys()
        around = {name: once.block.values[name].iloc[place].set_axis(rows.head.index) for name in looked_at}
        around |= rows.block.values
        holds = {one: one.holds(around, rows.head.index).to_numpy(dtype=bool) for one in conditions}
        places = rows.head[rows.kept].groupby("sheet")["row"]
        spans = [span for sheet, own in places for span in row_spans(incoming.export.file, str(sheet), own)]
        made_from = SEPARATOR.join(spans)
        own = waiting[(waiting["repeat"] == repeat) & waiting["place"].isin(rows.kept.index[rows.kept])]
        unclear = Counter(own["question"])
        for question in asked_here:
            asked = np.all([np.ones(len(kept), dtype=bool), *(holds[one] for one in question.conditions)], axis=0)
            states = rows.block.states[question.name]
            there = states > STATES.index("nothing")
            # LimeSurvey tells a text left empty from one not shown; of numbers and dates, and of a column in which
            # nothing stands at all, only the route tells.
            told = incoming.export.tells_blanks and not question.is_number and question.kind != "date" and there.any()
            shown = (there if told else asked & (finished | there))[kept]
            states = states[kept]
            said = states > STATES.index("empty")
            parts.append(
                {
                    "made_from": made_from,
                    "wave": incoming.wave,
                    "cluster": incoming.cluster,
                    "question": question.name,
                    "repeat": repeat,
                    "needed": question.needed,
                    "rows": len(states),
                    "answered": (states == STATES.index("answered")).sum(),
                    "unanswered": (shown & ~said).sum(),
                    **{kind: (states == STATES.index(kind)).sum() for kind in KINDS},
                    "not_asked": (~shown & ~said).sum(),
                    "not_understood": unclear[question.name],
                    "distribution": distribution_of(question, rows.block.values[question.name][kept], questionnaire),
                }
            )
    return pd.DataFrame(parts)


def distribution_of(question: Question, values: pd.Series, questionnaire: Questionnaire) -> str:
    """Say in short what was answered to a question.

    Parameters
    ----------
    question : Question
    values : Series
        Numbers, or text; codes of options joined by ``;``.
    questionnaire : Questionnaire
    """
    said = values.dropna().to_numpy()
    if not len(said):
        return ""
    if said.dtype == "float64":
        least, *quartiles, most = np.quantile(said, [0, 0.25, 0.5, 0.75, 1]).tolist()
        return f"{least:.6g} | " + " ".join(f"{one:.6g}" for one in quartiles) + f" | {most:.6g}"
    if question.choices:
        chosen = Counter(code for text in said for code in text.split(SEPARATOR))
        order = dict.fromkeys((*(option.name for option in questionnaire.options_of(question)), OTHER))
        return ", ".join(f"{code} {chosen[code]}" for code in order if chosen[code] and code)
    if question.kind == "date":
        return f"{min(said)} to {max(said)}"
    return f"{len(set(said))} different"


def ledger_tables(
    blocks: Mapping[str, Rows], noted: pd.DataFrame, questionnaire: Questionnaire
) -> dict[type[StudyTable], pd.DataFrame]:
    """Put the entries of the ledger beside the rows they stand in, in the order of the rows.

    Returns
    -------
    dict
        The ledger, and the review: what waits for a decision.
    """
    parts = []
    for repeat, own in noted.groupby("repeat", sort=False):
        rows = blocks[str(repeat)]
        places = own["place"].to_numpy()
        told = own.drop(columns=["repeat", "place"]).set_axis(places)
        context = [
            _context(rows, place, question, questionnaire) if severity == "review" else ""
            for place, question, severity in zip(places, own["question"], own["severity"], strict=True)
        ]
        parts.append(rows.head.loc[places].assign(context=context, **told))
    order = ["sheet", "row", "number"]
    ledger = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*order, "severity"])
    ledger = ledger.sort_values(order, kind="stable", ignore_index=True)
    return {Ledger: ledger, Review: ledger[ledger["severity"] == "review"]}


def _context(rows: Rows, place: int, question: str, questionnaire: Questionnaire) -> str:
    """Other answers of a row: of a repeat all, else those of the same group."""
    own = questionnaire.by_name.get(question)
    section = own.sections[-1] if own and own.sections else None
    beside = [
        other.name
        for other in questionnaire.of(rows.block.repeat)
        if other.name in rows.block.values and other.name != question
        if rows.block.repeat or section is None or section in other.sections
    ]
    said = [(name, rows.block.values[name].loc[place]) for name in beside]
    return "; ".join(f"{name}: {as_text(value)}" for name, value in said if pd.notna(value))[:_LONGEST]


def accounting_of(blocks: Mapping[str, Rows], incoming: Incoming) -> pd.DataFrame:
    """Count what became of the rows of every sheet; rows of repeats share their response's fate."""
    counted = []
    seen: set[str] = set()
    for repeat, rows in blocks.items():
        # Blocks that stand in the rows of the responses are counted with them.
        own = rows.head[~rows.head["sheet"].isin(seen)].drop_duplicates("row_id")
        seen.update(own["sheet"])
        for (sheet, why), ids in own["row_id"].groupby([own["sheet"], rows.reason[own.index]]):
            outcome = {"": "kept", ANSWERED_AGAIN: "merged"}.get(str(why), "dropped")
            place = (join_ids(ids), incoming.wave, incoming.cluster, incoming.export.file, str(sheet))
            counted.append((*place, bool(repeat), outcome, str(why), len(ids)))
    return pd.DataFrame(counted, columns=list(Accounting.to_schema().columns))


def decided_of(decisions: Decisions, used: Collection[str], ledger: DataFrame[Ledger]) -> DataFrame[Decided]:
    """List the decisions with what became of them: a correction that found no cell, a coding that no answer has."""
    corrections, codings = decisions.corrections, decisions.codings
    coded = ledger[ledger["rule"] == "coded_before"]
    rows = coded.groupby(coded["raw"].map(fold))["row_id"].agg(join_ids)
    texts = codings["text"].map(fold)
    status = {True: "applied", False: "unmatched"}
    parts: list[pd.DataFrame] = [
        corrections.assign(
            about=corrections["question"] + " of " + corrections["respondent"] + ", " + corrections["cluster"],
            status=corrections["decision"].isin(list(used)).map(status),
            made_from="",
        ),
        codings.assign(
            about=codings["text"],
            value=codings["code"],
            status=texts.isin(rows.index).map(status),
            made_from=texts.map(rows).fillna(""),
        ),
    ]
    return conform(pd.concat(parts, ignore_index=True), Decided)
