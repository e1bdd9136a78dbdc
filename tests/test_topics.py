"""What the topics of the chain say and show: the same numbers everywhere, and nothing that a release suppresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from pilotanalysis import chain, reference
from pilotanalysis.chain.kinds import KINDS
from pilotanalysis.chain.lookups import held_gaps
from pilotanalysis.chain.tables import Stages
from pilotanalysis.results import Figure, Finding, Number, say
from pilotanalysis.results.messages import parts_of
from pilotanalysis.store import Store, open_store
from pilotanalysis.study import Study

MINIMUM = 3


@pytest.fixture
def stores(cleaned: Study) -> list[Store]:
    return [open_store(cleaned, cluster) for cluster in cleaned.analysed]


def thin_stages(data: Store) -> Iterator[str]:
    """Names of the stages that hang on one member."""
    held = held_gaps(data)
    names = data.of(reference.Catalogue).set_index("stage")["name_en"]
    yield from names[held.loc[held["kind"] == "thin", "stage"]]


def words_of(figure: Figure, minimum: int | None) -> list[str]:
    words = figure.words(figure.data.release(minimum))
    return [
        say(text, "en")
        for text in (words.title, words.subtitle, words.alt, words.note, words.reading)
        if text is not None
    ]


def numbers_of(text: object) -> dict[str, Number]:
    return {part.id: part for part in parts_of(text) if isinstance(part, Number)}


def test_no_word_tells_which_stage_hangs_on_one_member(stores: list[Store]) -> None:
    assert any(list(thin_stages(data)) for data in stores)
    for data in stores:
        told = words_of(chain.value_chain_map(data), None)
        public = words_of(chain.value_chain_map(data), MINIMUM)
        thin = say(KINDS["thin"].label, "en")
        assert (thin in " ".join(told)) == bool(list(thin_stages(data)))
        assert thin not in " ".join(public)
        near = chain.need_and_nearness(data)
        assert all(name in " ".join(words_of(near, None)) for name in thin_stages(data))
        assert not any(name in " ".join(words_of(near, MINIMUM)) for name in thin_stages(data))


def test_rows_and_order_of_need_and_nearness_do_not_tell_who_hangs_on_one(stores: list[Store]) -> None:
    for data in stores:
        frame = chain.need_and_nearness(data).data.release(MINIMUM).frame
        order = data.of(reference.Catalogue).sort_values("position")["stage"]
        assert frame["stage"].tolist() == order.tolist()
        assert not frame["kind"].eq("thin").any()


def test_members_on_a_stage_are_suppressed_alike_wherever_they_are_shown(stores: list[Store]) -> None:
    for data in stores:
        shown = [
            item.data.release(MINIMUM).frame.set_index("stage")["members"].astype("Int64")
            for item in (
                chain.stage_table(data),
                chain.value_chain_map(data),
                chain.need_and_nearness(data),
                chain.stages_by_cluster(data),
            )
        ]
        for other in shown[1:]:
            pd.testing.assert_series_equal(other.reindex(shown[0].index), shown[0])
        counts = data.of(Stages).set_index("stage")["members"]
        assert shown[0].isna().equals(counts.between(1, MINIMUM - 1).reindex(shown[0].index))


@pytest.mark.parametrize("minimum", [None, MINIMUM])
def test_a_title_reads_the_number_of_the_finding(stores: list[Store], minimum: int | None) -> None:
    pairs: list[tuple[Any, Any]] = [
        (chain.sourcing_finding, chain.origin_of_inputs),
        (chain.network_finding, chain.network_of_members),
        (chain.presence_finding, chain.value_chain_map),
    ]
    for data in stores:
        for said, drawn in pairs:
            finding: Finding = said(data)
            figure: Figure = drawn(data)
            own = numbers_of(finding.text(finding.data.release(minimum)))
            title = numbers_of(figure.words(figure.data.release(minimum)).title)
            common = own.keys() & title.keys()
            assert common
            assert all(own[id] == title[id] for id in common)
