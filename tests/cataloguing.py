"""Catalogues written down by hand, as notebooks would register them, and a notebook that does nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from persons import HOSTILE

from pilotanalysis.characters import only_text
from pilotanalysis.partners.catalogue import BASIS, DECISION, KIND, NAMED, ORIGIN_OF_ONE
from pilotanalysis.publish import catalogue as published
from pilotanalysis.publish import registers
from pilotanalysis.results import Label, Message, PartnerCatalogue, Report, Tabulation, Words, _
from pilotanalysis.results.catalogue import COLUMNS, CRITERIA
from pilotanalysis.study import Study

NOTEBOOK = "04_partner_pool"
CALLED = {"astrico-ne": "Astrico NE", "euronest": "Euronest", "imago-mol": "IMAGO-MOL"}
COUNTIES = {"IS": "Iași", "SV": "Suceava", "B": "București"}
#: What no test but that of contacts looks at.
PLAIN: Mapping[str, object] = {
    "kinds": "absent", "verdict": "recruit", "name": "Exemplu", "origin": "region", "home": None,
    "organisation_type": "firm", "county": "IS", "basis": "activity", "offer": None, "languages": "ro;en",
    "tied": False, "named": "public", "contact": None, "decision": None, "top3": 0.5,
    "made_from": "register/register.csv!2", "gap_from": "register/register.csv!2",
    **dict.fromkeys((column.name for column in CRITERIA), None),
    "score": 0.5, "score_least": 0.25, "score_most": 0.75,
}  # fmt: skip
Rows = Iterable[Mapping[str, object]]


def same(words: str) -> Label:
    """Words that are the same in every language."""
    return Label(tuple((language, words) for language in ("en", "ro", "it")))


def item(rows: Rows, title: str = "Exemplu") -> PartnerCatalogue:
    """Give candidates as a chapter registers them; a row with no more than a stage is a gap without any."""
    whole = [
        {**PLAIN, **row} if len(row) > 1 else dict.fromkeys(PLAIN) | {key: PLAIN[key] for key in _OF_GAPS} | dict(row)
        for row in rows
    ]
    frame = pd.DataFrame(whole, columns=[*(column.name for column in COLUMNS), "made_from", "gap_from"])
    frame["rank"] = frame["rank"].where(frame["rank"].notna(), frame.groupby("stage").cumcount() + 1)
    frame["rank"] = frame["rank"].where(frame["named"].notna()).astype("Int64")
    numbers = [column.name for column in COLUMNS if column.decimals or column.share]
    frame = frame.astype(dict.fromkeys(numbers, "float64"))
    words: dict[str, Mapping[str, Label | Message]] = {
        "stage": {stage: same(stage.replace("_", " ").capitalize()) for stage in frame["stage"]},
        "origin": {**ORIGIN_OF_ONE},
        "basis": {**BASIS},
        "organisation_type": {**KIND},
        "decision": {**DECISION},
        "named": {**NAMED},
        "home": {cluster: same(name) for cluster, name in CALLED.items()},
        "county": {code: same(name) for code, name in COUNTIES.items()},
        "kinds": {"absent": _("no member there")},
        "verdict": {"recruit": _("recruit firms of the region")},
        "languages": {"ro": same("română"), "en": same("English")},
    }
    return PartnerCatalogue(
        id="partner_catalogue",
        data=Tabulation(pd.DataFrame({"made_from": ["register/register.csv!2"]})),
        rows=lambda _gaps: frame,
        codes=words,
        words=lambda _gaps: Words(title=same(title)),
        source=same("a register"),
        n=len(frame),
        units=same("candidates"),
    )


_OF_GAPS = ("kinds", "verdict", "made_from")


def many(number: int = 60, seed: int = 1) -> list[dict[str, object]]:
    """Candidates of every sort for a dozen gaps, some with hostile names, and gaps without any."""
    chance, rows = random.Random(seed), list[dict[str, object]]()
    hostile = [only_text(text) for text in HOSTILE if only_text(text).strip()]
    for place in range(number):
        named, origin, home = chance.choice(
            [
                ("public", "region", None),
                ("public", "country", None),
                ("consent", "member", "euronest"),
                ("no", "member", "euronest"),
                ("consent", "follow_up", "imago-mol"),
                ("no", "follow_up", "imago-mol"),
            ]
        )
        name = hostile[place // 3 % len(hostile)] if place % 3 == 0 else f"Exemplu Țesut {place:02d}"
        rows.append(
            {
                "stage": f"gap_{place % 11:02d}",
                "name": name,
                "named": named,
                "origin": origin,
                "home": home,
                "county": chance.choice([*COUNTIES, None]),
                "offer": chance.choice([None, "tessuti tecnici", "țesături și croială", hostile[place % len(hostile)]]),
                "contact": f"office{place}@exemplu.example" if named == "consent" and place % 2 else None,
                "decision": "shortlisted" if place % 9 == 0 else None,
                **{column.name: chance.choice([None, 0.25, 1.0]) for column in CRITERIA},
                "score": round(chance.random(), 3),
            }
        )
    rows.sort(key=lambda row: (str(row["stage"]), -float(str(row["score"]))))
    return [*rows, {"stage": "gap_98"}, {"stage": "gap_99"}]


def publish(
    study: Study, folder: Path, parts: Mapping[str, PartnerCatalogue], release: str = "working", **told: object
) -> list[registers.Register]:
    """Register candidates of clusters, and write the catalogue of them; gives what was registered.

    `told` may give ``stale`` and ``left_out``, as a view has them.
    """
    for cluster, catalogue in parts.items():
        report = Report(study, NOTEBOOK, cluster, release=release, output=folder)
        report.add(catalogue)
        report.close()
    made = registers.load(folder, told.get("stale"))  # type: ignore[arg-type]
    left_out = told.get("left_out") or {}
    published.write_catalogue(study, made, left_out, folder, CALLED)  # type: ignore[arg-type]
    return made


def write_notebook(root: Path) -> None:
    """Put a notebook into a study that registers the candidates of a cluster, and nothing else."""
    parameters = (
        "from pilotanalysis.parameters import Cluster, Language, Release\n\n"
        'cluster: Cluster = "euronest"  # the cluster\n'
        'language: Language = "en"  # language of what is shown\n'
        'release: Release = "working"  # working or public'
    )
    begin = (
        "from pilotanalysis import begin\nfrom pilotanalysis.partners import partner_catalogue\n"
        f'from pilotanalysis.store import open_store\n\nreport = begin("{NOTEBOOK}", cluster, language, release)'
    )
    sources = [
        ("markdown", "# Who could close the gaps?", []),
        ("code", parameters, ["parameters"]),
        ("code", begin, []),
        ("code", "report.add(partner_catalogue(open_store(report.study, cluster)))", []),
        ("code", "report.close()", []),
    ]
    cells = [
        {"id": f"cell-{place}", "cell_type": kind, "metadata": {"tags": tags} if tags else {}, "source": source}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
        for place, (kind, source, tags) in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / f"{NOTEBOOK}.ipynb").write_text(json.dumps(content), "utf-8")
