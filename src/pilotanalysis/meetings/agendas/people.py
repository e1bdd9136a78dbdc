"""Participants as agendas call them: by a number, in whose language, and why some have no meeting."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from pandera.typing import DataFrame

from ...partners.tables import Contacts
from ...store import Store
from ...tables import SEPARATOR, join_ids
from ..tables import REASONS, WHO, Meetings, Participants, Unserved


def participants_of_events(data: Store) -> pd.DataFrame:
    """Give everybody who registered, with what agendas need to know.

    Returns
    -------
    DataFrame
        Participants, with number (its place in the list of those invited to the event), named, contact, language (of
        the study, the first that it speaks), meetings (how many it has), and why it has none.
    """
    every = _with_numbers(data.all(Participants))
    people = every[every["registered"] == "yes"].merge(
        data.all(Contacts).rename(columns={"made_from": "consent_from"}), on="organisation", how="left"
    )
    met = times(data.all(Meetings))
    keys = pd.MultiIndex.from_frame(people[["event", "organisation"]])
    own, languages = met.reindex(keys).fillna(0).to_numpy(dtype="int64"), data.study.languages
    rows = people[["row_id", "consent_from"]].fillna("")
    return people.assign(
        door_name=people["name"],
        named=people["named"].eq(True),
        language=people["languages"].fillna("").map(lambda spoken: _first(spoken, languages)),
        meetings=own,
        why=_why_none(people, data.all(Unserved)).where(own == 0),
        made_from=[join_ids(cells) for cells in rows.itertuples(index=False)],
    )


def _with_numbers(invited: DataFrame[Participants]) -> pd.DataFrame:
    # Who is invited later stands further down: numbers that were told stay.
    return pd.DataFrame(invited).assign(number=invited.groupby("event").cumcount() + 1)


def numbers(invited: DataFrame[Participants]) -> Mapping[tuple[str, str], int]:
    """Number of everybody who was invited, by event and key."""
    rows = _with_numbers(invited)[["event", "organisation", "number"]].itertuples(index=False, name=None)
    return {(event, who): int(number) for event, who, number in rows}


def times(meetings: pd.DataFrame) -> pd.Series:
    """Count the meetings of each participant, by event and key."""
    each = meetings[["event", *WHO]].melt(id_vars="event", value_name="who").dropna(subset=["who"])
    return each.groupby(["event", "who"]).size()


def _first(spoken: str, languages: tuple[str, ...]) -> str:
    return next((language for language in spoken.split(SEPARATOR) if language in languages), languages[0])


def _why_none(people: pd.DataFrame, unserved: pd.DataFrame) -> pd.Series:
    """Say why each participant would have no meeting: the reason why its most valued one is not held."""
    order = {reason: place for place, reason in enumerate(REASONS)}
    each = unserved.melt(id_vars=["event", "value", "reason"], value_vars=WHO, value_name="who").dropna(subset=["who"])
    each = each.assign(order=each["reason"].map(order)).sort_values(["value", "order"], ascending=[False, True])
    first = each.drop_duplicates(["event", "who"]).set_index(["event", "who"])["reason"]
    keys = pd.MultiIndex.from_frame(people[["event", "organisation"]])
    why = pd.Series(first.reindex(keys).to_numpy(), index=people.index, dtype="object").fillna("nobody")
    why = why.mask(people["joins"] == "no", "opted_out")
    return why.mask(people["change"] == "cancelled", "cancelled")


def called_in_tables(meetings: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add to meetings what each of those who meet is called, by number, and by name where it agreed."""
    number_of, contacts = numbers(data.all(Participants)), data.all(Contacts)
    agreed = set(contacts.loc[contacts["named"], "organisation"])
    people = data.all(Participants)
    names = {key: name for key, name in zip(people["organisation"], people["name"], strict=True) if key in agreed}

    def called(event: str, key: object) -> str | None:
        # Who came without an invitation has no number.
        if not isinstance(key, str) or (event, key) not in number_of:
            return None
        return f"{number_of[event, key]}: {names[key]}" if key in names else str(number_of[event, key])

    return meetings.assign(
        **{
            f"{column}_called": pd.array(
                [called(event, key) for event, key in zip(meetings["event"], meetings[column], strict=True)],
                dtype="object",
            )
            for column in WHO
        }
    )
