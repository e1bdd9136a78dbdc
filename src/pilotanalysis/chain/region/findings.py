"""Which missing links the region could grow: by what it has of their activities, or has close to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ... import reference
from ...results import Finding, Label, Listing, Message, Number, Released, Tabulation, _, _n, count
from ...store import Store
from ...survey.tables import Organisations
from ...tables import join_ids, split_ids
from ..kinds import MISSING
from ..labels import SURVEY
from ..lookups import TELLING, activity_words, official_source, with_counts_told
from ..presence import DISCLOSURE, stages_of
from ..tables import Gaps, RegionalCapacity


def tabulated(data: Store) -> Tabulation:
    """Set out all stages: whom they concern, how close the region is, and of which kind the link is missing, if it is.

    Stages that lack nothing have rows too: a link that hangs on few could else be told by having one.
    """
    capacity = data.of(RegionalCapacity)
    main = capacity[capacity["main"]].set_index("stage")
    region = main[["nearness", "location_quotient"]].assign(capacity_rows=main["made_from"])
    gaps = data.of(Gaps)
    gaps = gaps[gaps["kind"].isin(MISSING)].sort_values("at_face", ascending=False, kind="stable")
    judged = ["kind", "status", "verdict", "rank", "at_face", "demand", "asked", "made_from"]
    # In the order of the chain: that of the ranks would tell which links hang on few.
    stages = stages_of(data).sort_values("position", kind="stable").drop(columns="made_from")
    frame = stages.join(gaps.drop_duplicates("stage").set_index("stage")[judged], on="stage")
    frame = frame.join(region, on="stage").reset_index(drop=True)
    frame = with_counts_told(frame, gaps).assign(
        need=frame["demand"] / frame["asked"].clip(lower=1),
        made_from=[
            join_ids([made, rows]) if isinstance(rows, str) and rows else made
            for made, rows in zip(frame["made_from"], frame["capacity_rows"], strict=True)
        ],
        **{column: frame[column].where(frame["at_face"], "") for column in ("kind", "status", "verdict")},
    )
    about_kind = ("kind", "status", "verdict", "rank")
    disclosure = replace(
        DISCLOSURE,
        counts=(*DISCLOSURE.counts, "demand", *TELLING.values()),
        shares={"need": "asked"},
        hides={"demand": ("need",), **{TELLING[kind]: about_kind for kind in MISSING if kind in TELLING}},
    )
    return Tabulation(frame, disclosure)


def missing_links(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the stages that a frame as released shows to be missing, or to hang on few, by rank."""
    return frame[frame["kind"].fillna("") != ""].sort_values("rank", kind="stable")


def all_told(released: Released) -> bool:
    """Whether the release shows which stages hang on few."""
    return not bool(released.hidden["kind"].any())


def region_finding(data: Store) -> Finding:
    """Say in which divisions of the missing and thin links the region is specialised, or close to it."""
    capacity, region, names = data.of(RegionalCapacity), data.region, activity_words(data)

    def text(released: Released) -> Message:
        stages = missing_links(released.frame)["stage"]
        rows = capacity[capacity["stage"].isin(stages) & capacity["measurable"]]
        rows = rows.drop_duplicates("activity").sort_values("location_quotient", ascending=False)
        if rows.empty:
            return _("The official statistics cover none of the divisions of the missing stages.")
        values: dict[str, object] = {
            "region": region,
            "quotients": Listing(tuple(_quotients(rows, names, region, official_source(data)))),
            "nearest": _nearest(rows, names, region, official_source(data)),
        }
        if all_told(released):
            return _(
                "Location quotients of the {region} in the divisions of the missing and thin links, the strongest "
                "first: {quotients}. Above 1, the activity weighs more in the region than in the country: there are "
                "people and firms to build on. {nearest}",
                **values,
            )
        return _(
            "Location quotients of the {region} in the divisions of the missing links, the strongest first: "
            "{quotients}. Above 1, the activity weighs more in the region than in the country: there are people and "
            "firms to build on. {nearest}",
            **values,
        )

    return Finding("region", tabulated(data), text)


def _quotients(rows: pd.DataFrame, names: Mapping[str, Label], region: Label, source: Message) -> Iterator[Message]:
    for _place, row in rows.iterrows():
        activity = row["activity"]
        # Whole files, named as spans of rows, stand behind nearness and not behind the quotient.
        ids = tuple(part for part in split_ids(row["made_from"])[1:] if "-" not in part.rpartition("!")[2])
        words = _("location quotient of {activity} in the {region}", activity=activity, region=region)
        quotient = Number(
            f"location_quotient.{activity}", words, float(row["location_quotient"]), "quotient", ids, len(ids), source
        )
        yield _("{name} ({activity}): {quotient}", name=names[activity], activity=activity, quotient=quotient)


def _nearest(rows: pd.DataFrame, names: Mapping[str, Label], region: Label, source: Message) -> Message:
    near = rows[rows["nearness"].notna()].sort_values("nearness", ascending=False)
    if near.empty:
        return _("How close the region is to them is not known.")
    first = near.iloc[0]
    share = Number(
        "nearest_activity",
        _("share of activities to which the {region} is less close than to the closest of the stages", region=region),
        float(first["nearness"]),
        "proportion",
        tuple(split_ids(first["made_from"]))[1:],
        len(near),
        source,
    )
    return _(
        "Judging by related activities, it is closest to {name} ({activity}): it is less close to **{share}** of all "
        "activities.",
        name=names[first["activity"]],
        activity=first["activity"],
        share=share,
    )


def scope_finding(data: Store) -> Finding:
    """Say how many members the region's side concerns."""
    scopes = data.of(reference.Clusters)["scope"]
    national, region = bool((scopes == "national").any()), data.region
    members = data.of(Organisations).rename(columns={"row_id": "made_from"})

    def text(released: Released) -> Message:
        rows = released.frame["made_from"]
        number = count(
            "members_in_region",
            _("members in the region"),
            tuple(rows[released.frame["in_region"]]),
            tuple(rows),
            source=SURVEY,
            public=True,
        )
        every = count("members", _("members of the cluster"), tuple(rows), tuple(rows), source=SURVEY, public=True)
        if national:
            return _n(
                "The cluster is national: of its **{all}** members, **{count}** is in the {region}. What is advised "
                "for the region concerns this one first.",
                "The cluster is national: of its **{all}** members, **{count}** are in the {region}. What is advised "
                "for the region concerns these first.",
                number,
                all=every,
                region=region,
            )
        return _n(
            "Of the **{all}** members, **{count}** is in the {region}.",
            "Of the **{all}** members, **{count}** are in the {region}.",
            number,
            all=every,
            region=region,
        )

    return Finding("scope", Tabulation(members), text)
