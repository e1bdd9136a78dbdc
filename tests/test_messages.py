"""The words of figures and documents: the catalogues are whole and up to date."""

from __future__ import annotations

import re
import string
from pathlib import Path

import messages
import pytest
from messages import catalogue_of, extracted

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
