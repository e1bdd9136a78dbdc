"""A study in which personal data and hostile texts stand wherever text can come in, and the search for them."""

from __future__ import annotations

import base64
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from pypdf import PdfReader
from stdnum.ro import cnp

from pilotanalysis.study import Study

#: How a code is written; {0} is all of it, {1} its first seven digits, {2} the other six.
WRITINGS = (
    "{0}",
    "CNP: {0}",
    "C.N.P. {1} {2}",
    "cnp{0}",
    "{1}-{2}",
    "{1}.{2}",
    "{1}/{2}",
    "{1}\n{2}",
    "{1}\t{2}",
    "{1}\u00a0{2}",
    "{1}\u2009{2}",
    "{1}\u200b{2}",
    "{1}<br>{2}",
    "{1}&nbsp;{2}",
    "{1}Â\u00a0{2}",
    "cod numeric personal {0}",
    "director ({0}), Iași",
    "CNP seria {1} nr. {2}",
    "{0}.0",
    "'{0}",
    "telefon 0744123456, CNP {0}",
)
SPACED, WIDE, GROUPED, SCIENTIFIC = range(4)
ADDRESSES = ("planted.ana@example.ro", "planted.ion (at) example (dot) com", "<planted.eva@example.co.uk>")
TELEPHONES = ("0744 555 123", "+40 232 555 124", "0040-744-555-125", "tel. 0232.555.126", "347 1555127")
RUN = "document.title='overrun'"
HOSTILE = (
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f'"><svg onload={RUN}>',
    '=HYPERLINK("http://x.invalid","y")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+cmd",
    "-2+3+cmd",
    "$x_{ 5",
    "$\\frac$ and $",
    "a_b^c\\d",
    "[l](javascript:alert(1))",
    "#let x = 1; *b* @ref",
    "right\u202eleft\u2066",
    "bell_x0007_and_x0000_nul",
    "👩\u200d🔬 名前",
    "W" * 300,
    "{0} {name} %s",
)


#: Signs without a width, and marks.
_UNSEEN = dict.fromkeys(sign for sign in range(sys.maxunicode + 1) if unicodedata.category(chr(sign)) in ("Cf", "Mn"))


def codes(number: int) -> list[str]:
    """Codes that nobody bears, all different: valid by date and check digit."""
    heads = (f"1{60 + n % 39}0{1 + n % 9}{10 + n % 18}22{n:03d}" for n in range(number))
    return [head + cnp.calc_check_digit(head) for head in heads]


def written(code: str, way: int) -> str:
    """Write a code in one of many ways."""
    special = {
        SPACED: " ".join(code),
        WIDE: "".join(chr(ord(digit) + 0xFEE0) for digit in code),
        GROUPED: f"{int(code):,}",
        SCIENTIFIC: f"{code[0]}.{code[1:]}E+12",
    }
    if way in special:
        return special[way]
    return WRITINGS[(way - len(special)) % len(WRITINGS)].format(code, code[:7], code[7:])


def plant(root: Path) -> list[str]:
    """Put codes, addresses, telephone numbers and hostile texts into a study of euronest; the codes are given."""
    planted = codes(170)
    fresh = iter(enumerate(planted))
    contacts = iter([*ADDRESSES, *TELEPHONES] * 20)
    hostile = iter(HOSTILE * 40)

    def texts() -> Iterator[str]:
        while True:
            way, code = next(fresh)
            yield written(code, way)
            yield next(hostile)
            yield f"scrieți la {next(contacts)} sau {next(hostile)}"

    source = texts()
    _plant_export(root / "data/raw/survey/euronest.xlsx", source, fresh)
    _plant_roster(root / "data/raw/roster/euronest.xlsx", fresh)
    _plant_offers(root / "data/raw/roster/imago-mol.xlsx", source, fresh)
    _plant_contacts(root / "data/raw/roster/euronest.xlsx")
    _plant_reference(root, fresh)
    return planted[: next(fresh)[0]]


def _put(cell: Any, value: object) -> None:
    cell.value = value
    if isinstance(value, str):
        # What looks like a formula is a text here.
        cell.data_type = "s"


