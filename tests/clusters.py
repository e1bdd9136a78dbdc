"""Small clusters by hand: the tables of the survey from what members say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pilotanalysis import reference
from pilotanalysis.survey import tables as survey
from pilotanalysis.survey.tables import ORIGINS
from pilotanalysis.tables import Table, TableSet, conform

#: layers of the chain of every small cluster, in order
LAYERS = {
    "growing": "core",
    "milling": "core",
    "baking": "core",
    "selling": "market",
    "exporting": "market",
    "testing": "support",
}
EDGES = [("growing", "milling"), ("milling", "baking"), ("baking", "selling"), ("milling", "exporting")]


@dataclass
class Small:
    """A cluster of so many members, of whom some answered: whom each of the answers names goes by number."""

    members: int
    answered: int
    roles: Sequence[tuple[int, str]] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    needs: Sequence[tuple[int, str, float, bool, bool]] = ()
    inputs: Sequence[tuple[int, str, float | None, float | None, float | None]] = ()
    offers: Sequence[tuple[int, str | None, str | None]] = ()
    markets: Sequence[tuple[int, tuple[float, ...], str]] = ()
    barriers: Sequence[tuple[int, str, float]] = ()
    links: Sequence[tuple[int, int, str]] = ()
    known: Mapping[int, str] = field(default_factory=dict)
    broken_off: Sequence[int] = ()
    types: Mapping[int, str] = field(default_factory=dict)
    counties: Mapping[int, str] = field(default_factory=dict)
    cluster: str = "x"

    def tables(self) -> TableSet:
        return TableSet(
            {
                survey.Organisations: self._organisations(),
                survey.Statements: self._table(
                    survey.Statements, [{"stage": stage, "any_member": word} for stage, word in self.said.items()]
                ),
                survey.Responses: self._table(
                    survey.Responses,
                    [
                        self._who(m) | {"tool": "plain", "complete": m not in self.broken_off}
                        for m in range(self.answered)
                    ],
                ),
                survey.Roles: self._table(
                    survey.Roles, [self._who(m) | {"stage": stage, "is_main": True} for m, stage in self.roles]
                ),
                survey.Inputs: self._table(survey.Inputs, [self._input(*row) for row in self.inputs]),
                survey.Needs: self._table(
                    survey.Needs,
                    [
                        self._who(m)
                        | {"stage": s, "text": s, "criticality": c, "blocks_existing": old, "blocks_new": new}
                        for m, s, c, old, new in self.needs
                    ],
                ),
                survey.Offers: self._table(
                    survey.Offers, [self._who(m) | {"stage": s, "text": text} for m, s, text in self.offers]
                ),
                survey.Markets: self._table(
                    survey.Markets,
                    [
                        self._who(m)
                        | {f"share_{place}": share for place, share in zip(ORIGINS, shares, strict=True)}
                        | {"target_markets": targets or None}
                        for m, shares, targets in self.markets
                    ],
                ),
                survey.Barriers: self._table(
                    survey.Barriers, [self._who(m) | {"barrier": b, "degree": d} for m, b, d in self.barriers]
                ),
                survey.Links: self._table(
                    survey.Links,
                    [self._who(m) | {"partner_organisation": f"m{p}", "kinds": kinds} for m, p, kinds in self.links],
                ),
            }
        )

    def catalogue(self) -> pd.DataFrame:
        frame = pd.DataFrame({"stage": list(LAYERS), "layer": list(LAYERS.values())}).assign(
            cluster=self.cluster, position=range(1, len(LAYERS) + 1), required="core", caen="10"
        )
        names = {f"name_{language}": frame["stage"] for language in ("en", "ro", "it")}
        rows = [f"reference/stages.csv!{row}" for row in range(2, len(frame) + 2)]
        return conform(frame.assign(row_id=rows, **names), reference.Stages)

    def edges(self) -> pd.DataFrame:
        frame = pd.DataFrame(EDGES, columns=["source", "target"]).assign(cluster=self.cluster)
        rows = [f"reference/edges.csv!{row}" for row in range(2, len(frame) + 2)]
        return conform(frame.assign(row_id=rows), reference.Edges)

    def _who(self, member: int) -> dict[str, Any]:
        return {"organisation": f"m{member}", "respondent": str(member)}

    def _input(
        self, member: int, stage: str, value: float | None, inside: float | None, satisfaction: float | None
    ) -> dict[str, Any]:
        shares = {f"share_{place}": 20.0 for place in ORIGINS}
        said = {"stage": stage, "annual_value": value, "share_members": inside, "satisfaction": satisfaction}
        return self._who(member) | shares | said

    def _organisations(self) -> pd.DataFrame:
        rows = [
            {
                "organisation": f"m{m}",
                "name": f"Exemplu {m}",
                "organisation_type": self.types.get(m, "firm"),
                "county": self.counties.get(m, "IS"),
                "in_region": True,
                "size_band": "1-9",
                "known_stages": self.known.get(m),
                "answered": m < self.answered,
            }
            for m in range(self.members)
        ]
        return self._table(survey.Organisations, rows)

    def _table(self, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        name = model.__name__.lower()
        heads = [
            {
                "row_id": f"survey/x.xlsx#{name}!{row}",
                "wave": "2014",
                "file": "survey/x.xlsx",
                "sheet": name,
                "row": row,
                "cluster": self.cluster,
            }
            for row in range(2, len(rows) + 2)
        ]
        frame = pd.DataFrame([head | dict(row) for head, row in zip(heads, rows, strict=True)])
        return conform(frame.reindex(columns=list(model.to_schema().columns)), model)
