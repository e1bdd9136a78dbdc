"""The questionnaire in the form that a tool imports: what is written has the tool's shape, and reads back."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from conftest import Command
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from pilotanalysis.study import Study
from pilotanalysis.survey import forms
from pilotanalysis.survey.codes import LONGEST, LONGEST_ANSWER, answer_codes, short_codes, tick_codes
from pilotanalysis.survey.forms.limits import number_pattern
from pilotanalysis.survey.forms.pages import ClusterForm, FormItem
from pilotanalysis.survey.questionnaire import FILE, OTHER, Questionnaire, load
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers

CLUSTER = "euronest"
LANGUAGES = ("en", "ro", "it")
Row = dict[str, str]


@pytest.fixture(scope="module")
def asked(study: Study) -> Questionnaire:
    return load(study)


@pytest.fixture(scope="module")
def form(asked: Questionnaire) -> ClusterForm:
    return ClusterForm(asked, CLUSTER, dict.fromkeys(LANGUAGES, "A survey"))


def _untypeset(template: str, data: dict[str, object]) -> bytes:
    raise AssertionError("no document is set here")


@pytest.fixture(scope="module")
def surveys(study: Study) -> dict[str, list[Row]]:
    """The surveys for LimeSurvey, by file."""
    files = forms.build(study, "limesurvey", _untypeset)
    return {name: _rows(content.decode("utf-8-sig")) for name, content in files.items()}


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))


@pytest.fixture(scope="module")
def scripts(study: Study) -> dict[str, bytes]:
    return forms.build(study, "google", _untypeset)


def _questions(rows: Sequence[Row]) -> dict[str, tuple[Row, list[Row]]]:
    """Questions of one language by code, each with the rows of its options."""
    found: dict[str, tuple[Row, list[Row]]] = {}
    for row in rows:
        if row["class"] == "Q":
            assert row["name"] not in found, row["name"]
            last = found[row["name"]] = (row, [])
        elif row["class"] in ("A", "SQ"):
            last[1].append(row)
    return found


# LimeSurvey


def test_each_cluster_has_a_survey_with_codes_that_limesurvey_takes(
    study: Study, surveys: dict[str, list[Row]]
) -> None:
    assert set(surveys) == {f"{cluster}.txt" for cluster in study.analysed}
    for rows in surveys.values():
        questions = _questions([row for row in rows if row["language"] == "en"])
        codes = [code.casefold() for code in questions]
        assert len(codes) == len(set(codes)) > 150
        for code, (row, options) in questions.items():
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", code)
            longest = LONGEST if row["type/scale"] == "M" else LONGEST_ANSWER
            parts = [option["name"].casefold() for option in options]
            assert len(parts) == len(set(parts))
            assert all(re.fullmatch(rf"[A-Za-z0-9]{{1,{longest}}}", part) for part in parts), code


def test_every_language_is_complete_and_blocks_are_numbered(surveys: dict[str, list[Row]]) -> None:
    rows = surveys[f"{CLUSTER}.txt"]
    by_language = {language: [row for row in rows if row["language"] == language] for language in LANGUAGES}
    shapes = []
    for told in by_language.values():
        assert all(row["name" if row["class"] == "G" else "text"].strip() for row in told)
        shapes.append([(row["class"], row["type/scale"], row["class"] == "G" or row["name"]) for row in told])
    assert shapes[0] == shapes[1] == shapes[2]
    assert [row["text"] for row in rows if row["name"] == "additional_languages"] == ["ro it"]
    ro = _questions(by_language["ro"])
    assert ro["needtext3"][0]["text"] == "Nevoie 3: Ce vă lipsește"
    assert ro["inputregion6"][0]["text"].startswith("Input 6: De unde provine, procente: ")
    assert "inputtext7" not in ro and "needtext5" not in ro


def test_routing_names_questions_and_codes_that_are_there(surveys: dict[str, list[Row]]) -> None:
    rows = [row for row in surveys[f"{CLUSTER}.txt"] if row["language"] == "it"]
    questions = _questions(rows)
    conditions = {row["relevance"] for row in rows} - {"1"}
    assert len(conditions) > 15
    for condition in conditions:
        for code in re.findall(r"(?:that\.)?(\w+)\.NAOK", condition):
            base, _line, part = code.partition("_")
            assert base in questions, condition
            assert not part or part in {option["name"] for option in questions[base][1]}, condition
        for code, answer in re.findall(r"(\w+)\.NAOK=='(\w+)'", condition):
            answers = {option["name"] for option in questions[code.partition("_")[0]][1]}
            assert answer in ({"Y"} if "_" in code else answers), condition
    assert questions["legalform"][0]["relevance"] == "organisationtype.NAOK=='firm'"
    assert questions["inputreasons4"][0]["relevance"] == "!is_empty(inputmembers4.NAOK) and inputmembers4.NAOK<100"
    main = questions["mainstage"][0]["relevance"]
    assert main == "(count(that.stages.NAOK)>0) and (!(stages_none.NAOK=='Y'))"


def test_a_survey_offers_the_cluster_its_stages_and_asks_for_the_cluster(surveys: dict[str, list[Row]]) -> None:
    for name, cluster, has, lacks in (
        ("iconic.txt", "ICO", "interactivemedia", "itconsulting"),
        ("euronest.txt", "EUR", "itconsulting", "interactivemedia"),
    ):
        questions = _questions([row for row in surveys[name] if row["language"] == "en"])
        stages = {option["name"] for option in questions["stages"][1]}
        assert has in stages and "none" in stages and lacks not in stages
        assert (questions["cluster"][0]["default"], questions["cluster"][0]["mandatory"]) == (cluster, "Y")


def test_numbers_have_their_limits_and_shares_tell_what_they_come_to(surveys: dict[str, list[Row]]) -> None:
    questions = _questions([row for row in surveys[f"{CLUSTER}.txt"] if row["language"] == "en"])
    year = questions["yearfounded"][0]
    assert (year["num_value_int_only"], year["min_num_value_n"]) == ("1", "1800")
    pattern = re.compile(year["validation"].strip("/"))
    assert [bool(pattern.search(text)) for text in ("1799", "1800", "2014", "2015")] == [False, True, True, False]
    last = questions["inputbeyond2"][0]["help"]
    assert "{sum(inputcounty2.NAOK, inputregion2.NAOK, inputcountry2.NAOK, inputeu2.NAOK, inputbeyond2.NAOK)}" in last


def test_the_survey_has_the_columns_and_rows_of_one_that_was_imported(
    shared: Path, surveys: dict[str, list[Row]]
) -> None:
    path = shared / "exports" / "own" / "limesurvey" / "structure_literal.txt"
    if not path.is_file():
        pytest.skip("the structure of a survey that LimeSurvey imported is not here (structure_literal.txt)")
    theirs, ours = _rows(path.read_text("utf-8-sig")), surveys[f"{CLUSTER}.txt"]
    assert list(ours[0]) == list(theirs[0])
    own, other = _keys(ours), _keys(theirs)
    both = {key[2] for key in own} & {key[2] for key in other}
    assert len(both) > 0.9 * len({key[2] for key in other})
    assert [key for key in own if key[2] in both] == [key for key in other if key[2] in both]


def _keys(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """What tells each row: language, class, its question, type, and its own code; groups by their place."""
    question = ""
    found = []
    for row in rows:
        question = row["name"] if row["class"] == "Q" else question if row["class"] in ("A", "SQ") else ""
        name = "" if row["class"] == "G" else row["name"]
        found.append((row["language"], row["class"], question, row["type/scale"], name))
    return found


# What is written reads back


class _Answers:
    """Answers that in turn take every option of every question, and what has to be read of them."""

    def __init__(self, form: ClusterForm) -> None:
        self.form = form
        self.number = max(len(item.options) for item in form.items())
        self.items = {item.name: item for item in form.items()}

    def truth(self, item: FormItem) -> list[str]:
        """What each respondent answers: codes, numbers, words; those beside *other* only where it was chosen."""
        own = [self._answer(item, place) for place in range(self.number)]
        about = self.items.get(item.name.replace("_other", ""))
        if about is None or about is item or not about.question.choices:
            return own
        chosen = [OTHER in text.split(";") for text in self.truth(about)]
        return [text if keep else "" for text, keep in zip(own, chosen, strict=True)]

    def _answer(self, item: FormItem, place: int) -> str:
        question, names = item.question, [option.name for option in item.options]
        if question.kind in ("select_multiple", "rank"):
            chosen = sorted({place % len(names), (place + 2) % len(names)})
            taken = [names[one] for one in chosen if names[one] != "none"]
            return ";".join(taken) or names[0]
        if question.kind == "select_one":
            return names[place % len(names)]
        if question.is_number:
            return str(int(max(question.low, 1)) + place % 5)
        return "2014-03-11" if question.kind == "date" else f"words {item.name} {place}"


def _read(asked: Questionnaire, path: Path, heads: Sequence[str], columns: Sequence[Sequence[str]]) -> Export:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(heads)
        writer.writerows(zip(*columns, strict=True))
    return read_export(path, path.name, f"survey/{path.name}", asked, Headers(asked))


def _assert_read(export: Export, answers: _Answers) -> None:
    known = export.columns["status"].isin(["question", "tool"])
    assert known.all(), export.columns[~known]
    for item in answers.form.items():
        frame = export.blocks[item.question.repeat]
        rows = frame[frame["number"] == item.number] if item.number else frame
        read = [_day(text) for text in rows[item.question.name].fillna("")]
        assert read == answers.truth(item), item.name


def _day(text: str) -> str:
    return text.removesuffix(" 00:00:00")


def _limesurvey_columns(form: ClusterForm, answers: _Answers, rows: Sequence[Row]) -> Iterator[tuple[str, list[str]]]:
    """Columns of an export with codes as headings and as answers, headed by what the survey itself has."""
    questions = _questions(rows)
    items = {item.code: item for item in form.items()}
    words = {item.name: item for item in form.items()}
    for code, (row, options) in questions.items():
        item = items[code]
        truth = answers.truth(item)
        offered = [one for one in item.options if row["other"] == "N" or one.name != OTHER]
        codes = {one.name: option["name"] for one, option in zip(offered, options, strict=True)}
        other = words.get(f"{item.question.name}_other{f'_{item.number}' if item.number else ''}")
        said = answers.truth(other) if other and row["other"] == "Y" else []
        if row["type/scale"] == "M":
            for name, part in codes.items():
                yield f"{code}[{part}]", ["Y" if name in text.split(";") else "" for text in truth]
        elif row["type/scale"] == "R":
            for place in range(len(options)):
                yield f"{code}[{place + 1}]", [codes.get(_at(text, place), "") for text in truth]
        else:
            yield code, [codes.get(text, "-oth-" if said else text) if options else text for text in truth]
        if said:
            kept = [OTHER in text.split(";") for text in truth]
            yield f"{code}[other]", [text if keep else "" for text, keep in zip(said, kept, strict=True)]


def _at(text: str, place: int) -> str:
    return dict(enumerate(text.split(";"))).get(place, "")


def test_an_export_headed_by_the_codes_of_the_survey_reads_back(
    tmp_path: Path, form: ClusterForm, surveys: dict[str, list[Row]]
) -> None:
    answers = _Answers(form)
    rows = [row for row in surveys[f"{CLUSTER}.txt"] if row["language"] == "en"]
    numbers = [str(number) for number in range(1, answers.number + 1)]
    own = {"id": numbers, "lastpage": numbers, "startlanguage": ["en"] * answers.number, "seed": numbers}
    own["submitdate"] = ["2014-03-11 09:01:00"] * answers.number
    columns = {**own, **dict(_limesurvey_columns(form, answers, rows))}
    export = _read(form.asked, tmp_path / f"{CLUSTER}.csv", list(columns), list(columns.values()))
    assert export.tool == "limesurvey"
    _assert_read(export, answers)


MADE = """
const made = [];
const item = () => new Proxy({kind: ''}, {get: (own, name) => name === 'own' ? own : (...given) => {
  own[name] = given.length === 1 ? given[0] : given; return proxies.get(own); }});
