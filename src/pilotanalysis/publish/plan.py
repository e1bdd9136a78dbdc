"""Which notebooks to run, for which clusters, with which values; settled before any kernel starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..problems import ParameterError, Problem, StudyError, nearest, quoted
from ..study import Study
from .contract import Parameter, check, read_cells, read_contract
from .kernels import Engine


@dataclass(frozen=True)
class Limits:
    """Seconds that a cell, and a whole notebook, may take."""

    cell: float = 600
    notebook: float = 3600


@dataclass(frozen=True)
class Request:
    """What the operator asks for; None asks for all.

    Attributes
    ----------
    notebook : str, optional
        Name, or the beginning of one: ``03``.
    cluster : str, optional
    language : str, optional
        Language in which notebooks show figures and findings; None is the study's first.
    release : {"working", "public"}, optional
        None is the study's first.
    parameters : mapping of str to str
        Further parameters, as typed.
    jobs : int
        How many notebooks run at a time.
    force : bool
        Run also what is up to date.
    engine : {"warm", "papermill"}
        Where kernels come from.
    limits : Limits
    scheduler : str, optional
        Address of a Dask scheduler, to run notebooks on its workers; None runs them here.
    """

    notebook: str | None = None
    cluster: str | None = None
    language: str | None = None
    release: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 2
    force: bool = False
    engine: Engine = "warm"
    limits: Limits = field(default_factory=Limits)
    scheduler: str | None = None

    def released(self, study: Study) -> str:
        """Release that is asked for, in either way."""
        return self.parameters.get("release", self.release or study.releases[0])


@dataclass(frozen=True)
class Job:
    """One notebook with its values."""

    path: Path
    cluster: str | None
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of everything it makes: ``03_value_chain_gaps.astrico-ne``."""
        return f"{self.path.stem}.{self.cluster}" if self.cluster else self.path.stem

    @cached_property
    def digest(self) -> str:
        """Digest of the notebook's cells and its values."""
        sources = [[cell["cell_type"], "".join(cell["source"])] for cell in read_cells(self.path)]
        return _digest(json.dumps([sources, dict(self.values)], sort_keys=True).encode("utf-8"))


def plan(study: Study, request: Request) -> tuple[list[Job], list[Job]]:
    """Settle what to run.

    Returns
    -------
    wanted, others : list of Job
        What was asked for, and the rest of the study.

    Raises
    ------
    ParameterError
        For an unknown notebook, cluster, language, parameter or value.
    StudyError
        For a notebook whose parameters cell is not one.
    """
    contracts, problems = {}, list[Problem]()
    for path in chapters(study):
        try:
            contracts[path] = read_contract(path)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    chosen = _chosen(study, contracts, request)
    given = {"language": request.language or study.languages[0], "release": request.released(study)}
    if study.shared and given["release"] == "working":
        said, remedy = "A shared study has no working release.", "Leave it out, or ask for public."
        raise ParameterError(Problem("--release", said, remedy))
    given |= request.parameters
    wanted: list[Job] = []
    others: list[Job] = []
    for path, contract in contracts.items():
        own = {name: text for name, text in given.items() if name in contract or name in request.parameters}
        for cluster in study.analysed if "cluster" in contract else (None,):
            asked = path in chosen and request.cluster in (None, cluster)
            values = check(study, path.name, contract, own if asked else _axes(own, contract, request))
            job = Job(path, cluster, {"cluster": cluster, **values} if cluster else values)
            (wanted if asked else others).append(job)
    if not wanted:
        said = f"{quoted(path.name for path in chosen)} is not about one cluster."
        raise ParameterError(Problem("--cluster", said, "Leave --cluster out."))
    return wanted, others


def _axes(own: Mapping[str, str], contract: Mapping[str, Parameter], request: Request) -> dict[str, str]:
    """Values for notebooks that were not asked for: those of the whole batch alone."""
    return {name: text for name, text in own.items() if name in contract and name not in request.parameters}


def chapters(study: Study) -> list[Path]:
    """Numbered notebooks of the study, in order.

    Raises
    ------
    StudyError
        If there is none.
    """
    paths = sorted(study.notebooks.glob("[0-9]*.ipynb"))
    if not paths:
        raise StudyError(Problem("notebooks", "There is no numbered notebook.", "Restore the folder from the pack."))
    return paths


def _chosen(study: Study, contracts: Mapping[Path, Mapping[str, Parameter]], request: Request) -> list[Path]:
    chosen = [path for path in contracts if request.notebook is None or path.stem.startswith(request.notebook)]
    names = [path.stem for path in contracts]
    if not chosen:
        remedy = f"The study has: {quoted(names)}.{nearest(str(request.notebook), names)}"
        raise ParameterError(Problem("--notebook", f"There is no notebook {request.notebook}.", remedy))
    if request.cluster is not None and request.cluster not in study.analysed:
        remedy = f"Analysed are: {quoted(study.analysed)}.{nearest(request.cluster, study.analysed)}"
        raise ParameterError(Problem("--cluster", f"There is no analysed cluster {request.cluster}.", remedy))
    return chosen


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
