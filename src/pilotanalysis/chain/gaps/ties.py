"""Who lacks a stage and has no tie to a member that works on it, and what ties nobody could name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...statistics import seldom_reached, untied_by_chance
from ..arrays import Floats, TieArrays
from .evidence import GapEvidence


def tie_arrays(own: GapEvidence, asked: list[str], observed: list[str], works: Floats) -> TieArrays:
    """Put the ties of those who lack a stage of one cluster into arrays.

    Parameters
    ----------
    own : GapEvidence
        Of the cluster.
    asked : list of str
        Members who were asked what they need, rows of the arrays of answers.
    observed : list of str
        Members whose stages are known.
    works : array, observed by stages
    """
    stages, members = list(own.catalogue["stage"]), list(own.organisations["organisation"])
    there = np.zeros((len(members), len(stages)), dtype=bool)
    there[pd.Index(members).get_indexer(pd.Index(observed))] = works > 0
    named = _named(own.ties, members)
    tied = named | named.T
    of_links = pd.Index(members).isin(own.whom.loc[own.whom["links"], "organisation"])

    lacks = own.demand[(own.demand["family"] == "supply") & own.demand["lacks"]]
    who = pd.Index(members).get_indexer(pd.Index(lacks["organisation"]))
    stage = pd.Index(stages).get_indexer(pd.Index(lacks["stage"]))
    known = of_links[who]
    who, stage = who[known], stage[known]

    makers, placed = there[:, stage].T, pd.Index(members).isin(observed)
    makers[np.arange(len(who)), who] = False
    # Of the members whose stages are not known some may work there too, as many as of the others.
    share = (there.sum(axis=0) + 0.5) / (placed.sum() + 1)
    unplaced = (~placed).sum() * share[stage]
    says, told = (named[who] & makers).any(axis=1), named.T[who] & makers
    makers_asked = (makers & of_links).sum(axis=1).astype(np.float64)
    makers_not_asked = (makers & ~of_links).sum(axis=1) + unplaced
    could = ~says & (makers_asked > 0)
    named_back = float((told & of_links).any(axis=1)[could].sum())
    exposed = float((makers_asked / np.maximum(makers_asked + makers_not_asked, 1.0))[could].sum())
    return TieArrays(
        member=pd.Index(asked).get_indexer(pd.Index(members)[who]),
        stage=stage,
        tied=says | told.any(axis=1),
        asked=makers_asked,
        not_asked=makers_not_asked,
        unplaced=1 - (1 - share[stage]) ** (named[who] & ~placed).sum(axis=1),
        told=(named_back, max(exposed, named_back)),
        chance=_by_chance(tied, there, who, stage),
    )


def _named(ties: pd.DataFrame, members: list[str]) -> np.ndarray:
    """Whether each member of the cluster (row) names each other (column)."""
    names = ties[~ties["back"]]
    one, other = (pd.Index(members).get_indexer(pd.Index(names[side])) for side in ("organisation", "partner"))
    inside = (one >= 0) & (other >= 0) & (one != other)
    named = np.zeros((len(members), len(members)), dtype=bool)
    named[one[inside], other[inside]] = True
    return named


def _by_chance(tied: np.ndarray, there: np.ndarray, who: np.ndarray, stage: np.ndarray) -> Floats:
    """Share without a tie, by stage, that networks with the same degrees seldom reach."""
    degrees = tied.sum(axis=1)
    of_makers = degrees @ there
    others = of_makers[stage] - np.where(there[who, stage], degrees[who], 0)
    chances = untied_by_chance(degrees[who], others, int(degrees.sum()))
    least = np.full(there.shape[1], np.nan)
    for place in np.unique(stage):
        own = chances[stage == place]
        least[place] = seldom_reached(own) / len(own)
    return least
