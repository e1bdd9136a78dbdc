"""Files of registers, told from their first line: whose they are, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...files.grids import read_grids
from ...files.kinds import BYTE_ORDER
from ...problems import Problem, StudyError, nearest, quoted
from ...survey.texts import fold
from .table import COLUMNS, SPARED

#: Firms of a trade register; their states; what they are authorised for; the register's words for states; yearly
#: financial statements; which indicator of a statement means what; and the table of a study itself.
FIRMS, STATES, ACTIVITIES, WORDS, STATEMENTS, LEGEND, TABLE = (
    "firms", "states", "activities", "words", "statements", "legend", "table",
)  # fmt: skip
_SEPARATORS = ("^", "|", "\t", ";", ",")
#: What stands between these is never a quotation.
_BARE = ("^", "|")
#: Columns of each kind of file by what they hold, with the names that they bear, folded.
_NUMBER = {"number": ("cod_inmatriculare", "nr_inmatriculare")}
_CODE = {"code": ("cui", "cod_fiscal", "cif", "cod_unic_de_inregistrare")}
_NEEDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    FIRMS: {"name": ("denumire",), **_CODE, **_NUMBER},
    STATES: {**_NUMBER, "status": ("cod",)},
    ACTIVITIES: {**_NUMBER, "activity": ("cod_caen_autorizat",), "revision": ("ver_caen_autorizat",)},
    WORDS: {"status": ("cod",), "word": ("denumire",)},
    STATEMENTS: {
        **_CODE,
        "activity": ("caen", "cod_caen"),
        "turnover": ("cifra_de_afaceri_neta", "cifra_de_afaceri", "cifra_afaceri", "cifra_afaceri_neta"),
        "employees": ("numar_mediu_de_salariati", "numar_mediu_salariati", "nr_mediu_salariati", "numar_salariati"),
    },
    TABLE: {column: (column,) for column in COLUMNS if column != SPARED},
}
_SPARED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    FIRMS: {
        "status": ("stare_firma",),
        "form": ("forma_juridica",),
        "county": ("judet", "adr_judet"),
        "place": ("localitate", "adr_localitate"),
    },
    STATEMENTS: {"year": ("an", "year")},
    TABLE: {SPARED: (SPARED,)},
}
#: Of the indicators of a statement the last is the mean number of employees, and the seventh before it the net
#: turnover. There are 20; until 2015 some files had one more (public assets) or one less before the turnover.
_INDICATORS, _BEFORE_LAST = (19, 20, 21), 7
_INDICATOR = re.compile(r"i(\d{1,2})")
_LEGEND = re.compile(r"(?P<label>[^;]*[^\W\d_][^;]*);\s*(?P<column>i\d{1,2}|cui|caeno?)\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEAD = 65_536


@dataclass(frozen=True)
class Source:
    """A file of a register.

    Attributes
    ----------
    path : Path
    kind : str
    columns : mapping of str to int
        Place of each column by what it holds.
    width : int
        Number of its columns.
    separator : str
        Empty where it is no text.
    year : int, optional
        Of a statement, where no column names it.
    head : str
        Its beginning.
    """

    path: Path
    kind: str
    columns: Mapping[str, int] = field(default_factory=dict)
    width: int = 0
    separator: str = ""
    year: int | None = None
    head: str = ""

    @property
    def quoting(self) -> bool:
        """Whether quotation marks stand around cells; in registers they are part of names, not always in pairs."""
        return self.kind == TABLE and self.separator not in _BARE


def recognised(paths: Sequence[Path]) -> list[Source]:
    """Tell what each file is.

    Raises
    ------
    StudyError
        With every file that is none of a register.
    """
    found, problems = list[Source](), list[Problem]()
    legends = {path.stem.lower(): columns for path in paths if (columns := _legend_of(path))}
    for path in paths:
        try:
            if paths.count(path) > 1:
                raise StudyError(Problem(path.name, "It is named twice.", "Name each file once."))
            found.append(_source(path, legends))
        except StudyError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if not problems and not any(source.kind in (FIRMS, TABLE) for source in found):
        said = "None of the files names firms."
        problems.append(
            Problem(quoted(path.name for path in paths), said, "Give the file of firms too (od_firme.csv).")
        )
    if problems:
        raise StudyError(problems)
    return found


def _source(path: Path, legends: Mapping[str, Mapping[str, str]]) -> Source:
    head = _head(path)
    if head.startswith(b"PAR1"):
        return Source(path, TABLE)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        (grid, *_others) = read_grids(path, path.name)
        heads = [str(cell) for cell in grid.cells.iloc[0].fillna("")]
        return Source(path, TABLE, columns_of(TABLE, _folded(heads), path.name), len(heads))
    if path.stem.lower() in legends and _legend_of(path):
        return Source(path, LEGEND)
    line = _first_line(path, head)
    separator = max(_SEPARATORS, key=line.count)
    heads = _folded(line.split(separator))
    names = [legends.get(path.stem.lower(), {}).get(name, name) for name in heads]
    names = _without_indicators(names, path.name)
    kind = _kind_of(names, path.name)
    columns = columns_of(kind, names, path.name)
    year = _year_of(path.name) if kind == STATEMENTS and "year" not in columns else None
    return Source(path, kind, columns, len(heads), separator, year, head.decode("utf-8", errors="replace"))


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise StudyError(Problem(path.name, "Not found.", "Name files of a register."))
    with path.open("rb") as file:
        return file.read(_HEAD)


def _first_line(path: Path, head: bytes) -> str:
    remedy = "Name files of a register: text (^ | ; , or tabs between cells), XLSX or parquet."
    if head.startswith(BYTE_ORDER):
        raise StudyError(Problem(path.name, "The text is UTF-16.", "Save it as UTF-8."))
    if b"\0" in head.split(b"\n")[0] or not head.strip():
        said = "It is neither text nor a workbook." if head.strip() else "The file is empty."
        raise StudyError(Problem(path.name, said, remedy))
    return re.split(rb"[\r\n]", head, maxsplit=1)[0].decode("utf-8-sig", errors="replace")


def _folded(heads: Iterable[str]) -> list[str]:
    """Names of columns as they are compared: small letters, digits and underscores."""
    return [re.sub(r"\W+", "_", fold(head).strip(' "')).strip("_") for head in heads]


def _legend_of(path: Path) -> dict[str, str]:
    """What the columns of a statement mean, where a file says so: ``label;column`` in each line."""
    head = _head(path) if path.is_file() else b""
    if not head or len(head) == _HEAD or b"\0" in head:
        return {}
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = head.decode("cp1250", errors="replace")
    lines = [line for line in text.splitlines() if line.strip()]
    found = [match for line in lines if (match := _LEGEND.fullmatch(line))]
    if len(found) * 2 < len(lines):
        return {}
    return {match["column"].lower(): _folded([match["label"]])[0] for match in found if match["column"][0] in "iI"}


def _without_indicators(names: list[str], file: str) -> list[str]:
    """Give the indicators of a statement that no legend explains the names of what they hold."""
    last = max((int(match[1]) for name in names if (match := _INDICATOR.fullmatch(name))), default=0)
    if not last or "cifra_de_afaceri_neta" in names:
        return names
    expected = {f"i{number}" for number in range(1, last + 1)}
    if last not in _INDICATORS or not expected <= set(names):
        said = f"It has the indicators {quoted(name for name in names if _INDICATOR.fullmatch(name))}."
        remedy = "Known are statements with i1 to i19, i20 or i21; give the file beside it that explains its columns."
        raise StudyError(Problem(file, said, remedy, row=1))
    told = {f"i{last}": "numar_mediu_de_salariati", f"i{last - _BEFORE_LAST}": "cifra_de_afaceri_neta"}
    return [told.get(name, name) for name in names]


def _kind_of(names: Sequence[str], file: str) -> str:
    """Tell the kind whose needed columns are there; of several, the one that needs most."""
    whole = [kind for kind, needed in _NEEDED.items() if all(set(of) & set(names) for of in needed.values())]
    if whole:
        return max(whole, key=lambda kind: len(_NEEDED[kind]))
    shares = {kind: sum(bool(set(of) & set(names)) for of in needed.values()) for kind, needed in _NEEDED.items()}
    close = max(shares, key=lambda kind: (shares[kind] / len(_NEEDED[kind]), shares[kind]))
    if not shares[close]:
        said = f"It is no file of a register: its first line names {quoted(names[:8])}."
        known = "; ".join(quoted(of[0] for of in needed.values()) for needed in _NEEDED.values())
        raise StudyError(Problem(file, said, f"Known are files with the columns {known}.", row=1))
    raise StudyError(_missing(close, names, file))


def _missing(kind: str, names: Sequence[str], file: str) -> list[Problem]:
    needed = _NEEDED[kind]
    allowed = f"Needed: {quoted(of[0] for of in needed.values())}."
    return [
        Problem(file, f"Column {of[0]} is missing.", f"{allowed}{nearest(of[0], names)}", row=1)
        for of in needed.values()
        if not set(of) & set(names)
    ]


def columns_of(kind: str, names: Sequence[str], file: str) -> dict[str, int]:
    """Place of each column of a kind of file by what it holds, of those that `names` has.

    Raises
    ------
    StudyError
        If one that is needed is missing.
    """
    missing = _missing(kind, names, file)
    if missing:
        raise StudyError(missing)
    wanted = {**_NEEDED[kind], **_SPARED.get(kind, {})}
    return {
        column: next(place for place, name in enumerate(names) if name in of)
        for column, of in wanted.items()
        if set(of) & set(names)
    }


def _year_of(file: str) -> int:
    years = set(_YEAR.findall(file))
    if len(years) != 1:
        said = "Its name does not say of which year the statements are."
        raise StudyError(Problem(file, said, "Name it with one year, as in web_uu_an2013.txt."))
    return int(years.pop())
