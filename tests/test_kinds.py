"""The registry of kinds: what every entry holds to, and that an eighth kind is one entry."""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

import pandas as pd
import pytest
import tiny
from pydantic import Field
from tiny import bought, handed

import pilotanalysis
from pilotanalysis import reference
from pilotanalysis.chain.arrays import AnswerArrays, Measure, share_of
from pilotanalysis.chain.kinds import FAMILIES, KINDS, Kind, Line, lines
from pilotanalysis.results import Report, _
from pilotanalysis.settings import GapThresholds
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Inputs, Needs, Organisations, Roles, Statements
from pilotanalysis.tables import empty

CLUSTER = "euronest"


def test_no_two_kinds_look_or_read_alike() -> None:
    for told in ("label", "symbol", "colour"):
        assert len({str(getattr(kind, told)) for kind in KINDS.values()}) == len(KINDS)
    assert {kind.family for kind in KINDS.values()} == set(FAMILIES)


def test_every_line_is_drawn_on_a_threshold_of_the_study() -> None:
    thresholds = GapThresholds()
    drawn = [line.threshold for line in lines().values()]
    assert len(set(drawn)) == len(drawn)
    for line in lines().values():
        low, high, step = line.tried
        assert low <= line.at(thresholds) <= high
        assert 0 < step < high - low


def _dear(answers: AnswerArrays) -> Measure:
    reasons = answers.inputs["reasons"].fillna("")
    return share_of(
        answers.by_member(answers.inputs, reasons.str.contains("price")),
        answers.by_member(answers.inputs, reasons != ""),
    )


DEAR = Kind(
    _("too dear"), "€", "#7a5c00", "supply", "all", "no_gap", "inside",
    _("What would members ask for it?"),
    Line(
        "dear_share", _("of reasons for buying outside name the price, more than"), True, (0.1, 0.9, 0.1),
        lambda value, line: value > line, _dear, of_members=True,
    ),
    from_inputs=True,
)  # fmt: skip


class Lines(GapThresholds):
    """The lines of the study, and that of the eighth kind."""

    dear_share: float = Field(default=0.5, ge=0, le=1, description="dear: more than this share name the price")


@pytest.fixture
def chapter(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The chapter as it is imported with an eighth entry in the registry."""
    monkeypatch.setitem(KINDS, "dear", DEAR)
    monkeypatch.setattr(pilotanalysis, "chain", pilotanalysis.chain)
    kept = {"pilotanalysis.chain.kinds", "pilotanalysis.chain.arrays"}
    for name in [name for name in sys.modules if name.startswith("pilotanalysis.chain") and name not in kept]:
        monkeypatch.delitem(sys.modules, name)
    yield importlib.import_module("pilotanalysis.chain")


@pytest.fixture
def wider(study: Study) -> Study:
    """The study of one cluster with the line of the eighth kind, in the language that the kind is named in."""
    wider = copy.copy(study)
    clusters = tuple(cluster for cluster in study.settings.clusters if cluster.id == CLUSTER)
    wider.settings = study.settings.model_copy(update={"gaps": Lines(), "languages": ("en",), "clusters": clusters})
    return wider


def test_an_eighth_kind_is_one_entry(chapter: ModuleType, wider: Study) -> None:
    build, tables, thresholds, assessment, presence = (
        importlib.import_module(f"pilotanalysis.chain.{name}")
        for name in ("build", "tables", "gaps.thresholds", "gaps.assessment", "presence")
    )
    inputs = [
        *(bought(one, "mill", 100, reasons="price;quality") for one in range(3)),
        bought(3, "mill", 100, reasons="quality"),
        bought(4, "bake", 100, reasons="price"),
    ]
    survey = tiny.study(8, roles={"mill": range(4), "bake": range(4, 8)}, inputs=inputs, cluster=CLUSTER)
    catalogue = tiny.catalogue(["mill", "bake"], CLUSTER)
    gaps = build.judge_study(survey, catalogue, tiny.edges(), assessment.Criteria(Lines()))
    judged = gaps.set_index(["stage", "kind"])
    dear = judged.loc[("mill", "dear")]
    assert (dear["value"], dear["threshold"], dear["n"], dear["status"]) == (0.75, 0.5, 4, "found")
    assert (dear["at_face"], dear["verdict"], dear["rank"]) == (True, "mend", 1)
    # One answer is too few.
    assert judged.loc[("bake", "dear"), "at_face"] == False  # noqa: E712
    effects = thresholds.threshold_effects(gaps, Lines())
    own = effects[effects["kind"] == "dear"].set_index("threshold")["gaps"]
    assert own.loc[[0.1, 0.5, 0.8]].tolist() == [1, 1, 0]

    told = (survey.of(model) for model in (Organisations, Statements, Roles, Needs, Inputs))
    made = {
        **survey,
        reference.Catalogue: catalogue,
        reference.Edges: tiny.edges(("mill", "bake"), cluster=CLUSTER),
        tables.Gaps: gaps,
        tables.ThresholdEffects: effects,
        tables.Stages: presence.place_members(catalogue, *told, 0.95),
    }
    for model in (tables.Sourcing, tables.MarketBlocks, tables.Matches, tables.RegionalCapacity):
        made[model] = empty(model)
    data = handed(wider, CLUSTER, made)
    report = Report(wider, "03", CLUSTER)
    for make in (
        chapter.gaps_finding,
        chapter.worst_finding,
        chapter.raking_finding,
        chapter.verdict_finding,
        chapter.gap_table,
        chapter.missing_link_sheets,
        chapter.gap_ranking,
        chapter.what_thresholds_change,
        chapter.value_chain_map,
        chapter.stages_by_cluster,
    ):
        report.add(make(data))
    finding = chapter.gaps_finding(data)
    assert "too dear: 1" in finding.text(finding.data.release(None)).render("en")
    assert pd.Series(chapter.what_thresholds_change(data).data.frame["kind"]).isin(["dear"]).any()
