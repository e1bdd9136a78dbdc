"""Which stages of the chain have members, which are missing, and how that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..results import (
    Column,
    Disclosure,
    Finding,
    Listing,
    Message,
    Number,
    Released,
    Table,
    Tabulation,
    Words,
    _,
    count,
    label,
    share,
)
from ..statistics import most_unseen
from ..store import Store
from ..survey.labels import n_members
from ..survey.tables import Inputs, Needs, Organisations, Roles, Statements
from ..tables import NONE, SEPARATOR, conform, join_ids
from .labels import CONTRADICTION, LAYER, PLACED, PRESENCE, REQUIRED, SURVEY, n_stages
from .lookups import NAMES, stage_words
from .tables import Stages

#: How counts on a stage hang together, wherever they are shown.
DISCLOSURE = Disclosure(
    counts=("members", "members_by_answer", "members_by_management", "needed_by"),
    parts={"members": ("members_by_answer", "members_by_management")},
)


def place_members(
    catalogue: DataFrame[reference.Catalogue],
    organisations: DataFrame[Organisations],
    statements: DataFrame[Statements],
    roles: DataFrame[Roles],
    needs: DataFrame[Needs],
    inputs: DataFrame[Inputs],
    confidence: float,
) -> DataFrame[Stages]:
    """Place the members of every cluster on the stages of its catalogue.

    A member's own answer goes before what the management knows of it: where it answered the
    question, the management's word on its stages is not used. A stage without member is *absent,
    stated* only where the management states that no member works in it; else it is *not
    observed* among n of N, and so many of the others could still work in it.

    What members and managements say may contradict itself, in three ways (:data:`.labels.CONTRADICTION`).

    Parameters
    ----------
    catalogue, organisations, statements, roles, needs, inputs
        Tables of the clusters to place.
    confidence : float
        Of the upper bound.

    Returns
    -------
    Stages
        One row for each stage of the catalogue of each cluster that has a roster.
    """
    known_rows = evidence(organisations, roles)
    placed = known_rows[known_rows["stage"] != ""].groupby(["cluster", "stage"])
    counts = placed["by_answer"].agg(members="size", members_by_answer="sum")
    counts["rows"] = placed["row_id"].agg(join_ids)
    known = known_rows.groupby("cluster").agg(observed=("organisation", "nunique"), known_rows=("row_id", join_ids))
    roster = organisations.groupby("cluster").size().rename("roster")
    said = statements.set_index(["cluster", "stage"])[["any_member", "row_id"]].rename(
        columns={"any_member": "statement", "row_id": "said_row"}
    )
    needed = needs.groupby(["cluster", "stage"])["organisation"].nunique().rename("needed_by")
    inside = inputs[inputs["share_members"] > 0].groupby(["cluster", "stage"])
    sold = inside["row_id"].agg(join_ids).rename("sold_rows")

    frame = catalogue.merge(roster, left_on="cluster", right_index=True)
    keys = ["cluster", "stage"]
    for part in (counts, said, needed, sold):
        frame = frame.merge(part, left_on=keys, right_index=True, how="left")
    frame = frame.merge(known, left_on="cluster", right_index=True, how="left")
    for column in ("members", "members_by_answer", "needed_by", "observed"):
        frame[column] = frame[column].fillna(0).astype("int64")
    frame["members_by_management"] = frame["members"] - frame["members_by_answer"]
    present, denied = frame["members"] > 0, frame["statement"] == "no"
    frame["presence"] = np.select([present, denied], ["present", "absent_stated"], "not_observed")
    frame["contradictions"] = _contradicting(frame)
    frame["bound"] = _bound(frame, confidence)
    frame["made_from"] = _rows_of(frame)
    return conform(frame, Stages)


def _contradicting(frame: pd.DataFrame) -> list[str]:
    """Name what contradicts itself on each stage, codes of :data:`.labels.CONTRADICTION` joined by ``;``."""
    present = frame["members"] > 0
    flags = {
        "denied": present & (frame["statement"] == "no"),
        "claimed": ~present & (frame["statement"] == "yes") & (frame["observed"] == frame["roster"]),
        "sold": ~present & frame["sold_rows"].notna(),
    }
    return [
        SEPARATOR.join(code for code, flag in zip(flags, row, strict=True) if flag)
        for row in zip(*flags.values(), strict=True)
    ]


def evidence(organisations: DataFrame[Organisations], roles: DataFrame[Roles]) -> pd.DataFrame:
    """List what is known of who works where.

    Returns
    -------
    DataFrame
        One row for each member and stage, with ``row_id`` of the row that says so and ``by_answer``,
        whether that is its own answer; a member known to work in no stage has a row with an empty stage.
    """
    own = roles.assign(by_answer=True)[["cluster", "organisation", "stage", "row_id", "by_answer"]]
    answered = pd.MultiIndex.from_frame(own[["cluster", "organisation"]])
    others = organisations[~pd.MultiIndex.from_frame(organisations[["cluster", "organisation"]]).isin(answered)]
    known = others[others["known_stages"].notna()]
    told = known.assign(stage=known["known_stages"].str.split(SEPARATOR), by_answer=False).explode("stage")
    told["stage"] = told["stage"].replace(NONE, "")
    return pd.concat([pd.DataFrame(own), pd.DataFrame(told[list(own.columns)])], ignore_index=True)


def _bound(frame: pd.DataFrame, confidence: float) -> pd.Series:
    """Limit of the members that work in a stage on which none of those observed does.

    Where the management says that some member works there, one at least may, if not everybody was observed.
    """
    bound = pd.Series(most_unseen(frame["observed"], frame["roster"], confidence), index=frame.index, dtype="Int64")
    one = ((frame["statement"] == "yes") & (frame["observed"] < frame["roster"])).astype("Int64")
    return bound.where(bound >= one, one).where(frame["presence"] == "not_observed")


def _rows_of(frame: pd.DataFrame) -> pd.Series:
    """Rows that made each verdict: those of the members placed; else the management's word, else all looked at."""
    looked_at = frame["known_rows"].fillna("").mask(frame["presence"] == "absent_stated", "")
    members = frame["rows"].fillna("").where(frame["presence"] == "present", looked_at)
    sold = frame["sold_rows"].fillna("").where(frame["presence"] != "present", "")
    said = frame["said_row"].fillna("")
    catalogue = frame["row_id"]
    return pd.Series(
        [join_ids(part for part in parts if part) for parts in zip(members, sold, said, catalogue, strict=True)],
        index=frame.index,
    )


