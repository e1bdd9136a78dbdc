"""Who the members of a cluster are, who of them answered, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..results import Column, Finding, Label, Message, Number, Table, _, count, label
from ..statistics import share_bounds
from ..study import Study
from ..tables import join_ids, read
from .labels import EXPORTS, ORGANISATION_TYPE, PROFILE, ROSTER
from .tables import REVENUE_BANDS, SIZE_BANDS, Organisations, Responses

#: Most activities and counties that are shown by name.
_MOST = 7
_OTHERS = "others"
_EXPORTS = ((0, "exports_none"), (25, "exports_25"), (50, "exports_50"), (75, "exports_75"), (100, "exports_100"))
_AGES = ((4, "age_under_5"), (9, "age_5_9"), (19, "age_10_19"), (10_000, "age_20"))


@dataclass(frozen=True)
class Profile:
    """Members and respondents of one cluster.

    Attributes
    ----------
    year : int
        In which ages are counted.
    coverage, limit : float
        Of the study's thresholds: share of revenue that is enough; where the open band is cut, thousand EUR.
    words : mapping of str to Label or Message
        What counties and activities are called, by their code.
    """

    cluster: str
    name: Label
    year: int
    coverage: float
    limit: float
    organisations: DataFrame[Organisations]
    responses: DataFrame[Responses]
    words: Mapping[str, Label | Message]


def read_profile(study: Study, cluster: str) -> Profile:
    """Read members and respondents of one cluster from the processed tables.

    Raises
    ------
    StudyError
        If they are not there yet.
    """
    about = reference.load(study, reference.Clusters).set_index("cluster").loc[cluster]
    counties = reference.load(study, reference.Counties)
    activities = reference.load(study, reference.Activities)
    divisions = activities[activities["level"] == "division"]
    organisations, responses = read(study, Organisations), read(study, Responses)
    words: dict[str, Label | Message] = {
        str(code): Label(tuple((language, str(name)) for language in study.languages))
        for code, name in counties[["county", "name"]].itertuples(index=False)
    }
    words |= {str(row["activity"]): _titled(row) for _place, row in divisions.iterrows()}
    return Profile(
        cluster=cluster,
        name=Label(tuple((language, str(about["name"])) for language in study.languages)),
        year=study.settings.period.start.year,
        coverage=study.settings.thresholds.revenue_coverage,
        limit=study.settings.thresholds.revenue_limit,
        organisations=organisations[organisations["cluster"] == cluster].reset_index(drop=True),
        responses=responses[responses["cluster"] == cluster].reset_index(drop=True),
        words={**words, **ORGANISATION_TYPE, **PROFILE},
    )


def _titled(row: pd.Series) -> Label:
    """Title of a division behind its code: ``C13 Textiles``."""
    return Label(tuple((language, f"{row['activity']} {text}") for language, text in label(row).words))


def counts(profile: Profile) -> pd.DataFrame:
    """Count members and respondents by what they are.

    Returns
    -------
    DataFrame
        variable, category, members (missing where the roster does not tell), respondents, made_from. Type,
        county, size and revenue are those of the roster; activity, exports and age those of the answers.
    """
    roster, said = profile.organisations, profile.responses
    by_roster = {
        "type": (roster["organisation_type"], list(ORGANISATION_TYPE)),
        "county": _largest(roster["county"]),
        "size": (roster["size_band"], list(SIZE_BANDS)),
        "revenue": (roster["revenue_band"].fillna("unknown"), [*REVENUE_BANDS, "unknown"]),
    }
    firms = said[said["organisation_type"] == "firm"]
    by_answer = {
        "activity": (firms, *_largest(_division(firms["caen"], profile))),
        "exports": (firms, _banded(firms["export_share"], _EXPORTS), [*dict(_EXPORTS).values(), "unknown"]),
        "age": (said, _banded(profile.year - said["year_founded"], _AGES), [*dict(_AGES).values(), "unknown"]),
    }
    rows: list[tuple[object, ...]] = []
    for variable, (values, order) in by_roster.items():
        for category in order:
            own = roster[values == category]
            if len(own):
                rows.append((variable, category, len(own), int(own["answered"].sum()), join_ids(own["row_id"])))
    for variable, (answers, values, order) in by_answer.items():
        for category in order:
            heard = answers[values == category]
            if len(heard):
                rows.append((variable, category, None, len(heard), join_ids(heard["row_id"])))
    frame = pd.DataFrame(rows, columns=["variable", "category", "members", "respondents", "made_from"])
    return frame.astype({"members": "Int64"})


def _largest(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Keep the most frequent categories by name, largest first, and set the rest together."""
    sizes = values.value_counts()
    order = sorted(sizes.index, key=lambda category: (-sizes[category], category))
    named = order if len(order) <= _MOST + 1 else order[:_MOST]
    return values.where(values.isin(named), _OTHERS), [*named, *([_OTHERS] if len(named) < len(order) else [])]


