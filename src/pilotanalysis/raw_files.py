"""Whether ``data/raw/datapackage.json`` says of all answers if they are fictitious: else a report could not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .problems import Problem, nearest
from .study import Study

#: Folders of what members and managements said and did.
ANSWERS = ("survey", "roster", "pilot")
#: What spreadsheets and systems leave beside a file that is open.
_LITTER = ("~$", ".", "Thumbs", "desktop.ini")


def is_litter(path: Path) -> bool:
    """Whether a spreadsheet or a system left a file, and no person."""
    return path.name.startswith(_LITTER)


def check(study: Study) -> list[Problem]:
    """Find files of answers that the data package does not describe, or not whether they are fictitious.

    Raises
    ------
    StudyError
        If there is no such package.
    """
    package = study.relative(study.raw / "datapackage.json")
    problems = []
    for file in _answers(study):
        # A file of a later wave without an entry of its own is described by that of the first wave.
        folder, *_wave, name = file.split("/")
        described = study.resources.get(file) or study.resources.get(f"{folder}/{name}")
        if described is None:
            others = [path for path in study.resources if path.startswith(ANSWERS)]
            said = f"It does not describe {file}."
            remedy = f'Add an entry with "path": "{file}" and "synthetic": true or false.{nearest(file, others)}'
            problems.append(Problem(package, said, remedy))
        elif "synthetic" not in described:
            said = f"It does not say whether {file} is fictitious."
            problems.append(Problem(package, said, 'Add "synthetic": false, or true where it is invented.'))
    return problems


def _answers(study: Study) -> Iterator[str]:
    for folder in ANSWERS:
        for path in sorted((study.raw / folder).rglob("*")):
            if path.is_file() and not is_litter(path):
                yield path.relative_to(study.raw).as_posix()
