"""Official statistics: what the pack carries is what the file gives, whatever its form; a bad file changes nothing."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pilotanalysis import official
from pilotanalysis.problems import StudyError
from pilotanalysis.statistics import location_quotient, proximity, relatedness_density
from pilotanalysis.study import Study

OWN = ("persons_employed", "proximities", "activity_benchmarks")
PLACES = "RO", "RO21"
#: A region, its country and two other countries, whole.
SOME = ("AT", "BG", "RO")
Cells = dict[tuple[str, str], str]


def _path(shared: Path) -> Path:
    return shared / "eurostat" / "sbs_r_nuts06_r2_n2015.csv"


def _cells(path: Path) -> Cells:
    """Read the file without anything of the pack."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        _header, *rows = csv.reader(lines, delimiter=";")
    return {(activity, geo): cell for activity, geo, cell in rows}


def _number(cell: str) -> float | None:
    if cell == "12:00 AM":
        return 0.0
    return float(cell.split()[0]) if cell.strip() and cell.split()[0].isdigit() else None


@pytest.fixture(scope="module")
def whole(shared: Path) -> official.Official:
    return official.read_file(_path(shared), "RO21", "RO")


@pytest.fixture(scope="module")
def some(shared: Path) -> Cells:
    """Rows of three countries."""
    return {key: cell for key, cell in _cells(_path(shared)).items() if key[1].startswith(SOME)}


def _write_table(path: Path, cells: Cells, name: str = "n2015") -> Path:
    rows = [f"{activity};{geo};{cell}" for (activity, geo), cell in cells.items()]
    path.write_text("\n".join([f"nace_r2;geo;{name}", *rows, ""]), "utf-8")
    return path


def _write_bulk(path: Path, years: dict[int, Cells], dress: Callable[[str], str] = str) -> Path:
    """Write years as Eurostat's bulk file has them, among them rows of another indicator."""
    keys = list(dict.fromkeys(itertools.chain.from_iterable(years.values())))
    lines = ["\t".join(["freq,nace_r2,indic_sb,geo\\TIME_PERIOD", *(f"{year} " for year in years)])]
    for activity, geo in keys:
        cells = [dress(cell_of.get((activity, geo), "")) for cell_of in years.values()]
        lines.append("\t".join([f"A,{activity},V11210,{geo}", *("7 " for _year in years)]))
        lines.append("\t".join([f"A,{activity},V16110,{geo}", *cells]))
    text = "\n".join([*lines, ""])
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def _as_in_bulk(cell: str) -> str:
    """Write a cell as the bulk file has it: never empty, with a space behind."""
    return ": c" if not cell else "0 " if cell == "12:00 AM" else f"{cell} " if cell[-1].isdigit() else cell


def _tables(read: official.Official) -> list[pd.DataFrame]:
    return [official.own_rows(read, "RO21", "RO"), official.proximities(read), official.benchmarks(read)]


# --- What the pack carries is what the file gives ---


def test_tables_of_the_pack_are_those_that_the_file_gives(whole: official.Official, study: Study) -> None:
    for name, frame in zip(OWN, _tables(whole), strict=True):
        committed = (study.raw / "reference" / f"{name}.csv").read_text("utf-8")
        assert frame.drop(columns="row_id").to_csv(index=False, lineterminator="\n") == committed


def test_the_file_is_read_whole(whole: official.Official, shared: Path) -> None:
    cells = _cells(_path(shared))
    assert (len(whole.divisions), len(whole.regions), whole.year) == (68, 241, 2015)
    assert whole.midnights == sum(cell == "12:00 AM" for cell in cells.values()) == 30
    assert whole.flagged == sum(cell.endswith("d") for cell in cells.values())
    assert whole.blanks == sum(_number(cell) is None for cell in cells.values())
    assert int(whole.persons.notna().sum().sum()) == len(cells) - whole.blanks


def test_persons_employed_of_the_region_are_those_checked_by_hand(whole: official.Official) -> None:
    stated = {
        "C10": 20323, "C13": 5818, "C14": 25442, "C28": 7196, "J58": 1253, "J59": 150, "J60": 487, "J61": 3581,
        "J62": 4818, "J63": 1044, "M73": 1436,
    }  # fmt: skip
    own = official.own_rows(whole, "RO21", "RO").set_index(["activity", "geo"])["persons_employed"]
    assert {activity: own[activity, "RO21"] for activity in stated} == stated
    regions = [geo for geo in whole.regions if geo.startswith("RO")]
    assert len(regions) == 8
    sections = [code for code in whole.persons.index if len(code) == 1 and code != "K"]
    persons = whole.persons.loc[sections]
    assert persons[regions].sum().sum() == persons["RO"].sum() == 3887310
    assert persons["RO21"].sum() == 371060


