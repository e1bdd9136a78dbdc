"""study.yml: what it may say, and what is told to the person who mistypes it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command

from pilotanalysis.problems import StudyError
from pilotanalysis.settings import DEFAULT, SCHEMA, commented, read, schema_text
from pilotanalysis.study import Study, find


def test_schema_and_default_file_are_those_of_the_models(study: Study) -> None:
    assert SCHEMA.read_text("utf-8") == schema_text()
    assert DEFAULT.read_text("utf-8") == commented(read(DEFAULT))
    assert (ROOT / "study.yml").read_text("utf-8") == commented(study.settings)


def _said(tmp_path: Path, **changes: object) -> list[str]:
    """Problems told of the pack's study.yml with some keys changed."""
    content = yaml.safe_load((ROOT / "study.yml").read_text("utf-8")) | changes
    path = tmp_path / "study.yml"
    path.write_text(yaml.safe_dump({key: value for key, value in content.items() if value is not ...}), "utf-8")
    with pytest.raises(StudyError) as error:
        read(path)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"regoin": "RO21"}, ("regoin is not a key", "Did you mean region?")),
        ({"thresholds": {"confidnce": 0.9}}, ("thresholds.confidnce is not a key", "Did you mean confidence?")),
        ({"region": ...}, ("region is missing", "NUTS 2")),
        ({"seed": "many"}, ("seed is 'many'", "random sequence")),
        ({"period": {"start": "2014-06-30", "end": "2014-01-01"}}, ("lies before start", "earlier date first")),
        ({"period": {"start": "June", "end": "2014-01-01"}}, ("period.start is 'June'", "YYYY-MM-DD")),
        ({"languages": ["en", "de"]}, ("it has no words in de", "add them")),
        ({"languages": ["en", "xx"]}, ("xx is no language", "as en, ro, it, es")),
        ({"languages": ["en", "Polski"]}, ("languages[2] is 'Polski'", "pilotanalysis words")),
        ({"title": {"en": "Links", "eng": "Links"}, "languages": ["en"]}, ("title: eng is no language", "as en")),
        ({"languages": ["en", "en"]}, ("named twice",)),
        ({"budget": {"amount": 0, "currency": "EUR"}}, ("budget.amount is 0", "above 0")),
        ({"thresholds": {"confidence": 95}}, ("thresholds.confidence is 95", "between 0.5 and 1")),
        (
            {"clusters": [{"id": "a", "role": "analysed"}, {"id": "b", "role": "watched"}]},
            ("clusters[2].role is 'watched'", "analysed"),
        ),
        ({"clusters": [{"id": "a", "role": "follow_up"}]}, ("none is analysed",)),
        ({"clusters": [{"id": "a", "role": "analysed"}] * 2}, ("a is named twice",)),
    ],
)
def test_a_wrong_key_is_told_with_file_key_and_what_is_allowed(
    tmp_path: Path, changes: dict[str, object], words: tuple[str, ...]
) -> None:
    (said,) = _said(tmp_path, **changes)
    assert said.startswith("study.yml")
    for word in words:
        assert word in said


def test_every_wrong_key_is_told_at_once(tmp_path: Path) -> None:
    assert len(_said(tmp_path, region="nowhere", seed=-1, colour="blue")) == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [(b"title: [", "YAML"), (b"seed: 1\nseed: 2\n", "given twice"), (b"title: \xff", "UTF-8"), (b"", "is missing")],
)
def test_a_broken_file_is_told(tmp_path: Path, text: bytes, word: str) -> None:
    (tmp_path / "study.yml").write_bytes(text)
    with pytest.raises(StudyError, match=word):
        read(tmp_path / "study.yml")


def test_a_study_is_found_from_a_folder_within_it(spoilt: Path, tmp_path: Path) -> None:
    assert find(spoilt / "data" / "raw").root == spoilt.resolve()
    with pytest.raises(StudyError, match="--study"):
        find(tmp_path)


def test_the_command_line_tells_without_traceback(spoilt: Path, command: Command) -> None:
    path = spoilt / "study.yml"
    path.write_text(path.read_text("utf-8").replace("seed:", "sead:"), "utf-8")
    for name in ("check", "clean", "run", "verify"):
        done = command(name, "--study", spoilt)
        assert done.returncode == 1
        assert "sead is not a key of a study" in done.stderr
        assert "Did you mean seed?" in done.stderr
        assert "Traceback" not in done.stderr + done.stdout
