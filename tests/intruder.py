"""What an outsider can do with the public release: read all of it, and work out what it suppresses.

Nothing here is taken from what the package declares: what adds up to what, and what tells what, is said once more, as
one who reads the reports would say it. A count that is suppressed somewhere is an unknown; what is shown of it
elsewhere, and every sum that it is part of, narrows it (:class:`Knowledge`).
"""

from __future__ import annotations

import csv
import html
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from openpyxl import load_workbook
from pypdf import PdfReader
from scipy.optimize import linprog

SUPPRESSED = ":c"
#: Those that the release of the tests is made in (`conftest.published`).
LANGUAGES = ("en", "ro")
#: Kinds of gaps that concern those who lack or buy what the stage supplies.
SUPPLY = ("absent", "support", "leakage", "quality", "thin")
#: Steps of an event whose counts are a part of another's.
STEPS_WITHIN = (
    ("registered", "invited"), ("attended", "registered"), ("accepted", "requested"), ("held", "scheduled"),
    ("rated", "held"), ("cooperation", "held"), ("agreement", "cooperation"),
)  # fmt: skip
Key = tuple[str, ...]
Row = dict[str, Any]


class Reports:
    """The public reports, read: tables and data of figures as rows in which a suppressed cell says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results = {path.stem: json.loads(path.read_text("utf-8")) for path in (folder / "results").glob("*.json")}

    @cached_property
    def clusters(self) -> list[str]:
        """Clusters that are analysed."""
        return sorted(name.partition(".")[2] for name in self.results if name.startswith("03_"))

    def item(self, result: str, id: str) -> Row:
        """One result of a notebook."""
        return next(item for item in self.results[result]["items"] if item["id"] == id)

    def value(self, result: str, id: str) -> Any:
        """The value of a number, or that it is suppressed; None if there is no such number."""
        found = [item for item in self.results[result]["items"] if item["id"] == id]
        return (SUPPRESSED if found[0]["suppressed"] else found[0]["value"]) if found else None

    def table(self, result: str, id: str) -> list[Row]:
        """The rows of a table."""
        item = self.item(result, id)
        names = [column["name"] for column in item["columns"]]
        rows = [dict(zip(names, record, strict=True)) for record in item["records"]]
        for row, name in item["suppressed"]:
            rows[row][name] = SUPPRESSED if rows[row][name] is None else rows[row][name]
        return rows

    def data(self, figure: str) -> list[Row]:
        """The data of a figure."""
        with (self.folder / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def _count(cell: Any) -> int | None:
    """A count that is shown; None for what is suppressed or not known."""
    return None if cell in (None, "", SUPPRESSED) else int(float(cell))


@dataclass
class Knowledge:
    """Counts that are unknown to the outsider, and what is known of them.

    Attributes
    ----------
    shown : dict
        Counts that stand somewhere.
    hidden : set
        Counts that are suppressed somewhere.
    equal, most : list of (coefficients, number)
        Sums that are known, and sums that are at most a number. Only counts are named here, shown ones too.
    contradictions : list of str
        Counts that are shown with two values.
    """

    shown: dict[Key, int] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    equal: list[tuple[dict[Key, float], float]] = field(default_factory=list)
    most: list[tuple[dict[Key, float], float]] = field(default_factory=list)
    public: set[Key] = field(default_factory=set)
    contradictions: list[str] = field(default_factory=list)

    def read(self, key: Key, cell: Any, *, public: bool = False) -> Key:
        """Note what a cell says of a count."""
        number = _count(cell)
        if cell == SUPPRESSED:
            self.hidden.add(key)
        if number is not None:
            if self.shown.setdefault(key, number) != number:
                self.contradictions.append(f"{key}: {self.shown[key]} and {number}")
            if public:
                self.public.add(key)
        return key

    def adds_up(self, total: Key | float, parts: Iterable[Key]) -> None:
        """Know that counts add up to another, or to a number."""
        sums: dict[Key, float] = dict.fromkeys(parts, 1.0)
        if isinstance(total, tuple):
            self.equal.append(({**sums, total: -1.0}, 0.0))
        else:
            self.equal.append((sums, float(total)))

    def at_most(self, parts: Iterable[Key], whole: Key | float) -> None:
        """Know that counts together are no more than another, or than a number."""
        sums: dict[Key, float] = dict.fromkeys(parts, 1.0)
        if isinstance(whole, tuple):
            self.most.append(({**sums, whole: -1.0}, 0.0))
        else:
            self.most.append((sums, float(whole)))

    def narrow(self, minimum: int) -> list[str]:
        """Name the suppressed counts that are bounded to less than `minimum`, or than the roster alone leaves.

        One who takes each suppressed count for at least 1 must not know it exactly either.
        """
        found = [f"shown with two values: {one}" for one in self.contradictions]
        told, alone = Sums(self, self.shown), Sums(self, {key: self.shown[key] for key in self.public})
        for key in sorted(self.hidden):
            # What the roster leaves is worked out where the rest is narrow: it takes as long.
            low, high = told.bounds(key)
            if high - low < minimum - 1e-6 and high - low < _width(alone.bounds(key)) - 1e-6:
                found.append(f"{' '.join(key)} is between {low:g} and {high:g}")
                continue
            low, high = told.bounds(key, floor=1.0)
            if -np.inf < high - low < 1 - 1e-6 and _width(alone.bounds(key, floor=1.0)) >= 1 - 1e-6:
                found.append(f"{' '.join(key)} is {low:g}, as a suppressed count is no 0")
        return found

    def bounds(self, key: Key) -> tuple[float, float]:
        """Bound a count from all that is shown."""
        return Sums(self, self.shown).bounds(key)


def _width(bounds: tuple[float, float]) -> float:
    low, high = bounds
    return high - low


Sum = tuple[dict[Key, float], float]


class Sums:
    """What is known of sums, with the counts put in that are shown: groups of counts that hang together."""

    def __init__(self, known: Knowledge, shown: Mapping[Key, int]) -> None:
        self._hidden, self._shown = known.hidden, shown
        sums = [
            (self._put_in(one), equal) for equal, part in ((True, known.equal), (False, known.most)) for one in part
        ]
        graph = nx.Graph()
        for (parts, _number), _equal in sums:
            nx.add_path(graph, parts)
        groups = list(nx.connected_components(graph))
        self._group = {key: place for place, group in enumerate(groups) for key in group}
        self._sums: list[list[tuple[Sum, bool]]] = [[] for _group in groups]
        for one, equal in sums:
            if one[0]:
                self._sums[self._group[next(iter(one[0]))]].append((one, equal))

    def _put_in(self, known: Sum) -> Sum:
        sums, number = known
        rest = {one: sign for one, sign in sums.items() if one not in self._shown}
        return rest, number - sum(sign * self._shown[one] for one, sign in sums.items() if one in self._shown)

    def bounds(self, key: Key, floor: float = 0.0) -> tuple[float, float]:
        """Bound a count by linear programming."""
        if key in self._shown:
            return float(self._shown[key]), float(self._shown[key])
        if key not in self._group:
            return floor, np.inf
        places, a_eq, b_eq, a_ub, b_ub = self._matrices(self._group[key])
        limits = [(floor if one in self._hidden else 0.0, None) for one in places]
        aim = np.zeros(len(places))
        aim[places[key]] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            done = linprog(sign * aim, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=limits, method="highs")
            if done.status == 2:
                assert floor > 0, f"what is known of {key} contradicts itself"
                return np.inf, -np.inf
            ends.append(sign * done.fun if done.status == 0 else -sign * np.inf)
        return ends[0], ends[1]

    @cache  # noqa: B019 - lives as long as the sums do
    def _matrices(self, group: int) -> tuple[dict[Key, int], Any, Any, Any, Any]:
        """Set what is known of a group as equations and limits; None where there are none."""
        sums = self._sums[group]
        places = {one: place for place, one in enumerate(dict.fromkeys(one for (own, _), _ in sums for one in own))}
        out: list[Any] = [places]
        for wanted in (True, False):
            chosen = [one for one, equal in sums if equal is wanted]
            matrix = np.zeros((len(chosen), len(places)))
            for row, (own, _number) in enumerate(chosen):
                for one, sign in own.items():
                    matrix[row, places[one]] = sign
            out += [matrix, np.array([number for _own, number in chosen])] if chosen else [None, None]
        return out[0], out[1], out[2], out[3], out[4]


def what_is_known(reports: Reports) -> Knowledge:
    """All counts of the release with all that is known to add up."""
    known = Knowledge()
    _who_answered(reports, known)
    _what_became_of_rows(reports, known)
    _how_cells_were_read(reports, known)
    _how_much_was_answered(reports, known)
    _what_the_evaluation_tells(reports, known)
    _who_met(reports, known)
    _who_needs_assistance(reports, known)
    for cluster in reports.clusters:
        _who_does_what(reports, known, cluster)
        _whom_gaps_concern(reports, known, cluster)
        _who_closes_gaps(reports, known, cluster)
    return known


def _who_answered(reports: Reports, known: Knowledge) -> None:
    """Members by type, county, size and revenue are public; each answered or did not, and so for every sum of them."""
    intake, all_ = "01_survey_intake", ("answered", "all")
    known.read(all_, reports.value(intake, "answered"))
    for row in reports.table(intake, "response"):
        about = (row["cluster"], "type", row["category"])
        members = known.read(("members", *about), row["members"], public=True)
        answered = known.read(("answered", *about), row["answered"])
        known.adds_up(members, [answered, known.read(("not answered", *about), row["not_answered"])])
    tiles = {row["county"]: row for row in reports.data("response_by_county")}
    listed: dict[str, list[Row]] = {}
    for cluster in reports.clusters:
        result, own = f"02_cluster_profile.{cluster}", ("answered", cluster)
        known.read(own, reports.value(result, "answered"))
        parts: dict[str, list[Key]] = {}
        for row in (*reports.table(result, "member_profile"), *reports.data(f"profile.{cluster}")):
            about = (cluster, row["variable"], row["category"])
            answered = known.read(("answered", *about), row["answered"])
            parts.setdefault(row["variable"], []).append(answered)
            if _count(row["members"]) is not None:
                members = known.read(("members", *about), row["members"], public=True)
                known.adds_up(members, [answered, ("not answered", *about)])
                # That few did not answer tells as much as that few did.
                if row["answered"] == SUPPRESSED:
                    known.hidden.add(("not answered", *about))
        for variable, keys in parts.items():
            whole = own if variable in ("type", "county", "size", "revenue", "age") else ("answered", cluster, "firms")
            known.adds_up(whole, dict.fromkeys(keys))
        firms = ("answered", cluster, "type", "firm")
        if firms in known.shown:
            known.adds_up(known.shown[firms], [("answered", cluster, "firms")])
        complete = known.read(("complete", cluster), reports.value(result, "responses_complete"))
        known.adds_up(own, [complete, ("partial", cluster)])
        listed[cluster] = [row for row in reports.table(result, "member_profile") if row["variable"] == "county"]
    for row in reports.table(intake, "arrivals"):
        known.read(("answered", row["cluster"]), row["answered"])
        known.read(("partial", row["cluster"]), row["partial"])
    known.adds_up(all_, [("answered", cluster) for cluster in reports.clusters])
    partial = known.read(("partial", "all"), reports.value(intake, "responses_partial"))
    known.adds_up(partial, [("partial", cluster) for cluster in reports.clusters])
    _from_counties(reports, known, tiles, listed)


def _from_counties(reports: Reports, known: Knowledge, tiles: dict[str, Row], listed: dict[str, list[Row]]) -> None:
    """A county of the map has the members that the profiles name there, and some of those without name."""
    for county, tile in tiles.items():
        answered = known.read(("answered", "county", county), tile["answered"])
        known.adds_up(float(tile["members"]), [answered, ("not answered", "county", county)])
        named = [cluster for cluster, rows in listed.items() if any(row["category"] == county for row in rows)]
        unnamed = [
            cluster
            for cluster, rows in listed.items()
            if cluster not in named and any(row["category"] == "others" for row in rows)
        ]
        there = sum(known.shown["members", cluster, "county", county] for cluster in named)
        keys = [("answered", cluster, "county", county) for cluster in named]
        rest = [("answered", cluster, "unnamed", county) for cluster in unnamed]
        known.adds_up(answered, keys + rest)
        known.at_most(rest, float(tile["members"]) - there)
    for cluster in reports.clusters:
        rest = [("answered", cluster, "unnamed", county) for county in tiles]
        known.at_most(
            [key for key in rest if any(key in sums for sums, _ in known.equal)],
            ("answered", cluster, "county", "others"),
        )


def _what_became_of_rows(reports: Reports, known: Knowledge) -> None:
    """Responses of all files are those kept, merged and dropped; a file's first sheet has its responses."""
    intake = "01_survey_intake"
    ends: dict[str, list[Key]] = {}
    first: dict[str, str] = {}
    for row in reports.table(intake, "accounting"):
        key = known.read(("rows", row["file"], row["sheet"], row["outcome"], row["reason"]), row["rows"])
        if first.setdefault(row["file"], row["sheet"]) == row["sheet"]:
            ends.setdefault(row["outcome"], []).append(key)
            if row["outcome"] == "kept":
                known.adds_up(("answered", row["cluster"]), [key])
    for outcome, keys in ends.items():
        known.adds_up(known.read(("rows", outcome), reports.value(intake, f"responses_{outcome}")), keys)
    known.adds_up(
        known.read(("rows", "read"), reports.value(intake, "responses_read")), [("rows", outcome) for outcome in ends]
    )


