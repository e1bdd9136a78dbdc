"""The fictitious study: recognisable, repeatable, coherent."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Command
from stdnum.ro import cui

from pilotanalysis.demo.names import FIRST_BODY, fiscal_codes
from pilotanalysis.demo.write import write_study
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_answers_that_ship_are_those_of_the_generator(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", 2014)
    fresh = _bytes(tmp_path / "demo" / "data" / "raw")
    assert fresh == _bytes(ROOT / "data" / "raw")


def test_another_seed_gives_another_study(study: Study, tmp_path: Path) -> None:
    for seed in (1, 2):
        write_study(study, tmp_path / str(seed), seed, members=40)
    one, other = (_bytes(tmp_path / name / "truth") for name in ("1", "2"))
    assert one["organisations.csv"] != other["organisations.csv"]
    sizes = pd.read_csv(tmp_path / "1" / "truth" / "organisations.csv").groupby("cluster").size()
    assert set(sizes) == {40}


def test_nobody_in_it_could_be_taken_for_somebody(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", 5)
    people = pd.read_csv(tmp_path / "demo" / "truth" / "organisations.csv", dtype={"fiscal_code": str})
    assert people["name"].str.contains("Exemplu").all()
    assert people["name"].is_unique
    assert people["fiscal_code"].is_unique
    assert people["fiscal_code"].map(cui.is_valid).all()
    # Codes of firms have been given out in order and are far below this range.
    assert (people["fiscal_code"].str[:-1].astype(int) >= FIRST_BODY).all()
    package = json.loads((tmp_path / "demo" / "data" / "raw" / "datapackage.json").read_text("utf-8"))
    invented = [resource for resource in package["resources"] if resource["path"].startswith(("survey/", "roster/"))]
    assert len(invented) == 8
    for resource in invented:
        assert resource["synthetic"] is True
        assert "DEMONSTRATION DATA" in resource["description"]


def test_what_members_say_is_coherent(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", 6)
    truth = {
        path.stem: pd.read_csv(path, dtype={"fiscal_code": str}) for path in (tmp_path / "demo" / "truth").glob("*.csv")
    }
    shares = truth["inputs"].filter(regex="^share_(county|region|country|eu|beyond)$")
    assert shares.shape[1] == 5
    assert (shares.sum(axis=1) == 100).all()
    answered = set(truth["organisations"].loc[truth["organisations"]["answered"], "fiscal_code"])
    for name in ("inputs", "needs", "offers"):
        assert set(truth[name]["fiscal_code"]) <= answered
    works = set(map(tuple, truth["roles"][["fiscal_code", "stage"]].to_numpy()))
    assert set(map(tuple, truth["offers"][["fiscal_code", "stage"]].to_numpy())) <= works
    assert not set(map(tuple, truth["needs"][["fiscal_code", "stage"]].to_numpy())) & works


def test_codes_are_given_once() -> None:
    assert fiscal_codes(0, 5)[2:] == fiscal_codes(2, 3)


def test_a_folder_that_is_in_use_is_refused(study: Study, tmp_path: Path, command: Command) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(StudyError, match="not empty"):
        write_study(study, tmp_path, 1)
    done = command("demo", tmp_path, "--study", ROOT)
    assert done.returncode == 1
    assert "Name one that does not exist yet" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
