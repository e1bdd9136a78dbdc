"""A plugin for pytest: nbval compares the pictures that a cell shows, too."""

from __future__ import annotations

import base64
import binascii
from functools import partial
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

from . import pictures

PNG = "image/png"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how pictures are compared."""
    parser.addoption("--pictures-alike", action="store_true", help="Pictures need to look the same, no more.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have each cell compare its pictures."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.compare_outputs = partial(_compare, item, bool(config.getoption("--pictures-alike")))


def _compare(cell: Any, alike: bool, test: list[Any], stored: list[Any], skip_compare: Any = None) -> bool:
    skipped = tuple(key for key in skip_compare or cell.parent.skip_compare if not key.startswith("image/"))
    for outputs in (test, stored):
        for output in outputs:
            if PNG in output.get("data", {}):
                output["data"][PNG] = "".join(output["data"][PNG]).strip()
    for one, other in zip(_shown(test), _shown(stored), strict=False):
        if alike and _look_the_same(one[PNG], other[PNG]):
            one[PNG] = other[PNG]
    return bool(IPyNbCell.compare_outputs(cell, test, stored, skipped))


def _shown(outputs: list[Any]) -> list[Any]:
    return [output["data"] for output in outputs if PNG in output.get("data", {})]


def _look_the_same(one: str, other: str) -> bool:
    try:
        return not pictures.apart(base64.b64decode(one), base64.b64decode(other))
    except (binascii.Error, ValueError, OSError, SyntaxError):
        # What is no picture does not look like one.
        return False
