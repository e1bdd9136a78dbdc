"""Put a fictitious study into files: the workbooks of members and managements, and the truth."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from .. import reference
from ..problems import Problem, StudyError
from ..study import FILE, Study
from ..survey import answers, roster
from ..tables import SEPARATOR
from .truth import Truth, invent

NOTICE = "DEMONSTRATION DATA. Fictitious members and answers, not findings about the cluster named."
_CREATED = datetime(2014, 1, 1)
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COPIED = (FILE, "requirements.lock", "notebooks", "data/raw/reference", "data/decisions")
#: Written where the management or a member knows that no stage applies.
_NONE = "none"


def write_study(source: Study, folder: Path, seed: int, members: int | None = None) -> None:
    """Write a fictitious study of the shape of `source`, with its truth in ``truth/``.

    Parameters
    ----------
    source : Study
        Gives settings, notebooks and reference tables.
    folder : Path
        Does not exist yet, or is empty.
    seed : int
    members : int, optional
        Members of each cluster; 30 to 60 where not given.

    Raises
    ------
    StudyError
        If `folder` is not empty or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem(str(folder), "The folder is not empty.", "Name one that does not exist yet."))
    truth = _invent(source, seed, members)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
        try:
            _copy(source, aside)
            _write_raw(truth, source, aside / "data" / "raw")
            _write_truth(truth, aside / "truth")
            if folder.exists():
                folder.rmdir()
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        said = f"Cannot be written ({error.strerror})."
        raise StudyError(Problem(str(folder), said, "Name a folder you may write to.")) from None


def write_raw(study: Study, seed: int, members: int | None = None) -> None:
    """Write fictitious answers and rosters into a study, in the place of those it has."""
    _write_raw(_invent(study, seed, members), study, study.raw)


def _invent(source: Study, seed: int, members: int | None) -> Truth:
    return invent(
        reference.load(source, reference.Stages),
        reference.load(source, reference.Edges),
        reference.load(source, reference.Counties),
        reference.load(source, reference.Clusters),
        source.analysed,
        source.settings.region,
        seed,
        members,
    )


def _copy(source: Study, target: Path) -> None:
    for name in _COPIED:
        origin = source.root / name
        if origin.is_dir():
            shutil.copytree(origin, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif origin.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target / name)


def _write_raw(truth: Truth, source: Study, raw: Path) -> None:
    for cluster in source.analysed:
        for kind, sheets in (("survey", _answers(truth, cluster)), ("roster", _roster(truth, cluster))):
            path = raw / kind / f"{cluster}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_workbook(path, sheets, truth.seed)
    package = json.loads((source.raw / "datapackage.json").read_text("utf-8"))
    real = [resource for resource in package["resources"] if not resource["path"].startswith(("survey/", "roster/"))]
    package["resources"] = real + [
        _resource(kind, cluster) for kind in ("survey", "roster") for cluster in source.analysed
    ]
    (raw / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _answers(truth: Truth, cluster: str) -> dict[str, pd.DataFrame]:
    """Sheets of the workbook of answers; its columns are those the survey chapter reads."""
    people = truth.organisations
    spoke = people[(people["cluster"] == cluster) & people["answered"]].sort_values("respondent")
    main = truth.roles[truth.roles["is_main"]].set_index("fiscal_code")["stage"]
    stated = spoke["states_stages"]
    sheets = {
        "answers": spoke.assign(
            stages=_stages_of(truth, spoke["fiscal_code"]).where(stated),
            main_stage=spoke["fiscal_code"].map(main).where(stated),
        )
    }
    for name in ("inputs", "needs", "offers"):
        rows: pd.DataFrame = getattr(truth, name)
        sheets[name] = rows[rows["cluster"] == cluster]
    return {name: frame[list(answers.COLUMNS[name])] for name, frame in sheets.items()}


def _roster(truth: Truth, cluster: str) -> dict[str, pd.DataFrame]:
    """Sheets of the workbook of a management."""
    members = truth.organisations[truth.organisations["cluster"] == cluster]
    known = _stages_of(truth, members["fiscal_code"]).where(members["known_to_management"])
    said = truth.stages[truth.stages["cluster"] == cluster].rename(columns={"said": "any_member"})
    sheets = {"members": members.assign(stages=known), "statements": said}
    return {name: frame[list(roster.COLUMNS[name])] for name, frame in sheets.items()}


def _stages_of(truth: Truth, codes: pd.Series) -> pd.Series:
    """Stages of members, joined; the word for none where they work in no stage."""
    joined = truth.roles.groupby("fiscal_code", sort=False)["stage"].agg(SEPARATOR.join)
    return codes.map(joined).fillna(_NONE)


def _write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame], seed: int) -> None:
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "title": NOTICE})
        bold = book.add_format({"bold": True})
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(frame.columns), bold)
            sheet.freeze_panes(1, 0)
            for row, cells in enumerate(frame.itertuples(index=False), start=1):
                for column, cell in enumerate(cells):
                    if not pd.isna(cell):
                        sheet.write(row, column, cell.item() if hasattr(cell, "item") else cell)
            for column, head in enumerate(frame.columns):
                sheet.set_column(column, column, max(len(head) + 2, 30 if head in ("name", "stages") else 12))
        about = book.add_worksheet("about")
        about.write_column(0, 0, [NOTICE, f"Written by pilotanalysis demo, seed {seed}."])


def _resource(kind: str, cluster: str) -> dict[str, Any]:
    words = {"survey": "Answers of members", "roster": "Members and stages as the management lists them"}
    return {
        "name": f"{kind}-{cluster}",
        "path": f"{kind}/{cluster}.xlsx",
        "title": f"{words[kind]}: {cluster}",
        "description": NOTICE,
        "format": "xlsx",
        "synthetic": True,
        "sources": [{"title": "Invented by pilotanalysis demo"}],
    }


def _write_truth(truth: Truth, folder: Path) -> None:
    folder.mkdir()
    for name in ("organisations", "roles", "stages", "inputs", "needs", "offers"):
        frame: pd.DataFrame = getattr(truth, name)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "README.md").write_text(
        f"{NOTICE}\n\nWhat is true of this study, seed {truth.seed}: cleaning and analysis can be held against it. "
        "`stages.csv` says of each stage how many members work in it, what the management says, and what the study "
        "can find out at best (`expected_presence`).\n",
        "utf-8",
    )
