"""Wave against wave: the headline measures, among all who answered and among those who answered in both."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...chain.build import judge_study
from ...chain.gaps.assessment import Criteria
from ...chain.network.measures import find_ties
from ...chain.respondents import asked
from ...chain.sourcing.purchases import of_each_buyer, part, weighed
from ...study import Study
from ...survey.tables import TABLES as OF_SURVEY
from ...survey.tables import Answer, Inputs, Links, Organisations, Responses
from ...tables import TableSet, conform, join_as_spans, join_ids, of_wave
from ..monitoring_tables import AMONG, WaveMeasures

_MEMBER = ["cluster", "organisation"]


def compare_waves(study: Study, tables: TableSet) -> TableSet:
    """Measure the wave that is analysed and the one before it; with one wave there is nothing to compare.

    Parameters
    ----------
    study : Study
    tables : TableSet
        Of the survey, with the rows of all waves.

    Returns
    -------
    TableSet
        WaveMeasures.
    """
    pair = study.settings.waves[-2:]
    rows: list[dict[str, object]] = []
    if len(pair) == 2:
        survey = [model for model in OF_SURVEY if "wave" in tables.get(model, ())]
        waves = {wave: TableSet({model: of_wave(tables.of(model), wave) for model in survey}) for wave in pair}
        spoke = [pd.MultiIndex.from_frame(one.of(Responses)[_MEMBER]) for one in waves.values()]
        whole = reference.load(study, reference.Catalogue)
        chains = (whole[whole["cluster"].isin(study.analysed)], reference.load(study, reference.Edges))
        for wave, answers in waves.items():
            for among in AMONG:
                own = answers if among == "all" else of_those(answers, spoke[0].intersection(spoke[1]))
                found = _measured(own, chains, Criteria.of(study.settings))
                rows += [{"of_wave": wave, "among": among, **row} for row in found]
    return TableSet({WaveMeasures: conform(pd.DataFrame(rows), WaveMeasures)})


def of_those(survey: TableSet, members: pd.MultiIndex) -> TableSet:
    """Take a survey as if of all members only these had answered."""

    def own(frame: pd.DataFrame) -> pd.Series:
        return pd.Series(pd.MultiIndex.from_frame(frame[_MEMBER]).isin(members), index=frame.index)

    kept = TableSet(survey)
    for model, frame in survey.items():
        if issubclass(model, Answer):
            kept[model] = frame[own(frame)].reset_index(drop=True)
    organisations = survey[Organisations]
    kept[Organisations] = organisations.assign(answered=organisations["answered"] & own(organisations))
    return kept


def _measured(
    survey: TableSet, chains: tuple[DataFrame[reference.Catalogue], DataFrame[reference.Edges]], criteria: Criteria
) -> Iterator[dict[str, object]]:
    catalogue, edges = chains
    gaps = judge_study(survey, catalogue, edges, criteria)
    ties = find_ties(survey.of(Links), survey.of(Organisations), asked(survey))
    inside = ties[ties["cluster"] == ties["partner_cluster"]]
    bought = weighed(survey.of(Inputs), catalogue)
    whom = asked(survey)
    for cluster, members in survey.of(Organisations).groupby("cluster", sort=False):
        answered = members.loc[members["answered"], "row_id"]
        named, own = inside[inside["cluster"] == cluster], gaps[gaps["cluster"] == cluster]
        spoke = int(whom.loc[whom["cluster"] == cluster, "links"].sum())
        found = own[own["status"] == "found"]
        share, median, rows = _from_members(bought[bought["cluster"] == cluster])
        measures = {
            "response": (len(answered) / len(members), members["row_id"]),
            "gaps": (float(len(found)), found["made_from"]),
            "ties": (len(named) / spoke if spoke else float("nan"), named["made_from"]),
            "sourcing": (share, rows),
            "sourcing_median": (median, rows),
        }
        for measure, (value, made) in measures.items():
            yield {
                "cluster": cluster,
                "measure": measure,
                "value": value,
                "respondents": len(answered),
                # Where nothing was found, those who were looked at.
                "made_from": join_as_spans([join_ids(made) or join_ids(members["row_id"])]),
            }


def _from_members(bought: pd.DataFrame) -> tuple[float, float, pd.Series]:
    """Give the part of what is bought that comes from members, by value where any is said; that of the median buyer.

    With the rows of the purchases.
    """
    weight = bought["annual_value"].fillna(0.0) if bought["weighted"].any() else pd.Series(1.0, index=bought.index)
    known = bought["share_members"].notna() & (weight > 0)
    whole, median = part(bought["share_members"], weight), float(of_each_buyer(bought, weight).median())
    return whole, median, bought.loc[known, "row_id"]
