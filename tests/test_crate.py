"""The manifest as an RO-Crate: every file, every link, the same bytes; only of a finished run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_swap import snapshot
from test_units import FAIL, NAMES, THREE, TWO, _edit, _fail, _notebooks, _run, _told, ran  # noqa: F401  # fixtures

from pilotanalysis.publish import crate, manifest
from pilotanalysis.publish.verify.delivery import taken_for_a_report
from pilotanalysis.publish.verify.kinds import Rule, compared
from pilotanalysis.study import Study

Entities = dict[str, dict[str, Any]]


def _read(root: Path) -> Entities:
    content = json.loads((root / "reports" / crate.FILE).read_text("utf-8"))
    assert content["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    found = {entity["@id"]: entity for entity in content["@graph"]}
    assert len(found) == len(content["@graph"])
    return found


def _led_to(value: object) -> Iterator[str]:
    """Follow every link of an entity."""
    if isinstance(value, dict):
        yield value["@id"]
        assert len(value) == 1
    for one in value if isinstance(value, list) else ():
        yield from _led_to(one)


def _ids(links: list[dict[str, str]]) -> set[str]:
    return {link["@id"] for link in links}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_crate_names_every_file_of_a_finished_run_and_every_link_leads_somewhere(ran: Path) -> None:  # noqa: F811
    told, found = _told(ran), _read(ran)
    descriptor, root = found[crate.FILE], found["./"]
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert descriptor["about"] == {"@id": "./"}
    assert root["conformsTo"]["@id"].startswith("https://w3id.org/ro/wfrun/process/")
    files = {id for id, entity in found.items() if entity["@type"] == "File"}
    assert files == _ids(root["hasPart"]) == told.files.keys() - {crate.FILE}
    for id in files:
        path = ran / "reports" / id
        assert (found[id]["sha256"], found[id]["contentSize"]) == (_sha256(path), str(path.stat().st_size)), id
    # The descriptor names the specification by its address, as the specification shows it.
    links = {link for id, one in found.items() if id != crate.FILE for value in one.values() for link in _led_to(value)}
    assert links <= found.keys()
    assert crate.FILE in told.shared


def test_the_crate_says_what_the_study_states_and_no_more(ran: Path) -> None:  # noqa: F811
    study, found = Study(ran), _read(ran)
    root, text = found["./"], (ran / "reports" / crate.FILE).read_text("utf-8")
    assert root["name"] == study.settings.title.plain
    assert (root["datePublished"], root["temporalCoverage"]) == ("2014-06-30", "2014-01-01/2014-06-30")
    assert "Demonstration data" in root["description"]
    assert "working release" in root["description"]
    # Neither study nor pack names persons, or a licence of the answers.
    assert not {"author", "creator", "publisher"} & root.keys()
    assert "the study states none" in found[root["license"]["@id"]]["description"]
    assert "Eurostat" not in found["#data/raw/reference/stages.csv"].get("license", "")
    assert found["#data/raw/reference/persons_employed.csv"]["license"].startswith("Reuse authorised")
    assert str(ran) not in text
    assert os.uname().nodename not in text
    software = found["#pilotanalysis"]
    assert found[software["license"]["@id"]]["name"] == "MIT License"
    assert found["pkg:pypi/pandas"]["softwareVersion"] == _told(ran).parts["pandas"]


def test_each_execution_leads_from_what_was_read_to_what_was_made(ran: Path) -> None:  # noqa: F811
    told, found = _told(ran), _read(ran)
    actions = {id: entity for id, entity in found.items() if entity["@type"] == "CreateAction"}
    assert actions.keys() == _ids(found["./"]["mentions"]) == {"#clean", "#render", *(f"#run/{name}" for name in NAMES)}
    action = actions[f"#run/{THREE}"]
    assert action["instrument"] == {"@id": "#notebooks/03_value_chain_gaps.ipynb"}
    assert found["#notebooks/03_value_chain_gaps.ipynb"]["@type"] == "SoftwareSourceCode"
    assert _ids(action["result"]) == told.notebooks[THREE].files.keys()
    read = _ids(action["object"])
    # The notebooks that stand in do not say what they read: then it is all raw files.
    assert {"#study.yml", "#data/raw/survey/euronest.xlsx", "#cluster%3Deuronest", "#release%3Dworking"} <= read
    for id in read:
        entity = found[id]
        if entity["@type"] != "PropertyValue":
            assert entity["sha256"] == _sha256(ran / entity["name"])
            # How long the raw files are is nobody's business who has the reports alone.
            assert "contentSize" not in entity
    assert _ids(actions["#render"]["result"]) == told.shared.keys() - {crate.FILE}


def test_tables_that_a_notebook_read_are_named_with_the_digests_of_their_files(ran: Path) -> None:  # noqa: F811
    told = _told(ran)
    unit = told.notebooks[TWO].model_copy(update={"reads": {"tables/needs@euronest": "1", "tables/gaps": "2"}})
    processed = {"needs.parquet": "a" * 64, "needs.csv": "b" * 64, "gaps.parquet": "c" * 64}
    made = told.model_copy(update={"notebooks": {TWO: unit}, "processed": processed})
    graph = json.loads(crate.text(Study(ran), made, dict.fromkeys(made.files, 1)))["@graph"]
    found = {entity["@id"]: entity for entity in graph}
    tables = {id for id in _ids(found[f"#run/{TWO}"]["object"]) if id.startswith("#data/processed/")}
    assert tables == {"#data/processed/needs.parquet", "#data/processed/gaps.parquet"}
    assert found["#data/processed/gaps.parquet"]["sha256"] == "c" * 64
    assert _ids(found["#clean"]["result"]) == {f"#data/processed/{name}" for name in processed}


def test_the_same_inputs_give_the_same_crate_whatever_was_run(ran: Path) -> None:  # noqa: F811
    before = snapshot(ran / "reports")
    _run(ran, notebook="03", force=True)
    assert snapshot(ran / "reports") == before
    (ran / "reports" / crate.FILE).unlink()
    assert _run(ran).done == []
    assert snapshot(ran / "reports") == before


def test_what_is_not_finished_has_no_crate_and_says_so(ran: Path) -> None:  # noqa: F811
    before = _read(ran)
    (ran / "data" / "raw" / "own notes, ș.txt").write_text("x", "utf-8")
    _fail(ran)
    summary = _run(ran)
    assert any(said.startswith(f"{crate.FILE}: ") for said in summary.untold)
    assert not (ran / "reports" / crate.FILE).exists()
    assert crate.FILE not in _told(ran).files
    _edit(ran, "notebooks/02_cluster_profile.ipynb", FAIL, "")
    assert not any(said.startswith(crate.FILE) for said in _run(ran).untold)
    assert _read(ran).keys() - before.keys() == {"#data/raw/own%20notes%2C%20%C8%99.txt"}


def test_verify_holds_a_crate_to_what_another_machine_cannot_change(ran: Path, tmp_path: Path) -> None:  # noqa: F811
    assert taken_for_a_report(f"reports/{crate.FILE}")
    genuine = ran / "reports" / crate.FILE
    other = shutil.copyfile(genuine, tmp_path / crate.FILE)
    content = json.loads(genuine.read_text("utf-8"))
    own = ("contentSize", "softwareVersion", "operatingSystem", "version")
    for entity in content["@graph"]:
        entity |= {key: "9" for key in own if key in entity}
        entity |= {"sha256": "9" * 64} if "sha256" in entity else {}
    other.write_text(json.dumps(content), "utf-8")
    assert list(compared(other, genuine, Rule(exactly=False, drawn=False))) == []
    assert list(compared(other, genuine, Rule(exactly=True, drawn=True)))
    content["@graph"][1]["hasPart"].pop()
    del content["@graph"][-1]
    other.write_text(json.dumps(content), "utf-8")
    said = [str(one) for one in compared(other, genuine, Rule(exactly=False, drawn=False))]
    assert any(one.startswith("./, hasPart") for one in said), said
    assert any(one.startswith("#render: ") for one in said), said


@pytest.mark.parametrize("stated", [None, "CC0", [], ["CC0"], [{"x": 1}], {"name": "CC0"}])
def test_licences_that_are_stated_in_another_shape_are_no_matter(ran: Path, stated: object) -> None:  # noqa: F811
    package = ran / "data" / "raw" / "datapackage.json"
    content = json.loads(package.read_text("utf-8"))
    for resource in content["resources"]:
        resource["licenses"] = stated
    package.write_text(json.dumps(content), "utf-8")
    made = manifest.read(ran / "reports")
    assert made is not None
    graph = json.loads(crate.text(Study(ran), made, dict.fromkeys(made.files, 1)))["@graph"]
    assert not [entity for entity in graph if entity["@id"].startswith("#data/") and "license" in entity]
