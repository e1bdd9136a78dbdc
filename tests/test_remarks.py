"""What an analyst should know of exports that could be read: said from the tables, without reading them again."""

from __future__ import annotations

import pandas as pd

from pilotanalysis.study import Study
from pilotanalysis.survey import remarks
from pilotanalysis.survey.tables import Columns, Decided
from pilotanalysis.tables import TableSet, conform, empty


def test_remarks_come_from_the_tables_and_name_a_column_once(study: Study) -> None:
    wave = study.settings.wave
    head = {"row_id": "survey/all.csv!1", "wave": wave, "tool": "google_forms", "file": "survey/all.csv", "sheet": ""}
    rows = [
        {**head, "cluster": cluster, "position": 3, "header": "Phone", "status": "unknown", "nearest": ""}
        for cluster in study.analysed
    ]
    columns = pd.DataFrame(rows).assign(question="", option="", number=0)
    found = remarks(study, TableSet({Columns: conform(columns, Columns), Decided: empty(Decided)}))
    assert [remark.partition(":")[0] for remark in found] == [
        "data/raw/survey/all.csv",
        "data/raw/survey/all.csv, column 3",
    ]
    assert "never tried" in found[0]
    assert found[1].endswith("'Phone' answers no question. It is not used.")
