"""A fictitious trade register, and the logs of a fictitious pilot: events, assistance, money, decisions.

The logs cohere with the truth of the study and with each other: who asks for a meeting needs what the
other supplies, only accepted requests are held, nobody sits at two tables at once, and what came of a
meeting was asked of those that were held.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandera.typing import DataFrame

from ..partners.register.table import COLUMNS, OURS
from ..reference import Counties
from ..tables import SEPARATOR
from .answers import HOLIDAYS, LEI
from .draws import one_by_weight, one_of_each, yes
from .lists import rows, weights
from .names import codes_given, fiscal_codes, legal_forms, localities, organisation_name
from .truth import STRANGER, Truth

#: Firms of the register that are no members, and the share of the members' firms that it has.
_NO_MEMBERS = 225
_MEMBERS_IN_REGISTER = 1 / 3
#: Shares of firms that work no more, each with those before it.
_AWAY = {"struck_off": 0.04, "insolvent": 0.06, "dissolved": 0.08}
_COLUMNS = {"fiscal_code": "id", "locality": "place", "caen": "activity"}
_IN_REGION = 0.75
_YEAR = 2013
#: Members invited to an event at most.
_ROOM = 150
#: Slots that everybody keeps free, so that nobody sits without a break.
_BREAKS = 2
_REQUESTS_EACH = 4
_OUTCOMES = ("none", "contact", "visit", "offer", "contract", "joint_project")
_AGREED = ("letter_of_intent", "memorandum", "new_member")
_MONTHS = (1, 3, 6)
_SESSIONS = 40

Row = tuple[object, ...]


def register(truth: Truth, counties: DataFrame[Counties]) -> pd.DataFrame:
    """Give a small trade register of fictitious firms in and around the region, some members among them.

    Returns
    -------
    DataFrame
        The columns of :data:`partners.register.table.COLUMNS`, ordered by id; the turnover is in lei.
    """
    chance = np.random.default_rng([truth.seed, 0, 3])
    firms = truth.organisations[truth.organisations["organisation_type"] == "firm"]
    listed = firms[chance.random(len(firms)) < _MEMBERS_IN_REGISTER]
    members = listed.rename(columns=_COLUMNS).assign(
        turnover=(listed["turnover"] * 1000 * LEI).round().astype("int64"), status="active"
    )
    frame = pd.concat([members, _strangers(truth, counties, chance)]).assign(revision=OURS, year=_YEAR)
    return frame[list(COLUMNS)].sort_values("id", ignore_index=True)


def _strangers(truth: Truth, counties: DataFrame[Counties], chance: Generator) -> pd.DataFrame:
    """Firms that are no members, of every stage of every chain."""
    stages = truth.stages[truth.stages["caen"] != ""]
    places = chance.integers(0, len(stages), _NO_MEMBERS) if len(stages) else np.zeros(0, dtype=int)
    size = len(places)
    employees = np.ceil(chance.lognormal(2.3, 1.2, size)).clip(1, 900).astype(int)
    forms = legal_forms(employees, chance)
    inside, around = _region(truth, counties)
    county = np.where(chance.random(size) < _IN_REGION, chance.choice(inside, size), chance.choice(around, size))
    drawn = chance.random(size)
    codes = one_of_each(stages["caen"].iloc[places].str.split(SEPARATOR), chance.random(size))
    # Names go on counting where the longest roster may end, so that none is the name of a member.
    first = len(truth.organisations) + 10
    return pd.DataFrame(
        {
            "name": [
                organisation_name(form, cluster, first + place, chance)
                for place, (form, cluster) in enumerate(
                    zip(forms.tolist(), stages["cluster"].iloc[places], strict=True)
                )
            ],
            "id": fiscal_codes(_codes_given(truth), size),
            "county": county,
            "place": localities(county, counties, chance),
            "activity": codes,
            "employees": employees,
            "turnover": np.rint(employees * chance.lognormal(3.2, 0.7, size) * 1000 * LEI).astype("int64"),
            "status": np.select([drawn < at for at in _AWAY.values()], list(_AWAY), "active"),
        }
    )


def codes_given_with_register(truth: Truth) -> int:
    """Tell how many fiscal codes were given to members, to strangers who answered, and to firms of the register."""
    return _codes_given(truth) + _NO_MEMBERS


def _codes_given(truth: Truth) -> int:
    codes = pd.concat([truth.organisations["fiscal_code"], truth.responses["fiscal_code"]])
    return codes_given(codes[codes != ""])


def _region(truth: Truth, counties: DataFrame[Counties]) -> tuple[list[str], list[str]]:
    """Counties of the region most members are in, and those beside it on the tile map."""
    regions = truth.organisations["county"].map(counties.set_index("county")["region"])
    home = counties["region"] == regions.mode().iloc[0]
    own, rest = counties[home], counties[~home]
    tiles = own[["tile_row", "tile_column"]].to_numpy()
    apart = np.abs(rest[["tile_row", "tile_column"]].to_numpy()[:, None, :] - tiles[None, :, :]).max(axis=2)
    beside = rest[(apart <= 1).any(axis=1)]
    return list(own["county"]), list((beside if len(beside) else own)["county"])


def pilot_logs(truth: Truth) -> dict[str, pd.DataFrame]:
    """Give the logs that a pilot of six months leaves.

    Returns
    -------
    dict of str to DataFrame
        events : id, kind (b2b or c2c), date, place, clusters, slots, tables, slot_minutes.
        participants : event, fiscal_code, name, registered, attended; a row for everybody invited.
        requests : event, from, to (fiscal codes), topic (code of a stage), status.
        meetings : id, event, slot, table, from, to, held, rating_from, rating_to; accepted requests that
        found a slot.
        followups : meeting, months, outcome; asked of meetings that were held, after the pilot as well.
        assistance : date, firm (fiscal code), kind, hours, satisfaction.
        budget : line, planned_eur, spent_eur, date.
        decisions : date, who, decision, based_on.
        timetable : activity, planned_start, planned_end, actual_start, actual_end.

        Yes and no are ``yes`` and ``no``; ratings and satisfaction go from 1 to 5, missing where not given.
    """
    chance = np.random.default_rng([truth.seed, 0, 4])
    events = _events(truth)
    participants = _participants(truth, events, chance)
    requests = _requests(truth, events, participants, chance)
    meetings = _meetings(events, participants, requests, chance)
    return {
        "events": events,
        "participants": participants,
        "requests": requests,
        "meetings": meetings,
        "followups": _followups(events, meetings, chance),
        "assistance": _assistance(truth, chance),
        "budget": _budget(chance),
        "decisions": _decisions(truth),
        "timetable": _timetable(chance),
    }


def _clusters(truth: Truth) -> list[str]:
    return list(truth.organisations["cluster"].unique())


def _events(truth: Truth) -> pd.DataFrame:
    """Two events within a sector each, and two of all clusters."""
    clusters, events = _clusters(truth), pd.DataFrame(rows("events.csv"))
    whose = [
        clusters[number % len(clusters)] if kind == "b2b" else SEPARATOR.join(clusters)
        for number, kind in enumerate(events["kind"])
    ]
    events.insert(list(events.columns).index("slots"), "clusters", whose)
    return events.astype(dict.fromkeys(("slots", "tables", "slot_minutes"), "int64"))


def _participants(truth: Truth, events: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who was invited: members who want to meet others and some who did not say so, and strangers."""
    people = truth.organisations
    interested = truth.interests.loc[truth.interests["wants_meetings"] == "yes", "fiscal_code"]
    wants = people["fiscal_code"].isin(interested).to_numpy()
    strangers = truth.responses[truth.responses["fate"] == STRANGER]
    parts = []
    for event in events.to_dict("records"):
        clusters = event["clusters"].split(SEPARATOR)
        # An event of all clusters has room for some members of each.
        rate = np.where(wants, 0.9, 0.15) / (1 if len(clusters) == 1 else 2)
        invited = people[people["cluster"].isin(clusters) & (chance.random(len(people)) < rate)]
        invited = invited.iloc[np.sort(chance.permutation(len(invited))[:_ROOM])]
        guests = strangers[strangers["cluster"].isin(clusters)].iloc[:2]
        both = pd.concat([invited[["fiscal_code", "name"]], guests[["fiscal_code", "name"]]])
        registered = chance.random(len(both)) < 0.7
        attended = registered & (chance.random(len(both)) < 0.88)
        parts.append(both.assign(event=event["id"], registered=yes(registered), attended=yes(attended)))
    columns = ["event", "fiscal_code", "name", "registered", "attended"]
    return pd.concat(parts, ignore_index=True)[columns]


