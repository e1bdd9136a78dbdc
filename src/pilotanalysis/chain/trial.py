"""The gaps of a cluster as they would be, were the lines or the weights others: quick, from tables that are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pandera.typing import DataFrame

from .. import reference, survey
from ..settings import GapThresholds, SeverityWeights
from ..store import Store
from ..survey.tables import Offers
from ..tables import TableSet
from .build import national_clusters
from .gaps.answers import load_answers
from .gaps.assessment import Criteria, assess_gaps
from .gaps.collect import gather
from .gaps.evidence import GapEvidence
from .gaps.thresholds import threshold_effects
from .gaps.verdicts import conclude
from .tables import Gaps, Matches, RegionalCapacity, Sourcing, Stages, ThresholdEffects


@dataclass(frozen=True)
class Trial:
    """Judges the gaps of single clusters again; what does not depend on the settings is gathered once.

    Attributes
    ----------
    data : Store
        Of all clusters.
    """

    data: Store

    @cached_property
    def _found(self) -> GapEvidence:
        answers = TableSet({model: self.data.all(model) for model in survey.TABLES})
        return gather(answers, self._catalogue, self.data.all(reference.Edges))

    @property
    def _catalogue(self) -> DataFrame[reference.Catalogue]:
        whole = self.data.all(reference.Catalogue)
        return whole[whole["cluster"].isin(self.data.study.analysed)]

    def of(self, cluster: str, gaps: GapThresholds, weights: SeverityWeights) -> Store:
        """Give the store of a cluster with its gaps as these lines and weights have them; nothing is written.

        By the study's own they are those of the study.
        """
        own = self.data.at(cluster)
        settings = own.settings.model_copy(update={"gaps": gaps, "weights": weights})
        stages, bought = own.of(Stages), own.of(Sourcing)
        judged = assess_gaps(self._found, own.of(Offers), stages, bought, Criteria.of(settings))
        found = conclude(
            judged,
            stages,
            own.of(RegionalCapacity),
            bought,
            own.of(Matches),
            national_clusters(own.all(reference.Clusters)),
            load_answers(own.study, self._catalogue),
            gaps,
        )
        return own.trying(settings, TableSet({Gaps: found, ThresholdEffects: threshold_effects(found, gaps)}))
