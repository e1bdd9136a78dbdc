"""What one sets and sees in notebooks/explore.ipynb: widgets that can all be worked with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import ipywidgets as widgets

from .. import chain
from ..chain.trial import Trial
from ..results import Report, say
from ..results.display import Display, sheets, sheets_display
from ..settings import GapThresholds, Section, SeverityWeights
from ..store import open_store
from ..study import find
from .numbers import TracedNumber, findings, gap_numbers, said_numbers, sheet_of_gap
from .tracing import place_of, raw_row, row_html

#: Where a setting has no end of its own.
_MOST = 1_000_000
#: By how much an arrow key moves a share, and a weight.
_STEP, _WEIGHT_STEP = 0.05, 0.5
_WIDE = widgets.Layout(width="98%", max_width="62rem")
_WORDS = {"description_width": "42rem"}


class Explorer:
    """The gaps of a cluster by lines and weights of one's own; nothing is written.

    Parameters
    ----------
    cluster : str
        The cluster to begin with.
    language : str
        Language of figures and sentences.
    """

    def __init__(self, cluster: str, language: str = "en") -> None:
        self._language = language
        self._trial = Trial(open_store(find()))
        settings = self._settings = self._trial.data.settings
        clusters = [(say(name, language), id) for id, name in self._trial.data.names.items()]
        self._cluster = widgets.Dropdown(options=clusters, value=cluster, description="Cluster", layout=_WIDE)
        self._lines = {name: _number(settings.gaps, name) for name in GapThresholds.model_fields}
        self._weights = {name: _number(settings.weights, name) for name in SeverityWeights.model_fields}
        self._own = widgets.Button(description="Back to the settings of the study", layout=_WIDE)
        self._state = widgets.HTML()
        self._map, self._ranking, self._verdicts = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._gap = widgets.Dropdown(description="Gap", layout=_WIDE)
        self._sheet = widgets.HTML()
        self._number = widgets.Dropdown(description="Number", layout=_WIDE)
        self._row = widgets.Dropdown(description="Row", layout=_WIDE)
        self._raw = widgets.HTML()
        self._numbers: dict[str, TracedNumber] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._settling = False
        for control in (self._cluster, *self._lines.values(), *self._weights.values()):
            self._follow(control, self._judge)
        self._follow(self._gap, self._show_gap)
        self._follow(self._number, self._show_rows)
        self._follow(self._row, self._show_row)
        self._own.on_click(lambda _button: self._take_back())
        self._judge()

    def cluster(self) -> widgets.Widget:
        """Choose the cluster."""
        return self._cluster

    def thresholds(self) -> widgets.Widget:
        """Set where a stage begins to be a missing link, and when a verdict is given."""
        return widgets.VBox(list(self._lines.values()))

    def weights(self) -> widgets.Widget:
        """Set what counts how much; below stands which settings differ from the study's."""
        return widgets.VBox([*self._weights.values(), self._own, self._state])

    def map(self) -> widgets.Widget:
        """Show the map of the chain."""
        return self._map

    def ranking(self) -> widgets.Widget:
        """Show the gaps by severity."""
        return self._ranking

    def verdicts(self) -> widgets.Widget:
        """Show how many gaps there are, and what to do about each."""
        return self._verdicts

    def gap(self) -> widgets.Widget:
        """Choose a gap and see its evidence."""
        return widgets.VBox([self._gap, self._sheet])

    def number(self) -> widgets.Widget:
        """Choose a number, then one of the rows that made it, and see its raw cells and what the ledger has on them."""
        return widgets.VBox([self._number, self._row, self._raw])

    def _judge(self) -> None:
        """Judge the gaps by what is set, and show all that follows."""
        lines = GapThresholds(**{name: control.value for name, control in self._lines.items()})
        weights = SeverityWeights(**{name: control.value for name, control in self._weights.items()})
        self._data = self._trial.of(self._cluster.value, lines, weights)
        self._state.value = self._told()
        report = self._report()
        said = findings(self._data)
        told = (said["gaps_by_kind"], said["verdicts"], chain.gap_table(self._data))
        self._verdicts.value = "".join(_html(report.add(item)) for item in told)
        self._ranking.value = _html(report.add(chain.gap_ranking(self._data)))
        self._map.value = _html(report.add(chain.value_chain_map(self._data)))
        sheets_of_gaps = chain.missing_link_sheets(self._data)
        report.add(sheets_of_gaps)
        self._entry = report.entry(sheets_of_gaps.id)
        self._frame = sheets_of_gaps.data.release(None).frame
        self._sources = [column.made_from for column in sheets_of_gaps.columns]
        self._said = said_numbers(said.values(), self._language)
        self._offer_gaps()

    def _report(self) -> Report:
        """Open a report that shows and never writes, wherever the notebook is run."""
        return Report(self._data.study, "explore", self._cluster.value, self._language)

    def _follow(self, control: widgets.Widget, show: Callable[[], None]) -> None:
        """Show anew what hangs on a control when somebody sets it; not while the panel itself does."""
        control.observe(lambda _change: None if self._settling else show(), "value")

    @contextmanager
    def _at_rest(self) -> Iterator[None]:
        self._settling = True
        try:
            yield
        finally:
            self._settling = False

    def _choose(self, control: widgets.Dropdown, options: list[tuple[str, Any]]) -> None:
        """Offer other options; what was chosen stays where it is still offered, else the first is."""
        before, values = control.value, [value for _words, value in options]
        with self._at_rest():
            control.options = options
            if values:
                control.value = before if before in values else values[0]

    def _offer_gaps(self) -> None:
        keys = list(zip(self._frame["stage"], self._frame["kind"], strict=True))
        titles = [sheet["title"] for sheet in sheets(self._entry, self._language)]
        self._places = {key: place for place, key in enumerate(keys)}
        self._choose(self._gap, list(zip(titles, keys, strict=True)))
        self._show_gap()

    def _show_gap(self) -> None:
        place = self._places.get(self._gap.value)
        own: list[TracedNumber] = []
        if place is None:
            self._sheet.value = "<p>These settings show no gap.</p>"
        else:
            sheet, row = sheet_of_gap(self._entry, place), self._frame.iloc[place].fillna("")
            self._sheet.value = _html(sheets_display(sheet, self._language)).replace("<details", "<details open")
            # A column without rows of its own was made from those of the whole gap.
            made_from = [row[source] or row["made_from"] for source in self._sources]
            own = list(gap_numbers(sheet, made_from, self._language))
        self._numbers = {f"gap: {one.id}": one for one in own} | {one.id: one for one in self._said}
        words = [*(f"This gap: {one.words}" for one in own), *(one.words for one in self._said)]
        self._choose(self._number, list(zip(words, self._numbers, strict=True)))
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = self._numbers[self._number.value]
        made = [(f"made it: {place_of(row)}", row) for row in chosen.rows]
        self._choose(self._row, made + [(f"looked at: {place_of(row)}", row) for row in chosen.others])
        self._show_row()

    def _show_row(self) -> None:
        row = self._row.value
        self._raw.value = row_html(raw_row(self._data, row)) if row else "<p>No row made it.</p>"

    def _take_back(self) -> None:
        """Set lines and weights as the study has them."""
        with self._at_rest():
            for controls, own in ((self._lines, self._settings.gaps), (self._weights, self._settings.weights)):
                for name, control in controls.items():
                    control.value = getattr(own, name)
        self._judge()

    def _told(self) -> str:
        """Say which settings differ from the study's."""
        own = {**self._settings.gaps.model_dump(), **self._settings.weights.model_dump()}
        other = [
            f"{name} {control.value:g} ({own[name]:g})"
            for name, control in {**self._lines, **self._weights}.items()
            if control.value != own[name]
        ]
        words = f"Other than in study.yml: {', '.join(other)}." if other else "All settings are those of study.yml."
        return f'<p role="status">{escape(words)}</p>'


def _number(settings: Section, name: str) -> widgets.Widget:
    """Give a field for a setting of the study, which takes no value that study.yml would not."""
    field, value = type(settings).model_fields[name], getattr(settings, name)
    limits = {key: getattr(one, key) for one in field.metadata for key in ("ge", "gt", "le") if hasattr(one, key)}
    most = limits.get("le", _MOST)
    by = _STEP if most <= 1 else _WEIGHT_STEP
    # An arrow key goes from step to step, counted from the least.
    least = limits.get("ge", limits.get("gt", 0) + by)
    form = widgets.BoundedIntText if field.annotation is int else widgets.BoundedFloatText
    step = {} if field.annotation is int else {"step": by}
    about = {"description": field.description, "style": _WORDS, "layout": _WIDE}
    return form(value=value, min=least, max=most, **step, **about)


def _html(shown: Display) -> str:
    """Set what a report shows as HTML."""
    if "image/png" in shown.data:
        alt = escape(shown.metadata["image/png"]["alt"])
        return f'<img style="max-width: 100%" src="data:image/png;base64,{shown.data["image/png"]}" alt="{alt}">'
    return str(shown.data["text/html"])
