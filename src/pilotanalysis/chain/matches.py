"""Who has what another lacks: every need beside the offers that could meet it, across clusters and languages."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..reference import Glossary
from ..results import Column, Disclosure, Table, Tabulation, Words, _
from ..store import Store
from ..survey.tables import Links, Needs, Offers
from ..survey.texts import fold
from ..tables import conform, empty, join_ids
from .labels import SURVEY
from .lookups import number_asked, stage_words
from .respondents import both_ways
from .tables import Matches

Floats = npt.NDArray[np.float64]

#: Words so alike count as a match where one side is not coded; below, letters are alike by chance.
ALIKE = 0.55
#: Strength of a match by code whose words say different things, or nothing; the same words make it 1.
SAME_STAGE = 0.5
#: Strength of a match by text alone is its similarity times this: nobody said that it is the same stage.
BY_TEXT = 0.6
LANGUAGES = ("en", "ro", "it")
_WHO = ["cluster", "organisation"]


def find_matches(
    needs: DataFrame[Needs], offers: DataFrame[Offers], links: DataFrame[Links], glossary: DataFrame[Glossary]
) -> DataFrame[Matches]:
    """Set every need beside the offers of other organisations that could meet it.

    By code where both are of the same stage; by text where one of them is not coded and their words are alike
    (:data:`ALIKE`). Words are compared in letters, and by what they mean: texts that stand nearest to the same
    term of the glossary are as alike as the farther of the two is to that term, in whatever languages.

    Strength is :data:`SAME_STAGE` for a match by code, rising to 1 with the similarity of the words, and
    :data:`BY_TEXT` times the similarity for a match by text.

    Parameters
    ----------
    needs, offers, links
        Of all clusters.
    glossary : Glossary

    Returns
    -------
    Matches
        By need, the strongest first.
    """
    alike = Alike.of([*needs["text"].dropna(), *offers["text"].dropna()], glossary)
    pairs = pd.concat([_by_code(needs, offers), _by_text(needs, offers, alike)], ignore_index=True)
    if not len(pairs):
        return empty(Matches)
    need, offer = (
        table.iloc[pairs[side].to_numpy()].reset_index(drop=True)
        for table, side in ((needs, "need"), (offers, "offer"))
    )
    frame = pd.DataFrame(
        {
            "cluster": need["cluster"],
            "organisation": need["organisation"],
            "need": need["row_id"],
            "need_number": need["number"],
            "stage": need["stage"].fillna(offer["stage"]),
            "offer_cluster": offer["cluster"],
            "offer_organisation": offer["organisation"],
            "offer": offer["row_id"],
            "offer_number": offer["number"],
            "basis": pairs["basis"],
            "similarity": alike.similarity(need["text"], offer["text"]),
        }
    )
    frame = frame[frame["organisation"] != frame["offer_organisation"]].reset_index(drop=True)
    similar = frame["similarity"].fillna(0.0)
    by_code = frame["basis"] == "code"
    frame["strength"] = (SAME_STAGE + (1 - SAME_STAGE) * similar).where(by_code, BY_TEXT * similar)
    frame["within"] = frame["cluster"] == frame["offer_cluster"]
    frame = _tied(frame, links)
    # Somebody who is a member of two clusters offers the same twice; the offer in the own cluster goes first.
    order = frame.sort_values(
        ["cluster", "need", "need_number", "strength", "within", "offer", "offer_number"],
        ascending=[True, True, True, False, False, True, True],
        kind="stable",
    )
    return conform(order, Matches)


def _by_code(needs: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    left = pd.DataFrame({"stage": needs["stage"].to_numpy(), "need": np.arange(len(needs))}).dropna()
    right = pd.DataFrame({"stage": offers["stage"].to_numpy(), "offer": np.arange(len(offers))}).dropna()
    return left.merge(right, on="stage")[["need", "offer"]].assign(basis="code")


def _by_text(needs: pd.DataFrame, offers: pd.DataFrame, alike: Alike) -> pd.DataFrame:
    """Pairs of which one at least is not coded, with words alike enough."""
    near = alike.pairs(ALIKE)
    left = pd.DataFrame({"one": alike.places(needs["text"]), "coded": needs["stage"].notna().to_numpy()})
    right = pd.DataFrame({"other": alike.places(offers["text"]), "coded_offer": offers["stage"].notna().to_numpy()})
    left, right = (table.assign(**{name: np.arange(len(table))}) for table, name in ((left, "need"), (right, "offer")))
    # Coded needs meet offers that are not, and needs that are not coded meet all.
    found = [
        chosen.merge(near, on="one").merge(other, on="other")
        for chosen, other in ((left[~left["coded"]], right), (left[left["coded"]], right[~right["coded_offer"]]))
    ]
    return pd.concat(found, ignore_index=True)[["need", "offer"]].assign(basis="text")


def _tied(frame: pd.DataFrame, links: DataFrame[Links]) -> pd.DataFrame:
    """Say whether either names the other, with the rows that say so."""
    rows = both_ways(links).groupby(["organisation", "partner"])["row_id"].agg(join_ids).rename("link_rows")
    frame = frame.join(rows, on=["organisation", "offer_organisation"])
    frame["tied"] = frame["link_rows"].notna()
    frame["made_from"] = [
        join_ids([need, offer, *([said] if isinstance(said, str) else [])])
        for need, offer, said in frame[["need", "offer", "link_rows"]].itertuples(index=False)
    ]
    return frame


class Alike:
    """How alike texts are, in letters or in meaning; works on distinct texts.

    Parameters
    ----------
    texts : list of str
        Distinct, folded.
    letters : sparse matrix
        A row for each text: TF-IDF of its letters, of length 1.
    term : array of int
        The glossary's term that stands nearest to each; equal numbers mean the same thing.
    nearness : array of float
        How near it stands.
    """

    def __init__(self, texts: list[str], letters: object, term: npt.NDArray[np.int64], nearness: Floats) -> None:
        self.texts = texts
        self._place = {text: number for number, text in enumerate(texts)}
        self._letters = letters
        self._term = term
        self._nearness = nearness

    @classmethod
    def of(cls, texts: list[str], glossary: DataFrame[Glossary]) -> Alike:
        """Compare texts with one another and with the glossary."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        distinct = sorted({fold(text) for text in texts} - {""})
        terms = pd.concat(
            [pd.DataFrame({"term": np.arange(len(glossary)), "text": glossary[name].map(fold)}) for name in LANGUAGES]
        ).drop_duplicates("text")
        nothing = np.zeros(len(distinct), dtype=np.int64)
        if not distinct:
            return cls(distinct, None, nothing, nothing.astype(np.float64))
        model = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        model.fit([*terms["text"], *distinct])
        letters = model.transform(distinct)
        if not len(terms):
            return cls(distinct, letters, nothing - 1, nothing.astype(np.float64))
        near = (letters @ model.transform(terms["text"]).T).tocsr()
        best = np.asarray(near.argmax(axis=1)).ravel()
        return cls(
            distinct,
            letters,
            terms["term"].to_numpy()[best],
            np.clip(np.asarray(near[np.arange(len(distinct)), best]).ravel(), 0, 1),
        )

    def places(self, texts: pd.Series) -> npt.NDArray[np.int64]:
        """Places of texts among the distinct ones; -1 where there is none."""
        return np.array(
            [self._place.get(fold(text), -1) if isinstance(text, str) else -1 for text in texts], dtype=np.int64
        )

    def similarity(self, one: pd.Series, other: pd.Series) -> Floats:
        """Similarity of each pair of texts, 0 to 1; missing where one of them says nothing."""
        first, second = self.places(one), self.places(other)
        known = (first >= 0) & (second >= 0)
        result = np.full(len(first), np.nan)
        if known.any():
            # Work on distinct pairs: the same two texts meet again and again.
            pairs, back = np.unique(np.column_stack([first[known], second[known]]), axis=0, return_inverse=True)
            result[known] = self._of_places(pairs[:, 0], pairs[:, 1])[back.ravel()]
        return result

    def _of_places(self, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> Floats:
        matrix = self._letters
        letters = np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1)).ravel()  # type: ignore[index]
        meaning = np.where(
            self._term[one] == self._term[other], np.minimum(self._nearness[one], self._nearness[other]), 0.0
        )
        similar: Floats = np.clip(np.maximum(letters, meaning), 0, 1)
        return similar

    def pairs(self, least: float) -> pd.DataFrame:
        """Pairs of distinct texts that are at least so alike, both ways and each with itself: one, other."""
        if not self.texts:
            return pd.DataFrame({"one": [], "other": []}, dtype="int64")
        near = (self._letters @ self._letters.T).tocoo()  # type: ignore[attr-defined]
        chosen = near.data >= least
        clear = np.flatnonzero(self._nearness >= least)
        terms = pd.DataFrame({"place": clear, "term": self._term[clear]})
        same = terms.merge(terms, on="term")
        frame = pd.DataFrame(
            {
                "one": np.concatenate([near.row[chosen], same["place_x"].to_numpy()]),
                "other": np.concatenate([near.col[chosen], same["place_y"].to_numpy()]),
            }
        )
        return frame.drop_duplicates().astype("int64")


