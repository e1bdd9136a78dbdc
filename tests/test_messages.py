"""The words of figures and documents: the catalogues are whole and up to date."""

from __future__ import annotations

import json
import re
import string
from functools import cache
from pathlib import Path

import messages
import pytest
from babel.messages.catalog import Catalog
from messages import FORMS, catalogue_of, extracted, texts

from pilotanalysis.problems import counted
from pilotanalysis.results import Share, _, _n, say
from pilotanalysis.results.articles import Said
from pilotanalysis.study import Study


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["ro", "it"])
def test_every_text_of_the_code_is_translated_with_its_values(language: str) -> None:
    _path, catalogue = catalogue_of(language)
    known = {message.id: message for message in catalogue if message.id}
    words = {message.id for message in extracted() if message.id}
    assert set(known) == words, "run: make messages"
    for id_, message in known.items():
        english = id_ if isinstance(id_, tuple) else (id_,)
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.fuzzy
        for text in translated:
            assert text.strip(), id_
            assert _fields(text) == set.union(*map(_fields, english)), id_
        if language == "ro":
            # Comma below, never the cedilla of old encodings.
            assert not set("".join(translated)) & set("şţŞŢ"), id_


def test_no_sentence_is_the_same_in_two_languages() -> None:
    """Words of one language that slipped into the catalogue of another."""
    (_ro, romanian), (_it, italian) = catalogue_of("ro"), catalogue_of("it")
    for message in romanian:
        words = re.findall(r"\w{3,}", re.sub(r"\{\w+\}", "", str(message.string)))
        other = italian.get(message.id)
        if message.id and other and isinstance(message.string, str) and len(words) > 2:
            assert message.string != other.string, message.id


def test_glossary_terms_are_used(study: Study) -> None:
    _path, catalogue = catalogue_of("ro")
    assert catalogue.get("leakage").string == "scurgere în afara clusterului"
    assert catalogue.get("response rate").string == "rată de răspuns"


def test_what_lacks_a_translation_goes_to_a_sheet_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "SHEET", tmp_path / "to_translate.csv")
    catalogues = {language: catalogue_of(language)[1] for language in ("ro", "it")}
    assert messages.write_sheet(catalogues) == 0
    assert not messages.SHEET.exists()
    for catalogue in catalogues.values():
        catalogue.add("too dear")
        catalogue.add(("{n} mill", "{n} mills"))
    catalogues["ro"]["too dear"].string = "prea scump"
    assert messages.write_sheet(catalogues) == 2
    text = messages.SHEET.read_text("utf-8-sig")
    assert text.splitlines() == ["en,ro,it", "{n} mill | {n} mills,,", "too dear,prea scump,"]
    filled = "en,ro,it\ntoo dear,prea scump,troppo caro\n{n} mill | {n} mills,a | b | c,a | b\n"
    messages.SHEET.write_text(filled, "utf-8-sig")
    for language, catalogue in catalogues.items():
        messages.fill(catalogue, language, messages.read_sheet())
    assert catalogues["it"]["too dear"].string == "troppo caro"
    assert catalogues["ro"]["{n} mill"].string == ("a", "b", "c")
    assert messages.write_sheet(catalogues) == 0
    assert not messages.SHEET.exists()


#: Words that readers found wrong, by language: riddles, calques, and words that are no longer the pack's.
BANNED = {
    "en": (
        r"\bthe silent\b", r"\bheard\b", r"\bat (its|their) face\b", r"\bnear(er)? to\b", r"\bgaps that hold\b",
        r"\bnobody on a\b", r"\bover whom\b", r"\bheld against\b", r"\bdraws of\b", r"\bnot asked for\b",
        r"\bno more than that\b", r"\bfound, hollow: open\b",
    ),
    "ro": (
        r"tăcuți", r"de crescut aici", r"extrageri", r"ponderea ponderărilor", r"nimănui de pe",
        r"atâtea minute", r"fost întrebate de parteneri", r"plin: găsită", r"gol: deschisă", r"\bstânjen",
        r"drumuri scurte", r"După ce este înrudit",
    ),
    "it": (
        r"\bgestion[ei]\b", r"\bsilenti\b", r"estrazioni", r"troppo stretto", r"nessuno in elenco", r"questi minuti",
        r"da riparare", r"pieno: trovata", r"vuoto: aperta", r"da far crescere", r"\bnu\b",
    ),
}  # fmt: skip
_ROOT = Path(__file__).parent.parent


@cache
def _catalogue(language: str) -> Catalog:
    """A catalogue that nobody changes."""
    return catalogue_of(language)[1]


