"""Which question a column belongs to, told by its header: a code or a label, in any language.

Headers are compared by their letters and digits alone: LimeSurvey drops underscores from codes,
tools set options and rows of a matrix in brackets, behind a colon or a slash, and people retype
heads without diacritics. ``satisf[INFRA]``, ``satisf_INFRA`` and ``Satisfaction: Roads`` all come
down to the group's and the question's letters in a row.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ...problems import nearest
from ..codes import question_codes, tick_codes
from ..questionnaire import Option, Question, Questionnaire
from ..texts import CEDILLA, repaired

#: Stands in a key where the number of a repetition stands in a header.
_NUMBER = "#"
#: What tools call the part of a question in which the respondent writes something else, and a comment.
OTHER_WORDS = ("other", "altele", "altro", "altul", "alta", "otheroption", "optionother")
COMMENT_WORDS = ("comment", "comentariu", "commento")
OTHER_COMMENT_WORDS = ("othercomment", "altecomentarii", "altrocommento")
RANK_WORDS = ("rank", "rangul", "rang", "classifica", "posizione", "ranking")
#: A question mark, or the sign for no letter, amid or behind letters.
_LOST_LETTER = re.compile(r"\w[?\ufffd]|[?\ufffd]\w|\s[?\ufffd]\s")
#: No head is longer: what is, is an answer, or a whole row of a file in one cell.
_LONGEST = 3_000
#: Most ranks, and most repetitions of a block, that a header can name.
_MOST = 60


@dataclass(frozen=True)
class Field:
    """What a column holds.

    Attributes
    ----------
    option : str
        The option that the column ticks; empty where it holds the answer itself.
    rank : int
        The rank that the column fills; 0 where it holds the answer itself.
    number : int
        Which repetition of a repeat; 0 where it is asked once, or the row tells.
    """

    question: Question
    option: str = ""
    rank: int = 0
    number: int = 0


@lru_cache(maxsize=10_000)
def shown(text: str) -> str:
    """Set a label as it is shown: without markup and entities, blanks as one, the comma for the cedilla.

    Examples
    --------
    >>> shown("Cât de <b>mulţumit</b>&nbsp;sunteți?")
    'Cât de mulțumit sunteți?'
    """
    plain = re.sub(r"<[a-zA-Z/][^>]*>", "", html.unescape(text))
    return " ".join(plain.translate(CEDILLA).split())


@lru_cache(maxsize=100_000)
def key(text: str) -> str:
    """Bring a header to its letters and digits, lower case, without diacritics, markup and entities.

    Examples
    --------
    >>> key("Cât de <b>mulțumit</b>&nbsp;sunteți? [Infrastructură]"), key("input_origin/EU")
    ('catdemultumitsuntetiinfrastructura', 'inputorigineu')
    """
    plain = re.sub(r"<[a-zA-Z/][^>]*>", " ", html.unescape(text))
    bare = unicodedata.normalize("NFKD", plain).casefold()
    return "".join(c for c in bare if c.isalnum())


def _alike(pattern: re.Pattern[str], index: Mapping[str, list[Field]], number: int) -> list[Field]:
    """Fields of all heads that a pattern fits, with their number."""
    found = (one for text, fields in index.items() if pattern.fullmatch(text) for one in fields)
    return [replace(one, number=number) if number else one for one in found]


class Headers:
    """All headers that a questionnaire can give rise to."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        #: To which the years in them belong.
        self.year = questionnaire.year
        self._codes = question_codes(questionnaire)
        self._once = self._index("")
        self._repeated = {repeat: self._index(repeat) for repeat in questionnaire.repeats}
        #: Keys of the code and labels of each repeat, by which its sheet may be called.
        self.repeats = {
            section.name: tuple(dict.fromkeys(map(key, (section.name, *section.labels.values()))))
            for question in questionnaire.questions
            for section in question.sections
            if section.repeats
        }
        self._sections = {key(section.name) for question in questionnaire.questions for section in question.sections}
        self._labels = {
            label: question
            for question in questionnaire.questions
            for label in (question.name, *question.labels.values())
        }

    def find(self, header: str, repeat: str = "") -> list[Field]:
        """Find what a column can hold; nothing or several things mean that the header does not tell.

        Parameters
        ----------
        header : str
        repeat : str
            Name of the repeat, where the sheet holds one.
        """
        if len(header) > _LONGEST:
            return []
        for candidate in _candidates(header):
            found = self._find(key(candidate), repeat)
            if found:
                return _spelt_alike(candidate, found) if len(found) > 1 else found
        # Letters that a wrong encoding spoilt come back where that is certain.
        mended, _rules = repaired(header)
        if mended != header and not header.isascii():
            return self.find(mended, repeat)
        return self._with_lost_letters(header, repeat) if _LOST_LETTER.search(header) else []

    def _with_lost_letters(self, header: str, repeat: str) -> list[Field]:
        """Find a header in which question marks stand for letters that a spreadsheet could not write."""
        for candidate in _candidates(header):
            said = [key(part) for part in re.split(r"[?\ufffd]+", candidate)]
            wanted = r"\w{0,2}".join(map(re.escape, said))
            index = self._repeated[repeat] if repeat else self._once
            found = _alike(re.compile(wanted), index, 0)
            for digits in re.finditer(r"\d+", wanted) if not (found or repeat) else ():
                pattern = re.compile(wanted[: digits.start()] + _NUMBER + wanted[digits.end() :])
                if "{" not in wanted[digits.start() - 2 : digits.start()] and 0 < int(digits[0]) <= _MOST:
                    found += [one for own in self._repeated.values() for one in _alike(pattern, own, int(digits[0]))]
            if found := list(dict.fromkeys(found)):
                return found
        return []

    def strange_option(self, header: str, repeat: str) -> Field | None:
        """The option that a header names behind a slash, of a question that has no such option (any more)."""
        asked, _slash, option = header.rpartition("/")
        found = [one for one in self.find(asked, repeat) if one.question.kind == "select_multiple" and not one.option]
        return replace(found[0], option=option) if option and len(found) == 1 else None

    def option_of(self, field: Field, head: str) -> Field | None:
        """The option of the question of a column that another column is headed by, if it is one and no question."""
        if field.question.kind != "select_multiple" or field.rank:
            return None
        options = self._questionnaire.options_of(field.question)
        said = [one.name for one in options if key(head) in {key(one.name), *map(key, one.labels.values())}]
        return replace(field, option=said[0]) if len(said) == 1 else None

    def bare(self, header: str, elsewhere: Collection[str] = ()) -> list[Field]:
        """Find what a column of a block can hold whose header bears no number, but for blocks that stand elsewhere."""
        own = [index for repeat, index in self._repeated.items() if repeat not in elsewhere]
        for candidate in _candidates(header):
            if found := [field for index in own for field in index.get(key(candidate), ())]:
                return found
        return []

    def names_section(self, text: str) -> bool:
        """Whether a text is the code of a group or repeat."""
        return key(text) in self._sections

    def sections_over(self, header: str) -> set[str]:
        """Labels of the sections that a column with such a header can stand in.

        Parameters
        ----------
        header : str
        """
        fields = (*self.find(header), *self.bare(header))
        return {label for one in fields for section in one.question.sections for label in section.labels.values()}

    def language(self, header: str, repeat: str = "") -> str:
        """Tell in which language a header is a label; empty where it is a code or the same in several."""
        keys = {key(candidate) for candidate in _candidates(header)}
        fields = [found for found in self.find(header, repeat) if key(found.question.name) not in keys]
        spoken = {
            language
            for found in fields
            for language, label in found.question.labels.items()
            if any(key(label) in one for one in keys if key(label))
        }
        return spoken.pop() if len(spoken) == 1 else ""

    def nearest(self, header: str) -> str:
        """Name the question whose name or label is most like a header."""
        said = nearest(header, self._labels)
        return self._labels[said.removeprefix(" Did you mean ").removesuffix("?")].name if said else ""

    def _find(self, wanted: str, repeat: str) -> list[Field]:
        if repeat and wanted in self._repeated[repeat]:
            return list(self._repeated[repeat][wanted])
        if wanted in self._once:
            return list(self._once[wanted])
        found = []
        for digits in re.finditer(r"\d+", wanted):
            with_number = wanted[: digits.start()] + _NUMBER + wanted[digits.end() :]
            number = int(digits[0])
            if not 0 < number <= _MOST:
                continue
            found += [
                Field(field.question, field.option, field.rank, number)
                for index in self._repeated.values()
                for field in index.get(with_number, ())
            ]
        return list(dict.fromkeys(found))

    def _index(self, repeat: str) -> dict[str, list[Field]]:
        index: dict[str, dict[Field, None]] = defaultdict(dict)
        for question in self._questionnaire.of(repeat):
            for text, field in self._keys(question):
                index[text][field] = None
        return {text: list(fields) for text, fields in index.items()}

    def _keys(self, question: Question) -> Iterator[tuple[str, Field]]:
        """Every key of a question's columns: the whole answer, options, ranks; with numbers in a repeat."""
        heads = self._all_heads(question)
        for head in [*heads, *self._comment_heads(question)]:
            yield head, Field(question)
        options = self._questionnaire.options_of(question) if question.kind == "select_multiple" else ()
        ticks = tick_codes(options)
        for option in options:
            words = (option.name, ticks[option.name], *option.labels.values(), *option.also)
            for said in dict.fromkeys(map(key, words)):
                for head in heads:
                    yield head + said, Field(question, option=option.name)
        if question.kind == "rank":
            for rank in range(1, len(self._questionnaire.options_of(question)) + 1):
                for head in heads:
                    yield f"{head}{rank}", Field(question, rank=rank)
                    for word in RANK_WORDS:
                        yield f"{head}{word}{rank}", Field(question, rank=rank)

    def _all_heads(self, question: Question) -> list[str]:
        """Keys of the question alone, also in a block that repeats within a row, and of its short code."""
        short = key(self._codes[question.name])
        if not question.repeat:
            return list(dict.fromkeys([*_heads(question), short]))
        return list(dict.fromkeys([*_heads(question), *_numbered(question), short + _NUMBER]))

    def _comment_heads(self, question: Question) -> Iterator[str]:
        """Heads of a text question that belongs to another: what else was said, or a comment on it."""
        for stem, words in (
            ("_other_comment", OTHER_COMMENT_WORDS),
            ("_other", OTHER_WORDS),
            ("_comment", COMMENT_WORDS),
        ):
            if not question.name.endswith(stem):
                continue
            about = question.name.removesuffix(stem)
            parent = self._questionnaire.by_name.get(about)
            if parent:
                heads = self._all_heads(parent)
                yield from (text for head in heads for word in words for text in (head + word, word + head))
                return
            for parent, option in self._options_called(about):
                yield from (
                    head + key(text) + word
                    for head in _heads(parent)
                    for text in {option.name, *option.labels.values()}
                    for word in words
                )

    def _options_called(self, name: str) -> Iterator[tuple[Question, Option]]:
        for parent in self._questionnaire.questions:
            for option in self._questionnaire.options_of(parent):
                if parent.kind == "select_multiple" and f"{parent.name}_{option.name}" == name:
                    yield parent, option


