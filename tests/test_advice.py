"""What is advised of a gap: by its verdict, how sure it is, and what the management answers."""

from __future__ import annotations

import pandas as pd
import pytest
import test_verdicts as verdicts
import tiny
from tiny import handed

from pilotanalysis import chain
from pilotanalysis.chain import labels
from pilotanalysis.chain.advice import ASK, ASK_PRESENCE, LEAVE, QUESTIONS, TAKE_UP, TO_SUPPLY, advice_of_stage, advise
from pilotanalysis.chain.gaps.answers import GapAnswers
from pilotanalysis.chain.tables import ADVICE, VERDICTS, Gaps
from pilotanalysis.results import say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, conform

CLUSTERS = ("ind-agro-pol", "astrico-ne", "euronest", "iconic")


@pytest.fixture(params=CLUSTERS)
def data(request: pytest.FixtureRequest, study: Study, built: TableSet) -> Store:
    return handed(study, request.param, built)


@pytest.mark.parametrize(
    ("status", "answer", "advice"),
    [
        ("found", None, "grow"),
        ("found", "accepted", "grow"),
        ("found", "explained", "grow"),
        ("found", "rejected", LEAVE),
        ("open", None, ASK),
        ("open", "explained", ASK),
        ("open", "accepted", "grow"),
        ("open", "rejected", LEAVE),
    ],
)
def test_the_advice_follows_from_verdict_sureness_and_answer(status: str, answer: str | None, advice: str) -> None:
    gaps = pd.DataFrame({"verdict": ["grow", None], "status": status, "management": answer})
    assert advise(gaps).fillna("").tolist() == [advice, ""]


def test_every_advice_has_words_and_a_reason() -> None:
    assert set(labels.TO_DO) == set(ADVICE) == {*VERDICTS, ASK, LEAVE}
    assert set(TO_SUPPLY) < set(VERDICTS)
    assert {ASK, LEAVE} < set(labels.BECAUSE)


@pytest.mark.parametrize(
    ("advice", "told"), [(["mend", "grow"], "grow"), (["ask", "mend"], "ask"), (["leave"], "leave")]
)
def test_a_stage_has_one_advice(advice: list[str], told: str) -> None:
    assert advice_of_stage(pd.Series(advice)) == told


def _answered(answer: str) -> pd.DataFrame:
    row = {"cluster": "x", "stage": "mill", "kind": "absent", "answer": answer, "who": "me", "when": "2014-05-02"}
    columns = list(GapAnswers.to_schema().columns)
    frame = pd.DataFrame(
        [{**dict.fromkeys(columns, ""), **row, "why": "one joined", "decision": "decisions/gaps.csv!2"}]
    )
    return conform(frame[columns], GapAnswers)


@pytest.mark.parametrize(
    ("answer", "advice", "step"),
    [
        (None, ASK, "ask_presence"),
        ("explained", ASK, "take_up"),
        ("accepted", "recruit", "invite_firms"),
        ("rejected", LEAVE, None),
    ],
)
def test_what_a_management_answered_is_not_asked_again(answer: str | None, advice: str, step: str | None) -> None:
    unseen = tiny.study(30, range(10), lacks={"mill": range(5)}, roles={"bake": range(10), "shop": [0, 1]})
    said = None if answer is None else _answered(answer)
    gap = verdicts.concluded(unseen, verdicts.STRONG, answers=said).loc[("mill", "absent")]
    assert (gap["status"], gap["rank"], gap["verdict"]) == ("open", 1, "recruit")
    assert (gap["advice"], None if pd.isna(gap["first_step"]) else gap["first_step"]) == (advice, step)
    assert ("presence_asked" in gap["settles"].split(";")) == (answer is None)


def test_every_uncertain_gap_that_waits_has_its_question(data: Store) -> None:
    held = data.of(Gaps).query("at_face")
    shown = chain.all_gaps(data).data.release(None).frame
    own = shown[shown["cluster"] == data.cluster]
    assert len(own) == len(held)
    asking = own["to_do"] == ASK
    assert asking.any()
    assert own["question"].notna().equals(asking)
    settled = held["management"].isin(["accepted", "rejected"])
    assert asking.sum() == (held["status"].eq("open") & ~settled).sum()
    assert set(held.loc[held["advice"] == ASK, "first_step"]) <= {ASK_PRESENCE, TAKE_UP, *QUESTIONS.values()}
    explained = held["management"].eq("explained").fillna(False)
    assert held["first_step"].eq(TAKE_UP).fillna(False).equals(explained)
    assert held.loc[held["advice"] == LEAVE, "first_step"].isna().all()


def test_all_gaps_stand_in_one_table_as_in_those_of_their_clusters(study: Study, built: TableSet) -> None:
    data = handed(study, CLUSTERS[0], built)
    table = chain.all_gaps(data)
    for minimum in (None, 3):
        whole = table.data.release(minimum).frame
        assert list(dict.fromkeys(whole["cluster"])) == list(data.names)
        for cluster in CLUSTERS:
            own = chain.gap_table(data.at(cluster)).data.release(minimum).frame
            part = whole[whole["cluster"] == cluster]
            for column in ("rank", "stage", "kind", "status", "demand", "answer", "to_do"):
                assert part[column].fillna(0).tolist() == own[column].fillna(0).tolist(), (cluster, column)


def test_where_no_management_has_answered_the_tables_say_so(data: Store) -> None:
    silent = data.all(Gaps).assign(management=None, management_words=None, management_who=None, management_when=None)
    store = Store(data.study, data.cluster, instead=TableSet({**data.instead, Gaps: silent}))
    for table in (chain.worst_gaps(store), chain.all_gaps(store)):
        shown = table.data.release(None)
        assert set(shown.frame["answer"]) == {"none"}
        assert "data/decisions/gaps.csv" in say(table.words(shown).note, "en")


def test_a_worst_gap_that_the_management_rejects_is_called_so(study: Study, built: TableSet) -> None:
    data = handed(study, "euronest", built)
    gaps = data.all(Gaps)
    first = (gaps["cluster"] == "euronest") & (gaps["rank"] == 1)
    for answer, said in (("rejected", "(no gap for the management)"), (None, "(uncertain)")):
        gaps.loc[first, "management"] = answer
        gaps.loc[first, "status"] = "open"
        store = Store(study, "euronest", instead=TableSet({**data.instead, Gaps: gaps}))
        ranking, worst = chain.gap_ranking(store), chain.worst_finding(store)
        assert said in say(ranking.words(ranking.data.release(None)).title, "en")
        told = say(worst.text(worst.data.release(None)), "en")
        assert ("For the management it is no gap" in told) == (answer == "rejected")
