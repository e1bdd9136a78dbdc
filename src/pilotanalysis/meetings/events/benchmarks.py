"""Published rates of events like these, with their source and what differs from how the pack counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...results import Message, _


@dataclass(frozen=True)
class Benchmark:
    """A published rate: so many of so many.

    Attributes
    ----------
    part, whole : float
        What was counted; a mean has a whole of 1.
    source : Message
    differs : Message
        What to keep in mind when it stands beside a rate of the study.
    alike : bool
        Whether it counts nearly the same, so that a figure may set both side by side.
    """

    part: float
    whole: float
    source: Message
    differs: Message
    alike: bool = True

    @property
    def rate(self) -> float:
        """The part over the whole."""
        return self.part / self.whole


_PLATFORM = _("European Cluster Collaboration Platform, ten events 2016 and 2017 (2,210 meetings)")
_REBECA = _("REBECA on b2match, 2022 (73 meetings accepted, 55 held)")
#: By rate, as the study counts it.
BENCHMARKS: Mapping[str, Benchmark] = {
    "held": Benchmark(
        55, 73, _REBECA, _("There of meetings accepted; here of meetings on the agenda.")
    ),
    "minutes": Benchmark(
        17.31, 1, _REBECA,
        _("How it was measured there is not said; here as noted at the event, within the slot."),
    ),
    "each": Benchmark(
        2 * 158, 85,
        _("Iași, 21 to 23 November 2023 (158 meetings, 85 participants in matchmaking)"),
        _("There over three days, and each meeting is counted for two, as here."),
    ),
    "cooperation": Benchmark(
        202, 2210, _PLATFORM,
        _("There cooperation cases of cluster organisations, not defined further; here meetings of members that led to "
          "an offer or more."),
        alike=False,
    ),
    "agreement": Benchmark(
        27, 2210, _PLATFORM,
        _("There formal agreements; a sister page counts 416 initiated or established. Here contracts, joint projects, "
          "letters of intent, memoranda and new members."),
        alike=False,
    ),
}  # fmt: skip
