"""Studies at their ends: one member, everybody answered, nothing said, nothing mended: every notebook runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest
from conftest import ROOT

from pilotanalysis import pipeline
from pilotanalysis.demo import write
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.truth import KEPT, Truth
from pilotanalysis.problems import StudyError
from pilotanalysis.study import STUDY_VARIABLE, Study
from pilotanalysis.survey.tables import Ledger, Organisations, Review
from pilotanalysis.tables import name_of, read

CLUSTER = "ind-agro-pol"
SAID = ("inputs", "needs", "offers", "links")


def keep(truth: Truth, members: pd.DataFrame) -> Truth:
    """Leave some members in a study, and of their responses those that count."""
    tables = {one.name: getattr(truth, one.name) for one in fields(truth) if one.name not in ("seed", "scene")}
    own = {
        name: frame[frame["fiscal_code"].isin(members["fiscal_code"])].reset_index(drop=True)
        for name, frame in tables.items()
        if "fiscal_code" in frame
    }
    kept = own["responses"]["fate"] == KEPT
    return replace(truth, **own | {"responses": own["responses"][kept].reset_index(drop=True)})


def one_member(truth: Truth) -> Truth:
    people = truth.organisations
    return keep(truth, people[people["answered"] & (people["organisation_type"] == "firm")].groupby("cluster").head(1))


def all_answered(truth: Truth) -> Truth:
    return keep(truth, truth.organisations[truth.organisations["answered"]])


def no_firms(truth: Truth) -> Truth:
    return keep(truth, truth.organisations[truth.organisations["organisation_type"] != "firm"])


def nothing_said(truth: Truth) -> Truth:
    """Nobody buys, lacks, offers or knows anybody."""
    return replace(keep(truth, truth.organisations), **{name: getattr(truth, name).head(0) for name in SAID})


def _made(root: Path, change: Callable[[Truth], Truth]) -> Study:
    source = Study(ROOT)
    wish = write.Wish(5, 10, dict.fromkeys(source.analysed, "plain"))
    with mock.patch.object(write, "invent", lambda *drawn: change(invent(*drawn))):
        write.write_study(source, root, wish)
    study = Study(root)
    pipeline.clean(study)
    return study


def _run_cells(study: Study, release: str, monkeypatch: pytest.MonkeyPatch, notebooks: str = "0*.ipynb") -> None:
    """Run the cells of notebooks in this process, for one cluster."""
    monkeypatch.setenv(STUDY_VARIABLE, str(study.root))
    for path in sorted((study.root / "notebooks").glob(notebooks)):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        names: dict[str, object] = {}
        for number, cell in enumerate(one for one in cells if one["cell_type"] == "code"):
            exec("".join(cell["source"]), names)
            if number == 0:
                names |= {"release": release, "cluster": CLUSTER}


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "releases"),
    [(one_member, ("working", "public")), (all_answered, ("working",)), (no_firms, ("public",))],
)
def test_every_notebook_runs(
    change: Callable[[Truth], Truth], releases: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = _made(tmp_path / "study", change)
    members = read(study, Organisations)
    if change is one_member:
        assert (members.groupby("cluster").size() == 1).all()
    if change is all_answered:
        assert members["answered"].all()
    for release in releases:
        _run_cells(study, release, monkeypatch)
    if change is all_answered:
        _nothing_mended(study)
        # The first two chapters tell of what was mended.
        for release in ("working", "public"):
            _run_cells(study, release, monkeypatch, "0[12]*.ipynb")


def _nothing_mended(study: Study) -> None:
    for model in (Ledger, Review):
        path = study.processed / f"{name_of(model)}.parquet"
        pd.read_parquet(path).head(0).to_parquet(path)


@pytest.mark.long
def test_a_study_in_which_nobody_says_what_the_analysis_needs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="Nobody answered the question need_stage, and the analysis needs it"):
        _made(tmp_path / "study", nothing_said)
