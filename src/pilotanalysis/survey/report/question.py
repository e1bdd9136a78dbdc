"""A figure of any closed question of the questionnaire, one that an agency added among them.

All words are the questionnaire's own: whoever adds a question writes it, its options and their translations into
``questionnaire.xlsx``, and shows it with one line of a notebook::

    report.add(survey.question_figure(data, "exporter"))
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.figure import SubFigure
from matplotlib.ticker import MaxNLocator

from ...problems import nearest
from ...results import Disclosure, Figure, Label, Listing, Message, Released, Tabulation, Words, _, say
from ...store import Store
from ...tables import SEPARATOR, join_ids, split_ids
from .. import questionnaire as forms
from ..labels import EXPORTS
from ..questionnaire import Question, Questionnaire
from ..rows import QUESTIONS
from ..tables import Barriers, Completeness, OtherAnswers
from .bars import WIDTH, draw_bars, of_members, panels, whole

#: Table and column that keep the answers to a question.
_KEPT = {question: (model, column) for model, columns in QUESTIONS.items() for column, question in columns.items()}
_BARRIER = "barrier_"
#: Most marks of a scale; a number with more values is shown in classes.
_MOST_MARKS = 11
_CLASSES = 6
_ROOM = 26
#: Columns with the ids of rows: of those asked, of those who chose an option, and of those who answered.
_ROWS = ("made_from", "chosen_from", "answered_from")


def question_figure(data: Store, question: str) -> Figure:
    """Show what was answered to a closed question: how many chose each option, or gave each mark or number.

    The question goes by its name in the questionnaire. In the store of all clusters these stand side by side.

    Raises
    ------
    LookupError
        If there is no such question, or it is answered in words, or by a date.
    StudyError
        If the questionnaire cannot be read.
    """
    asked = forms.load(data.study)
    if question not in asked.by_name:
        raise LookupError(f"There is no question {question!r}.{nearest(question, list(asked.by_name))}")
    one = asked.by_name[question]
    if one.kind in ("text", "date"):
        raise LookupError(f"{question} is answered in words or by a date: it has no options to be counted.")
    clusters = [cluster for cluster in data.names if data.cluster in (None, cluster)]
    answers = _chosen(data, one, asked) if one.choices else _numbers(data, one)
    counted = _tabulate(answers, clusters)
    options = list(dict.fromkeys(counted.frame["option"]))
    height = 0.42 * max(len(options), 1) + 0.7
    labels = {option.name: Label(tuple(option.labels.items())) for option in asked.options_of(one)}

    def word(option: str) -> Label:
        return labels.get(option, data.in_all_languages(option))

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        lines = [textwrap.fill(say(word(option), language), _ROOM) for option in options]
        most = float(frame["answered"].max()) if frame["answered"].notna().any() else 1.0
        names = {cluster: data.names[cluster] for cluster in clusters}
        for axes, own in panels(area, frame, names, language, left=0.24, height=height):
            rows = own.set_index("option").reindex(options)
            pairs = zip(rows["chosen"], rows["answered"], strict=True)
            texts = [of_members(chosen, answered, language) for chosen, answered in pairs]
            draw_bars(axes, lines, rows["answered"], rows["chosen"], texts, most=max(most, 1.0) * 1.45)

    return Figure(
        id=f"question_{question}",
        data=counted.only(counted.frame["cluster"] != ""),
        words=_words(one, clusters, word, several=one.kind in ("select_multiple", "rank")),
        draw=draw,
        source=EXPORTS,
        n=int(counted.frame.loc[counted.frame["cluster"] == "", "answered"].max()) if options else 0,
        size=(WIDTH, height),
        columns=("cluster", "option", "chosen", "answered"),
    )


def _words(
    question: Question, clusters: list[str], word: Callable[[str], Label], *, several: bool
) -> Callable[[Released], Words]:
    """Compose the words of the figure from those of the questionnaire."""
    asked = Label(tuple(question.labels.items()))
    part = Label(tuple(question.sections[-1].labels.items())) if question.sections else None

    def words(released: Released) -> Words:
        totals = _totals(released)
        subtitle = _("Number of answers, of all answers to the question (light)")
        return Words(
            _most_often(question.name, asked, released, word),
            _("{part}. {subtitle}", part=part, subtitle=subtitle) if part else subtitle,
            _(
                "Bars of the number of answers to “{question}”: {options}.",
                question=asked,
                options=Listing(
                    tuple(
                        _("{option} {count}", option=word(row["option"]), count=whole(row["chosen"]))
                        for row in totals.to_dict("records")
                    )
                ),
            )
            if len(totals)
            else _("Nobody answered “{question}”", question=asked),
            _("Several answers are possible.") if several else None,
            _(
                "Each line is a possible answer. The light bar is all who answered the question, the dark part those "
                "who gave this answer."
            ),
        )

    return words


def _totals(released: Released) -> pd.DataFrame:
    """Give the counts over all clusters."""
    frame = released.whole.frame
    return frame[frame["cluster"] == ""]


def _most_often(name: str, asked: Label, released: Released, word: Callable[[str], Label]) -> Message:
    """Say which option was chosen most often, of those whose counts are told."""
    totals = _totals(released)
    if not len(totals):
        return _("Nobody answered “{question}”", question=asked)
    told = totals["chosen"].astype("Int64").fillna(0)
    if not told.max():
        return _("“{question}”: too few answers to be shown", question=asked)
    row = int(totals.index[int(told.to_numpy().argmax())])
    labels = {"chosen": _("answers most often given to “{question}”", question=asked),
              "answered": _("answers to “{question}”", question=asked)}  # fmt: skip
    values = totals["answered"].astype("Int64")
    n = 1 if pd.isna(values[row]) else int(values[row])
    asked_rows = tuple(split_ids(released.whole.frame["made_from"].iloc[row]))
    numbers = {
        column: released.whole.number(
            f"{name}.{column}", labels[column], row, column, "number", n=n, source=EXPORTS, rows=f"{column}_from",
            of=asked_rows,
        )
        for column in labels
    }  # fmt: skip
    return _(
        "“{question}”: most often “{option}” ({chosen} of {answered})",
        question=asked,
        option=word(str(totals["option"][row])),
        **numbers,
    )


def _chosen(data: Store, question: Question, asked: Questionnaire) -> pd.DataFrame:
    """Count who chose each option: one row a cluster and option, options in the order of the questionnaire."""
    rows = data.all(Completeness)
    rows = rows[rows["question"] == question.name]
    order = [option.name for option in asked.options_of(question)]
    parts = []
    for row in rows.to_dict("records"):
        told = (part.rpartition(" ") for part in str(row["distribution"]).split(", ") if part)
        found = {option: int(number) for option, _blank, number in told}
        parts += [
            (row["cluster"], option, found.get(option, 0), row["answered"] - row["not_understood"], row["made_from"])
            for option in dict.fromkeys((*order, *found))
        ]
    frame = pd.DataFrame(parts, columns=["cluster", "option", "chosen", "answered", "made_from"])
    frame = _added_up(_with_rows(frame, _codes(data, question)), ["cluster", "option"])
    # Of a long list, like that of the counties, only what somebody chose.
    return frame[frame.groupby("option")["chosen"].transform("sum") > 0] if len(order) > _MOST_MARKS else frame


def _numbers(data: Store, question: Question) -> pd.DataFrame:
    """Count who gave each mark of a scale, or a number of each class."""
    said = _said(data, question)
    scale = question.high - question.low
    if question.kind == "integer" and scale < _MOST_MARKS:
        classes = [str(mark) for mark in range(int(question.low), int(question.high) + 1)]
        option = said["number"].astype("int64").astype("str")
    else:
        classes, option = _classes(said["number"])
    frame = said.assign(option=option)
    answered = frame.groupby("cluster").size()
    parts = []
    for cluster, own in frame.groupby("cluster", sort=False):
        made = join_ids(own["row_id"])
        chosen = own["option"].value_counts()
        parts += [(cluster, name, int(chosen.get(name, 0)), int(answered[cluster]), made) for name in classes]
    counted = pd.DataFrame(parts, columns=["cluster", "option", "chosen", "answered", "made_from"])
    return _with_rows(counted, frame)


def _with_rows(counted: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Add the ids of the rows with each option, and of those with any, from answers by cluster, row_id and option."""
    rows = said.groupby("cluster")["row_id"]
    chosen = said.groupby(["cluster", "option"])["row_id"].agg(join_ids).rename("chosen_from")
    frame = counted.join(chosen, on=["cluster", "option"]).join(
        rows.agg(join_ids).rename("answered_from"), on="cluster"
    )
    return frame.fillna({"chosen_from": "", "answered_from": ""})


