"""What a setting can be: numbers, days and words that are what they look like, in sections of known keys."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..problems import quoted
from .languages import is_language

#: Years in which a pilot action can have run, and the largest number that a setting takes.
_FIRST_YEAR, _LAST_YEAR, MOST = 1990, 2100, 1e12

#: A number as a number: text, truths, infinity and what is no number are refused.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]


def _a_day(value: object) -> object:
    """Refuse a number, which would be taken for seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError(f"{value} is no day; write YYYY-MM-DD")
    return value


def _of_our_time(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"{day} is not between {_FIRST_YEAR} and {_LAST_YEAR}; write YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(_a_day), AfterValidator(_of_our_time)]
#: Words of one line, something in them.
Words = Annotated[str, Field(pattern=r"^\P{C}*\S\P{C}*$")]


def territory(country: str) -> str:
    """Code of ISO 3166 of a country; Eurostat has two of its own."""
    return {"EL": "GR", "UK": "GB"}.get(country, country)


class Section(BaseModel):
    """A part of ``study.yml``: no other keys than those declared.

    What checks it is built when a study is first read, once for all of its parts: defaults are sections made without.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Title(Section):
    """The same words in each language of the study."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Words] = Field(init=False)

    en: Words | None = Field(default=None, description="English")
    ro: Words | None = Field(default=None, description="Romanian")
    it: Words | None = Field(default=None, description="Italian")

    @model_validator(mode="after")
    def _in_languages(self) -> Title:
        unknown = [key for key in self.__pydantic_extra__ if not is_language(key)]
        if unknown:
            raise ValueError(f"{quoted(unknown)} is no language; write codes of two letters, as en, ro, it, es")
        return self

    def render(self, language: str) -> str:
        """Say it in a language of the study."""
        return str(getattr(self, language))

    @property
    def plain(self) -> str:
        """Say it in English, or else in the first language that it has: in what is written in English alone."""
        every = (self.en, self.ro, self.it, *self.__pydantic_extra__.values())
        return next((words for words in every if words), "")

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""
        return [language for language in languages if not getattr(self, language, "")]
