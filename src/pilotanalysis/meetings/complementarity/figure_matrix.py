"""Which cluster has what another lacks: a matrix of all clusters."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, to_hex
from matplotlib.figure import SubFigure

from ...results import Figure, Label, Listing, Message, Number, Released, Words, _, say
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size, ink_on
from ...store import Store
from ...survey.labels import n_respondents
from ..cluster_labels import BETWEEN, LACKING, cluster_words, n_needs, n_pairs_of_clusters
from .tabulation import complementarity_tabulation

_WIDTH, _ROW, _HEAD, _FOOT = 10.0, 0.82, 0.74, 0.1
#: Where the matrix begins, in inches.
_LEFT = 1.5
#: About so many letters of a name stand on one line.
_LETTERS = 13
_SCALE = "blend:#e8eff5,#12436d"
_NOTHING = _("nothing")


def complementarity_matrix(data: Store) -> Figure:
    """Set what respondents of each analysed cluster lack against what members of every other offer."""
    shown, called = complementarity_tabulation(data), cluster_words(data)
    analysed = [cluster for cluster in called if cluster in set(shown.frame["cluster"])]
    # Whose members were asked stand to the left of the line, wherever the study names them.
    called = {cluster: called[cluster] for cluster in dict.fromkeys([*analysed, *called])}
    n = asked_in_all(shown.frame)

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, called, n),
            subtitle=_(
                "Respondents of a cluster (row) who lack something that members of another (column) offer and nobody "
                "at home does, of all who lack anything"
            ),
            alt=_alt(released.frame, called),
            note=_(
                "Needs: stages of any chain that they lack. At home too: respondents who lack what members of both "
                "offer; they count in no colour and no title. To the right of the line: follow-up clusters, whose "
                "members were not asked what they lack. Who is a member of both clusters is not counted as offering."
            ),
            reading=_(
                "Read a row to see who could serve a cluster, a column to see whom a cluster could serve. The darker "
                "the box, the larger the part of the respondents served. Two clusters with dark boxes both ways have "
                "most to give each other."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        _draw(area, frame, language, (analysed, called))

    return Figure(
        id="complementarity_matrix",
        data=shown,
        words=words,
        draw=draw,
        source=BETWEEN,
        n=n,
        units=LACKING,
        size=(_WIDTH, _HEAD + _ROW * max(len(analysed), 1) + _FOOT),
        columns=(
            "cluster",
            "other",
            "needs_all",
            "needs",
            "needs_too",
            "lacking_all",
            "lacking",
            "lacking_too",
            "served",
            "offering",
        ),
    )


def asked_in_all(frame: pd.DataFrame) -> int:
    """How many respondents of all clusters lack anything."""
    return int(frame.drop_duplicates("cluster")["lacking_all"].sum())


def _title(released: Released, called: Mapping[str, Label], n: int) -> Message:
    """Say who could get most from whom; where the release may not tell, how many clusters could get anything."""
    frame = released.frame
    serving = frame["needs"] > 0
    if not serving.any():
        return _("No cluster offers what another lacks")
    if released.hidden.loc[serving, "served"].any():
        number = Number(
            "could_get",
            _("pairs of clusters of which the second offers what the first lacks"),
            int(serving.sum()),
            "number",
            released.rows_of(serving),
            n,
            BETWEEN,
            of=released.rows_of(),
            public=True,
        )
        return _("In {pairs} one offers what the other lacks", pairs=n_pairs_of_clusters(number))
    row = int(frame["served"].to_numpy().argmax())
    most = frame.iloc[row]
    whole = int(most["lacking_all"])
    number = released.number(
        "most_served_by_other",
        _("respondents who lack what the other cluster offers"),
        row,
        "lacking",
        n=whole,
        source=BETWEEN,
    )
    asked = released.number(
        "most_served_asked",
        _("respondents of the cluster that could get most who lack anything"),
        row,
        "lacking_all",
        n=whole,
        source=BETWEEN,
    )
    return _(
        "{cluster} could get most from another cluster: {other} could serve {respondents} of {all}",
        cluster=called[str(most["cluster"])],
        other=called[str(most["other"])],
        respondents=n_respondents(number),
        all=asked,
    )


def _alt(frame: pd.DataFrame, called: Mapping[str, Label]) -> Message:
    parts = tuple(
        _(
            "{cluster} from {other}: {needs}, {respondents}",
            cluster=called[str(row["cluster"])],
            other=called[str(row["other"])],
            needs=n_needs(int(row["needs"])),
            respondents=n_respondents(None if pd.isna(row["lacking"]) else int(row["lacking"])),
        )
        for _place, row in frame[frame["needs"] > 0].iterrows()
    )
    return _(
        "Matrix of the clusters with what each could get from each other. {parts}.",
        parts=Listing(parts) if parts else _NOTHING,
    )


def _draw(area: SubFigure, frame: pd.DataFrame, language: str, clusters: tuple[list[str], Mapping[str, Label]]) -> None:
    import seaborn

    analysed, called = clusters
    columns = list(called)
    height = _HEAD + _ROW * max(len(analysed), 1) + _FOOT
    axes = area.add_axes((_LEFT / _WIDTH, _FOOT / height, 1 - (_LEFT + 0.1) / _WIDTH, 1 - (_HEAD + _FOOT) / height))
    served = frame.pivot(index="cluster", columns="other", values="served").reindex(analysed, columns=columns)
    colours = seaborn.color_palette(_SCALE, as_cmap=True)
    most = float(frame["served"].fillna(0).max()) if len(frame) else 0.0
    seaborn.heatmap(
        served.astype("float64"), vmin=0, vmax=max(most, 0.01), cmap=colours, cbar=False, linewidths=3,
        linecolor=PAPER, xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", facecolor="#f4f6f8")
    wide = (_WIDTH - _LEFT - 0.1) / len(columns)
    for place, cluster in enumerate(columns):
        lines = textwrap.wrap(say(called[cluster], language), _LETTERS)
        size = min(fitting_size(line, wide - 0.1, 9.5, "bold") for line in lines)
        axes.text(place + 0.5, -0.1, "\n".join(lines), ha="center", va="bottom", fontsize=size, fontweight="bold")
    axes.text(0, -0.62, say(_("could get from members of"), language), fontsize=8.5, color=COLOURS["muted"])
    for place, cluster in enumerate(analysed):
        name = say(called[cluster], language)
        size = fitting_size(name, _LEFT - 0.2, 9.5, "bold")
        axes.text(-0.08, place + 0.5, name, ha="right", va="center", fontsize=size, fontweight="bold")
    if len(analysed) < len(columns):
        axes.axvline(len(analysed), color=COLOURS["ink"], linewidth=1.6)
    for _place, row in frame.iterrows():
        _write(axes, (columns.index(row["other"]), analysed.index(row["cluster"])), row, (colours, most), language)


def _write(axes: Axes, at: tuple[int, int], row: pd.Series, scale: tuple[Colormap, float], language: str) -> None:
    """Write into a box how many are served, of how many needs, and how many could be at home too."""
    x, y = at
    colours, most = scale
    known = pd.notna(row["served"])
    ink = ink_on(to_hex(colours(float(row["served"]) / most))) if known and most else COLOURS["ink"]

    def write(text: Message | str, height: float, size: float, colour: str = ink, weight: str = "normal") -> None:
        said = text if isinstance(text, str) else say(text, language)
        axes.text(
            x + 0.5, y + height, said, ha="center", va="center", fontsize=size, color=colour, fontweight=weight
        )  # fmt: skip

    if row["needs"]:
        some = SUPPRESSED if pd.isna(row["lacking"]) else say(int(row["lacking"]), language)
        write(_("{some} of {all}", some=some, all=int(row["lacking_all"])), 0.28, 10.5, weight="bold")
        write(n_needs(int(row["needs"])), 0.56, 8)
    else:
        write("–", 0.36, 9, COLOURS["muted"])
    if row["needs_too"]:
        too = SUPPRESSED if pd.isna(row["lacking_too"]) else say(int(row["lacking_too"]), language)
        write(_("at home too: {number}", number=too), 0.82, 7.5)
