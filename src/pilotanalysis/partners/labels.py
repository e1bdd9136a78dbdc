"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..results import Message, _, _n

ORIGIN: Mapping[str, Message] = {
    "member": _("members of the cluster"),
    "other_cluster": _("members of other analysed clusters"),
    "follow_up": _("members of follow-up clusters"),
    "region": _("firms of the region in the register"),
    "country": _("firms elsewhere in the register"),
    "added": _("added by a manager"),
}
#: The same of one candidate.
ORIGIN_OF_ONE: Mapping[str, Message] = {
    "member": _("member of the cluster"),
    "other_cluster": _("member of another cluster"),
    "follow_up": _("member of a follow-up cluster"),
    "region": _("firm of the region, in the register"),
    "country": _("firm from elsewhere, in the register"),
    "added": _("added by a manager"),
}
BASIS: Mapping[str, Message] = {
    "offer_code": _("offers what the stage supplies"),
    "role": _("works on the stage"),
    "offer_text": _("describes what it offers in words like those of the need or the stage"),
    "activity": _("works in the trade, by its main activity: ask whether it does this"),
    "named": _("named by a manager"),
}
#: The same in a word, where a table has many columns.
ORIGIN_SHORT: Mapping[str, Message] = {
    "member": _("member"),
    "other_cluster": _("other cluster"),
    "follow_up": _("follow-up"),
    # Its county stands beside it.
    "region": _("register"),
    "country": _("register"),
    "added": _("manager's"),
}
BASIS_SHORT: Mapping[str, Message] = {
    "offer_code": _("offer"),
    "role": _("works there"),
    "offer_text": _("words"),
    "activity": _("trade: ask"),
    "named": _("manager's"),
}
DECISION: Mapping[str, Message] = {
    "shortlisted": _("shortlisted"),
    "rejected": _("rejected"),
    "added": _("added"),
}
UNKNOWN = _("not known")
POOL = _("survey of the members, rosters of the managements and register of firms")
REGISTER = _("register of firms")


def n_organisations(number: Any) -> Message:
    """So many organisations, as the noun follows the number."""
    return _n("{count} organisation", "{count} organisations", number)


def n_candidates(number: Any) -> Message:
    """So many candidates, as the noun follows the number."""
    return _n("{count} candidate", "{count} candidates", number)


def n_firms(number: Any) -> Message:
    """So many firms, as the noun follows the number."""
    return _n("{count} firm", "{count} firms", number)
