"""The study's own settings: ``study.yml``, read into types.

Everything that another region, another set of clusters or another wave would change stands in that file.
"""

from __future__ import annotations

import codecs
import json
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from .personal import admitted
from .plain_yaml import Rows, load
from .problems import Problem, StudyError, nearest, quoted

FILE = "study.yml"
SCHEMA = Path(__file__).parent / "study.schema.json"
DEFAULT = Path(__file__).parent / "study.default.yml"

#: Years in which a pilot action can have run, and the largest number that a setting takes.
_FIRST_YEAR, _LAST_YEAR, _MOST = 1990, 2100, 1e12

LanguageCode = Literal["en", "ro", "it"]
RoleOfCluster = Literal["analysed", "follow_up"]
ToolName = Literal["limesurvey", "kobo", "odk", "eusurvey", "google_forms", "spss", "plain"]
ReleaseName = Literal["working", "public"]


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


class Section(BaseModel):
    """A part of ``study.yml``: no other keys than those declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Section):
    """The same words in each language of the study."""

    en: Words = Field(description="English")
    ro: Words = Field(description="Romanian")
    it: Words = Field(description="Italian")

    def render(self, language: str) -> str:
        """Say it in a language."""
        return str(getattr(self, language))

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which it cannot be said."""
        return [language for language in languages if not getattr(self, language, "")]


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

    amount: Number = Field(gt=0, le=_MOST, description="above 0")
    currency: Literal["EUR", "RON"] = Field(description="EUR or RON")


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
    separator: Literal["comma", "semicolon", "tab"] | None = Field(
        default=None, description="of a text file: comma, semicolon or tab"
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


class GapThresholds(Section):
    """Where a stage of a chain begins to be a missing link."""

    thin_members: Whole = Field(default=1, ge=1, le=20, description="thin: at most so many members on the stage")
    leakage_share: Number = Field(
        default=0.2, ge=0, le=1, description="leakage: less than this share is bought from members, 0 to 1"
    )
    quality_median: Number = Field(
        default=2, ge=1, le=5, description="quality: the median satisfaction is at most this, 1 to 5"
    )
    support_share: Number = Field(
        default=0.2, ge=0, le=1, description="support: at least this share of those asked lack the function, 0 to 1"
    )
    market_share: Number = Field(
        default=0.6,
        ge=0,
        le=1,
        description="market: more than this share of sales goes to one county, region or country, 0 to 1",
    )
    untied_share: Number = Field(
        default=0.5,
        ge=0,
        le=1,
        description="relational: at least this share of those who lack it have no tie to a member who does it, 0 to 1",
    )
    fewest_answers: Whole = Field(default=3, ge=2, le=20, description="with fewer answers a gap stays open; 2 to 20")
    fewest_ranked: Whole = Field(
        default=4, ge=1, le=50, description="ranked: a gap that concerns so many respondents at least; 1 to 50"
    )
    sure: Number = Field(
        default=0.9,
        gt=0.5,
        le=1,
        description="found: holds in this share of the simulations for non-respondents, above 0.5",
    )
    near: Number = Field(
        default=0.5, ge=0, le=1, description="grow: the region is closer to it than to this share of activities"
    )
    recruit_persons: Whole = Field(
        default=500,
        ge=1,
        le=1_000_000_000,
        description="recruit: so many people work in the main activity in the region; above 0",
    )
    attract_share: Number = Field(
        default=0.2, ge=0, le=1, description="attract: at least this share of those asked need it, 0 to 1"
    )


class SeverityWeights(Section):
    """What counts how much in the severity of a gap; only their proportions matter."""

    demand: Number = Field(default=1, gt=0, le=1000, description="members who need it; above 0, at most 1000")
    criticality: Number = Field(
        default=1, gt=0, le=1000, description="how vital it is to those who lack it; above 0, at most 1000"
    )
    markets: Number = Field(default=1, gt=0, le=1000, description="members kept from a market; above 0, at most 1000")
    leakage: Number = Field(default=1, gt=0, le=1000, description="what is bought elsewhere; above 0, at most 1000")


class CandidateWeights(Section):
    """What counts how much in the score of a candidate; only their proportions matter."""

    capability: Number = Field(
        default=3, gt=0, le=1000, description="how well what it does fits what is lacking; above 0, at most 1000"
    )
    capacity: Number = Field(default=1, gt=0, le=1000, description="its free capacity; above 0, at most 1000")
    proximity: Number = Field(
        default=1, gt=0, le=1000, description="how close it is to those who lack it; above 0, at most 1000"
    )
    size: Number = Field(default=1, gt=0, le=1000, description="how large it is; above 0, at most 1000")
    certificates: Number = Field(
        default=1, gt=0, le=1000, description="whether it has a certificate; above 0, at most 1000"
    )
    willingness: Number = Field(
        default=1, gt=0, le=1000, description="whether it wants to meet others; above 0, at most 1000"
    )


class PartnerPool(Section):
    """How partners are found who could close the gaps."""

    candidates: Whole = Field(
        default=3, ge=1, le=20, description="candidates that the pool gives every gap, as far as there are; 1 to 20"
    )
    firms: Whole = Field(
        default=10, ge=0, le=1000, description="most firms of the register that are candidates for a gap; 0 to 1000"
    )
    weights: CandidateWeights = Field(
        default=CandidateWeights(), description="what counts how much in the score of a candidate"
    )


class MeetingWeights(Section):
    """What counts how much in the value of a meeting; only their proportions matter."""

    request: Number = Field(
        default=3, gt=0, le=1000, description="that it was asked for: accepted 1, pending 1/2; above 0, at most 1000"
    )
    gap: Number = Field(
        default=2, gt=0, le=1000, description="that it could close a missing link; above 0, at most 1000"
    )
    fit: Number = Field(
        default=1,
        gt=0,
        le=1000,
        description="how well need and offer, or gap and candidate, fit; above 0, at most 1000",
    )
    interest: Number = Field(
        default=1, gt=0, le=1000, description="share of them who want to meet such; above 0, at most 1000"
    )


class MeetingSettings(Section):
    """How meetings are arranged."""

    weights: MeetingWeights = Field(
        default=MeetingWeights(), description="what counts how much in the value of a meeting"
    )


class AssistanceWeights(Section):
    """What counts how much in the worth of serving a need for assistance; only their proportions matter."""

    first: Number = Field(default=3, gt=0, le=1000, description="a member's first choice; above 0, at most 1000")
    second: Number = Field(default=2, gt=0, le=1000, description="its second; above 0, at most 1000")
    later: Number = Field(default=1, gt=0, le=1000, description="any later one; above 0, at most 1000")
    gap: Number = Field(
        default=1,
        ge=0,
        le=1000,
        description="added, as a part of that, where the measure helps with a gap of the member; 0 to 1000",
    )


class AssistanceSettings(Section):
    """How assistance is planned."""

    hours: Number = Field(
        default=60, ge=0, le=10000, description="hours of assistance that can be given in a month; 0 to 10000"
    )
    fairness: Number = Field(
        default=0.8,
        ge=0,
        le=1,
        description="each cluster gets at least this part of the share of need that is served of all, 0 to 1",
    )
    weights: AssistanceWeights = Field(
        default=AssistanceWeights(), description="what counts how much in the worth of serving a need"
    )


class MonitoringSettings(Section):
    """When an indicator counts as on track."""

    on_track: Number = Field(
        default=0.95,
        gt=0,
        le=1,
        description="on track: at least this part of what was planned is reached, above 0 to 1",
    )
    behind: Number = Field(
        default=0.8, gt=0, le=1, description="behind: at least this part; below, it is off track; above 0 to 1"
    )


def _a_zone(name: str) -> str:
    if name not in available_timezones():
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
        le=_MOST,
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

    title: Title = Field(description="what the study is called, on every page")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="country of comparison, two capital letters")
    region: str = Field(pattern=r"^[A-Z]{2}[A-Z0-9]{2}$", description="the region, a NUTS 2 code")
    waves: Annotated[tuple[Wave, ...], AfterValidator(_unique_waves)] = Field(
        min_length=1,
        description="keys of the waves of the survey, in order: letters, digits and hyphens; the last is analysed",
    )
    period: Period = Field(description="when the pilot action ran")
    budget: Budget = Field(description="what it may cost")
    languages: Annotated[tuple[LanguageCode, ...], AfterValidator(_unique_languages)] = Field(
        min_length=1, description="languages of figures and documents: en, ro, it; the first is shown in notebooks"
    )
    seed: Whole = Field(ge=0, lt=2**31, description="start of every random sequence, so that a rerun gives the same")
    clusters: tuple[StudyCluster, ...] = Field(min_length=1, description="the clusters of the study")
    exports: tuple[StatedExport, ...] = Field(
        default=(), description="exports of which something must be stated, because telling it from the file errs"
    )
    thresholds: Thresholds = Field(default=Thresholds(), description="where lines are drawn")
    gaps: GapThresholds = Field(default=GapThresholds(), description="where a stage begins to be a missing link")
    weights: SeverityWeights = Field(
        default=SeverityWeights(), description="what counts how much in the severity of a missing link"
    )
    partners: PartnerPool = Field(
        default=PartnerPool(), description="how partners are found who could close the missing links"
    )
    zone: Annotated[str, AfterValidator(_a_zone)] = Field(
        default="Europe/Bucharest", description="time zone of the events, as Europe/Bucharest"
    )
    meetings: MeetingSettings = Field(default=MeetingSettings(), description="how meetings at the events are arranged")
    assistance: AssistanceSettings = Field(
        default=AssistanceSettings(), description="how technical assistance is planned"
    )
    monitoring: MonitoringSettings = Field(
        default=MonitoringSettings(), description="how the pilot action is monitored"
    )

    @property
    def wave(self) -> str:
        """The wave that is analysed."""
        return self.waves[-1]

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