def _how_cells_were_read(reports: Reports, known: Knowledge) -> None:
    """Cells of a rule are those of its clusters; what waits stands by question; flags add up to those flagged."""
    intake = "01_survey_intake"
    rules: dict[Key, list[Key]] = {}
    for row in reports.table(intake, "cells"):
        key = known.read(("cells", row["cluster"], row["rule"], row["severity"]), row["cells"])
        rules.setdefault((row["rule"], row["severity"]), []).append(key)
    totals = {
        (row["rule"], row["severity"]): known.read(("cells", row["rule"], row["severity"]), row["cells"])
        for row in reports.data("cells_by_rule")
    }
    for about, keys in rules.items():
        if about in totals:
            known.adds_up(totals[about], keys)
    waiting: dict[Key, list[Key]] = {}
    for row in reports.table(intake, "waiting"):
        key = known.read(("waiting", row["cluster"], row["question"], row["rule"]), row["cells"])
        waiting.setdefault(("cells", row["cluster"], row["rule"], "review"), []).append(key)
    for total, keys in waiting.items():
        known.adds_up(total, keys)
    for id, severity in (("cells_flagged", "flag"), ("cells_waiting", "review")):
        number = reports.value(intake, id)
        if _count(number) is not None:
            known.adds_up(number, [key for about, key in totals.items() if about[1] == severity])


