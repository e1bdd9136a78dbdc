"""The evaluation: what its questions rest on, what evaluators find, and what the public release may tell of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Command
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from pilotanalysis import meetings, pilot
from pilotanalysis.chain.build import judge_study
from pilotanalysis.chain.gaps.assessment import Criteria
from pilotanalysis.chain.gaps.tabulation import gaps_tabulation, smallest_told
from pilotanalysis.chain.sourcing import sourcing_finding
from pilotanalysis.chain.sourcing.purchases import purchases
from pilotanalysis.chain.tables import Gaps, Sourcing, Stages
from pilotanalysis.meetings.tables import Events, EventSteps, HeldMeetings, Requests
from pilotanalysis.partners.tables import Candidates
from pilotanalysis.pilot.assistance_tables import AssistanceCases
from pilotanalysis.pilot.evaluation import headlines, limits, matrix, respondents, theory, unused, validation
from pilotanalysis.pilot.evaluation.declared import declared, notebooks_missing, results_named
from pilotanalysis.pilot.evaluation.evidence import MEASURES, TOLD, work_out
from pilotanalysis.pilot.evaluation.judgements import load_judgements
from pilotanalysis.pilot.evaluation.labels import CRITERION, EVIDENCE, LEVEL, LIMIT
from pilotanalysis.pilot.evaluation.trials import headline_trials
from pilotanalysis.pilot.evaluation_tables import EvaluationEvidence, EvaluationFindings, HeadlineTrials
from pilotanalysis.pilot.tables import LOGS, AssistanceSessions, CatalogueRecipients, PolicyDecisions, Spending
from pilotanalysis.problems import StudyError
from pilotanalysis.publish.documents import as_set
from pilotanalysis.reference import Catalogue, Edges
from pilotanalysis.results import Figure as Drawn
from pilotanalysis.results import Released, Report, Tabulation, say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.report.profile import adequacy_finding
from pilotanalysis.survey.tables import Inputs, Interests, Organisations, OtherAnswers, Responses
from pilotanalysis.tables import TableSet, conform, split_ids

LANGUAGES = ("en", "ro", "it")
HEAD = "question,finding,who,when,why\n"


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


def _of(released: Released, evidence: str) -> pd.Series:
    return released.frame.set_index("key").loc[evidence]


def _decided(root: Path, text: str) -> Study:
    (root / "data" / "decisions").mkdir(parents=True, exist_ok=True)
    (root / "data" / "decisions" / "evaluation.csv").write_text(text, "utf-8")
    return Study(root)


def test_every_question_has_a_criterion_evidence_and_words() -> None:
    questions, rows = declared("questions"), declared("matrix")
    assert questions["question"].is_unique
    assert set(questions["criterion"]) == set(CRITERION)
    assert set(rows["question"]) == set(questions["question"])
    assert set(rows["evidence"]) == set(MEASURES)
    assert rows["evidence"].is_unique
    assert set(EVIDENCE) == {*MEASURES, *(f"{one}_told" for one in TOLD)}
    assert set(LIMIT) == set(MEASURES)
    for language in LANGUAGES:
        assert questions[f"text_{language}"].str.endswith("?").all()
    steps, supposed = declared("steps"), declared("assumptions")
    assert list(dict.fromkeys(steps["level"])) == list(LEVEL)
    assert set(supposed["after"]) == set(LEVEL) - {"impact"}
    assert {*steps["evidence"], *supposed["evidence"]} - {""} <= set(MEASURES)


def test_a_question_about_a_change_has_a_starting_value_only_in_one_wave(data: Store) -> None:
    item = pilot.matrix_finding(data)
    told = say(item.text(item.data.release(None)), "en")
    assert told.startswith("There is evidence on **13** of **16 questions**; on **2** a starting value only")
    assert "on **1** none" in told


def test_no_evidence_rests_on_the_matrix_itself(data: Store) -> None:
    assert "09:evaluation_matrix" not in results_named()
    rows = declared("matrix").set_index("evidence")["results"]
    assert [one for one, cell in rows.items() if not cell] == ["with_partners"], "it is not collected"
    found = data.all(EvaluationEvidence).set_index("evidence")
    text = {name: say(item.text(item.data.release(None)), "en") for name, item in (
        ("recipients", pilot.dissemination_finding(data)), ("purchases", pilot.purchases_finding(data)),
    )}  # fmt: skip
    assert f"to **{found.at['recipients', 'value']:.0f} recipients**" in text["recipients"]
    assert f"contacted by {found.at['recipients_contacted', 'value']:.0f}," in text["recipients"]
    for evidence in ("bought_from_members", "bought_from_members_median"):
        assert f"**{100 * found.at[evidence, 'value']:.0f}%**" in text["purchases"]
    later = meetings.after_six_table(data).data.release(None).frame.set_index("event")
    assert later.loc["all", ["came", "asked"]].tolist() == found.loc["meetings_after_six", ["value", "base"]].tolist()
    held = data.all(EventSteps).query("step == 'held'").set_index("event")["number"]
    assert later["held"].drop("all").to_dict() == held.to_dict()
    public = meetings.after_six_table(data).data.release(3).frame[["held", "asked", "came"]].astype("float64")
    assert not ((public > 0) & (public < 3)).any(axis=None)


@pytest.mark.long
def test_every_result_that_a_question_rests_on_is_registered(finished: Study) -> None:
    registered = {
        f"{path.name[:2]}:{item['id']}"
        for path in (finished.reports / "results").glob("*.json")
        for item in json.loads(path.read_text("utf-8"))["items"]
    }
    assert set(results_named()) <= registered


def test_evidence_says_what_the_tables_say(data: Store) -> None:
    found = data.all(EvaluationEvidence).set_index("evidence")
    roster, gaps, paid = data.all(Organisations), data.all(Gaps), data.all(Spending)
    held = gaps[gaps["at_face"]]
    assert found.loc["answered", ["value", "base"]].tolist() == [roster["answered"].sum(), len(roster)]
    assert found.at["gaps_held", "value"] == len(held)
    assert found.at["gaps_confirmed", "value"] == (held["status"] == "found").sum()
    assert found.at["stages_known", "base"] == len(data.all(Stages))
    assert found.at["paid", "value"] == round(paid["amount_eur"].sum())
    cases = data.all(AssistanceCases)
    assert found.loc["needs_served", ["value", "base"]].tolist() == [(cases["sessions"] > 0).sum(), len(cases)]
    recipients = data.all(CatalogueRecipients)
    assert found.at["recipients_contacted", "value"] == recipients["use"].isin(["contacted", "met", "agreed"]).sum()
    rated = data.all(AssistanceSessions).dropna(subset=["satisfaction"])
    assert found.loc["useful", ["value", "base"]].tolist() == [(rated["satisfaction"] >= 4).sum(), len(rated)]
    # What the four managements decided on one day in the same words counts once.
    decisions = data.all(PolicyDecisions)
    once = decisions.drop_duplicates(["date", "decision"])
    assert found.loc["decisions_on_results", ["value", "base"]].tolist() == [once["results"].notna().sum(), len(once)]
    assert len(once) < len(decisions)
    candidates = data.all(Candidates)
    outside = candidates[(candidates["origin"] != "member") & ~candidates["tied"]]
    with_any = held.merge(outside[["cluster", "stage"]].drop_duplicates(), on=["cluster", "stage"])
    assert found.at["gaps_closed", "value"] <= with_any[["cluster", "stage"]].drop_duplicates().shape[0]
    named = candidates[candidates["decision"].ne("rejected")].drop_duplicates("candidate")
    assert found.loc["candidates_named", ["value", "base"]].tolist() == [(named["named"] != "no").sum(), len(named)]
    sent, events = recipients["date"].min(), data.all(Events)
    assert found.loc["events_with_catalogue", ["value", "base"]].tolist() == [(events["date"] >= sent).sum(), 4]
    assert found.loc["clusters_with_event", ["value", "base"]].tolist() == [2, 4]
    topics = data.all(Requests).set_index(["event", "from", "to"])["topic"].to_dict()
    met = data.all(HeldMeetings).query("held == 'yes'")
    about = [topics.get(key) for key in met[["event", "from", "to"]].itertuples(index=False, name=None)]
    lacking = set(held["stage"])
    counted = [sum(topic in lacking for topic in about), sum(isinstance(topic, str) for topic in about)]
    assert found.loc["held_on_gaps", ["value", "base"]].tolist() == counted
    assert counted[0] > 0
    wishes = data.all(Interests).dropna(subset=["wants_meetings"])
    assert found.at["willing", "value"] == (wishes["wants_meetings"] == "yes").sum()
    assert pd.isna(found.at["with_partners", "value"])
    assert all(split_ids(cell) for cell in found["made_from"])


def test_without_gaps_and_candidates_nothing_is_closed(data: Store, built: TableSet) -> None:
    bare = TableSet({**built, **{model: built.of(model).iloc[:0] for model in (Gaps, Candidates)}})
    found = work_out(bare, bare, data.settings, data.all(Catalogue)).set_index("evidence")
    assert pd.isna(found.at["gaps_closed", "value"]) or found.at["gaps_closed", "value"] == 0
    assert found.at["gaps_closed", "n"] == 0


def test_without_tables_of_the_agency_its_evidence_is_not_known(data: Store, built: TableSet) -> None:
    bare = TableSet({**built, **{model: conform(pd.DataFrame(), model) for model in (Events, *LOGS)}})
    found = work_out(bare, TableSet(), data.settings, data.all(Catalogue)).set_index("evidence")
    without = ("useful", "acted", "recipients_contacted", "activities_in_time", "clusters_with_event")
    for evidence in (*without, "decisions_on_results"):
        assert pd.isna(found.at[evidence, "value"]), evidence
    assert found.at["answered", "value"] > 0
    store = Store(data.study, instead=TableSet({**bare, EvaluationEvidence: found.reset_index()}))
    for table in (pilot.matrix_table(store), pilot.decisions_table(store), pilot.theory_table(store)):
        assert say(table.words(table.data.release(3)).title, "en")
    finding = pilot.decisions_finding(store)
    assert "No decision" in say(finding.text(finding.data.release(None)), "en")


def test_a_study_without_a_notebook_is_told_which_results_are_missing(spoilt: Path, data: Store) -> None:
    shutil.rmtree(spoilt / "data")
    assert notebooks_missing(Study(spoilt)) == []
    next((spoilt / "notebooks").glob("07_*")).unlink()
    (problem,) = notebooks_missing(Study(spoilt))
    assert "no notebook 07" in str(problem)
    assert "07:assistance_needs" in str(problem)
    with pytest.raises(StudyError, match="no notebook 07"):
        matrix.evidence_tabulation(Store(Study(spoilt)))


def test_what_evaluators_find_is_printed_beside_its_question_in_every_release(spoilt: Path, data: Store) -> None:
    text = HEAD + 'pool,partly,M. Rossi,2014-09-01,"Defined; few contacted, so far"\n'
    study = _decided(spoilt, text + "picture,met,M. Rossi,2014-09-02,Clear\n")
    found = load_judgements(study)
    assert found["question"].tolist() == ["picture", "pool"]
    table = pilot.judgements_table(Store(data.study, instead=TableSet({EvaluationFindings: found})))
    for minimum in (None, 3):
        shown = table.data.release(minimum).frame.set_index("question")
        assert shown.loc["pool", ["finding", "text", "who", "date"]].tolist() == [
            "partly", "Defined; few contacted, so far", "M. Rossi", "2014-09-01",
        ]  # fmt: skip
        assert shown["finding"].notna().sum() == 2


def test_a_question_that_nobody_judged_has_room_to_write_in(data: Store) -> None:
    report = Report(data.study, "09_evaluation")
    report.add(pilot.judgements_table(data))
    for language in data.study.languages:
        shown = as_set(report.entry("evaluation_findings"), language)
        assert len(shown["heads"]) == 3
        assert {row[-1] for row in shown["rows"]} == {""}
        assert shown["roomy"]
        assert len(shown["rows"]) == len(declared("questions"))


@pytest.mark.parametrize(
    ("row", "said", "column"),
    [
        ("pol,met,A,2014-09-01,x", "'pol' is no question", "question"),
        ("pool,good,A,2014-09-01,x", "'good' is no finding", "finding"),
        ("pool,met,,2014-09-01,x", "not said who decided", "who"),
        ("pool,met,A,1.9.2014,x", "is no day", "when"),
        ("pool,met,A,2014-09-31,x", "is no day", "when"),
        ("pool,met,A,2014-09-01,", "It is empty", "why"),
        ("cost,met,A,2014-09-01,again", "A finds two things on cost", "question"),
    ],
)
def test_a_cell_that_cannot_be_is_told_by_row_and_column(row: str, said: str, column: str, tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "study.yml", tmp_path / "study.yml")
    study = _decided(tmp_path, f"{HEAD}cost,met,A,2014-09-01,cheap\n{row}\n")
    with pytest.raises(StudyError) as caught:
        load_judgements(study)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert (problem.row, problem.column) == (3, column)


@pytest.mark.long
def test_a_file_that_is_spoilt_stops_the_command_with_a_message(small: Path, command: Command) -> None:
    _decided(small, "question,finding,who,when\npool,met,A,2014-09-01\n")
    done = command("check", "--study", small)
    assert done.returncode == 1
    assert "evaluation.csv" in done.stdout + done.stderr
    assert "Column why is missing" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_the_public_release_takes_gaps_that_it_tells_and_says_so(data: Store) -> None:
    tabulated = matrix.evidence_tabulation(data)
    inside, outside = tabulated.release(None), tabulated.release(3)
    assert matrix.untold_clusters(data)
    assert _of(inside, "gaps_held")["evidence"] == "gaps_held"
    told = _of(outside, "gaps_held")
    assert told["evidence"] == "gaps_held_told"
    assert told["value"] < _of(inside, "gaps_held")["value"]
    for evidence in ("needs_on_gaps", "pool_size", "gaps_closed_fully", "links_where_strong"):
        assert pd.isna(_of(outside, evidence)["value"]), evidence
        assert pd.isna(_of(outside, evidence)["base"]), evidence
    for released in (inside, outside):
        assert released.frame["key"].is_unique
        assert set(released.frame["key"]) == set(MEASURES)


@settings(deadline=None, max_examples=25)
@given(value=st.integers(0, 40), base=st.integers(0, 40), minimum=st.integers(2, 5))
def test_no_small_part_of_members_is_told_nor_follows(value: int, base: int, minimum: int) -> None:
    value = min(value, base)
    row = {"evidence": "willing", "key": "willing", "told_of": None, "value": value, "base": base, "n": base}
    frame = pd.DataFrame([{**row, "counted": value}]).astype({"base": "Int64", "counted": "Int64"})
    shown = _of(matrix.tabulated(frame, set()).release(minimum), "willing")
    few = 0 < value < minimum or 0 < base - value < minimum
    assert pd.isna(shown["value"]) or not few
    assert pd.isna(shown["share"]) or not few
    if few:
        assert base < 2 * minimum or shown["base"] == base


def test_expected_stands_beside_what_happened(data: Store) -> None:
    frame = theory.theory_tabulation(data).release(None).frame.set_index("indicator")
    new = frame.loc["new-members-ind-agro-pol"]
    # Of each of the four clusters 2 were expected and 1 came.
    assert (new["expected"], new["happened"], new["status"]) == (8, 4, "off_track")
    useful = frame.loc["satisfaction"]
    assert (useful["expected"], useful["status"]) == (0.7, "behind")
    assert frame.loc["evidence:paid", ["expected", "happened"]].tolist()[0] == data.settings.budget.amount
    assert set(frame["level"]) == set(LEVEL)


def test_a_sum_of_small_values_is_not_told(data: Store) -> None:
    new = theory.theory_tabulation(data).release(3).frame.set_index("indicator").loc["new-members-ind-agro-pol"]
    assert pd.isna(new["happened"])
    assert pd.isna(new["status"])


def test_no_letter_of_the_theory_leaves_its_box(data: Store) -> None:
    item = pilot.theory_figure(data)
    frame = item.data.release(None).frame
    for language in LANGUAGES:
        _held_by_boxes(item, frame, language)


def _held_by_boxes(item: Drawn, frame: pd.DataFrame, language: str) -> None:
    assert callable(item.size)
    figure = Figure(figsize=item.size(frame))
    canvas = FigureCanvasAgg(figure)
    item.draw(figure.subfigures(), frame, language)
    renderer, (axes,) = canvas.get_renderer(), figure.axes if figure.axes else figure.subfigs[0].axes
    boxes = [patch.get_window_extent(renderer) for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    texts = [text for text in axes.texts if text.get_text() != "›" and text.get_fontsize() < 10]
    assert len(boxes) == len(declared("steps")) + len(declared("assumptions"))
    for text in texts:
        own = text.get_window_extent(renderer)
        around = [
            box for box in boxes if box.x0 <= own.x0 and own.x1 <= box.x1 and box.y0 <= own.y0 and own.y1 <= box.y1
        ]
        assert len(around) == 1, text.get_text()
    for place, box in enumerate(boxes):
        assert box.y0 >= 0
        assert not any(box.overlaps(other) for other in boxes[:place])


def test_managements_answers_are_counted_by_kind(data: Store) -> None:
    gaps = data.all(Gaps)
    held = gaps.index[gaps["at_face"] & (gaps["cluster"] == "euronest")]
    gaps["management"] = None
    gaps.loc[held[:3], "management"] = ["accepted", "rejected", "accepted"]
    store = Store(data.study, instead=TableSet({Gaps: gaps}))
    frame = validation.answers_tabulation(store).release(None).frame.set_index("cluster")
    assert frame.loc["euronest", ["accepted", "rejected", "explained"]].tolist() == [2, 1, 0]
    assert frame.at["euronest", "unanswered"] == len(held) - 3
    assert frame.loc["all", "gaps"] == gaps["at_face"].sum()
    finding = pilot.answers_finding(store)
    assert "accept **2**, reject **1**" in say(finding.text(finding.data.release(None)), "en")


@pytest.mark.parametrize("release", ["working", "public"])
def test_what_the_study_and_a_management_confirm_are_two_numbers(data: Store, release: str) -> None:
    report = Report(data.study, "09_evaluation", release=release)
    for item in (
        pilot.objective_finding(data, "missing_links"),
        pilot.answers_finding(data),
        pilot.answers_table(data),
    ):
        report.add(item)
    told = "_told" if release == "public" else ""
    gaps, minimum = data.all(Gaps), data.settings.thresholds.disclosure_minimum
    held = gaps[gaps["at_face"]]
    held = held[~smallest_told(held).between(1, minimum - 1)] if told else held
    assert report.entry("management_accepted")["value"] == (held["management"] == "accepted").sum()
    assert report.entry("gaps_confirmed" + told)["value"] == (held["status"] == "found").sum()


def test_no_answer_of_a_management_tells_of_a_gap_that_the_public_release_leaves_out(data: Store) -> None:
    gaps, minimum = data.all(Gaps), data.settings.thresholds.disclosure_minimum
    held = gaps[gaps["at_face"]]
    told = held[~smallest_told(held).between(1, minimum - 1)]
    assert len(told) < len(held)
    frame = validation.answers_tabulation(data).release(minimum).frame.set_index("cluster")
    assert frame.at["all", "gaps"] == len(told)
    assert frame.at["all", "accepted"] == (told["management"] == "accepted").sum()
    table = pilot.differing_table(data)
    released = table.data.release(minimum)
    assert len(released.frame) == told["management"].isin(["rejected", "explained"]).sum()
    assert released.frame["management_words"].isna().all()
    assert "left out" in say(table.words(released).note, "en")


def test_where_no_management_answers_no_gap_differs(data: Store) -> None:
    gaps = data.all(Gaps).assign(management=None)
    report = Report(data.study, "09_evaluation", release="public")
    report.add(pilot.differing_table(Store(data.study, instead=TableSet({Gaps: gaps}))))
    assert report.entry("gap_answers_told")["records"] == []


def test_unused_answers_are_those_of_the_exports(data: Store) -> None:
    answers = data.all(OtherAnswers)
    frame = unused.unused_tabulation(data).release(None).frame.set_index("key")
    said = answers[answers["question"] == "innovation_product"]
    assert frame.loc["innovation_product.all", ["chosen", "answered"]].tolist() == [
        (said["value"] == "yes").sum(), len(said),
    ]  # fmt: skip
    content = answers[(answers["question"] == "service_events") & (answers["cluster"] == "iconic")]
    assert frame.at["service_events.iconic", "chosen"] == (content["value_number"] >= 4).sum()
    assert (frame["lower"] <= frame["share"]).all()
    assert (frame["share"] <= frame["upper"]).all()
    everybody = frame.loc["certificates.all", "answered"]
    assert everybody > (answers["question"] == "certificates").sum()


def test_a_count_of_two_is_hidden_with_another_that_would_give_it_back(data: Store) -> None:
    answers = data.all(OtherAnswers)
    yes = answers.index[
        (answers["question"] == "innovation_product") & (answers["cluster"] == "iconic") & (answers["value"] == "yes")
    ]
    answers.loc[yes[2:], "value"] = "no"
    store = Store(data.study, instead=TableSet({OtherAnswers: answers}))
    released = unused.unused_tabulation(store).release(3)
    hidden = released.hidden.set_index(released.frame["key"])["chosen"]
    assert hidden["innovation_product.iconic"]
    assert hidden[[key for key in hidden.index if key.startswith("innovation_product.")]].sum() >= 2
    shares = released.frame.set_index("key").loc["innovation_product.iconic", ["share", "lower", "upper"]]
    assert shares.isna().all()


def test_halves_go_by_time_and_leave_out_who_tells_none(data: Store) -> None:
    told = data.all(Responses).dropna(subset=["submitted"])
    frame = respondents.halves_tabulation(data).release(None).frame
    assert frame.groupby("measure")["answered"].sum().unique().tolist() == [len(told)]
    assert set(told["cluster"]) < set(data.names)
    late = told.assign(organisation_type="other")
    first = told.groupby("cluster")["submitted"].rank(method="first") <= told.groupby("cluster").transform("size") / 2
    late.loc[first, "organisation_type"] = "firm"
    store = Store(data.study, instead=TableSet({Responses: late}))
    finding = respondents.halves_finding(store)
    said = say(finding.text(finding.data.release(None)), "en")
    assert "in **1** they differ" in said
    assert "They differ most in “is a firm”: **100%** and **0%**." in said
    title = say(pilot.halves_figure(data).words(pilot.halves_figure(data).data.release(None)).title, "en")
    assert title.startswith("Early and late respondents differ most in “")
    bare = Store(data.study, instead=TableSet({Responses: late.iloc[:0]}))
    for item in (pilot.halves_finding(bare), pilot.halves_finding(bare)):
        assert "No export tells" in say(item.text(item.data.release(3)), "en")
    shown = pilot.halves_figure(bare)
    assert say(shown.words(shown.data.release(3)).title, "en") == "No export tells when it was answered"


def test_headlines_without_the_largest_buyer_are_those_of_the_others(data: Store, built: TableSet) -> None:
    trials = data.all(HeadlineTrials).set_index("cluster")
    bought = purchases(data.all(Inputs), built[Sourcing])
    own = bought[bought["cluster"] == "iconic"]
    by_buyer = own.groupby("organisation")["annual_value"].sum()
    others = own[own["organisation"] != by_buyer.idxmax()]
    part = (others["annual_value"] * others["share_members"]).sum() / others["annual_value"].sum() / 100
    assert trials.at["iconic", "from_members_without"] == pytest.approx(part)
    assert trials.at["iconic", "largest_buys"] == pytest.approx(by_buyer.max() / by_buyer.sum())
    gaps = data.all(Gaps)
    assert trials["gaps"].to_dict() == gaps.groupby("cluster")["at_face"].sum().to_dict()


@pytest.mark.parametrize("release", ["working", "public"])
def test_the_share_from_members_stands_beside_that_without_the_largest_buyer(data: Store, release: str) -> None:
    trial = data.all(HeadlineTrials).set_index("cluster").loc["iconic"]
    report = Report(data.study, "03_value_chain_gaps", cluster="iconic", release=release)
    report.add(sourcing_finding(data.at("iconic")))
    assert report.entry("sourcing_ratio")["value"] == pytest.approx(trial["from_members"])
    text = report.entry("sourcing")["text"]["en"]
    if release == "public":
        assert "that buys most" not in text
        for hidden in ("sourcing_ratio_without", "largest_buys"):
            with pytest.raises(KeyError):
                report.entry(hidden)
    else:
        assert "without the respondent that buys most" in text
        assert report.entry("sourcing_ratio_without")["value"] == pytest.approx(trial["from_members_without"])
        assert report.entry("largest_buys")["value"] == pytest.approx(trial["largest_buys"])


def test_no_one_buyer_moves_the_starting_value_of_the_median(data: Store, built: TableSet) -> None:
    def measured(inputs: pd.DataFrame) -> dict[str, float]:
        below = TableSet({**built, Inputs: conform(inputs, Inputs)})
        found = work_out(below, below, data.settings, data.all(Catalogue)).set_index("evidence")["value"]
        return {one: found[one] for one in ("bought_from_members", "bought_from_members_median")}

    bought = purchases(built[Inputs], built[Sourcing])
    largest = bought.loc[bought["annual_value"].idxmax(), ["cluster", "organisation"]]
    theirs = (built[Inputs][["cluster", "organisation"]] == largest).all(axis=1)
    before, after = (
        measured(built[Inputs].assign(share_members=built[Inputs]["share_members"].mask(theirs, share)))
        for share in (0.0, 100.0)
    )
    assert after["bought_from_members"] - before["bought_from_members"] > 0.1
    assert after["bought_from_members_median"] - before["bought_from_members_median"] < 0.02


def test_what_one_respondent_changes_stays_out_of_the_public_release(data: Store) -> None:
    tabulated = headlines.without_tabulation(data)
    shown = tabulated.release(3).frame
    for column in ("gaps_without", "found_without", "from_members_without", "largest_buys"):
        assert shown[column].isna().all()
        assert tabulated.release(None).frame[column].notna().all()


def test_a_moved_line_is_told_from_the_counts_by_line() -> None:
    effects = pd.DataFrame(
        {
            "kind": ["leakage"] * 3 + ["market"] * 2,
            "threshold": [0.1, 0.2, 0.3, 0.6, 0.65],
            "chosen": [False, True, False, True, False],
            "gaps": [1, 2, 6, 3, 2],
        }
    )
    assert headlines._moved(effects, "gaps") == (5, 4, 9)


@pytest.mark.parametrize(
    "tabulate",
    [headlines.lines_tabulation, headlines.worst_tabulation, limits.limits_tabulation],
    ids=lambda tabulate: tabulate.__name__,
)
def test_public_limits_and_headlines_tell_no_more_than_their_chapters(
    tabulate: Callable[[Store], Tabulation], data: Store
) -> None:
    few = matrix.untold_clusters(data)
    frame = tabulate(data).release(3).frame
    inside = tabulate(data).release(None).frame
    assert len(frame) == len(inside)
    for column in {"top3", "rank_raked", "gaps", "least", "most"} & set(frame):
        own = frame.loc[frame["cluster"].isin(few), column]
        assert own.isna().all(), column


def test_the_severity_of_a_gap_is_told_where_its_chapter_tells_it(data: Store) -> None:
    shown = headlines.worst_tabulation(data).release(3)
    assert shown.hidden["severity"].any()
    for cluster, stage, kind, severity in shown.frame[["cluster", "stage", "kind", "severity"]].itertuples(index=False):
        chapter = gaps_tabulation(data.at(cluster)).release(3).frame
        own = chapter[(chapter["stage"] == stage) & (chapter["kind"] == kind)]
        assert pd.isna(severity) or own["severity"].tolist() == [severity]


def test_limits_bound_the_revenue_as_the_profile_does(data: Store) -> None:
    frame = limits.limits_tabulation(data).release(None).frame.set_index("key")
    assert list(frame.index) == [*data.names, "all"]
    assert (frame.loc[list(data.names), "revenue_least"] <= frame.loc[list(data.names), "revenue_most"]).all()
    profile = adequacy_finding(data.at("euronest"))
    said = say(profile.text(profile.data.release(None)), "en")
    assert f"{frame.at['euronest', 'revenue_least']:.0%}" in said
    assert f"{frame.at['euronest', 'revenue_most']:.0%}" in said


def test_demonstration_is_told_as_long_as_a_file_is_marked(data: Store) -> None:
    finding = pilot.demonstration_finding(data)
    assert "fictitious" in say(finding.text(finding.data.release(None)), "en")


@pytest.mark.long
def test_gaps_judged_again_without_anybody_left_out_are_those_of_the_study(data: Store, built: TableSet) -> None:
    chains = data.all(Catalogue)
    chains = chains[chains["cluster"].isin(data.study.analysed)]
    edges = data.all(Edges)
    again = judge_study(built, chains, edges, Criteria.of(data.settings))
    assert again["at_face"].sum() == data.all(Gaps)["at_face"].sum()
    # Nobody says how much is bought: no one is the largest, and nothing is left out.
    silent = TableSet({**built, Inputs: built[Inputs].assign(annual_value=float("nan"))})
    trials = headline_trials(silent, data.settings, chains, edges)
    assert trials["from_members"].isna().all()
    assert trials["largest_buys"].isna().all()
