"""The register of firms: each form that it is published in comes out as one table, and no row is lost on the way."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT, Command, copy_study
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotanalysis.partners import register
from pilotanalysis.partners.register.statuses import STATUSES, status_of
from pilotanalysis.partners.register.table import COLUMNS
from pilotanalysis.problems import StudyError
from pilotanalysis.reference import Catalogue, load
from pilotanalysis.study import Study
from pilotanalysis.survey.identity import name_keys

FIRMS_2015 = "DENUMIRE|CUI|COD_INMATRICULARE|STARE_FIRMA|JUDET|LOCALITATE"
FIRMS_2018 = "DENUMIRE^CUI^COD_INMATRICULARE^EUID^STARE_FIRMA^ADRESA"
FIRMS_2025 = (
    "DENUMIRE^CUI^COD_INMATRICULARE^DATA_INMATRICULARE^EUID^FORMA_JURIDICA^ADR_TARA^ADR_JUDET^ADR_LOCALITATE"
    "^ADR_DEN_STRADA^ADR_NR_STRADA^ADR_BLOC^ADR_SCARA^ADR_ETAJ^ADR_APARTAMENT^ADR_COD_POSTAL^ADR_SECTOR"
    "^ADR_COMPLETARE^WEB^TARA_FIRMA_MAMA"
)
TABLE = ",".join(COLUMNS)


def firm_2025(
    name: str, code: str, number: str, form: str = "SRL", county: str = "Iaşi", place: str = "Paşcani"
) -> str:
    return "^".join((name, code, number, "01/02/2003", "", form, "România", county, place, *[""] * 11))


def statement(code: str, activity: str, turnover: int, employees: int, indicators: int = 20) -> str:
    values = ["7"] * indicators
    values[indicators - 8], values[-1] = str(turnover), str(employees)
    return ",".join((code, activity, *values))


def heads(indicators: int = 20) -> str:
    return ",".join(("CUI", "CAEN", *(f"I{number}" for number in range(1, indicators + 1))))


def written(folder: Path, files: Mapping[str, str | bytes | Iterable[str]]) -> list[Path]:
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            text = content if isinstance(content, str) else "\n".join(content) + "\n"
            (folder / name).write_bytes(text.encode())
    return [folder / name for name in files]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study to bring registers into, one after another."""
    return copy_study(tmp_path_factory.mktemp("register") / "study")


def brought(target: Path, tmp_path: Path, files: Mapping[str, Any]) -> tuple[pd.DataFrame, Counter[tuple[str, str]]]:
    """The table that comes of some files, by id, and the accounting."""
    found = register.update(Study(target), written(tmp_path, files))
    frame = pd.read_parquet(target / "data/raw/register/register.parquet").set_index("id")
    assert not register.check(Study(target))
    return frame, Counter({(line.file, line.what): line.rows for line in found.lines})


def balanced(accounts: Mapping[tuple[str, str], int]) -> bool:
    """Whether in every file the rows are those kept and those dropped."""
    files = {file for file, what in accounts if what == "rows"}
    return all(
        accounts[file, "rows"]
        == sum(n for (one, what), n in accounts.items() if one == file and what.startswith(("kept", "dropped")))
        for file in files
    )


