"""How far a confirmed gap can be trusted: measured on fictitious studies whose gaps are known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ...results import Finding, Given, Listing, Message, Released, Share, Tabulation, _
from ...store import Store
from ...survey.tables import Organisations
from ..kinds import KINDS
from ..lookups import number_asked

#: Made by ``python -m benchmarks.gaps``.
FILE = Path(__file__).with_name("reliability.csv")
#: Part of the statements of managements that are taken to be wrong; how many of a real one are is not known.
_ERRING = 0.1


def load() -> pd.DataFrame:
    """Read how many planted gaps were called confirmed, and how many of those rightly.

    Returns
    -------
    DataFrame
        response (part of the members who answer), erring (part of the managements' statements that are wrong), kind,
        planted, found (confirmed) and right (confirmed and planted).
    """
    return pd.read_csv(FILE)


def reliability_finding(data: Store) -> Finding:
    """Say how many confirmed gaps were there, and how many were missed, in fictitious studies that as many answered."""
    members = data.of(Organisations).rename(columns={"row_id": "made_from"})
    rate = number_asked(data) / max(len(members), 1)

    def text(_released: Released) -> Message:
        measured = load()
        near = measured["response"].iloc[(measured["response"] - rate).abs().argmin()]
        own = measured[(measured["response"] == near) & (measured["erring"] == _ERRING)]
        whole = own[["planted", "found", "right"]].sum()
        kinds = tuple(
            _("{kind} {share}", kind=KINDS[row.kind].label, share=Given(Share(row.right / row.planted)))
            for row in own.itertuples()
            if row.kind in KINDS and row.planted
        )
        return _(
            "How far can “confirmed” be trusted? In fictitious studies in which {response} of the members answer and "
            "one statement of the management in ten is wrong, {precision} of the confirmed gaps were there, and "
            "{recall} of all gaps were confirmed (by kind: {kinds}); the others stayed uncertain or were not seen.",
            response=Given(Share(float(near))),
            precision=Given(Share(whole["right"] / max(whole["found"], 1))),
            recall=Given(Share(whole["right"] / whole["planted"])),
            kinds=Listing(kinds),
        )

    return Finding("reliability", Tabulation(members[["made_from"]]), text)