def schema_text() -> str:
    """JSON Schema of ``study.yml``, for editors that complete and check as one types."""
    return json.dumps(StudyFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def commented(settings: StudyFile) -> str:
    """Write settings as YAML in which every key is explained by its description."""
    lines = [
        "# yaml-language-server: $schema=src/pilotanalysis/study.schema.json",
        "# Settings of the study: change the values, keep the keys; `pilotanalysis check` tells what is wrong.",
    ]
    lines += _commented(settings.model_dump(), StudyFile, "")
    return "\n".join(lines) + "\n"


def _commented(values: dict[str, Any], model: type[Section], indent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        value = values[name]
        inner: Any = getattr(field.annotation, "__args__", (field.annotation,))[0]
        nested = isinstance(inner, type) and issubclass(inner, Section)
        comment = f"  # {field.description}"
        if nested and isinstance(value, tuple):
            yield f"{indent}{name}:{comment}" if value else f"{indent}{name}: []{comment}"
            for key, described in inner.model_fields.items():
                yield f"{indent}  # {key}: {described.description}"
            for entry in value:
                said = {key: item for key, item in entry.items() if item is not None}
                yield f"{indent}  - {{{', '.join(f'{key}: {_scalar(item)}' for key, item in said.items())}}}"
        elif nested:
            yield f"{indent}{name}:{comment}"
            yield from _commented(value, inner, indent + "  ")
        else:
            yield f"{indent}{name}: {_scalar(value)}{comment}"


def _scalar(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{quoted(map(_scalar, value))}]"
    if isinstance(value, float):
        return f"{value:g}"
    text = yaml.safe_dump(value, allow_unicode=True, width=1000, default_flow_style=True).strip()
    return text.removesuffix("\n...").removesuffix("...").strip()
