"""How many planted gaps a judge finds, and how much of what it finds is there."""

from __future__ import annotations

import pandas as pd

_KEYS = ["cluster", "stage", "kind"]
ALL = "all"


def score(truth: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Hold what was judged against the truth, by kind of gap and for all.

    Parameters
    ----------
    truth : pandas.DataFrame
        As of :class:`~benchmarks.truth.planted.Planted`.
    gaps : pandas.DataFrame
        cluster, stage, kind, status (found, open, not_found). What is true or not of a stage and was not judged
        counts as not found; kinds of gap that are not planted are passed over.

    Returns
    -------
    DataFrame
        Indexed by kind:

        - judged, planted (true), found, open, right (found and true): how many;
        - recall: found, of what is true and not open, so of what can be known;
        - recall_open_missed: found, of all that is true;
        - open_share: open, of what is true;
        - precision: true, of what is found;
        - hidden: how many of which non-respondents hold evidence that turns the verdict;
        - hidden_wrong: of those, found though false or not found though true.
    """
    judged = gaps.loc[gaps["kind"].isin(truth["kind"]), [*_KEYS, "status"]]
    both = truth.merge(judged, on=_KEYS, how="outer", validate="one_to_one")
    status = both["status"].fillna("not_found")
    true, hidden = (both[name].eq(True) for name in ("true", "hidden"))
    found, unsure = status == "found", status == "open"
    cells = pd.DataFrame(
        {
            "judged": both["status"].notna(),
            "planted": true,
            "found": found,
            "open": unsure,
            "hit": found & true,
            "knowable": true & ~unsure,
            "true_open": true & unsure,
            "hidden": hidden,
            "hidden_wrong": hidden & ~unsure & (found != true),
        }
    )
    counts = cells.groupby(both["kind"]).sum()
    counts.loc[ALL] = counts.sum()
    shares = {
        "recall": counts["hit"] / counts["knowable"],
        "recall_open_missed": counts["hit"] / counts["planted"],
        "open_share": counts["true_open"] / counts["planted"],
        "precision": counts["hit"] / counts["found"],
    }
    whole = counts[["judged", "planted", "found", "open"]].assign(right=counts["hit"])
    return whole.assign(**shares, hidden=counts["hidden"], hidden_wrong=counts["hidden_wrong"])


def at_face(truth: pd.DataFrame) -> pd.DataFrame:
    """Judge as if those who answered were all: what a judge who knows of no silence would find."""
    found = truth["true"] != truth["hidden"]
    return truth[_KEYS].assign(status=found.map({True: "found", False: "not_found"}))
