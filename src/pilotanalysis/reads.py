"""What a notebook reads of its study, so that it need not run again as long as that stays the same.

Tables are told by the store, with the cluster whose rows were taken; whatever else of ``data`` is opened, or looked
through, Python tells itself (:pep:`578`). What a notebook reads first tells it what to read next: as long as nothing
that it read has changed, it would read the same again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from .study import Study

#: Between the name of a table and the cluster whose rows were read.
_OF = "@"
_TABLES, _FOLDER, _ABSENT = "tables/", "/", "absent"
_PROCESSED = "data/processed/"
_read: set[str] = set()
_watched: list[Path] = []
#: What was made of what was read: as nothing of a study changes while its notebook runs, it need not be made again.
_made: dict[Hashable, Any] = {}
Made = TypeVar("Made")


def watch(study: Study) -> None:
    """Begin to take note of what this process reads of a study; for the process of a notebook, which has one."""
    if not _watched:
        sys.addaudithook(_heard)
    _watched[:] = [study.root.absolute()]
    _read.clear()
    _made.clear()


def once(key: Hashable, make: Callable[[], Made]) -> Made:
    """Give what is made of the study under a key, made once in the process of a notebook.

    Elsewhere, as in JupyterLab, where files may change meanwhile, it is made each time.
    """
    if not _watched:
        return make()
    if key not in _made:
        _made[key] = make()
    made: Made = _made[key]
    return made


def file(path: Path) -> None:
    """Take note that a file is used, which may have been read before this process was forked."""
    if _watched:
        _heard("open", (path,))


def table(name: str, cluster: str | None) -> None:
    """Take note that a table of ``data/processed`` was read, or the rows of a cluster."""
    if _watched:
        _read.add(f"{_TABLES}{name}{_OF}{cluster}" if cluster else f"{_TABLES}{name}")


def noted() -> list[str]:
    """Name what was read, in order."""
    return sorted(_read)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("open", "os.listdir", "os.scandir") or not isinstance(arguments[0], (str, os.PathLike)):
        return
    path = Path(os.fsdecode(arguments[0])).absolute()
    root = _watched[0]
    if not path.is_relative_to(root / "data"):
        return
    name = path.relative_to(root).as_posix()
    if not (name.startswith(_PROCESSED) and name.endswith(".parquet")):
        _read.add(name if event == "open" else f"{name}{_FOLDER}")


def everything(study: Study) -> list[str]:
    """Name all raw files and decisions, for a notebook of which is not known what it reads."""
    found = [path for folder in ("raw", "decisions") for path in (study.root / "data" / folder).rglob("*")]
    return [f"{study.relative(path)}{_FOLDER if path.is_dir() else ''}" for path in sorted(found)]


def digests(study: Study, names: Iterable[str]) -> dict[str, str]:
    """Give a digest of everything named, as it is now."""
    return {name: _digest(study.root, name) for name in names}


def _digest(root: Path, name: str) -> str:
    if name.startswith(_TABLES):
        table, _sign, cluster = name.removeprefix(_TABLES).partition(_OF)
        path = root / _PROCESSED / f"{table}.parquet"
        return _of_rows(path, path.stat().st_mtime_ns, cluster) if path.is_file() else _ABSENT
    path = root / name
    try:
        if name.endswith(_FOLDER):
            return _hashed(json.dumps(sorted(inside.name for inside in path.iterdir())).encode())
        return _hashed(path.read_bytes())
    except OSError:
        return _ABSENT


@lru_cache(maxsize=1024)
def _of_rows(path: Path, _stamp: int, cluster: str) -> str:
    frame = _frame(path, _stamp)
    rows = frame[frame["cluster"] == cluster] if cluster else frame
    head = json.dumps([[str(name), str(kind)] for name, kind in rows.dtypes.items()])
    return _hashed(head.encode() + pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _frame(path: Path, _stamp: int) -> pd.DataFrame:
    return pd.read_parquet(path)
