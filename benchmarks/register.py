"""A register of 1.5 million fictitious firms: brought in, and screened for all gaps, beside what the database needs.

The files are written as the trade register and the ministry of finance publish theirs. Activities and regions come in
the proportions of the persons employed that Eurostat counts; within a region, counties alike; within a division,
classes alike. All names say *Exemplu*, and fiscal codes are from a range that is not assigned.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import psutil
from rich.table import Table

from pilotanalysis.partners import register
from pilotanalysis.partners.register import database
from pilotanalysis.partners.register.table import COLUMNS, PARQUET
from pilotanalysis.reference import ActivityClasses, Catalogue, Counties, PersonsEmployed, latest, load
from pilotanalysis.study import Study, find

from .timing import Row, side_by_side

FIRMS = 1_500_000
_SEED = 2014
#: The first fiscal code, of a range that is not assigned.
_FIRST_CODE = 9_900_000_000
_FIRMS_HEADER = (
    "\ufeffDENUMIRE^CUI^COD_INMATRICULARE^DATA_INMATRICULARE^EUID^FORMA_JURIDICA^ADR_TARA^ADR_JUDET^ADR_LOCALITATE"
    "^ADR_DEN_STRADA^ADR_NR_STRADA^ADR_BLOC^ADR_SCARA^ADR_ETAJ^ADR_APARTAMENT^ADR_COD_POSTAL^ADR_SECTOR"
    "^ADR_COMPLETARE^WEB^TARA_FIRMA_MAMA"
)
#: Shares of states: in operation, struck off, dissolved, bankrupt, interrupted.
_STATES = {"1048": 0.58, "1084": 0.3, "1049": 0.05, "1070": 0.03, "1074": 0.04}
_SOLE = 0.12
_STATEMENTS = 0.55
_MOST_AUTHORISED = 6


def write(study: Study, folder: Path, firms: int = FIRMS, seed: int = _SEED) -> list[Path]:
    """Write the files of a fictitious register: firms, states, authorised activities, and statements of 2013."""
    with database.opened(folder) as connection:
        connection.register("drawn", _drawn(study, firms, np.random.default_rng(seed)))
        connection.execute("CREATE TABLE firms AS SELECT * FROM drawn")

        def lines(name: str, header: str, cells: str, rows: str) -> Path:
            path = folder / name
            select = f'SELECT {cells} AS "{header}" FROM {rows}'
            options = "FORMAT csv, HEADER, QUOTE '', ESCAPE '', DELIMITER '\x01'"
            connection.execute(f"COPY ({select}) TO {database.text_of(path)} ({options})")
            return path

        address = "'Strada Exemplu', (code % 200)::VARCHAR, '', '', '', '', '', '', '', '', ''"
        return [
            lines(
                "od_firme.csv",
                _FIRMS_HEADER,
                "concat_ws('^', name, code, number, '01/02/' || year, 'ROONRC.' || number, form, 'România', county,"
                f" place, {address})",
                "firms",
            ),
            lines("od_stare_firma.csv", "COD_INMATRICULARE^COD", "number || '^' || status", "firms"),
            lines(
                "od_caen_autorizat.csv",
                "COD_INMATRICULARE^COD_CAEN_AUTORIZAT^VER_CAEN_AUTORIZAT",
                "number || '^' || lpad(((activity::INT + 37 * other) % 9700 + 100)::VARCHAR, 4, '0') || '^2'",
                "(SELECT *, unnest(range(authorised)) AS other FROM firms)",
            ),
            lines(
                "web_uu_an2013.txt",
                ",".join(("CUI", "CAEN", *(f"I{number}" for number in range(1, 21)))),
                "concat_ws(',', code, ltrim(activity, '0'), repeat('1000,', 11) || '1000', turnover,"
                " repeat('1000,', 5) || '1000', employees)",
                "firms WHERE states",
            ),
        ]


def _drawn(study: Study, firms: int, chance: np.random.Generator) -> pd.DataFrame:
    """Draw what is random of each firm."""
    counties = load(study, Counties)
    classes = load(study, ActivityClasses)
    inside = counties["region"] == study.settings.region
    persons = latest(load(study, PersonsEmployed))
    persons = persons[persons["activity"].str.len() == 3].pivot(
        index="activity", columns="geo", values="persons_employed"
    )
    region, country = (persons[geo].fillna(0) for geo in (study.settings.region, study.settings.country))
    here = chance.random(firms) < region.sum() / country.sum()
    divisions = np.where(here, _one_of(region, firms, chance), _one_of((country - region).clip(lower=0), firms, chance))
    own = classes[classes["revision"] == 2].groupby(classes["code"].str[:2])["code"].agg(list)
    of_each = {division: np.array(own[division]) for division in own.index}
    activity = np.empty(firms, dtype=object)
    for division in np.unique(divisions):
        at = divisions == division
        activity[at] = chance.choice(of_each[division[1:]], at.sum())
    place = np.where(
        here,
        chance.choice(np.flatnonzero(inside), firms),
        chance.choice(np.flatnonzero(~inside), firms),
    )
    sole = chance.random(firms) < _SOLE
    employees = np.floor(chance.lognormal(0.9, 1.3, firms)).astype(int)
    code = _FIRST_CODE + chance.permutation(firms * 4)[:firms]
    year = chance.integers(1991, 2014, firms)
    quote = np.where(chance.random(firms) < 0.002, '"', "")
    numbers = counties["registration_number"].to_numpy()[place]
    letters = np.where(sole, "F", "J")
    return pd.DataFrame(
        {
            "code": code,
            "name": [
                f"{mark}EXEMPLU ŢESĂTURI {own} {'PFA' if alone else 'SRL'}"
                for mark, own, alone in zip(quote, code % 10**8, sole, strict=True)
            ],
            "number": [
                f"{letter}{county:02d}/{own}/{founded}"
                for letter, county, own, founded in zip(letters, numbers, range(1, firms + 1), year, strict=True)
            ],
            "year": year,
            "form": np.where(sole, "PFA", "SRL"),
            "county": counties["name"].to_numpy()[place],
            "place": counties["seat"].to_numpy()[place],
            "status": chance.choice(list(_STATES), firms, p=list(_STATES.values())),
            "activity": activity,
            "authorised": chance.integers(1, _MOST_AUTHORISED + 1, firms),
            "states": chance.random(firms) < _STATEMENTS,
            "employees": employees,
            "turnover": np.rint((employees + 1) * chance.lognormal(11, 1, firms)).astype("int64"),
        }
    )


def _one_of(persons: pd.Series, firms: int, chance: np.random.Generator) -> np.ndarray:
    return chance.choice(persons.index.to_numpy(), firms, p=(persons / persons.sum()).to_numpy())


def rows() -> Iterator[Row]:
    """Time the import and the screening."""
    with _made() as (study, files):
        yield _import(study, files)
        yield _screening(study)


def tables() -> Iterator[Table]:
    """Measure the most memory that the import and the screening take, of the whole process."""
    table = Table("what", "peak memory, MB", "of which before it began", "aim", title=f"Register of {FIRMS:,} firms")
    with _made() as (study, files):
        gaps = load(study, Catalogue)[["cluster", "stage"]]
        for what, call in (
            ("import", lambda: register.update(study, files)),
            ("screening of all gaps", lambda: register.screen(study, gaps, set())),
        ):
            before = psutil.Process().memory_info().rss
            with _peak() as peak:
                call()
            table.add_row(what, f"{peak[0] / 1e6:,.0f}", f"{before / 1e6:,.0f}", "below 2,000")
    yield table


@contextmanager
def _made() -> Iterator[tuple[Study, list[Path]]]:
    """Give a study and the files of a register for it."""
    own = find(Path(__file__).parent)
    with TemporaryDirectory() as folder:
        root, files = Path(folder) / "study", Path(folder) / "files"
        root.mkdir()
        files.mkdir()
        shutil.copyfile(own.root / "study.yml", root / "study.yml")
        shutil.copytree(own.raw, root / "data" / "raw")
        yield find(root), write(own, files)


def _import(study: Study, files: list[Path]) -> Row:
    copies = study.root / "copies"
    copies.mkdir()

    def copy() -> None:
        with database.opened(copies) as connection:
            for path in files:
                with path.open(encoding="utf-8-sig") as file:
                    head = file.readline()
                separator = "^" if "^" in head else ","
                read = database.csv_of(path, separator, quoting=False, width=head.count(separator) + 1)
                target = database.text_of(copies / f"{path.stem}.parquet")
                connection.execute(f"COPY (SELECT * FROM {read}) TO {target} (FORMAT parquet)")

    ours, beside = side_by_side(lambda: register.update(study, files), copy)
    what = f"a register of {FIRMS:,} firms: four files read, joined, accounted for"
    return Row(what, ours, "DuckDB copies the four files to parquet", beside, "at most 2")


def _screening(study: Study) -> Row:
    gaps = load(study, Catalogue)[["cluster", "stage"]]
    members = {str(_FIRST_CODE + number) for number in range(2000)}

    def scan() -> None:
        with database.opened() as connection:
            # Every cell is looked at: what a file says of its columns would answer less.
            read = database.parquet_of(study.raw / PARQUET)
            connection.execute(f"SELECT bit_xor(hash({', '.join(COLUMNS)})) FROM {read}").fetchall()

    register.screen(study, gaps, members)
    ours, beside = side_by_side(lambda: register.screen(study, gaps, members), scan, repeats=5)
    what = f"screening of the register for {len(gaps)} stages, every one with a gap"
    return Row(what, ours, "DuckDB looks at every cell of the parquet", beside, "at most 3")


@contextmanager
def _peak() -> Iterator[list[int]]:
    """Watch the memory of this process; what is given holds the most of it at the end."""
    peak, done, own = [0], threading.Event(), psutil.Process()

    def watch() -> None:
        while not done.is_set():
            peak[0] = max(peak[0], own.memory_info().rss)
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
