"""Answers of a response compared with one another, and cells that several columns or sheets hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import AnswerSet, export_of
from pilotanalysis.demo.invent import invent
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.cleaning import Answers, CleaningContext, clean_answers, context_of
from pilotanalysis.survey.exports import Incoming, _part
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.rows import Rows
from pilotanalysis.survey.tables import Inputs

CLUSTER = "astrico-ne"


@dataclass(frozen=True)
class Desk:
    """A questionnaire, its rules, and the answers of a small cluster."""

    rules: CleaningContext
    headers: Headers
    answers: AnswerSet

    def read(self, path: Path) -> Export:
        asked = self.rules.questionnaire
        return read_export(path, path.name, f"survey/{path.name}", asked, self.headers, None, self.rules.recognisers)

    def clean(self, folder: Path, all_in_region: bool = False, **cells: str) -> tuple[Answers, pd.DataFrame]:
        """Write other answers into the first response, or its first input, and clean; gives the notes on them too."""
        once = self.answers.responses.copy()
        inputs = self.answers.repeats["inputs"].copy()
        row = once.index[once["respondent"] == inputs["respondent"].iloc[0]][0]
        for name, text in cells.items():
            if name in inputs:
                inputs.loc[0, name] = text
            else:
                once.loc[row, name] = text
        told = AnswerSet(once, {**self.answers.repeats, "inputs": inputs})
        path = folder / f"{CLUSTER}.csv"
        export_of("plain", ".csv", "en", self.rules.questionnaire).write(path, told)
        answers = clean_answers(self.read(path), self.rules, all_in_region=all_in_region)
        notes = answers.noted
        where = {"": row, "inputs": 0}
        mine = [place == where.get(repeat, -1) for repeat, place in zip(notes["repeat"], notes["place"], strict=True)]
        return answers, notes.loc[mine].set_index("question")


@pytest.fixture(scope="module")
def desk(study: Study) -> Desk:
    asked = forms.load(study)
    answers = answers_of(invent(study, 31, 12), CLUSTER, asked)
    return Desk(context_of(study, asked), Headers(asked), answers)


PLACES = ("county", "region", "country", "eu", "beyond")
ORIGINS = tuple(f"input_{place}" for place in PLACES)


def _origins(*parts: str) -> dict[str, str]:
    return dict(zip(ORIGINS, parts, strict=True))


def test_a_main_stage_outside_the_stages_named_waits(desk: Desk, tmp_path: Path) -> None:
    _answers, notes = desk.clean(tmp_path, stages="spinning", main_stage="garment_making")
    assert (notes.loc["main_stage", "rule"], notes.loc["main_stage", "severity"]) == ("main_not_among_stages", "review")
    _answers, notes = desk.clean(tmp_path, stages="", main_stage="spinning")
    assert notes.loc["main_stage", "rule"] == "main_not_among_stages"


def test_none_beside_others_waits(desk: Desk, tmp_path: Path) -> None:
    _answers, notes = desk.clean(tmp_path, stages="none;spinning", main_stage="")
    assert notes.loc["stages", ["rule", "proposals"]].tolist() == ["none_beside_others", "spinning"]


def test_fractions_count_for_the_part_of_members_too(desk: Desk, tmp_path: Path) -> None:
    answers, notes = desk.clean(tmp_path, **_origins("0.2", "0.3", "0.5", "", "0"), input_members="0.25")
    values = answers.blocks["inputs"].values
    assert [values[name].iloc[0] for name in (*ORIGINS, "input_members")] == [20, 30, 50, 0, 0, 25]
    assert set(notes.loc[["input_county", "input_members"], "rule"]) == {"shares_in_fractions"}


def test_one_beside_fractions_is_asked_where_others_give_that_part_in_percent(desk: Desk, tmp_path: Path) -> None:
    inputs = desk.answers.repeats["inputs"].copy()
    for name, text in _origins("0.2", "0.3", "0.5", "0", "0").items():
        inputs[name] = text
    inputs["input_members"] = ["1", *["26"] * (len(inputs) - 1)]
    path = tmp_path / f"{CLUSTER}.csv"
    told = AnswerSet(desk.answers.responses, {**desk.answers.repeats, "inputs": inputs})
    export_of("plain", ".csv", "en", desk.rules.questionnaire).write(path, told)
    notes = clean_answers(desk.read(path), desk.rules).noted.set_index("question")
    assert notes.loc[["input_members"], ["rule", "proposals"]].values.tolist() == [["fraction_or_percent", "1;100"]]


@pytest.mark.parametrize("parts", [("1", "", "", "", ""), ("1", "0", "0", "0", "0"), ("40", "40", "", "", "")])
def test_shares_that_do_not_add_up_wait(desk: Desk, tmp_path: Path, parts: tuple[str, ...]) -> None:
    answers, notes = desk.clean(tmp_path, **_origins(*parts))
    assert answers.blocks["inputs"].values["input_county"].isna().iloc[0]
    assert notes.loc["input_county", "rule"] == "shares_do_not_add_up"


def test_a_share_that_is_refused_is_not_nothing(desk: Desk, tmp_path: Path) -> None:
    answers, notes = desk.clean(tmp_path, **_origins("30", "20", "confidențial", "10", ""))
    values = answers.blocks["inputs"].values
    assert values["input_county"].iloc[0] == 30
    assert pd.isna(values["input_country"].iloc[0])
    assert notes.loc["input_county", "rule"] == "share_withheld"


@pytest.mark.parametrize(
    ("parts", "members", "flagged"),
    [
        (("16", "17", "67", "", ""), "62", True),
        (("0.16", "0.17", "0.67", "", ""), "0.62", True),
        (("16", "17", "67", "", ""), "33.9", False),
        (("16", "17", "67", "", ""), "", False),
        (("16", "confidențial", "20", "", ""), "62", False),
        (("40", "40", "", "", ""), "62", False),
    ],
)
def test_more_from_members_than_from_the_region_they_are_in_is_flagged(
    desk: Desk, tmp_path: Path, parts: tuple[str, ...], members: str, flagged: bool
) -> None:
    cells = _origins(*parts) | {"input_members": members}
    answers, notes = desk.clean(tmp_path, all_in_region=True, **cells)
    told = notes[notes["rule"] == "members_beyond_region"]
    assert list(told.index) == ["input_members"] * flagged
    if flagged:
        assert told["severity"].item() == "flag"
        assert told["evidence"].item() == "33 percent in the region, where all members are"
        assert answers.blocks["inputs"].values["input_members"].iloc[0] == 62
    # Where some members are elsewhere, nothing contradicts it.
    _answers, notes = desk.clean(tmp_path, **cells)
    assert "members_beyond_region" not in set(notes["rule"])


def test_more_sold_to_members_than_in_the_region_they_are_in_is_flagged(desk: Desk, tmp_path: Path) -> None:
    sales = dict(zip((f"sales_{place}" for place in PLACES), ("10", "5", "85", "", ""), strict=True))
    _answers, notes = desk.clean(tmp_path, all_in_region=True, organisation_type="firm", sales_members="40", **sales)
    assert notes.loc["sales_members", "rule"] == "members_beyond_region"


def test_a_block_of_shares_that_an_export_lacks_contradicts_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"{CLUSTER}.csv"
    export_of("plain", ".csv", "en", desk.rules.questionnaire).write(path, desk.answers)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    shares = [name for name in frame if name.startswith("customers_")]
    frame.drop(columns=shares).to_csv(path, index=False)
    values = clean_answers(desk.read(path), desk.rules, all_in_region=True).blocks[""].values
    assert shares and "sales_county" in values and not set(shares) & set(values)


def test_a_lone_percent_below_one_waits_unless_the_other_shares_tell(desk: Desk, tmp_path: Path) -> None:
    _answers, notes = desk.clean(tmp_path, organisation_type="firm", export_share="0.35")
    assert notes.loc["export_share", ["rule", "proposals"]].tolist() == ["fraction_or_percent", "0.35;35"]


@pytest.mark.parametrize(
    ("turnover", "unit", "value", "code", "rule"),
    [
        ("1,2 mil. lei", "", 1.2, "million_lei", "unit_beside_sum"),
        ("1,2 mil. lei", "thousand_lei", None, "thousand_lei", "units_disagree"),
        ("1,2 mil. lei", "lei", 1_200_000.0, "lei", ""),
        ("45 mii euro", "lei", None, "lei", "units_disagree"),
        ("1.234,5 lei", "thousand_lei", None, "thousand_lei", "units_disagree"),
        ("500", "", None, None, "no_unit"),
    ],
)
def test_a_sum_and_its_unit_are_held_together(
    desk: Desk, tmp_path: Path, turnover: str, unit: str, value: float | None, code: str | None, rule: str
) -> None:
    told = {"organisation_type": "firm", "turnover": turnover, "turnover_unit": unit, "employees": "20"}
    answers, notes = desk.clean(tmp_path, **told)
    row = desk.answers.responses.index[
        desk.answers.responses["respondent"] == desk.answers.repeats["inputs"]["respondent"].iloc[0]
    ][0]
    values = answers.blocks[""].values
    found = values["turnover"].iloc[row], values["turnover_unit"].iloc[row]
    assert [None if pd.isna(one) else one for one in found] == [value, code]
    said = notes[notes.index.isin(["turnover", "turnover_unit"])]["rule"].tolist()
    assert rule in said or (not rule and "units_disagree" not in said)


def test_turnover_far_from_what_a_person_makes_is_flagged(desk: Desk, tmp_path: Path) -> None:
    told = {"organisation_type": "firm", "turnover": "90000000", "turnover_unit": "thousand_eur", "employees": "12"}
    _answers, notes = desk.clean(tmp_path, **told)
    assert notes.loc["turnover", ["rule", "severity"]].tolist() == ["turnover_per_person", "flag"]
    assert "thousand EUR per person employed" in notes.loc["turnover", "evidence"]


def test_a_rank_given_twice_waits(desk: Desk, tmp_path: Path) -> None:
    answers, notes = desk.clean(tmp_path, assistance="training;export;training")
    assert notes.loc["assistance", "rule"] == "ranked_twice"
    assert answers.blocks[""].values["assistance"].isna().any()


def test_ranks_given_by_numbers_in_another_order_wait(desk: Desk, tmp_path: Path) -> None:
    _answers, notes = desk.clean(tmp_path, assistance="2. Training, 1. Export promotion")
    assert notes.loc["assistance", "rule"] == "ranks_by_number"


def test_a_route_reads_numbers_as_cleaned(desk: Desk, tmp_path: Path) -> None:
    asked = desk.rules.questionnaire.by_name["input_reasons"]
    answers, _notes = desk.clean(tmp_path, input_members="30 %")
    values = answers.blocks["inputs"].values
    (condition,) = [one for one in asked.conditions if "input_members" in one.fields]
    assert condition.holds(values, values["input_members"].index).iloc[0]


def _book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def _needed(desk: Desk) -> list[str]:
    return [q.name for q in desk.rules.questionnaire.of("") if q.needed]


def test_repetitions_in_columns_and_in_a_sheet_keep_their_rows_and_numbers(desk: Desk, tmp_path: Path) -> None:
    heads = ["respondent", *_needed(desk)]
    inputs = ["input_stage", "input_value", *ORIGINS, "input_members", "input_satisfaction"]
    firm = ["R1", *["" for _name in heads[1:]], "spinning", 5, 100, 0, 0, 0, 0, 10, 3]
    firm[heads.index("name")] = "Exemplu SRL"
    others = {
        "needs": ["need_stage", "need_type", "need_criticality", "need_blocks"],
        "offers": ["offer_stage", "offer_capacity"],
        "links": ["link_partner", "link_type", "link_frequency"],
    }
    path = _book(
        tmp_path / "x.xlsx",
        {
            "answers": [[*heads, *(f"{name}_1" for name in inputs)], firm],
            "inputs": [["respondent", *inputs], ["R1", "weaving_knitting", 7, 0, 100, 0, 0, 0, 0, "nu știu"]],
            **{name: [["respondent", *own], ["R1", *["" for _one in own]]] for name, own in others.items()},
        },
    )
    answers = clean_answers(desk.read(path), desk.rules)
    block = answers.blocks["inputs"]
    assert block.head[["sheet", "row", "number"]].values.tolist() == [["answers", 2, 1], ["inputs", 2, 2]]
    assert block.values["input_stage"].tolist() == ["spinning", "weaving_knitting"]


def _kobo_with(desk: Desk, folder: Path, change: Callable[[list[dict[str, object]]], None], *gone: str) -> Path:
    """A Kobo export of which somebody changed the rows of responses, and took columns out of every sheet."""
    path = folder / "euronest.xlsx"
    export_of("kobo", ".xlsx", "en", desk.rules.questionnaire).write(path, desk.answers)
    book = load_workbook(path)
    for place, sheet in enumerate(book.worksheets):
        heads, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        told: list[dict[str, object]] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
        if not place:
            change(told)
        sheet.delete_rows(1, sheet.max_row)
        kept = [head for head in map(str, heads) if head not in gone]
        for row in (kept, *([one[head] for head in kept] for one in told)):
            sheet.append(row)
    book.save(path)
    return path


def _from_one_again(rows: list[dict[str, object]]) -> None:
    """As two exports put together number their responses."""
    for place, row in enumerate(rows):
        row["_index"] = place % (len(rows) // 2) + 1


def _turned_round(rows: list[dict[str, object]]) -> None:
    rows.reverse()


@pytest.mark.parametrize(
    ("change", "gone"), [(_from_one_again, ()), (_turned_round, ("_index",)), (_turned_round, ("_submission__id",))]
)
def test_rows_of_a_repeat_keep_their_response(
    desk: Desk, tmp_path: Path, change: Callable[[list[dict[str, object]]], None], gone: tuple[str, ...]
) -> None:
    whole = desk.read(_kobo_with(desk, tmp_path, lambda rows: None)).blocks["inputs"]
    other = desk.read(_kobo_with(desk, tmp_path, change, *gone)).blocks["inputs"]
    told = [frame[["respondent", "input_stage"]].value_counts().sort_index() for frame in (whole, other)]
    pd.testing.assert_series_equal(*told)


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (_from_one_again, ("_submission__id",)),
        (_turned_round, ("_id", "_index")),
        (_turned_round, ("_id", "_uuid", "_index")),
    ],
)
def test_rows_of_a_repeat_whose_response_is_lost_are_refused(
    desk: Desk, tmp_path: Path, change: Callable[[list[dict[str, object]]], None], gone: tuple[str, ...]
) -> None:
    with pytest.raises(StudyError, match="tell whose they are"):
        desk.read(_kobo_with(desk, tmp_path, change, *gone))


def test_a_cell_and_its_columns_that_disagree_wait(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "euronest.xlsx"
    export_of("kobo", ".xlsx", "en", desk.rules.questionnaire).write(path, desk.answers)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = [str(cell.value) for cell in sheet[1]]
    whole = next(
        place for place, head in enumerate(heads, start=1) if head.endswith("Stages of the value chain you work in")
    )
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, whole).value)
    sheet.cell(row, whole).value = "Dyeing and finishing"
    book.save(path)
    notes = clean_answers(desk.read(path), desk.rules).noted
    told = notes[notes["rule"] == "whole_and_columns_disagree"]
    assert told["question"].tolist() == ["stages"]
    assert told["raw"].iloc[0].startswith("cell: Dyeing and finishing; columns: ")


def test_personal_codes_stay_out_of_every_value_and_note(desk: Desk, tmp_path: Path) -> None:
    code = "1800101221144"
    told = {
        "comments": f"Sunați la CNP {code}, mulțumesc",
        "fiscal_code": code,
        "employees": code,
        "products": "1 800101 221144",
    }
    answers, notes = desk.clean(tmp_path, **told)
    values = pd.concat([pd.DataFrame(block.values).astype(str) for block in answers.blocks.values()])
    assert not values.apply(lambda column: column.str.contains("221144")).any().any()
    assert not answers.noted.astype(str).apply(lambda column: column.str.contains("221144")).any().any()
    assert {"comments", "fiscal_code", "employees", "products"} <= set(
        notes[notes["rule"].str.contains("personal_code")].index
    )
    row = answers.blocks[""].values["comments"]
    assert "Sunați la, mulțumesc" in set(row.dropna())


@pytest.mark.parametrize("said", ["-", "nu e cazul", "nimic", "Nu avem nevoie"])
def test_a_repetition_that_says_that_there_is_none_is_no_row(desk: Desk, tmp_path: Path, said: str) -> None:
    nothing = {question.name: "" for question in desk.rules.questionnaire.of("inputs")}
    answers, notes = desk.clean(tmp_path, **{**nothing, "input_text": said})
    block = answers.blocks["inputs"]
    whose = block.head["respondent"].unique()
    fates = pd.DataFrame({"respondent": whose, "organisation": "", "reason": ""})
    export = SimpleNamespace(file="survey/x.csv")
    incoming = cast(Incoming, SimpleNamespace(export=export, wave="2014", cluster=CLUSTER))
    rows = Rows(incoming, block, fates).table(Inputs)
    assert rows.index.tolist() == block.head.index[1:].tolist()
    assert "input_text" in notes.index


def test_repetitions_of_no_response_stay_with_one_of_the_clusters(desk: Desk, tmp_path: Path) -> None:
    heads = ["respondent", *dict.fromkeys(["cluster", *_needed(desk)])]
    firms = [[number, cluster, *["" for _name in heads[2:]]] for number, cluster in (("R1", "iconic"), ("R2", CLUSTER))]
    repeats = {
        name: [q.name for q in desk.rules.questionnaire.of(name) if q.needed]
        for name in desk.rules.questionnaire.repeats
    }
    sheets = {name: [["respondent", *own], ["R1", *["" for _one in own]]] for name, own in repeats.items()}
    place = sheets["inputs"][0].index("input_satisfaction")
    sheets["inputs"] = [sheets["inputs"][0]]
    for whose in ("R2", "R1", "R9"):
        row: list[object] = [whose, *["" for _one in repeats["inputs"]]]
        row[place] = 3
        sheets["inputs"].append(row)
    export = desk.read(_book(tmp_path / "all.xlsx", {"answers": [heads, *firms], **sheets}))
    of = export.blocks[""]["cluster"]
    first, second = _part(export, of == "iconic", with_orphans=True), _part(export, of == CLUSTER, with_orphans=False)
    assert first.blocks["inputs"]["respondent"].tolist() == ["R1", "R9"]
    assert second.blocks["inputs"]["respondent"].tolist() == ["R2"]


def test_columns_of_one_question_with_something_unclear_are_asked_together(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "euronest.csv"
    export_of("limesurvey", ".csv", "en", desk.rules.questionnaire).write(path, desk.answers)
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    own = [head for head in rows.columns if head.startswith("Certificates you hold")][:2]
    rows.loc[0, own] = "?!"
    rows.to_csv(path, index=False)
    notes = clean_answers(desk.read(path), desk.rules).noted
    told = notes[notes["rule"] == "unknown_tick"]
    assert told["question"].tolist() == ["certificates"]
    assert told["raw"].iloc[0] == "iso9001: ?!; iso14001: ?!"


def test_a_one_among_twos_is_no_yes(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"{CLUSTER}.csv"
    export_of("plain", ".csv", "en", desk.rules.questionnaire).write(path, desk.answers)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["consent"] = ["1", "2", *["1"] * (len(frame) - 2)]
    frame["wants_meetings"] = ["1", "0", *["1"] * (len(frame) - 2)]
    frame.to_csv(path, index=False)
    answers = clean_answers(desk.read(path), desk.rules)
    values, notes = answers.blocks[""].values, answers.noted
    assert values["consent"].isna().all() and set(notes.loc[notes["question"] == "consent", "proposals"]) == {"yes;no"}
    assert values["wants_meetings"].tolist()[:3] == ["yes", "no", "yes"]


def test_a_cell_merged_over_responses_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"{CLUSTER}.xlsx"
    export_of("plain", ".xlsx", "en", desk.rules.questionnaire).write(path, desk.answers)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    place, head = next((cell.row, cell.column) for row in sheet for cell in row if cell.value == "county")
    sheet.merge_cells(start_row=place + 1, end_row=place + 3, start_column=head, end_column=head)
    sheet.merge_cells(start_row=place + 20, end_row=place + 22, start_column=head, end_column=head)
    book.save(path)
    with pytest.raises(StudyError) as told:
        desk.read(path)
    (problem,) = told.value.problems
    assert problem.row == place + 1 and f"down to row {place + 3}" in problem.found


def test_a_sheet_of_a_repeat_that_was_called_otherwise_is_told(desk: Desk, tmp_path: Path) -> None:
    path = _kobo_with(desk, tmp_path, lambda rows: None)
    book = load_workbook(path)
    book["inputs"].title = "Intrari"
    book.save(path)
    with pytest.raises(StudyError) as told:
        desk.read(path)
    (problem,) = told.value.problems
    assert (problem.sheet, problem.found) == ("Intrari", "It holds rows of a repeat.")
    assert problem.remedy.startswith("Name the sheet after its repeat: inputs, needs")
