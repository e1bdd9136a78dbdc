"""What may be said for the options of a question: by code, by label in any language, and what is close to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from ..codes import answer_codes
from ..interpretation import NOTHING, Reading, Rule, Severity, to_review
from ..questionnaire import OTHER, Option
from ..texts import fold, loses_letters, repaired
from ..word_lists import words
from .headers import OTHER_WORDS, key, shown
from .splitting import Spelling, plain_letters, ways_apart

#: Ticks of an option's column.
YES, NO = words("tick", "yes"), words("tick", "no") | {""}
CHECKS = words("tick", "sign")
#: What tools say for an option by themselves.
_TOOL_WORDS = frozenset((*YES, *NO, *OTHER_WORDS, "oth"))
#: Words that are a yes or a no where one is asked, though no tick.
_SAID_YES, _SAID_NO = words("yes or no", "yes"), words("yes or no", "no")
#: Words that make a yes or no no other one.
_POLITE = words("polite")
#: Words for all options, and for some that are not named.
_ALL, _VAGUE = words("options", "all"), words("options", "vague")
#: Words that say that none of the options applies, that one does not apply yet, and those that change nothing.
_NONE_OF_THEM, _NOT_HELD, _AROUND = words("none of them"), words("not held"), words("around an option")
_SAYS_NONE = "none"
#: Years and editions behind the name of a standard, and behind its number.
_EDITION = re.compile(r"[:/\-]?\s*\(?\b(?:19|20)\d\d\b\)?")
#: Since when something is there, as the word before a year says.
_SINCE = re.compile(r"\b(?:din|dal|since|from|in|nel)\s+(?:anul\s+|anno\s+|year\s+)?((?:19|20)\d\d)\b")
_STANDARD_OF = re.compile(r"(?<=\d)\s*[:/\-]\s*(?:19|20)\d\d\b")
_LABEL_JOINT = re.compile(r"\s*[,;/()]\s*")
#: What stands between a label and its translation.
_BESIDE = re.compile(r"\s*[/|=(;–]\s*|\s+-\s+")
#: Boxes that are not ticked and crosses beside labels, and labels set to a figure: somebody says no to some of them.
_SAYS_NO = re.compile(r"[☐✗✘❌✖]|\[\s*\]|[:=]\s*[01]\s*(?=[;,|\n]|$)")
_AND_MORE = re.compile(
    r"(?:\b(?:etc|ecc|s\.? ?a\.?(?: ?m\.? ?d\.?)?)\.?|\.\.\.|…"
    r"|\b(?:si|and|e) (?:altele|altii|altceva|others?|more|so on|altro|altri|altre))\s*$"
)
_SHORTEST_PIECE = 3
#: Labels with as many letters may have one wrong and still be told.
_LONG_ENOUGH = 5
_BULLET = re.compile(r"^\s*(?:[•·▪◦*>✓✔√☑☒\-–—]|\[[xX]\]|\([xX]\)|[xX](?=\s\S{2})|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+")


@dataclass(frozen=True)
class Options:
    """The options of a question, found by code or by label in any language.

    Attributes
    ----------
    has_other : bool
        Whether the respondent may say something else.
    recognise : Rule | None
        Reads what is said for an option of this list other than by its label: a county by a town.
    words_for_other : bool
        Whether the tool sets what else the respondent says among the options, with nothing before it.
    are_short : bool
        Whether the tool shortens codes (:func:`codes.answer_codes`).
    by_tool : bool
        Whether the tool alone writes cells that name several options: they hold no free words.
    last_year : int
        In which answers were given: what is said to be there since a later one is a plan.
    """

    options: tuple[Option, ...]
    has_other: bool = False
    recognise: Rule | None = None
    words_for_other: bool = False
    are_short: bool = False
    by_tool: bool = False
    last_year: int = 9999

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
        if self.are_short:
            short = answer_codes(self.options)
            found = {**{key(code): name for code, name in short.items()}, **found}
        if self.has_other or any(option.name == OTHER for option in self.options):
            found = {**dict.fromkeys(OTHER_WORDS, OTHER), "oth": OTHER, **found}
        if self.asks_yes_or_no:
            found = {
                **dict.fromkeys((YES | _SAID_YES) - {""}, "yes"),
                **dict.fromkeys((NO | _SAID_NO) - {""}, "no"),
                **found,
            }
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Place of each option in the questionnaire; other words come last."""
        places = {option.name: place for place, option in enumerate(self.options)}
        return {**places, OTHER: places.get(OTHER, len(places))}

    @cached_property
    def _at_face(self) -> frozenset[str]:
        """What is said for an option as it stands: its code, and its label as it is shown."""
        said = [shown(text) for option in self.options for text in (option.name, *option.labels.values())]
        return frozenset(said)

    @cached_property
    def _also(self) -> Mapping[str, str]:
        """Other words for options, as the questionnaire lists them; one of two options tells neither."""
        said = [(key(word), option.name) for option in self.options for word in option.also]
        twice = {word for word, name in said if {other for one, other in said if one == word} != {name}}
        return {word: name for word, name in said if word not in twice}

    @cached_property
    def _spelling(self) -> Spelling:
        """What may be said for each option, in plain letters, the longest first."""
        said = {
            plain_letters(text): option.name
            for option in self.options
            for text in (*option.labels.values(), option.name, *(option.also if self.by_tool else ()))
            if text.strip()
        }
        for word in ("Other", "Altele", "Altro"):
            if self.has_other:
                said.setdefault(plain_letters(word), OTHER)
        return Spelling(sorted(said.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def _pieces(self) -> Mapping[str, str]:
        """Parts of labels that list several things, by their key: each names its option, but where two have it."""
        said = [
            (key(piece), option.name)
            for option in self.options
            for label in option.labels.values()
            if len(pieces := _LABEL_JOINT.split(label)) > 1
            for piece in pieces
            if len(key(piece)) >= _SHORTEST_PIECE
        ]
        owners: dict[str, set[str]] = {}
        for word, name in said:
            owners.setdefault(word, set()).add(name)
        return {word: own.pop() for word, own in owners.items() if len(own) == 1 and word not in self.codes}

    def one(self, text: str) -> str | None:
        """Code of a text; None where no option is meant.

        Examples
        --------
        >>> Options((Option("IS", {"ro": "Iași"}),)).one("IASI")
        'IS'
        """
        return self.codes.get(key(text))

    def says_which(self, text: str) -> bool:
        """Whether a text that means *other* says by itself what it is, rather than that there is another."""
        return self.codes.get(key(text)) != OTHER

    def is_bare_other(self, text: str) -> bool:
        """Whether a text says *other* in a word that no tool writes: somebody typed it, and said no more.

        Examples
        --------
        >>> options = Options((Option("srl", {"ro": "SRL"}), Option("other", {"ro": "Altele"})), has_other=True)
        >>> options.is_bare_other("altul"), options.is_bare_other("Altele"), options.is_bare_other("other")
        (True, False, False)
        """
        return key(text) in OTHER_WORDS and shown(text) not in self._at_face

    def meant(self, text: str) -> Reading:
        """Tell which option a text means, and how that was told.

        Examples
        --------
        >>> options = Options((Option("weaving", {"ro": "Țesere"}), Option("spinning", {"ro": "Filare"})))
        >>> options.meant("Țesere").rules, options.meant("tesere").rules, options.meant("Fillare").rules
        ((), ('label_spelt_otherwise',), ('misspelt',))
        """
        code = self.codes.get(key(text))
        if code is not None and "?" not in text:
            face = shown(text) in self._at_face or key(text) in _TOOL_WORDS
            return Reading(code, () if face else ("label_spelt_otherwise",))
        if self.asks_yes_or_no and text.strip() in CHECKS:
            return Reading("yes", ("label_spelt_otherwise",))
        mended, rules = repaired(text)
        if code is not None and mended.endswith("?"):
            # S? is Sì from a spreadsheet that has no ì; Da? is a yes in doubt.
            lost = self._with_lost_letters(mended)
            return lost if lost.value is not None else to_review("in_doubt", code)
        if loses_letters(mended) or mended.endswith("?"):
            return self._with_lost_letters(mended)
        bare = _BULLET.sub("", mended).strip(" .;,!")
        found = self._in_other_words(bare)
        if found:
            return Reading(found.value, (*rules, *found.rules) if found.rules else rules or ("label_spelt_otherwise",))
        return self._recognised(mended, bare, rules)

    def _in_other_words(self, bare: str) -> Reading | None:
        """An option by its label, by a word that the questionnaire lists beside it, or by a polite yes or no."""
        if (code := self.codes.get(key(bare))) is not None:
            return Reading(code)
        if (code := self._also.get(key(bare))) is not None:
            return Reading(code, ("other_word",))
        if (code := self._in_two_languages(bare)) is not None:
            return Reading(code)
        if (code := self._pieces.get(key(bare))) is not None:
            return Reading(code, ("part_of_label",))
        if self.asks_yes_or_no and (code := _politely(bare)):
            return Reading(code, ("label_spelt_otherwise",))
        return None

    def _in_two_languages(self, bare: str) -> str | None:
        """The option that both sides of a sign name: a label with its translation beside it."""
        for joint in _BESIDE.finditer(bare):
            first = self.codes.get(key(bare[: joint.start()]))
            if first is not None and first == self.codes.get(key(bare[joint.end() :])):
                return first
        return None

    def _within(self, text: str) -> Reading:
        """An option that is named among words that change nothing; left to somebody where they say *not yet*."""
        plain = plain_letters(text)
        planned = any(int(year) > self.last_year for year in _SINCE.findall(plain))
        plain = _EDITION.sub(" ", plain)
        named: dict[str, None] = {}
        for said, name in self._spelling.said:
            there = name != OTHER and said in plain
            found = re.search(rf"(?<!\w){re.escape(said)}(?!\w)", plain) if there else None
            if found:
                named[name] = None
                plain = plain[: found.start()] + " ; " + plain[found.end() :]
        around = set(re.findall(r"\w+", plain))
        if named and (planned or around & _NOT_HELD):
            return to_review("not_yet", *named)
        if len(named) == 1 and around <= _AROUND:
            return Reading(next(iter(named)), ("label_spelt_otherwise",))
        return NOTHING

    def _recognised(self, mended: str, bare: str, rules: tuple[str, ...]) -> Reading:
        """An option by what the list has a rule for, or by a label that is one letter off."""
        found = self.recognise(mended) if self.recognise else NOTHING
        if found.value in self.order:
            return Reading(found.value, (*rules, *found.rules), found.severity)
        near = self._near(key(bare))
        if len(near) == 1 and not found.proposals:
            return Reading(near[0], (*rules, "misspelt"), "flag")
        return to_review("unknown_option", *near, *(code for code in found.proposals if code in self.order))

    @cached_property
    def asks_yes_or_no(self) -> bool:
        """Whether a yes and a no are among the options."""
        return {option.name for option in self.options} >= {"yes", "no"}

    def _near(self, word: str) -> list[str]:
        """Options of which a word is one letter away."""
        if len(word) < _LONG_ENOUGH:
            return []
        said = {**self._also, **self.codes}
        return sorted({code for one, code in said.items() if OSA.distance(word, one, score_cutoff=1) <= 1})

    def _with_lost_letters(self, text: str) -> Reading:
        """Tell an option of which question marks stand for letters."""
        pattern = re.compile(re.escape(plain_letters(text)).replace(re.escape("?"), ".").replace("\ufffd", "."))
        near = {name for said, name in self._spelling.said if pattern.fullmatch(said)}
        return (
            Reading(near.pop(), ("letters_lost",), "flag")
            if len(near) == 1
            else to_review("unknown_option", *sorted(near))
        )

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
        if key(text) in _ALL:
            # Options of a list that others filter are not all on offer to everybody.
            if any(one.filters for one in self.options):
                return [], text, to_review("all_in_a_word")
            all_of_them = [one.name for one in self.options if one.name not in (OTHER, "none")]
            return all_of_them, "", Reading(None, ("all_in_a_word",), "flag")
        if key(text) in _NONE_OF_THEM and key(text) not in self.codes:
            has_none = _SAYS_NONE in self.order
            return [_SAYS_NONE] if has_none else [], "", Reading(None, ("says_none",))
        told = [self._told_apart(variant) for variant in ways_apart(text)]
        if _SAYS_NO.search(text) or self._asks(text):
            codes, rest, _reading = max(told, key=lambda one: len(one[0]))
            if codes:
                return codes, rest, to_review("in_doubt", *codes)
        # The first way of taking it apart that leaves nothing; else the first.
        codes, rest, reading = next((one for one in told if not one[1] and one[0]), told[0])
        if rest and OTHER in codes and "taken_for_other" in reading.rules and not self.words_for_other:
            # Words for something else are led by *other*, or stand in a column of their own.
            return (
                codes,
                rest,
                to_review(
                    "not_yet" if "not_yet" in reading.rules else "unknown_option", *(c for c in codes if c != OTHER)
                ),
            )
        if _AND_MORE.search(fold(text)) and (rest or OTHER in codes):
            return codes, rest, to_review("and_more", *(code for code in codes if code != OTHER))
        if rest and any(key(part) in _VAGUE for part in rest.split("; ")):
            return codes, rest, to_review("none_named", *(code for code in codes if code != OTHER))
        return codes, rest, reading

    def _asks(self, text: str) -> bool:
        """Whether a label in it has a question mark behind it, which stands for no lost letter."""
        parts = (part.strip() for part in re.split(r"[;,|\n]", text))
        return any(part.endswith("?") and key(part) in self.codes for part in parts)

    def _told_apart(self, text: str) -> tuple[list[str], str, Reading]:
        mended, rules = repaired(text.strip("'\"“”„‘’ "))
        bare = _STANDARD_OF.sub("", mended)
        rules = rules if bare == mended else (*rules, "label_spelt_otherwise")
        codes: list[str] = []
        rest: list[str] = []
        severity: Severity = "info"
        for part in self._spelling.taken_apart(bare):
            if part.code:
                codes.append(part.code)
                if part.code != OTHER and shown(part.words) not in self._at_face:
                    rules = (*rules, "label_spelt_otherwise")
                continue
            told = [] if part.explicit else self._told(part.words)
            if not told and not part.explicit and self._within(part.words).severity == "review":
                rules = (*rules, "not_yet")
            codes += [str(one.value) for one in told]
            rules = (*rules, *(rule for one in told for rule in one.rules))
            severity = "flag" if any(one.severity == "flag" for one in told) else severity
            if not told and part.words:
                rest.append(part.words)
                if not part.explicit and self.has_other:
                    rules, severity = (*rules, "taken_for_other"), "flag"
        if rest and self.has_other:
            codes.append(OTHER)
        distinct = list(dict.fromkeys(codes))
        named = [code for code in codes if code != OTHER]
        rules = (*rules, "said_twice") if len(named) > len(set(named)) else rules
        return distinct, "; ".join(rest), Reading(None, tuple(dict.fromkeys(rules)), severity)

    def _told(self, part: str) -> list[Reading]:
        """Options that words mean which name none as written; none where any of them is not understood."""
        for pieces in ([part], re.split(r"\s*[,/]\s*", part)):
            told = [
                within if (within := self._within(piece)).value else self.meant(piece)
                for piece in pieces
                if piece.strip()
            ]
            if told and all(one.value is not None for one in told):
                return told
        return []


def _politely(text: str) -> str:
    """A yes or no with nothing but polite words around it; empty where it is neither."""
    written = re.findall(r"[a-z]+", fold(text))
    said = set(written)
    # *Si* is a yes in Italian and an *and* in Romanian; beside a no it is no courtesy.
    both = bool({"da", "yes", "si"} & said and {"nu", "no", "not", "dont", "deloc"} & said)
    both |= bool({"nu", "no"} & said and {"do", "avem", "facem"} & said and "not" not in said)
    if not written or written[0] not in YES | NO or not said <= _POLITE or both:
        return ""
    return "yes" if written[0] in YES else "no"
