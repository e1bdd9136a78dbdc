"""What the register of firms has for each gap, and what became of those who could be no partners."""

from __future__ import annotations

import pandas as pd

from ..chain.lookups import number_asked, stage_words
from ..results import Column, Disclosure, Finding, Message, Number, Released, Table, Tabulation, Words, _
from ..store import Store
from ..tables import join_ids
from .labels import REGISTER, n_firms
from .shortlist.stages import stages_to_close
from .tables import Screening


def _screened(data: Store) -> Tabulation:
    """Tabulate the screening of the cluster's gaps, the worst first; members of clusters are told from three on."""
    stages = stages_to_close(data)[["stage", "place", "tells", "made_from"]]
    frame = pd.DataFrame(data.of(Screening)).merge(stages, on="stage", suffixes=("", "_of_stage"))
    frame = frame.sort_values("place", ignore_index=True)
    made = [join_ids(cells) for cells in zip(frame["made_from"], frame["made_from_of_stage"], strict=True)]
    # With all others known, those found would be those members.
    disclosure = Disclosure(counts=("members", "tells"), hides={"members": ("firms",)})
    frame = frame.drop(columns="made_from_of_stage").assign(made_from=made)
    return Tabulation(frame, disclosure, arrange=lambda rows: rows[rows["tells"].notna()])


def screening_finding(data: Store) -> Finding:
    """Say what the register has for the gaps, or that none was given."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _(
                "No register of firms was given, or it has no activity of a gap: firms that are members of no cluster "
                "cannot be named. `pilotanalysis register` brings one in."
            )
        told = {
            column: Number(
                f"register_{column}",
                words,
                int(frame[column].sum()),
                "number",
                released.rows_of(),
                n,
                REGISTER,
                of=released.rows_of(),
                public=True,
            )
            for column, words in (
                ("struck_off", _("firms of the register that are struck off or suspended, over all gaps")),
                ("insolvent", _("firms of the register that are insolvent, over all gaps")),
                ("sole_traders", _("sole traders of the register, over all gaps")),
                ("region", _("firms of the register in the region that could be partners, over all gaps")),
                ("country", _("firms of the register elsewhere that could be partners, over all gaps")),
            )
        }
        return _(
            "Over all gaps the register has **{region}** in the region and **{country}** elsewhere that could be "
            "partners. Left out: **{struck_off}** struck off or suspended, **{insolvent}** insolvent, "
            "**{sole_traders}** sole traders, whose firm bears a person's name.",
            **{**told, "region": n_firms(told["region"])},
        )

    return Finding("screening", _screened(data), text)


def screening_table(data: Store) -> Table:
    """List for each gap what the register has, and what became of it."""
    cluster = data.name
    return Table(
        id="register_by_gap",
        data=_screened(data),
        columns=(
            Column("stage", _("Gap"), words=stage_words(data)),
            Column("firms", _("Firms with an activity of the stage")),
            Column("members", _("Members of a cluster")),
            Column("struck_off", _("Struck off or suspended")),
            Column("insolvent", _("Insolvent")),
            Column("sole_traders", _("Sole traders")),
            Column("other_revision", _("Activity in another revision")),
            Column("region", _("Could be partners: in the region")),
            Column("country", _("Could be partners: elsewhere")),
            Column("kept", _("Kept as candidates")),
        ),
        words=lambda released: Words(
            _("{cluster}: what the register of firms has for each gap", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no register of firms has anything for a gap", cluster=cluster),
            note=_(
                "A firm counts by its main activity. Each column but the last leaves out those of the columns before. "
                "The largest are kept, those of the region first."
            ),
        ),
        source=REGISTER,
        n=number_asked(data),
        name=_("What the register of firms has for each gap"),
    )
