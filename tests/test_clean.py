"""What ``clean`` replaces in ``data/processed``, and what it leaves alone; its tables are computed once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest
from conftest import Command
from test_swap import snapshot

from pilotanalysis import pipeline, swap
from pilotanalysis.chain.tables import Gaps
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, listing, read


@pytest.fixture
def root(cleaned: Study, built: TableSet, tmp_path: Path) -> Iterator[Path]:
    """A study with its processed tables; the test's own."""
    with mock.patch.object(pipeline, "build", lambda *_given: built):
        yield shutil.copytree(cleaned.root, tmp_path / "study")


def test_files_of_others_stay_and_what_stands_in_the_way_is_set_aside(root: Path, command: Command) -> None:
    processed = root / "data" / "processed"
    whole = snapshot(processed)
    mine = {"review - copy.xlsx": "mine", "notes/gaps.csv": "mine", "zzz.parquet": "mine"}
    for name, text in mine.items():
        (processed / name).parent.mkdir(exist_ok=True)
        (processed / name).write_text(text, "utf-8")
    (processed / "gaps.csv").write_text("mended by hand", "utf-8")
    (processed / "appendix.md").write_text("noted by hand", "utf-8")
    (processed / "codebook.md").unlink()
    (processed / "codebook.md").mkdir()
    (processed / "codebook.md" / "letter.txt").write_text("mine", "utf-8")
    done = command("clean", "--study", root)
    assert done.returncode == 0, done.stderr
    assert "set-aside/data/processed/gaps.csv" in done.stdout
    after = snapshot(processed)
    assert {name: after[name] for name in whole} == whole
    assert {name: (processed / name).read_text("utf-8") for name in mine} == mine
    aside = root / swap.SET_ASIDE / "data" / "processed"
    assert (aside / "gaps.csv").read_text("utf-8") == "mended by hand"
    assert (aside / "appendix.md").read_text("utf-8") == "noted by hand"
    assert (aside / "codebook.md" / "letter.txt").read_text("utf-8") == "mine"


def test_a_table_that_there_is_no_more_goes_and_a_file_of_that_name_stays(root: Path, command: Command) -> None:
    processed = root / "data" / "processed"
    known = listing.read(processed)
    for name in ("old_table.csv", "old_table.parquet"):
        (processed / name).write_text("generated", "utf-8")
    listing.write(processed, {**known, "old_table.csv": swap.digest(processed / "old_table.csv")})
    assert command("clean", "--study", root).returncode == 0
    assert not (processed / "old_table.csv").exists()
    assert (processed / "old_table.parquet").read_text("utf-8") == "generated"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x00\xff", b"[]", b'{"files": '])
@pytest.mark.long
def test_damaged_tables_are_told_and_made_anew(root: Path, command: Command, content: bytes) -> None:
    processed = root / "data" / "processed"
    whole = snapshot(processed)
    for name in ("gaps.parquet", "datapackage.json", listing.FILE):
        (processed / name).write_bytes(content)
    with pytest.raises(StudyError, match=r"gaps.parquet: The file is damaged. Run: pilotanalysis clean"):
        read(Study(root), Gaps)
    assert command("clean", "--study", root).returncode == 0
    assert snapshot(processed) == whole
    pd.DataFrame({"other": [1]}).to_parquet(processed / "gaps.parquet")
    with pytest.raises(StudyError, match="damaged"):
        read(Study(root), Gaps)


def test_a_file_held_open_leaves_all_tables_as_they_were(root: Path, command: Command) -> None:
    processed = root / "data" / "processed"
    (processed / "gaps.csv").write_text("older", "utf-8")
    (processed / "ledger.csv").write_text("older", "utf-8")
    known = listing.read(processed)
    names = ("gaps.csv", "ledger.csv")
    listing.write(processed, {**known, **{name: swap.digest(processed / name) for name in names}})
    before = snapshot(processed)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self == processed / "ledger.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, target)

    with mock.patch.object(Path, "replace", replace):
        done = command("clean", "--study", root)
    assert done.returncode == 1
    assert "data/processed/ledger.csv: It could not be replaced (Permission denied)" in done.stderr
    assert "1 problem; nothing was written." in done.stderr
    assert snapshot(processed) == before
