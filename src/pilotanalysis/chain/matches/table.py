"""Who has what others lack: needs and offers counted by stage."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import reference
from ...results import Column, Disclosure, Table, Tabulation, Words, _
from ...store import Store
from ...survey.tables import Needs
from ...tables import join_ids
from ..labels import ASKED_NEEDS, SURVEY
from ..lookups import number_asked, stage_words
from ..tables import Matches


def matches_table(data: Store) -> Table:
    """Count for each stage the respondents who lack it, by who offers it: a member, other clusters only, or nobody."""
    name = data.name
    return Table(
        id="matches_by_stage",
        data=Tabulation(
            _by_stage(data),
            Disclosure(
                counts=("inside", "tied", "untied", "only_elsewhere", "nowhere", "offers"),
                # How many lack it is known from the table of stages.
                parts={"needed_by": ("inside", "only_elsewhere", "nowhere"), "inside": ("tied", "untied")},
            ),
        ),
        columns=(
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("inside", _("Lack it, and a member offers it")),
            Column("tied", _("of those, work with one who does")),
            Column("only_elsewhere", _("Lack it, and only other clusters offer it")),
            Column("nowhere", _("Lack it, and nobody offers it")),
            Column("offers", _("Who offer it")),
        ),
        name=_("Who has what others lack"),
        words=lambda _released: Words(
            _("{cluster}: who has what others lack", cluster=name),
            note=_("Needs and offers meet by stage of the catalogue, or by words where one of them is not coded."),
        ),
        source=SURVEY,
        n=number_asked(data),
        units=ASKED_NEEDS,
    )


def _by_stage(data: Store) -> pd.DataFrame:
    """Respondents who lack each stage, in the order of the catalogue, with those who offer it."""
    who = ["stage", "organisation"]
    needs, matches = data.of(Needs).dropna(subset=["stage"]), data.of(Matches)
    lacking = needs.groupby(who, as_index=False).agg(rows=("row_id", join_ids))
    pairs = pd.MultiIndex.from_frame(lacking[who])

    def among(chosen: pd.Series) -> npt.NDArray[np.bool_]:
        return pairs.isin(pd.MultiIndex.from_frame(matches.loc[chosen, who].dropna()))

    inside, tied = among(matches["within"]), among(matches["within"] & matches["tied"])
    elsewhere = among(~matches["within"]) & ~inside
    counted = lacking.assign(
        inside=inside,
        tied=tied,
        untied=inside & ~tied,
        only_elsewhere=elsewhere,
        nowhere=~(inside | elsewhere),
        needed_by=True,
    ).groupby("stage")
    frame = counted[["inside", "tied", "untied", "only_elsewhere", "nowhere", "needed_by"]].sum().astype("int64")
    offered = matches.groupby("stage").agg(offers=("offer_organisation", "nunique"), match_rows=("made_from", join_ids))
    frame = frame.join(counted["rows"].agg(join_ids)).join(offered)
    frame["offers"] = frame["offers"].fillna(0).astype("int64")
    frame["made_from"] = [
        join_ids([needed, *([matched] if isinstance(matched, str) else [])])
        for needed, matched in zip(frame["rows"], frame["match_rows"], strict=True)
    ]
    places = {stage: place for place, stage in enumerate(data.all(reference.Catalogue)["stage"])}
    return frame.reset_index().sort_values("stage", key=lambda stages: stages.map(places), ignore_index=True)
