"""Tables of the survey: who was asked, who answered, and what they answered."""

from __future__ import annotations

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

    employees: Series[float] = described("persons employed", unit="persons", ge=0, nullable=True)


class Roles(Answer):
    """The stages a respondent works in."""

    stage: Series[str] = described("code of the stage")
    is_main: Series[bool] = described("whether it is the respondent's main stage")


class Inputs(Answer):
    """What a respondent buys, and where it comes from."""

    stage: Series[str] = described("code of the stage that supplies the input")
    annual_value: Series[float] = described("bought in a year", unit="thousand EUR", ge=0, nullable=True)
    share_county: Series[float] = described("from the own county", unit="percent", ge=0, le=100)
    share_region: Series[float] = described("from the rest of the region", unit="percent", ge=0, le=100)
    share_country: Series[float] = described("from the rest of the country", unit="percent", ge=0, le=100)
    share_eu: Series[float] = described("from the rest of the European Union", unit="percent", ge=0, le=100)
    share_beyond: Series[float] = described("from beyond the European Union", unit="percent", ge=0, le=100)
    share_members: Series[float] = described(
        "from members of the cluster, wherever they are", unit="percent", ge=0, le=100, nullable=True
    )
    satisfaction: Series[float] = described(
        "satisfaction with the input, 1 poor to 5 very good", ge=1, le=5, nullable=True
    )


class Needs(Answer):
    """What a respondent lacks."""

    stage: Series[str] = described("code of the stage that would supply it")
    need_type: Series[str] = described("kind of thing that is lacking", isin=list(NEED_TYPES))
    criticality: Series[float] = described("1 convenient to 5 vital", ge=1, le=5, nullable=True)
    blocks_existing: Series[bool] = described("whether it hinders on markets already served")
    blocks_new: Series[bool] = described("whether it bars from new, more specialised markets")


class Offers(Answer):
    """What a respondent could do for others."""

    stage: Series[str] = described("code of the stage in which the capability lies")
    capacity: Series[float] = described("capacity that is free", unit="percent", ge=0, le=100, nullable=True)


class Accounting(Computed):
    """What became of the rows of each sheet: rows in = kept + merged + dropped."""

    cluster: Series[str] = described("id of the cluster")
    file: Series[str] = described("raw file, below data/raw")
    sheet: Series[str] = described("sheet of the file")
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
    Accounting,
)
