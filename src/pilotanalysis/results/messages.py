"""Words that leave the house, in every language of the study.

A :class:`Message` is English text with named values; its translations stand in gettext
catalogues (see :mod:`.translations`). Values are set in the language's own way: ``12,5 %``. An Italian
text asks for the article of a number, ``{share:il}``, see :class:`.articles.Said`.

Mark text for translation with :func:`_` and, where a count rules the grammar, :func:`_n`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from ..settings import LANGUAGES
from .articles import Said
from .translations import SOURCE_LANGUAGE, known, translations

#: How a suppressed value is said, as Eurostat flags confidential ones.
SUPPRESSED = ":c"


@runtime_checkable
class Translatable(Protocol):
    """Anything that can say itself in a language, and in which languages it cannot."""

    def render(self, language: str) -> str:
        """Say it in a language."""

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1, set as a percentage; an Italian text can set an article before it (`articles`)."""

    value: float
    decimals: int = 0

    def render(self, language: str) -> str:
        """Say it in a language."""
        from babel.numbers import format_percent

        return signed(format_percent(self.value, format=share_pattern(language, self.decimals), locale=language))

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """None: a number can be said in every language."""
        return []


@dataclass(frozen=True)
class Decimal:
    """A number with a fixed count of decimals."""

    value: float
    decimals: int = 2

    def render(self, language: str) -> str:
        """Say it in a language."""
        from babel.numbers import format_decimal

        return signed(format_decimal(self.value, format="#,##0" + _decimals(self.decimals), locale=language))

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """None: a number can be said in every language."""
        return []


def signed(number: str) -> str:
    """Set a number with a true minus sign, where it has one."""
    return number.replace("-", "\N{MINUS SIGN}")


def _decimals(count: int) -> str:
    return "." + "0" * count if count else ""


def share_pattern(language: str, decimals: int = 0) -> str:
    """How a share is set as a percentage, in the signs that spreadsheets know too."""
    return "#,##0" + _decimals(decimals) + _percent(language)


def _percent(language: str) -> str:
    # Romanian and Italian set a no-break space before the sign, English does not.
    return "%" if language == SOURCE_LANGUAGE else "\u00a0%"


@dataclass(frozen=True)
class Given:
    """A number that the pack or the study sets and no result: a threshold, how often something is simulated.

    Attributes
    ----------
    value : int, Share or Decimal
    """

    value: int | Share | Decimal

    def render(self, language: str) -> str:
        """Say it in a language."""
        return say(self.value, language)

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Nothing: a number can be said in every language."""
        return []


@dataclass(frozen=True)
class Label:
    """Words that a catalogue of the study gives in each language; in one that the study brings, its words for them."""

    words: tuple[tuple[str, str], ...]

    def render(self, language: str) -> str:
        """Say it in a language."""
        said = dict(self.words)
        if language not in said and SOURCE_LANGUAGE in said:
            return translations(language).gettext(said[SOURCE_LANGUAGE])
        return said.get(language, self.words[0][1])

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""
        said = dict(self.words)
        # What a study calls otherwise in a language that it brings, or not at all there, it says in English.
        needed = LANGUAGES if said.get(SOURCE_LANGUAGE) else languages
        return [language for language in languages if not said.get(language) and language in needed]


@dataclass(frozen=True)
class Listing:
    """Several words in a row: ``a, b and c``; with semicolons where a comma is in one of them."""

    parts: tuple[Translatable | str, ...]

    def render(self, language: str) -> str:
        """Say it in a language."""
        from babel.lists import format_list

        said = [say(part, language) for part in self.parts]
        return "; ".join(said) if any(", " in one for one in said) else format_list(said, locale=language)

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""
        return _missing(self.parts, languages)


@dataclass(frozen=True)
class Message:
    """Text with named values, translated by the catalogues.

    Attributes
    ----------
    text : str
        English, with ``{name}`` for each value.
    values : dict
        What stands for the names: words, numbers, or other translatable things.
    plural : str, optional
        English for counts other than one; then ``count`` rules which form is taken.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    plural: str | None = None
    count: Any = 1

    def render(self, language: str) -> str:
        """Say it in a language."""
        catalogue = translations(language)
        if self.plural is None:
            template = catalogue.gettext(self.text)
        else:
            # Of a number that is suppressed or not known the plural is said: it fits any.
            number = getattr(self.count, "value", self.count)
            template = catalogue.ngettext(self.text, self.plural, 2 if number is None else int(number))
        return template.format(**{name: Said(say(value, language)) for name, value in self.values.items()})

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""
        key: Any = self.text if self.plural is None else (self.text, 0)
        # What a study has not translated is said in English.
        pack = [language for language in languages if language in LANGUAGES and language != SOURCE_LANGUAGE]
        return [language for language in pack if key not in known(language)] + _missing(self.values.values(), languages)


def _(text: str, **values: Any) -> Message:
    """Mark English text for translation."""
    return Message(text, values)


def _n(text: str, plural: str, count: Any, **values: Any) -> Message:
    """Mark English text whose grammar follows a count, an int or a registered number; ``{count}`` stands for it."""
    return Message(text, {"count": count, **values}, plural, count)


def label(row: Any, field_name: str = "name") -> Label:
    """Take the words of a catalogue row from its columns ``name_en``, ``name_ro``, ``name_it``."""
    prefix = f"{field_name}_"
    return Label(tuple((key.removeprefix(prefix), str(row[key])) for key in row.index if key.startswith(prefix)))


def parts_of(value: object) -> Iterator[object]:
    """Give what a text is composed of, down to the last value; numbers and labels are not taken apart."""
    inside = getattr(value, "values", None) if isinstance(value, Message) else getattr(value, "parts", None)
    for part in inside.values() if isinstance(inside, dict) else inside or ():
        yield part
        yield from parts_of(part)


def recomposed(value: Any, change: Callable[[Any], Any]) -> Any:
    """Compose a text anew, with every value in it changed by `change`."""
    if isinstance(value, Message):
        inside = {name: recomposed(part, change) for name, part in value.values.items()}
        return replace(value, values=inside, count=change(value.count))
    if isinstance(value, Listing):
        return replace(value, parts=tuple(recomposed(part, change) for part in value.parts))
    return change(value)


def say(value: object, language: str) -> str:
    """Set any value in a language: translatable things, whole numbers with grouping, else as is.

    What is missing in a released frame is suppressed, and said so.
    """
    if isinstance(value, Translatable):
        return value.render(language)
    if value is None or type(value).__name__ == "NAType" or value != value:
        return SUPPRESSED
    if isinstance(value, int) and not isinstance(value, bool):
        from babel.numbers import format_decimal

        return signed(format_decimal(value, locale=language))
    if isinstance(value, float):
        raise TypeError(f"{value}: say how a number is set, with Decimal or Share")
    return str(value)


def _missing(parts: Iterable[object], languages: tuple[str, ...]) -> list[str]:
    return [language for part in parts if isinstance(part, Translatable) for language in part.missing(languages)]
