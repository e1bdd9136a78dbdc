"""Cleaning held against the truth of messed studies, and coding against the stages that texts were drawn for."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import cast

import numpy as np
import pandas as pd
import pytest
from conftest import made_once

import pilotanalysis.demo.mess as mess
import pilotanalysis.survey.cleaning as cleaning
import pilotanalysis.survey.reading as reading
from benchmarks.truth.measure import CHANGED, NEEDLESS, WRONG, measure
from pilotanalysis import pipeline, reference
from pilotanalysis.demo.lists import STAGES
from pilotanalysis.demo.mess.kinds import WORDS
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.study import Study
from pilotanalysis.survey.coding import Coder
from pilotanalysis.survey.labels import RULE
from pilotanalysis.survey.tables import Accounting, Ledger, Review
from pilotanalysis.tables import TableSet


@pytest.fixture(scope="module")
def cells(study: Study, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    def make(folder: Path) -> None:
        found = pd.concat([measure(study, seed, 0.15) for seed in (101, 102)], ignore_index=True)
        found.to_pickle(folder / "cells.pickle")

    return pd.read_pickle(made_once(tmp_path_factory, "messed_cells", make) / "cells.pickle")


@pytest.mark.long
def test_hardly_any_messed_cell_is_silently_wrong(cells: pd.DataFrame) -> None:
    messed = cells[cells["kind"] != ""]
    assert len(messed) > 5000
    assert (messed["outcome"] == WRONG).mean() <= 0.0015
    assert (messed["outcome"] == NEEDLESS).mean() <= 0.01
    assert messed["kind"].nunique() > 100


def test_no_clean_cell_is_changed(cells: pd.DataFrame) -> None:
    clean = cells[cells["kind"] == ""]
    assert len(clean) > 40_000
    assert (clean["outcome"] != CHANGED).all()


@pytest.fixture(scope="module")
def messed(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of which a seventh of the answers are messed, with its tables."""

    def make(folder: Path) -> None:
        write_study(study, folder / "study", Wish(103, respondents=30, mess=0.15))
        (folder / "tables.pickle").write_bytes(pickle.dumps(pipeline.build(Study(folder / "study"))))

    return Study(made_once(tmp_path_factory, "messed", make) / "study")


@pytest.fixture(scope="module")
def tables(messed: Study) -> TableSet:
    return cast("TableSet", pickle.loads((messed.root.parent / "tables.pickle").read_bytes()))


@pytest.mark.long
def test_every_row_of_a_messed_study_is_accounted_for(messed: Study, tables: TableSet) -> None:
    truth = pd.read_csv(messed.root / "truth" / "responses.csv", dtype=str)
    counted = tables.of(Accounting)
    counted = counted[~counted["repeats"]].groupby("cluster")["rows"].sum()
    assert counted.to_dict() == truth.groupby("cluster").size().to_dict()


def test_the_ledger_tells_of_every_rule_in_words_and_of_no_personal_code(messed: Study, tables: TableSet) -> None:
    ledger = tables.of(Ledger)
    rules = {rule for cell in ledger["rule"] for rule in cell.split(";")}
    assert rules <= set(RULE)
    assert len(rules) > 40
    codes = pd.read_csv(messed.root / "truth" / "mess.csv", dtype=str, keep_default_na=False)
    written = codes.loc[codes["kind"].str.startswith("personal"), "written"].str.extract(r"([1-9]\d{12})")[0].dropna()
    assert len(written)
    text = "\n".join(frame.astype(str).to_csv() for frame in tables.values())
    assert not [code for code in written if code in text]
    assert tables.of(Review)["value"].eq("").all()


@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_open_answers_are_coded_rightly_or_left_to_somebody(study: Study, language: str) -> None:
    stages = reference.load(study, reference.Catalogue)
    coder = Coder(stages, reference.load(study, reference.Glossary), {})
    cluster_of = dict(zip(stages["stage"], stages["cluster"], strict=True))
    texts = [(stage, text) for stage, words in STAGES.items() for text in words[language]]
    coded = {cluster: coder.code(_of(texts, cluster_of, cluster), cluster) for cluster in study.analysed}
    told = [(stage, coded[cluster_of[stage]][text]) for stage, text in texts]
    applied = [(stage, one.value) for stage, one in told if one.value is not None]
    assert len(applied) / len(told) >= 0.8
    assert np.mean([stage == value for stage, value in applied]) >= 0.95
    for _stage, one in told:
        assert one.value is not None or len(one.proposals) == 3


def _of(texts: list[tuple[str, str]], cluster_of: dict[str, str], cluster: str) -> pd.Series:
    return pd.Series([text for stage, text in texts if cluster_of[stage] == cluster], dtype="str")


def test_an_english_answer_finds_a_romanian_term(study: Study) -> None:
    stages, glossary = reference.load(study, reference.Catalogue), reference.load(study, reference.Glossary)
    romanian = glossary.assign(en=glossary["ro"], it=glossary["ro"])
    coder = Coder(stages, romanian, {"cotton yarn": "none"})
    told = coder.code(pd.Series(["software testing", "fire de bumbac", "Cotton  YARN"], dtype="str"), "astrico-ne")
    assert told["software testing"].value == "software_testing"
    assert told["fire de bumbac"].value == "spinning"
    assert told["Cotton  YARN"].rules == ("coded_before",)


def test_letters_that_are_alike_by_chance_code_nothing(study: Study) -> None:
    stages = reference.load(study, reference.Catalogue)
    coder = Coder(stages, reference.load(study, reference.Glossary), {})
    told = coder.code(pd.Series(["orice", "produse", "fier", "bumbac brut"], dtype="str"), "astrico-ne")
    assert {text: one.value for text, one in told.items()} == {
        "orice": None, "produse": None, "fier": None, "bumbac brut": "fibre_supply",
    }  # fmt: skip
    assert {one.severity for text, one in told.items() if one.value is None} == {"review"}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for entry in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(entry.name)


def _own(modules: list[ModuleType]) -> Iterator[tuple[str, object]]:
    """Tables and functions that a module defines, but for what the standard library gives both."""
    for module in modules:
        for name, value in vars(module).items():
            at_home = getattr(value, "__module__", module.__name__) == module.__name__
            if not name.startswith("__") and at_home and not isinstance(value, ModuleType):
                yield f"{module.__name__}.{name}", value


def test_mess_and_cleaning_share_no_table_and_no_code() -> None:
    ours = [*_modules(mess)]
    theirs = [*_modules(cleaning), *_modules(reading), sys.modules["pilotanalysis.survey.texts"]]
    assert len(ours) > 5
    assert len(theirs) > 15
    tables = (dict, tuple, list, set, frozenset)
    for place, value in (*_own(ours), *WORDS.items()):
        for other, same in _own(theirs):
            if callable(value) or callable(same):
                assert value is not same, (place, other)
            elif isinstance(value, tables) and isinstance(same, tables) and len(value) > 3:
                assert value is not same, (place, other)
                assert repr(value) != repr(same), (place, other)


@pytest.mark.long
def test_a_messed_study_cleans_to_the_same_tables_twice(messed: Study, tables: TableSet) -> None:
    again = pipeline.build(messed)
    for model in tables:
        pd.testing.assert_frame_equal(tables[model], again[model])
