"""What is delivered: the files that the manifest lists, what they were made from, and what results are expected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePosixPath

from ...study import Study
from ...tables import listing
from .. import crate, manifest
from ..manifest import Manifest
from ..registers import EXPECTED

MANIFEST = f"reports/{manifest.FILE}"
#: Lists the tidy tables, and is listed nowhere.
LISTING = f"data/processed/{listing.FILE}"
#: Given with the pack, and not made by a run.
_GIVEN = ("reports/README.md", "data/processed/README.md")
#: What editors, office programs and file managers leave behind.
_LITTER = (".*", "~$*", "Thumbs.db", "desktop.ini")
#: What reports are called, wherever they lie, and folders of reports in which nothing else belongs.
_CALLED = (
    "brief.*.pdf",
    "dossier.*.pdf",
    "cluster-*.pdf",
    "monitoring-*.pdf",
    "catalogue.*",
    "index.html",
    "index.*.html",
    "numbers.html",
    "numbers.*.html",
    crate.FILE,
)
_FOLDERS = frozenset({"agendas", "figures", "notebooks", "results", "sheets", "tables"})


@dataclass(frozen=True)
class Delivery:
    """A study with what its manifest lists.

    Attributes
    ----------
    study : Study
    manifest : Manifest, optional
        None where it is missing or damaged.
    damage : str
        Why there is none; empty if there is one.
    """

    study: Study
    manifest: Manifest | None
    damage: str = ""

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """Files that each notebook made, for each cluster, by their paths below the study."""
        entries = self.manifest.notebooks if self.manifest else {}
        return {unit: [f"reports/{name}" for name in entry.files] for unit, entry in entries.items()}

    @cached_property
    def listed(self) -> dict[str, str]:
        """Digest of every file that a run made, as the manifest has it, by its path below the study."""
        if self.manifest is None:
            return {}
        reports = {f"reports/{name}": digest for name, digest in self.manifest.files.items()}
        return reports | {f"data/processed/{name}": digest for name, digest in self.manifest.processed.items()}

    @cached_property
    def made(self) -> set[str]:
        """Everything that a run made, but for the manifest."""
        return {*self.listed, LISTING}

    @cached_property
    def expected(self) -> list[str]:
        """Files with expected results, of all releases."""
        folder = self.study.reports / EXPECTED
        return sorted(self.study.relative(path) for path in folder.rglob("*.json"))

    @cached_property
    def unlisted(self) -> list[str]:
        """Files in the folders of what is made that the manifest does not list."""
        known = {*self.made, *self.expected, *_GIVEN, MANIFEST, LISTING}
        found = (path for folder in (self.study.reports, self.study.processed) for path in files_below(folder))
        return sorted(name for path in found if (name := self.study.relative(path)) not in known)

    @cached_property
    def litter(self) -> list[str]:
        """What a file manager or an editor left among the files that the reports were made from."""
        stated = self.manifest.inputs if self.manifest else {}
        return [name for name in manifest.inputs(self.study) if name not in stated and _is_litter(name)]

    def digest(self) -> str:
        """One digest of the whole: of every file that is listed, as it is, of the manifest and of the package."""
        inputs = self.manifest.inputs if self.manifest else {}
        names = {*self.made, *inputs, *self.expected, *_GIVEN, MANIFEST}
        lines = [f"{name} {digest}" for name in sorted(names) if (digest := digest_of(self.study.root / name))]
        lines.append(f"package {manifest.package_digest()}")
        return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def open_delivery(study: Study) -> Delivery:
    """Read what the manifest of a study lists; a damaged manifest is told by the delivery."""
    try:
        return Delivery(study, manifest.parse((study.root / MANIFEST).read_bytes()))
    except FileNotFoundError:
        return Delivery(study, None, "it is missing")
    except OSError as error:
        return Delivery(study, None, f"it cannot be read ({error.strerror})")
    except ValueError as error:
        return Delivery(study, None, f"it is damaged ({error})")


def files_below(folder: Path) -> Iterator[Path]:
    """Files in a folder and all those in it."""
    return (path for path in folder.rglob("*") if path.is_file())


def digest_of(path: Path) -> str:
    """Digest of a file; empty where there is none that can be read."""
    try:
        return manifest.digest(path)
    except OSError:
        return ""


def taken_for_a_report(name: str) -> bool:
    """Tell whether a file bears the name or the place of a report, by its path below the study."""
    path = PurePosixPath(name)
    if path.parts[0] != "reports" or _is_litter(name):
        return False
    return path.parts[1] in _FOLDERS or any(fnmatchcase(path.name.lower(), called) for called in _CALLED)


def _is_litter(name: str) -> bool:
    return any(fnmatchcase(part, litter) for part in PurePosixPath(name).parts for litter in _LITTER)
