"""What reads each kind of file, called as the commands call it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest import mock

from pandera.typing import DataFrame

from pilotanalysis import cli, official, pipeline, raw_files, reference, survey, tables
from pilotanalysis.chain.gaps.answers import load_answers
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.publish.contract import broken_cells, read_contract
from pilotanalysis.publish.plan import Request, plan
from pilotanalysis.publish.run import run
from pilotanalysis.settings import FILE, read
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.cleaning import CleaningContext, clean_answers, context_of
from pilotanalysis.survey.decisions import load as load_decisions
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.roster import read_roster

from . import delivered
from .damages import HOSTILE, of_bytes, of_csv, of_json, of_workbook, of_yaml

ROOT = Path(__file__).parents[2]
_CORRECTIONS = "wave,cluster,respondent,question,number,raw,value,who,when,why\n" + "".join(
    f"2014,euronest,{place},employees,0,vreo {place},{place},A. Exemplu,2014-05-05,by telephone\n"
    for place in range(1, 9)
)
_CODING = "text,code,who,when,why\nleasing,none,A. Exemplu,2014-05-05,\nmilling,{stage},A. Exemplu,2014-05-05,\n"
_GAPS = "cluster,stage,kind,answer,who,when,why\neuronest,{stage},absent,accepted,A. Exemplu,2014-05-05,by letter\n"


@dataclass(frozen=True)
class Kind:
    """A kind of file: which there are in the study, how it is damaged, and what reads it."""

    files: tuple[str, ...]
    damage: Callable[[bytes, Random], bytes]
    read: Callable[[Path, Path], object]


@functools.cache
def _around(root: Path) -> tuple[Study, questionnaire.Questionnaire, Headers, CleaningContext]:
    """What stands around an export, read once."""
    study = Study(root)
    asked = questionnaire.load(study)
    return study, asked, Headers(asked), context_of(study, asked)


def _read_reference(root: Path, _path: Path) -> object:
    return reference.check(Study(root))


def _read_roster(root: Path, path: Path) -> object:
    study = Study(root)
    catalogue, counties = _catalogue(root)
    return read_roster(study, study.settings.wave, path.stem, catalogue, counties)


@functools.cache
def _catalogue(root: Path) -> tuple[DataFrame[reference.Catalogue], DataFrame[reference.Counties]]:
    study = Study(root)
    return reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)


def _read_export(root: Path, path: Path) -> object:
    study, asked, headers, context = _around(root)
    export = read_export(path, study.relative(path), f"survey/{path.name}", asked, headers, None, context.recognisers)
    return clean_answers(export, context)


def _read_questionnaire(root: Path, _path: Path) -> object:
    return survey.check(Study(root))


def _read_decisions(root: Path, _path: Path) -> object:
    study, asked, _headers, _context = _around(root)
    catalogue, _counties = _catalogue(root)
    return load_decisions(study, asked, catalogue["stage"]), load_answers(study, catalogue)


def _read_package(root: Path, _path: Path) -> object:
    study = Study(root)
    return raw_files.check(study), study.synthetic_files


def _read_notebook(root: Path, path: Path) -> object:
    study = Study(root)
    wanted, _others = plan(study, Request())
    return read_contract(path), broken_cells(path), [job.digest for job in wanted]


def _read_official(root: Path, path: Path) -> object:
    settings = Study(root).settings
    return official.read_file(path, settings.region, settings.country)


def _read_processed(root: Path, path: Path) -> object:
    own = (model for chapter in pipeline.CHAPTERS for model in chapter.TABLES if tables.name_of(model) == path.stem)
    return [tables.read(Study(root), model) for model in own]


def _read_review(root: Path, _path: Path) -> object:
    return survey.undelivered(Study(root))


@functools.cache
def kinds(root: Path) -> Mapping[str, Kind]:
    """Kinds of files in a study that :func:`prepare` made."""

    def there(folder: str, *patterns: str) -> tuple[str, ...]:
        found = (path for pattern in patterns for path in (root / folder).glob(pattern))
        return tuple(sorted(path.relative_to(root).as_posix() for path in found))

    exports = tuple(name for name in there("data/raw/survey", "*") if "questionnaire" not in name)
    suffixes = {name: Path(name).suffix for name in exports}
    return {
        "study.yml": Kind((FILE,), of_yaml, lambda root, path: read(path)),
        "reference tables": Kind(there("data/raw/reference", "*.csv"), of_csv, _read_reference),
        "rosters": Kind(there("data/raw/roster", "*.xlsx"), of_workbook, _read_roster),
        "exports, CSV": Kind(tuple(n for n, s in suffixes.items() if s == ".csv"), of_csv, _read_export),
        "exports, XLSX": Kind(tuple(n for n, s in suffixes.items() if s == ".xlsx"), of_workbook, _read_export),
        "exports, SPSS": Kind(tuple(n for n, s in suffixes.items() if s == ".sav"), of_bytes, _read_export),
        "questionnaire": Kind(("data/raw/survey/questionnaire.xlsx",), of_workbook, _read_questionnaire),
        "datapackage.json": Kind(("data/raw/datapackage.json",), of_json, _read_package),
        "decisions": Kind(there("data/decisions", "*.csv"), of_csv, _read_decisions),
        "notebooks": Kind(there("notebooks", "0*.ipynb"), of_json, _read_notebook),
        "official statistics": Kind(there(".", "official*"), of_csv, _read_official),
        "processed tables": Kind(there("data/processed", "*.parquet"), of_bytes, _read_processed),
        "review workbook": Kind(there("data/processed", "review.xlsx"), of_workbook, _read_review),
        "results": Kind(there("reports/results", "*.json"), of_json, delivered.read_results),
        "manifest of the reports": Kind(("reports/manifest.json",), of_json, delivered.read_manifest),
        "list of processed tables": Kind(("data/processed/manifest.json",), of_json, delivered.read_listing),
        "expected results": Kind(there("reports/expected", "*.json"), of_json, delivered.read_expected),
        "delivered tables": Kind(there("reports", "tables/*.csv", "figures/*.csv"), of_csv, delivered.read_delivered),
        "delivered workbooks": Kind(there("reports/tables", "*.xlsx"), of_workbook, delivered.read_delivered),
        "executed notebooks": Kind(there("reports/notebooks", "*.ipynb"), of_json, delivered.read_delivered),
        "pages, pictures, documents": Kind(
            there("reports", "*.html", "sheets/*.html", "*.pdf", "figures/*.svg", "figures/*.png"),
            of_bytes,
            delivered.read_delivered,
        ),
        "command line": Kind((FILE,), lambda content, chance: _line(chance), _call),
    }


_COMMANDS = ("check", "clean", "run", "decide", "official", "verify", "demo", "explore", "")
_OPTIONS = (
    "--study", "--notebook", "--cluster", "--language", "--release", "-p", "--jobs", "--force", "--accept", "--seed",
    "--respondents", "--tool", "--mess", "--who", "--help", "--nonsense",
)  # fmt: skip
_WORDS = ("03", "euronest", "it", "public", "a=b", "=", "cluster=iconic", "-1", "0", "nan", "study.yml", "nowhere")


def _line(chance: Random) -> bytes:
    """Write a line of commands; it stands where the settings should, which refuses those that would be carried out."""
    words = [chance.choice(_COMMANDS)]
    for _time in range(chance.randrange(4)):
        words.append(chance.choice((*_OPTIONS, *_WORDS, *(str(one) for one in HOSTILE if one != "--help"))))
    return json.dumps(words).encode()


def _call(root: Path, path: Path) -> object:
    """Call the command line as it was drawn, in a study without settings."""
    words = json.loads(path.read_text("utf-8"))
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        mock.patch.object(sys, "argv", ["pilotanalysis", *words]),
        mock.patch.dict(os.environ, {"PILOTANALYSIS_STUDY": str(root / "data")}),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        contextlib.chdir(root),
    ):
        try:
            cli.main()
        except SystemExit as stop:
            if stop.code:
                raise StudyError(Problem("command line", f"exit {stop.code}.", "As it should.")) from None
    return None


def prepare(root: Path, samples: Path | None) -> None:
    """Set up a small study with a file of every kind.

    Parameters
    ----------
    root : Path
        A folder that does not exist.
    samples : Path or None
        Folder of true exports and official statistics, where it is there.
    """
    from pilotanalysis.demo.write import Wish, write_study

    source = Study(ROOT)
    forms = {"ind-agro-pol": "limesurvey", "astrico-ne": "kobo", "euronest": "spss", "iconic": "google_forms"}
    write_study(source, root, Wish(7, 8, forms, 0.1))
    others = {"ind-agro-pol": "plain", "astrico-ne": "eusurvey", "euronest": "limesurvey", "iconic": "kobo"}
    _deliver(root)
    beside = root.parent / f"{root.name}-beside"
    write_study(source, beside, Wish(8, 8, others, 0.1))
    for path in (beside / "data/raw/survey").iterdir():
        if path.stem != "questionnaire":
            shutil.copyfile(path, root / "data/raw/survey" / f"{path.stem}-b{path.suffix}")
    shutil.rmtree(beside)
    (root / "data/decisions").mkdir(exist_ok=True)
    stage = str(reference.load(source, reference.Catalogue).query("cluster == 'euronest'")["stage"].iloc[0])
    for name, text in {"corrections": _CORRECTIONS, "coding": _CODING, "gaps": _GAPS}.items():
        (root / "data/decisions" / f"{name}.csv").write_text(text.format(stage=stage), "utf-8")
    _official(root, samples)
    if samples:
        for path in (*samples.glob("exports/limesurvey/*.sav"), *samples.glob("exports/odd/*.[cx]*")):
            shutil.copyfile(path, root / "data/raw/survey" / f"true-{path.name}")


def _deliver(root: Path) -> None:
    """Run two notebooks, and keep beside the study what they delivered."""
    study = Study(root)
    pipeline.clean(study)
    for notebook, cluster in (("01", None), ("03", "euronest")):
        summary = run(study, Request(notebook, cluster), lambda name, state: None)
        assert not summary.failed, summary.failed
    shutil.copytree(root, root.parent / delivered.WHOLE)


def _official(root: Path, samples: Path | None) -> None:
    """A small file of official statistics as a table, and as the bulk file has it."""
    table = reference.load(Study(ROOT), reference.PersonsEmployed)
    lines = [f"{row.activity};{row.geo};{row.persons_employed}" for row in table.itertuples()]
    (root / "official.csv").write_text("\n".join(["nace_r2;geo;n2015", *lines]) + "\n", "utf-8")
    bulk = [f"A,V16110,{row.activity},{row.geo}\t{row.persons_employed} \t: " for row in table.itertuples()]
    head = "freq,indic_sb,nace_r2,geo\\TIME_PERIOD\t2015 \t2014 "
    (root / "official.tsv").write_text("\n".join([head, *bulk]) + "\n", "utf-8")
    if samples:
        for path in samples.glob("exports/odd/*.tsv"):
            shutil.copyfile(path, root / f"official-{path.name}")