def _plant_export(path: Path, source: Iterator[str], fresh: Iterator[tuple[int, str]]) -> None:
    book = openpyxl.load_workbook(path)
    main = book.worksheets[0]
    heads = {cell.value: cell.column for cell in main[1]}
    free = (
        "Name of the organisation",
        "Legal form, other: please say which",
        "Your role in the organisation",
        "Main products or services",
        "Anything else you want to say",
        "University you work with",
    )
    for head in free:
        for row in range(3 if head == "Name of the organisation" else 2, 12):
            _put(main.cell(row, heads[head]), next(source))
    for number, head in enumerate(
        (
            "Fiscal code",
            "Trade register number",
            "Town or village",
            "Persons employed in 2013",
            "County",
            "Main activity (CAEN Rev. 2 class)",
            "Year of foundation",
            "Turnover in 2013",
            "Member of the cluster since",
        )
    ):
        code = next(fresh)[1]
        _put(main.cell(13 + number, heads[head]), float(code) if number % 2 else written(code, 4 + number))
    extra = main.max_column
    code = next(fresh)[1]
    for place, head in enumerate(
        (HOSTILE[0], f"Coloana lui {code[:7]}/{code[7:]}", HOSTILE[3], HOSTILE[8], ADDRESSES[0])
    ):
        _put(main.cell(1, extra + 1 + place), head)
        _put(main.cell(2, extra + 1 + place), next(source))
    asked = {"inputs": "What you buy", "needs": "What you lack", "offers": "Equipment", "links": "Name of the partner"}
    for sheet, head in asked.items():
        column = next(cell.column for cell in book[sheet][1] if cell.value == head)
        for row in range(2, 12):
            _put(book[sheet].cell(row, column), next(source))
    book.create_sheet(f"CNP {next(fresh)[1]}").append([HOSTILE[0]])
    main.title = f"a {next(fresh)[1]} b"
    book.save(path)


