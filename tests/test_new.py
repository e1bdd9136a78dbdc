"""Another study: what is asked for is said in words, what is written checks clean, and runs once answers are there."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, Command
from test_cells import Sheet

from pilotanalysis import pipeline, reference
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.cleaning.identifiers import ActivityCodes
from pilotanalysis.survey.cleaning.money import in_thousand_euros
from pilotanalysis.survey.tables import Ledger, Responses

MARCHE = (
    "--title", "it=Anelli mancanti nelle Marche", "--title", "en=Missing links in Marche", "--country", "IT",
    "--region", "ITI3", "--region-name", "Marche", "--county", "ITI31=Pesaro e Urbino", "--county", "ITI32=Ancona",
    "--county", "ITI33=Macerata", "--county", "ITI34=Ascoli Piceno", "--county", "ITI35=Fermo", "--language", "it",
    "--language", "en", "--cluster", "calzature=Calzature Marche:15,13", "--start", "2026-01-01",
    "--end", "2026-06-30", "--budget", "20000",
)  # fmt: skip
ELSEWHERE = (
    "--title", "Missing links of food makers", "--country", "IE", "--region", "IE01", "--region-name", "North-West",
    "--county", "IE011=Border", "--county", "IE013=West", "--language", "en", "--cluster", "food=Food:10,11",
    "--start", "2025-03-01", "--end", "2025-08-31", "--budget", "5000",
)  # fmt: skip
POLISH = (
    "--title", "Furniture of Lubuskie", "--country", "PL", "--region", "PL43", "--region-name", "Lubuskie",
    "--county", "PL431=Gorzowski", "--county", "PL432=Zielonogórski", "--language", "en", "--cluster",
    "wood=Furniture:16,31", "--start", "2026-01-01", "--end", "2026-06-30", "--budget", "5000", "--rate", "4.25",
)  # fmt: skip


def _new(command: Command, folder: Path, options: tuple[str, ...], shared: Path) -> Path:
    statistics = shared / "eurostat" / "sbs_r_nuts06_r2_n2015.csv"
    made = command("new", folder, *options, "--official", statistics, "--study", ROOT)
    assert made.returncode == 0, made.stderr
    return folder


def _answered(folder: Path, target: Path) -> Path:
    write_study(Study(folder), target, Wish(7, respondents=12))
    return target


def _sheet(path: Path, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))


def _in_ateco(root: Path) -> None:
    """Put an ATECO code, as Italian firms know theirs, in place of a class."""
    path = root / "data" / "raw" / "survey" / "calzature.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        cell.value = "15.20.10" if cell.value in ("1520", "15.20") else cell.value
    book.save(path)


def test_a_new_study_checks_clean_and_waits_for_answers(command: Command, shared: Path, tmp_path: Path) -> None:
    folder = _new(command, tmp_path / "marche", MARCHE, shared)
    checked = command("check", "--study", folder)
    assert checked.returncode == 0, checked.stderr
    assert "No answers yet" in checked.stdout
    assert "No problem found." in checked.stdout
    refused = command("clean", "--study", folder)
    assert refused.returncode == 1
    assert "calzature has no answers" in refused.stderr
    assert not (folder / "data" / "processed").exists()
    assert "Provincia" in (folder / "data" / "raw" / "reference" / "words.it.po").read_text("utf-8")


def test_nothing_of_the_pack_s_country_stands_in_another_s_study(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    folder = _new(command, tmp_path / "marche", MARCHE, shared)
    words = (folder / "study.yml").read_text("utf-8")
    form = folder / "data" / "raw" / questionnaire.FILE
    words += "".join(
        str(cell) for name in ("survey", "choices", "settings") for row in _sheet(form, name) for cell in row
    )
    package = json.loads((folder / "data" / "raw" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        # Who compiled the codes of classes is told as it is.
        words += json.dumps({**resource, "sources": []}, ensure_ascii=False)
    for path in sorted((folder / "data" / "raw" / "reference").glob("*.csv")):
        table = path.read_text("utf-8")
        assert not re.search("[ășțşţ]|_ro\\b", table), path.name
        # Codes of activities are digits, too.
        words += table if path.name not in ("activity_classes.csv", "proximities.csv") else ""
    assert not re.findall(r"Romania|România|CAEN|\blei\b|North-East|RO21|\b201[34]\b|Astrico|Nord-Est", words)
    assert not (folder / "data" / "raw" / "reference" / "exchange_rates.csv").exists()
    classes = ActivityCodes(reference.load(Study(folder), reference.ActivityClasses))
    # A division that has one class names it; of several it names none.
    assert classes.activity("Industria del tabacco").value == "1200"
    assert classes.activity("Industria delle bevande").value is None
    asked = questionnaire.load(Study(folder))
    assert asked.by_name["employees"].labels == {"it": "Addetti nel 2025", "en": "Persons employed in 2025"}
    assert asked.by_name["year_founded"].high == 2026
    assert asked.by_name["caen"].labels["it"] == "Attività principale (classe ATECO 2007)"
    assert [option.name for option in asked.options["county"]] == ["ITI31", "ITI32", "ITI33", "ITI34", "ITI35"]
    assert {option.name for option in asked.options["money_unit"]} == {"eur", "thousand_eur"}


TYPED = (
    ("1200", "thousand_pln", 1200 / 4.25), ("1,2 mln zł", "", 1200 / 4.25), ("450 tys. zł", "thousand_pln", 450 / 4.25),
    ("300 000 złotych polskich", "pln", 300 / 4.25), ("85 tysięcy euro", "", 85.0), ("12", "tys. PLN", 12 / 4.25),
    ("20 mii lei", "thousand_pln", None),
)  # fmt: skip


def test_answers_in_the_currency_of_the_country_are_read_and_set_in_euro(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "wood"
    made = command("new", folder, *POLISH, "--study", ROOT)
    assert made.returncode == 0, made.stderr
    study = Study(folder)
    asked = questionnaire.load(study)
    units = {option.name: option.labels["en"] for option in asked.options["money_unit"]}
    assert list(units) == ["pln", "thousand_pln", "million_pln", "eur", "thousand_eur"]
    assert units["thousand_pln"] == "thousand PLN"
    sheet = Sheet(study, tmp_path)
    money = sheet.context.money
    for amount, unit, euros in TYPED:
        told = sheet.tell("turnover", amount, {"turnover_unit": unit, "organisation_type": "firm"}).beside
        sums = pd.Series([told["turnover"]], dtype="float64"), pd.Series([told["turnover_unit"]], dtype="str")
        assert in_thousand_euros(*sums, money).tolist() == pytest.approx([euros or float("nan")], nan_ok=True), amount
    assert sheet.tell("research_spend", "450 tys. zł").value == pytest.approx(450 / 4.25)
    assert sheet.tell("research_spend", "450 mii lei").value is None


def test_a_currency_that_the_study_does_not_name_is_told(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "wood"
    assert command("new", folder, *POLISH, "--study", ROOT).returncode == 0
    settings = folder / "study.yml"
    words = settings.read_text("utf-8")
    settings.write_text(words.replace("code: PLN", "code: ZZQ"), "utf-8")
    assert "ZZQ is no currency" in command("check", "--study", folder).stderr
    settings.write_text(words.replace("code: PLN", "code: HUF"), "utf-8")
    assert "pln of turnover_unit is in PLN" in command("check", "--study", folder).stderr


SPANISH = (
    "--title", "Eslabones perdidos", "--country", "ES", "--region", "ES61", "--region-name", "Andalucía", "--county",
    "ES618=Sevilla", "--language", "es", "--cluster", "food=Alimentos:10,11", "--start", "2026-01-01", "--end",
    "2026-06-30", "--budget", "5000", "--zone", "Europe/Madrid",
)  # fmt: skip


def test_a_study_in_a_language_that_the_pack_has_not_waits_for_its_words(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    folder = _new(command, tmp_path / "food", SPANISH, shared)
    checked = command("check", "--study", folder)
    assert checked.returncode == 0, checked.stderr
    assert "Not translated in data/raw/reference/words.es.po, and so said in English" in checked.stdout
    asked = questionnaire.load(Study(folder))
    assert asked.by_name["employees"].labels == {"es": "Persons employed in 2025"}
    words = (folder / "data" / "raw" / "reference" / "words.es.po").read_text("utf-8")
    assert 'msgid "Testing and certification"' in words


def test_the_roster_that_is_sent_is_empty_but_for_the_stages(command: Command, shared: Path, tmp_path: Path) -> None:
    folder = _new(command, tmp_path / "food", ELSEWHERE, shared)
    path = folder / "data" / "raw" / "roster" / "food.xlsx"
    assert len(_sheet(path, "members")) == 1
    stages = [row[0] for row in _sheet(path, "statements")[1:]]
    assert stages[:2] == ["food_c10", "food_c11"]
    assert all(row[1] is None for row in _sheet(path, "statements")[1:])


def test_a_new_study_explains_itself_to_managements_and_to_who_opens_its_folder(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    folder = _new(command, tmp_path / "marche", MARCHE, shared)
    about = [row[0] for row in _sheet(folder / "data" / "raw" / "roster" / "calzature.xlsx", "about")]
    assert about[0] == "Una riga per ogni membro, nel foglio members: tutti, non solo chi risponde."
    assert {"calzature_c15: Articoli in pelle e calzature", "firm: imprese", "ITI32: Ancona"} <= set(about)
    page = (folder / "README.md").read_text("utf-8")
    assert "Calzature Marche, in Marche (ITI3), from 2026-01-01 to 2026-06-30" in page
    # The statistics are there; what is still to be done is what the command said.
    assert "pilotanalysis official" not in page
    assert "1. read data/raw/reference/stages.csv and edges.csv with the managements" in page
    # Neither the schema nor the sources of the pack lie in this folder.
    assert "src/pilotanalysis" not in (folder / "study.yml").read_text("utf-8")
    assert " -e .\n" not in (folder / "environment.yml").read_text("utf-8")


def test_a_chain_can_be_taken_over_with_its_terms(command: Command, tmp_path: Path) -> None:
    options = (
        "--title", "Textiles", "--country", "RO", "--region", "RO11", "--language", "en", "--cluster",
        "north=Textiles of the North:astrico-ne", "--start", "2015-01-01", "--end", "2015-06-30", "--budget", "5000",
    )  # fmt: skip
    made = command("new", tmp_path / "north", *options, "--study", ROOT)
    assert made.returncode == 0, made.stderr
    assert "pilotanalysis official FILE" in made.stdout
    with (tmp_path / "north" / "data" / "raw" / "reference" / "glossary.csv").open(encoding="utf-8") as file:
        assert {row["stage"] for row in csv.DictReader(file)} >= {"spinning", "dyeing_finishing"}
    # The pack has statistics of the country, and none of this region.
    checked = command("check", "--study", tmp_path / "north")
    assert checked.returncode == 1
    assert "region RO11 has no sections" in checked.stderr
    assert "pilotanalysis official FILE" in checked.stderr


WRONG = {
    "nothing said": ((), "--cluster: No cluster is named"),
    "another country's region": (("--country", "IT", "--region", "FR10"), "--region: FR10 does not lie in IT"),
    "no NUTS code": (("--country", "IT", "--region", "Marche"), "'Marche' is no NUTS 2 code"),
    "a county named twice": (("--country", "IT", "--county", "ITI31=A, ITI31=B"), "A county is named twice"),
    "a county elsewhere": (("--country", "IT", "--region", "ITI3", "--county", "ITI43=Roma"), "ITI43 is no NUTS 3"),
    "no title": (("--language", "it"), "The study has no title in it"),
    "a title too many": (("--language", "it", "--title", "it=A", "--title", "ro=B"), "ro is no language of the study"),
    "no such language": (("--language", "xx"), "xx is no language. Write the code of en, ro, it, or of another, as es"),
    "no such division": (("--cluster", "a=A:15,99x"), "neither a division nor a cluster"),
    "a misspelt cluster": (("--cluster", "a=A:astrico"), "Did you mean astrico-ne?"),
    "an id with blanks": (("--cluster", "A b=A:15"), "A b is no id"),
    "no name": (("--cluster", "a=15"), "a has no name"),
    "twice": (("--cluster", "a=A:15", "--cluster", "a=B:13"), "a is named twice"),
    "no day": (("--start", "1/1/2026"), "'1/1/2026' is no day"),
    "no amount": (("--budget", "much"), "'much' is no amount"),
    "no rate": (("--country", "PL", "--rate", "much"), "'much' is no rate. Write how many PLN"),
    "a rate of the euro": (("--country", "IT", "--rate", "1"), "--rate: The rates of this country are known"),
    "several zones": (("--country", "PT",), "--zone: The country has several time zones"),
}  # fmt: skip


def test_several_may_be_given_at_once(command: Command, tmp_path: Path) -> None:
    options = (
        "--title", "en=Wood, and what is made of it, de=Holz", "--country", "HU", "--region", "HU23", "--region-name",
        "Dél-Dunántúl", "--county", "HU231=Baranya, HU232=Somogy; HU233=Tolna", "--language", "en", "--language", "de",
        "--cluster", "wood=Wood, and boards:16,31, food=Food:10", "--start", "2026-01-01", "--end", "2026-06-30",
        "--budget", "5000",
    )  # fmt: skip
    made = command("new", tmp_path / "new", *options, "--study", ROOT)
    assert made.returncode == 0, made.stderr
    study = Study(tmp_path / "new")
    counties, clusters = reference.load(study, reference.Counties), reference.load(study, reference.Clusters)
    assert dict(zip(counties["county"], counties["name"], strict=True)) == {
        "HU231": "Baranya",
        "HU232": "Somogy",
        "HU233": "Tolna",
    }
    assert list(clusters["name"]) == ["Wood, and boards", "Food"]
    assert study.settings.title.en == "Wood, and what is made of it"


@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_option_is_told_in_words(command: Command, tmp_path: Path, case: str) -> None:
    options, words = WRONG[case]
    refused = command("new", tmp_path / "new", *options, "--study", ROOT)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_days_that_cannot_be_are_told(command: Command, tmp_path: Path) -> None:
    swapped = [*MARCHE]
    swapped[swapped.index("2026-06-30")] = "2025-06-30"
    refused = command("new", tmp_path / "new", *swapped, "--study", ROOT)
    assert refused.returncode == 2
    assert "lies before start" in refused.stderr


def test_a_folder_that_is_not_empty_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    refused = command("new", tmp_path, *MARCHE, "--study", ROOT)
    assert refused.returncode == 1
    assert "The folder is not empty" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_coefficients_of_another_country_are_refused(command: Command, shared: Path, tmp_path: Path) -> None:
    folder = _new(command, tmp_path / "food", ELSEWHERE, shared)
    own = folder / "data" / "raw" / "reference" / "input_coefficients.csv"
    own.write_bytes((ROOT / "data" / "raw" / "reference" / "input_coefficients.csv").read_bytes())
    assert "It does not say of which country" in command("check", "--study", folder).stderr
    package = folder / "data" / "raw" / "datapackage.json"
    content = json.loads(package.read_text("utf-8"))
    entry = next(part for part in content["resources"] if part["path"] == "reference/input_coefficients.csv")
    entry["country"] = "RO"
    package.write_text(json.dumps(content), "utf-8")
    assert "is of RO, the study of IE" in command("check", "--study", folder).stderr
    entry["country"] = "IE"
    package.write_text(json.dumps(content), "utf-8")
    assert "It does not say of which year" in command("check", "--study", folder).stderr
    entry["year"] = 2020
    package.write_text(json.dumps(content), "utf-8")
    assert command("check", "--study", folder).returncode == 0


def test_italian_codes_are_those_of_members(command: Command, shared: Path, tmp_path: Path) -> None:
    root = _answered(_new(command, tmp_path / "marche", MARCHE, shared), tmp_path / "answered")
    _in_ateco(root)
    tables = pipeline.build(Study(root), pipeline.CHAPTERS[:1])
    responses, ledger = tables.of(Responses), tables.of(Ledger)
    assert len(responses) >= 8
    codes = pd.DataFrame(ledger)[ledger["question"] == "fiscal_code"]
    assert not codes["rule"].str.contains("checksum|not_a_fiscal_code").any()
    classes = pd.DataFrame(ledger)[ledger["raw"] == "15.20.10"]
    assert (classes["value"] == "1520").all()


@pytest.mark.long
def test_a_study_of_marche_runs_to_the_pdf(command: Command, process: Command, shared: Path, tmp_path: Path) -> None:
    root = _answered(_new(command, tmp_path / "marche", MARCHE, shared), tmp_path / "answered")
    _in_ateco(root)
    run = process("run", "--notebook", "02", "--study", root)
    assert run.returncode == 0, run.stderr
    assert {path.name for path in (root / "reports").glob("*.pdf")} == {
        "cluster-calzature.it.pdf",
        "cluster-calzature.en.pdf",
    }


@pytest.mark.long
def test_a_study_in_english_alone_runs_to_the_pdf(
    command: Command, process: Command, shared: Path, tmp_path: Path
) -> None:
    root = _answered(_new(command, tmp_path / "food", ELSEWHERE, shared), tmp_path / "answered")
    run = process("run", "--notebook", "02", "--study", root)
    assert run.returncode == 0, run.stderr
    assert [path.name for path in (root / "reports").glob("*.pdf")] == ["cluster-food.en.pdf"]
