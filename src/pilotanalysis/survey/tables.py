"""Tables of the survey: who was asked, who answered, and what they answered."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandera.typing import Series

from ..reference import OF_CLUSTER, OF_STAGE, Catalogue, Counties
from ..tables import Computed, Lineage, StudyTable, columns
from ..tables.columns import count, described, money, optional, percent, rating
from ..tables.keys import ForeignKey, keyed

ORGANISATION_TYPES = ("firm", "research_edu", "public_auth", "catalyst", "other")
SIZE_BANDS = ("1-9", "10-49", "50-249", "250+")
REVENUE_BANDS = ("0-100", "100-500", "500-2000", "2000-10000", "10000-50000", "50000+")
STATEMENTS = ("yes", "no", "dont_know")
NEED_TYPES = (
    "material", "component", "equipment", "service", "skill", "testing", "research", "finance", "market_channel",
)  # fmt: skip
_PLACES = {
    "county": "in the own county",
    "region": "in the rest of the region",
    "country": "in the rest of the country",
    "eu": "in the rest of the European Union",
    "beyond": "beyond the European Union",
}
#: Where an input comes from; the shares of an input add up to 100.
ORIGINS = tuple(_PLACES)
COLUMN_STATUSES = ("question", "tool", "unknown", "ambiguous", "unread")
#: A member of a cluster in a wave, and so a response that was kept: of several of a member one is.
_MEMBER = ("wave", "cluster", "organisation")
#: A repetition of what is asked several times, and a cell.
_REPETITION = ("row_id", "number")
_CELL = ("cluster", "row_id", "question", "number")
#: A stage of whatever chain: members supply, buy and lack what another cluster's chain has too.
_STAGE = ForeignKey(("stage",), Catalogue)


def share_bought(origin: str) -> Any:
    """Give the part of what is bought that comes from one of :data:`ORIGINS`."""
    return percent(f"from {_PLACES[origin].removeprefix('in ')}")


def _share_sold(origin: str) -> Any:
    return percent(f"sold {_PLACES[origin]}")


def _who(blank: bool = False) -> Any:
    return described("key of the organisation that answered", blank=blank, holds="member")


@keyed(*_MEMBER, foreign=[OF_CLUSTER, ForeignKey(("county",), Counties)])
class Organisations(Lineage):
    """Members of the clusters as their managements list them: the frame of the survey."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described(
        "key of the organisation: its fiscal code, else its folded name and county", holds="member"
    )
    name: Series[str] = described("name as the management writes it", holds="text")
    fiscal_code: Series[str] = optional("fiscal code; empty where not given", holds="text")
    organisation_type: Series[str] = columns.organisation_type(isin=list(ORGANISATION_TYPES))
    county: Series[str] = columns.county()
    in_region: Series[bool] = described("whether the county lies in the region of the study")
    size_band: Series[str] = described("persons employed, as a band", unit="persons", isin=list(SIZE_BANDS))
    revenue_band: Series[str] = optional(
        "turnover, as a band; empty where not known", unit="thousand EUR", isin=list(REVENUE_BANDS)
    )
    known_stages: Series[str] = optional(
        "stages the management knows it to work in, joined by ;; none where it works in none, as far as the management "
        "knows; empty where the management does not know"
    )
    answered: Series[bool] = described("whether a response of it was kept")


