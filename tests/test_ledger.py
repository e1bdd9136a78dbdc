"""The ledger: one layout, and no personal numeric code in it, whoever enters a cell."""

from __future__ import annotations

import pandas as pd

from pilotanalysis.personal import NOT_KEPT
from pilotanalysis.survey.interpretation import Reading
from pilotanalysis.survey.ledger import LAYOUT, LedgerWriter

CODE, NO_CODE = "1800101221144", "1800101221145"


def _texts(*texts: str | None) -> pd.Series:
    return pd.Series(texts, dtype="str", index=range(10, 10 + len(texts)))


def test_personal_codes_are_hidden_however_a_cell_comes_in() -> None:
    ledger = LedgerWriter()
    noted = {"repeat": "", "place": [1], "question": "role", "raw": [f"'={CODE}"], "value": [f"={CODE}"]}
    ledger.enter_frame(pd.DataFrame({**noted, "rule": "quoted_equation", "severity": "info", "proposals": ""}))
    ledger.enter("", "name", _texts(f"X, CNP {CODE}"), rule="r", severity="review", proposals=[f"X, CNP {CODE}"])
    cells = _texts(CODE, None, "plain")
    readings = [Reading(None, ("personal_code",)), Reading("plain")]
    ledger.enter_readings("", "comments", cells, pd.factorize(cells)[0], readings)
    entries = ledger.entries()
    assert tuple(entries.columns) == LAYOUT
    assert entries["raw"].tolist() == [f"'={NOT_KEPT}", f"X, CNP {NOT_KEPT}", NOT_KEPT]
    assert not entries.astype("str").apply(lambda column: column.str.contains(CODE)).to_numpy().any()
    assert ledger.shown("", "other", _texts(CODE, "as it is", None)).tolist() == [NOT_KEPT, "as it is", ""]


def test_what_somebody_has_to_decide_has_no_value_and_digits_that_do_not_check_are_no_personal_code() -> None:
    ledger = LedgerWriter()
    ledger.enter("", "turnover", _texts("12?", "1.800.101.221.145"), value=["12", NO_CODE], rule="r", severity="review")
    ledger.enter("", "turnover", _texts("1.800.101.221.145"), value=NO_CODE, rule="r", severity="info")
    assert ledger.entries()["value"].tolist() == ["", "", NO_CODE]


def test_what_was_decided_takes_the_place_of_what_was_entered_before() -> None:
    ledger = LedgerWriter()
    ledger.enter("needs", "need_text", _texts("a", "b"), rule="not_coded", severity="review")
    ledger.enter("needs", "need_type", _texts("a"), rule="unknown_option", severity="review")
    ledger.replace("needs", "need_text", _texts("a"), value="farming", rule="decided", severity="info", evidence="N.")
    entries = ledger.entries()
    assert entries["rule"].tolist() == ["not_coded", "unknown_option", "decided"]
    assert entries["raw"].tolist() == ["b", "a", "a"]
    assert ledger.shown("needs", "need_text", _texts("?", "?")).tolist() == ["a", "b"]