def _plant_roster(path: Path, fresh: Iterator[tuple[int, str]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["members"]
    for row, name in (
        (6, "Exemplu PFA {}"),
        (7, "Exemplu Întreprindere Individuală CNP {}"),
        (8, "<b>Exemplu</b> $x_{{ {}"),
    ):
        code = next(fresh)[1]
        _put(sheet.cell(row, 1), name.format(code))
        _put(sheet.cell(row, 2), float(code) if row == 6 else f"RO {code}")
    _put(sheet.cell(9, 1), f"=Exemplu {ADDRESSES[0]}")
    book.save(path)


def _plant_offers(path: Path, source: Iterator[str], fresh: Iterator[tuple[int, str]]) -> None:
    """Plant in what is offered, and in how somebody can be reached: addresses of who refuses, a code of who agrees."""
    book = openpyxl.load_workbook(path)
    sheet = book["offers"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        _put(sheet.cell(row, heads["text"]), next(source))
        agrees = sheet.cell(row, heads["consent"]).value == "yes"
        contact = written(*reversed(next(fresh))) if agrees else ", ".join((*ADDRESSES, *TELEPHONES))
        _put(sheet.cell(row, heads["contact"]), contact)
    book.save(path)


def _plant_contacts(path: Path) -> None:
    """Say of each member whose name is plain how it can be reached, whether it agreed to that or not."""
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("contacts")
    sheet.append(("member", "contact"))
    for number, row in enumerate(book["members"].iter_rows(min_row=10, values_only=True)):
        sheet.append((row[0], f"office{number}@exemplu.invalid, 0232 556 {number:03d}"))
    book.save(path)


def contacts_told(study: Study) -> tuple[set[str], set[str]]:
    """Contacts in the rosters of a study: of those who agreed to stand in the catalogue, and of all others."""
    agreed, others = set[str](), set[str]()
    for path in sorted((study.raw / "roster").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        if "offers" in book.sheetnames:
            heads, *rows = book["offers"].iter_rows(values_only=True)
            for row in rows:
                said = dict(zip(heads, row, strict=True))
                # A code planted in its place is no contact: it is hidden even of who agrees.
                if "@" in str(said["contact"]):
                    (agreed if said["consent"] == "yes" else others).add(str(said["contact"]))
        if "contacts" in book.sheetnames:
            consenting = _consenting(study, path.stem)
            for member, contact in book["contacts"].iter_rows(min_row=2, values_only=True):
                (agreed if member in consenting else others).add(str(contact))
    return agreed, others


def _consenting(study: Study, cluster: str) -> set[str]:
    """Names of the members of a cluster that agreed in the survey."""
    members, answers = (
        pd.read_parquet(study.processed / f"{table}.parquet") for table in ("organisations", "responses")
    )
    answers = answers[(answers["cluster"] == cluster) & (answers["consent"] == "yes")]
    return set(members.loc[members["organisation"].isin(answers["organisation"]), "name"])


def files_with(folder: Path, wanted: set[str]) -> dict[str, set[str]]:
    """Files of a folder in which any of some texts stands, with those that do; how it is wrapped does not matter."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".png":
            text = _squeezed(path)
            told = {one for one in wanted if any("".join(part.split()) in text for part in one.split(","))}
            if told:
                found[path.relative_to(folder).as_posix()] = told
    return found


def _plant_reference(root: Path, fresh: Iterator[tuple[int, str]]) -> None:
    def swap(file: str, old: str, new: str) -> None:
        path = root / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    spoilt = "$x_{ </title><script>" + RUN + "</script>"
    swap("study.yml", "en: Missing links", f"en: {spoilt} {next(fresh)[1]} {ADDRESSES[0]} Missing links")
    swap("study.yml", "languages: [en, ro, it]", "languages: [en]")
    swap("data/raw/reference/clusters.csv", "euronest,Euronest", f"euronest,=Euronest {spoilt}")
    swap("data/raw/reference/stages.csv", ",IT consulting,", f",=IT consulting {spoilt} {next(fresh)[1]},")
    decided = f"euronest,ux_design,absent,explained,{ADDRESSES[0]},2014-06-01,=CNP {next(fresh)[1]} {HOSTILE[0]}\n"
    (root / "data/decisions/gaps.csv").write_text("cluster,stage,kind,answer,who,when,why\n" + decided, "utf-8")


def found_in(folder: Path, planted: list[str]) -> list[str]:
    """Find what was planted of persons in the files of a folder: ``file: what``."""
    return [
        f"{path.relative_to(folder)}: {what}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".png"
        for what in held("\n".join(texts_of(path)), planted)
    ]


def held(text: str, planted: list[str]) -> list[str]:
    """Find what was planted of persons in a text, in any writing."""
    plain = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    # Digits as they follow one another, whatever stands between them.
    digits = re.sub(r"(?<=\d)[^\dA-Za-z]{1,3}(?=\d)", "", plain)
    return [
        *(code for code in planted if code[:12] in digits),
        *re.findall(r"planted\.\w+", plain),
        *re.findall(r"(?<!\d)555\W{0,2}12[3-7](?!\d)|1555127", plain),
    ]


@cache
def _squeezed(path: Path) -> str:
    return "".join("".join(texts_of(path)).split())


@cache
def texts_of(path: Path) -> tuple[str, ...]:
    """Every text of a file that nobody writes to any more, those inside it in any packing too."""
    return tuple(_texts_of(path))


def _texts_of(path: Path) -> Iterator[str]:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(part).decode("utf-8", "replace") for part in archive.namelist())
    elif path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        yield from (str(value) for name in frame for value in [name, *frame[name].unique()])
    elif path.suffix == ".pdf":
        reader = PdfReader(path)
        yield from (page.extract_text() for page in reader.pages)
        yield str(reader.metadata)
    elif path.suffix in (".ipynb", ".json"):
        yield from _strings(json.loads(path.read_text("utf-8")))
    else:
        text = path.read_text("utf-8")
        yield re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
        for packed in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
            yield re.sub(r"base64,[A-Za-z0-9+/=]+", "", base64.b64decode(packed).decode("utf-8"))


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key != "image/png":
                yield str(key)
                yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
    else:
        yield str(content)
