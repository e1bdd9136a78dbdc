"""Words that people type where they give no answer."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import Cell, Kind

_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dont_know": {
        "ro": ("nu știu", "Nu stiu", "nu ştiu", "NS", "nu știm exact", "NU STIU", "nu cunosc", "nu știu."),
        "it": ("non so", "non sappiamo", "Non lo so", "NON SO"),
        "en": ("don't know", "Don’t know", "DK", "do not know", "not known"),
    },
    "refused": {
        "ro": ("nu răspund", "NR", "N/R", "confidențial", "CONFIDENTIAL", "nu dorim să răspundem", "secret comercial"),
        "it": ("non rispondo", "riservato", "preferisco non rispondere", "dato riservato"),
        "en": ("confidential", "no answer given", "prefer not to say", "refused"),
    },
    "not_applicable": {
        "ro": ("nu e cazul", "Nu este cazul", "N/A", "nu se aplică", "NU E CAZUL", "n/a", "nu e cazul."),
        "it": ("non applicabile", "non pertinente", "N/A"),
        "en": ("not applicable", "N/A", "n/a", "does not apply"),
    },
    "blank": {"en": ("-", "—", "--", "- -", "#N/A", "#REF!", "#VALUE!", "...", "/", "_", "NULL", "(gol)")},
}  # fmt: skip
_UNCLEAR = ("NS/NR", "ns/nr", "?", "??", "n.c.", "n.d.", "N.D.", "NS / NR")
#: Questions with this option say themselves what is not the case.
_NONE = "none"


def _kind(name: str, missing: str) -> Kind:
    def write(cell: Cell) -> str | None:
        # Of nothing that is typed as nothing, one might say that it is nought.
        nothing = cell.truth == "0" and missing == "blank"
        none = _NONE in cell.options and missing == "not_applicable"
        return None if nothing or none else cell.said(_WORDS[missing])

    return Kind(name, write, gone=f"missing:{missing}")


KINDS = (
    _kind("said not to know", "dont_know"),
    _kind("refused", "refused"),
    _kind("said not to apply", "not_applicable"),
    _kind("mark for nothing", "blank"),
)
#: Whoever types these gives no answer, but not why.
UNCLEAR = (Kind("missing, unclear why", lambda cell: cell.dice.one_of(_UNCLEAR), 1, False, "missing:unclear"),)
