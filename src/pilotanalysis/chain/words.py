"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping

from ..results import Message, _

PRESENCE: Mapping[str, Message] = {
    "present": _("present"),
    "absent_confirmed": _("none, confirmed by the management"),
    "not_observed": _("not observed"),
}
LAYER: Mapping[str, Message] = {"core": _("core chain"), "support": _("support"), "market": _("market")}
REQUIRED: Mapping[str, Message] = {"core": _("core"), "desirable": _("desirable")}
SURVEY = _("survey of the members and roster of the management")
OFFICIAL = _("Eurostat, persons employed by activity and region (sbs_r_nuts06_r2), 2015")
