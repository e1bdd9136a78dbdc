"""Files of a register as tables of the database, with what could not be taken of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ...files.grids import read_grids
from ...problems import StudyError
from . import database
from .formats import ACTIVITIES, FIRMS, LEGEND, STATEMENTS, STATES, TABLE, WORDS, Source, columns_of
from .statuses import STATUSES, codes_of
from .table import COLUMNS, OURS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Rows of a firm file that are not kept for what they are; see :data:`joining.REASONS` for the others.
PERSON, SOLE, NAMELESS, WITHOUT_ID = (
    "dropped: a person's code in place of a fiscal code",
    "dropped: sole trader (PFA, II, IF), which bears a person's name",
    "dropped: no name",
    "dropped: neither fiscal code nor register number",
)
OTHER_WIDTH = "dropped: line cut off, or with more cells than columns"
MENDED = "lines that are not UTF-8, read as cp1250"
_CHUNK = 1 << 24
#: What tables hold; a firm's status is a text until :mod:`joining` maps it, and a class of activity a number.
_TABLES = (
    "CREATE TABLE firms (file UTINYINT, reason VARCHAR, id VARCHAR, number VARCHAR, name VARCHAR, status VARCHAR,"
    " county VARCHAR, place VARCHAR, activity USMALLINT, revision VARCHAR, employees DOUBLE, turnover DOUBLE,"
    " year USMALLINT, unread UTINYINT)",
    # Of each firm the gravest state.
    "CREATE TABLE states (file UTINYINT, number VARCHAR, rank UTINYINT, rows UINTEGER)",
    # Of each firm the first and last class of our revision and of others: where they are one, it has no other.
    "CREATE TABLE activities (file UTINYINT, number VARCHAR, first USMALLINT, last USMALLINT, other_first USMALLINT,"
    " other_last USMALLINT, other_revision VARCHAR, rows UINTEGER, classes UINTEGER)",
    "CREATE TABLE statements (file UTINYINT, reason VARCHAR, id VARCHAR, activity USMALLINT, revision VARCHAR,"
    " employees DOUBLE, turnover DOUBLE, year USMALLINT, unread UTINYINT)",
    "CREATE TABLE words (file UTINYINT, status VARCHAR, word VARCHAR)",
    "CREATE TABLE codes (code VARCHAR, rank UTINYINT)",
)
#: Personal firms and family firms, by the legal form in their name; most names end with that of a company.
IS_SOLE_BY_NAME = r"""is_sole_by_name(name) AS CASE
    WHEN suffix(name, 'SRL') OR suffix(name, 'S.R.L.') OR suffix(name, ' SA') OR suffix(name, ' S.A.') THEN false
    ELSE regexp_matches(upper(strip_accents(name)),
    '(^|[ .,-])(P\.? ?F\.? ?A\.?|[IA]\.? ?F\.?|I\.? ?I\.?|P\.? ?F\.?)[ ."]*$|^(PFA|P\.F\.A\.|II|I\.I\.|IF|I\.F\.) '
    || '|PERSOANA FIZICA|INTREPRINDERE (INDIVIDUALA|FAMILIALA)|ASOCIATIE FAMILIALA|(DITTA|IMPRESA) INDIVIDUALE') END"""
#: What cells mean; how most are written is asked first.
_MACROS = (
    r"is_digits(t) AS regexp_full_match(t, '\d+')",
    # The digits of a Romanian fiscal code, however it is written; another country's code stays as it is.
    r"""code_of(t) AS CASE WHEN is_digits(t) THEN ltrim(t, '0') ELSE
    ltrim(regexp_replace(upper(t), '^(RO|C\.?U\.?I\.?|C\.?I\.?F\.?)[ :.]*(\d+)(\.0)?$|^(\d+)\.0$', '\2\4'), '0') END""",
    "fiscal_code_of(code) AS CASE WHEN is_digits(code) AND length(code) BETWEEN 2 AND 10 THEN code END",
    # A personal numeric code, or an Italian one.
    r"""is_person(id) AS CASE length(id) WHEN 13 THEN is_digits(id) WHEN 16 THEN regexp_full_match(id,
    '[A-Z]{6}[0-9L-NP-V]{2}[ABCDEHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]') ELSE false END""",
    IS_SOLE_BY_NAME,
    # Personal firms and family firms: by their legal form, by their number, else by their name.
    r"""is_sole(form, number, name) AS CASE
    WHEN form <> '' THEN replace(upper(form), '.', '') IN ('PFA', 'PF', 'II', 'IF', 'AF')
    WHEN number <> '' THEN left(number, 1) = 'F'
    ELSE is_sole_by_name(name) END""",
    # A class of four digits; finer national classes begin with it, and a nought in front may be lost.
    r"""class_of(t) AS nullif(CASE WHEN regexp_full_match(t, '\d{3,4}') THEN CAST(t AS USMALLINT)
    WHEN regexp_full_match(trim(t), '\d{4}[A-Z]?|\d{5,6}') THEN CAST(left(trim(t), 4) AS USMALLINT)
    WHEN regexp_full_match(trim(t), '\d{3}') THEN CAST(trim(t) AS USMALLINT)
    WHEN regexp_full_match(trim(t), '\d{1,2}\.\d\d(\.\d{1,2})?')
    THEN CAST(split_part(trim(t), '.', 1) || split_part(trim(t), '.', 2) AS USMALLINT) END, 0)""",
    # Revisions of CAEN by their number or the year they began.
    r"""revision_of(t) AS CASE WHEN t IN ('0', '1', '2', '3') THEN t ELSE CASE right(trim(t), 4)
    WHEN '1998' THEN '0' WHEN '2003' THEN '1' WHEN '2008' THEN '2' WHEN '2025' THEN '3' ELSE '?' END END""",
    r"""amount_of(t) AS CASE WHEN is_digits(t) OR regexp_full_match(t, '\d+\.\d+') THEN CAST(t AS DOUBLE) END""",
)
_FIRM = """INSERT INTO firms SELECT {file},
    CASE WHEN is_person(upper(code)) THEN '{person}' WHEN is_sole(form, number, name) THEN '{sole}' WHEN name = ''
    THEN '{nameless}' WHEN coalesce(id, '') = '' THEN '{without}' END,
    id, number, name, status, county, place, class_of(activity), revision, amount_of(employees), amount_of(turnover),
    TRY_CAST(year AS USMALLINT), {unread} FROM (SELECT *, {id} AS id FROM (SELECT {cells} FROM {read}))"""
#: Cells of a row that hold something which is no class or no number.
_UNREAD = """(activity NOT IN ('', '0', '0000') AND class_of(activity) IS NULL)::UTINYINT
    + (employees <> '' AND amount_of(employees) IS NULL)::UTINYINT
    + (turnover <> '' AND amount_of(turnover) IS NULL)::UTINYINT"""
_CLASSES = """min(c) FILTER (r = '{ours}'), max(c) FILTER (r = '{ours}'), min(c) FILTER (r <> '{ours}'),
    max(c) FILTER (r <> '{ours}'), max(r) FILTER (r <> '{ours}'), count(*), count(c)""".replace("{ours}", OURS)
_UNKNOWN = STATUSES.index("unknown")
_INTO: Mapping[str, str] = {
    FIRMS: _FIRM.replace("{id}", "coalesce(fiscal_code_of(code_of(code)), nullif(number, ''))"),
    TABLE: _FIRM.replace("{id}", r"regexp_replace(upper(code), '^RO ?(\d+)$', '\1')"),
    STATES: f"""INSERT INTO states SELECT {{file}}, number,
    coalesce(max(CASE WHEN code IS NULL THEN {_UNKNOWN} ELSE rank END), {_UNKNOWN}), count(*)
    FROM (SELECT {{cells}} FROM {{read}}) LEFT JOIN codes ON status = code GROUP BY number""",
    ACTIVITIES: f"""INSERT INTO activities SELECT {{file}}, number, {_CLASSES} FROM (SELECT number,
    class_of(activity) AS c, revision_of(revision) AS r FROM (SELECT {{cells}} FROM {{read}})) GROUP BY number""",
    STATEMENTS: """INSERT INTO statements SELECT {file}, NULL, code_of(code), class_of(activity),
    CASE WHEN year < 2008 THEN '1' WHEN year < 2025 THEN '2' ELSE '3' END, amount_of(employees), amount_of(turnover),
    year, {unread} FROM (SELECT * REPLACE (TRY_CAST(year AS USMALLINT) AS year) FROM (SELECT {cells} FROM {read}))""",
    WORDS: "INSERT INTO words SELECT {file}, status, word FROM (SELECT {cells} FROM {read})",
}  # fmt: skip
_CELLS: Mapping[str, tuple[str, ...]] = {
    FIRMS: ("name", "code", "number", "status", "form", "county", "place", *COLUMNS[2:4], *COLUMNS[6:8], "year"),
    STATES: ("number", "status"),
    ACTIVITIES: ("number", "activity", "revision"),
    STATEMENTS: ("code", "activity", "turnover", "employees", "year"),
    WORDS: ("status", "word"),
}


@dataclass
class Loaded:
    """A file that was loaded.

    Attributes
    ----------
    source : Source
    cut : list of int
        Lines that are cut off or have more cells than there are columns.
    mended : int
        Lines that are not UTF-8.
    """

    source: Source
    cut: list[int] = field(default_factory=list)
    mended: int = 0


def load(connection: DuckDBPyConnection, sources: Sequence[Source], scratch: Path) -> list[Loaded]:
    """Load files, each under its number; `scratch` is a folder for a copy of one that has to be mended.

    Raises
    ------
    StudyError
        If one cannot be read.
    """
    _prepare(connection)
    loaded = {}
    # Words first: by them codes of states are read.
    for place, source in sorted(enumerate(sources), key=lambda entry: entry[1].kind != WORDS):
        if source.kind != WORDS:
            _take_codes(connection)
        loaded[place] = _load(connection, place, source, scratch)
    return [loaded[place] for place in range(len(sources))]


def _prepare(connection: DuckDBPyConnection) -> None:
    """Give a connection what the files are loaded into."""
    connection.execute("SET preserve_insertion_order = false")
    for macro in _MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    for table in _TABLES:
        connection.execute(table)


def codes(connection: DuckDBPyConnection) -> dict[str, str]:
    """Status by code, as the files of words have it."""
    return codes_of(connection.execute("SELECT status, word FROM words ORDER BY ALL").fetchall())


def _take_codes(connection: DuckDBPyConnection) -> None:
    # A code that says nothing of the status, such as a change of seat, has no rank: the firm's other codes decide.
    ranks = [(code, STATUSES.index(status) if status else None) for code, status in codes(connection).items()]
    connection.execute("DELETE FROM codes")
    connection.executemany("INSERT INTO codes VALUES (?, ?)", ranks)


def _load(connection: DuckDBPyConnection, place: int, source: Source, scratch: Path) -> Loaded:
    """Load a file.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    loaded = Loaded(source)
    if source.kind == LEGEND:
        return loaded
    if not source.separator:
        _load_table(connection, place, source)
        return loaded
    try:
        loaded.cut, whole = _load_text(connection, place, source, source.path)
    except database.error():
        whole = False
    if not whole:
        # Bytes that are no UTF-8, or lines that end in two ways.
        connection.execute(f"DELETE FROM {_table_of(source)}" + f" WHERE file = {place}")
        copy = scratch / f"{place}.txt"
        loaded.mended = _mend(source.path, copy)
        try:
            loaded.cut, _whole = _load_text(connection, place, source, copy)
        except database.error() as problem:
            raise StudyError(database.damaged(source.path.name, problem)) from None
        finally:
            copy.unlink(missing_ok=True)
    return loaded


