"""Verify: whatever of a delivery is altered, missing or put beside it is found, named and told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from cataloguing import write_notebook
from conftest import Command, copy_study, keep_only, made_once, speaking
from tamperings import (
    EXECUTED,
    EXPECTED,
    MANIFEST,
    OF_OUTPUTS,
    OF_THE_REST,
    PDF,
    RESULT,
    TABLE,
    Action,
    Tampering,
    book,
    content,
    document,
    drawn,
    lines,
    on,
    pattern,
    picture_in_output,
    put_right,
    text,
    with_json,
)

from pilotanalysis.publish import manifest
from pilotanalysis.publish.verify import Verdict, terminal
from pilotanalysis.publish.verify.delivery import open_delivery
from pilotanalysis.publish.verify.differences import Difference
from pilotanalysis.publish.verify.judge import before_rerun, judge
from pilotanalysis.publish.verify.rerun import copy, rerun
from pilotanalysis.study import Study

pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory, process: Command) -> Path:
    """A folder with a delivered study of one cluster and a few notebooks, and its rerun; never written to."""

    def make(folder: Path) -> None:
        root = keep_only("euronest", copy_study(folder / "delivered"))
        for name in ("03", "05", "06", "07", "08", "09"):
            next((root / "notebooks").glob(f"{name}*")).unlink()
        write_notebook(root)
        speaking(root, "en", "it")
        done = process("run", "--study", root)
        assert done.returncode == 0, done.stderr
        assert process("verify", "--accept", "--study", root).returncode == 0
        delivery = open_delivery(Study(root))
        assert delivery.manifest
        assert rerun(copy(delivery.study, folder / "again"), delivery.manifest.notebooks) == ""

    return made_once(tmp_path_factory, "short", make)


Judged = Callable[[Path], Verdict]


@pytest.fixture(scope="session")
def judged(short: Path) -> Judged:
    """Compares a delivery with the rerun."""
    again = open_delivery(Study(short / "again"))
    return lambda root: judge(open_delivery(Study(root)), again)


@pytest.fixture
def delivered(short: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the delivered study to tamper with."""
    root = tmp_path / "study"
    shutil.copytree(short / "delivered", root)
    yield root
    shutil.rmtree(root)


def _found(verdict: Verdict, tampering: Tampering) -> None:
    assert verdict.grade in ("partial", "not reproduced")
    assert not verdict.reproduced
    assert tampering.named in verdict.altered, list(verdict.altered)
    assert verdict.altered[tampering.named].changes
    assert any(line.startswith(f"- {tampering.named}: ") for line in terminal(verdict))


AS_IT_WAS = [*OF_OUTPUTS[::3], *OF_THE_REST]


@pytest.mark.parametrize("tampering", AS_IT_WAS, ids=lambda tampering: tampering.name)
def test_what_is_tampered_with_is_found(delivered: Path, judged: Judged, tampering: Tampering) -> None:
    tampering.change(delivered)
    _found(judged(delivered), tampering)


@pytest.mark.parametrize("tampering", OF_OUTPUTS, ids=lambda tampering: tampering.name)
def test_it_is_found_though_the_digests_were_put_right(delivered: Path, judged: Judged, tampering: Tampering) -> None:
    tampering.change(delivered)
    put_right(delivered)
    _found(judged(delivered), tampering)


def test_eighty_tamperings_are_tried_and_half_of_them_with_digests_put_right() -> None:
    assert len(OF_OUTPUTS) + len(AS_IT_WAS) >= 120
    assert 2 * len(OF_OUTPUTS) >= len(OF_OUTPUTS) + len(AS_IT_WAS)
    assert len({tampering.name for tampering in [*OF_OUTPUTS, *OF_THE_REST]}) == len(OF_OUTPUTS) + len(OF_THE_REST)


def test_an_untouched_delivery_is_full(short: Path, judged: Judged) -> None:
    verdict = judged(short / "delivered")
    assert (verdict.grade, verdict.altered, verdict.issues, verdict.notes) == ("full", {}, [], [])
    assert verdict.agree == len(verdict.compared) > 130
    assert "No digest was given" in verdict.reservation


FOREIGN = (
    "reports/minutes.docx", "reports/mine/photo.jpg", "data/processed/review - copy.xlsx", "reports/figures/.DS_Store",
    "data/raw/survey/.DS_Store", "data/raw/roster/~$euronest.xlsx",
)  # fmt: skip