def _said(language: str) -> dict[str, str]:
    """What readers meet in a language, by where it stands."""
    if language != "en":
        return {str(one.id): FORMS.join(texts(one.string)) for one in _catalogue(language) if one.id}
    said = {FORMS.join(texts(one.id)): FORMS.join(texts(one.id)) for one in extracted() if one.id}
    for path in sorted((_ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        prose = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        said[path.name] = "\n".join(prose)
    return {**said, "README.md": (_ROOT / "README.md").read_text("utf-8")}


@pytest.mark.parametrize(("language", "words"), BANNED.items())
def test_no_words_that_readers_found_wrong(language: str, words: tuple[str, ...]) -> None:
    for place, text in _said(language).items():
        for word in words:
            assert not re.search(word, text), (word, place)


def _of_counts(language: str) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    """English and translation of the messages whose grammar follows a count."""
    return [(one.id, one.string) for one in _catalogue(language) if isinstance(one.id, tuple)]


#: What may stand behind a number that a Romanian noun does not follow at once.
_BETWEEN = r"(din|dintre|nu|au)\b"


@pytest.mark.parametrize("count", [1, 2, 19, 20, 36, 101, 1025])
def test_romanian_nouns_follow_their_count(count: int) -> None:
    """It is 1 membru, 2 membri, 19 membri, 20 de membri, 36 de membri, 101 membri."""
    for english, forms in _of_counts("ro"):
        names = set.union(*map(_fields, english)) - {"count"}
        said = _n(*english, count, **dict.fromkeys(names, "…")).render("ro")
        behind = said.partition(say(count, "ro"))[2].lstrip("* ")
        if re.match(_BETWEEN, behind) or not behind[:1].isalpha():
            continue
        assert behind.startswith("de ") == (count % 100 == 0 or count % 100 >= 20), said
        singular = forms[0].partition("{count}")[2].lstrip("* ")
        assert (behind.split()[0] == singular.split()[0]) == (count == 1), said


def test_no_romanian_noun_stands_behind_a_number_that_it_cannot_follow() -> None:
    behind_counts = re.compile(r"\{count\}\W+de (\w+)")
    nouns = {noun for _english, forms in _of_counts("ro") for noun in behind_counts.findall(forms[2])}
    assert {"membri", "verigi", "lacune"} <= nouns
    for one in _catalogue("ro"):
        if isinstance(one.id, str):
            behind = re.findall(r"\{\w+\}(?:\*\*)? (\w+)", str(one.string))
            assert not nouns & set(behind), one.string


def test_italian_percents_have_their_article() -> None:
    """An article before a number follows how the number is spoken, so a text asks for it and does not write it."""
    for one in _catalogue("it"):
        for text in texts(one.string):
            assert not re.search(r"\b(il|lo|del|al|dal|nel|dello|allo) \W*\{(?!year|wave)", text, re.IGNORECASE), text
            assert not re.search(r"\b(l|dell|all|dall|nell)'\W*\{", text, re.IGNORECASE), text


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (20, "il 20\u00a0%"), (8, "l'8\u00a0%"), (11, "l'11\u00a0%"), (80, "l'80\u00a0%"), (1, "l'1\u00a0%"),
        (0, "lo 0\u00a0%"), (18, "il 18\u00a0%"), (100, "il 100\u00a0%"), (110, "il 110\u00a0%"), (81, "l'81\u00a0%"),
    ],
)  # fmt: skip
def test_italian_article_of_a_percent(percent: int, said: str) -> None:
    value = Said(say(Share(percent / 100), "it"))
    assert f"{value:il}" == said
    assert f"{value:il **}" == re.sub(r"(\d.*)", r"**\1**", said)
    assert f"{value:dal}" == said.replace("il ", "dal ").replace("l'", "dall'").replace("lo ", "dallo ")
    assert f"{Said(say(Share(0.005, 1), 'it')):al}" == "allo 0,5\u00a0%"
    assert f"{Said(say(None, 'it')):il}" == "il :c"


def test_italian_article_in_a_text_of_the_pack() -> None:
    text = _("{answered} of the members answered in every cluster", answered=Share(0.84))
    assert text.render("it") == "In ogni cluster ha risposto l'84\u00a0% dei membri"
    assert text.render("en") == "84% of the members answered in every cluster"


def test_formats_of_numbers_stand_in_italian_texts_only() -> None:
    for one in _catalogue("ro"):
        for text in texts(one.string):
            assert not any(spec for _text, _name, spec, _conversion in string.Formatter().parse(text)), text


def test_the_command_line_counts_in_the_singular_too() -> None:
    assert [counted(number, "notebook") for number in (0, 1, 1200)] == ["0 notebooks", "1 notebook", "1,200 notebooks"]
