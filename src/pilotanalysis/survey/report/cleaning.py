"""What was made of the answers: which were not taken as written, by which rule, and what is open.

What is counted here are answers, not members. Yet one or two answers are those of one or two respondents; so small
counts are suppressed as if each answer came from another member, with every sum among them. A larger count may come
from one respondent; it tells how somebody types, and nothing of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
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
    _n,
    say,
)  # fmt: skip
from ...results.canvas import sheet_of
from ...results.style import COLOURS, width_of
from ...store import Store, once
from ...tables import SEPARATOR, join_ids, split_ids
from .. import questionnaire
from ..labels import EXPORTS, RULE, n_answers
from ..tables import Completeness, Decided, Ledger, Responses, Review
from .bars import WIDTH, whole

#: Severities in the order of their bars, with their colours.
_SEVERITIES = {"info": "present", "flag": "unknown", "review": "absent"}
#: What becomes of an answer, in words.
_OUTCOMES = {
    "info": _("one meaning only"),
    "flag": _("taken and flagged"),
    "review": _("waits for a decision"),
}
_MOST_RULES = 16
#: Height of a bar and of the key, in inches.
_ROW, _KEY = 0.27, 0.34
#: Rules that bring a text to a stage of the catalogue, by what they are told under, and whose they are not sure of.
_CODED: Mapping[str, tuple[str, ...]] = {
    "coded_known": ("coded_before", "coded_by_term"),
    "coded_alike": ("coded_by_likeness",),
    "coded_unsure": ("not_coded",),
}
_NOTED = {"cells_noted": ("info", "flag", "review"), "cells_flagged": ("flag",), "cells_waiting": ("review",)}
_CELL = ["row_id", "question", "number"]


@once
def counts_of_cells(data: Store) -> Tabulation:
    """Count the answers that were not taken as written.

    Returns
    -------
    Tabulation
        One row a count: key, level (``rule`` over all clusters, ``cluster``, ``waiting`` by question, ``sum``),
        cluster, question, rule, severity, cells.
    """
    ledger, review = data.all(Ledger), data.all(Review)
    by_rule = ledger.assign(rule=ledger["rule"].str.split(SEPARATOR)).explode("rule")
    open_cells = review.assign(rule=review["rule"].str.split(SEPARATOR).str[-1], severity="review")
    rules = _grouped(by_rule, ["severity", "rule"], "rule", sort=True)
    clusters = _grouped(by_rule, ["cluster", "rule", "severity"], "cluster")
    waiting = _grouped(open_cells, ["cluster", "question", "rule", "severity"], "waiting")
    frame = pd.concat([rules, clusters, waiting, _sums(data, ledger)], ignore_index=True).fillna("")
    frame["key"] = frame[["level", "cluster", "question", "rule", "severity"]].agg("/".join, axis=1)
    return Tabulation(frame, Disclosure(counts=("cells",), totals=tuple(_totals(frame))))


def _grouped(frame: pd.DataFrame, keys: list[str], level: str, *, sort: bool = False) -> pd.DataFrame:
    groups = frame.groupby(keys, sort=sort)
    return groups.agg(cells=("row_id", "size"), made_from=("row_id", join_ids)).reset_index().assign(level=level)


def _sums(data: Store, ledger: pd.DataFrame) -> pd.DataFrame:
    """Count what sentences tell: answers noted of respondents that were kept, and answers that were coded."""
    kept = data.all(Responses)[["cluster", "respondent"]]
    own = ledger.merge(kept.drop_duplicates(), on=["cluster", "respondent"])
    found = {id: own[own["severity"].isin(names)].drop_duplicates(_CELL) for id, names in _NOTED.items()}
    found |= {id: ledger[ledger["rule"].isin(rules)] for id, rules in _CODED.items()}
    rows = [(id, len(cells), join_ids(cells["row_id"]) if len(cells) else "") for id, cells in found.items()]
    return pd.DataFrame(rows, columns=["rule", "cells", "made_from"]).assign(level="sum")


def _totals(frame: pd.DataFrame) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Name what adds up: clusters to a rule, questions to a rule of a cluster, rules to what sentences tell."""
    levels = {str(level): own for level, own in frame.groupby("level")}
    rules = levels.get("rule", frame.head(0))
    for upper, lower, alike in (("rule", "cluster", ["rule", "severity"]), ("cluster", "waiting", ["cluster", "rule"])):
        if upper in levels and lower in levels:
            totals = levels[upper] if upper == "rule" else levels[upper][levels[upper]["severity"] == "review"]
            parts = levels[lower].merge(totals, on=alike, suffixes=("", "_total"))
            yield from ((str(key), tuple(own["key"])) for key, own in parts.groupby("key_total"))
    sums = {
        **{id: ("severity", names) for id, names in _NOTED.items()},
        **{id: ("rule", r) for id, r in _CODED.items()},
    }
    for id, (column, names) in sums.items():
        parts = rules[rules[column].isin(names)]
        if len(parts):
            yield f"sum///{id}/", tuple(parts["key"])