def _how_much_was_answered(reports: Reports, known: Knowledge) -> None:
    """What is asked is answered or not: a share tells one from the other; so does the share over all clusters."""
    sections: dict[str, dict[str, list[Key]]] = {}
    for row in reports.data("answers_by_section"):
        about = (row["cluster"], row["section"])
        given, empty = (known.read((name, *about), row[name]) for name in ("answered", "unanswered"))
        known.read(("not understood", *about), row["not_understood"])
        own = sections.setdefault(row["section"], {"answered": [], "unanswered": []})
        own["answered"].append(given)
        own["unanswered"].append(empty)
        if row["share"] not in ("", SUPPRESSED):
            share = float(row["share"])
            known.equal.append(({given: 1 - share, empty: -share}, 0.0))
    alt = reports.item("01_survey_intake", "answers_by_section")["alt"]["en"]
    for own, said in zip(sections.values(), re.findall(r" (\d+)%", alt), strict=True):
        for end, sign in ((int(said) / 100 - 0.005, -1), (int(said) / 100 + 0.005, 1)):
            # Those answered, of all, are at least and at most so many.
            sums = dict.fromkeys(own["answered"], sign * (1 - end)) | dict.fromkeys(own["unanswered"], -sign * end)
            known.most.append((sums, 1e-6))