def stages_of(data: Store) -> pd.DataFrame:
    """Stages with their names, their ``position`` in the chain and ``row_id``, the row of the catalogue."""
    catalogue = data.of(reference.Catalogue)[["stage", "row_id", "position", *NAMES]]
    return data.of(Stages).merge(catalogue, on="stage")


def presence_numbers(stages: pd.DataFrame) -> dict[str, Number]:
    """Count the stages by presence; everyone may know these numbers, for they count no members."""
    presence, everything = stages["presence"], tuple(stages["row_id"])
    missing = presence != "present"

    def number(id: str, words: Message, chosen: pd.Series) -> Number:
        return count(id, words, tuple(stages.loc[chosen, "row_id"]), everything, source=SURVEY, public=True)

    return {
        "stages": number("stages_of_chain", _("stages of the chain"), presence.notna()),
        "present": number("stages_present", _("stages with a member"), ~missing),
        "stated": number(
            "stages_absent_stated",
            _("stages without member, as the management states in its roster"),
            presence == "absent_stated",
        ),
        "unseen": number(
            "stages_not_observed", _("stages on which no member was observed"), presence == "not_observed"
        ),
        "missing": number("stages_without_member", _("stages without a known member"), missing),
        "core": number(
            "core_stages_missing",
            _("core stages without a known member"),
            missing & (stages["required"] == "core"),
        ),
    }


def presence_finding(data: Store) -> Finding:
    """Say how many stages have members, and how it is known that the others have none."""
    return Finding("presence", Tabulation(stages_of(data), DISCLOSURE), _presence)


def _presence(released: Released) -> Message:
    numbers = presence_numbers(released.frame)
    return _(
        "Members work on **{present}** of the **{stages}** of the chain. Without members, as the management states in "
        "its roster: **{stated}**. Without members observed, which is not the same: **{unseen}**. Core stages without "
        "a known member: **{core}**.",
        stages=n_stages(numbers["stages"]),
        **{name: numbers[name] for name in ("present", "stated", "unseen", "core")},
    )


