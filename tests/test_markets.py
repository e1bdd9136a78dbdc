"""Markets that members are kept from: by hand."""

from __future__ import annotations

import tiny
from tiny import sold

from pilotanalysis.chain.markets import market_blocks


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
