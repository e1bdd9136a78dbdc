"""Whose a response is, where its code or name is written otherwise: read where certain, else asked, never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.cleaning import clean_answers, context_of
from pilotanalysis.survey.exports import Incoming
from pilotanalysis.survey.matching import match_responses
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers

CODE, OTHER = "9900002933", "9900000029"
ROSTER = pd.DataFrame(
    {
        "organisation": [CODE, OTHER], "fiscal_code": [CODE, OTHER], "county": ["NT", "NT"],
        "name": ["Exemplu Nor 4 SRL", "Exemplu Fir 12 SA"],
    }
)  # fmt: skip
Tell = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def tell(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Tell:
    asked = forms.load(study)
    rules, headers = context_of(study, asked), Headers(asked)
    path = tmp_path_factory.mktemp("respondents") / "sheet.csv"

    def told(name: str, code: str, beside: str = "") -> dict[str, Any]:
        needed = [one.name for one in asked.questions if one.needed]
        row = {**dict.fromkeys(needed, ""), "respondent": "1", "name": name, "fiscal_code": code, "county": "NT"}
        other = row | {"respondent": "2", "name": beside, "fiscal_code": CODE}
        rows = pd.DataFrame([row, other] if beside else [row])
        rows.assign(consent="yes").to_csv(path, index=False)
        export = read_export(path, path.name, path.name, asked, headers, recognise=rules.recognisers)
        incoming = Incoming("2014", "astrico-ne", path.name, export)
        (fates,) = match_responses([(incoming, clean_answers(export, rules))], ROSTER, "RO")
        return dict(fates.iloc[0])

    return told


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", f'="{CODE}"'),
        ("", f"P.IVA RO{CODE}"),
        ("", f"{CODE} (neplătitor TVA)"),
        ("Firma Exemplu Nor 4 SRL", ""),
        ("ExempluNor 4 SRL", ""),
        ("Exemplu Nor 4 SRL, România", ""),
    ],
)
def test_a_code_or_name_with_something_around_it_is_told(tell: Tell, name: str, code: str) -> None:
    fate = tell(name, code)
    assert (fate["organisation"], fate["reason"]) == (CODE, "")


@pytest.mark.parametrize(
    ("name", "code"), [("exemlu nor 4", ""), ("Exemplu Nor", ""), ("", f"00{CODE}"), ("", "abc 12")]
)
def test_what_nobody_can_tell_waits(tell: Tell, name: str, code: str) -> None:
    fate = tell(name, code)
    assert (fate["organisation"], fate["severity"]) == ("", "review")
    assert fate["reason"] == "whose it is waits for a decision"


def test_who_is_like_no_member_is_not_on_the_roster(tell: Tell) -> None:
    assert tell("Altceva Bun SRL", "")["reason"] == "not on the roster"


@pytest.mark.parametrize(
    "name", ["TOTAL", "Total general:", "ex.", "(Exemplu)", "Example: Firma Voastră SRL", "Legenda: 1 = da", "Media"]
)
@pytest.mark.parametrize("code", ["", "39 204 117", "12"])
def test_a_total_a_legend_or_an_example_is_no_response(tell: Tell, name: str, code: str) -> None:
    fate = tell(name, code)
    assert (fate["organisation"], fate["reason"], fate["severity"]) == ("", "total, legend or example", "")


def test_an_example_that_names_a_member_waits_and_who_has_a_code_is_a_member(tell: Tell) -> None:
    fate = tell("ex. Exemplu Nor 4 SRL", "")
    assert (fate["reason"], fate["proposals"]) == ("whose it is waits for a decision", CODE)
    fate = tell("Total", CODE)
    assert (fate["organisation"], fate["reason"]) == (CODE, "")
    assert tell("Total Fir 12 SA", "")["reason"] != "total, legend or example"


def test_the_code_of_one_member_beside_the_name_of_another_waits(tell: Tell) -> None:
    fate = tell("s.c. exemplu fir 12 s.a.", CODE)
    assert (fate["organisation"], fate["rule"], fate["reason"]) == (
        "",
        "name_of_another",
        "whose it is waits for a decision",
    )
    assert fate["proposals"] == f"{CODE};{OTHER}"


@pytest.mark.parametrize("name", ["Exemplu Nor 5 SRL", "Altceva Bun SRL"])
def test_another_name_under_the_code_of_a_member_waits_beside_that_member(tell: Tell, name: str) -> None:
    fate = tell(name, CODE, beside="Exemplu Nor 4 SRL")
    assert (fate["organisation"], fate["rule"], fate["proposals"]) == ("", "member_unsure", CODE)
    alone = tell(name, CODE)
    assert (alone["organisation"], alone["rule"], alone["severity"]) == (CODE, "name_not_as_on_roster", "flag")


@pytest.mark.parametrize("name", ["SC EXEMPLU NOR 4", "Exemplu Nor 4 SRL, punct de lucru Iași", "Exemlu Nor 4", ""])
def test_a_member_that_answers_again_under_its_own_name_is_not_asked_about(tell: Tell, name: str) -> None:
    fate = tell(name, CODE, beside="Exemplu Nor 4 SRL")
    assert (fate["organisation"], fate["reason"]) == (CODE, "answered again later")


@pytest.mark.parametrize("name", ["test", "Proba SRL", "x", "aaa", "asdf", "Test 2", "firma test", "123"])
def test_a_name_that_a_test_has_is_asked_about_only_beside_the_code_of_a_member(tell: Tell, name: str) -> None:
    fate = tell(name, CODE)
    assert (fate["organisation"], fate["rule"], fate["reason"]) == (
        "",
        "test_entry",
        "whose it is waits for a decision",
    )
    assert (fate["name"], fate["proposals"]) == (name, CODE)
    assert tell(name, "")["reason"] == "test row"


@pytest.mark.parametrize("name", ["Testoil SRL", "Test Consult SRL", "Demo Design SRL", "Ax SRL", "Proba de Fum SRL"])
def test_a_member_may_be_called_like_a_test(tell: Tell, name: str) -> None:
    fate = tell(name, CODE)
    assert (fate["organisation"], fate["reason"]) == (CODE, "")
