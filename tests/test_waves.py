"""Wave against wave: a change among all who answered, beside that among those who answered in both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tiny

from pilotanalysis import pilot
from pilotanalysis.pilot.monitoring.wave_findings import waves_tabulation
from pilotanalysis.pilot.monitoring.waves import compare_waves, of_those
from pilotanalysis.pilot.monitoring_tables import MEASURES, WaveMeasures
from pilotanalysis.results import Finding, say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import TABLES as OF_SURVEY
from pilotanalysis.survey.tables import Answer, Organisations, Responses
from pilotanalysis.tables import TableSet, conform, read_all

SIZE = 12
#: Of the purchases of the first six half come from members; of those of the others nothing does.
BOUGHT = [tiny.bought(one, "spinning", 50 if one < 6 else 0) for one in range(SIZE)]
LINKS = [(one, one + 1) for one in range(SIZE - 1)]


def survey(wave: str, answered: range) -> TableSet:
    """A survey of one cluster; what everybody says is the same in each wave."""
    whole = tiny.study(SIZE, range(SIZE), inputs=BOUGHT, links=LINKS, cluster="astrico-ne")
    members = pd.MultiIndex.from_tuples([("astrico-ne", f"m{one}") for one in answered])
    return TableSet({model: frame.assign(wave=wave) for model, frame in of_those(whole, members).items()})


def together(*waves: TableSet) -> TableSet:
    return TableSet(
        {model: conform(pd.concat([one[model] for one in waves], ignore_index=True), model) for model in waves[0]}
    )


@pytest.fixture
def two(small: Path) -> Study:
    """A study of one cluster with two waves."""
    settings = small / "study.yml"
    text = settings.read_text("utf-8").replace("waves: ['2014']", "waves: ['2014', '2016']")
    text = text.replace("astrico-ne, role: follow_up", "astrico-ne, role: analysed")
    settings.write_text(text.replace("euronest, role: analysed", "euronest, role: follow_up"), "utf-8")
    return Study(small)


def told(item: Finding, minimum: int | None, language: str = "en") -> str:
    return say(item.text(item.data.release(minimum)), language)


def test_the_same_answers_of_fewer_members_are_a_change_of_who_answered(two: Study) -> None:
    found = compare_waves(two, together(survey("2014", range(SIZE)), survey("2016", range(6, SIZE))))[WaveMeasures]
    assert set(found["measure"]) == set(MEASURES)
    assert set(found["of_wave"]) == {"2014", "2016"}
    value = found.set_index(["measure", "among", "of_wave"])["value"]
    assert value["response", "all", "2014"] == 1
    assert value["response", "all", "2016"] == 0.5
    assert value["sourcing", "all", "2014"] == pytest.approx(0.25)
    assert value["sourcing", "all", "2016"] == 0
    # 11 ties of 12 who were asked; 5 of the 6 last.
    assert value["ties", "all", "2014"] == pytest.approx(11 / 12)
    assert value["ties", "all", "2016"] == pytest.approx(5 / 6)
    for measure in MEASURES:
        assert value[measure, "both", "2014"] == pytest.approx(value[measure, "both", "2016"])
    data = Store(two, instead=TableSet({WaveMeasures: found}))
    frame = waves_tabulation(data).frame.set_index("measure")
    assert frame["n_before"].tolist() == [SIZE] * len(MEASURES)
    assert frame["n_both"].tolist() == [6] * len(MEASURES)
    assert frame.loc[["ties", "sourcing", "sourcing_median"], "reads"].tolist() == ["other"] * 3
    assert frame.loc["response", "reads"] == "open"
    assert "**3** of **4**" in told(pilot.waves_finding(data), None)


def test_a_change_of_what_the_same_members_say_is_one_among_them_too(two: Study) -> None:
    after = survey("2016", range(SIZE))
    from pilotanalysis.survey.tables import Inputs

    after[Inputs] = after[Inputs].assign(share_members=80.0)
    found = compare_waves(two, together(survey("2014", range(SIZE)), after))[WaveMeasures]
    frame = waves_tabulation(Store(two, instead=TableSet({WaveMeasures: found}))).frame.set_index("measure")
    assert frame.loc["sourcing", "reads"] == "same"
    assert frame.loc["ties", "reads"] == "still"
    assert frame.loc["sourcing", "change_both"] == pytest.approx(0.8 - 0.25)


def test_nobody_who_answered_in_both_leaves_the_change_open(two: Study) -> None:
    found = compare_waves(two, together(survey("2014", range(6)), survey("2016", range(6, SIZE))))[WaveMeasures]
    data = Store(two, instead=TableSet({WaveMeasures: found}))
    frame = waves_tabulation(data).frame.set_index("measure")
    assert frame["n_both"].eq(0).all()
    assert frame.loc[["response", "ties", "sourcing"], "reads"].eq("open").all()


def test_few_who_answered_in_both_are_not_told_in_public(two: Study) -> None:
    found = compare_waves(two, together(survey("2014", range(7)), survey("2016", range(5, SIZE))))[WaveMeasures]
    item = waves_tabulation(Store(two, instead=TableSet({WaveMeasures: found})))
    assert item.frame["n_both"].eq(2).all()
    released = item.release(3).frame
    assert released[["n_both", "both_before", "both_after", "change_both", "reads"]].isna().all(axis=None)
    shown = released[["n_before", "n_after", "only_before", "only_after"]]
    # Who answered in one wave alone would give them away.
    assert not (shown["n_before"].notna() & shown["only_before"].notna()).any()
    assert not (shown["n_after"].notna() & shown["only_after"].notna()).any()


def test_one_wave_has_nothing_to_compare_and_says_so_in_every_language(study: Study) -> None:
    found = compare_waves(study, survey("2014", range(SIZE)))
    assert found[WaveMeasures].empty
    data = Store(study, instead=found)
    said = {told(pilot.waves_finding(data), 3, language) for language in study.languages}
    assert len(said) == 3
    assert all("2014" in one for one in said)
    table = pilot.waves_table(data)
    assert "one wave" in say(table.words(table.data.release(3)).title, "en")


def test_a_survey_as_if_only_some_had_answered_keeps_the_roster(two: Study) -> None:
    whole = survey("2014", range(SIZE))
    part = of_those(whole, pd.MultiIndex.from_tuples([("astrico-ne", "m1"), ("astrico-ne", "m5"), ("x", "m2")]))
    assert len(part[Organisations]) == SIZE
    assert part[Organisations].query("answered")["organisation"].tolist() == ["m1", "m5"]
    for model, frame in part.items():
        if issubclass(model, Answer):
            assert set(frame["organisation"]) <= {"m1", "m5"}
    assert len(whole[Responses]) == SIZE


@pytest.mark.long
def test_half_of_the_demonstration_answering_the_same_again_changes_nothing_among_them(
    cleaned: Study, spoilt: Path
) -> None:
    settings = spoilt / "study.yml"
    text = settings.read_text("utf-8").replace("waves: ['2014']", "waves: ['2014', '2016']")
    settings.write_text(text, "utf-8")
    tables = TableSet({model: read_all(cleaned, model) for model in OF_SURVEY})
    members = tables[Organisations].query("answered").iloc[::2]
    again = of_those(tables, pd.MultiIndex.from_frame(members[["cluster", "organisation"]]))
    both = TableSet(
        {
            model: pd.concat([frame, again[model].assign(wave="2016")], ignore_index=True) if "wave" in frame else frame
            for model, frame in tables.items()
        }
    )
    found = compare_waves(Study(spoilt), both)
    frame = waves_tabulation(Store(Study(spoilt), instead=found)).frame
    assert len(frame) == len(MEASURES) * len(cleaned.analysed)
    told = frame[frame["measure"] != "response"]
    assert np.allclose(told["change_both"].astype(float), 0)
    assert set(told["reads"]) <= {"other", "still"}
