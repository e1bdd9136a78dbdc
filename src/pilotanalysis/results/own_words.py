"""Words of reports in a language that the pack has not: one catalogue, which a study brings.

It has the texts of the pack and what the study's tables call things in English; what is not translated there is said
in English.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from textwrap import shorten

from ..files.grids import read_grids
from ..files.logs import ENDINGS
from ..files.whole import write_whole
from ..problems import ParameterError, Problem, quoted
from ..settings import LANGUAGES, is_language
from ..study import Study
from .translations import DOMAIN, LOCALE, SOURCE_LANGUAGE, forms, known, read_catalogue

#: A text, or the two forms of one that follows a count.
Text = str | tuple[str, ...]
_PACKAGE = LOCALE.parent
#: Folders of the package whose tables no report shows.
_BESIDE = ("demo", "new")
_IN_ENGLISH = f"_{SOURCE_LANGUAGE}"


def write(study: Study, language: str) -> tuple[int, int]:
    """Write the catalogue of a language, or bring it up to the texts that there are; translations in it stay.

    Returns
    -------
    (int, int)
        How many texts there are, and how many of them are not translated.

    Raises
    ------
    StudyError
        If the language is none, or one of the pack; if what is there is no catalogue.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    if language in LANGUAGES or not is_language(language):
        said = f"{language} is a language of the pack." if language in LANGUAGES else f"{language!r} is no language."
        raise ParameterError(Problem("LANGUAGE", said, f"Write the code of another than {quoted(LANGUAGES)}, as es."))
    path = study.words_file(language)
    catalogue = (
        read_catalogue(path, language)
        if path.is_file()
        else Catalog(locale=language, project=DOMAIN, charset="utf-8", fuzzy=False)
    )
    wanted = Catalog(creation_date=catalogue.creation_date)
    found = texts(study)
    for text, place in found.items():
        wanted.add(text, locations=[(place, 0)])
    catalogue.update(wanted, no_fuzzy_matching=True)
    out = BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False)
    write_whole({path: out.getvalue()})
    lacking = sum(1 for message in catalogue if message.id and not (all(forms(message.string)) and not message.fuzzy))
    return len(found), lacking


def untranslated(study: Study) -> list[str]:
    """Say of each language that the study brings what is said in English, since nobody translated it."""
    found = []
    for language in [language for language in study.languages if language not in LANGUAGES]:
        translated, wanted = known(language), texts(study)
        lacking = [text for text in wanted if (text if isinstance(text, str) else (text[0], 0)) not in translated]
        if lacking:
            first = shorten(forms(lacking[0])[-1], 60, placeholder=" ...")
            found.append(
                f"Not translated in {study.relative(study.words_file(language))}, and so said in English: "
                f"{len(lacking):,} of {len(wanted):,} texts, {first!r} among them. "
                f"pilotanalysis words {language} brings in what is new since it was written."
            )
    return found


def texts(study: Study) -> dict[Text, str]:
    """Give all that reports say, in English, with where it stands: the words of the pack, and those of tables."""
    found: dict[Text, str] = {}
    for message in read_catalogue(LOCALE / LANGUAGES[-1] / "LC_MESSAGES" / f"{DOMAIN}.po", LANGUAGES[-1]):
        if message.id:
            text = tuple(message.id) if isinstance(message.id, tuple | list) else message.id
            found[text] = message.locations[0][0] if message.locations else ""
    for path in sorted(_PACKAGE.rglob("*.csv")):
        if path.relative_to(_PACKAGE).parts[0] not in _BESIDE:
            found |= _named(path, path.relative_to(_PACKAGE).as_posix())
    for folder in ("reference", "pilot"):
        for path in sorted((study.raw / folder).glob("*")):
            if path.suffix in ENDINGS:
                found |= _named(path, study.relative(path))
    return found


def _named(path: Path, name: str) -> dict[Text, str]:
    """Give what a table says in English, for other languages, with its name."""
    with path.open("rb") as source:
        if path.suffix == ".csv" and _IN_ENGLISH.encode() not in source.readline():
            return {}
    found: dict[Text, str] = {}
    for grid in read_grids(path, name):
        heads = [str(head).strip() for head in grid.cells.iloc[0]]
        for place, head in enumerate(heads):
            if head.endswith(_IN_ENGLISH):
                cells = grid.cells.iloc[1:, place].dropna().str.strip()
                found |= dict.fromkeys(cells[cells != ""], name)
    return found