def test_quotients_of_the_region_against_the_country_are_those_of_the_unrounded_file(
    whole: official.Official,
) -> None:
    own = official.own_rows(whole, "RO21", "RO").pivot(index="activity", columns="geo", values="persons_employed")
    total = own.loc[[code for code in own.index if len(code) == 1 and code != "K"]].sum()
    quotient = pd.Series(location_quotient(own["RO21"], total["RO21"], own["RO"], total["RO"]), index=own.index)
    # What the README beside the file states for all but C10 (C13 1.742, J62 0.683) rests on a rounded share.
    gives = {
        "C10": 1.369, "C13": 1.715, "C14": 1.706, "C17": 1.438, "C28": 1.464,
        "J58": 0.659, "J59": 0.271, "J62": 0.689, "J63": 0.761,
    }  # fmt: skip
    assert quotient[list(gives)].round(3).to_dict() == gives


def _slowly(cells: Cells, pairs: Iterable[tuple[str, str]]) -> list[tuple[float, int]]:
    """Proximity of pairs of divisions, and the regions that report both, by the definition and nothing else."""
    divisions = {activity for activity, _geo in cells if len(activity) == 3 and activity[1:].isdigit()}
    reports: dict[str, dict[str, float]] = {}
    for (activity, geo), cell in cells.items():
        number = _number(cell)
        if activity in divisions and len(geo) == 4 and number is not None:
            reports.setdefault(geo, {})[activity] = number
    reports = {geo: said for geo, said in reports.items() if len(said) >= 0.8 * len(divisions)}

    def holds(geo: str, activity: str) -> bool:
        those = [said for said in reports.values() if activity in said]
        share = reports[geo][activity] / sum(reports[geo].values())
        in_all = sum(said[activity] for said in those) / sum(sum(said.values()) for said in those)
        return share / in_all >= 1

    found = []
    for one, other in pairs:
        both = [geo for geo, said in reports.items() if one in said and other in said]
        in_one, in_other = ({geo for geo in both if holds(geo, activity)} for activity in (one, other))
        commoner = max(len(in_one), len(in_other))
        found.append((len(in_one & in_other) / commoner if commoner else 0.0, len(both)))
    return found


def test_proximities_are_those_of_the_definition_done_slowly(whole: official.Official, shared: Path) -> None:
    pairs = random.Random(2015).sample(list(itertools.combinations(whole.divisions, 2)), 30)
    near = official.proximities(whole).set_index(["activity", "other"])
    for pair, (value, regions) in zip(pairs, _slowly(_cells(_path(shared)), pairs), strict=True):
        assert near.loc[pair, "proximity"] == pytest.approx(value, abs=5e-7)
        assert near.loc[pair, "regions"] == regions


# --- The form of a file makes no difference ---


def _named(cells: Cells) -> int:
    """Count the sections and divisions of region and country."""
    return sum(1 for activity, geo in cells if geo in ("RO", "RO21") and re.fullmatch(r"[A-U](\d\d)?", activity))


@pytest.mark.parametrize("name", ["some.tsv", "some.tsv.gz"])
def test_the_bulk_file_gives_the_tables_that_the_other_form_gives(some: Cells, tmp_path: Path, name: str) -> None:
    plain = official.read_file(_write_table(tmp_path / "some.csv", some), "RO21", "RO")
    older = dict.fromkeys(some, "1")
    bulk = official.read_file(_write_bulk(tmp_path / name, {2014: older, 2015: some}, _as_in_bulk), "RO21", "RO")
    assert bulk.year == plain.year == 2015
    assert len(plain.regions) > 15
    assert bulk.blanks == plain.blanks > 0
    (own, *others), (with_years, *same) = _tables(plain), _tables(bulk)
    for one, other in zip(others, same, strict=True):
        pd.testing.assert_frame_equal(one, other)
    # The years before are carried for region and country alone.
    assert (with_years["year"].value_counts()[2014], set(with_years["geo"])) == (_named(older), {"RO", "RO21"})
    latest = with_years[with_years["year"] == 2015].reset_index(drop=True)
    columns = ["activity", "geo", "year", "persons_employed"]
    pd.testing.assert_frame_equal(latest[columns], own[columns])


