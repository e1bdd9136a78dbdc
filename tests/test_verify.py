"""Verify: whatever of a delivery is altered, missing or put beside it is found, named and told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Command, copy_study, keep_only, made_once
from tamperings import OF_OUTPUTS, OF_THE_REST, Tampering, put_right

from pilotanalysis.publish.verify import Verdict, terminal
from pilotanalysis.publish.verify.delivery import open_delivery
from pilotanalysis.publish.verify.judge import judge
from pilotanalysis.publish.verify.rerun import copy, rerun
from pilotanalysis.study import Study

pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory, process: Command) -> Path:
    """A folder with a delivered study of one cluster and two notebooks, and its rerun; never written to."""

    def make(folder: Path) -> None:
        root = keep_only("euronest", copy_study(folder / "delivered"))
        (root / "notebooks" / "03_value_chain_gaps.ipynb").unlink()
        done = process("run", "--study", root)
        assert done.returncode == 0, done.stderr
        assert process("verify", "--accept", "--study", root).returncode == 0
        delivery = open_delivery(Study(root))
        assert delivery.manifest
        assert rerun(copy(delivery.study, folder / "again"), delivery.manifest.notebooks) == ""

    return made_once(tmp_path_factory, "short", make)


Judged = Callable[[Path], Verdict]


@pytest.fixture(scope="session")
def judged(short: Path) -> Judged:
    """Compares a delivery with the rerun."""
    again = open_delivery(Study(short / "again"))
    return lambda root: judge(open_delivery(Study(root)), again)


@pytest.fixture
def delivered(short: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the delivered study to tamper with."""
    root = tmp_path / "study"
    shutil.copytree(short / "delivered", root)
    yield root
    shutil.rmtree(root)


def _found(verdict: Verdict, tampering: Tampering) -> None:
    assert verdict.grade in ("partial", "not reproduced")
    assert not verdict.reproduced
    assert tampering.named in verdict.altered, list(verdict.altered)
    assert verdict.altered[tampering.named].changes
    assert any(line.startswith(f"- {tampering.named}: ") for line in terminal(verdict))


@pytest.mark.parametrize("tampering", [*OF_OUTPUTS, *OF_THE_REST], ids=lambda tampering: tampering.name)
def test_what_is_tampered_with_is_found(delivered: Path, judged: Judged, tampering: Tampering) -> None:
    tampering.change(delivered)
    _found(judged(delivered), tampering)


@pytest.mark.parametrize("tampering", OF_OUTPUTS, ids=lambda tampering: tampering.name)
def test_it_is_found_though_the_digests_were_put_right(delivered: Path, judged: Judged, tampering: Tampering) -> None:
    tampering.change(delivered)
    put_right(delivered)
    _found(judged(delivered), tampering)


def test_an_untouched_delivery_is_full(short: Path, judged: Judged) -> None:
    verdict = judged(short / "delivered")
    assert (verdict.grade, verdict.altered, verdict.issues, verdict.notes) == ("full", {}, [], [])
    assert verdict.agree == len(verdict.compared) > 130
    assert "No digest was given" in verdict.reservation


FOREIGN = ("reports/minutes.docx", "reports/mine/photo.jpg", "data/processed/review - copy.xlsx", "reports/figures/.x")


def test_files_of_others_are_named_and_lower_nothing(delivered: Path, judged: Judged) -> None:
    digest = open_delivery(Study(delivered)).digest()
    for name in FOREIGN:
        (delivered / name).parent.mkdir(exist_ok=True)
        (delivered / name).write_text("mine", "utf-8")
    verdict = judged(delivered)
    assert verdict.grade == "full"
    assert verdict.digest == digest
    assert sorted(note.split(" is no part")[0] for note in verdict.notes) == sorted(FOREIGN)
