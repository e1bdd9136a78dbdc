"""What a notebook reads is told, and it runs again where, and only where, that has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis import pipeline, reads
from pilotanalysis.publish import manifest, standing
from pilotanalysis.publish.plan import Request, plan
from pilotanalysis.study import Study

#: Reads tables of one cluster and of all, a catalogue, a raw file and a folder.
READING = """
import json
import sys
from pathlib import Path
from pilotanalysis import reads
from pilotanalysis.chain.tables import Gaps
from pilotanalysis.reference import Edges
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Responses

study = Study(Path(sys.argv[1]))
reads.watch(study)
data = open_store(study, "euronest")
data.of(Gaps)
data.of(Edges)
data.at(None).all(Responses)
list((study.raw / "roster").glob("*.xlsx"))
(study.raw / "roster" / "iconic.xlsx").read_bytes()
(study.root / "study.yml").read_text()
print(json.dumps(reads.noted()))
"""


def test_what_is_read_is_noted_by_table_cluster_and_file(cleaned: Study) -> None:
    done = subprocess.run([sys.executable, "-c", READING, cleaned.root], capture_output=True, text=True, check=True)
    noted = json.loads(done.stdout)
    assert noted == [
        "data/raw/reference/edges.csv",
        "data/raw/roster/",
        "data/raw/roster/iconic.xlsx",
        "tables/gaps@euronest",
        "tables/responses",
    ]


#: Reads ahead what a parent of kernels does, and a questionnaire; then a notebook begins, and asks for the same twice.
AHEAD = """
import json
import sys
from pathlib import Path
from pilotanalysis import reads
from pilotanalysis.reference import Edges
from pilotanalysis.reference.tables import load_ahead
from pilotanalysis.store import once, open_store
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire

study = Study(Path(sys.argv[1]))
load_ahead(study)
questionnaire.load(study)
made = []

@once
def edges(data):
    made.append(data.cluster)
    return data.all(Edges)

data = open_store(study, "euronest")
edges(data), edges(data)
reads.watch(study)
first = edges(data)
whole = len(first.columns)
first["more"] = 1
assert len(edges(data).columns) == whole
edges(data.at(None))
questionnaire.load(study)
print(json.dumps([made, reads.noted()]))
"""


def test_what_was_read_before_a_notebook_began_is_noted_and_what_is_made_of_it_is_made_once(cleaned: Study) -> None:
    done = subprocess.run([sys.executable, "-c", AHEAD, cleaned.root], capture_output=True, text=True, check=True)
    made, noted = json.loads(done.stdout)
    # Before a notebook begins, files may change: it is made each time.
    assert made == ["euronest", "euronest", "euronest", None]
    assert noted == ["data/raw/reference/edges.csv", "data/raw/survey/questionnaire.xlsx"]


def test_a_digest_follows_the_rows_that_were_read_and_no_others(cleaned: Study, tmp_path: Path) -> None:
    root = shutil.copytree(cleaned.root, tmp_path / "study")
    names = ["tables/gaps@euronest", "tables/gaps@iconic", "tables/gaps", "data/raw/roster/", "data/raw/nothing"]
    before = reads.digests(Study(root), names)
    assert len(set(before.values())) == len(names)
    path = root / "data/processed/gaps.parquet"
    frame = pd.read_parquet(path)
    frame.loc[frame.index[frame["cluster"] == "iconic"][0], "severity"] = 0.123
    frame.to_parquet(path)
    os.utime(path, ns=(1, 1))
    (root / "data/raw/roster/new.xlsx").write_bytes(b"")
    after = reads.digests(Study(root), names)
    assert [name for name in names if after[name] != before[name]] == names[1:4]


@pytest.mark.long
def test_an_answer_of_one_cluster_runs_again_what_reads_it(finished: Study, tmp_path: Path) -> None:
    root = shutil.copytree(finished.root, tmp_path / "study")
    export = root / "data" / "raw" / "survey" / "iconic.csv"
    text = export.read_text("utf-8")
    assert text.count(",2204639,lei,") == 1
    export.write_text(text.replace(",2204639,lei,", ",2204699,lei,"), "utf-8")
    study = Study(root)
    before = manifest.read(study.reports)
    jobs, _others = plan(study, Request())
    assert not [
        name for name, found in standing.judge(study, jobs, manifest.start(study), before).items() if found.stale
    ]
    pipeline.clean(study)
    found = standing.judge(study, jobs, manifest.start(study), before)
    stale = {name for name, one in found.items() if one.stale}
    assert {"01_survey_intake", "02_cluster_profile.iconic"} <= stale
    # Profiles count the members of all clusters; what others lack has not changed.
    assert not {f"03_value_chain_gaps.{cluster}" for cluster in ("euronest", "astrico-ne", "ind-agro-pol")} & stale