def test_register_of_2015(target: Path, tmp_path: Path) -> None:
    lines = [
        FIRMS_2015,
        'SC "EXEMPLU UNU SRL|9900000010|J22/1/2001|1048|Iaşi|Municipiul Iaşi',
        "SC EXEMPLU DOI SRL|RO 9900000029|J33/2/2002|1048,1070|SUCEAVA|Fălticeni",
        '" EXEMPLU TREI SA|9900000037|J40/3/2003|1084|Bucureşti|Sectorul 3',
        "POPA EXEMPLU PFA|9900000045|F22/4/2004|1048|Iaşi|Iaşi",
        "EXEMPLU FĂRĂ COD SRL|0|J27/5/2005|1048|Nicăieri|Roman",
    ]
    frame, accounts = brought(target, tmp_path, {"firme-31.07.2015.csv": lines})
    assert frame["status"].to_dict() == {
        "9900000010": "active", "9900000029": "insolvent", "9900000037": "struck_off", "J27/5/2005": "active",
    }  # fmt: skip
    assert frame["county"].to_dict() == {
        "9900000010": "IS", "9900000029": "SV", "9900000037": "B", "J27/5/2005": "Nicăieri",
    }  # fmt: skip
    # Nothing of a name is taken for a quotation, and letters are those of the language.
    assert frame.loc["9900000010", "name"] == 'SC "EXEMPLU UNU SRL'
    assert frame.loc["9900000010", "place"] == "Municipiul Iași"
    assert frame["activity"].isna().all()
    assert accounts["register.parquet", "county not known"] == 1
    assert accounts["firme-31.07.2015.csv", "rows"] == 5
    assert balanced(accounts)


def test_register_of_2018_has_no_county_but_in_the_number(target: Path, tmp_path: Path) -> None:
    lines = [FIRMS_2018, "EXEMPLU SRL^9900000010^J33/7/2009^ROONRC.J33/7/2009^1048^Strada Exemplu 1"]
    frame, _accounts = brought(target, tmp_path, {"open-2018.csv": lines})
    assert frame.loc["9900000010", "county"] == "SV"


def test_later_register_and_statements_are_joined(target: Path, tmp_path: Path) -> None:
    files = {
        "od_firme.csv": "\ufeff"
        + "\r\n".join(
            (
                FIRMS_2025,
                firm_2025('EXEMPLU "UNU SRL', "9900000010", "J22/1/2001"),
                firm_2025("EXEMPLU DOI SRL", "9900000029", "J2005000123223", county=""),
                firm_2025("EXEMPLU TREI SRL", "9900000037", "J24/3/2003"),
                firm_2025("EXEMPLU PATRU SRL", "9900000045", "J24/4/2003"),
                firm_2025("ION EXEMPLU", "9900000053", "F22/4/2004", form="II"),
            )
        ),
        "od_stare_firma.csv": [
            "COD_INMATRICULARE^COD", "J22/1/2001^1048", "J22/1/2001^1053", "J2005000123223^1048", "J2005000123223^1139",
            "J24/3/2003^1048", "F22/4/2004^1048",
        ],
        "n_stare_firma.csv": ["COD^DENUMIRE", "1048^funcţiune", "1053^schimbare sediu", "1139^insolvenţă"],
        "od_caen_autorizat.csv": [
            "COD_INMATRICULARE^COD_CAEN_AUTORIZAT^VER_CAEN_AUTORIZAT", "J22/1/2001^1320^2", "J22/1/2001^1330^2",
            "J2005000123223^111^Versiunea 2008", "J2005000123223^1310^Versiunea 2003", "J24/3/2003^6210^3",
            "J24/4/2003^1310^2", "J24/4/2003^1320^2",
        ],
        "web_uu_an2013.txt": [heads(), statement("9900000010", "1310", 441_900, 12)],
        "webblbsslan2012.txt": [heads(21), statement("9900000010", "1310", 1, 1, 21),
                                statement("9900000037", "1413", 500, 3, 21)],
    }  # fmt: skip
    frame, accounts = brought(target, tmp_path, files)
    one, two, three, four = (frame.loc[code] for code in ("9900000010", "9900000029", "9900000037", "9900000045"))
    assert (one["activity"], one["turnover"], one["employees"], one["year"]) == ("1310", 441_900, 12, 2013)
    # A change of seat says nothing of the status.
    assert one["status"] == "active"
    # The county of a number of 2024, a class whose nought was lost, the gravest of two states.
    assert (two["county"], two["activity"], two["revision"], two["status"]) == ("IS", "0111", "2", "insolvent")
    assert (three["activity"], three["revision"], three["turnover"], three["year"]) == ("1413", "2", 500, 2012)
    # Of several authorised activities none is known to be the main one; nobody knows of a state, either.
    assert pd.isna(four["activity"])
    assert four["status"] == "unknown"
    assert "9900000053" not in frame.index
    assert accounts["webblbsslan2012.txt", "kept"] == 1
    assert accounts["od_stare_firma.csv", "dropped: of no firm that is kept"] == 1
    assert balanced(accounts)


