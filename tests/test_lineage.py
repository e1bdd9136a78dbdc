"""Walking back: what makes a number is named, no more and no less, and the pages lead there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pilotanalysis import chain, survey
from pilotanalysis.publish import pages, registers
from pilotanalysis.results import (
    Column,
    Disclosure,
    Given,
    Method,
    Methods,
    Number,
    Released,
    Report,
    Share,
    Table,
    Tabulation,
    Words,
    _,
)
from pilotanalysis.store import open_store
from pilotanalysis.study import Study

LABEL, SOURCE = _("responses read"), _("exports of the survey")
ROWS = ("survey/euronest.xlsx#needs!2", "survey/euronest.xlsx#needs!3", "survey/euronest.xlsx#inputs!2")
#: What sentences tell of one cluster, and of all.
OF_CLUSTER = (
    survey.answers_finding, survey.adequacy_finding, chain.presence_finding, chain.coverage_finding,
    chain.gaps_finding, chain.worst_finding, chain.raking_finding, chain.gap_methods, chain.markets_finding,
    chain.sourcing_finding, chain.scope_finding, chain.region_finding, chain.verdict_finding, chain.network_finding,
)  # fmt: skip
OF_ALL = (
    survey.matching_finding, survey.response_finding, survey.partial_finding, survey.accounting_finding,
    survey.cleaning_finding, survey.coding_finding, survey.decisions_finding,
)  # fmt: skip

Registered = dict[str, dict[str, Any]]


@pytest.fixture(scope="module", params=["astrico-ne", "euronest", None])
def numbers(request: pytest.FixtureRequest, cleaned: Study, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """Numbers that the sentences about a cluster, or about all, register: with their rows, spans written out."""
    folder = tmp_path_factory.mktemp("registered")
    report, data = Report(cleaned, "x", request.param, output=folder), open_store(cleaned, request.param)
    for make in OF_CLUSTER if request.param else OF_ALL:
        report.add(make(data))
    report.close()
    [register] = registers.load(folder)
    found = {}
    for item in register.of_kind("number"):
        rows, of = ({one for place in item[key] for one in _rows(register.sources[place])} for key in ("rows", "of"))
        found[item["id"]] = {**item, "rows": rows, "of": of}
    return found


def _rows(source: str) -> list[str]:
    head, _sign, span = source.rpartition("!")
    first, _dash, last = span.partition("-")
    return [f"{head}!{row}" for row in range(int(first), int(last or first) + 1)]


def test_counts_and_shares_are_those_of_the_rows_named(numbers: Registered) -> None:
    for id, item in numbers.items():
        rows, of = item["rows"], item["of"]
        if item["unit"] == "count":
            assert item["value"] == len(rows), id
        if item["unit"] == "share":
            assert item["value"] == pytest.approx(len(rows) / len(of)), id
        if item["unit"] in ("count", "share"):
            assert rows <= of, id
            assert item["n"] == len(of), id
        if item["unit"] == "respondents":
            assert len(rows) >= item["value"], id
            assert all(row.startswith("survey/") for row in rows), id
        if item["value"] == 0:
            assert not rows, id


def test_gaps_of_a_kind_rest_on_their_own_rows(numbers: Registered) -> None:
    tallies = {id: item for id, item in numbers.items() if re.match("gaps_|verdict_", id)}
    for id, item in tallies.items():
        assert item["rows"] <= item["of"], id
    shown = [item for item in tallies.values() if item["value"]]
    assert not shown or len({frozenset(item["rows"]) for item in shown}) > 3
    if "worst_demand" in numbers:
        assert len(numbers["worst_demand"]["rows"]) < len(numbers["gaps_held"]["rows"])
        # A lack and the market that its respondent wishes for.
        rows = numbers["stages_that_bar"]["rows"]
        assert all(row.startswith("survey/") for row in rows)
        assert not rows or any("needs" in row or "#Chest" in row for row in rows)


def test_pairs_and_members_are_no_respondents(numbers: Registered) -> None:
    if "density" not in numbers:
        return
    members = numbers["members"]["value"]
    assert numbers["density"]["n"] == members * (members - 1) / 2
    assert numbers["isolates"]["unit"] == "count"
    assert numbers["isolates_asked"]["rows"] <= numbers["isolates"]["rows"] <= numbers["isolates"]["of"]
    assert all(row.startswith("roster/") for row in numbers["isolates"]["rows"])
    assert numbers["reciprocity"]["rows"] <= numbers["density"]["rows"]


def test_answers_on_further_sheets_are_among_all_answers(numbers: Registered) -> None:
    if "answers" in numbers:
        for id in ("cells_noted", "cells_flagged", "cells_waiting", "coded_known", "coded_alike", "coded_unsure"):
            assert numbers[id]["rows"] <= numbers[id]["of"] == numbers["answers"]["rows"], id


def test_what_the_study_sets_is_no_number_of_rows(numbers: Registered) -> None:
    assert "revenue_coverage_needed" not in numbers
    if "revenue_coverage_lower" in numbers:
        assert len(numbers["revenue_coverage_lower"]["rows"]) == numbers["answered"]["value"]


def test_the_severity_worked_out_is_that_of_the_worst_gap(numbers: Registered) -> None:
    if "worst_severity" in numbers:
        parts = [numbers[f"worst_severity_{part}"]["value"] for part in "dcml" if f"worst_severity_{part}" in numbers]
        product = pd.Series(parts).prod()
        assert numbers["worst_severity"]["value"] == pytest.approx(product ** (1 / len(parts)))
        assert numbers["worst_severity_d"]["value"] == pytest.approx(
            numbers["worst_demand"]["value"] / numbers["respondents_asked"]["value"]
        )


FRAME = pd.DataFrame(
    {
        "stage": ["spinning", "weaving"], "kind": "thin", "status": "found", "answered": [2, 8], "bought": [0, 4],
        "made_from": list(ROWS[:2]), "answered_from": [ROWS[0], ROWS[1]], "bought_from": ["", ROWS[2]],
    }
)  # fmt: skip
SHEETS = Table(
    "gaps",
    Tabulation(FRAME, Disclosure(("answered", "bought"), hides={"answered": ("answered_from",)})),
    (
        Column("stage", _("Stage")),
        Column("kind", _("Gap")),
        Column("status", _("Certainty")),
        Column("answered", _("Answered"), made_from="answered_from"),
        Column("bought", _("Respondents who buy it"), made_from="bought_from"),
    ),
    lambda released: Words(LABEL),
    SOURCE,
    10,
    sheets=True,
)


def _explained(released: Released) -> tuple[Method, ...]:
    share = Number("n", LABEL, 2.0, "number", ROWS[:1], 10, SOURCE)
    text = _("{cluster} {rate}", cluster="x", rate=Given(Share(0.5)))
    return (Method(LABEL, ("p = k / n",), text, _("{cluster} {rate}", cluster="x", rate=share)),)


def _registered(study: Study, folder: Path, release: str = "working") -> registers.Register:
    report = Report(study, "03", "euronest", release=release, output=folder)
    report.add(SHEETS)
    report.add(Methods("methods", Tabulation(FRAME), _explained))
    report.close()
    [register] = registers.load(folder)
    return register


@pytest.mark.parametrize(("language", "file"), [("en", "numbers"), ("ro", "numbers.ro"), ("it", "numbers.it")])
def test_each_sheet_leads_to_its_rows(study: Study, tmp_path: Path, language: str, file: str) -> None:
    register = _registered(study, tmp_path)
    page = pages.numbers(study, [register], {"euronest": "Euronest"}, language)
    sheet = pages.sheets_page(study, register, register.of_kind("table")[0], language, [register])
    links = re.findall(rf'href="\.\./{re.escape(file)}\.html#([^"]+)"', sheet)
    assert links == ["03.euronest.gaps.0", "03.euronest.gaps.1"]
    first, second = (re.search(rf'<tr id="{re.escape(id)}">(.*?)</tr>', page, re.DOTALL)[1] for id in links)
    assert "survey/euronest.xlsx, needs: 2<" in first
    assert "inputs" not in first
    assert "survey/euronest.xlsx, inputs: 2<" in second
    assert "<code>p = k / n</code>" in page
    assert f'<html lang="{language}">' in page


@pytest.mark.long
def test_each_figure_names_its_data_and_its_rows(finished: Study) -> None:
    made = registers.load(finished.reports)
    page = (finished.reports / "numbers.html").read_text("utf-8")
    for register in made:
        for item in register.of_kind("figure"):
            row = re.search(rf'<tr id="{re.escape(register.name)}.{item["id"]}">(.*?)</tr>', page, re.DOTALL)[1]
            assert f'href="{item["data"]}"' in row
            assert (finished.reports / item["data"]).is_file()
            # A figure that shows nothing was made from nothing.
            folders = ("survey/", "reference/", "roster/", "pilot/")
            assert any(folder in row for folder in folders) == bool(item["lineage"])


def test_the_public_release_names_sheets_alone_and_nothing_of_what_is_suppressed(study: Study, tmp_path: Path) -> None:
    register = _registered(study, tmp_path, "public")
    assert not [source for source in register.sources if "!" in source]
    [table] = register.of_kind("table")
    answered, bought = table["lineage_of_columns"]
    assert answered["lineage"][0] == []
    assert [register.sources[place] for place in bought["lineage"][1]] == ["survey/euronest.xlsx#inputs"]


def test_methods_are_held_to_registered_numbers(study: Study) -> None:
    def parts(released: Released) -> tuple[Method, ...]:
        return tuple(replace(part, text=_("top {number}", number=7)) for part in _explained(released))

    with pytest.raises(ValueError, match="7 stands only in a sentence"):
        Report(study, "x").add(Methods("methods", Tabulation(FRAME), parts))
    report = Report(study, "x")
    report.add(Methods("methods", Tabulation(FRAME), _explained))
    assert json.dumps(report._entries["methods"]).count("p = k / n") == 1
    assert report._entries["n"]["value"] == 2


@pytest.mark.long
def test_tables_and_figures_of_chain_partners_and_meetings_say_what_n_counts(finished: Study) -> None:
    chapters = {"03", "04", "05", "06"}
    shown = [
        item
        for register in registers.load(finished.reports)
        if register.notebook[:2] in chapters
        for item in register.items
        if item["kind"] in ("table", "figure")
    ]
    assert len(shown) > 40
    assert {item["id"] for item in shown if not item["units"]} == set()
