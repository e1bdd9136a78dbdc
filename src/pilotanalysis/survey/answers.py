"""From exports to tidy tables: matched with the roster, accounted for row by row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, Table, conform
from . import values
from .cells import Cells
from .exports import Incoming
from .identity import name_keys
from .questionnaire import Question, Questionnaire
from .reading import Block
from .tables import (
    ORIGINS,
    Accounting,
    AssistanceNeeds,
    Barriers,
    Columns,
    Completeness,
    Inputs,
    Interests,
    Links,
    Markets,
    Needs,
    Offers,
    Organisations,
    OtherAnswers,
    Responses,
    Roles,
)
from .trace import accounting_of, columns_of, completeness_of, noted_of

#: What one chooses to say that one works in no stage.
_NO_STAGE = "none"
#: Thousand lei and thousand euro in one of each unit of turnover.
_LEI = {"lei": 0.001, "thousand_lei": 1.0, "million_lei": 1000.0}
_EUR = {"eur": 0.001, "thousand_eur": 1.0}
#: Questions that tell who answers; the roster takes them.
_IDENTITY = ("cluster", "name", "fiscal_code")
_BARRIERS = "barriers"


def tidy(
    incoming: Incoming,
    fates: pd.DataFrame,
    wave: str,
    questionnaire: Questionnaire,
    organisations: DataFrame[Organisations],
    rate: float,
) -> dict[type[Table], pd.DataFrame]:
    """Turn the responses of one export into tidy tables.

    Parameters
    ----------
    incoming : Incoming
    fates : DataFrame
        What becomes of each of them, as :func:`trace.fates_of` says.
    wave : str
    questionnaire : Questionnaire
    organisations : Organisations
        The roster of all clusters.
    rate : float
        Lei for one euro in the year that the questionnaire asks about.

    Returns
    -------
    dict
        One frame for each table of answers.
    """
    blocks = {
        repeat: Cells(incoming, wave, questionnaire, block, fates) for repeat, block in incoming.export.blocks.items()
    }
    for repeat in ("", "inputs", "needs", "offers", "links"):
        if repeat not in blocks:
            blank = Block(repeat, pd.DataFrame(columns=["respondent", "sheet", "row", "number"]))
            blocks[repeat] = Cells(incoming, wave, questionnaire, blank, fates)
    once = blocks[""]
    tables: dict[type[Table], pd.DataFrame] = {
        Responses: _responses(once, incoming, rate),
        Roles: _roles(once),
        Inputs: _inputs(blocks["inputs"]),
        Needs: _needs(blocks["needs"]),
        Offers: _offers(blocks["offers"]),
        Markets: _markets(once),
        Barriers: _barriers(once, questionnaire),
        Links: _links(blocks["links"], organisations),
        Interests: _interests(once),
        AssistanceNeeds: _assistance(once),
    }
    tables[OtherAnswers] = _others(blocks, questionnaire)
    result: dict[type[Table], pd.DataFrame] = {model: conform(frame, model) for model, frame in tables.items()}
    result[Columns] = columns_of(incoming)
    result[Completeness] = completeness_of(blocks, incoming, questionnaire)
    result |= noted_of(blocks, incoming)
    result[Accounting] = accounting_of(blocks, incoming, fates)
    return result


def _responses(cells: Cells, incoming: Incoming, rate: float) -> pd.DataFrame:
    about = incoming.export.responses
    unit, turnover = cells.code("turnover_unit"), cells.number("turnover")
    in_lei, in_eur = unit.map(_LEI).astype("float64"), unit.map(_EUR).astype("float64")
    cells.note(
        "turnover",
        cells.text("turnover"),
        pd.Series(np.nan, index=turnover.index),
        pd.Series("no_unit", index=turnover.index).where(turnover.notna() & unit.isna()),
    )
    frame = cells.head.assign(
        tool=incoming.export.tool,
        complete=about["complete"].to_numpy(),
        language=_two_letters(about["language"]).to_numpy(),
        submitted=values.times(about["submitted"]).to_numpy(),
        minutes=about["minutes"].where(about["minutes"] >= 0).to_numpy(),
        organisation_type=cells.code("organisation_type"),
        county=cells.code("county"),
        year_founded=cells.number("year_founded"),
        caen=cells.text("caen"),
        employees=cells.number("employees"),
        turnover=(turnover * in_lei / rate).fillna(turnover * in_eur).round(3),
        export_share=cells.number("export_share"),
        consent=cells.code("consent"),
    )
    return frame[cells.kept]


def _two_letters(languages: pd.Series) -> pd.Series:
    short = languages.fillna("").str.lower().str[:2]
    return short.where(short.isin(["en", "ro", "it"]))


def _roles(cells: Cells) -> pd.DataFrame:
    """Take the stages of each response apart: one row a stage; an unanswered question gives none.

    A respondent that works in no stage has a row with an empty one: it was asked, and said so.
    """
    frame = cells.head.assign(stage=cells.code("stages").str.split(SEPARATOR), main=cells.code("main_stage"))
    long = frame[cells.kept].explode("stage")
    long = long[long["stage"].notna()]
    long["stage"] = long["stage"].astype("str").replace(_NO_STAGE, "")
    return long.assign(is_main=long["stage"] == long["main"])


def _inputs(cells: Cells) -> pd.DataFrame:
    parts = cells.shares(tuple(f"input_{origin}" for origin in ORIGINS))
    frame = cells.head.assign(
        stage=_stage(cells, "input_stage"),
        text=cells.text("input_text"),
        annual_value=cells.number("input_value"),
        **{f"share_{origin}": part for origin, part in zip(ORIGINS, parts, strict=True)},
        share_members=cells.number("input_members"),
        satisfaction=cells.number("input_satisfaction"),
        suppliers=cells.number("input_suppliers"),
        would_source=cells.code("input_would_source"),
        reasons=cells.code("input_reasons"),
    )
    return frame[cells.kept]


def _stage(cells: Cells, name: str) -> pd.Series:
    stages = cells.code(name)
    return stages.where(stages != _NO_STAGE)


def _needs(cells: Cells) -> pd.DataFrame:
    blocks = (SEPARATOR + cells.code("need_blocks").fillna("") + SEPARATOR).astype("str")
    frame = cells.head.assign(
        stage=_stage(cells, "need_stage"),
        text=cells.text("need_text"),
        need_type=cells.code("need_type"),
        criticality=cells.number("need_criticality"),
        blocks_existing=blocks.str.contains(";existing;", regex=False),
        blocks_new=blocks.str.contains(";new;", regex=False),
    )
    return frame[cells.kept]


def _offers(cells: Cells) -> pd.DataFrame:
    frame = cells.head.assign(
        stage=_stage(cells, "offer_stage"), text=cells.text("offer_text"), capacity=cells.number("offer_capacity")
    )
    return frame[cells.kept]


def _markets(cells: Cells) -> pd.DataFrame:
    parts = cells.shares(tuple(f"sales_{origin}" for origin in ORIGINS))
    frame = cells.head.assign(
        **{f"share_{origin}": part for origin, part in zip(ORIGINS, parts, strict=True)},
        share_members=cells.number("sales_members"),
        target_markets=cells.code("target_markets"),
    )
    answered = frame[["share_county", "share_members", "target_markets"]].notna().any(axis=1)
    return frame[cells.kept & answered]


def _barriers(cells: Cells, questionnaire: Questionnaire) -> pd.DataFrame:
    asked = [question for question in questionnaire.of("") if _in_section(question, _BARRIERS)]
    parts = []
    for question in asked:
        degree = cells.number(question.name)
        barrier = question.name.removeprefix("barrier_")
        parts.append(cells.head.assign(barrier=barrier, degree=degree)[cells.kept & degree.notna()])
    return pd.concat(parts).sort_values("row", kind="stable") if parts else pd.DataFrame()


def _in_section(question: Question, name: str) -> bool:
    return any(section.name == name for section in question.sections)


def _links(cells: Cells, organisations: DataFrame[Organisations]) -> pd.DataFrame:
    partner = cells.text("link_partner")
    named = name_keys(organisations["name"], pd.Series("", index=organisations.index))
    members = pd.DataFrame({"name": named, "organisation": organisations["organisation"]}).drop_duplicates()
    # A name that two members bear tells neither.
    telling = members.drop_duplicates("name", keep=False).set_index("name")["organisation"]
    frame = cells.head.assign(
        partner=partner,
        partner_organisation=name_keys(partner, pd.Series("", index=partner.index)).map(telling).astype("str"),
        kinds=cells.code("link_type"),
        frequency=cells.code("link_frequency"),
        since=cells.number("link_since"),
    )
    return frame[cells.kept & frame[["partner", "kinds", "frequency", "since"]].notna().any(axis=1)]


def _interests(cells: Cells) -> pd.DataFrame:
    wants = cells.code("wants_meetings")
    frame = cells.head.assign(
        wants_meetings=wants,
        clusters=cells.code("meet_clusters"),
        organisation_types=cells.code("meet_types"),
        topics=cells.text("meet_topics"),
        slots=cells.code("meet_slots"),
        hybrid_idea=cells.text("hybrid_idea"),
    )
    said = frame[["wants_meetings", "clusters", "organisation_types", "topics", "slots", "hybrid_idea"]]
    return frame[cells.kept & said.notna().any(axis=1)]


def _assistance(cells: Cells) -> pd.DataFrame:
    frame = cells.head.assign(assistance=cells.code("assistance").str.split(SEPARATOR))[cells.kept]
    long = frame[frame["assistance"].notna()].explode("assistance")
    return long.assign(assistance=long["assistance"].astype("str"), rank=long.groupby("row_id").cumcount() + 1)


def _others(blocks: Mapping[str, Cells], questionnaire: Questionnaire) -> pd.DataFrame:
    """Answers to the questions that no other table took, read by their type."""
    parts = []
    for repeat, cells in blocks.items():
        number = cells.head.groupby("respondent").cumcount() + 1 if repeat else pd.Series(0, index=cells.head.index)
        for question in questionnaire.of(repeat):
            if question.name in (*_IDENTITY, *cells.taken) or question.name not in cells.block.frame:
                continue
            value = cells.text(question.name)
            numeric = question.kind in ("integer", "decimal")
            read = cells.number(question.name) if numeric else pd.Series(np.nan, index=value.index)
            if question.kind in ("select_one", "select_multiple", "rank"):
                value = cells.code(question.name)
            elif question.kind == "date":
                value = values.dates(value).fillna(value)
            elif numeric:
                value = read.map("{:.15g}".format, na_action="ignore").astype("str")
            there = cells.kept & (read.notna() if numeric else value.notna())
            parts.append(
                cells.head[there].assign(
                    question=question.name, number=number[there], value=value[there], value_number=read[there]
                )
            )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
