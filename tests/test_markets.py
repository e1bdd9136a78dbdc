"""Markets that members are kept from: by hand."""

from __future__ import annotations

import re

import pytest
import tiny
from tiny import sold

from pilotanalysis.chain.hindered import hindered_now
from pilotanalysis.chain.markets import blocked_markets, market_blocks, markets_finding
from pilotanalysis.chain.tables import Gaps, MarketBlocks
from pilotanalysis.results import say
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, empty


def test_markets_that_a_need_keeps_members_from() -> None:
    needs = [
        {"organisation": "m0", "stage": "mill", "blocks_existing": True, "blocks_new": True},
        {"organisation": "m0", "stage": "mill", "blocks_existing": True, "blocks_new": None},
        {"organisation": "m1", "stage": "mill", "blocks_existing": True, "blocks_new": False},
        {"organisation": "m2", "stage": "mill", "blocks_existing": None, "blocks_new": None},
        {"organisation": "m3", "stage": None, "blocks_existing": True, "blocks_new": True},
    ]
    markets = [
        sold(0, 10, 10, 60, 20, 0, target_markets="eu;beyond"),
        sold(1, 50, 50, 0, 0, 0, target_markets="eu"),  # of equals the nearest
        sold(2, 0, 0, 0, 0, 100, target_markets="eu"),
        sold(3, 100, 0, 0, 0, 0, target_markets="eu"),
    ]
    barriers = [
        {"organisation": "m0", "barrier": "standards", "degree": 4},
        {"organisation": "m0", "barrier": "costs", "degree": 3},
        {"organisation": "m1", "barrier": "standards", "degree": 5},
        {"organisation": "m2", "barrier": "costs", "degree": 5},
    ]
    table = market_blocks(tiny.study(5, needs=needs, markets=markets, barriers=barriers))
    assert (table["stage"] == "mill").all()
    counts = {(row.blocked, row.market): row.respondents for row in table.itertuples()}
    assert counts == {
        ("barrier", "standards"): 2,
        ("existing", "country"): 1,
        ("existing", "county"): 1,
        ("new", "eu"): 1,
        ("new", "beyond"): 1,
    }
    assert all(len(set(cell.split(";"))) == len(cell.split(";")) for cell in table["made_from"])


def test_where_nobody_says_where_it_sells_no_market_is_blocked() -> None:
    needs = [{"organisation": "m0", "stage": "mill", "blocks_existing": True, "blocks_new": True}]
    assert market_blocks(tiny.study(2, needs=needs, markets=[sold(0, None, None, None, None, None)])).empty
    assert market_blocks(tiny.study(2, needs=needs)).empty
    assert market_blocks(tiny.study(2)).empty


@pytest.mark.parametrize(("kept", "named"), [(9, False), (10, True)])
def test_a_market_is_named_from_ten_respondents_whatever_each_of_them_lacks(
    study: Study, kept: int, named: bool
) -> None:
    stages = ("weaving_knitting", "dyeing_finishing")
    needs = [
        {"organisation": f"m{one}", "stage": stage, "number": place, "blocks_new": True}
        for one in range(kept)
        for place, stage in enumerate(stages, start=1)
    ]
    markets = [sold(one, 100, 0, 0, 0, 0, target_markets="eu") for one in range(12)]
    made = tiny.study(12, needs=needs, markets=markets, cluster="astrico-ne")
    made |= {MarketBlocks: market_blocks(made), Gaps: empty(Gaps)}
    data = tiny.handed(study, "astrico-ne", made)
    said = say(markets_finding(data).text(markets_finding(data).data.release(None)), "en")
    title = say(blocked_markets(data).words(blocked_markets(data).data.release(None)).title, "en")
    assert said.startswith("What members miss on **2 stages**")
    for text in (said, title):
        assert ("European Union (10 of " in text.replace("**", "")) == named
        assert ("10 respondents or more" in text) != named


@pytest.mark.parametrize("cluster", ["astrico-ne", "euronest"])
def test_a_reader_can_add_up_whom_a_lack_hinders(study: Study, built: TableSet, cluster: str) -> None:
    data = tiny.handed(study, cluster, built)
    figure = blocked_markets(data)
    released = figure.data.release(None)
    note = say(figure.words(released).note, "en").split("Hindered on present markets: ")[1]
    whole, inside, cells, unstated, elsewhere = (int(number) for number in re.findall(r"\d+", note))
    assert whole == hindered_now(data).value == inside + unstated + elsewhere
    assert cells == released.frame.query("blocked == 'existing'")["respondents"].sum() >= inside


def test_in_the_public_release_small_parts_of_those_hindered_are_not_told(study: Study) -> None:
    needs = [{"organisation": f"m{one}", "stage": "weaving_knitting", "blocks_existing": True} for one in range(9)]
    markets = [sold(one, 100, 0, 0, 0, 0) for one in range(8)]
    made = tiny.study(9, needs=needs, markets=markets, cluster="astrico-ne")
    made |= {MarketBlocks: market_blocks(made), Gaps: empty(Gaps)}
    figure = blocked_markets(tiny.handed(study, "astrico-ne", made))
    working, public = (say(figure.words(figure.data.release(minimum)).note, "en") for minimum in (None, 3))
    assert "since they do not say where they sell: 1;" in working and "together 8." in working
    assert "Hindered on present markets" not in public and "In no cell of the present markets" in public
