"""The network of members: by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import tiny

from pilotanalysis.chain.concerns import asked
from pilotanalysis.chain.network.measures import find_ties, network_measures, positions
from pilotanalysis.survey.tables import Links, Organisations
from pilotanalysis.tables import TableSet


def _network(tables: TableSet) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    whom = asked(tables)
    ties = find_ties(tables.of(Links), tables.of(Organisations), whom)
    measures = network_measures(ties, tables.of(Organisations), whom).set_index("relation")
    return ties, measures, positions(ties, tables.of(Organisations), whom).set_index("organisation")


def test_ties_are_pairs_named_by_one_side_or_both() -> None:
    links = [(0, 1, "buy"), (1, 0, "sell;training"), (0, 2, "information"), (3, 4, "buy"), (3, 3, "buy")]
    ties, measures, places = _network(tiny.study(6, range(4), links=links))
    pairs = ties.set_index(["organisation", "partner"])
    assert pairs.index.tolist() == [("m0", "m1"), ("m0", "m2"), ("m3", "m4")]
    assert pairs[["sides", "sides_asked", "supply", "cooperation"]].values.tolist() == [
        [2, 2, True, True],
        [1, 2, False, True],
        [1, 1, True, False],
    ]
    whole = measures.loc["all"]
    # Six members make 15 pairs. Of six both were asked, and two of these have a tie; the other nine may have one each.
    assert whole["density"] == pytest.approx(3 / 15)
    assert whole["density_upper"] == pytest.approx(11 / 15)
    assert (whole["both_asked"], whole["named_by_both"], whole["reciprocity"]) == (2, 1, 0.5)
    assert (whole["isolates"], whole["isolates_asked"], whole["components"], whole["largest"]) == (1, 0, 2, 3)
    assert (measures.loc["supply", "ties"], measures.loc["cooperation", "ties"]) == (2, 2)
    assert places.loc[["m0", "m1", "m2"], "degree"].tolist() == [2, 1, 1]
    assert places.loc[["m0", "m1", "m2", "m4"], "named_by"].tolist() == [1, 1, 1, 1]
    # All ways between m1 and m2 lead over m0: one of the ten pairs of the others.
    assert places.loc["m0", "betweenness"] == pytest.approx(0.1)
    assert places.index[places["broker"]].tolist() == ["m0"]


@pytest.mark.parametrize(("counties", "index"), [(["IS"] * 3, -1.0), (["NT", "IS", "BC"], 1.0)])
def test_the_external_internal_index_reaches_its_ends(counties: list[str], index: float) -> None:
    _ties, measures, _places = _network(tiny.study(3, links=[(0, 1, "buy"), (2, 1, "buy")], county=counties))
    assert measures.loc["all", "external_internal_county"] == index
    assert measures.loc["all", "external_internal_type"] == -1.0


def test_without_ties_there_is_nothing_to_divide_by() -> None:
    for size, answered in ((1, 1), (3, 0), (5, 5)):
        ties, measures, places = _network(tiny.study(size, range(answered)))
        assert ties.empty
        assert np.isnan(measures.loc["all", "reciprocity"])
        assert np.isnan(measures.loc["all", "external_internal_type"])
        assert measures.loc["all", "isolates"] == size
        assert not places["broker"].any()


def test_partners_on_no_roster_are_no_ties() -> None:
    assert _network(tiny.study(3, links=[(0, 9, "buy")]))[0].empty
