"""Put finished files in the place of earlier ones: all of them, or none; and lose nothing that somebody else wrote.

What is to be put in place is built in a scratch folder beside it. While it is put in place, a journal there tells what
is being done: after a crash, :func:`clear` puts everything back as it was. Files that the last run did not write, or
that were changed since, are copied to ``set-aside`` in the study folder before others take their place.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .problems import Problem, StudyError, reason

#: Beginning of the names of scratch folders.
SCRATCH = ".partial-"
#: Folder of the study for files of others that stood in the way.
SET_ASIDE = "set-aside"
#: Digests of what the last run put in place, by the path below a folder; None where it is ours whatever it holds.
Own = Mapping[str, str | None]
_JOURNAL, _OLD = "journal.json", "old"
_FREE = "Close it in other programs, give yourself the right to write there, or free space, and run again."


class BlockedError(StudyError):
    """A file could not be replaced; what stood there before stands there again, unless the message says otherwise."""


@dataclass(frozen=True)
class Change:
    """What is to be changed in a folder, as a whole.

    Attributes
    ----------
    root : Path
        Folder of the study.
    source : Path
        Folder with the new files; it lies in a scratch folder of `target`.
    target : Path
    put : sequence of str
        Files of `source`, by their path below it; they get the same place below `target`.
    take : sequence of str
        Files to be taken out of `target`.
    own : mapping of str to str
        What the last run put there.
    """

    root: Path
    source: Path
    target: Path
    put: Sequence[str]
    take: Sequence[str] = ()
    own: Own = field(default_factory=dict)

    @property
    def called(self) -> str:
        """The folder that is changed, as the analyst knows it."""
        return self.target.relative_to(self.root).as_posix()

    @property
    def aside(self) -> Path:
        """The scratch folder."""
        return self.source.parent


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Give a new folder below `folder` to build in, which git leaves alone; it is gone afterwards.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder))
    try:
        ignore(aside)
        yield aside
    finally:
        # Where something could not be put back, the next command tries again.
        if not (aside / _JOURNAL).exists():
            _remove(aside)


def ignore(folder: Path) -> None:
    """Have git leave a folder alone, whatever the study around it says."""
    (folder / ".gitignore").write_text("*\n", "utf-8")


def _remove(aside: Path) -> None:
    """Take a scratch folder away; what keeps git off it goes last."""
    for path in aside.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != ".gitignore":
            path.unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)


def clear(root: Path, called: str) -> None:
    """Put back what a crash left half in place in a folder, and take its scratch folders away.

    Parameters
    ----------
    root : Path
        Folder of the study.
    called : str
        The folder, by its path below it.

    Raises
    ------
    StudyError
        If something cannot be put back.
    """
    for aside in sorted((root / called).glob(f"{SCRATCH}*")):
        if aside.is_dir() and not aside.is_symlink():
            _put_back(aside, root / called, called)
            _remove(aside)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def apply(change: Change) -> list[str]:
    """Make a change, as a whole.

    Returns
    -------
    list of str
        Copies of somebody else's files that stood in the way, by their path below the study.

    Raises
    ------
    BlockedError
        If a file cannot be replaced; nothing is changed then.
    """
    names = _names(change)
    try:
        saved = [_save(name, change) for name in names if not _is_ours(name, change)]
        fresh = [name for name in names if not os.path.lexists(change.target / name)]
        _write_journal(change.aside, {"names": names, "fresh": fresh})
    except OSError as error:
        raise _blocked(change.called, error) from None
    try:
        for name in names:
            _replace(name, change)
    except BaseException:
        _put_back(change.aside, change.target, change.called)
        raise
    (change.aside / _JOURNAL).unlink()
    # From here on all of it is new.
    shutil.rmtree(change.aside / _OLD, ignore_errors=True)
    for name in change.take:
        with suppress(OSError):
            (change.target / name).parent.rmdir()
    return saved


def _names(change: Change) -> list[str]:
    """Name what has to go or to be replaced: files in the place of folders first."""
    put = [name for name in change.put if not _same(change.target / name, change.source / name)]
    parents = dict.fromkeys(parent for name in put for parent in reversed(Path(name).parents[:-1]))
    walls = [parent.as_posix() for parent in parents if _is_wall(change.target / parent)]
    return [*walls, *put, *(name for name in change.take if (change.target / name).is_file())]


def _is_wall(path: Path) -> bool:
    """Tell whether something stands where a folder has to be."""
    return os.path.lexists(path) and not path.is_dir()


def _same(path: Path, new: Path) -> bool:
    return path.is_file() and not path.is_symlink() and filecmp.cmp(path, new, shallow=False)


def _is_ours(name: str, change: Change) -> bool:
    """Tell whether nothing of anybody is lost when what stands there goes."""
    path = change.target / name
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.is_file() or name not in change.own:
        return False
    return change.own[name] in (None, digest(path))


def _save(name: str, change: Change) -> str:
    """Copy somebody else's file or folder to where no run touches it."""
    path, folder = change.target / name, change.root / SET_ASIDE
    folder.mkdir(exist_ok=True)
    ignore(folder)
    place = folder / change.called / name
    number = 1
    while os.path.lexists(place):
        if _same(place, path):
            return place.relative_to(change.root).as_posix()
        number += 1
        place = place.with_name(f"{Path(name).stem} ({number}){Path(name).suffix}")
    place.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, place, symlinks=True)
    else:
        shutil.copy2(path, place, follow_symlinks=False)
    return place.relative_to(change.root).as_posix()


def _write_journal(aside: Path, content: Mapping[str, list[str]]) -> None:
    partial = aside / f"{_JOURNAL}.partial"
    partial.write_text(json.dumps(content), "utf-8")
    partial.replace(aside / _JOURNAL)


def _replace(name: str, change: Change) -> None:
    """Move what stands there out of the way, and the new file there."""
    place, old, new = change.target / name, change.aside / _OLD / name, change.source / name
    try:
        if os.path.lexists(place):
            old.parent.mkdir(parents=True, exist_ok=True)
            place.replace(old)
        if name in change.put:
            place.parent.mkdir(parents=True, exist_ok=True)
            new.replace(place)
    except OSError as error:
        raise _blocked(f"{change.called}/{name}", error) from None


def _blocked(called: str, error: OSError) -> BlockedError:
    return BlockedError(Problem(called, f"It could not be replaced ({reason(error)}).", _FREE))


def _put_back(aside: Path, target: Path, called: str) -> None:
    """Undo a change that the journal says was begun: what stood there stands there again."""
    journal = aside / _JOURNAL
    if not journal.exists():
        return
    content = json.loads(journal.read_text("utf-8"))
    for name in reversed(content["names"]):
        place, old = target / name, aside / _OLD / name
        try:
            if os.path.lexists(old):
                _discard(place)
                old.replace(place)
            elif name in content["fresh"]:
                _discard(place)
        except OSError as error:
            said = f"A change was stopped in the middle, and this cannot be put back ({error.strerror})."
            remedy = "Close it in other programs, and run again."
            blocked = BlockedError(Problem(f"{called}/{name}", said, remedy))
            blocked.add_note(f"{called} is put back as it was by the next command")
            raise blocked from None
    journal.unlink()


def _discard(place: Path) -> None:
    """Take a new file away, or the folder that came to stand where a file was."""
    if place.is_dir() and not place.is_symlink():
        place.rmdir()
    else:
        place.unlink(missing_ok=True)