def _candidates(header: str) -> Iterator[str]:
    """A header as it stands, then the part of it that some tools set before or behind the rest."""
    yield header
    code, point, text = header.partition(". ")
    if point and re.fullmatch(r"[\w\[\]-]+", code):
        yield code
        yield text
    name = re.fullmatch(r"(.+) \((\w+)\)\s*", header, re.DOTALL)
    if name:
        yield name[2]
        yield name[1]
    if "[" in header:
        # SPSS variable labels turn it round: [option] question.
        turned = re.fullmatch(r"((?:\[[^\]]*\] ?)+)(.+)", header, re.DOTALL)
        if turned:
            yield turned[2] + " ".join(reversed(re.findall(r"\[[^\]]*\]", turned[1])))


def _spelt_alike(header: str, found: list[Field]) -> list[Field]:
    """Of questions with the same letters, those whose code or label is spelt as the header is, if there are any."""
    said = " ".join(header.casefold().split())

    def alike(field: Field) -> bool:
        question = field.question
        codes = {question.name.casefold(), question.name.casefold().replace("_", "")}
        return said in codes | {" ".join(label.casefold().split()) for label in question.labels.values()}

    return [field for field in found if alike(field)] or found


def _heads(question: Question) -> Iterator[str]:
    """Keys of the question alone: its name and labels, also behind those of its sections."""
    languages = list(question.labels)
    names = [section.name for section in question.sections]
    yield from dict.fromkeys(
        [
            key(question.name),
            *(key("".join(names[start:]) + question.name) for start in range(len(names))),
            *([key(names[-1] + _tail(question))] if names else []),
            *(
                key("".join(section.labels.get(language, "") for section in question.sections[start:]))
                + key(question.labels[language])
                for language in languages
                for start in range(len(question.sections) + 1)
            ),
        ]
    )


def _tail(question: Question) -> str:
    """Last part of a name, by which an array has its rows: ``price`` of ``barrier_price`` in ``barriers[price]``."""
    return question.name.partition("_")[2] or question.name


def _numbered(question: Question) -> Iterator[str]:
    """Keys of the question in a block that repeats within a row: with the place of the block's number."""
    place = next(number for number, section in enumerate(question.sections) if section.repeats)
    repeat, inner = question.sections[place], question.sections[place + 1 :]
    inner_names = "".join(section.name for section in inner)
    yield from dict.fromkeys(
        [
            key(question.name) + _NUMBER,
            key(repeat.name) + _NUMBER + key(question.name),
            key(repeat.name) + _NUMBER + key(inner_names + question.name),
            *([key(inner_names) + _NUMBER + key(_tail(question))] if inner else []),
            *(
                text
                for language, label in question.labels.items()
                for around in dict.fromkeys((key("".join(s.labels.get(language, "") for s in inner)), ""))
                for text in (
                    key(repeat.labels.get(language, "")) + _NUMBER + around + key(label),
                    around + key(label) + _NUMBER,
                )
            ),
        ]
    )
