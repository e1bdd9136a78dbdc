"""Tables of the survey: who was asked, who answered, and what they answered."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..tables import Computed, Lineage, Table, described

ORGANISATION_TYPES = ("firm", "research_edu", "public_auth", "catalyst", "other")
SIZE_BANDS = ("1-9", "10-49", "50-249", "250+")
REVENUE_BANDS = ("0-100", "100-500", "500-2000", "2000-10000", "10000-50000", "50000+")
STATEMENTS = ("yes", "no", "dont_know")
NEED_TYPES = (
    "material",
    "component",
    "equipment",
    "service",
    "skill",
    "testing",
    "research",
    "finance",
    "market_channel",
)
#: Where an input comes from; the shares of an input add up to 100.
ORIGINS = ("county", "region", "country", "eu", "beyond")


class Organisations(Lineage):
    """Members of the clusters as their managements list them: the frame of the survey."""

    cluster: Series[str] = described("id of the cluster")
    organisation: Series[str] = described("key of the organisation: its fiscal code, else its folded name and county")
    name: Series[str] = described("name as the management writes it")
    fiscal_code: Series[str] = described("fiscal code; empty where not given", nullable=True)
    organisation_type: Series[str] = described("kind of organisation", isin=list(ORGANISATION_TYPES))
    county: Series[str] = described("county, two letters")
    in_region: Series[bool] = described("whether the county lies in the region of the study")
    size_band: Series[str] = described("persons employed, as a band", unit="persons", isin=list(SIZE_BANDS))
    revenue_band: Series[str] = described(
        "turnover, as a band; empty where not known", unit="thousand EUR", isin=list(REVENUE_BANDS), nullable=True
    )
    known_stages: Series[str] = described(
        "stages the management knows it to work in, joined by ;; empty where it does not know", nullable=True
    )
    answered: Series[bool] = described("whether a response of it was kept")


class Statements(Lineage):
    """What a cluster's management says of each stage: whether any member works in it."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    any_member: Series[str] = described("the management's word", isin=list(STATEMENTS))


class Answer(Lineage):
    """Head of every table of answers."""

    cluster: Series[str] = described("id of the cluster")
    respondent: Series[str] = described("id of the response in its file")
    organisation: Series[str] = described("key of the organisation that answered")


class Responses(Answer):
    """One row for each response that was kept."""

    tool: Series[str] = described("tool that wrote the export")
    complete: Series[bool] = described("whether the respondent came to the end and sent it off")
    language: Series[str] = described(
        "language in which it was answered; empty where the tool does not tell", nullable=True
    )
    submitted: Series[str] = described("when it was sent off, by the tool's clock", nullable=True)
    minutes: Series[float] = described(
        "time spent answering; missing where the tool does not tell", unit="minutes", ge=0, nullable=True
    )
    organisation_type: Series[str] = described("kind of organisation, by its own answer", nullable=True)
    county: Series[str] = described("county, by its own answer", nullable=True)
    year_founded: Series[float] = described("year of foundation", unit="year", nullable=True)
    caen: Series[str] = described("main activity, CAEN Rev. 2, as written", nullable=True)
    employees: Series[float] = described("persons employed", unit="persons", ge=0, nullable=True)
    turnover: Series[float] = described(
        "turnover, at the average rate of its year", unit="thousand EUR", ge=0, nullable=True
    )
    export_share: Series[float] = described("exports in turnover", unit="percent", ge=0, le=100, nullable=True)
    consent: Series[str] = described("whether its name may stand in the catalogue", isin=["yes", "no"], nullable=True)


class Roles(Answer):
    """The stages a respondent works in."""

    stage: Series[str] = described("code of the stage")
    is_main: Series[bool] = described("whether it is the respondent's main stage")


class Inputs(Answer):
    """What a respondent buys, and where it comes from."""

    stage: Series[str] = described(
        "code of the stage that supplies the input; empty where it is to be coded", nullable=True
    )
    text: Series[str] = described("what it is, in the respondent's words", nullable=True)
    annual_value: Series[float] = described("bought in a year", unit="thousand EUR", ge=0, nullable=True)
    share_county: Series[float] = described("from the own county", unit="percent", ge=0, le=100, nullable=True)
    share_region: Series[float] = described("from the rest of the region", unit="percent", ge=0, le=100, nullable=True)
    share_country: Series[float] = described(
        "from the rest of the country", unit="percent", ge=0, le=100, nullable=True
    )
    share_eu: Series[float] = described(
        "from the rest of the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    share_beyond: Series[float] = described(
        "from beyond the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    share_members: Series[float] = described(
        "from members of the cluster, wherever they are", unit="percent", ge=0, le=100, nullable=True
    )
    satisfaction: Series[float] = described(
        "satisfaction with the input, 1 poor to 5 very good", ge=1, le=5, nullable=True
    )
    suppliers: Series[float] = described("number of suppliers", unit="suppliers", ge=0, nullable=True)
    would_source: Series[str] = described("whether it would be bought from a member", nullable=True)
    reasons: Series[str] = described("why it is bought outside the cluster, codes joined by ;", nullable=True)


