"""What a reader meets in a browser: accessible pages that fit a telephone, and the notebook to explore in JupyterLab.

Needs the Chromium of the system and axe-core, which `.ci/run` installs; elsewhere these tests are skipped.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Study

AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium")
CLUSTER = "astrico-ne"
PAGES = (
    *(f"index{language}.html" for language in ("", ".ro", ".it")),
    *(f"sheets/gaps.{CLUSTER}.{language}.html" for language in ("en", "ro", "it")),
    f"notebooks/03_value_chain_gaps.{CLUSTER}.html",
    "numbers.html",
)
#: Width of a telephone, in CSS pixels.
NARROW = 390
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; .ci/run installs Debian's"),
]
# Elements that reach beyond the page and that no area around them scrolls.
CUT = """() => [...document.querySelectorAll('figure img, main *')].filter(one => {
  const scrolled = one.closest('[role=region][tabindex="0"]');
  return !scrolled && one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1;
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not in build/axe; .ci/run installs it from npm")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_violation(name: str, browser: Any, finished: Study) -> None:
    page = browser.new_page(viewport={"width": NARROW, "height": 800})
    page.goto((finished.reports / name).as_uri())
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.close()
    grave = [
        (one["id"], one["impact"], one["nodes"][0]["html"][:160])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_telephone(name: str, browser: Any, finished: Study) -> None:
    page = browser.new_page(viewport={"width": NARROW, "height": 800})
    page.goto((finished.reports / name).as_uri())
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    cut = page.evaluate(CUT)
    page.close()
    assert cut == []
    assert wide <= room


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def lab(finished: Study, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on a copy of a study that was run: the address of the notebook to explore, and the study."""
    study = tmp_path / "study"
    shutil.copytree(finished.root, study)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PILOTANALYSIS_")}
    own = {
        f"{name}_DIR": str(tmp_path / name.lower())
        for name in ("JUPYTER_CONFIG", "JUPYTER_RUNTIME", "JUPYTERLAB_SETTINGS", "JUPYTERLAB_WORKSPACES")
    }
    line = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    line += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [*line, f"--ServerApp.root_dir={study}"], cwd=study, env=kept | own, stdout=log, stderr=log
        )
    try:
        for _second in range(60):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, (tmp_path / "lab.log").read_text("utf-8")
                time.sleep(1)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/explore.ipynb?token={token}", study
    finally:
        server.terminate()
        server.wait(30)


def _choose_next(page: Any, label: str) -> None:
    """Open a list, go one down and choose, as the notebook says; JupyterLab keeps the arrow keys of a closed one."""
    field = page.get_by_label(label, exact=True)
    before = field.input_value()
    field.focus()
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key, delay=200)
    assert field.input_value() != before


def test_the_ranking_follows_the_keyboard_and_no_report_is_written(lab: tuple[str, Path], browser: Any) -> None:
    address, study = lab
    before = _digests(study / "reports")
    # High enough for the whole notebook: JupyterLab draws only what is in sight.
    page = browser.new_page(viewport={"width": 1200, "height": 9000})
    page.set_default_timeout(120_000)
    page.goto(address)
    # Before the notebook is there, the menu has nothing to run.
    page.get_by_role("heading", name="1. Choose the cluster").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    ranking = page.locator("img[alt^='Dots with intervals']")
    page.locator("table caption").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    first = ranking.get_attribute("alt")
    title = page.locator("table caption").first.text_content()

    _choose_next(page, "Cluster")
    page.wait_for_function(
        "before => { const now = document.querySelector(\"img[alt^='Dots with intervals']\");"
        " return now && now.alt !== before; }",
        arg=first,
    )
    assert page.locator("table caption").first.text_content() != title

    page.get_by_label(re.compile("^demand|^members who need it")).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.locator("[role=status]", has_text="Other than in study.yml: criticality 1.5 (1).").wait_for()

    _choose_next(page, "Row")
    page.locator("caption", has_text="as it stands").wait_for()
    assert not page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count()
    page.close()
    assert _digests(study / "reports") == before
