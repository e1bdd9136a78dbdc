"""Candidates of a cluster with all that is told of them, and what of it would tell of members who did not agree."""

from __future__ import annotations

import pandas as pd

from ...chain.advice import ASK, LEAVE
from ...reference import Counties
from ...results import Disclosure, Tabulation
from ...store import Store, once
from ...tables import join_ids
from ..pool import OWN
from ..tables import CRITERIA, ORIGINS, Candidates
from .naming import with_called
from .stages import stages_to_close

#: What rests on answers, or gives them back with what else is told.
_ANSWERED = (
    "tied", "capacity", "certificates", "willingness", "score", "score_least", "score_most", "known", "top3",
)  # fmt: skip
#: What managers decided stays inside.
_DECIDED = ("decision", "decision_why", "decision_who", "decision_when")
#: What an unknown criterion says in a table.
UNKNOWN_CODE = "unknown"


@once
def candidates_tabulation(data: Store) -> Tabulation:
    """Tabulate who could close each gap of a cluster, the worst gap first, by rank; those rejected at last.

    In the public release members who did not agree to be named are left out, wherever they stand: that they could
    close a gap would tell what they offer. Places are then those among the others. What those who agreed answered of
    their capacity, certificates and wishes stays inside.
    """
    stages = stages_to_close(data).drop(columns="made_from")
    found = pd.DataFrame(data.of(Candidates)).merge(stages, on="stage")
    found = with_called(found, data).join(
        data.all(Counties).set_index("county")["name"].rename("place_name"), on="county"
    )
    found = found.sort_values(["place", "rank"], kind="stable", na_position="last").reset_index(drop=True)
    unknown = found[list(CRITERIA)].isna()
    frame = found.assign(
        known=1 - unknown.mean(axis=1),
        surveyed=(found["home"].isin(data.study.analysed) & (found["named"] != "no")).astype("int64"),
        few=int((found["unnamed"] == 1).any()),
        origin_short=found["origin"],
        basis_short=found["basis"],
        decided=found["decision"].notna().astype("int64"),
        **{name: found[name].astype(object).mask(unknown[name], UNKNOWN_CODE) for name in CRITERIA},
    )
    disclosure = Disclosure(
        counts=("unnamed", "surveyed", "few", "decided", "tells"),
        hides={"surveyed": _ANSWERED, "few": ("top3",), "decided": _DECIDED},
    )
    return Tabulation(frame, disclosure, arrange=told)


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the candidates that are told, with their ranks among these."""
    return _ranked_anew(frame[frame["unnamed"].notna() & frame["tells"].notna()])


def _ranked_anew(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(rank=frame.groupby("stage")["rank"].rank(method="first").astype("Int64"))


def ranked(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    """Take the first candidates of each gap, without those rejected."""
    return frame[frame["rank"].le(first).fillna(False).astype(bool)]


def worst(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    """Take the candidates of the worst gaps that are acted on: none to be asked about first, none that is rejected.

    Own members of whom no more is known than that their main activity would fit close nothing yet.
    """
    acted = frame[~frame["advice"].isin([ASK, LEAVE])]
    acted = acted[acted["stage"].isin(acted["stage"].drop_duplicates().head(first))]
    return _ranked_anew(acted[~((acted["origin"] == OWN) & (acted["basis"] == "activity"))])


@once
def gaps_by_origin(data: Store) -> Tabulation:
    """Tabulate the gaps of a cluster, the worst first, with how many candidates each has by where they come from.

    Shown are those that a supplier could close; where nothing is missing but ties, members close the gap themselves.
    Those rejected count for none, and neither do those who work with all who lack it already. ``outside`` and
    ``enough`` say whether anybody, and as many as the study asks for, were found outside the cluster. ``doing`` counts
    the own members of whom more is known than that their main activity would fit. What is suppressed are counts of
    members who did not agree to be named: the others stand in tables, one by one.
    """
    stages, fewest = stages_to_close(data), data.settings.partners.candidates
    found = pd.DataFrame(data.of(Candidates))
    found = with_called(found[found["rank"].notna() & ~found["tied"]], data)
    stage = found["stage"].astype(object)
    sizes = pd.crosstab(stage, found["origin"])
    unnamed = pd.crosstab(stage, found["origin"], found["unnamed"], aggfunc="sum")
    frame = stages.assign(
        **{
            name: [int(table[origin].get(one, 0)) if origin in table else 0 for one in stages["stage"]]
            for origin in ORIGINS
            for name, table in ((origin, sizes), (f"unnamed_{origin}", unnamed.fillna(0)))
        }
    )
    made = found.groupby(stage)["made_from"].agg(join_ids).to_dict()
    doing = found[found["origin"].eq(OWN) & found["basis"].ne("activity")].groupby(stage)["unnamed"]
    frame["doing"] = frame["stage"].map(doing.size()).fillna(0).astype("int64")
    frame["unnamed_doing"] = frame["stage"].map(doing.sum()).fillna(0).astype("int64")
    frame["total"] = frame[list(ORIGINS)].sum(axis=1)
    frame["anybody"] = frame["total"] > 0
    # Own members are no partners: what they could close is a link inside the cluster.
    others = frame[[origin for origin in ORIGINS if origin != OWN]].sum(axis=1)
    frame["outside"], frame["enough"] = others > 0, others >= fewest
    frame["made_from"] = [
        join_ids([own, made.get(one, "")]) for one, own in zip(frame["stage"], frame["made_from"], strict=True)
    ]
    own = tuple(f"unnamed_{origin}" for origin in ORIGINS)
    disclosure = Disclosure(
        counts=(*own, "unnamed_doing", "tells"),
        hides={
            **{f"unnamed_{origin}": (origin, "total", "enough") for origin in ORIGINS},
            "unnamed_doing": ("doing",),
        },
    )
    return Tabulation(frame, disclosure, arrange=lambda rows: rows[rows["tells"].notna() & ~rows["ties_only"]])
