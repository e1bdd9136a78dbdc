"""What tests share: the pack as it stands, copies of it to spoil, its tables, and the statistics beside it."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from pilotanalysis import cli, pipeline
from pilotanalysis.publish import manifest
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PILOTANALYSIS_SHARED", ROOT.parent / "shared" / "data"))
MADE = ("data/processed", "reports")
COPIED = ("study.yml", "environment.yml", "requirements.lock", "notebooks", "data/raw", "data/decisions")

#: The first chapter, for tests that need none of those above it.
SURVEY = pipeline.CHAPTERS[:1]

Command = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have workers begin with the files of long tests: none is left with one when the others have nothing to do."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        long = Counter(item.path for item in items if item.get_closest_marker("long"))
        items.sort(key=lambda item: -long[item.path])


@pytest.fixture(scope="module")
def survey_alone() -> Iterator[None]:
    """Clean the first chapter alone in this process: for modules that look at no other, nor at ``cleaned``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "CHAPTERS", SURVEY)
        yield


@pytest.fixture(scope="session")
def study() -> Study:
    """The pack itself; never written to."""
    return Study(ROOT)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy of the pack to spoil."""
    return copy_study(tmp_path / "study")


@pytest.fixture
def small(spoilt: Path) -> Path:
    """A copy of the pack to spoil in which euronest alone is surveyed: a quarter of the answers to read."""
    return keep_only("euronest", spoilt)


def keep_only(cluster: str, root: Path) -> Path:
    """Leave one cluster among those that a study surveys."""
    for other in set(Study(root).analysed) - {cluster}:
        leave_out(other, root)
    return root


def leave_out(cluster: str, root: Path) -> None:
    """Take one cluster away from those that a study surveys."""
    settings = root / "study.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(f"{cluster}, role: analysed", f"{cluster}, role: follow_up"), "utf-8")
    for file in (root / "data" / "raw").glob(f"*/{cluster}.*"):
        file.unlink()


def in_english(root: Path) -> Path:
    """Leave one language to a study: where pictures are not what is tested, a run takes half the time."""
    settings = root / "study.yml"
    settings.write_text(settings.read_text("utf-8").replace("languages: [en, ro, it]", "languages: [en]"), "utf-8")
    assert Study(root).languages == ("en",)
    return root


def copy_study(target: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    return target


def _own(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a command: nothing that was set for another study."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PILOTANALYSIS_")}
    return kept | environment


@pytest.fixture(scope="session")
def command() -> Command:
    """The command line in this process: what it prints, and its exit code."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        line = ["pilotanalysis", *map(str, arguments)]
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            mock.patch.object(sys, "argv", line),
            mock.patch.dict(os.environ, _own({}), clear=True),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                cli.main()
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            except Exception:
                # An analyst would see it; a test must, too.
                traceback.print_exc()
                code = 1
        return subprocess.CompletedProcess(line, code, out.getvalue(), err.getvalue())

    return call


@pytest.fixture(scope="session")
def process() -> Command:
    """The command line as an analyst calls it, in a process of its own; slower than `command` by all its imports."""

    def call(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pilotanalysis", *map(str, arguments)]
        return subprocess.run(
            line, capture_output=True, text=True, encoding="utf-8", env=_own(environment), check=False
        )

    return call


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the official statistics and true exports that the pack does not carry."""
    if not SHARED.is_dir():
        pytest.skip(f"the statistics and exports beside the pack are not here ({SHARED.name}); see tests/README.md")
    return SHARED


def speaking(root: Path, *languages: str) -> None:
    """Have reports of a study made in some languages alone, where the others would tell a test nothing more."""
    settings = root / "study.yml"
    own = re.sub(
        r"^languages: \[.*?\]", f"languages: [{', '.join(languages)}]", settings.read_text("utf-8"), flags=re.M
    )
    settings.write_text(own, "utf-8")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give a folder that the first worker of a run to ask for it makes, and that all of them read."""
    own = factory.getbasetemp()
    base = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = base / name, base / f"{name}.done"
    try:
        folder.mkdir()
    except FileExistsError:
        limit = time.monotonic() + 1800
        while not done.is_file():
            assert time.monotonic() < limit, f"{name} was not made in half an hour"
            time.sleep(0.2)
        assert done.read_text("utf-8") == "made", f"{name} could not be made; another test tells why"
        return folder
    said = "failed"
    try:
        make(folder)
        said = "made"
    finally:
        aside = done.with_suffix(".partial")
        aside.write_text(said, "utf-8")
        aside.replace(done)
    return folder


@pytest.fixture(scope="session")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A copy of the pack with its processed tables; never written to."""

    def make(folder: Path) -> None:
        study = Study(copy_study(folder / "study"))
        tables = pipeline.clean(study, made_from=manifest.tables_digest(manifest.start(study)))
        (folder / "tables.pickle").write_bytes(pickle.dumps(tables))

    return Study(made_once(tmp_path_factory, "cleaned", make) / "study")


@pytest.fixture
def built(cleaned: Study) -> TableSet:
    """The tables of the pack; the test's own, to do with as it likes."""
    tables = pickle.loads((cleaned.root.parent / "tables.pickle").read_bytes())
    assert isinstance(tables, TableSet)
    return tables


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, process: Command) -> Study:
    """A study that was run, in a folder of its own; never written to."""

    def make(folder: Path) -> None:
        root = copy_study(folder / "study")
        # Where the pack was run before, the command finds all of it up to date and has nothing to do.
        for made in MADE if (ROOT / "reports" / "manifest.json").is_file() else ():
            shutil.copytree(ROOT / made, root / made, ignore=shutil.ignore_patterns("README.md"))
        done = process("run", "--study", root)
        assert done.returncode == 0, done.stderr

    return Study(made_once(tmp_path_factory, "finished", make) / "study")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, process: Command) -> Study:
    """A study of which the public release was made in two languages, in a folder of its own; never written to."""

    def make(folder: Path) -> None:
        root = copy_study(folder / "study")
        # Tables are the same in each release: where the pack was run before, they are made already.
        if (ROOT / "data" / "processed" / "manifest.json").is_file():
            shutil.copytree(ROOT / "data" / "processed", root / "data" / "processed", dirs_exist_ok=True)
        speaking(root, "en", "ro")
        done = process("run", "--study", root, "--release", "public")
        assert done.returncode == 0, done.stderr

    return Study(made_once(tmp_path_factory, "published", make) / "study")
