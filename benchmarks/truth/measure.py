"""How much of what was meant cleaning finds again: messed answers, cleaned, compared with the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import AnswerSet, export_of
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.mess import mess
from pilotanalysis.demo.truth import Truth
from pilotanalysis.demo.write import Wish
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.cleaning import Answers, CleaningContext, clean_answers, context_of
from pilotanalysis.survey.cleaning.block import STATES
from pilotanalysis.survey.exports import Incoming
from pilotanalysis.survey.identity import name_key
from pilotanalysis.survey.matching import match_responses
from pilotanalysis.survey.questionnaire import Question, Questionnaire
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers

#: What became of a messed cell. ``flagged`` is right where nobody could have told what was meant.
RIGHT, FLAGGED, NEEDLESS, WRONG = "right", "flagged, and rightly so", "flagged without need", "silently wrong"
#: What became of a clean cell: ``with others`` waits for a decision on a messed cell of the same response.
SAME, WITH_OTHERS, CHANGED = "same", "waits with others", "changed"
_RESAVED = "spreadsheet"
#: CleaningContext that look at several answers.
_TOGETHER = ("share_not_read", "shares_do_not_add_up", "shares_scaled", "main_not_among_stages", "no_unit")
#: Names are the same where their keys are: the legal form may be left out.
_NAMES = ("name", "link_partner", "partner_university", "need_partner")


def measure(study: Study, seed: int, share: float, respondents: int | None = None) -> pd.DataFrame:
    """Mess the answers of a fictitious study, clean them, and say of every cell what became of it.

    Parameters
    ----------
    study : Study
        Gives settings and reference tables.
    seed : int
    share : float
        Of the cells that are messed.
    respondents : int, optional

    Returns
    -------
    DataFrame
        A row for each cell that holds anything: cluster, repeat, respondent, number, question, truth, written,
        kind (empty where it is clean), decidable, value, rule, outcome.
    """
    wish = Wish(seed, respondents)
    truth, asked = invent(study, wish.seed, wish.respondents), questionnaire.load(study)
    rules, headers = context_of(study, asked), Headers(asked)
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for place, cluster in enumerate(study.analysed):
            form = wish.form(cluster)
            path = Path(folder) / f"{cluster}{form.ending}"
            written = export_of(form.tool, form.ending, form.language, asked, form.variant)
            given = answers_of(truth, cluster, asked)
            if form.variant == _RESAVED:
                given = _as_resaved(given)
            messed = mess(given, asked, form.language, share, np.random.default_rng([seed, place, 3]), written.keeps)
            written.write(path, messed.answers)
            export = read_export(path, path.name, f"survey/{path.name}", asked, headers, None, rules.recognisers)
            found = clean_answers(export, rules)
            cells = _cells(given, messed.answers, found, rules)
            incoming = Incoming("", cluster, path.name, export)
            owners = _rightly_owned(truth, cluster, given, incoming, found, study.settings.country)
            log = messed.log[["repeat", "respondent", "number", "question", "truth", "kind", "decidable"]]
            keys = ["repeat", "respondent", "number", "question"]
            cells = cells.merge(log.rename(columns={"truth": "meant"}), on=keys, how="left")
            cells["kind"] = cells["kind"].fillna("")
            # A name is as good as the member that it leads to.
            cells.loc[cells["question"] == "name", "same"] |= cells["respondent"].map(owners).fillna(False).astype(bool)
            cells["decidable"] = cells["decidable"].fillna(True).astype(bool)
            parts.append(_with_their_own(cells, asked).assign(cluster=cluster))
    frame = pd.concat(parts, ignore_index=True)
    frame["outcome"] = [_outcome(one) for one in frame.to_dict("records")]
    return frame


def _cells(given: AnswerSet, messed: AnswerSet, found: Answers, rules: CleaningContext) -> pd.DataFrame:
    """Cells that held anything before the mess, with what was made of each."""
    ids = given.responses["respondent"].astype("str").tolist()
    responses = found.blocks[""].head["respondent"].tolist()
    whose = dict(zip(responses, ids, strict=True))
    parts = []
    for repeat, (before, after) in {
        "": (given.responses, messed.responses),
        **{name: (frame, messed.repeats[name]) for name, frame in given.repeats.items()},
    }.items():
        block = found.blocks[repeat]
        respondent = before["respondent"].astype("str")
        number = before.groupby("respondent", sort=False).cumcount() + 1 if repeat else pd.Series(0, before.index)
        places = pd.MultiIndex.from_arrays([block.head["respondent"].map(whose), block.head["number"]])
        at = places.get_indexer(pd.MultiIndex.from_arrays([respondent, number]))
        notes = found.noted[found.noted["repeat"] == repeat]
        for question in rules.questionnaire.of(repeat):
            if question.name not in before or question.name not in block.values:
                continue
            said = before[question.name].notna() & (before[question.name] != "")
            values = block.values[question.name].iloc[at].to_numpy()
            states = block.states[question.name][at]
            own = notes[notes["question"] == question.name].groupby("place")
            rule = own["rule"].agg(";".join).reindex(block.head.index[at]).fillna("").to_numpy()
            severity = own["severity"].agg(";".join).reindex(block.head.index[at]).fillna("").to_numpy()
            frame = pd.DataFrame(
                {
                    "repeat": repeat, "respondent": respondent, "number": number, "question": question.name,
                    "truth": before[question.name], "written": after[question.name], "value": values.astype(object),
                    "state": [STATES[state] for state in states], "rule": rule, "severity": severity,
                    "same": [_same(question, one, two) for one, two in zip(before[question.name], values, strict=True)],
                }
            )  # fmt: skip
            # A row of a repeat in which nothing is left is no row any more.
            parts.append(frame.assign(there=at >= 0)[said])
    return pd.concat(parts, ignore_index=True)


def _as_resaved(given: AnswerSet) -> AnswerSet:
    """What a file saved again by a spreadsheet can hold of answers: letters of cp1250."""

    def held(frame: pd.DataFrame) -> pd.DataFrame:
        texts = {name: frame[name].map(_letters, na_action="ignore").astype("str") for name in frame.columns}
        return pd.DataFrame(texts, index=frame.index)

    return AnswerSet(held(given.responses), {name: held(frame) for name, frame in given.repeats.items()})


def _letters(text: str) -> str:
    old = text.translate(str.maketrans("șțȘȚ", "şţŞŢ")).encode("cp1250", "replace").decode("cp1250")
    return old.translate(str.maketrans("şţŞŢ", "șțȘȚ"))


def _rightly_owned(
    truth: Truth, cluster: str, given: AnswerSet, incoming: Incoming, found: Answers, country: str
) -> pd.Series:
    """Whether each response is found to be of the member that it is of, or of none where it is of none."""
    members = truth.organisations[truth.organisations["cluster"] == cluster]
    roster = members.assign(organisation=members["fiscal_code"])
    (fates,) = match_responses([(incoming, found)], roster, country)
    own = given.responses["fiscal_code"].where(given.responses["fiscal_code"].isin(members["fiscal_code"]), "")
    ids = given.responses["respondent"].astype("str")
    return pd.Series((fates["organisation"].to_numpy() == own.to_numpy()), index=ids)


def _same(question: Question, truth: object, value: object) -> bool:
    """Whether a value is what was meant; of a day, its month or year is no other one."""
    if not isinstance(truth, str) or value is None or (isinstance(value, float) and np.isnan(value)):
        return False
    if isinstance(value, float):
        return bool(np.isclose(value, float(truth), rtol=1e-9))
    if question.name in _NAMES:
        return name_key(str(value)) == name_key(truth)
    if question.kind == "date" and str(value) and truth.startswith(str(value)):
        return True
    return " ".join(str(value).split()) == " ".join(truth.split())


def _with_their_own(cells: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Say of each cell whether all are decidable, and none is gone, that a rule holds against it."""
    groups = {q.name: next((s.name for s in q.sections if s.adds_up), q.name) for q in questionnaire.questions}
    groups |= {"main_stage": "stages", "turnover": "turnover_unit"}
    told = cells["decidable"] & ~cells["meant"].fillna("").str.startswith("missing:")
    together = [cells["repeat"], cells["respondent"], cells["number"], cells["question"].map(groups)]
    return cells.assign(all_decidable=told.groupby(together).transform("min").astype(bool))


