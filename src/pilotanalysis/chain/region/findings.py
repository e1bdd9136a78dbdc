"""Which missing links the region could grow: by what it has of their activities, or has close to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ... import reference
from ...results import Disclosure, Finding, Given, Label, Listing, Message, Number, Released, Tabulation, _, _n, count
from ...store import Store
from ...survey.tables import Organisations
from ...tables import join_ids, split_ids
from ..gaps.inside import concerned_in_region
from ..kinds import KINDS, MISSING
from ..labels import SURVEY
from ..lookups import TELLING, activity_words, official_source, stage_words, with_counts_told
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
    """Say how many members the region's side concerns; of a national cluster, how much these say of its gaps."""
    scopes = data.of(reference.Clusters)["scope"]
    national, region = bool((scopes == "national").any()), data.region
    members = data.of(Organisations).rename(columns={"row_id": "made_from"}).assign(one=1)
    # By county others stand elsewhere, from which those few of the region could be worked out.
    tabulated = Tabulation(members, Disclosure(("one",), hides={"one": ("answered",)}))

    def text(released: Released) -> Message:
        rows, inside = released.frame["made_from"], released.frame["in_region"]
        number = count(
            "members_in_region",
            _("members in the region"),
            tuple(rows[inside]),
            tuple(rows),
            source=SURVEY,
            public=True,
        )
        every = count("members", _("members of the cluster"), tuple(rows), tuple(rows), source=SURVEY, public=True)
        if not national:
            return _n(
                "Of the **{all}** members, **{count}** is in the {region}.",
                "Of the **{all}** members, **{count}** are in the {region}.",
                number,
                all=every,
                region=region,
            )
        said = _n(
            "The cluster is national: of its **{all}** members, **{count}** is in the {region}. What is advised for "
            "the region concerns this one first.",
            "The cluster is national: of its **{all}** members, **{count}** are in the {region}. What is advised for "
            "the region concerns these first.",
            number,
            all=every,
            region=region,
        )
        if released.hidden["answered"].any() or not inside.any():
            return said
        spoke, words = inside & released.frame["answered"].astype("bool"), _("members in the region that answered")
        answered = count("answered_in_region", words, tuple(rows[spoke]), tuple(rows[inside]), source=SURVEY)
        return _gaps_of_the_region(said, data, answered)

    return Finding("scope", tabulated, text)


def _gaps_of_the_region(said: Message, data: Store, answered: Number) -> Message:
    """Add which gaps concern enough respondents of the region, and whether these are too few to rank the others."""
    gaps, fewest = data.of(Gaps).assign(concerned=concerned_in_region(data)), data.settings.gaps.fewest_ranked
    held, names = gaps[gaps["at_face"]], stage_words(data)
    enough = held["concerned"] >= fewest

    def number(id: str, words: Message, value: int, chosen: pd.Series) -> Number:
        own, every = (tuple(split_ids(join_ids(some["concerned_from"]))) for some in (held[chosen], held))
        return Number(id, words, value, "number", own, len(held), SURVEY, of=every)

    def concerned(row: pd.Series) -> Message:
        name, words = names[str(row["stage"])], KINDS[str(row["kind"])].label
        return _(
            "{stage} ({number})",
            stage=name,
            number=number(
                f"concerned_in_region.{row['stage']}.{row['kind']}",
                _("{stage}, {kind}: respondents of the region concerned", stage=name, kind=words),
                int(row["concerned"]),
                pd.Series(held.index == row.name, held.index),
            ),
        )

    told = _(
        "{said} Of these, **{answered}** answered. Gaps that concern at least {fewest} of them, as the study asks "
        "before it ranks a gap: **{enough}** of {all}.",
        said=said,
        answered=answered,
        fewest=Given(fewest),
        enough=number(
            "gaps_in_region", _("gaps that concern enough respondents of the region to be ranked"), int(enough.sum()),
            enough,
        ),
        all=number("gaps_held", _("gaps among the respondents"), len(held), held["at_face"]),
    )  # fmt: skip
    most = held[enough].sort_values("concerned", ascending=False, kind="stable")
    if len(most):
        told = _(
            "{told} These are: {gaps}.",
            told=told,
            gaps=Listing(tuple(concerned(row) for _place, row in most.iterrows())),
        )
    if int(enough.sum()) >= int(held["rank"].notna().sum()):
        return told
    return _(
        "{told} With so few answers of the region, the ranks are those of all members, wherever they are: ask the "
        "others there before money is spent.",
        told=told,
    )
