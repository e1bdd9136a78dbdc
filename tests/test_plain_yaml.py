"""study.yml as text: whatever is typed into it is read or told, with the row."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from pilotanalysis.problems import StudyError
from pilotanalysis.settings import FILE, read
from pilotanalysis.study import Study

WHOLE = (ROOT / FILE).read_text("utf-8")
BOMB = "x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
#: What is put in place of a part of the file, and what is told; the row is that of the part.
CHANGES = {
    "a control character": ("seed: 2014", "seed: 2014 # \x07", "A control character stands there"),
    "a tab": ("seed: 2014", "\tseed: 2014", "Not readable as YAML"),
    "a day that is none": ("end: 2014-06-30", "end: 2014-06-31", "day is out of range"),
    "seconds for a day": ("end: 2014-06-30", "end: 86400", "86400 is no day"),
    "a year long ago": ("start: 2014-01-01", "start: 0001-01-01", "not between 1990 and 2100"),
    "a huge number": ("seed: 2014", f"seed: {'9' * 5000}", "Not readable as YAML"),
    "a number too large": ("seed: 2014", "seed: 99999999999999999", "less than 2147483648"),
    "a truth for a number": ("seed: 2014", "seed: yes", "valid integer"),
    "text for a weight": ("  demand: 1", "  demand: '1'", "weights.demand is '1'"),
    "no number for a weight": ("  demand: 1", "  demand: .nan", "weights.demand is nan"),
    "an endless weight": ("  demand: 1", "  demand: .inf", "weights.demand is inf"),
    "a negative weight": ("  demand: 1", "  demand: -1", "greater than 0"),
    "a weight beyond all": ("  demand: 1", "  demand: 1e300", "at most 1000"),
    "an endless budget": ("amount: 10000", "amount: .inf", "budget.amount is inf"),
    "a threshold that is no number": ("confidence: 0.95", "confidence: .nan", "thresholds.confidence is nan"),
    "a limit that is a truth": ("thin_members: 1", "thin_members: true", "gaps.thin_members is True"),
    "a key misspelt": ("  criticality: 1", "  criticalty: 1", "Did you mean criticality?"),
    "a language that is none": ("[en, ro, it]", "[en, xx]", "xx is no language"),
    "a wave that is no key": ("['2014']", "[{a: 1}]", "waves[1]"),
    "a wave with a slash": ("['2014']", "['../x']", "letters, digits and hyphens"),
    "a blank title": ("en: Missing links in the", "en: ' ' # ", "title.en"),
    "a cluster twice": ("{id: apt, ", "{id: iconic, ", "iconic is named twice"),
    "a cluster without name": ("{id: apt, ", "{id: '', ", "clusters[7].id is ''"),
    "a tag of Python": ("seed: 2014", "seed: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
    "two documents": ("budget:", "---\nbudget:", "another document"),
    "a list for a key": ("seed: 2014", "? [a]\n: 1", "unhashable"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_what_is_typed_wrongly_is_told_by_its_row(tmp_path: Path, case: str) -> None:
    old, new, words = CHANGES[case]
    assert old in WHOLE
    (tmp_path / FILE).write_text(WHOLE.replace(old, new, 1), "utf-8")
    with pytest.raises(StudyError) as error:
        read(tmp_path / FILE)
    told = str(error.value.problems[0])
    assert words in told
    if case not in ("a cluster twice", "two documents"):
        assert f"study.yml, row {WHOLE[: WHOLE.index(old)].count(chr(10)) + 1}" in told
    assert len(told) < 500


FILES = {
    "nothing": (b"", "is missing"),
    "blanks": (b"\n\n  \n", "is missing"),
    "a list": (b"- 1\n", "no list of keys"),
    "a word": (b"study", "no list of keys"),
    "nested": (b"a: " + b"[" * 3000, "nested too deeply"),
    "references without end": (b"a: &a [*a]\n", "references"),
    "a bomb": (BOMB.encode(), "references"),
    "UTF-16": (WHOLE.encode("utf-16"), "not UTF-8"),
    "an old encoding": (WHOLE.encode("cp1250", "replace"), "not UTF-8"),
    "too long": (b"# " + b"x" * 300_000, "300,002 bytes"),
    "zeros": (bytes(100), "control character"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_study_is_told(tmp_path: Path, case: str) -> None:
    content, words = FILES[case]
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StudyError, match=words):
        read(tmp_path / FILE)


def test_a_byte_order_mark_and_references_do_no_harm(tmp_path: Path) -> None:
    text = WHOLE.replace("  demand: 1", "  demand: &same 1").replace("  leakage: 1", "  leakage: *same")
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read(tmp_path / FILE) == read(ROOT / FILE)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.mkdir()
    with pytest.raises(StudyError, match="It is a folder"):
        Study(tmp_path)
    path.rmdir()
    path.symlink_to("nowhere")
    with pytest.raises(StudyError, match="The file is missing"):
        Study(tmp_path)


def test_a_setting_knows_its_row(study: Study) -> None:
    rows = WHOLE.splitlines()
    assert rows[(study.row_of("region") or 0) - 1].startswith("region: ")
    assert "euronest" in rows[(study.row_of("clusters", 2, "id") or 0) - 1]
