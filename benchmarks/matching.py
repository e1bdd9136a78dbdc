"""How well needs and offers find each other by their words alone, across three languages; and what that costs.

Pairs of a need and an offer, written by two hands (the heads of the files in ``truth/`` say how): all offers of a hand
are candidates for each of its needs. The rules were made by who wrote the first; the score is that of the second.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.table import Table

from pilotanalysis import reference
from pilotanalysis.chain.matches import ALIKE, find_matches, stages_of_words
from pilotanalysis.chain.matches.likeness import Likeness
from pilotanalysis.demo.lists import STAGES
from pilotanalysis.study import find
from pilotanalysis.survey.tables import Links
from pilotanalysis.tables import empty

from .timing import Row, seconds

TRUTH = Path(__file__).parent / "truth"
#: Who wrote the pairs: the one who made the rules, and another who saw neither rules nor glossary.
HANDS = {"development": TRUTH / "pairs.csv", "unseen": TRUTH / "pairs_unseen.csv"}
FIRST, TOP = 10, 3
#: Needs and offers of the timing; texts of the dense cosine beside it, which is scaled.
MANY, SAMPLE = 5_000, 1_000
#: Texts of trades that no chain has.
STRANGE = (
    "kidney dialysis machines", "dental implants", "roof tiles", "plumbing repairs", "funeral services", "ship pilots",
    "implanturi dentare", "acoperișuri din țiglă", "instalații sanitare", "servicii funerare", "aparate de dializă",
    "impianti dentali", "tegole per tetti", "riparazioni idrauliche in casa", "pompe funebri", "macchine per dialisi",
)  # fmt: skip


def pairs(hand: str) -> pd.DataFrame:
    """Read the pairs of one of :data:`HANDS`."""
    frame = pd.read_csv(HANDS[hand], comment="#", dtype="str")
    ends = frame[["need_language", "offer_language"]].to_numpy()
    frame["languages"] = ["-".join(sorted(both)) for both in ends]
    return frame


def likeness(texts: Sequence[str]) -> Likeness:
    """Compare texts by the glossary of the pack."""
    return Likeness.of(texts, reference.load(find(TRUTH), reference.Glossary))


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Rank all offers of the pairs for each need: whether its own is among the first, and of which stage those are."""
    measured = likeness([*frame["need"], *frame["offer"]])
    needs, offers = measured.places(frame["need"]), measured.places(frame["offer"])
    alike = np.zeros((needs.max() + offers.max() + 1,) * 2)
    near = measured.pairs(needs, offers, 1e-9)
    alike[near["one"], near["other"]] = near["similarity"]
    similar = alike[np.ix_(needs, offers)]
    order = np.argsort(-similar, axis=1, kind="stable")
    own = order == np.arange(len(frame))[:, None]
    stages = frame["stage"].to_numpy()
    same = stages[order] == stages[:, None]
    enough = similar >= ALIKE
    return frame.assign(
        own=own[:, :FIRST].any(axis=1),
        own_top=own[:, :TOP].any(axis=1),
        stage_found=same[:, :FIRST].any(axis=1),
        precise=same[:, :TOP].mean(axis=1),
        enough=np.diag(enough),
        right=(enough & (stages[:, None] == stages)).sum(axis=1),
        found=enough.sum(axis=1),
    )


def planted() -> tuple[float, float]:
    """Compare every phrase of the generator with every one.

    Returns
    -------
    float, float
        Pairs of a stage that are found, of all there are; pairs of a stage, of those found.
    """
    said = pd.DataFrame(
        [(stage, text) for stage, words in STAGES.items() for texts in words.values() for text in texts],
        columns=["stage", "text"],
    )
    measured = likeness([*said["text"]])
    said["place"] = measured.places(said["text"])
    near = measured.pairs(said["place"].to_numpy(), said["place"].to_numpy(), ALIKE)
    near = near.merge(said, left_on="one", right_on="place").merge(said, left_on="other", right_on="place")
    right = int((near["stage_x"] == near["stage_y"]).sum())
    return right / int((said["stage"].value_counts() ** 2).sum()), right / len(near)