def _write_sdmx(path: Path, years: dict[int, Cells], labels: str = "") -> Path:
    """Write years as SDMX-CSV has them, a row a value, flags in columns of their own; another indicator among them."""
    lines = ["DATAFLOW,LAST UPDATE,freq,nace_r2,indic_sb,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"]
    for year, cells in years.items():
        for (activity, geo), cell in cells.items():
            value, _blank, flag = ("0" if cell == "12:00 AM" else cell).partition(" ")
            said = f"{year},{value},{flag}," + ("" if value else "C")
            lines.append(f"ESTAT:SBS(1.0),01/02/25 11:00:00,A,{activity}{labels},V11210,{geo},{year},7,,")
            lines.append(f"ESTAT:SBS(1.0),01/02/25 11:00:00,A,{activity}{labels},V16110,{geo},{said}")
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


@pytest.mark.parametrize("labels", ["", ":An activity"])
def test_sdmx_csv_gives_the_tables_that_the_bulk_file_gives(some: Cells, tmp_path: Path, labels: str) -> None:
    years = {2014: dict.fromkeys(some, "1"), 2015: some}
    bulk = official.read_file(_write_bulk(tmp_path / "some.tsv", years, _as_in_bulk), "RO21", "RO")
    sdmx = official.read_file(_write_sdmx(tmp_path / "some.csv", years, labels), "RO21", "RO")
    assert (sdmx.year, sdmx.blanks) == (bulk.year, bulk.blanks)
    for one, other in zip(_tables(bulk), _tables(sdmx), strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nx,RO,2015,1\n", "columns nace_r2 are missing"),
        ("DATAFLOW,nace_r2,geo,TIME_PERIOD,OBS_VALUE\nx,C13,RO,2015\n", "4 cells"),
    ],
)
def test_spoilt_sdmx_csv_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "some.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(StudyError, match=told):
        official.read_file(path, "RO21", "RO")


def test_flags_of_2025_are_known(some: Cells, tmp_path: Path) -> None:
    dressed = some | {("C13", "RO21"): "0n", ("C14", "RO21"): ": C", ("C15", "RO21"): ": @C", ("C16", "RO21"): "7 dC"}
    read = official.read_file(_write_bulk(tmp_path / "some.tsv", {2015: dressed}, _as_in_bulk), "RO21", "RO")
    own = official.own_rows(read, "RO21", "RO")
    known = own[own["geo"] == "RO21"].set_index("activity")["persons_employed"]
    assert (known["C13"], known["C16"]) == (0, 7)
    assert not {"C14", "C15"} & set(known.index)


@pytest.mark.parametrize("order", [(2014, 2015, 2016), (2016, 2015, 2014)])
def test_the_latest_year_that_has_region_and_country_is_taken(
    some: Cells, tmp_path: Path, order: tuple[int, ...]
) -> None:
    years = {
        2014: dict.fromkeys(some, "1"),
        2015: some,
        2016: {key: cell for key, cell in some.items() if key[1] != "RO"},
    }
    path = _write_bulk(tmp_path / "some.tsv", {year: years[year] for year in order}, _as_in_bulk)
    read = official.read_file(path, "RO21", "RO")
    assert read.year == 2015
    assert read.persons.loc["C13", "RO21"] == 5818


def test_a_year_that_has_only_begun_to_come_in_is_not_taken(some: Cells, tmp_path: Path) -> None:
    begun = {key: cell for key, cell in some.items() if key[1] not in PLACES or key[0] in ("B", "C10")}
    read = official.read_file(_write_bulk(tmp_path / "some.tsv", {2015: some, 2016: begun}, _as_in_bulk), *PLACES[::-1])
    assert read.year == 2015


def test_sums_over_countries_are_no_regions(some: Cells, tmp_path: Path) -> None:
    sums = {(activity, geo): cell for (activity, own), cell in some.items() if own == "RO" for geo in ("EU28", "EFTA")}
    one, other = (
        official.read_file(_write_table(tmp_path / "some.csv", cells), "RO21", "RO") for cells in (some, some | sums)
    )
    assert one.regions == other.regions


