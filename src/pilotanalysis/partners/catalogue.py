"""What notebook 04 hands over for the catalogue of partners: who could close each gap of the cluster."""

from __future__ import annotations

import pandas as pd
from babel import Locale, UnknownLocaleError

from .. import reference
from ..chain.advice import LEAVE
from ..chain.gaps.tabulation import OMITTED, gaps_tabulation
from ..chain.kinds import each
from ..chain.labels import VERDICT
from ..chain.lookups import stage_words
from ..results import Label, Message, PartnerCatalogue, Released, Words, _
from ..results.catalogue import COLUMNS
from ..store import Store
from ..tables import SEPARATOR, join_ids, split_ids
from .labels import BASIS, DECISION, ORIGIN_OF_ONE, POOL
from .tables import Candidates

KIND: dict[str, Message] = {
    "firm": _("firm"),
    "research_edu": _("research or education"),
    "public_auth": _("public authority"),
    "catalyst": _("catalyst organisation"),
    "other": _("other"),
}
NAMED: dict[str, Message] = {
    "consent": _("it agreed"),
    "public": _("it is in the public trade register"),
    "no": _("name not shown: the organisation has not agreed"),
}
#: Verdict of gaps that no partner closes: they lack a market.
_SELL = "sell"


def partner_catalogue(data: Store) -> PartnerCatalogue:
    """Give the candidates for each gap of a cluster, for the catalogue of partners; rejected ones are left out."""
    cluster = data.name
    listed = data.of(Candidates)
    candidates = pd.DataFrame(listed[listed["decision"].ne("rejected")])

    def rows(gaps: Released) -> pd.DataFrame:
        return candidates_of_gaps(gaps.frame, candidates)

    def words(gaps: Released) -> Words:
        return Words(
            title=_("{cluster}: who could close its gaps", cluster=cluster),
            note=OMITTED if gaps.whole.hidden["few"].any() else None,
        )

    return PartnerCatalogue(
        id="partner_catalogue",
        data=gaps_tabulation(data),
        rows=rows,
        codes=_codes(data, candidates),
        words=words,
        source=POOL,
        n=len(candidates),
        units=_("candidates, each counted at every gap that it could close"),
    )


def candidates_of_gaps(gaps: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """List the candidates of each gap, gaps by severity and candidates by place; a gap without any is one row.

    Nobody is looked for where the management says that it is no gap.

    Parameters
    ----------
    gaps : DataFrame
        As released, a row a kind of gap of a stage, by severity.
    candidates : DataFrame
        Columns of Candidates.
    """
    lacking = gaps[gaps["verdict"].ne(_SELL) & gaps["advice"].ne(LEAVE)]
    stages = lacking.groupby("stage", sort=False).agg(
        kinds=("kind", SEPARATOR.join), verdict=("verdict", "first"), gap_from=("made_from", join_ids)
    )
    found = stages.reset_index().merge(
        candidates.sort_values("rank", kind="stable").drop(columns="cluster"), on="stage", how="left", sort=False
    )
    made = [join_ids([gap, own]) for gap, own in zip(found["gap_from"], found["made_from"].fillna(""), strict=True)]
    return found.assign(made_from=made)[[*(column.name for column in COLUMNS), "made_from", "gap_from"]]


def _codes(data: Store, candidates: pd.DataFrame) -> dict[str, dict[str, Label | Message]]:
    """Words for the codes of each column."""
    clusters, counties = data.all(reference.Clusters), data.all(reference.Counties)
    spoken = split_ids(join_ids(candidates["languages"]))
    return {
        "stage": {**stage_words(data)},
        "kinds": {**each("label")},
        "verdict": {**VERDICT},
        "origin": {**ORIGIN_OF_ONE},
        "basis": {**BASIS},
        "organisation_type": {**KIND},
        "decision": {**DECISION},
        "named": {**NAMED},
        "home": {
            str(cluster): data.in_all_languages(str(name))
            for cluster, name in zip(clusters["cluster"], clusters["name"], strict=True)
        },
        "county": {
            str(county): data.in_all_languages(str(name))
            for county, name in zip(counties["county"], counties["name"], strict=True)
        },
        "languages": {code: _language(code, data.study.languages) for code in spoken},
    }


def _language(code: str, languages: tuple[str, ...]) -> Label:
    """Name of a language in those of the study; a code that is none stays as it is."""
    try:
        names = [str(Locale(code).get_display_name(language)) for language in languages]
    except (UnknownLocaleError, ValueError):
        names = [code] * len(languages)
    return Label(tuple(zip(languages, names, strict=True)))