@pytest.mark.parametrize(("version", "expected"), [("0", "0"), ("Versiunea 2003", "1"), ("3", "3"), ("2025", "3")])
def test_no_other_revision_is_taken_for_ours(target: Path, tmp_path: Path, version: str, expected: str) -> None:
    files = {
        "od_firme.csv": [FIRMS_2025, firm_2025("EXEMPLU SRL", "9900000010", "J22/1/2001")],
        "od_stare_firma.csv": ["COD_INMATRICULARE^COD", "J22/1/2001^1048"],
        "od_caen_autorizat.csv": [
            "COD_INMATRICULARE^COD_CAEN_AUTORIZAT^VER_CAEN_AUTORIZAT",
            f"J22/1/2001^1310^{version}",
        ],
    }
    frame, accounts = brought(target, tmp_path, files)
    assert frame.loc["9900000010", "revision"] == expected
    assert accounts["register.parquet", "main activity in another revision than 2"] == 1
    firms, screening, pairs = register.screen(Study(target), _gaps(Study(target), "spinning"), set())
    assert screening["other_revision"].tolist() == [1]
    assert not len(firms)
    assert not len(pairs)


def _gaps(study: Study, *stages: str) -> pd.DataFrame:
    catalogue = load(study, Catalogue)
    return catalogue.loc[catalogue["stage"].isin(stages), ["cluster", "stage"]]


def test_statements_of_2025_are_in_another_revision(target: Path, tmp_path: Path) -> None:
    files = {
        "od_firme.csv": [FIRMS_2025, firm_2025("EXEMPLU SRL", "9900000010", "J22/1/2001")],
        "web_uu_an2025.txt": [heads(), statement("9900000010", "1310", 1, 1)],
    }
    assert brought(target, tmp_path, files)[0].loc["9900000010", "revision"] == "3"


def test_legend_says_which_column_holds_what(target: Path, tmp_path: Path) -> None:
    files = {
        "od_firme.csv": [FIRMS_2025, firm_2025("EXEMPLU SRL", "9900000010", "J22/1/2001")],
        "web_x_an2013.txt": ['"CUI";"CAEN";"I1";"I2"', '"9900000010";"1310";"5";"900"'],
        "web_x_an2013.csv": ["CUI;CUI", "CAEN;CAEN", "Numar mediu de salariati;i1", "Cifra de afaceri neta;i2"],
    }
    frame, _accounts = brought(target, tmp_path, files)
    assert frame.loc["9900000010", ["employees", "turnover"]].tolist() == [5, 900]


