"""The catalogue of partners in use: searched, filtered and sorted in a browser, by the keyboard, on a telephone.

Needs the Chromium of the system, and axe-core for one test, as `test_browser.py` does; elsewhere it is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cataloguing import item, many, publish
from conftest import made_once
from test_browser import AXE, CHROMIUM, CUT, NARROW

from pilotanalysis.results import _, say
from pilotanalysis.study import Study

LANGUAGES = ("en", "ro", "it")
SEARCH, COUNTY, CLUSTER, SCORE = _("Search all text"), _("County"), _("Cluster"), _("Score")
NEIGHBOUR = [{"stage": "design", "name": "Exemplu Ștefan", "offer": "croială", "named": "public", "county": "SV"}]
#: Names of the candidates that are shown, in order.
SHOWN = """() => [...document.querySelectorAll("table.catalogue tbody tr")].filter(row => row.checkVisibility())
  .map(row => row.cells[3].querySelector("bdi")?.textContent ?? "")"""
NUMBERS = """() => [...document.querySelectorAll("table.catalogue tbody tr")]
  .map(row => row.cells[8].querySelector("data")?.value ?? "")"""
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; .ci/run installs Debian's"),
]


@pytest.fixture(scope="module")
def pages(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = {"astrico-ne": item(NEIGHBOUR), "euronest": item(many())}
    return made_once(tmp_path_factory, "catalogue-pages", lambda folder: publish(study, folder, parts))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, pages: Path, browser: Any) -> Iterator[Any]:
    """The catalogue in one of the languages, in a browser that tells of every error and is asked for nothing else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    opened, wrong = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
    opened.goto((pages / f"catalogue.{request.param}.html").as_uri())
    opened.language = request.param
    yield opened
    context.close()
    assert wrong == []


def _said(page: Any) -> str:
    return " ".join(page.locator("[role=status]").text_content().split())


def test_search_minds_neither_case_nor_diacritics(page: Any) -> None:
    whole = page.evaluate(SHOWN)
    before = _said(page)
    page.get_by_label(say(SEARCH, page.language)).fill("STEFAN croiala")
    assert page.evaluate(SHOWN) == ["Exemplu Ștefan"]
    assert _said(page) != before
    assert " 1 " in _said(page)
    page.get_by_label(say(SEARCH, page.language)).fill("nothing of the kind")
    assert page.evaluate(SHOWN) == []
    assert not any(sign.isdigit() for sign in _said(page))
    page.locator("button[type=reset]").click()
    page.wait_for_function(f"({SHOWN})().length === {len(whole)}")
    assert page.evaluate(SHOWN) == whole
    assert _said(page) == before


def test_filters_hold_together(page: Any) -> None:
    rows = [row for row in many() if row.get("county") == "SV" and row.get("named") != "no"]
    page.get_by_label(say(CLUSTER, page.language), exact=True).select_option(label="Euronest")
    page.get_by_label(say(COUNTY, page.language), exact=True).select_option("SV")
    assert len(page.evaluate(SHOWN)) == len(rows)
    page.locator("#origin").select_option("follow_up")
    assert len(page.evaluate(SHOWN)) == sum(row["origin"] == "follow_up" for row in rows)
    page.locator("#gap").select_option("astrico-ne.design")
    assert page.evaluate(SHOWN) == []


def test_columns_are_sorted_by_the_keyboard(page: Any) -> None:
    whole = page.evaluate(SHOWN)
    button = page.get_by_role("button", name=say(SCORE, page.language))
    button.focus()
    outlined = (
        "document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineStyle"
    )
    page.keyboard.press("Enter")
    assert page.evaluate(outlined) == "solid"
    scores = page.evaluate(NUMBERS)
    known = [float(score) for score in scores if score]
    assert known == sorted(known)
    assert "" not in scores[: len(known)]
    assert button.locator("xpath=..").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert [float(score) for score in page.evaluate(NUMBERS) if score] == known[::-1]
    assert page.evaluate(NUMBERS)[-1] == ""
    page.locator("#sort").select_option("-1")
    assert page.evaluate(SHOWN) == whole


def test_every_control_is_reached_by_the_tabulator_and_works_alone(page: Any) -> None:
    page.locator("#search").focus()
    reached = []
    for _step in range(8):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.type"))
        page.keyboard.press("Tab")
    assert reached == ["search", "cluster", "gap", "county", "origin", "sort", "down", "reset"]
    page.locator("#county").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#county").input_value()
    page.locator("button[type=reset]").press("Enter")
    page.wait_for_function("!document.querySelector('table.catalogue tbody tr[hidden]')")
    details = page.locator("details").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("dl").is_visible()


def test_it_fits_a_telephone(page: Any) -> None:
    page.set_viewport_size({"width": NARROW, "height": 800})
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    assert page.evaluate(CUT) == []
    row = page.locator("table.catalogue tbody tr").first
    assert row.bounding_box()["width"] <= NARROW
    heights = "[...document.querySelectorAll('#filters select, #filters button')].map(one => one.offsetHeight)"
    assert min(page.evaluate(heights)) >= 24
    assert page.get_by_role("cell").count() > 50


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not in build/axe; .ci/run installs it from npm")
def test_it_has_no_violation(page: Any) -> None:
    page.add_script_tag(path=AXE)
    for width in (NARROW, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []


def test_without_script_it_is_a_plain_table(pages: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "catalogue.en.html").as_uri())
    assert page.locator("table.catalogue tbody tr").count() == len(many()) + len(NEIGHBOUR)
    assert page.locator("table.catalogue tbody tr").last.is_visible()
    assert not page.locator("#filters").is_visible()
    assert page.locator("thead button").count() == 0
    context.close()


def test_no_other_script_runs(pages: Path, browser: Any) -> None:
    """The page allows its own script alone: one that got into it would not run."""
    text = (pages / "catalogue.en.html").read_text("utf-8")
    forged = pages / "forged.html"
    forged.write_text(
        text.replace("<main", "<script>document.title = 'overrun'</script><img src=x onerror=1><main"), "utf-8"
    )
    page = browser.new_page()
    page.goto(forged.as_uri())
    assert page.title() != "overrun"
    assert page.locator("#filters").is_visible()
    page.close()
