"""The shape of the notebooks: they tell, the package computes."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from conftest import ROOT

from pilotanalysis.publish.contract import read_contract
from pilotanalysis.publish.plan import chapters
from pilotanalysis.study import Study

#: The batch runs the numbered ones; the others are for whoever explores.
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
ALL = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _cells(path: Path, kind: str) -> list[str]:
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def test_there_are_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS[:1]] == ["01"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_shape(path: Path) -> None:
    code, prose = _cells(path, "code"), _cells(path, "markdown")
    lines = [len([line for line in cell.splitlines() if line.strip()]) for cell in code]
    assert 13 <= len(code) + len(prose) <= 53
    assert median(lines) <= 4
    assert max(lines) <= 17
    assert sum(lines) < 150
    assert 0.6 <= len(prose) / len(code) <= 1.6
    assert re.match(r"# .+\?\n", prose[0]), "the title asks the question"
    assert len([cell for cell in prose if cell.startswith("## ")]) >= 3
    assert code[-1].strip() == "report.close()"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_no_logic_no_outputs_one_place_for_imports(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    code = _cells(path, "code")
    for number, cell in enumerate(code):
        for node in ast.walk(ast.parse(cell)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If | ast.Lambda)
            assert number < 2 or not isinstance(node, ast.Import | ast.ImportFrom)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_contract_is_short_explained_and_the_name_is_its_own(path: Path) -> None:
    contract = read_contract(path)
    assert 1 <= len(contract) <= 8
    assert all(parameter.help for parameter in contract.values())
    begun = re.findall(r'begin\("([^"]+)"', "\n".join(_cells(path, "code")))
    assert begun == [path.stem]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_prose_states_no_number_of_the_study(path: Path) -> None:
    for cell in _cells(path, "markdown"):
        body = re.sub(r"^#+ .*$", "", cell, flags=re.MULTILINE)
        body = re.sub(r"`[^`]*`", "", body)
        assert not re.findall(r"(?<![\w.])(?:[2-9]|\d{2,})(?:[.,]\d+)?\s?(?:%|members|stages|answers)", body)


def test_the_notebook_to_explore_registers_nothing_and_the_batch_leaves_it_out(study: Study) -> None:
    explore = ROOT / "notebooks" / "explore.ipynb"
    assert explore in ALL
    assert explore.name not in [path.name for path in chapters(study)]
    assert "begin(" not in "\n".join(_cells(explore, "code"))
    assert set(read_contract(explore)) == {"cluster", "language"}
    assert re.match(r"# .+\?\n", _cells(explore, "markdown")[0])
