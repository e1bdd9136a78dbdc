"""Parameters of notebooks: checked before any kernel starts."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, Command

from pilotanalysis.problems import ParameterError, StudyError
from pilotanalysis.publish.contract import read_contract
from pilotanalysis.publish.plan import Request, chapters, plan
from pilotanalysis.study import Study


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-p", "clutser=south"], ("There is no parameter clutser", "It has: language, release")),
        (["-p", "release=secret"], ("release=secret is not allowed", "working, public")),
        (["--release", "secret"], ("release=secret is not allowed", "working, public")),
        (["--language", "de"], ("language=de is not allowed", "en, ro, it")),
        (["--cluster", "astrico"], ("no analysed cluster astrico", "Did you mean astrico-ne?")),
        (["--cluster", "imago-mol"], ("no analysed cluster imago-mol", "ind-agro-pol")),
        (["--notebook", "99"], ("There is no notebook 99", "01_survey_intake")),
        (["--notebook", "01", "--cluster", "euronest"], ("01_survey_intake", "not about one cluster")),
        (["-p", "release"], ("'release' is not allowed", "NAME=VALUE")),
    ],
)
def test_what_does_not_exist_is_refused_with_exit_code_2(
    command: Command, spoilt: Path, arguments: list[str], words: tuple[str, ...]
) -> None:
    done = command("run", "--study", spoilt, *arguments)
    assert done.returncode == 2, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert not (spoilt / "reports").exists()
    assert not (spoilt / "data" / "processed").exists()


def _notebook(path: Path, cell: str) -> Path:
    cells = [{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": cell, "outputs": []}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return path


HEAD = "from pilotanalysis.parameters import Cluster, Count, Language, Release, Share\nfrom typing import Literal\n"


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        ("top: int = 3  # how many", "7", 7),
        ("top: Count = 3", "0", 0),
        ("part: Share = 0.5", "0.25", 0.25),
        ("strict: bool = False", "true", True),
        ('kind: Literal["wide", "long"] = "wide"', "long", "long"),
        ('words: str = "x"', "a=b", "a=b"),
        ('cluster: Cluster = "euronest"', "iconic", "iconic"),
    ],
)
def test_values_take_the_type_of_their_parameter(
    study: Study, tmp_path: Path, line: str, text: str, value: object
) -> None:
    contract = read_contract(
        _notebook(tmp_path / "01_x.ipynb", HEAD.replace("from typing import Literal\n", "") + line)
    )
    (parameter,) = contract.values()
    read = parameter.read(study, "01_x.ipynb", text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("line", "text", "allowed"),
    [
        ("top: int = 3", "many", "a whole number"),
        ("top: int = 3", "2.5", "a whole number"),
        ("top: Count = 3", "-1", "a whole number at least 0"),
        ("part: Share = 0.5", "1.5", "at most 1"),
        ("strict: bool = False", "perhaps", "true or false"),
        ('kind: Literal["wide", "long"] = "wide"', "deep", "wide, long"),
        ('language: Language = "en"', "fr", "en, ro, it"),
    ],
)
def test_ill_typed_values_are_refused_with_what_is_allowed(
    study: Study, tmp_path: Path, line: str, text: str, allowed: str
) -> None:
    contract = read_contract(
        _notebook(tmp_path / "01_x.ipynb", HEAD.replace("from typing import Literal\n", "") + line)
    )
    (parameter,) = contract.values()
    with pytest.raises(ParameterError, match=allowed):
        parameter.read(study, "01_x.ipynb", text)


@pytest.mark.parametrize(
    "line", ["top = 3", "top: int", "top: int = 'three'", "top: list = []", "top: int = 1 + 1", "print(3)"]
)
def test_a_cell_that_is_no_contract_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(StudyError, match="name: Type = value"):
        read_contract(_notebook(tmp_path / "01_x.ipynb", line))


def test_a_file_that_is_no_notebook_is_told(tmp_path: Path) -> None:
    (tmp_path / "01_x.ipynb").write_text("{", "utf-8")
    with pytest.raises(StudyError, match="Not a notebook"):
        read_contract(tmp_path / "01_x.ipynb")


def test_a_notebook_about_a_cluster_runs_once_for_each(study: Study) -> None:
    wanted, others = plan(study, Request(notebook="03", cluster="iconic", language="it"))
    assert [job.name for job in wanted] == ["03_value_chain_gaps.iconic"]
    assert dict(wanted[0].values) == {"cluster": "iconic", "language": "it", "release": "working"}
    numbers = Counter(job.name[:2] for job in (*wanted, *others))
    assert set(numbers.values()) == {1, len(study.analysed)}
    assert numbers.keys() == {path.name[:2] for path in chapters(study)}
    assert (numbers["01"], numbers["03"]) == (1, len(study.analysed))


def test_refusing_starts_no_kernel(study: Study) -> None:
    started = time.perf_counter()
    with pytest.raises(ParameterError):
        plan(study, Request(parameters={"clutser": "south"}))
    assert time.perf_counter() - started < 5


def test_help_is_quick_to_import(command: Command) -> None:
    import subprocess
    import sys

    line = (
        "import pilotanalysis.cli, sys\n"
        "print([m for m in ('pandas', 'papermill', 'pydantic', 'yaml', 'stdnum') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
