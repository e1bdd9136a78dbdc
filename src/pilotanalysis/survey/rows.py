"""Rows of answers with their lineage, on their way into tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..tables import row_ids
from .cleaning import AnswerBlock
from .exports import Incoming
from .tables import ORIGINS, Answer, Inputs, Interests, Links, Markets, Needs, Offers, Products, Responses

NO_SUCH_RESPONDENT = "no such respondent"
_PARTS = (*ORIGINS, "members")
#: Columns of tables that hold the answers to a question, with the question.
QUESTIONS: Mapping[type[Answer], Mapping[str, str]] = {
    Responses: {
        name: name
        for name in (
            "organisation_type", "county", "year_founded", "caen", "employees", "turnover", "export_share", "consent",
            "position", "main_client",
        )
    },
    Inputs: {
        "text": "input_text", "annual_value": "input_value", "satisfaction": "input_satisfaction",
        "suppliers": "input_suppliers", "would_source": "input_would_source", "reasons": "input_reasons",
        **{f"share_{part}": f"input_{part}" for part in _PARTS},
    },
    Needs: {"text": "need_text", "need_type": "need_type", "criticality": "need_criticality", "volume": "need_volume"},
    Offers: {"text": "offer_text", "capacity": "offer_capacity"},
    Markets: {"target_markets": "target_markets", **{f"share_{part}": f"sales_{part}" for part in _PARTS}},
    Links: {"partner": "link_partner", "kinds": "link_type", "frequency": "link_frequency", "since": "link_since"},
    Interests: {
        "wants_meetings": "wants_meetings", "clusters": "meet_clusters", "organisation_types": "meet_types",
        "topics": "meet_topics", "slots": "meet_slots", "hybrid_idea": "hybrid_idea",
    },
    Products: {"text": "products"},
}  # fmt: skip


class Rows:
    """Rows of one block, with what became of the responses that they belong to.

    `fates` are as :func:`matching.match_responses` gives them.
    """

    def __init__(self, incoming: Incoming, block: AnswerBlock, fates: pd.DataFrame) -> None:
        self.incoming = incoming
        self.block = block
        #: Questions whose answers a table took.
        self.taken: set[str] = set()
        head = block.head
        known = fates.drop_duplicates("respondent").set_index("respondent")
        #: Why a row is dropped; empty where it is kept.
        self.reason = head["respondent"].map(known["reason"]).fillna(NO_SUCH_RESPONDENT).astype("str")
        #: Which rows are kept.
        self.kept = self.reason == ""
        #: Which rows hold an answer, understood or not: a repetition with nothing but signs that there is none is none.
        self._said = pd.Series(not block.repeat, index=head.index)
        for question in block.states if block.repeat else ():
            self._said |= block.answered(question)
        file = incoming.export.file
        ids = pd.Series("", index=head.index, dtype="str")
        for sheet, rows in head["row"].groupby(head["sheet"]):
            ids.update(pd.Series(row_ids(file, str(sheet), rows), index=rows.index, dtype="str"))
        #: Lineage, cluster, respondent and organisation of every row, and which repetition it is.
        self.head = pd.DataFrame(
            {
                "row_id": ids,
                "wave": incoming.wave,
                "file": file,
                "sheet": head["sheet"].astype("str"),
                "row": head["row"].astype("int64"),
                "cluster": incoming.cluster,
                "respondent": head["respondent"].astype("str"),
                "organisation": head["respondent"].map(known["organisation"]).fillna("").astype("str"),
                "number": head["number"].astype("int64") if block.repeat else 0,
            }
        )

    def with_answers(self, **columns: pd.Series) -> pd.DataFrame:
        """Rows that are kept and say anything: their head, and columns beside it."""
        return self.head.assign(**columns)[self.kept & self._said]

    def table(self, model: type[Answer], **columns: pd.Series) -> pd.DataFrame:
        """Rows of a table that are kept: the answers that it takes (:data:`QUESTIONS`), and columns beside them."""
        schema = model.to_schema().columns
        taken = {
            column: self._values(question, "float64" if schema[column].dtype.type == np.float64 else "str")
            for column, question in QUESTIONS[model].items()
        }
        return self.with_answers(**{**taken, **columns})

    def text(self, name: str) -> pd.Series:
        """Answers as text, or as codes of options; a question that the export lacks was not answered."""
        return self._values(name, "str")

    def number(self, name: str) -> pd.Series:
        """Answers as numbers."""
        return self._values(name, "float64")

    def _values(self, name: str, dtype: str) -> pd.Series:
        self.taken.add(name)
        if name in self.block.values:
            return self.block.values[name]
        return pd.Series(np.nan, index=self.head.index, dtype=dtype)
