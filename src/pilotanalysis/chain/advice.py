"""What is advised of a gap: one rule from its verdict, how sure the study is of it, and what the management answers.

In this order:

1. A gap that the management *rejects* is not acted on. It keeps its rank, with the answer beside it.
2. An *uncertain* one is asked about first, unless the management *accepts* it.
3. Else its verdict is the advice.

What is done first about a gap that the management *explains* is to take up the explanation with it.
"""

from __future__ import annotations

import pandas as pd

from .kinds import KINDS, OF_FEW

#: In place of a verdict: the management calls it no gap; it has to be asked first whether it is one.
LEAVE, ASK = "leave", "ask"
#: Verdicts that somebody from outside the cluster can follow by joining it.
TO_SUPPLY = ("recruit", "grow", "connect", "attract")
#: First step of a gap on a stage of which it is not sure whether a member works on it.
ASK_PRESENCE = "ask_presence"
#: First step of a gap that the management explains.
TAKE_UP = "take_up"
#: By kind of gap, the first step that asks what would settle it.
QUESTIONS = {kind: f"question_{kind}" for kind in KINDS}


def advise(gaps: pd.DataFrame) -> pd.Series:
    """Say what is advised of each gap: its verdict, :data:`ASK` or :data:`LEAVE`; missing where it has no verdict.

    Parameters
    ----------
    gaps : DataFrame
        verdict, status, management.
    """
    rejected, accepted = (gaps["management"].eq(answer).fillna(False) for answer in ("rejected", "accepted"))
    asking = gaps["status"].eq("open") & ~accepted
    advice = gaps["verdict"].mask(asking, ASK).mask(rejected, LEAVE)
    return advice.where(gaps["verdict"].notna())


def first_steps(gaps: pd.DataFrame, acting: pd.Series) -> pd.Series:
    """Say what to do first about each gap; nothing about one that is not acted on.

    Parameters
    ----------
    gaps : DataFrame
        kind, advice, presence, contradicted, management.
    acting : Series
        First step of each gap, were it acted on at once.
    """
    unsure = (gaps["presence"] == "not_observed") | gaps["contradicted"]
    steps = acting.mask(gaps["advice"] == ASK, gaps["kind"].map(QUESTIONS))
    # Who works there need not be asked of a management that has accepted the gap, nor where somebody is known to.
    known = gaps["management"].eq("accepted").fillna(False) | gaps["kind"].isin(OF_FEW)
    steps = steps.mask(unsure & ~known, ASK_PRESENCE)
    steps = steps.mask(gaps["management"].eq("explained").fillna(False), TAKE_UP)
    return steps.where(gaps["advice"].notna() & (gaps["advice"] != LEAVE), None)


def advice_of_stage(advice: pd.Series) -> str:
    """Give the advice of a stage from that of its gaps by rank: the first that a newcomer can follow, or the first."""
    supplied = advice[advice.isin(TO_SUPPLY)]
    return str((supplied if len(supplied) else advice).iloc[0])
