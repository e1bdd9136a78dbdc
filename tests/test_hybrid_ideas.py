"""Ideas of what clusters could do together, coded to stages."""

from __future__ import annotations

import pandas as pd
import pytest
import tiny

from pilotanalysis import reference
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
        (
            "mașini de cusut industriale cu licențe de software de contabilitate",
            "textile_machinery",
            "software_products",
        ),
        ("negozi di abbigliamento insieme a campagne pubblicitarie", "fashion_retail", "media_advertising"),
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
