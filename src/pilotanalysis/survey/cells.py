"""Columns of answers on their way into tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..tables import SEPARATOR, row_ids
from . import values
from .distinct import of_distinct
from .exports import Incoming
from .questionnaire import Questionnaire
from .reading import Block
from .reading.missing import kinds

NO_SUCH_RESPONDENT = "no such respondent"
#: Thirteen digits are the personal numeric code of somebody; it is never kept.
PERSONAL = r"[1-9]\d{12}"
_COMMA = str.maketrans("şţŞŢ", "șțȘȚ")
NOT_KEPT = "(personal numeric code, not kept)"


@dataclass
class Cells:
    """Columns of one block on their way into tables, with notes of what was not taken at its face."""

    incoming: Incoming
    wave: str
    questionnaire: Questionnaire
    block: Block
    fates: pd.DataFrame
    notes: list[pd.DataFrame] = field(default_factory=list)
    #: Questions whose answers a table took.
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        frame = self.block.frame
        fates = self.fates.drop_duplicates("respondent").set_index("respondent")
        self.reason = frame["respondent"].map(fates["reason"]).fillna(NO_SUCH_RESPONDENT).astype("str")
        sheet = str(frame["sheet"].iloc[0]) if len(frame) else ""
        self.head = pd.DataFrame(
            {
                "row_id": pd.array(row_ids(self.incoming.export.file, sheet, frame["row"]), dtype="str"),
                "wave": self.wave,
                "file": self.incoming.export.file,
                "sheet": sheet,
                "row": frame["row"].astype("int64"),
                "cluster": self.incoming.cluster,
                "respondent": frame["respondent"].astype("str"),
                "organisation": frame["respondent"].map(fates["organisation"]).fillna("").astype("str"),
            }
        )

    @property
    def kept(self) -> pd.Series:
        return self.reason == ""

    def raw(self, name: str) -> pd.Series:
        """Cells as they were read; a question that the export lacks was not answered."""
        self.taken.add(name)
        if name in self.block.frame:
            return self.block.frame[name]
        return pd.Series(None, index=self.block.frame.index, dtype="str")

    def text(self, name: str) -> pd.Series:
        """What was written, blanks at the ends taken off; missing where nothing was, or a word that says so."""
        texts = self.raw(name).str.strip()
        texts = texts.mask((texts == "") | kinds(texts).notna())
        cedilla = texts.str.contains("[şţŞŢ]").fillna(False).astype(bool)
        if cedilla.any():
            # Old encodings have the cedilla where Romanian has the comma.
            comma = texts.str.translate(_COMMA)
            self.note(name, texts, comma, pd.Series("cedilla", index=texts.index).where(cedilla))
            texts = comma
        personal = texts.str.fullmatch(PERSONAL).fillna(False).astype(bool)
        if personal.any():
            nothing = pd.Series("", index=texts.index)
            kept_out = pd.Series(NOT_KEPT, index=texts.index)
            self.note(name, kept_out, nothing, pd.Series("personal_code", index=texts.index).where(personal))
            texts = texts.mask(personal)
        return texts

    def code(self, name: str) -> pd.Series:
        """Codes of options; missing where nothing was chosen, or nobody understands what."""
        texts = self.text(name)
        if name not in self.questionnaire.by_name:
            return texts
        question = self.questionnaire.by_name[name]
        known = {option.name for option in self.questionnaire.options_of(question)}
        if question.kind == "select_one":
            return texts.where(texts.isin(known))
        several = of_distinct(texts, lambda text: set(text.split(SEPARATOR)) <= known, "bool", missing=False)
        return texts.where(several)

    def number(self, name: str) -> pd.Series:
        """Numbers within the limits of the question."""
        texts = self.text(name)
        if name not in self.questionnaire.by_name:
            return pd.Series(np.nan, index=texts.index)
        question = self.questionnaire.by_name[name]
        read, rules = values.numbers(texts, question.low, question.high, question.kind == "integer")
        self.note(name, texts, read, rules)
        return read

    def shares(self, names: tuple[str, ...]) -> list[pd.Series]:
        """Shares that add up to 100; where one was answered and could not be read, none is taken."""
        read = [self.number(name) for name in names]
        said = [self.raw(name).fillna("").str.strip() != "" for name in names]
        unread = pd.concat([own & part.isna() for own, part in zip(said, read, strict=True)], axis=1).any(axis=1)
        parts, rules = values.shares(read)
        rules = rules.mask(unread, "share_not_read")
        for name, own, part in zip(names, said, parts, strict=True):
            self.note(name, self.raw(name), part.mask(unread), rules.where(own & (rules != "") & rules.notna()))
        return [part.mask(unread) for part in parts]

    def note(self, question: str, raw: pd.Series, value: pd.Series, rules: pd.Series) -> None:
        """Keep what was not taken at its face: a rule stands where it was not."""
        where = rules.notna() & (rules != "")
        if not where.any():
            return
        made = value[where]
        texts = made.map(lambda value: value if isinstance(value, str) else "" if pd.isna(value) else f"{value:.15g}")
        self.notes.append(
            self.head[where].assign(
                question=question,
                raw=raw[where],
                value=texts,
                rule=rules[where],
                severity=np.where(made.isna(), "review", "info"),
            )
        )
