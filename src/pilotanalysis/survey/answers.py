"""From exports to tidy tables: matched with the roster, accounted for row by row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, Table, conform
from .cleaning import Answers
from .cleaning.notes import Notes, written
from .coded import Coded
from .coding import Coder
from .decisions import ORGANISATION
from .exports import Incoming
from .identity import name_keys
from .questionnaire import Question, Questionnaire
from .rows import Rows
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
    Products,
    Responses,
    Roles,
)
from .times import moments
from .trace import accounting_of, columns_of, completeness_of, noted_of

#: What :func:`members.fates_of` says of a match.
_OWNERS = ("rule", "severity", "evidence", "proposals")
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
    answers: Answers,
    fates: pd.DataFrame,
    questionnaire: Questionnaire,
    organisations: DataFrame[Organisations],
    rate: float,
    coder: Coder,
) -> dict[type[Table], pd.DataFrame]:
    """Turn the answers of one export into tidy tables.

    Parameters
    ----------
    incoming : Incoming
    answers : Answers
        Its answers, cleaned.
    fates : DataFrame
        What becomes of each response, as :func:`members.fates_of` says.
    questionnaire : Questionnaire
    organisations : Organisations
        The roster of all clusters.
    rate : float
        Lei for one euro in the year that the questionnaire asks about.
    coder : Coder
        Of texts to stages.

    Returns
    -------
    dict
        One frame for each table of answers.
    """
    blocks = {repeat: Rows(incoming, block, fates) for repeat, block in answers.blocks.items()}
    once = blocks[""]
    notes = Notes()
    coded = {repeat: Coded(rows, coder, notes) for repeat, rows in blocks.items()}
    tables: dict[type[Table], pd.DataFrame] = {
        Responses: _responses(once, incoming, rate),
        Roles: _roles(once),
        Inputs: _inputs(blocks["inputs"], coded["inputs"]),
        Needs: _needs(blocks["needs"], coded["needs"]),
        Offers: _offers(blocks["offers"], coded["offers"]),
        Markets: _markets(once),
        Products: _products(once, coded[""]),
        Barriers: _barriers(once, questionnaire),
        Links: _links(blocks["links"], organisations),
        Interests: _interests(once),
        AssistanceNeeds: _assistance(once),
    }
    tables[OtherAnswers] = _others(blocks, questionnaire)
    result: dict[type[Table], pd.DataFrame] = {model: conform(frame, model) for model, frame in tables.items()}
    _note_owners(fates, notes)
    noted = pd.concat([answers.noted, notes.frame()], ignore_index=True)
    result[Columns] = columns_of(incoming)
    result |= noted_of(blocks, noted, questionnaire)
    result[Completeness] = completeness_of(blocks, incoming, noted, questionnaire)
    result[Accounting] = accounting_of(blocks, incoming)
    return result


def _note_owners(fates: pd.DataFrame, notes: Notes) -> None:
    """Note what is to be known of whose responses are, under the question ``organisation``."""
    told = fates[fates["rule"] != ""]
    value = told["organisation"].mask(told["severity"] == "review", "")
    columns = {"raw": told["name"], "value": value, **{name: told[name] for name in _OWNERS}}
    arrays = {name: cells.to_numpy(dtype=object) for name, cells in columns.items()}
    notes.add("", ORGANISATION, told.index.to_numpy(dtype="int64"), **arrays)


def _responses(rows: Rows, incoming: Incoming, rate: float) -> pd.DataFrame:
    about = incoming.export.responses
    unit, turnover = rows.text("turnover_unit"), rows.number("turnover")
    in_lei, in_eur = unit.map(_LEI).astype("float64"), unit.map(_EUR).astype("float64")
    frame = rows.head.assign(
        tool=incoming.export.tool,
        complete=about["complete"].to_numpy(),
        language=_two_letters(about["language"]).to_numpy(),
        submitted=moments(about["submitted"]).to_numpy(),
        minutes=about["minutes"].where(about["minutes"] >= 0).to_numpy(),
        organisation_type=rows.text("organisation_type"),
        county=rows.text("county"),
        year_founded=rows.number("year_founded"),
        caen=rows.text("caen"),
        employees=rows.number("employees"),
        turnover=(turnover * in_lei / rate).fillna(turnover * in_eur).round(3),
        export_share=rows.number("export_share"),
        consent=rows.text("consent"),
    )
    return frame[rows.kept]


def _two_letters(languages: pd.Series) -> pd.Series:
    short = languages.fillna("").str.lower().str[:2]
    return short.where(short.isin(["en", "ro", "it"]))


def _roles(rows: Rows) -> pd.DataFrame:
    """Take the stages of each response apart: one row a stage; an unanswered question gives none.

    A respondent that works in no stage has a row with an empty one: it was asked, and said so.
    """
    frame = rows.head.assign(stage=rows.text("stages").str.split(SEPARATOR), main=rows.text("main_stage"))
    long = frame[rows.kept].explode("stage")
    long = long[long["stage"].notna()]
    long["stage"] = long["stage"].astype("str").replace(_NO_STAGE, "")
    return long.assign(is_main=long["stage"] == long["main"])


def _inputs(rows: Rows, coded: Coded) -> pd.DataFrame:
    frame = rows.head.assign(
        stage=coded.stages("input_stage", "input_text"),
        text=rows.text("input_text"),
        annual_value=rows.number("input_value"),
        **{f"share_{origin}": rows.number(f"input_{origin}") for origin in ORIGINS},
        share_members=rows.number("input_members"),
        satisfaction=rows.number("input_satisfaction"),
        suppliers=rows.number("input_suppliers"),
        would_source=rows.text("input_would_source"),
        reasons=rows.text("input_reasons"),
    )
    return frame[rows.kept]


def _needs(rows: Rows, coded: Coded) -> pd.DataFrame:
    said = rows.text("need_blocks")
    # Not said is not no.
    blocks = (SEPARATOR + said + SEPARATOR).astype("str")
    frame = rows.head.assign(
        stage=coded.stages("need_stage", "need_text"),
        text=rows.text("need_text"),
        need_type=rows.text("need_type"),
        criticality=rows.number("need_criticality"),
        blocks_existing=blocks.str.contains(";existing;", regex=False).astype("boolean").mask(said.isna()),
        blocks_new=blocks.str.contains(";new;", regex=False).astype("boolean").mask(said.isna()),
    )
    return frame[rows.kept]


def _offers(rows: Rows, coded: Coded) -> pd.DataFrame:
    frame = rows.head.assign(
        stage=coded.stages("offer_stage", "offer_text"),
        text=rows.text("offer_text"),
        capacity=rows.number("offer_capacity"),
    )
    return frame[rows.kept]


def _markets(rows: Rows) -> pd.DataFrame:
    frame = rows.head.assign(
        **{f"share_{origin}": rows.number(f"sales_{origin}") for origin in ORIGINS},
        share_members=rows.number("sales_members"),
        target_markets=rows.text("target_markets"),
    )
    answered = frame[["share_county", "share_members", "target_markets"]].notna().any(axis=1)
    return frame[rows.kept & answered]


def _products(rows: Rows, coded: Coded) -> pd.DataFrame:
    text = rows.text("products")
    frame = rows.head.assign(text=text, stage=coded.stages("", "products"))
    return frame[rows.kept & text.notna()]


def _barriers(rows: Rows, questionnaire: Questionnaire) -> pd.DataFrame:
    asked = [question for question in questionnaire.of("") if _in_section(question, _BARRIERS)]
    parts = []
    for question in asked:
        degree = rows.number(question.name)
        barrier = question.name.removeprefix("barrier_")
        parts.append(rows.head.assign(barrier=barrier, degree=degree)[rows.kept & degree.notna()])
    return pd.concat(parts).sort_values("row", kind="stable") if parts else pd.DataFrame()


def _in_section(question: Question, name: str) -> bool:
    return any(section.name == name for section in question.sections)


def _links(rows: Rows, organisations: DataFrame[Organisations]) -> pd.DataFrame:
    partner = rows.text("link_partner")
    named = name_keys(organisations["name"], pd.Series("", index=organisations.index))
    members = pd.DataFrame({"name": named, "organisation": organisations["organisation"]}).drop_duplicates()
    # A name that two members bear tells neither.
    telling = members.drop_duplicates("name", keep=False).set_index("name")["organisation"]
    frame = rows.head.assign(
        partner=partner,
        partner_organisation=name_keys(partner, pd.Series("", index=partner.index)).map(telling).astype("str"),
        kinds=rows.text("link_type"),
        frequency=rows.text("link_frequency"),
        since=rows.number("link_since"),
    )
    return frame[rows.kept & frame[["partner", "kinds", "frequency", "since"]].notna().any(axis=1)]


def _interests(rows: Rows) -> pd.DataFrame:
    wants = rows.text("wants_meetings")
    frame = rows.head.assign(
        wants_meetings=wants,
        clusters=rows.text("meet_clusters"),
        organisation_types=rows.text("meet_types"),
        topics=rows.text("meet_topics"),
        slots=rows.text("meet_slots"),
        hybrid_idea=rows.text("hybrid_idea"),
    )
    said = frame[["wants_meetings", "clusters", "organisation_types", "topics", "slots", "hybrid_idea"]]
    return frame[rows.kept & said.notna().any(axis=1)]


def _assistance(rows: Rows) -> pd.DataFrame:
    frame = rows.head.assign(assistance=rows.text("assistance").str.split(SEPARATOR))[rows.kept]
    long = frame[frame["assistance"].notna()].explode("assistance")
    ranked = long.assign(assistance=long["assistance"].astype("str"), rank=long.groupby("row_id").cumcount() + 1)
    # A rank that was left empty stays so.
    return ranked[ranked["assistance"] != ""]


def _others(blocks: Mapping[str, Rows], questionnaire: Questionnaire) -> pd.DataFrame:
    """Answers to the questions that no other table took, read by their type."""
    parts = []
    for repeat, rows in blocks.items():
        for question in questionnaire.of(repeat):
            if question.name in (*_IDENTITY, *rows.taken) or question.name not in rows.block.values:
                continue
            values = rows.block.values[question.name]
            there = rows.kept & values.notna()
            numbers = values if values.dtype == "float64" else pd.Series(np.nan, index=values.index)
            parts.append(
                rows.head[there].assign(
                    question=question.name,
                    number=rows.block.head["number"][there] if repeat else 0,
                    value=written(values[there]),
                    value_number=numbers[there],
                )
            )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
