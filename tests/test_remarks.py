"""What an analyst should know of exports that could be read: said from the tables, without reading them again."""

from __future__ import annotations

import pandas as pd

from pilotanalysis.study import Study
from pilotanalysis.survey import remarks
from pilotanalysis.survey.tables import Accounting, Columns, Completeness, Decided, Ledger, Responses
from pilotanalysis.tables import StudyTable, TableSet, conform, empty


def test_remarks_come_from_the_tables_and_name_a_column_once(study: Study) -> None:
    wave = study.settings.wave
    head = {"row_id": "survey/all.csv!1", "wave": wave, "tool": "google_forms", "file": "survey/all.csv", "sheet": ""}
    rows = [
        {**head, "cluster": cluster, "position": 3, "header": "Phone", "status": "unknown", "nearest": ""}
        for cluster in study.analysed
    ]
    columns = pd.DataFrame(rows).assign(question="", option="", number=0)
    tables = {
        Accounting: empty(Accounting),
        Columns: conform(columns, Columns),
        Completeness: empty(Completeness),
        Decided: empty(Decided),
        Ledger: empty(Ledger),
        Responses: empty(Responses),
    }
    found = remarks(study, TableSet(tables))
    assert [remark.partition(":")[0] for remark in found] == [
        "data/raw/survey/all.csv",
        "data/raw/survey/all.csv, column 3",
        "data/raw/survey/all.csv",
    ]
    assert "never tried" in found[0]
    assert found[1].endswith("'Phone' answers no question. It is not used.")
    assert "it has no column of cluster, name, " in found[2]


def test_rows_of_which_nothing_is_made_are_told(study: Study, built: TableSet) -> None:
    rows = (
        built.of(Accounting)
        .head(3)
        .assign(
            file="survey/euronest.xlsx",
            sheet=["answers", "inputs", "answers"],
            repeats=[False, True, False],
            outcome="dropped",
            reason=["whose it is waits for a decision", "no such respondent", "test row"],
            rows=[1, 5, 2],
            made_from=["", "", "survey/euronest.xlsx#answers!4;survey/euronest.xlsx#answers!9"],
        )
    )
    rest = {model: empty(model) for model in (Columns, Completeness, Decided, Ledger, Responses)}
    awaits, orphans, tests = remarks(study, TableSet({Accounting: conform(rows, Accounting), **rest}))
    assert awaits.startswith("data/raw/survey/euronest.xlsx, sheet answers: 1 response left out until somebody decides")
    assert orphans.startswith(
        "data/raw/survey/euronest.xlsx, sheet inputs: 5 rows of responses that are not in the file"
    )
    assert "2 responses left out because the organisation is called as in a test: row 4, 9." in tests


def test_letters_that_a_program_could_not_write_are_told_by_file(study: Study, built: TableSet) -> None:
    ledger = built.of(Ledger).head(3).assign(rule=["cedilla;letters_lost", "letters_lost", "blanks"])
    ledger = ledger.assign(file="survey/euronest.csv")
    tables = {
        Accounting: empty(Accounting),
        Columns: empty(Columns),
        Completeness: empty(Completeness),
        Decided: empty(Decided),
        Ledger: conform(ledger, Ledger),
        Responses: empty(Responses),
    }
    (told,) = remarks(study, TableSet(tables))
    assert told.startswith("data/raw/survey/euronest.csv: 2 answers have question marks in place of letters.")
    assert "save it as CSV UTF-8" in told


def test_a_column_that_somebody_sorted_alone_is_told(study: Study, built: TableSet) -> None:
    every = built.of(Responses)
    rows = every[every["cluster"] == "euronest"].head(20).assign(file="survey/euronest.csv", row=range(2, 22))
    ids = pd.Series(range(1, 21), index=rows.index)
    sorted_alone = rows.assign(respondent=ids.astype("str"), employees=[*range(3, 20), 8, 12, None])
    sorted_whole = sorted_alone.assign(respondent=ids.sample(frac=1, random_state=1).astype("str").to_numpy())
    others: dict[type[StudyTable], pd.DataFrame] = {
        model: empty(model) for model in (Accounting, Columns, Completeness, Decided, Ledger)
    }

    def said(responses: pd.DataFrame) -> list[str]:
        return remarks(study, TableSet({**others, Responses: responses}))

    (told,) = said(sorted_alone)
    assert told.startswith("data/raw/survey/euronest.csv: the answers to employees stand in order of size")
    assert said(sorted_whole) == said(sorted_alone.assign(employees=5.0)) == []