def _only(counted: Tabulation, level: str) -> Tabulation:
    return counted.only(counted.frame["level"] == level).arranged(_by_size)


def _by_size(frame: pd.DataFrame) -> pd.DataFrame:
    """Order counts by cluster, or by severity over all of them, the largest first as far as they are told."""
    order = {name: place for place, name in enumerate(_SEVERITIES)}
    first = frame["severity"].map(order).where(frame["level"] == "rule", 0)
    sized = frame.assign(first=first, told=-frame["cells"].fillna(0))
    return sized.sort_values(["cluster", "first", "told"], kind="stable").drop(columns=["first", "told"])


def _number(data: Store, released: Released, id: str, words: Message) -> Number:
    """Make a number of what a sentence tells, of all answers, or of all respondents where answers were coded."""
    frame = released.whole.frame
    row = int(frame.index[(frame["level"] == "sum") & (frame["rule"] == id)][0])
    n = int(data.all(Completeness)["answered"].sum()) if id in _NOTED else len(data.all(Responses))
    return released.whole.number(id, words, row, "cells", "number", n=n, source=EXPORTS, of=_kept_rows(data))


def _kept_rows(data: Store) -> tuple[str, ...]:
    """Ids of the rows of all responses that were kept, those of their repetitions on further sheets among them."""
    return tuple(split_ids(join_ids(data.all(Completeness)["made_from"])))


def _waiting(data: Store, released: Released) -> Number:
    return _number(data, released, "cells_waiting", _("answers that wait for a decision"))


def cleaning_finding(data: Store) -> Finding:
    """Say how many answers were not taken as written, and what became of them."""
    everyone = _kept_rows(data)
    total = int(data.all(Completeness)["answered"].sum())

    def text(released: Released) -> Message:
        return _(
            "Of **{answers}**, **{odd}** were not taken as written; most of those have only one possible meaning. "
            "Taken and flagged for a second look: **{flagged}**. Waiting for a decision: **{waiting}**.",
            answers=n_answers(Number("answers", _("answers given"), total, "number", everyone, total, EXPORTS)),
            odd=_number(data, released, "cells_noted", _("answers not taken as written")),
            flagged=_number(data, released, "cells_flagged", _("answers taken and flagged")),
            waiting=_waiting(data, released),
        )

    return Finding("cleaning", _only(counts_of_cells(data), "sum"), text)


def coding_finding(data: Store) -> Finding:
    """Say how many answers in words were brought to a stage of the catalogue, and by what."""
    labels = {
        "coded_known": _("answers coded by a decision or a term of the glossary"),
        "coded_alike": _("answers coded by likeness to the glossary"),
        "coded_unsure": _("answers that could not be coded with certainty"),
    }

    def text(released: Released) -> Message:
        known, alike, unsure = (_number(data, released, id, words) for id, words in labels.items())
        return _(
            "Answers that say only in words what is made, bought, needed or offered were assigned to a stage: "
            "**{known}** by a decision or a term of the glossary, **{alike}** by likeness to the glossary. Not certain "
            "enough, and waiting with the three closest stages beside them: **{unsure}**.",
            known=known,
            alike=alike,
            unsure=unsure,
        )

    return Finding("coding", _only(counts_of_cells(data), "sum"), text)


def decisions_finding(data: Store) -> Finding:
    """Say how many decisions were applied, and how many fit nothing any more; they count no members."""
    decided, ledger = data.all(Decided), data.all(Ledger)
    of = _kept_rows(data)
    rows = tuple(dict.fromkeys(ledger.loc[ledger["rule"].isin(["decided", "coded_before"]), "row_id"]))
    applied = int((decided["status"] == "applied").sum())

    def text(released: Released) -> Message:
        if decided.empty:
            return _(
                "Nobody has decided anything yet on answers that wait for it. They are in "
                "`data/processed/review.xlsx`, with room for decisions."
            )
        n, lost = len(decided), len(decided) - applied
        return _(
            "Decisions applied: **{used}**; decisions that no longer fit any answer: **{lost}**.",
            used=Number("decisions_applied", _("decisions applied"), applied, "number", rows, n, EXPORTS, of=of),
            lost=Number(
                "decisions_unmatched", _("decisions that no longer fit anything"), lost, "number", (), n, EXPORTS, of=of
            ),
        )

    return Finding("decisions", Tabulation(decided), text)


