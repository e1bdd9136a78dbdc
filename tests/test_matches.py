"""Needs beside offers: by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
import tiny

from pilotanalysis import reference
from pilotanalysis.chain.matches import SAME_STAGE, find_matches
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Links, Needs, Offers

Said = tuple[int, str | None, str | None]


def _said(rows: list[Said]) -> list[dict[str, object]]:
    return [{"organisation": f"m{one}", "stage": stage, "text": text} for one, stage, text in rows]


def _matched(
    study: Study, needs: list[Said], offers: list[Said], links: Sequence[tuple[int, int]] = ()
) -> pd.DataFrame:
    tables = tiny.study(4, needs=_said(needs), offers=_said(offers), links=links)
    glossary = reference.load(study, reference.Glossary)
    return find_matches(tables.of(Needs), tables.of(Offers), tables.of(Links), glossary)


def test_needs_meet_offers_of_the_same_stage_but_never_their_own(study: Study) -> None:
    offers: list[Said] = [(0, "milling", None), (1, "milling", None), (2, "baking", None)]
    found = _matched(study, [(0, "milling", "millstones")], offers)
    assert found[["organisation", "offer_organisation", "basis", "within", "tied"]].values.tolist() == [
        ["m0", "m1", "code", True, False]
    ]
    # Nothing is said of what is offered: how alike the words are is not known, and a match by code is no weaker.
    assert found["similarity"].isna().all()
    assert found["strength"].tolist() == [SAME_STAGE]


def test_the_same_thing_in_two_languages_is_the_same(study: Study) -> None:
    term = reference.load(study, reference.Glossary).iloc[1]
    assert term["ro"] != term["it"]
    offers: list[Said] = [(1, "milling", term["it"]), (2, "milling", "qwertz")]
    found = _matched(study, [(0, "milling", term["ro"])], offers).set_index("offer_organisation")
    assert found.loc["m1", "similarity"] == pytest.approx(1.0)
    assert found.loc["m1", "strength"] == pytest.approx(1.0)
    assert found.loc["m2", "strength"] < 0.6


def test_what_is_not_coded_meets_by_its_words_and_weaker(study: Study) -> None:
    offers: list[Said] = [(1, "milling", "cilindri idraulici"), (2, None, "wedding music")]
    found = _matched(study, [(0, None, "hydraulic cylinders")], offers)
    assert found[["offer_organisation", "basis"]].values.tolist() == [["m1", "text"]]
    assert 0 < found["strength"].iloc[0] < 1


def test_a_tie_that_either_names_is_told(study: Study) -> None:
    found = _matched(study, [(0, "milling", "a"), (1, "milling", "b")], [(2, "milling", "c")], [(2, 1)])
    assert found.set_index("organisation")["tied"].to_dict() == {"m0": False, "m1": True}
    assert "links!2" in found.set_index("organisation").loc["m1", "made_from"]


def test_nothing_to_match_is_no_match(study: Study) -> None:
    assert _matched(study, [], []).empty
    assert _matched(study, [(0, None, None)], []).empty
