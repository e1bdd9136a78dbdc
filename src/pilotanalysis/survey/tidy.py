"""From the answers of an export to tidy tables: a row for each response that is kept, or for each of its repeats."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..settings import known_languages
from ..tables import SEPARATOR, StudyTable, typed
from . import tables
from .accounting import accounting_of, columns_of, completeness_of, ledger_tables
from .cleaning import Answers, CleaningContext
from .cleaning.dates import moments
from .cleaning.money import Money, in_thousand_euros
from .cleaning.partners import PartnerNames
from .coding import NO_STAGE, Coder
from .decisions import ORGANISATION
from .exports import Incoming
from .interpretation import as_texts
from .ledger import LedgerWriter
from .links import PartnerLinks, read_partners
from .questionnaire import Questionnaire
from .rows import QUESTIONS, Rows
from .tables import Organisations
from .texts import of_distinct

#: What :func:`matching.match_responses` says of a match.
_MATCH = ("rule", "severity", "evidence", "proposals")
#: Questions that tell who answers; the roster takes them.
_IDENTITY = ("cluster", "name", "fiscal_code")
_BARRIERS = "barriers"


def tidy(
    incoming: Incoming,
    answers: Answers,
    fates: pd.DataFrame,
    context: CleaningContext,
    organisations: DataFrame[Organisations],
    coder: Coder,
) -> dict[type[StudyTable], pd.DataFrame]:
    """Turn the answers of one export into tidy tables.

    Parameters
    ----------
    incoming : Incoming
    answers : Answers
        Its answers, cleaned.
    fates : DataFrame
        What becomes of each response, as :func:`matching.match_responses` gives it.
    context : CleaningContext
    organisations : Organisations
        The roster of all clusters.
    coder : Coder
        Of texts to stages.

    Returns
    -------
    dict
        One frame for each table of answers, with its columns and types; to be validated once put together.
    """
    questionnaire = context.questionnaire
    blocks = {repeat: Rows(incoming, block, fates) for repeat, block in answers.blocks.items()}
    once = blocks[""]
    ledger = LedgerWriter()

    def stages(repeat: str, chosen: str, written: str) -> pd.Series:
        return _stages(blocks[repeat], chosen, written, coder, ledger)

    frames: dict[type[StudyTable], pd.DataFrame] = {
        tables.Responses: _responses(once, context.money),
        tables.Roles: _roles(once),
        tables.Inputs: blocks["inputs"].table(tables.Inputs, stage=stages("inputs", "input_stage", "input_text")),
        tables.Needs: _needs(blocks["needs"], stages("needs", "need_stage", "need_text")),
        tables.Offers: blocks["offers"].table(tables.Offers, stage=stages("offers", "offer_stage", "offer_text")),
        tables.Markets: once.table(tables.Markets).dropna(
            subset=["share_county", "share_members", "target_markets"], how="all"
        ),
        tables.Products: once.table(tables.Products, stage=stages("", "", "products")).dropna(subset="text"),
        tables.Barriers: _barriers(once, questionnaire),
        tables.Links: _links(blocks["links"], organisations, PartnerNames(context.places), ledger),
        tables.Interests: once.table(tables.Interests).dropna(subset=list(QUESTIONS[tables.Interests]), how="all"),
        tables.AssistanceNeeds: _assistance(once),
    }
    # Last: what no other table took.
    frames[tables.OtherAnswers] = _others(blocks, questionnaire)
    # What is to be known of whose responses are.
    told = fates[fates["rule"] != ""]
    matches = {name: told[name] for name in _MATCH}
    ledger.enter("", ORGANISATION, told["name"], value=told["organisation"], **matches)
    noted = pd.concat([answers.noted, ledger.entries()], ignore_index=True)
    frames[tables.Columns] = columns_of(incoming)
    frames |= ledger_tables(blocks, noted, questionnaire)
    frames[tables.Completeness] = completeness_of(blocks, incoming, noted, questionnaire)
    frames[tables.Accounting] = accounting_of(blocks, incoming)
    return {model: typed(frame, model) for model, frame in frames.items()}


def _stages(rows: Rows, chosen: str, written: str, coder: Coder, ledger: LedgerWriter) -> pd.Series:
    """Stage of each row: the one that was chosen, else the one that the words mean.

    Missing where no stage is meant, or somebody has to decide. The ledger takes the answers that were coded, or could
    not be. `chosen` names the question that asks for the stage, empty where none does; `written` the one that asks
    what it is.
    """
    stages, texts = rows.text(chosen), rows.text(written)
    # Rows that are dropped need no decision; a stage that was answered, and not understood, awaits one.
    uncoded = texts.where(stages.isna() & rows.kept & ~rows.block.answered(chosen))
    if uncoded.notna().any():
        codes, distinct = pd.factorize(uncoded)
        told = coder.code(uncoded, rows.incoming.cluster)
        readings = [told[text] for text in distinct]
        ledger.enter_readings(rows.block.repeat, written, uncoded, codes, readings)
        values = pd.Series([*(one.value for one in readings), None], dtype="str").take(codes)
        stages = stages.fillna(values.set_axis(uncoded.index))
    return stages.where(stages != NO_STAGE)


def _responses(rows: Rows, money: Money) -> pd.DataFrame:
    export = rows.incoming.export
    # The first block has a row for each response, in their order.
    about = export.responses.set_axis(rows.head.index)
    language = about["language"].fillna("").str.lower().str[:2]
    return rows.table(
        tables.Responses,
        tool=pd.Series(export.tool, index=rows.head.index),
        complete=about["complete"],
        language=language.where(language.isin(known_languages())),
        submitted=moments(about["submitted"]),
        minutes=about["minutes"].where(about["minutes"] >= 0),
        turnover=in_thousand_euros(rows.number("turnover"), rows.text("turnover_unit"), money).round(3),
    )


def _roles(rows: Rows) -> pd.DataFrame:
    """Take the stages of each response apart: one row a stage; an unanswered question gives none.

    A respondent that works in no stage has a row with an empty one: it was asked, and said so.
    """
    long = _exploded(rows, "stage", "stages")
    main = rows.text("main_stage").reindex(long.index)
    # Respondents choose "none" to say that they work in no stage.
    stage = long["stage"].replace(NO_STAGE, "")
    return long.assign(stage=stage, is_main=stage == main)


def _exploded(rows: Rows, column: str, question: str) -> pd.DataFrame:
    """One row for each code of an answer."""
    long = rows.with_answers(**{column: rows.text(question).str.split(SEPARATOR)}).explode(column)
    return long[long[column].notna()].astype({column: "str"})


def _needs(rows: Rows, stage: pd.Series) -> pd.DataFrame:
    said = rows.text("need_blocks")

    def blocks(market: str) -> pd.Series:
        # Not said is not no.
        return of_distinct(said, lambda codes: market in codes.split(SEPARATOR), "boolean", pd.NA)

    return rows.table(tables.Needs, stage=stage, blocks_existing=blocks("existing"), blocks_new=blocks("new"))


def _barriers(rows: Rows, questionnaire: Questionnaire) -> pd.DataFrame:
    parts = [
        rows.with_answers(degree=rows.number(question.name)).assign(barrier=question.name.removeprefix("barrier_"))
        for question in questionnaire.of("")
        if any(section.name == _BARRIERS for section in question.sections)
    ]
    return pd.concat(parts).dropna(subset="degree").sort_values("row", kind="stable") if parts else pd.DataFrame()


def _links(
    rows: Rows, organisations: DataFrame[Organisations], names: PartnerNames, ledger: LedgerWriter
) -> pd.DataFrame:
    links = PartnerLinks(organisations["name"], organisations["organisation"], names)
    said = rows.text("link_partner")
    # A member may be called by what was taken off behind its name.
    written = rows.block.texts["link_partner"].where(said.notna()) if "link_partner" in rows.block.texts else said
    decided = written.index.isin(rows.block.decided.get("link_partner", []))
    codes, readings = read_partners(written.mask(decided, said), said, links)
    told = pd.Series([*(one.value for one in readings), None], dtype="str").take(codes.to_numpy()).set_axis(said.index)
    partner = links.organisations(told)
    # Rows that are dropped need no decision, and what somebody decided stands.
    open_ones = rows.kept & ~decided & (codes >= 0)
    texts = rows.block.texts.get("link_partner", said)
    ledger.enter_readings(rows.block.repeat, "link_partner", texts, codes.where(open_ones, -1).to_numpy(), readings)
    return rows.table(tables.Links, partner_organisation=partner).dropna(
        subset=list(QUESTIONS[tables.Links]), how="all"
    )


def _assistance(rows: Rows) -> pd.DataFrame:
    long = _exploded(rows, "assistance", "assistance")
    ranked = long.assign(rank=long.groupby("row_id").cumcount() + 1)
    # A rank that was left empty stays so.
    return ranked[ranked["assistance"] != ""]


def _others(blocks: Mapping[str, Rows], questionnaire: Questionnaire) -> pd.DataFrame:
    """Answers to the questions that no other table took, read by their type."""
    parts = []
    for repeat, rows in blocks.items():
        left = [
            question.name
            for question in questionnaire.of(repeat)
            if question.name not in (*_IDENTITY, *rows.taken) and question.name in rows.block.values
        ]
        said = {name: rows.block.values[name][rows.kept].dropna() for name in left}
        if said:
            numbers = [values if values.dtype == "float64" else [np.nan] * len(values) for values in said.values()]
            whose = np.concatenate([values.index for values in said.values()])
            parts.append(
                rows.head.loc[whose].assign(
                    question=np.repeat(left, list(map(len, said.values()))),
                    value=np.concatenate([as_texts(values) for values in said.values()]),
                    value_number=np.concatenate(numbers),
                )
            )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