@keyed("wave", "cluster", "stage", foreign=[OF_STAGE])
class Statements(Lineage):
    """What a cluster's management says of each stage: whether any member works in it."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    any_member: Series[str] = described("the management's word", isin=list(STATEMENTS))


@keyed(foreign=[ForeignKey(_MEMBER, Organisations)])
class Answer(Lineage):
    """Head of every table of answers."""

    cluster: Series[str] = columns.cluster()
    respondent: Series[str] = described("id of the response in its file", holds="respondent")
    organisation: Series[str] = _who()


@keyed(*_MEMBER)
class Responses(Answer):
    """One row for each response that was kept."""

    tool: Series[str] = columns.tool()
    complete: Series[bool] = described("whether the respondent came to the end and sent it off")
    language: Series[str] = optional("language in which it was answered; empty where the tool does not tell")
    submitted: Series[str] = optional("when it was sent off, by the tool's clock")
    minutes: Series[float] = optional(
        "time spent answering; missing where the tool does not tell", unit="minutes", ge=0
    )
    organisation_type: Series[str] = optional("kind of organisation, by its own answer")
    county: Series[str] = optional("county, by its own answer")
    year_founded: Series[float] = optional("year of foundation", unit="year")
    caen: Series[str] = optional("main activity, CAEN Rev. 2, as written", holds="code")
    employees: Series[float] = optional("persons employed", unit="persons", ge=0)
    turnover: Series[float] = money("turnover, at the average rate of the year that is asked about")
    export_share: Series[float] = percent("exports in turnover")
    consent: Series[str] = optional("whether its name may stand in the catalogue", isin=["yes", "no"])
    position: Series[str] = optional("how a firm works: under its own brand, on order for others ...")
    main_client: Series[float] = percent("largest client, in turnover")


@keyed(foreign=[ForeignKey(_MEMBER, Responses)])
class KeptAnswer(Answer):
    """Head of every table of what responses that were kept say."""


@keyed(*_REPETITION)
class RepeatedAnswer(KeptAnswer):
    """Head of every table of what is asked several times: a row for each repetition."""

    number: Series[int] = columns.repetition()


@keyed(*_MEMBER, "stage", foreign=[_STAGE])
class Roles(KeptAnswer):
    """The stages a respondent works in."""

    stage: Series[str] = described("code of the stage; empty where it says that it works in none", blank=True)
    is_main: Series[bool] = described("whether it is the respondent's main stage")


@keyed(*_REPETITION, foreign=[_STAGE])
class Inputs(RepeatedAnswer):
    """What a respondent buys, and where it comes from."""

    stage: Series[str] = columns.uncoded_stage("that supplies the input")
    text: Series[str] = columns.words()
    annual_value: Series[float] = money("bought in a year")
    share_county: Series[float] = share_bought("county")
    share_region: Series[float] = share_bought("region")
    share_country: Series[float] = share_bought("country")
    share_eu: Series[float] = share_bought("eu")
    share_beyond: Series[float] = share_bought("beyond")
    share_members: Series[float] = percent("from members of the cluster, wherever they are")
    satisfaction: Series[float] = rating("satisfaction with the input, 1 poor to 5 very good")
    suppliers: Series[float] = optional("number of suppliers", unit="suppliers", ge=0)
    would_source: Series[str] = optional("whether it would be bought from a member")
    reasons: Series[str] = optional("why it is bought outside the cluster, codes joined by ;")


@keyed(*_REPETITION, foreign=[_STAGE])
class Needs(RepeatedAnswer):
    """What a respondent lacks."""

    stage: Series[str] = columns.uncoded_stage("that would supply it")
    text: Series[str] = columns.words()
    need_type: Series[str] = optional("kind of thing that is lacking", isin=list(NEED_TYPES))
    criticality: Series[float] = rating("1 convenient to 5 vital")
    volume: Series[str] = optional("how much of it is needed in a year, in the respondent's words", holds="text")
    blocks_existing: Series[pd.BooleanDtype] = optional(
        "whether it hinders on markets already served; empty where not said"
    )
    blocks_new: Series[pd.BooleanDtype] = optional(
        "whether it bars from new, more specialised markets; empty where not said"
    )


@keyed(*_REPETITION, foreign=[_STAGE])
class Offers(RepeatedAnswer):
    """What a respondent could do for others."""

    stage: Series[str] = columns.uncoded_stage("in which the capability lies")
    text: Series[str] = columns.words()
    capacity: Series[float] = percent("capacity that is free")


@keyed(*_MEMBER)
class Markets(KeptAnswer):
    """Where and to whom a respondent sells, and where it wants to."""

    share_county: Series[float] = _share_sold("county")
    share_region: Series[float] = _share_sold("region")
    share_country: Series[float] = _share_sold("country")
    share_eu: Series[float] = _share_sold("eu")
    share_beyond: Series[float] = _share_sold("beyond")
    share_members: Series[float] = percent("sold to members of the cluster, wherever they are")
    target_markets: Series[str] = optional("markets it wants to enter, codes joined by ;")


@keyed(*_MEMBER, "barrier")
class Barriers(KeptAnswer):
    """What hinders a respondent on its markets, and how much."""

    barrier: Series[str] = described("what hinders")
    degree: Series[float] = rating("1 not at all to 5 very much", nullable=False)


@keyed(
    *_REPETITION,
    foreign=[ForeignKey(("wave", "partner_organisation"), Organisations, ("wave", "organisation"))],
)
class Links(RepeatedAnswer):
    """With whom a respondent works."""

    partner: Series[str] = optional("name of the partner, as written", holds="text")
    partner_organisation: Series[str] = optional(
        "key of the partner, where its name is that of one member of the clusters", holds="member"
    )
    kinds: Series[str] = optional("what they do together, codes joined by ;")
    frequency: Series[str] = optional("how often")
    since: Series[float] = optional("since which year", unit="year")


@keyed(*_MEMBER)
class Interests(KeptAnswer):
    """Whether a respondent wants to meet others, and whom."""

    wants_meetings: Series[str] = optional("whether it wants bilateral meetings", isin=["yes", "no"])
    clusters: Series[str] = optional("clusters it wants to meet, ids joined by ;")
    organisation_types: Series[str] = optional("types it wants to meet, codes joined by ;")
    topics: Series[str] = optional("what about, in the respondent's words", holds="text")
    slots: Series[str] = optional("when it could come, codes joined by ;")
    hybrid_idea: Series[str] = optional("an idea with members of another cluster", holds="text")


@keyed(*_MEMBER, "rank")
class AssistanceNeeds(KeptAnswer):
    """The assistance a respondent asks for, in its order."""

    assistance: Series[str] = described("code of the assistance")
    rank: Series[int] = described("1 for the most important", ge=1)


@keyed("row_id", "question", "number")
class OtherAnswers(KeptAnswer):
    """Answers to the questions that no other table takes, those that an agency added among them."""

    question: Series[str] = columns.question()
    number: Series[int] = columns.repetition()
    value: Series[str] = described("the answer: text, or codes joined by ;", holds="answer")
    value_number: Series[float] = optional("the answer as a number, where the question asks for one")


@keyed(*_MEMBER, foreign=[_STAGE])
class Products(KeptAnswer):
    """What a respondent makes or does, and the stage that it belongs to."""

    text: Series[str] = described("what it is, in the respondent's words", holds="text")
    stage: Series[str] = optional("code of the stage; empty where it could not be coded")


@keyed("row_id", "cluster", "position", foreign=[OF_CLUSTER])
class Columns(StudyTable):
    """Every column of every export, and the question it was found to answer."""

    row_id: Series[str] = described("row of the headers, as file#sheet!row below data/raw", holds="rows")
    wave: Series[str] = columns.wave()
    cluster: Series[str] = described("id of the cluster; empty where one export serves several", blank=True)
    tool: Series[str] = columns.tool()
    file: Series[str] = columns.file()
    sheet: Series[str] = columns.sheet()
    position: Series[int] = count("place of the column, from 1; 0 for a whole sheet")
    header: Series[str] = described("header as it stands", blank=True, holds="text")
    question: Series[str] = described("question that it answers; empty where it answers none", blank=True)
    option: Series[str] = described("option or rank that it holds; empty where it holds the answer", blank=True)
    number: Series[int] = count("repetition that it holds; 0 where the question is asked once")
    status: Series[str] = described(
        "question: read; tool: the tool's own; unknown: of no question; ambiguous: of several; unread: a sheet "
        "without questions",
        isin=list(COLUMN_STATUSES),
    )
    nearest: Series[str] = described("question that the header is most like, or those it could be", blank=True)


@keyed("made_from", "question", foreign=[OF_CLUSTER])
class Completeness(Computed):
    """For each question and cluster, how many were asked, answered, or left it empty."""

    wave: Series[str] = columns.wave()
    cluster: Series[str] = columns.cluster()
    question: Series[str] = columns.question()
    repeat: Series[str] = described("repeat it stands in; empty where it is asked once", blank=True)
    needed: Series[bool] = described("whether the analysis cannot do without it")
    rows: Series[int] = count("responses, or repetitions", "rows")
    answered: Series[int] = count("answered", "rows")
    unanswered: Series[int] = count("asked and left empty", "rows")
    dont_know: Series[int] = count("answered with words for don't know", "rows")
    refused: Series[int] = count("answered with words for a refusal", "rows")
    not_applicable: Series[int] = count("answered with words for not applicable", "rows")
    not_asked: Series[int] = count("not asked: routed past it, or stopped before", "rows")
    not_understood: Series[int] = count("answered, but to be looked at by somebody", "rows")
    distribution: Series[str] = described(
        "what was answered: options with how many chose them; least, quartiles and greatest of numbers; first and last "
        "of days; how many different texts",
        blank=True,
    )


class Noted(Answer):
    """Head of what is kept of cells that were not taken as written; their response may be nobody's."""

    organisation: Series[str] = _who(blank=True)
    question: Series[str] = columns.question()
    number: Series[int] = columns.repetition()
    raw: Series[str] = described(
        "text of the cell; codes of persons, e-mail addresses and telephone numbers are left out",
        blank=True,
        holds="text",
    )
    value: Series[str] = described(
        "what was made of it; empty where nothing was, or somebody has to decide", blank=True, holds="text"
    )
    rule: Series[str] = described("rules that read it, joined by ;, or the one that could not")
    severity: Series[str] = described(
        "info: one meaning only; flag: taken, but to be known; review: not taken until somebody decides",
        isin=["info", "flag", "review"],
    )
    evidence: Series[str] = described(
        "what the column or the other answers told, where a rule went by it", blank=True, holds="text"
    )
    proposals: Series[str] = described("what it could mean, joined by ;", blank=True, holds="text")


