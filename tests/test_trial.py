"""Gaps judged by other lines and weights than the study's, while somebody explores."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from conftest import Study

from pilotanalysis.chain.tables import Gaps, ThresholdEffects
from pilotanalysis.chain.trial import Trial
from pilotanalysis.settings import GapThresholds, SeverityWeights
from pilotanalysis.store import open_store


@pytest.fixture(scope="module")
def trial(cleaned: Study) -> Trial:
    return Trial(open_store(cleaned))


def test_by_the_settings_of_the_study_a_trial_gives_its_gaps(trial: Trial) -> None:
    own = trial.data.settings
    for cluster in trial.data.study.analysed:
        tried = trial.of(cluster, own.gaps, own.weights)
        for model in (Gaps, ThresholdEffects):
            pd.testing.assert_frame_equal(
                pd.DataFrame(tried.of(model)), pd.DataFrame(trial.data.at(cluster).of(model)), check_dtype=False
            )


def test_another_weight_moves_the_ranks_and_another_line_the_gaps_and_no_file(trial: Trial) -> None:
    own, study = trial.data.settings, trial.data.study
    before = {path: path.stat().st_mtime_ns for path in study.root.rglob("*") if path.is_file()}
    cluster = study.analysed[0]
    usual = trial.data.at(cluster).of(Gaps).set_index(["stage", "kind"])
    heavy = trial.of(cluster, own.gaps, SeverityWeights(criticality=8)).of(Gaps).set_index(["stage", "kind"])
    assert (heavy["at_face"] == usual["at_face"].reindex(heavy.index)).all()
    assert not heavy["rank"].equals(usual["rank"].reindex(heavy.index))
    wide = trial.of(cluster, GapThresholds(thin_members=20), own.weights)
    thin = {
        name: set(frame.loc[frame["at_face"] & (frame["kind"] == "thin"), "stage"])
        for name, frame in (("usual", usual.reset_index()), ("wide", wide.of(Gaps)))
    }
    assert thin["usual"] < thin["wide"]
    assert wide.settings.gaps.thin_members == 20
    assert study.settings.gaps.thin_members == 1
    assert before == {path: path.stat().st_mtime_ns for path in study.root.rglob("*") if path.is_file()}


def test_a_trial_follows_at_once(trial: Trial) -> None:
    own = trial.data.settings
    trial.of("euronest", own.gaps, own.weights)
    start = time.monotonic()
    trial.of("euronest", own.gaps, SeverityWeights(markets=3))
    assert time.monotonic() - start < 3
