"""The matrix of the evaluation: criterion, question, indicator and evidence, with what evaluators find."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from ...chain.gaps.tabulation import smallest_told
from ...chain.tables import Gaps
from ...meetings.events.after_six import after_six_tabulation
from ...meetings.events.tabulation import ALL_EVENTS, steps_tabulation
from ...problems import StudyError
from ...reference import Clusters
from ...results import Column, Disclosure, Finding, Message, Number, Released, Table, Tabulation, Words, _, _n
from ...store import Store, once
from ...survey.report.members import ALL, counts_of_members
from ...tables import join_ids
from ..assistance.tabulation import needs_tabulation, shares_tabulation
from ..evaluation_tables import EvaluationEvidence, EvaluationFindings
from ..labels import is_share
from .declared import declared, notebooks_missing, words_of
from .labels import CRITERION, EVALUATED, EVIDENCE, FINDING, LIMIT, NEEDS_TWO_WAVES

#: Evidence that counts gaps, or goes by them: where the public release leaves gaps out, it would tell how many.
_OF_GAPS = (
    "needs_on_gaps", "stages_with_gap", "gaps_answered", "gaps_agreed", "links_where_strong", "held_on_gaps",
    "gaps_held", "gaps_confirmed", "gaps_by_roster", "gaps_closed", "gaps_closed_fully", "candidates_named",
    "pool_size", "pool_by_code", "pool_asked",
)  # fmt: skip
#: Evidence that other notebooks tell as a step of all events together.
_OF_STEPS: Mapping[str, tuple[str, ...]] = {
    "meetings_held": ("held", "scheduled"),
    "meetings_cooperation": ("cooperation", "held"),
    "meetings_agreement": ("agreement", "held"),
}
#: Criteria of the three objectives, with the evidence that answers each in a sentence.
OBJECTIVES = ("missing_links", "partners", "assistance")


@once
def evidence_tabulation(data: Store) -> Tabulation:
    """Tabulate the evidence of each question; what another notebook does not tell the public, it does not either.

    Raises
    ------
    StudyError
        With every notebook that questions rest on and that the study does not have.
    """
    problems = notebooks_missing(data.study)
    if problems:
        raise StudyError(problems)
    questions = declared("questions")[["question", "criterion"]]
    evidence = pd.DataFrame(data.all(EvaluationEvidence))
    # Who looks for a piece of evidence finds what stands for it too; the release takes one of the two.
    evidence = evidence.assign(key=evidence["told_of"].fillna(evidence["evidence"]), known=evidence["value"].notna())
    frame = declared("matrix").rename(columns={"evidence": "key"}).merge(questions, on="question")
    frame = frame.merge(evidence, on="key")
    return tabulated(frame.assign(where=frame["results"].str.replace(";", ", "), limit=frame["key"]), _untold(data))


def tabulated(frame: pd.DataFrame, untold: Collection[str]) -> Tabulation:
    """Tabulate evidence with what of it would tell single members.

    Parameters
    ----------
    frame : DataFrame
        Of EvaluationEvidence, with its ``key``.
    untold : collection of str
        Evidence that the public release does not tell elsewhere.
    """
    counted = frame["counted"].astype("Int64")
    frame = frame.assign(
        rest=frame["base"] - counted,
        share=(frame["value"] / frame["base"].astype("Float64")).where(frame["base"] > 0).astype("float64"),
        untold=[int(one in untold) for one in frame["evidence"]],
    )
    shown = ("value", "base", "share", "n")
    disclosure = Disclosure(
        ("counted", "rest", "untold"),
        parts={"base": ("counted", "rest")},
        hides={"counted": ("value", "share", "n"), "rest": ("value", "share"), "untold": shown},
    )
    return Tabulation(frame, disclosure, arrange=of_release)


def of_release(frame: pd.DataFrame) -> pd.DataFrame:
    """Take each piece of evidence once: what stands for it only where it is not told itself."""
    own = frame["told_of"].isna()
    hidden = set(frame.loc[own & frame["untold"].isna(), "key"])
    instead = set(frame.loc[~own, "key"]) & hidden
    chosen: pd.DataFrame = frame[own ^ frame["key"].isin(instead)]
    return chosen


def untold_clusters(data: Store) -> set[str]:
    """Name the clusters of which the public release leaves gaps out."""
    gaps = data.all(Gaps)
    few = smallest_told(gaps).between(1, data.settings.thresholds.disclosure_minimum - 1)
    return set(gaps.loc[few, "cluster"])


def _untold(data: Store) -> set[str]:
    """Name the evidence that the public release does not tell elsewhere."""
    minimum = data.settings.thresholds.disclosure_minimum
    found = set(_OF_GAPS) if untold_clusters(data) else set()
    steps = steps_tabulation(data).release(minimum).whole
    hidden = set(steps.frame.loc[steps.hidden["number"], "key"])
    found |= {one for one, names in _OF_STEPS.items() if hidden & {f"{ALL_EVENTS}.{name}" for name in names}}
    later = after_six_tabulation(data).release(minimum).whole
    if later.hidden.loc[later.frame["event"] == ALL_EVENTS, ["asked", "came"]].any(axis=None):
        found.add("meetings_after_six")
    members = counts_of_members(data).release(minimum)
    if members.hidden.loc[members.frame["key"] == ALL, "answered"].any():
        found.add("answered")
    for tabulation in (needs_tabulation(data), shares_tabulation(data)):
        if tabulation.release(minimum).whole.hidden["had"].any():
            found.add("needs_served")
    return found


def number_of(released: Released, evidence: str, *, base: bool = False) -> Number:
    """Make a number of a piece of evidence, or of how many it is a part."""
    row = int(released.frame.index[released.frame["key"] == evidence][0])
    named = str(released.frame["evidence"].iloc[row])
    unit = released.frame["unit"].iloc[row]
    n = released.frame["n"].iloc[row]
    words = _("{evidence}: of how many", evidence=EVIDENCE[named]) if base else EVIDENCE[named]
    whole = unit not in ("eur", "share") or base or evidence == "paid"
    rows = released.rows_of()
    return released.number(
        f"{named}.of" if base else named, words, row, "base" if base else "value",
        "number" if whole else "proportion" if unit == "share" else "quotient",
        n=1 if pd.isna(n) else int(n), source=EVALUATED, of=rows,
    )  # fmt: skip


def matrix_finding(data: Store) -> Finding:
    """Say for how many questions there is evidence or a starting value, and on how many evaluators found something."""
    judged = set(data.all(EvaluationFindings)["question"])
    one_wave = len(data.settings.waves) == 1

    def text(released: Released) -> Message:
        frame = released.frame
        known, begins = frame["value"].notna(), frame["evidence"].isin(NEEDS_TWO_WAVES) & one_wave
        whole = released.rows_of()

        def number(id: str, words: Message, chosen: pd.Series) -> Number:
            rows, of = released.rows_of(frame["question"].isin(chosen)), len(chosen.unique())
            return Number(id, words, of, "number", rows, len(frame), EVALUATED, of=whole, public=True)

        with_evidence = frame.loc[known & ~begins, "question"]
        any_value = frame.loc[known, "question"]
        answered = number("questions_with_evidence", _("questions with evidence"), with_evidence)
        baseline = number(
            "questions_with_baseline",
            _("questions with a starting value only"),
            any_value[~any_value.isin(with_evidence)],
        )
        without = number(
            "questions_without",
            _("questions without evidence"),
            frame.loc[~frame["question"].isin(any_value), "question"],
        )
        everything = number("questions", _("questions of the evaluation"), frame["question"])
        of_evaluators = Number(
            "questions_judged", _("questions that evaluators judged"), len(judged & set(frame["question"])), "number",
            (), len(frame), EVALUATED, of=whole, public=True,
        )  # fmt: skip
        return _(
            "There is evidence on **{answered}** of **{questions}**; on **{baseline}** a starting value only, with "
            "which a second wave can be compared; on **{without}** none. Of these questions evaluators have judged "
            "**{judged}** so far; the study offers evidence and its limits, and no judgement.",
            answered=answered,
            baseline=baseline,
            without=without,
            questions=_n("{count} question", "{count} questions", everything),
            judged=of_evaluators,
        )

    return Finding("evaluation_evidence", evidence_tabulation(data), text)


def objective_finding(data: Store, objective: str) -> Finding:
    """Say in a sentence what there is on one of the three objectives of the pilot action.

    Parameters
    ----------
    data : Store
    objective : {"missing_links", "partners", "assistance"}
    """

    def text(released: Released) -> Message:
        def of(evidence: str) -> Message:
            return _(
                "**{value}** of **{whole}**",
                value=number_of(released, evidence),
                whole=number_of(released, evidence, base=True),
            )

        if objective == "missing_links":
            return _(
                "**Missing links.** Members that answered: {answered}. Stages of which it is known whether a member "
                "works there: {known}. Gaps that the answers show: **{gaps}**, of these confirmed: "
                "**{confirmed}** (**{stated}** because the roster says that no member works there, the others in "
                "nearly all simulations for non-respondents).",
                answered=of("answered"),
                known=of("stages_known"),
                gaps=number_of(released, "gaps_held"),
                confirmed=number_of(released, "gaps_confirmed"),
                stated=number_of(released, "gaps_by_roster"),
            )
        if objective == "partners":
            return _(
                "**Pool of partners.** Gaps that a supplier could close, with a candidate outside the cluster: "
                "{closed}; with as many as the study asks for: {fully}. Recipients of the catalogue: **{recipients}**; "
                "of those asked, contacted a partner: {contacted}.",
                closed=of("gaps_closed"),
                fully=of("gaps_closed_fully"),
                recipients=number_of(released, "recipients"),
                contacted=of("recipients_contacted"),
            )
        return _(
            "**Assistance and cooperation.** Members assisted: {assisted}; participations rated useful, of those "
            "rated: {useful}. Meetings held, of those that the organisers arranged: {held}; of those held, "
            "**{cooperation}** led to an offer or more, and **{agreement}** to a contract, a joint project, a letter "
            "of intent, a memorandum or a new member.",
            assisted=of("assisted"),
            useful=of("useful"),
            held=of("meetings_held"),
            cooperation=number_of(released, "meetings_cooperation"),
            agreement=number_of(released, "meetings_agreement"),
        )

    return Finding(f"objective_{objective}", evidence_tabulation(data), text)


def matrix_table(data: Store) -> Table:
    """List criterion, question, indicator and evidence, with its limit and where it stands."""
    question_words = words_of(declared("questions"), "question", "text")
    return Table(
        id="evaluation_matrix",
        data=evidence_tabulation(data),
        columns=(
            Column("criterion", _("Criterion"), words=CRITERION),
            Column("question", _("Question"), words=question_words),
            Column("evidence", _("Indicator"), words=EVIDENCE),
            Column("value", _("Evidence"), share=is_share),
            Column("base", _("Of")),
            Column("n", _("n")),
            Column("limit", _("What limits it"), words=LIMIT),
            Column("where", _("Where it stands")),
        ),
        words=lambda released: Words(
            _("What each question of the evaluation rests on"),
            note=_(
                "Where it stands: number of the notebook, and id of a figure, table or finding there. n: how many "
                "units the evidence rests on. Blank: not known."
            ),
        ),
        source=EVALUATED,
        n=len(declared("matrix")),
        units=_("pieces of evidence"),
        grouped=2,
    )


def judgements_tabulation(data: Store) -> Tabulation:
    """Tabulate what evaluators find on each question; those that nobody judged yet have room for it."""
    found = pd.DataFrame(data.all(EvaluationFindings))
    frame = declared("questions")[["question", "criterion"]].merge(found, on="question", how="left")
    clusters = join_ids(data.all(Clusters)["row_id"])
    return Tabulation(
        frame.assign(
            made_from=frame["made_from"].fillna(clusters),
        )
    )


def judgements_table(data: Store) -> Table:
    """List what evaluators find on each question, in their words."""
    return Table(
        id="evaluation_findings",
        data=judgements_tabulation(data),
        columns=(
            Column("criterion", _("Criterion"), words=CRITERION),
            Column("question", _("Question"), words=words_of(declared("questions"), "question", "text")),
            Column("finding", _("Finding"), words=FINDING),
            Column("text", _("What the evaluators find, in their words")),
            Column("who", _("Who")),
            Column("date", _("When"), calendar=True),
        ),
        words=lambda released: Words(
            _("What the evaluators find")
            if released.frame["finding"].notna().any()
            else _("No question is judged yet: here is room for what the evaluators find"),
            note=_(
                "The judgement is theirs. It is read from data/decisions/evaluation.csv, with a row for each question "
                "that they judge, and printed here as they wrote it; what is empty is to be written in."
            ),
        ),
        source=_("findings of the evaluators"),
        n=len(declared("questions")),
        units=_("questions of the evaluation"),
        grouped=2,
        name=_("What the evaluators find"),
        room=("text",),
    )
