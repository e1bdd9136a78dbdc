"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping

from ..results import Message, _

ORGANISATION_TYPE: Mapping[str, Message] = {
    "firm": _("firms"),
    "research_edu": _("research and education"),
    "public_auth": _("public authorities"),
    "catalyst": _("catalyst organisations"),
    "other": _("others"),
}
OUTCOME: Mapping[str, Message] = {"kept": _("kept"), "merged": _("merged"), "dropped": _("dropped")}
REASON: Mapping[str, Message] = {
    "not on the roster": _("not on the roster"),
    "answered again later": _("answered again later"),
    "no such respondent": _("no such respondent"),
}
ROSTER = _("roster of the managements and answers of the members")
EXPORTS = _("workbooks of answers")
