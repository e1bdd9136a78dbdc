"""True exports of the pack's own questionnaire, and odd forms: read into their truth, or refused with advice."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest
from conftest import copy_study, keep_only
from pandera.typing import DataFrame

from pilotanalysis import reference
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey import tables
from pilotanalysis.survey.cleaning import CleaningContext, clean_answers, context_of
from pilotanalysis.survey.cleaning.dates import moments
from pilotanalysis.survey.coding import Coder
from pilotanalysis.survey.exports import Incoming
from pilotanalysis.survey.lacking import lacking
from pilotanalysis.survey.matching import match_responses
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.roster import read_roster
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.survey.tidy import tidy
from pilotanalysis.survey.usable import of_unknown_blocks
from pilotanalysis.tables import StudyTable

CLUSTER = "euronest"
MODELS: dict[str, type[StudyTable]] = {
    "assistance_needs": tables.AssistanceNeeds, "barriers": tables.Barriers, "inputs": tables.Inputs,
    "interests": tables.Interests, "links": tables.Links, "markets": tables.Markets, "needs": tables.Needs,
    "offers": tables.Offers, "products": tables.Products, "responses": tables.Responses, "roles": tables.Roles,
}  # fmt: skip
#: Files of exports/own, each with the truth that it reads into.
READ = [
    ("by_hand/hand_ro.xlsx", "by_hand_60"),
    ("by_hand/hand_en_libreoffice.ods", "by_hand_60"),
    ("kobo/kobo_en_summary_text.xlsx", "kobo_60"),
    ("kobo/kobo_en_details_typed.xlsx", "kobo_60"),
    ("limesurvey/literal_api_code_code.csv", "limesurvey_40"),
    ("limesurvey/literal_gui_spss_it.sav", "limesurvey_40"),
    ("limesurvey/native_gui_default_en.csv", "limesurvey_40"),
    ("limesurvey/native_api_code_full_it.csv", "limesurvey_40"),
    ("odk_central/central_split.zip", "kobo_60"),
    ("odk_central/central_groups.zip", "kobo_60"),
    ("cases/kobo_selected_questions_without_id.xlsx", "kobo_60"),
    ("cases/limesurvey_blocks_same_headings.csv", "limesurvey_40"),
    ("cases/limesurvey_native_codes.csv", "limesurvey_40"),
    ("cases/limesurvey_convert_n_codes.csv", "limesurvey_40"),
    ("cases/limesurvey_convert_n_full.csv", "limesurvey_40"),
]
REFUSED = [
    ("limesurvey/literal_gui_abbreviated_en.csv", "question codes or full question text"),
    ("cases/kobo_renamed_option_en_details.xlsx", "export XML values and headers"),
    ("cases/kobo_answer_begins_with_equals.xlsx", "no sheet links.*Choose all its questions for the export"),
]


@dataclass
class Desk:
    """Reads an export into tidy tables."""

    context: CleaningContext
    roster: DataFrame[Organisations]
    coder: Coder
    cluster: str = CLUSTER

    def read(self, path: Path) -> Export:
        asked = self.context.questionnaire
        about = f"survey/{path.name}"
        return read_export(path, path.name, about, asked, Headers(asked), recognise=self.context.recognisers)

    def tables(self, path: Path) -> dict[type[StudyTable], pd.DataFrame]:
        incoming = Incoming("2014", self.cluster, path.name, self.read(path))
        answers = clean_answers(incoming.export, self.context)
        (fates,) = match_responses([(incoming, answers)], self.roster, "RO")
        return tidy(incoming, answers, fates, self.context, self.roster, self.coder)


@pytest.fixture(scope="module")
def desk_of(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Desk]:
    """Give a desk that knows a version of the questionnaire."""
    own = shared / "exports" / "own"

    def made(asked: Path) -> Desk:
        root = tmp_path_factory.mktemp("own") / "study"
        keep_only(CLUSTER, copy_study(root))
        shutil.copyfile(asked, root / "data/raw/survey/questionnaire.xlsx")
        shutil.copyfile(own / "roster_euronest.xlsx", root / f"data/raw/roster/{CLUSTER}.xlsx")
        study = Study(root)
        stages, counties = reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)
        roster, _statements = read_roster(study, "2014", CLUSTER, stages, counties)
        coder = Coder(stages, reference.load(study, reference.Glossary), {})
        return Desk(context_of(study, forms.load(study)), roster, coder)

    return made


@pytest.fixture(scope="module")
def desk(shared: Path, desk_of: Callable[[Path], Desk]) -> Desk:
    return desk_of(shared / "exports" / "own" / "questionnaire_as_exported.xlsx")


@pytest.fixture(scope="module")
def versions(shared: Path, desk_of: Callable[[Path], Desk]) -> Desk:
    return desk_of(shared / "exports" / "own" / "cases" / "questionnaire_second_version.xlsx")


def _alike(value: object) -> str:
    """A value as truth and table both have it: lists in any order, numbers to three decimals, letters mended."""
    text = "" if pd.isna(value) else " ".join(str(value).translate(str.maketrans("şţŞŢ", "șțȘȚ")).split())
    try:
        return f"{float(text):.3f}".rstrip("0").rstrip(".")
    except ValueError:
        return ";".join(sorted(part.strip() for part in text.split(";")))


def _rows(frame: pd.DataFrame, columns: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(map(_alike, row)) for row in frame[columns].itertuples(index=False))


@pytest.mark.long
@pytest.mark.parametrize(("file", "truth"), READ)
def test_a_true_export_reads_into_its_truth(shared: Path, desk: Desk, file: str, truth: str) -> None:
    own = shared / "exports" / "own"
    read = desk.tables(own / file)
    members = set(read[tables.Responses]["organisation"])
    assert len(members) >= 5
    for name, model in MODELS.items():
        told = pd.read_csv(own / "truth" / truth / f"{name}.csv", dtype="str", keep_default_na=False)
        told = told[told["organisation"].isin(members)]
        # A stage that was not chosen is coded from the words.
        left_out = {"respondent", "stage"} if name in ("inputs", "products") else {"respondent"}
        columns = [column for column in told if column in read[model] and column not in left_out]
        assert _rows(read[model], columns) == _rows(told, columns), name


@pytest.mark.parametrize(("file", "advice"), REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_export(shared: Path, desk: Desk, file: str, advice: str) -> None:
    with pytest.raises(StudyError, match=advice):
        desk.read(shared / "exports" / "own" / file)


@pytest.mark.parametrize("form", ["en_details", "en_summary", "xml_details", "xml_summary"])
def test_an_option_renamed_between_versions_takes_no_other_answer_with_it(
    shared: Path, versions: Desk, form: str
) -> None:
    cases = shared / "exports" / "own" / "cases"
    read = versions.read(cases / f"kobo_renamed_option_{form}.xlsx")
    reasons, waiting = read.blocks["inputs"]["input_reasons"], read.notes[read.notes["severity"] == "review"]
    assert len(waiting) >= 3 and set(waiting["question"]) == {"input_reasons"}
    # What is known stays while the rest waits.
    kept = [text.split(";") for text in reasons[waiting["place"]]]
    assert kept == [text.split(";") for text in waiting["proposals"]]
    whole = pd.read_csv(cases.parent / "truth" / "kobo_versions_60" / "inputs.csv", dtype="str", keep_default_na=False)
    true = Counter(map(_alike, whole["reasons"]))
    assert not Counter(map(_alike, reasons.drop(waiting["place"]).dropna())) - true


def test_other_words_for_an_option_bring_back_what_an_older_version_called_it(
    shared: Path, desk_of: Callable[[Path], Desk], tmp_path: Path
) -> None:
    cases = shared / "exports" / "own" / "cases"
    book = openpyxl.load_workbook(cases / "questionnaire_second_version.xlsx")
    sheet = book["choices"]
    columns = [cell.value for cell in sheet[1]]
    place = columns.index("also") + 1 if "also" in columns else len(columns) + 1
    sheet.cell(1, place, "also")
    also = {"low_quality": "quality;Quality", "price": "Price, terms of payment"}
    for row in sheet.iter_rows(min_row=2):
        if row[columns.index("list_name")].value == "reason":
            sheet.cell(row[0].row, place, also.get(str(row[columns.index("name")].value)))
    book.save(tmp_path / "questionnaire.xlsx")
    desk = desk_of(tmp_path / "questionnaire.xlsx")
    by_form = []
    for form in ("en_details", "en_summary", "xml_details", "xml_summary"):
        read = desk.read(cases / f"kobo_renamed_option_{form}.xlsx")
        assert not (read.notes["severity"] == "review").any()
        by_form.append(read.blocks["inputs"]["input_reasons"].fillna("").tolist())
    assert by_form[0] == by_form[1] == by_form[2] == by_form[3]
    assert sum("low_quality" in text for text in by_form[0]) == 5


def test_numbers_of_a_tool_with_three_decimals_are_no_thousands(shared: Path, desk: Desk) -> None:
    read = desk.tables(shared / "exports" / "own" / "cases" / "kobo_three_decimals_typed.xlsx")
    assert set(read[tables.Inputs]["annual_value"].dropna()) == {1.234, 100.125}


def test_odd_forms_of_one_tool_give_the_same_answers(shared: Path, desk: Desk) -> None:
    odd = shared / "exports" / "odd"
    for forms_of_one in (
        ("euronest.google-us-times.csv", "euronest.google-same-titles.csv", "euronest.blocks-numbered-from-second.csv"),
        ("iconic.eusurvey-anonymous.xlsx", "iconic.eusurvey-shortnames.xlsx"),
    ):
        first, *others = (desk.read(odd / file) for file in forms_of_one)
        assert set(first.columns["status"]) == {"question", "tool"}
        for other in others:
            for repeat, frame in first.blocks.items():
                answers = [name for name in frame if name not in ("respondent", "sheet", "row")]
                pd.testing.assert_frame_equal(frame[answers], other.blocks[repeat][answers])


def test_blocks_that_neither_number_nor_order_tells_apart_are_told_with_how_to_head_them(
    shared: Path, desk: Desk, tmp_path: Path
) -> None:
    source = shared / "exports" / "odd" / "euronest.google-same-titles.csv"
    columns = desk.read(source).columns
    frame = pd.read_csv(source, header=None, dtype="str", keep_default_na=False)
    needs = columns.loc[columns["question"].str.startswith("need_"), "position"].sub(1).tolist()
    mixed = Random(3).sample(needs, len(needs))
    order = [dict(zip(needs, mixed, strict=True)).get(place, place) for place in range(frame.shape[1])]
    frame[order].to_csv(tmp_path / "euronest.csv", header=False, index=False)
    with pytest.raises(StudyError) as refused:
        desk.read(tmp_path / "euronest.csv")
    (problem,) = refused.value.problems
    assert "The blocks of needs are not numbered" in problem.found
    assert "as 'Nevoie 1: Veriga care l-ar furniza'" in problem.remedy


def test_ticks_headed_by_their_option_alone_are_those_of_the_question_before(shared: Path, desk: Desk) -> None:
    odd = shared / "exports" / "odd"
    split, whole = (desk.read(odd / f"iconic.eusurvey-{form}.xlsx") for form in ("split-mcq-noclash", "anonymous"))
    for question in ("stages", "certificates", "property_rights"):
        assert split.blocks[""][question].fillna("").tolist() == whole.blocks[""][question].fillna("").tolist()
    # An option that the questionnaire has no more is told, and takes none of the others with it.
    assert split.columns.loc[split.columns["status"] == "unknown", "header"].tolist() == ["În afara UE"]


def test_times_of_a_sheet_are_of_its_own_locale(shared: Path, desk: Desk) -> None:
    export = desk.read(shared / "exports" / "odd" / "euronest.google-us-times.csv")
    assert moments(export.responses["submitted"]).iloc[0] == "2014-03-07 15:52:46"
    told = moments(pd.Series(["31/03/2014 3:05:00 p. m.", "01/04/2014 9:01:00 a.m."], dtype="str"))
    assert told.tolist() == ["2014-03-31 15:05:00", "2014-04-01 09:01:00"]


def test_a_block_of_which_everybodys_first_is_empty_is_told(shared: Path, desk: Desk, tmp_path: Path) -> None:
    source = shared / "exports" / "own" / "limesurvey" / "literal_api_code_code.csv"
    told = desk.read(source).columns
    offers = told["question"].str.startswith("offer_") & (told["number"] == 1)
    lost = {
        "Block 1 of offers is empty in every response": offers,
        "Nobody answered offer_stage in block 1 of offers": offers & (told["question"] == "offer_stage"),
    }
    for said, columns in lost.items():
        path = tmp_path / "euronest.csv"
        frame = pd.read_csv(source, sep=None, engine="python", dtype="str", keep_default_na=False, encoding="utf-8-sig")
        frame.iloc[:, told.loc[columns, "position"] - 1] = ""
        frame.to_csv(path, index=False, quoting=1, encoding="utf-8")
        with pytest.raises(StudyError, match=said):
            desk.read(path)


@pytest.mark.parametrize("taken", ["answers", "column"])
def test_a_question_lost_in_the_last_block_alone_is_told(shared: Path, desk: Desk, tmp_path: Path, taken: str) -> None:
    source = shared / "exports" / "own" / "limesurvey" / "literal_api_code_code.csv"
    read = desk.read(source)
    asked, held = desk.context.questionnaire, read.columns[read.columns["status"] == "question"]
    frame = pd.read_csv(source, sep=None, engine="python", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for repeat, rows in read.blocks.items():
        needed = [question.name for question in asked.of(repeat) if question.needed]
        blocks = [number for number, own in rows.groupby("number") if len(own) > 3] if repeat else []
        if not blocks:
            continue
        lost = held[(held["question"] == needed[-1]) & (held["number"] == blocks[-1])]["position"] - 1
        later = held[held["question"].isin(needed) & (held["number"] > blocks[-1])]["position"] - 1
        damaged = frame.copy()
        damaged.iloc[:, [*lost, *later]] = ""
        if taken == "column":
            damaged = damaged.drop(columns=frame.columns[lost])
        damaged.to_csv(tmp_path / "euronest.csv", index=False, quoting=1, encoding="utf-8")
        said = f"Block {blocks[-1]} of {repeat} has no column of {needed[-1]}"
        if taken == "answers":
            said = f"Nobody answered {needed[-1]} in block {blocks[-1]} of {repeat}"
        with pytest.raises(StudyError, match=said):
            desk.read(tmp_path / "euronest.csv")


def test_a_block_of_whose_answers_none_is_an_option_is_told(shared: Path, desk: Desk, tmp_path: Path) -> None:
    source = shared / "exports" / "own" / "limesurvey" / "literal_api_code_code.csv"
    told = desk.read(source).columns
    position = told.loc[(told["question"] == "input_stage") & (told["number"] == 1), "position"].item() - 1
    frame = pd.read_csv(source, sep=None, engine="python", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    path, found = tmp_path / "euronest.csv", []
    for changed in (frame.index[:0], frame.index[1:], frame.index):
        spoilt = frame.copy()
        written = spoilt.iloc[changed, position] != ""
        spoilt.iloc[changed[written], position] = "zzq"
        spoilt.to_csv(path, index=False, quoting=1, encoding="utf-8")
        one = Incoming("2014", CLUSTER, path.name, desk.read(path))
        answers = clean_answers(one.export, desk.context)
        found.append([problem.found for problem in of_unknown_blocks(desk.context.questionnaire, one, answers)])
    assert found[:2] == [[], []]
    (said,) = found[2]
    assert "answers to input_stage in block 1 is an option" in said


def test_columns_that_an_export_lacks_are_told(shared: Path, desk: Desk, tmp_path: Path) -> None:
    source = shared / "exports" / "own" / "limesurvey" / "literal_api_code_code.csv"
    asked, columns = desk.context.questionnaire, desk.read(source).columns
    assert list(lacking(asked, columns)) == []
    gone = (
        (columns["question"] == "comments")
        | ((columns["question"] == "input_suppliers") & (columns["number"] == 2))
        | ((columns["question"] == "certificates") & columns["option"].isin(["haccp", "iso9001"]))
    )
    frame = pd.read_csv(source, sep=None, engine="python", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    kept = frame.drop(columns=frame.columns[columns.loc[gone, "position"] - 1])
    kept.to_csv(tmp_path / "euronest.csv", index=False, quoting=1, encoding="utf-8")
    told = list(lacking(asked, desk.read(tmp_path / "euronest.csv").columns))
    assert told == [
        "it has no column of comments; nothing is known of that",
        "block 2 of inputs has no column of input_suppliers, which other blocks have",
        "it has no column of the options iso9001, haccp of certificates, and columns of the others",
    ]


@pytest.mark.parametrize("hidden", ["visible", "hidden"])
def test_responses_on_a_second_sheet_are_told(shared: Path, desk: Desk, tmp_path: Path, hidden: str) -> None:
    book = openpyxl.load_workbook(shared / "exports" / "own" / "by_hand" / "hand_ro.xlsx")
    first = book.worksheets[0]
    second = book.create_sheet("partea 2")
    second.sheet_state = hidden
    for row in list(first.values)[:1] + list(first.values)[31:]:
        second.append(row)
    first.delete_rows(32, first.max_row)
    book.create_sheet("note").append(["Cifra de afaceri", "în mii lei"])
    book.save(tmp_path / "euronest.xlsx")
    with pytest.raises(StudyError, match="sheet partea 2: It holds answers") as told:
        desk.read(tmp_path / "euronest.xlsx")
    assert len(told.value.problems) == 1


def test_rows_of_a_repeat_that_nothing_ties_to_a_response_are_told(shared: Path, desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(shared / "exports" / "own" / "kobo" / "kobo_en_summary_text.xlsx")
    heads = [cell.value for cell in book["inputs"][1]]
    book["inputs"].delete_cols(heads.index("_parent_index") + 1)
    book.save(tmp_path / "euronest.xlsx")
    with pytest.raises(StudyError, match="sheet inputs: No column ties its rows"):
        desk.read(tmp_path / "euronest.xlsx")


def test_a_line_that_tells_a_spreadsheet_the_separator_is_no_row(shared: Path, desk: Desk, tmp_path: Path) -> None:
    source = shared / "exports" / "own" / "limesurvey" / "literal_api_code_code.csv"
    (tmp_path / "euronest.csv").write_bytes(
        b"\xef\xbb\xbfsep=;\r\n" + source.read_bytes().removeprefix(b"\xef\xbb\xbf")
    )
    said, plain = desk.read(tmp_path / "euronest.csv"), desk.read(source)
    assert said.tool == plain.tool
    assert said.responses["row"].tolist() == [row + 1 for row in plain.responses["row"]]
    for repeat, frame in plain.blocks.items():
        pd.testing.assert_frame_equal(frame.drop(columns="row"), said.blocks[repeat].drop(columns="row"))


def test_a_row_of_hxl_tags_is_no_response(shared: Path, desk: Desk, tmp_path: Path) -> None:
    source = (shared / "exports" / "own" / "by_hand" / "hand_it_semicolon_cp1250.csv").read_bytes()
    head, _end, rest = source.partition(b"\n")
    tags = b";".join(b"#x" for _one in head.split(b";"))
    path = tmp_path / "euronest.csv"
    path.write_bytes(head + b"\n" + tags + b"\n" + rest)
    assert len(desk.read(path).responses) == 60