def test_what_is_spoilt_is_counted_and_the_rest_taken(target: Path, tmp_path: Path, command: Command) -> None:
    lines = [
        FIRMS_2025.encode(),
        firm_2025("EXEMPLU UNU SRL", "9900000010", "J22/1/2001").encode(),
        firm_2025("EXEMPLU ŢESĂTURI SRL", "9900000029", "J22/2/2001").encode("cp1250"),
        b"EXEMPLU TAIAT SRL^9900000037",
        firm_2025("EXEMPLU LUNG SRL", "9900000045", "J22/4/2001").encode() + b"^one more",
        firm_2025("EXEMPLU UNU S.R.L.", "9900000010", "J33/9/2002").encode(),
        firm_2025("", "9900000061", "J22/6/2001").encode(),
        firm_2025("EXEMPLU PERSOANA SRL", "1800101221144", "J22/7/2001").encode(),
        firm_2025("EXEMPLU CNP 1800101221144 SRL", "9900000088", "J22/8/2001", county="Atlantida").encode(),
        firm_2025("EXEMPLU NIMENI SRL", "", "").encode(),
    ]
    paths = written(tmp_path, {"od_firme.csv": b"\n".join(lines)})
    said = command("register", *paths, "--study", target)
    assert said.returncode == 0, said.stderr
    frame = pd.read_parquet(target / "data/raw/register/register.parquet").set_index("id")
    assert set(frame.index) == {"9900000010", "9900000029", "9900000088"}
    assert frame.loc["9900000029", "name"] == "EXEMPLU ȚESĂTURI SRL"
    assert "1800101221144" not in " ".join(frame["name"])
    for told in (
        "9 rows", "3 kept", "2 dropped: line cut off, or with more cells than columns", "lines 4, 5",
        "1 dropped: the fiscal code stands in another row too", "1 dropped: no name", "1 dropped: a person's code",
        "1 dropped: neither fiscal code nor register number", "1 lines that are not UTF-8", "1 county not known",
    ):  # fmt: skip
        assert told in said.stdout, (told, said.stdout)
    with (target / "data/raw/register/register_accounting.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert balanced({(row["file"], row["what"]): int(row["rows"]) for row in rows})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("od_firme.csv", [FIRMS_2025.replace("CUI", "CUI_FIRMA")], "Column cui is missing"),
        ("od_firme.csv", ["Denumire firma^CUI^COD_INMATRICULAR"], "Did you mean cod_inmatricular?"),
        ("od_firme.csv", ["EXEMPLU SRL^1^J22/1/2001^x^1048^Strada"], "It is no file of a register"),
        ("web_uu.txt", [heads(), statement("1", "1310", 1, 1)], "does not say of which year"),
        ("web_an2013.txt", [heads(33), statement("1", "1310", 1, 1, 33)], "Known are statements with i1 to i19"),
        ("od_firme.csv", b"", "The file is empty"),
        ("od_firme.csv", b"\xff\xfeD\0E\0", "UTF-16"),
        ("od_stare_firma.csv", ["COD_INMATRICULARE^COD", "J1^1048"], "None of the files names firms"),
        ("nothing.csv", None, "Not found"),
    ],
)
def test_file_of_another_form_is_refused(
    target: Path, tmp_path: Path, command: Command, name: str, content: Any, told: str
) -> None:
    before = {path: path.read_bytes() for path in (target / "data").rglob("*") if path.is_file()}
    paths = written(tmp_path, {name: content} if content is not None else {}) or [tmp_path / name]
    said = command("register", *paths, "--study", target)
    assert said.returncode == 1
    assert told in said.stderr, said.stderr
    assert "Traceback" not in said.stderr
    assert {path: path.read_bytes() for path in (target / "data").rglob("*") if path.is_file()} == before


def test_register_of_another_country(target: Path, tmp_path: Path) -> None:
    lines = [
        "name;id;activity;county;place;employees;turnover;status;year",
        '"Esempio Filati; S.r.l.";01234567897;13.10.00;PU;Pesaro;14;2000000.5;attiva;2013',
        "Esempio Tessuti S.p.A.;01234567898;132000;AN;Ancona;120;;cessata;2013",
        "Esempio di Rossi Mario impresa individuale;RSSMRA85T10A562S;131000;AN;Jesi;1;;attiva;2013",
        "Esempio Maglia S.r.l.;01234567899;1391;MC;Macerata;molti;-5;in liquidazione;2013",
    ]
    frame, accounts = brought(target, tmp_path, {"registro.csv": lines})
    assert frame.loc["01234567897", "name"] == "Esempio Filati; S.r.l."
    assert frame["activity"].to_dict() == {"01234567897": "1310", "01234567898": "1320", "01234567899": "1391"}
    assert frame["status"].tolist() == ["active", "struck_off", "dissolved"]
    assert accounts["register.parquet", "cells that are no class and no number, left empty"] == 2
    assert accounts["register.parquet", "county not known"] == 3
    firms, screening, _pairs = register.screen(Study(target), _gaps(Study(target), "spinning"), set())
    assert firms["firm"].tolist() == ["01234567897"]
    assert firms["county"].isna().all()
    assert screening["country"].tolist() == [1]


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_table_of_another_form(target: Path, tmp_path: Path, ending: str) -> None:
    row = ("Exemplu SRL", "9900000010", "1310", "2", "IS", "Iași", 3, 441.9, "active", 2013)
    frame = pd.DataFrame([row], columns=list(COLUMNS))
    path = tmp_path / f"firms.{ending}"
    if ending == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)
    register.update(Study(target), [path])
    assert pd.read_parquet(target / "data/raw/register/register.parquet").iloc[0].tolist() == list(row)


