"""Documents of clusters: what stands on which page, and that the answer fits on the first."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from pilotanalysis.publish.documents import Document, pages_of, set_document
from pilotanalysis.publish.registers import Entry, Register

_WORDS = "Firms of the region work on what members lack and could be invited to join the cluster. "


def _register(notebook: str, *places: tuple[str, str, int | None]) -> Register:
    items: list[Entry] = [
        {"id": id, "kind": "finding", "section": section, "page": page} for id, section, page in places
    ]
    return Register(notebook, "astrico-ne", "working", [], items)


def test_answers_of_all_notebooks_share_the_first_page() -> None:
    gaps = _register(
        "03", ("map", "evidence", 1), ("worst", "answer", 1), ("beside", "comparison", 1), ("off", "answer", None)
    )
    pool = _register("04", ("closed", "answer", 1), ("pool", "evidence", 1))
    pages = [(section, [item["id"] for item in items]) for section, items in pages_of([gaps, pool])]
    assert pages == [
        ("answer", ["worst", "closed"]),
        ("comparison", ["beside"]),
        ("evidence", ["map"]),
        ("evidence", ["pool"]),
    ]


def _set(texts: int) -> PdfReader:
    items: list[dict[str, Any]] = [{"kind": "finding", "text": _WORDS} for _number in range(texts)]
    data = {
        "title": "Links", "author": "pilotanalysis", "language": "en", "study": "Study", "mark": "", "stale": "",
        "footer": "", "reading": "", "pages": [{"section": "What to do", "large": True, "items": items}],
    }  # fmt: skip
    return PdfReader(io.BytesIO(set_document(Document("cluster.typ", data), Path())))


def _size(reader: PdfReader) -> float:
    """Size of the letters of the findings, in points."""
    sizes: list[float] = []

    def visit(text: str, _cm: Any, matrix: list[float], _font: Any, size: float) -> None:
        if "Firms" in text:
            sizes.append(round(size * abs(matrix[3]), 1))

    reader.pages[0].extract_text(visitor_text=visit)
    return sizes[0]


def test_the_answer_is_set_in_the_largest_letters_in_which_it_fits() -> None:
    few, many = _set(3), _set(33)
    assert len(few.pages) == len(many.pages) == 1
    assert _size(few) == 10.5
    assert 8.5 <= _size(many) < 10.5


def test_an_answer_that_fits_on_no_page_goes_on_to_the_next() -> None:
    reader = _set(80)
    assert len(reader.pages) > 1
    text = "".join(page.extract_text() for page in reader.pages)
    assert "".join(text.split()).count("".join(_WORDS.split())) == 80