def _table_of(source: Source) -> str:
    return FIRMS if source.kind == TABLE else source.kind


def _load_text(connection: DuckDBPyConnection, place: int, source: Source, path: Path) -> tuple[list[int], bool]:
    """Load a text; give the lines that are not as wide as the first, and whether all of it is UTF-8."""
    for name in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    read = database.csv_of(path, source.separator, source.quoting, source.width)
    _insert(connection, place, source, read, {name: f"c{column}" for name, column in source.columns.items()})
    faults = connection.execute("SELECT DISTINCT line, error_type = 'INVALID ENCODING' FROM reject_errors").fetchall()
    return sorted({line for line, _encoding in faults}), not any(encoding for _line, encoding in faults)


def _load_table(connection: DuckDBPyConnection, place: int, source: Source) -> None:
    """Load a workbook or a parquet file."""
    name = source.path.name
    if source.width:
        grid = read_grids(source.path, name)[0].cells.iloc[1:].fillna("")
        connection.register("grid", grid.set_axis([f"c{column}" for column in range(grid.shape[1])], axis=1))
        _insert(connection, place, source, "grid", {column: f"c{at}" for column, at in source.columns.items()})
        connection.unregister("grid")
        return
    read = database.parquet_of(source.path)
    held = database.columns_of(connection, read, name)
    places = columns_of(TABLE, [column.lower() for column in held], name)
    _insert(connection, place, source, read, {column: f'"{held[at]}"' for column, at in places.items()})


