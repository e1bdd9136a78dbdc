"""What an evaluator receives: tables without names, from which the public release comes out again."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, Command, in_english
from hypothesis import given, settings
from hypothesis import strategies as st
from persons import contacts_told, files_with, texts_of

from pilotanalysis import pipeline, raw_files, survey
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.partners.tables import Contacts, Pool
from pilotanalysis.pilot.tables import AssistanceMeasures, Indicators, PolicyDecisions, TimetableActivities
from pilotanalysis.publish import manifest
from pilotanalysis.publish.manifest import Unit
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Links, Needs, Organisations, Responses
from pilotanalysis.tables import TableSet, sheet_of, split_ids
from pilotanalysis.tables.keys import broken_keys
from pilotanalysis.tables.pseudonyms import pseudonymised

#: Every organisation of the demonstration bears such a name and such a code.
NAME, CODE = re.compile(r"[^;,\n]*Exemplu[^;,\n]*"), re.compile(r"99000\d{5}")
AGENCY_TABLES = (BudgetLines, AssistanceMeasures, Indicators, TimetableActivities, PolicyDecisions)
WORDS = re.compile(r"[^\W\d_]{4}")


def without_names(study: Study, tables: TableSet, key: bytes = b"key") -> TableSet:
    return pseudonymised(tables, key, raw_files.ANSWERS, survey.coded_questions(study))


def cells_of(tables: TableSet) -> set[str]:
    """Every text that stands in any cell, whole and taken apart where codes are joined."""
    cells = {
        str(cell) for frame in tables.values() for name in frame.select_dtypes("str") for cell in frame[name].unique()
    }
    return cells | {part for cell in cells for part in split_ids(cell)}


def raw_cells(folder: Path) -> Iterator[str]:
    """Every text of the raw files in a folder, as it stands."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path, read_only=True):
                yield from (str(cell) for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row if cell)
        elif path.suffix == ".csv":
            content = path.read_bytes()
            text = content.decode("utf-8-sig" if _is_utf8(content) else "cp1250")
            sign = max(",;", key=text.partition("\n")[0].count)
            yield from (cell for row in list(csv.reader(io.StringIO(text), delimiter=sign))[1:] for cell in row if cell)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def told_words(tables: TableSet) -> set[str]:
    """Names, offers and contacts that the public catalogue and the list of activities show."""
    frames = [(model, frame) for model, frame in tables.items() if model.told(frame).any()]
    columns = ("name", "offer", "contact")
    return {
        str(cell)
        for model, frame in frames
        for name in columns
        if name in frame
        for cell in frame.loc[model.told(frame), name].dropna()
    }


def secrets_of(study: Study, tables: TableSet) -> set[str]:
    """Words of members and managements in the raw files, but for what anybody may know or is told."""
    known = {part for cell in raw_cells(study.raw / "reference") for part in (cell, *cell.split(";"))}
    # What the agency plans and decides is its own, and files and sheets keep their names.
    known |= _of_form(study) | told_words(tables) | agency_words(tables) | set(tables[Needs]["sheet"])
    known |= set(tables[Responses]["sheet"])
    said = {cell for folder in raw_files.ANSWERS for cell in raw_cells(study.raw / folder) if WORDS.search(cell)}
    return {cell for cell in said - known if " " in cell.strip() or "@" in cell}


def agency_words(tables: TableSet) -> set[str]:
    """Words of the agency: names of what it plans and measures, and what was decided."""
    return cells_of(TableSet({model: tables[model] for model in AGENCY_TABLES}))


def _of_form(study: Study) -> set[str]:
    """Words of the questionnaire."""
    book = openpyxl.load_workbook(study.raw / "survey" / "questionnaire.xlsx", read_only=True)
    return {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}


def words_found(given: Path, study: Study, tables: TableSet) -> dict[str, list[str]]:
    """Words of members and managements in the files of a folder, but for such as catalogues and the agency have too."""
    cells = [*raw_cells(study.raw / "reference"), *_of_form(study), *told_words(tables), *agency_words(tables)]
    cells.append((study.processed / "codebook.md").read_text("utf-8"))
    # So does the report say of anybody.
    cells += [path.read_text("utf-8") for path in (ROOT / "src" / "pilotanalysis" / "locale").rglob("*.po")]
    known = "\n".join(_squeezed(cell) for cell in cells)
    # A cell of several options is no text.
    texts = {one for one in secrets_of(study, tables) if not set(one.split()) <= set(cells)}
    wanted = {words for one in texts if (words := _squeezed(one)) not in known}
    assert len(wanted) > 200
    found = {}
    for path in sorted(given.rglob("*")):
        if path.is_file() and path.suffix != ".png" and path.parent.name != "reference":
            text = _squeezed("\n".join(texts_of(path)))
            found[path.relative_to(given).as_posix()] = [words for words in wanted if words in text]
    return {name: words for name, words in found.items() if words}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_nothing_that_tells_of_somebody_stands_in_a_table(cleaned: Study, built: TableSet) -> None:
    shared = without_names(cleaned, built)
    there, told = cells_of(shared), told_words(built)
    assert {name for cell in there for name in NAME.findall(cell)} <= {
        name for cell in told for name in NAME.findall(cell)
    }
    assert not [cell for cell in there if CODE.search(cell)]
    assert {cell for cell in there if "@" in cell} <= told
    agreed, others = contacts_told(cleaned)
    assert others
    assert not there & others
    wanted = secrets_of(cleaned, built)
    assert len(wanted) > 200
    assert wanted & cells_of(built)
    assert not wanted & there
    # Those who agreed can be reached in the catalogue, and nowhere in the tables of answers.
    answers = TableSet({model: frame for model, frame in shared.items() if not model.told(frame).any()})
    assert agreed & there
    assert not agreed & cells_of(answers)


