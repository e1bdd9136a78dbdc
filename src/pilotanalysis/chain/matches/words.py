"""What texts mean, in whatever of three languages: letters, terms of the glossary, stages of the chains.

The glossary is the bridge between languages: it says each thing in all three, and which stage supplies it. What a
text means does not depend on the other texts at hand: weights come from the glossary alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing import DataFrame

from ...reference import Catalogue, Glossary
from ...settings import LANGUAGES
from ...survey.texts import fold

Floats = npt.NDArray[np.float64]

#: Letters in a row that are compared, within words: endings of three languages differ, stems mostly agree.
_LETTERS = (3, 6)
#: What a run of letters that no term of a stage has counts for; less, and a single unknown word rules a stage out.
_SMOOTHING = 0.05
#: Terms that a text may stand for, and the power by which nearer ones count for more.
_TERMS, _STEEP = 20, 3
#: Less probable stages of a text are left out: they would only fill memory.
_LEAST_PROBABLE = 0.01
#: Texts looked at together; bounds the memory.
BLOCK = 128
#: So probable is a stage at least that a text is taken to mean.
CLEAR = 0.7
_TYPES = {"text": "str", "stage": "str", "nearest": "float64"}
_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Meanings:
    """What each of some distinct texts means; a row for each, sparse.

    Attributes
    ----------
    letters : sparse matrix
        TF-IDF of runs of letters, of length 1.
    terms : sparse matrix
        How much it stands for each row of the glossary, of length 1.
    stages : sparse matrix
        How probable it is that each stage is meant.
    names : list of str
        Codes of the stages, by column.
    """

    letters: Any
    terms: Any
    stages: Any
    names: list[str]


def plain(text: str) -> str:
    """Fold a text and take out its signs.

    Examples
    --------
    >>> plain("Țesături, 280 g/mp!")
    'tesaturi 280 g mp'
    """
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


@dataclass(frozen=True)
class _Learnt:
    """What the terms of a glossary teach, in all languages at once.

    Attributes
    ----------
    places : dict of str to int
        Column of each run of letters.
    rarity : array of float
        Inverse document frequency of each run.
    rarest : float
        The same of a run that no term has.
    terms : sparse matrix
        TF-IDF of the terms, each of length 1.
    bayes : sklearn MultinomialNB
        Says which stage supplies what has such runs.
    """

    places: dict[str, int]
    rarity: Floats
    rarest: float
    terms: Any
    bayes: Any


def _counted(texts: Sequence[str]) -> tuple[list[str], Any]:
    """Count the runs of letters of each text; the runs in order."""
    # Takes a second to import, and most commands do not match.
    from sklearn.feature_extraction.text import CountVectorizer

    vectors = CountVectorizer(analyzer="char_wb", ngram_range=_LETTERS)
    counted = vectors.fit_transform(texts)
    return [*vectors.get_feature_names_out()], counted


# Three chapters ask about the same glossary, one after another.
@lru_cache(maxsize=2)
def _learnt(terms: tuple[str, ...], stages: tuple[str, ...]) -> _Learnt:
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.naive_bayes import MultinomialNB

    runs, counted = _counted(terms)
    weights = TfidfTransformer(sublinear_tf=True).fit(counted)
    weighted = weights.transform(counted)
    bayes = MultinomialNB(alpha=_SMOOTHING).fit(weighted, np.asarray(stages, dtype=object))
    places = {run: place for place, run in enumerate(runs)}
    return _Learnt(places, weights.idf_, float(np.log(1 + len(terms)) + 1), weighted, bayes)


def meanings(texts: Sequence[str], glossary: pd.DataFrame) -> Meanings:
    """Tell what texts mean.

    Parameters
    ----------
    texts : sequence of str
        Plain, see :func:`plain`.
    glossary : DataFrame
        Stage, and a term in each language; a row at least.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    said = pd.concat([glossary[language] for language in LANGUAGES], ignore_index=True).map(plain)
    learnt = _learnt(tuple(said), tuple(glossary["stage"]) * len(LANGUAGES))
    runs, counted = _counted(texts)
    place = np.array([learnt.places.get(run, -1) for run in runs], dtype=np.int64)
    known = np.flatnonzero(place >= 0)
    # Runs that no term has are kept, and weigh most: they tell how much of a text is unknown.
    weights = TfidfTransformer(sublinear_tf=True)
    weights.idf_ = np.where(place >= 0, learnt.rarity[place], learnt.rarest)
    letters = weights.transform(counted)
    of_terms = letters[:, known].tocoo()
    of_terms = csr_matrix(
        (of_terms.data, (of_terms.row, place[known][of_terms.col])), shape=(len(texts), len(learnt.places))
    )
    probable = learnt.bayes.predict_proba(of_terms)
    stages = csr_matrix(np.where(probable >= _LEAST_PROBABLE, probable, 0.0))
    return Meanings(letters, _terms(of_terms, learnt.terms), stages, [*map(str, learnt.bayes.classes_)])


