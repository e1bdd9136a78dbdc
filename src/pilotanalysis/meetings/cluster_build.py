"""The tables of what clusters have for one another, made in order."""

from __future__ import annotations

from .. import reference
from ..chain.matches import stages_of_words
from ..partners.tables import FollowUpOffers
from ..reference import Activities, Proximities
from ..study import Study
from ..survey.tables import Interests
from ..tables import TableSet
from .cluster_tables import ClusterPairs, Complementarity, Complements, HybridIdeas
from .complementarity.find import complementarity, complements, find_encounters
from .complementarity.pairs import cluster_pairs, left_out
from .hybrid.activities import hybrid_activities
from .hybrid.ideas import coded_ideas
from .hybrid.joining import Grounds


def build_between_clusters(study: Study, below: TableSet) -> TableSet:
    """Compute the tables of what clusters have for one another from those of the chapters below."""
    clusters = [cluster.id for cluster in study.settings.clusters]
    words = list(below.of(FollowUpOffers)["text"].dropna())
    catalogue, glossary = reference.load(study, reference.Catalogue), reference.load(study, reference.Glossary)
    encounters = find_encounters(below, stages_of_words(words, catalogue, glossary))
    found = complements(encounters, below)
    between = complementarity(encounters, found, below, clusters)
    without = left_out(between, encounters, below)
    made = TableSet(
        {
            Complements: found,
            Complementarity: between,
            ClusterPairs: cluster_pairs(between, without, clusters, study.settings.seed),
            HybridIdeas: coded_ideas(below.of(Interests), catalogue, glossary),
        }
    )
    near, activities = reference.load(study, Proximities), reference.load(study, Activities)
    grounds = Grounds(catalogue, near, activities)
    made |= hybrid_activities(encounters, TableSet({**below, **made}), grounds, study.settings)
    return made
