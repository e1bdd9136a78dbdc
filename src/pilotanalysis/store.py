"""Tables of a study by their definition and cluster; each file is read once in a process.

``open_store(study, "euronest").of(Gaps)`` gives the gaps of one cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import pandas as pd
from pandera.typing import DataFrame

from . import reads, reference, tables
from .results.messages import Label, label
from .settings import StudyFile
from .study import Study

Model = TypeVar("Model", bound=tables.StudyTable)


@dataclass(frozen=True)
class Store:
    """What a notebook reads: catalogues and processed tables, of one cluster where it is about one.

    Attributes
    ----------
    study : Study
    cluster : str, optional
        Id of the cluster; None where all clusters are looked at.
    tried : StudyFile, optional
        Settings that are tried in place of the study's own.
    instead : TableSet
        Tables that stand in place of those on file: what follows from the settings that are tried.
    """

    study: Study
    cluster: str | None = None
    tried: StudyFile | None = None
    instead: tables.TableSet = field(default_factory=tables.TableSet)

    @property
    def settings(self) -> StudyFile:
        """Settings of the study, or those that are tried."""
        return self.tried or self.study.settings

    def trying(self, settings: StudyFile, instead: tables.TableSet) -> Store:
        """Give the same store with other settings, and the tables that follow from them; nothing is written."""
        return replace(self, tried=settings, instead=instead)

    def all(self, model: type[Model]) -> DataFrame[Model]:
        """Give a table with the rows of all clusters; a copy, which may be changed.

        Raises
        ------
        StudyError
            If it is not there yet, or a reference file is not what it must be.
        """
        return self._rows(model, None)

    def of(self, model: type[Model]) -> DataFrame[Model]:
        """Give the rows of the store's cluster; all rows where the table, or the store, knows no cluster.

        Raises
        ------
        StudyError
            As :meth:`all`.
        """
        return self._rows(model, self.cluster)

    def _rows(self, model: type[Model], cluster: str | None) -> DataFrame[Model]:
        frame = self._table(model)
        ours = cluster if cluster is not None and "cluster" in frame else None
        if model not in self.instead and not issubclass(model, reference.Reference):
            reads.table(tables.name_of(model), ours)
        if ours is None:
            return cast("DataFrame[Model]", frame.copy())
        return cast("DataFrame[Model]", frame[frame["cluster"] == ours].reset_index(drop=True))

    def _table(self, model: type[Model]) -> pd.DataFrame:
        """Give a table as it is held; it is not to be changed."""
        if model in self.instead:
            return self.instead[model]
        if issubclass(model, reference.Reference):
            return reference.load(self.study, model)
        path = self.study.processed / f"{tables.name_of(model)}.parquet"
        stamp = path.stat().st_mtime_ns if path.is_file() else 0
        return _read(self.study, model, path, stamp)

    def at(self, cluster: str | None) -> Store:
        """Give the same store for another cluster, or for all."""
        return replace(self, cluster=cluster)

    @cached_property
    def names(self) -> Mapping[str, Label]:
        """Name of each analysed cluster by its id, in the order of the study."""
        called = self.all(reference.Clusters).set_index("cluster")["name"]
        return {cluster: self.in_all_languages(str(called[cluster])) for cluster in self.study.analysed}

    @property
    def name(self) -> Label:
        """Name of the cluster."""
        if self.cluster is None:
            raise LookupError("the store is about all clusters")
        return self.names[self.cluster]

    @cached_property
    def region(self) -> Label:
        """Name of the region of the study."""
        regions = self.all(reference.Regions).set_index("region")
        return label(cast(pd.Series, regions.loc[self.settings.region]))

    def in_all_languages(self, word: str) -> Label:
        """Give a name that is the same in every language of the study."""
        return Label(tuple((language, word) for language in self.study.languages))


Made = TypeVar("Made")
More = ParamSpec("More")


def once(work_out: Callable[Concatenate[Store, More], Made]) -> Callable[Concatenate[Store, More], Made]:
    """Have what is worked out of a store worked out once in a notebook, however many of its cells ask for it.

    Parameters
    ----------
    work_out : callable
        It gives the same for the same store and arguments, which can be compared: frames, of which each caller gets
        copies of its own, or what nobody changes.
    """

    @wraps(work_out)
    def given(data: Store, /, *more: More.args, **named: More.kwargs) -> Made:
        if data.tried or data.instead:
            return work_out(data, *more, **named)
        key: Hashable = (work_out, data.study.root, data.cluster, more, tuple(sorted(named.items())))
        return _own(reads.once(key, lambda: work_out(data, *more, **named)))

    return given


def _own(made: Made) -> Made:
    """Give frames as copies, which share what nobody changes."""
    if isinstance(made, tuple):
        return cast(Made, tuple(map(_own, made)))
    return cast(Made, made.copy(deep=False)) if isinstance(made, pd.DataFrame) else made


@lru_cache(maxsize=128)
def _read(study: Study, model: type[tables.StudyTable], _path: Path, _stamp: int) -> pd.DataFrame:
    """Read a table; path and time of change are the key, so that a rerun in the same process sees what is new."""
    return tables.read(study, model)


def open_store(study: Study, cluster: str | None = None) -> Store:
    """Open the tables of a study, of one cluster where `cluster` is given."""
    return Store(study, cluster)
