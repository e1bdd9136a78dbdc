"""What would mend each missing link, by stated rules; what to do first, and what the evidence leaves in doubt.

In this order:

1. *Mend the link inside*, where members do it and others buy elsewhere, are not satisfied, lack it all the same, or
   do not know them (kinds whose remedy is inside, where members are on the stage).
2. *Sell elsewhere*, where an output stage has no channel or sells in one place (remedy: market).
3. For what is absent or depends on one member (remedy: region; or inside, where nobody is):
   *recruit firms of the region*, where at least `recruit_persons` people work in its main activity there: they are
   firms that are no members; else *connect* to members of another cluster who offer it; else *grow it here*, where the
   region is closer to its main activity than to the share `near` of all activities; else *attract it*, where at least
   the share `attract_share` of the respondents need it; else *connect* to a partner outside.

These rules know statistics and members, not who could do it: the partners' chapter looks for candidates afterwards.
So what is to be done first always begins with them.

Whether a gap is acted on at all, :mod:`..advice` says.

The main activity counts only where the division that the statistics know is not far wider than the stage.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...settings import GapThresholds
from ...tables import SEPARATOR, conform, join_ids
from ..advice import ASK_PRESENCE, QUESTIONS, TAKE_UP, advise, first_steps
from ..kinds import each
from ..tables import Gaps, Matches, RegionalCapacity, Sourcing, Stages
from .answers import GapAnswers, with_answers
from .buyers import captive

_KEYS = ["cluster", "stage"]
#: Rules in order, with the verdict that each leads to.
RULE_VERDICTS = {
    "members_do_it": "mend",
    "no_channel": "sell",
    "one_market": "sell",
    "firms_in_region": "recruit",
    "offered_by_other_cluster": "connect",
    "region_close": "grow",
    "needed_by_many": "attract",
    "needed_by_few": "connect",
}
#: Rules that rest on the region's side.
_REGIONAL = ("firms_in_region", "region_close", "needed_by_many", "needed_by_few")
#: Part of a division's classes below which it is far wider than a stage.
WIDE = 0.1
#: Part of its people by which an activity of the region has shrunk over the years of the statistics.
SHRINKING = 0.2
#: Doubts, in the order in which they are told.
DOUBTS = (
    "open",
    "not_observed",
    "contradicted",
    "few_concerned",
    "volume_unknown",
    "not_measurable",
    "wide_division",
    "shared_division",
    "shrinking",
    "weights_decide",
    "outside_region",
)
#: What to do first about what members buy elsewhere, by the reason that most name.
REASON_STEPS = {
    "unknown_supplier": "introduce",
    "not_available": "introduce",
    "quality": "improve",
    "certification": "improve",
    "delivery": "improve",
    "volume": "enlarge",
    "price": "compare_prices",
    "group_policy": "talk_to_groups",
}
#: What to do first, by rule, where nothing goes before.
_RULE_STEPS = {
    "members_do_it": "introduce",
    "no_channel": "find_channel",
    "one_market": "find_customers",
    "firms_in_region": "invite_firms",
    "offered_by_other_cluster": "meet_cluster",
    "region_close": "find_investor",
    "needed_by_many": "promote",
    "needed_by_few": "name_suppliers",
}
FIRST_STEPS = (
    ASK_PRESENCE,
    TAKE_UP,
    *QUESTIONS.values(),
    "ask_buyers",
    "ask_clients",
    *dict.fromkeys([*REASON_STEPS.values(), *_RULE_STEPS.values()]),
)
#: What would settle which doubts.
SETTLES = {
    "presence_asked": ("not_observed", "contradicted"),
    "non_respondents_asked": ("open",),
    "need_asked": ("few_concerned",),
    "volume_asked": ("volume_unknown",),
    "register_searched": ("not_measurable", "wide_division", "shared_division", "outside_region"),
    "firms_asked": ("shrinking",),
    "weights_agreed": ("weights_decide",),
}


def conclude(
    gaps: pd.DataFrame,
    stages: DataFrame[Stages],
    capacity: DataFrame[RegionalCapacity],
    bought: DataFrame[Sourcing],
    matches: DataFrame[Matches],
    national: set[str],
    answers: DataFrame[GapAnswers],
    thresholds: GapThresholds,
) -> DataFrame[Gaps]:
    """Give each gap that the respondents show its verdict, the rule that led to it, what is advised, and its doubts.

    Parameters
    ----------
    gaps : DataFrame
        As :func:`.assessment.assess_gaps` gives them.
    stages, capacity, bought, matches
    national : set of str
        Clusters with members all over the country, of which the region's side tells a part only.
    answers : GapAnswers
        What the managements say of the gaps.
    thresholds : GapThresholds

    Returns
    -------
    Gaps
        By cluster, those among the respondents first, by rank.
    """
    frame = with_answers(gaps, answers).join(_region(capacity), on=_KEYS)
    elsewhere = matches[~matches["within"] & (matches["basis"] == "code")]
    offered = set(zip(elsewhere["cluster"], elsewhere["stage"], strict=True))
    frame["captive"] = captive(frame, thresholds.fewest_answers)
    frame["offered"] = [key in offered for key in zip(frame["cluster"], frame["stage"], strict=True)]
    contradicted = set(stages.loc[stages["contradictions"] != "", "stage"])
    frame["contradicted"] = frame["stage"].isin(contradicted)
    rule = _rules(frame, thresholds)
    chosen = frame["at_face"]
    frame["rule"] = rule.where(chosen, None)
    frame["verdict"] = rule.map(RULE_VERDICTS).where(chosen, None)
    doubts = _doubts(frame, rule, national, thresholds)
    frame["doubts"] = doubts.where(chosen, "")
    frame["advice"] = advise(frame)
    frame["first_step"] = first_steps(frame, _acting(frame, rule, bought))
    frame["settles"] = _settling(doubts, frame["management"]).where(chosen, "")
    regional = rule.isin(_REGIONAL) & chosen
    frame["made_from"] = [
        join_ids([made, rows]) if used and isinstance(rows, str) and rows else made
        for made, rows, used in zip(frame["made_from"], frame["region_rows"], regional, strict=True)
    ]
    order = frame.assign(place=frame["rank"].astype("float64"), apart=~chosen).sort_values(
        ["cluster", "apart", "place", "stage", "kind"], na_position="last", kind="stable"
    )
    return conform(order, Gaps)


def _region(capacity: DataFrame[RegionalCapacity]) -> pd.DataFrame:
    """What the region has of the main activity of each stage."""
    main = capacity[capacity["main"]].set_index(_KEYS)
    return pd.DataFrame(
        {
            "persons": main["persons_region"].astype("float64"),
            "nearness": main["nearness"],
            "measurable": main["measurable"],
            "wide": main["coverage"] < WIDE,
            "shared": main["shared_with"] != "",
            "change": main["change"],
            "region_rows": main["made_from"],
        }
    )


def _rules(frame: pd.DataFrame, thresholds: GapThresholds) -> pd.Series:
    remedy = frame["kind"].map(each("remedy"))
    inside = (remedy == "inside") & (frame["presence"] == "present")
    market = remedy == "market"
    fitting = ~frame["wide"].eq(True)
    # A share, as the threshold is: 0.07 * 100 is more than 7.
    many = frame["demand"] / frame["asked"].where(frame["asked"] > 0) >= thresholds.attract_share
    return pd.Series(
        np.select(
            [
                inside,
                market & frame["no_channel"],
                market,
                fitting & (frame["persons"] >= thresholds.recruit_persons),
                frame["offered"],
                fitting & (frame["nearness"] >= thresholds.near),
                many & (frame["demand"] > 0),
            ],
            list(RULE_VERDICTS)[:-1],
            "needed_by_few",
        ),
        index=frame.index,
    )


def _doubts(frame: pd.DataFrame, rule: pd.Series, national: set[str], thresholds: GapThresholds) -> pd.Series:
    by_region = ~rule.isin(["members_do_it", "no_channel", "one_market"])
    known = frame["measurable"].eq(True)
    untried = frame["holds"].isna() & (frame["basis"] == "answers")
    answers_could_change = (frame["holds"] < thresholds.sure) | untried
    said = {
        # Where a contradiction alone makes it uncertain, the contradiction is told.
        "open": (frame["status"] == "open") & (answers_could_change | ~frame["contradicted"]),
        "not_observed": frame["presence"] == "not_observed",
        "contradicted": frame["contradicted"],
        "few_concerned": frame["demand"] < thresholds.fewest_answers,
        # Who is to come, or to invest, wants to know how much would be bought.
        "volume_unknown": by_region & (frame["volume_said"] == 0),
        "not_measurable": by_region & ~known,
        "wide_division": by_region & known & frame["wide"].eq(True),
        "shared_division": by_region & known & frame["shared"].eq(True) & ~frame["wide"].eq(True),
        "shrinking": rule.isin(_REGIONAL) & (frame["change"] <= -SHRINKING),
        # In the first five under some weights and not under others: its place is a matter of judgement.
        "weights_decide": frame["top5"].between(0.1, 0.9),
        "outside_region": by_region & frame["cluster"].isin(list(national)),
    }
    flags = np.column_stack([said[doubt].to_numpy(dtype=bool) for doubt in DOUBTS])
    return pd.Series(
        [SEPARATOR.join(doubt for doubt, flag in zip(DOUBTS, row, strict=True) if flag) for row in flags],
        index=frame.index,
    )


def _acting(frame: pd.DataFrame, rule: pd.Series, bought: DataFrame[Sourcing]) -> pd.Series:
    """Say what to do first about a gap that is acted on: go by the reason that most name, or by the rule."""
    reasons = bought.set_index(_KEYS)["reasons"].str.split(":").str[0]
    named = frame[_KEYS].merge(reasons.rename("reason").reset_index(), on=_KEYS, how="left")["reason"]
    by_reason = pd.Series(named.map(REASON_STEPS).fillna("ask_buyers").to_numpy(), index=frame.index)
    improving = frame["kind"] == "quality"
    return pd.Series(
        np.select(
            [(frame["kind"] == "leakage") & frame["captive"], frame["kind"] == "leakage", improving],
            ["ask_clients", by_reason, "improve"],
            rule.map(_RULE_STEPS),
        ),
        index=frame.index,
    )


def _settling(doubts: pd.Series, management: pd.Series) -> pd.Series:
    """Name what would settle the doubts of each gap; a management that answered need not be asked."""
    asked = management.notna()
    return pd.Series(
        [
            SEPARATOR.join(
                step
                for step, settled in SETTLES.items()
                if set(told.split(SEPARATOR)) & set(settled) and not (done and step == "presence_asked")
            )
            for told, done in zip(doubts, asked, strict=True)
        ],
        index=doubts.index,
    )
