"""Exports read back: whatever the tool, the form, the file or the damage."""

from __future__ import annotations

import csv
import io
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from damage import as_old_workbook, spoilt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pilotanalysis import reference
from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import AnswerSet, export_of
from pilotanalysis.demo.exports.flat import FormWords, QuestionCells, as_text, flatten, labelled, labelled_each, ticks
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.personal import admitted
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.cleaning import CleaningContext, clean_answers, context_of
from pilotanalysis.survey.cleaning.dates import moments
from pilotanalysis.survey.coding import Coder
from pilotanalysis.survey.exports import Incoming
from pilotanalysis.survey.ledger import LedgerWriter
from pilotanalysis.survey.matching import match_responses
from pilotanalysis.survey.questionnaire import OTHER, Option, Questionnaire
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.blocks import HEAD
from pilotanalysis.survey.reading.decode import Options
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.roster import read_roster
from pilotanalysis.survey.tables import (
    AssistanceNeeds,
    Barriers,
    Inputs,
    Interests,
    Links,
    Markets,
    Needs,
    Offers,
    Organisations,
    OtherAnswers,
    Products,
    Responses,
    Review,
    Roles,
)
from pilotanalysis.survey.tidy import tidy
from pilotanalysis.tables import SEPARATOR, StudyTable, conform

SEED, RESPONDENTS = 2014, 40
CLUSTERS = ("astrico-ne", "ind-agro-pol")
LANGUAGES = ("ro", "en", "it")
TABLES: tuple[type[StudyTable], ...] = (
    Responses, Roles, Inputs, Needs, Offers, Markets, Products, Barriers, Links, Interests, AssistanceNeeds,
    OtherAnswers,
)  # fmt: skip
#: Columns that tell of the file, or of what its tool tells, and not of the answers.
OF_THE_FILE = (
    "row_id", "file", "sheet", "row", "tool", "language", "submitted", "minutes", "complete", "respondent",
)  # fmt: skip
#: cp1250 has the cedilla where Romanian has the comma; the reader sets the comma again.
CEDILLA, COMMA = str.maketrans("șțȘȚ", "şţŞŢ"), str.maketrans("şţŞŢ", "șțȘȚ")


@dataclass(frozen=True)
class Form:
    """A form in which a tool exports."""

    tool: str
    variant: str
    language: str
    ending: str

    @property
    def heads_are_codes(self) -> bool:
        coded = self.variant in ("codes", "code_full", "api") or (self.tool == "plain" and not self.variant)
        return coded or self.ending == ".sav"

    def __str__(self) -> str:
        return "-".join(part for part in (self.tool, self.variant, self.language, self.ending[1:]) if part)


#: Every form of every tool, by tool and ending. KoboToolbox's CSV, which is refused, stands apart.
VARIANTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("limesurvey", ".csv"): ("", "codes", "code_full", "both", "api", "spreadsheet"),
    ("limesurvey", ".xlsx"): ("", "codes", "code_full", "both"),
    ("limesurvey", ".sav"): ("",),
    ("kobo", ".xlsx"): ("", "summary", "details", "codes", "hierarchy"),
    ("eusurvey", ".xlsx"): ("", "shortnames"),
    ("google_forms", ".csv"): ("",),
    ("google_forms", ".xlsx"): ("",),
    ("spss", ".sav"): ("", "missing"),
    ("plain", ".csv"): ("",),
    ("plain", ".xlsx"): ("", "office"),
}
FORMS = [
    Form(tool, variant, language, ending)
    for (tool, ending), variants in VARIANTS.items()
    for variant in variants
    for language in LANGUAGES
]
#: Italian heads and labels have letters that cp1250 lacks.
WITHOUT_LETTERS = Form("limesurvey", "spreadsheet", "it", ".csv")


