"""Cells that people type into a table kept by hand: read right, or asked about; nothing is silently another thing."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.cleaning import Answers, CleaningContext, clean_answers, context_of
from pilotanalysis.survey.cleaning.partners import PartnerNames
from pilotanalysis.survey.interpretation import as_text
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers

SALES = ("sales_county", "sales_region", "sales_country", "sales_eu", "sales_beyond")
LEI = {"turnover_unit": "lei"}
#: What the context of a shared case says of the cells around it: beside it, and below it in its column.
CONTEXTS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "turnover_unit=thousand_eur": ({"turnover_unit": "thousand_eur"}, ()),
    "turnover_unit=lei": (LEI, ()),
    "a whole column of such days": ({}, ("1905-06-25", "1905-06-26", "1905-07-03")),
    "column: eight such and two with a decimal point of one figure": (
        LEI, ("12.501", "13.502", "1.503", "7.504", "8.505", "9.506", "10.507", "1234.5", "99.5"),
    ),
    "column: others such as 43.000.000": (LEI, ("43.000.000", "12.000.000")),
    "rest of the block adds to 97": (dict(zip(SALES[1:], ("40", "30", "20", "7"), strict=True)), ()),
    "rest of the block adds to 100": (dict(zip(SALES[1:], ("40", "30", "20", "10"), strict=True)), ()),
}  # fmt: skip
FROM_1904 = "file of a Mac with days counted from 1904"


@dataclass(frozen=True)
class Told:
    """What came out of the first cell of a column."""

    value: Any
    severity: str
    rules: tuple[str, ...]
    beside: dict[str, Any]

    @property
    def text(self) -> str:
        return as_text(self.value)


class Sheet:
    """Types cells into a sheet, and has it read and cleaned."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.asked = forms.load(study)
        self.context: CleaningContext = context_of(study, self.asked)
        self._headers = Headers(self.asked)
        self._folder = folder

    def tell(
        self, name: str, cell: str, beside: dict[str, str] | None = None, below: tuple[str, ...] = (),
        from_1904: bool = False,
    ) -> Told:  # fmt: skip
        """Type a cell into a sheet of its own, with others beside it and below it in its column."""
        beside = beside or {}
        rows = [{**beside, name: cell}, *({**beside, name: other} for other in below)]
        return self._told(rows, [name], from_1904)[0]

    def tell_each(self, cells: list[tuple[str, str]]) -> list[Told]:
        """Type cells into one sheet, each by itself in a row."""
        return self._told([{name: cell} for name, cell in cells], [name for name, _cell in cells])

    def _told(self, rows: list[dict[str, str]], asked: list[str], from_1904: bool = False) -> list[Told]:
        needed = [one.name for one in self.asked.questions if one.needed]
        names = list(dict.fromkeys([*needed, *(name for row in rows for name in row)]))
        heads = ["respondent", *(self._head(one) for one in names)]
        table = [[str(place), *(row.get(one, "") for one in names)] for place, row in enumerate(rows, start=1)]
        path = self._folder / ("sheet.xlsx" if from_1904 else "sheet.csv")
        if from_1904:
            with xlsxwriter.Workbook(str(path), {"date_1904": True, "strings_to_numbers": True}) as book:
                sheet = book.add_worksheet()
                for place, row in enumerate([heads, *table]):
                    sheet.write_row(place, 0, row)
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([heads, *table])
        export = read_export(
            path, path.name, f"survey/{path.name}", self.asked, self._headers, recognise=self.context.recognisers
        )
        answers = clean_answers(export, self.context)
        return [self._of(answers, name, place) for place, name in enumerate(asked, start=1)]

    def _of(self, answers: Answers, name: str, respondent: int) -> Told:
        block = answers.blocks[self.asked.by_name[name].repeat]
        place = block.head.index[block.head["respondent"] == str(respondent)]
        if place.empty:
            # Of a repetition that says nothing there is no row.
            return Told(None, "", (), {})
        own = answers.noted[(answers.noted["question"] == name) & (answers.noted["place"] == place[0])]
        severity = next((one for one in ("review", "flag", "info") if (own["severity"] == one).any()), "")
        values = {key: None if pd.isna(column[place[0]]) else column[place[0]] for key, column in block.values.items()}
        return Told(values[name], severity, tuple(own["rule"].str.split(";").explode()), values)

    def _head(self, name: str) -> str:
        repeat = self.asked.by_name[name].repeat
        return f"{repeat} 1 {name}" if repeat else name


