"""Reference tables of another study: those of its clusters made anew, those of the country where it is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from .. import reference
from ..reference import Reference
from ..results.translations import SOURCE_LANGUAGE
from ..settings import LANGUAGES
from ..study import Study
from ..tables import SEPARATOR
from .lists import rows
from .wish import NewCluster, NewStudy

#: Counties stand side by side on the tile map, so many in a row.
_TILES = 3
_NAMES = [f"name_{language}" for language in LANGUAGES]
#: Tables of any country, with words.
REWORDED = (reference.Activities, reference.Industries, reference.ActivityClasses)
#: What is of the country of the source alone.
NATIONAL = (reference.ExchangeRates,)

Tables = dict[type[Reference], pd.DataFrame]


def catalogues(source: Study, wish: NewStudy) -> Tables:
    """Give the tables of another study that are not those of `source`.

    What is said of a country is left out where the study lies in another one: places, exchange rates, input-output
    coefficients. Statistics of persons employed are kept for its own region and country alone.
    """
    tables: Tables = {}
    known = {
        model: pd.DataFrame(reference.load(source, model)).drop(columns="row_id")
        for model in reference.TABLES
    }  # fmt: skip
    names = known[reference.Activities].set_index("activity")[_NAMES]
    chains = [_Chain.of(cluster, wish.clusters, known, names) for cluster in wish.clusters]
    tables[reference.Clusters] = pd.DataFrame([chain.cluster for chain in chains])
    for model, of in ((reference.Catalogue, "stages"), (reference.Edges, "edges"), (reference.Glossary, "terms")):
        made = pd.concat([getattr(chain, of) for chain in chains], ignore_index=True)
        tables[model] = made.reindex(columns=known[model].columns)
    persons = known[reference.PersonsEmployed]
    tables[reference.PersonsEmployed] = persons[persons["geo"].isin([wish.region, wish.country])]
    # Facts on clusters and the words of a brief are of the source alone.
    for own in (reference.ClusterFacts, reference.Demands):
        tables[own] = known[own][:0]
    if not wish.national:
        tables |= _of_another_country(wish)
        for other in (reference.Localities, reference.InputCoefficients):
            tables[other] = known[other][:0]
        tables = {model: _in_languages(frame, wish) for model, frame in tables.items()}
    return tables


def reworded(source: Study, wish: NewStudy) -> Tables:
    """Give the tables of `source` that hold in another country too, but for the languages of their words."""
    if wish.national:
        return {}
    activities, industries, classes = (
        pd.DataFrame(reference.load(source, model)).drop(columns="row_id") for model in REWORDED
    )
    titled = _classes(classes, activities[activities["level"] == "division"])
    return {
        model: _in_languages(frame, wish)
        for model, frame in zip(REWORDED, (activities, industries, titled), strict=True)
    }


def _in_languages(frame: pd.DataFrame, wish: NewStudy) -> pd.DataFrame:
    """Leave out words in languages that the study does not speak; English ones stay, of which others are made."""
    others = [language for language in LANGUAGES if language not in (*wish.languages, SOURCE_LANGUAGE)]
    left = [column for column in map(str, frame) if column.rpartition("_")[2] in others]
    return frame.drop(columns=left).drop_duplicates(ignore_index=True) if left else frame


def _classes(classes: pd.DataFrame, divisions: pd.DataFrame) -> pd.DataFrame:
    """Classes of NACE with the names of their divisions, where these are of the same revision."""
    names = divisions.set_index(divisions["activity"].str[1:])[_NAMES]
    names.columns = names.columns.str.replace("name", "title")
    titles = names.reindex(classes["code"].str[:2]).set_axis(classes.index).where(classes["revision"] == 2, "")
    return pd.concat([classes[["revision", "code"]], titles.fillna("")], axis=1)


def _of_another_country(wish: NewStudy) -> Tables:
    named = dict.fromkeys(_NAMES, wish.region_name)
    counties = [
        {
            "county": code, "name": name, "nuts3": code, "region": wish.region, "registration_number": place + 1,
            "tile_row": place // _TILES, "tile_column": place % _TILES, "seat": name,
        }
        for place, (code, name) in enumerate(sorted(wish.counties.items()))
    ]  # fmt: skip
    return {
        reference.Regions: pd.DataFrame([{"region": wish.region, **named}]),
        reference.Counties: pd.DataFrame(counties),
    }


class _Chain:
    """A cluster with its stages, who delivers to whom, and what firms call what stages supply."""

    def __init__(self, cluster: Mapping[str, str], stages: pd.DataFrame, edges: pd.DataFrame, terms: pd.DataFrame):
        self.cluster, self.stages, self.edges, self.terms = cluster, stages, edges, terms

    @classmethod
    def of(
        cls, cluster: NewCluster, beside: Sequence[NewCluster], known: Mapping[Any, pd.DataFrame], names: pd.DataFrame
    ) -> _Chain:
        return cls._taken(cluster, beside, known) if cluster.like else cls._started(cluster, beside, names)

    @classmethod
    def _taken(
        cls, cluster: NewCluster, beside: Sequence[NewCluster], known: Mapping[Any, pd.DataFrame]
    ) -> _Chain:  # fmt: skip
        """Take over the chain of a cluster; its stages get codes of their own where two take it over."""
        like = known[reference.Clusters].set_index("cluster").loc[cluster.like]
        head = {
            **{str(key): str(value) for key, value in like.items()},
            "cluster": cluster.id,
            "name": cluster.name,
            "seat": "",
            "scope": "regional",
        }
        alone = sum(other.like == cluster.like for other in beside) == 1
        stages = known[reference.Catalogue].query("cluster == @cluster.like")
        codes = {stage: stage if alone else f"{_word(cluster)}_{stage}" for stage in stages["stage"]}
        edges = known[reference.Edges].query("cluster == @cluster.like")
        terms = known[reference.Glossary]
        # A term names one stage: the first that takes it over.
        first = next(other.id for other in beside if other.like == cluster.like) == cluster.id
        own = terms[terms["stage"].isin(codes) & first]
        return cls(
            head,
            stages.assign(cluster=cluster.id, stage=stages["stage"].map(codes)).assign(
                **{name: stages[name] + ("" if alone else f" ({cluster.name})") for name in _NAMES}
            ),
            edges.assign(cluster=cluster.id, **{end: edges[end].map(codes) for end in ("source", "target")}),
            own.assign(stage=own["stage"].map(codes)),
        )

    @classmethod
    def _started(cls, cluster: NewCluster, beside: Sequence[NewCluster], names: pd.DataFrame) -> _Chain:
        """Start a chain: its divisions in order, then markets and support that any chain has."""
        divisions = {str(activity)[1:]: words for activity, words in names.iterrows() if len(str(activity)) == 3}
        chosen = [divisions[division] for division in cluster.divisions]
        core = [
            {"stage": f"c{code}", "layer": "core", "required": "core", "caen": code, **words}
            for code, words in zip(cluster.divisions, chosen, strict=True)
        ]
        others = [row for row in rows("starter") if not set(row["caen"].split(SEPARATOR)) & set(cluster.divisions)]
        stages = pd.DataFrame([*core, *others])
        # Stages of two chains may not be called alike: answers in words could not be told apart.
        if sum(bool(other.divisions) for other in beside) > 1:
            stages[_NAMES] += f" ({cluster.name})"
        code = f"{_word(cluster)}_" + stages["stage"]
        stages = stages.assign(stage=code, cluster=cluster.id, position=range(1, len(stages) + 1))
        ends = pd.DataFrame(_deliveries(stages), columns=["source", "target"]).assign(cluster=cluster.id)
        sectors = {f"sector_{language}": ", ".join(one[f"name_{language}"] for one in chosen) for language in LANGUAGES}
        head = {"cluster": cluster.id, "name": cluster.name, **sectors, "seat": "", "scope": "regional"}
        return cls(head, stages, ends, pd.DataFrame(columns=["stage", *LANGUAGES]))


def _deliveries(stages: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of stages that deliver: each core stage to the next, the last to the markets, support to all core."""
    of = {layer: list(stages.loc[stages["layer"] == layer, "stage"]) for layer in reference.LAYERS}
    yield from zip(of["core"], of["core"][1:], strict=False)
    yield from ((of["core"][-1], market) for market in of["market"])
    yield from ((support, core) for support in of["support"] for core in of["core"])


def _word(cluster: NewCluster) -> str:
    return cluster.id.replace("-", "_")
