"""True exports of survey tools read into the answers that were given, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from forms import kobo_form, limesurvey_form

from pilotanalysis.survey.questionnaire import Questionnaire
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers

#: What stands in LimeSurvey's answers: an empty text where a question was shown and left empty, None where not shown.
LONG = 'First line; with "quotes", comma\nSecond line\n\nFourth line\ttab'
CLUJ = "Clusterul „Transilvania” ajută: ă â î ș ț Ă Â Î Ș Ț; vechi: ş ţ Ş Ţ\nA doua linie; punct și virgulă"
ONE = {
    "org_name": "Exemplu Unu SRL", "cui": "9900000010", "county": "CJ", "county_other": "", "employees_2013": "120",
    "avg_wage": "2.35", "turnover": "1,250,000.50 lei", "founded": "1998-05-17 00:00:00", "exporter": "yes",
    "export_to": 'Germany; Italy, "EU" & others', "stages": "CUT;PACK;other",
    "stages_other": 'Veneer, edge-banding; "special"', "satisf_INFRA": "1", "satisf_LABOR": "4", "satisf_FIN": "5",
    "coop_UNI": "N", "coop_FIRM": "O", "shares_CLUST": "10", "shares_REGIO": "20.5", "shares_ROMAN": "29.5",
    "shares_EU": "30", "shares_NONEU": "10", "years_EMP_2012": "110", "years_EMP_2013": "120",
    "years_INV_2012": "55.5", "years_INV_2013": "0", "needs": "EXP;TRAIN;FIN", "buyer": "RET",
    "buyer_comment": 'DIY chain, "big box"; 3 shops', "certs": "ISO9;other",
    "certs_ISO9_comment": "since 2009, renewed",
    "certs_FSC_comment": "", "certs_other": "CE mark", "certs_other_comment": "per product", "comments": LONG,
}  # fmt: skip
NULL = dict.fromkeys(ONE)
TWO = {
    **ONE, "org_name": "Exemplu Doi S.R.L. – Bistrița", "cui": "RO 9900000029", "county": "other",
    "county_other": "Sălaj, jud.", "employees_2013": "45", "avg_wage": "1.85", "turnover": "1.250.000,50",
    "founded": "2005-11-03 00:00:00", "exporter": "no", "export_to": None, "stages": "", "stages_other": "",
    "satisf_INFRA": "2", "satisf_LABOR": "", "satisf_FIN": "3", "coop_UNI": "S", "coop_FIRM": "",
    "shares_CLUST": "0", "shares_REGIO": "33.3", "shares_ROMAN": "66.7", "shares_EU": None, "shares_NONEU": None,
    "years_EMP_2012": "40", "years_EMP_2013": "45", "years_INV_2012": "12.75", "years_INV_2013": "", "needs": "FIN",
    "buyer": "IND", "buyer_comment": "", "certs": "FSC", "certs_ISO9_comment": "", "certs_FSC_comment": "",
    "certs_other": "", "certs_other_comment": "", "comments": CLUJ,
}  # fmt: skip
THREE = {
    **dict.fromkeys(ONE, ""), "org_name": "Esempio Tre S.r.l. «Prova»", "cui": "9900000037", "county": "MM",
    "employees_2013": None, "avg_wage": None, "turnover": "circa 2 milioni", "founded": None, "exporter": "",
    "export_to": None, "stages": "ASM;DES", "shares_CLUST": None, "shares_REGIO": None, "shares_ROMAN": None,
    "shares_EU": None, "shares_NONEU": None, "needs": "CERT;RD", "comments": "È l'unico commento: perché no?",
}  # fmt: skip
FOUR = {
    **NULL, "org_name": "Exemplu Patru SRL (partial)", "cui": "0099000045", "county": "BN", "county_other": "",
    "employees_2013": "7", "turnover": "", "exporter": "yes", "stages": "", "stages_other": "",
}  # fmt: skip
FIVE = {
    **NULL, "org_name": "Exemplu Cinci SA", "cui": "9900000053", "county": "SM", "county_other": None,
    "employees_2013": "0", "avg_wage": "0.5",
}  # fmt: skip
SIX = {
    **NULL, "org_name": "=Exemplu Șase <b>SRL</b> & Co", "cui": "  9900000061 ", "county": "other", "county_other": "",
    "employees_2013": "1500000", "avg_wage": "1234567.1234567891", "turnover": "-", "founded": "1990-01-01 00:00:00",
    "exporter": "yes", "export_to": "+40; @x", "stages": "CUT;ASM;PACK;DES", "stages_other": "", "satisf_INFRA": "5",
    "satisf_LABOR": "5", "satisf_FIN": "5", "coop_UNI": "O", "coop_FIRM": "S", "shares_CLUST": "100",
    "shares_REGIO": "0", "shares_ROMAN": "0", "shares_EU": "0", "shares_NONEU": "0", "years_EMP_2012": "1,5",
    "needs": "RD;CERT;EXP", "comments": 'line1\nline2 "q";\nline3\ttab end',
}  # fmt: skip
LIMESURVEY = [ONE, TWO, THREE, FOUR, FIVE, SIX]
LABELLED = ("exporter", "coop_UNI", "coop_FIRM")
NUMBERS = ("employees_2013", "avg_wage", "founded")

LIMESURVEY_FILES = [
    "api_codes.csv",
    "api_full_ro.csv",
    "limesurvey_code_headings_full_answers_ro.csv",
    "limesurvey_codes.csv",
    "limesurvey_codetext_full_it.csv",
    "limesurvey_default_full_en.csv",
    "limesurvey_full_en.xlsx",
    "limesurvey_full_ro.csv",
    "limesurvey_full_ro_semicolon.csv",
    "limesurvey_spss.sav",
]
KOBO_FILES = [
    "kobo_codes_details.xlsx",
    "kobo_labels_en_both.csv",
    "kobo_labels_en_both.xlsx",
    "kobo_labels_it_hierarchy.xlsx",
    "kobo_labels_ro_summary.csv",
    "kobo_labels_ro_summary.xlsx",
]


@pytest.fixture(scope="session")
def limesurvey(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    return limesurvey_form(tmp_path_factory.mktemp("form"))


def _read(path: Path, questionnaire: Questionnaire) -> Export:
    return read_export(path, path.name, f"survey/{path.name}", questionnaire, Headers(questionnaire))


def _value(cell: object) -> str | None:
    return None if pd.isna(cell) else str(cell)


@pytest.mark.parametrize("file", LIMESURVEY_FILES)
def test_limesurvey_reads_cell_by_cell(shared: Path, limesurvey: Questionnaire, file: str) -> None:
    export = _read(shared / "exports" / "limesurvey" / file, limesurvey)
    assert export.tool == "limesurvey"
    assert set(export.columns["status"]) == {"question", "tool"}
    frame = export.blocks[""]
    assert frame["respondent"].tolist() == ["1", "2", "3", "4", "5", "6"]
    assert set(frame.columns) - {"respondent", "sheet", "row", "number"} == set(ONE)
    told = file.endswith(".csv")
    full = "full" in file
    for place, answers in enumerate(LIMESURVEY):
        for question, given in answers.items():
            read = _value(frame.loc[place, question])
            # What a form cannot tell, a reader cannot: workbooks and SPSS know no empty text, full answers give N/A
            # for a yes or no, and an empty text for an array, either way, and numbers are not there either way.
            if not told or question in NUMBERS or (full and question in LABELLED):
                read, given = read or None, given or None
            if file.endswith((".xlsx", ".sav")) and read and given:
                read, given = _loosely(read), _loosely(given)
            assert read == given, (question, place + 1)
    assert export.responses["complete"].tolist() == [True, True, True, False, True, True]
    assert export.responses["language"].tolist() == ["en", "ro", "it", "en", "ro", "en"]


def _loosely(text: str) -> str:
    """Workbooks and SPSS keep fewer digits and trim; SPSS breaks lines its own way and cuts a date's midnight."""
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text.strip().replace("\r\n", "\n")


