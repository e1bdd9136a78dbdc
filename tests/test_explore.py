"""What stands behind notebooks/explore.ipynb: every number of a gap leads to its own rows, down to the raw cells."""

from __future__ import annotations

import pytest

from pilotanalysis import chain
from pilotanalysis.explore.numbers import findings, gap_numbers, said_numbers, sheet_of_gap
from pilotanalysis.explore.tracing import raw_row, row_html
from pilotanalysis.results import Report
from pilotanalysis.results.display import sheets
from pilotanalysis.store import Store, open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Ledger
from pilotanalysis.tables import single_rows, split_ids

CLUSTER = "astrico-ne"


@pytest.fixture
def store(cleaned: Study) -> Store:
    return open_store(cleaned, CLUSTER)


def test_a_sheet_taken_out_reads_as_among_all(store: Store) -> None:
    table = chain.missing_link_sheets(store)
    report = Report(store.study, "explore", CLUSTER)
    report.add(table)
    entry = report.entry("gaps")
    whole = sheets(entry, "ro")
    assert [sheets(sheet_of_gap(entry, place), "ro")[0] for place in range(len(whole))] == whole


def test_each_number_of_a_gap_has_the_rows_of_its_own_column(store: Store) -> None:
    table = chain.missing_link_sheets(store)
    report = Report(store.study, "explore", CLUSTER)
    report.add(table)
    frame = table.data.release(None).frame
    made_from = [frame[column.made_from].iloc[0] for column in table.columns]
    found = {one.id: one for one in gap_numbers(sheet_of_gap(report.entry("gaps"), 0), made_from, "en")}
    # Who lacks a stage is told by needs and inputs; the people of the region by official statistics alone.
    assert found["demand"].rows
    assert all(row.startswith("survey/") for row in found["demand"].rows)
    assert all(row.startswith("reference/") for row in found["persons"].rows)
    assert set(found["persons"].rows) == set(single_rows(split_ids(frame["region_from"].iloc[0])))


def test_every_number_said_of_a_cluster_leads_to_raw_cells(store: Store) -> None:
    said = said_numbers(findings(store).values(), "en")
    assert len(said) > 20
    for number in said:
        assert number.rows or number.others, number.id
        assert not set(number.rows) & set(number.others)
    shown = raw_row(store, said[0].rows[0])
    assert (shown.cells["cell"] != "").all() and len(shown.cells)


def test_a_mended_cell_shows_what_the_ledger_has_on_it(store: Store) -> None:
    row = store.of(Ledger)["row_id"].iloc[0]
    shown = raw_row(store, row)
    assert len(shown.ledger)
    html = row_html(shown)
    assert "what cleaning made of it, from the ledger" in html
    assert shown.place in html
