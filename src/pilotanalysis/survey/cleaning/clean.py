"""From the cells of an export to answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from pandera.typing import DataFrame

from ..decisions import Corrections
from ..ledger import LedgerWriter
from ..reading import Export
from ..reading.blocks import HEAD
from ..reading.tools import TYPES_NUMBERS
from .block import AnswerBlock
from .columns import clean_column
from .consistency import check_consistency
from .context import CellSource, CleaningContext
from .corrections import apply_corrections
from .dates import moments
from .truncation import Vocabulary, vocabulary_of

#: The day in a time of submission, which stands first.
_DAY = r"^\s*(\d[\d./-]*\d)"


@dataclass(frozen=True)
class Answers:
    """Answers of one export.

    Attributes
    ----------
    blocks : Mapping[str, AnswerBlock]
        By repeat; the questions asked once under the empty name. Every repeat of the questionnaire is there.
    noted : pd.DataFrame
        Entries of the ledger, with the columns of :data:`ledger.LAYOUT`.
    used : frozenset[str]
        Corrections that found their cell.
    """

    blocks: Mapping[str, AnswerBlock]
    noted: pd.DataFrame
    used: frozenset[str] = frozenset()


def clean_answers(
    export: Export,
    context: CleaningContext,
    corrections: DataFrame[Corrections] | None = None,
    all_in_region: bool = False,
) -> Answers:
    """Tell what every cell of an export means.

    Parameters
    ----------
    export : Export
    context : CleaningContext
    corrections : Corrections, optional
        What somebody decided on answers of its cluster and wave.
    all_in_region : bool
        Whether every member of its cluster is in the region of the study, by the rosters.
    """
    ledger = LedgerWriter()
    ledger.enter_frame(export.notes)
    vocabulary, source = _vocabulary(export, context), _source(export, context)
    blocks = {
        repeat: AnswerBlock(repeat, export.blocks.get(repeat, pd.DataFrame(columns=list(HEAD))))
        for repeat in ("", *context.questionnaire.repeats)
    }
    for block in blocks.values():
        _read(block, context, vocabulary, source, ledger)
    used: list[str] = []
    if corrections is not None:
        for block in blocks.values():
            used += apply_corrections(block, ledger, corrections, context)
    for block in blocks.values():
        check_consistency(block, ledger, context, all_in_region)
    return Answers(blocks, ledger.entries(), frozenset(used))


def _source(export: Export, context: CleaningContext) -> CellSource:
    """What is known of the file of an export; answers are of the last day on which any was sent off, or earlier."""
    # Many are of one day, and the time of day changes nothing.
    days = export.responses["submitted"].str.extract(_DAY, expand=False).drop_duplicates()
    sent = moments(days).dropna()
    last = max(context.end, date.fromisoformat(str(sent.max())[:10])) if len(sent) else context.end
    return CellSource(export.tool in TYPES_NUMBERS, export.from_1904, last)


def _read(
    block: AnswerBlock, context: CleaningContext, vocabulary: Vocabulary, source: CellSource, ledger: LedgerWriter
) -> None:
    """Read the cells of a block, each by the rule of its question."""
    for question in context.questionnaire.of(block.repeat):
        name = question.name
        if name not in block.texts:
            continue
        column = clean_column(question, block.texts[name], context, vocabulary, source)
        block.values[name], block.states[name] = column.values, column.states
        if column.units is not None:
            block.units[name] = column.units
        ledger.enter_readings(block.repeat, name, block.texts[name], column.codes, column.readings, column.evidence)


def _vocabulary(export: Export, context: CleaningContext) -> Vocabulary:
    answers = [
        [text for text in frame[question.name].unique() if isinstance(text, str)]
        for repeat, frame in export.blocks.items()
        for question in context.questionnaire.of(repeat)
        if question.kind == "text" and question.name in frame
    ]
    return vocabulary_of(answers, context.words)
