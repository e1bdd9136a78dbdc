"""What became of the catalogue of partners: who received it, when, and what recipients did with it."""

from __future__ import annotations

import pandas as pd

from ..meetings.cluster_labels import cluster_words
from ..results import Column, Day, Disclosure, Finding, Message, Number, Released, Table, Tabulation, Words, _, _n
from ..store import Store
from ..tables import join_ids
from .labels import ALL, ALL_CLUSTERS
from .tables import USES, CatalogueRecipients

#: Stands for recipients that belong to no cluster of the study.
_OTHERS = "others"
#: Steps of those who used the catalogue: each counts whoever came that far, those who came further among them.
_STEPS = ("used", "approached", "spoke", "agreed")
_STOPPED = ("unasked", "unused", "only_read", "only_contacted", "only_met")
_LOG = _("log of the recipients of the catalogue")


def dissemination_finding(data: Store) -> Finding:
    """Say how many received the catalogue, from when to when, and how far they went."""

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("Nobody noted who received the catalogue of partners.")
        n, whole = len(data.all(CatalogueRecipients)), len(frame) - 1
        if released.hidden["received"].iloc[whole]:
            return _("Too few received the catalogue of partners to tell what they did.")

        def number(id: str, words: Message, column: str) -> Number:
            return released.number(id, words, whole, column, "number", n=n, source=_LOG, rows=f"{column}_rows",
                                   of=released.rows_of(column="received_rows"))  # fmt: skip

        received = number("catalogue_received", _("recipients of the catalogue of partners"), "received")
        used = number("catalogue_used", _("recipients who read the catalogue, or did more"), "used")
        approached = number("catalogue_approached", _("recipients who contacted somebody in it"), "approached")
        spoke = number("catalogue_met", _("recipients who met somebody in it"), "spoke")
        agreed = number("catalogue_agreed", _("recipients who agreed on something with somebody in it"), "agreed")
        return _(
            "The catalogue of partners went to **{recipients}**, from {first} to {last}. Read by {used} of them; "
            "somebody in it contacted by {approached}, met by {spoke}; an agreement reached by {agreed}.",
            recipients=_n("{count} recipient", "{count} recipients", received),
            first=Day(str(frame["first"].iloc[whole])),
            last=Day(str(frame["last"].iloc[whole])),
            used=used,
            approached=approached,
            spoke=spoke,
            agreed=agreed,
        )

    return Finding("catalogue_disseminated", dissemination_tabulation(data), text)


def dissemination_table(data: Store) -> Table:
    """List of each cluster how many received the catalogue, and how far they went."""
    return Table(
        id="catalogue_dissemination",
        data=dissemination_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words={**cluster_words(data), _OTHERS: _("others"), ALL: ALL_CLUSTERS}),
            Column("first", _("First sent"), calendar=True),
            Column("last", _("Last sent"), calendar=True),
            Column("received", _("Received it"), made_from="received_rows"),
            Column("used", _("Read it"), made_from="used_rows"),
            Column("approached", _("Contacted somebody"), made_from="approached_rows"),
            Column("spoke", _("Met somebody"), made_from="spoke_rows"),
            Column("agreed", _("Agreed on something"), made_from="agreed_rows"),
        ),
        words=lambda released: Words(
            _("Who received the catalogue of partners, and what came of it")
            if len(released.frame)
            else _("Nobody noted who received the catalogue of partners"),
            note=_(
                "Who came to a step is counted at each step before it, too; what each did is their own word. "
                "Agreements here are with partners of the catalogue; those that meetings at events led to are counted "
                "apart, in notebook 05."
            ),
        ),
        source=_LOG,
        n=len(data.all(CatalogueRecipients)),
        units=_("recipients of the catalogue"),
    )


def dissemination_tabulation(data: Store) -> Tabulation:
    """Tabulate recipients by cluster and for all of them, and how many of them came to each step."""
    log = pd.DataFrame(data.all(CatalogueRecipients))
    both = pd.concat([log.assign(cluster=log["cluster"].fillna(_OTHERS)), log.assign(cluster=ALL)], ignore_index=True)
    place = {use: number for number, use in enumerate(USES)}
    reached = both["use"].map(place).fillna(-1)
    steps = {"received": reached >= -1, **{step: reached > number for number, step in enumerate(_STEPS)}}
    steps |= {step: reached == number - 1 for number, step in enumerate(_STOPPED)}
    parts = {step: flag.astype("int64") for step, flag in steps.items()}
    made = {f"{step}_rows": both["row_id"].where(steps[step], "") for step in ("received", *_STEPS)}
    frame = (
        both.assign(**parts, **made, made_from=both["row_id"])
        .groupby("cluster", as_index=False)
        .agg(
            first=("date", "min"), last=("date", "max"), **{step: (step, "sum") for step in parts},
            **{rows: (rows, join_ids) for rows in [*made, "made_from"]},
        )
    )  # fmt: skip
    clusters = [one for one in (*cluster_words(data), _OTHERS) if one in set(log["cluster"].fillna(_OTHERS))]
    order = {one: number for number, one in enumerate([*clusters, ALL])}
    frame = frame.sort_values("cluster", key=lambda cells: cells.map(order), ignore_index=True)
    disclosure = Disclosure(
        ("received", *_STEPS, *_STOPPED),
        totals=((ALL, tuple(clusters)),),
        parts={
            "received": ("unasked", "unused", "used"), "used": ("only_read", "approached"),
            "approached": ("only_contacted", "spoke"), "spoke": ("only_met", "agreed"),
        },
        hides={"received": ("first", "last")},
    )  # fmt: skip
    return Tabulation(frame.assign(key=frame["cluster"]), disclosure)