@pytest.fixture(scope="module")
def sheet(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    return Sheet(study, tmp_path_factory.mktemp("cells"))


def _as_expected(told: Told, column: str, expected: str, flag: str) -> bool:
    if flag == "review":
        return told.value is None and told.severity == "review"
    if told.severity == "review":
        return False
    if ".." in expected:
        low, high = map(float, expected.split(".."))
        return told.value is not None and low <= told.value <= high and told.severity == "flag"
    if flag == "none" or not expected:
        # Of shares that are complete without it, a part is nothing.
        return told.value is None or (column in SALES and told.value == 0)
    if column == "turnover":
        factor, currency = {"lei": (1.0, "RON")}[told.beside["turnover_unit"]]
        return f"{told.value * factor:.15g} {currency}" == expected
    wanted = sorted(expected.replace("iso_", "iso").split(";"))
    return sorted(told.text.split(";")) == wanted and (told.severity == "flag") == (flag == "approx")


def test_cells_in_their_columns_mean_what_they_mean(shared: Path, sheet: Sheet) -> None:
    wrong = []
    with (shared / "cleaning" / "cases2.csv").open(encoding="utf-8") as source:
        cases = list(csv.DictReader(source))
    assert len(cases) > 40
    alone = [(case["column"], case["raw"]) for case in cases if not case["context"]]
    by_cell = dict(zip(alone, sheet.tell_each(alone), strict=True))
    for case in cases:
        column, raw, context = case["column"], case["raw"], case["context"]
        assert context in CONTEXTS or context in ("", FROM_1904), context
        around = CONTEXTS.get(context, ({}, ()))
        told = sheet.tell(column, raw, *around, context == FROM_1904) if context else by_cell[column, raw]
        if not _as_expected(told, column, case["expected"], case["flag"]):
            wrong.append((column, raw, case["expected"], case["flag"], told.value, told.severity))
    assert wrong == []


# --- Each kind, by other cells than those of the shared list ---


#: Cells that somebody has to be asked about.
UNTOLD = [
    ("consent", "DA/NU"), ("consent", "No/Sì"), ("innovation_product", "yes/no"), ("legal_form", "SRL/SA"),
    ("year_founded", "19988"), ("year_founded", "201"), ("year_founded", "04.07.1905"), ("link_since", "20101"),
    ("certificates", "urmează ISO 14001"), ("certificates", "fără HACCP"), ("certificates", "ISO 9001 expirat"),
    ("certificates", "EMAS"), ("input_reasons", "mai ieftin"), ("funding", "PHARE"), ("legal_form", "alta"),
    ("link_partner", "ca mai sus"), ("products", "same as above"), ("products", '"'), ("name", "idem"),
    ("joined_on", "2015-01-01"), ("joined_on", "mai 2016"), ("employees", "250000"), ("input_suppliers", "12000"),
    ("input_satisfaction", "5 slab"), ("input_satisfaction", "1 excellent"), ("input_satisfaction", "4/5"),
    ("input_satisfaction", "******"), ("employees", "cam 20-200"), ("employees", "500-600"), ("employees", "4/5"),
    ("county", "RO213 Neamț"), ("caen", "62/99"), ("employees", "- 12"), ("export_share", "30 din 120"),
    ("certificates", "keine"), ("funding", "egyik sem"), ("certificates", "nima"),
    ("year_founded", "2006 2007"), ("input_value", "12 cu TVA"), ("employees", "12 13"),
    ("stages", "Film și video din 2015"), ("stages", "Film and video (from 2015)"), ("certificates", "HACCP dal 2016"),
    ("input_value", "1000000000000"), ("research_spend", "1e12"),
    ("employees", "12 (treisprezece)"), ("barrier_price", "1 - foarte mult"), ("caen", "1413; mai mult pe 1414"),
    ("caen_other", "4642; 99999"), ("caen_other", "1413, 12345 și 4771"),
    ("registration_number", "J22/123/2019"),
]  # fmt: skip
#: Cells that are clear, with what they mean.
CLEAR: list[tuple[str, str, object]] = [
    ("certificates", "SR EN ISO 22000:2005", "iso22000"), ("certificates", "ISO 9001/2008; haccp", "iso9001;haccp"),
    ("certificates", "sistem de management ISO 27001", "iso27001"),
    ("certificates", "ISO 9001:2008, ISO 14001:2004", "iso9001;iso14001"),
    ("input_reasons", "condiții de plată", "price"), ("input_reasons", "prezzo e qualità", "quality;price"),
    ("funding", "nimic", "none"), ("legal_form", "GmbH", "other"), ("legal_form", "società per azioni", "other"),
    ("input_satisfaction", "★★★☆☆", 3.0), ("input_satisfaction", "2/5", 2.0), ("barrier_price", "1 deloc", 1.0),
    ("barrier_price", "1 - deloc", 1.0), ("barrier_price", "5 (foarte mult)", 5.0),
    ("year_founded", "est. 1987", 1987.0),
    ("need_criticality", "5 - vital", 5.0), ("barrier_skills", "5 foarte mult", 5.0),
    ("employees", "we are 14 people", 14.0), ("employees", "siamo 8 dipendenti", 8.0),
    ("employees", "circa 40-45", 42.0), ("export_share", "30% del fatturato", 30.0),
    ("export_share", "dodici per cento", 12.0), ("export_share", "treizeci și cinci la sută", 35.0),
    ("export_share", "0.7 %", 0.7), ("year_founded", "fondată în 1998", 1998.0),
    ("caen", "62-01", "6201"), ("caen", "clasa CAEN rev 2 - 6201", "6201"), ("county", "Neamț NT", "NT"),
    ("link_partner", "• Exemplu Nor 4 SRL*", "Exemplu Nor 4 SRL"),
    ("link_partner", "Exemplu Nor 4 SRL (jud. Neamț)", "Exemplu Nor 4 SRL"),
    ("link_partner", "Exemplu Nor 4 SRL²", "Exemplu Nor 4 SRL"),
    ("name", "Exemplu Nor 4 SRL [3]", "Exemplu Nor 4 SRL"), ("joined_on", "31.12.2013", "2013-12-31"),
    ("export_share", '="70"', 70.0), ("export_share", "30 din 100", 30.0), ("export_share", "50/100", 50.0),
    ("export_share", "35 o/o", 35.0), ("export_share", "cred că 40", 40.0), ("employees", "<b>12</b>", 12.0),
    ("employees", "• 12", 12.0), ("employees", "[12]", 12.0), ("employees", "„12”", 12.0),
    ("employees", "12 +/-", 12.0),
    ("input_satisfaction", "4*", 4.0), ("input_satisfaction", "2)", 2.0), ("input_satisfaction", "– 3", 3.0),
    ("input_satisfaction", "x 3", 3.0), ("input_satisfaction", "3\ufe0f\u20e3", 3.0),
    ("input_value", "12 + TVA", 12.0), ("input_value", "12 fără TVA", 12.0), ("input_value", "12kEUR", 12.0),
    ("year_founded", "2006 2006", 2006.0), ("year_founded", "începând cu 2002", 2002.0),
    ("year_founded", "sfârșitul lui 2002", 2002.0), ("employees", "3,679", 3679.0), ("caen", "3212 (Rev. 2)", "3212"),
    ("fiscal_code", '="9900002933"', "9900002933"), ("fiscal_code", "P.IVA RO9900002933", "9900002933"),
    ("fiscal_code", "9900002933 (neplătitor TVA)", "9900002933"),
    ("certificates", "ISO 9001<br/>HACCP", "iso9001;haccp"),
    ("certificates", "ISO 9001_x000D_\nHACCP", "iso9001;haccp"), ("consent", "Da / Yes", "yes"),
    ("consent", "bineînțeles", "yes"), ("consent", "Nicidecum!", "no"), ("joined_on", "20130823", "2013-08-23"),
    ("certificates", "ISO 9001:2008. ISO 22000. HACCP", "iso9001;iso22000;haccp"),
    ("stages", "Film și video din 2012", "video_production"), ("certificates", "HACCP din 2014", "haccp"),
    ("certificates", "ISO 9001:2015", "iso9001"), ("certificates", "HACCP valabil 2016", "haccp"),
    ("input_value", "4 500 000", 4_500_000.0),
    ("employees", "12 (doisprezece)", 12.0), ("input_value", "12 (mii EUR)", 12.0),
    ("turnover", "300.000 (lei)", 300_000.0), ("turnover", "250 (mii euro)", 250.0),
    ("locality", "TÎRGU FRUMOS", "Târgu Frumos"), ("locality", "Tg. Ocna", "Târgu Ocna"),
    ("locality", "Rm. Sărat", "Râmnicu Sărat"), ("locality", "sector 4, București", "București"),
    ("locality", "Pașcani, Iași", "Pașcani"), ("locality", "Miroslava (jud. Iași)", "Miroslava"),
]  # fmt: skip
NO_ANSWERS = ("to be completed", "în așteptare", "da completare", "#EROARE!", "qwerty", "asdasd", "...?")
NAMES = (
    "Lateral SRL",
    "Pending Design SRL",
    "Idem Consult",
    "Fără Margini SRL",
    "Asdf SRL",
    "None Design SRL",
    "Nu Studio",
)


def test_what_nobody_can_tell_is_asked(sheet: Sheet) -> None:
    told = dict(zip(UNTOLD, sheet.tell_each(UNTOLD), strict=True))
    assert {cell: one for cell, one in told.items() if (one.value, one.severity) != (None, "review")} == {}


def test_what_is_clear_is_read(sheet: Sheet) -> None:
    told = sheet.tell_each([(column, cell) for column, cell, _value in CLEAR])
    pairs = [(*case, one.value, one.severity) for case, one in zip(CLEAR, told, strict=True)]
    assert [case for case in pairs if case[2] != case[3] or case[4] not in ("info", "flag")] == []


@pytest.mark.parametrize("column", ["name", "link_partner", "partner_university", "products", "certificates"])
def test_what_is_no_answer_is_none(sheet: Sheet, column: str) -> None:
    told = sheet.tell_each([(column, cell) for cell in NO_ANSWERS])
    assert [one.value for one in told] == [None] * len(told)
    assert {rule for one in told for rule in one.rules} == {"no_answer_mark", "spreadsheet_error"}


@pytest.mark.parametrize("column", ["name", "link_partner", "need_partner", "partner_university"])
def test_words_that_there_is_none_are_no_name(sheet: Sheet, column: str) -> None:
    told = sheet.tell_each([(column, cell) for cell in ("none", "Niciunul", "nessuno", "nu avem", "nu")])
    assert {(one.value, one.severity in ("info", "flag"), one.rules) for one in told} == {(None, True, ("says_none",))}


@pytest.mark.parametrize("column", ["input_text", "need_text", "offer_text", "products", "partner_university"])
def test_that_there_is_none_of_it_is_no_answer(sheet: Sheet, column: str) -> None:
    cells = (
        "nimic", "Nu avem.", "deocamdată nimic", "none so far", "niente al momento", "Nu avem nevoie", "(nu încă)",
        "la moment nimic", "No, not yet", "nu cumpărăm nimic", "non compriamo niente", "We don't need anything",
        "nu e nevoie de nimic", "Nimic special", "nu putem oferi",
    )  # fmt: skip
    told = sheet.tell_each([(column, cell) for cell in cells])
    assert {(one.value, one.severity in ("info", "flag"), one.rules) for one in told} == {(None, True, ("says_none",))}
    kept = ("nimicuri decorative", "nu știm cum se numește piesa", "non tessuti", "fără fir", "nothing but thread")
    assert [one.value for one in sheet.tell_each([(column, cell) for cell in kept])] == list(kept)


@pytest.mark.parametrize("column", ["name", "link_partner", "partner_university"])
def test_words_that_name_nobody_are_no_name(sheet: Sheet, column: str) -> None:
    cells = (
        "mai mulți", "toți membrii", "Da", "noi înșine", "diverși clienți", "several members", "tutti i membri",
        "S.R.L.", "un furnizor local", "altele", "clienți din zonă",
    )  # fmt: skip
    told = sheet.tell_each([(column, cell) for cell in cells])
    assert {(one.value, one.severity, one.rules) for one in told} == {(None, "flag", ("names_nobody",))}
    kept = ("Noi Doi SRL", "Client First SA", "Partner Exemplu", "Altex", "Membrane Exemplu")
    assert [one.value for one in sheet.tell_each([(column, cell) for cell in kept])] == list(kept)


def test_what_a_partner_should_be_is_an_answer(sheet: Sheet) -> None:
    wished = ("un partener local", "a local partner", "alți membri")
    assert [one.value for one in sheet.tell_each([("need_partner", cell) for cell in wished])] == list(wished)


@pytest.mark.parametrize("column", ["input_text", "need_text", "offer_text", "products"])
def test_an_answer_that_says_nothing_is_flagged(sheet: Sheet, column: str) -> None:
    told = sheet.tell_each([(column, cell) for cell in ("Da", "diverse", "test", "altele", "etc.", "12")])
    assert {one.severity for one in told} == {"flag"}
    assert {rule for one in told for rule in one.rules} == {"perhaps_no_answer", "perhaps_no_number"}


def test_that_there_is_none_of_what_is_asked_for_is_nought_and_flagged(sheet: Sheet) -> None:
    cells = [("export_share", "nu exportăm"), ("export_share", "non esportiamo"), ("employees", "n-am angajați")]
    told = sheet.tell_each([*cells, ("export_share", "we don't export"), ("research_spend", "nu facem cercetare")])
    assert [(one.value, one.severity) for one in told] == [(0.0, "flag")] * 5
    (unknown,) = sheet.tell_each([("employees", "nu știm câți angajați")])
    assert unknown.value is None


def test_a_mark_in_the_words_of_its_scale_is_read_and_flagged(sheet: Sheet) -> None:
    marks = [
        ("barrier_price", "deloc", 1.0),
        ("service_events", "foarte bune", 5.0),
        ("need_criticality", "utilă", 1.0),
    ]
    told = sheet.tell_each([(name, cell) for name, cell, _mark in marks])
    assert [(one.value, one.severity) for one in told] == [(mark, "flag") for _name, _cell, mark in marks]
    (between,) = sheet.tell_each([("service_events", "bune")])
    assert between.value is None


def test_a_count_in_a_cell_that_is_set_to_show_days_is_asked_about(sheet: Sheet) -> None:
    count, year = sheet.tell_each([("employees", "1900-02-21"), ("employees", "2014-05-12")])
    assert (count.value, count.severity, count.rules) == (None, "review", ("number_as_day",))
    assert year.severity == "review" and "number_as_day" not in year.rules


def test_activities_with_others_behind_them_are_flagged(sheet: Sheet) -> None:
    told = sheet.tell_each(
        [("caen_other", cell) for cell in ("1413, 4642 etc.", "1413; 4642; altele", "1413 și altele", "4642-4649")]
    )
    assert [(one.value, one.severity, "others_unnamed" in one.rules) for one in told] == [
        ("1413, 4642", "flag", True),
        ("1413, 4642", "flag", True),
        ("1413", "flag", True),
        ("4642, 4649", "flag", True),
    ]


def test_marks_of_thousands_that_change_within_a_number_are_asked_about(sheet: Sheet) -> None:
    told = [sheet.tell("turnover", cell, {"turnover_unit": "lei"}) for cell in ("1.000,000 lei", "2,500.000")]
    assert [(one.value, one.rules) for one in told] == [(None, ("thousands_or_decimals",))] * 2


def test_thousands_in_words_are_read_where_things_are_counted(sheet: Sheet) -> None:
    cells = {
        ("year_founded", "o mie nouă sute nouăzeci și patru"): 1994.0,
        ("year_founded", "duemilacinque"): 2005.0,
        ("year_founded", "millenovecentonovantaquattro"): 1994.0,
        ("employees", "una mie două sute"): 1200.0,
        ("employees", "1200 (una mie două sute)"): 1200.0,
        ("turnover", "două mii"): None,
    }
    assert [one.value for one in sheet.tell_each(list(cells))] == list(cells.values())


@pytest.mark.parametrize("column", ["name", "contact_role", "comments"])
@pytest.mark.parametrize("cell", ["ana@example.org", "tel. 0744 123 456", "0744 123 456, ana@example.org"])
def test_an_address_alone_is_no_answer(sheet: Sheet, column: str, cell: str) -> None:
    told = sheet.tell(column, cell)
    assert (told.value, told.severity, told.rules) == (None, "flag", ("contact",))


@pytest.mark.parametrize("cell", ["Suceava (sediu), Rădăuți (fabrică)", "Botoșani/Suceava", "Roman, Pașcani"])
def test_of_two_places_none_is_taken(sheet: Sheet, cell: str) -> None:
    told = sheet.tell("locality", cell)
    assert (told.value, told.severity) == (cell, "flag")


def test_names_that_begin_like_no_answer_are_names(sheet: Sheet) -> None:
    assert [one.value for one in sheet.tell_each([("link_partner", name) for name in NAMES])] == list(NAMES)


def test_an_amount_that_says_its_unit_needs_no_unit_beside_it(sheet: Sheet) -> None:
    firm = {"organisation_type": "firm", "turnover_unit": ""}
    told = [sheet.tell("turnover", cell, firm) for cell in ("1,2 mln euro", "1,2 mil. lei", "1,2 mld lei")]
    said = [(one.value, one.beside["turnover_unit"], one.severity) for one in told]
    lei = [(1.2, "million_lei", "info"), (1200.0, "million_lei", "info")]
    assert said == [(1200.0, "thousand_eur", "info"), *lei]


def test_what_the_column_shows_decides_and_two_cells_do_not(sheet: Sheet) -> None:
    one = sheet.tell("turnover", "1.250", LEI, ("1234.5", "99.5"))
    many = sheet.tell("turnover", "1.250", LEI, ("1234.5", "99.5", "0.5"))
    grouped = sheet.tell("turnover", "750,000", LEI, ("43,000,000",))
    torn = sheet.tell("turnover", "750.000", LEI, ("43.000.000", "1,250,000"))
    assert (one.severity, many.value, grouped.value, torn.severity) == ("review", 1.25, 750_000.0, "review")


@pytest.mark.parametrize(
    ("turnover", "unit", "asked"),
    [
        ("1000000000000", "thousand_eur", True),
        ("1000000000000", "thousand_lei", True),
        ("1000000", "million_lei", False),
        ("4500000", "thousand_eur", False),
    ],
)
def test_a_turnover_that_nobody_can_have_is_asked_about(sheet: Sheet, turnover: str, unit: str, asked: bool) -> None:
    told = sheet.tell("turnover", turnover, {"turnover_unit": unit})
    assert (told.value is None, told.rules == ("beyond_reason",)) == (asked, asked)


@pytest.mark.parametrize("unknown", ["?", "Err:508", "de completat"])
def test_a_share_that_is_not_known_is_nothing_only_where_the_rest_is_all(sheet: Sheet, unknown: str) -> None:
    part = sheet.tell("sales_county", unknown, dict(zip(SALES[1:], ("40", "30", "20", "6"), strict=True)))
    assert (part.value, part.severity, part.beside["sales_region"]) == (None, "review", 40.0)
    whole = sheet.tell("sales_county", unknown, dict(zip(SALES[1:], ("40", "30", "20", "10"), strict=True)))
    assert (whole.value, whole.beside["sales_region"]) == (0.0, 40.0)


def test_a_foreign_legal_form_is_kept_in_words(sheet: Sheet) -> None:
    assert sheet.tell("legal_form", "S.p.A.").beside["legal_form_other"] == "S.p.A."


def test_a_place_behind_a_partner_is_no_part_of_its_name(sheet: Sheet) -> None:
    names = PartnerNames(sheet.context.places)
    for name in ("Exemplu Nor 4 SRL, Piatra Neamț", "Exemplu Nor 4 SRL - Iași", "Exemplu Nor 4 SRL (furnizor)"):
        assert list(names.shorter(name)) == ["Exemplu Nor 4 SRL"]
    assert list(names.shorter("Exemplu Nor 4 SRL, sucursala Exemplu Sud")) == []


@pytest.mark.parametrize("cell", [r"\N", "NULL", "<NA>", "NaN"])
@pytest.mark.parametrize("column", ["consent", "input_would_source", "employees", "legal_form"])
def test_marks_of_databases_are_no_answer(sheet: Sheet, column: str, cell: str) -> None:
    told = sheet.tell(column, cell)
    assert (told.value, told.severity in ("", "info")) == (None, True)


@pytest.mark.parametrize("column", ["employees", "input_suppliers", "products"])
@pytest.mark.parametrize("cell", ["########", "#VALUE!", "#REF!", "#VALOARE!"])
def test_what_a_spreadsheet_broke_is_marked(sheet: Sheet, column: str, cell: str) -> None:
    told = sheet.tell(column, cell)
    assert (told.value, told.severity) == (None, "flag")


@pytest.mark.parametrize("word", ["restul", "diferența", "rest", "diferența până la 100%"])
def test_the_one_part_that_is_the_rest_is_what_the_others_leave(sheet: Sheet, word: str) -> None:
    beside = dict(zip(SALES[1:], ("40", "30", "10", "0"), strict=True))
    told = sheet.tell("sales_county", word, beside)
    assert (told.value, told.severity, told.rules) == (20.0, "flag", ("rest_of_shares",))


@pytest.mark.parametrize("others", [("40", "rest", "10", "0"), ("0.4", "0.3", "0.1", "0"), ("60", "40", "0", "0")])
def test_a_rest_that_cannot_be_told_is_asked(sheet: Sheet, others: tuple[str, ...]) -> None:
    told = sheet.tell("sales_county", "restul", dict(zip(SALES[1:], others, strict=True)))
    assert (told.value, told.severity) == (None, "review")
