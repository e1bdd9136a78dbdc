"""Why an organisation is proposed, in a few words, and whether the data tell that it was asked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..reference import Activities
from ..results import Label, Listing, Message, _, _n, label, say
from ..store import Store
from .tables import Candidates, RegisterFirms

#: Columns with the reasons in each language.
BECAUSE = ["because_en", "because_ro", "because_it"]
_LANGUAGES = [name.removeprefix("because_") for name in BECAUSE]
_WHY: Mapping[str, Message] = {
    "offer_code": _("offers it"),
    "role": _("works on it"),
    "offer_text": _("offers something in like words"),
    "activity": _("main activity fits"),
    "named": _("named by a manager"),
}
#: Stands before the reason where it is the code of the main activity alone.
_BY_CODE_ALONE = "? "
#: What the data tell of whether somebody was asked.
ASKED: Mapping[str, Message] = {
    "wants": _("wants to meet"),
    "refuses": _("wants no meetings"),
    "not_said": _("did not say"),
    "no_record": _("no record"),
}


def with_reasons(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add to rows with a candidate of the cluster why it is one (:data:`BECAUSE`), and what the data tell of asking it.

    The columns ``asked``, a code of :data:`ASKED`, ``surveyed``, 1 where that gives back an answer to the survey, and
    ``by_code``, as :func:`known_by_code` tells it.
    """
    found = pd.DataFrame(data.of(Candidates))
    firms = pd.DataFrame(data.all(RegisterFirms)).set_index("firm")
    by_code, divisions = known_by_code(found), _divisions(data)
    texts = {
        key: _because(rows, firms, divisions, alone=str(key) in by_code)
        for key, rows in found.groupby("candidate", sort=False)
    }
    said = pd.DataFrame.from_dict(texts, orient="index", columns=BECAUSE, dtype=object).reindex(frame["candidate"])
    own = found.drop_duplicates("candidate").set_index("candidate").reindex(frame["candidate"])
    member, willing = own["home"].isin(data.study.analysed), own["willingness"].astype("float64")
    asked = np.select([~member, willing.isna(), willing > 0], ["no_record", "not_said", "wants"], "refuses")
    return frame.assign(
        **said.set_axis(frame.index),
        asked=asked,
        surveyed=(member & own["named"].ne("no")).to_numpy().astype("int64"),
        by_code=frame["candidate"].isin(by_code),
    )


def known_by_code(candidates: pd.DataFrame) -> frozenset[str]:
    """Give the candidates of a cluster of which the code of the main activity alone says that they could close a gap.

    A second sign is that it offers what a gap lacks, works on it or describes it, or that a manager named it. That it
    wants to meet, or that a manager prefers it, is none: it says nothing of what it does, and is not public.
    """
    sign = candidates["basis"].ne("activity")
    return frozenset(candidates["candidate"]) - frozenset(candidates.loc[sign, "candidate"])


def because_words(frame: pd.DataFrame) -> dict[str, Label]:
    """Words of the column ``because_en`` of a table."""
    told = frame[BECAUSE].dropna().drop_duplicates()
    return {str(row["because_en"]): label(row, "because") for _place, row in told.iterrows()}


def _divisions(data: Store) -> Mapping[str, Label]:
    """Name of each division of activities: their classes have names in one language, which take three lines."""
    whole = data.all(Activities)
    divisions = whole[whole["level"] == "division"]
    return {str(row["activity"])[1:]: label(row) for _place, row in divisions.iterrows()}


def _because(rows: pd.DataFrame, firms: pd.DataFrame, divisions: Mapping[str, Label], *, alone: bool) -> list[str]:
    """Say why an organisation is a candidate, in each language; of a firm of the register its activity and size."""
    key = rows["candidate"].iloc[0]
    told: Message | Listing = Listing(tuple(words for basis, words in _WHY.items() if (rows["basis"] == basis).any()))
    if key in firms.index and rows["home"].isna().all():
        told = _of_firm(firms.loc[key], divisions)
    sign = _BY_CODE_ALONE if alone else ""
    return [f"{sign}{say(told, language)}" for language in _LANGUAGES]


def _of_firm(firm: pd.Series, divisions: Mapping[str, Label]) -> Message:
    code = f"{firm['activity'][:2]}.{firm['activity'][2:]}"
    activity = _("{code} {title}", code=code, title=divisions.get(firm["activity"][:2], ""))
    if pd.isna(firm["employees"]):
        return _("{activity}, size not known", activity=activity)
    return _n("{activity}, {count} employed", "{activity}, {count} employed", int(firm["employees"]), activity=activity)
