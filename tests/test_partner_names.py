"""A partner that a member names is found on the roster, asked about, or none of it; it never vanishes."""

from __future__ import annotations

import pandas as pd
import pytest

from pilotanalysis.survey.cleaning.partners import PartnerNames
from pilotanalysis.survey.links import PartnerLinks

NOR, FIR = "SC Exemplu Nor 4 SRL", "Exemplu Fir 12 SA"


@pytest.fixture(scope="module")
def links() -> PartnerLinks:
    names = pd.Series([NOR, "Exemplu Nor 5 SRL", FIR])
    return PartnerLinks(names, pd.Series(["4", "5", "12"]), PartnerNames())


@pytest.mark.parametrize(
    ("written", "member"),
    [
        ("Exemplu Nor 4", NOR),
        ("Firma Exemplu Nor 4 SRL", NOR),
        ("SC Exemplu Nor 4 SRL - dl. director", NOR),
        ("Exemplu Nor 4 SRL, România", NOR),
        ("ExempluFir 12 SA", FIR),
    ],
)
def test_what_is_certain_is_read(links: PartnerLinks, written: str, member: str) -> None:
    told = links.member(written)
    assert (told.value, told.severity) == (member, "info")


@pytest.mark.parametrize(
    ("written", "proposals"),
    [
        ("exemlu nor 4", (NOR,)),
        ("fostă SC Exemplu Nor 4 SRL", (NOR,)),
        ("Exemplu Nor SRL", (NOR, "Exemplu Nor 5 SRL")),
        (f"{NOR}, {FIR}", (NOR, FIR)),
        (f"{NOR} și Altceva Bun SRL", (NOR,)),
        ("Altceva Bun SRL, Ceva Rar SA", ()),
        (f"1. {NOR} 2. {FIR}", (NOR, FIR)),
        ("12 Fir Exemplu", (FIR,)),
        ("Exemplu Nor 4 Romania SRL", (NOR,)),
    ],
)
def test_what_may_be_a_member_is_asked(links: PartnerLinks, written: str, proposals: tuple[str, ...]) -> None:
    told = links.member(written)
    assert (told.value, told.severity, told.proposals) == (None, "review", proposals)


@pytest.mark.parametrize("written", ["Exemplu Nor 904 SRL", "mai multe firme", "Altceva Bun SRL", "Cooperativa Deal"])
def test_a_partner_like_no_member_stays_as_it_is(links: PartnerLinks, written: str) -> None:
    told = links.member(written)
    assert (told.value, told.rules) == (None, ())
