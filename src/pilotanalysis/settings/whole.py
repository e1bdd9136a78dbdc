"""``study.yml`` as a whole: its types, and what is wrong with it in the words of who edits it."""

from __future__ import annotations

import codecs
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator

from ..personal import admitted
from ..plain_yaml import Rows, load
from ..problems import Problem, StudyError, nearest, quoted
from .chapters import (
    AssistanceSettings,
    GapThresholds,
    MeetingSettings,
    MonitoringSettings,
    PartnerPool,
    SeverityWeights,
)
from .languages import LanguageCode
from .values import MOST, Day, Number, Section, Title, Whole

FILE = "study.yml"
#: Time zone of events, where a study names no other.
ZONE = "Europe/Bucharest"

RoleOfCluster = Literal["analysed", "follow_up"]
ToolName = Literal["limesurvey", "kobo", "odk", "eusurvey", "google_forms", "spss", "plain"]
ReleaseName = Literal["working", "public"]


class Period(Section):
    """First and last day of the pilot action."""

    start: Day = Field(description="first day, YYYY-MM-DD")
    end: Day = Field(description="last day, YYYY-MM-DD; not before the first")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"end ({self.end}) lies before start ({self.start}); put the earlier date first")
        return self


class Budget(Section):
    """What the pilot action may cost."""

    amount: Number = Field(gt=0, le=MOST, description="above 0")
    currency: str = Field(
        pattern=r"^[A-Z]{3}$", description="three capital letters; what is paid is compared with a budget in EUR alone"
    )


class NationalCurrency(Section):
    """The currency of a country without the euro, beside it."""

    code: str = Field(pattern=r"^[A-Z]{3}$", description="three capital letters, as PLN")
    rate: Number = Field(
        gt=0, le=MOST, description="how many of it one euro was, on average of the year before the action; above 0"
    )

    @field_validator("code")
    @classmethod
    def _beside_the_euro(cls, code: str) -> str:
        # Only a study that names a currency needs the list of them all.
        from babel.core import get_global

        if code == "EUR":
            raise ValueError("EUR is the currency that others are set in; leave currency out")
        if code == "RON":
            raise ValueError("RON has its rates in data/raw/reference/exchange_rates.csv; leave currency out")
        if code not in get_global("all_currencies"):
            raise ValueError(f"{code} is no currency; common are PLN, HUF, CZK, SEK, DKK")
        return code


class StudyCluster(Section):
    """One cluster and its part in the study."""

    id: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="as in data/raw/reference/clusters.csv; its files bear this name",
    )
    role: RoleOfCluster = Field(description="analysed: surveyed and mapped; follow_up: development and follow-up only")
    new_members: Whole = Field(
        default=5,
        ge=0,
        le=1000,
        description="most new members that its statute could take: an assumption of the study; 0 to 1000",
    )


class StatedExport(Section):
    """What is not to be told from an export itself."""

    file: str = Field(min_length=1, description="name of the file below data/raw/survey")
    cluster: str | None = Field(default=None, description="cluster it belongs to, where its name does not tell")
    tool: ToolName | None = Field(
        default=None, description="limesurvey, kobo, odk, eusurvey, google_forms, spss or plain"
    )
    encoding: str | None = Field(default=None, description="of a text file: utf-8, cp1250, ...")
    separator: Literal["comma", "semicolon", "tab", "pipe"] | None = Field(
        default=None, description="of a text file: comma, semicolon, tab or pipe"
    )

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str | None) -> str | None:
        if encoding is not None:
            try:
                codecs.lookup(encoding)
            except LookupError:
                raise ValueError(f"{encoding} is no encoding; common are utf-8, cp1250, cp1252, iso8859_2") from None
        return encoding


def _a_zone(name: str) -> str:
    # Looking through all takes a while.
    if name != ZONE and name not in available_timezones():
        raise ValueError(f"{name} is no time zone; common are Europe/Bucharest, Europe/Rome, UTC")
    return name