def test_files_of_others_are_named_and_lower_nothing(
    short: Path, delivered: Path, judged: Judged, tmp_path: Path
) -> None:
    digest = open_delivery(Study(delivered)).digest()
    for name in FOREIGN:
        (delivered / name).parent.mkdir(exist_ok=True)
        (delivered / name).write_text("mine", "utf-8")
    verdict = judged(delivered)
    assert verdict.grade == "full"
    assert verdict.digest == digest
    assert sorted(re.split(" is no part| was left", note)[0] for note in verdict.notes) == sorted(FOREIGN)
    again = copy(Study(delivered), tmp_path / "again", open_delivery(Study(delivered)).litter)
    assert manifest.inputs(Study(again)) == manifest.inputs(Study(short / "delivered"))


@pytest.mark.parametrize("name", ["a cell", "a number", "its data", "Parquet alone", "CSV alone"])
def test_differences_are_told_by_place_with_before_and_after(delivered: Path, judged: Judged, name: str) -> None:
    tampering = next(one for one in OF_OUTPUTS if one.name.endswith(f": {name}") or one.name.endswith(name))
    tampering.change(delivered)
    told = [line for line in terminal(judged(delivered)) if line.startswith(f"- {tampering.named}")]
    assert any(" was delivered, the rerun gives " in line for line in told), told
    assert any(re.search(r"row \d+|number \w+, value", line) for line in told), told


MADE_ANEW = (
    on("a value", "data/raw/reference/persons_employed.csv", lines(lambda rows: rows.pop())),
    on("a setting", "study.yml", text("confidence: 0.95", "confidence: 0.9")),
    on("a hash", "requirements.lock", pattern(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64)),
    on("a package more", "environment.yml", text("dependencies:", "dependencies:\n- forged")),
    on("prose", "notebooks/explore.ipynb", text('"# ', '"# Please ')),
    on("prose", "notebooks/01_survey_intake.ipynb", text("# Who answered", "# Who did not answer")),
    on("results with the expected ones", EXPECTED, lambda path: with_json(lambda said: said.popitem())(path)),
)


@pytest.mark.parametrize("tampering", MADE_ANEW, ids=lambda tampering: tampering.name)
def test_what_was_made_anew_has_another_digest(delivered: Path, tampering: Tampering) -> None:
    quoted = open_delivery(Study(delivered)).digest()
    tampering.change(delivered)
    put_right(delivered)
    verdict = Verdict(compared={"a"}, digest=open_delivery(Study(delivered)).digest(), asked=quoted)
    assert verdict.digest != quoted
    assert verdict.grade == "partial"
    assert quoted in verdict.reservation


