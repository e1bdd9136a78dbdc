"""What counts members, in one tabulation.

Respondents stand in many places: by cluster and type, on the map of counties, in the profile of each cluster, among
the responses of each file and the rows that were kept. All of these add up to one another, over tables, figures,
sentences and notebooks. So they are rows of one frame, with every sum among them declared: wherever a part of it is
shown, the same counts are suppressed.

The roster is public: members by cluster, type, county, size and revenue are no secret, only who of them answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ... import reference
from ...results import Disclosure, Number, Released, Tabulation, Translatable, count, share
from ...store import Store, once
from ...tables import join_ids, split_ids
from ..labels import ORGANISATION_TYPE
from ..tables import REVENUE_BANDS, SIZE_BANDS, Accounting, Columns, Organisations, Responses

#: Key of the row of all members.
ALL = "all"
#: Variables of a profile: those of the roster, and those of the answers.
BY_ROSTER = ("type", "county", "size", "revenue")
BY_ANSWER = ("activity", "exports", "age")
#: Most activities and counties that are shown by name.
_MOST = 7
#: Category of all that are shown without name.
OTHERS = "others"
_EXPORTS = ((0, "exports_none"), (25, "exports_25"), (50, "exports_50"), (75, "exports_75"), (100, "exports_100"))
_AGES = ((4, "age_under_5"), (9, "age_5_9"), (19, "age_10_19"), (10_000, "age_20"))
_COUNTS = ("members", "answered", "not_answered", "complete", "partial", "timed", "rows")
#: By count, the column with the ids of those counted.
_IDS = {name: f"{name}_from" for name in ("answered", "complete", "partial", "timed")}
_OUTCOMES = ("kept", "merged", "dropped")


@dataclass
class _Tally:
    """Rows of the frame, and the sums among them, while they are collected."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    totals: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def add(self, key: str, variable: str, category: str, cluster: str = "", **cells: Any) -> str:
        self.rows.append({"key": key, "variable": variable, "category": category, "cluster": cluster, **cells})
        return key

    def add_up(self, total: str, parts: Iterable[str]) -> None:
        self.totals.append((total, tuple(parts)))


@once
def counts_of_members(data: Store) -> Tabulation:
    """Count members and respondents in every way that the chapter shows them.

    Returns
    -------
    Tabulation
        One row a count, with key, variable, category, cluster, and as far as they apply: members (known to everyone),
        answered, not_answered; complete, partial and timed responses with their median minutes; rows of exports with
        file, sheet, outcome and reason; place of a county on the map. Type, county, size and revenue are those of
        the roster; activity, exports and age those of the answers.
    """
    tally = _Tally()
    roster, responses = data.all(Organisations), data.all(Responses)
    tally.add(ALL, "all", "all", **_of_roster(roster), **_of_responses(responses))
    for cluster in data.names:
        _count_cluster(tally, data, cluster, roster, responses)
    tally.add_up(ALL, data.names)
    _count_counties(tally, data, roster)
    _count_files(tally, data, responses)
    _count_rows(tally, data.all(Accounting))
    frame = pd.DataFrame(tally.rows)
    frame = frame.astype(dict.fromkeys([*_COUNTS, "tile_row", "tile_column"], "Int64"))
    return Tabulation(
        frame,
        Disclosure(
            counts=tuple(name for name in _COUNTS if name != "members"),
            totals=tuple(tally.totals),
            parts={"members": ("answered", "not_answered"), "answered": ("complete", "partial"), "rows": ("answered",)},
            hides={"timed": ("minutes",)} | {name: (ids,) for name, ids in _IDS.items()},
        ),
    )


def number_of(
    released: Released,
    key: str,
    column: str,
    id: str,
    words: Translatable,
    source: Translatable,
    *,
    of_responses: bool = False,
    rate: bool = False,
) -> Number:
    """Make a number of a count of the frame, or its rate, from the ids of those counted.

    Parameters
    ----------
    released : Released
        Of :func:`counts_of_members`.
    key, column : str
        Row and count.
    id, words, source
        As of a number.
    of_responses : bool
        Whether it is a part of the responses, rather than of the members.
    rate : bool
        Whether the share is asked for.
    """
    whole = released.whole
    row = whole.frame.set_index("key").loc[key]
    hidden = whole.hidden.set_axis(whole.frame["key"]).loc[key]
    if hidden[column] or (of_responses and hidden["answered"]):
        # What it is a part of would be told by its n: 1 is told in no public release.
        return Number(id, words, None, "count", (), 1, source).withheld()
    part, of = (
        tuple(split_ids(str(row[ids]))) for ids in (_IDS[column], "responses_from" if of_responses else "made_from")
    )
    return (share if rate else count)(id, words, part, of, source=source)