def _codes(data: Store, question: Question) -> pd.DataFrame:
    """Take the options that were chosen, one a row, of questions whose answers a table keeps as codes."""
    if question.name in _KEPT:
        model, column = _KEPT[question.name]
        rows = data.all(model)
    else:
        rows, column = data.all(OtherAnswers), "value"
        rows = rows[rows["question"] == question.name]
    told = pd.DataFrame(rows[rows[column].notna()])
    return told[["cluster", "row_id"]].assign(option=told[column].str.split(SEPARATOR)).explode("option")


def _classes(numbers: pd.Series) -> tuple[list[str], pd.Series]:
    """Set numbers in classes with round limits; the outer ones are open, so that no single answer shows in a limit."""
    if numbers.empty:
        return [], pd.Series(dtype="str")
    low, high = numbers.quantile([0.1, 0.9])
    edges = MaxNLocator(_CLASSES).tick_values(low, high if high > low else low + 1)[1:-1]
    said = [f"{edge:g}" for edge in edges]
    names = [f"< {said[0]}", *(f"{a} – < {b}" for a, b in itertools.pairwise(said)), f"≥ {said[-1]}"]
    return names, pd.Series(np.asarray(names)[np.digitize(numbers, edges)], index=numbers.index)


def _said(data: Store, question: Question) -> pd.DataFrame:
    """Take the numbers that were answered to a question, with cluster and row."""
    if question.name in _KEPT:
        model, column = _KEPT[question.name]
        rows = data.all(model)
    elif question.name.startswith(_BARRIER):
        rows, column = data.all(Barriers), "degree"
        rows = rows[rows["barrier"] == question.name.removeprefix(_BARRIER)]
    else:
        rows, column = data.all(OtherAnswers), "value_number"
        rows = rows[rows["question"] == question.name]
    told = rows[rows[column].notna()]
    return told[["cluster", "row_id"]].assign(number=told[column])


