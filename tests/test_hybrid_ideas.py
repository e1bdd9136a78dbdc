"""Ideas of what clusters could do together, coded to stages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import tiny

from pilotanalysis import reference
from pilotanalysis.demo.lists import STAGES, TOPICS
from pilotanalysis.meetings.hybrid.ideas import coded_ideas
from pilotanalysis.reference import Catalogue, Glossary
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Interests


def coded(study: Study, *ideas: str | None, cluster: str = "astrico-ne") -> pd.DataFrame:
    rows = [{"organisation": f"m{place}", "hybrid_idea": idea} for place, idea in enumerate(ideas)]
    interests = tiny.table(Interests, rows, cluster)
    return pd.DataFrame(coded_ideas(interests, reference.load(study, Catalogue), reference.load(study, Glossary)))


@pytest.mark.parametrize(
    ("idea", "own", "other"),
    [
        ("knitted jumpers, and illustrations for them", "knitwear_making", "photo_graphics"),
        ("illustrations for our knitted jumpers", "knitwear_making", "photo_graphics"),
        ("geotextile și filtre împreună cu retușare foto", "technical_textiles", "photo_graphics"),
        ("un'offerta comune: cerniere e bottoni insieme a portali di notizie", "trims_accessories", "media_platforms"),
    ],
)
def test_an_idea_is_coded_in_each_language_and_in_either_order(study: Study, idea: str, own: str, other: str) -> None:
    found = coded(study, idea).iloc[0]
    assert (found["own_stage"], found["other_stage"]) == (own, other)
    assert 0.7 <= found["clearness"] <= 1


def test_ideas_that_name_no_two_clusters_are_kept_without_stages(study: Study) -> None:
    found = coded(study, "knitted jumpers", "să ne întâlnim mai des", "", None)
    assert list(found["idea"]) == ["knitted jumpers", "să ne întâlnim mai des", ""]
    assert found[["own_stage", "other", "other_stage", "clearness"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "idea",
    [
        # Of machinery the letters are most like its sale, and the words as a whole like nothing that is known.
        "a joint offer: harvesting machinery together with ERP integration",
        "utilaje purtate pentru tractor și dezvoltare de software la comandă",
    ],
)
def test_what_could_as_well_be_another_stage_is_not_guessed(study: Study, idea: str) -> None:
    assert coded(study, idea, cluster="ind-agro-pol")[["own_stage", "other", "other_stage"]].isna().all(axis=None)


def test_stages_are_those_that_were_meant_nine_times_in_ten(study: Study) -> None:
    of = reference.load(study, Catalogue).set_index("stage")["cluster"]
    chance = np.random.default_rng(5)
    meant = [
        (own, other, str(chance.choice(TOPICS["idea"][language])).format(*said))
        for language in ("en", "ro", "it")
        for own in chance.choice(of.index[of == "astrico-ne"], 40)
        for other in [str(chance.choice(of.index[of != "astrico-ne"]))]
        for said in [[str(chance.choice(STAGES[stage][language])) for stage in (own, other)]]
    ]
    found = coded(study, *(idea for _own, _other, idea in meant))
    kept = found["own_stage"].notna().to_numpy()
    truth = pd.DataFrame(meant, columns=["own_stage", "other_stage", "idea"])
    right = (found[["own_stage", "other_stage"]].to_numpy() == truth[["own_stage", "other_stage"]].to_numpy())[kept]
    assert kept.mean() > 0.4
    assert right.all(axis=1).mean() > 0.85
    assert right.mean() > 0.9


def test_nobody_wrote_an_idea(study: Study) -> None:
    assert coded(study).empty
    assert coded(study, None).empty


def test_what_an_idea_means_does_not_hang_on_the_others(study: Study) -> None:
    ideas = ["knitted jumpers and illustrations", "negozi di abbigliamento insieme a campagne pubblicitarie"]
    columns = ["idea", "own_stage", "other_stage", "clearness"]
    both = coded(study, *ideas)[columns]
    alone = pd.concat([coded(study, idea)[columns] for idea in ideas], ignore_index=True)
    pd.testing.assert_frame_equal(both, alone)


def test_stages_are_of_the_two_clusters(study: Study) -> None:
    of = reference.load(study, Catalogue).set_index("stage")["cluster"]
    words = list(reference.load(study, Glossary)["en"])
    ideas = [f"{one} with {other}" for one, other in zip(words[::9], words[4::9], strict=False)]
    found = coded(study, *ideas).dropna(subset=["own_stage"])
    assert len(found)
    assert set(found["own_stage"].map(of)) == {"astrico-ne"}
    assert (found["other_stage"].map(of) == found["other"]).all()
    assert (found["other"] != "astrico-ne").all()
