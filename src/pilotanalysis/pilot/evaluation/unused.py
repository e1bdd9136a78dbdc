"""Answers that no other chapter uses: innovation, research, certificates, and the services of the cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ...results import Column, Disclosure, Message, Number, Released, Table, Tabulation, Words, _
from ...statistics import wilson
from ...store import Store
from ...survey.labels import EXPORTS
from ...survey.tables import Organisations, OtherAnswers
from ...tables import join_ids
from ..labels import ALL, ALL_CLUSTERS
from .labels import ANSWERED

#: Mark from which somebody counts as content with a service.
_CONTENT = 4
Holds = Callable[[pd.DataFrame], pd.Series]


def _says_yes(answers: pd.DataFrame) -> pd.Series:
    return answers["value"] == "yes"


def _above_nothing(answers: pd.DataFrame) -> pd.Series:
    return answers["value_number"] > 0


def _content(answers: pd.DataFrame) -> pd.Series:
    return answers["value_number"] >= _CONTENT


def _named(answers: pd.DataFrame) -> pd.Series:
    return answers["value"] != ""


#: By question: its words, what counts, and whether those who named nothing count as well.
MEASURES: Mapping[str, tuple[Message, Holds, bool]] = {
    "innovation_product": (_("introduced a new product or service"), _says_yes, False),
    "innovation_process": (_("introduced a new process"), _says_yes, False),
    "innovation_organisation": (_("introduced a new organisation"), _says_yes, False),
    "innovation_marketing": (_("introduced new marketing"), _says_yes, False),
    "research_spend": (_("spend on research"), _above_nothing, False),
    "certificates": (_("name a certificate"), _named, True),
    "service_information": (_("are content with the cluster's information"), _content, False),
    "service_events": (_("are content with its events"), _content, False),
    "service_projects": (_("are content with its joint projects"), _content, False),
    "service_promotion": (_("are content with its promotion"), _content, False),
}
WORDS: Mapping[str, Message] = {question: words for question, (words, _holds, _all) in MEASURES.items()}


def unused_tabulation(data: Store) -> Tabulation:
    """Tabulate by cluster, and for all of them, for how many each holds, with an interval over the finite roster."""
    answers = pd.DataFrame(data.all(OtherAnswers))
    everybody = answers[answers["question"].isin(list(MEASURES))].drop_duplicates(["cluster", "organisation"])
    parts = []
    for question, (_words, holds, everyone) in MEASURES.items():
        own = answers[answers["question"] == question]
        said = own.assign(chosen=holds(own).astype("int64"))[["cluster", "organisation", "row_id", "chosen"]]
        if everyone:
            # Who has none leaves the question empty.
            whole = everybody[["cluster", "organisation", "row_id"]]
            said = whole.merge(said[["cluster", "organisation", "chosen"]], on=["cluster", "organisation"], how="left")
            said = said.fillna({"chosen": 0})
        parts.append(said.assign(measure=question))
    rows = pd.concat(parts, ignore_index=True)
    both = pd.concat([rows, rows.assign(cluster=ALL)], ignore_index=True)
    frame = both.groupby(["measure", "cluster"], as_index=False).agg(
        chosen=("chosen", "sum"), answered=("chosen", "size"), made_from=("row_id", join_ids)
    )  # fmt: skip
    return _with_shares(frame.astype({"chosen": "int64"}), data)


def _with_shares(frame: pd.DataFrame, data: Store) -> Tabulation:
    """Add shares with their intervals, and declare what would tell single respondents."""
    roster = data.all(Organisations).groupby("cluster").size()
    members = frame["cluster"].map({**roster.to_dict(), ALL: int(roster.sum())})
    lower, upper = wilson(frame["chosen"], frame["answered"], members, data.settings.thresholds.confidence)
    clusters = [cluster for cluster in data.names if cluster in set(frame["cluster"])]
    order = {name: place for place, name in enumerate(MEASURES)}
    places = {cluster: place for place, cluster in enumerate([*clusters, ALL])}
    frame = frame.assign(
        others=frame["answered"] - frame["chosen"],
        members=members,
        share=frame["chosen"] / frame["answered"],
        lower=lower,
        upper=upper,
        key=frame["measure"] + "." + frame["cluster"],
        order=frame["measure"].map(order),
        place=frame["cluster"].map(places),
    ).sort_values(["order", "place"], ignore_index=True)
    there = set(frame["key"])
    totals = tuple(
        (f"{measure}.{ALL}", tuple(key for key in (f"{measure}.{one}" for one in clusters) if key in there))
        for measure in frame["measure"].unique()
    )
    told = ("share", "lower", "upper")
    disclosure = Disclosure(
        ("chosen", "others", "answered"),
        totals=totals,
        parts={"answered": ("chosen", "others")},
        hides={"chosen": told, "others": told, "answered": told},
    )
    return Tabulation(frame.drop(columns=["order", "place"]), disclosure)


def unused_table(data: Store) -> Table:
    """List for how many respondents each holds, by cluster."""
    tabulated = unused_tabulation(data)
    return Table(
        id="unused_answers",
        data=tabulated,
        columns=(
            Column("measure", _("What respondents say"), words=WORDS),
            Column("cluster", _("Cluster"), words={**data.names, ALL: ALL_CLUSTERS}),
            Column("chosen", _("Respondents")),
            Column("answered", _("Of those who answered")),
            Column("share", _("Part"), share=True),
            Column("lower", _("Lower end of the interval"), share=True),
            Column("upper", _("Upper end of the interval"), share=True),
        ),
        words=lambda released: Words(
            _("Innovation, research, certificates, and what respondents think of the cluster's services"),
            note=_(
                "Innovation: in the three years before the survey. Content: 4 or 5 of 5. Certificates: of all "
                "respondents, since who has none leaves the question empty. The interval holds for all members of the "
                "roster, if those who did not answer resemble the others."
            ),
        ),
        source=EXPORTS,
        n=int(tabulated.frame["answered"].max()) if len(tabulated.frame) else 0,
        units=ANSWERED,
    )


def numbers_of(released: Released, measure: str) -> dict[str, Number]:
    """Make numbers of how many respondents of all clusters say something, and of how many."""
    whole = released.whole
    row = int(whole.frame.index[whole.frame["key"] == f"{measure}.{ALL}"][0])
    answered = whole.frame["answered"].iloc[row]
    words = {"chosen": WORDS[measure], "answered": _("{what}: of how many", what=WORDS[measure])}
    return {
        column: whole.number(
            f"{measure}.{column}", said, row, column, n=1 if pd.isna(answered) else int(answered), source=EXPORTS
        )
        for column, said in words.items()
    }
