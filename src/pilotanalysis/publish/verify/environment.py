"""Whether what is installed is what the lock asks for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import InvalidRequirement, Requirement

from ...problems import quoted
from ...study import Study

LOCK = "requirements.lock"


def differences(study: Study) -> list[str]:
    """Say which installed versions are not those of ``requirements.lock``; one sentence, or none."""
    path = study.root / LOCK
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [f"{LOCK} cannot be read ({error}): whether the right versions are installed cannot be told"]
    try:
        apart = list(_apart(text))
    except InvalidRequirement as error:
        return [f"{LOCK} holds a line that is no requirement ({str(error).splitlines()[0]})"]
    return [f"installed are not the versions of {LOCK}: {quoted(apart)}"] if apart else []


def _apart(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line or line.startswith((" ", "#", "-")):
            continue
        wanted = Requirement(line.removesuffix("\\").strip())
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        there = _installed(wanted.name)
        if there == "none" or there not in wanted.specifier:
            yield f"{wanted.name} {there} (asked for: {wanted.specifier})"


@cache
def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
