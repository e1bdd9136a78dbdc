"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping

from ..results import Message, _

PRESENCE: Mapping[str, Message] = {
    "present": _("present"),
    "absent_confirmed": _("none, confirmed by the management"),
    "not_observed": _("not observed"),
}
CONTRADICTION: Mapping[str, Message] = {
    "denied": _("the management says that no member works there, and a member says that it does"),
    "claimed": _(
        "the management says that a member works there, and none of its members does by what is known of them"
    ),
    "sold": _("members say that they buy it from members, and no member is known to work there"),
}
BASIS: Mapping[str, Message] = {
    "answers": _("answers of members"),
    "everybody": _("the stages of all members, which are known"),
    "statement": _("one statement of the management"),
}
LAYER: Mapping[str, Message] = {"core": _("core chain"), "support": _("support"), "market": _("market")}
REQUIRED: Mapping[str, Message] = {"core": _("core"), "desirable": _("desirable")}
SURVEY = _("survey of the members and roster of the management")
OFFICIAL = _("Eurostat, persons employed by activity and region (sbs_r_nuts06_r2), 2015")
STATUS: Mapping[str, Message] = {
    "found": _("confirmed"),
    "open": _("uncertain"),
    "not_found": _("no gap"),
}
VERDICT: Mapping[str, Message] = {
    "grow": _("grow it here"),
    "attract": _("attract it"),
    "connect": _("connect to a supplier outside"),
    "mend": _("mend the link inside"),
}
RULE: Mapping[str, Message] = {
    "members_do_it": _("members do it; the link to them is what is missing"),
    "no_channel": _("no member sells on what the stage makes"),
    "one_market": _("nearly all is sold in one place"),
    "region_specialised": _("the region is specialised in it"),
    "region_near": _("the region is near to it: strong in what is related"),
    "offered_by_other_cluster": _("the region is far from it; members of another cluster offer it"),
    "needed_by_many": _("the region is far from it, and many need it"),
    "needed_by_few": _("the region is far from it, and few need it"),
}
DOUBT: Mapping[str, Message] = {
    "open": _("it is uncertain: non-respondents could change it, or the evidence contradicts itself"),
    "not_observed": _("a member whose stages are not known may do it"),
    "contradicted": _("answers and the management's statement contradict each other"),
    "few_concerned": _("few say that it concerns them"),
    "not_measurable": _("official statistics do not cover its activities"),
    "shared_division": _("official statistics know only a division that it shares with other stages"),
    "weights_decide": _("its place depends on the weights"),
    "outside_region": _("the cluster is national: the region's side is that of some members"),
}
PLACE: Mapping[str, Message] = {
    "county": _("own county"),
    "region": _("rest of the region"),
    "country": _("rest of the country"),
    "eu": _("rest of the EU"),
    "beyond": _("beyond the EU"),
}
COMPONENT: Mapping[str, Message] = {
    "demand": _("demand"),
    "criticality": _("criticality"),
    "markets": _("markets blocked"),
    "leakage": _("leakage"),
}
TABLE_OF_INPUTS = _("World Input-Output Database, release 2013, Romania 2011 (Timmer et al. 2015)")
