"""The list of what was generated in ``data/processed``: nothing else there is ever replaced or taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FILE = "manifest.json"


def write(folder: Path, digests: Mapping[str, str], made_from: str = "") -> None:
    """Write the list: files by name, with their digests, and a digest of what they were made from."""
    text = json.dumps({"files": dict(digests), "made_from": made_from}, indent=1, sort_keys=True) + "\n"
    (folder / FILE).write_text(text, "utf-8")


def read(folder: Path) -> dict[str, str]:
    """Read the list of the last time; empty where it is missing or damaged."""
    try:
        content = json.loads((folder / FILE).read_text("utf-8"))["files"]
        return {
            name: str(digest) for name, digest in content.items() if name not in ("", "..") and Path(name).name == name
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def made_from(folder: Path) -> str:
    """Digest of what the files of the list were made from; empty where it does not tell."""
    try:
        return str(json.loads((folder / FILE).read_text("utf-8"))["made_from"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