def test_rows_keep_what_hangs_together_and_lose_their_places(cleaned: Study, built: TableSet) -> None:
    shared = without_names(cleaned, built)
    assert broken_keys(cleaned, shared) == []
    for model in (Organisations, Responses, Needs, Links):
        before, after = built[model], shared[model]
        own = before.groupby("organisation").size().sort_values().tolist()
        assert after.groupby("organisation").size().sort_values().tolist() == own
        assert sorted(before["row_id"].map(sheet_of)) == sorted(after["row_id"].map(sheet_of))
        assert (
            before.select_dtypes("number")
            .drop(columns="row")
            .sum()
            .round(6)
            .equals(after.select_dtypes("number").drop(columns="row").sum().round(6))
        )
    # Neither where a row stands nor its number tells of the place on the management's list.
    places = [
        frame.groupby("cluster")["size_band"].agg(list) for frame in (built[Organisations], shared[Organisations])
    ]
    assert not any(one == other for one, other in zip(*places, strict=True))


def test_codes_hang_on_the_key_alone(cleaned: Study, built: TableSet) -> None:
    one, again, other = (without_names(cleaned, built, key) for key in (b"one", b"one", b"other"))
    assert all(one[model].equals(again[model]) for model in one)
    codes = [
        dict(zip(frame["size_band"] + frame["revenue_band"].fillna(""), frame["organisation"], strict=True))
        for frame in (one[Organisations], other[Organisations])
    ]
    assert codes[0] != codes[1]


def test_a_name_that_is_told_leads_to_no_answer(cleaned: Study, built: TableSet) -> None:
    shared = without_names(cleaned, built)
    named = [frame for model, frame in shared.items() if model.told(frame).any()]
    keys = [frame[name] for frame in named for name in ("candidate", "organisation") if name in frame]
    assert keys
    assert not set(pd.concat(keys)) & set(shared[Organisations]["organisation"])


def test_rows_of_names_and_rows_of_answers_have_other_numbers() -> None:
    rows = [f"survey/x.csv!{number}" for number in range(2, 42)]
    keys = [f"org {number}" for number in range(len(rows))]
    contacts = pd.DataFrame({"made_from": rows, "organisation": keys, "named": True}).assign(contact=None)
    chosen = pd.DataFrame({"made_from": rows, "scope": "all", "candidate": keys, "place": 1, "closes": "", "adds": 0})
    frames = TableSet({Contacts: contacts.astype({"contact": "str"}), Pool: chosen})
    told = pseudonymised(frames, b"key", ("survey",), ())
    assert (
        set(told[Contacts]["made_from"]) == set(told[Pool]["made_from"]) == {f"survey/x.csv!{n}" for n in range(1, 41)}
    )
    # The pool stays in its order; members are set in that of their codes.
    assert told[Pool]["made_from"].tolist() != told[Contacts].sort_values("organisation")["made_from"].tolist()
    assert not set(told[Pool]["candidate"]) & set(told[Contacts]["organisation"])


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 30), st.binary(min_size=1, max_size=8))
def test_lineage_keeps_its_sheets_and_numbers(count: int, key: bytes) -> None:
    """Made from as many rows of each sheet as before; rows of catalogues stay as they are."""
    cell = ";".join([*(f"roster/x.csv!{number}" for number in range(2, count + 2)), "reference/y.csv!7"])
    frame = pd.DataFrame({"made_from": [cell], "organisation": ["a"], "named": [True], "contact": [None]})
    told = pseudonymised(TableSet({Contacts: frame.astype({"contact": "str"})}), key, ("roster",), ())[Contacts]
    rows = split_ids(told["made_from"].iloc[0])
    assert rows[-1] == "reference/y.csv!7"
    assert [sheet_of(row) for row in rows[:-1]] == ["roster/x.csv"] * count
    assert len(set(rows)) == count + 1


