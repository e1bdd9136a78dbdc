"""Agendas of events, in files that go out: for each participant, and for who runs the event.

``agendas/EVENT/NUMBER.ics``, ``.xlsx`` and ``.pdf`` are of one participant, in its language;
``NUMBER.cancelled.ics`` takes meetings out of its calendar that an agenda sent out had and that are not held any more.
``agendas/EVENT.LANGUAGE.xlsx`` and ``.pdf`` have the table plan, the list for the door, who has no meeting, and what is
not held.
"""

from __future__ import annotations

from pathlib import Path

from ...study import Study
from ..registers import AGENDAS, Register
from .event import events_of
from .organiser import write_for_organiser
from .own import write_for_participants

__all__ = ["write_agendas"]


def write_agendas(study: Study, registers: list[Register], folder: Path) -> None:
    """Write the agendas that notebooks registered; none were, none are written.

    Parameters
    ----------
    study : Study
    registers : list of Register
    folder : Path
        Of the reports.

    Raises
    ------
    DocumentError
        If a document cannot be set.
    """
    for register in registers:
        for entry in register.of_kind("agendas"):
            for language in study.languages:
                for event in events_of(study, register, entry, language):
                    write_for_participants(event, folder / AGENDAS / event.id)
                    write_for_organiser(event, folder)
