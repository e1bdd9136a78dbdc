"""Early beside late respondents: a hint at how those differ who did not answer at all."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import SubFigure

from ...results import (
    Column,
    Disclosure,
    Figure,
    Finding,
    Listing,
    Message,
    Number,
    Released,
    Table,
    Tabulation,
    Words,
    _,
    say,
)
from ...results.style import COLOURS, fitting_size
from ...statistics import wilson
from ...store import Store
from ...survey.labels import EXPORTS, n_respondents
from ...survey.report.bars import WIDTH, whole
from ...survey.tables import Interests, Links, Needs, Organisations, Responses
from ...tables import join_ids
from ..assistance_tables import AssistanceCases
from .figure_unused import draw_intervals

_MEMBER = ["cluster", "organisation"]
HALVES = ("early", "late")
_NOTHING = _("No export tells when it was answered")
WORDS: Mapping[str, Message] = {
    "firm": _("is a firm"),
    "complete": _("came to the end of the questions"),
    "lacks": _("lacks something"),
    "assistance": _("asks for assistance"),
    "meetings": _("wants bilateral meetings"),
    "partner": _("names a member of the clusters as a partner"),
}
HALF_WORDS: Mapping[str, Message] = {"early": _("first half"), "late": _("second half")}


def _keys(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(frame[_MEMBER].itertuples(index=False, name=None))


def halves_tabulation(data: Store) -> Tabulation:
    """Tabulate what respondents say who answered in the first half of their cluster, and in the second, by time.

    Clusters whose export does not tell when it was answered are left out.
    """
    told = pd.DataFrame(data.all(Responses)).dropna(subset=["submitted"])
    place = told.groupby("cluster")["submitted"].rank(method="first")
    size = told.groupby("cluster")["submitted"].transform("size")
    interests, links = data.all(Interests), data.all(Links)
    pairs = list(told[_MEMBER].itertuples(index=False, name=None))
    saying = {
        "lacks": _keys(data.all(Needs)),
        "assistance": _keys(data.all(AssistanceCases)),
        "meetings": _keys(interests[interests["wants_meetings"] == "yes"]),
        "partner": _keys(links.dropna(subset=["partner_organisation"])),
    }
    told = told.assign(
        half=(place > size / 2).map({False: HALVES[0], True: HALVES[1]}),
        firm=told["organisation_type"] == "firm",
        **{name: [pair in keys for pair in pairs] for name, keys in saying.items()},
    )
    rows = told.melt(["half", "row_id"], list(WORDS), var_name="measure", value_name="chosen")
    frame = rows.astype({"chosen": "int64"}).groupby(["measure", "half"], as_index=False).agg(
        chosen=("chosen", "sum"), answered=("chosen", "size"), made_from=("row_id", join_ids)
    )  # fmt: skip
    members = int(data.all(Organisations)["cluster"].isin(set(told["cluster"])).sum())
    lower, upper = wilson(frame["chosen"], frame["answered"], members, data.settings.thresholds.confidence)
    order = {name: number for number, name in enumerate(WORDS)}
    frame = frame.assign(
        others=frame["answered"] - frame["chosen"], share=frame["chosen"] / frame["answered"], lower=lower, upper=upper
    ).sort_values(["measure", "half"], key=lambda cells: cells.map(order).fillna(0), kind="stable", ignore_index=True)
    shown = ("share", "lower", "upper")
    disclosure = Disclosure(
        ("chosen", "others"),
        adds_up=(("measure",),),
        parts={"answered": ("chosen", "others")},
        hides={"chosen": shown, "others": shown},
    )
    return Tabulation(frame, disclosure)


def halves_figure(data: Store) -> Figure:
    """Draw what early and late respondents say, side by side, with intervals over the finite roster."""
    tabulated = halves_tabulation(data)
    height = 0.7 + 0.34 * len(WORDS)

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        if frame.empty:
            area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
            return
        found = area.subplots(1, 2, sharey=True)
        area.subplots_adjust(left=0.32, right=0.985, top=1 - 0.35 / height, bottom=0.13, wspace=0.1)
        for axes, half in zip(found, HALVES, strict=True):
            draw_intervals(axes, frame[frame["half"] == half].set_index("measure").reindex(list(WORDS)), language)
            axes.set_title(say(HALF_WORDS[half], language), fontsize=10, fontweight="bold", color=COLOURS["ink"])
        labels = [say(words, language) for words in WORDS.values()]
        size = min(fitting_size(label, 0.32 * WIDTH - 0.3, 9) for label in labels)
        found[0].set_yticks(range(len(labels)), labels, fontsize=size)

    return Figure(
        id="early_and_late",
        data=tabulated,
        words=_words,
        draw=draw,
        source=EXPORTS,
        n=_asked(tabulated),
        units=_("respondents of whom it is known when they answered"),
        size=(WIDTH, height),
        columns=("measure", "half", "chosen", "answered", "share", "lower", "upper"),
    )


def _asked(tabulated: Tabulation) -> int:
    sizes = tabulated.frame.drop_duplicates("half")["answered"]
    return int(sizes.sum())


def _apart(frame: pd.DataFrame) -> list[str]:
    """List what early and late respondents say so differently that the intervals do not overlap, as far as is told."""
    wide = frame.pivot(index="measure", columns="half", values=["lower", "upper"]).dropna()
    early, late = HALVES
    if wide.empty or late not in wide["lower"]:
        return []
    apart = (wide["lower"][late] > wide["upper"][early]) | (wide["lower"][early] > wide["upper"][late])
    return [measure for measure in WORDS if measure in wide.index[apart]]


def _largest(released: Released) -> dict[str, Message | Number]:
    """Give what early and late respondents say most differently, with the part of each; nothing where none is told."""
    frame = released.frame
    wide = frame.pivot(index="measure", columns="half", values="share").reindex(index=list(WORDS), columns=list(HALVES))
    wide = wide.dropna()
    if wide.empty:
        return {}
    measure, rows = str((wide["late"] - wide["early"]).abs().idxmax()), released.rows_of()

    def part(half: str, words: Message) -> Number:
        row = int(frame.index[(frame["measure"] == measure) & (frame["half"] == half)][0])
        n = int(frame["answered"].iloc[row])
        return released.number(f"halves_{half}", words, row, "share", "proportion", n=n, source=EXPORTS, of=rows)

    return {
        "what": WORDS[measure],
        "early": part("early", _("part of the early respondents, where early and late ones differ most")),
        "late": part("late", _("part of the late respondents, where early and late ones differ most")),
    }


def _words(released: Released) -> Words:
    frame = released.frame
    parts = tuple(
        _(
            "{what}, {half}: {chosen} of {answered}",
            what=WORDS[str(row["measure"])],
            half=HALF_WORDS[str(row["half"])],
            chosen=whole(row["chosen"]),
            answered=int(row["answered"]),
        )
        for _place, row in frame.iterrows()
    )
    apart, largest = _apart(frame), _largest(released)
    if frame.empty:
        title = _NOTHING
    elif apart:
        names = Listing(tuple(WORDS[one] for one in apart))
        title = _("Late respondents differ from early ones: {names}", names=names)
    elif largest:
        title = _("Early and late respondents differ most in “{what}”: {early} and {late}", **largest)
    else:
        title = _("What early and late respondents say")
    return Words(
        title=title,
        subtitle=_("Respondents of whom it holds, by when they answered; line: interval for all members"),
        alt=_("Points with intervals for two halves. {parts}.", parts=Listing(parts)) if parts else _NOTHING,
        note=_("Halves by the time of answering, cluster by cluster; an export that does not tell it is left out."),
        reading=_(
            "Who answers late, after reminders, is often more like those who never answer. Where the lines of the two "
            "halves do not overlap, those who did not answer may differ the same way; it is a hint and no proof."
        ),
    )


def halves_table(data: Store) -> Table:
    """List what early and late respondents say."""
    tabulated = halves_tabulation(data)
    return Table(
        id="early_and_late_counts",
        data=tabulated,
        columns=(
            Column("measure", _("What respondents say"), words=WORDS),
            Column("half", _("Who"), words=HALF_WORDS),
            Column("chosen", _("Respondents")),
            Column("answered", _("Of")),
            Column("share", _("Part"), share=True),
            Column("lower", _("Lower end of the interval"), share=True),
            Column("upper", _("Upper end of the interval"), share=True),
        ),
        words=lambda released: Words(_("What early and late respondents say")),
        source=EXPORTS,
        n=_asked(tabulated),
        units=_("respondents of whom it is known when they answered"),
    )


def halves_finding(data: Store) -> Finding:
    """Say whether late respondents differ from early ones."""

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No export tells when it was answered: early and late respondents cannot be compared.")
        apart, rows = _apart(frame), released.rows_of()
        compared = Number(
            "halves_compared", _("things compared between early and late respondents"), frame["measure"].nunique(),
            "number", rows, _asked_of(frame), EXPORTS, of=rows, public=True,
        )  # fmt: skip
        differing = Number(
            "halves_apart", _("of these, those in which the intervals do not overlap"), len(apart), "number", rows,
            _asked_of(frame), EXPORTS, of=rows, public=True,
        )  # fmt: skip
        timed, everybody = _timed(data, released)
        said = _(
            "Early and late respondents were compared in **{whole}** things; in **{differing}** they differ by more "
            "than the intervals allow.",
            whole=compared,
            differing=differing,
        )
        if largest := _largest(released):
            said = _("{said} They differ most in “{what}”: **{early}** and **{late}**.", said=said, **largest)
        return _(
            "{said} It is known of **{timed}** of {respondents} when they answered. It is a hint at those who did not "
            "answer, and no proof.",
            said=said,
            timed=timed,
            respondents=n_respondents(everybody),
        )

    return Finding("late_respondents", halves_tabulation(data), text)


def _timed(data: Store, released: Released) -> tuple[Number, Number]:
    """Count the respondents whose time of answering is known, and all respondents."""
    rows, known, every = released.rows_of(), _asked_of(released.frame), len(data.all(Responses))
    words = _("respondents whose time of answering is known")
    return (
        Number("halves_timed", words, known, "number", rows, every, EXPORTS, of=rows, public=True),
        Number("halves_of", _("respondents"), every, "number", rows, every, EXPORTS, of=rows, public=True),
    )


def _asked_of(frame: pd.DataFrame) -> int:
    return int(frame.drop_duplicates("half")["answered"].sum())
