"""Damaged files of every kind are read, or refused in words; ``python -m benchmarks fuzz`` takes thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzz.fuzz import ABORT, REFUSED, TRACEBACK, outcomes, tasks_of
from benchmarks.fuzz.targets import prepare


@pytest.mark.long
def test_damaged_files_end_in_no_traceback(tmp_path: Path) -> None:
    root = tmp_path / "study"
    prepare(root, None)
    found = list(outcomes(root, tasks_of(root, 40), seed=2014))
    assert [one for one in found if one.outcome in (TRACEBACK, ABORT)] == []
    assert sum(one.outcome == REFUSED for one in found) > 12
