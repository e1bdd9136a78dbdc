"""How much of the questionnaire was answered."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import SubFigure

from ...results import (
    Disclosure,
    Figure,
    Finding,
    Label,
    Listing,
    Message,
    Number,
    Released,
    Share,
    Tabulation,
    Words,
    _,
    _n,
    say,
)  # fmt: skip
from ...store import Store
from ...tables import join_ids, split_ids
from .. import questionnaire
from ..labels import EXPORTS
from ..tables import Completeness, Responses
from .bars import WIDTH, draw_bars, panels
from .members import ALL, counts_of_members, number_of


def partial_finding(data: Store) -> Finding:
    """Say how many responses are partial, and how long it took to answer."""
    counted = counts_of_members(data)

    def text(released: Released) -> Message:
        words = _("responses that stopped before the end")
        partial = number_of(released, ALL, "partial", "responses_partial", words, EXPORTS, of_responses=True)
        row, hidden = (part.iloc[0] for part in (released.frame, released.hidden))
        if not hidden["timed"] and not row["timed"]:
            return _n(
                "**{count}** of the responses kept stops before the end.",
                "**{count}** of the responses kept stop before the end.",
                partial,
            )
        timed = () if hidden["timed"] else tuple(split_ids(row["timed_from"]))
        minutes = Number(
            "minutes", _("median time to answer"), row["minutes"], "minutes", timed, len(timed) or 1, EXPORTS
        )
        minutes = minutes.withheld() if hidden["timed"] else minutes
        return _n(
            "**{count}** of the responses kept stops before the end; what it says up to there counts. Where the tool "
            "tells how long it took, half took less than **{minutes}**.",
            "**{count}** of the responses kept stop before the end; what they say up to there counts. Where the tool "
            "tells how long it took, half took less than **{minutes}**.",
            partial,
            minutes=_n("{count} minute", "{count} minutes", minutes),
        )

    return Finding("partial", counted.only(counted.frame["key"] == ALL), text)


class _Sections(NamedTuple):
    """Parts of the questionnaire in their order, and the part in which each question stands."""

    names: list[Label]
    of: dict[str, int]


def _sections(data: Store, answered: set[str]) -> _Sections:
    labels = {
        question.name: Label(tuple(question.sections[0].labels.items()))
        for question in questionnaire.load(data.study).questions
        if question.sections and question.name in answered
    }
    names = list(dict.fromkeys(labels.values()))
    return _Sections(names, {question: names.index(label) for question, label in labels.items()})


def answers_by_section(data: Store) -> Figure:
    """Show how much of what was asked was answered, by part of the questionnaire and cluster."""
    rows = data.all(Completeness)
    sections = _sections(data, set(rows["question"]))
    height = 0.42 * len(sections.names) + 0.55
    rows = rows.assign(section=rows["question"].map(sections.of)).dropna(subset="section")
    counted = _by_section(data, rows, sections)

    def words(released: Released) -> Words:
        whole = released.whole.frame
        totals = whole[whole["cluster"] == ""].set_index("section")
        return Words(
            _least(sections, totals),
            _(
                "Answers given to the questions that were asked, by part of the questionnaire; questions that were "
                "skipped by a filter are not counted"
            ),
            _(
                "Table of shares answered by part of the questionnaire and cluster. Over all clusters: {shares}.",
                shares=Listing(
                    tuple(
                        _("{section} {share}", section=sections.names[place], share=_share(value))
                        for place, value in enumerate(totals["share"])
                    )
                ),
            ),
            _("Repeated blocks count by their rows: an input that nobody named is not an empty answer."),
            reading=_(
                "Each line is a part of the questionnaire, each column a cluster. A bar that is dark to its end means "
                "that all was answered that was asked. What rests on a part with a short dark bar is less sure."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        labels = [say(name, language) for name in sections.names]
        names = {cluster: name for cluster, name in data.names.items() if (frame["cluster"] == cluster).any()}
        for axes, own in panels(area, frame, names, language, left=0.37, height=height):
            rows = own.set_index("section").reindex(range(len(labels)))
            asked = rows["asked"] > 0
            pairs = zip(rows["share"], asked, strict=True)
            texts = [say(_share(share), language) if there else "" for share, there in pairs]
            draw_bars(axes, labels, asked.astype("float64"), rows["share"], texts, most=1.45)

    return Figure(
        id="answers_by_section",
        data=counted,
        words=words,
        draw=draw,
        source=EXPORTS,
        n=len(data.all(Responses)),
        size=(WIDTH, height),
        columns=(
            "section", "cluster", "answered", "unanswered", "not_understood", "share",
            *(f"section_{language}" for language in data.study.languages),
        ),
    )  # fmt: skip


def _by_section(data: Store, rows: pd.DataFrame, sections: _Sections) -> Tabulation:
    """Count answers by part and cluster, and over all clusters.

    These are counts of answers, not of members; but a part may have one question, and two who left it empty are two
    members. So they are treated alike.
    """
    how: dict[str, Any] = {name: (name, "sum") for name in ("answered", "unanswered", "not_understood")}
    how["made_from"] = ("made_from", join_ids)
    order = {cluster: place for place, cluster in enumerate(data.names)}
    frame = rows.astype({"section": "int64"}).groupby(["section", "cluster"]).agg(**how).reset_index()
    frame = frame.sort_values(["section", "cluster"], key=lambda part: part.map(order).fillna(part), ignore_index=True)
    whole = frame.groupby("section").agg(**how).reset_index().assign(cluster="")
    frame = pd.concat([frame, whole], ignore_index=True)
    frame["asked"] = frame["answered"] + frame["unanswered"]
    frame["share"] = frame["answered"] / frame["asked"].where(frame["asked"] > 0)
    frame["key"] = frame["section"].astype("str") + "/" + frame["cluster"]
    for language in data.study.languages:
        frame[f"section_{language}"] = [say(sections.names[number], language) for number in frame["section"]]
    parts = frame[frame["cluster"] != ""].groupby("section")["key"]
    disclosure = Disclosure(
        counts=("answered", "unanswered", "not_understood"),
        totals=tuple((f"{section}/", tuple(keys)) for section, keys in parts),
        hides={"answered": ("share",), "unanswered": ("share",)},
    )
    return Tabulation(frame, disclosure).only(frame["cluster"] != "")


def _share(value: float) -> Share | object:
    """Set a share; what is missing is suppressed, and said so."""
    return value if pd.isna(value) else Share(value)


def _least(sections: _Sections, totals: pd.DataFrame) -> Message:
    """Name the part that was answered least; of one whose share is suppressed nearly all was answered, or nothing."""
    place = int(totals["share"].fillna(1.0).to_numpy().argmin())
    value, asked = totals["share"].loc[place], totals["asked"].loc[place]
    rows = tuple(split_ids(totals["made_from"].loc[place]))
    number = Number(
        "least_answered", _("share answered in the part answered least"), None if pd.isna(value) else float(value),
        "proportion", rows, 1 if pd.isna(asked) else int(asked), EXPORTS,
    )  # fmt: skip
    least = {"section": sections.names[place], "share": number.withheld() if pd.isna(value) else number}
    if pd.isna(value) or value >= 0.5:
        return _("Most of what was asked was answered; least under “{section}” ({share})", **least)
    return _("Much of what was asked under “{section}” was left empty ({share} answered)", **least)
