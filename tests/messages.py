"""Bring the translation catalogues up to the words in the code: ``make messages``.

What lacks a translation is written to ``to_translate.csv``. Fill in its empty cells, and the next ``make messages``
brings them into the catalogues and takes the file away.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from pilotanalysis.results.translations import DOMAIN, LOCALE

PACKAGE = LOCALE.parent
#: What lacks a translation: a column for each language, forms of a count set apart.
SHEET = Path(__file__).parent.parent / "to_translate.csv"
FORMS = " | "
#: Names that mark words, and how many arguments of each are words.
MARKS = {"_": 1, "_n": 2}


def extracted() -> Catalog:
    """Words that the code and the templates mark for translation."""
    catalogue = Catalog(project="pilotanalysis", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        for words in _marked(ast.parse(path.read_text("utf-8"))):
            catalogue.add(words if len(words) > 1 else words[0], None, [(path.relative_to(PACKAGE).as_posix(), None)])
    for file, _line, words, _comments, context in extract_from_dir(PACKAGE, [("**.j2", "jinja2.ext:babel_extract")]):
        catalogue.add(words, None, [(Path(file).as_posix(), None)], context=context)
    return catalogue


def _marked(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """Words in the order of the text; babel's own reader passes over marks inside of marks."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield tuple(ast.literal_eval(argument) for argument in node.args[: MARKS[node.func.id]])
        yield from _marked(node)


def catalogue_of(language: str) -> tuple[Path, Catalog]:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return path, Catalog(locale=language, project="pilotanalysis", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return path, read_po(source, locale=language, domain=DOMAIN)


#: Lines of the head that say nothing of this project, or change with every run.
DROPPED = (
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Report-Msgid',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)


def text_of(catalogue: Catalog) -> bytes:
    catalogue.header_comment = "# Translations of pilotanalysis"
    out = BytesIO()
    write_po(out, catalogue, width=110, omit_header=False, sort_output=False, include_lineno=False)
    lines = out.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(DROPPED))


def texts(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (words or "",)


def read_sheet() -> dict[str, dict[str, str]]:
    """By English text, its cells; none where there is no sheet."""
    if not SHEET.is_file():
        return {}
    with SHEET.open(encoding="utf-8-sig", newline="") as source:
        return {row["en"]: row for row in csv.DictReader(source)}


def fill(catalogue: Catalog, language: str, sheet: dict[str, dict[str, str]]) -> None:
    """Bring the cells of the sheet into a catalogue."""
    for message in catalogue:
        cell = sheet.get(FORMS.join(texts(message.id)), {}).get(language, "").strip()
        if message.id and cell:
            message.string = tuple(cell.split(FORMS)) if isinstance(message.id, tuple | list) else cell
            # What was brought over from another text is doubtful no more.
            message.flags.discard("fuzzy")


def is_translated(message: Message, catalogue: Catalog) -> bool:
    forms = catalogue.num_plurals if isinstance(message.id, tuple | list) else 1
    return len(texts(message.string)) == forms and all(texts(message.string))


def write_sheet(catalogues: dict[str, Catalog]) -> int:
    """Write what lacks a translation, and say how much that is; without any there is no sheet."""
    rows = {}
    for catalogue in catalogues.values():
        for message in catalogue:
            if message.id and not is_translated(message, catalogue):
                english = FORMS.join(texts(message.id))
                known = {other: FORMS.join(texts(catalogues[other].get(message.id).string)) for other in catalogues}
                rows[english] = {"en": english, **{other: text.strip(FORMS) for other, text in known.items()}}
    SHEET.unlink(missing_ok=True)
    if rows:
        with SHEET.open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.DictWriter(target, ["en", *catalogues])
            writer.writeheader()
            writer.writerows(rows.values())
    return len(rows)


def main() -> None:
    words, sheet = extracted(), read_sheet()
    catalogues = {}
    for language in ("ro", "it"):
        path, catalogue = catalogue_of(language)
        catalogue.update(words, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        fill(catalogue, language, sheet)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text_of(catalogue))
        catalogues[language] = catalogue
    lacking = write_sheet(catalogues)
    print(f"{len(words)} messages, {f'{lacking} to translate in {SHEET.name}' if lacking else 'all translated'}")


if __name__ == "__main__":
    main()