class Needs(Answer):
    """What a respondent lacks."""

    stage: Series[str] = described(
        "code of the stage that would supply it; empty where it is to be coded", nullable=True
    )
    text: Series[str] = described("what it is, in the respondent's words", nullable=True)
    need_type: Series[str] = described("kind of thing that is lacking", isin=list(NEED_TYPES), nullable=True)
    criticality: Series[float] = described("1 convenient to 5 vital", ge=1, le=5, nullable=True)
    blocks_existing: Series[pd.BooleanDtype] = described(
        "whether it hinders on markets already served; empty where not said", nullable=True
    )
    blocks_new: Series[pd.BooleanDtype] = described(
        "whether it bars from new, more specialised markets; empty where not said", nullable=True
    )


class Offers(Answer):
    """What a respondent could do for others."""

    stage: Series[str] = described(
        "code of the stage in which the capability lies; empty where it is to be coded", nullable=True
    )
    text: Series[str] = described("what it is, in the respondent's words", nullable=True)
    capacity: Series[float] = described("capacity that is free", unit="percent", ge=0, le=100, nullable=True)


class Markets(Answer):
    """Where and to whom a respondent sells, and where it wants to."""

    share_county: Series[float] = described("sold in the own county", unit="percent", ge=0, le=100, nullable=True)
    share_region: Series[float] = described(
        "sold in the rest of the region", unit="percent", ge=0, le=100, nullable=True
    )
    share_country: Series[float] = described(
        "sold in the rest of the country", unit="percent", ge=0, le=100, nullable=True
    )
    share_eu: Series[float] = described(
        "sold in the rest of the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    share_beyond: Series[float] = described(
        "sold beyond the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    share_members: Series[float] = described(
        "sold to members of the cluster, wherever they are", unit="percent", ge=0, le=100, nullable=True
    )
    target_markets: Series[str] = described("markets it wants to enter, codes joined by ;", nullable=True)


class Barriers(Answer):
    """What hinders a respondent on its markets, and how much."""

    barrier: Series[str] = described("what hinders")
    degree: Series[float] = described("1 not at all to 5 very much", ge=1, le=5)


class Links(Answer):
    """With whom a respondent works."""

    partner: Series[str] = described("name of the partner, as written", nullable=True)
    partner_organisation: Series[str] = described(
        "key of the partner, where its name is that of one member of the clusters", nullable=True
    )
    kinds: Series[str] = described("what they do together, codes joined by ;", nullable=True)
    frequency: Series[str] = described("how often", nullable=True)
    since: Series[float] = described("since which year", unit="year", nullable=True)


class Interests(Answer):
    """Whether a respondent wants to meet others, and whom."""

    wants_meetings: Series[str] = described("whether it wants bilateral meetings", isin=["yes", "no"], nullable=True)
    clusters: Series[str] = described("clusters it wants to meet, ids joined by ;", nullable=True)
    organisation_types: Series[str] = described("types it wants to meet, codes joined by ;", nullable=True)
    topics: Series[str] = described("what about, in the respondent's words", nullable=True)
    slots: Series[str] = described("when it could come, codes joined by ;", nullable=True)
    hybrid_idea: Series[str] = described("an idea with members of another cluster", nullable=True)


class AssistanceNeeds(Answer):
    """The assistance a respondent asks for, in its order."""

    assistance: Series[str] = described("code of the assistance")
    rank: Series[int] = described("1 for the most important", ge=1)


class OtherAnswers(Answer):
    """Answers to the questions that no other table takes, those that an agency added among them."""

    question: Series[str] = described("name of the question")
    number: Series[int] = described("which repetition, from 1; 0 where it is asked once", ge=0)
    value: Series[str] = described("the answer: text, or codes joined by ;")
    value_number: Series[float] = described("the answer as a number, where the question asks for one", nullable=True)


COLUMN_STATUSES = ("question", "tool", "unknown", "ambiguous", "unread")


class Products(Answer):
    """What a respondent makes or does, and the stage that it belongs to."""

    text: Series[str] = described("what it is, in the respondent's words")
    stage: Series[str] = described("code of the stage; empty where it could not be coded", nullable=True)


