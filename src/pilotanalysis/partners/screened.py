"""What the register of firms has for each gap, and what became of those who could be no partners."""

from __future__ import annotations

import pandas as pd

from ..chain.labels import ASKED_NEEDS
from ..chain.lookups import number_asked, stage_words
from ..results import Column, Disclosure, Finding, Listing, Message, Number, Released, Table, Tabulation, Words, _
from ..store import Store
from ..tables import join_ids
from .labels import REGISTER, n_firms
from .shortlist.stages import stages_to_close
from .tables import Screening

#: By column of Screening: what may keep a firm from being a partner, as it is counted and as it is said.
_LEFT_OUT: dict[str, tuple[Message, Message]] = {
    "struck_off": (_("Struck off, dissolved or suspended"), _("struck off, dissolved or suspended")),
    "insolvent": (_("Insolvent"), _("insolvent")),
    "status_unknown": (_("Status not known"), _("status not known")),
    "sole_traders": (_("Sole traders"), _("sole traders, whose firm bears a person's name")),
    "other_revision": (
        _("Activity in another revision of the classification"),
        _("activity in another revision of the classification"),
    ),
}


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
    """Say what the register has for the gaps, or why it has nothing to say."""
    n, screened = number_asked(data), len(data.all(Screening))

    def number(released: Released, column: str, words: Message) -> Number:
        rows, value = released.rows_of(), int(released.frame[column].sum())
        return Number(f"register_{column}", words, value, "number", rows, n, REGISTER, of=rows, public=True)

    def text(released: Released) -> Message:
        if released.frame.empty and not screened:
            return _(
                "No register of firms was screened, so firms that are members of no cluster cannot be named. "
                "`pilotanalysis register` brings a register in."
            )
        if released.frame.empty:
            return _("No gap is shown for which the register of firms was screened.")
        region, country = (
            number(released, column, words)
            for column, words in (
                ("region", _("firms of the register in the region that could be partners, once for each gap")),
                ("country", _("firms of the register elsewhere that could be partners, once for each gap")),
            )
        )
        found = _(
            "The register has **{region}** in the region and **{country}** elsewhere that could be partners, each "
            "counted once for each gap that it could close.",
            region=n_firms(region),
            country=country,
        )
        left_out = tuple(
            _(
                "{what} (**{number}**)",
                what=said,
                number=number(
                    released, column, _("firms of the register left out, once for each gap: {why}", why=said)
                ),
            )
            for column, (_head, said) in _LEFT_OUT.items()
            if released.frame[column].sum()
        )
        return _("{found} Left out: {parts}.", found=found, parts=Listing(left_out)) if left_out else found

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
            *(Column(column, head) for column, (head, _said) in _LEFT_OUT.items()),
            Column("region", _("Could be partners: in the region")),
            Column("country", _("Could be partners: elsewhere")),
            Column("kept", _("Kept as candidates")),
        ),
        words=lambda released: Words(
            _("{cluster}: what the register of firms has for each gap", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap is shown for which a register of firms was screened", cluster=cluster),
            note=_(
                "A firm counts by its main activity. After the number of all, each firm is counted in the first column "
                "that fits it. The last column says how many possible partners are kept: the largest, those of the "
                "region first."
            ),
        ),
        source=REGISTER,
        n=number_asked(data),
        units=ASKED_NEEDS,
        name=_("What the register of firms has for each gap"),
    )
