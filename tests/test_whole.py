"""Files written whole: the old ones or the new ones, all or none, and nothing left beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotanalysis.files.whole import write_whole
from pilotanalysis.stops import Stopped


def _held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_files_are_replaced_and_folders_made(tmp_path: Path) -> None:
    write_whole({tmp_path / "new" / "a.csv": b"one", tmp_path / "new" / "b.csv": b"two"})
    write_whole({tmp_path / "new" / "a.csv": b"three"})
    assert _held(tmp_path / "new") == {"a.csv": b"three", "b.csv": b"two"}


def test_a_file_elsewhere_stays_elsewhere_and_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far = tmp_path / "far" / "a.csv"
    far.write_bytes(b"one")
    far.chmod(0o640)
    (tmp_path / "a.csv").symlink_to(far)
    write_whole({tmp_path / "a.csv": b"two"})
    assert (tmp_path / "a.csv").is_symlink()
    assert (far.read_bytes(), far.stat().st_mode & 0o777) == (b"two", 0o640)


def test_who_stops_it_in_the_middle_finds_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"one")
    replace = Path.replace

    def stopped(fresh: Path, path: Path) -> Path:
        replace(fresh, path)
        if path.name == "new.csv":
            raise Stopped(15)
        return path

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(Stopped):
        write_whole({tmp_path / name: b"two" for name in ("a.csv", "new.csv", "b.csv")})
    assert _held(tmp_path) == {"a.csv": b"one"}


@pytest.mark.parametrize("refuses", ["open", "replace"])
def test_where_one_cannot_be_written_none_is(tmp_path: Path, refuses: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"one")
    files = {tmp_path / "a.csv": b"two", tmp_path / "new.csv": b"new", tmp_path / "b.csv": b"four"}
    if refuses == "open":
        (tmp_path / "b.csv").mkdir()
    else:
        replace = Path.replace

        def held(fresh: Path, path: Path) -> Path:
            if path.name == "b.csv":
                raise PermissionError(13, "Permission denied", str(path))
            return replace(fresh, path)

        monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(OSError, match=r"b\.csv"):
        write_whole(files)
    assert _held(tmp_path) == {"a.csv": b"one"}
