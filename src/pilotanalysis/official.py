"""Official statistics: persons employed by region and activity, as Eurostat publishes them.

Reads structural business statistics by NUTS 2 region (``sbs_r_nuts06_r2``) as a table with ``;`` or as the bulk
file with tabs or as SDMX-CSV, and computes what the study carries of them: the rows of its region and country, how near
activities are to one another, and what the regions of Europe have of each.

Regions are compared on divisions of NACE Rev. 2. A blank is unknown, never 0: only regions that report most
divisions are used (:data:`REPORTED`), a region's total is the sum of the divisions it reports, and each pair of
activities goes by the regions that report both. (Of 203 regions that report every section in 2015, divisions add up
to 99.2 % of the sections on average, and to 99.8 % in the median region.)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from .files.refusals import unwritable
from .files.text import unpacked
from .files.whole import write_whole
from .problems import Problem, StudyError, nearest, quoted
from .reference import ActivityBenchmarks, PersonsEmployed, Proximities
from .statistics import location_quotient, proximity, specialised
from .study import Study
from .tables import TableModel, conform, row_ids

#: A region is used where it reports at least this share of the divisions: with fewer its total, and so all its
#: quotients, would hang on what it keeps secret.
REPORTED = 0.8
#: Codes of the indicator "persons employed" in local units: since 2021, and until then; the newest there is taken.
INDICATORS = ("EMP_LOC_NR", "V16110")
#: A spreadsheet turned a 0 into midnight.
_MIDNIGHT = re.compile(r"0?0:00(:00)?|12:00(:00)? AM")
#: Flags of Eurostat, such as d, or bd, and since 2025 C or @C for what is confidential; another word is no flag.
_FLAGS = "[bcdefimnprsuz]{0,3}@?C?"
#: A flag may stand right behind the number, as in 0n: not significant.
_VALUE = re.compile(rf"((?P<number>\d+(\.0+)?)|:?)\s*(?P<flags>{_FLAGS})")
_BLANK = re.compile(rf":?\s*{_FLAGS}")
#: Columns of SDMX-CSV in which something else than a code stands, and those with flags.
_SDMX, _STATES = ("TIME_PERIOD", "OBS_VALUE"), ("OBS_FLAG", "CONF_STATUS")
_OWN = ["activity", "geo", "year", "persons_employed"]
_NOTHING = pd.DataFrame(columns=_OWN)
_DIVISION, _SECTION = re.compile(r"[A-U]\d\d"), re.compile(r"[A-U]")
#: Sums over countries (EU28, EA19, EFTA) have four characters too, and are no regions.
_NUTS2 = re.compile(r"(?!EU|EA|EF)[A-Z]{2}[A-Z0-9]{2}")


@dataclass(frozen=True)
class Official:
    """What a file says.

    Attributes
    ----------
    persons : DataFrame, activities by places
        Persons employed; missing where the file has a blank or no row.
    year : int
    earlier : DataFrame
        activity, geo, year, persons_employed of the region and the country in the years before that both report.
    blanks, flagged, midnights : int
        Cells that are blank, that carry a flag, and that were a 0 turned into a time.
    """

    persons: pd.DataFrame
    year: int
    earlier: pd.DataFrame
    blanks: int
    flagged: int
    midnights: int

    @property
    def divisions(self) -> list[str]:
        """Divisions of NACE Rev. 2 that the file covers."""
        return [str(code) for code in self.persons.index if _DIVISION.fullmatch(str(code))]

    @property
    def regions(self) -> list[str]:
        """NUTS 2 regions that report at least the share :data:`REPORTED` of the divisions."""
        codes = [str(geo) for geo in self.persons.columns if _NUTS2.fullmatch(str(geo))]
        reported = self.persons.loc[self.divisions, codes].notna().mean()
        return [code for code in codes if reported[code] >= REPORTED]


def read_file(path: Path, region: str, country: str) -> Official:
    """Read a file of Eurostat.

    Parameters
    ----------
    path : Path
        ``activity;place;year`` with a header and ``;``, the bulk file with tabs, or SDMX-CSV; packed with gzip or not.
    region, country : str
        Of the study; the latest year is taken for which both report at least the share :data:`REPORTED` of the
        divisions: a year that has only begun to come in would empty the tables. Earlier years are taken for these two
        alone.

    Raises
    ------
    StudyError
        If it is no such file, or a cell is no number: which one, and what is allowed.
    """
    if not path.exists():
        raise StudyError(Problem(path.name, "Not found.", "Name a file of Eurostat."))
    try:
        text = unpacked(path)
    except ValueError as error:
        remedy = "Download it from Eurostat anew, as TSV."
        raise StudyError(Problem(path.name, f"Not readable as text ({error}).", remedy)) from None
    lines = text.rstrip("\r\n").splitlines()
    header = lines[0] if lines else ""
    if "\t" in header and re.search(r"geo\\", header):
        long, *earlier = _from_bulk(path.name, lines, region, country)
    elif header.count(";") == 2 and header.lower().startswith("nace_r2;geo;"):
        long, earlier = _from_table(path.name, lines), []
    elif header.startswith("DATAFLOW,") or "TIME_PERIOD,OBS_VALUE" in header:
        long, *earlier = _from_sdmx(path.name, lines, region, country)
    else:
        said = f"Not a table of Eurostat: it begins with {header[:60]!r}."
        remedy = "Needed: nace_r2;geo;n2015, or the bulk file with tabs (…nace_r2,…geo\\TIME_PERIOD), or SDMX-CSV."
        raise StudyError(Problem(path.name, said, remedy, row=1))
    return _official(path.name, long, earlier, region, country)


def _from_table(file: str, lines: list[str]) -> pd.DataFrame:
    cells = [line.split(";") for line in lines[1:]]
    for row, parts in enumerate(cells, start=2):
        if len(parts) != 3:
            raise StudyError(Problem(file, f"{len(parts)} cells.", "Needed: 3, separated by ;", row=row))
    name = lines[0].split(";")[2].strip()
    year = re.search(r"\d{4}", name)
    if not year:
        raise StudyError(Problem(file, f"{name!r} names no year.", "Name the column as n2015.", row=1, column=name))
    frame = pd.DataFrame(cells, columns=["activity", "geo", "cell"])
    return frame.assign(year=int(year[0]), row=range(2, len(cells) + 2), column=name)


def _from_bulk(file: str, lines: list[str], region: str, country: str) -> list[pd.DataFrame]:
    """Give of the bulk file what :func:`_reported` gives."""
    head, *years = (part.strip() for part in lines[0].split("\t"))
    names = head.split("\\")[0].split(",")
    missing = [name for name in ("nace_r2", "geo") if name not in names]
    if missing:
        raise StudyError(Problem(file, f"The key lacks {quoted(missing)}.", f"It has: {quoted(names)}.", row=1))
    twice = next((name for name in (*names, *years) if [*names, *years].count(name) > 1), None)
    if twice is not None:
        raise StudyError(Problem(file, f"The column {twice!r} stands twice.", "Take one of the two out.", row=1))
    rows = [line.split("\t") for line in lines[1:]]
    for number, parts in enumerate(rows, start=2):
        if len(parts) != len(years) + 1 or parts[0].count(",") != len(names) - 1:
            said = f"{len(parts)} cells, a key of {parts[0].count(',') + 1} parts."
            raise StudyError(Problem(file, said, f"Needed: {len(years) + 1} cells, {len(names)} parts.", row=number))
    keys = pd.DataFrame([[part.strip() for part in parts[0].split(",")] for parts in rows], columns=names)
    keys["row"] = range(2, len(rows) + 2)
    wanted = _indicator(file, keys)
    cells = pd.DataFrame([parts[1:] for parts in rows], columns=years).loc[wanted]
    keys = keys.loc[wanted]
    keys = keys.rename(columns={"nace_r2": "activity"})
    by_year = {year: keys.assign(cell=cells[year], column=year) for year in years if year.isdigit()}
    return _reported(file, by_year, region, country)


def _from_sdmx(file: str, lines: list[str], region: str, country: str) -> list[pd.DataFrame]:
    """Give the same of SDMX-CSV, a row a value; codes may have their labels behind a colon."""
    cells = list(csv.reader(lines))
    head = [name.strip().split(":")[0] for name in cells[0]]
    missing = [name for name in (*_SDMX, "nace_r2", "geo") if name not in head]
    if missing:
        raise StudyError(
            Problem(file, f"The columns {quoted(missing)} are missing.", f"It has: {quoted(head)}.", row=1)
        )
    for number, parts in enumerate(cells[1:], start=2):
        if len(parts) != len(head):
            raise StudyError(Problem(file, f"{len(parts)} cells.", f"Needed: {len(head)}.", row=number))
    frame = pd.DataFrame(cells[1:], columns=head).assign(row=range(2, len(cells) + 1), column="OBS_VALUE")
    for name in head:
        if name not in (*_SDMX, *_STATES):
            frame[name] = frame[name].str.split(":").str[0].str.strip()
    frame = frame[_indicator(file, frame)].rename(columns={"nace_r2": "activity"})
    flags = frame.reindex(columns=list(_STATES)).fillna("").agg("".join, axis=1)
    value = frame["OBS_VALUE"].str.strip()
    frame["cell"] = value.where(value != "", ":") + " " + flags
    return _reported(file, {str(year): part for year, part in frame.groupby("TIME_PERIOD")}, region, country)


def _reported(file: str, by_year: Mapping[str, pd.DataFrame], region: str, country: str) -> list[pd.DataFrame]:
    """Give the latest year that region and country report, whole, and those before with their rows alone."""
    found: list[pd.DataFrame] = []
    for year in sorted(by_year, reverse=True):
        frame = by_year[year].assign(year=int(year))
        known = frame[~frame["cell"].str.strip().str.fullmatch(_BLANK) & frame["activity"].str.fullmatch(_DIVISION)]
        reported = known.groupby("geo")["activity"].nunique().reindex([region, country], fill_value=0)
        if len(known) and (reported >= REPORTED * known["activity"].nunique()).all():
            own = frame["geo"].isin([region, country]) | (not found)
            found.append(frame.loc[own, ["activity", "geo", "cell", "year", "row", "column"]])
    if found:
        return found
    said = f"No year has values of {region} and {country} for {REPORTED:.0%} of the divisions."
    raise StudyError(Problem(file, said, "Take a file that covers the region of study.yml."))


def _indicator(file: str, keys: pd.DataFrame) -> pd.Series:
    """Rows of the indicator "persons employed"."""
    column = next((name for name in keys.columns if name.startswith("indic")), None)
    if column is None:
        return pd.Series(True, index=keys.index)
    found = [code for code in INDICATORS if (keys[column] == code).any()]
    if not found:
        said = f"It holds {quoted(sorted(set(keys[column])))}, and not persons employed."
        raise StudyError(Problem(file, said, f"Needed: {quoted(INDICATORS)}.", row=1, column=column))
    return keys[column] == found[0]


def _official(file: str, long: pd.DataFrame, before: list[pd.DataFrame], region: str, country: str) -> Official:
    long = _stripped(long)
    places = set(long["geo"])
    for place in (region, country):
        if place not in places:
            remedy = f"Take a file that covers it, or mend study.yml.{nearest(place, sorted(places))}"
            raise StudyError(Problem(file, f"It has no row of {place}.", remedy))
    twice = long[long.duplicated(["activity", "geo"])]
    if len(twice):
        row = twice.iloc[0]
        said = f"{row['activity']} of {row['geo']} stands twice."
        raise StudyError(Problem(file, said, "Take one of them out.", row=int(row["row"])))
    long = _read_cells(file, long)
    persons = long.pivot(index="activity", columns="geo", values="number").sort_index()
    for place in (region, country):
        if persons[place].isna().all():
            raise StudyError(Problem(file, f"It has no value of {place}.", "Take a file that covers it."))
    official = Official(
        persons=persons,
        year=int(long["year"].iloc[0]),
        earlier=_in_order(pd.concat([_read_cells(file, _stripped(year)) for year in before])) if before else _NOTHING,
        blanks=int(long["blank"].sum()),
        flagged=int((long["flags"] != "").sum()),
        midnights=int(long["midnight"].sum()),
    )
    if not official.divisions or not official.regions:
        said = f"{len(official.divisions)} divisions, {len(official.regions)} NUTS 2 regions that report them."
        raise StudyError(Problem(file, said, "Take the file of NUTS 2 regions by division, whole."))
    return official


def _stripped(long: pd.DataFrame) -> pd.DataFrame:
    return long.assign(**{name: long[name].str.strip() for name in ("activity", "geo", "cell")})


def _read_cells(file: str, long: pd.DataFrame) -> pd.DataFrame:
    """Add what each cell says: ``number``, ``flags``, and whether it is ``blank`` or a ``midnight``.

    Raises
    ------
    StudyError
        With the first cells that are no number.
    """
    midnight = long["cell"].str.fullmatch(_MIDNIGHT)
    parts = long["cell"].str.extract(rf"^{_VALUE.pattern}$")
    blank = long["cell"].str.fullmatch(_BLANK)
    number = pd.to_numeric(parts["number"], errors="coerce").mask(midnight, 0.0)
    wrong = long[number.isna() & ~blank]
    if len(wrong):
        allowed = "Allowed: 1234, 1234 d, : or nothing."
        problems = [
            Problem(file, f"{cell!r} is no number.", allowed, row=int(row), column=str(column))
            for cell, row, column in wrong[["cell", "row", "column"]].head(5).itertuples(index=False)
        ]
        raise StudyError(problems)
    return long.assign(number=number, flags=parts["flags"].fillna(""), blank=blank, midnight=midnight)


def _in_order(long: pd.DataFrame) -> pd.DataFrame:
    """Take the sections and divisions that are known, in order."""
    named = long["activity"].str.fullmatch(f"{_DIVISION.pattern}|{_SECTION.pattern}")
    own = long[named & long["number"].notna()].rename(columns={"number": "persons_employed"})
    return own[_OWN].sort_values(_OWN[:3], ignore_index=True)


def own_rows(official: Official, region: str, country: str) -> DataFrame[PersonsEmployed]:
    """Take the sections and divisions of the region and the country, with the years before."""
    own = official.persons[[country, region]].rename_axis("activity").reset_index()
    latest = own.melt("activity", var_name="geo", value_name="number").assign(year=official.year)
    long = pd.concat([_in_order(latest), official.earlier]).sort_values(_OWN[:3], ignore_index=True)
    return _numbered(long, PersonsEmployed, "persons_employed")


def quotients_of_regions(official: Official) -> pd.DataFrame:
    """Location quotients of the regions used against all of them, regions by divisions; missing where not known.

    The share of a division in a region, over its share in all regions that report it.
    """
    persons = official.persons.loc[official.divisions, official.regions].T
    total = persons.sum(axis=1)
    known = persons.notna()
    whole = known.mul(total, axis=0).sum()
    values = location_quotient(
        persons.to_numpy(), total.to_numpy()[:, None], persons.sum().to_numpy()[None, :], whole.to_numpy()[None, :]
    )
    return pd.DataFrame(values, index=persons.index, columns=persons.columns)


def proximities(official: Official) -> DataFrame[Proximities]:
    """Compute how near each pair of divisions is: regions specialised in both, of those in the commoner one."""
    quotients = quotients_of_regions(official)
    known = official.persons.loc[official.divisions, official.regions].T.notna().to_numpy()
    near = proximity(specialised(quotients), known)
    both = known.astype(int).T @ known.astype(int)
    one, other = np.triu_indices(len(quotients.columns), 1)
    names = quotients.columns.to_numpy()
    frame = pd.DataFrame(
        {
            "activity": names[one],
            "other": names[other],
            "proximity": near[one, other].round(6),
            "regions": both[one, other],
        }
    )
    return _numbered(frame, Proximities, "proximities")


def benchmarks(official: Official) -> DataFrame[ActivityBenchmarks]:
    """Sum up each division over the regions used that report it, with all persons employed in these regions."""
    persons = official.persons.loc[official.divisions, official.regions].T
    known = persons.notna()
    frame = pd.DataFrame(
        {
            "activity": persons.columns,
            "year": official.year,
            "regions": known.sum().to_numpy(),
            "persons_employed": persons.sum().to_numpy(),
            "total": known.mul(persons.sum(axis=1), axis=0).sum().to_numpy(),
        }
    )
    return _numbered(frame, ActivityBenchmarks, "activity_benchmarks")


def _numbered(frame: pd.DataFrame, model: type[TableModel], name: str) -> DataFrame[TableModel]:
    return conform(frame.assign(row_id=row_ids(f"reference/{name}.csv", "", range(2, len(frame) + 2))), model)


def update(study: Study, path: Path) -> Official:
    """Read a file and put what the study carries of it into ``data/raw/reference``, all or none.

    Raises
    ------
    StudyError
        If the file is refused; nothing is written then.
    """
    import json

    region, country = study.settings.region, study.settings.country
    official = read_file(path, region, country)
    folder = study.raw / "reference"
    texts = {
        folder / f"{name}.csv": frame.drop(columns="row_id").to_csv(index=False, lineterminator="\n")
        for name, frame in (
            ("persons_employed", own_rows(official, region, country)),
            ("proximities", proximities(official)),
            ("activity_benchmarks", benchmarks(official)),
        )
    }
    package = study.raw / "datapackage.json"
    undescribed = {f"reference/{target.name}" for target in texts} - set(study.resources)
    if undescribed:
        said = f"It does not describe {quoted(sorted(undescribed))}."
        raise StudyError(Problem(study.relative(package), said, "Take the entries from the pack."))
    content = json.loads(package.read_text("utf-8"))
    for resource in content["resources"]:
        if (study.raw / resource["path"]) in texts:
            resource["title"] = re.sub(r"\b(19|20)\d\d\b", str(official.year), resource["title"])
            for source in resource["sources"]:
                source["title"] = re.sub(r"\b(19|20)\d\d$", str(official.year), source["title"])
    texts[package] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole({target: text.encode("utf-8") for target, text in texts.items()})
    except OSError as error:
        raise StudyError(unwritable("data/raw/reference", error)) from None
    return official
