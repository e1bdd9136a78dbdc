"""Reports in a language that the pack has not: one catalogue of words, which the study brings."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import openpyxl
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from conftest import ROOT, Command, copy_study
from messages import catalogue_of
from nbformat.v4 import new_markdown_cell, new_notebook
from pypdf import PdfReader
from tiny import handed

from pilotanalysis import chain, reference
from pilotanalysis.publish.render import View, render_shared
from pilotanalysis.results import Report, Share, _, _n, label, own_words, translations
from pilotanalysis.settings import Title
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

CLUSTER = "astrico-ne"
#: Stands before each text that was translated, so that none of another language passes for one.
MARK = "¿"


def _in_italian() -> Iterator[tuple[str, str]]:
    """What the tables of study and pack say in English and Italian."""
    folders = ("data/raw/reference", "data/raw/pilot", "src/pilotanalysis/pilot", "src/pilotanalysis/publish")
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((row[head], row[f"{head[:-3]}_it"]) for head in row if f"{head[:-3]}_it" in row)


def _translated(catalogue: Catalog) -> Catalog:
    """Take Italian for Spanish, without its way to ask for articles."""
    (_path, italian), named = catalogue_of("it"), dict(_in_italian())
    for message in catalogue:
        known = italian.get(message.id) if message.id else None
        said = known.string if known else named.get(str(message.id), "")
        bare = [MARK + re.sub(r"\{(\w+):\w+ ?(\**)\}", r"\2{\1}\2", form) for form in translations.forms(said) if form]
        if message.id and bare:
            message.string = tuple(bare) if isinstance(message.id, tuple | list) else bare[0]
    return catalogue


def _written(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as target:
        write_po(target, catalogue)


def _labelled(form: Path) -> None:
    """Give the questionnaire a column of Spanish labels."""
    book = openpyxl.load_workbook(form)
    for sheet in (book["survey"], book["choices"]):
        (column,) = [cell.column for cell in sheet[1] if str(cell.value).startswith("label") and "(it)" in cell.value]
        to = sheet.max_column + 1
        sheet.cell(1, to).value = "label::Español (es)"
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, to).value = sheet.cell(row, column).value
    book.save(form)


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Study:
    """The pack with reports in Spanish and English."""
    root = copy_study(tmp_path_factory.mktemp("spanish") / "study")
    made = command("words", "es", "--study", root)
    assert made.returncode == 0, made.stderr
    assert "name es in languages of study.yml" in made.stdout
    path = root / "data" / "raw" / "reference" / "words.es.po"
    with path.open("rb") as source:
        catalogue = _translated(read_po(source, locale="es"))
    _written(path, catalogue)
    _labelled(root / "data" / "raw" / "survey" / "questionnaire.xlsx")
    settings = root / "study.yml"
    words = settings.read_text("utf-8").replace("languages: [en, ro, it]", "languages: [es, en]")
    settings.write_text(words.replace("\ncountry:", "\n  es: Eslabones\ncountry:", 1), "utf-8")
    return Study(root)


def test_a_catalogue_says_all_that_reports_say(spanish: Study) -> None:
    assert translations.check(spanish) == []
    assert own_words.untranslated(spanish) == []
    assert spanish.settings.title.render("es") == "Eslabones"
    text = _("{answered} of the members answered in every cluster", answered=Share(0.84))
    assert text.render("es") == f"{MARK}In ogni cluster ha risposto 84\u00a0% dei membri"
    assert _n("{count} member", "{count} members", 1).render("es") == f"{MARK}1 membro"
    assert _n("{count} member", "{count} members", 2).render("es") == f"{MARK}2 membri"
    stage = reference.load(spanish, reference.Catalogue).iloc[0]
    assert label(stage).render("es") == MARK + stage["name_it"]
    assert label(stage).missing(("es", "en")) == []


def test_figures_pages_and_documents_are_in_it(spanish: Study, built: TableSet, tmp_path: Path) -> None:
    report = Report(spanish, "03_value_chain_gaps", CLUSTER, language="es", output=tmp_path)
    store = handed(spanish, CLUSTER, built)
    report.add(chain.value_chain_map(store), page=1)
    for item in (chain.gaps_finding(store), chain.gap_ranking(store)):
        report.add(item, page=1)
    report.close()
    (tmp_path / "notebooks").mkdir()
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# Missing links")]),
        tmp_path / "notebooks" / f"03_value_chain_gaps.{CLUSTER}.ipynb",
    )
    picture = (tmp_path / "figures" / f"value_chain_map.{CLUSTER}.es.svg").read_text("utf-8")
    names = reference.load(spanish, reference.Catalogue).query("cluster == @CLUSTER")
    assert MARK + names["name_it"].iloc[0].split()[0] in picture
    assert names["name_en"].iloc[0] not in picture
    out = tmp_path / "out"
    rendered = render_shared(View(spanish, tmp_path), out)
    assert not rendered.unset
    index = (out / "index.html").read_text("utf-8")
    assert '<html lang="es">' in index
    assert '<strong lang="es">español</strong>' in index
    document = PdfReader(io.BytesIO((out / f"cluster-{CLUSTER}.es.pdf").read_bytes()))
    text = "".join(page.extract_text() for page in document.pages)
    assert "Eslabones" in text
    assert MARK in text


def test_what_nobody_translated_is_said_in_english_and_told(spanish: Study, command: Command, tmp_path: Path) -> None:
    root = copy_study(tmp_path / "study")
    path = root / "data" / "raw" / "reference" / "words.es.po"
    with spanish.words_file("es").open("rb") as source:
        catalogue = read_po(source, locale="es")
    for text in ("leakage", ("{count} member", "{count} members"), "Food packaging"):
        catalogue[text].string = ("", "") if isinstance(text, tuple) else ""
    catalogue["response rate"].flags.add("fuzzy")
    _written(path, catalogue)
    for name in ("study.yml", "data/raw/survey/questionnaire.xlsx"):
        (root / name).write_bytes((spanish.root / name).read_bytes())
    study = Study(root)
    (told,) = own_words.untranslated(study)
    assert told.startswith("Not translated in data/raw/reference/words.es.po, and so said in English: 4 of 2,")
    assert _("leakage").render("es") == "leakage"
    assert _("leakage").missing(("es", "en")) == []
    assert _n("{count} member", "{count} members", 2).render("es") == "2 members"
    # What is new in the tables comes in, and what is translated stays.
    stages = root / "data" / "raw" / "reference" / "stages.csv"
    stages.write_text(stages.read_text("utf-8").replace(",Food packaging,", ",Food packing,"), "utf-8")
    assert "4 to translate" in command("words", "es", "--study", root).stdout
    assert 'msgid "Food packing"' in path.read_text("utf-8")
    assert f'msgstr "{MARK}Membri"' in path.read_text("utf-8")


WRONG = {
    "a value misspelt": ('msgstr "{n} de {m}"', "has not the values of '{n} of {k}'. Needed: {k}, {n}"),
    "a brace too many": ('msgstr "{n} de {k}}"', "has not the values of"),
    "no catalogue": ("Hola", "row 5: It is no catalogue of translations"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_catalogue_is_told_with_its_row(tmp_path: Path, case: str) -> None:
    written, words = WRONG[case]
    study = _with_words(tmp_path, f'msgid ""\nmsgstr ""\n\nmsgid "{{n}} of {{k}}"\n{written}\n')
    (problem,) = translations.check(study)
    assert str(problem).startswith("data/raw/reference/words.es.po, row ")
    assert words in str(problem)


def test_forms_of_a_count_are_all_there(tmp_path: Path) -> None:
    text = 'msgid ""\nmsgstr ""\n\nmsgid "{count} link"\nmsgid_plural "{count} links"\nmsgstr[0] "{count} eslabón"\n'
    (problem,) = translations.check(_with_words(tmp_path, text))
    assert "'{count} links' has not the 2 forms that its count takes" in str(problem)


def test_a_language_without_words_is_told_with_the_way_to_them(tmp_path: Path) -> None:
    (problem,) = translations.check(_with_words(tmp_path, None))
    assert str(problem).startswith("study.yml, row ")
    assert "pilotanalysis words es --study DIR" in str(problem)
    assert "label::Polski (pl)" in str(problem)


def test_a_study_has_words_of_its_country_before_those_of_the_pack(tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "study.yml", tmp_path / "study.yml")
    study = Study(tmp_path)
    pack = translations.known("it")
    study.words_file("it").parent.mkdir(parents=True)
    shutil.copyfile(translations.LOCALE.parent / "new" / "words.it.IT.po", study.words_file("it"))
    assert translations.check(study) == []
    own = translations.known("it")
    # Each word of the country is one of the pack, and no other is touched.
    assert own.keys() == pack.keys()
    district = re.compile(r"\bdistrett", re.IGNORECASE)
    # The head of a catalogue says when it was read.
    changed = {pack[key] for key in pack if key and own[key] != pack[key]}
    assert changed and changed == {text for text in pack.values() if district.search(text)}
    assert not any(map(district.search, own.values()))
    study.words_file("it").unlink()
    assert translations.known("it") is pack


def _with_words(root: Path, catalogue: str | None) -> Study:
    """Give a study of no files but its settings and a catalogue."""
    settings = (ROOT / "study.yml").read_text("utf-8").replace("languages: [en, ro, it]", "languages: [en, es]")
    (root / "study.yml").write_text(settings.replace("\ncountry:", "\n  es: Eslabones\ncountry:", 1), "utf-8")
    study = Study(root)
    if catalogue is not None:
        study.words_file("es").parent.mkdir(parents=True)
        study.words_file("es").write_text(catalogue, "utf-8")
    return study


@pytest.mark.parametrize("language", ["en", "xx", "Español"])
def test_words_are_written_for_other_languages_alone(command: Command, language: str) -> None:
    refused = command("words", language, "--study", ROOT)
    assert refused.returncode == 2
    assert "Write the code of another than en, ro, it, as es." in refused.stderr


def test_a_title_is_in_languages(tmp_path: Path) -> None:
    assert Title.model_validate({"es": "Eslabones"}).plain == "Eslabones"
    with pytest.raises(ValueError, match="eng is no language"):
        Title.model_validate({"eng": "Links"})
