"""Put a fictitious study into files: exports of survey tools, rosters, register, logs, and the truth."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import reference
from ..files.xlsx import Book
from ..partners import contacts, follow_up
from ..partners.register.table import CSV
from ..partners.register.turnover import one_euro
from ..problems import ParameterError, Problem, StudyError, nearest, quoted
from ..results.translations import SOURCE_LANGUAGE
from ..settings import FILE, LANGUAGES
from ..study import Study
from ..survey import questionnaire, roster
from ..tables import SEPARATOR
from .answers import answers_of
from .events import event_logs
from .exports import export_of
from .follow_up import invent_follow_up, listed_contacts
from .gap_answers import gap_answers
from .invent import invent
from .lists import rows
from .mess import mess
from .pilot import pilot_tables, planted
from .register import codes_given_with_register, register
from .truth import Truth

NOTICE = "DEMONSTRATION DATA. Fictitious members and answers, not findings about the cluster named."
_COPIED = (
    FILE, "requirements.lock", "notebooks", "data/raw/reference", "data/decisions", f"data/raw/{questionnaire.FILE}",
)  # fmt: skip
#: Columns that hold much.
_WIDE = ("name", "stages", "member", "text", "contact")
#: Written where the management knows that no stage applies.
_NONE = "none"


@dataclass(frozen=True)
class Form:
    """In which form a cluster's answers come in: tool, variant of it, language of its labels, ending of the file."""

    tool: str
    variant: str
    language: str
    ending: str


_TABLE = {(row.pop("cluster"), row["tool"]): Form(**row) for row in rows("forms.csv")}
#: Forms that a tool is written in where nothing else is asked for.
FORMS: Mapping[str, Form] = {tool: form for (cluster, tool), form in _TABLE.items() if not cluster}
#: Forms of the clusters of the study that ships: each another tool, as offices have it.
OWN_FORMS: Mapping[str, Form] = {cluster: form for (cluster, _tool), form in _TABLE.items() if cluster}


@dataclass(frozen=True)
class Wish:
    """What a fictitious study shall be like.

    About so many `respondents` answer in each cluster, or else 40 to 120; `tools` has the tool of a cluster where it
    shall be another, and `mess` is the share of the answers that are typed otherwise than a form has them.
    """

    seed: int
    respondents: int | None = None
    tools: Mapping[str, str] = field(default_factory=dict)
    mess: float = 0.0

    def form(self, cluster: str) -> Form:
        """In which form the answers of a cluster come in."""
        if cluster in self.tools:
            return FORMS[self.tools[cluster]]
        return OWN_FORMS.get(cluster, FORMS["plain"])


def check_tools(study: Study, tools: Mapping[str, str]) -> None:
    """Refuse a cluster that is not analysed and a tool that nobody writes.

    Raises
    ------
    ParameterError
    """
    problems = [
        Problem("--tool", f"{name} is no {what}.", f"Allowed: {quoted(allowed)}.{nearest(name, allowed)}")
        for cluster, tool in tools.items()
        for name, what, allowed in ((cluster, "analysed cluster", study.analysed), (tool, "tool", tuple(FORMS)))
        if name not in allowed
    ]
    if problems:
        raise ParameterError(problems)


