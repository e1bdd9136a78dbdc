"""Mess in fictitious answers: as much as was asked for, logged, and decidable where the log says so."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from conftest import ROOT, Command
from stdnum.ro import cnp, cui

from pilotanalysis.demo import mess as package
from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import TOOLS, AnswerSet, export_of
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.mess import COLUMNS, UNCLEAR, WIPING, Messed, kinds_for, mess
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as form
from pilotanalysis.survey.questionnaire import Option, Questionnaire

SEEDS = (1, 2, 3)
LANGUAGES = {"ind-agro-pol": "ro", "astrico-ne": "ro", "euronest": "en", "iconic": "it"}
NOT_MESSED = ("respondent", "started", "submitted", "language", "page", "cluster")


@dataclass(frozen=True)
class Invented:
    questionnaire: Questionnaire
    answers: dict[tuple[int, str], AnswerSet]
    messed: dict[tuple[int, str], Messed]

    @property
    def log(self) -> pd.DataFrame:
        return pd.concat([one.log for one in self.messed.values()], ignore_index=True)

    def kind(self, *names: str) -> pd.DataFrame:
        log = self.log
        found = log[log["kind"].isin(names)]
        assert set(found["kind"]) == set(names)
        return found


@pytest.fixture(scope="module")
def invented(study: Study) -> Invented:
    questionnaire = form.load(study)
    answers, messed = {}, {}
    for seed in SEEDS:
        truth = invent(study, seed)
        for place, (cluster, language) in enumerate(LANGUAGES.items()):
            answers[seed, cluster] = answers_of(truth, cluster, questionnaire)
            chance = np.random.default_rng([seed, place, 3])
            messed[seed, cluster] = mess(answers[seed, cluster], questionnaire, language, 0.5, chance)
    return Invented(questionnaire, answers, messed)


def _frames(answers: AnswerSet) -> dict[str, pd.DataFrame]:
    return {"": answers.responses, **answers.repeats}


def _holding(answers: AnswerSet) -> int:
    """How many cells can be messed."""
    frames = [frame.drop(columns=[*NOT_MESSED], errors="ignore") for frame in _frames(answers).values()]
    return sum(int((frame.notna() & (frame != "")).to_numpy().sum()) for frame in frames)


def _numbers(frame: pd.DataFrame, repeat: str) -> pd.Series:
    counted = frame.groupby("respondent", sort=False).cumcount() + 1
    return counted if repeat else counted * 0


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 1.0])
def test_as_much_mess_as_was_asked_for(invented: Invented, share: float) -> None:
    answers = invented.answers[1, "euronest"]
    messed = mess(answers, invented.questionnaire, "en", share, np.random.default_rng(4))
    # A block of shares is messed whole; and not every cell can be messed.
    assert -0.02 * share <= len(messed.log) / _holding(answers) - share <= 6 / _holding(answers)


def test_no_mess_is_none(invented: Invented) -> None:
    answers = invented.answers[1, "iconic"]
    messed = mess(answers, invented.questionnaire, "ro", 0.0, np.random.default_rng(4))
    assert messed.answers is answers
    assert messed.log.empty
    assert list(messed.log.columns) == list(COLUMNS)


def test_the_same_chance_gives_the_same_mess(invented: Invented) -> None:
    answers = invented.answers[2, "iconic"]
    one, other = (mess(answers, invented.questionnaire, "it", 0.2, np.random.default_rng(9)) for _time in range(2))
    pd.testing.assert_frame_equal(one.log, other.log)
    pd.testing.assert_frame_equal(one.answers.responses, other.answers.responses)


def test_what_is_not_in_the_log_is_as_it_was(invented: Invented) -> None:
    for key, messed in invented.messed.items():
        before, after = _frames(invented.answers[key]), _frames(messed.answers)
        assert list(before) == list(after)
        changed = 0
        for repeat, frame in before.items():
            assert frame.shape == after[repeat].shape
            pd.testing.assert_index_equal(frame.index, after[repeat].index)
            assert list(frame.dtypes) == list(after[repeat].dtypes)
            differs = (frame != after[repeat]) & ~(frame.isna() & after[repeat].isna())
            assert not differs[frame.columns.intersection(NOT_MESSED)].to_numpy().any()
            assert (frame.isna() == after[repeat].isna()).to_numpy().all()
            assert ((frame == "") == (after[repeat] == "")).to_numpy().all()
            changed += int(differs.to_numpy().sum())
        assert changed == len(messed.log)


def test_the_log_says_what_the_cells_say(invented: Invented) -> None:
    for key, messed in invented.messed.items():
        assert list(messed.log.columns) == list(COLUMNS)
        assert not messed.log.duplicated(["repeat", "respondent", "number", "question"]).any()
        for repeat, frame in _frames(messed.answers).items():
            own = messed.log[messed.log["repeat"] == repeat]
            places = pd.MultiIndex.from_arrays([frame["respondent"], _numbers(frame, repeat)])
            assert places.is_unique
            rows = places.get_indexer(pd.MultiIndex.from_arrays([own["respondent"], own["number"]]))
            assert (rows >= 0).all()
            before = _frames(invented.answers[key])[repeat]
            for question, kind, truth, written, row in zip(
                own["question"], own["kind"], own["truth"], own["written"], rows, strict=True
            ):
                canonical = before[question].iloc[row]
                assert frame[question].iloc[row] == written != canonical
                gone = truth.startswith("missing:") or (truth == "personal" and kind == "personal")
                assert gone or truth == canonical


def test_some_is_undecidable_and_some_wiped(invented: Invented) -> None:
    log = invented.log
    assert 0.08 <= 1 - log["decidable"].mean() <= 0.12
    wiped = log["truth"].str.startswith("missing:")
    assert 0.04 <= wiped.mean() <= 0.07
    assert set(log.loc[wiped, "truth"]) == {
        f"missing:{kind}" for kind in ("dont_know", "refused", "not_applicable", "blank", "unclear")
    }
    assert not wiped[log["question"].isin(["name", "fiscal_code"])].any()


def _with_bands(questionnaire: Questionnaire) -> tuple[Questionnaire, AnswerSet]:
    """A question for a band of sizes, which the study itself does not ask."""
    codes = ("0", "1-9", "10-49", "50-249", "250+")
    question = replace(questionnaire.by_name["position"], name="size_band", choices="size_band", conditions=())
    bands = tuple(Option(code, dict.fromkeys(("en", "ro", "it"), code)) for code in codes)
    people = [str(number) for number in range(60)]
    responses = pd.DataFrame({"respondent": people, "size_band": [*codes[1:3]] * 30}).astype("str")
    return replace(questionnaire, questions=(question,), options={"size_band": bands}), AnswerSet(responses, {})


def test_every_kind_of_mess_occurs(invented: Invented) -> None:
    questionnaire = invented.questionnaire
    kinds = {kind for question in questionnaire.questions for kind in kinds_for(question, questionnaire)}
    found = invented.log
    banded, sizes = _with_bands(questionnaire)
    more = [mess(sizes, banded, "ro", 0.9, np.random.default_rng(1)).log]
    # Codes in a CSV are kept with any mark between them.
    keeps = export_of("plain", ".csv", "ro", questionnaire).keeps
    answers = invented.answers[1, "iconic"]
    more.append(mess(answers, questionnaire, "ro", 0.5, np.random.default_rng(1), keeps).log)
    found = pd.concat([found, *more], ignore_index=True)
    assert {kind.name for kind in (*kinds, *WIPING, *UNCLEAR)} - set(found["kind"]) == set()
    decidable = {kind.name: kind.decidable for kind in (*kinds, *WIPING, *UNCLEAR)}
    assert (found["kind"].map(decidable) == found["decidable"]).all()
    days = more[0].loc[more[0]["kind"] == "band turned into a day"]
    assert set(days.loc[days["truth"] == "10-49", "written"]) <= {"oct.49", "Oct-49", "01.10.1949"}
    assert set(days.loc[days["truth"] == "1-9", "written"]) <= {"01-sep", "01.sep", "sep.-01", "9-Jan"}


def _plain(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text))


NUMBERS: dict[str, Callable[[str], float]] = {
    "decimal comma": lambda text: float(text.replace(",", ".")),
    "thousands: point": lambda text: float(text.replace(".", "").replace(",", ".")),
    "thousands: blank": lambda text: float(text.replace(" ", "").replace(",", ".")),
    "thousands: no-break blank": lambda text: float(text.replace("\u00a0", "").replace(",", ".")),
    "thousands: narrow blank": lambda text: float(text.replace("\u202f", "").replace(",", ".")),
    "thousands: comma": lambda text: float(text.replace(",", "")),
    "thousands: apostrophe": lambda text: float(re.sub("['’]", "", text)),
    "noughts behind": lambda text: float(text.replace(" ", "").replace(",", ".")),
    "scientific": lambda text: float(text.replace(",", ".")),
    "plus": float,
    "letter for digit": lambda text: float(text.replace("l", "1").replace("O", "0").replace("o", "0")),
    "blanks around": lambda text: float(text.strip()),
    "fractions of one": lambda text: round(float(text.replace(",", ".")) * 100, 6),
    "euro in full": lambda text: _plain(text) / 1000,
    "percent": lambda text: float(re.match(r"[\d.,]+", text)[0].replace(",", ".")),  # type: ignore[index]
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_that_can_be_read_are_what_was_meant(invented: Invented, kind: str) -> None:
    log = invented.kind(kind)
    by_name = invented.questionnaire.by_name
    log = log[log["question"].map(lambda name: by_name[name].kind in ("integer", "decimal"))]
    assert len(log)
    assert log["decidable"].all()
    assert [NUMBERS[kind](text) for text in log["written"]] == pytest.approx(log["truth"].astype(float).tolist())


def test_no_decidable_number_is_read_in_two_ways(invented: Invented) -> None:
    log, by_name = invented.log, invented.questionnaire.by_name
    decimals = log["question"].map(lambda name: by_name[name].kind == "decimal")
    either = log["written"].str.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}")
    assert not log.loc[decimals & either, "decidable"].any()
    assert (log.loc[decimals & either, "kind"] == "thousand or decimal").all()


def test_shares_become_fractions_all_at_once(invented: Invented) -> None:
    blocks = 0
    for key, messed in invented.messed.items():
        log = messed.log[messed.log["kind"] == "fractions of one"]
        for (repeat, respondent, number), block in log.groupby(["repeat", "respondent", "number"]):
            frame = _frames(invented.answers[key])[repeat]
            row = frame[(frame["respondent"] == respondent) & (_numbers(frame, repeat) == number)].iloc[0]
            heads = {name.partition("_")[0] for name in block["question"]}
            for head in heads:
                places = ("business", "consumers", "public")
                if head != "customers":
                    places = ("county", "region", "country", "eu", "beyond", "members")
                own = block[block["question"].str.startswith(f"{head}_")]
                assert set(own["question"]) == {f"{head}_{place}" for place in places if row[f"{head}_{place}"]}
                written = own.set_index("question")["written"].str.replace(",", ".").astype(float)
                assert written.drop(f"{head}_members", errors="ignore").sum() == pytest.approx(1)
                blocks += 1
    assert blocks > 20


DAYS: dict[str, Callable[[str], date]] = {
    "day with points": lambda text: date(*map(int, text.split(".")[::-1])),
    "day with strokes": lambda text: date(*map(int, re.split("[-/]", text)[::-1])),
    "serial number of a day": lambda text: date(1899, 12, 30) + timedelta(days=int(text.removesuffix(".0"))),
    "year first": lambda text: date(*map(int, re.split("[./]", text))),
    "month first": lambda text: date(*(int(text.split("/")[place]) for place in (2, 0, 1))),
}


@pytest.mark.parametrize("kind", DAYS)
def test_days_that_can_be_read_are_what_was_meant(invented: Invented, kind: str) -> None:
    log = invented.kind(kind)
    assert log["decidable"].all()
    assert [DAYS[kind](text).isoformat() for text in log["written"]] == log["truth"].tolist()


def test_no_such_day_is_none(invented: Invented) -> None:
    for text in invented.kind("no such day")["written"]:
        day, month, year = map(int, text.split("."))
        with pytest.raises(ValueError, match="day"):
            date(year, month, day)


def test_money_agrees_with_the_unit_beside_it(invented: Invented) -> None:
    units = {"mii": 1e3, "k": 1e3, "migliaia": 1e3, "mil.": 1e6, "milioane": 1e6, "mln": 1e6}
    said = {"lei": 1, "thousand_lei": 1e3, "million_lei": 1e6, "eur": 1, "thousand_eur": 1e3}
    seen = 0
    for key, messed in invented.messed.items():
        beside = invented.answers[key].responses.set_index("respondent")["turnover_unit"]
        log = messed.log[messed.log["kind"] == "money with its unit"]
        for question, respondent, truth, written in zip(
            log["question"], log["respondent"], log["truth"], log["written"], strict=True
        ):
            unit = beside[respondent] if question == "turnover" else "thousand_eur"
            digits, words = re.fullmatch(r"\D*?([\d., ]*\d)(\D*)", written).groups()  # type: ignore[union-attr]
            digits = digits.replace(" ", "")
            if "," in digits:
                digits = digits.replace(".", "").replace(",", ".")
            elif digits.count(".") > 1:
                digits = digits.replace(".", "")
            scale = next((by for word, by in units.items() if words.strip().startswith(word)), 1)
            assert float(digits) * scale == pytest.approx(float(truth) * said[unit]), written
            assert bool(re.search("lei|ron", written, re.I)) == unit.endswith("lei"), written
            seen += 1
    assert seen > 50


def test_personal_codes_are_right_and_nobody_s(invented: Invented) -> None:
    log = invented.kind("personal", "personal_inside")
    for kind, truth, written in zip(log["kind"], log["truth"], log["written"], strict=True):
        code = re.sub(r"\D", "", written.removeprefix(truth))
        assert cnp.is_valid(code), written
        assert code[9:12] == "000"
        assert kind == "personal_inside" or truth == "personal"


def test_fiscal_codes_are_readable_or_visibly_wrong(invented: Invented) -> None:
    clear = invented.kind("code with a prefix", "code with noughts", "code in groups")
    digits = clear["written"].str.replace(r"\D", "", regex=True).str.lstrip("0")
    assert (digits == clear["truth"]).all()
    wrong = invented.kind("checksum", "digit missing")
    assert not wrong["decidable"].any()
    assert not wrong["written"].map(cui.is_valid).any()


ENCODED = {
    "UTF-8 read as cp1252": ("cp1252", "utf-8"),
    "UTF-8 read as cp1250": ("cp1250", "utf-8"),
    "UTF-8 read as cp874": ("cp874", "utf-8"),
    "cp1250 read as Latin-1": ("latin-1", "cp1250"),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_no_letter_is_lost_on_the_way_through_another_encoding(invented: Invented, kind: str) -> None:
    log, by_name = invented.kind(kind), invented.questionnaire.by_name
    read, kept = ENCODED[kind]
    undone = [text.encode(read).decode(kept) for text in log["written"]]
    words = log["question"].map(lambda name: not by_name[name].choices)
    comma = str.maketrans("şţŞŢ", "șțȘȚ")
    assert [text.translate(comma) for text, plain in zip(undone, words, strict=True) if plain] == log.loc[
        words, "truth"
    ].tolist()


def test_no_decidable_choice_means_another_option(invented: Invented) -> None:
    log, questionnaire = invented.log, invented.questionnaire
    log = log[log["decidable"] & ~log["truth"].str.startswith("missing:")]

    def folded(text: str) -> str:
        return re.sub(r"\W", "", text).casefold()

    for name, truth, written in zip(log["question"], log["truth"], log["written"], strict=True):
        question = questionnaire.by_name[name]
        if question.kind == "select_one":
            others = [option for option in questionnaire.options_of(question) if option.name != truth]
            taken = {folded(word) for option in others for word in (option.name, *option.labels.values())}
            assert folded(written) not in taken, (name, truth, written)


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.12g}" if isinstance(value, int | float) else f"{value}"


def _cells(path: Path, tool: str, variant: str) -> Iterator[str]:
    """All cells of a file, read by nothing of the pack."""
    if path.suffix == ".sav":
        frame, _about = pyreadstat.read_sav(str(path))
        yield from (_text_of(value) for column in frame for value in frame[column].tolist() if value is not None)
    elif path.suffix == ".csv":
        raw = path.read_bytes()
        text = raw.decode("cp1250" if variant == "spreadsheet" else "utf-8-sig")
        mark = ";" if tool == "kobo" or variant in ("spreadsheet", "api") else ","
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield from row
    else:
        for sheet in openpyxl.load_workbook(path, read_only=True):
            for cells in sheet.iter_rows(values_only=True):
                yield from (_text_of(value) for value in cells if value is not None)


FILES = [(tool, ending, form) for tool, one in TOOLS.items() for ending, forms in one.forms.items() for form in forms]


@pytest.mark.parametrize(("tool", "ending", "variant"), FILES)
@pytest.mark.long
def test_every_tool_keeps_the_mess(invented: Invented, tmp_path: Path, tool: str, ending: str, variant: str) -> None:
    questionnaire = invented.questionnaire
    answers = invented.answers[2, "iconic"]
    answers = AnswerSet(answers.responses[:40], answers.repeats)
    export = export_of(tool, ending, "ro", questionnaire, variant)
    messed = mess(answers, questionnaire, "ro", 0.25, np.random.default_rng([7, 3]), export.keeps)
    people = set(answers.responses["respondent"])
    log = messed.log[messed.log["respondent"].isin(people)]
    assert len(log) > (100 if ending == ".sav" else 200)
    path = tmp_path / f"export{ending}"
    export.write(path, messed.answers)
    found = set(_cells(path, tool, variant))
    one_byte = variant == "spreadsheet"
    cedilla = str.maketrans("șțȘȚ", "şţŞŢ" if one_byte else "șțȘȚ")
    assert [text for text in log["written"] if text.translate(cedilla) not in found] == []


def test_texts_of_workbooks_stay_texts(invented: Invented, tmp_path: Path) -> None:
    answers = invented.answers[1, "euronest"]
    typed = answers.responses.assign(employees="1.234", year_founded="1998.0", turnover="500.000", export_share="12,5")
    for tool, variant in (("plain", ""), ("plain", "office"), ("google_forms", ""), ("eusurvey", "")):
        path = tmp_path / f"{tool}{variant}.xlsx"
        export_of(tool, ".xlsx", "ro", invented.questionnaire, variant).write(path, AnswerSet(typed.astype("str"), {}))
        values = [
            cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row
        ]
        for text in ("1.234", "1998.0", "500.000", "12,5"):
            assert values.count(text) == len(typed)


def test_the_log_is_part_of_the_truth(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "clean", Wish(3, respondents=12))
    write_study(study, tmp_path / "messy", Wish(3, respondents=12, mess=0.1))
    assert not (tmp_path / "clean" / "truth" / "mess.csv").exists()
    log = pd.read_csv(tmp_path / "messy" / "truth" / "mess.csv", dtype=str, keep_default_na=False)
    assert list(log.columns) == ["cluster", *COLUMNS]
    assert set(log["cluster"]) == set(LANGUAGES)
    # All else that is true, is true of both.
    for path in (tmp_path / "clean" / "truth").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "messy" / "truth" / path.name).read_bytes()
    for cluster in LANGUAGES:
        (one,) = (tmp_path / "clean" / "data" / "raw" / "survey").glob(f"{cluster}.*")
        assert one.read_bytes() != (tmp_path / "messy" / "data" / "raw" / "survey" / one.name).read_bytes()


@pytest.mark.parametrize("share", ["1.5", "-0.1", "nan", "much"])
def test_a_share_that_is_none_is_refused(tmp_path: Path, command: Command, share: str) -> None:
    done = command("demo", tmp_path / "demo", "--study", ROOT, "--mess", share)
    assert done.returncode == 2
    assert "--mess" in done.stderr
    assert not (tmp_path / "demo").exists()


def test_mess_knows_nothing_of_cleaning() -> None:
    """Of the survey it sees the questionnaire only, and no table of reference."""
    for path in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                parts = (node.module or "").split(".")
                assert "reference" not in parts
                assert "survey" not in parts or parts == ["survey", "questionnaire"]
            elif isinstance(node, ast.Import):
                assert not any("pilotanalysis" in name.name for name in node.names)
