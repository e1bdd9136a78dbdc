"""The fictitious study: recognisable, repeatable, coherent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, SURVEY, Command
from stdnum.ro import cui

from pilotanalysis import pipeline, reference
from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.chains import Chain
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.names import FIRST_BODY, fiscal_codes
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_answers_that_ship_are_those_of_the_generator(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", Wish(study.settings.seed))
    for folder in ("raw", "decisions"):
        assert _bytes(tmp_path / "demo" / "data" / folder) == _bytes(ROOT / "data" / folder)


def test_another_seed_gives_another_study(study: Study, tmp_path: Path) -> None:
    for seed in (1, 2):
        write_study(study, tmp_path / str(seed), Wish(seed, respondents=25))
    one, other = (_bytes(tmp_path / name / "truth") for name in ("1", "2"))
    assert one["organisations.csv"] != other["organisations.csv"]
    responses = pd.read_csv(tmp_path / "1" / "truth" / "responses.csv")
    kept = responses[responses["fate"] == "kept"].groupby("cluster").size()
    assert kept.between(20, 32).all()


def _truth(folder: Path) -> dict[str, pd.DataFrame]:
    return {
        path.stem: pd.read_csv(path, dtype={"fiscal_code": str, "respondent": str})
        for path in (folder / "truth").glob("*.csv")
    }


def test_nobody_in_it_could_be_taken_for_somebody(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", Wish(5, respondents=40))
    truth = _truth(tmp_path / "demo")
    people = truth["organisations"]
    assert people["name"].str.contains("Exemplu").all()
    assert people["name"].is_unique
    assert people["fiscal_code"].is_unique
    assert people["fiscal_code"].map(cui.is_valid).all()
    # Codes of firms have been given out in order and are far below this range.
    assert (people["fiscal_code"].str[:-1].astype(int) >= FIRST_BODY).all()
    answered = truth["responses"]
    assert answered.loc[answered["fate"] != "test", "name"].str.contains("Exemplu").all()
    raw = tmp_path / "demo" / "data" / "raw"
    register = pd.read_csv(raw / "register" / "register.csv", dtype=str)
    assert register["name"].str.contains("Exemplu").all()
    for path in [*(raw / "pilot").glob("*.csv"), raw / "register" / "register.csv"]:
        assert pd.read_csv(path)["demonstration"].eq("fictitious").all(), path.name
    package = json.loads((raw / "datapackage.json").read_text("utf-8"))
    invented = [resource for resource in package["resources"] if resource["synthetic"]]
    assert len(invented) == 4 + 4 + 3 + 1 + 19
    for resource in invented:
        assert "DEMONSTRATION DATA" in resource["description"]


def test_what_members_say_is_coherent(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", Wish(6, respondents=40))
    truth = _truth(tmp_path / "demo")
    shares = truth["inputs"].filter(regex="^share_(county|region|country|eu|beyond)$")
    assert shares.shape[1] == 5
    assert (shares.sum(axis=1) == 100).all()
    scope = pd.read_csv(ROOT / "data" / "raw" / "reference" / "clusters.csv").set_index("cluster")["scope"]
    for name in ("inputs", "markets"):
        traded = truth[name]
        beyond = traded["share_members"] > traded["share_county"] + traded["share_region"]
        # Members of Ind-Agro-Pol are all over the country.
        assert set(traded.loc[beyond, "cluster"].map(scope)) == {"national"}
    answered = set(truth["organisations"].loc[truth["organisations"]["answered"], "fiscal_code"])
    for name in ("inputs", "needs", "offers", "markets", "links", "interests", "assistance"):
        assert len(truth[name])
        assert set(truth[name]["fiscal_code"]) <= answered
    works = set(map(tuple, truth["roles"][["fiscal_code", "stage"]].to_numpy()))
    assert set(map(tuple, truth["offers"][["fiscal_code", "stage"]].to_numpy())) <= works
    assert not set(map(tuple, truth["needs"][["fiscal_code", "stage"]].to_numpy())) & works


def test_what_members_of_follow_up_clusters_offer_goes_with_what_they_are(study: Study, tmp_path: Path) -> None:
    write_study(study, tmp_path / "demo", Wish(6, respondents=12))
    for cluster in ("imago-mol", "bio-rone", "apt"):
        book = tmp_path / "demo" / "data" / "raw" / "roster" / f"{cluster}.xlsx"
        members, offers = (
            pd.read_excel(book, sheet_name=sheet, dtype=str, engine="calamine") for sheet in ("members", "offers")
        )
        authorities = members.loc[members["organisation_type"] == "public_auth", ["name", "fiscal_code"]]
        offered = set(offers.loc[offers["member"].isin(authorities.to_numpy().ravel()), "stage"].dropna())
        assert offered <= {"media_events"}
        assert len(offers) > 3


def test_a_firm_has_no_main_activity_of_another_chain(study: Study) -> None:
    stages, edges = reference.load(study, reference.Catalogue), reference.load(study, reference.Edges)
    clusters = reference.load(study, reference.Clusters)
    trades = [Chain.of(stages, edges, clusters, cluster).trades for cluster in ("astrico-ne", "euronest", "iconic")]
    # Programming is what another stage is about.
    assert trades[0]["textile_design"] == ("7410",)
    assert trades[1]["software_development"] == ("6201",)
    assert trades[2]["interactive_media"] == ("5821",)


COUNTED = {"inputs": "Inputs", "needs": "Needs", "offers": "Offers", "links": "Links", "barriers": "Barriers"}


@pytest.mark.long
def test_a_study_as_it_ships_reads_back_to_its_truth(study: Study, tmp_path: Path) -> None:
    """Four tools, four files, and the tables that come out are what was put in."""
    write_study(study, tmp_path / "demo", Wish(7))
    truth = _truth(tmp_path / "demo")
    tables = {model.__name__: frame for model, frame in pipeline.build(Study(tmp_path / "demo"), SURVEY).items()}
    assert set(tables["Responses"]["tool"]) == {"limesurvey", "plain", "kobo", "google_forms"}
    assert set(tables["Columns"]["status"]) == {"question", "tool"}
    assert set(tables["Review"]["rule"]) <= {"not_coded"}, "what firms make is asked in their own words only"

    fates = truth["responses"].groupby(["cluster", "fate"]).size()
    counted = tables["Accounting"][~tables["Accounting"]["repeats"]].assign(
        fate=lambda rows: rows["reason"].replace({"": "kept", "test row": "test"})
    )
    assert counted.groupby(["cluster", "fate"])["rows"].sum().to_dict() == fates.to_dict()
    for name, table in COUNTED.items():
        assert len(tables[table]) == len(truth[name]), name
    keys = ["cluster", "fiscal_code", "stage"]
    for name, columns in (
        ("inputs", ["share_county", "share_eu", "share_members", "annual_value", "satisfaction"]),
        ("needs", ["criticality", "blocks_existing", "blocks_new", "need_type"]),
        ("offers", ["capacity"]),
    ):
        given = truth[name][[*keys, *columns]].sort_values(keys, ignore_index=True)
        found = tables[COUNTED[name]].rename(columns={"organisation": "fiscal_code"})[[*keys, *columns]]
        found = found.sort_values(keys, ignore_index=True)
        if name == "needs":
            # Who ticks neither may have meant neither, or left the question out.
            neither = (given[["blocks_existing", "blocks_new"]] == "no").all(axis=1)
            for column in ("blocks_existing", "blocks_new"):
                given[column] = (given[column] == "yes").astype("boolean").mask(neither)
        pd.testing.assert_frame_equal(found, given, check_dtype=False, rtol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tool", "euronest=kobol"], ("kobol is no tool", "Did you mean kobo?")),
        (["--tool", "euronst=kobo"], ("euronst is no analysed cluster", "Did you mean euronest?")),
        (["--tool", "kobo"], ("'kobo' is not allowed", "CLUSTER=TOOL")),
    ],
)
def test_a_tool_that_nobody_writes_is_refused(
    tmp_path: Path, command: Command, arguments: list[str], words: tuple[str, ...]
) -> None:
    done = command("demo", tmp_path / "demo", "--study", ROOT, *arguments)
    assert done.returncode == 2
    for word in words:
        assert word in done.stderr
    assert not (tmp_path / "demo").exists()


@pytest.mark.long
def test_any_cluster_comes_in_any_tool(tmp_path: Path, command: Command) -> None:
    wishes = [part for pair in ("euronest=spss", "iconic=eusurvey") for part in ("--tool", pair)]
    done = command("demo", tmp_path / "demo", "--study", ROOT, "--respondents", 12, *wishes)
    assert done.returncode == 0, done.stderr
    survey = tmp_path / "demo" / "data" / "raw" / "survey"
    assert {"euronest.sav", "iconic.xlsx"} <= {path.name for path in survey.iterdir()}
    assert command("clean", "--study", tmp_path / "demo").returncode == 0


def test_a_question_that_somebody_added_is_answered_and_changes_no_other_answer(study: Study) -> None:
    asked, truth = questionnaire.load(study), invent(study, 3, respondents=20)
    model, place = asked.by_name["locality"], asked.questions.index(asked.by_name["locality"])
    new = [
        replace(model, name="new_one", kind="select_one", choices="position"),
        replace(model, name="new_several", kind="select_multiple", choices="position"),
        replace(model, name="new_number", kind="integer", low=2, high=7),
        replace(model, name="new_words"),
    ]
    wider = replace(asked, questions=(*asked.questions[:place], *new, *asked.questions[place:]))
    before, after = (answers_of(truth, "euronest", one).responses for one in (asked, wider))
    names = [one.name for one in new]
    pd.testing.assert_frame_equal(after.drop(columns=names), before)
    said = {name: set(";".join(after[name].dropna()).split(";")) - {""} for name in names}
    assert said["new_one"] == said["new_several"] == {option.name for option in asked.options["position"]}
    assert {"2", "7"} <= said["new_number"] <= set("234567")
    assert said["new_words"] == set()


def test_codes_are_given_once() -> None:
    assert fiscal_codes(0, 5, "RO")[2:] == fiscal_codes(2, 3, "RO")


def test_a_folder_that_is_in_use_is_refused(study: Study, tmp_path: Path, command: Command) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(StudyError, match="not empty"):
        write_study(study, tmp_path, Wish(1))
    done = command("demo", tmp_path, "--study", ROOT)
    assert done.returncode == 1
    assert "Name one that does not exist yet" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
