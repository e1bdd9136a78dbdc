"""What became of everything that came in: columns, rows and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, Table, conform, join_ids, row_ids, row_spans
from .cleaning import Answers
from .cleaning.cells import STATES
from .distinct import of_distinct
from .exports import Incoming
from .identity import name_keys, organisation_keys
from .questionnaire import Questionnaire
from .reading.missing import KINDS
from .rows import Rows
from .tables import Accounting, Columns, Completeness, Ledger, Review
from .texts import fold
from .times import moments

NOT_ON_ROSTER = "not on the roster"
ANSWERED_AGAIN = "answered again later"
TEST = "test row"
#: Names that somebody types who tries a form out.
_TEST_NAMES = frozenset(("test", "testare", "teste", "proba", "prova", "asdf", "xxx", "aaa", "abc"))


def fates_of(incoming: Sequence[tuple[Incoming, Answers]], roster: pd.DataFrame) -> list[pd.DataFrame]:
    """Say of each response to a cluster's survey which member it is of, and why it is dropped, if it is.

    Of several responses of a member, in one export or in several, the last that came to the end counts,
    else the last.

    Parameters
    ----------
    incoming : sequence of (Incoming, Answers)
        All exports of the cluster, with their answers cleaned.
    roster : DataFrame
        Its members.

    Returns
    -------
    list of DataFrame
        One for each export: respondent, organisation (empty where it is none's), reason (empty where it is
        kept), complete.
    """
    claims = pd.concat([_claims(one, answers, roster) for one, answers in incoming], keys=range(len(incoming)))
    contest = claims.assign(key=claims["key"].mask(claims["test"]))
    last = contest.sort_values(["complete", "when"], kind="stable").drop_duplicates("key", keep="last").index
    reason = pd.Series("", index=claims.index, dtype="str").mask(~claims.index.isin(last), ANSWERED_AGAIN)
    reason = reason.mask(claims["key"].isna(), NOT_ON_ROSTER).mask(claims["test"], TEST)
    fates = claims.assign(organisation=claims["key"].fillna("").astype("str"), reason=reason)
    columns = ["respondent", "organisation", "reason", "complete"]
    parts = fates[columns].groupby(level=0, sort=True)
    return [part.droplevel(0) for _number, part in parts]


def _claims(incoming: Incoming, answers: Answers, roster: pd.DataFrame) -> pd.DataFrame:
    """Which member each response of an export says it is of, whether it is a test, and when it was sent off."""
    block, responses = answers.blocks[""], incoming.export.responses
    nothing = pd.Series(None, index=block.head.index, dtype="str")
    name = block.values["name"].fillna("")
    county = block.values.get("county", nothing)
    by_code = organisation_keys(block.values.get("fiscal_code", nothing), name, county)
    named = name_keys(roster["name"], roster["county"])
    # A name and county that two members share tells neither.
    telling = ~named.duplicated(keep=False)
    on_roster = dict(zip(named[telling], roster.loc[telling, "organisation"], strict=True))
    keys = by_code.where(by_code.isin(roster["organisation"])).fillna(name_keys(name, county).map(on_roster))
    # A member may be called Test something; who bears a member's code is no test but by the bare word.
    bare = of_distinct(name, lambda text: fold(text) in _TEST_NAMES, "bool", False)
    begins = of_distinct(name, lambda text: fold(text).startswith("test "), "bool", False)
    return pd.DataFrame(
        {
            "respondent": block.head["respondent"],
            "key": keys,
            "complete": responses["complete"].to_numpy(),
            "when": moments(responses["submitted"]).fillna("").to_numpy(),
            "test": bare | (begins & keys.isna()),
        }
    )


def columns_of(incoming: Incoming) -> DataFrame[Columns]:
    export = incoming.export
    head = export.head_rows
    frame = export.columns.assign(
        row_id=[row_ids(export.file, sheet, [head.get(sheet, 1)])[0] for sheet in export.columns["sheet"]],
        cluster=incoming.cluster,
        tool=export.tool,
        file=export.file,
    )
    return conform(frame, Columns)


def completeness_of(
    blocks: Mapping[str, Rows], incoming: Incoming, answers: Answers, questionnaire: Questionnaire
) -> DataFrame[Completeness]:
    once = blocks[""]
    complete = incoming.export.responses["complete"].to_numpy()
    unclear = _unclear(blocks, answers)
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
            about = (SEPARATOR.join(spans), incoming.cluster, question.name, repeat, question.needed)
            counts = (int(kept.sum()), answered, int((shown & ~said)[kept].sum()), *missing)
            parts.append((*about, *counts, int((~shown & ~said)[kept].sum()), unclear.get((repeat, question.name), 0)))
    names = list(Completeness.to_schema().columns)
    frame = pd.DataFrame(parts, columns=names)
    return conform(frame[frame["made_from"] != ""], Completeness)


def _unclear(blocks: Mapping[str, Rows], answers: Answers) -> dict[tuple[str, str], int]:
    """How many answers to each question await somebody."""
    noted = answers.noted
    waiting = noted[noted["severity"] == "review"].drop_duplicates(["repeat", "place", "question"])
    counts: dict[tuple[str, str], int] = {}
    for (repeat, question), own in waiting.groupby(["repeat", "question"])["place"]:
        counts[str(repeat), str(question)] = int(blocks[str(repeat)].kept.loc[own].sum())
    return counts


def noted_of(blocks: Mapping[str, Rows], answers: Answers) -> dict[type[Table], pd.DataFrame]:
    """Put the cells that were not taken at their face beside the rows they stand in, in the order of the rows."""
    parts = []
    for repeat, own in answers.noted.groupby("repeat", sort=False):
        rows = blocks[str(repeat)]
        places = own["place"].to_numpy()
        head = rows.head.loc[places].reset_index(drop=True)
        number = rows.block.head.loc[places, "number"].to_numpy() if repeat else 0
        told = own.drop(columns=["repeat", "place"]).reset_index(drop=True)
        parts.append(pd.concat([head, told], axis=1).assign(number=number))
    ledger = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if len(ledger):
        ledger = ledger.sort_values(["sheet", "row", "number"], kind="stable", ignore_index=True)
    review = ledger[ledger["severity"] == "review"] if len(ledger) else ledger
    return {Ledger: conform(ledger, Ledger), Review: conform(review, Review)}


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
            place = (join_ids(some["row_id"]), incoming.cluster, incoming.export.file, str(sheet), bool(repeat))
            counted.append((*place, outcome, str(why), len(some)))
    return conform(pd.DataFrame(counted, columns=list(Accounting.to_schema().columns)), Accounting)
