"""Questions that the analysis cannot do without, whatever the form marks as needed."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem
from .questionnaire import Questionnaire

#: Names of the questions by the repeat that they stand in; with an empty name, of those asked once.
NEEDED = {
    "": (
        "cluster", "name", "fiscal_code", "organisation_type", "county", "year_founded", "caen", "employees",
        "turnover", "turnover_unit", "export_share", "consent", "stages", "main_stage", "sales_county", "sales_region",
        "sales_country", "sales_eu", "sales_beyond", "sales_members", "target_markets", "barrier_price",
        "barrier_quality", "barrier_capacity", "barrier_skills", "barrier_finance", "barrier_information",
        "barrier_channel", "barrier_logistics", "wants_meetings", "meet_clusters", "meet_types", "meet_slots",
        "assistance",
    ),
    "inputs": (
        "input_stage", "input_value", "input_county", "input_region", "input_country", "input_eu", "input_beyond",
        "input_members", "input_satisfaction",
    ),
    "needs": ("need_stage", "need_type", "need_criticality", "need_blocks"),
    "offers": ("offer_stage", "offer_capacity"),
    "links": ("link_partner", "link_type", "link_frequency"),
}  # fmt: skip


def taken_out(asked: Questionnaire, file: str) -> Iterator[Problem]:
    """Find questions that the analysis needs and the form does not have, or has elsewhere."""
    for repeat, names in NEEDED.items():
        for name in names:
            question = asked.by_name.get(name)
            if question is not None and question.repeat == repeat:
                continue
            place = f"in the repeat {repeat}" if repeat else "outside the repeats"
            said = f"The question {name} is missing {place}." if question is None else f"{name} does not stand {place}."
            remedy = "The analysis cannot do without it: take its row from the questionnaire of the pack."
            yield Problem(file, said, remedy, "survey")
