"""What does not fit together between the reference files and ``study.yml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem, StudyError, nearest, quoted
from ..settings import FILE, LANGUAGES
from ..study import Study
from ..tables import SEPARATOR, TableSet, row_of
from ..tables.keys import broken_keys
from .tables import (
    ACTIVITIES,
    COUNTRY,
    TABLES,
    YEAR,
    Activities,
    Catalogue,
    Clusters,
    Counties,
    Demands,
    Edges,
    Glossary,
    InputCoefficients,
    PersonsEmployed,
    Regions,
    activity_of,
    divisions,
    file_of,
    latest,
    load,
)  # fmt: skip


def check(study: Study) -> list[Problem]:
    """Find what does not fit together between the reference files and ``study.yml``."""
    tables, problems = TableSet(), list[Problem]()
    for model in TABLES:
        try:
            tables[model] = load(study, model)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return [
        *_unknown_clusters(study, tables.of(Clusters)),
        *broken_keys(study, tables),
        *_broken_chains(study, tables.of(Catalogue), tables.of(Edges)),
        *_unknown_activities(tables.of(Catalogue), activity_of(tables.of(Activities))),
        *_places_not_covered(study, tables),
        *_foreign_coefficients(study, tables.of(InputCoefficients)),
        *_terms_of_two_stages(study, tables.of(Glossary)),
        *_evidence_of_no_notebook(study, tables.of(Demands)),
    ]


def _unknown_clusters(study: Study, clusters: DataFrame[Clusters]) -> list[Problem]:
    known = list(clusters["cluster"])
    return [
        Problem(
            "study.yml",
            f"Cluster {cluster.id} is not in data/raw/reference/clusters.csv.",
            f"Known: {quoted(known)}.{nearest(cluster.id, known)}",
            row=study.row_of("clusters", place, "id"),
        )
        for place, cluster in enumerate(study.settings.clusters)
        if cluster.id not in known
    ]


def _places_not_covered(study: Study, tables: TableSet) -> Iterator[Problem]:
    """Find a region or a country of which the tables say nothing."""
    settings = study.settings
    row = study.row_of("region")
    if not settings.region.startswith(settings.country):
        said = f"region {settings.region} does not lie in country {settings.country}."
        yield Problem(FILE, said, "Codes of regions begin with that of their country: mend one.", row=row)
    for model in (Regions, Counties):
        known = list(dict.fromkeys(tables[model]["region"]))
        if settings.region not in known:
            said = f"region {settings.region} is not in data/raw/{file_of(model)}."
            near = nearest(settings.region, known)
            yield Problem(FILE, said, f"There are: {quoted(known)}.{near} Name one, or add it there.", row=row)
    persons = latest(tables.of(PersonsEmployed))
    for key, place in (("region", settings.region), ("country", settings.country)):
        own = persons[persons["geo"] == place]
        if not (own["activity"].str.len() == 1).any():
            known = list(dict.fromkeys(persons["geo"]))
            said = f"{key} {place} has no sections in data/raw/{file_of(PersonsEmployed)}, in its latest year."
            there = f"There are: {quoted(known)}. Name one, or bring" if known else "Bring"
            remedy = f"{there} its statistics: pilotanalysis official FILE, with a file of Eurostat that covers it."
            yield Problem(FILE, said, remedy, row=study.row_of(key))


def _foreign_coefficients(study: Study, coefficients: DataFrame[InputCoefficients]) -> Iterator[Problem]:
    """Find an input-output table that is of another country, or does not say of which, or of which year."""
    file = file_of(InputCoefficients)
    resource = study.resources.get(file, {})
    country, own = resource.get(COUNTRY), study.settings.country
    if len(coefficients) and country != own:
        said = (
            f"{file} is of {country}, the study of {own}."
            if country
            else f"It does not say of which country {file} is."
        )
        remedy = (
            f'Put the coefficients of {own} there, with "country": "{own}" in its entry; or leave its heads alone: '
            "then nothing is said of the inputs that are to be expected."
        )
        yield Problem("data/raw/datapackage.json", said, remedy)
    elif len(coefficients) and not isinstance(resource.get(YEAR), int):
        said = f"It does not say of which year {file} is."
        yield Problem("data/raw/datapackage.json", said, 'Add "year" to its entry, as "year": 2020.')


def _terms_of_two_stages(study: Study, glossary: DataFrame[Glossary]) -> Iterator[Problem]:
    """Find terms that mean two stages: answers with them could not be coded."""
    name = study.relative(study.raw / file_of(Glossary))
    for language in LANGUAGES:
        terms = glossary[language].str.split().str.join(" ").str.casefold()
        first = glossary.groupby(terms)["stage"].transform("first")
        for place in glossary.index[glossary["stage"] != first]:
            said = f"{glossary[language][place]} is a term of {first[place]} and of {glossary['stage'][place]}."
            row = row_of(glossary["row_id"][place])
            yield Problem(name, said, "Keep it with one of them.", row=row, column=language)


def _evidence_of_no_notebook(study: Study, demands: DataFrame[Demands]) -> Iterator[Problem]:
    """Find demands of the brief that name a notebook wrongly; what one answers that was taken out is not known."""
    known = sorted(path.stem for path in study.notebooks.glob("*.ipynb"))
    numbers = {name.partition("_")[0] for name in known}
    for row_id, cell in demands[["row_id", "evidence"]].itertuples(index=False):
        for notebook in dict.fromkeys(one.partition(":")[0] for one in cell.split(SEPARATOR)):
            if notebook not in known and notebook.partition("_")[0] in numbers:
                said, remedy = f"{notebook} is no notebook.", f"There are: {quoted(known)}.{nearest(notebook, known)}"
                yield Problem(f"data/raw/{file_of(Demands)}", said, remedy, row=row_of(row_id), column="evidence")


def _broken_chains(study: Study, stages: DataFrame[Catalogue], edges: DataFrame[Edges]) -> list[Problem]:
    problems = [
        Problem("data/raw/reference/stages.csv", f"Cluster {cluster} has no stage.", "An analysed cluster needs some.")
        for cluster in study.analysed
        if not (stages["cluster"] == cluster).any()
    ]
    for cluster in edges["cluster"].unique():
        circle = _circle(edges[edges["cluster"] == cluster])
        if circle:
            said = f"The chain of {cluster} runs in a circle: {' > '.join(circle)}."
            problems.append(Problem("data/raw/reference/edges.csv", said, "Take one of these edges out."))
    return problems


def _unknown_activities(stages: DataFrame[Catalogue], known: Mapping[str, str]) -> list[Problem]:
    """Find stages without activity, and activities that the classification does not have."""
    return [
        Problem(
            "data/raw/reference/stages.csv", f"{said} is no activity.", ACTIVITIES, row=row_of(row_id), column="caen"
        )
        for row_id, cell in stages[["row_id", "caen"]].itertuples(index=False)
        for said in ([repr(cell)] if not divisions(cell) else [c for c in cell.split(SEPARATOR) if c[:2] not in known])
    ]


def _circle(edges: pd.DataFrame) -> list[str]:
    from graphlib import CycleError, TopologicalSorter

    sorter = TopologicalSorter[str]()
    for source, target in edges[["source", "target"]].itertuples(index=False):
        sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