class Thresholds(Section):
    """Where the study draws its lines."""

    confidence: Number = Field(
        default=0.95, gt=0.5, lt=1, description="confidence level of intervals and bounds, between 0.5 and 1"
    )
    revenue_coverage: Number = Field(
        default=0.25,
        ge=0,
        le=1,
        description="adequacy: share of the members' revenue that respondents must stand for, 0 to 1",
    )
    revenue_limit: Number = Field(
        default=250000,
        gt=50000,
        le=MOST,
        description="thousand EUR, above 50000: where bounds cut the highest band of revenue, which is open",
    )
    disclosure_minimum: Whole = Field(
        default=3, ge=2, le=20, description="public release: counts below this are suppressed; 2 to 20"
    )


def _unique_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(languages)) < len(languages):
        raise ValueError("a language is named twice; name each once")
    return languages


def _key(value: object) -> object:
    """Take a number for the text that was meant: YAML reads 2014 so."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value < 10**9 else value


#: Key of a wave.
Wave = Annotated[str, BeforeValidator(_key), Field(pattern=r"^[A-Za-z0-9-]+$")]


def _unique_waves(waves: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(waves)) < len(waves):
        raise ValueError("a wave is named twice; name each once")
    return waves


class StudyFile(Section):
    """Settings of a study, as they stand in ``study.yml``."""

    title: Title = Field(description="what the study is called, on every page; in each of its languages")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="country of comparison, two capital letters")
    region: str = Field(pattern=r"^[A-Z]{2}[A-Z0-9]{2}$", description="the region, a NUTS 2 code")
    waves: Annotated[tuple[Wave, ...], AfterValidator(_unique_waves)] = Field(
        min_length=1,
        description="keys of the waves of the survey, in order: letters, digits and hyphens; the last is analysed",
    )
    period: Period = Field(description="when the pilot action ran")
    budget: Budget = Field(description="what it may cost")
    currency: NationalCurrency | None = Field(
        default=None, description="the country's currency, where it is neither the euro nor the leu"
    )
    languages: Annotated[tuple[LanguageCode, ...], AfterValidator(_unique_languages)] = Field(
        min_length=1,
        description="languages of figures and documents: en, ro, it, others by `pilotanalysis words`; "
        "the first is shown in notebooks",
    )
    seed: Whole = Field(ge=0, lt=2**31, description="start of every random sequence, so that a rerun gives the same")
    clusters: tuple[StudyCluster, ...] = Field(min_length=1, description="the clusters of the study")
    exports: tuple[StatedExport, ...] = Field(
        default=(), description="exports of which something must be stated, because telling it from the file errs"
    )
    thresholds: Thresholds = Field(default=Thresholds.model_construct(), description="where lines are drawn")
    gaps: GapThresholds = Field(
        default=GapThresholds.model_construct(), description="where a stage begins to be a missing link"
    )
    weights: SeverityWeights = Field(
        default=SeverityWeights.model_construct(), description="what counts how much in the severity of a missing link"
    )
    partners: PartnerPool = Field(
        default=PartnerPool.model_construct(), description="how partners are found who could close the missing links"
    )
    zone: Annotated[str, AfterValidator(_a_zone)] = Field(
        default=ZONE, description="time zone of the events, as Europe/Bucharest"
    )
    meetings: MeetingSettings = Field(
        default=MeetingSettings.model_construct(), description="how meetings at the events are arranged"
    )
    assistance: AssistanceSettings = Field(
        default=AssistanceSettings.model_construct(), description="how technical assistance is planned"
    )
    monitoring: MonitoringSettings = Field(
        default=MonitoringSettings.model_construct(), description="how the pilot action is monitored"
    )

    @property
    def wave(self) -> str:
        """The wave that is analysed."""
        return self.waves[-1]

    @model_validator(mode="after")
    def _titled(self) -> StudyFile:
        missing = self.title.missing(self.languages)
        if missing:
            raise ValueError(f"title: it has no words in {quoted(missing)}, a language of the study; add them")
        return self

    @model_validator(mode="after")
    def _clusters_once(self) -> StudyFile:
        ids = [cluster.id for cluster in self.clusters]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"clusters: {quoted(twice)} is named twice; name each cluster once")
        if not any(cluster.role == "analysed" for cluster in self.clusters):
            raise ValueError("clusters: none is analysed; give at least one the role analysed")
        unknown = sorted({entry.cluster for entry in self.exports if entry.cluster} - set(ids))
        if unknown:
            raise ValueError(f"exports: {quoted(unknown)} is no cluster of the study; name one of {quoted(ids)}")
        return self


def read(path: Path) -> StudyFile:
    """Read and check ``study.yml``.

    Raises
    ------
    StudyError
        With one problem for each key that is unknown, missing, ill-typed or out of range.
    """
    return read_with_rows(path)[0]


def read_with_rows(path: Path) -> tuple[StudyFile, Rows]:
    """Read and check ``study.yml``; and give the row of each value, by the keys that lead to it."""
    content, rows = load(path)
    try:
        return StudyFile.model_validate({} if content is None else _admitted(content)), rows
    except ValidationError as error:
        raise StudyError(
            replace(_problem(path.name, detail), row=row_of(rows, detail["loc"])) for detail in error.errors()
        ) from None


def _admitted(content: Any) -> Any:
    """Let in, of every text, what is text and tells of no person."""
    if isinstance(content, dict):
        return {key: _admitted(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_admitted(value) for value in content]
    return admitted(content) if isinstance(content, str) else content


def row_of(rows: Rows, keys: Sequence[str | int]) -> int | None:
    """Row in which a value stands, or else what is around it."""
    there = (rows.get(tuple(keys[:length])) for length in range(len(keys), 0, -1))
    return next((row for row in there if row), None)


def _problem(file: str, detail: Any) -> Problem:
    """Turn a pydantic error into the words of the person who edits the file."""
    place = [str(part) if isinstance(part, str) else f"[{part + 1}]" for part in detail["loc"]]
    key = ".".join(place).replace(".[", "[")
    if detail["type"] == "extra_forbidden":
        allowed = _keys_beside(detail["loc"])
        return Problem(
            file,
            f"{key} is not a key of a study.",
            f"Allowed here: {quoted(allowed)}.{nearest(str(detail['loc'][-1]), allowed)}",
        )
    if detail["type"] == "model_type" and not detail["loc"]:
        return Problem(file, "The file is no list of keys with their values.", "Write lines of the form key: value.")
    if detail["type"] == "missing":
        return Problem(file, f"{key} is missing.", f"Add it: {_description(detail['loc'])}.")
    said = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"] or detail["type"] == "value_error":
        return Problem(file, f"{key}: {said}." if key else f"{said}.", "")
    allowed_text = _description(detail["loc"])
    return Problem(
        file,
        f"{key} is {reprlib.repr(detail['input'])}: {said[0].lower() + said[1:]}.",
        f"Allowed: {allowed_text}." if allowed_text else "",
    )


def _walk(location: tuple[Any, ...]) -> Iterator[tuple[type[Section], str]]:
    """Pairs of model and field name along a path of keys; list positions are passed over."""
    model: Any = StudyFile
    for part in location:
        if isinstance(part, str) and model is not None and part in model.model_fields:
            yield model, part
            annotation = model.model_fields[part].annotation
            inner = getattr(annotation, "__args__", (annotation,))[0]
            model = inner if isinstance(inner, type) and issubclass(inner, Section) else None


def _keys_beside(location: tuple[Any, ...]) -> list[str]:
    steps = list(_walk(location[:-1]))
    if not steps:
        return list(StudyFile.model_fields)
    model, field = steps[-1]
    annotation: Any = model.model_fields[field].annotation
    return list(getattr(annotation, "__args__", (annotation,))[0].model_fields)


def _description(location: tuple[Any, ...]) -> str:
    steps = list(_walk(location))
    return (steps[-1][0].model_fields[steps[-1][1]].description or "") if steps else ""