def matches_table(data: Store) -> Table:
    """Count for each stage the respondents who lack it, by who offers it: a member, other clusters only, or nobody."""
    name = data.name
    return Table(
        id="matches_by_stage",
        data=Tabulation(
            _by_stage(data),
            Disclosure(
                counts=("inside", "tied", "untied", "only_elsewhere", "nowhere", "offers"),
                # How many lack it is known from the table of stages.
                parts={"needed_by": ("inside", "only_elsewhere", "nowhere"), "inside": ("tied", "untied")},
            ),
        ),
        columns=(
            Column("stage", _("Stage"), words=stage_words(data)),
            Column("inside", _("Lack it, and a member offers it")),
            Column("tied", _("of those, work with one who does")),
            Column("only_elsewhere", _("Lack it, and only other clusters offer it")),
            Column("nowhere", _("Lack it, and nobody offers it")),
            Column("offers", _("Who offer it")),
        ),
        name=_("Who has what others lack"),
        words=lambda _released: Words(
            _("{cluster}: who has what others lack", cluster=name),
            note=_("Needs and offers meet by stage of the catalogue, or by words where one of them is not coded."),
        ),
        source=SURVEY,
        n=number_asked(data),
    )


def _by_stage(data: Store) -> pd.DataFrame:
    """Respondents who lack each stage, in the order of the catalogue, with those who offer it."""
    who = ["stage", "organisation"]
    needs, matches = data.of(Needs).dropna(subset=["stage"]), data.of(Matches)
    lacking = needs.groupby(who, as_index=False).agg(rows=("row_id", join_ids))
    pairs = pd.MultiIndex.from_frame(lacking[who])

    def among(chosen: pd.Series) -> npt.NDArray[np.bool_]:
        return pairs.isin(pd.MultiIndex.from_frame(matches.loc[chosen, who].dropna()))

    inside, tied = among(matches["within"]), among(matches["within"] & matches["tied"])
    elsewhere = among(~matches["within"]) & ~inside
    counted = lacking.assign(
        inside=inside,
        tied=tied,
        untied=inside & ~tied,
        only_elsewhere=elsewhere,
        nowhere=~(inside | elsewhere),
        needed_by=True,
    ).groupby("stage")
    frame = counted[["inside", "tied", "untied", "only_elsewhere", "nowhere", "needed_by"]].sum().astype("int64")
    offered = matches.groupby("stage").agg(offers=("offer_organisation", "nunique"), match_rows=("made_from", join_ids))
    frame = frame.join(counted["rows"].agg(join_ids)).join(offered)
    frame["offers"] = frame["offers"].fillna(0).astype("int64")
    frame["made_from"] = [
        join_ids([needed, *([matched] if isinstance(matched, str) else [])])
        for needed, matched in zip(frame["rows"], frame["match_rows"], strict=True)
    ]
    places = {stage: place for place, stage in enumerate(data.all(reference.Catalogue)["stage"])}
    return frame.reset_index().sort_values("stage", key=lambda stages: stages.map(places), ignore_index=True)