def test_parquet_of_other_columns_is_refused(target: Path, tmp_path: Path) -> None:
    pd.DataFrame({"name": ["Exemplu SRL"], "code": ["1"]}).to_parquet(tmp_path / "firms.parquet")
    with pytest.raises(StudyError, match="Column id is missing"):
        register.update(Study(target), [tmp_path / "firms.parquet"])


def test_register_by_hand_is_set_aside_and_one_brought_in_is_replaced(spoilt: Path, tmp_path: Path) -> None:
    study = Study(spoilt)
    by_hand = (study.raw / "register/register.csv").read_bytes()
    paths = written(tmp_path, {"od_firme.csv": [FIRMS_2025, firm_2025("EXEMPLU SRL", "9900000010", "J22/1/2001")]})
    assert register.update(study, paths).set_aside == ["set-aside/data/raw/register/register.csv"]
    assert (spoilt / "set-aside/data/raw/register/register.csv").read_bytes() == by_hand
    assert not (study.raw / "register/register.csv").exists()
    first = (study.raw / "register/register.parquet").read_bytes()
    assert not register.update(Study(spoilt), paths).set_aside
    assert (study.raw / "register/register.parquet").read_bytes() == first
    assert "register/register.parquet" in Study(spoilt).resources
    assert "register/register.csv" not in Study(spoilt).resources


def test_screening_by_hand(spoilt: Path) -> None:
    """Members, firms that do not work, persons and other revisions are counted; the region's go first, then by size."""
    rows = [
        ("Exemplu A SRL", "1", "1310", "2", "Iași", "", "5", "10", "active", "2013"),
        ("Exemplu B SRL", "2", "1310", "", "CJ", "", "500", "10", "active", "2013"),
        ("Exemplu C SRL", "3", "1310", "2", "IS", "", "9", "", "active", "2013"),
        ("Exemplu D SRL", "4", "1310", "2", "IS", "", "", "", "active", ""),
        ("Exemplu E SRL", "5", "1310", "2", "IS", "", "9", "7", "struck_off", "2013"),
        ("Exemplu F SRL", "6", "1310", "2", "IS", "", "9", "7", "insolvent", "2013"),
        ("Exemplu G PFA", "7", "1310", "2", "IS", "", "9", "7", "active", "2013"),
        ("Exemplu H SRL", "8", "1310", "3", "IS", "", "9", "7", "active", "2013"),
        ("Exemplu I SRL", "9", "1310", "2", "IS", "", "9", "7", "unknown", "2013"),
        ("Exemplu J SRL", "10", "1310", "2", "IS", "", "9", "7", "active", "2013"),
        ("Exemplu K SRL", "11", "", "2", "IS", "", "9", "7", "active", "2013"),
    ]
    _write(spoilt, rows)
    study = Study(spoilt)
    firms, screening, pairs = register.screen(study, _gaps(study, "spinning"), {"10"}, most=3)
    counted = screening.iloc[0].drop(["made_from", "cluster", "stage"]).to_dict()
    assert counted == {
        "firms": 10, "members": 1, "struck_off": 1, "insolvent": 1, "status_unknown": 1, "sole_traders": 1,
        "other_revision": 1, "region": 3, "country": 1, "kept": 3, "no_activity": 1,
    }  # fmt: skip
    assert pairs["firm"].tolist() == ["3", "1", "4"]
    turnover = firms.set_index("firm").loc["1", "turnover"]
    assert turnover == pytest.approx(10 / 4.419 / 1000)
    assert firms.set_index("firm").loc["1", "county"] == "IS"


