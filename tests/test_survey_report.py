"""What the survey's report says and draws: the same counts everywhere, and none that a release must not tell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, copy_study
from openpyxl import load_workbook
from scipy.optimize import linprog

from pilotanalysis import survey
from pilotanalysis.results import Report
from pilotanalysis.results.messages import say
from pilotanalysis.store import Store, open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.report.members import counts_of_members
from pilotanalysis.survey.report.profile import revenue_coverage
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, name_of

MINIMUM = 3
#: Cluster, variable and category of a count.
Cell = tuple[str, str, str]
QUESTION = "wants_exports"
LABELS = ("Do you want to export?", "Doriți să exportați?", "Volete esportare?")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The pack with one question more, that the members of one cluster were asked."""
    root = copy_study(tmp_path_factory.mktemp("report") / "study")
    _ask(root / "data" / "raw" / "survey")
    study = Study(root)
    study.processed.mkdir(parents=True)
    for model, frame in survey.build(study, TableSet()).items():
        frame.to_parquet(study.processed / f"{name_of(model)}.parquet", index=False)
    return open_store(study)


def _ask(folder: Path) -> None:
    """Add a question to the questionnaire, and answers to an export: yes, no, yes, yes, no, ..."""
    path = folder / "questionnaire.xlsx"
    book = load_workbook(path)
    sheet = book["survey"]
    heads = [cell.value for cell in sheet[1]]
    row = {"type": "select_one yes_no", "name": QUESTION}
    row |= dict(zip([head for head in heads if str(head).startswith("label")], LABELS, strict=True))
    sheet.append([row.get(head) for head in heads])
    book.save(path)
    path = folder / "iconic.csv"
    with path.open(encoding="utf-8", newline="") as source:
        lines = list(csv.reader(source))
    answers = ["da", "nu", "da"]
    lines = [[*line, LABELS[1] if not place else answers[place % 3]] for place, line in enumerate(lines)]
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(lines)


def test_a_question_that_somebody_adds_has_its_figure(store: Store, tmp_path: Path) -> None:
    figure = survey.question_figure(store, QUESTION)
    Report(store.study, "x", output=tmp_path).add(figure)
    rows = pd.read_csv(tmp_path / "figures" / f"question_{QUESTION}.csv").set_index(["cluster", "option"])
    yes, no = rows.loc[("iconic", "yes")], rows.loc[("iconic", "no")]
    assert yes["chosen"] > no["chosen"] > 0
    assert yes["chosen"] + no["chosen"] == yes["answered"] == 83
    words = figure.words(figure.data.release(None))
    assert say(words.title, "it") == f"«{LABELS[2]}»: più spesso «Sì» ({yes['chosen']} su 83)"
    assert f"{yes['chosen']}" in say(words.alt, "ro")
    assert (tmp_path / "figures" / f"question_{QUESTION}.it.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    "question", ["legal_form", "certificates", "service_events", "employees", "barrier_price", "need_type", "county"]
)
@pytest.mark.parametrize("cluster", [None, "euronest"])
def test_every_closed_question_has_a_figure(store: Store, question: str, cluster: str | None) -> None:
    data = open_store(store.study, cluster)
    figure = survey.question_figure(data, question)
    working, public = (figure.data.release(minimum) for minimum in (None, MINIMUM))
    assert not figure.words(working).title.missing(store.study.languages)
    assert set(working.frame["cluster"]) == ({cluster} if cluster else set(data.names))
    told = public.frame["chosen"].dropna()
    assert not told.between(1, MINIMUM - 1).any()
    assert figure.words(public).alt is not None


@pytest.mark.parametrize(("question", "words"), [("comments", "in words"), ("employes", "Did you mean employees?")])
def test_a_question_without_options_or_that_is_not_there_is_told(store: Store, question: str, words: str) -> None:
    with pytest.raises(LookupError, match=words):
        survey.question_figure(store, question)


def _published(store: Store) -> Iterator[tuple[str, str, str, object]]:
    """Give the counts of respondents that notebooks 01 and 02 of a public release show, by cluster and category."""
    for cluster in store.names:
        shown = survey.profile_table(open_store(store.study, cluster)).data.release(MINIMUM).frame
        for row in shown.to_dict("records"):
            yield cluster, row["variable"], row["category"], row["answered"]
    for row in survey.response_table(store).data.release(MINIMUM).frame.to_dict("records"):
        yield row["cluster"], "type", row["category"], row["answered"]
    for row in survey.response_by_county(store).data.release(MINIMUM).frame.to_dict("records"):
        yield "", "tile", row["category"], row["answered"]


