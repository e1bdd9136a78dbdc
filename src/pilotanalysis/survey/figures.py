"""Figures of the survey."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import FancyBboxPatch

from ..results import Figure, Listing, Message, Share, _, _n, say
from ..results.style import COLOURS, PAPER, fitting_size
from ..tables import SEPARATOR, join_ids
from .findings import by_type
from .labels import EXPORTS, ORGANISATION_TYPE, PROFILE, ROSTER, RULE
from .profile import Profile, counts, revenue_coverage
from .read import Intake

_WIDTH = 10.0
_SILENT = "#b9c6d3"


def response_by_type(intake: Intake) -> Figure:
    """Set answers against the roster: for each cluster, its members by type."""
    data = by_type(intake)
    names = [f"name_{language}" for language, _word in next(iter(intake.names.values())).words]
    for column in names:
        data[column] = data["cluster"].map({key: dict(name.words)[column[5:]] for key, name in intake.names.items()})
    rates = intake.organisations.groupby("cluster")["answered"].mean()
    low, high = str(rates.idxmin()), str(rates.idxmax())
    columns = ["cluster", *names, "organisation_type", "members", "answered", "silent", "made_from"]
    return Figure(
        id="response_by_type",
        title=_(
            "{answered} of all members answered: most in {high} ({most}), fewest in {low} ({least})",
            answered=Share(float(intake.organisations["answered"].mean())),
            high=intake.names[high],
            most=Share(float(rates[high])),
            low=intake.names[low],
            least=Share(float(rates[low])),
        ),
        subtitle=_("Members of each cluster by type of organisation: answered (dark), did not answer (light)"),
        alt=_(
            "Bars of members by type for each cluster, the part that answered in dark. Response rates: {rates}.",
            rates=Listing(
                tuple(
                    _("{cluster} {rate}", cluster=name, rate=Share(float(rates[cluster])))
                    for cluster, name in intake.names.items()
                )
            ),
        ),
        data=data[columns],
        draw=_draw_types,
        source=ROSTER,
        n=len(intake.organisations),
        size=(_WIDTH, 3.4),
        disclosive=("answered", "silent"),
    )


def _draw_types(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    types = [kind for kind in ORGANISATION_TYPE if kind in set(data["organisation_type"])]
    clusters = list(data["cluster"].unique())
    panels = area.subplots(1, len(clusters), sharex=True, sharey=True, squeeze=False)[0]
    area.subplots_adjust(left=0.2, right=0.985, top=0.88, bottom=0.03, wspace=0.12)
    for axes, cluster in zip(panels, clusters, strict=True):
        rows = data[data["cluster"] == cluster].set_index("organisation_type").reindex(types)
        axes.set_title(rows[f"name_{language}"].dropna().iloc[0], fontsize=10, fontweight="bold")
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks(range(len(types)), [say(ORGANISATION_TYPE[kind], language) for kind in types], fontsize=9.5)
        axes.set_ylim(len(types) - 0.4, -0.6)
        axes.set_xlim(0, data["members"].max() * 1.5)
        for y, (_kind, row) in enumerate(rows.iterrows()):
            _draw_bar(axes, y, row, language)


def _draw_bar(axes: Axes, y: int, row: pd.Series, language: str) -> None:
    if pd.isna(row["members"]):
        return
    members = int(row["members"])
    axes.barh(y, members, height=0.6, color=_SILENT)
    if pd.isna(row["answered"]):
        said = say(_("few of {members}", members=members), language)
    else:
        axes.barh(y, int(row["answered"]), height=0.6, color=COLOURS["present"])
        said = say(_("{answered} of {members}", answered=int(row["answered"]), members=members), language)
    axes.text(members, y, f" {said}", va="center", fontsize=9)


def response_by_county(intake: Intake) -> Figure:
    """Set answers against the roster on a tile map of the region, with the members outside it in words."""
    rows = intake.organisations
    groups = rows[rows["in_region"]].groupby("county")
    counts = groups.agg(members=("row_id", "size"), answered=("answered", "sum"), made=("row_id", join_ids))
    data = intake.counties.join(counts, on="county")
    for column in ("members", "answered"):
        data[column] = data[column].fillna(0).astype("int64")
    data["made_from"] = [
        join_ids(part for part in parts if isinstance(part, str))
        for parts in zip(data["row_id"], data["made"], strict=True)
    ]
    empty = data[data["answered"] == 0]
    outside = int((~rows["in_region"]).sum())
    return Figure(
        id="response_by_county",
        title=_("Every county of the {region} is heard", region=intake.region)
        if empty.empty
        else _n(
            "{count} county of the {region} is not heard: {names}",
            "{count} counties of the {region} are not heard: {names}",
            len(empty),
            region=intake.region,
            names=Listing(tuple(empty["name"])),
        ),
        subtitle=_("Members that answered, of all members in the county; one tile a county, placed as on the map"),
        alt=_(
            "Tile map of the {region}: {counties}.",
            region=intake.region,
            counties=Listing(
                tuple(
                    _(
                        "{county} {answered} of {members}",
                        county=str(row["name"]),
                        answered=int(row["answered"]),
                        members=int(row["members"]),
                    )
                    for _place, row in data.iterrows()
                )
            ),
        ),
        data=data[["county", "name", "nuts3", "tile_row", "tile_column", "members", "answered", "made_from"]],
        draw=_draw_tiles,
        source=ROSTER,
        n=int(data["members"].sum()),
        size=(_WIDTH, 3.6),
        note=_n("{count} member is outside the region.", "{count} members are outside the region.", outside),
        disclosive=("answered",),
    )


def _draw_tiles(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    axes = area.add_axes((0, 0, 1, 1))
    axes.axis("off")
    left, top = data["tile_column"].min(), data["tile_row"].min()
    columns, rows = data["tile_column"].max() - left + 1, data["tile_row"].max() - top + 1
    axes.set(xlim=(0, _WIDTH), ylim=(rows * 1.15, -0.1))
    wide, start = 2.1, (_WIDTH - columns * 2.2) / 2
    for _place, row in data.iterrows():
        x = start + (row["tile_column"] - left) * (wide + 0.1)
        y = (row["tile_row"] - top) * 1.15
        members = int(row["members"])
        heard = not pd.isna(row["answered"]) and row["answered"] > 0
        axes.add_patch(
            FancyBboxPatch(
                (x, y),
                wide,
                1.05,
                "round,pad=0,rounding_size=0.06",
                facecolor="#e3ecf5" if heard else PAPER,
                edgecolor=COLOURS["present" if heard else "absent"],
                lw=1.4,
                ls="-" if heard else (0, (4, 2)),
            )
        )
        axes.text(x + 0.12, y + 0.22, row["name"], fontsize=10, fontweight="bold", va="center")
        axes.text(x + wide - 0.12, y + 0.22, row["county"], fontsize=9, va="center", ha="right", color=COLOURS["muted"])
        few = pd.isna(row["answered"])
        said = (
            _("few of {members}", members=members)
            if few
            else _("{answered} of {members}", answered=int(row["answered"]), members=members)
        )
        axes.text(x + 0.12, y + 0.54, say(said, language), fontsize=10, va="center")
        axes.barh(y + 0.85, wide - 0.24, left=x + 0.12, height=0.12, color=_SILENT)
        if not few and members:
            axes.barh(
                y + 0.85,
                (wide - 0.24) * row["answered"] / members,
                left=x + 0.12,
                height=0.12,
                color=COLOURS["present"],
            )


def answers_by_section(intake: Intake) -> Figure:
    """Show how much of what was asked was answered, by part of the questionnaire and cluster."""
    rows = intake.completeness
    rows = rows[rows["question"].isin(intake.sections)]
    # In the order of the questionnaire; a section stands there once for all its questions.
    answered = set(rows["question"])
    sections = list(dict.fromkeys(label for question, label in intake.sections.items() if question in answered))
    place = {label: number for number, label in enumerate(sections)}
    rows = rows.assign(section=rows["question"].map(intake.sections).map(place))
    data = rows.groupby(["section", "cluster"], sort=True).agg(
        answered=("answered", "sum"),
        unanswered=("unanswered", "sum"),
        not_understood=("not_understood", "sum"),
        made_from=("made_from", join_ids),
    )
    data = data.reset_index()
    order = {cluster: number for number, cluster in enumerate(intake.names)}
    data = data.sort_values(["section", "cluster"], key=lambda part: part.map(order).fillna(part), ignore_index=True)
    for language, _word in sections[0].words:
        said = {number: dict(label.words)[language] for label, number in place.items()}
        data[f"section_{language}"] = data["section"].map(said)
        called = {cluster: dict(name.words)[language] for cluster, name in intake.names.items()}
        data[f"name_{language}"] = data["cluster"].map(called)
    data["share"] = data["answered"] / (data["answered"] + data["unanswered"]).where(lambda total: total > 0)
    whole = data.groupby("section")[["answered", "unanswered"]].sum()
    share = whole["answered"] / whole.sum(axis=1)
    least = {"section": sections[int(share.argmin())], "share": Share(float(share.min()))}
    return Figure(
        id="answers_by_section",
        title=_("What was asked was mostly answered; least so under “{section}” ({share})", **least)
        if share.min() >= 0.5
        else _("Much of what was asked under “{section}” was left empty ({share} answered)", **least),
        subtitle=_(
            "Answers given to the questions that were asked, by part of the questionnaire; what the routing skips is "
            "not counted"
        ),
        alt=_(
            "Table of shares answered by part of the questionnaire and cluster. Over all clusters: {shares}.",
            shares=Listing(
                tuple(
                    _("{section} {share}", section=label, share=Share(float(share[number])))
                    for label, number in place.items()
                )
            ),
        ),
        data=data,
        draw=_draw_sections,
        source=EXPORTS,
        n=len(intake.responses),
        size=(_WIDTH, 0.42 * len(sections) + 0.55),
        note=_("Repeated blocks count by their rows: an input that nobody named is not an empty answer."),
    )


def _draw_sections(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    axes = area.add_axes((0, 0, 1, 1))
    axes.axis("off")
    names = data.drop_duplicates("section").set_index("section")[f"section_{language}"]
    clusters = data.drop_duplicates("cluster").set_index("cluster")[f"name_{language}"]
    order = list(data["cluster"].unique())
    height = len(names) + 1.1
    left, wide = 3.9, (_WIDTH - 3.9) / len(order)
    axes.set(xlim=(0, _WIDTH), ylim=(height, 0))
    for column, cluster in enumerate(order):
        size = fitting_size(clusters[cluster], wide - 0.1, 10, "bold")
        axes.text(left + column * wide, 0.55, clusters[cluster], fontsize=size, fontweight="bold", va="center")
    for line, (section, name) in enumerate(names.items()):
        y = line + 1.5
        axes.text(0.1, y, name, fontsize=fitting_size(name, left - 0.3, 9.5), va="center")
        for column, cluster in enumerate(order):
            cell = data[(data["section"] == section) & (data["cluster"] == cluster)]
            if cell.empty or pd.isna(cell["share"].iloc[0]):
                continue
            x, share = left + column * wide, float(cell["share"].iloc[0])
            bar = wide - 0.75
            axes.barh(y, bar, left=x, height=0.42, color=_SILENT)
            axes.barh(y, bar * share, left=x, height=0.42, color=COLOURS["present"])
            axes.text(x + bar + 0.08, y, say(Share(share), language), fontsize=9, va="center")


#: Severities in the order of their bars, with their colours.
_SEVERITIES = {"info": "present", "flag": "unknown", "review": "absent"}
_MOST_RULES = 16


def cells_by_rule(intake: Intake) -> Figure:
    """Show by which rules answers were read that were not taken at their face, and what could not be read."""
    ledger = intake.ledger.assign(rule=intake.ledger["rule"].str.split(SEPARATOR)).explode("rule")
    groups = ledger.groupby(["severity", "rule"])
    data = groups.agg(cells=("row_id", "size"), made_from=("row_id", join_ids)).reset_index()
    data["order"] = data["severity"].map({name: place for place, name in enumerate(_SEVERITIES)})
    data = data.sort_values(["order", "cells"], ascending=[True, False], kind="stable", ignore_index=True)
    rest = data.groupby("severity").cumcount() >= _MOST_RULES
    data = data[~rest].drop(columns="order").reset_index(drop=True)
    for language, _word in next(iter(intake.names.values())).words:
        data[f"rule_{language}"] = [say(RULE[rule], language) for rule in data["rule"]]
    first = data.iloc[int(data["cells"].argmax())]
    waits = int((intake.ledger["severity"] == "review").sum())
    return Figure(
        id="cells_by_rule",
        title=_(
            "Most often mended: {rule}; {waits} answers wait for a decision",
            rule=RULE[str(first["rule"])],
            waits=waits,
        ),
        subtitle=_("Notes by rule: one meaning only (blue), taken and flagged (brown), waiting for a decision (red)"),
        alt=_(
            "Bars of the number of notes by rule of cleaning: {rules}.",
            rules=Listing(
                tuple(
                    _("{rule} {cells}", rule=RULE[rule], cells=int(cells))
                    for rule, cells in data[["rule", "cells"]].to_numpy()
                )
            ),
        ),
        data=data,
        draw=_draw_rules,
        source=EXPORTS,
        n=len(intake.responses),
        size=(_WIDTH, 0.27 * len(data) + 0.5),
        disclosive=("cells",),
    )


def _draw_rules(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    axes = area.add_axes((0.42, 0.02, 0.55, 0.97))
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(data)), data[f"rule_{language}"], fontsize=9)
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.set_xlim(0, float(data["cells"].max()) * 1.12)
    for y, row in enumerate(data.to_dict("records")):
        said = say(_("few"), language) if pd.isna(row["cells"]) else say(int(row["cells"]), language)
        length = 0.0 if pd.isna(row["cells"]) else float(row["cells"])
        axes.barh(y, length, height=0.62, color=COLOURS[_SEVERITIES[str(row["severity"])]])
        axes.text(length, y, f" {said}", va="center", fontsize=8.5)


def profile_figure(profile: Profile) -> Figure:
    """Show who the members of a cluster are, and who of them answered."""
    data = counts(profile)
    languages = [language for language, _word in profile.name.words]
    for language in languages:
        data[f"variable_{language}"] = [say(PROFILE[name], language) for name in data["variable"]]
        data[f"category_{language}"] = [say(profile.words.get(name, name), language) for name in data["category"]]
    lower, upper = revenue_coverage(profile)
    return Figure(
        id="profile",
        title=_(
            "{cluster}: respondents stand for {lower} to {upper} of the members' revenue",
            cluster=profile.name,
            lower=Share(lower),
            upper=Share(upper),
        ),
        subtitle=_(
            "Members of the cluster (light) and those that answered (dark); where the roster does not tell, "
            "respondents only"
        ),
        alt=_(
            "Bars of members and respondents by type, county, size, revenue, activity, exports and age. {members} "
            "members, {respondents} respondents.",
            members=len(profile.organisations),
            respondents=int(profile.organisations["answered"].sum()),
        ),
        data=data,
        draw=_draw_profile,
        source=ROSTER,
        n=len(profile.organisations),
        size=(_WIDTH, 6.4),
        note=_(
            "Revenue as an interval: bands of the roster, the open band cut at {limit} thousand EUR.",
            limit=int(profile.limit),
        ),
        disclosive=("respondents",),
    )


_PANELS = (("type", "size", "revenue", "age"), ("county", "exports", "activity"))


def _draw_profile(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    most = float(max(data["members"].max(), data["respondents"].max()))
    for column, names in enumerate(_PANELS):
        lines = [int((data["variable"] == name).sum()) for name in names]
        total = sum(lines) + 1.5 * len(names)
        top = 0.995
        for name, count in zip(names, lines, strict=True):
            share = (count + 1.5) / total * 0.99
            height = share * (count + 0.3) / (count + 1.5) - 0.012
            axes = area.add_axes((0.2 + column * 0.5, top - share + 0.012, 0.285, height))
            _draw_panel(axes, data[data["variable"] == name], most, language)
            top -= share


def _draw_panel(axes: Axes, rows: pd.DataFrame, most: float, language: str) -> None:
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, most * 1.3)
    labels = [textwrap.fill(str(name), 26) for name in rows[f"category_{language}"]]
    axes.set_yticks(range(len(rows)), labels, fontsize=9)
    for tick, text in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_fontsize(8 if "\n" in text else 9)
        tick.set_linespacing(0.95)
    axes.set_title(rows[f"variable_{language}"].iloc[0], fontsize=9.5, fontweight="bold", loc="left", x=-0.68, pad=3)
    for y, (_place, row) in enumerate(rows.iterrows()):
        members = None if pd.isna(row["members"]) else int(row["members"])
        spoke = None if pd.isna(row["respondents"]) else int(row["respondents"])
        if members is not None:
            axes.barh(y, members, height=0.66, color=_SILENT)
        if spoke is not None:
            axes.barh(y, spoke, height=0.66, color=COLOURS["present"])
        axes.text(
            max(members or 0, spoke or 0), y, f" {say(_spoken(members, spoke), language)}", va="center", fontsize=8.5
        )


def _spoken(members: int | None, spoke: int | None) -> Message | int:
    if members is None:
        return _("few") if spoke is None else spoke
    if spoke is None:
        return _("few of {members}", members=members)
    return _("{answered} of {members}", answered=spoke, members=members)