#: Currency that the register's entry names, what study.yml says of its own, and euro that a thousand of it are.
CURRENCIES = (
    (None, "", 1000 / 4.419), ("RON", "", 1000 / 4.419), ("EUR", "", 1000.0),
    ("PLN", "currency: {code: PLN, rate: 4.25}\n", 1000 / 4.25), ("PLN", "", None),
)  # fmt: skip


@pytest.mark.parametrize(("currency", "setting", "euros"), CURRENCIES)
def test_turnovers_are_in_the_currency_that_the_register_states(
    spoilt: Path, currency: str | None, setting: str, euros: float | None
) -> None:
    _write(spoilt, [("Exemplu A SRL", "1", "1310", "2", "IS", "", "5", "1000", "active", "2013")])
    _state(spoilt, currency)
    settings_file = spoilt / "study.yml"
    settings_file.write_text(settings_file.read_text("utf-8") + setting, "utf-8")
    study = Study(spoilt)
    firms, _screening, _pairs = register.screen(study, _gaps(study, "spinning"), set())
    assert firms["turnover"].tolist() == pytest.approx([euros / 1000 if euros else float("nan")], nan_ok=True)
    assert register.check(study) == []
    told = register.remarks_on_turnover(study, "register/register.csv")
    assert [one.startswith("Turnovers in data/raw/register/register.csv are in PLN") for one in told] == (
        [] if euros else [True]
    )


def test_a_currency_of_the_register_is_a_code(spoilt: Path) -> None:
    _state(spoilt, "euro")
    (problem,) = register.check(Study(spoilt))
    assert str(problem).startswith("data/raw/datapackage.json: currency of register/register.csv is 'euro'.")


def _state(root: Path, currency: str | None) -> None:
    """Say in the data package in what currency the register is."""
    package = root / "data" / "raw" / "datapackage.json"
    content = json.loads(package.read_text("utf-8"))
    entry = next(part for part in content["resources"] if part["path"] == "register/register.csv")
    entry |= {"currency": currency} if currency else {}
    package.write_text(json.dumps(content), "utf-8")


def test_members_without_a_code_are_known_by_name_and_county_and_nobody_may_be_wanted(spoilt: Path) -> None:
    rows = [
        ("SC Exemplu A SRL", "RO 9900000010", "1310", "2", "Iași", "", "5", "10", "active", "2013"),
        ("Exemplu B SRL", "9900000029", "1310", "2", "IS", "", "5", "10", "active", "2013"),
        ("Exemplu C SRL", "RO9900000037", "1310", "2", "IS", "", "5", "10", "active", "2013"),
    ]
    _write(spoilt, rows)
    study = Study(spoilt)
    (key,) = name_keys(pd.Series(["Exemplu B"]), pd.Series(["IS"]))
    _firms, _screening, pairs = register.screen(study, _gaps(study, "spinning"), {"9900000010", key})
    assert pairs["firm"].tolist() == ["9900000037"]
    firms, screening, pairs = register.screen(study, _gaps(study, "spinning"), set(), most=0)
    assert firms.empty
    assert pairs.empty
    assert screening["region"].tolist() == [3]


def _write(root: Path, rows: Iterable[Iterable[str]]) -> None:
    text = "\n".join([TABLE, *(",".join(row) for row in rows)])
    (root / "data/raw/register/register.csv").write_text(text + "\n", "utf-8")


