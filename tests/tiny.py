"""Tiny surveys and chains, written down by hand: what a test does not name is as plain as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.truth.planted import MODELS
from pilotanalysis import reference
from pilotanalysis.reference import Reference
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey import tables as survey
from pilotanalysis.survey.tables import ORIGINS, Answer
from pilotanalysis.tables import StudyTable, TableSet, conform, name_of

PLAIN: dict[type[StudyTable], dict[str, object]] = {
    survey.Organisations: {
        "organisation_type": "firm", "county": "IS", "in_region": True, "size_band": "1-9", "answered": False,
    },
    survey.Responses: {"tool": "plain", "complete": True},
    survey.Roles: {"is_main": True},
    **{model: {"number": 1} for model in (survey.Inputs, survey.Needs, survey.Offers, survey.Links)},
}  # fmt: skip
Rows = Iterable[Mapping[str, object]]


def table(model: Any, rows: Rows, cluster: str = "x") -> Any:
    """Build a table of the survey from rows that name what matters."""
    rows = list(rows)
    sheet, plain = name_of(model), PLAIN.get(model, {})
    said = {"wave": "2014", "file": f"survey/{cluster}.xlsx", "sheet": sheet, "cluster": cluster}
    whole = []
    for number, row in enumerate(rows, start=2):
        entry = {**said, **plain, "row": number, "row_id": f"survey/{cluster}.xlsx#{sheet}!{number}", **row}
        if issubclass(model, Answer):
            entry.setdefault("respondent", f"r-{entry['organisation']}")
        whole.append(entry)
    columns = list(model.to_schema().columns)
    return conform(pd.DataFrame(whole).reindex(columns=columns), model)


def members(known: Sequence[str | None], answered: Iterable[int] = (), cluster: str = "x", **changes: object) -> Any:
    """List members m0, m1, ...: the stages that the management knows of each, and who answered."""
    spoke = set(answered)
    return table(
        survey.Organisations,
        [
            {
                "organisation": f"m{place}",
                "name": f"Exemplu {place}",
                "known_stages": stages,
                "answered": place in spoke,
                **{name: value[place] if isinstance(value, list) else value for name, value in changes.items()},
            }
            for place, stages in enumerate(known)
        ],
        cluster,
    )


def study(
    size: int,
    answered: Iterable[int] | None = None,
    *,
    roles: Mapping[str, Sequence[int]] | None = None,
    lacks: Mapping[str, Sequence[int]] | None = None,
    needs: Rows = (),
    inputs: Rows = (),
    offers: Rows = (),
    markets: Rows = (),
    barriers: Rows = (),
    links: Iterable[tuple[int, int] | tuple[int, int, str]] = (),
    statements: Mapping[str, str] | None = None,
    known: Sequence[str | None] | None = None,
    cluster: str = "x",
    **changes: object,
) -> TableSet:
    """Build a survey of one cluster: members by their numbers, all of whom answered unless it is said who did."""
    spoke = list(range(size) if answered is None else answered)
    lacking = [{"organisation": f"m{one}", "stage": stage} for stage, who in (lacks or {}).items() for one in who]
    frames = {
        survey.Organisations: members(known or [None] * size, spoke, cluster, **changes),
        survey.Statements: [{"stage": stage, "any_member": said} for stage, said in (statements or {}).items()],
        survey.Responses: [{"organisation": f"m{one}"} for one in spoke],
        survey.Roles: [
            {"organisation": f"m{one}", "stage": stage} for stage, who in (roles or {}).items() for one in who
        ],
        survey.Needs: [*lacking, *needs],
        survey.Inputs: inputs,
        survey.Offers: offers,
        survey.Markets: markets,
        survey.Barriers: barriers,
        survey.Links: [
            {
                "organisation": f"m{one}",
                "partner": f"Exemplu {other}",
                "partner_organisation": f"m{other}",
                "kinds": kinds[0] if kinds else None,
            }
            for one, other, *kinds in links
        ],
    }
    assert set(frames) == set(MODELS)
    return TableSet(
        {
            model: rows if isinstance(rows, pd.DataFrame) else table(model, rows, cluster)
            for model, rows in frames.items()
        }
    )


def together(*studies: TableSet) -> TableSet:
    """Put the surveys of several clusters together."""
    return TableSet(
        {model: conform(pd.concat([one[model] for one in studies], ignore_index=True), model) for model in studies[0]}
    )


def catalogue(stages: Sequence[str] | Mapping[str, str], cluster: str = "x", caen: str = "10") -> Any:
    """List the stages of a chain; with their layers, unless all are of its core."""
    layers = stages if isinstance(stages, Mapping) else dict.fromkeys(stages, "core")
    frame = pd.DataFrame(
        {
            "row_id": [f"reference/stages.csv!{cluster}{row}" for row in range(2, len(layers) + 2)],
            "cluster": cluster,
            "stage": list(layers),
            "position": range(1, len(layers) + 1),
            "layer": list(layers.values()),
            "required": "core",
            "name_en": list(layers),
            "name_ro": list(layers),
            "name_it": list(layers),
            "caen": caen,
        }
    )
    return conform(frame, reference.Catalogue)


def edges(*pairs: tuple[str, str], cluster: str = "x") -> Any:
    frame = pd.DataFrame(pairs, columns=["source", "target"]).assign(
        cluster=cluster, row_id=[f"reference/edges.csv!{row}" for row in range(2, len(pairs) + 2)]
    )
    return conform(frame, reference.Edges)


def bought(one: int, stage: str, share: float | None, **said: object) -> dict[str, object]:
    """Say what a member buys, and how much of it from members."""
    return {"organisation": f"m{one}", "stage": stage, "share_members": share, **said}


def sold(one: int, *shares: float | None, **said: object) -> dict[str, object]:
    """Say where a member sells, in the order of the places."""
    return {"organisation": f"m{one}", **{f"share_{p}": s for p, s in zip(ORIGINS, shares, strict=True)}, **said}


def handed(study: Study, cluster: str, made: Mapping[type[StudyTable], pd.DataFrame]) -> Store:
    """Give a store of tables that a test made; reference files are read from the study, processed tables are not."""
    return _Handed(study, cluster, instead=TableSet(made))


class _Handed(Store):
    """A store that has no processed table but those handed to it: none that happens to lie in the work tree."""

    def all(self, model: type[Any]) -> Any:
        if model not in self.instead and not issubclass(model, Reference):
            raise LookupError(f"the test made no {model.__name__}")
        return super().all(model)
