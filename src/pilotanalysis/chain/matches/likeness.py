"""How alike texts are, in letters or in meaning, across languages; never all with all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing import DataFrame

from ...reference import Glossary
from .words import BLOCK, Floats, Meanings, meanings, plain

Places = npt.NDArray[np.int64]

#: How far two texts are alike that certainly mean the same stage and share no more: a stage supplies many things.
_OF_ONE_STAGE = 0.8
#: Pairs of texts compared together where it is known which; bounds the memory.
_PAIRS = 8_192
#: The evidence of one comparison never settles the matter alone, so that logarithms are finite.
_MOST = 1 - 1e-12


def _logarithm(chance: Floats) -> Floats:
    """Turn the chance that a comparison speaks for it into evidence that adds up."""
    added: Floats = -np.log1p(-np.clip(chance, 0.0, _MOST))
    return added


def _alike(evidence: Floats) -> Floats:
    chance: Floats = -np.expm1(-evidence)
    return chance


#: Evidence of letters, terms and stage, from the products of what stands for two texts.
_EVIDENCE: tuple[Callable[[Floats], Floats], ...] = (
    _logarithm,
    lambda terms: _logarithm(terms**2),
    lambda stage: _logarithm(_OF_ONE_STAGE * stage),
)


class Likeness:
    """How alike texts are: the chance that letters, terms or stage speak for it, each taken as evidence of its own.

    With `l` the cosine of their letters, `t` that of the terms they stand for and `s` the probability that both mean
    the same stage, words are alike by ``1 - (1 - l)(1 - t²)``, and texts by ``1 - (1 - l)(1 - t²)(1 - 0.8 s)``.
    Symmetric, and whatever other texts there are.

    Parameters
    ----------
    places : dict of str to int
        Place of each distinct plain text.
    meant : Meanings, optional
        What they mean; none where there is no text, or no glossary.
    """

    def __init__(self, places: dict[str, int], meant: Meanings | None) -> None:
        self._place = places
        self._meant = meant

    @classmethod
    def of(cls, texts: Iterable[str], glossary: DataFrame[Glossary]) -> Likeness:
        """Compare texts by what the glossary says of them."""
        distinct = sorted({plain(text) for text in texts} - {""})
        meant = meanings(distinct, glossary) if distinct and len(glossary) else None
        return cls({text: place for place, text in enumerate(distinct)}, meant)

    def places(self, texts: pd.Series) -> Places:
        """Places of texts among the distinct ones; -1 where there is none."""
        return np.array(
            [self._place.get(plain(text), -1) if isinstance(text, str) else -1 for text in texts], dtype=np.int64
        )

    def similarity(self, one: pd.Series, other: pd.Series, by_stage: pd.Series) -> Floats:
        """Similarity of each pair of texts, 0 to 1; missing where one of them says nothing.

        Parameters
        ----------
        one, other : Series of str
        by_stage : Series of bool
            Whether it counts that both may mean the same stage; false where their stage is known.
        """
        first, second = self.places(one), self.places(other)
        known = (first >= 0) & (second >= 0)
        result = np.full(len(first), np.nan)
        if self._meant is not None and known.any():
            # Work on distinct pairs: the same two texts meet again and again.
            asked = np.column_stack([first, second, by_stage.to_numpy()])[known].astype(np.int64)
            pairs, back = np.unique(asked, axis=0, return_inverse=True)
            parts = [self._of_pairs(*pairs[start : start + _PAIRS].T) for start in range(0, len(pairs), _PAIRS)]
            result[known] = np.concatenate(parts)[back.ravel()]
        return result

    def _of_pairs(self, one: Places, other: Places, by_stage: Places) -> Floats:
        letters, terms, stage = (
            np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1)).ravel() for matrix in self._matrices()
        )
        parts = zip(_EVIDENCE, (letters, terms, stage * by_stage), strict=True)
        return _alike(sum((evidence(part) for evidence, part in parts), start=np.zeros(len(one))))

    def pairs(self, one: Places, other: Places, least: float) -> pd.DataFrame:
        """Pairs of texts that are at least so alike, with their similarity.

        Parameters
        ----------
        one, other : array of int
            Places; those of texts that say nothing are left out.
        least : float
            More than 0.

        Returns
        -------
        DataFrame
            one, other (each pair of places once), similarity.
        """
        rows, columns = (np.unique(places[places >= 0]) for places in (one, other))
        found = [pd.DataFrame({"one": [], "other": [], "similarity": []}).astype({"one": "int64", "other": "int64"})]
        if self._meant is None:
            return found[0]
        with_all = [matrix[columns].T.tocsc() for matrix in self._matrices()]
        for start in range(0, len(rows), BLOCK):
            own = rows[start : start + BLOCK]
            near = self._of_block(own, with_all)
            near.data = _alike(near.data)
            chosen = near.data >= least
            found.append(
                pd.DataFrame(
                    {
                        "one": own[near.row[chosen]],
                        "other": columns[near.col[chosen]],
                        "similarity": near.data[chosen],
                    }
                )
            )
        return pd.concat(found, ignore_index=True)

    def _of_block(self, rows: Places, with_all: list[Any]) -> Any:
        """Add up the evidence of three comparisons of some texts with all others; sparse where nothing speaks."""
        products = [(matrix[rows] @ other).tocsr() for matrix, other in zip(self._matrices(), with_all, strict=True)]
        for product, evidence in zip(products, _EVIDENCE, strict=True):
            product.data = evidence(product.data)
        letters, terms, stages = products
        return (letters + terms + stages).tocoo()

    def _matrices(self) -> tuple[Any, Any, Any]:
        assert self._meant is not None
        return self._meant.letters, self._meant.terms, self._meant.stages