def cells_by_rule(data: Store) -> Figure:
    """Show by which rules answers were read that were not taken as written, and what could not be read."""
    counted = counts_of_cells(data)
    frame = counted.frame
    languages = data.study.languages
    worded = frame.assign(
        **{
            f"rule_{language}": [say(RULE.get(rule, rule), language) for rule in frame["rule"]]
            for language in languages
        }
    )

    def words(released: Released) -> Words:
        cells = released.frame["cells"].astype("Int64").fillna(0)
        waits = _waiting(data, released)
        return Words(
            _n(
                "Most often corrected: {rule}; {count} answer waits for a decision",
                "Most often corrected: {rule}; {count} answers wait for a decision",
                waits,
                rule=RULE[str(released.frame["rule"].iloc[int(cells.argmax())])],
            )
            if len(cells)
            else _("Every answer was taken as written"),
            _("Notes by rule: one meaning only (blue), taken and flagged (brown), waiting for a decision (red)"),
            _(
                "Bars of the number of notes by rule of cleaning: {rules}.",
                rules=Listing(
                    tuple(
                        _("{rule} {cells}", rule=RULE[str(row["rule"])], cells=whole(row["cells"]))
                        for row in released.frame.to_dict("records")
                    )
                ),
            ),
            reading=_(
                "Each bar is a rule of cleaning; its length is the number of answers that the rule read or flagged. "
                "Blue bars need no attention, brown ones deserve a look, red ones wait for a decision."
            ),
        )

    return Figure(
        id="cells_by_rule",
        data=_only(replace(counted, frame=worded), "rule").arranged(
            lambda frame: frame[frame.groupby("severity").cumcount() < _MOST_RULES]
        ),
        words=words,
        draw=_draw_rules,
        source=EXPORTS,
        n=len(data.all(Responses)),
        size=lambda frame: (WIDTH, _ROW * len(frame) + _KEY + 0.15),
        columns=("severity", "rule", "cells", *(f"rule_{language}" for language in languages)),
    )


def _draw_severities(axes: Axes, height: float, language: str) -> None:
    x, y = 0.1, height - _KEY / 2
    for severity, words in _OUTCOMES.items():
        axes.barh(y, 0.2, left=x, height=0.14, color=COLOURS[_SEVERITIES[severity]])
        text = say(words, language)
        axes.text(x + 0.27, y, text, va="center", fontsize=8.5)
        x += 0.27 + width_of(text, 8.5) + 0.3


def _draw_rules(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    import seaborn

    height = _ROW * len(frame) + _KEY + 0.15
    axes = area.add_axes((0.42, 0.05 / height, 0.55, (_ROW * len(frame) + 0.05) / height))
    _draw_severities(sheet_of(area, WIDTH, height), height, language)
    lengths = frame["cells"].astype("Int64").fillna(0).astype("float64").to_numpy()
    if len(frame):
        seaborn.barplot(
            x=lengths, y=[str(place) for place in range(len(frame))], hue=frame["severity"].to_numpy(), orient="h",
            palette={name: COLOURS[colour] for name, colour in _SEVERITIES.items()}, saturation=1, width=0.62,
            dodge=False, legend=False, errorbar=None, ax=axes,
        )  # fmt: skip
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(0, max(lengths, default=1.0) * 1.12 or 1.0))
    axes.set_yticks(range(len(frame)), frame[f"rule_{language}"], fontsize=9)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    for place, (length, cells) in enumerate(zip(lengths, frame["cells"], strict=True)):
        said = say(None if pd.isna(cells) else int(cells), language)
        axes.text(float(length), place, f" {said}", va="center", fontsize=8.5)


def cells_table(data: Store) -> Table:
    """Count the cells that were not taken as written, by the rule that read them or could not."""
    severity = {"info": _("read"), "flag": _("taken, but flagged"), "review": _("to be looked at")}
    return Table(
        id="cells",
        data=_only(counts_of_cells(data), "cluster"),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("rule", _("How it was read"), words=RULE),
            Column("severity", _("Outcome"), words=severity),
            Column("cells", _("Cells")),
        ),
        words=lambda released: Words(_("Cells that were not taken as written")),
        source=EXPORTS,
        n=len(data.all(Responses)),
    )


def waiting_table(data: Store) -> Table:
    """List what waits for a decision: by cluster and question, with the rule that could not read it."""
    return Table(
        id="waiting",
        data=_only(counts_of_cells(data), "waiting"),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("question", _("Question"), words=questionnaire.words_of_all(questionnaire.load(data.study))),
            Column("rule", _("Why it waits"), words=RULE),
            Column("cells", _("Cells")),
        ),
        words=lambda released: Words(
            _("Answers that wait for a decision"),
            note=_("Nothing waits for a decision.") if released.frame.empty else None,
        ),
        source=EXPORTS,
        n=len(data.all(Responses)),
    )
