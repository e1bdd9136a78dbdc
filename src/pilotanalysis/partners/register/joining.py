"""One row a firm: trade register, states, activities and statements joined, and every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...personal import hide
from ...reference import Counties
from ...store import open_store
from ...study import Study
from . import database
from .counties import counties_of
from .formats import ACTIVITIES, FIRMS, LEGEND, STATEMENTS, STATES, TABLE, WORDS
from .loading import MENDED, OTHER_WIDTH, Loaded, codes
from .statuses import STATUSES, status_of
from .table import OURS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT = "kept"
TWICE = "dropped: the fiscal code stands in another row too"
OF_NO_FIRM = "dropped: of no firm that is kept"
EARLIER = "dropped: the firm has another statement, of this year or a later one"
NO_CLASS = "dropped: no class of activity"
#: What is told of firms that are kept.
COUNTY, STATUS, ACTIVITY, REVISION, UNREAD, BY_NUMBER, HIDDEN, SEVERAL = (
    "county not known",
    "status not known",
    "no main activity",
    f"main activity in another revision than {OURS}",
    "cells that are no class and no number, left empty",
    "no fiscal code, known by the register's number",
    "names without the code, address or number of a person that stood in them",
    "several authorised activities and no statement that says which is the main one",
)
#: Names in which more than a firm's may stand: an address, nine digits or more, an Italian code, a telephone.
_SUSPECT = "(?i)" + "|".join(
    (
        r"@|[(\[{<] ?at ?[)\]}>]",
        r"\d(\W{0,8}\d){8}",
        r"[a-z]{6}\W{0,8}[\dlmnp-v]{2}",
        r"\b(tel|mob|cell|phone|gsm|fax)\w*\W{0,5}\d",
    )
)
#: Letters with a cedilla as Romanian writes them, with a comma.
_LETTERS = "replace(replace(replace(replace({}, 'ş', 'ș'), 'ţ', 'ț'), 'Ş', 'Ș'), 'Ţ', 'Ț')"
#: Of several rows of a fiscal code the firm that works goes first.
_DOUBLED = """UPDATE firms SET reason = $twice WHERE rowid IN (SELECT rid FROM (
    SELECT f.rid, row_number() OVER (PARTITION BY f.id ORDER BY {rank}, number, name, f.county, place, activity,
    employees DESC NULLS LAST, turnover DESC NULLS LAST, year DESC NULLS LAST) AS place_of_it
    FROM (SELECT *, rowid AS rid FROM firms WHERE reason IS NULL AND id IN
    (SELECT id FROM firms WHERE reason IS NULL GROUP BY id HAVING count(*) > 1)) AS f
    LEFT JOIN worst AS s USING (number) LEFT JOIN ranks AS o ON o.text = f.status) WHERE place_of_it > 1)"""
_EARLIER = """UPDATE statements SET reason = $earlier WHERE rowid IN (SELECT rid FROM (
    SELECT rowid AS rid, row_number() OVER (PARTITION BY id ORDER BY year DESC NULLS LAST, employees DESC NULLS LAST,
    turnover DESC NULLS LAST, activity) AS place_of_it FROM statements WHERE id IN
    (SELECT id FROM statements GROUP BY id HAVING count(*) > 1)) WHERE place_of_it > 1)"""
#: The state that a firm's own row names and those of the file of states: the gravest; none is not known.
_RANK = f"coalesce(greatest(o.rank, s.rank), {STATUSES.index('unknown')})"
#: What each firm is authorised for, over all files.
_MAIN = """SELECT number, min(first) AS first, max(last) AS last, min(other_first) AS other_first,
    max(other_last) AS other_last, max(other_revision) AS other_revision FROM activities GROUP BY number"""
#: What is known of each firm by its place: narrow tables, so that the wide one is joined within little memory. The
#: main activity is that of the statement, else the table's own, else the only one that the register authorises.
_NARROW = (
    "CREATE TABLE state_of AS SELECT rid, rank FROM places JOIN worst USING (number)",
    "DROP VIEW worst",
    "DROP TABLE states",
    f"""CREATE TABLE main_of AS SELECT rid, if(first IS NULL, other_first, first) AS activity,
    if(first IS NULL, other_revision, '{OURS}') AS revision,
    coalesce(first, other_first) <> if(first IS NULL, other_last, last) AS several
    FROM places JOIN main USING (number) WHERE coalesce(first, other_first) IS NOT NULL""",
    "DROP VIEW main",
    "DROP TABLE activities",
    """CREATE TABLE figures_of AS SELECT rid, t.activity, t.revision, t.employees, t.turnover, t.year
    FROM places JOIN statements AS t USING (id) WHERE t.reason IS NULL""",
    "DROP TABLE statements",
)
_JOINED = """SELECT
    coalesce(h.shown, {name}) AS name, f.id,
    lpad(coalesce(t.activity, f.activity, if(several, NULL, m.activity))::VARCHAR, 4, '0') AS activity,
    CASE WHEN t.activity IS NOT NULL THEN t.revision WHEN f.activity IS NOT NULL
    THEN coalesce(nullif(f.revision, ''), '{ours}') WHEN NOT several THEN m.revision END AS revision,
    coalesce(c.county, n.county, nullif(f.county, '')) AS county, nullif({place}, '') AS place,
    coalesce(t.employees, f.employees) AS employees, coalesce(t.turnover, f.turnover) AS turnover,
    w.status, coalesce(t.year, f.year) AS year
    FROM (SELECT *, rowid::INTEGER AS rid FROM firms WHERE reason IS NULL) AS f LEFT JOIN state_of AS s USING (rid)
    LEFT JOIN main_of AS m USING (rid) LEFT JOIN figures_of AS t USING (rid) LEFT JOIN ranks AS o ON o.text = f.status
    LEFT JOIN county_names AS c ON c.text = f.county LEFT JOIN county_numbers AS n
    ON f.county = '' AND n.number = county_number_of(f.number) LEFT JOIN hidden AS h ON h.name = f.name
    JOIN statuses AS w ON w.rank = {rank} ORDER BY TRY_CAST(f.id AS UBIGINT) NULLS LAST, f.id"""


class AccountLine(NamedTuple):
    """A line of the accounting: what became of so many rows of a file, or what is told of them."""

    file: str
    what: str
    rows: int


def join(connection: DuckDBPyConnection, study: Study, loaded: Sequence[Loaded], target: Path) -> list[AccountLine]:
    """Join what was loaded and write it to `target` as parquet, ordered by id.

    Returns
    -------
    list of AccountLine
        What became of the rows of each file, and what is to be told of the firms that are kept.
    """
    _over_files(connection, "worst", "states", "SELECT number, max(rank) AS rank FROM states GROUP BY number")
    _over_files(connection, "main", "activities", _MAIN)
    _map_statuses(connection)
    _map_counties(connection, study)
    _hide_persons(connection)
    connection.execute(_DOUBLED.format(rank=_RANK), {"twice": TWICE})
    connection.execute(_EARLIER, {"earlier": EARLIER})
    lines = [line for place, one in enumerate(loaded) for line in _of_file(connection, place, one)]
    cells = "SELECT (SELECT sum(unread) FROM firms WHERE reason IS NULL), (SELECT sum(unread) FROM statements)"
    unread = sum(number or 0 for number in connection.execute(cells).fetchall()[0])
    connection.execute("CREATE VIEW places AS SELECT rowid::INTEGER AS rid, number, id FROM firms WHERE reason IS NULL")
    for step in _NARROW:
        connection.execute(step)
    place, name = _LETTERS.format("f.place"), _LETTERS.format("f.name")
    joined = _JOINED.format(name=name, place=place, ours=OURS, rank=_RANK)
    # What the narrow tables hold is looked up for each wide row, and not the other way round.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute(f"COPY ({joined}) TO {database.text_of(target)} (FORMAT parquet, ROW_GROUP_SIZE 122880)")
    told = [*_of_firms(connection, target), (UNREAD, int(unread))]
    return [*lines, *(AccountLine(target.name, what, rows) for what, rows in told if rows)]


def _map_statuses(connection: DuckDBPyConnection) -> None:
    """Make the table `ranks`, of each text of a status that a firm's own row has."""
    known = codes(connection)
    texts = connection.execute("SELECT DISTINCT status FROM firms WHERE status <> ''").fetchall()
    ranks = [(text, STATUSES.index(status_of(text, known))) for (text,) in texts]
    _table(connection, "ranks", "text VARCHAR, rank UTINYINT", ranks)
    _table(connection, "statuses", "rank UTINYINT, status VARCHAR", list(enumerate(STATUSES)))


