"""The kinds of gap that a stage can have: one entry each.

An entry is all that tells a kind from the others. A new kind is an entry here, its line in
:class:`..study.GapThresholds`, and its words in the catalogues of translations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..results import Message, _
from ..settings import GapThresholds
from .arrays import AnswerArrays, Bools, Floats, Measure, count_of, largest_share, median_of, share_of, untied_of

Family = Literal["supply", "untied", "market"]
#: Whom a kind of gap concerns, see :class:`.gaps.demand.Demand`.
FAMILIES: tuple[Family, ...] = ("supply", "untied", "market")


@dataclass(frozen=True)
class Line:
    """What is compared with a threshold of the study.

    Attributes
    ----------
    threshold : str
        Name of the threshold in :class:`..study.GapThresholds`.
    words : Message
        What the threshold is a limit of.
    is_share : bool
        Whether it is a share, 0 to 1.
    tried : tuple of float
        Lowest, highest and step of the thresholds that are tried beside that of the study.
    holds : callable
        Whether values make a gap, at a threshold.
    measure : callable
        The values, from the answers of a cluster.
    said : bool
        Whether they rest on what those asked say: then too few answers leave the gap open. Else they count members
        whose stages are known.
    of_members : bool
        Whether a value is a share of members, so that it tells their number where it is known of how many.
    """

    threshold: str
    words: Message
    is_share: bool
    tried: tuple[float, float, float]
    holds: Callable[[Floats, float | Floats], Bools]
    measure: Callable[[AnswerArrays], Measure]
    said: bool = True
    of_members: bool = False

    def at(self, thresholds: GapThresholds) -> float:
        """Give the threshold of the study."""
        return float(getattr(thresholds, self.threshold))


@dataclass(frozen=True)
class Kind:
    """A kind of gap.

    Attributes
    ----------
    label : Message
        Its words.
    symbol, colour : str
        Of its badge.
    family : {"supply", "untied", "market"}
        Whom it concerns: who lacks or buys what the stage supplies; who lacks it and has no tie to a member that does
        it; who works on it and sells.
    stages : {"all", "chain", "support", "outputs"}
        Stages that can have it: all; those of the chain, or support functions; or those that deliver to markets. On
        the last it is a gap as well that no member sells what they make.
    without_members : {"gap", "no_gap"}
        What follows if no member works on the stage: that it is a gap, or that it is none.
    question : Message
        What settles whether it is there, where the answers leave that open.
    remedy : {"inside", "market", "region"}
        Where the remedy is looked for: among the members (if any works on the stage, else in the region), on markets
        outside, or in the region.
    line : Line, optional
        What is compared with which threshold. A kind without line goes by presence alone.
    missing : bool
        Whether it means that the stage itself is missing or hangs on few.
    from_inputs : bool
        Whether it rests on what is bought.
    leaks : bool
        Whether it counts in its severity how much is bought elsewhere. Where nobody works on a stage everything is, so
        that it would tell nothing; and a bad or lonely supplier is bad wherever else one buys.
    discloses : tuple of str
        Counts of members that this gap tells: small ones are suppressed in the public release, and its kind with them.
    """

    label: Message
    symbol: str
    colour: str
    family: Family
    stages: Literal["all", "chain", "support", "outputs"]
    without_members: Literal["gap", "no_gap"]
    remedy: Literal["inside", "market", "region"]
    question: Message
    line: Line | None = None
    missing: bool = False
    from_inputs: bool = False
    leaks: bool = False
    discloses: tuple[str, ...] = ()


#: Kinds of gap by code, in the order in which a stage that has several is shown.
KINDS: dict[str, Kind] = {
    "absent": Kind(
        _("no member there"), "✕", "#a3123a", "supply", "chain", "gap", "region",
        _("Does any member work on this stage? Which one?"),
        missing=True, from_inputs=True,
    ),
    "support": Kind(
        _("unmet support need"), "+", "#6a3d9a", "supply", "support", "gap", "inside",
        _("How many of the members that did not answer lack this function?"),
        Line(
            "support_share", _("of those asked lack it, at least"), True, (0.05, 0.5, 0.05),
            lambda value, line: value >= line,
            lambda answers: share_of(answers.demand["supply"].lacks, np.ones_like(answers.demand["supply"].lacks)),
            of_members=True,
        ),
        missing=True, from_inputs=True, discloses=("needed_by",),
    ),
    "thin": Kind(
        _("depends on one"), "1", "#8a5a00", "supply", "all", "no_gap", "region",
        _("Does a second member work on this stage?"),
        Line(
            "thin_members", _("members on the stage, at most"), False, (1, 5, 1),
            lambda value, line: (value >= 1) & (value <= line),
            lambda answers: count_of(answers.works),
            said=False,
        ),
        missing=True, discloses=("members",),
    ),
    "leakage": Kind(
        _("bought elsewhere"), "↗", "#0b6fa4", "supply", "all", "no_gap", "inside",
        _("From whom do the members that did not answer buy it?"),
        Line(
            "leakage_share", _("bought from members, less than"), True, (0.05, 0.6, 0.05),
            lambda value, line: value < line,
            lambda answers: share_of(answers.inside, answers.spend),
        ),
        from_inputs=True, leaks=True,
    ),
    "quality": Kind(
        _("poor quality"), "▼", "#b34700", "supply", "all", "no_gap", "inside",
        _("How satisfied are members with what they buy of it from members?"),
        Line(
            "quality_median", _("median satisfaction, at most"), False, (1, 4, 0.5),
            lambda value, line: value <= line,
            lambda answers: median_of(answers.satisfaction),
        ),
        from_inputs=True,
    ),
    "market": Kind(
        _("market too narrow"), "■", "#3f6b1f", "market", "outputs", "no_gap", "market",
        _("Where do the firms on this stage that did not answer sell?"),
        Line(
            "market_share", _("sold in one place, more than"), True, (0.3, 0.9, 0.05),
            lambda value, line: value > line,
            lambda answers: largest_share(answers.sells, answers.sales),
        ),
    ),
    "relational": Kind(
        _("no ties"), "≠", "#4a5560", "untied", "all", "no_gap", "inside",
        _("Do the members that lack it know the members that do it?"),
        Line(
            "untied_share", _("without a tie, of those who lack it, at least"), True, (0.1, 1.0, 0.1),
            lambda value, line: value >= line,
            lambda answers: untied_of(answers.ties, len(answers.stages)),
            of_members=True,
        ),
        discloses=("needed_by",),
    ),
}  # fmt: skip


#: Kinds that mean that the stage itself is missing or hangs on few.
MISSING = tuple(code for code, kind in KINDS.items() if kind.missing)
#: Kinds that mean that too few work on the stage: those who do cannot close them.
OF_FEW = tuple(code for code, kind in KINDS.items() if kind.missing and kind.without_members == "no_gap")
#: Kinds that members close by dealing with each other: one more supplier would not.
OF_TIES = tuple(code for code, kind in KINDS.items() if kind.family == "untied")


def each(attribute: str) -> dict[str, Any]:
    """Give an attribute of every kind, by code of the kind."""
    return {code: getattr(kind, attribute) for code, kind in KINDS.items()}


def lines() -> dict[str, Line]:
    """Give the lines of the kinds that have one, by code of the kind."""
    return {code: kind.line for code, kind in KINDS.items() if kind.line}
