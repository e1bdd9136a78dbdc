"""What clusters have for one another, with what of it would tell single members."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Tabulation
from ...store import Store
from ..cluster_tables import ClusterPairs, Complementarity, Complements

_BETWEEN = ["cluster", "other"]
#: Counts of those who lack or offer a stage, from which the counts over all stages could be worked out.
_LEAST = ("lacking_least", "offering_least", "lacking_too_least")
_COUNTED = ("lacking", "lacking_too", "unserved", "offering", "unnamed", "wishing", "unwishing", *_LEAST)


def complements_tabulation(data: Store) -> Tabulation:
    """Tabulate the stages that one cluster lacks and another has, those that most respondents lack first."""
    frame = pd.DataFrame(data.all(Complements))
    order = {cluster: place for place, cluster in enumerate(_clusters(data))}
    frame = frame.assign(
        at_home=frame["at_home"].map({True: "yes", False: "no"}),
        # How many pairs have a tie would follow from how many have none.
        tied=frame["lacking"] * frame["offering"] - frame["pairs"],
    ).sort_values([*_BETWEEN, "stage"], key=lambda column: column.map(order) if column.name in _BETWEEN else column)

    def most_first(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.sort_values("lacking", ascending=False, kind="stable", na_position="last")

    counts = ("lacking", "offering", "tied", "unnamed")
    hides = {**dict.fromkeys(counts, ("pairs",)), "unnamed": ("offering", "pairs")}
    disclosure = Disclosure(counts, hides=hides)
    return Tabulation(frame.reset_index(drop=True), disclosure, arrange=most_first)


def complementarity_tabulation(data: Store) -> Tabulation:
    """Tabulate what each analysed cluster lacks and each other cluster has, in the order of the study."""
    frame = _with_least(pd.DataFrame(data.all(Complementarity)), data)
    frame = frame.assign(
        served=frame["lacking"] / frame["lacking_all"],
        unserved=frame["lacking_all"] - frame["lacking"],
        unwishing=frame["wishing_all"] - frame["wishing"],
    )
    hides = {
        "lacking": ("pairs", "served"),
        "lacking_least": ("lacking", "pairs", "served"),
        "lacking_too_least": ("lacking_too",),
        "offering": ("pairs",),
        "offering_least": ("offering", "pairs"),
        # Those who agreed stand in other tables by name: the others could be counted.
        "unnamed": ("offering", "pairs"),
    }
    parts = {"lacking_all": ("lacking", "unserved"), "wishing_all": ("wishing", "unwishing")}
    return Tabulation(frame, Disclosure(_COUNTED, parts=parts, hides=hides))


def pairs_tabulation(data: Store) -> Tabulation:
    """Tabulate how good an event of each two clusters would be, the best first, each occasion for itself.

    In the public release a score is not told from which a small count could be worked out.
    """
    sides = complementarity_tabulation(data).frame.set_index(_BETWEEN)
    frame = pd.DataFrame(data.all(ClusterPairs))
    columns = ["lacking", "unserved", "wishing", "unwishing", "lacking_least"]
    for side, ends in (("there", ("first", "second")), ("back", ("second", "first"))):
        keys = pd.MultiIndex.from_frame(frame[list(ends)])
        # Of a follow-up cluster, whose members were not asked, nothing is known.
        own = sides.reindex(keys)[columns].astype("Int64").set_axis(frame.index)
        frame = frame.join(own.add_suffix(f"_{side}"))
    judged = ("served", "mutual", "score", "rank", "first_share", "leads")
    frame["leads"] = frame["leads"].map({True: "yes", False: "no"})
    hides = {
        f"{column}_{side}": ("wished", *judged[2:]) if "wishing" in column else judged
        for column in columns
        for side in ("there", "back")
    }

    def best_first(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.sort_values(["occasion", "rank"], kind="stable", na_position="last")

    return Tabulation(frame, Disclosure(tuple(hides), hides=hides), arrange=best_first)


def _with_least(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add the least counts of any stage between two clusters; 0 where there is none."""
    stages = pd.DataFrame(data.all(Complements))
    there, too = (stages[stages["at_home"] == at_home].groupby(_BETWEEN) for at_home in (False, True))
    least = there.agg(lacking_least=("lacking", "min"), offering_least=("offering", "min"))
    frame = frame.join(least, on=_BETWEEN).join(too.agg(lacking_too_least=("lacking", "min")), on=_BETWEEN)
    return frame.fillna(dict.fromkeys(_LEAST, 0)).astype(dict.fromkeys(_LEAST, "int64"))


def _clusters(data: Store) -> list[str]:
    return [cluster.id for cluster in data.settings.clusters]
