"""From the cells of an export to answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..decisions import Corrections
from ..questionnaire import Questionnaire
from ..reading import Export
from ..reading.blocks import HEAD
from ..rules import Rule
from ..texts import hide_personal_codes
from .cells import Reader
from .decided import apply_corrections
from .identifiers import Activities
from .notes import Notes
from .places import Places
from .recognisers import recognisers
from .together import hold_together
from .vocabulary import Vocabulary, vocabulary_of, words_of


@dataclass(frozen=True)
class Rules:
    """What cleaning goes by.

    Attributes
    ----------
    questionnaire : Questionnaire
    places : Places
    activities : Activities
    rate : float
        Lei for one euro in the year that the questionnaire asks about.
    terms : tuple of str
        Terms of the glossary, in all languages.
    """

    questionnaire: Questionnaire
    places: Places
    activities: Activities
    rate: float
    terms: tuple[str, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self.terms)

    @cached_property
    def recognisers(self) -> Mapping[str, Rule]:
        return recognisers(self.questionnaire, self.places)

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.questionnaire, self.activities, self.places, self.rate)


@dataclass
class AnswerBlock:
    """Answers to the questions asked once, or to those of one repeat.

    Attributes
    ----------
    repeat : str
        Empty for the questions asked once.
    head : DataFrame
        respondent, sheet, row, number.
    values : dict of str to Series
        By question: numbers, or text; codes of options, several joined by ``;``. Missing where nothing was said,
        or somebody has to decide.
    states : dict of str to array of int8
        By question: what each cell is, as a place in :data:`cells.STATES`.
    units : dict of str to Series
        By sum: the unit that the cell itself says.
    decided : dict of str to list of int
        By question: cells that somebody decided.
    """

    repeat: str
    head: pd.DataFrame
    values: dict[str, pd.Series] = field(default_factory=dict)
    states: dict[str, np.ndarray] = field(default_factory=dict)
    units: dict[str, pd.Series] = field(default_factory=dict)
    decided: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Answers of one export.

    Attributes
    ----------
    blocks : mapping of str to AnswerBlock
        By repeat; the questions asked once under the empty name. Every repeat of the questionnaire is there.
    noted : DataFrame
        repeat, place (label in the block), question, raw, value, rule, severity, evidence, proposals.
    used : frozenset of str
        Corrections that found their cell.
    """

    blocks: Mapping[str, AnswerBlock]
    noted: pd.DataFrame
    used: frozenset[str] = frozenset()


def clean_answers(export: Export, rules: Rules, corrections: DataFrame[Corrections] | None = None) -> Answers:
    """Tell what every cell of an export means.

    Parameters
    ----------
    export : Export
    rules : Rules
    corrections : Corrections, optional
        What somebody decided on answers of its cluster and wave.
    """
    notes = Notes()
    _of_reading(export, notes)
    vocabulary = _vocabulary(export, rules)
    blocks: dict[str, AnswerBlock] = {}
    for repeat in ("", *rules.questionnaire.repeats):
        if repeat not in export.blocks:
            blocks[repeat] = AnswerBlock(repeat, pd.DataFrame(columns=list(HEAD)))
            continue
        frame = export.blocks[repeat].frame
        block = blocks[repeat] = AnswerBlock(repeat, frame[list(HEAD)])
        for question in rules.questionnaire.of(repeat):
            if question.name not in frame:
                continue
            texts = frame[question.name]
            column = rules.reader.column(question, texts, vocabulary)
            block.values[question.name], block.states[question.name] = column.values, column.states
            if column.units is not None:
                block.units[question.name] = column.units
            notes.of(repeat, question.name, texts, column.codes, column.readings, column.evidence)
    noted = notes.frame()
    used: list[str] = []
    later = Notes()
    for repeat, block in blocks.items():
        if repeat not in export.blocks:
            continue
        raw = export.blocks[repeat]
        if corrections is not None and len(corrections):
            noted, found = apply_corrections(block, raw, noted, corrections, rules.reader)
            used += found
        hold_together(block, later, rules.questionnaire, raw, rules.rate)
    if later.parts:
        noted = pd.concat([noted, later.frame()], ignore_index=True)
    return Answers(blocks, noted, frozenset(used))


def _of_reading(export: Export, notes: Notes) -> None:
    """Take over what was noted when the file was read."""
    for (repeat, question), own in export.notes.groupby(["repeat", "question"], sort=False):
        raw = own["raw"].map(hide_personal_codes, na_action="ignore").to_numpy(dtype=object)
        others = {name: own[name].to_numpy(dtype=object) for name in ("value", "rule", "severity", "proposals")}
        notes.add(str(repeat), str(question), own["place"].to_numpy(dtype="int64"), raw=raw, **others)


def _vocabulary(export: Export, rules: Rules) -> Vocabulary:
    answers = [
        block.frame[question.name].dropna().unique().tolist()
        for repeat, block in export.blocks.items()
        for question in rules.questionnaire.of(repeat)
        if question.kind == "text" and question.name in block.frame
    ]
    return vocabulary_of(answers, rules.words)
