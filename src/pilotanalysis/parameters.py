"""Types for the parameters cell of a notebook.

A parameters cell declares typed values, each with a comment that tells what it is for::

    from pilotanalysis.parameters import Cluster, Language, Release

    cluster: Cluster = "astrico-ne"  # the cluster this chapter is about
    language: Language = "en"        # language of figures and findings
    release: Release = "working"     # working (inside the agency) or public

Types whose choices the study sets (:data:`Cluster`, :data:`Language`) are resolved when the
contract is checked, before any kernel starts. ``int``, ``float``, ``bool``, ``str`` and
``Literal[...]`` serve for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from .problems import ParameterError, Problem, nearest, quoted
from .settings import ReleaseName
from .study import Study


@dataclass(frozen=True)
class ChoiceOfStudy:
    """The value is one that the study names."""

    kind: Literal["cluster", "language"]

    def choices(self, study: Study) -> tuple[str, ...]:
        """Values that the study allows."""
        return study.analysed if self.kind == "cluster" else study.languages


Cluster = Annotated[str, ChoiceOfStudy("cluster")]
Language = Annotated[str, ChoiceOfStudy("language")]
Release = ReleaseName
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]

#: Names that an annotation in a parameters cell may use.
VOCABULARY: Mapping[str, object] = {
    "Cluster": Cluster,
    "Language": Language,
    "Release": Release,
    "Share": Share,
    "Count": Count,
    "Literal": Literal,
    "bool": bool,
    "float": float,
    "int": int,
    "str": str,
}


def check_choices(study: Study, values: Mapping[str, str | None]) -> None:
    """Refuse a cluster, language or release that the study does not have; None is passed over.

    Raises
    ------
    ParameterError
    """
    allowed = {"cluster": study.analysed, "language": study.languages, "release": study.releases}
    problems = [
        Problem(
            "parameters",
            f"{name} {value} is not in this study.",
            f"Allowed: {quoted(allowed[name])}.{nearest(str(value), allowed[name])}",
        )
        for name, value in values.items()
        if value is not None and value not in allowed[name]
    ]
    if problems:
        raise ParameterError(problems)