@dataclass(frozen=True)
class Invented:
    """A fictitious study, its answers, and what they are once tidy."""

    questionnaire: Questionnaire
    headers: Headers
    rules: CleaningContext
    coder: Coder
    roster: pd.DataFrame
    answers: Mapping[str, AnswerSet]
    folder: Path
    _expected: dict[str, dict[type[StudyTable], pd.DataFrame]] = field(default_factory=dict)

    def write(self, path: Path, form: Form, cluster: str = CLUSTERS[0]) -> Path:
        export = export_of(form.tool, path.suffix, form.language, self.questionnaire, form.variant)
        export.write(path, self.answers[cluster])
        return path

    def read(self, path: Path) -> Export:
        return read_export(
            path, path.name, f"survey/{path.name}", self.questionnaire, self.headers, None, self.rules.recognisers
        )

    def tidied(self, export: Export, cluster: str) -> dict[type[StudyTable], pd.DataFrame]:
        incoming = Incoming("2014", cluster, export.file, export)
        answers = clean_answers(export, self.rules)
        (fates,) = match_responses([(incoming, answers)], self.roster[self.roster["cluster"] == cluster], "RO")
        tables = tidy(incoming, answers, fates, self.rules, self.roster, self.coder)
        review = tables[Review]
        tidied = {model: _of_answers(tables[model]) for model in TABLES}
        return {**tidied, Review: review[review["rule"] != "not_coded"]}

    def expected(self, cluster: str) -> dict[type[StudyTable], pd.DataFrame]:
        """Tables of the plainest export, which is held against the answers themselves."""
        if cluster not in self._expected:
            plain = self.write(self.folder / f"{cluster}.csv", Form("plain", "", "en", ".csv"), cluster)
            self._expected[cluster] = self.tidied(self.read(plain), cluster)
        return self._expected[cluster]


def _of_answers(table: pd.DataFrame) -> pd.DataFrame:
    bare = table.drop(columns=list(OF_THE_FILE), errors="ignore")
    return bare.sort_values(list(bare.columns), ignore_index=True)