def test_flags_are_counted_and_blanks_stay_unknown(some: Cells, tmp_path: Path) -> None:
    dressed = some | {
        ("C13", "RO21"): "5818 d", ("C14", "RO21"): ": c", ("C15", "RO21"): ":", ("C16", "RO21"): "0 bd",
    }  # fmt: skip
    as_it_is, changed = (
        official.read_file(_write_bulk(tmp_path / "some.tsv", {2015: cells}, _as_in_bulk), "RO21", "RO")
        for cells in (some, dressed)
    )
    assert changed.flagged == as_it_is.flagged + 3
    assert changed.blanks == as_it_is.blanks + 2
    own = official.own_rows(changed, "RO21", "RO")
    known = own[own["geo"] == "RO21"].set_index("activity")["persons_employed"]
    assert (known["C13"], known["C16"]) == (5818, 0)
    assert not {"C14", "C15"} & set(known.index)


@pytest.mark.parametrize("name", ["some.csv", "some.tsv"])
def test_ends_of_lines_and_spaces_around_make_no_difference(some: Cells, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (_write_table if name == "some.csv" else _year)(path, some)
    neat = official.read_file(path, "RO21", "RO")
    text = path.read_text("utf-8").replace("\t", " \t").replace(";", " ;").replace("nace_r2 ;geo ;", "nace_r2;geo;")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    pd.testing.assert_frame_equal(official.read_file(path, "RO21", "RO").persons, neat.persons)


# --- The command ---


@pytest.fixture
def carried(spoilt: Path) -> Callable[[], dict[str, bytes]]:
    """What the raw files of a study hold."""

    def read() -> dict[str, bytes]:
        raw = spoilt / "data" / "raw"
        return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file()}

    return read


def test_the_command_on_the_same_file_changes_nothing(
    spoilt: Path, command: Command, carried: Callable[[], dict[str, bytes]], shared: Path
) -> None:
    before = carried()
    done = command("official", _path(shared), "--study", spoilt)
    assert done.returncode == 0, done.stderr
    assert carried() == before
    for word in ("2015", "68 divisions", "241 NUTS 2 regions", "80%", "30 times, taken as 0", "pilotanalysis run"):
        assert word in done.stdout


def test_a_newer_file_brings_its_year(
    spoilt: Path, command: Command, carried: Callable[[], dict[str, bytes]], some: Cells, tmp_path: Path
) -> None:
    before = carried()
    newer = _write_bulk(tmp_path / "newer.tsv.gz", {2015: some, 2018: some}, _as_in_bulk)
    done = command("official", newer, "--study", spoilt)
    assert done.returncode == 0, done.stderr
    after = carried()
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {*(f"reference/{name}.csv" for name in OWN), "datapackage.json"}
    for name in ("persons_employed", "activity_benchmarks"):
        frame = pd.read_csv(spoilt / "data" / "raw" / "reference" / f"{name}.csv")
        assert frame["year"].max() == 2018
    for resource in json.loads(after["datapackage.json"])["resources"]:
        if resource["path"] in changed:
            assert resource["title"].endswith("2018")
            assert all(source["title"].endswith("2018") for source in resource["sources"])


@pytest.mark.long
def test_a_study_with_a_newer_file_has_no_problem(spoilt: Path, command: Command, some: Cells, tmp_path: Path) -> None:
    official.update(Study(spoilt), _write_bulk(tmp_path / "newer.tsv", {2018: some}, _as_in_bulk))
    done = command("check", "--study", spoilt)
    assert done.returncode == 0, done.stderr


def test_where_one_table_cannot_be_written_none_is(spoilt: Path, some: Cells, tmp_path: Path) -> None:
    folder = spoilt / "data" / "raw" / "reference"
    (folder / "activity_benchmarks.csv").unlink()
    (folder / "activity_benchmarks.csv").mkdir()
    before = {name: (folder / f"{name}.csv").read_bytes() for name in OWN[:2]}
    with pytest.raises(StudyError, match="Cannot be written to"):
        official.update(Study(spoilt), _write_bulk(tmp_path / "newer.tsv", {2018: some}, _as_in_bulk))
    assert {name: (folder / f"{name}.csv").read_bytes() for name in before} == before
    assert not list(folder.glob(".partial-*"))


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "missing"), ("{", "Not a data package"), ('{"resources": []}', "does not describe")],
)
def test_a_data_package_that_cannot_be_kept_up_is_told(
    spoilt: Path, some: Cells, tmp_path: Path, content: str | None, words: str
) -> None:
    package = spoilt / "data" / "raw" / "datapackage.json"
    package.unlink() if content is None else package.write_text(content, "utf-8")
    with pytest.raises(StudyError, match=words):
        official.update(Study(spoilt), _write_bulk(tmp_path / "newer.tsv", {2018: some}, _as_in_bulk))