def coded(frame: pd.DataFrame) -> Iterator[tuple[str, int, int, int]]:
    """Give for kinds of texts how many there are, how many are clear of a stage, and how many rightly."""
    study = find(TRUTH)
    tables = reference.load(study, reference.Catalogue), reference.load(study, reference.Glossary)
    texts = pd.concat([frame[["stage", side]].set_axis(["meant", "text"], axis=1) for side in ("need", "offer")])
    strange = pd.DataFrame({"meant": "", "text": STRANGE})
    for kind, own in (("needs and offers", texts), ("of no chain", strange)):
        found = own.merge(stages_of_words(own["text"], *tables), on="text")
        yield kind, len(own), len(found), int((found["meant"] == found["stage"]).sum())


def tables() -> Iterator[Table]:
    for hand in reversed(HANDS):
        yield _by_languages(f"needs and their offers, {hand}: percent", ranked(pairs(hand)))
    share, precision = planted()
    table = Table("of one stage, found", "of those found, of one stage", title="phrases of the generator: percent")
    table.add_row(f"{100 * share:.1f}", f"{100 * precision:.1f}")
    yield table
    clear = Table("texts", "number", "clear of a stage", "rightly", title="which stage words mean, unseen")
    for kind, *counts in coded(pairs("unseen")):
        clear.add_row(kind, *map(str, counts))
    yield clear


def _by_languages(title: str, frame: pd.DataFrame) -> Table:
    table = Table(
        "languages", "pairs", f"own offer in first {FIRST}", f"one of the stage in first {FIRST}",
        f"of first {TOP}, of the stage", f"own offer in first {TOP}", "own offer alike enough to be a match",
        "of such matches, of the stage", title=title,
    )  # fmt: skip
    for languages, own in [*frame.groupby("languages"), ("all", frame)]:
        shares = [own[name].mean() for name in ("own", "stage_found", "precise", "own_top", "enough")]
        shares.append(own["right"].sum() / own["found"].sum())
        table.add_row(str(languages), str(len(own)), *(f"{100 * share:.1f}" for share in shares))
    return table


def rows() -> Iterator[Row]:
    needs, offers = _many(0), _many(1)
    ours = seconds(lambda: _find(needs, offers))
    tracemalloc.start()
    _find(needs, offers)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    beside = seconds(lambda: _dense(needs["text"][:SAMPLE], offers["text"][:SAMPLE])) * (MANY / SAMPLE) ** 2
    said = f"{MANY:,} needs × {MANY:,} offers by their words, {peak:,.0f} MB at most"
    yield Row(said, ours, f"dense cosine of letters ({SAMPLE:,} × {SAMPLE:,}, scaled)", beside)


def _many(seed: int) -> Any:
    """Many texts that nobody coded, each of two terms of the glossary in one language."""
    terms = reference.load(find(TRUTH), reference.Glossary)
    draw = np.random.default_rng(seed)
    languages = draw.choice(["en", "ro", "it"], MANY)
    both = draw.integers(len(terms), size=(MANY, 2))
    texts = [
        f"{terms[language][one]}, {terms[language][other]}"
        for language, (one, other) in zip(languages, both, strict=True)
    ]
    ids = [f"{seed}-{number}" for number in range(MANY)]
    return pd.DataFrame(
        {"cluster": "x", "organisation": ids, "row_id": ids, "number": 1, "stage": None, "text": texts}
    ).astype({"stage": "str"})


def _find(needs: Any, offers: Any) -> pd.DataFrame:
    return find_matches(needs, offers, empty(Links), reference.load(find(TRUTH), reference.Glossary))


def _dense(needs: pd.Series, offers: pd.Series) -> pd.DataFrame:
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 6), sublinear_tf=True).fit(pd.concat([needs, offers]))
    return pd.DataFrame(model.transform(needs).toarray() @ model.transform(offers).toarray().T)
