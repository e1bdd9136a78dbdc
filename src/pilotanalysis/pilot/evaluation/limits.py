"""What the data themselves limit: who answered, what is missing, what waits, and what is a demonstration."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...chain.tables import Stages
from ...results import Column, Finding, Given, Message, Number, Released, Share, Table, Tabulation, Words, _
from ...store import Store, once
from ...survey import questionnaire
from ...survey.labels import ROSTER
from ...survey.report.members import ALL, counts_of_members
from ...survey.report.profile import revenue_coverage
from ...survey.tables import Completeness, Organisations, Review
from ..labels import ALL_CLUSTERS
from .labels import EVALUATED, ON_ROSTERS

_REVENUE = ("revenue_least", "revenue_most")
_UNKNOWN = (float("nan"), float("nan"))


@once
def limits_tabulation(data: Store) -> Tabulation:
    """Tabulate for each cluster, and for all, what keeps its results from saying more."""
    counted = counts_of_members(data)
    # Clusters first and then all of them; the other counts decide what is suppressed.
    facts = _facts(data)
    frame = counted.frame.merge(facts, on="key", how="left")
    frame = frame.assign(
        rate=(frame["answered"] / frame["members"]).astype("Float64"), **dict.fromkeys(_REVENUE, float("nan"))
    )
    hides = dict(counted.disclosure.hides)
    hides["answered"] = (*hides["answered"], "rate", "filled", "waiting")
    limit, order = data.settings.thresholds.revenue_limit, list(facts["key"])

    def with_revenue(rows: pd.DataFrame) -> pd.DataFrame:
        """Bound the revenue from counts as they are released, as the profile of each cluster does."""
        bands = rows[rows["variable"] == "revenue"].groupby("cluster")
        bounds = {cluster: revenue_coverage(own, limit) for cluster, own in bands}
        own = rows[rows["variable"] == "all"]
        own = own.loc[own["key"].map(order.index).sort_values(kind="stable").index]
        both = pd.DataFrame([bounds.get(key, _UNKNOWN) for key in own["key"]], own.index, list(_REVENUE))
        return own.assign(**{name: both[name] for name in _REVENUE})

    return Tabulation(frame, replace(counted.disclosure, hides=hides), arrange=with_revenue)


def _facts(data: Store) -> pd.DataFrame:
    """By cluster, and for all: part of the questions answered, answers that wait, stages not observed."""
    asked, waiting, stages = (pd.DataFrame(data.all(model)) for model in (Completeness, Review, Stages))
    asked = asked.assign(asked=asked["rows"] - asked["not_asked"])
    stages = stages[stages["presence"] == "not_observed"]
    rows = [
        (
            key,
            part["answered"].sum() / max(part["asked"].sum(), 1),
            int((whole | (waiting["cluster"] == key)).sum()),
            int((whole | (stages["cluster"] == key)).sum()),
        )
        for key in (*data.names, ALL)
        for whole in [key == ALL]
        for part in [asked if whole else asked[asked["cluster"] == key]]
    ]
    return pd.DataFrame(rows, columns=["key", "filled", "waiting", "unseen"]).astype(
        {"waiting": "Int64", "unseen": "Int64"}
    )


def limits_table(data: Store) -> Table:
    """List for each cluster what keeps its results from saying more."""
    thresholds = data.settings.thresholds
    return Table(
        id="limits",
        data=limits_tabulation(data),
        columns=(
            Column("key", _("Cluster"), words={**data.names, ALL: ALL_CLUSTERS}),
            Column("members", _("Members")),
            Column("answered", _("Answered"), made_from="answered_from"),
            Column("rate", _("Response rate"), share=True),
            Column("revenue_least", _("Revenue that respondents stand for, at least"), share=True),
            Column("revenue_most", _("At most"), share=True),
            Column("filled", _("Answered, of the questions asked"), share=True),
            Column("waiting", _("Answers that wait for a decision")),
            Column("unseen", _("Stages of which nobody knows whether a member works there")),
        ),
        words=lambda released: Words(
            _("What limits the results of each cluster"),
            note=_(
                "Enough for statements on a whole cluster: respondents that stand for {share} of the revenue at least. "
                "The public release suppresses counts of members below {minimum}, and what would give them back. By "
                "type of organisation: notebook 01, table response.",
                share=Given(Share(thresholds.revenue_coverage)),
                minimum=Given(thresholds.disclosure_minimum),
            ),
        ),
        source=ROSTER,
        n=len(data.all(Organisations)),
        units=ON_ROSTERS,
    )


def adequacy_finding(data: Store) -> Finding:
    """Say in how many clusters respondents surely stand for enough of the revenue."""
    line = data.settings.thresholds.revenue_coverage

    def text(released: Released) -> Message:
        frame = released.frame[released.frame["key"] != ALL]
        rows, whole = released.rows_of(), len(frame)

        def number(id: str, words: Message, chosen: pd.Series) -> Number:
            return Number(id, words, int(chosen.sum()), "number", rows, whole, ROSTER, of=rows, public=True)

        return _(
            "Respondents stand for **{line}** of the revenue: surely in **{sure}** of {all} clusters, perhaps in "
            "**{perhaps}**, surely not in **{not_enough}**. Revenue is known by band, so that it is bounded and not "
            "measured.",
            line=Given(Share(line)),
            sure=number("clusters_adequate", _("clusters with enough revenue"), frame["revenue_least"] >= line),
            all=number("clusters_all", _("clusters analysed"), frame["key"].notna()),
            perhaps=number(
                "clusters_perhaps", _("clusters of which it cannot be told"),
                (frame["revenue_least"] < line) & (frame["revenue_most"] >= line),
            ),
            not_enough=number("clusters_inadequate", _("clusters with too little"), frame["revenue_most"] < line),
        )  # fmt: skip

    return Finding("clusters_adequacy", limits_tabulation(data), text)


def demonstration_finding(data: Store) -> Finding:
    """Say how much of the raw files is a demonstration."""
    study = data.study
    files = [name for name in study.resources if not name.startswith("reference/") and name != questionnaire.FILE]
    fictitious = [name for name in files if name in study.synthetic_files]
    clusters = pd.DataFrame(data.all(Organisations)).rename(columns={"row_id": "made_from"})

    def text(released: Released) -> Message:
        rows = released.rows_of()

        def number(id: str, words: Message, value: int) -> Number:
            return Number(id, words, value, "number", rows, len(files), EVALUATED, of=rows, public=True)

        if not fictitious:
            return _("No raw file of answers, rosters or logs is marked as fictitious.")
        return _(
            "**{fictitious}** of **{files}** raw files of answers, rosters, registers and logs are fictitious: they "
            "show how the study works, and are no findings about the clusters named. Official statistics are real.",
            fictitious=number("files_fictitious", _("raw files marked as fictitious"), len(fictitious)),
            files=number("files_all", _("raw files of answers, rosters, registers and logs"), len(files)),
        )

    return Finding("what_is_demonstration", Tabulation(clusters), text)
