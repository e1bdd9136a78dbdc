"""What tests share: the pack as it stands, copies of it to spoil, and the statistics beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pilotanalysis.study import Study

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PILOTANALYSIS_SHARED", ROOT.parent / "shared" / "data"))
COPIED = ("study.yml", "requirements.lock", "notebooks", "data/raw", "data/decisions")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def study() -> Study:
    """The pack itself; never written to."""
    return Study(ROOT)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy of the pack to spoil."""
    return copy_study(tmp_path / "study")


def copy_study(target: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    return target


@pytest.fixture(scope="session")
def command() -> Command:
    """The command line as an analyst calls it, in a process of its own."""

    def call(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pilotanalysis", *map(str, arguments)]
        own = {name: value for name, value in os.environ.items() if not name.startswith("PILOTANALYSIS_")}
        return subprocess.run(
            line, capture_output=True, text=True, encoding="utf-8", env=own | environment, check=False
        )

    return call


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the official statistics and true exports that the pack does not carry."""
    if not SHARED.is_dir():
        pytest.skip(f"the statistics and exports beside the pack are not here ({SHARED.name}); see tests/README.md")
    return SHARED


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Study:
    """A study that was run, in a folder of its own."""
    root = copy_study(tmp_path_factory.mktemp("finished") / "study")
    done = command("run", "--study", root)
    assert done.returncode == 0, done.stderr
    return Study(root)
