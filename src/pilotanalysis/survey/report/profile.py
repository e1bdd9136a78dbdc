"""Who the members of a cluster are, who of them answered, and whether that is enough."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ... import reference
from ...results import (
    Column,
    Figure,
    Finding,
    Given,
    Label,
    Message,
    Number,
    Released,
    Share,
    Table,
    Tabulation,
    Words,
    _,
    _n,
    count,
    label,
    say,
)  # fmt: skip
from ...statistics import share_bounds
from ...store import Store
from ...tables import join_ids, split_ids
from ..labels import EXPORTS, ORGANISATION_TYPE, PROFILE, ROSTER, n_members
from ..tables import REVENUE_BANDS, SIZE_BANDS, Organisations
from .bars import draw_bars, of_members
from .members import BY_ANSWER, BY_ROSTER, OTHERS, counts_of_members, number_of


def _of_cluster(data: Store) -> Tabulation:
    """Show, of all counts of members, those of the store's cluster."""
    counted = counts_of_members(data)
    frame = counted.frame
    own = counted.only((frame["cluster"] == data.cluster) & frame["variable"].isin([*BY_ROSTER, *BY_ANSWER]))
    return own.arranged(_activities_by_size)


def _activities_by_size(frame: pd.DataFrame) -> pd.DataFrame:
    """Put activities in the order of their counts, as far as these are told; those without name stay last."""
    activities = frame[(frame["variable"] == "activity") & (frame["category"] != OTHERS)]
    ordered = activities.assign(told=activities["answered"].fillna(0)).sort_values(
        ["told", "category"], ascending=[False, True]
    )
    instead = dict(zip(activities.index, ordered.index, strict=True))
    return frame.loc[[instead.get(row, row) for row in frame.index]]


def _words_of(data: Store) -> Mapping[str, Label | Message]:
    """What the categories of a profile are called: counties and activities by the catalogues, the rest by the pack."""
    counties, activities = data.all(reference.Counties), data.all(reference.Activities)
    named: dict[str, Label | Message] = {
        str(code): data.in_all_languages(str(name))
        for code, name in counties[["county", "name"]].itertuples(index=False)
    }
    for _place, row in activities[activities["level"] == "division"].iterrows():
        titles = [(language, f"{row['activity']} {say(label(row), language)}") for language in data.study.languages]
        named[str(row["activity"])] = Label(tuple(titles))
    bands = {band: _said_band(band) for band in (*SIZE_BANDS, *REVENUE_BANDS)}
    return {**named, **bands, **ORGANISATION_TYPE, **PROFILE}


def _said_band(band: str) -> Message:
    """Say a band of the roster, as 500-2000 or 250+, with its numbers in the habits of each language."""
    low, _sign, high = band.removesuffix("+").partition("-")
    return _("{low}–{high}", low=int(low), high=int(high)) if high else _("{low} or more", low=int(low))


def answers_finding(data: Store) -> Finding:
    """Say how many answered, and how many of them came to the end."""
    cluster, members = str(data.cluster), tuple(data.of(Organisations)["row_id"])

    def text(released: Released) -> Message:
        words = _("complete responses")
        return _(
            "Of **{members}**, **{answered}** answered; complete responses: **{complete}**.",
            members=n_members(
                count("members", _("members of the cluster"), members, members, source=ROSTER, public=True)
            ),
            answered=number_of(released, cluster, "answered", "answered", _("members that answered"), ROSTER),
            complete=number_of(released, cluster, "complete", "responses_complete", words, EXPORTS, of_responses=True),
        )

    return Finding("who_answered", _of_cluster(data), text)


