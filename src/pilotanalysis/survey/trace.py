"""What became of everything that came in: columns, rows and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, Table, conform, join_ids, row_ids, row_spans
from .cells import NOT_KEPT, PERSONAL, Cells
from .distinct import of_distinct
from .exports import Incoming
from .identity import fold, name_keys, organisation_keys
from .questionnaire import Questionnaire
from .reading.missing import KINDS, kinds
from .tables import Accounting, Columns, Completeness, Ledger, Review
from .values import times

NOT_ON_ROSTER = "not on the roster"
ANSWERED_AGAIN = "answered again later"
TEST = "test row"
#: Names that somebody types who tries a form out.
_TEST_NAMES = frozenset(("test", "testare", "teste", "proba", "prova", "asdf", "xxx", "aaa", "abc"))


def fates_of(incoming: Sequence[Incoming], roster: pd.DataFrame) -> list[pd.DataFrame]:
    """Say of each response to a cluster's survey which member it is of, and why it is dropped, if it is.

    Of several responses of a member, in one export or in several, the last that came to the end counts,
    else the last.

    Parameters
    ----------
    incoming : sequence of Incoming
        All exports of the cluster.
    roster : DataFrame
        Its members.

    Returns
    -------
    list of DataFrame
        One for each export: respondent, organisation (empty where it is none's), reason (empty where it is
        kept), complete.
    """
    claims = pd.concat([_claims(one, roster) for one in incoming], keys=range(len(incoming)))
    contest = claims.assign(key=claims["key"].mask(claims["test"]))
    last = contest.sort_values(["complete", "when"], kind="stable").drop_duplicates("key", keep="last").index
    reason = pd.Series("", index=claims.index, dtype="str").mask(~claims.index.isin(last), ANSWERED_AGAIN)
    reason = reason.mask(claims["key"].isna(), NOT_ON_ROSTER).mask(claims["test"], TEST)
    fates = claims.assign(organisation=claims["key"].fillna("").astype("str"), reason=reason)
    columns = ["respondent", "organisation", "reason", "complete"]
    parts = fates[columns].groupby(level=0, sort=True)
    return [part.droplevel(0) for _number, part in parts]


def _claims(incoming: Incoming, roster: pd.DataFrame) -> pd.DataFrame:
    """Which member each response of an export says it is of, whether it is a test, and when it was sent off."""
    frame, responses = incoming.export.blocks[""].frame, incoming.export.responses
    nothing = pd.Series(None, index=frame.index, dtype="str")
    name = frame["name"].fillna("").str.strip()
    county = frame.get("county", nothing)
    by_code = organisation_keys(frame.get("fiscal_code", nothing), name, county)
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
            "respondent": frame["respondent"],
            "key": keys,
            "complete": responses["complete"].to_numpy(),
            "when": times(responses["submitted"]).fillna("").to_numpy(),
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
    blocks: Mapping[str, Cells], incoming: Incoming, questionnaire: Questionnaire
) -> DataFrame[Completeness]:
    once = blocks[""]
    complete = incoming.export.responses["complete"].to_numpy()
    unclear = _unclear(blocks, incoming)
    rows: list[tuple[object, ...]] = []
    for repeat, cells in blocks.items():
        if not repeat and not len(cells.head):
            continue
        place = pd.Index(once.block.frame["respondent"]).get_indexer(cells.block.frame["respondent"])
        finished = pd.Series(complete[place] if len(complete) else [], index=cells.head.index, dtype=bool)
        answers = {name: once.block.frame[name].iloc[place].set_axis(cells.head.index) for name in once.block.questions}
        answers |= {name: cells.block.frame[name] for name in cells.block.questions}
        asked_if: dict[str, pd.Series] = {}
        spans = row_spans(incoming.export.file, _sheet(cells), cells.head.loc[cells.kept, "row"])
        for question in questionnaire.of(repeat):
            if question.name not in cells.block.frame:
                continue
            texts = cells.block.frame[question.name]
            said = of_distinct(texts, lambda text: bool(text.strip()), "bool", missing=False)
            kind = kinds(texts)
            asked = pd.Series(True, index=texts.index)
            for condition in question.conditions:
                if condition.text not in asked_if:
                    asked_if[condition.text] = condition.holds(answers, texts.index)
                asked &= asked_if[condition.text]
            # LimeSurvey tells a text left empty from one not shown; of numbers and dates only the route tells.
            told = incoming.export.tells_blanks and question.kind not in ("integer", "decimal", "date")
            shown = texts.notna() if told else asked & (finished | texts.notna())
            kept = cells.kept
            missing = [(kind == name)[kept].sum() for name in KINDS]
            counts = (kept.sum(), (said & kind.isna())[kept].sum(), (shown & ~said)[kept].sum(), *missing)
            counts += ((~shown & ~said)[kept].sum(),)
            about = (SEPARATOR.join(spans), incoming.cluster, question.name, repeat, question.needed)
            rows.append((*about, *counts, unclear.get((repeat, question.name), 0)))
    names = [
        "made_from",
        "cluster",
        "question",
        "repeat",
        "needed",
        "rows",
        "answered",
        "unanswered",
        *KINDS,
        "not_asked",
    ]
    frame = pd.DataFrame(rows, columns=[*names, "not_understood"])
    return conform(frame[frame["made_from"] != ""], Completeness)


def _sheet(cells: Cells) -> str:
    return str(cells.head["sheet"].iloc[0]) if len(cells.head) else ""


def _unclear(blocks: Mapping[str, Cells], incoming: Incoming) -> dict[tuple[str, str], int]:
    """How many answers to each question await somebody."""
    ledger = noted_of(blocks, incoming)[Review]
    kept = {row for cells in blocks.values() for row in cells.head.loc[cells.kept, "row_id"]}
    own = ledger[ledger["row_id"].isin(kept)]
    counts = own["question"].value_counts()
    return {
        (repeat, name): int(counts.get(name, 0)) for repeat, cells in blocks.items() for name in cells.block.questions
    }


def noted_of(blocks: Mapping[str, Cells], incoming: Incoming) -> dict[type[Table], pd.DataFrame]:
    """Collect what was not taken at its face: in the reading of the file, and in that of its cells."""
    parts = []
    for repeat, cells in blocks.items():
        own = incoming.export.notes[incoming.export.notes["repeat"] == repeat]
        if len(own):
            head = cells.head.loc[own["place"].to_numpy()].reset_index(drop=True)
            told = own[["question", "raw", "value", "rule", "severity"]].reset_index(drop=True)
            parts.append(pd.concat([head, told], axis=1))
        parts += cells.notes
    ledger = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if len(ledger):
        # A share block that does not stand is one thing, however many of its cells are told of.
        ledger = ledger.drop_duplicates(["row_id", "question", "raw", "rule"])
        ledger["raw"] = ledger["raw"].mask(ledger["raw"].str.fullmatch(PERSONAL).fillna(False).astype(bool), NOT_KEPT)
    review = ledger[ledger["severity"] == "review"] if len(ledger) else ledger
    return {Ledger: conform(ledger, Ledger), Review: conform(review, Review)}


def accounting_of(blocks: Mapping[str, Cells], incoming: Incoming, fates: pd.DataFrame) -> DataFrame[Accounting]:
    """Count what became of the rows of every sheet; rows of repeats share their response's fate."""
    counted = []
    seen: set[str] = set()
    for repeat, cells in blocks.items():
        # Blocks that stand in the rows of the responses are counted with them.
        if not len(cells.head) or _sheet(cells) in seen:
            continue
        seen.add(_sheet(cells))
        for why, rows in cells.head.groupby(cells.reason):
            outcome = {"": "kept", ANSWERED_AGAIN: "merged"}.get(str(why), "dropped")
            place = (join_ids(rows["row_id"]), incoming.cluster, incoming.export.file, _sheet(cells), bool(repeat))
            counted.append((*place, outcome, why, len(rows)))
    return conform(pd.DataFrame(counted, columns=list(Accounting.to_schema().columns)), Accounting)
