"""What changed from one wave to the next, and whether it changed among the same members too."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...results import Column, Disclosure, Finding, Given, Message, Number, Released, Table, Tabulation, Words, _
from ...store import Store
from ...tables import join_ids
from ..labels import ASKED
from ..monitoring_tables import MEASURES, WaveMeasures

#: Rounding of floating numbers, below which nothing changed.
_NOTHING = 1e-9
_OF_SHARES = ("response", "sourcing", "sourcing_median")
MEASURE: Mapping[str, Message] = {
    "response": _("Members who answered, of the roster"),
    "gaps": _("Confirmed gaps"),
    "ties": _("Ties, for each member asked"),
    "sourcing": _("Bought from members, of what is bought"),
    "sourcing_median": _("Bought from members, by the median buyer, of what it buys"),
}
#: How a change reads beside that among the same members.
READS: Mapping[str, Message] = {
    "same": _("the same way among those who answered in both"),
    "other": _("not so among those who answered in both: it may be who answered"),
    "still": _("no change"),
    "open": _("cannot be told"),
}


def waves_tabulation(data: Store) -> Tabulation:
    """Tabulate each measure before and after, among all and among the same members; a row a cluster and measure."""
    rows = pd.DataFrame(data.all(WaveMeasures))
    waves = data.settings.waves[-2:]
    keys = ["cluster", "measure"]
    when = dict(zip(waves, ("before", "after"), strict=False))
    rows = rows.assign(column=rows["among"] + "_" + rows["of_wave"].map(when).astype("str"))
    wide = rows.pivot(index=keys, columns="column", values="value")
    who = rows.pivot(index=keys, columns="column", values="respondents")
    names = [f"{among}_{at}" for among in ("all", "both") for at in ("before", "after")]
    frame = wide.reindex(columns=names)
    frame = frame.assign(
        n_before=who.get("all_before"), n_after=who.get("all_after"), n_both=who.get("both_after"),
        made_from=rows.groupby(keys)["made_from"].agg(join_ids),
    ).reset_index()  # fmt: skip
    # Those who answered in both answered: their response says nothing.
    frame[["both_before", "both_after"]] = frame[["both_before", "both_after"]].mask(frame["measure"] == "response")
    place = {**{one: at for at, one in enumerate(data.names)}, **{one: at for at, one in enumerate(MEASURES)}}
    frame = frame.sort_values(keys, key=lambda cells: cells.map(place), ignore_index=True)
    frame = frame.assign(
        change=frame["all_after"] - frame["all_before"],
        change_both=frame["both_after"] - frame["both_before"],
        only_before=frame["n_before"] - frame["n_both"],
        only_after=frame["n_after"] - frame["n_both"],
    )
    frame["reads"] = _reads(frame["change"], frame["change_both"])
    counts = ("n_before", "n_after", "n_both", "only_before", "only_after")
    of_all, of_both = ("change", "reads"), ("both_before", "both_after", "change_both", "reads")
    disclosure = Disclosure(
        counts,
        parts={"n_before": ("n_both", "only_before"), "n_after": ("n_both", "only_after")},
        hides={
            "n_before": ("all_before", *of_all),
            "n_after": ("all_after", *of_all),
            "n_both": of_both,
            "only_before": of_both,
            "only_after": of_both,
        },
    )
    return Tabulation(frame.astype(dict.fromkeys(counts, "Int64")), disclosure)


def _reads(change: pd.Series, same_members: pd.Series) -> list[str]:
    way, other = (np.sign(one.where(one.abs() > _NOTHING, 0.0)) for one in (change, same_members))
    return list(
        np.select([change.isna() | same_members.isna(), way.eq(0) & other.eq(0), way.eq(other)],
                  ["open", "still", "same"], "other")
    )  # fmt: skip


def waves_finding(data: Store) -> Finding:
    """Say whether there are waves to compare, and how far the same members answered."""
    waves = data.settings.waves

    def text(released: Released) -> Message:
        if len(waves) < 2:
            return _(
                "There is one wave, {wave}: what changed can be said once the survey is repeated.",
                wave=waves[0],
            )
        frame = released.frame
        told = frame["reads"].isin(["same", "other", "still"])
        other = frame["reads"] == "other"
        rows, whole = released.rows_of(other), released.rows_of()
        return _(
            "From {before} to {after}, **{other}** of **{told}** measures of the {clusters} clusters changed among all "
            "who answered otherwise than among those who answered in both: there it cannot be told from a change of "
            "who answered.",
            before=waves[-2],
            after=waves[-1],
            clusters=Given(len(data.names)),
            other=Number(
                "wave_changes_other", _("measures that changed with who answered"), int(other.sum()), "number", rows,
                int(told.sum()), ASKED, of=whole, public=True,
            ),
            told=Number(
                "wave_changes_told", _("measures that can be compared over waves"), int(told.sum()), "number",
                released.rows_of(told), len(frame), ASKED, of=whole, public=True,
            ),
        )  # fmt: skip

    return Finding("waves_compared", waves_tabulation(data), text)


def waves_table(data: Store) -> Table:
    """List what changed, among all who answered and among those who answered in both waves."""
    waves, tabulated = data.settings.waves, waves_tabulation(data)

    def words(released: Released) -> Words:
        if len(waves) < 2:
            return Words(_("There is one wave, and nothing to compare it with"))
        return Words(
            _("What changed from {before} to {after}", before=waves[-2], after=waves[-1]),
            note=_(
                "Among those who answered in both, the gaps are judged as if nobody else had answered: fewer can be "
                "confirmed, in both waves alike. A change there, too, may have other causes than the pilot action."
            ),
        )

    def of_shares(frame: pd.DataFrame) -> pd.Series:
        return frame["measure"].isin(_OF_SHARES)

    return Table(
        id="wave_changes",
        data=tabulated,
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("measure", _("Measure"), words=MEASURE),
            Column("all_before", _("All, before"), share=of_shares),
            Column("all_after", _("All, after"), share=of_shares),
            Column("both_before", _("Same members, before"), share=of_shares),
            Column("both_after", _("Same members, after"), share=of_shares),
            Column("n_before", _("Answered before")),
            Column("n_after", _("Answered after")),
            Column("n_both", _("Answered in both")),
            Column("reads", _("How the change reads"), words=READS),
        ),
        words=words,
        source=ASKED,
        n=len(tabulated.frame),
        units=_("measures, each by wave, cluster and among whom"),
    )