def _what_the_evaluation_tells(reports: Reports, known: Knowledge) -> None:
    """Of those who answered a question it holds or does not; clusters add up to all, and halves to both."""
    result = "09_evaluation"
    by_measure: dict[str, list[Key]] = {}
    for row in reports.table(result, "unused_answers"):
        about = ("unused", row["measure"], row["cluster"])
        chosen = known.read((*about, "chosen"), row["chosen"])
        answered = known.read((*about, "answered"), row["answered"])
        known.adds_up(answered, [chosen, (*about, "others")])
        if row["cluster"] != "all":
            by_measure.setdefault(row["measure"], []).append(about)
    for measure, parts in by_measure.items():
        for what in ("chosen", "answered", "others"):
            known.adds_up(("unused", measure, "all", what), [(*part, what) for part in parts])
    for row in reports.table(result, "early_and_late_counts"):
        about = ("halves", row["measure"], row["half"])
        known.adds_up(row["answered"], [known.read((*about, "chosen"), row["chosen"]), (*about, "others")])
    for row in reports.table(result, "counts_of_respondents"):
        shared = {"answered": ("answered", "all"), "complete": ("complete", "all")}
        known.read(shared.get(row["count"], ("counts", row["count"])), row["number"])
    known.adds_up(("answered", "all"), [("complete", "all"), ("partial", "all")])
    for row in reports.table(result, "evaluation_matrix"):
        if _count(row["base"]) is not None and row["base"] != 0:
            part = known.read(("evidence", row["evidence"]), row["value"])
            known.adds_up(row["base"], [part, ("evidence", row["evidence"], "others")])


def _who_met(reports: Reports, known: Knowledge) -> None:
    """Who came met somebody or did not; events of a cluster add up to all of them, and clusters to those at an event.

    Nobody comes to an event whom its funnel does not count.
    """
    counts = ("came", "met", "unmet", "meetings")
    by_cluster: dict[str, list[Key]] = {}
    for row in reports.table("08_monitoring", "monitoring_meetings"):
        agency = row["reader"] == "agency"
        cluster, event = (row["place"], "all") if agency else (row["reader"], row["place"])
        about = ("events", cluster, event)
        came, met = (known.read((*about, count), row[count]) for count in ("came", "met"))
        known.read((*about, "meetings"), row["meetings"])
        known.adds_up(came, [met, (*about, "unmet")])
        if SUPPRESSED in (row["came"], row["met"]):
            # That few met nobody tells as much as that few met somebody.
            known.hidden.add((*about, "unmet"))
        if not agency:
            by_cluster.setdefault(cluster, []).append(about)
    for cluster, parts in by_cluster.items():
        for count in counts:
            known.adds_up(("events", cluster, "all", count), [(*part, count) for part in parts])
    steps = _steps_of_events(reports, known)
    for event, own in steps.items():
        present = [(*part, "came") for parts in by_cluster.values() for part in parts if part[2] == event]
        if present:
            known.at_most(present, own["attended"])


def _steps_of_events(reports: Reports, known: Knowledge) -> dict[str, dict[str, Key]]:
    """Of an event the steps follow one another, and events add up to all of them."""
    steps: dict[str, dict[str, Key]] = {}
    for row in reports.table("05_b2b_meetings", "event_steps_reached"):
        key = ("steps", row["event"], row["step"])
        steps.setdefault(row["event"], {})[row["step"]] = known.read(key, row["number"])
    for row in reports.data("event_funnel"):
        whole = known.read(("steps", "all", row["step"]), row["number"])
        known.adds_up(whole, [own[row["step"]] for own in steps.values() if row["step"] in own])
    for own in steps.values():
        for part, step in STEPS_WITHIN:
            known.at_most([own[part]], own[step])
    return steps


