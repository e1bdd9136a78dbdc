"""The pool of a cluster, and how many gaps a pool of each size closes, with what may be told of them."""

from __future__ import annotations

import pandas as pd

from ...reference import Counties
from ...results import Disclosure, Tabulation
from ...store import Store, once
from ...tables import SEPARATOR, join_ids, split_ids
from ..pool import smallest_pools
from ..reasons import BECAUSE, with_reasons
from ..shortlist.naming import with_called
from ..shortlist.stages import stages_to_close, untold
from ..tables import Candidates, Coverage, Pool


@once
def pools_of(data: Store) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the smallest pool of a cluster and what pools of other sizes close, as each release may tell them.

    A gap whose being there would tell a small number of members stands in no table of the public release, and how
    many gaps a pool closes would tell that it is there. So where there are such gaps, both come twice: with ``few`` 1
    for all gaps, with 0 for the others alone. :func:`of_release` takes those that a release tells.
    """
    hidden = untold(data)
    found, pool, coverage = data.of(Candidates), data.all(Pool), data.all(Coverage)
    pools, curves = _of_cluster(data, pool, int(bool(hidden))), _of_cluster(data, coverage, int(bool(hidden)))
    if hidden:
        stages = stages_to_close(data)
        told = stages.loc[~stages["ties_only"] & ~stages["stage"].isin(list(hidden)), "stage"]
        rest = found[found["stage"].isin(list(told))]
        pool, coverage = smallest_pools(rest, data.settings.partners.candidates)
        pools = pd.concat([pools, _of_cluster(data, pool, 0)], ignore_index=True)
        curves = pd.concat([curves, _of_cluster(data, coverage, 0)], ignore_index=True)
    return pools.sort_values(["few", "place"], ignore_index=True), curves.sort_values(
        ["few", "size"], ignore_index=True
    )


def _of_cluster(data: Store, table: pd.DataFrame, few: int) -> pd.DataFrame:
    return pd.DataFrame(table[table["scope"] == data.cluster]).assign(few=few)


def of_release(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the rows of all gaps, or where these are not told, those of the others."""
    told: pd.DataFrame = frame[frame["few"].notna()]
    most: pd.DataFrame = told[told["few"] == told["few"].max()]
    return most


def pool_tabulation(data: Store) -> Tabulation:
    """Tabulate the smallest pool of a cluster, in the order in which each adds most.

    In the public release it is not told what members who did not agree to be named could close.
    """
    frame = with_reasons(with_places(pools_of(data)[0], data), data)
    frame["origin_short"] = frame["origin"]
    disclosure = Disclosure(
        counts=("unnamed", "surveyed", "few"),
        hides={"unnamed": ("closes", "adds", "place_name", "asked", *BECAUSE), "surveyed": ("asked",)},
    )
    return Tabulation(frame, disclosure, arrange=of_release)


def joining_tabulation(frame: pd.DataFrame, data: Store) -> Tabulation:
    """Tabulate organisations with the gaps that each closes (``closes``) and adds (``adds``), as a release tells them.

    Gaps that are not told in the public release stand in no list there, and in no count; neither does whoever closes no
    other, and what somebody without a name could close.
    """
    hidden = untold(data)
    told = [SEPARATOR.join(one for one in split_ids(cell) if one not in hidden) for cell in frame["closes"]]
    frame = with_reasons(with_places(frame, data), data).assign(told=told, few=int(bool(hidden)))

    def with_told(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows.assign(closes=rows["closes"].where(rows["few"].notna(), rows["told"]))
        return rows[rows["closes"] != ""]

    unnamed = ("closes", "told", "adds", "place_name", *BECAUSE)
    disclosure = Disclosure(counts=("few", "unnamed"), hides={"few": ("adds",), "unnamed": unnamed})
    return Tabulation(frame, disclosure, arrange=with_told)


def with_places(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add to rows with a candidate what it is called, where it comes from, and the name of its county."""
    about = data.of(Candidates).drop_duplicates("candidate").set_index("candidate")[["origin", "county"]]
    places = data.all(Counties).set_index("county")["name"].rename("place_name")
    return with_called(frame.join(about, on="candidate").join(places, on="county"), data)


@once
def coverage_tabulation(data: Store) -> Tabulation:
    """Tabulate how many gaps of a cluster a pool of each size closes at best."""
    pools, curves = pools_of(data)
    rows = join_ids([*pools["made_from"], *stages_to_close(data)["made_from"]])
    return Tabulation(curves.assign(made_from=rows), Disclosure(counts=("few",)), arrange=of_release)