def test_no_register_is_no_problem(spoilt: Path) -> None:
    (spoilt / "data/raw/register/register.csv").unlink()
    study = Study(spoilt)
    assert register.check(study) == []
    firms, screening, pairs = register.screen(study, _gaps(study, "spinning"), set())
    assert (len(firms), len(screening), len(pairs)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("activity", "13.10", "row 2, column activity: '13.10' is not allowed."),
        ("status", "activ", "row 2, column status: 'activ' is not allowed. Allowed: active,"),
        ("employees", "many", "row 2, column employees: 'many' is not allowed."),
        ("id", "", "row 2, column id: '' is not allowed."),
        ("id", "2", "row 2, column id: 2 stands twice."),
    ],
)
def test_cell_that_is_not_allowed_is_told_with_its_place(spoilt: Path, column: str, cell: str, told: str) -> None:
    good = dict(zip(COLUMNS, ("Exemplu", "1", "1310", "2", "IS", "Iași", "1", "2", "active", "2013"), strict=True))
    _write(spoilt, [{**good, column: cell}.values(), {**good, "id": "2"}.values()])
    found = [str(problem) for problem in register.check(Study(spoilt))]
    assert found[0].startswith(f"data/raw/register/register.csv, {told}"), found


def test_lacking_column_and_two_registers_are_told(spoilt: Path) -> None:
    path = spoilt / "data/raw/register/register.csv"
    path.write_text(path.read_text("utf-8").replace("activity", "activty"), "utf-8")
    (problem,) = register.check(Study(spoilt))
    assert "Did you mean activty?" in str(problem)
    (spoilt / "data/raw/register/register.parquet").write_bytes(b"PAR1")
    (problem,) = register.check(Study(spoilt))
    assert "Keep one of the two" in str(problem)
    path.unlink()
    (problem,) = register.check(Study(spoilt))
    assert "damaged" in str(problem)


@pytest.mark.parametrize(
    ("text", "status"),
    [("funcţiune", "active"), ("în insolvenţă", "insolvent"), ("", "unknown"), ("1048,9999", "unknown"),
     ("întrerupere temporară de activitate", "suspended"), ("in liquidazione", "dissolved"),
     ("1084,1048", "struck_off")],
)  # fmt: skip
def test_status_of_words_and_codes(text: str, status: str) -> None:
    assert status_of(text) == status
    assert status in STATUSES


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n^\0"), max_size=12)
CODE = st.sampled_from(["1", "9900000010", "9900000029", "RO9900000029", "0", "", "x", "1800101221144"])
NUMBER = st.sampled_from(["J22/1/2001", "J22/2/2001", "F22/3/2001", "J2005000123223", "", "?"])
LINE = st.one_of(
    st.tuples(
        CELL, CODE, NUMBER, CELL, st.sampled_from(["", "SRL", "PFA"]), st.sampled_from(["Iaşi", "Ilfov", ""])
    ).map(lambda cells: "^".join((*cells[:3], "", cells[3], cells[4], "", cells[5], cells[3], *[""] * 11))),
    CELL,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, max_size=12), st.lists(st.tuples(NUMBER, st.sampled_from(["1048", "1084", "7"])), max_size=6))
def test_rows_are_kept_or_dropped_for_a_reason(target: Path, firms: list[str], states: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "od_firme.csv": [FIRMS_2025, firm_2025("EXEMPLU SRL", "9900000053", "J24/9/2001"), *firms],
            "od_stare_firma.csv": ["COD_INMATRICULARE^COD", *("^".join(row) for row in states)],
        }
        frame, accounts = brought(target, Path(folder), files)
    assert balanced(accounts)
    # Lines in which nothing stands are none.
    assert accounts["od_firme.csv", "rows"] == 1 + sum(bool(line) for line in firms)
    assert accounts["od_firme.csv", "kept"] == len(frame)
    assert accounts["od_stare_firma.csv", "rows"] == len(states)
    assert frame.index.is_unique


def test_the_demonstration_has_a_register() -> None:
    study = Study(ROOT)
    assert register.check(study) == []
    firms, screening, pairs = register.screen(study, load(study, Catalogue)[["cluster", "stage"]], set())
    assert len(firms)
    assert set(pairs["firm"]) == set(firms["firm"])
    assert screening["kept"].sum() == len(pairs)


def test_refusal_leaves_no_file_behind(target: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="named twice"):
        register.update(Study(target), [tmp_path / "x.csv", tmp_path / "x.csv"])
    assert not list((target / "data").glob(".partial-*"))