def _who_needs_assistance(reports: Reports, known: Knowledge) -> None:
    """Those who ask for a topic are some of all who ask; clusters add up to all, and what is planned to the plan."""
    topics: dict[str, list[str]] = {}
    for row in reports.data("assistance_needs"):
        about = ("assistance", row["cluster"], row["topic"])
        asking = known.read((*about, "asking"), row["asking"])
        if _count(row["base"]) is not None:
            known.adds_up(int(row["base"]), [asking, (*about, "not asking")])
        known.at_most([known.read((*about, "first"), row["first"])], asking)
    for row in reports.table("08_monitoring", "monitoring_assistance"):
        cluster = "all" if row["reader"] == "agency" else row["reader"]
        about = ("assistance", cluster, row["topic"])
        for count in ("asking", "planned", "had"):
            known.read((*about, count), row[count])
        known.at_most([(*about, "planned")], (*about, "asking"))
        topics.setdefault(row["topic"], []).append(cluster)
    for topic, clusters in topics.items():
        for count in ("asking", "planned", "had"):
            parts = [("assistance", cluster, topic, count) for cluster in clusters if cluster != "all"]
            known.adds_up(("assistance", "all", topic, count), parts)
    _who_is_served(reports, known, list(topics))


def _who_is_served(reports: Reports, known: Knowledge, topics: list[str]) -> None:
    """What is planned for a cluster adds up over topics, and had a session or none."""
    for row in reports.table("07_technical_assistance", "assistance_by_cluster"):
        # It may be suppressed only for the sake of a topic, which alone is small.
        planned = ("assistance", row["cluster"], "planned")
        if row["planned"] != SUPPRESSED:
            known.read(planned, row["planned"])
        known.adds_up(planned, [("assistance", row["cluster"], topic, "planned") for topic in topics])
    for row in reports.table("08_monitoring", "monitoring_steps"):
        if row["flag"] == "unserved":
            # Of what is planned for a cluster, this had no session and the rest had one.
            unserved = known.read(("unserved", row["subject"]), row["value"])
            known.adds_up(("assistance", row["subject"], "planned"), [unserved, ("not unserved", row["subject"])])
            if row["value"] == SUPPRESSED:
                known.hidden.add(("not unserved", row["subject"]))


def _who_closes_gaps(reports: Reports, known: Knowledge, cluster: str) -> None:
    """Candidates of a gap by where they come from add up to all of them."""
    origins = ("member", "other_cluster", "follow_up", "region", "country", "added")
    for row in reports.data(f"who_closes_what.{cluster}"):
        about = ("candidates", cluster, row["stage"])
        parts = [known.read((*about, origin), row[origin]) for origin in origins]
        known.adds_up(known.read((*about, "all"), row["total"]), parts)


def _who_does_what(reports: Reports, known: Knowledge, cluster: str) -> None:
    """Members are on a stage by their own word or by the management's; who lacks it has it offered somewhere or not."""
    result = f"03_value_chain_gaps.{cluster}"
    stages = reports.table(result, "stages")
    for row in stages:
        about = (cluster, row["stage"])
        members = known.read(("members", *about), row["members"])
        parts = [known.read((name, *about), row[name]) for name in ("members_by_answer", "members_by_management")]
        known.adds_up(members, parts)
        known.read(("lack", *about), row["needed_by"])
    for row in reports.data(f"value_chain_map.{cluster}"):
        known.read(("members", cluster, row["stage"]), row["members"])
        known.read(("lack", cluster, row["stage"]), row["needed_by"])
        if row["buyers"]:
            known.read(("buy", cluster, row["stage"]), row["buyers"])
    for row in reports.data(f"stages_by_cluster.{cluster}"):
        known.read(("members", row["cluster"], row["stage"]), row["members"])
    for row in reports.data(f"need_and_nearness.{cluster}"):
        known.read(("members", cluster, row["stage"]), row["members"])
    for row in reports.data(f"origin_of_inputs.{cluster}"):
        known.read(("buy", cluster, row["stage"]), row["buyers"])
    for row in reports.table(result, "matches_by_stage"):
        about = (cluster, row["stage"])
        keys = [known.read((name, *about), row[name]) for name in ("inside", "only_elsewhere", "nowhere")]
        known.adds_up(("lack", *about), keys)
        known.at_most([known.read(("tied", *about), row["tied"])], ("inside", *about))
        known.read(("offers", *about), row["offers"])
    seen = known.read(("observed", cluster), reports.value(result, "members_observed"))
    said = known.read(("answering", cluster), reports.value(result, "members_answering"))
    known.at_most([said], seen)
    alone = known.read(("isolates", cluster), reports.value(result, "isolates"))
    known.adds_up(
        alone,
        [
            known.read(("isolates asked", cluster), reports.value(result, "isolates_asked")),
            ("isolates not asked", cluster),
        ],
    )


def _listed(cell: Any) -> dict[str, int | None]:
    """Codes of a cell with how many name each; None where that is not told."""
    parts = [part.partition(":") for part in str(cell or "").split(";") if part and cell != SUPPRESSED]
    return {code: int(number) if number else None for code, _sign, number in parts}


