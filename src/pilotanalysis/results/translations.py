"""Catalogues of translations: those of the pack, and that of a language of which the study brings the words.

They are gettext's, ``locale/<language>/LC_MESSAGES/pilotanalysis.po`` and the study's ``words.<language>.po``, and are
read as they are, so that no compiled file can fall behind. What a study has not translated is said in English. For a
language of the pack the study may bring those words alone that it has otherwise: *provincia* for *distretto*.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import reads
from ..problems import Problem, StudyError
from ..settings import FILE, LANGUAGES
from ..study import Study, words_brought
from .articles import Said

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LOCALE = Path(__file__).parent.parent / "locale"
DOMAIN = "pilotanalysis"
SOURCE_LANGUAGE = "en"


def translations(language: str) -> gettext.NullTranslations:
    """Give the translations of a language.

    Raises
    ------
    StudyError
        If it is one of which the study should bring the words, and there are none, or something is wrong in them.
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    path = words_brought(language)
    if path is None or (language in LANGUAGES and not path.is_file()):
        return _of_pack(language)
    if not path.is_file():
        said = f"languages: there are no words in {language} that reports could be written with."
        remedy = (
            f"Run: pilotanalysis words {language} --study DIR, and translate what it writes. Members can be asked in "
            "another language all the same: give the questionnaire its column of labels, as label::Polski (pl)."
        )
        raise StudyError(Problem(FILE, said, remedy))
    reads.file(path)
    return _of_study(path, path.stat().st_mtime_ns)


def known(language: str) -> dict[Any, str]:
    """Translations of a language by the text that they are of."""
    catalogue: dict[Any, str] = getattr(translations(language), "_catalog", {})
    return catalogue


def check(study: Study) -> list[Problem]:
    """Find languages that nobody has the words of, and all that is wrong in the words that the study brings."""
    problems: list[Problem] = []
    for place, language in enumerate(study.languages):
        try:
            translations(language)
        except StudyError as error:
            row = study.row_of("languages", place)
            problems += [replace(one, row=row) if one.file == FILE else one for one in error.problems]
    return problems


def read_catalogue(path: Path, language: str) -> Catalog:
    """Read a catalogue that somebody keeps.

    Raises
    ------
    StudyError
        If it is none.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as source:
            return read_po(source, locale=language, domain=DOMAIN, abort_invalid=True)
    except PoFileError as error:
        said = f"It is no catalogue of translations ({str(error).partition(' on ')[0]})."
        raise StudyError(Problem(_called(path), said, _mend(language), row=error.lineno + 1)) from None
    except (ValueError, LookupError) as error:
        said = f"It is no catalogue of translations ({error})."
        raise StudyError(Problem(_called(path), said, _mend(language))) from None


def forms(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Forms of a text by its count, or the only one."""
    return tuple(words) if isinstance(words, tuple | list) else (words or "",)


@cache
def _of_pack(language: str) -> gettext.NullTranslations:
    return _compiled(_catalogue_of_pack(language))


def _catalogue_of_pack(language: str) -> Catalog:
    from babel.messages.pofile import read_po

    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        return read_po(source, locale=language, domain=DOMAIN)


@cache
def _of_study(path: Path, _stamp: int) -> gettext.NullTranslations:
    language = path.suffixes[-2][1:]
    catalogue = read_catalogue(path, language)
    problems = [problem for message in catalogue for problem in _wrong(message, catalogue, _called(path))]
    if problems:
        raise StudyError(problems)
    for message in [message for message in catalogue if message.id and not any(forms(message.string))]:
        # Two empty forms would be taken for translations.
        catalogue.delete(message.id)
    if language not in LANGUAGES:
        return _compiled(catalogue)
    whole = _catalogue_of_pack(language)
    for message in catalogue:
        if message.id and message.id in whole:
            whole[message.id].string = message.string
    return _compiled(whole)


def _compiled(catalogue: Catalog) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _called(path: Path) -> str:
    return "/".join(path.parts[-4:])


def _mend(language: str) -> str:
    return f"Mend it there, or move it away and write it anew: pilotanalysis words {language}."


def _wrong(message: Message, catalogue: Catalog, name: str) -> Iterator[Problem]:
    """Find translations with other values than the text has, or too few forms; what is doubtful is not used."""
    translated, english = forms(message.string), forms(message.id)
    if not message.id or message.fuzzy or not any(translated):
        return
    if len(english) > 1 and not (len(translated) == catalogue.num_plurals and all(translated)):
        said = f"{english[1]!r} has not the {catalogue.num_plurals} forms that its count takes."
        yield Problem(name, said, "Write each, or none: then it is said in English.", row=message.lineno)
    values = set.union(*map(_values, english))
    for text in filter(None, translated):
        try:
            wrong = _values(text) != values
            text.format(**{value: Said(value) for value in values})
        except (ValueError, LookupError):
            wrong = True
        if wrong:
            allowed = ", ".join(f"{{{value}}}" for value in sorted(values)) or "no braces"
            yield Problem(
                name, f"{text!r} has not the values of {english[-1]!r}.", f"Needed: {allowed}.", row=message.lineno
            )


def _values(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