@pytest.fixture(scope="session")
def invented(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Invented:
    folder = tmp_path_factory.mktemp("invented")
    wish = Wish(SEED, respondents=RESPONDENTS)
    write_study(study, folder / "study", wish)
    own, truth, asked = Study(folder / "study"), invent(study, wish.seed, wish.respondents), forms.load(study)
    stages, counties = reference.load(own, reference.Catalogue), reference.load(own, reference.Counties)
    rosters = [read_roster(own, own.settings.wave, cluster, stages, counties)[0] for cluster in own.analysed]
    roster = conform(pd.concat(rosters, ignore_index=True), Organisations)
    answers = {cluster: _with_words(answers_of(truth, cluster, asked), asked) for cluster in CLUSTERS}
    coder = Coder(stages, reference.load(own, reference.Glossary), {})
    return Invented(asked, Headers(asked), context_of(own, asked), coder, roster, answers, folder)


def _with_words(answers: AnswerSet, asked: Questionnaire) -> AnswerSet:
    """Give words to every *other* that has none: LimeSurvey and SPSS know an *other* among several by its words."""
    frames = {"": answers.responses, **answers.repeats}
    for question in asked.questions:
        if asked.has_other(question) and question.choices:
            frame, words = frames[question.repeat], f"{question.name}_{OTHER}"
            ticked = frame[question.name].fillna("").str.split(SEPARATOR).map(lambda codes: OTHER in codes)
            silent = ticked & (frame[words].fillna("") == "")
            frames[question.repeat] = frame.assign(**{words: frame[words].mask(silent, "altceva")})
    return AnswerSet(frames.pop(""), frames)


# --- The same answers, whatever the form ---


def _questions(block: pd.DataFrame) -> list[str]:
    return [column for column in block if column not in HEAD]


def test_the_plainest_export_reads_as_the_answers_were_given(invented: Invented) -> None:
    answers = invented.answers[CLUSTERS[0]]
    export = invented.read(invented.write(invented.folder / "plainest.xlsx", Form("plain", "", "en", ".xlsx")))
    assert set(export.blocks) == {"", *answers.repeats}
    for repeat, told in {"": answers.responses, **answers.repeats}.items():
        block = export.blocks[repeat]
        # A repetition in which nothing is said is none.
        said = told[_questions(block)].fillna("").ne("").any(axis=1) if repeat else slice(None)
        read, told = block.fillna(""), told[said].fillna("")
        for question in ("respondent", *_questions(block)):
            assert read[question].tolist() == told[question].tolist(), question


def _same_tables(invented: Invented, tmp_path: Path, form: Form, cluster: str) -> None:
    path = invented.write(tmp_path / f"{cluster}{form.ending}", form, cluster)
    export = invented.read(path)
    assert export.tool == form.tool
    assert set(export.columns["status"]) <= {"question", "tool"}
    assert export.language == ("" if form.heads_are_codes else form.language)
    tables, expected = invented.tidied(export, cluster), invented.expected(cluster)
    assert tables[Review].empty
    for model in TABLES:
        wanted = expected[model]
        if form.variant == "spreadsheet":
            wanted = _of_answers(wanted.apply(_as_cp1250_holds))
        assert _rows(tables[model]) == _rows(wanted), model.__name__
    _same_about_responses(export, invented.answers[cluster].responses)


def _rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(table.astype(object).where(table.notna(), None).itertuples(index=False, name=None))


def _as_cp1250_holds(column: pd.Series) -> pd.Series:
    if column.dtype != "str":
        return column
    return column.map(
        lambda text: text.translate(CEDILLA).encode("cp1250", "replace").decode("cp1250").translate(COMMA),
        na_action="ignore",
    ).astype("str")


def _same_about_responses(export: Export, put_in: pd.DataFrame) -> None:
    """What a tool tells about responses is as it was; what it does not tell is missing."""
    told = export.responses
    assert len(told) == len(put_in)
    sent = put_in["submitted"]
    if export.tool == "plain":
        assert told["submitted"].isna().all()
    else:
        assert moments(told["submitted"]).fillna("").tolist() == sent.fillna("").tolist()
    if export.tool == "limesurvey":
        assert told["complete"].tolist() == sent.notna().tolist()
    spent = (pd.to_datetime(sent) - pd.to_datetime(put_in["started"])).dt.total_seconds() / 60
    if export.tool in ("limesurvey", "kobo"):
        assert (told["minutes"] - spent).abs().max() < 0.01
    else:
        assert told["minutes"].isna().all()


#: Every form, of the answers of one cluster or of the other by turns.
BY_TURNS = [(form, CLUSTERS[place % 2]) for place, form in enumerate(FORMS) if form != WITHOUT_LETTERS]


@pytest.mark.long
@pytest.mark.parametrize(("form", "cluster"), BY_TURNS, ids=str)
def test_every_form_gives_the_same_tables(invented: Invented, tmp_path: Path, form: Form, cluster: str) -> None:
    _same_tables(invented, tmp_path, form, cluster)


def test_heads_that_lost_their_letters_are_found(invented: Invented, tmp_path: Path) -> None:
    export = invented.read(invented.write(tmp_path / "spreadsheet.csv", WITHOUT_LETTERS))
    assert set(export.columns["status"]) <= {"question", "tool"}
    assert export.columns.loc[export.columns["question"] == "caen", "header"].str.contains("?", regex=False).all()


@pytest.mark.parametrize("variant", ["", "summary", "details", "codes", "hierarchy"])
def test_kobo_csv_is_refused_for_its_repeats(invented: Invented, tmp_path: Path, variant: str) -> None:
    path = invented.write(tmp_path / "kobo.csv", Form("kobo", variant, "ro", ".csv"))
    with pytest.raises(StudyError, match="leaves repeat groups out of CSV: inputs, needs, offers, links are not there"):
        invented.read(path)


# --- Damage ---

#: A true export of each tool and kind of file, to be damaged.
TO_DAMAGE = (
    Form("limesurvey", "", "ro", ".csv"),
    Form("limesurvey", "spreadsheet", "ro", ".csv"),
    Form("limesurvey", "", "en", ".xlsx"),
    Form("limesurvey", "", "en", ".sav"),
    Form("kobo", "", "en", ".xlsx"),
    Form("eusurvey", "", "it", ".xlsx"),
    Form("google_forms", "", "it", ".csv"),
    Form("spss", "missing", "ro", ".sav"),
    Form("plain", "office", "ro", ".xlsx"),
)
DAMAGED = 120


def _sources(invented: Invented, folder: Path) -> list[tuple[bytes, str]]:
    few = replace(invented, answers={CLUSTERS[0]: _first(invented, 12)}, folder=folder)
    paths = [few.write(folder / f"{number}{form.ending}", form) for number, form in enumerate(TO_DAMAGE)]
    paths.append(
        as_old_workbook(few.write(folder / "google.xlsx", Form("google_forms", "", "en", ".xlsx")), folder / "old.xls")
    )
    return [(path.read_bytes(), path.suffix) for path in paths]


def _first(invented: Invented, number: int) -> AnswerSet:
    answers = invented.answers[CLUSTERS[0]]
    few = answers.responses.head(number)
    whose = set(few["respondent"])
    repeats = {name: frame[frame["respondent"].isin(whose)] for name, frame in answers.repeats.items()}
    return AnswerSet(few, repeats)


@pytest.mark.long
@pytest.mark.parametrize("quarter", range(4))
def test_damaged_files_give_only_clear_errors(invented: Invented, tmp_path: Path, quarter: int) -> None:
    sources = _sources(invented, tmp_path)
    chance = Random(quarter)
    refused = 0
    # A file that makes what reads it fall leaves no trace of itself otherwise.
    last = tmp_path / "number"
    for number in range(DAMAGED // 4):
        content, ending = chance.choice(sources)
        content, ending = spoilt(content, ending, [other for other, _ending in sources], chance)
        path = tmp_path / f"damaged{ending}"
        path.write_bytes(content)
        last.write_text(str(number))
        start = time.monotonic()
        try:
            invented.read(path)
        except StudyError as error:
            refused += 1
            for problem in error.problems:
                assert problem.file == path.name, number
                assert problem.found, number
                assert problem.remedy, number
        assert time.monotonic() - start < 20, number
        path.unlink()
    # Damage that changes a letter of an answer cannot be seen; much of it can.
    assert refused > DAMAGED // 4 * 0.3


# --- Whatever a file looks like ---

HEADS = ("name", "fiscal_code", "county", "organisation_type", "employees", "stages", "comments")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1250")
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\"',;\t\n="), max_size=12)