def _whom_gaps_concern(reports: Reports, known: Knowledge, cluster: str) -> None:
    """A gap concerns those who lack or buy it; it keeps some of them from markets; shares and bounds tell counts."""
    result = f"03_value_chain_gaps.{cluster}"
    asked = max(int(row["asked"]) for row in reports.data(f"gap_ranking.{cluster}"))
    for row in reports.table(result, "gaps"):
        stage, gap = (cluster, row["stage"]), (cluster, row["stage"], str(row["kind"]))
        for name, column in (("members", "members"), ("lack", "needed_by"), ("buy", "bought_by")):
            known.read((name, *stage), row[column])
        known.read(("rests on", *gap), row["n"])
        known.read(("would source", *stage), row["would_source"])
        for name in ("demand", "blocks_existing", "blocks_new"):
            known.at_most([known.read((name, *gap), row[name])], ("demand", *gap))
        _concerned(known, row, stage, gap)
        _share_of(known, row, stage, gap, asked)
    for row in reports.table(result, "gap_ranking_table"):
        gap = (cluster, row["stage"], str(row["kind"]))
        blocked = known.read(("blocked", *gap), row["blocked"])
        sorts = [(f"blocks_{sort}", *gap) for sort in ("existing", "new")]
        for one in sorts:
            known.at_most([one], blocked)
        known.most.append(({blocked: 1.0, **dict.fromkeys(sorts, -1.0)}, 0.0))
        known.at_most([blocked], known.read(("demand", *gap), row["demand"]))
    _where_it_keeps_them(reports, known, cluster)


def _concerned(known: Knowledge, row: Row, stage: Key, gap: Key) -> None:
    """Those concerned lack or buy it; of those without a tie, it is a part of those who lack it."""
    concerned, lack, buy = ("demand", *gap), ("lack", *stage), ("buy", *stage)
    if row["kind"] in SUPPLY:
        known.at_most([concerned], ("lack or buy", *stage))
        known.adds_up(("lack or buy", *stage), [lack, buy])
        known.at_most([lack], concerned)
        known.at_most([buy], concerned)
        for sort in ("new", "existing"):
            for code, number in _listed(row[f"markets_{sort}"]).items():
                key = known.read(("kept from", *stage, sort, code), SUPPRESSED if number is None else number)
                known.at_most([key], (f"blocks_{sort}", *gap))
    if row["kind"] == "relational":
        tied = ("with a tie", *stage)
        known.adds_up(("rests on", *gap), [concerned, tied])
        known.at_most([("rests on", *gap)], lack)
        # Where the share is suppressed, those with a tie are no more to be known than those without.
        if row["value"] == SUPPRESSED:
            known.hidden.add(tied)


def _share_of(known: Knowledge, row: Row, stage: Key, gap: Key, asked: int) -> None:
    """What is held against the line is a count, or a share of a count that is known."""
    if row["value"] in (None, SUPPRESSED):
        return
    share, rests = float(row["value"]), ("rests on", *gap)
    if row["kind"] == "thin":
        known.adds_up(share, [("members", *stage)])
    if row["kind"] == "relational" and rests in known.shown:
        known.adds_up(share * known.shown[rests], [("demand", *gap)])
    if row["kind"] == "support":
        known.adds_up(share * asked, [("lack", *stage)])


def _where_it_keeps_them(reports: Reports, known: Knowledge, cluster: str) -> None:
    """Each sells most in one place, so that the places are no more than those whom a lack hinders there."""
    places: dict[Key, list[Key]] = {}
    for row in reports.data(f"blocked_markets.{cluster}"):
        key = known.read(("kept from", cluster, row["stage"], row["blocked"], row["market"]), row["respondents"])
        if row["blocked"] == "existing":
            places.setdefault((cluster, row["stage"]), []).append(key)
    for stage, keys in places.items():
        for kind in SUPPLY:
            if ("blocks_existing", *stage, kind) in known.shown:
                known.at_most(keys, ("blocks_existing", *stage, kind))


#: What stands beside a suppressed count must be suppressed or blank: it can be turned round to the count.
GIVEAWAYS: Mapping[str, tuple[str, ...]] = {
    "demand": (
        "demand_lower", "demand_upper", "demand_most", "criticality", "severity", "severity_lower", "severity_upper",
        "severity_least", "severity_most", "top3", "top5", "top10",
    ),
    "blocked": ("severity", "blocks_new", "blocks_existing"),
    "bought_by": ("satisfaction", "leakage_percent", "origin", "would_source", "demand"),
    "needed_by": ("demand",),
    "n": ("value", "holds", "by_chance"),
    "value": ("holds",),
}  # fmt: skip


def what_stands_beside(reports: Reports) -> Iterator[str]:
    """Name cells that tell a suppressed count beside which they stand."""
    for cluster in reports.clusters:
        result = f"03_value_chain_gaps.{cluster}"
        offers = {row["stage"]: row["offers"] for row in reports.table(result, "matches_by_stage")}
        rows = [*reports.table(result, "gaps"), *reports.data(f"gap_ranking.{cluster}")]
        rows += [*reports.table(result, "gap_ranking_table"), *reports.table(result, "open_questions")]
        for row in rows:
            for other, count in _giveaways(row):
                yield f"{cluster} {row['stage']}: {other} beside {count}"
            if offers.get(row["stage"]) == SUPPRESSED and row.get("capacity") not in (None, SUPPRESSED):
                yield f"{cluster} {row['stage']}: capacity of few"
        for row in reports.data(f"need_and_nearness.{cluster}"):
            if row["demand"] == SUPPRESSED and row["need"] != SUPPRESSED:
                yield f"{cluster} {row['stage']}: share beside demand"
        inputs = reports.data(f"expected_beside_declared.{cluster}")
        for row in (*reports.data(f"value_chain_map.{cluster}"), *inputs):
            told = [name for name in row if name.startswith(("leaves_", "declared_")) and row[name] != SUPPRESSED]
            if row["buyers"] == SUPPRESSED and told:
                yield f"{cluster}: {told} beside those who buy"
        shares = [row["declared_compared"] for row in inputs]
        if shares.count(SUPPRESSED) == 1 and sum(float(one) for one in shares if one not in ("", SUPPRESSED)) > 0.98:
            yield f"{cluster}: the one share that is suppressed follows from the others"


