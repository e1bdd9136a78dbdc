"""How gaps are judged, weighed and ranked: the formulas, what they assume, and the worst gap worked out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...results import Decimal, Given, Listing, Message, Method, Methods, Number, Released, Share, Unit, _, count, label
from ...store import Store
from ...survey.tables import Organisations
from ...tables import split_ids
from ..arrays import OTHERWISE
from ..kinds import KINDS, lines
from ..labels import SURVEY
from ..lookups import number_asked, rows_asked
from .assessment import SIMULATIONS
from .severity import INTERVAL, LEAST, MOST, WEIGHT_SETS, weights_of
from .tabulation import gaps_tabulation, ranked

#: What the example of severity shows: where one of these is suppressed, there is none.
_SHOWN = ["demand", "blocked", "criticality", "leakage", "severity"]


def gap_methods(data: Store) -> Methods:
    """Say how it is computed whom gaps concern, how sure they are, how severe, and which comes first."""
    thresholds, confidence = data.settings.gaps, Share(data.settings.thresholds.confidence)
    speak, everyone = rows_asked(data), tuple(data.of(Organisations)["row_id"])
    asked = count("respondents_asked", _("respondents asked what they need"), speak, speak, source=SURVEY)
    members = count("members", _("members of the cluster"), everyone, everyone, source=SURVEY, public=True)
    weights = weights_of(data.settings.weights)

    def parts(released: Released) -> tuple[Method, ...]:
        example = _Example(released, speak, everyone, number_asked(data))
        return (
            _lines(data),
            Method(
                _("How many members a gap concerns: Wilson interval for a finite roster"),
                ("p = k / n", "z* = z · √((N − n) / (N − 1))",
                 "(p + z*² / 2n ± z* · √(p · (1 − p) / n + z*² / 4n²)) / (1 + z*² / n)"),
                _(
                    "Of n respondents asked, k are concerned; the roster has N members. z is that of the normal "
                    "distribution for a confidence of {confidence}. Both ends are multiplied by N and rounded towards "
                    "each other; the lower is at least k and the upper at most k + N − n, for of those who answered it "
                    "is known. The interval supposes that non-respondents resemble respondents.",
                    confidence=Given(confidence),
                ),
                example.of_interval(asked, members),
            ),
            Method(
                _("Members who may work on a stage where none is known to"),
                ("C(N − K, n) / C(N, n) ≥ 1 − γ",),
                _(
                    "Of N members the stages of n are known, and none of these works there: at most N − n do, as the "
                    "map says. K is the largest number of which a random sample of n would miss all with that "
                    "probability (data/processed/stages.csv, column bound); the confidence γ is {confidence}.",
                    confidence=Given(confidence),
                ),
            ),
            Method(
                _("How sure a gap is: simulations for non-respondents (Pólya’s urn)"),
                ("s ~ Dirichlet(1, …, 1)", "w = 1 + Multinomial(N − n, s)"),
                _(
                    "In each of {simulations} simulations a respondent stands for w members: for itself, and for the "
                    "non-respondents who are like it. In {otherwise} of the simulations, drawn for each stage, the "
                    "non-respondents behave otherwise than the respondents: anything from nothing to all is as likely. "
                    "A gap is confirmed where it holds in at least {sure} of the simulations, no gap where it holds in "
                    "at most {never}, and it is uncertain in between. Whether a stage has a member at all is not "
                    "simulated: answers and statements of the management tell.",
                    simulations=Given(SIMULATIONS),
                    otherwise=Given(Share(OTHERWISE)),
                    sure=Given(Share(thresholds.sure)),
                    never=Given(Share(1 - thresholds.sure)),
                ),
                example.of_simulations(),
            ),
            Method(
                _("How severe a gap is"),
                ("S = (D^a · C^b · M^c · L^d)^(1 / (a + b + c + d))", "D = k / n", f"C = v / {MOST:g}",
                 "M = (m · N / n + ½) / (k · N / n + 1)", "L = 1 − b / t"),
                _(
                    "D, demand: k of the n respondents asked are concerned. C, criticality: v is the mean of how vital "
                    "it is to those who lack it, from 1 to 5; it is {least} where nobody says. M, markets blocked: m "
                    "of those concerned are kept from a market; each of them stands for N / n members, and half a "
                    "member is added on either side, so that a few answers never make it nothing or all. L, leakage: "
                    "of what is bought, t, the part b comes from members; it counts only where the gap is that a stage "
                    "is bought elsewhere, otherwise L and d are left out. The weights of study.yml: a = {a}, b = {b}, "
                    "c = {c}, d = {d}.",
                    least=Given(int(LEAST)),
                    **{name: Given(Decimal(weight, 2)) for name, weight in zip("abcd", weights, strict=True)},
                ),
                example.of_severity(asked),
            ),
            Method(
                _("Between which values severity lies"),
                (),
                _(
                    "The interval has the percentiles {low} and {high} of the severities in all simulations. The "
                    "bounds are the least and the most that severity could be: any number of non-respondents may be "
                    "concerned, find it convenient or vital, be kept from no market or from one, and buy all from "
                    "members or nothing.",
                    low=Given(Decimal(INTERVAL[0], 1)),
                    high=Given(Decimal(INTERVAL[1], 1)),
                ),
                example.of_bounds(),
            ),
            Method(
                _("Which gap comes first under other weights"),
                ("(a, b, c, d) ~ Dirichlet(1, 1, 1, 1)",),
                _(
                    "{sets} sets of weights are drawn, each as likely as another. Under each, all gaps are ranked by "
                    "their severity; what is told is the share of the sets under which a gap is among the first ones.",
                    sets=Given(WEIGHT_SETS),
                ),
                example.of_weights(),
            ),
        )  # fmt: skip

    return Methods("gap_methods", gaps_tabulation(data).arranged(ranked), parts)


def _lines(data: Store) -> Method:
    """List the lines that the study draws."""
    thresholds = data.settings.gaps

    def limit(value: float, is_share: bool) -> Given:
        return Given(Share(value)) if is_share else Given(Decimal(value, 0 if value.is_integer() else 1))

    drawn = tuple(
        _(
            "{kind} ({words} {limit})",
            kind=KINDS[code].label,
            words=line.words,
            limit=limit(line.at(thresholds), line.is_share),
        )
        for code, line in lines().items()
    )
    return Method(
        _("Where a gap begins"),
        (),
        _(
            "The lines of study.yml: {lines}. Fewer than {fewest} answers leave a gap uncertain. A gap that concerns "
            "fewer than {ranked} respondents has no rank.",
            lines=Listing(drawn),
            fewest=Given(thresholds.fewest_answers),
            ranked=Given(thresholds.fewest_ranked),
        ),
    )


@dataclass(frozen=True)
class _Example:
    """The worst gap as released; what it is made from comes from respondents, or from all members."""

    released: Released
    speak: tuple[str, ...]
    everyone: tuple[str, ...]
    n: int

    def _there(self, column: str) -> bool:
        """Whether there is a worst gap and it has a value that is told."""
        frame, hidden = self.released.frame, self.released.hidden
        return bool(len(frame)) and not hidden[column].iloc[0] and bool(pd.notna(frame[column].iloc[0]))

    def _gap(self, row: int = 0) -> Message:
        gap = self.released.frame.iloc[row]
        return _("{stage} ({kind})", stage=label(gap), kind=KINDS[gap["kind"]].label)

    def _number(self, id: str, words: Message, column: str, unit: Unit, rows: str) -> Number:
        of = (*self.speak, *self.everyone) if unit == "number" else self.speak
        return self.released.number(id, words, 0, column, unit, n=self.n, source=SURVEY, rows=rows, of=of)

    def _demand(self) -> Number:
        words = _("respondents whom the worst gap concerns")
        return self._number("worst_demand", words, "demand", "respondents", "concerned_from")

    def of_interval(self, asked: Number, members: Number) -> Message | None:
        if not self._there("demand"):
            return None
        low, high = (
            self._number(f"worst_{column}", words, column, "number", "concerned_from")
            for column, words in (
                ("demand_lower", _("members concerned, lower end of the interval")),
                ("demand_upper", _("members concerned, upper end of the interval")),
            )
        )
        return _(
            "{gap}: k = {demand}, n = {asked} and N = {members} give {low} to {high} members.",
            gap=self._gap(),
            demand=self._demand(),
            asked=asked,
            members=members,
            low=low,
            high=high,
        )

    def of_simulations(self) -> Message | None:
        frame, hidden = self.released.frame, self.released.hidden
        simulated = (frame["holds"].notna() & ~hidden["holds"]).to_numpy().nonzero()[0]
        if not len(simulated):
            return None
        first = int(simulated[0])
        words = _("share of the simulations in which the worst gap of those simulated holds")
        holds = self.released.number(
            "worst_holds", words, first, "holds", "proportion", n=self.n, source=SURVEY, rows="evidence_from"
        )
        return _("{gap}: it holds in {share} of the simulations.", gap=self._gap(first), share=holds)

    def of_severity(self, asked: Number) -> Message | None:
        frame, hidden = self.released.frame, self.released.hidden
        if not len(frame) or hidden[_SHOWN].iloc[0].any():
            return None
        gap = frame.iloc[0]
        size = len(self.everyone) / max(self.n, 1)
        vital = LEAST if pd.isna(gap["criticality"]) else float(gap["criticality"])
        values = {
            "d": (_("demand, of the severity of the worst gap"), gap["demand"] / max(self.n, 1)),
            "c": (_("criticality, of the severity of the worst gap"), vital / MOST),
            "m": (
                _("markets blocked, of the severity of the worst gap"),
                (gap["blocked"] * size + 0.5) / (gap["demand"] * size + 1),
            ),
            "l": (_("leakage, of the severity of the worst gap"), gap["leakage"]),
        }
        made = {True: tuple(split_ids(gap["severity_from"])), False: tuple(split_ids(gap["concerned_from"]))}
        parts = {
            name: Number(
                f"worst_severity_{name}",
                words,
                float(value),
                "quotient",
                made[name == "l"],
                self.n,
                SURVEY,
                of=self.speak,
            )
            for name, (words, value) in values.items()
            if name != "l" or KINDS[gap["kind"]].leaks
        }
        said = {
            "gap": self._gap(),
            "demand": self._demand(),
            "asked": asked,
            "severity": self._number(
                "worst_severity", _("severity of the worst gap"), "severity", "quotient", "severity_from"
            ),
            **parts,
        }
        if "l" in parts:
            return _("{gap}: D = {demand} / {asked} = {d}, C = {c}, M = {m} and L = {l} give S = {severity}.", **said)
        return _("{gap}: D = {demand} / {asked} = {d}, C = {c} and M = {m} give S = {severity}.", **said)

    def of_bounds(self) -> Message | None:
        if not self._there("severity"):
            return None
        words = {
            "lower": _("severity of the worst gap, 2.5th percentile"),
            "upper": _("severity of the worst gap, 97.5th percentile"),
            "least": _("severity of the worst gap, least that it could be"),
            "most": _("severity of the worst gap, most that it could be"),
        }
        ends = {
            end: self._number(f"worst_severity_{end}", said, f"severity_{end}", "quotient", "severity_from")
            for end, said in words.items()
        }
        return _(
            "{gap}: {lower} to {upper} in the simulations; {least} to {most} whatever non-respondents would say.",
            gap=self._gap(),
            **ends,
        )

    def of_weights(self) -> Message | None:
        if not self._there("top3"):
            return None
        words = _("share of the sets of weights under which it is among the first three")
        top = self._number("worst_top3", words, "top3", "proportion", "severity_from")
        return _("{gap}: among the first three under {share} of the sets.", gap=self._gap(), share=top)
