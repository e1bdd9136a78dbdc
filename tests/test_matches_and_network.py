"""Needs beside offers, and the network of members: by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from clusters import Small

from pilotanalysis import reference
from pilotanalysis.chain.concerns import asked
from pilotanalysis.chain.matches import SAME_STAGE, find_matches
from pilotanalysis.chain.network import find_ties, network_measures, positions
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Links, Needs, Offers, Organisations
from pilotanalysis.tables import conform


def _texts(frame: pd.DataFrame, texts: list[str | None]) -> pd.DataFrame:
    return conform(frame.assign(text=texts), Needs if "criticality" in frame else Offers)


def _matched(small: Small, needs: list[str | None], offers: list[str | None], study: Study) -> pd.DataFrame:
    tables = small.tables()
    glossary = reference.load(study, reference.Glossary)
    return find_matches(_texts(tables.of(Needs), needs), _texts(tables.of(Offers), offers), tables.of(Links), glossary)


def _need(member: int, stage: str | None) -> tuple[int, str, float, bool, bool]:
    return (member, stage, 3.0, False, False)  # type: ignore[return-value]


def test_needs_meet_offers_of_the_same_stage_but_never_their_own(study: Study) -> None:
    offers = [(0, "milling", None), (1, "milling", None), (2, "baking", None)]
    small = Small(4, 4, needs=[_need(0, "milling")], offers=offers)
    found = _matched(small, ["millstones"], [None, None, None], study)
    assert found[["organisation", "offer_organisation", "basis", "within", "tied"]].values.tolist() == [
        ["m0", "m1", "code", True, False]
    ]
    # Nothing is said of what is offered: how alike the words are is not known, and a match by code is no weaker.
    assert found["similarity"].isna().all()
    assert found["strength"].tolist() == [SAME_STAGE]


def test_the_same_thing_in_two_languages_is_the_same(study: Study) -> None:
    term = reference.load(study, reference.Glossary).iloc[1]
    assert term["ro"] != term["it"]
    small = Small(3, 3, needs=[_need(0, "milling")], offers=[(1, "milling", None), (2, "milling", None)])
    found = _matched(small, [term["ro"]], [term["it"], "qwertz"], study).set_index("offer_organisation")
    assert found.loc["m1", "similarity"] == pytest.approx(1.0)
    assert found.loc["m1", "strength"] == pytest.approx(1.0)
    assert found.loc["m2", "strength"] < 0.6


def test_what_is_not_coded_meets_by_its_words_and_weaker(study: Study) -> None:
    small = Small(3, 3, needs=[_need(0, None)], offers=[(1, "milling", None), (2, None, None)])
    found = _matched(small, ["hydraulic cylinders"], ["cilindri idraulici", "wedding music"], study)
    assert found[["offer_organisation", "basis"]].values.tolist() == [["m1", "text"]]
    assert 0 < found["strength"].iloc[0] < 1


def test_a_tie_that_either_names_is_told(study: Study) -> None:
    small = Small(
        3, 3, needs=[_need(0, "milling"), _need(1, "milling")], offers=[(2, "milling", None)], links=[(2, 1, "sell")]
    )
    found = _matched(small, ["a", "b"], ["c"], study).set_index("organisation")
    assert found["tied"].to_dict() == {"m0": False, "m1": True}
    assert "links!2" in found.loc["m1", "made_from"]


def test_nothing_to_match_is_no_match(study: Study) -> None:
    assert _matched(Small(2, 2), [], [], study).empty
    assert _matched(Small(2, 2, needs=[_need(0, None)]), [None], [], study).empty


def _network(small: Small) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    tables = small.tables()
    whom = asked(tables)
    ties = find_ties(tables.of(Links), tables.of(Organisations), whom)
    measures = network_measures(ties, tables.of(Organisations), whom).set_index("relation")
    return ties, measures, positions(ties, tables.of(Organisations), whom).set_index("organisation")


def test_ties_are_pairs_named_by_one_side_or_both() -> None:
    links = [(0, 1, "buy"), (1, 0, "sell;training"), (0, 2, "information"), (3, 4, "buy"), (3, 3, "buy")]
    small = Small(6, 4, links=links)
    ties, measures, places = _network(small)
    pairs = ties.set_index(["organisation", "partner"])
    assert pairs.index.tolist() == [("m0", "m1"), ("m0", "m2"), ("m3", "m4")]
    assert pairs[["sides", "sides_asked", "supply", "cooperation"]].values.tolist() == [
        [2, 2, True, True],
        [1, 2, False, True],
        [1, 1, True, False],
    ]
    whole = measures.loc["all"]
    # Six members make 15 pairs; two were not asked, so one pair may have a tie that nobody could name.
    assert whole["density"] == pytest.approx(3 / 15)
    assert whole["density_upper"] == pytest.approx(4 / 15)
    assert (whole["both_asked"], whole["named_by_both"], whole["reciprocity"]) == (2, 1, 0.5)
    assert (whole["isolates"], whole["isolates_asked"], whole["components"], whole["largest"]) == (1, 0, 2, 3)
    assert (measures.loc["supply", "ties"], measures.loc["cooperation", "ties"]) == (2, 2)
    assert places.loc[["m0", "m1", "m2"], "degree"].tolist() == [2, 1, 1]
    assert places.loc[["m0", "m1", "m2", "m4"], "named_by"].tolist() == [1, 1, 1, 1]
    # All ways between m1 and m2 lead over m0: one of the ten pairs of the others.
    assert places.loc["m0", "betweenness"] == pytest.approx(0.1)
    assert places.index[places["broker"]].tolist() == ["m0"]


@pytest.mark.parametrize(("counties", "index"), [({}, -1.0), ({0: "NT", 2: "BC"}, 1.0)])
def test_the_external_internal_index_reaches_its_ends(counties: dict[int, str], index: float) -> None:
    _ties, measures, _places = _network(Small(3, 3, links=[(0, 1, "buy"), (2, 1, "buy")], counties=counties))
    assert measures.loc["all", "external_internal_county"] == index
    assert measures.loc["all", "external_internal_type"] == -1.0


def test_without_ties_there_is_nothing_to_divide_by() -> None:
    for small in (Small(1, 1), Small(3, 0), Small(5, 5)):
        ties, measures, places = _network(small)
        assert ties.empty
        assert np.isnan(measures.loc["all", "reciprocity"])
        assert np.isnan(measures.loc["all", "external_internal_type"])
        assert measures.loc["all", "isolates"] == small.members
        assert not places["broker"].any()


def test_partners_on_no_roster_are_no_ties() -> None:
    assert _network(Small(3, 3, links=[(0, 9, "buy")]))[0].empty
