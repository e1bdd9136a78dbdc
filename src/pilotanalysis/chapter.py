"""What a chapter of the study gives to the pipeline: its tables, how they are made, and what is written beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from .problems import Problem
from .study import Study
from .tables import StudyTable, TableSet

#: Writes a file beside the tables: where, of which study, from which tables.
Writer = Callable[[Path, Study, TableSet], None]
#: Told what is done next, for whoever waits.
Tell = Callable[[str], None]


def silent(said: str) -> None:
    """Tell nobody."""


class Chapter(Protocol):
    """A package of the house that makes tables from those of the chapters below it."""

    @property
    def TABLES(self) -> tuple[type[StudyTable], ...]:
        """Tables that it makes."""

    def check(self, study: Study, /) -> list[Problem]:
        """Find what is wrong with what the chapter needs, beside the tables that it reads."""

    def build(self, study: Study, tables: TableSet, tell: Tell = silent, /) -> TableSet:
        """Make its tables from those of the chapters below, of the wave that is analysed, and tell each step.

        Raises
        ------
        StudyError
            With every problem of the raw files.
        """


@runtime_checkable
class ChapterWithFiles(Chapter, Protocol):
    """A chapter that also writes files for people beside the tables."""

    @property
    def FILES(self) -> Mapping[str, Writer]:
        """What writes each file, by its name in ``data/processed``."""

    @property
    def FILLED_IN(self) -> Collection[str]:
        """Those of the files that people write into, to bring it in by a command."""

    def undelivered(self, study: Study, /) -> list[Problem]:
        """Find what people wrote into such a file and did not bring in: it must not be written over."""


@runtime_checkable
class ChapterWithRemarks(Chapter, Protocol):
    """A chapter that has something to say of what it read."""

    def remarks(self, study: Study, tables: TableSet, /) -> list[str]:
        """Say what an analyst should know, though nothing is wrong."""


@runtime_checkable
class ChapterOverWaves(Chapter, Protocol):
    """A chapter that compares the wave that is analysed with earlier ones."""

    def compare_waves(self, study: Study, tables: TableSet, /) -> TableSet:
        """Make the tables that need those of all waves."""
