"""The answer that stands first: every gap of a cluster, and what to do about each."""

from __future__ import annotations

import pytest
from tiny import handed

from pilotanalysis import chain
from pilotanalysis.chain import labels
from pilotanalysis.chain.gaps.verdicts import FIRST_STEPS
from pilotanalysis.publish.documents import pages_of
from pilotanalysis.publish.registers import Register
from pilotanalysis.results import Report, say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

CLUSTERS = ("ind-agro-pol", "astrico-ne", "euronest", "iconic")


@pytest.fixture(params=CLUSTERS)
def data(request: pytest.FixtureRequest, study: Study, built: TableSet) -> Store:
    return handed(study, request.param, built)


def test_each_first_step_says_whom_to_turn_to() -> None:
    assert list(labels.WHOM) == list(labels.FIRST_STEP)
    assert set(labels.WHOM) == set(FIRST_STEPS)


@pytest.mark.parametrize("minimum", [None, 3])
def test_the_worst_gaps_come_first_with_what_the_management_says(data: Store, minimum: int | None) -> None:
    worst = chain.worst_gaps(data)
    shown = worst.data.release(minimum)
    whole = chain.gap_table(data).data.release(minimum)
    assert shown.frame["rank"].tolist()[:3] == [1, 2, 3]
    assert shown.frame["rank"].is_monotonic_increasing
    assert set(shown.frame["status"][3:]) <= {"found"} and shown.frame["status"].eq("found").sum() >= 2
    rows = whole.frame["rank"].isin(shown.frame["rank"]).to_numpy().nonzero()[0]
    for column in ("stage", "kind", "status", "answer", "to_do", "first_step"):
        assert shown.frame[column].tolist() == whole.frame[column].iloc[rows].tolist()
    assert shown.frame["answer"].isin(labels.ANSWER).all()
    assert shown.hidden["whom"].equals(shown.hidden["first_step"])
    assert shown.frame["whom"].equals(shown.frame["first_step"].rename("whom"))
    for language in ("en", "ro", "it"):
        assert say(data.name, language) in say(worst.words(shown).title, language)
        assert "data/decisions/gaps.csv" not in say(worst.words(shown).note, language)


def test_rows_of_the_answer_and_the_ranking_have_the_keys_of_the_sheets(data: Store) -> None:
    report = Report(data.study, "x", data.cluster)
    for table in (chain.worst_gaps(data), chain.gap_table(data), chain.missing_link_sheets(data)):
        report.add(table)
    items = [item for item in report._entries.values() if item["kind"] == "table"]
    register = Register("x", data.cluster, "working", [], items)
    worst, ranking, sheets = items
    assert register.sheets_of(worst) is sheets
    assert set(worst["keys"]) <= set(ranking["keys"]) == set(sheets["keys"])
    assert len(set(sheets["keys"])) == len(sheets["records"])


def test_documents_go_by_section_then_notebook_then_page() -> None:
    def item(id: str, section: str, page: int | None) -> dict[str, object]:
        return {"id": id, "kind": "finding", "section": section, "page": page}

    first = Register("02", "c", "working", [], [item("how", "annex", 1), item("who", "evidence", 1)])
    second = Register(
        "03",
        "c",
        "working",
        [],
        [item("map", "evidence", 2), item("worst", "answer", 1), item("left out", "answer", None),
         item("more", "evidence", 1), item("how many", "answer", 1)],
    )  # fmt: skip
    pages = [(section, [item["id"] for item in items]) for section, items in pages_of([first, second])]
    assert pages == [
        ("answer", ["worst", "how many"]),
        ("evidence", ["who"]),
        ("evidence", ["more"]),
        ("evidence", ["map"]),
        ("annex", ["how"]),
    ]