def _requests(truth: Truth, events: pd.DataFrame, participants: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who asked whom: those registered ask who supplies what they need, and now and then somebody else."""
    able = participants[participants["registered"] == "yes"]
    needs = truth.needs.groupby("fiscal_code")["stage"].agg(list).to_dict()
    works = truth.roles.groupby("fiscal_code")["stage"].agg(list).to_dict()
    cluster_of = dict(zip(truth.organisations["fiscal_code"], truth.organisations["cluster"], strict=True))
    found: list[Row] = []
    for event in events.to_dict("records"):
        present = able.loc[able["event"] == event["id"], "fiscal_code"].tolist()
        suppliers: dict[str, list[str]] = {}
        for code in present:
            for stage in works.get(code, []):
                suppliers.setdefault(stage, []).append(code)
        asked: set[frozenset[str]] = set()
        for guest in present:
            wanted = [(other, stage) for stage in needs.get(guest, []) for other in suppliers.get(stage, [])]
            wanted += [
                (str(chance.choice(others)), stage)
                for stage, others in suppliers.items()
                if chance.random() < 1 / len(suppliers)
            ]
            for place in chance.permutation(len(wanted))[:_REQUESTS_EACH].tolist():
                other, topic = wanted[place]
                # Clusters meet each other, not themselves, where the event is theirs.
                same = event["kind"] == "c2c" and cluster_of.get(guest) == cluster_of.get(other)
                if other != guest and not same and frozenset((guest, other)) not in asked:
                    asked.add(frozenset((guest, other)))
                    found.append((event["id"], guest, other, topic))
    frame = pd.DataFrame(found, columns=["event", "from", "to", "topic"])
    return frame.assign(status=one_by_weight(weights("request_status"), len(frame), chance))


def _meetings(
    events: pd.DataFrame, participants: pd.DataFrame, requests: pd.DataFrame, chance: Generator
) -> pd.DataFrame:
    """Put accepted requests into the first slot in which both and a table are free."""
    attended = set(
        participants.loc[participants["attended"] == "yes", ["event", "fiscal_code"]].itertuples(index=False, name=None)
    )
    found: list[Row] = []
    for event in events.to_dict("records"):
        accepted = requests[(requests["event"] == event["id"]) & (requests["status"] == "accepted")]
        placed = _placed(accepted, event["slots"], event["tables"])
        for number, (slot, table, one, other) in enumerate(placed, start=1):
            came = (event["id"], one) in attended and (event["id"], other) in attended
            held = came and chance.random() < 0.95
            ratings = [int(chance.integers(2, 6)) if held and chance.random() < 0.85 else pd.NA for _side in range(2)]
            head = (f"{event['id']}-{number:03d}", event["id"], slot, table, one, other)
            found.append((*head, "yes" if held else "no", *ratings))
    columns = ["id", "event", "slot", "table", "from", "to", "held", "rating_from", "rating_to"]
    return pd.DataFrame(found, columns=columns).astype({"rating_from": "Int64", "rating_to": "Int64"})


def _placed(accepted: pd.DataFrame, slots: int, tables: int) -> list[tuple[int, int, str, str]]:
    """Slots and tables of requests, in the order of the agenda; who has no free slot in common goes without."""
    busy: dict[str, set[int]] = {}
    used: Counter[int] = Counter()
    placed = []
    for one, other in accepted[["from", "to"]].itertuples(index=False, name=None):
        taken = busy.setdefault(one, set()), busy.setdefault(other, set())
        if max(map(len, taken)) >= slots - _BREAKS:
            continue
        slot = next((at for at in range(1, slots + 1) if at not in taken[0] | taken[1] and used[at] < tables), None)
        if slot is None:
            continue
        used[slot] += 1
        for each in taken:
            each.add(slot)
        placed.append((slot, used[slot], one, other))
    return sorted(placed)


def _followups(events: pd.DataFrame, meetings: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """What came of meetings held, after one, three and six months: what was reached is not lost again."""
    kinds = dict(zip(events["id"], events["kind"], strict=True))
    found: list[Row] = []
    for meeting in meetings[meetings["held"] == "yes"].to_dict("records"):
        reached = 0
        agreed = ""
        for months in _MONTHS:
            # Who does not answer once is not asked again.
            if chance.random() > 0.85:
                break
            reached = min(reached + int(chance.choice([0, 1, 2], p=[0.55, 0.35, 0.1])), len(_OUTCOMES) - 1)
            if not agreed and reached >= 2 and kinds[meeting["event"]] == "c2c" and chance.random() < 0.3:
                agreed = str(chance.choice(_AGREED))
            found.append((meeting["id"], months, agreed or _OUTCOMES[reached]))
    return pd.DataFrame(found, columns=["meeting", "months", "outcome"])


def _assistance(truth: Truth, chance: Generator) -> pd.DataFrame:
    """Sessions for firms that asked for them, after the survey, on working days."""
    firms = truth.organisations.loc[truth.organisations["organisation_type"] == "firm", "fiscal_code"]
    asked = truth.assistance[truth.assistance["fiscal_code"].isin(firms)].sort_values("rank", kind="stable")
    first = asked[asked["rank"] == 1]
    # Hours were short: the first wish of some was served, and the second of a few of these.
    served = first.iloc[chance.permutation(len(first))[: _SESSIONS * 3 // 4]]
    second = asked[(asked["rank"] == 2) & asked["fiscal_code"].isin(served["fiscal_code"])]
    sessions = pd.concat([served, second.iloc[: _SESSIONS // 4]], ignore_index=True)
    days = pd.bdate_range("2014-04-28", "2014-06-25", freq="C", holidays=list(HOLIDAYS))
    satisfied = pd.array(chance.integers(2, 6, len(sessions)), dtype="Int64")
    satisfied[chance.random(len(sessions)) < 0.1] = pd.NA
    frame = pd.DataFrame(
        {
            "date": days[chance.integers(0, len(days), len(sessions))].strftime("%Y-%m-%d"),
            "firm": sessions["fiscal_code"],
            "kind": sessions["assistance"],
            "hours": chance.integers(1, 9, len(sessions)),
            "satisfaction": satisfied,
        }
    )
    return frame.sort_values(["date", "firm", "kind"], ignore_index=True)


def _budget(chance: Generator) -> pd.DataFrame:
    frame = pd.DataFrame(rows("budget.csv")).astype({"planned_eur": "int64"})
    spent = (frame["planned_eur"] * chance.uniform(0.85, 1.0, len(frame))).round(2)
    return frame.assign(spent_eur=spent)[["line", "planned_eur", "spent_eur", "date"]]


def _decisions(truth: Truth) -> pd.DataFrame:
    """Decisions of the agency, and of the management of every cluster where the table names nobody."""
    each = [
        {**row, "who": who}
        for row in rows("decisions.csv")
        for who in ([row["who"]] if row["who"] else _clusters(truth))
    ]
    return pd.DataFrame(each).sort_values("date", kind="stable", ignore_index=True)


def _timetable(chance: Generator) -> pd.DataFrame:
    """Say when activities were to be done and when they were; fixed days were kept."""
    frame = pd.DataFrame(rows("timetable.csv"))
    fixed = frame["activity"].str.endswith("events") | frame["activity"].str.startswith("Survey")
    for name in ("start", "end"):
        planned = pd.to_datetime(frame[f"planned_{name}"]).to_numpy().astype("datetime64[D]")
        actual = np.busday_offset(planned, np.where(fixed, 0, chance.integers(0, 4, len(frame))), roll="forward")
        frame[f"actual_{name}"] = actual.astype(str)
    return frame