const proxies = new Map();
const add = (kind) => () => { const one = item(); one.own.kind = kind; proxies.set(one.own, one); made.push(one.own);
  return one; };
const validation = new Proxy({}, {get: (_own, name) => name === 'build' ? () => 'validated' : () => validation});
const formOf = new Proxy({}, {get: (_own, name) => name.startsWith('add') ? add(name)
  : name.startsWith('get') ? () => '' : () => formOf});
const FormApp = {create: () => formOf, createTextValidation: () => validation, createGridValidation: () => validation};
const Logger = {log: () => undefined};
"""


def _made(script: bytes) -> list[dict[str, object]]:
    """Run a script with a stand-in for Google's forms, and give what it would make, in order."""
    text = f"{MADE}\n{script.decode('utf-8')}\nmakeForm();\nprocess.stdout.write(JSON.stringify(made));\n"
    done = subprocess.run(["node", "-"], input=text, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    made: list[dict[str, object]] = json.loads(done.stdout)
    return made


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not here, which runs the script")


@needs_node
def test_scripts_are_whole(tmp_path: Path, study: Study, scripts: dict[str, bytes]) -> None:
    assert set(scripts) == {f"{cluster}.{language}.gs" for cluster in study.analysed for language in LANGUAGES}
    for name in (f"{CLUSTER}.en.gs", "iconic.ro.gs"):
        path = tmp_path / f"{name}.js"
        path.write_bytes(scripts[name])
        done = subprocess.run(["node", "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@needs_node
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_headed_by_the_titles_of_the_google_form_reads_back(
    tmp_path: Path, form: ClusterForm, scripts: dict[str, bytes], language: str
) -> None:
    made = _made(scripts[f"{CLUSTER}.{language}.gs"])
    pages = [one["setTitle"] for one in made if one["kind"] in ("addPageBreakItem", "addSectionHeaderItem")]
    assert pages == [page.title(language) for page in form.pages]
    asked = [one for one in made if one["kind"] not in ("addPageBreakItem", "addSectionHeaderItem")]
    titles = [one["setTitle"] for one in asked]
    assert len(set(titles)) == len(titles)
    answers = _Answers(form)
    columns: dict[str, list[str]] = {"Timestamp": ["2014/03/11 9:01:00 AM GMT+2"] * answers.number}
    for item, one in zip(form.items(), asked, strict=True):
        labels = {option.name: option.labels[language] for option in item.options}
        offered = one.get("setChoiceValues") or one.get("setColumns") or []
        assert offered == list(labels.values())
        truth = answers.truth(item)
        if one["kind"] == "addGridItem":
            for place, row in enumerate(one["setRows"]):  # type: ignore[arg-type, var-annotated]
                columns[f"{one['setTitle']} [{row}]"] = [labels.get(_at(text, place), "") for text in truth]
        else:
            cells = [";".join(labels.get(part, part) for part in text.split(";")) for text in truth]
            columns[str(one["setTitle"])] = cells
    export = _read(form.asked, tmp_path / f"{CLUSTER}.csv", list(columns), list(columns.values()))
    assert export.tool == "google_forms"
    _assert_read(export, answers)


# On paper


def test_a_form_is_printed_in_each_language_and_its_codes_read_back(
    tmp_path: Path, study: Study, command: Command, form: ClusterForm
) -> None:
    folder = tmp_path / "paper"
    done = command("questionnaire", "paper", folder, "--study", study.root)
    assert done.returncode == 0, done.stderr
    names = {f"{cluster}.{language}.pdf" for cluster in study.analysed for language in LANGUAGES}
    assert {path.name for path in folder.iterdir()} == names
    reader = PdfReader(folder / f"{CLUSTER}.ro.pdf")
    assert reader.trailer["/Root"]["/Lang"] == "ro" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in ("Numai dacă la „Tipul organizației” răspunsul este „Firmă”.", "Niciuna dintre acestea", "Lista B"):
        assert said in text
    printed = [item.name for item in form.items()]
    assert all(name in text for name in printed)
    answers = _Answers(form)
    heads = ["respondent", *printed]
    columns = [[str(place) for place in range(answers.number)], *map(answers.truth, form.items())]
    _assert_read(_read(form.asked, tmp_path / f"{CLUSTER}.csv", heads, columns), answers)


# Bad input


def _spoil(root: Path, change: Callable[[dict[str, dict[str, object]]], None]) -> None:
    """Change cells of the sheet survey, by name of the question and head of the column."""
    path = root / "data" / "raw" / FILE
    book = load_workbook(path)
    sheet = book["survey"]
    heads = [cell.value for cell in sheet[1]]
    cells: dict[str, dict[str, object]] = defaultdict(dict)
    change(cells)
    for row in range(2, sheet.max_row + 1):
        for head, value in cells.get(str(sheet.cell(row, 2).value), {}).items():
            sheet.cell(row, heads.index(head) + 1).value = value
    book.save(path)


@pytest.mark.parametrize("tool", ["limesurvey", "google", "paper"])
def test_what_a_tool_cannot_ask_is_told_by_row_and_nothing_is_written(
    spoilt: Path, tmp_path: Path, command: Command, tool: str
) -> None:
    def change(cells: dict[str, dict[str, object]]) -> None:
        cells["comments"] = {"type": "image"}
        cells["position"] = {"relevant": "${input_members} < 100"}
        cells["links"] = {"blocks": "many"} if tool == "paper" else {}

    _spoil(spoilt, change)
    done = command("questionnaire", tool, tmp_path / "out", "--study", spoilt)
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in done.stderr
    if tool == "paper":
        assert "column blocks: 'many' is not allowed. Write how often it is asked" in done.stderr
        return
    for word in (
        f"{FILE}, sheet survey, row", "column type", "cannot ask comments, of the type image", "type text",
        "column relevant", "The condition of position looks at input_members, which is asked in every block of inputs",
    ):  # fmt: skip
        assert word in done.stderr, done.stderr


def test_no_folder_is_written_over(study: Study, tmp_path: Path, command: Command) -> None:
    kept = tmp_path / "mine" / "notes.txt"
    kept.parent.mkdir()
    kept.write_text("mine", "utf-8")
    for folder, said in ((kept.parent, "The folder is not empty"), (kept / "below", "Cannot be written")):
        done = command("questionnaire", "limesurvey", folder, "--study", study.root)
        assert done.returncode == 1
        assert str(folder) in done.stderr and said in done.stderr, done.stderr
    assert kept.read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


def test_a_tool_that_is_not_known_is_refused(study: Study, tmp_path: Path, command: Command) -> None:
    done = command("questionnaire", "limesurvay", tmp_path / "out", "--study", study.root)
    assert done.returncode == 2
    assert "Allowed: xlsform, limesurvey, google, paper. Did you mean limesurvey?" in done.stderr


# Codes and limits

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,24}", fullmatch=True), min_size=1, max_size=40, unique=True)


@settings(max_examples=40)
@given(NAMES)
def test_no_two_short_codes_are_alike(names: list[str]) -> None:
    codes = short_codes(names)
    assert sorted(codes.values()) == sorted(names)
    assert len({code.casefold() for code in codes}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", code) for code in codes)


def test_every_code_of_the_questionnaire_tells_its_option_alone(asked: Questionnaire) -> None:
    for options in asked.options.values():
        said = {label.casefold(): option.name for option in options for label in option.labels.values()}
        for code, name in answer_codes(options).items():
            assert said.get(code.casefold(), name) == name
        assert len(set(tick_codes(options).values())) == len(options)


@given(st.integers(0, 1500), st.integers(1, 1500))
def test_a_pattern_takes_the_numbers_between_its_limits_alone(low: int, more: int) -> None:
    high = low + more
    pattern = re.compile(number_pattern(float(low), float(high), True).strip("/"))
    near = itertools.chain(range(max(low - 12, 0), low + 12), range(high - 12, high + 12), (0, 9, 10, 99, 100, 9999))
    for number in near:
        assert bool(pattern.fullmatch(str(number))) == (low <= number <= high), number


def test_a_pattern_takes_decimals_up_to_the_limit() -> None:
    pattern = re.compile(number_pattern(0, 100, False).strip("/"))
    assert all(pattern.fullmatch(text) for text in ("0", "7,5", "99.99", "100", "100.0"))
    assert not any(pattern.fullmatch(text) for text in ("100.1", "101", "-1", "abc", "1e2"))
    assert pd.isna(number_pattern(0, float("inf"), True) or None)
