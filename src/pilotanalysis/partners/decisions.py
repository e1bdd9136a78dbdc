"""What managers decide on candidates: shortlisted, rejected or added, in ``data/decisions/candidates.csv``.

It takes effect with the next run. Who was rejected stays in the table, without a rank and in no pool. Who was added is
a candidate of whom no more is known than the study knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from pandera.typing import DataFrame, Series

from ..files.checked import FILLED
from ..problems import Problem, StudyError, nearest, quoted
from ..reference import Catalogue, Counties
from ..study import Study
from ..survey.decisions import Decision, path_of, read_decisions
from ..survey.identity import organisation_keys
from ..survey.tables import ORGANISATION_TYPES
from ..tables import row_of
from ..tables.columns import described
from .naming import is_fiscal_code, organisations_meant
from .tables import DECISIONS

FILE = "candidates.csv"
_GAP = ["cluster", "stage"]
_KEY = [*_GAP, "organisation"]
#: Type of somebody whom a manager adds and says nothing more of.
_NOT_SAID = "other"
_WORDS = {
    "candidate": ("It is empty.", "Name the candidate: its fiscal code, its key, or its name."),
    "answer": ("{!r} is no answer.", f"Write {quoted(DECISIONS)}."),
    "organisation_type": ("{!r} is no type.", f"Write one of {quoted(ORGANISATION_TYPES)}, or nothing."),
}


class CandidateDecisions(Decision):
    """What a manager decides of a candidate for the gap of a stage."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    candidate: Series[str] = described("fiscal code, key or name of the candidate", str_matches=FILLED)
    answer: Series[str] = described("what was decided", isin=list(DECISIONS))
    name: Series[str] = described("of who is added, its name")
    county: Series[str] = described("of who is added, its county, two letters")
    organisation_type: Series[str] = described(
        "of who is added, its type; may be empty", isin=["", *ORGANISATION_TYPES]
    )


def load_decisions(
    study: Study, catalogue: DataFrame[Catalogue], counties: DataFrame[Counties]
) -> DataFrame[CandidateDecisions]:
    """Read what was decided on candidates; where nothing was yet, the file need not be there.

    Raises
    ------
    StudyError
        With every row that names a cluster, stage or county that there is not, or lacks what its answer needs.
    """
    frame = read_decisions(study, FILE, CandidateDecisions, _WORDS)
    chains = {one: list(catalogue.loc[catalogue["cluster"] == one, "stage"]) for one in study.analysed}
    problems = [
        problem
        for row in frame.to_dict("records")
        for problem in (*_unknown(study, row, chains, list(counties["county"])), *_lacking(study, row))
    ]
    if problems:
        raise StudyError(problems)
    return frame


def _problem(study: Study, decision: object, found: str, remedy: str, column: str) -> Problem:
    return Problem(study.relative(path_of(study, FILE)), found, remedy, row=row_of(str(decision)), column=column)


def _unknown(
    study: Study, row: Mapping[Any, str], chains: dict[str, list[str]], counties: list[str]
) -> Iterator[Problem]:
    """Find a cluster, a stage or a county that there is not."""
    for column, known in (
        ("cluster", list(chains)),
        ("stage", chains.get(row["cluster"], [])),
        ("county", counties if row["answer"] == "added" and row["county"] else [row["county"]]),
    ):
        if row[column] not in known and (column != "stage" or known):
            said = f"{row[column]!r} is no {'analysed cluster' if column == 'cluster' else column}"
            said += f" of the chain of {row['cluster']}." if column == "stage" else "."
            remedy = f"Known: {quoted(known)}.{nearest(row[column], known)}"
            yield _problem(study, row["decision"], said, remedy, column)


def _lacking(study: Study, row: Mapping[Any, str]) -> Iterator[Problem]:
    """Find what an answer needs and does not have."""
    needs = {
        "rejected": {"why": "Say why it was rejected."},
        "added": {"name": "Give the name of who is added.", "county": "Give the county of who is added, two letters."},
    }
    for column, remedy in needs.get(row["answer"], {}).items():
        if not row[column].strip():
            yield _problem(study, row["decision"], "It is empty.", remedy, column)