def _with_reports(root: Path, release: str) -> Path:
    """Give a study reports that were made of other data."""
    study = Study(root)
    unit = Unit(inputs_digest="other", reads={}, digest="other", parameters={"release": release}, files={})
    study.reports.mkdir(exist_ok=True)
    there = manifest.start(study).model_copy(update={"notebooks": {"01_survey_intake": unit}})
    manifest.write(study.reports, there)
    return root


@pytest.mark.parametrize(
    ("release", "said"),
    [
        (None, "There is no public release. Run: pilotanalysis run --release public"),
        ("working", "There is no public release, but the working one."),
        ("public", "Not up to date: 01_survey_intake"),
    ],
)
def test_only_a_public_release_that_is_up_to_date_is_shared(
    spoilt: Path, tmp_path: Path, command: Command, release: str | None, said: str
) -> None:
    if release:
        _with_reports(spoilt, release)
    done = command("share", tmp_path / "given", "--study", spoilt)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "given").exists()


def test_a_folder_that_is_not_empty_or_not_elsewhere_is_refused(spoilt: Path, tmp_path: Path, command: Command) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "own.txt").write_text("mine", "utf-8")
    for folder, said in ((full, "The folder is not empty."), (spoilt / "data" / "x", "It lies in the study itself.")):
        done = command("share", folder, "--study", spoilt)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert [path.name for path in full.iterdir()] == ["own.txt"]
    assert not (spoilt / "data" / "x").exists()


def test_a_shared_study_starts_from_its_tables(cleaned: Study, tmp_path: Path, command: Command) -> None:
    root = tmp_path / "given"
    shutil.copytree(cleaned.raw / "reference", root / "data" / "raw" / "reference")
    (root / "data" / "raw" / "survey").mkdir()
    shutil.copyfile(cleaned.raw / "survey" / "questionnaire.xlsx", root / "data/raw/survey/questionnaire.xlsx")
    for name in ("study.yml", "notebooks"):
        (shutil.copytree if (cleaned.root / name).is_dir() else shutil.copyfile)(cleaned.root / name, root / name)
    package = json.loads((cleaned.raw / "datapackage.json").read_text("utf-8"))
    (root / "data/raw/datapackage.json").write_text(json.dumps({**package, "shared": True}), "utf-8")
    done = command("check", "--study", root)
    assert done.returncode == 1
    assert "data/raw/tables/organisations.parquet: The file is missing." in done.stderr
    (root / "data/raw/tables").mkdir()
    for path in cleaned.processed.glob("*.parquet"):
        shutil.copyfile(path, root / "data" / "raw" / "tables" / path.name)
    assert command("clean", "--study", root).returncode == 0
    tables = [path.name for path in (root / "data" / "processed").glob("*.parquet")]
    assert sorted(tables) == sorted(path.name for path in cleaned.processed.glob("*.parquet"))
    for name in tables:
        assert (root / "data/processed" / name).read_bytes() == (cleaned.processed / name).read_bytes()
    done = command("check", "--study", root)
    assert (done.returncode, "walking back ends there" in done.stdout) == (0, True), done.stderr
    done = command("run", "--study", root, "--release", "working")
    assert (done.returncode, "A shared study has no working release." in done.stderr) == (2, True)
    done = command("share", tmp_path / "again", "--study", root)
    assert "This study was shared itself." in done.stderr


@pytest.mark.long
def test_what_is_shared_reruns_and_tells_of_nobody(small: Path, tmp_path: Path, process: Command) -> None:
    """One cluster: everything that is written is searched, and the whole of it reproduced."""
    # The evaluation rests on all the others.
    for name in ("01", "02", "03", "09"):
        next((small / "notebooks").glob(f"{name}*")).unlink()
    assert process("run", "--study", in_english(small), "--release", "public").returncode == 0
    # The first results of a release are those that a rerun is compared with.
    assert (small / "reports" / "expected" / "public" / "08_monitoring.json").is_file()
    study, given = Study(small), tmp_path / "given"
    done = process("share", given, "--study", small)
    assert done.returncode == 0, done.stderr
    assert "small counts can be\nrecomputed" in (given / "README.md").read_text("utf-8")
    assert {path.name for path in (given / "data").iterdir()} == {"raw", "processed"}
    assert not (given / "reports" / "agendas").exists()
    tables = pipeline.stored(study)
    _agreed, others = contacts_told(study)
    assert files_with(given, others) == {}
    assert words_found(given, study, tables) == {}
    allowed = {name.strip() for cell in told_words(tables) for name in NAME.findall(cell)}
    for path in given.rglob("*.csv"):
        found = {name.strip(' "') for name in NAME.findall(path.read_text("utf-8"))}
        assert found <= allowed, path
    assert "exemplu" not in json.dumps(json.loads((given / "data/raw/datapackage.json").read_text("utf-8"))).lower()
    done = process("verify", "--study", given)
    assert done.returncode == 0, done.stdout + done.stderr
    agreeing = re.search(r"agree with the rerun: (\d+) of (\d+)", done.stdout)
    assert agreeing
    assert agreeing[1] == agreeing[2]