@keyed(*_CELL, "raw", "rule")
class Ledger(Noted):
    """Every cell whose text was not taken as written, and what was made of it."""


@keyed(*_CELL)
class Review(Noted):
    """What could not be decided: somebody has to look."""

    context: Series[str] = described(
        "other answers of the same row, as far as they could be read", blank=True, holds="text"
    )


@keyed("decision")
class Decided(Computed):
    """Every decision of data/decisions, and what became of it."""

    made_from: Series[str] = columns.made_from(blank=True)
    decision: Series[str] = described("where it stands, as file!row below data/decisions")
    about: Series[str] = described("what it is about: question and respondent, or the text that it codes", holds="text")
    value: Series[str] = described("what was decided", holds="text")
    who: Series[str] = described("who decided", holds="text")
    when: Series[str] = described("on which day")
    why: Series[str] = described("why", blank=True, holds="text")
    status: Series[str] = described(
        "applied; unmatched: no cell of that respondent holds the text any more, or no answer has it",
        isin=["applied", "unmatched"],
    )


@keyed("cluster", "organisation", foreign=[ForeignKey(("cluster", "organisation"), Organisations)])
class Panel(Computed):
    """Members that answered, over the waves: who is who goes by fiscal code, then by name with county."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described("key of the organisation, the same in all waves", holds="member")
    waves: Series[str] = described("waves in which a response of it was kept, joined by ;")
    respondents: Series[str] = described("ids of those responses, in the same order, joined by ;", holds="respondent")


@keyed("wave", "cluster", "file", "sheet", "reason", foreign=[OF_CLUSTER])
class Accounting(Computed):
    """What became of the rows of each sheet: rows in = kept + merged + dropped."""

    wave: Series[str] = columns.wave()
    cluster: Series[str] = columns.cluster()
    file: Series[str] = columns.file()
    sheet: Series[str] = columns.sheet()
    repeats: Series[bool] = described("whether the sheet holds repetitions rather than responses")
    outcome: Series[str] = described("what became of the rows", isin=["kept", "merged", "dropped"])
    reason: Series[str] = described("why; empty for rows kept", blank=True)
    rows: Series[int] = count("number of rows", "rows")


TABLES: tuple[type[StudyTable], ...] = (
    Organisations, Statements, Responses, Roles, Inputs, Needs, Offers, Markets, Barriers, Links, Interests,
    AssistanceNeeds, Products, OtherAnswers, Columns, Completeness, Ledger, Review, Decided, Panel, Accounting,
)  # fmt: skip