class Columns(Table):
    """Every column of every export, and the question it was found to answer."""

    row_id: Series[str] = described("row of the headers, as file#sheet!row below data/raw")
    wave: Series[str] = described("key of the wave of the survey")
    cluster: Series[str] = described("id of the cluster; empty where one export serves several")
    tool: Series[str] = described("tool that wrote the export")
    file: Series[str] = described("raw file, below data/raw")
    sheet: Series[str] = described("sheet of the file; empty where the file has none")
    position: Series[int] = described("place of the column, from 1; 0 for a whole sheet", ge=0)
    header: Series[str] = described("header as it stands")
    question: Series[str] = described("question that it answers; empty where it answers none")
    option: Series[str] = described("option or rank that it holds; empty where it holds the answer")
    number: Series[int] = described("repetition that it holds; 0 where the question is asked once", ge=0)
    status: Series[str] = described(
        "question: read; tool: the tool's own; unknown: of no question; ambiguous: of several; unread: a sheet without "
        "questions",
        isin=list(COLUMN_STATUSES),
    )
    nearest: Series[str] = described("question that the header is most like, or those it could be")


class Completeness(Computed):
    """For each question and cluster, how many were asked, answered, or left it empty."""

    wave: Series[str] = described("key of the wave of the survey")
    cluster: Series[str] = described("id of the cluster")
    question: Series[str] = described("name of the question")
    repeat: Series[str] = described("repeat it stands in; empty where it is asked once")
    needed: Series[bool] = described("whether the analysis cannot do without it")
    rows: Series[int] = described("responses, or repetitions", unit="rows", ge=0)
    answered: Series[int] = described("answered", unit="rows", ge=0)
    unanswered: Series[int] = described("asked and left empty", unit="rows", ge=0)
    dont_know: Series[int] = described("answered with words for don't know", unit="rows", ge=0)
    refused: Series[int] = described("answered with words for a refusal", unit="rows", ge=0)
    not_applicable: Series[int] = described("answered with words for not applicable", unit="rows", ge=0)
    not_asked: Series[int] = described("not asked: routed past it, or stopped before", unit="rows", ge=0)
    not_understood: Series[int] = described("answered, but to be looked at by somebody", unit="rows", ge=0)
    distribution: Series[str] = described(
        "what was answered: options with how many chose them; least, quartiles and greatest of numbers; first and last "
        "of days; how many different texts"
    )


class Noted(Answer):
    """Head of what is kept of cells that were not taken at their face."""

    question: Series[str] = described("name of the question")
    number: Series[int] = described("which repetition, from 1; 0 where it is asked once", ge=0)
    raw: Series[str] = described("text of the cell; personal numeric codes are left out")
    value: Series[str] = described("what was made of it; empty where nothing was, or somebody has to decide")
    rule: Series[str] = described("rules that read it, joined by ;, or the one that could not")
    severity: Series[str] = described(
        "info: one meaning only; flag: taken, but to be known; review: not taken until somebody decides",
        isin=["info", "flag", "review"],
    )
    evidence: Series[str] = described("what the column or the other answers told, where a rule went by it")
    proposals: Series[str] = described("what it could mean, joined by ;")


class Ledger(Noted):
    """Every cell whose text was not taken at its face, and what was made of it."""


class Review(Noted):
    """What could not be decided: somebody has to look."""

    context: Series[str] = described("other answers of the same row, as far as they could be read")


class Decided(Computed):
    """Every decision of data/decisions, and what became of it."""

    decision: Series[str] = described("where it stands, as file!row below data/decisions")
    about: Series[str] = described("what it is about: question and respondent, or the text that it codes")
    value: Series[str] = described("what was decided")
    who: Series[str] = described("who decided")
    when: Series[str] = described("on which day")
    why: Series[str] = described("why")
    status: Series[str] = described(
        "applied; unmatched: no cell of that respondent holds the text any more, or no answer has it",
        isin=["applied", "unmatched"],
    )


class Panel(Computed):
    """Members that answered, over the waves: who is who goes by fiscal code, then by name with county."""

    cluster: Series[str] = described("id of the cluster")
    organisation: Series[str] = described("key of the organisation, the same in all waves")
    waves: Series[str] = described("waves in which a response of it was kept, joined by ;")
    respondents: Series[str] = described("ids of those responses, in the same order, joined by ;")


class Accounting(Computed):
    """What became of the rows of each sheet: rows in = kept + merged + dropped."""

    wave: Series[str] = described("key of the wave of the survey")
    cluster: Series[str] = described("id of the cluster")
    file: Series[str] = described("raw file, below data/raw")
    sheet: Series[str] = described("sheet of the file; empty where the file has none")
    repeats: Series[bool] = described("whether the sheet holds repetitions rather than responses")
    outcome: Series[str] = described("what became of the rows", isin=["kept", "merged", "dropped"])
    reason: Series[str] = described("why; empty for rows kept")
    rows: Series[int] = described("number of rows", unit="rows", ge=0)


TABLES: tuple[type[Table], ...] = (
    Organisations,
    Statements,
    Responses,
    Roles,
    Inputs,
    Needs,
    Offers,
    Markets,
    Barriers,
    Links,
    Interests,
    AssistanceNeeds,
    Products,
    OtherAnswers,
    Columns,
    Completeness,
    Ledger,
    Review,
    Decided,
    Panel,
    Accounting,
)
