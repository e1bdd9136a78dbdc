"""Technical assistance: what is kept of it is checked, planned within its limits, and told without telling who."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pilotanalysis import pilot
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.pilot.assistance.plan import plan_assistance
from pilotanalysis.pilot.assistance.tabulation import (
    measures_tabulation,
    needs_tabulation,
    sessions_tabulation,
    shares_tabulation,
    types_tabulation,
)
from pilotanalysis.pilot.assistance_tables import (
    AssistanceCases,
    AssistanceHeld,
    AssistancePlan,
    AssistanceScenarios,
)
from pilotanalysis.pilot.evaluation_tables import EvaluationEvidence
from pilotanalysis.pilot.labels import FLAG
from pilotanalysis.pilot.logs import read_pilot
from pilotanalysis.pilot.tables import LOGS, AssistanceMeasures, AssistanceSessions, CatalogueRecipients
from pilotanalysis.problems import StudyError
from pilotanalysis.results import Finding, say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, split_ids

MINIMUM = 3


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


def told(item: Finding, minimum: int | None = None, language: str = "en") -> str:
    return say(item.text(item.data.release(minimum)), language)


def altered(root: Path, name: str, old: str, new: str) -> None:
    path = root / "data" / "raw" / "pilot" / f"{name}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("measures", ",160,", ",a lot,", "row 2, column cost_eur"),
        ("measures", "project_writing", "projekt_writing", "Did you mean project_writing?"),
        ("measures", ",assistance,", ",asistance,", "asistance is no line"),
        ("measures", "2014-05-05", "2014-02-30", "2014-02-30 is no day"),
        ("measures", "2014-05-05", "2014-06-30", "2014-06-20 is before 2014-06-30, its first_day"),
        ("assistance", "skills-course", "skill-course", "skill-course is no measure"),
        ("indicators", ",agency,", ",agent,", "agent is not known. Known: agency"),
        ("indicators", ",output,", ",outputs,", "column kind"),
        ("indicator_values", "2014-03", "2014-13", "month, YYYY-MM"),
        ("timetable", "2014-01-06", "2014-02-30", "2014-02-30 is no day"),
        ("spending", ",survey,", ",surveys,", "surveys is no line"),
        ("decisions", "01:response", "response", "column results"),
        ("recipients", ",email,", ",fax,", "column channel"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_by_file_row_and_column(
    name: str, old: str, new: str, said: str, spoilt: Path, built: TableSet
) -> None:
    altered(spoilt, name, old, new)
    with pytest.raises(StudyError) as refused:
        read_pilot(Study(spoilt), built)
    problems = [str(problem) for problem in refused.value.problems]
    assert all(f"data/raw/pilot/{name}.csv" in problem for problem in problems)
    assert any(said in problem for problem in problems), problems


def test_a_study_that_keeps_nothing_has_no_rows_and_says_so(spoilt: Path, built: TableSet) -> None:
    for name in LOGS.values():
        (spoilt / "data" / "raw" / "pilot" / f"{name}.csv").unlink()
    study = Study(spoilt)
    kept = read_pilot(study, built)
    assert all(kept[model].empty for model in LOGS)
    made = TableSet({**built, **kept, **plan_assistance(built, kept, study.settings)})
    assert made[AssistanceCases]["worth"].eq(0).all()
    bare = Store(study, instead=made)
    assert "no catalogue of measures" in told(pilot.planned_finding(bare))
    assert "No session" in told(pilot.held_finding(bare))
    assert "is not known" in told(pilot.beside_plan_finding(bare))
    for table in (pilot.plan_table(bare), pilot.shares_table(bare), pilot.money_table(bare), pilot.held_table(bare)):
        table.words(table.data.release(MINIMUM))


def test_a_workbook_does_for_a_csv_file(spoilt: Path, built: TableSet) -> None:
    path = spoilt / "data" / "raw" / "pilot" / "measures.csv"
    study = Study(spoilt)
    before = read_pilot(study, built)[AssistanceMeasures]
    pd.read_csv(path).to_excel(path.with_suffix(".xlsx"), index=False, sheet_name="measures")
    path.unlink()
    after = read_pilot(study, built)[AssistanceMeasures]
    same = [column for column in before if column not in ("row_id", "file", "sheet")]
    pd.testing.assert_frame_equal(after[same], before[same])


def test_who_took_part_is_found_by_name_as_by_code(spoilt: Path, built: TableSet) -> None:
    study = Study(spoilt)
    before = read_pilot(study, built)
    sessions, recipients = before[AssistanceSessions], before[CatalogueRecipients]
    code = sessions["organisation"].iloc[0]
    from pilotanalysis.survey.tables import Organisations

    name = built[Organisations].set_index("organisation")["name"][code]
    altered(spoilt, "assistance", f",{code},", f',"{name.upper()}",')
    altered(spoilt, "recipients", f",{recipients['recipient'].iloc[0]},", ",Exemplu Străin SRL,")
    after = read_pilot(study, built)
    assert after[AssistanceSessions]["organisation"].tolist() == sessions["organisation"].tolist()
    assert after[CatalogueRecipients]["recipient"].iloc[0].startswith("exemplu strain")


def test_the_plan_keeps_to_money_places_dates_clusters_hours_and_fair_shares(data: Store) -> None:
    cases, plan = data.all(AssistanceCases), data.all(AssistancePlan)
    measures = data.all(AssistanceMeasures).set_index("measure")
    lines = data.all(BudgetLines).set_index("line")["assistance_eur"].fillna(0)
    own = plan.merge(measures.reset_index(), on="measure", suffixes=("", "_once"))
    for line, rows in own.groupby("line"):
        assert rows["cost_eur"].sum() <= lines[line]
    for measure, rows in plan.groupby("measure"):
        assert rows["runs"].sum() <= measures["most_runs"][measure]
    assert ((own["first_day"].str[:7] <= own["month"]) & (own["month"] <= own["last_day"].str[:7])).all()
    assert ((own["runs"] * own["hours"]).groupby(own["month"]).sum() <= data.settings.assistance.hours).all()
    given = cases.dropna(subset=["measure"]).merge(measures.reset_index(), on="measure", suffixes=("", "_of"))
    seats = plan.groupby("measure")["runs"].sum() * measures["places"]
    for measure, number in given["measure"].value_counts().items():
        assert number <= seats[measure]
    assert (given["topic"] == given["topic_of"]).all()
    for cluster, allowed in given[["cluster", "clusters"]].dropna().itertuples(index=False):
        assert cluster in split_ids(allowed)
    served = cases.groupby("cluster")[["gained", "worth"]].sum()
    whole = served["gained"].sum() / served["worth"].sum()
    assert (served["gained"] / served["worth"] >= data.settings.assistance.fairness * whole - 1e-4).all()
    scenarios = data.all(AssistanceScenarios)
    assert (scenarios["worth"] <= scenarios["worth_bound"]).all()
    assert scenarios["worth"].iloc[0] == cases["gained"].sum()
    assert scenarios["cost_eur"].iloc[0] == pytest.approx(plan["cost_eur"].sum())


def test_measures_for_stages_that_concern_nobody_serve_nobody(study: Study, built: TableSet) -> None:
    own = TableSet(built)
    own[AssistanceMeasures] = own.of(AssistanceMeasures).assign(stages="no_such_stage")
    planned = plan_assistance(built, own, study.settings)
    assert planned.of(AssistanceCases)["measure"].isna().all()
    assert planned.of(AssistancePlan).empty


def test_more_money_serves_no_less_and_less_no_more(data: Store) -> None:
    scenarios = data.all(AssistanceScenarios)
    base = scenarios["worth"].iloc[0]
    by = scenarios.groupby("scenario")["worth"]
    assert by.get_group("more").min() >= base >= by.get_group("less").max()
    assert by.get_group("unshared").min() >= base
    assert by.get_group("more").max() > base > by.get_group("less").min(), "money matters in the demonstration"


def test_sessions_are_held_against_what_was_asked_and_planned_and_planted_ones_are_found(data: Store) -> None:
    held, sessions = data.all(AssistanceHeld), data.all(AssistanceSessions)
    assert set(held["made_from"]) == set(sessions["row_id"])
    cases = data.all(AssistanceCases)
    asked = set(cases[["organisation", "topic"]].itertuples(index=False, name=None))
    topic = held["measure"].map(data.all(AssistanceMeasures).set_index("measure")["topic"])
    assert held["asked"].tolist() == [pair in asked for pair in zip(held["organisation"], topic, strict=True)]
    assert 0 < held["asked"].mean() < 1
    planted = pd.read_csv(Path(pilot.__file__).parent.parent / "demo" / "data" / "planted.csv")
    own = planted[planted["table"] == "assistance"]
    late = set(held.loc[~held["in_period"], "measure"])
    assert late == set(own.loc[own["finding"] == "held_after", "key"])
    assert set(own.loc[own["finding"] == "not_held", "key"]) == set(
        data.all(AssistanceMeasures)["measure"]) - set(held["measure"]
    )  # fmt: skip


def test_the_clusters_furthest_from_the_plan_are_named_with_both_counts(data: Store) -> None:
    item = pilot.beside_plan_finding(data)
    frame = item.data.release(None).frame.set_index("cluster")
    apart = frame["had"] - frame["planned"]
    text = say(item.text(item.data.release(None)), "en")
    for words, cluster in (("beyond", apart.idxmax()), ("behind", apart.idxmin())):
        had, planned, needs = frame.loc[cluster, ["had", "planned", "needs"]]
        name = say(data.names[cluster], "en")
        assert (
            f"Furthest {words} this study's proposal: **{name}**. Needs with a session: **{had}** of {needs}; needs "
            f"that the proposal would serve: **{planned}**."
        ) in text


def test_what_was_held_adds_up_to_what_the_evaluation_tells_of_sessions(data: Store) -> None:
    frame = pilot.held_table(data).data.release(None).frame.set_index("measure")
    found = data.all(EvaluationEvidence).set_index("evidence")
    sessions = data.all(AssistanceSessions)
    assert frame["members"].notna().sum() == 1, "members are counted in all measures together alone"
    assert frame.at["all", "members"] == found.at["assisted", "value"]
    assert frame.at["all", "came"] == len(sessions) == frame["came"].drop("all").sum()
    assert frame.loc["all", ["useful", "rated"]].tolist() == found.loc["useful", ["value", "base"]].tolist()
    assert frame.loc["all", ["acted", "asked"]].tolist() == found.loc["acted", ["value", "base"]].tolist()
    days = sessions.groupby("measure")["date"].nunique()
    assert frame["held"].drop("all").to_dict() == days.to_dict()
    assert frame.at["all", "held"] == days.sum()
    public = pilot.held_table(data).data.release(MINIMUM)
    hidden = public.hidden.loc[public.frame["measure"] != "all", "came"]
    assert hidden.sum() >= 2, "one alone would follow from all of them"


def test_what_was_held_is_set_beside_a_proposal_and_no_plan(data: Store) -> None:
    figure = pilot.assistance_served(data)
    assert say(figure.words(figure.data.release(None)).title, "en").startswith("Furthest behind this study's proposal")
    assert "proposal" in say(FLAG["underserved"], "en")
    assert "not proposed by this study" in told(pilot.unheld_finding(data))


def test_a_member_of_two_clusters_is_served_once(data: Store) -> None:
    cases = data.all(AssistanceCases)
    assert not cases.duplicated(["organisation", "topic"]).any()


def test_the_public_release_tells_no_small_count_and_none_follows(data: Store) -> None:
    for tabulation in (needs_tabulation, types_tabulation, measures_tabulation, sessions_tabulation, shares_tabulation):
        item = tabulation(data)
        released = item.release(MINIMUM)
        for column in item.disclosure.counts:
            shown = released.frame[column].dropna().astype(int)
            assert not ((shown > 0) & (shown < MINIMUM)).any(), (tabulation.__name__, column)
    types = types_tabulation(data)
    released = types.release(MINIMUM)
    columns = list(types.disclosure.counts)
    lost = released.hidden[columns].sum(axis=1)
    assert (lost != 1).all(), "one hidden cell of a row follows from the total"
    assert (lost > 0).any(), "the demonstration has a small count"


def test_every_language_says_it_and_numbers_agree_with_the_tables(data: Store) -> None:
    whole = len(data.all(AssistanceSessions))
    said = {language: told(pilot.held_finding(data), None, language) for language in data.study.languages}
    assert all(str(whole) in text for text in said.values())
    assert len(set(said.values())) == len(said)
    frame = pilot.needed_finding(data).data.frame
    most = frame[frame["cluster"] == "all"].sort_values("asking").iloc[-1]
    assert str(most["asking"]) in told(pilot.needed_finding(data))
    figure = pilot.assistance_needs(data)
    released = figure.data.release(MINIMUM)
    assert np.isin(released.frame["cluster"], [*data.names, "all"]).all()