def write_study(source: Study, folder: Path, wish: Wish) -> None:
    """Write a fictitious study of the shape of `source`, with its truth in ``truth/``.

    Raises
    ------
    StudyError
        If `folder` is not empty or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem(str(folder), "The folder is not empty.", "Name one that does not exist yet."))
    truth = invent(source, wish.seed, wish.respondents)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
        try:
            _copy(source, aside)
            messed = _write_raw(truth, source, aside / "data" / "raw", wish)
            said = gap_answers(truth, reference.load(source, reference.Catalogue))
            _write_answers(said, aside / "data" / "decisions")
            _write_truth(truth, {"mess": messed, "gap_answers": said}, aside / "truth")
            if folder.exists():
                folder.rmdir()
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        found = f"Cannot be written ({error.strerror})."
        raise StudyError(Problem(str(folder), found, "Name a folder you may write to.")) from None


def _copy(source: Study, target: Path) -> None:
    for name in _COPIED:
        origin = source.root / name
        if origin.is_dir():
            shutil.copytree(origin, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif origin.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target / name)


def _write_raw(truth: Truth, source: Study, raw: Path, wish: Wish) -> pd.DataFrame:
    """Write raw files, and give the log of the mess in the answers."""
    resources: list[dict[str, Any]] = []

    def place(name: str, title: str) -> Path:
        resources.append(_resource(name, title))
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        return raw / name

    asked = questionnaire.load(source)
    logs = []
    for number, cluster in enumerate(source.analysed):
        form = wish.form(cluster)
        language = form.language if form.language in asked.languages else asked.languages[0]
        export = export_of(form.tool, form.ending, language, asked, form.variant)
        chance = np.random.default_rng([wish.seed, number, 3])
        messed = mess(answers_of(truth, cluster, asked), asked, language, wish.mess, chance, export.keeps)
        messed.log.insert(0, "cluster", cluster)
        logs.append(messed.log)
        export.write(place(f"survey/{cluster}{form.ending}", f"Answers of members: {cluster}"), messed.answers)
    for number, cluster in enumerate(source.analysed):
        path = place(f"roster/{cluster}.xlsx", f"Members and stages as the management lists them: {cluster}")
        _write_workbook(path, _roster(truth, cluster, number), truth.seed)
    members, offers = invent_follow_up(source, truth.seed, codes_given_with_register(truth))
    for cluster in members["cluster"].unique():
        path = place(f"roster/{cluster}.xlsx", f"Members and their offers as the management lists them: {cluster}")
        own = {"members": members, follow_up.SHEET: offers}
        columns = {"members": roster.COLUMNS["members"], follow_up.SHEET: follow_up.OFFERS}
        sheets = {name: frame.loc[frame["cluster"] == cluster, list(columns[name])] for name, frame in own.items()}
        _write_workbook(path, sheets, truth.seed)
    counties = reference.load(source, reference.Counties)
    rate = one_euro(source, CSV, pd.Series([truth.scene.year - 1], dtype="Int64")).fillna(1.0).iloc[0]
    _write_table(place(CSV, "Trade register: register"), register(truth, counties, rate))
    events = event_logs(truth)
    unspoken = tuple(f"_{language}" for language in LANGUAGES if language not in (*source.languages, SOURCE_LANGUAGE))
    for name, frame in {**events, **pilot_tables(truth, events)}.items():
        frame = frame[[column for column in frame.columns if not column.endswith(unspoken)]]
        _write_table(place(f"pilot/{name}.csv", f"Log of the pilot action: {name}"), frame)
    package = json.loads((source.raw / "datapackage.json").read_text("utf-8"))
    invented = {part["path"] for part in resources}
    kept = [part for part in package["resources"] if not part["synthetic"] and part["path"] not in invented]
    package["resources"] = kept + resources
    (raw / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return pd.concat(logs, ignore_index=True)


def _write_table(path: Path, frame: pd.DataFrame) -> None:
    frame.assign(demonstration="fictitious").to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _write_answers(said: pd.DataFrame, folder: Path) -> None:
    """Write what managements answered; what others decided of the study that was taken as a pattern goes on with it."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_table(folder / "gaps.csv", said[said["answer"] != ""].drop(columns="there"))


def _roster(truth: Truth, cluster: str, number: int) -> dict[str, pd.DataFrame]:
    """Sheets of the workbook of a management; every second one also tells how members can be reached."""
    members = truth.organisations[truth.organisations["cluster"] == cluster]
    joined = truth.roles.groupby("fiscal_code", sort=False)["stage"].agg(SEPARATOR.join)
    known = members["fiscal_code"].map(joined).fillna(_NONE).where(members["known_to_management"])
    said = truth.stages[truth.stages["cluster"] == cluster].rename(columns={"said": "any_member"})
    sheets = {"members": members.assign(stages=known), "statements": said}
    written = {name: frame[list(roster.COLUMNS[name])] for name, frame in sheets.items()}
    if number % 2:
        listed = listed_contacts(members, np.random.default_rng([truth.seed, number, 6]))
        written[contacts.SHEET] = listed[list(contacts.COLUMNS)]
    return written


def _write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame], seed: int) -> None:
    with Book(path, NOTICE) as book:
        for name, frame in sheets.items():
            sheet = book.table(name, list(frame.columns), look={"bold": True})
            for row, cells in enumerate(frame.itertuples(index=False), start=1):
                for column, cell in enumerate(cells):
                    if not pd.isna(cell):
                        sheet.write(row, column, cell.item() if hasattr(cell, "item") else cell)
            for column, head in enumerate(frame.columns):
                sheet.set_column(column, column, max(len(head) + 2, 30 if head in _WIDE else 12))
        about = book.sheet("about")
        about.write_column(0, 0, [NOTICE, f"Written by pilotanalysis demo, seed {seed}."])


def _resource(path: str, title: str) -> dict[str, Any]:
    return {
        "name": path.rpartition(".")[0].replace("/", "-").replace("_", "-"),
        "path": path,
        "title": title,
        "description": NOTICE,
        "format": Path(path).suffix.removeprefix("."),
        "synthetic": True,
        "sources": [{"title": "Invented by pilotanalysis demo"}],
    }


def _write_truth(truth: Truth, besides: Mapping[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir()
    tables = {entry.name: getattr(truth, entry.name) for entry in fields(truth) if entry.name not in ("seed", "scene")}
    tables |= {"planted": planted(truth.scene), **{name: frame for name, frame in besides.items() if len(frame)}}
    about = ""
    if "mess" in tables:
        about = (
            " `mess.csv` says of each answer that is typed otherwise than the form has it what was meant, what is "
            "written, and whether anybody could tell (`decidable`)."
        )
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "README.md").write_text(
        f"{NOTICE}\n\nWhat is true of this study, seed {truth.seed}: cleaning and analysis can be compared with it. "
        "`stages.csv` says of each stage how many members work in it, what the management says, what the study can "
        "find out at best (`expected_presence`), and which gap it has though it has members (`condition`). "
        "`planted.csv` says what monitoring of the pilot has to find: table, key, finding. `gap_answers.csv` says of "
        "each gap put to a management what it answered, blank where it has not yet, and whether it is there (`there`)."
        f"{about}\n",
        "utf-8",
    )
