"""Coding of open answers: which stage of a chain supplies what somebody wrote.

What was coded before goes first, then a term of the glossary as it stands; else a linear classifier over
the letters of the glossary's terms, in all languages at once, says which stage is meant and how far ahead
of the next it is. What is not sure enough, or shares no telling word with the terms of that stage, goes to somebody,
with the three nearest stages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..reference import Catalogue, Glossary
from ..settings import LANGUAGES
from .interpretation import Reading, to_review
from .texts import fold, without_marks

#: How far the nearest stage must be ahead of the next, in units of the classifier's margin. So far ahead are 84 % of
#: the demonstration's phrases, which the glossary was not made from, and 99 % of those are right; of the glossary's
#: own terms, a tenth left out at a time, 45 % and 90 %: they are chosen to be unlike.
SURE = 0.5
#: What a stage of the respondent's own chain is ahead: members mostly need and offer what their chain has.
OWN_CHAIN = 0.2
_NEAREST = 3
#: Letters of a word by which it is known in its other forms, and the fewest of a word that tells anything.
_STEM, _SHORTEST = 5, 3
_WORD = re.compile(rf"[a-z]{{{_SHORTEST},}}")
#: A text of one word is coded only where no more stages than that have terms with it: *products* says nothing alone.
_FEW = 6
#: Chosen where no stage is meant; nothing is coded then.
NO_STAGE = "none"


@dataclass(frozen=True)
class Coder:
    """Finds the stages that texts mean.

    Attributes
    ----------
    known : Mapping[str, str]
        Stage, or ``none``, by text that was coded before, folded.
    """

    stages: DataFrame[Catalogue]
    glossary: DataFrame[Glossary]
    known: Mapping[str, str]

    @cached_property
    def _terms(self) -> pd.DataFrame:
        """Folded terms with their stages; a term of two stages tells neither as it stands."""
        said = [
            *((self.glossary["stage"], self.glossary[language]) for language in LANGUAGES),
            *((self.stages["stage"], self.stages[f"name_{language}"]) for language in LANGUAGES),
        ]
        parts = [pd.DataFrame({"stage": stage, "term": words.map(fold)}) for stage, words in said]
        return pd.concat(parts, ignore_index=True).drop_duplicates()

    @cached_property
    def _exact(self) -> Mapping[str, str]:
        once = self._terms[~self._terms["term"].duplicated(keep=False)]
        return dict(zip(once["term"], once["stage"], strict=True))

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        """Stems of the words in the terms of each stage."""
        terms = self._terms.groupby("stage")["term"].agg(" ".join)
        return {str(stage): _stems_of(words) for stage, words in terms.items()}

    @cached_property
    def _stages_with(self) -> Counter[str]:
        """How many stages have terms with a stem."""
        return Counter(stem for stems in self._stems.values() for stem in stems)

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        return fit(self._terms["term"], self._terms["stage"])

    def code(self, texts: pd.Series, cluster: str) -> dict[str, Reading]:
        """Tell which stage each distinct text means.

        Parameters
        ----------
        texts : Series of str
        cluster : str
            Whose members wrote them.

        Returns
        -------
        dict of str to Reading
            By text. Without a value where somebody has to decide, or where somebody said that no stage is meant.
        """
        found: dict[str, Reading] = {}
        open_texts = []
        for text in texts.dropna().unique():
            folded = fold(text)
            if folded in self.known:
                stage = self.known[folded]
                found[text] = Reading(None if stage == NO_STAGE else stage, ("coded_before",))
            elif folded in self._exact:
                found[text] = Reading(self._exact[folded], ("coded_by_term",))
            else:
                open_texts.append(text)
        if open_texts:
            found |= self._nearest(open_texts, cluster)
        return found

    def _nearest(self, texts: list[str], cluster: str) -> dict[str, Reading]:
        vectors, classifier = self._model
        names = np.asarray(classifier.classes_)
        own = np.isin(names, self.stages.loc[self.stages["cluster"] == cluster, "stage"])
        scores = (
            classifier.decision_function(vectors.transform([fold(without_marks(text)) for text in texts]))
            + OWN_CHAIN * own
        )
        order = np.argsort(-scores, axis=1)[:, :_NEAREST]
        nearest = np.take_along_axis(scores, order, 1)
        found: dict[str, Reading] = {}
        for text, near, lead in zip(texts, names[order], nearest[:, 0] - nearest[:, 1], strict=True):
            sure = lead >= SURE and self._shares_words(text, str(near[0]))
            found[text] = Reading(str(near[0]), ("coded_by_likeness",)) if sure else to_review("not_coded", *near)
        return found

    def _shares_words(self, text: str, stage: str) -> bool:
        """Whether a word that tells stages apart stands in the terms of a stage: letters may be alike by chance."""
        stems = _stems_of(fold(text))
        most = _FEW if len(stems) == 1 else len(self._stems) // 2
        return any(self._stages_with[stem] <= most for stem in stems & self._stems[stage])


def _stems_of(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text))


def fit(terms: pd.Series, stages: pd.Series) -> tuple[Any, Any]:
    """Fit a linear classifier to the letters of terms: TF-IDF of two to five letters, within words.

    Returns
    -------
    sklearn TfidfVectorizer, sklearn LinearSVC
    """
    # Takes a second to import, and most runs of a command do not code.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return vectors, LinearSVC(C=1.0, random_state=0).fit(vectors.fit_transform(terms), stages)
