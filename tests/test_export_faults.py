"""Files that went wrong on their way from the survey tool: one problem that says what happened and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import keep_only

from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.exports import Incoming, read_exports
from pilotanalysis.survey.tables import Completeness
from pilotanalysis.survey.whose import of_another_cluster
from pilotanalysis.tables import TableSet

#: A true export in which all 40 responses are of euronest.
OF_EURONEST = "exports/own/limesurvey/literal_api_code_code.csv"


def _read(root: Path) -> list[Incoming]:
    study = Study(root)
    return read_exports(study, forms.load(study), {})


@pytest.fixture
def named_wrongly(spoilt: Path, shared: Path) -> Path:
    """A study whose only export is named after another cluster than its responses."""
    keep_only("astrico-ne", spoilt)
    (spoilt / "data/raw/survey/astrico-ne.xlsx").unlink()
    shutil.copyfile(shared / OF_EURONEST, spoilt / "data/raw/survey/astrico-ne.csv")
    return spoilt


def test_a_file_whose_responses_are_of_another_cluster_is_told_with_their_number(named_wrongly: Path) -> None:
    with pytest.raises(StudyError) as told:
        _read(named_wrongly)
    (problem,) = told.value.problems
    assert (problem.file, problem.row, problem.column) == ("data/raw/survey/astrico-ne.csv", 1, "'cluster'")
    assert "of its 40 responses 40 say that they are of another cluster: euronest 40" in problem.found
    assert "name the file euronest.csv" in problem.remedy
    assert "exports: [{file: astrico-ne.csv, cluster: astrico-ne}]" in problem.remedy


def test_a_file_of_which_the_study_states_the_cluster_is_taken_at_that(named_wrongly: Path) -> None:
    settings = named_wrongly / "study.yml"
    stated = "exports: [{file: astrico-ne.csv, cluster: astrico-ne}]"
    settings.write_text(settings.read_text("utf-8").replace("exports: []", stated), "utf-8")
    (read,) = _read(named_wrongly)
    assert read.cluster == "astrico-ne"


def test_a_few_responses_of_another_cluster_are_remarked_on(built: TableSet) -> None:
    completeness = built.of(Completeness)
    assert not list(of_another_cluster(completeness))
    own = completeness["question"].eq("cluster") & completeness["cluster"].eq("iconic")
    spoilt = completeness.copy()
    spoilt.loc[own, "distribution"] = "euronest 2, iconic 80, apt 1"
    (remark,) = of_another_cluster(spoilt)
    assert "iconic, wave 2014: of 83 responses 3 say that they are of another cluster: euronest 2, apt 1" in remark