def _without(cells: Cells, place: str) -> Cells:
    return {key: cell for key, cell in cells.items() if key[1] != place}


def _row_of(path: Path, start: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


Spoilt = tuple[Path, tuple[str, ...]]


def _nowhere(_some: Cells, folder: Path) -> Spoilt:
    return folder / "nowhere.tsv", ("nowhere.tsv", "Not found")


def _a_folder(_some: Cells, folder: Path) -> Spoilt:
    return folder, (folder.name, "Not readable")


def _of_content(content: bytes, *words: str) -> Callable[[Cells, Path], Spoilt]:
    def write(_some: Cells, folder: Path) -> Spoilt:
        path = folder / "some.csv"
        path.write_bytes(content)
        return path, ("some.csv", *words)

    return write


def _of_cells(
    change: Callable[[Cells], Cells], *words: str, name: str = "n2015", row: str = ""
) -> Callable[[Cells, Path], Spoilt]:
    """Write the table with cells changed; of the row that begins so, the number must be told."""

    def write(some: Cells, folder: Path) -> Spoilt:
        path = _write_table(folder / "some.csv", change(some), name)
        told = (f"some.csv, row {_row_of(path, row)}",) if row else ("some.csv",)
        return path, (*told, *words)

    return write


def _of_bulk(change: Callable[[Cells], Cells], *words: str, row: str = "") -> Callable[[Cells, Path], Spoilt]:
    def write(some: Cells, folder: Path) -> Spoilt:
        path = _write_bulk(folder / "some.tsv", {2014: change(some), 2015: change(some)}, _as_in_bulk)
        told = (f"some.tsv, row {_row_of(path, row)}",) if row else ("some.tsv",)
        return path, (*told, *words)

    return write


def _with_line(write: Callable[[Path, Cells], Path], name: str, line: str, *words: str) -> Callable[..., Spoilt]:
    """Write a good file and a line behind it."""

    def spoil(some: Cells, folder: Path) -> Spoilt:
        path = write(folder / name, some)
        text = path.read_text("utf-8")
        path.write_text(f"{text}{line}\n", "utf-8")
        return path, (f"{name}, row {text.count(chr(10)) + 1}", *words)

    return spoil


def _other_indicator(some: Cells, folder: Path) -> Spoilt:
    path = _write_bulk(folder / "some.tsv", {2015: some}, _as_in_bulk)
    path.write_text(path.read_text("utf-8").replace(",V16110,", ",V16130,"), "utf-8")
    return path, ("some.tsv, row 1, column indic_sb", "V11210, V16130", "not persons employed", "V16110")


def _damaged_pack(some: Cells, folder: Path) -> Spoilt:
    path = _write_bulk(folder / "some.tsv.gz", {2015: some}, _as_in_bulk)
    content = path.read_bytes()
    path.write_bytes(content[:40] + b"\xff" * 40 + content[80:])
    return path, ("some.tsv.gz", "Not readable", "Download it")


def _half_a_pack(some: Cells, folder: Path) -> Spoilt:
    path = _write_bulk(folder / "some.tsv.gz", {2015: some}, _as_in_bulk)
    path.write_bytes(path.read_bytes()[:-200])
    return path, ("some.tsv.gz", "Not readable", "Download it")


def _with_cell(cell: str) -> Callable[[Cells], Cells]:
    return lambda some: some | {("C13", "RO21"): cell}


def _wrong_cell(cell: str) -> Callable[[Cells, Path], Spoilt]:
    return _of_cells(_with_cell(cell), "column n2015", f"{cell!r} is no number", "Allowed: 1234", row="C13;RO21;")


def _year(path: Path, some: Cells) -> Path:
    return _write_bulk(path, {2015: some}, _as_in_bulk)


SPOILT: dict[str, Callable[[Cells, Path], Spoilt]] = {
    "missing": _nowhere,
    "folder": _a_folder,
    "no table": _of_content(
        b"county,persons\nIS,4\n", "row 1", "Not a table of Eurostat", "county,persons", "nace_r2;geo;n2015"
    ),
    "empty": _of_content(b"", "row 1", "Not a table of Eurostat"),
    "header only": _of_content(b"nace_r2;geo;n2015\n", "no row of RO21"),
    "no text": _of_content(b"\xff\xfe\x00\x81" * 9, "Not readable as text", "Download it"),
    "key": _of_content(
        b"freq,indic_sb,geo\\TIME_PERIOD\t2015 \nA,V16110,RO21\t5 \n", "row 1", "The key lacks nace_r2", "It has: freq"
    ),
    "damaged pack": _damaged_pack,
    "half a pack": _half_a_pack,
    "no year": _of_cells(dict, "row 1, column persons", "names no year", "n2015", name="persons"),
    "word": _wrong_cell("many"),
    "number with a unit": _wrong_cell("5k"),
    "negative": _wrong_cell("-5"),
    "decimal comma": _wrong_cell("5,8"),
    "half a person": _wrong_cell("5818.5"),
    "cell of the bulk file": _of_bulk(
        _with_cell("none"), "column 2015", "'none' is no number", row="A,C13,V16110,RO21\t"
    ),
    "row twice": _with_line(_write_table, "some.csv", "C13;RO21;5818", "C13 of RO21 stands twice", "Take one of them"),
    "short row": _with_line(_write_table, "some.csv", "C13;RO22", "2 cells", "Needed: 3"),
    "short row of the bulk file": _with_line(_year, "some.tsv", "A,C13,V16110,RO2X", "1 cells", "2 cells, 4 parts"),
    "short key of the bulk file": _with_line(_year, "some.tsv", "A,C13,RO2X\t5", "a key of 3 parts", "4 parts"),
    "region": _of_cells(lambda some: _without(some, "RO21"), "no row of RO21", "study.yml"),
    "country": _of_cells(lambda some: _without(some, "RO"), "no row of RO."),
    "region of the bulk file": _of_bulk(lambda some: _without(some, "RO21"), "No year has values of RO21 and RO"),
    "region without values": _of_cells(
        lambda some: {key: "" if key[1] == "RO21" else cell for key, cell in some.items()}, "no value of RO21"
    ),
    "indicator": _other_indicator,
    "sections only": _of_cells(
        lambda some: {key: cell for key, cell in some.items() if len(key[0]) == 1}, "0 divisions", "by division"
    ),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_bad_file_is_told_and_nothing_is_written(some: Cells, spoilt: Path, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "statistics"
    folder.mkdir()
    path, words = SPOILT[kind](some, folder)
    raw = spoilt / "data" / "raw"
    before = {each: each.read_bytes() for each in raw.rglob("*") if each.is_file()}
    with pytest.raises(StudyError) as told:
        official.update(Study(spoilt), path)
    for word in words:
        assert word in str(told.value)
    assert {each: each.read_bytes() for each in raw.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize("kind", ["missing", "no table", "word", "row twice", "region", "damaged pack"])
def test_the_command_tells_of_a_bad_file_without_a_traceback(
    some: Cells, spoilt: Path, command: Command, carried: Callable[[], dict[str, bytes]], kind: str, tmp_path: Path
) -> None:
    folder = tmp_path / "statistics"
    folder.mkdir()
    path, words = SPOILT[kind](some, folder)
    before = carried()
    done = command("official", path, "--study", spoilt)
    assert done.returncode == 1
    for word in (*words, "1 problem; nothing was written."):
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert carried() == before


# --- What must hold for any regions ---

regions_and_activities = st.tuples(st.integers(1, 12), st.integers(1, 8))
helds = regions_and_activities.flatmap(lambda shape: arrays(bool, shape))
pairs_of = regions_and_activities.flatmap(lambda shape: st.tuples(arrays(bool, shape), arrays(bool, shape)))


@given(pairs_of)
def test_proximity_is_symmetric_and_within_0_and_1(pair: tuple[np.ndarray, np.ndarray]) -> None:
    held, known = pair
    near = proximity(held, known)
    assert (near == near.T).all()
    assert ((near >= 0) & (near <= 1)).all()
    assert (np.diag(near) == 0).all()


@given(helds)
def test_where_all_is_known_a_mask_changes_nothing(held: np.ndarray) -> None:
    everything = np.ones_like(held)
    near = proximity(held)
    assert (proximity(held, everything) == near).all()
    density = relatedness_density(held, near)
    np.testing.assert_array_equal(relatedness_density(held, near, everything), density)


@given(pairs_of)
def test_density_is_within_0_and_1_or_missing_where_nothing_is_related(pair: tuple[np.ndarray, np.ndarray]) -> None:
    held, known = pair
    near = proximity(held, known)
    density = relatedness_density(held, near, known)
    related = (known.astype(float) @ near) > 0
    assert (np.isnan(density) == ~related).all()
    assert ((density[related] >= 0) & (density[related] <= 1 + 1e-12)).all()
