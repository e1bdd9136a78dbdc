"""Bring the translation catalogues up to the words in the code: ``make messages``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from pilotanalysis.results.messages import DOMAIN, LOCALE

PACKAGE = LOCALE.parent
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


def main() -> None:
    words = extracted()
    for language in ("ro", "it"):
        path, catalogue = catalogue_of(language)
        catalogue.update(words, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text_of(catalogue))
        lacking = [message.id for message in catalogue if message.id and not all(_texts(message.string))]
        print(f"{language}: {len(list(catalogue)) - 1} messages, {len(lacking)} without translation")


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string or ""),)


if __name__ == "__main__":
    main()
