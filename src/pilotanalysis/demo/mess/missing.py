"""Words that people type where they give no answer."""

from __future__ import annotations

from .kinds import Cell, MessKind


def _kind(name: str, missing: str) -> MessKind:
    def write(cell: Cell) -> str | None:
        # Of nothing that is typed as nothing, one might say that it is nought.
        nothing = cell.truth == "0" and missing == "blank"
        # Questions with the option *none* say themselves what is not the case.
        none = "none" in cell.options and missing == "not_applicable"
        return None if nothing or none else cell.said(f"missing {missing}")

    return MessKind(name, write, gone=f"missing:{missing}")


KINDS = (
    _kind("said not to know", "dont_know"),
    _kind("refused", "refused"),
    _kind("said not to apply", "not_applicable"),
    _kind("mark for nothing", "blank"),
)
#: Whoever types these gives no answer, but not why.
UNCLEAR = (MessKind("missing, unclear why", lambda cell: cell.said("missing unclear"), 1, False, "missing:unclear"),)
