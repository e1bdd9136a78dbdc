"""Partner pools written down by hand, on the gaps of the demonstration: what a test does not name is plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from conftest import ROOT

from pilotanalysis.chain.tables import Gaps
from pilotanalysis.partners import tables as partners
from pilotanalysis.partners.pool import smallest_pools
from pilotanalysis.store import Store
from pilotanalysis.tables import SEPARATOR, StudyTable, TableSet, conform, empty

CRITERIA = list(partners.CRITERIA)
PLAIN: Mapping[str, object] = {
    "origin": "region", "home": None, "organisation_type": "firm", "county": "IS", "basis": "activity", "offer": None,
    "languages": "ro", "tied": False, "named": "public", "contact": None, "capability": 0.5, "capacity": None,
    "proximity": 2 / 3, "size": 0.5, "certificates": None, "willingness": None, "top3": 0.5, "decision": None,
    "decision_why": None, "decision_who": None, "decision_when": None, "made_from": "register/register.csv!2",
}  # fmt: skip
#: A member of the cluster that did not agree to be named, and one that did.
SILENT: Mapping[str, object] = {
    "origin": "member", "home": "euronest", "basis": "offer_code", "named": "no", "capacity": 0.4, "willingness": 1.0,
    "certificates": 1.0, "made_from": "survey/euronest.xlsx#offers!3",
}  # fmt: skip
AGREED: Mapping[str, object] = {**SILENT, "named": "consent", "contact": "exemplu@exemplu.example"}
Rows = Iterable[Mapping[str, object]]


def gaps_of(data: Store) -> list[str]:
    """Stages of the cluster with a gap that a supplier could close, the worst first."""
    gaps = data.of(Gaps)
    held = gaps[gaps["at_face"] & (gaps["verdict"] != "sell") & (gaps["kind"] != "relational")]
    held = held.sort_values("rank", kind="stable", na_position="last")
    return list(dict.fromkeys(held["stage"]))


def candidates(cluster: str, rows: Rows) -> Any:
    """Build the table: each row names a stage, a candidate, and what is not plain."""
    frame = pd.DataFrame([{**PLAIN, "cluster": cluster, **row} for row in rows])
    if frame.empty:
        return empty(partners.Candidates)
    values = frame[CRITERIA].astype("float64")
    frame[CRITERIA] = values
    frame["score_least"], frame["score_most"] = values.fillna(0).mean(axis=1), values.fillna(1).mean(axis=1)
    frame["score"] = (frame["score_least"] + frame["score_most"]) / 2
    frame["name"] = frame.get("name", pd.Series(index=frame.index, dtype=object)).fillna(
        "Exemplu " + frame["candidate"]
    )
    standing = frame["decision"] != "rejected"
    order = frame["score"].where(standing).groupby(frame["stage"]).rank(ascending=False, method="first")
    frame["rank"] = order.astype("Int64")
    frame["top3"] = frame["top3"].where(standing)
    return conform(frame, partners.Candidates)


def with_pool(
    data: Store,
    rows: Rows,
    *,
    screening: Rows = (),
    joining: Sequence[tuple[str, str]] = (),
    gaps: pd.DataFrame | None = None,
) -> Store:
    """Give the store of a cluster with a pool made of candidates.

    Parameters
    ----------
    data : Store
        Of a cluster of the demonstration.
    rows : iterable of mappings
        As :func:`candidates` takes them.
    screening : iterable of mappings
        Rows of the screening: a stage, and what is not 0. Without any, no register was given.
    joining : sequence of (candidate, stages)
        New members, with what they close.
    gaps : DataFrame, optional
        Gaps in place of those of the demonstration.
    """
    assert data.cluster is not None
    found, fewest = candidates(data.cluster, rows), data.settings.partners.candidates
    pool, coverage = smallest_pools(found, fewest)
    counts = dict.fromkeys(list(partners.Screening.to_schema().columns)[3:], 0)
    screened = pd.DataFrame(
        [{"cluster": data.cluster, "made_from": "register/register.csv!2-9", **counts, **row} for row in screening]
    )
    new = pd.DataFrame(
        [
            {
                "cluster": data.cluster,
                "candidate": key,
                "place": place,
                "closes": closes,
                "adds": len(closes.split(SEPARATOR)),
                "made_from": "register/register.csv!2",
            }
            for place, (key, closes) in enumerate(joining, start=1)
        ]
    )
    made: dict[type[StudyTable], pd.DataFrame] = {
        partners.Candidates: found,
        partners.Pool: pool,
        partners.Coverage: coverage,
        partners.Screening: conform(screened, partners.Screening),
        partners.NewMembers: conform(new, partners.NewMembers),
        partners.RegisterFirms: empty(partners.RegisterFirms),
    }
    return data.trying(data.settings, TableSet(made | ({} if gaps is None else {Gaps: gaps})))


def notebook_items() -> list[str]:
    """Names of what notebook 04 registers, in its order."""
    return re.findall(r"partners\.(\w+)\(data\)", (ROOT / "notebooks" / "04_partner_pool.ipynb").read_text("utf-8"))


def many(data: Store, each: int = 6, seed: int = 1) -> list[dict[str, object]]:
    """Candidates of every sort for all gaps but the last, as the demonstration might have them."""
    generator, rows = np.random.default_rng(seed), []
    counties = ["IS", "SV", "BC", "NT", "VS", "BT", "CJ", "B", "TM"]
    sorts: list[Mapping[str, object]] = [PLAIN, {**PLAIN, "origin": "country"}, SILENT, AGREED]
    sorts.append({**AGREED, "origin": "other_cluster", "home": "iconic"})
    sorts.append({**SILENT, "origin": "other_cluster", "home": "iconic"})
    sorts.append({**AGREED, "origin": "follow_up", "home": "bio-rone", "capacity": None})
    for stage in gaps_of(data)[:-1]:
        for number in sorted(generator.choice(3 * each, size=each, replace=False)):
            sort = sorts[number % len(sorts)]
            rows.append(
                {
                    **sort,
                    "stage": stage,
                    "candidate": f"k{number:03}",
                    "county": counties[number % len(counties)],
                    "capability": round(float(generator.uniform(0.3, 1)), 2),
                    "size": (number % 4 + 1) / 4,
                    "top3": round(float(generator.uniform(0, 1)), 3),
                }
            )
    return rows