def _of_roster(members: pd.DataFrame) -> dict[str, Any]:
    answered = members[members["answered"]]
    return {
        "members": len(members),
        "answered": len(answered),
        "not_answered": len(members) - len(answered),
        "made_from": join_ids(members["row_id"]),
        "answered_from": ";".join(answered["row_id"]),
    }


def _of_responses(responses: pd.DataFrame) -> dict[str, Any]:
    parts = {
        "complete": responses[responses["complete"]],
        "partial": responses[~responses["complete"]],
        "timed": responses[responses["minutes"].notna()],
    }
    cells: dict[str, Any] = {name: len(own) for name, own in parts.items()}
    ids = {_IDS[name]: ";".join(own["row_id"]) for name, own in parts.items()}
    everyone = ";".join(responses["row_id"])
    return {**cells, **ids, "responses_from": everyone, "minutes": float(responses["minutes"].median())}


def _count_cluster(tally: _Tally, data: Store, cluster: str, roster: pd.DataFrame, responses: pd.DataFrame) -> None:
    """Count the members of a cluster by what the roster tells, and its respondents by what they say."""
    members, said = (frame[frame["cluster"] == cluster] for frame in (roster, responses))
    tally.add(cluster, "all", "all", cluster, **_of_roster(members), **_of_responses(said))
    named, counties = _largest(members["county"])
    by_roster = {
        "type": (members["organisation_type"], list(ORGANISATION_TYPE)),
        "county": (named, counties),
        "size": (members["size_band"], list(SIZE_BANDS)),
        "revenue": (members["revenue_band"].fillna("unknown"), [*REVENUE_BANDS, "unknown"]),
    }
    for variable, (values, order) in by_roster.items():
        found = [category for category in order if (values == category).any()]
        keys = [
            tally.add(f"{cluster}/{variable}/{one}", variable, one, cluster, **_of_roster(members[values == one]))
            for one in found
        ]
        tally.add_up(cluster, keys)
    _count_unnamed(tally, cluster, members[named == OTHERS])
    firms = said[said["organisation_type"] == "firm"]
    ages = _banded(data.settings.period.start.year - said["year_founded"], _AGES)
    by_answer = {
        "activity": (firms, *_largest(_division(firms["caen"], data))),
        "exports": (firms, _banded(firms["export_share"], _EXPORTS), [*dict(_EXPORTS).values(), "unknown"]),
        "age": (said, ages, [*dict(_AGES).values(), "unknown"]),
    }
    # Whoever calls itself a firm, where that is not who is one by the roster.
    own = tally.add(f"{cluster}/firms", "firms", "firm", cluster, **_of_answers(firms))
    if len(members[members["organisation_type"] == "firm"]):
        tally.add_up(f"{cluster}/type/firm", [own])
    for variable, (answers, values, order) in by_answer.items():
        keys = [
            tally.add(f"{cluster}/{variable}/{one}", variable, one, cluster, **_of_answers(answers[values == one]))
            for one in order
            if (values == one).any()
        ]
        tally.add_up(cluster if variable == "age" else own, keys)


def _of_answers(answers: pd.DataFrame) -> dict[str, Any]:
    return {"answered": len(answers), "made_from": join_ids(answers["row_id"])}


def _count_unnamed(tally: _Tally, cluster: str, members: pd.DataFrame) -> None:
    """Count, for the sums alone, the counties of the region that a profile does not name, and the rest."""
    inside = members[members["in_region"]]
    keys = [
        tally.add(f"{cluster}/county/{county}", "unnamed", str(county), cluster, **_of_roster(own))
        for county, own in inside.groupby("county")
    ]
    if len(members):
        rest = tally.add(f"{cluster}/rest", "unnamed", "", cluster, **_of_roster(members[~members["in_region"]]))
        tally.add_up(f"{cluster}/county/{OTHERS}", [*keys, rest])