class _Intruder:
    """Has all tables, the roster without who answered, and the number of respondents of each cluster."""

    kinds: ClassVar = {"type": "organisation_type", "county": "county", "size": "size_band", "revenue": "revenue_band"}

    def __init__(self, cells: dict[Cell, object], roster: pd.DataFrame) -> None:
        self.cells, self.roster = cells, roster
        self.place = {key: number for number, key in enumerate(cells)}
        self.equal = [(self.line([key]), float(str(told))) for key, told in cells.items() if not pd.isna(told)]
        for cluster, answered in roster.groupby("cluster")["answered"].sum().items():
            self.equal += [(self.line(self.of(cluster, one)), float(answered)) for one in (*self.kinds, "age")]
            firm = self.line([(str(cluster), "type", "firm")])
            self.equal += [(self.line(self.of(cluster, one)) - firm, 0.0) for one in ("activity", "exports")]
        tiles = [self.tile(key) for key in cells if key[1] == "tile"]
        self.below = [row for tile, most in tiles for row in ((-tile, 0.0), (tile, most))]

    def line(self, keys: list[Cell]) -> np.ndarray:
        made = np.zeros(len(self.cells))
        made[[self.place[key] for key in keys]] = 1.0
        return made

    def of(self, cluster: object, variable: str) -> list[Cell]:
        return [key for key in self.cells if key[:2] == (cluster, variable)]

    def tile(self, key: Cell) -> tuple[np.ndarray, float]:
        """Set a county over all clusters against those clusters that name it; the rest have so many members there."""
        named = [one for one in self.cells if one[1:] == ("county", key[2])]
        others = ~self.roster["cluster"].isin([one[0] for one in named])
        return self.line([key]) - self.line(named), float(((self.roster["county"] == key[2]) & others).sum())

    def most(self, key: Cell) -> float:
        """How many can have answered, by the roster."""
        cluster, variable, category = key
        if variable not in (*self.kinds, "tile") or category == "others":
            return np.inf
        own = self.roster[self.roster["cluster"] == cluster] if cluster else self.roster
        return float((own[self.kinds.get(variable, "county")].fillna("unknown") == category).sum())

    def width(self, key: Cell) -> float:
        """Tell how widely a count is uncertain."""
        (known, right), (less, limit) = (zip(*rows, strict=True) for rows in (self.equal, self.below))
        highs = [(0.0, self.most(one)) for one in self.cells]
        ends = [
            linprog(sign * self.line([key]), np.array(less), limit, np.array(known), right, bounds=highs).fun
            for sign in (1.0, -1.0)
        ]
        return float(-ends[1] - ends[0])


def test_no_suppressed_count_of_respondents_follows_from_both_notebooks(store: Store) -> None:
    cells: dict[Cell, object] = {}
    for *key, told in _published(store):
        where = (str(key[0]), str(key[1]), str(key[2]))
        assert where not in cells or pd.isna(told) == pd.isna(cells[where])
        cells[where] = told
    hidden = [key for key, told in cells.items() if pd.isna(told)]
    assert hidden
    intruder = _Intruder(cells, store.all(Organisations))
    for key in hidden:
        assert intruder.width(key) >= min(MINIMUM, intruder.most(key)) - 1e-6, key


def test_titles_and_sentences_of_the_public_release_rest_on_what_it_shows(store: Store) -> None:
    for cluster in store.names:
        data = open_store(store.study, cluster)
        released = survey.profile_figure(data).data.release(MINIMUM)
        rows = released.frame[released.frame["variable"] == "revenue"]
        lower, upper = revenue_coverage(rows, data.settings.thresholds.revenue_limit)
        whole = survey.profile_figure(data).data.release(None).frame
        least, most = revenue_coverage(whole[whole["variable"] == "revenue"], data.settings.thresholds.revenue_limit)
        assert lower <= least <= most <= upper


def test_what_stands_in_several_tables_is_one_count(store: Store) -> None:
    frame = counts_of_members(store).frame
    assert frame["key"].is_unique
    known = frame.set_index("key")["answered"]
    totals = dict(counts_of_members(store).disclosure.totals)
    assert known["all"] == sum(known[key] for key in store.names)
    assert known["county/IS"] == sum(known[key] for key in totals["county/IS"])


def test_notebooks_open_the_store_and_add_what_the_chapter_gives() -> None:
    for name in ("01_survey_intake", "02_cluster_profile"):
        text = (ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8")
        assert "open_store(report.study" in text
        assert "silent" not in text


def test_who_chose_an_option_is_named_among_those_asked(store: Store, tmp_path: Path) -> None:
    report = Report(store.study, "x", output=tmp_path)
    for question in (QUESTION, "consent", "input_satisfaction"):
        report.add(survey.question_figure(store, question))
        chosen, answered = (report._entries[f"{question}.{what}"] for what in ("chosen", "answered"))
        if question != "input_satisfaction":
            assert (len(chosen["rows"]), len(answered["rows"])) == (chosen["value"], answered["value"]), question
        # A row of a flat export may hold several inputs.
        assert 0 < len(chosen["rows"]) <= chosen["value"], question
        assert set(chosen["rows"]) < set(answered["rows"]), question
        assert chosen["unit"] == answered["unit"] == "number"
