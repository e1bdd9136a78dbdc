"""What became of everything that came in: columns, rows and cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, Table, conform, join_ids, row_ids, row_spans
from .cleaning.cells import STATES
from .cleaning.notes import written
from .decisions import Decisions
from .exports import Incoming
from .members import ANSWERED_AGAIN
from .questionnaire import Question, Questionnaire
from .reading.missing import KINDS
from .rows import Rows
from .tables import Accounting, Columns, Completeness, Decided, Ledger, Review
from .texts import fold

#: A context longer than that is cut.
_LONGEST = 180


def columns_of(incoming: Incoming) -> DataFrame[Columns]:
    export = incoming.export
    head = export.head_rows
    frame = export.columns.assign(
        row_id=[row_ids(export.file, sheet, [head.get(sheet, 1)])[0] for sheet in export.columns["sheet"]],
        wave=incoming.wave,
        cluster=incoming.cluster,
        tool=export.tool,
        file=export.file,
    )
    return conform(frame, Columns)


def completeness_of(
    blocks: Mapping[str, Rows], incoming: Incoming, noted: pd.DataFrame, questionnaire: Questionnaire
) -> DataFrame[Completeness]:
    once = blocks[""]
    complete = incoming.export.responses["complete"].to_numpy()
    unclear = _unclear(blocks, noted)
    known: dict[str, pd.Series] = once.block.values
    parts: list[tuple[object, ...]] = []
    for repeat, rows in blocks.items():
        if not len(rows.head):
            continue
        place = pd.Index(once.block.head["respondent"]).get_indexer(rows.block.head["respondent"])
        finished = pd.Series(complete[place], index=rows.head.index, dtype=bool)
        around = (
            {name: values.iloc[place].set_axis(rows.head.index) for name, values in known.items()} if repeat else {}
        )
        around |= rows.block.values
        asked_if: dict[str, pd.Series] = {}
        spans = [
            span
            for sheet, own in rows.head[rows.kept].groupby("sheet")["row"]
            for span in row_spans(incoming.export.file, str(sheet), own)
        ]
        for question in questionnaire.of(repeat):
            if question.name not in rows.block.states:
                continue
            states = pd.Series(rows.block.states[question.name], index=rows.head.index)
            there = states > STATES.index("nothing")
            asked = pd.Series(True, index=states.index)
            for condition in question.conditions:
                if condition.text not in asked_if:
                    asked_if[condition.text] = condition.holds(around, states.index)
                asked &= asked_if[condition.text]
            # LimeSurvey tells a text left empty from one not shown; of numbers and dates only the route tells.
            told = incoming.export.tells_blanks and question.kind not in ("integer", "decimal", "date")
            shown = there if told else asked & (finished | there)
            said = states > STATES.index("empty")
            kept = rows.kept
            missing = [int((states == STATES.index(name))[kept].sum()) for name in KINDS]
            answered = int((states == STATES.index("answered"))[kept].sum())
            about = (SEPARATOR.join(spans), incoming.wave, incoming.cluster, question.name, repeat, question.needed)
            counts = (int(kept.sum()), answered, int((shown & ~said)[kept].sum()), *missing)
            counts += (int((~shown & ~said)[kept].sum()), unclear.get((repeat, question.name), 0))
            values = rows.block.values[question.name][kept]
            parts.append((*about, *counts, distribution_of(question, values, questionnaire)))
    names = list(Completeness.to_schema().columns)
    frame = pd.DataFrame(parts, columns=names)
    return conform(frame[frame["made_from"] != ""], Completeness)


def distribution_of(question: Question, values: pd.Series, questionnaire: Questionnaire) -> str:
    """Say in short what was answered to a question.

    Parameters
    ----------
    question : Question
    values : Series
        Numbers, or text; codes of options joined by ``;``.
    questionnaire : Questionnaire
    """
    said = values.dropna()
    if said.empty:
        return ""
    if said.dtype == "float64":
        least, *quartiles, most = said.quantile([0, 0.25, 0.5, 0.75, 1]).tolist()
        return f"{least:.6g} | " + " ".join(f"{one:.6g}" for one in quartiles) + f" | {most:.6g}"
    if question.choices:
        codes = said.str.split(SEPARATOR).explode()
        chosen = codes[codes != ""].value_counts()
        order = [option.name for option in questionnaire.options_of(question)]
        return ", ".join(f"{code} {chosen[code]}" for code in (*order, "other") if code in chosen.index and code)
    if question.kind == "date":
        return f"{said.min()} to {said.max()}"
    return f"{said.nunique()} different"


def _unclear(blocks: Mapping[str, Rows], noted: pd.DataFrame) -> dict[tuple[str, str], int]:
    """How many answers to each question await somebody."""
    waiting = noted[noted["severity"] == "review"].drop_duplicates(["repeat", "place", "question"])
    counts: dict[tuple[str, str], int] = {}
    for (repeat, question), own in waiting.groupby(["repeat", "question"])["place"]:
        counts[str(repeat), str(question)] = int(blocks[str(repeat)].kept.loc[own].sum())
    return counts


def noted_of(
    blocks: Mapping[str, Rows], noted: pd.DataFrame, questionnaire: Questionnaire
) -> dict[type[Table], pd.DataFrame]:
    """Put the cells that were not taken at their face beside the rows they stand in, in the order of the rows."""
    parts = []
    for repeat, own in noted.groupby("repeat", sort=False):
        rows = blocks[str(repeat)]
        places = own["place"].to_numpy()
        head = rows.head.loc[places].reset_index(drop=True)
        number = rows.block.head.loc[places, "number"].to_numpy() if repeat else 0
        told = own.drop(columns=["repeat", "place"]).reset_index(drop=True)
        context = [
            _context(rows, place, question, questionnaire) if severity == "review" else ""
            for place, question, severity in zip(places, own["question"], own["severity"], strict=True)
        ]
        parts.append(pd.concat([head, told], axis=1).assign(number=number, context=context))
    ledger = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if len(ledger):
        ledger = ledger.sort_values(["sheet", "row", "number"], kind="stable", ignore_index=True)
    review = ledger[ledger["severity"] == "review"] if len(ledger) else ledger
    return {Ledger: conform(ledger, Ledger), Review: conform(review, Review)}


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
    said = [(name, rows.block.values[name].loc[[place]]) for name in beside]
    return "; ".join(f"{name}: {written(value).iloc[0]}" for name, value in said if value.notna().iloc[0])[:_LONGEST]


def accounting_of(blocks: Mapping[str, Rows], incoming: Incoming) -> DataFrame[Accounting]:
    """Count what became of the rows of every sheet; rows of repeats share their response's fate."""
    counted = []
    seen: set[str] = set()
    for repeat, rows in blocks.items():
        # Blocks that stand in the rows of the responses are counted with them.
        sheets = [str(sheet) for sheet in rows.head["sheet"].unique() if sheet not in seen]
        seen.update(sheets)
        own = rows.head[rows.head["sheet"].isin(sheets)].drop_duplicates("row_id")
        for (sheet, why), some in own.groupby(["sheet", rows.reason[own.index]]):
            outcome = {"": "kept", ANSWERED_AGAIN: "merged"}.get(str(why), "dropped")
            place = (join_ids(some["row_id"]), incoming.wave, incoming.cluster, incoming.export.file, str(sheet))
            counted.append((*place, bool(repeat), outcome, str(why), len(some)))
    return conform(pd.DataFrame(counted, columns=list(Accounting.to_schema().columns)), Accounting)


def decided_of(decisions: Decisions, used: Collection[str], ledger: DataFrame[Ledger]) -> DataFrame[Decided]:
    """List the decisions with what became of them: a correction that found no cell, a coding that no answer has."""
    corrections, codings = decisions.corrections, decisions.codings
    about = corrections["question"] + " of " + corrections["respondent"] + ", " + corrections["cluster"]
    applied = corrections["decision"].isin(list(used))
    coded = ledger[ledger["rule"] == "coded_before"]
    rows = coded.groupby(coded["raw"].map(fold))["row_id"].agg(join_ids)
    texts = codings["text"].map(fold)
    parts: list[pd.DataFrame] = [
        corrections.assign(about=about, status=applied.map({True: "applied", False: "unmatched"}), made_from=""),
        codings.assign(
            about=codings["text"],
            value=codings["code"],
            status=texts.isin(rows.index).map({True: "applied", False: "unmatched"}),
            made_from=texts.map(rows).fillna(""),
        ),
    ]
    return conform(pd.concat(parts, ignore_index=True), Decided)
