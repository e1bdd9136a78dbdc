"""Files that are whole at any moment: the old one, or the new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files in place of what is there, all or none.

    The new ones are complete beside the old before any is replaced, so whatever stops it, each is the old one or the
    new.

    Parameters
    ----------
    files : mapping of Path to bytes
        What each is to hold. Folders that lack are made.

    Raises
    ------
    OSError
        If one cannot be written, for it is read-only or held by another program; all are as they were then.
    """
    aside: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for named, content in files.items():
            path = named.resolve()
            path.parent.mkdir(parents=True, exist_ok=True)
            before[path] = _writable(path)
            aside[path] = path.with_name(f".partial-{path.name}")
            with aside[path].open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            if path.exists():
                shutil.copymode(path, aside[path])
        _replace(aside, before)
    finally:
        for fresh in aside.values():
            fresh.unlink(missing_ok=True)


def _writable(path: Path) -> bytes | None:
    """What a file holds, if it is there; asks for the right to write, which replacing it does not."""
    if not path.exists():
        return None
    with path.open("r+b") as source:
        return source.read()


def _replace(aside: Mapping[Path, Path], before: Mapping[Path, bytes | None]) -> None:
    replaced: list[Path] = []
    try:
        for path, fresh in aside.items():
            replaced.append(path)
            fresh.replace(path)
    except BaseException:  # who stops it in the middle, too
        for path in replaced:
            if (content := before[path]) is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise
