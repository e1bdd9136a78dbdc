"""environment.yml, pyproject.toml and the lock say the same."""

from __future__ import annotations

import re
import tomllib

import yaml
from conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _pinned() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE))


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~ ;\[]", requirement)[0].lower().replace("_", "-")


def test_every_requirement_is_pinned_within_its_limits() -> None:
    from packaging.requirements import Requirement

    pinned = _pinned()
    groups = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert {"jupyterlab", "pandas", "matplotlib", "seaborn", "papermill", "nbval"} <= {_name(line) for line in groups}
    for line in groups:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[_name(line)]), line


def test_every_pin_has_hashes_and_no_address() -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(blocks) == len(_pinned()) > 100
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--index|--find-links|file:", LOCK)


def test_environment_is_thin_over_the_same_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, pip = environment["dependencies"]
    assert [_name(line) for line in conda] == ["python", "pip"]
    assert conda[0].removeprefix("python") == PROJECT["project"]["requires-python"]
    assert pip["pip"] == ["--require-hashes -r requirements.lock"]


def test_the_citation_names_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
