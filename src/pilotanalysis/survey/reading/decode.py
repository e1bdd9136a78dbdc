"""From text to codes of options: each distinct text once.

A cell that names no option keeps its text, marked as not understood: somebody has to look at it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from ...tables import SEPARATOR
from ..distinct import of_distinct
from ..questionnaire import OTHER, Option
from ..rules import Reading, Rule, Severity, to_review
from ..texts import repaired
from .headers import OTHER_WORDS, key, shown
from .missing import kind_of

#: Ticks of an option's column.
YES = frozenset(
    ("y", "yes", "da", "si", "s", "x", "1", "true", "adevarat", "vero", "selected", "selectat", "selezionato", "v")
)
NO = frozenset(("n", "no", "nu", "0", "false", "fals", "falso", "notselected", "neselectat", "nonselezionato", ""))
#: LimeSurvey's word for a yes or no that was not answered, or not asked.
NOT_SAID = frozenset(("na",))
#: Labels with as many letters may have one wrong and still be told.
_LONG_ENOUGH = 5
_STRONG = re.compile(r"\s*[;,|/\n]")
_NUMBERED = re.compile(r"(?:(?<=\s)|^)\(?\d{1,2}[.)]\s*")
_AND = re.compile(r"\s+(?:si|și|and|e|&|\+)\s+", re.IGNORECASE)
_JOINTS = re.compile(r"[\s;,|/]*(?:[;,|/\n]|\s)[\s;,|/]*|\Z")


@dataclass(frozen=True)
class Options:
    """The options of a question, found by code or by label in any language.

    Parameters
    ----------
    options : tuple of Option
    has_other : bool
        Whether the respondent may say something else.
    recognise : callable, optional
        Reads what is said for an option of this list other than by its label: a county by a town.
    """

    options: tuple[Option, ...]
    has_other: bool = False
    recognise: Rule | None = None

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Codes by the key of what may be said for them; a label of two options tells neither."""
        found: dict[str, str] = {}
        twice = set()
        for option in self.options:
            for text in dict.fromkeys(map(key, option.labels.values())):
                if text and found.setdefault(text, option.name) != option.name:
                    twice.add(text)
        for text in twice:
            del found[text]
        found |= {key(option.name): option.name for option in self.options if key(option.name)}
        if self.has_other or any(option.name == OTHER for option in self.options):
            found = {**dict.fromkeys(OTHER_WORDS, OTHER), "oth": OTHER, **found}
        if {option.name for option in self.options} >= {"yes", "no"}:
            found = {**dict.fromkeys(YES - {""}, "yes"), **dict.fromkeys(NO - {""}, "no"), **found}
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        places = {option.name: place for place, option in enumerate(self.options)}
        return {**places, OTHER: places.get(OTHER, len(places))}

    @cached_property
    def _spelt(self) -> list[tuple[str, str]]:
        """What may be said for each option, in plain letters, the longest first."""
        said = {
            _plain(text): option.name
            for option in self.options
            for text in (*option.labels.values(), option.name)
            if text.strip()
        }
        for word in ("Other", "Altele", "Altro"):
            if self.has_other:
                said.setdefault(_plain(word), OTHER)
        return sorted(said.items(), key=lambda pair: -len(pair[0]))

    @cached_property
    def _at_face(self) -> frozenset[str]:
        """What is said for an option as it stands: its code, and its label as it is shown."""
        said = [shown(text) for option in self.options for text in (option.name, *option.labels.values())]
        return frozenset(said)

    @cached_property
    def _tool_words(self) -> frozenset[str]:
        return frozenset((*YES, *NO, *OTHER_WORDS, "oth"))

    def one(self, text: str) -> str | None:
        """Code of a text; None where no option is meant.

        Examples
        --------
        >>> Options((Option("IS", {"ro": "Iași"}),)).one("IASI")
        'IS'
        """
        return self.codes.get(key(text))

    def meant(self, text: str) -> Reading:
        """Tell which option a text means, and how that was told.

        Examples
        --------
        >>> options = Options((Option("weaving", {"ro": "Țesere"}), Option("spinning", {"ro": "Filare"})))
        >>> options.meant("Țesere").rules, options.meant("tesere").rules, options.meant("Fillare").rules
        ((), ('label_spelt_otherwise',), ('misspelt',))
        """
        code = self.codes.get(key(text))
        if code is not None:
            face = shown(text) in self._at_face or key(text) in self._tool_words
            return Reading(code, () if face else ("label_spelt_otherwise",))
        mended, rules = repaired(text)
        if rules and (code := self.codes.get(key(mended))) is not None:
            return Reading(code, rules)
        if self.recognise and (found := self.recognise(mended)).value in self.order:
            return Reading(found.value, (*rules, *found.rules), found.severity)
        proposals = found.proposals if self.recognise else ()
        near = self._near(key(mended))
        if len(near) == 1 and not proposals:
            return Reading(near[0], (*rules, "misspelt"), "flag")
        return to_review("unknown_option", *near, *(code for code in proposals if code in self.order))

    def _near(self, word: str) -> list[str]:
        """Options of which a word is one letter away."""
        if len(word) < _LONG_ENOUGH:
            return []
        return sorted({code for said, code in self.codes.items() if OSA.distance(word, said, score_cutoff=1) <= 1})

    def several(self, text: str) -> tuple[list[str], str, Reading]:
        """Codes in a cell that names several options, in the order said; what names none; and how they were told.

        The parts may be joined by anything, and labels may hold the joints themselves: only the list
        of options can tell them apart, the longest label first.

        Examples
        --------
        >>> weaving = Option("weaving", {"ro": "Țesere, tricotare"})
        >>> options = Options((Option("spinning", {"ro": "Filare"}), weaving), has_other=True)
        >>> options.several("Filare Țesere, tricotare")[:2]
        (['spinning', 'weaving'], '')
        >>> options.several("Țesere, tricotare;Altele: vopsire")[:2]
        (['weaving', 'other'], 'vopsire')
        """
        mended, rules = repaired(text.replace("\n", ";"))
        codes, said, left = self._taken_apart(mended)
        severity: Severity = "info"
        if left and _NUMBERED.match(mended):
            codes, said, left = self._taken_apart(_NUMBERED.sub("; ", mended))
        if any(shown(part) not in self._at_face for part in said):
            rules = (*rules, "label_spelt_otherwise")
        rest: list[str] = []
        for part, explicit in left:
            told = [] if explicit else self._told(part)
            if told:
                codes += [str(one.value) for one in told]
                rules = (*rules, *(rule for one in told for rule in one.rules))
                severity = "flag" if any(one.severity == "flag" for one in told) else severity
            elif part:
                rest.append(part)
        if rest and self.has_other:
            codes.append(OTHER)
        distinct = list(dict.fromkeys(codes))
        return distinct, "; ".join(rest), Reading(None, tuple(dict.fromkeys(rules)), severity)

    def _told(self, part: str) -> list[Reading]:
        """Options that words mean which name none at their face; none where any of them is not understood."""
        for pieces in ([part], _AND.split(part), re.split(r"\s*[,/]\s*", part)):
            told = [self.meant(piece) for piece in pieces if piece.strip()]
            if told and all(one.value is not None for one in told):
                return told
        return []

    def _taken_apart(self, text: str) -> tuple[list[str], list[str], list[tuple[str, bool]]]:
        """Codes, the words that told them, and what is left: with whether it stands behind *other*."""
        plain = _plain(text)
        codes: list[str] = []
        said: list[str] = []
        left: list[tuple[str, bool]] = []
        place = 0
        while place < len(plain):
            joint = _JOINTS.match(plain, place)
            if joint and joint.end() > place:
                place = joint.end()
                continue
            found = self._split(plain, place)
            if found is None:
                end = self._end_of_words(plain, place)
                left.append((text[place:end].strip(), False))
                place = end
            else:
                name, end = found
                if name != OTHER:
                    said.append(text[place:end])
                place = end
                codes.append(name)
                if name == OTHER and plain[place : place + 1] == ":":
                    end = self._end_of_words(plain, place + 1)
                    left.append((text[place + 1 : end].strip(), True))
                    place = end
        return codes, said, left

    def _split(self, plain: str, place: int) -> tuple[str, int] | None:
        """The option that starts at a place, so that the rest can be told apart too, if any can be."""
        fallback = None
        for said, name in self._spelt:
            if not plain.startswith(said, place):
                continue
            end = place + len(said)
            if end < len(plain) and not (_JOINTS.match(plain, end) or (name == OTHER and plain[end] == ":")):
                continue
            if self._tells_the_rest(plain, end):
                return name, end
            # Before a mere blank it may be the beginning of a sentence.
            if _STRONG.match(plain, end) or name == OTHER:
                fallback = fallback or (name, end)
        return fallback

    def _tells_the_rest(self, plain: str, place: int) -> bool:
        """Whether the text from a place on is options from end to end."""
        reached = {place}
        done: set[int] = set()
        while reached:
            here = reached.pop()
            done.add(here)
            joint = _JOINTS.match(plain, here)
            start = joint.end() if joint else here
            if start >= len(plain):
                return True
            if not joint:
                continue
            for said, _name in self._spelt:
                end = start + len(said)
                if plain.startswith(said, start) and end not in done:
                    reached.add(end)
        return False

    def _end_of_words(self, plain: str, place: int) -> int:
        """Where words that name no option end: at the next strong joint that an option follows, or at the end."""
        for joint in re.finditer(r"[;|\n,]", plain[place:]):
            after = place + joint.end()
            start = after + len(plain[after:]) - len(plain[after:].lstrip())
            if joint[0] in ";|\n" or any(plain.startswith(said, start) for said, _name in self._spelt):
                return place + joint.start()
        return len(plain)