def _over_files(connection: DuckDBPyConnection, view: str, table: str, merged: str) -> None:
    """Make a view of one row a firm's number, which is what a table is already where one file was loaded into it."""
    (files,) = connection.execute(f"SELECT count(DISTINCT file) FROM {table}").fetchall()[0]
    connection.execute(f"CREATE VIEW {view} AS {merged if files > 1 else f'FROM {table}'}")


def _map_counties(connection: DuckDBPyConnection, study: Study) -> None:
    """Make the tables `county_names` and `county_numbers`, and the macro that takes a county from a firm's number."""
    counties = open_store(study).all(Counties)
    texts = connection.execute("SELECT DISTINCT county FROM firms WHERE county <> ''").fetchall()
    found = counties_of(study, (text for (text,) in texts))
    _table(connection, "county_names", "text VARCHAR, county VARCHAR", list(found.items()))
    numbers = list(zip(counties["registration_number"], counties["county"], strict=True))
    _table(connection, "county_numbers", "number UTINYINT, county VARCHAR", numbers)
    # J22/123/2005, and since 2024 J2005000123223: year, number, county, check digit.
    connection.execute(
        r"""CREATE MACRO county_number_of(number) AS TRY_CAST(CASE
        WHEN regexp_full_match(number, '[JFC]\d{1,2}/\d+/\d{4}') THEN substr(split_part(number, '/', 1), 2)
        WHEN regexp_full_match(number, '[JFC]\d{13}') THEN substr(number, 12, 2) END AS UTINYINT)"""
    )


