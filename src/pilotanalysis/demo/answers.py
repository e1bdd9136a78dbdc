"""What the members of a fictitious study answer to a questionnaire, question by question.

The truth says who answers and what; here it is put into the cells of a form: codes, numbers in the unit
the respondent chose, and words in the respondent's language. What the truth has nothing on is drawn here.
Which questions are asked follows from the routes of the questionnaire.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from ..survey.questionnaire import OTHER, Question, Questionnaire
from ..tables import SEPARATOR
from .draws import evenly, flagged, one_of_each, picks, yes
from .exports import AnswerSet
from .lists import SERVICES, STAGES, TOPICS, rows, weights
from .scene import Scene
from .truth import AGAIN, KEPT, LAST_PAGE, LINKS_PAGE, MARKETS_PAGE, NEEDS_PAGE, ROLE_PAGE, STRANGER, TEST, Truth

#: The form was open on the working days between these, from eight to six.
_OPEN = ("2014-03-03", "2014-04-25")
_SECONDS_A_DAY = 10 * 3600
_LEFT_EMPTY = 0.04
#: Numbers answered by chance lie so far apart at most.
_SPAN = 100
#: Optional by the form, and yet always answered: without them a response could be nobody's.
_ALWAYS = ("cluster",)
#: Groups whose questions add up, and are left empty together or not at all.
_ADDING_UP = ("sales", "customers", "input_origin")
#: Page that starts with a group or repeat; what follows it stands on the same page.
_STARTS = {
    "role": ROLE_PAGE, "inputs": NEEDS_PAGE, "markets": MARKETS_PAGE, "links": LINKS_PAGE, "interest": LAST_PAGE,
}  # fmt: skip
#: Columns of the truth by repeat and by the question that they answer.
_COLUMNS: dict[str, dict[str, str]] = {}
for _row in rows("columns.csv"):
    _COLUMNS.setdefault(_row["repeat"], {})[_row["question"]] = _row["column"]
_NO_FUNDING = "none"
_SERVICES = ("information", "events", "projects", "promotion")

Cells = dict[str, pd.Series]


def answers_of(truth: Truth, cluster: str, questionnaire: Questionnaire) -> AnswerSet:
    """Give the answers of a cluster: of its members, and of whoever else came across the form.

    Closed questions that are no part of the study's own questionnaire are answered by chance, and open ones left empty.

    Parameters
    ----------
    truth : Truth
    cluster : str
    questionnaire : Questionnaire

    Returns
    -------
    AnswerSet
    """
    chance = _chance_of(truth, cluster)
    responses = truth.responses[truth.responses["cluster"] == cluster].set_index("respondent")
    heads = _heads(responses, truth.scene, questionnaire, chance)
    said = _said(truth, cluster)
    own = _changed(said.loc[responses["like"]].set_axis(responses.index), responses)
    form = _Form(questionnaire, chance)
    people = _of(truth.organisations, cluster)
    universities = list(people.loc[people["organisation_type"] == "research_edu", "name"])
    everybody = _Voices(heads["language"], truth.scene, chance)
    cells = _taken(own, _COLUMNS[""]) | _once(own, cluster, universities, everybody)
    trial = responses["fate"] == TEST
    for name in ("contact_role", "comments"):
        cells[name] = cells[name].mask(trial, "test")
    once = form.filled("", cells, responses["page"], {})
    repeats = {}
    for repeat in questionnaire.repeats:
        rows = _rows(truth, cluster, repeat, responses)
        rows = rows[rows["page"] >= form.pages[questionnaire.of(repeat)[0].name]].reset_index(drop=True)
        repeats[repeat] = _repeated(repeat, rows, once, everybody, form)
    frame = pd.concat([heads, pd.DataFrame(once)], axis=1)
    frame.insert(0, "respondent", frame.index.astype("str"))
    return AnswerSet(frame.reset_index(drop=True).astype("str"), repeats, truth.scene.zone)


def days_of_answers(truth: Truth, cluster: str) -> pd.Series:
    """Give the day, as ``2014-03-04``, on which each response of a cluster that is kept ended."""
    kept = truth.responses.loc[truth.responses["cluster"] == cluster, "fate"] == KEPT
    ends = _ends(len(kept), truth.scene, _chance_of(truth, cluster))
    return pd.Series(ends.strftime("%Y-%m-%d"), index=kept.index)[kept]


def _chance_of(truth: Truth, cluster: str) -> Generator:
    place = list(truth.organisations["cluster"].unique()).index(cluster)
    return np.random.default_rng([truth.seed, place, 2])


def _ends(size: int, scene: Scene, chance: Generator) -> pd.DatetimeIndex:
    """Say when so many responses ended, one after the other; drawn before anything else of a cluster's answers."""
    first, last = map(scene.day, _OPEN)
    days = pd.bdate_range(first, last, freq="C", holidays=scene.holidays)
    seconds = np.sort(chance.choice(len(days) * _SECONDS_A_DAY, size, replace=False))
    return days[seconds // _SECONDS_A_DAY] + pd.to_timedelta(seconds % _SECONDS_A_DAY + 8 * 3600, unit="s")


def _heads(responses: pd.DataFrame, scene: Scene, questionnaire: Questionnaire, chance: Generator) -> pd.DataFrame:
    """Say when each response was started and sent off, in which language, and which page was the last."""
    size, ended = len(responses), _ends(len(responses), scene, chance)
    # Who stops early has spent less time on it.
    spent = np.floor(chance.uniform(720, 3300, size) * responses["page"] / LAST_PAGE)
    started = pd.Series(ended, index=responses.index) - pd.to_timedelta(spent, unit="s")
    known = scene.spoken(questionnaire.languages)
    rates = np.array(list(known.values()))
    submitted = pd.Series(ended.strftime("%Y-%m-%d %H:%M:%S"), index=responses.index, dtype="str")
    return pd.DataFrame(
        {
            "started": started.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "submitted": submitted.mask(responses["partial"]),
            "language": chance.choice(list(known), size, p=rates / rates.sum()),
            "page": responses["page"].astype("str"),
        },
        index=responses.index,
    )


def _said(truth: Truth, cluster: str) -> pd.DataFrame:
    """What each member that answers says once: a row a response that is kept."""
    people, roles = _of(truth.organisations, cluster), _of(truth.roles, cluster)
    people = people[people["answered"]]
    stages = people["fiscal_code"].map(roles.groupby("fiscal_code")["stage"].agg(SEPARATOR.join)).fillna("none")
    main = people["fiscal_code"].map(roles[roles["is_main"]].set_index("fiscal_code")["stage"])
    people = people.assign(
        main=main.fillna(""),
        stages=stages.where(people["states_stages"], ""),
        main_stage=main.where(people["states_stages"]),
        worth=people["turnover"],
        turnover=_stated(people["turnover"], people["turnover_unit"], truth.scene),
    ).set_index("respondent")
    barriers = _of(truth.barriers, cluster).pivot(index="respondent", columns="barrier", values="degree")
    asked_for = _of(truth.assistance, cluster).sort_values(["respondent", "rank"])
    markets, interests = (
        _of(table, cluster).set_index("respondent").drop(columns=["cluster", "fiscal_code"])
        for table in (truth.markets, truth.interests)
    )
    tables = (
        markets,
        barriers.add_prefix("barrier_"),
        interests,
        asked_for.groupby("respondent")["assistance"].agg(SEPARATOR.join),
    )
    return people.join([table.astype(object) for table in tables])


def _of(table: pd.DataFrame, cluster: str) -> pd.DataFrame:
    return table[table["cluster"] == cluster]


def _stated(turnover: pd.Series, units: pd.Series, scene: Scene) -> pd.Series:
    """Turnover in the unit in which it is given; missing where there is no unit."""
    stated = pd.Series(np.nan, index=turnover.index)
    for unit, (factor, decimals) in scene.thousand_euros().items():
        stated = stated.mask(units == unit, (turnover * factor).round(decimals))
    return stated


def _changed(own: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    """Set responses that are not kept apart from those whose answers they repeat."""
    fate = responses["fate"]
    # Numbers of members end below 5000.
    numbers = own["registration_number"]
    places = zip(own.index.tolist(), numbers, strict=True)
    strange = [re.sub("/[0-9]+/", f"/{5000 + place}/", number) for place, number in places]
    return own.assign(
        name=responses["name"],
        fiscal_code=responses["fiscal_code"],
        employees=own["employees"] + (fate == AGAIN) * 2,
        registration_number=numbers.mask(fate == STRANGER, pd.Series(strange, own.index)).mask(fate == TEST, ""),
    )


def _taken(frame: pd.DataFrame, columns: Mapping[str, str]) -> Cells:
    """Take answers over from columns of the truth, as text."""
    return {name: _text(frame[column]) for name, column in columns.items() if column in frame.columns}


def _text(values: pd.Series) -> pd.Series:
    """Write values as a form would have them; missing is empty."""

    def said(value: Any) -> str:
        return "" if pd.isna(value) else value if isinstance(value, str) else f"{value:.12g}"

    return pd.Series([said(value) for value in values.astype(object)], index=values.index, dtype="str")


@dataclass(frozen=True)
class _Voices:
    """Those who answer, each in a language."""

    languages: pd.Series
    scene: Scene
    chance: Generator

    def column(self, values: Sequence[str] | np.ndarray) -> pd.Series:
        return pd.Series(values, index=self.languages.index, dtype="str")

    def one_of(self, lists: Sequence[Sequence[str]]) -> pd.Series:
        """One of the texts that each can choose from; empty where there are none."""
        return self.column(one_of_each(lists, self.chance.random(len(lists))))

    def say(self, topic: str) -> pd.Series:
        words = {language: tuple(map(self.scene.in_years, said)) for language, said in TOPICS[topic].items()}
        return self.one_of([words.get(language, ()) for language in self.languages])

    def supply(self, stages: pd.Series) -> pd.Series:
        """Name something that each stage supplies; empty where there is no stage."""
        words = zip(stages.fillna(""), self.languages, strict=True)
        return self.one_of([STAGES.get(stage, {}).get(language, ()) for stage, language in words])

    def offer(self, stages: pd.Series, kinds: pd.Series) -> pd.Series:
        """Name something that an organisation of each kind offers on each stage."""
        of_kind = [
            SERVICES if kind != "firm" and stage in SERVICES else STAGES
            for stage, kind in zip(stages, kinds, strict=True)
        ]
        words = zip(of_kind, stages, self.languages, strict=True)
        return self.one_of([phrases.get(stage, {}).get(language, ()) for phrases, stage, language in words])

    def fill(self, templates: pd.Series, *words: pd.Series) -> pd.Series:
        """Fill templates with words; empty where a word is."""
        rows = zip(templates, *words, strict=True)
        return self.column([template.format(*own) if all(own) else "" for template, *own in rows])

    def several(self, codes: Mapping[str, float], most: int) -> pd.Series:
        size = len(self.languages)
        return self.column(picks(list(codes), evenly(codes, size), (0, most), self.chance))

    def sometimes(self, cells: pd.Series, rate: float) -> pd.Series:
        return cells.where(self.chance.random(len(cells)) < rate, "")

    def numbers(self, low: int, high: int, unit: int = 1) -> pd.Series:
        """Whole numbers from `low` to `high`, of a unit."""
        return self.column((self.chance.integers(low, high + 1, len(self.languages)) * unit).astype(str))


def _once(own: pd.DataFrame, cluster: str, universities: list[str], voices: _Voices) -> Cells:
    """Answers asked once on which the truth has nothing, or only what they are about."""
    size, chance = len(own), voices.chance
    first, second = (voices.supply(own["main"]) for _time in range(2))
    funding = voices.several(weights("funding"), 2)
    spent = own["worth"] * chance.lognormal(-4.0, 0.8, size) * (chance.random(size) < 0.45)
    cells = {
        "contact_role": voices.say("role"),
        "products": first.where(first == second, first + ", " + second),
        "certificates": voices.several({**weights("certificate"), **weights(f"certificate {cluster}")}, 3),
        "property_rights": voices.several(weights("property_right"), 2),
        "funding": funding.where(funding != "", _NO_FUNDING),
        "research_spend": _text(spent.astype(float).round(1)),
        "partner_university": voices.sometimes(voices.one_of([universities] * size), 0.4),
        "meet_topics": voices.fill(voices.say("topic"), voices.supply(own["topic_stage"])),
        "hybrid_idea": voices.fill(voices.say("idea"), first, voices.supply(own["idea_stage"])),
        "comments": voices.sometimes(voices.say("comment"), 0.25),
        **{topic: voices.say(topic) for topic in TOPICS if topic.endswith(f"_{OTHER}")},
    }
    for kind, rate in weights("innovation").items():
        cells[f"innovation_{kind}"] = voices.column(yes(chance.random(size) < rate))
    return cells | {f"service_{service}": voices.numbers(1, 5) for service in _SERVICES}


def _rows(truth: Truth, cluster: str, repeat: str, responses: pd.DataFrame) -> pd.DataFrame:
    """Rows of a repeat with the response they stand in, its page and fate."""
    heads = responses[["like", "page", "fate"]].reset_index()
    if repeat not in _COLUMNS:
        return heads[:0]
    table: pd.DataFrame = getattr(truth, repeat)
    rows = _of(table, cluster).rename(columns={"respondent": "like"}).drop(columns=["cluster", "fiscal_code"])
    joined = heads.merge(rows, on="like")
    # Who answers twice says less the first time; who tries the form out soon has enough.
    place = joined.groupby("respondent").cumcount()
    said = (joined["fate"] != AGAIN) | (place % 2 == 0)
    return joined[said & ((joined["fate"] != TEST) | (place == 0))]


def _repeated(repeat: str, rows: pd.DataFrame, once: Cells, everybody: _Voices, form: _Form) -> pd.DataFrame:
    voices = replace(everybody, languages=everybody.languages.loc[rows["respondent"]].set_axis(rows.index))
    kinds = once["organisation_type"].loc[rows["respondent"]].set_axis(rows.index)
    cells = _taken(rows, _COLUMNS.get(repeat, {})) | _worded(repeat, rows, kinds, voices)
    conditions = [condition for question in form.questionnaire.of(repeat) for condition in question.conditions]
    looked_at = {name for condition in conditions for name in condition.fields}
    around = {name: once[name].loc[rows["respondent"]].set_axis(rows.index) for name in looked_at & set(once)}
    return pd.DataFrame(
        {"respondent": rows["respondent"].astype("str"), **form.filled(repeat, cells, rows["page"], around)}
    )


def _worded(repeat: str, rows: pd.DataFrame, kinds: pd.Series, voices: _Voices) -> Cells:
    """Answers of a repeat on which the truth has nothing, or only what they are about."""
    if repeat == "inputs":
        others = voices.say("input_reasons_other")
        return {"input_text": voices.supply(rows["stage"]), "input_reasons_other": others}
    if repeat == "needs":
        volume = voices.numbers(1, 199, unit=100)
        blocks = (rows[["blocks_existing", "blocks_new"]] == "yes").to_numpy()
        return {
            "need_text": voices.supply(rows["stage"]),
            "need_blocks": voices.column(flagged(("existing", "new"), blocks)),
            "need_volume": voices.fill(voices.say("volume"), volume),
            "need_partner": voices.say("partner"),
        }
    if repeat == "offers":
        equipment = voices.say("equipment")
        return {"offer_text": voices.offer(rows["stage"], kinds), "offer_equipment": equipment}
    return {}


@dataclass(frozen=True)
class _Form:
    """The form as it is filled in."""

    questionnaire: Questionnaire
    chance: Generator

    @cached_property
    def pages(self) -> Mapping[str, int]:
        """Page of each question: pages start with certain groups."""
        pages, page = {}, 1
        for question in self.questionnaire.questions:
            page = max([page, *(_STARTS.get(section.name, 1) for section in question.sections)])
            pages[question.name] = page
        return pages

    def filled(self, repeat: str, cells: Cells, pages: pd.Series, around: Cells) -> Cells:
        """Leave cells empty now and then, and take away what is not asked.

        Of each response `pages` has the last one reached; conditions look at answers to other questions in `around`.
        """
        answers: Cells = {}
        empty: dict[str, np.ndarray] = {}
        for question in self.questionnaire.of(repeat):
            asked = pages >= self.pages[question.name]
            for condition in question.conditions:
                asked &= condition.holds({**around, **answers}, asked.index)
            # Answers to a question that somebody added have dice of their own: the others stay as they are.
            ours = question.name in cells
            dice = self.chance if ours else self.chance.spawn(1)[0]
            given = cells[question.name] if ours else self._by_chance(question, asked.index, dice)
            together = next(
                (section.name for section in question.sections if section.name in _ADDING_UP), question.name
            )
            left = empty.setdefault(together, dice.random(len(given)) < _LEFT_EMPTY)
            # Who ticks *other* says what: LimeSurvey and SPSS know the tick by the words.
            if not question.needed and question.name not in _ALWAYS and not question.name.endswith(f"_{OTHER}"):
                given = given.mask(left, "")
            answers[question.name] = self._coded(given, question).where(asked)
        return answers

    def _by_chance(self, question: Question, index: pd.Index, dice: Generator) -> pd.Series:
        """Answer a question of which nothing is known; in words it is left empty, and so are options of one cluster."""
        codes = [option.name for option in self.questionnaire.options_of(question) if not option.filters]
        size, most = len(index), 1 if question.kind == "select_one" else 3
        cells = np.full(size, "", dtype=object)
        if codes:
            # The first options are the likely ones, so that bars differ.
            likely = {code: 1 / place for place, code in enumerate(codes, start=1)}
            cells = picks(codes, evenly(likely, size), (1, most), dice)
        elif question.is_number:
            low = ceil(question.low if isfinite(question.low) else min(0, question.high - _SPAN))
            cells = dice.integers(low, int(min(question.high, low + _SPAN)) + 1, size).astype(str)
        return pd.Series(cells, index=index, dtype="str")

    def _coded(self, cells: pd.Series, question: Question) -> pd.Series:
        """Keep the codes that the questionnaire has: of a ranking in their order, else in its own."""
        if not question.choices:
            return cells
        order = {option.name: place for place, option in enumerate(self.questionnaire.options_of(question))}
        words: dict[str, str] = {}
        for cell in cells.unique():
            codes = [code for code in cell.split(SEPARATOR) if code in order]
            words[cell] = SEPARATOR.join(codes if question.kind == "rank" else sorted(codes, key=order.__getitem__))
        return cells.map(words).astype("str")
