"""What a batch was made from and what it made: ``reports/manifest.json``, without times, paths or names of machines.

A unit is one notebook for one cluster with all that it made. What is made of several units is shared.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from .. import __version__
from ..settings import FILE as SETTINGS
from ..study import Study
from ..swap import digest as digest

FILE = "manifest.json"
PACKAGE = Path(__file__).parent.parent
#: Parts whose versions can change a result.
_PARTS = (
    "babel", "matplotlib", "networkx", "numpy", "pandas", "papermill", "pyarrow", "scikit-learn", "scipy", "seaborn",
    "typst", "xlsxwriter",
)  # fmt: skip
#: Kinds of files of the package on which results depend.
_SOURCES = frozenset({".py", ".po", ".j2", ".typ", ".css", ".js", ".csv", ".json", ".yml"})


#: Inputs that count for every unit; the package says which data are fictitious, documents answer the demands.
_OF_ALL = frozenset({SETTINGS, "requirements.lock", "data/raw/datapackage.json", "data/raw/reference/demands.csv"})
#: Words of languages that a study brings, which are on every page.
_WORDS = "data/raw/reference/words."


def _inside(path: str) -> str:
    """Refuse a path that leads out of the folder: what is listed is what may be deleted."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not pure.parts or ".." in pure.parts or "\\" in path or pure.as_posix() != path:
        raise ValueError("leads out of the folder")
    return path


#: Digests of files, by their path below a folder.
Files = dict[Annotated[str, AfterValidator(_inside)], str]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Unit(_Part):
    """One notebook for one cluster, with all that it made."""

    inputs_digest: str = Field(description="of settings, lock, package, Python and its parts")
    reads: dict[str, str] = Field(description="digests of the tables, rows of tables and files that it read")
    digest: str = Field(description="of the notebook's cells and values")
    parameters: dict[str, Any] = Field(description="values of the notebook")
    files: Files = Field(description="what it made, by the path below reports")


class Manifest(_Part):
    """What ``reports`` holds, and what it was made from."""

    pilotanalysis: str = Field(description="version of the pack")
    python: str = Field(description="version of Python")
    platform: str = Field(description="system and processor")
    parts: dict[str, str] = Field(description="versions of the parts that can change a result")
    inputs: Files = Field(description="settings, lock, notebooks and data, by the path below the study")
    package: str = Field(description="digest of the package's sources")
    notebooks: dict[str, Unit] = Field(description="the units by name")
    stale: dict[str, str] = Field(description="units that are not up to date, and why")
    shared: Files = Field(description="what is made of several units, by the path below reports")
    processed: Files = Field(description="the tidy tables and what lies beside them, by the path below data/processed")

    @property
    def files(self) -> Files:
        """Everything that a run put into ``reports``, but for the manifest."""
        units = {path: digest for unit in self.notebooks.values() for path, digest in unit.files.items()}
        return units | self.shared

    @property
    def release(self) -> str | None:
        """Release of the reports; None where no unit tells."""
        told = (unit.parameters.get("release") for unit in self.notebooks.values())
        return next((str(release) for release in told if release), None)


def parts() -> dict[str, str]:
    """Versions of the installed parts that can change a result."""
    return {name: version(name) for name in _PARTS}


def read(folder: Path) -> Manifest | None:
    """Read the manifest of reports made earlier; None where there is none, or it is damaged."""
    try:
        return parse((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return None


def parse(content: bytes) -> Manifest:
    """Read a manifest from the bytes of its file.

    Raises
    ------
    ValueError
        If it is damaged; says where and why.
    """
    try:
        return _unfolded(json.loads(content))
    except ValidationError as error:
        flaw = error.errors()[0]
        place = ", ".join(map(str, flaw["loc"]))
        raise ValueError(f"{place}{': ' if place else ''}{flaw['msg']}") from None
    except KeyError as error:
        raise ValueError(f"{error} is missing") from None
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"another shape: {error}") from None


def write(folder: Path, manifest: Manifest) -> None:
    """Write a manifest: the same content gives the same bytes."""
    text = json.dumps(_folded(manifest), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (folder / FILE).write_text(text, "utf-8")


def _folded(manifest: Manifest) -> dict[str, Any]:
    """A manifest as it is written: one list of digests, ``outputs``; of a unit the names of its files."""
    content = manifest.model_dump()
    del content["shared"]
    for unit in content["notebooks"].values():
        unit["files"] = sorted(unit["files"])
    return {**content, "outputs": manifest.files}


def _unfolded(content: dict[str, Any]) -> Manifest:
    """A manifest as it was before it was written; errors are those of data of another shape."""
    outputs = dict(content.pop("outputs"))
    for unit in content["notebooks"].values():
        unit["files"] = {path: outputs.pop(path) for path in unit["files"]}
    return Manifest.model_validate({**content, "shared": outputs})


def start(study: Study) -> Manifest:
    """Describe the inputs and this machine's parts as they are now; of reports that hold nothing yet."""
    return Manifest(
        pilotanalysis=__version__,
        python=platform.python_version(),
        platform=f"{platform.system().lower()} {platform.machine()}",
        parts=parts(),
        inputs=inputs(study),
        package=package_digest(),
        notebooks={},
        stale={},
        shared={},
        processed={},
    )


def inputs(study: Study) -> Files:
    """Digests of what a study's results are made from: settings, environment, lock, notebooks, raw data, decisions."""
    root = study.root
    files = [root / name for name in (SETTINGS, "environment.yml", "requirements.lock")]
    files += study.notebooks.glob("*.ipynb")
    for folder in (study.raw, root / "data" / "decisions"):
        files += folder.rglob("*")
    return digests(root, files)


def counts_for_all(path: str) -> bool:
    """Tell whether every unit depends on an input, whatever it reads."""
    return path in _OF_ALL or path.startswith(_WORDS)


def inputs_digest(manifest: Manifest) -> str:
    """Digest of what every unit depends on, whatever it reads: settings, lock, package, Python and its parts."""
    own = {path: digest for path, digest in manifest.inputs.items() if counts_for_all(path)}
    made_by = [manifest.package, manifest.python, manifest.platform, manifest.parts]
    return hashlib.sha256(json.dumps([own, *made_by], sort_keys=True).encode("utf-8")).hexdigest()


def tables_digest(manifest: Manifest) -> str:
    """Digest of all that ``data/processed`` is made from."""
    own = {path: digest for path, digest in manifest.inputs.items() if path.startswith("data/")}
    return hashlib.sha256(json.dumps([own, inputs_digest(manifest)], sort_keys=True).encode("utf-8")).hexdigest()


def package_digest() -> str:
    """Digest of the sources that results depend on: code, words, templates and lists of the package."""
    own = digests(PACKAGE, (path for path in PACKAGE.rglob("*") if path.suffix in _SOURCES))
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode("utf-8")).hexdigest()


def digests(folder: Path, files: Iterable[Path]) -> Files:
    """Digests of those of the files that are there, by their path below a folder, in order."""
    found = {path.relative_to(folder).as_posix(): digest(path) for path in files if path.is_file()}
    return dict(sorted(found.items()))


def altered(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Name the files of a list that are not in the folder as the list has them."""
    return [name for name, known in files.items() if not (folder / name).is_file() or digest(folder / name) != known]
