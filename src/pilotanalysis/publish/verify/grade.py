"""The grade of a rerun, with its reasons, in the words of the AEA data editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from .differences import Difference

Grade = Literal["full", "full with minor issues", "partial", "not reproduced"]
#: Below this part of files that agree, a rerun has not reproduced the study.
REPRODUCED = 0.25
#: Changes of one file that are told; of the rest, the number.
MOST_TOLD = 20


@dataclass
class Altered:
    """What is wrong with a file.

    Attributes
    ----------
    changes : list of Difference
        The first of them.
    more : int
        How many there are besides.
    """

    changes: list[Difference] = field(default_factory=list)
    more: int = 0

    def take(self, changes: Iterable[Difference]) -> None:
        """Keep the first and count the rest."""
        for change in changes:
            if len(self.changes) < MOST_TOLD:
                self.changes.append(change)
            else:
                self.more += 1


@dataclass
class Verdict:
    """Grade of a delivery, with its reasons.

    Attributes
    ----------
    scope : str
        What was compared; empty where it is everything.
    compared : set of str
        Files that were compared with those of the rerun.
    altered : dict of Altered
        By path below the study, files that differ, are missing or do not belong; each makes the grade partial at best.
    issues : list of str
        What is not as it should be, though all agrees.
    notes : list of str
        What is worth knowing and lowers no grade.
    elsewhere : list of str
        What of machine and versions is not as when the reports were made; where nothing is, every byte must come out.
    failure : str
        Why there is no rerun to compare with; empty if there is.
    digest : str
        Of the whole delivery.
    asked : str, optional
        The digest that it was to have.
    """

    scope: str = ""
    compared: set[str] = field(default_factory=set)
    altered: dict[str, Altered] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    failure: str = ""
    digest: str = ""
    asked: str | None = None

    @property
    def agree(self) -> int:
        """How many of the files that were compared agree."""
        return len(self.compared - self.altered.keys())

    def compare(self, file: str, changes: Iterable[Difference]) -> None:
        """Count a file as compared, and keep what differs."""
        self.compared.add(file)
        self.add(file, changes)

    def add(self, file: str, changes: Iterable[Difference]) -> None:
        """Keep what is wrong with a file, if anything is."""
        rest = iter(changes)
        first = next(rest, None)
        if first is not None:
            self.altered.setdefault(file, Altered()).take(chain([first], rest))

    @property
    def mistaken(self) -> bool:
        """Whether the delivery is not the one that was asked for."""
        return self.asked is not None and self.asked != self.digest

    @property
    def grade(self) -> Grade:
        """In the words of the American Economic Association's reproducibility reports."""
        if self.failure or not self.compared or self.agree < REPRODUCED * len(self.compared):
            return "not reproduced"
        if self.altered or self.mistaken:
            return "partial"
        return "full with minor issues" if self.issues else "full"

    @property
    def reproduced(self) -> bool:
        """Whether all that was delivered agrees."""
        return self.grade in ("full", "full with minor issues")

    @property
    def reservation(self) -> str:
        """What the grade does not say."""
        if self.mistaken:
            return f"The delivery is not the one with the digest {self.asked}."
        if self.asked:
            return "The delivery is the one with the digest given."
        return (
            "No digest was given: whether raw data, decisions, notebooks, package or lock were changed and everything "
            "made anew, a rerun cannot tell. Compare the digest with the one quoted by whoever delivered, or give it: "
            "pilotanalysis verify --digest DIGEST"
        )
