"""Files of a register brought into a study: read, joined once, and put in place as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ... import swap
from ...files.refusals import unwritable
from ...files.text import write_rows
from ...problems import Problem, StudyError
from ...study import Study
from . import database, formats, joining, loading
from .table import CSV, FOLDER, HASH, PARQUET, is_brought
from .turnover import CURRENCY, LEU

#: Beside the register: what became of each row of the files that it was made of.
ACCOUNTING = f"{FOLDER}/register_accounting.csv"
_PACKAGE = "datapackage.json"
#: As many lines of a file are named one by one.
_NAMED = 5


@dataclass(frozen=True)
class Brought:
    """What was brought in.

    Attributes
    ----------
    lines : list of joining.AccountLine
        The accounting.
    cut : dict of str to list of int
        First lines of each file that are cut off or too long.
    set_aside : list of str
        Copies of somebody else's files that stood in the way, by their path below the study.
    """

    lines: list[joining.AccountLine]
    cut: dict[str, list[int]]
    set_aside: list[str]


def update(study: Study, paths: Sequence[Path]) -> Brought:
    """Read files of a register and put the table of a study into ``data/raw/register``, all or none.

    Parameters
    ----------
    study : Study
    paths : sequence of Path
        Files of the Romanian trade register, statements of the ministry of finance, or tables of the columns
        :data:`table.COLUMNS`; see README.

    Raises
    ------
    StudyError
        If a file is refused; nothing is written then.
    """
    sources = formats.recognised(paths)
    package = _package(study)
    try:
        # Only below `data` does the next command clear away what a killed one left.
        with swap.scratch(study.raw.parent) as aside:
            made = aside / "made" / study.raw.name
            (made / FOLDER).mkdir(parents=True)
            with database.opened(aside) as connection:
                loaded = loading.load(connection, sources, aside)
                lines = joining.join(connection, study, loaded, made / PARQUET)
            write_rows(made / ACCOUNTING, [joining.AccountLine._fields, *lines])
            romanian = any(source.kind != formats.TABLE for source in sources)
            saved = _put_in_place(study, package, made, romanian)
    except OSError as error:
        raise StudyError(unwritable(study.relative(study.raw / FOLDER), error)) from None
    cut = {one.source.path.name: one.cut[:_NAMED] for one in loaded if one.cut}
    return Brought(lines, cut, saved)


def _package(study: Study) -> dict[str, Any]:
    if not study.resources:
        raise StudyError(Problem(study.relative(study.raw / _PACKAGE), "It describes no file.", "Restore it."))
    content: dict[str, Any] = json.loads((study.raw / _PACKAGE).read_text("utf-8-sig"))
    return content


def _put_in_place(study: Study, package: dict[str, Any], made: Path, romanian: bool) -> list[str]:
    """Put the new register in place of the old one, which is set aside where this command did not make it."""
    before = {resource["path"]: resource for resource in package["resources"]}
    entry = {
        "name": "register-register",
        "path": PARQUET,
        "title": "Trade register: register",
        "description": f"Firms as the files in {ACCOUNTING} name them, brought in by pilotanalysis register.",
        "format": "parquet",
        "synthetic": False,
        "hash": f"{HASH}{swap.digest(made / PARQUET)}",
        "sources": [{"title": "Trade register and financial statements, as published"}],
    }
    stated = LEU if romanian else next((before[path].get(CURRENCY) for path in (CSV, PARQUET) if path in before), None)
    entry |= {CURRENCY: stated} if stated else {}
    kept = [resource for path, resource in before.items() if path not in (CSV, PARQUET)]
    content = {**package, "resources": [*kept, entry]}
    (made / _PACKAGE).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    own: dict[str, None] = dict.fromkeys((_PACKAGE, *((PARQUET, ACCOUNTING) if is_brought(study) else ())))

    def below(names: Iterable[str]) -> list[str]:
        return [f"{study.raw.name}/{name}" for name in names]

    change = swap.Change(
        study.root,
        made.parent,
        study.raw.parent,
        below((PARQUET, ACCOUNTING, _PACKAGE)),
        below((CSV,)),
        dict.fromkeys(below(own)),
    )
    return swap.apply(change)
