"""Invent a fictitious study: cluster by cluster, in the order that :mod:`~pilotanalysis.demo.truth` tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from .. import reference
from ..study import Study
from .chains import Chain
from .lists import weights
from .members import (
    activities_of,
    befall,
    conditions_of,
    fates_of,
    members_of,
    pages_of,
    responses_of,
    stages_of,
    work_of,
    works_of,
)
from .partners import Drawn, links_of
from .says import markets_of, said_of
from .truth import KEPT, STRANGER, Truth

#: Least and most who answer in a cluster, so that with responses that do not count there are 40 to 120.
_RESPONDENTS = (44, 112)
_MANAGEMENT_KNOWS = 0.6
_LEAVES_STAGES_BLANK = 0.04


def invent(study: Study, seed: int, respondents: int | None = None, clusters: Sequence[str] = ()) -> Truth:
    """Draw a fictitious study.

    Parameters
    ----------
    study : Study
        Gives the catalogue of chains and the region; the scope of a cluster decides whether its members come from
        the region or from the whole country.
    seed : int
        The same seed gives the same study.
    respondents : int, optional
        About how many answer in each cluster; 44 to 112 where not given.
    clusters : sequence of str
        Those to draw; all that the study analyses where there are none.
    """
    stages, edges = reference.load(study, reference.Catalogue), reference.load(study, reference.Edges)
    counties, known = reference.load(study, reference.Counties), reference.load(study, reference.Clusters)
    scope = known.set_index("cluster")["scope"]
    drawn: list[Drawn] = []
    given = 0
    for number, cluster in enumerate(clusters or study.analysed):
        chance = np.random.default_rng([seed, number])
        size, answering = _sizes(respondents, chance)
        chain = Chain.of(stages, edges, known, cluster)
        home = counties if scope.get(cluster) == "national" else counties[counties["region"] == study.settings.region]
        people = members_of(cluster, home, size, given, chance)
        drawn.append(_cluster(chain, people, answering, number == 0, given + size, chance))
        given += size + int((drawn[-1].tables["responses"]["fate"] == STRANGER).sum())
    for number, part in enumerate(drawn):
        # Partners may be members of any cluster, so links are drawn when all have been.
        others = [other.tables["organisations"] for other in drawn if other is not part]
        part.tables["links"] = links_of(part, others, np.random.default_rng([seed, number, 1]))
    return Truth(
        seed, **{name: pd.concat([part.tables[name] for part in drawn], ignore_index=True) for name in drawn[0].tables}
    )


def _sizes(respondents: int | None, chance: Generator) -> tuple[int, int]:
    """Members of a cluster, and how many of them answer."""
    drawn = int(chance.integers(_RESPONDENTS[0], _RESPONDENTS[1] + 1))
    answering = drawn if respondents is None else respondents
    rate = sum(share * weights("answers")[kind] for kind, share in weights("organisation_type").items())
    size = round(answering / rate)
    return size, min(answering, size)


def _cluster(chain: Chain, people: pd.DataFrame, answering: int, first: bool, given: int, chance: Generator) -> Drawn:
    fates = fates_of(chain, first, chance)
    conditions = conditions_of(chain, fates, chance)
    kinds = people["organisation_type"]
    size = len(people)
    own = [work_of(kind, chain, fates, chance) for kind in kinds]
    # Who is likelier to answer answers earlier; the form closes when enough have.
    answered = (
        chance.exponential(size=size) / kinds.map(weights("answers")).to_numpy()
    ).argsort().argsort() < answering
    known = chance.random(size) < _MANAGEMENT_KNOWS
    states = chance.random(size) >= _LEAVES_STAGES_BLANK
    bearers = befall(fates, own, kinds, answered, states, known, chance)
    pages = pages_of(answered, bearers, chance)
    states &= pages != 1
    people = people.assign(answered=answered, states_stages=states, known_to_management=known)
    responses = responses_of(people, pages, given, chance)
    kept = responses[responses["fate"] == KEPT].set_index("fiscal_code")["respondent"]
    people["respondent"] = people["fiscal_code"].map(kept).astype("Int64")
    roles = pd.DataFrame(
        [
            (chain.cluster, code, stage, place == 0)
            for code, working in zip(people["fiscal_code"], own, strict=True)
            for place, stage in enumerate(working)
        ],
        columns=["cluster", "fiscal_code", "stage", "is_main"],
    ).astype({"is_main": bool})
    summary = stages_of(chain, fates, conditions, people, roles, chance)
    people = people.assign(**activities_of(chain, own, kinds == "firm", chance))
    works, pages = works_of(own, chain.stages), np.where(answered, pages, 0)
    markets = markets_of(people, works[:, (summary["condition"] == "one_market").to_numpy()], chance)
    exported = markets["share_eu"] + markets["share_beyond"]
    people["export_share"] = exported.where(kinds == "firm").astype("Int64")
    tables = {"organisations": people, "roles": roles, "stages": summary, "responses": responses}
    return Drawn(chain, {**tables, **said_of(chain, tables, markets, works, pages, chance)}, works, pages)
