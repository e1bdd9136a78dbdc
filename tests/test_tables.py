"""Definitions of tables: their keys, what is refused where one does not hold, and the data package that tells them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pilotanalysis import pipeline, reference
from pilotanalysis.chain.tables import Matches
from pilotanalysis.chapter import Chapter, ChapterWithFiles, ChapterWithRemarks
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Needs, Organisations, Responses, Roles
from pilotanalysis.tables import StudyTable, TableSet, empty, name_of
from pilotanalysis.tables.keys import broken_keys, keys_of, pointed_to

PROCESSED = [model for chapter in pipeline.CHAPTERS for model in chapter.TABLES]
EVERY = [*PROCESSED, *reference.TABLES]


@pytest.fixture
def made(cleaned: Study, built: TableSet) -> tuple[Study, TableSet]:
    """A copy of the pack with its tables."""
    return cleaned, built


@pytest.fixture(scope="module")
def package(cleaned: Study) -> dict[str, Any]:
    """The descriptor of its processed tables."""
    return json.loads((cleaned.processed / "datapackage.json").read_text("utf-8"))


def _rows(folder: Path, resource: dict[str, Any]) -> pd.DataFrame:
    """Rows of a resource as text, as somebody reads them who has the data package alone."""
    if "data" in resource:
        return pd.DataFrame(resource["data"]).astype("str")
    return pd.read_csv(folder / resource["path"], dtype=str, keep_default_na=False)


# Declarations


@pytest.mark.parametrize("model", EVERY, ids=lambda model: f"{model.__module__.split('.')[1]}-{name_of(model)}")
def test_keys_name_columns_of_their_tables(model: type[StudyTable]) -> None:
    keys, own = keys_of(model), set(model.to_schema().columns)
    assert set(keys.primary) <= own
    assert keys.primary
    for key in keys.foreign:
        target = key.table or model
        assert set(key.columns) <= own
        assert set(key.targets) <= set(target.to_schema().columns)
        assert len(key.columns) == len(key.targets)
        assert target in EVERY


def test_a_table_derives_the_foreign_keys_of_its_head() -> None:
    targets = [key.table for key in keys_of(Roles).foreign]
    assert targets == [Organisations, Responses, reference.Catalogue]


def test_a_table_without_declared_keys_is_a_defect(study: Study) -> None:
    class Undeclared(StudyTable):
        pass

    with pytest.raises(KeyError):
        broken_keys(study, {Undeclared: pd.DataFrame()})


def test_what_is_pointed_to_is_found_by_way_of_others() -> None:
    assert set(pointed_to([Organisations])) == {reference.Clusters, reference.Counties, reference.Regions}


def test_a_chapter_keeps_to_its_interface() -> None:
    from pilotanalysis import chain, meetings, partners, survey

    chapters: tuple[Chapter, ...] = (survey, chain, partners, meetings)
    assert pipeline.CHAPTERS[: len(chapters)] == chapters
    assert [isinstance(chapter, ChapterWithFiles) for chapter in chapters] == [True, False, False, False]
    assert [isinstance(chapter, ChapterWithRemarks) for chapter in chapters] == [True, False, True, False]


# What does not hold


@pytest.mark.long
def test_every_key_of_the_pack_holds(made: tuple[Study, TableSet]) -> None:
    study, tables = made
    references = {model: reference.load(study, model) for model in reference.TABLES}
    assert broken_keys(study, {**tables, **references}) == []


def test_a_key_given_twice_is_told_by_the_row_in_the_raw_file(made: tuple[Study, TableSet]) -> None:
    study, tables = made
    members = tables.of(Organisations)
    first, last = members.iloc[0], members.iloc[-1]
    spoilt = members.copy()
    spoilt.loc[spoilt.index[-1], ["cluster", "organisation"]] = [first["cluster"], first["organisation"]]
    (problem,) = broken_keys(study, {Organisations: spoilt})
    assert (problem.file, problem.sheet, problem.row) == (f"data/raw/{last['file']}", last["sheet"], last["row"])
    assert problem.column == "wave, cluster, organisation"
    assert problem.found == f"The key {first['wave']}, {first['cluster']}, {first['organisation']} stands twice."


def test_a_row_that_points_nowhere_is_told_with_what_is_near(made: tuple[Study, TableSet]) -> None:
    study, tables = made
    roles = tables.of(Roles).copy()
    own = roles.index[roles["stage"] != ""][0]
    stage = roles.loc[own, "stage"]
    roles.loc[own, "stage"] = f"{stage}x"
    (problem,) = broken_keys(study, {Roles: roles, reference.Catalogue: reference.load(study, reference.Catalogue)})
    assert problem.found == f"{stage}x is no stage."
    assert problem.column == "stage"
    assert f"Did you mean {stage}?" in problem.remedy


def test_a_row_that_was_computed_is_told_by_its_own_table(made: tuple[Study, TableSet]) -> None:
    study, tables = made
    needs = tables.of(Needs)
    gone, number = tables.of(Matches)[["need", "need_number"]].iloc[0]
    problems = broken_keys(study, {Matches: tables.of(Matches), Needs: needs[needs["row_id"] != gone]})
    assert {problem.file for problem in problems} == {"data/processed/matches.csv"}
    assert problems[0].row == 2
    assert problems[0].found == f"{number} is not a number of {gone}."


def test_an_empty_part_of_a_key_is_told(made: tuple[Study, TableSet]) -> None:
    study, _tables = made
    classes = reference.load(study, reference.ActivityClasses).copy()
    classes.loc[3, "code"] = ""
    (problem,) = broken_keys(study, {reference.ActivityClasses: classes})
    assert str(problem).startswith("data/raw/reference/activity_classes.csv, row 5, column code: It is empty.")


def test_a_stage_left_empty_points_to_nothing(made: tuple[Study, TableSet]) -> None:
    study, tables = made
    roles = tables.of(Roles)
    assert (roles["stage"] == "").any(), "nobody works in no stage"
    assert broken_keys(study, {Roles: roles, reference.Catalogue: reference.load(study, reference.Catalogue)}) == []


def test_empty_tables_break_no_key(study: Study) -> None:
    assert broken_keys(study, {model: empty(model) for model in PROCESSED}) == []


def test_a_table_can_point_to_itself(study: Study) -> None:
    activities = reference.load(study, reference.Activities).copy()
    activities.loc[activities.index[-1], "section"] = "Z"
    (problem,) = broken_keys(study, {reference.Activities: activities})
    assert problem.found == "Z is no activity."
    assert problem.column == "section"


# The data package, by the rules of the Data Package standard, version 2


def test_resources_of_the_data_package_have_what_the_standard_asks(package: dict[str, Any]) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == len(PROCESSED) + len(pointed_to(PROCESSED))
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        # One of the two, and never both; a path stays in the folder.
        assert ("path" in resource) is not ("data" in resource)
        assert not re.match(r"/|\.\./", resource.get("path", ""))
        fields = resource["schema"]["fields"]
        assert len({field["name"] for field in fields}) == len(fields)
        assert all(field["type"] in ("string", "integer", "number", "boolean") for field in fields)


def test_keys_of_the_data_package_are_well_formed(package: dict[str, Any]) -> None:
    columns = {
        resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
        for resource in package["resources"]
    }
    for resource in package["resources"]:
        schema, own = resource["schema"], columns[resource["name"]]
        assert not ("primaryKey" in schema and "uniqueKeys" in schema)
        for name in schema.get("primaryKey", []):
            assert own[name]["constraints"]["required"] is True
        for key in schema.get("uniqueKeys", []):
            assert set(key) <= set(own)
        for key in schema.get("foreignKeys", []):
            target = columns[key["reference"].get("resource", resource["name"])]
            assert len(key["fields"]) == len(key["reference"]["fields"])
            for field, there in zip(key["fields"], key["reference"]["fields"], strict=True):
                assert own[field]["type"] == target[there]["type"]


def test_files_hold_what_the_data_package_says(made: tuple[Study, TableSet], package: dict[str, Any]) -> None:
    frames = {resource["name"]: _rows(made[0].processed, resource) for resource in package["resources"]}
    for resource in package["resources"]:
        schema, frame = resource["schema"], frames[resource["name"]]
        assert list(frame.columns) == [field["name"] for field in schema["fields"]], resource["name"]
        assert len(frame) == resource["rows"]
        for field in schema["fields"]:
            constraints, cells = field.get("constraints", {}), frame[field["name"]]
            there = cells[cells != ""]
            assert not constraints.get("required") or len(there) == len(cells), (resource["name"], field["name"])
            assert not constraints.get("unique") or not there.duplicated().any()
            assert set(there) <= set(map(str, constraints["enum"])) if "enum" in constraints else True
            if field["type"] in ("integer", "number"):
                numbers = pd.to_numeric(there)
                assert (numbers >= constraints.get("minimum", -float("inf"))).all()
                assert (numbers <= constraints.get("maximum", float("inf"))).all()
        for key in [*([schema["primaryKey"]] if "primaryKey" in schema else []), *schema.get("uniqueKeys", [])]:
            assert not frame.duplicated(key).any(), (resource["name"], key)
        for key in schema.get("foreignKeys", []):
            there = frames[key["reference"].get("resource", resource["name"])][key["reference"]["fields"]]
            own = frame.loc[(frame[key["fields"]] != "").all(axis=1), key["fields"]]
            found = pd.MultiIndex.from_frame(own).isin(pd.MultiIndex.from_frame(there))
            assert found.all(), (resource["name"], key)


def test_the_codebook_tells_the_keys(made: tuple[Study, TableSet]) -> None:
    codebook = (made[0].processed / "codebook.md").read_text("utf-8")
    gaps, inputs = (re.split(r"\n## ", codebook.split(f"## {name}.csv\n")[1])[0] for name in ("gaps", "inputs"))
    assert "- Primary key: stage, kind.\n- cluster, stage: cluster, stage of stages.\n" in gaps
    assert "- Primary key: row_id, number." in inputs
    assert "- stage: stage of reference-stages.\n" in inputs


def test_no_blank_means_two_things(made: tuple[Study, TableSet]) -> None:
    """In CSV a missing value and an empty text look alike, so no column has both."""
    both = [
        f"{name_of(model)}.{column}"
        for model, frame in made[1].items()
        for column in frame
        if frame[column].isna().any() and (frame[column].astype(object) == "").any()
    ]
    assert both == []
    known = made[1].of(Organisations)["known_stages"]
    assert known.eq("none").any()
    assert known.isna().any()