def _insert(connection: DuckDBPyConnection, place: int, source: Source, read: str, columns: Mapping[str, str]) -> None:
    kind = FIRMS if source.kind == TABLE else source.kind
    given = {**columns, **({"code": columns["id"]} if source.kind == TABLE else {})}
    fixed = {"year": str(source.year)} if source.year else {}
    # Around numbers quotation marks may stand, as a spreadsheet puts them; in names they mean something.
    marked = kind == STATEMENTS and '"' in source.head
    cells = ", ".join(f"{_cell(given.get(name), fixed.get(name, ''), marked)} AS {name}" for name in _CELLS[kind])
    words = {"person": PERSON, "sole": SOLE, "nameless": NAMELESS, "without": WITHOUT_ID}
    quoted = {name: word.replace("'", "''") for name, word in words.items()}
    connection.execute(_INTO[source.kind].format(file=place, cells=cells, read=read, unread=_UNREAD, **quoted))


def _cell(column: str | None, otherwise: str, marked: bool) -> str:
    """A cell as text, without what stands around it; `otherwise` where the file has no such column."""
    if column is None:
        return database.text_of(otherwise)
    text = f"coalesce(CAST({column} AS VARCHAR), '')"
    return f"""trim({text}, ' "')""" if marked else f"trim({text})"


def _mend(path: Path, copy: Path) -> int:
    """Copy a text so that it can be read: lines that are no UTF-8 are cp1250; give their number."""
    mended, rest = 0, b""
    with path.open("rb") as source, copy.open("wb") as target:
        while chunk := source.read(_CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            text, count = _utf8(whole + end)
            target.write(text)
            mended += count
        text, count = _utf8(rest)
        target.write(text)
    return mended + count


def _utf8(text: bytes) -> tuple[bytes, int]:
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b" ").replace(b"\0", b"")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        lines = text.split(b"\n")
        spoilt = [place for place, line in enumerate(lines) if not _is_utf8(line)]
        for place in spoilt:
            lines[place] = lines[place].decode("cp1250", errors="replace").encode("utf-8")
        return b"\n".join(lines), len(spoilt)
    return text, 0


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
