"""What a rule makes of a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

#: ``info``: it has one meaning only. ``flag``: it is taken, and somebody may want to know. ``review``: nothing is
#: taken until somebody has decided.
Severity = Literal["info", "flag", "review"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means, and how it was told.

    Attributes
    ----------
    value : str or float or None
        None where nothing was said, or where somebody has to decide.
    rules : tuple of str
        Ids of the rules that were needed; none where the text was taken at its face.
    severity : {'info', 'flag', 'review'}
    proposals : tuple of str
        What it could mean, where somebody has to decide.
    missing : str
        Kind of missing that the text stands for; empty where it is an answer.
    unit : tuple of (float, str), optional
        How many of which currency one is, where the text says so: ``(1000.0, "lei")``.
    """

    value: str | float | None
    rules: tuple[str, ...] = ()
    severity: Severity = "info"
    proposals: tuple[str, ...] = ()
    missing: str = ""
    unit: tuple[float, str] | None = None


Rule = Callable[[str], Reading]
NOTHING = Reading(None)


def to_review(rule: str, *proposals: object) -> Reading:
    """Leave a text to somebody, with what it could mean."""
    said = (f"{value:.15g}" if isinstance(value, float) else str(value) for value in proposals)
    return Reading(None, (rule,), "review", tuple(dict.fromkeys(said)))
