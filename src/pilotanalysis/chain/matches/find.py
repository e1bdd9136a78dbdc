"""Every need beside the offers that could meet it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...reference import Glossary
from ...survey.tables import Links, Needs, Offers
from ...tables import conform, empty, join_ids
from ..respondents import both_ways
from ..tables import Matches
from .likeness import Likeness

#: Words so alike count as a match where one side is not coded: of the demonstration's phrases that are so alike,
#: nine in ten mean the same stage (``python -m benchmarks matching``).
ALIKE = 0.74
#: Strength of a match by code whose words say different things, or nothing; the same words make it 1.
SAME_STAGE = 0.5
#: Strength of a match by text alone is its similarity times this: nobody said that it is the same stage.
BY_TEXT = 0.6


def find_matches(
    needs: DataFrame[Needs], offers: DataFrame[Offers], links: DataFrame[Links], glossary: DataFrame[Glossary]
) -> DataFrame[Matches]:
    """Set every need beside the offers of other organisations that could meet it.

    By code where both are of the same stage; by text where one of them is not coded and their words are alike
    (:data:`ALIKE`). How alike words are is told by their letters, by the terms of the glossary that they stand near,
    in whatever languages, and, where one of them is not coded, by the stages that they probably mean; see
    :class:`Likeness`.

    Strength is :data:`SAME_STAGE` for a match by code, rising to 1 with the similarity of the words, and
    :data:`BY_TEXT` times the similarity for a match by text.

    Parameters
    ----------
    needs, offers, links
        Of all clusters.
    glossary : Glossary

    Returns
    -------
    Matches
        By need, the strongest first.
    """
    likeness = Likeness.of([*needs["text"].dropna(), *offers["text"].dropna()], glossary)
    pairs = pd.concat([_by_code(needs, offers), _by_text(needs, offers, likeness)], ignore_index=True)
    if not len(pairs):
        return empty(Matches)
    need, offer = (
        table.iloc[pairs[side].to_numpy()].reset_index(drop=True)
        for table, side in ((needs, "need"), (offers, "offer"))
    )
    frame = pd.DataFrame(
        {
            "cluster": need["cluster"],
            "organisation": need["organisation"],
            "need": need["row_id"],
            "need_number": need["number"],
            "stage": need["stage"].fillna(offer["stage"]),
            "offer_cluster": offer["cluster"],
            "offer_organisation": offer["organisation"],
            "offer": offer["row_id"],
            "offer_number": offer["number"],
            "basis": pairs["basis"],
            "similarity": likeness.similarity(need["text"], offer["text"], pairs["basis"] == "text"),
        }
    )
    frame = frame[frame["organisation"] != frame["offer_organisation"]].reset_index(drop=True)
    similar = frame["similarity"].fillna(0.0)
    by_code = frame["basis"] == "code"
    frame["strength"] = (SAME_STAGE + (1 - SAME_STAGE) * similar).where(by_code, BY_TEXT * similar)
    frame["within"] = frame["cluster"] == frame["offer_cluster"]
    frame = _tied(frame, links)
    # Somebody who is a member of two clusters offers the same twice; the offer in the own cluster goes first.
    order = frame.sort_values(
        ["cluster", "need", "need_number", "strength", "within", "offer", "offer_number"],
        ascending=[True, True, True, False, False, True, True],
        kind="stable",
    )
    return conform(order, Matches)


def _by_code(needs: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    left = pd.DataFrame({"stage": needs["stage"].to_numpy(), "need": np.arange(len(needs))}).dropna()
    right = pd.DataFrame({"stage": offers["stage"].to_numpy(), "offer": np.arange(len(offers))}).dropna()
    return left.merge(right, on="stage")[["need", "offer"]].assign(basis="code")


def _by_text(needs: pd.DataFrame, offers: pd.DataFrame, likeness: Likeness) -> pd.DataFrame:
    """Pairs of which one at least is not coded, with words alike enough."""
    left, right = (
        pd.DataFrame(
            {
                place: likeness.places(table["text"]),
                f"coded_{side}": table["stage"].notna().to_numpy(),
                side: np.arange(len(table)),
            }
        )
        for table, side, place in ((needs, "need", "one"), (offers, "offer", "other"))
    )
    # Needs that are not coded meet all offers, coded needs those that are not.
    found = [
        chosen.merge(likeness.pairs(chosen["one"].to_numpy(), among["other"].to_numpy(), ALIKE), on="one").merge(
            among, on="other"
        )
        for chosen, among in (
            (left[~left["coded_need"]], right),
            (left[left["coded_need"]], right[~right["coded_offer"]]),
        )
    ]
    return pd.concat(found, ignore_index=True)[["need", "offer"]].assign(basis="text")


def _tied(frame: pd.DataFrame, links: DataFrame[Links]) -> pd.DataFrame:
    """Say whether either names the other, with the rows that say so."""
    rows = both_ways(links).groupby(["organisation", "partner"])["row_id"].agg(join_ids).rename("link_rows")
    frame = frame.join(rows, on=["organisation", "offer_organisation"])
    frame["tied"] = frame["link_rows"].notna()
    frame["made_from"] = [
        join_ids([need, offer, *([said] if isinstance(said, str) else [])])
        for need, offer, said in frame[["need", "offer", "link_rows"]].itertuples(index=False)
    ]
    return frame