def _added_up(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    how = {"chosen": ("chosen", "sum"), "answered": ("answered", "sum"), **{name: (name, join_ids) for name in _ROWS}}
    return frame.groupby(by, sort=False).agg(**how).reset_index()


def _tabulate(answers: pd.DataFrame, clusters: list[str]) -> Tabulation:
    """Declare what adds up: those who chose an option and those who did not, and the clusters to a total.

    Where options exclude each other, they add up to the answers; where several may be chosen, nothing follows from
    their sum, and it does no harm to keep to it.
    """
    frame = answers[answers["cluster"].isin(clusters)]
    frame = pd.concat([frame, _added_up(frame, ["option"]).assign(cluster="")], ignore_index=True)
    frame["not_chosen"] = frame["answered"] - frame["chosen"]
    frame["key"] = frame["cluster"] + "/" + frame["option"]
    parts = frame[frame["cluster"] != ""].groupby("option", sort=False)["key"]
    disclosure = Disclosure(
        counts=("chosen", "not_chosen", "answered"),
        adds_up=(("cluster",),),
        totals=tuple((f"/{option}", tuple(keys)) for option, keys in parts),
        parts={"answered": ("chosen", "not_chosen")},
    )
    return Tabulation(frame.astype(dict.fromkeys(("chosen", "not_chosen", "answered"), "Int64")), disclosure)