def test_limesurvey_says_what_it_did_not_take_at_its_face(shared: Path, limesurvey: Questionnaire) -> None:
    export = _read(shared / "exports" / "limesurvey" / "limesurvey_codes.csv", limesurvey)
    (note,) = export.notes.to_dict("records")
    assert (note["rule"], note["raw"][:2], note["value"][:1]) == ("quoted_equation", "'=", "=")
    assert _read(shared / "exports" / "limesurvey" / "api_codes.csv", limesurvey).notes.empty


KOBO = [
    {
        "org_name": "Exemplu Unu SRL", "cui": "9900000010", "county": "IS", "employees_2013": "24",
        "turnover_2013": "1234.5", "stages": "spinning;weaving", "joined_on": "2012-10-01", "comments": None,
    },
    {
        "org_name": "S.C. Exemplu Doi S.A.", "cui": "RO 9900000029", "county": "NT", "employees_2013": "310",
        "turnover_2013": "45210", "stages": "design;other", "joined_on": "2010-08-06",
        "comments": "linia 1\nlinia 2; cu punct și virgulă",
    },
    {"org_name": "Exemplu Trei", **dict.fromkeys(("cui", "county", "employees_2013", "turnover_2013", "stages"))},
]  # fmt: skip
KOBO_INPUTS = [
    ("101", "fire de bumbac", "eu", "10", "none;price"),
    ("101", "ambalaje", "cluster", "80", None),
    ("102", 'coloranți, "speciali"', "region", "0", "quality"),
]


@pytest.mark.parametrize("file", KOBO_FILES)
def test_kobo_reads_cell_by_cell(shared: Path, tmp_path: Path, file: str) -> None:
    questionnaire = kobo_form(tmp_path, shared / "exports" / "kobo" / "form.json")
    export = _read(shared / "exports" / "kobo" / file, questionnaire)
    assert export.tool == "kobo"
    assert set(export.columns["status"]) == {"question", "tool"}
    frame = export.blocks[""]
    assert frame["respondent"].tolist() == ["101", "102", "103"]
    for place, answers in enumerate(KOBO):
        for question, given in answers.items():
            assert (_value(frame.loc[place, question]) or None) == given, question
    assert export.responses["minutes"].tolist() == [9.0, 9.0, 9.0]
    if file.endswith(".csv"):
        assert list(export.blocks) == [""], "the CSV form has no trace of repeat groups"
        return
    rows = export.blocks["inputs"]
    read = rows[["respondent", "input_text", "main_origin", "share_cluster", "reasons"]].itertuples(index=False)
    assert [tuple(_value(cell) or None for cell in row) for row in read] == KOBO_INPUTS
    assert rows["sheet"].eq("inputs").all()
    assert rows["row"].tolist() == [2, 3, 4]


def test_the_language_of_labels_is_told(shared: Path, limesurvey: Questionnaire) -> None:
    folder = shared / "exports" / "limesurvey"
    for file, language in (("limesurvey_full_ro.csv", "ro"), ("limesurvey_default_full_en.csv", "en")):
        assert _read(folder / file, limesurvey).language == language
    assert _read(folder / "limesurvey_codetext_full_it.csv", limesurvey).language == "it"
