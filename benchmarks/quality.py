"""How much of what was meant cleaning and coding find again: twenty studies, fifteen in a hundred cells messed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rich.table import Table

from pilotanalysis import reference
from pilotanalysis.demo.lists import STAGES
from pilotanalysis.study import Study, find
from pilotanalysis.survey.coding import Coder

from .truth.measure import CHANGED, FLAGGED, NEEDLESS, RIGHT, SAME, WITH_OTHERS, WRONG, measure, summary

SEEDS, SHARE = 20, 0.15


def tables() -> Iterator[Table]:
    study = find(Path(__file__).parent)
    cells = pd.concat([measure(study, seed, SHARE) for seed in range(SEEDS)], ignore_index=True)
    messed, clean = cells[cells["kind"] != ""], cells[cells["kind"] == ""]
    yield _shares(f"{len(messed):,} messed cells, percent", messed, (RIGHT, FLAGGED, NEEDLESS, WRONG))
    yield _shares(f"{len(clean):,} clean cells, percent", clean, (SAME, WITH_OTHERS, CHANGED))
    by_rule = messed.assign(rule=messed["rule"].replace("", "(none)").str.split(";")).explode("rule")
    yield _counts("messed cells by rule", summary(by_rule, "rule"))
    yield _counts("messed cells by kind of mess", summary(cells, "kind"))
    yield _coding(study)


def _shares(title: str, cells: pd.DataFrame, outcomes: tuple[str, ...]) -> Table:
    table = Table(*outcomes, title=title)
    shares = cells["outcome"].value_counts(normalize=True).reindex(outcomes, fill_value=0.0) * 100
    table.add_row(*(f"{share:.3f}" for share in shares))
    return table


def _counts(title: str, counts: pd.DataFrame) -> Table:
    table = Table("", *map(str, counts.columns), title=title)
    for name, row in counts.assign(all=counts.sum(axis=1)).sort_values("all", ascending=False).iterrows():
        table.add_row(str(name), *(f"{count:,}" for count in row.drop("all")))
    return table


def _coding(study: Study) -> Table:
    stages = reference.load(study, reference.Catalogue)
    coder = Coder(stages, reference.load(study, reference.Glossary), {})
    cluster_of = dict(zip(stages["stage"], stages["cluster"], strict=True))
    told = [
        (language, coder.code(pd.Series([text], dtype="str"), cluster_of[stage])[text].value, stage)
        for stage, words in STAGES.items()
        for language, texts in words.items()
        for text in texts
    ]
    frame = pd.DataFrame(told, columns=["language", "coded", "stage"])
    table = Table("language", "texts", "applied, percent", "right of those, percent", title="coding of open answers")
    for language, own in frame.groupby("language"):
        applied = own[own["coded"].notna()]
        right = (applied["coded"] == applied["stage"]).mean()
        table.add_row(str(language), str(len(own)), f"{100 * len(applied) / len(own):.1f}", f"{100 * right:.1f}")
    return table