def _hide_persons(connection: DuckDBPyConnection) -> None:
    """Make the table `hidden` of names in which the code, address or telephone number of a person stands."""
    suspects = connection.execute(
        "SELECT DISTINCT name FROM firms WHERE reason IS NULL AND regexp_matches(name, $suspect)", {"suspect": _SUSPECT}
    ).fetchall()
    shown = [(name, hidden) for (name,) in suspects if (hidden := hide(name)) != name]
    _table(connection, "hidden", "name VARCHAR, shown VARCHAR", shown)


def _table(connection: DuckDBPyConnection, name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute(f"CREATE TABLE {name} ({columns})")
    if rows:
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _of_file(connection: DuckDBPyConnection, place: int, one: Loaded) -> Iterator[AccountLine]:
    file = one.source.path.name
    outcomes = list(_outcomes(connection, place, one.source.kind))
    outcomes += [(OTHER_WIDTH, len(one.cut))] if one.cut else []
    yield AccountLine(file, "rows", sum(rows for _what, rows in outcomes))
    yield from (AccountLine(file, what, rows) for what, rows in outcomes)
    if one.mended:
        yield AccountLine(file, MENDED, one.mended)


def _outcomes(connection: DuckDBPyConnection, place: int, kind: str) -> Iterable[tuple[str, int]]:
    """What became of the rows of a file that could be read."""
    firms = "number IN (SELECT number FROM firms WHERE reason IS NULL)"
    queries = {
        FIRMS: f"SELECT coalesce(reason, '{KEPT}') AS what, count(*) FROM firms WHERE file = $file GROUP BY what",
        STATES: f"SELECT if({firms}, '{KEPT}', $lost) AS what, sum(rows)::BIGINT FROM states WHERE file = $file"
        " GROUP BY what",
        ACTIVITIES: f"SELECT if({firms}, '{KEPT}', $lost) AS what, sum(classes)::BIGINT FROM activities"
        f" WHERE file = $file GROUP BY what UNION ALL SELECT '{NO_CLASS}', sum(rows - classes)::BIGINT"
        " FROM activities WHERE file = $file",
        STATEMENTS: f"SELECT coalesce(reason, if(id IN (SELECT id FROM firms WHERE reason IS NULL), '{KEPT}', $lost))"
        " AS what, count(*) FROM statements WHERE file = $file GROUP BY what",
        WORDS: f"SELECT '{KEPT}', count(*) FROM words WHERE file = $file",
    }
    if kind == LEGEND:
        return []
    query = queries[FIRMS if kind == TABLE else kind]
    given: dict[str, object] = {"file": place, "lost": OF_NO_FIRM}
    used = {name: value for name, value in given.items() if f"${name}" in query}
    found = connection.execute(query, used).fetchall()
    return sorted(((what, rows) for what, rows in found if rows), key=lambda outcome: (outcome[0] != KEPT, outcome[0]))


def _of_firms(connection: DuckDBPyConnection, target: Path) -> Iterator[tuple[str, int]]:
    """Count what is told of the firms that are kept."""
    counts = connection.execute(
        f"""SELECT count(*), count_if(coalesce(county, '') NOT IN (SELECT county FROM county_numbers)),
        count_if(status = 'unknown'), count_if(activity IS NULL),
        count_if(activity IS NOT NULL AND revision <> '{OURS}') FROM {database.parquet_of(target)}"""
    ).fetchall()[0]
    yield from zip(("firms", COUNTY, STATUS, ACTIVITY, REVISION), counts, strict=True)
    firms = "FROM (SELECT *, rowid::INTEGER AS rid FROM firms WHERE reason IS NULL)"
    by_number = f"SELECT count_if(id = number), count_if(name IN (SELECT name FROM hidden)) {firms}"
    yield from zip((BY_NUMBER, HIDDEN), connection.execute(by_number).fetchall()[0], strict=True)
    several = f"""SELECT count(*) {firms} JOIN main_of AS m USING (rid) LEFT JOIN figures_of AS t USING (rid)
    WHERE several AND t.activity IS NULL AND firms.activity IS NULL""".replace(
        "reason IS NULL)", "reason IS NULL) AS firms"
    )
    yield SEVERAL, connection.execute(several).fetchall()[0][0]