def _giveaways(row: Row) -> Iterator[tuple[str, str]]:
    for count, others in GIVEAWAYS.items():
        if row.get(count) == SUPPRESSED:
            # A 0 leaves nothing to be told.
            yield from ((one, count) for one in others if row.get(one) not in (None, "", SUPPRESSED, 0, 0.0))


def what_rows_tell(reports: Reports) -> Iterator[str]:
    """Name what the presence, number and order of rows tells of suppressed counts."""
    for cluster in reports.clusters:
        yield from (f"{cluster}: {found}" for found in _presence_of_rows(reports, cluster))
        yield from (f"{cluster}: {found}" for found in _order_of_rows(reports, cluster))
    for one, other in itertools.pairwise(reports.table("01_survey_intake", "cells")):
        if one["cluster"] == other["cluster"] and one["cells"] == SUPPRESSED != other["cells"]:
            yield f"{one['cluster']}: {one['rule']} stands between counts that are told"


def _presence_of_rows(reports: Reports, cluster: str) -> Iterator[str]:
    """A stage with one member has one gap more; ranks, tops and counts would tell of gaps that are left out."""
    result = f"03_value_chain_gaps.{cluster}"
    gaps = reports.table(result, "gaps")
    few = {row["stage"] for row in reports.table(result, "stages") if row["members"] == SUPPRESSED}
    badges = {row["stage"]: row for row in reports.data(f"value_chain_map.{cluster}")}
    others = ("absent", "support", "leakage", "quality", "market", "relational")
    for stage in sorted(few):
        held = sorted(str(row["kind"]) for row in gaps if row["stage"] == stage)
        shown = sorted(kind for kind in others if badges[stage][kind] not in ("", SUPPRESSED))
        if held != shown or badges[stage]["thin"] != SUPPRESSED:
            yield f"{stage} has the gaps {held} and the badges {shown}"
    for place in ("rank", "rank_raked"):
        # What concerns too few has none.
        ranks = [int(row[place]) for row in reports.table(result, "gap_ranking_table") if row[place] is not None]
        if any(rank != 1 + sum(other < rank for other in ranks) for rank in ranks):
            yield f"places of {place} that nothing takes"
    if reports.value(result, "gaps_held") != len(gaps):
        yield "gaps are counted and not shown"
    for top in ("top3", "top5", "top10"):
        if few and any(row[top] not in (None, SUPPRESSED) for row in gaps):
            yield f"those left out take the rest of {top}"
    if few and any(row["gaps"] != SUPPRESSED for row in reports.data(f"what_thresholds_change.{cluster}")):
        yield "gaps by line count stages with few members"


def _order_of_rows(reports: Reports, cluster: str) -> Iterator[str]:
    """What stands before what, by counts that are not told, tells which is more."""
    weights: dict[str, int] = {}
    for row in reports.data(f"blocked_markets.{cluster}"):
        told = _count(row["respondents"]) if row["blocked"] != "barrier" else 0
        weights[row["stage"]] = weights.get(row["stage"], 0) + (told or 0)
    if list(weights.values()) != sorted(weights.values(), reverse=True):
        yield "stages stand in an order that their markets do not tell"
    for row in reports.table(f"03_value_chain_gaps.{cluster}", "gaps"):
        for column in ("reasons", "markets_existing", "markets_new", "markets_barrier"):
            untold = [code for code, number in _listed(row[column]).items() if number is None]
            if untold != sorted(untold):
                yield f"{row['stage']}: the order of {column} tells which is more"
    profile = reports.table(f"02_cluster_profile.{cluster}", "member_profile")
    rows = [row for row in profile if row["variable"] == "activity" and row["category"] != "others"]
    untold = [row["category"] for row in rows if row["answered"] == SUPPRESSED]
    if [row["category"] for row in rows][len(rows) - len(untold) :] != sorted(untold):
        yield "the order of activities tells which has more"


def what_words_tell(reports: Reports, languages: Iterable[str] = LANGUAGES) -> Iterator[str]:
    """Name where a stage of few members stands beside the word for a gap that hangs on one, in any language."""
    for language in languages:
        names: set[str] = set()
        for cluster in reports.clusters:
            result = f"03_value_chain_gaps.{cluster}"
            few = {row["stage"] for row in reports.table(result, "stages") if row["members"] == SUPPRESSED}
            words = {column["name"]: column["words"] for column in reports.item(result, "gaps")["columns"]}
            names |= {words["stage"][stage][language].casefold() for stage in few}
            thin = words["kind"]["thin"][language].casefold()
        for where, text in _texts(reports, language):
            # A legend names all kinds; what is told of a stage stands in one piece with its name.
            folded = text.casefold()
            told = [name for name in names if name in folded] if thin in folded else []
            if told:
                yield f"{where} ({language}): {told} {thin}"


