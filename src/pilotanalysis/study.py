"""A study folder: where its files stand.

A study is a folder with a ``study.yml`` at its top. The folder's layout is the same for all (see :class:`Study`).
"""

from __future__ import annotations

import json
import os
import reprlib
from functools import cached_property
from pathlib import Path
from typing import Any

from .problems import Problem, StudyError
from .settings import FILE, ReleaseName, read_with_rows, row_of

STUDY_VARIABLE = "PILOTANALYSIS_STUDY"
#: Folder a batch collects results in; unset while somebody explores.
OUTPUT_VARIABLE = "PILOTANALYSIS_OUTPUT"
#: Folder of ``data/raw`` with the tables that a shared study starts from.
SHARED = "tables"
#: Words that the study which was opened last may bring, by language: texts are said by language alone, wherever they
#: are said.
_brought: dict[str, Path] = {}


def words_brought(language: str) -> Path | None:
    """Name the catalogue of words that the study at work may bring for a language; None if it has not that language."""
    return _brought.get(language)


class Study:
    """A study folder: its settings and where its files stand.

    Parameters
    ----------
    root : Path
        The folder that holds ``study.yml``.

    Raises
    ------
    StudyError
        If ``study.yml`` is missing or does not say what it must.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings, self._rows = read_with_rows(self.root / FILE)
        _brought.update({language: self.words_file(language) for language in self.settings.languages})

    def row_of(self, *keys: str | int) -> int | None:
        """Row of ``study.yml`` in which a value stands, by the keys, and the places in lists, that lead to it."""
        return row_of(self._rows, keys)

    @property
    def raw(self) -> Path:
        """Folder of the raw files."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Folder of the tidy tables."""
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Folder of the reports."""
        return self.root / "reports"

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of figures and documents; the first is shown in notebooks."""
        return self.settings.languages

    def words_file(self, language: str) -> Path:
        """Catalogue of the words of reports in a language that the pack has not, or of those that the study has."""
        return self.raw / "reference" / f"words.{language}.po"

    @property
    def analysed(self) -> tuple[str, ...]:
        """Ids of the clusters that are surveyed and mapped."""
        return tuple(cluster.id for cluster in self.settings.clusters if cluster.role == "analysed")

    def relative(self, path: Path) -> str:
        """Name a file as the analyst knows it: from the study folder, with forward slashes.

        A file within the folder bears its name there, also where it is a link to elsewhere.
        """
        named = Path(os.path.abspath(path))  # noqa: PTH100, which would follow the link
        return (named if named.is_relative_to(self.root) else path.resolve()).relative_to(self.root).as_posix()

    @cached_property
    def _package(self) -> dict[str, Any]:
        """Content of ``data/raw/datapackage.json``, with the path of every resource."""
        path = self.raw / "datapackage.json"
        name = self.relative(path)
        try:
            package = dict(json.loads(path.read_text("utf-8-sig")))
            package["resources"] = [{**resource, "path": str(resource["path"])} for resource in package["resources"]]
        except FileNotFoundError:
            raise StudyError(Problem(name, "The file is missing.", "It describes the raw files; restore it.")) from None
        except OSError as error:
            said = f"It cannot be read ({error.strerror})."
            raise StudyError(Problem(name, said, "Restore it, with the right to read it.")) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            said = f"Not a data package ({type(error).__name__}: {error})."
            raise StudyError(Problem(name, said, "Every resource needs a path; mend the file.")) from None
        return package

    @property
    def shared(self) -> bool:
        """Whether it starts from tables without names, ``data/raw/tables``, and not from answers: see ``share``.

        Raises
        ------
        StudyError
            As :attr:`resources`.
        """
        return self._package.get("shared") is True

    @property
    def releases(self) -> tuple[ReleaseName, ...]:
        """Releases that can be made of it, the one that a run makes unless told otherwise first."""
        return ("public",) if self.shared else ("working", "public")

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Raw files described in ``data/raw/datapackage.json``, by their path below ``data/raw``.

        Raises
        ------
        StudyError
            If the file is missing or is not JSON.
        """
        name, resources = self.relative(self.raw / "datapackage.json"), self._package["resources"]
        found = {resource["path"]: dict(resource) for resource in resources}
        wrong = [
            Problem(name, f"synthetic of {file} is {reprlib.repr(resource['synthetic'])}.", "Write true or false.")
            for file, resource in found.items()
            if not isinstance(resource.get("synthetic", False), bool)
        ]
        if len(found) < len(resources):
            wrong.append(Problem(name, "It describes a file twice.", "Keep one resource for each path."))
        if wrong:
            raise StudyError(wrong)
        return found

    @property
    def synthetic_files(self) -> frozenset[str]:
        """Raw files that are fictitious: those marked ``synthetic: true``, and their namesakes of later waves."""
        marked = {path for path, resource in self.resources.items() if resource.get("synthetic")}
        later = {
            f"{folder}/{wave}/{name}"
            for folder, _slash, name in (path.partition("/") for path in marked)
            for wave in self.settings.waves[1:]
        }
        return frozenset(marked | (later - self.resources.keys()))


def find(start: Path | None = None) -> Study:
    """Open the study that a folder belongs to.

    Looks for ``study.yml`` in `start` and above it; without `start`, in the folder named by the
    environment variable ``PILOTANALYSIS_STUDY``, else in the current one.

    Raises
    ------
    StudyError
        If there is none.
    """
    origin = (start or Path(os.environ.get(STUDY_VARIABLE) or Path.cwd())).resolve()
    for folder in (origin, *origin.parents):
        if os.path.lexists(folder / FILE):
            return Study(folder)
    raise StudyError(
        Problem(FILE, f"Not found in {origin} or above it.", "Go to the study folder, or name it with --study DIR.")
    )