def _plain(text: str) -> str:
    """Set a text in lower case without diacritics, letter for letter."""
    return "".join((unicodedata.normalize("NFD", letter)[0].lower() or letter)[0] for letter in text)


@dataclass(frozen=True)
class Decoded:
    """Answers brought to codes.

    Attributes
    ----------
    codes : Series of str
        A text that names no option stays as it is, an empty one stays empty.
    readings : mapping of str to Reading
        How each distinct text was told that was not taken at its face.
    """

    codes: pd.Series
    readings: Mapping[str, Reading]


def decode_one(texts: pd.Series, options: Options, silent: bool = False) -> Decoded:
    """Codes of single answers.

    Parameters
    ----------
    texts : Series of str
    options : Options
    silent : bool
        Whether the tool writes N/A where nothing was said, as LimeSurvey does.
    """
    readings: dict[str, Reading] = {}

    def said(text: str) -> str | None:
        if not text.strip():
            return ""
        if options.one(text) is None:
            if silent and key(text) in NOT_SAID:
                return None
            if key(text) in NOT_SAID or kind_of(text):
                return text
        told = options.meant(text)
        if told.rules:
            readings[text] = told
        return text if told.value is None else str(told.value)

    return Decoded(of_distinct(texts, said, "str"), readings)


def decode_several(texts: pd.Series, options: Options, ranked: bool) -> tuple[Decoded, pd.Series]:
    """Codes of answers that name several options in one cell.

    Returns
    -------
    Decoded
        Codes joined by ``;``, in the order of the questionnaire or, where `ranked`, in the order said.
        A cell that names none keeps its text.
    Series of str
        What names no option, missing where there is nothing.
    """
    readings: dict[str, Reading] = {}
    left: dict[str, str] = {}

    def codes(text: str) -> str:
        if kind_of(text) and options.one(text) is None:
            return text
        found, rest, told = options.several(text)
        if rest:
            left[text] = rest
            if not options.has_other:
                readings[text] = to_review("unknown_option", *found)
                return text
        if told.rules:
            readings[text] = told
        ordered = found if ranked else sorted(found, key=lambda code: options.order[code])
        return SEPARATOR.join(ordered) if ordered else text

    decoded = Decoded(of_distinct(texts, codes, "str"), readings)
    return decoded, of_distinct(texts, left.get, "str")


def ticked(texts: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read the column of one option.

    Returns
    -------
    Series of bool
        Ticked.
    Series of bool
        Answered at all: ticked or not, rather than nothing.
    Series of bool
        Not understood.
    """
    kinds = of_distinct(texts, _tick, "int8", missing=-1)
    return kinds == 1, kinds >= 0, kinds == -2


def _tick(text: str) -> int:
    word = key(text)
    return 1 if word in YES else 0 if word in NO else -1 if word in NOT_SAID else -2


def join_ticked(columns: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    """Join the options that are ticked: codes joined by ``;`` in the order of the columns."""
    names = list(columns)
    ticks = np.column_stack([columns[name].to_numpy(dtype=bool) for name in names])
    patterns, which = np.unique(np.packbits(ticks, axis=1), axis=0, return_inverse=True)
    chosen = np.unpackbits(patterns, axis=1, count=len(names)).astype(bool)
    texts = pd.array([SEPARATOR.join(np.array(names)[row]) for row in chosen], dtype="str")
    return pd.Series(texts.take(which.ravel()), index=index)