def profile_table(data: Store) -> Table:
    """List members and respondents by what they are."""
    return Table(
        id="member_profile",
        data=_of_cluster(data),
        columns=(
            Column("variable", _("Feature"), words=PROFILE),
            Column("category", _("Category"), words=_words_of(data)),
            Column("members", _("Members")),
            Column("answered", _("Respondents"), made_from="answered_from"),
        ),
        words=lambda released: Words(
            _("{cluster}: profile of the members and the respondents", cluster=data.name),
            note=_(
                "Type, county, size and revenue are those of the roster; activity, exports and age are what "
                "respondents say. Activity and exports: firms only."
            ),
        ),
        source=ROSTER,
        n=len(data.of(Organisations)),
        name=_("Members and respondents by what they are"),
    )


def revenue_coverage(rows: pd.DataFrame, limit: float) -> tuple[float, float]:
    """Bound the share of the members' revenue that respondents stand for.

    Each member's revenue is known as a band of the roster; one whose band is not known is left out. Of a band whose
    count is suppressed nobody, or everybody, may have answered.

    Parameters
    ----------
    rows : DataFrame
        By band, in the column category: members and answered, missing where suppressed.
    limit : float
        Where the highest band, which is open, is cut, in thousand EUR.

    Returns
    -------
    lower, upper : float
    """
    rows = rows[rows["category"].isin(REVENUE_BANDS)]
    ends = np.array([_limits(band, limit) for band in rows["category"]]).reshape(-1, 2)
    members = rows["members"].to_numpy(dtype=np.int64)

    def bounds(answered: pd.Series) -> tuple[float, float]:
        inside = answered.to_numpy(dtype=np.int64)
        low, high = ends.T
        outside = members - inside
        return share_bounds(low * inside, high * inside, low * outside, high * outside)

    told = rows["answered"].astype("Int64")
    return bounds(told.fillna(0))[0], bounds(told.fillna(rows["members"]))[1]


def _limits(band: str, limit: float) -> tuple[float, float]:
    if band.endswith("+"):
        return float(band.removesuffix("+")), limit
    low, high = band.split("-")
    return float(low), float(high)


def _coverage(data: Store, released: Released) -> tuple[Number, Number]:
    """Give the bounds of the revenue that respondents stand for, as far as the release tells."""
    frame = released.whole.frame
    rows = frame[(frame["cluster"] == data.cluster) & (frame["variable"] == "revenue")]
    banded = rows[rows["category"].isin(REVENUE_BANDS)]
    known = tuple(split_ids(join_ids(banded["made_from"])))
    answered = tuple(split_ids(join_ids(banded["answered_from"].dropna())))
    lower, upper = revenue_coverage(rows, data.settings.thresholds.revenue_limit)

    def number(end: str, words: Message, value: float) -> Number:
        return Number(
            f"revenue_coverage_{end}", words, round(value, 6), "proportion", answered, len(known), ROSTER, of=known
        )

    return (
        number("lower", _("share of revenue that respondents stand for, at least"), lower),
        number("upper", _("share of revenue that respondents stand for, at most"), upper),
    )


def adequacy_finding(data: Store) -> Finding:
    """Say whether those who answered stand for enough of the cluster's revenue."""
    roster = data.of(Organisations)
    unknown = tuple(roster.loc[roster["revenue_band"].isna(), "row_id"])
    enough = Share(data.settings.thresholds.revenue_coverage)

    def text(released: Released) -> Message:
        lower, upper = _coverage(data, released)
        left_out = count(
            "members_without_revenue", _("members whose revenue is not known"), unknown, tuple(roster["row_id"]),
            source=ROSTER, public=True,
        )  # fmt: skip
        if not left_out.value:
            return _(
                "{verdict} The roster has the revenue of every member, but only in bands: so the share lies between "
                "these two.",
                verdict=_verdict(lower, upper, enough),
            )
        return _n(
            "{verdict} The revenue of **{count}** member is not known; it is left out.",
            "{verdict} The revenue of **{count}** members is not known; they are left out.",
            left_out,
            verdict=_verdict(lower, upper, enough),
        )

    return Finding("adequacy", _of_cluster(data), text)


