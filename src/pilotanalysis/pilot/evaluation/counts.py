"""Which count of respondents is which: why numbers that look alike differ."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.lookups import number_asked
from ...results import Column, Disclosure, Message, Table, Tabulation, Words, _
from ...store import Store
from ...survey.labels import EXPORTS
from ...survey.tables import Interests, Organisations, Responses
from ...tables import join_as_spans
from ..assistance_tables import AssistanceCases
from .labels import ON_ROSTERS
from .unused import unused_tabulation

#: Each count: what it is called, who is counted, and where it stands.
COUNTS: Mapping[str, tuple[Message, Message, Message]] = {
    "members": (
        _("Members"),
        _("all on the rosters of the managements; who is a member of two clusters counts in each"),
        _("response rates, limits"),
    ),
    "answered": (
        _("Respondents"),
        _("members with a response that was kept, complete or broken off; of two, the later one"),
        _("response rates"),
    ),
    "complete": (
        _("Complete responses"),
        _("respondents that came to the end of the questions"),
        _("profile of each cluster"),
    ),
    "asked": (
        _("Respondents asked what they lack"),
        _("those whose response came as far as the questions on inputs and needs, in all clusters together"),
        _("n of gaps, partners and the region, by cluster"),
    ),
    "meetings": (
        _("Respondents on meetings"),
        _("those that say whether they want bilateral meetings"),
        _("assumptions, evaluation matrix"),
    ),
    "assistance": (
        _("Respondents that ask for assistance"),
        _("those that name a kind of assistance at least; who is in two clusters counts in the first"),
        _("assistance needed, its plan"),
    ),
    "others": (
        _("Respondents on innovation and certificates"),
        _("those that answer one of these questions at least; each question has its own number below it"),
        _("innovation, research and certificates"),
    ),
    "timed": (
        _("Respondents whose time of answering is known"),
        _("those in exports that tell when a response was sent"),
        _("early and late respondents"),
    ),
}


def _counted(data: Store) -> dict[str, int]:
    responses = pd.DataFrame(data.all(Responses))
    others = unused_tabulation(data).frame
    return {
        "members": len(data.all(Organisations)),
        "answered": len(responses),
        "complete": int(responses["complete"].sum()),
        "asked": sum(number_asked(data.at(cluster)) for cluster in data.names),
        "meetings": int(data.all(Interests)["wants_meetings"].notna().sum()),
        "assistance": len(data.all(AssistanceCases).drop_duplicates("organisation")),
        "others": int(others["answered"].max()) if len(others) else 0,
        "timed": int(responses["submitted"].notna().sum()),
    }


def counts_table(data: Store) -> Table:
    """List the counts of respondents that the reports name, with who is counted and where each stands."""
    counted = _counted(data)
    whole = dict.fromkeys(COUNTS, counted["answered"]) | {"members": counted["members"]}
    frame = pd.DataFrame(
        {
            "count": list(COUNTS),
            "number": [counted[count] for count in COUNTS],
            "of": list(whole.values()),
            "rest": [whole[count] - counted[count] for count in COUNTS],
            "who": list(COUNTS),
            "where": list(COUNTS),
            "made_from": join_as_spans(data.all(Organisations)["row_id"]),
        }
    )
    parts = ({count: words[part] for count, words in COUNTS.items()} for part in range(3))
    names, who, where = parts
    return Table(
        id="counts_of_respondents",
        # Beside all respondents a count tells how few broke off before its question.
        data=Tabulation(
            frame, Disclosure(("number", "rest"), parts={"of": ("number", "rest")}, hides={"rest": ("number",)})
        ),
        columns=(
            Column("count", _("Count"), words=names),
            Column("number", _("Number")),
            Column("who", _("Who is counted"), words=who),
            Column("where", _("Where it stands"), words=where),
        ),
        words=lambda released: Words(
            _("Which count of respondents is which"),
            note=_(
                "All clusters together. Each stands on those who came as far as its question, so the numbers differ "
                "by who broke off before or left it empty."
            ),
        ),
        source=EXPORTS,
        n=counted["members"],
        units=ON_ROSTERS,
    )