def _texts(reports: Reports, language: str) -> Iterator[tuple[str, str]]:
    """Pieces of text: sentences, titles, alt texts, notes, rows, sheets, words of pictures, lines of pages."""
    folder = reports.folder
    for stem, content in reports.results.items():
        for item in content["items"]:
            for part in ("text", "name", "title", "subtitle", "alt", "reading", "note"):
                if item.get(part):
                    yield f"{stem} {item['id']} {part}", item[part][language]
    for figure in ("gap_ranking", "need_and_nearness", "blocked_markets", "origin_of_inputs"):
        for path in folder.glob(f"figures/{figure}.*.{language}.svg"):
            words = re.findall(r"<(?:text|title|desc)\b[^>]*>(.*?)</", path.read_text("utf-8"), re.DOTALL)
            yield path.name, html.unescape(" ".join(words))
    yield from _pages(folder, language)


def _pages(folder: Path, language: str) -> Iterator[tuple[str, str]]:
    """Pieces of web pages and notebooks, and lines of the documents."""
    pages = [folder / f"index{'' if language == LANGUAGES[0] else '.' + language}.html"]
    pages += folder.glob(f"sheets/*.{language}.html")
    if language == LANGUAGES[0]:
        pages += [folder / "numbers.html", *folder.glob("notebooks/*.html"), *folder.glob("notebooks/*.ipynb")]
    for page in pages:
        text = re.sub(r"data:[^\"]*|[A-Za-z0-9+/=]{200,}", "", page.read_text("utf-8"))
        for piece in re.split(r"</(?:tr|p|li|section|h2|figcaption)>|<img ", text):
            yield page.name, html.unescape(re.sub(r"<[^>]*>", " ", piece))
    documents = (f"{name}.{language}.pdf" for name in ("cluster-*", "brief", "dossier"))
    for path in (path for name in documents for path in folder.glob(name)):
        for page_of in PdfReader(path).pages:
            yield from ((path.name, line) for line in page_of.extract_text().splitlines())


def what_survives(reports: Reports) -> Iterator[str]:
    """Name suppressed cells and numbers that stand somewhere else, and rows of single members in lineages."""
    if list((reports.folder / "expected").glob("*.json")):
        yield "what a working run expects is published"
    page = (reports.folder / "numbers.html").read_text("utf-8")
    for stem, content in reports.results.items():
        for source in content["sources"]:
            if not source.startswith("reference/") and "!" in source:
                yield f"{stem}: {source} is a row of somebody"
        hidden = {item["id"]: item for item in content["items"] if item["kind"] == "number" and item["suppressed"]}
        for id, item in hidden.items():
            row = re.search(rf'<tr id="{re.escape(f"{stem}.{id}")}">(.*?)</tr>', page, re.DOTALL)
            if item["value"] is not None or item["rows"] or item["of"]:
                yield f"{stem} {id}: suppressed, with value or rows"
            if row is None or f'<td class="number">{SUPPRESSED}</td>' not in row[1]:
                yield f"numbers.html: {stem} {id}"
        for item in content["items"]:
            yield from (f"{stem} {item['id']}: {found}" for found in _in_item(item, set(hidden)))
    yield from _in_files(reports)


def _in_item(item: Row, hidden: set[str]) -> Iterator[str]:
    if item["kind"] == "finding":
        untold = len(hidden & set(item["numbers"]))
        for language in LANGUAGES:
            if item["text"][language].count(SUPPRESSED) < untold:
                yield f"{untold} numbers are suppressed, and not said so ({language})"
    elif item["kind"] == "table":
        names = [column["name"] for column in item["columns"]]
        for row, name in item["suppressed"]:
            if item["records"][row][names.index(name)] is not None:
                yield f"{name} of row {row} is suppressed and there"


def _in_files(reports: Reports) -> Iterator[str]:
    """Tables as CSV and as workbooks, with the rows of all clusters, say of as many cells that they are suppressed."""
    hidden: dict[str, int] = {}
    for content in reports.results.values():
        for item in content["items"]:
            if item["kind"] == "table":
                hidden[item["id"]] = hidden.get(item["id"], 0) + len(item["suppressed"])
    for id, number in hidden.items():
        text = (reports.folder / "tables" / f"{id}.csv").read_text("utf-8")
        cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
        if cells.count(SUPPRESSED) != number:
            yield f"{id}.csv: {cells.count(SUPPRESSED)} cells suppressed, not {number}"
        book = load_workbook(reports.folder / "tables" / f"{id}.xlsx", read_only=True)
        for sheet in book.worksheets:
            found = sum(cell == SUPPRESSED for row in sheet.iter_rows(values_only=True) for cell in row)
            if found != number:
                yield f"{id}.xlsx {sheet.title}: {found} cells suppressed, not {number}"


def leaks(reports: Reports, minimum: int) -> Iterator[str]:
    """All that an outsider finds out of what the release suppresses."""
    yield from what_is_known(reports).narrow(minimum)
    yield from what_stands_beside(reports)
    yield from what_rows_tell(reports)
    yield from what_words_tell(reports)
    yield from what_survives(reports)
