"""Rerun a study from a clean copy and compare what comes out with what was delivered."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..problems import Problem, StudyError
from ..results.register import OUTPUT_VARIABLE
from ..study import FILE, STUDY_VARIABLE, Study
from . import manifest, registers
from .manifest import Manifest
from .registers import Register, expected_folder

Grade = Literal["full", "full with minor issues", "partial", "not reproduced"]
#: Numbers agree if they differ by less than this part of the larger.
TOLERANCE = 1e-9
#: Below this part of results that agree, a rerun has not reproduced the study.
REPRODUCED = 0.25
_COPIED = (FILE, "requirements.lock", "notebooks", "data/raw", "data/decisions")


@dataclass
class Verdict:
    """Grade of a rerun, with its reasons.

    Attributes
    ----------
    compared : int
        Results that were compared.
    differences : list of str
        Results that differ or are missing.
    issues : list of str
        What is not as it should be, though every result agrees.
    failure : str
        Why the rerun did not come to an end; empty if it did.
    """

    compared: int = 0
    differences: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    failure: str = ""

    @property
    def grade(self) -> Grade:
        """In the words of the American Economic Association's reproducibility reports."""
        if self.failure or not self.compared or len(self.differences) > (1 - REPRODUCED) * self.compared:
            return "not reproduced"
        if self.differences:
            return "partial"
        return "full with minor issues" if self.issues else "full"

    @property
    def reproduced(self) -> bool:
        """Whether every result agrees."""
        return self.grade in ("full", "full with minor issues")


def verify(study: Study, progress: Callable[[str], None]) -> Verdict:
    """Verify the delivered reports of a study.

    Compares every registered number, finding, table and figure's data of a rerun with those in
    ``reports`` and with ``reports/expected``, checks that no delivered file was changed, and lets
    nbval run the delivered notebooks once more, cell by cell.

    Raises
    ------
    StudyError
        If there are no reports to verify.
    """
    delivered = manifest.read(study.reports)
    if not delivered:
        raise StudyError(Problem("reports/manifest.json", "There are no reports to verify.", "Run: pilotanalysis run"))
    verdict = Verdict()
    verdict.issues += _altered(study, delivered)
    with tempfile.TemporaryDirectory(prefix="pilotanalysis-") as folder:
        copy = Path(folder) / "study"
        progress("copies the study")
        _copy(study, copy)
        progress("reruns the copy")
        verdict.failure = _rerun(copy, delivered)
        if not verdict.failure:
            progress("compares the results")
            again = essence(copy / "reports")
            _compare(verdict, "delivered", essence(study.reports), again)
            _compare_expected(verdict, study, again)
    progress("lets nbval run the notebooks again")
    verdict.issues += _nbval(study)
    return verdict


def accept(study: Study) -> list[str]:
    """Write the results in ``reports`` to ``reports/expected``, as those a rerun is compared with.

    Returns
    -------
    list of str
        The files written.
    """
    if not manifest.read(study.reports):
        raise StudyError(Problem("reports/manifest.json", "There are no results to accept.", "Run: pilotanalysis run"))
    folder = expected_folder(study.reports, registers.load(study.reports)[0].release)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for name, content in essence(study.reports).items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, "utf-8")
    return sorted(study.relative(path) for path in folder.glob("*.json"))


def essence(reports: Path) -> dict[str, dict[str, Any]]:
    """Results of each notebook without lineage and layout: what a rerun must give again."""
    return {register.name: _essence(register, reports) for register in registers.load(reports)}


def _essence(register: Register, reports: Path) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for item in register.items:
        if item["kind"] == "number":
            content[item["id"]] = item["value"]
        elif item["kind"] == "finding":
            content[item["id"]] = item["text"]
        elif item["kind"] == "methods":
            content[item["id"]] = item["parts"]
        elif item["kind"] == "table":
            content[item["id"]] = [[column["name"] for column in item["columns"]], *item["records"]]
        else:
            lines = (reports / item["data"]).read_text("utf-8").splitlines()
            content[item["id"]] = {"title": item["title"], "data": lines}
    return content


def _altered(study: Study, delivered: Manifest) -> list[str]:
    changed = manifest.altered(study.reports, delivered.files)
    return [f"reports/{name} was changed or removed after the run" for name in changed]


def _copy(study: Study, target: Path) -> None:
    for name in _COPIED:
        source = study.root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)


def _rerun(copy: Path, delivered: Manifest) -> str:
    """Run the copy as a stranger would, each notebook with the values it was delivered with."""
    values = [unit.parameters for unit in delivered.notebooks.values()]
    release = delivered.release or "working"
    language = next((value["language"] for value in values if "language" in value), "en")
    command = [sys.executable, "-m", "pilotanalysis", "run", "--study", str(copy)]
    command += ["--release", release, "--language", language]
    environment = {name: value for name, value in os.environ.items() if name not in (STUDY_VARIABLE, OUTPUT_VARIABLE)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    return "" if done.returncode == 0 else f"the rerun failed: {done.stderr.strip() or done.stdout.strip()}"


def _compare(verdict: Verdict, what: str, one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> None:
    """Compare results of the notebooks that `one` has with those of a rerun."""
    for name, results in one.items():
        rerun = other.get(name, {})
        for id in sorted(results.keys() | rerun.keys()):
            verdict.compared += 1
            if id not in rerun or id not in results:
                where = "the rerun" if id not in rerun else f"what was {what}"
                verdict.differences.append(f"{name}: {id} is missing in {where}")
            elif not same(results[id], rerun[id]):
                verdict.differences.append(
                    f"{name}: {id} is not as {what}: {_short(results[id])} / {_short(rerun[id])}"
                )


def _compare_expected(verdict: Verdict, study: Study, again: dict[str, dict[str, Any]]) -> None:
    folder = expected_folder(study.reports, registers.load(study.reports)[0].release)
    files = sorted(folder.glob("*.json"))
    if not files:
        verdict.issues.append(f"{study.relative(folder)} is empty; pilotanalysis verify --accept fills it")
    expected = {path.stem: json.loads(path.read_text("utf-8")) for path in files}
    _compare(verdict, "expected", expected, again)


def same(one: Any, other: Any) -> bool:
    """Compare two results: numbers within the tolerance, all else exactly."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return _same_line(one, other)
    return bool(one == other)


def _same_line(one: str, other: str) -> bool:
    """Compare two lines of figure data: their numbers within the tolerance."""
    number = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
    if number.sub("#", one) != number.sub("#", other):
        return False
    pairs = zip(number.findall(one), number.findall(other), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=TOLERANCE) for a, b in pairs)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _nbval(study: Study) -> Iterator[str]:
    """Run the delivered notebooks again with nbval; pictures are compared by their data above."""
    folder = study.reports / "notebooks"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    command += ["--rootdir", str(folder), str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != OUTPUT_VARIABLE}
    environment |= {STUDY_VARIABLE: str(study.root), "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        yield from [f"nbval: {line}" for line in lines] or [
            f"nbval did not run: {done.stdout[-500:]}{done.stderr[-500:]}"
        ]
