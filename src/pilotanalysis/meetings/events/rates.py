"""Rates of the events beside published ones."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Message, Released, Table, Tabulation, Words, _
from ...store import Store
from ...tables import join_as_spans
from ..labels import INVITED, LOGS
from ..tables import EventDoubts, HeldMeetings, Participants
from .benchmarks import BENCHMARKS
from .tabulation import ALL_EVENTS, rows_in_doubt, steps_tabulation

RATE: dict[str, Message] = {
    "registered": _("registered, of those invited"),
    "attended": _("came, of those registered"),
    "accepted": _("requests accepted, of those made"),
    "held": _("meetings held, of those on the agenda"),
    "rated": _("meetings rated, of those held"),
    "cooperation": _("meetings with cooperation, of those held"),
    "agreement": _("meetings with an agreement, of those held"),
    "each": _("meetings for each participant who came"),
    "minutes": _("minutes of a meeting, mean"),
    "rating": _("rating of a meeting, mean, 1 to 5"),
}
#: Step that each rate is counted of.
_OF = {
    "registered": "invited", "attended": "registered", "accepted": "requested", "held": "scheduled", "rated": "held",
    "cooperation": "held", "agreement": "held", "each": "attended",
}  # fmt: skip
_RATINGS = ["rating_from", "rating_to"]


#: Stands in the column of events for rates.
_RATES = "rates"


def rates_tabulation(data: Store) -> Tabulation:
    """Tabulate the rates of all events together, those that are published elsewhere beside them.

    A rate is blank where the release suppresses one of the two steps that it is made of.
    """
    steps = steps_tabulation(data)
    own = steps.frame[(steps.frame["event"] == ALL_EVENTS) & steps.frame["shown"].astype(bool)].set_index("step")
    rows = [*(_of_steps(own, rate) for rate in _OF), *_means(data)] if len(own) else []
    frame = pd.concat([steps.frame, pd.DataFrame(rows, columns=_COLUMNS).assign(event=_RATES)], ignore_index=True)

    def arrange(told: pd.DataFrame) -> pd.DataFrame:
        hidden = set(told.loc[(told["event"] == ALL_EVENTS) & told["number"].isna(), "step"])
        rates = told[told["event"] == _RATES]
        few = rates["part"].isna() & rates["number"].isna()
        no_part, no_whole = rates["part"].isin(hidden), rates["whole"].isin(hidden) | few
        return rates.assign(
            some=rates["some"].mask(no_part),
            all=rates["all"].mask(no_whole),
            value=rates["value"].mask(no_part | no_whole),
        )

    typed = frame.astype(
        {"number": "Int64", "some": "Int64", "all": "Int64", "value": "float64", "published": "float64"}
    )
    return Tabulation(typed, steps.disclosure, arrange=arrange)


_COLUMNS = [
    "key", "rate", "part", "whole", "number", "some", "all", "value", "published", "benchmark", "differs", "made_from",
]  # fmt: skip


def _of_steps(own: pd.DataFrame, rate: str) -> dict[str, object]:
    """Rate of two steps; a meeting counts for two where it is one of meetings by participants."""
    part, whole = "held" if rate == "each" else rate, _OF[rate]
    some, every = (int(own.loc[step, "number"]) for step in (part, whole))  # type: ignore[arg-type]
    return {
        "key": f"rate.{rate}", "rate": rate, "part": part, "whole": whole, "some": some, "all": every,
        "value": (2 if rate == "each" else 1) * some / every if every else None, **_published(rate),
        "made_from": own.loc[part, "made_from"] or own.loc[whole, "made_from"],
    }  # fmt: skip


def _means(data: Store) -> list[dict[str, object]]:
    """Mean minutes and rating of the meetings held that are in no doubt."""
    every = pd.DataFrame(data.all(HeldMeetings))
    held = every[(every["held"] == "yes") & ~every["row_id"].isin(rows_in_doubt(data))]
    timed = held[held["minutes"].notna() & ~held["row_id"].isin(data.all(EventDoubts)["made_from"])]
    ratings = held[_RATINGS].astype("float64")
    rated = ratings.notna().any(axis=1)
    found = (
        ("minutes", None, timed["minutes"].astype("float64").mean(), timed),
        ("rating", "rated", ratings.stack().mean(), held[rated]),
    )
    return [
        {
            "key": f"rate.{rate}", "rate": rate, "whole": whole, "number": len(rows), "all": len(rows), "value": mean,
            **_published(rate), "made_from": join_as_spans(rows["row_id"]),
        }
        for rate, whole, mean, rows in found
        if len(rows)
    ]  # fmt: skip


def _published(rate: str) -> dict[str, object]:
    known = BENCHMARKS.get(rate)
    return {
        "published": known.rate if known else None,
        **dict.fromkeys(("benchmark", "differs"), rate if known else None),
    }


def _is_share(frame: pd.DataFrame) -> pd.Series:
    return ~frame["rate"].isin(["each", "minutes", "rating"])


def rates_table(data: Store) -> Table:
    """Set the rates of all events beside published ones, with their source and what differs."""

    def words(released: Released) -> Words:
        return Words(
            _("Rates of the events beside published ones") if len(released.frame) else _("No event was held yet"),
            note=_(
                "Of all events together, without what cannot be. What differs in the definitions makes a published "
                "rate a yardstick and no target. Cooperation: an offer or more came of it; contacts and visits are "
                "activities and count as none. Agreement: a contract, a joint project, a letter of intent, a "
                "memorandum or a new member. Length: without meetings that lasted longer than their slot."
            ),
        )

    return Table(
        id="event_rates",
        data=rates_tabulation(data),
        columns=(
            Column("rate", _("Rate"), words=RATE),
            Column("some", _("Number")),
            Column("all", _("Of")),
            Column("value", _("Here"), share=_is_share, decimals=1),
            Column("published", _("Published"), share=_is_share, decimals=1),
            Column("benchmark", _("Where"), words={name: one.source for name, one in BENCHMARKS.items()}),
            Column("differs", _("What differs"), words={name: one.differs for name, one in BENCHMARKS.items()}),
        ),
        words=words,
        source=LOGS,
        n=len(data.all(Participants)),
        units=INVITED,
    )