def test_another_package_has_another_digest(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = open_delivery(Study(short / "delivered"))
    quoted = delivery.digest()
    monkeypatch.setattr("pilotanalysis.publish.manifest.package_digest", lambda: "0" * 64)
    assert delivery.digest() != quoted
    assert "the package pilotanalysis" in before_rerun(delivery).altered


def _elsewhere(root: Path) -> None:
    """Have the reports made on another machine."""
    with_json(lambda said: said.update(platform="plan9 pdp11"))(root / MANIFEST)
    put_right(root)


def _last_digits(root: Path) -> None:
    """Difference the last digits of a share."""
    path = root / "data" / "processed" / "regional_capacity.parquet"
    frame = pd.read_parquet(path)
    column = next(name for name in frame if pd.api.types.is_float_dtype(frame[name]) and frame[name].notna().any())
    frame[column] *= 1 + 1e-13
    frame.to_parquet(path, index=False)


def _all_pictures(root: Path) -> None:
    for path in (root / "reports" / "figures").glob("*.png"):
        drawn(path)
    for path in (root / "reports" / "figures").glob("*.svg"):
        text("<path ", '<path transform="scale(2)" ')(path)


ALLOWED: dict[str, Action] = {
    "nothing": lambda root: None,
    "last digits": _last_digits,
    "all pictures drawn otherwise": _all_pictures,
    "what a document says of itself": on("", PDF, document(lambda one: one.add_metadata({"/Producer": "x"}))).change,
    "what a workbook says of itself": on("", f"{TABLE}.xlsx", book(lambda one: None)).change,
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_differ_on_another_machine_is_said_and_forgiven(delivered: Path, judged: Judged, name: str) -> None:
    ALLOWED[name](delivered)
    _elsewhere(delivered)
    verdict = judged(delivered)
    assert not verdict.altered
    assert verdict.grade == ("full" if name == "nothing" else "full with minor issues")
    assert any("plan9" in line for line in terminal(verdict))


#: What only bytes can tell; of pictures in outputs nbval tells it.
FORGIVEN = ("its author", "its title", "a picture in an output")


@pytest.mark.parametrize(
    "tampering",
    [one for one in OF_OUTPUTS if not one.name.endswith(FORGIVEN)],
    ids=lambda tampering: tampering.name,
)
def test_text_and_values_are_held_on_another_machine_too(delivered: Path, judged: Judged, tampering: Tampering) -> None:
    tampering.change(delivered)
    _elsewhere(delivered)
    _found(judged(delivered), tampering)


def test_one_chapter_alone_can_be_compared(delivered: Path, short: Path) -> None:
    on("", PDF, content(b"x")).change(delivered)
    again = open_delivery(Study(short / "again"))
    other = judge(open_delivery(Study(delivered)), again, "01")
    assert other.grade == "full"
    assert "only what notebook 01 makes" in "\n".join(terminal(other))
    on("", EXECUTED, with_json(picture_in_output)).change(delivered)
    assert judge(open_delivery(Study(delivered)), again, "01").grade == "full"
    assert EXECUTED in judge(open_delivery(Study(delivered)), again, "02").altered


def test_versions_that_the_lock_does_not_ask_for_are_named(delivered: Path, judged: Judged) -> None:
    lock = delivered / "requirements.lock"
    lock.write_text(re.sub(r"^numpy==\S+", "numpy==1.0", lock.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    (issue,) = judged(delivered).issues
    assert re.search(r"numpy \S+ \(asked for: ==1.0\)", issue)
    assert Verdict(compared={"a"}, issues=[issue]).grade == "full with minor issues"


def test_an_untouched_copy_elsewhere_is_full(delivered: Path, tmp_path: Path, process: Command) -> None:
    """In another folder, with other times, under another zone and locale, one notebook in another language."""
    done = process("run", "--notebook", "02", "--language", "it", "--study", delivered)
    assert done.returncode == 0, done.stderr
    other = tmp_path / "elsewhere, šț"
    shutil.copytree(delivered, other, copy_function=shutil.copyfile)
    done = process("verify", "--study", other, TZ="Pacific/Auckland", LC_ALL="C", LANG="C", HOME=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("Grade: full\n")
    quoted = open_delivery(Study(delivered)).digest()
    assert f"Digest of the whole delivery: {quoted}\n" in done.stdout


def test_what_was_altered_is_told_on_the_terminal_as_json_and_as_a_page(
    delivered: Path, tmp_path: Path, process: Command
) -> None:
    quoted = open_delivery(Study(delivered)).digest()
    on("", EXECUTED, with_json(picture_in_output)).change(delivered)
    text("</h1>", "</h1><script>alert(1)</script>")(delivered / "reports" / "index.html")
    text("# Who answered", "# Who did not answer")(delivered / "notebooks" / "01_survey_intake.ipynb")
    put_right(delivered)
    files = [tmp_path / "verdict.json", tmp_path / "verdict.html"]
    options = ["--digest", quoted.upper(), "--json", files[0], "--html", files[1]]
    done = process("verify", "--study", delivered, *options)
    assert done.returncode == 1
    assert done.stdout.endswith("Grade: partial\n")
    told, page = json.loads(files[0].read_text("utf-8")), files[1].read_text("utf-8")
    assert told["grade"] == "partial"
    assert told["digest"] != told["digest_asked_for"] == quoted
    named = {entry["file"]: [change["place"] for change in entry["changes"]] for entry in told["altered"]}
    assert {EXECUTED, "reports/index.html", "reports/notebooks/01_survey_intake.html", MANIFEST} <= named.keys()
    # nbval ran the notebook with the changed figure, and no notebook whose code is another.
    assert any(place.startswith("nbval: code cell ") for place in named[EXECUTED]), named[EXECUTED]
    assert all(name in page for name in named)
    assert "<script" not in page
    assert page.count("<h1>") == 1


def test_a_digest_or_file_that_cannot_be_is_refused_at_once(short: Path, tmp_path: Path, command: Command) -> None:
    root = short / "delivered"
    for options in (["--digest", "abc"], ["--notebook", "77"]):
        assert command("verify", "--study", root, *options).returncode == 2
    done = command("verify", "--study", root, "--json", tmp_path / "no" / "such" / "folder.json")
    assert done.returncode == 1
    assert "folder.json: Cannot be written to" in done.stderr
    assert "reruns" not in done.stderr


def test_nothing_from_a_delivery_steers_the_terminal() -> None:
    verdict = Verdict(failure="a\x1b[2Jb\nc", notes=["x\u202ey\u00a0z"])
    verdict.add("reports/\x07.csv", [Difference("row 2, column \x9b1m", "1", "2")])
    told = "\n".join(terminal(verdict))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", told)
    assert "b\nc" in told
    assert "\u00a0z" in told


def test_damaged_results_are_not_accepted(delivered: Path, command: Command) -> None:
    before = (delivered / EXPECTED).read_bytes()
    (delivered / RESULT).write_text('{"a": ', "utf-8")
    done = command("verify", "--accept", "--study", delivered)
    assert done.returncode == 1
    assert "reports/results: They are missing or damaged" in done.stderr
    assert (delivered / EXPECTED).read_bytes() == before