def _terms(letters: Any, terms: Any) -> Any:
    """Say which terms each text stands for: those that are nearest in any language."""
    from scipy.sparse import csr_matrix, vstack
    from sklearn.preprocessing import normalize

    blocks = []
    for start in range(0, letters.shape[0], BLOCK):
        own = letters[start : start + BLOCK]
        near = (own @ terms.T).toarray().reshape(own.shape[0], len(LANGUAGES), -1).max(axis=1)
        best = np.argsort(-near, axis=1, kind="stable")[:, :_TERMS]
        weight = np.take_along_axis(near, best, 1)
        # A text that is a term stands for that term alone.
        exact = weight[:, :1] > 1 - 1e-9
        weight = np.where(exact & (weight <= 1 - 1e-9), 0.0, weight**_STEEP)
        rows = np.repeat(np.arange(len(best)), best.shape[1])
        blocks.append(csr_matrix((weight.ravel(), (rows, best.ravel())), shape=near.shape))
    return normalize(vstack(blocks, format="csr"))


def _nearest(meant: Meanings, stage_of: pd.Series) -> Floats:
    """Divide how like each text is the nearest term of each stage by how like it is that of any other stage."""
    near = meant.terms.tocoo()
    of = pd.Categorical(stage_of, categories=meant.names).codes[near.col]
    like = np.zeros((near.shape[0], len(meant.names)))
    np.maximum.at(like, (near.row, of), near.data ** (1 / _STEEP))
    two = np.sort(like, axis=1)[:, -2:]
    other = np.where(like == two[:, 1:], two[:, :1], two[:, 1:])
    return np.divide(like, other, out=np.full_like(like, np.inf), where=other > 0)


def _terms_of(catalogue: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Terms of the stages of a catalogue, their names among them: stage, and a column for each language."""
    named = catalogue[["stage", *(f"name_{language}" for language in LANGUAGES)]].drop_duplicates("stage")
    own = glossary.loc[glossary["stage"].isin(catalogue["stage"]), ["stage", *LANGUAGES]]
    return pd.concat([pd.DataFrame(own), named.set_axis(own.columns, axis=1)], ignore_index=True)


def terms_of_stages(catalogue: DataFrame[Catalogue], glossary: DataFrame[Glossary]) -> set[str]:
    """Give all terms of the stages of a catalogue, plain, in all languages."""
    terms = _terms_of(catalogue, glossary)
    return {plain(term) for language in LANGUAGES for term in terms[language]}


def stages_of_words(
    texts: Iterable[str], catalogue: DataFrame[Catalogue], glossary: DataFrame[Glossary]
) -> pd.DataFrame:
    """Say which stages texts mean, of any chain.

    Parameters
    ----------
    texts : iterable of str
        In any of the languages.
    catalogue : Catalogue
        Its stages, and no other, may be meant; their names are terms too.
    glossary : Glossary

    Returns
    -------
    DataFrame
        text (as given, once), stage, similarity (how probable it is that this stage is meant, at least
        :data:`CLEAR`), nearest (how like the text is the nearest term of this stage, of the nearest of any other: above
        1 where it is nearer). Texts in the order given; one that is clear of no stage has no row.
    """
    given = pd.DataFrame({"text": list(dict.fromkeys(texts))}, dtype="str")
    given["plain"] = given["text"].map(plain)
    terms = _terms_of(catalogue, glossary)
    distinct = sorted(set(given["plain"]) - {""})
    if not distinct or not len(terms):
        return pd.DataFrame({"text": [], "stage": [], "similarity": [], "nearest": []}).astype(_TYPES)
    meant = meanings(distinct, terms)
    found = meant.stages.tocoo()
    stage = np.asarray(meant.names, dtype=object)[found.col]
    frame = pd.DataFrame(
        {
            "plain": np.asarray(distinct, dtype=object)[found.row],
            "stage": stage,
            "similarity": np.clip(found.data, 0.0, 1.0),
            "nearest": _nearest(meant, terms["stage"])[found.row, found.col],
        }
    )
    clear = given.reset_index().merge(frame[frame["similarity"] >= CLEAR], on="plain")
    order = clear.sort_values(["index", "similarity", "stage"], ascending=[True, False, True], ignore_index=True)
    return order[["text", "stage", "similarity", "nearest"]].astype(_TYPES)