def _styled(text: str, style: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return {"": text, "upper": text.upper(), "bare": bare, "blank": f"  {text} "}[style]


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A table of answers in some form: its content, and what was put into it."""
    language = draw(st.sampled_from(["code", *LANGUAGES]))
    order = draw(st.permutations([*HEADS, "extra one", "extra two"]))
    rows = draw(st.lists(st.fixed_dictionaries({"comments": words, "extra": words}), min_size=1, max_size=5))
    return {
        "language": language,
        "order": order,
        "rows": rows,
        "style": draw(st.sampled_from(["", "upper", "bare", "blank"])),
        "mark": draw(st.sampled_from([",", ";", "\t"])),
        "encoding": draw(st.sampled_from(ENCODINGS)),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "end": draw(st.sampled_from(["\n", "\r\n"])),
    }


@given(files())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_and_no_column_is_lost_whatever_the_form(
    invented: Invented, tmp_path: Path, file: dict[str, Any]
) -> None:
    asked = Questionnaire(
        tuple(question for question in invented.questionnaire.questions if question.name in HEADS),
        invented.questionnaire.options,
        invented.questionnaire.languages,
    )
    heads = {
        name: name if file["language"] == "code" else asked.by_name[name].labels[file["language"]] for name in HEADS
    }
    heads = {name: _styled(text, file["style"]) for name, text in heads.items()}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=file["mark"], quoting=file["quoting"], lineterminator=file["end"])
    writer.writerow([heads.get(name, name) for name in file["order"]])
    for number, row in enumerate(file["rows"]):
        cells = {
            "name": f"Exemplu Țesut {number}",
            "fiscal_code": "9900000010",
            "county": "Neamț",
            "organisation_type": "firm",
            "employees": str(number + 1),
            "stages": "spinning;weaving_knitting",
            "comments": row["comments"],
        }
        writer.writerow([cells.get(name, row["extra"]) for name in file["order"]])
    try:
        content = text.getvalue().encode(file["encoding"])
    except UnicodeEncodeError:
        content = text.getvalue().encode("utf-8")
    path = tmp_path / "astrico-ne.csv"
    path.write_bytes(content)
    export = read_export(path, path.name, f"survey/{path.name}", asked, Headers(asked))
    assert len(export.responses) == len(file["rows"])
    columns = export.columns.sort_values("position")
    assert columns["position"].tolist() == list(range(1, len(file["order"]) + 1))
    told = dict(zip(columns["question"], columns["status"], strict=True))
    assert all(told[name] == "question" for name in HEADS)
    assert (columns["status"] == "unknown").sum() == 2
    frame = export.blocks[""]
    assert frame["employees"].tolist() == [str(number + 1) for number in range(len(file["rows"]))]
    assert frame["county"].eq("NT").all()
    assert frame["stages"].eq("spinning;weaving_knitting").all()
    if file["encoding"] != "cp1250":
        # Signs that turn the direction of text, or annotate it, do not come in.
        given = [admitted(row["comments"]).replace("\r\n", "\n") for row in file["rows"]]
        assert [("" if pd.isna(cell) else cell.replace("\r\n", "\n")) for cell in frame["comments"]] == given


#: How a choice of several is laid out: in one cell joined by something, as codes or labels, or a column an option.
JOINTS = (" ", ", ", ";", "; ", "\n")
TICKS = (("1", "0"), ("Y", ""), ("Da", "Nu"), ("x", ""))


def _said(asked: QuestionCells, words: FormWords, data: st.DataObject) -> dict[str, pd.Series]:
    """Columns of a question under some header, in some words: codes or labels of its language."""
    question, coded = asked.question, data.draw(st.booleans())
    head = question.name if coded else words.label(question)
    around = words.matrix(question)
    if asked.number:
        head = f"{question.name}_{asked.number}" if coded else f"{words.block(asked)}: {words.label(question)}"
    elif around and not coded:
        head = f"{words.label(around)} [{head}]"
    head = _styled(head, data.draw(st.sampled_from(["", "upper", "bare", "blank"])))
    labels = {code: code if coded else label for code, label in words.options(question).items()}
    if question.kind == "select_multiple" and not words.takes_other(question) and data.draw(st.booleans()):
        yes, no = data.draw(st.sampled_from(TICKS))
        return {f"{head} [{label}]": ticks(asked.cells, code, yes, no) for code, label in labels.items()}
    if question.kind in ("select_multiple", "rank"):
        return {head: labelled_each(asked.cells, labels, data.draw(st.sampled_from(JOINTS)))}
    return {head: labelled(asked.cells, labels) if labels else asked.cells}


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.long
def test_every_question_is_read_under_any_of_its_names_in_any_order(
    invented: Invented, tmp_path: Path, data: st.DataObject
) -> None:
    answers, asked = _first(invented, 5), invented.questionnaire
    every = {language: FormWords(asked, language) for language in LANGUAGES}
    columns = {"respondent": answers.responses["respondent"]}
    for one in flatten(asked, as_text(answers)):
        columns |= _said(one, every[data.draw(st.sampled_from(LANGUAGES))], data)
    columns |= {
        f"Notă internă {n}": pd.Series(["x", 'y; "z"', None, "", "\n"]) for n in range(data.draw(st.integers(0, 2)))
    }
    table = pd.DataFrame({head: columns[head] for head in data.draw(st.permutations(list(columns)))})
    path = tmp_path / "astrico-ne.csv"
    table.to_csv(
        path,
        index=False,
        sep=data.draw(st.sampled_from([",", ";", "\t", "|"])),
        quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])),
        encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
    )
    export = invented.read(path)
    told = export.columns.sort_values("position")
    assert told["header"].tolist() == [head.strip() and head for head in table.columns]
    unknown = told.loc[~told["status"].isin(["question", "tool"]), ["header", "status"]].to_numpy().tolist()
    assert unknown == [[head, "unknown"] for head in table.columns if head.startswith("Notă internă")]
    assert export.responses["respondent"].tolist() == answers.responses["respondent"].tolist()
    for repeat, put_in in {"": answers.responses, **answers.repeats}.items():
        block = export.blocks[repeat]
        there = put_in[put_in[_questions(block)].fillna("").ne("").any(axis=1)] if repeat else put_in
        for question in ("respondent", *_questions(block)):
            assert block[question].fillna("").tolist() == there[question].fillna("").tolist(), question


CHOICES = [
    "stages", "input_reasons", "need_blocks", "target_markets", "certificates", "link_type", "property_rights",
    "funding", "meet_clusters", "meet_types", "meet_slots", "assistance",
]  # fmt: skip


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_several_answers_in_a_cell_are_told_apart_however_they_are_joined(
    invented: Invented, data: st.DataObject
) -> None:
    asked = invented.questionnaire
    question = asked.by_name[data.draw(st.sampled_from(CHOICES))]
    options = Options(asked.options_of(question), asked.has_other(question))
    chosen = data.draw(st.lists(st.sampled_from(asked.options_of(question)), unique_by=lambda option: option.name))
    language = data.draw(st.sampled_from(["code", *LANGUAGES]))
    joint = data.draw(st.sampled_from([" ", ", ", ";", "; ", "\n", ","]))
    text = joint.join(option.name if language == "code" else option.labels[language] for option in chosen)
    codes, left, _told = options.several(text)
    assert codes == [option.name for option in chosen]
    assert left == ""


@pytest.mark.parametrize(
    "text",
    [
        "Quality of the finish is poor",
        "Public administration in Moldova",
        "eu vreau in Ucraina",
        "None so far, but planned",
    ],
)
def test_a_sentence_ticks_no_option(invented: Invented, text: str) -> None:
    for name in ("input_reasons", "target_markets", "funding"):
        question = invented.questionnaire.by_name[name]
        options = Options(invented.questionnaire.options_of(question), True)
        assert options.several(text)[0] == [OTHER], name
        assert options.several(text)[1] == text


# --- What could go to another respondent, or nowhere ---


def _table(path: Path, sheets: Mapping[str, list[dict[str, object]]]) -> Path:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, index=False)
    return path


def _small(invented: Invented, *names: str) -> Questionnaire:
    chosen = tuple(question for question in invented.questionnaire.questions if question.name in names)
    return Questionnaire(chosen, invented.questionnaire.options, invented.questionnaire.languages)


NAMES = ("name", "fiscal_code", "employees", "input_stage", "input_value")
FIRMS = [
    {"respondent": f"R{n}", "name": f"Exemplu {n}", "fiscal_code": f"990000{n}", "employees": n} for n in (1, 2, 3)
]


def _read_small(invented: Invented, path: Path) -> Export:
    asked = _small(invented, *NAMES)
    return read_export(path, path.name, f"survey/{path.name}", asked, Headers(asked))


def test_a_name_repeated_in_another_sheet_overwrites_nobody(invented: Invented, tmp_path: Path) -> None:
    inputs = [
        {"respondent": f"R{n}", "name": f"Exemplu {n}", "input_stage": "spinning", "input_value": n} for n in (3, 1)
    ]
    export = _read_small(invented, _table(tmp_path / "x.xlsx", {"answers": FIRMS, "inputs": inputs}))
    assert export.blocks[""]["name"].tolist() == ["Exemplu 1", "Exemplu 2", "Exemplu 3"]
    assert export.blocks["inputs"]["respondent"].tolist() == ["R3", "R1"]
    (odd,) = export.columns[export.columns["status"] == "ambiguous"].to_dict("records")
    assert (odd["sheet"], odd["header"], odd["nearest"]) == ("inputs", "name", "name, asked in another sheet")


@pytest.mark.parametrize(
    ("firms", "words"),
    [
        ([{**firm, "respondent": None} for firm in FIRMS], "no column that says whose row it is"),
        ([{**firm, "respondent": "R1"} for firm in FIRMS], "The id R1 stands in rows 2, 3, 4"),
    ],
)
def test_rows_that_could_hang_on_another_response_are_refused(
    invented: Invented, tmp_path: Path, firms: list[dict[str, object]], words: str
) -> None:
    firms = [{key: cell for key, cell in firm.items() if cell is not None} for firm in firms]
    inputs = [{"respondent": "R1", "input_stage": "spinning", "input_value": 1}]
    with pytest.raises(StudyError, match=words):
        _read_small(invented, _table(tmp_path / "x.xlsx", {"answers": firms, "inputs": inputs}))


def test_the_later_of_two_responses_wins_over_files_and_forms_of_dates(invented: Invented) -> None:
    """Compared as moments: 2 April is later than 28 March, though 02 comes before 28."""
    roster = invented.roster[invented.roster["cluster"] == CLUSTERS[0]].reset_index(drop=True)
    member = roster.iloc[0]

    def response(file: str, when: str) -> Incoming:
        frame = pd.DataFrame(
            {"respondent": [file], "sheet": "", "row": 2, "number": 0, "name": member["name"],
             "fiscal_code": member["fiscal_code"], "county": member["county"]}
        )  # fmt: skip
        about = pd.DataFrame({"respondent": [file], "complete": True, "submitted": pd.array([when], dtype="str")})
        export = Export(
            file,
            "google_forms",
            "",
            False,
            pd.DataFrame(),
            {},
            about,
            {"": frame},
            LedgerWriter().entries(),
        )
        return Incoming("2014", CLUSTERS[0], file, export)

    pair = [response("april", "02.04.2014 9:05:00"), response("march", "28.03.2014 9:05:00")]
    april, march = match_responses([(one, clean_answers(one.export, invented.rules)) for one in pair], roster, "RO")
    assert april["reason"].tolist() == [""]
    assert march["reason"].tolist() == ["answered again later"]


# --- Files that are not what they should be ---


def test_an_export_of_another_questionnaire_is_told(invented: Invented, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Timestamp,Favourite colour,Age,Pet\n2014/03/01,blue,7,cat\n", "utf-8")
    with pytest.raises(StudyError, match=r"export\.csv: .*export of another survey"):
        invented.read(path)


def test_spss_that_makes_its_reader_fall_is_told(invented: Invented, tmp_path: Path) -> None:
    few = replace(invented, answers={CLUSTERS[0]: _first(invented, 8)}, folder=tmp_path)
    path = few.write(tmp_path / "export.sav", Form("spss", "missing", "ro", ".sav"))
    content = bytearray(path.read_bytes())
    # The width of a text, which is said 20 bytes before its name, is larger than there is room for.
    content[content.index(b"CAEN    ") - 20] = 9
    path.write_bytes(content)
    with pytest.raises(StudyError, match=r"export\.sav: The file cannot be read as SPSS.*Export or copy it again"):
        invented.read(path)


def test_an_old_workbook_reads_as_the_new_one(invented: Invented, tmp_path: Path) -> None:
    few = replace(invented, answers={CLUSTERS[0]: _first(invented, 12)}, folder=tmp_path)
    new = few.write(tmp_path / "new.xlsx", Form("google_forms", "", "en", ".xlsx"))
    old = as_old_workbook(new, tmp_path / "old.xls")
    one, other = few.read(new), few.read(old)
    for repeat, block in one.blocks.items():
        pd.testing.assert_frame_equal(block, other.blocks[repeat])


def test_what_eusurvey_cannot_hold_in_a_sheet_or_a_cell_is_put_together(invented: Invented, tmp_path: Path) -> None:
    answers = _first(invented, 6)
    long = "o propoziție lungă; " * 2_000
    comments = answers.responses["comments"].astype("object")
    comments.iloc[2] = long.strip()
    whose = answers.responses["respondent"].iloc[0]
    inputs = answers.repeats["inputs"]
    many = pd.concat([inputs.head(1).assign(respondent=whose)] * 14, ignore_index=True)
    repeats = {**answers.repeats, "inputs": pd.concat([inputs[inputs["respondent"] != whose], many], ignore_index=True)}
    wide = AnswerSet(answers.responses.assign(comments=comments.astype("str")), repeats)
    path = tmp_path / "export.xlsx"
    export_of("eusurvey", ".xlsx", "ro", invented.questionnaire).write(path, wide)
    assert len(load_workbook(path, read_only=True).sheetnames) > 1
    export = invented.read(path)
    assert export.blocks[""]["comments"].iloc[2] == long.strip()
    assert (export.blocks["inputs"]["respondent"] == whose).sum() == 14


def test_the_rest_of_a_long_cell_may_stand_one_column_to_the_right(invented: Invented, tmp_path: Path) -> None:
    few = replace(invented, answers={CLUSTERS[0]: _first(invented, 6)}, folder=tmp_path)
    path = few.write(tmp_path / "export.xlsx", Form("eusurvey", "", "ro", ".xlsx"))
    before = few.read(path)
    book = load_workbook(path)
    sheet = book[book.sheetnames[0]]
    heads = [cell.value for cell in sheet[4]]
    column = next(
        place
        for place, head in enumerate(heads, start=1)
        if head == invented.questionnaire.by_name["comments"].labels["ro"]
    )
    sheet.cell(6, column).value = "a" * 32_767
    sheet.insert_rows(7)
    sheet.cell(7, column + 1).value = "bc"
    book.save(path)
    export = few.read(path)
    assert export.blocks[""]["comments"].iloc[1] == "a" * 32_767 + "bc"
    others = [name for name in before.blocks[""] if name not in ("comments", "row")]
    pd.testing.assert_frame_equal(export.blocks[""][others], before.blocks[""][others])


def test_a_second_sheet_of_eusurvey_without_heads_is_told(invented: Invented, tmp_path: Path) -> None:
    path = invented.write(tmp_path / "export.xlsx", Form("eusurvey", "", "ro", ".xlsx"))
    book = load_workbook(path)
    book.create_sheet("Content9")["A1"] = "x"
    book.save(path)
    export = invented.read(path)
    assert export.columns.loc[export.columns["status"] == "unread", "sheet"].tolist() == ["Content9"]


def test_a_row_without_an_id_above_all_others_stays_a_response(invented: Invented, tmp_path: Path) -> None:
    path = invented.write(tmp_path / "export.xlsx", Form("eusurvey", "", "ro", ".xlsx"))
    responses = len(invented.read(path).responses)
    book = load_workbook(path)
    sheet = next(sheet for sheet in book if any(cell.value == "Contribution Id" for cell in sheet[4]))
    head = next(cell for cell in sheet[4] if cell.value == "Contribution Id")
    sheet.cell(5, head.column).value = None
    book.save(path)
    read = invented.read(path).responses
    assert len(read) == responses
    assert read["respondent"].iloc[0] == "row 5"


LINES = "un rând, apoi altul\n" * 40


@pytest.mark.parametrize("mark", [";", "\t"])
def test_commas_in_a_long_answer_separate_nothing(invented: Invented, tmp_path: Path, mark: str) -> None:
    path = tmp_path / "export.csv"
    row = {"name": "Exemplu 1", "fiscal_code": "9900001", "employees": "7", "county": "IS", "comments": LINES}
    asked = _small(invented, *row)
    pd.DataFrame([row]).to_csv(path, sep=mark, index=False)
    export = read_export(path, path.name, path.name, asked, Headers(asked))
    assert export.blocks[""]["comments"].tolist() == [LINES]


def test_only_a_file_that_marks_empty_texts_tells_them_from_nothing(invented: Invented, tmp_path: Path) -> None:
    by_tool = invented.read(invented.write(tmp_path / "export.csv", Form("limesurvey", "", "ro", ".csv")))
    saved = invented.read(invented.write(tmp_path / "saved.csv", Form("limesurvey", "spreadsheet", "ro", ".csv")))
    assert by_tool.tells_blanks
    assert not saved.tells_blanks


@pytest.mark.parametrize(
    "text",
    ["Filare ✗; Țesere ✓", "☐ Filare\n☑ Țesere", "[ ] Filare, [x] Țesere", "Filare: 0; Țesere: 1", "Filare?; Țesere"],
)
def test_options_that_somebody_may_not_mean_are_asked_about(text: str) -> None:
    options = Options((Option("spinning", {"ro": "Filare"}), Option("weaving", {"ro": "Țesere"})))
    codes, _rest, told = options.several(text)
    assert codes == ["spinning", "weaving"] and (told.severity, told.rules) == ("review", ("in_doubt",))
    assert options.several("Filare; Țesere")[2].severity == "info"