def _outcome(one: Mapping[Any, Any]) -> str:
    missing = one["value"] is None or pd.isna(one["value"])
    awaits = missing and "review" in one["severity"]
    flagged = awaits or "flag" in one["severity"]
    if not one["kind"]:
        return SAME if one["same"] else WITH_OTHERS if flagged else CHANGED
    meant = str(one["meant"])
    if meant.startswith("missing:"):
        kind = meant.removeprefix("missing:")
        known = one["state"] == kind or kind == "unclear" or (kind == "blank" and one["state"] in ("empty", "nothing"))
        return RIGHT if known or not one["there"] else _flagged(one) if flagged else WRONG
    if meant == "personal":
        return RIGHT if missing and "personal_code" in one["rule"] else WRONG
    if one["same"]:
        return RIGHT
    return _flagged(one) if flagged else WRONG


def _flagged(one: Mapping[Any, Any]) -> str:
    """A flag is needless where all that the rule looked at could have been told."""
    together = any(rule in one["rule"] for rule in _TOGETHER)
    return NEEDLESS if one["all_decidable" if together else "decidable"] else FLAGGED


def summary(cells: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the outcomes of messed cells, with their shares, by a column."""
    messed = cells[cells["kind"] != ""]
    counts = messed.groupby([by, "outcome"]).size().unstack(fill_value=0)
    return counts.reindex(columns=[RIGHT, FLAGGED, NEEDLESS, WRONG], fill_value=0)