def coverage_finding(data: Store) -> Finding:
    """Say how many members the map rests on, and so how far it can be trusted."""
    members = data.of(Organisations)
    known = evidence(members, data.of(Roles))
    row_of = members.set_index("organisation")["row_id"]
    everyone = tuple(members["row_id"])
    answered, observed = (
        tuple(row_of[chosen["organisation"].unique()]) for chosen in (known[known["by_answer"]], known)
    )
    numbers = {
        "answered": count(
            "members_answering",
            _("members who said in which stages they work"),
            answered,
            everyone,
            source=SURVEY,
        ),
        "observed": count(
            "members_observed",
            _("members whose stages are known, by answer or management"),
            observed,
            everyone,
            source=SURVEY,
        ),
    }
    part = share("share_observed", _("share of members whose stages are known"), observed, everyone, source=SURVEY)
    roster = count("members", _("members of the cluster"), everyone, everyone, source=SURVEY, public=True)
    frame = pd.DataFrame(
        {
            "members": [len(everyone)],
            "observed": len(observed),
            "answered": len(answered),
            "known_to_management": len(observed) - len(answered),
            "unknown": len(everyone) - len(observed),
            "made_from": join_ids(everyone),
        }
    )
    disclosure = Disclosure(
        counts=("observed", "answered", "known_to_management", "unknown"),
        parts={"members": ("observed", "unknown"), "observed": ("answered", "known_to_management")},
    )

    def text(released: Released) -> Message:
        def told(number: Number, column: str) -> Number:
            return number.withheld() if released.hidden[column].iloc[0] else number

        return _(
            "**{answered}** of **{roster}** said where in the chain they work; with what the management knows of the "
            "others, the stages of **{covered}** ({part}) are known.",
            answered=told(numbers["answered"], "answered"),
            roster=n_members(roster),
            covered=n_members(told(numbers["observed"], "observed")),
            part=told(part, "observed"),
        )

    return Finding("coverage", Tabulation(frame, disclosure), text)


def contradiction_finding(data: Store) -> Finding:
    """Say where members and management contradict each other, or members one another."""
    return Finding("contradictions", Tabulation(stages_of(data), DISCLOSURE), _contradictions)


def _contradictions(released: Released) -> Message:
    stages = released.frame
    rows = stages[stages["contradictions"] != ""]
    number = count(
        "stages_contradicted",
        _("stages on which answers and the management's statement contradict each other"),
        tuple(rows["row_id"]),
        tuple(stages["row_id"]),
        source=SURVEY,
        public=True,
    )
    if rows.empty:
        return _("Stages on which members and management contradict each other: **{number}**.", number=number)
    told = [
        _("{stage}: {contradiction}", stage=label(row), contradiction=CONTRADICTION[code])
        for _place, row in rows.iterrows()
        for code in row["contradictions"].split(SEPARATOR)
    ]
    return _(
        "On **{number}** the evidence contradicts itself ({stages}). Where a member says that it works there, that "
        "counts; elsewhere the gap stays uncertain. Ask both sides.",
        number=n_stages(number),
        stages=Listing(tuple(told)),
    )


def stage_table(data: Store) -> Table:
    """List all stages with the members on each."""
    needs, name = data.of(Needs), data.name
    rows = needs.groupby("stage")["row_id"].agg(join_ids).rename("needed_from")
    stages = stages_of(data).join(rows, on="stage").fillna({"needed_from": ""})
    return Table(
        id="stages",
        data=Tabulation(stages, DISCLOSURE),
        columns=(
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("required", _("Required"), words=REQUIRED),
            Column("layer", _("Layer"), words=LAYER),
            Column("presence", _("Known how"), words=PRESENCE),
            Column("members", _("Members on the stage")),
            Column("members_by_answer", _("by their own answer")),
            Column("members_by_management", _("by the management's word alone")),
            Column("needed_by", _("Needed by"), made_from="needed_from"),
        ),
        words=lambda _released: Words(_("{cluster}: members on each stage of the chain", cluster=name)),
        source=SURVEY,
        n=int(stages["observed"].max()),
        units=PLACED,
        name=_("Members on each stage of the chain"),
    )