def _division(caen: pd.Series, profile: Profile) -> pd.Series:
    """Activity of a CAEN class: ``1310`` or ``13.10`` is C13; *unknown* where it cannot be told."""
    known = {code[1:]: code for code in profile.words if len(code) == 3 and code[1:].isdigit()}
    digits = caen.fillna("").str.replace(".", "", regex=False).str.extract(r"^\s*(\d{3,4})\s*$")[0]
    return digits.str.zfill(4).str[:2].map(known).fillna("unknown")


def _banded(values: pd.Series, bands: tuple[tuple[int, str], ...]) -> pd.Series:
    result = pd.Series("unknown", index=values.index, dtype="str")
    for upper, name in reversed(bands):
        result = result.mask(values <= upper, name)
    return result


def profile_table(profile: Profile) -> Table:
    """List members and respondents by what they are."""
    return Table(
        id="member_profile",
        title=_("{cluster}: members and respondents by what they are", cluster=profile.name),
        frame=counts(profile),
        columns=(
            Column("variable", _("What"), words=PROFILE),
            Column("category", _("Category"), words=profile.words),
            Column("members", _("Members")),
            Column("respondents", _("Respondents"), disclosive=True),
        ),
        source=ROSTER,
        n=len(profile.organisations),
        note=_(
            "Type, county, size and revenue are those of the roster; activity, exports and age are what respondents "
            "say. Activity and exports: firms only."
        ),
    )


def revenue_coverage(profile: Profile) -> tuple[float, float]:
    """Bounds of the share of the members' revenue that respondents stand for.

    Each member's revenue is known as a band of the roster; one whose band is not known is left out.
    The highest band is open and cut at the study's limit.
    """
    known = profile.organisations[profile.organisations["revenue_band"].notna()]
    limits = {band: _limits(band, profile.limit) for band in REVENUE_BANDS}
    low, high = (known["revenue_band"].map({band: ends[side] for band, ends in limits.items()}) for side in (0, 1))
    spoke = known["answered"]
    return share_bounds(low[spoke], high[spoke], low[~spoke], high[~spoke])


def _limits(band: str, limit: float) -> tuple[float, float]:
    if band.endswith("+"):
        return float(band.removesuffix("+")), limit
    low, high = band.split("-")
    return float(low), float(high)


def adequacy_finding(profile: Profile) -> Finding:
    """Say whether those who answered stand for enough of the cluster's revenue."""
    roster = profile.organisations
    known = roster[roster["revenue_band"].notna()]
    rows = tuple(known["row_id"])
    unknown = count(
        "members_without_revenue",
        _("members whose revenue is not known"),
        tuple(roster.loc[roster["revenue_band"].isna(), "row_id"]),
        tuple(roster["row_id"]),
        source=ROSTER,
        public=True,
    )
    lower, upper = revenue_coverage(profile)

    def number(id: str, words: Message, value: float) -> Number:
        return Number(id, words, round(value, 6), "proportion", rows, len(rows), ROSTER)

    numbers = (
        number("revenue_coverage_lower", _("share of revenue that respondents stand for, at least"), lower),
        number("revenue_coverage_upper", _("share of revenue that respondents stand for, at most"), upper),
        number("revenue_coverage_needed", _("share of revenue that is enough"), profile.coverage),
    )
    values = dict(zip(("lower", "upper", "needed"), numbers, strict=True))
    if lower >= profile.coverage:
        verdict = _(
            "**Enough**: respondents stand for {lower} to {upper} of the revenue; {needed} is asked for.", **values
        )
    elif upper < profile.coverage:
        verdict = _(
            "**Not enough**: respondents stand for {lower} to {upper} of the revenue; {needed} is asked for.", **values
        )
    else:
        verdict = _(
            "**It cannot be told** whether it is enough: respondents stand for {lower} to {upper} of the revenue; "
            "{needed} is asked for.",
            **values,
        )
    return Finding(
        "adequacy",
        _(
            "{verdict} The revenue of **{unknown}** members is not known; they are left out.",
            verdict=verdict,
            unknown=unknown,
        ),
        (*numbers, unknown),
    )


def answers_finding(profile: Profile) -> Finding:
    """Say how many answered, and how many of them came to the end."""
    members = tuple(profile.organisations["row_id"])
    spoke = tuple(profile.organisations.loc[profile.organisations["answered"], "row_id"])
    everyone = tuple(profile.responses["row_id"])
    whole = tuple(profile.responses.loc[profile.responses["complete"], "row_id"])
    numbers = (
        count("members", _("members of the cluster"), members, members, source=ROSTER, public=True),
        count("answered", _("members that answered"), spoke, members, source=ROSTER),
        count("responses_complete", _("responses that came to the end"), whole, everyone, source=EXPORTS),
    )
    return Finding(
        "who_answered",
        _(
            "Of **{members}** members **{answered}** answered; **{complete}** of their responses came to the end.",
            **dict(zip(("members", "answered", "complete"), numbers, strict=True)),
        ),
        numbers,
    )
