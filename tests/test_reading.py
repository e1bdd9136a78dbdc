"""Exports read back: whatever the tool, the form, the file or the damage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis import reference
from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import AnswerSet, write_export
from pilotanalysis.demo.write import Wish, _invent, write_study
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.answers import tidy
from pilotanalysis.survey.exports import Incoming
from pilotanalysis.survey.questionnaire import OTHER, Questionnaire
from pilotanalysis.survey.reading import Export, read_export
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
    Responses,
    Review,
    Roles,
)
from pilotanalysis.survey.values import times
from pilotanalysis.tables import SEPARATOR, Table, conform

SEED, RESPONDENTS, RATE = 2014, 40, 4.419
CLUSTERS = ("astrico-ne", "ind-agro-pol")
LANGUAGES = ("ro", "en", "it")
TABLES: tuple[type[Table], ...] = (
    Responses, Roles, Inputs, Needs, Offers, Markets, Barriers, Links, Interests, AssistanceNeeds, OtherAnswers,
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
#: One of each tool, for the quick run.
QUICK = [
    Form("limesurvey", "", "ro", ".csv"),
    Form("limesurvey", "spreadsheet", "ro", ".csv"),
    Form("limesurvey", "", "it", ".sav"),
    Form("kobo", "", "en", ".xlsx"),
    Form("eusurvey", "", "it", ".xlsx"),
    Form("google_forms", "", "ro", ".csv"),
    Form("spss", "", "en", ".sav"),
    Form("plain", "office", "ro", ".xlsx"),
]
#: Italian heads and labels have letters that cp1250 lacks.
REFUSED = Form("limesurvey", "spreadsheet", "it", ".csv")


@dataclass(frozen=True)
class Invented:
    """A fictitious study, its answers, and what they are once tidy."""

    questionnaire: Questionnaire
    headers: Headers
    roster: pd.DataFrame
    answers: Mapping[str, AnswerSet]
    folder: Path
    _expected: dict[str, dict[type[Table], pd.DataFrame]] = field(default_factory=dict)

    def write(self, path: Path, form: Form, cluster: str = CLUSTERS[0]) -> Path:
        write_export(path, form.tool, form.language, self.questionnaire, self.answers[cluster], form.variant)
        return path

    def read(self, path: Path) -> Export:
        return read_export(path, path.name, f"survey/{path.name}", self.questionnaire, self.headers)

    def tidied(self, export: Export, cluster: str) -> dict[type[Table], pd.DataFrame]:
        tables = tidy(Incoming(cluster, export.file, export), "2014", self.questionnaire, self.roster, RATE)
        return {**{model: _of_answers(tables[model]) for model in TABLES}, Review: tables[Review]}

    def expected(self, cluster: str) -> dict[type[Table], pd.DataFrame]:
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
    own, truth, asked = Study(folder / "study"), _invent(study, wish), forms.load(study)
    stages, counties = reference.load(own, reference.Stages), reference.load(own, reference.Counties)
    rosters = [read_roster(own, cluster, stages, counties)[0] for cluster in own.analysed]
    roster = conform(pd.concat(rosters, ignore_index=True), Organisations)
    answers = {cluster: _with_words(answers_of(truth, cluster, asked), asked) for cluster in CLUSTERS}
    return Invented(asked, Headers(asked), roster, answers, folder)


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


def test_the_plainest_export_reads_as_the_answers_were_given(invented: Invented) -> None:
    answers = invented.answers[CLUSTERS[0]]
    export = invented.read(invented.write(invented.folder / "plainest.xlsx", Form("plain", "", "en", ".xlsx")))
    assert set(export.blocks) == {"", *answers.repeats}
    for repeat, given in {"": answers.responses, **answers.repeats}.items():
        block = export.blocks[repeat]
        # A repetition in which nothing is said is none.
        said = given[block.questions].fillna("").ne("").any(axis=1) if repeat else slice(None)
        read, given = block.frame.fillna(""), given[said].fillna("")
        for question in ("respondent", *block.questions):
            assert read[question].tolist() == given[question].tolist(), question


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


def _same_about_responses(export: Export, given: pd.DataFrame) -> None:
    """What a tool tells about responses is as it was; what it does not tell is missing."""
    told = export.responses
    assert len(told) == len(given)
    sent = given["submitted"]
    if export.tool == "plain":
        assert told["submitted"].isna().all()
    else:
        assert times(told["submitted"]).fillna("").tolist() == sent.fillna("").tolist()
    if export.tool == "limesurvey":
        assert told["complete"].tolist() == sent.notna().tolist()
    spent = (pd.to_datetime(sent) - pd.to_datetime(given["started"])).dt.total_seconds() / 60
    if export.tool in ("limesurvey", "kobo"):
        assert (told["minutes"] - spent).abs().max() < 0.01
    else:
        assert told["minutes"].isna().all()


@pytest.mark.parametrize("form", QUICK, ids=str)
def test_every_tool_gives_the_same_tables(invented: Invented, tmp_path: Path, form: Form) -> None:
    _same_tables(invented, tmp_path, form, CLUSTERS[0])


@pytest.mark.long
@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("form", [form for form in FORMS if form != REFUSED], ids=str)
def test_every_form_gives_the_same_tables(invented: Invented, tmp_path: Path, form: Form, cluster: str) -> None:
    _same_tables(invented, tmp_path, form, cluster)


def test_heads_that_lost_their_letters_are_refused(invented: Invented, tmp_path: Path) -> None:
    path = invented.write(tmp_path / "spreadsheet.csv", REFUSED)
    with pytest.raises(StudyError) as refused:
        invented.read(path)
    print(refused.value)


@pytest.mark.parametrize("variant", ["", "summary", "details", "codes", "hierarchy"])
def test_kobo_csv_is_refused_for_its_repeats(invented: Invented, tmp_path: Path, variant: str) -> None:
    path = invented.write(tmp_path / "kobo.csv", Form("kobo", variant, "ro", ".csv"))
    with pytest.raises(StudyError, match="leaves repeat groups out of CSV: inputs, needs, offers, links are not there"):
        invented.read(path)