def _verdict(lower: Number, upper: Number, enough: Share) -> Message:
    values = {"lower": lower, "upper": upper, "needed": Given(enough)}
    if (lower.value or 0.0) >= enough.value:
        return _(
            "**Enough**: respondents stand for {lower} to {upper} of the revenue; at least {needed} is needed.",
            **values,
        )
    if (upper.value or 0.0) < enough.value:
        return _(
            "**Not enough**: respondents stand for {lower} to {upper} of the revenue; at least {needed} is needed.",
            **values,
        )
    return _(
        "**It cannot be told** whether it is enough: respondents stand for {lower} to {upper} of the revenue; "
        "at least {needed} is needed.",
        **values,
    )


def profile_figure(data: Store) -> Figure:
    """Show who the members of a cluster are, and who of them answered."""
    counted = _of_cluster(data)
    named, languages = _words_of(data), data.study.languages
    worded = counted.frame.assign(
        **{
            f"{column}_{language}": [say(named.get(str(code), str(code)), language) for code in counted.frame[column]]
            for language in languages
            for column in ("variable", "category")
        }
    )
    members = len(data.of(Organisations))

    def words(released: Released) -> Words:
        lower, upper = _coverage(data, released)
        every = released.whole.frame.set_index("key")["answered"]
        return Words(
            _(
                "{cluster}: respondents stand for {lower} to {upper} of the members' revenue",
                cluster=data.name,
                lower=lower,
                upper=upper,
            ),
            _(
                "Members of the cluster (light) and those that answered (dark); where the roster does not tell, "
                "respondents only"
            ),
            _(
                "Bars of members and respondents by type, county, size, revenue, activity, exports and age. "
                "Members: {members}; respondents: {respondents}.",
                members=members,
                respondents=every[str(data.cluster)],
            ),
            _(
                "Revenue as an interval: bands of the roster, the open band cut at {limit} thousand EUR.",
                limit=int(data.settings.thresholds.revenue_limit),
            ),
            reading=_(
                "Each light bar is all members of a kind, the dark part those that answered. Light bars without a dark "
                "part are members of whom the answers tell nothing."
            ),
        )

    return Figure(
        id="profile",
        data=replace(counted, frame=worded),
        words=words,
        draw=_draw_profile,
        source=ROSTER,
        n=members,
        size=(10.0, 6.0),
        columns=(
            "variable", "category", "members", "answered",
            *(f"{column}_{language}" for language in languages for column in ("variable", "category")),
        ),
    )  # fmt: skip


#: Share of the width that labels take.
_LABELS = 0.24
_PANELS = (("type", "size", "revenue", "age"), ("county", "exports", "activity"))


def _draw_profile(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    most = float(frame[["members", "answered"]].max().max())
    for column, names in enumerate(_PANELS):
        lines = [int((frame["variable"] == name).sum()) for name in names]
        total = sum(lines) + 1.5 * len(names)
        top = 0.995
        for name, many in zip(names, lines, strict=True):
            share = (many + 1.5) / total * 0.99
            height = share * (many + 0.3) / (many + 1.5) - 0.012
            if many:
                axes = area.add_axes((_LABELS + column * 0.5, top - share + 0.012, 0.485 - _LABELS, height))
                _draw_panel(axes, frame[frame["variable"] == name], most, language)
            top -= share


def _draw_panel(axes: Axes, rows: pd.DataFrame, most: float, language: str) -> None:
    labels = [textwrap.fill(str(name), 33) for name in rows[f"category_{language}"]]
    pairs = zip(rows["answered"], rows["members"], strict=True)
    texts = [of_members(answered, members, language) for answered, members in pairs]
    draw_bars(axes, labels, rows["members"], rows["answered"], texts, most=most * 1.3)
    for tick, text in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_fontsize(8.3 if "\n" in text else 9)
        tick.set_linespacing(0.95)
    axes.set_title(
        rows[f"variable_{language}"].iloc[0],
        fontsize=9.5,
        fontweight="bold",
        loc="left",
        x=0.01 - _LABELS / (0.485 - _LABELS),
        pad=3,
    )