def _count_counties(tally: _Tally, data: Store, roster: pd.DataFrame) -> None:
    """Count the members of each county of the region over all clusters."""
    counties = data.all(reference.Counties)
    for _place, row in counties[counties["region"] == data.settings.region].iterrows():
        county = str(row["county"])
        cells = _of_roster(roster[(roster["county"] == county) & roster["in_region"]])
        cells["made_from"] = ";".join(filter(None, (row["row_id"], cells["made_from"])))
        tile = {name: row[name] for name in ("county", "name", "nuts3", "tile_row", "tile_column")}
        key = tally.add(f"county/{county}", "tile", county, **cells, **tile)
        tally.add_up(key, [one["key"] for one in tally.rows if one["key"].endswith(f"/county/{county}")])


def _count_files(tally: _Tally, data: Store, responses: pd.DataFrame) -> None:
    """Count the responses of each export."""
    columns = data.all(Columns)
    found: dict[str, list[str]] = {}
    for (cluster, file), own in columns.groupby(["cluster", "file"], sort=False):
        mine = responses[(responses["cluster"] == cluster) & (responses["file"] == file)]
        cells = _of_responses(mine) | {"made_from": join_ids([*own["row_id"], *mine["row_id"]])}
        key = tally.add(f"{cluster}/{file}", "file", str(file), str(cluster), answered=len(mine), file=file, **cells)
        found.setdefault(str(cluster), []).append(key)
    for cluster, keys in found.items():
        if cluster in data.names:
            tally.add_up(cluster, keys)


def _count_rows(tally: _Tally, accounting: pd.DataFrame) -> None:
    """Count what became of the rows of each sheet; a row is a response, or one of its repetitions."""
    ends: Mapping[str, list[str]] = {outcome: [] for outcome in _OUTCOMES}
    kept: dict[str, list[str]] = {}
    for place, row in enumerate(accounting.to_dict("records")):
        cells = {name: row[name] for name in ("file", "sheet", "outcome", "reason", "rows", "made_from")}
        responses = not row["repeats"]
        answered = row["rows"] if responses and row["outcome"] == "kept" else None
        key = tally.add(f"rows/{place}", "rows", "", row["cluster"], answered=answered, **cells)
        if responses:
            ends[row["outcome"]].append(key)
        if answered is not None:
            kept.setdefault(f"{row['cluster']}/{row['file']}", []).append(key)
    known = {row["key"]: row for row in tally.rows}
    for file, keys in kept.items():
        tally.add_up(file, keys)
    for outcome, keys in ends.items():
        own = [known[key] for key in keys]
        rows = sum(row["rows"] for row in own)
        made = join_ids(row["made_from"] for row in own)
        tally.add(outcome, "outcome", outcome, rows=rows, answered=rows if outcome == "kept" else None, made_from=made)
        tally.add_up(outcome, keys)
    tally.add_up(ALL, ["kept"])
    every = [row for row in tally.rows if row["variable"] in ("rows", "outcome")]
    for key, variable in (("read", "outcome"), ("everything", "rows")):
        parts = [row for row in every if row["variable"] == variable]
        made = join_ids(row["made_from"] for row in parts if row["made_from"])
        tally.add(key, "sum", key, rows=sum(row["rows"] for row in parts), made_from=made)
        tally.add_up(key, [row["key"] for row in parts])


def _largest(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Keep the most frequent categories by name, largest first, and set the rest together."""
    sizes = values.value_counts()
    order = sorted(sizes.index, key=lambda category: (-sizes[category], category))
    named = order if len(order) <= _MOST + 1 else order[:_MOST]
    return values.where(values.isin(named), OTHERS), [*named, *([OTHERS] if len(named) < len(order) else [])]


def _division(caen: pd.Series, data: Store) -> pd.Series:
    """Activity of a CAEN class: ``1310`` or ``13.10`` is C13; *unknown* where it cannot be told."""
    activities = data.all(reference.Activities)
    known = {code[1:]: code for code in activities.loc[activities["level"] == "division", "activity"]}
    digits = caen.fillna("").str.replace(".", "", regex=False).str.extract(r"^\s*(\d{3,4})\s*$")[0]
    return digits.str.zfill(4).str[:2].map(known).fillna("unknown")


def _banded(values: pd.Series, bands: tuple[tuple[int, str], ...]) -> pd.Series:
    result = pd.Series("unknown", index=values.index, dtype="str")
    for upper, name in reversed(bands):
        result = result.mask(values <= upper, name)
    return result