def meant_by(
    study: Study, decisions: DataFrame[CandidateDecisions], found: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Tell whom each decision means.

    Parameters
    ----------
    study : Study
    decisions : CandidateDecisions
    found : DataFrame
        Candidates: cluster, stage, candidate, name.
    people : DataFrame
        Everybody whom the study knows: candidate, name.

    Returns
    -------
    DataFrame
        The decisions, with organisation: its key.

    Raises
    ------
    StudyError
        With every row that names nobody whom the study knows, and every candidate that is decided on twice.
    """
    known = people[["candidate", "name"]].drop_duplicates().rename(columns={"candidate": "organisation"})
    meant: list[object] = []
    problems = []
    for row in decisions.to_dict("records"):
        own = found[(found["cluster"] == row["cluster"]) & (found["stage"] == row["stage"])]
        own = own[["candidate", "name"]].rename(columns={"candidate": "organisation"})
        said = pd.Series([row["candidate"]])
        # A name that two bear is that of the candidate, where only one of them is one.
        key = organisations_meant(said, own).fillna(organisations_meant(said, known)).iloc[0]
        # A firm may have left the register: its code tells who it was, and the decision waits until it is back.
        if pd.isna(key) and (row["answer"] == "added" or is_fiscal_code(row["candidate"])):
            key = _key_of_new(row)
        if pd.isna(key):
            near = nearest(row["candidate"], [*own["name"], *own["organisation"]])
            text = f"{row['candidate']} is nobody whom the study knows."
            remedy = f"Write the key or the name of a candidate, as in the table of candidates.{near}"
            problems.append(_problem(study, row["decision"], text, remedy, "candidate"))
        meant.append(key)
    frame = pd.DataFrame(decisions).assign(organisation=pd.Series(meant, index=decisions.index, dtype="str"))
    for decision in frame.loc[frame.duplicated(_KEY) & frame["organisation"].notna(), "decision"]:
        text = "This candidate is decided on twice for the stage."
        problems.append(_problem(study, decision, text, "Keep the row that stands.", "candidate"))
    if problems:
        raise StudyError(problems)
    return frame


def _key_of_new(row: Mapping[Any, str]) -> str:
    """Key of somebody whom the study does not know: a fiscal code where one is given, else name and county."""
    code = row["candidate"] if is_fiscal_code(row["candidate"]) else None
    codes = pd.Series([code], dtype="str")
    return str(organisation_keys(codes, pd.Series([row["name"]]), pd.Series([row["county"]])).iloc[0])


def with_decisions(found: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Say of each candidate what was decided of it, why, by whom and when."""
    said = decided[[*_KEY, "answer", "why", "who", "when"]].rename(
        columns={
            "organisation": "candidate",
            "answer": "decision",
            "why": "decision_why",
            "who": "decision_who",
            "when": "decision_when",
        }
    )
    said["decision_why"] = said["decision_why"].where(said["decision_why"] != "")
    return found.merge(said, on=[*_GAP, "candidate"], how="left", validate="one_to_one")


def added(stages: pd.DataFrame, decided: pd.DataFrame, found: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Candidates whom a manager added and nothing else made one, with what the study knows of them.

    Parameters
    ----------
    stages : DataFrame
        Stages with a gap: cluster, stage, made_from.
    decided : DataFrame
        As :func:`meant_by` gives it.
    found, people : DataFrame
        As there; of people all columns of their profiles.
    """
    new = decided[decided["answer"] == "added"].merge(stages[[*_GAP, "made_from"]], on=_GAP)
    there = pd.MultiIndex.from_frame(found[[*_GAP, "candidate"]])
    new = new[~pd.MultiIndex.from_frame(new[_KEY]).isin(there)]
    profiles = people.drop_duplicates("candidate").rename(columns={"candidate": "organisation"})
    told = new[[*_KEY, "made_from", "name", "county", "organisation_type"]].merge(
        profiles, on="organisation", how="left", suffixes=("_told", "")
    )
    told["organisation_type_told"] = told["organisation_type_told"].replace("", _NOT_SAID)
    for column in ("name", "county", "organisation_type"):
        told[column] = told[column].fillna(told[f"{column}_told"])
    return told.rename(columns={"organisation": "candidate"}).assign(
        basis="named", origin="added", named=told["named"].fillna("no")
    )


def remarks_on_decisions(study: Study, decisions: DataFrame[CandidateDecisions], candidates: pd.DataFrame) -> list[str]:
    """Say how many decisions on candidates took effect, and which fit nothing any more."""
    file = study.relative(path_of(study, FILE))
    fits = [_fits(row, candidates) for row in decisions.to_dict("records")]
    numbers = decisions.loc[fits, "answer"].value_counts()
    counts = [f"{numbers[answer]} {answer}" for answer in DECISIONS if answer in numbers]
    return [
        *([f"{file}: candidates are respected as decided: {quoted(counts)}."] if counts else []),
        *(
            f"{file}, row {row_of(row['decision'])}: what is decided on {row['candidate']} fits nothing any more."
            for row, there in zip(decisions.to_dict("records"), fits, strict=True)
            if not there
        ),
    ]


def _fits(row: Mapping[Any, str], candidates: pd.DataFrame) -> bool:
    own = candidates[(candidates["cluster"] == row["cluster"]) & (candidates["stage"] == row["stage"])]
    own = own[own["decision"] == row["answer"]].rename(columns={"candidate": "organisation"})
    said = [row["candidate"], _key_of_new(row)]
    return bool(organisations_meant(pd.Series(said), own).notna().any())
