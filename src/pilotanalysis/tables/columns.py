"""Columns of tables: the shapes that many have, and those that several tables share, each defined once.

A function gives the declaration of a column; the table says its type::

    class Panel(Computed):
        cluster: Series[str] = columns.cluster()
"""

from __future__ import annotations

from typing import Any, Literal

import pandera.pandas as pa

#: What a column holds that does not leave the house as it is: a key of an organisation, the same wherever it answers
#: or takes part; a key of a candidate, whose name may be told, apart from these; an id of a response; ids of rows of
#: raw files; words with keys of organisations among them; what somebody wrote; a name, or what goes with it, which some
#: rows may tell; a class or what somebody wrote for it; an answer, which is a code, a number or what somebody wrote, as
#: the question has it.
Holds = Literal["member", "candidate", "respondent", "rows", "members", "text", "name", "code", "answer"]


def described(
    description: str,
    unit: str | None = None,
    blank: bool = False,
    holds: Holds | None = None,
    may_lack: bool = False,
    **constraints: Any,
) -> Any:
    """Give a column: what it says, its unit, and what pandera shall hold it to.

    Parameters
    ----------
    description : str
    unit : str, optional
        Where it measures something.
    blank : bool
        Whether its text may be empty: that says something, where a missing value would not.
    holds : Holds, optional
        What of members, managements or persons stands in it, which does not leave the house as it is.
    may_lack : bool
        Whether a file of the table may be without the column, as if all its cells were empty.
    **constraints
        Of ``pandera.Field``.
    """
    metadata = {"unit": unit, "blank": blank, "holds": holds, "may_lack": may_lack}
    return pa.Field(description=description, metadata=metadata, **constraints)


def percent(description: str) -> Any:
    """Give a part of a hundred, missing where it is not known."""
    return described(description, unit="percent", ge=0, le=100, nullable=True)


def share(description: str, nullable: bool = True) -> Any:
    """Give a part of one; by default missing where it is not known."""
    return described(description, unit="share", ge=0, le=1, nullable=nullable)


def score(description: str) -> Any:
    """Give a number from 0 to 1 that is no part of anything."""
    return described(description, ge=0, le=1)


def rating(description: str, nullable: bool = True) -> Any:
    """Give a degree from 1 to 5; by default missing where it is not said."""
    return described(description, ge=1, le=5, nullable=nullable)


def count(description: str, unit: str | None = None) -> Any:
    """Give a number of things."""
    return described(description, unit=unit, ge=0)


def money(description: str, nullable: bool = True) -> Any:
    """Give an amount of money, in thousand euro."""
    return described(description, unit="thousand EUR", ge=0, nullable=nullable)


def optional(description: str, **constraints: Any) -> Any:
    """Give a column that is missing where nothing was said."""
    return described(description, nullable=True, **constraints)


def wave() -> Any:
    """Give the wave of the survey."""
    return described("key of the wave of the survey")


def file() -> Any:
    """Give the raw file that a row comes from."""
    return described("raw file, below data/raw")


def sheet() -> Any:
    """Give the sheet of the raw file."""
    return described("sheet of the file; empty where the file has none", blank=True)


def made_from(**constraints: Any) -> Any:
    """Give the rows that a row was made from."""
    return described("ids of the rows that made this one, joined by ;", holds="rows", **constraints)


def cluster(**constraints: Any) -> Any:
    """Give the cluster that a row is about."""
    return described("id of the cluster", **constraints)


def stage(**constraints: Any) -> Any:
    """Give the stage that a row is about."""
    return described("code of the stage", **constraints)


def division(**constraints: Any) -> Any:
    """Give a two-digit activity."""
    return described("division of NACE Rev. 2", **constraints)


def organisation_type(**constraints: Any) -> Any:
    """Give the kind of an organisation."""
    return described("kind of organisation", **constraints)


def county() -> Any:
    """Give the county of a member."""
    return described("county, two letters")


def tool() -> Any:
    """Give the survey tool that wrote an export."""
    return described("tool that wrote the export")


def question() -> Any:
    """Give the question of the questionnaire that a row is about."""
    return described("name of the question")


def repetition() -> Any:
    """Give the number of a repetition."""
    return described("which repetition, from 1; 0 where it is asked once", ge=0)


def words() -> Any:
    """Give what a respondent wrote in answer to an open question, missing where nothing was written."""
    return optional("what it is, in the respondent's words", holds="text")


def uncoded_stage(what: str) -> Any:
    """Give a stage, missing where nobody has said yet which one is meant.

    Parameters
    ----------
    what : str
        What the stage does here, as ``"that would supply it"``.
    """
    return optional(f"code of the stage {what}; empty where it is to be coded")
