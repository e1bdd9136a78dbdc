"""Who could close each gap, as tables: of the worst gaps, of each gap and why, how sure that is, what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ...chain.labels import ASKED_NEEDS
from ...chain.lookups import number_asked, stage_words
from ...results import Column, Given, Message, Released, Table, Words, _
from ...store import Store
from ..labels import BASIS, BASIS_SHORT, DECISION, ORIGIN_OF_ONE, ORIGIN_SHORT, POOL, UNKNOWN, n_candidates
from .naming import called_words
from .tabulation import UNKNOWN_CODE, candidates_tabulation, ranked, worst

#: Gaps that make the answer, and candidates of each that are shown there and everywhere; the catalogue has all.
_WORST, _FIRST = 3, 3


@dataclass(frozen=True)
class _Listing:
    """What a table of candidates is called, with rows and without, its columns, and what is noted below it."""

    id: str
    name: Message
    title: Message
    without: Message
    columns: tuple[str, ...]
    note: Message
    on_sheets: bool = False


def worst_closed(data: Store) -> Table:
    """List the first candidates of the worst gaps that are acted on."""

    def first(frame: pd.DataFrame) -> pd.DataFrame:
        return ranked(worst(frame, _WORST), _FIRST)

    listing = _Listing(
        id="worst_closed",
        name=_("Who could close the worst gaps"),
        title=_("{cluster}: who could close the worst gaps", cluster=data.name),
        without=_("{cluster}: for no gap that is to be acted on was anybody found", cluster=data.name),
        columns=("stage", "rank", "called_en", "origin", "place_name", "basis", "score"),
        note=_(
            "Left out: gaps that are to be asked about first, and those that the management rejects; own members of "
            "whom only the main activity is known. The first {candidates} for each gap: those shortlisted, then by "
            "score.",
            candidates=n_candidates(Given(_FIRST)),
        ),
    )
    return _table(data, listing, first)


def first_candidates(data: Store) -> Table:
    """List the first candidates of each gap, with what their scores are made of; sheets of gaps show them too."""
    listing = _Listing(
        id="first_candidates",
        name=_("Who could close each gap, and why"),
        title=_("{cluster}: who could close each gap, and why", cluster=data.name),
        without=_nobody(data),
        columns=(
            "stage", "rank", "called_en", "origin_short", "place_name", "basis_short", "tied", "capability", "capacity",
            "proximity", "size", "certificates", "willingness", "score",
        ),
        note=_(
            "The first {candidates} for each gap: those shortlisted, then by score, the weighted mean of the "
            "criteria, which run from 0 to 1. What is not known counts as neither good nor bad.",
            candidates=n_candidates(Given(_FIRST)),
        ),
        on_sheets=True,
    )  # fmt: skip
    return _table(data, listing, lambda frame: ranked(frame, _FIRST))


def how_sure(data: Store) -> Table:
    """List for the first candidates of each gap what their place depends on."""
    listing = _Listing(
        id="candidates_sure",
        name=_("How sure the order of the candidates is"),
        title=_("{cluster}: how sure the order of the candidates is", cluster=data.name),
        without=_nobody(data),
        columns=("stage", "rank", "called_en", "known", "score", "score_least", "score_most", "top3"),
        note=_(
            "Lowest and highest score: if all that is not known were 0, or 1. In the top three: the share of the sets "
            "of weights, and of values for what is not known, that put it there; blank where three "
            "candidates or fewer are compared."
        ),
    )
    return _table(data, listing, lambda frame: ranked(frame, _FIRST))


def decisions_table(data: Store) -> Table:
    """List what managers decided of candidates, and why; inside the house only."""
    listing = _Listing(
        id="candidates_decided",
        name=_("Managers' decisions on candidates"),
        title=_("{cluster}: managers' decisions on candidates", cluster=data.name),
        without=_("{cluster}: no manager's decision is shown", cluster=data.name),
        columns=("stage", "called_en", "origin", "decision", "decision_why", "decision_who", "decision_when"),
        note=_("Rejected candidates are not ranked and are in no pool. The public release shows no decisions."),
    )
    return _table(data, listing, lambda frame: frame[frame["decision"].notna()])


def _nobody(data: Store) -> Message:
    return _("{cluster}: nobody was found who could close a gap", cluster=data.name)


def _table(data: Store, listing: _Listing, arrange: Callable[[pd.DataFrame], pd.DataFrame]) -> Table:
    """Make a table of the candidates that `arrange` takes."""
    candidates = candidates_tabulation(data)

    def words(released: Released) -> Words:
        title = listing.title if len(released.frame) else listing.without
        note = _with_unnamed(released, _with_members(released, listing))
        if released.frame["ties_only"].any():
            note = _("{note} Where only ties are missing, these are the members to introduce.", note=note)
        return Words(title, note=note)

    columns = {column.name: column for column in _columns(data, candidates.frame)}
    return Table(
        id=listing.id,
        data=candidates.arranged(arrange),
        columns=tuple(columns[name] for name in listing.columns),
        words=words,
        source=POOL,
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage",),
        name=listing.name,
        on_sheets=listing.on_sheets,
    )


def _columns(data: Store, frame: pd.DataFrame) -> tuple[Column, ...]:
    """Every column that a table of candidates may have."""
    unknown = {UNKNOWN_CODE: UNKNOWN}
    return (
        Column("stage", _("Gap"), words=stage_words(data)),
        Column("rank", _("Place")),
        Column("called_en", _("Candidate"), words=called_words(frame)),
        Column("origin", _("Who it is"), words=ORIGIN_OF_ONE),
        Column("origin_short", _("Who it is"), words=ORIGIN_SHORT),
        Column("place_name", _("County")),
        Column("basis", _("Because"), words=BASIS),
        Column("basis_short", _("Because"), words=BASIS_SHORT),
        Column("tied", _("Works already with all who lack it")),
        Column("capability", _("Fit"), words=unknown, decimals=2),
        Column("capacity", _("Free capacity"), words=unknown, decimals=2),
        Column("proximity", _("Nearness"), words=unknown, decimals=2),
        Column("size", _("Size"), words=unknown, decimals=2),
        Column("certificates", _("Certificate"), words=unknown, decimals=2),
        Column("willingness", _("Wants to meet"), words=unknown, decimals=2),
        Column("score", _("Score"), decimals=2),
        Column("score_least", _("Lowest score"), decimals=2),
        Column("score_most", _("Highest score"), decimals=2),
        Column("known", _("Criteria that are known"), share=True),
        Column("top3", _("In the top three"), share=True),
        Column("decision", _("Decision"), words=DECISION),
        Column("decision_why", _("Why")),
        Column("decision_who", _("Who decided")),
        Column("decision_when", _("When")),
    )


def _with_members(released: Released, listing: _Listing) -> Message:
    """Add to a note why members can be candidates for a stage on which no member is known to work."""
    frame = released.frame
    if (
        not {"basis", "basis_short"} & set(listing.columns)
        or not (frame["origin"].eq("member") & frame["basis"].eq("activity")).any()
    ):
        return listing.note
    return _(
        "{note} Members that are candidates because of their main activity are not known to work on the stage: ask "
        "whether they do.",
        note=listing.note,
    )


def _with_unnamed(released: Released, note: Message) -> Message:
    """Add to a note what becomes of those who have not agreed to be named."""
    if released.whole.hidden["unnamed"].any():
        return _("{note} Members who have not agreed to be named are left out.", note=note)
    if released.frame["named"].eq("no").any():
        return _(
            "{note} Candidates who have not agreed to be named have a number instead; their names are in "
            "data/processed/candidates.csv.",
            note=note,
        )
    return note
