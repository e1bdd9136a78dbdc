"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..results import Message, _, _n
from .advice import ASK, LEAVE, QUESTIONS
from .kinds import each

PRESENCE: Mapping[str, Message] = {
    "present": _("present"),
    "absent_stated": _("none, stated by the management"),
    "not_observed": _("not observed"),
}
CONTRADICTION: Mapping[str, Message] = {
    "denied": _("the management says that no member works there, and a member says that it does"),
    "claimed": _(
        "the management says that a member works there, and none of its members does by what is known of them"
    ),
    "sold": _("members say that they buy it from members, and no member is known to work there"),
}
MANAGEMENT: Mapping[str, Message] = {
    "accepted": _("it is a gap"),
    "rejected": _("it is no gap"),
    "explained": _("it has a reason that the answers do not show"),
}
#: The same in a word, and where it says nothing.
ANSWER: Mapping[str, Message] = {
    "accepted": _("accepts it"),
    "rejected": _("rejects it"),
    "explained": _("explains it"),
    "none": _("has not answered"),
}
BASIS: Mapping[str, Message] = {
    "answers": _("answers of members"),
    "everybody": _("the stages of all members, which are known"),
    "statement": _("one statement of the management"),
}
LAYER: Mapping[str, Message] = {"core": _("core chain"), "support": _("support"), "market": _("market")}
REQUIRED: Mapping[str, Message] = {"core": _("core"), "desirable": _("desirable")}
SURVEY = _("survey of the members and roster of the management")
#: What is counted: respondents that came as far as the question, and members of whom it is known what they do.
ASKED_NEEDS = _("respondents asked what they lack")
PLACED = _("members whose stages are known")
STATUS: Mapping[str, Message] = {
    "found": _("confirmed"),
    "open": _("uncertain"),
    "not_found": _("no gap"),
}
VERDICT: Mapping[str, Message] = {
    "recruit": _("recruit firms of the region"),
    "grow": _("grow it here"),
    "connect": _("connect to a partner outside the cluster"),
    "attract": _("win a supplier for it"),
    "sell": _("sell elsewhere"),
    "mend": _("mend the link inside"),
}
#: What is advised of a gap: as its verdict says, unless it has to be asked first whether it is one, or is called none.
TO_DO: Mapping[str, Message] = {
    **VERDICT,
    ASK: _("ask first whether it is a gap"),
    LEAVE: _("nothing: it is no gap for the management"),
}
FIRST_STEP: Mapping[str, Message] = {
    "ask_presence": _("ask the management whether a member works on it, and which"),
    "take_up": _("take up with the management what it explains, and what is left to do"),
    **{step: each("question")[kind] for kind, step in QUESTIONS.items()},
    "ask_buyers": _("ask the buyers why they do not buy it from members"),
    "ask_clients": _("ask the main clients of the buyers which suppliers they accept"),
    "introduce": _("introduce those who need it to the members who do it, and ask what has kept them apart"),
    "improve": _("go through what the buyers find wrong with the members who supply it"),
    "enlarge": _("ask the members who supply it what would let them deliver more"),
    "compare_prices": _("compare the prices of members with those paid elsewhere"),
    "talk_to_groups": _("ask the parent companies of the buyers under what terms they would buy from members"),
    "find_channel": _("find a partner who sells its products, and invite it to join"),
    "find_customers": _("look for customers in the markets that the firms on the stage want to enter"),
    "invite_firms": _("ask the candidates for it in the region, and invite those who do it to join"),
    "meet_cluster": _("arrange a meeting with the members of the other cluster who offer it"),
    "find_investor": _(
        "ask the candidates for it, those in the region first; if none will do it, offer it as an investment to firms "
        "of the region in related activities"
    ),
    "promote": _(
        "ask the candidates for it, those in the region first; if none will do it, put it on the list of investments "
        "to attract"
    ),
    "name_suppliers": _("introduce those who need it to the candidates for it, those in the region first"),
}
#: Whom to turn to with each first step.
WHOM: Mapping[str, Message] = {
    "ask_presence": _("the management of the cluster"),
    "take_up": _("the management of the cluster"),
    **dict.fromkeys(QUESTIONS.values(), _("the management, and the members that did not answer")),
    "ask_buyers": _("the members who buy it"),
    "ask_clients": _("the main clients of the buyers"),
    "introduce": _("the members who need it and those who do it"),
    "improve": _("the members who supply it and those who buy it"),
    "enlarge": _("the members who supply it"),
    "compare_prices": _("the members who supply it and those who buy it"),
    "talk_to_groups": _("the parent companies of the buyers"),
    "find_channel": _("the members on the stage"),
    "find_customers": _("the members on the stage"),
    "invite_firms": _("the candidates for it in the region; the trade register lists more firms"),
    "meet_cluster": _("the management of the other cluster"),
    "find_investor": _("the candidates for it; then firms of the region in related activities"),
    "promote": _("the candidates for it; then the development agency, which promotes investments"),
    "name_suppliers": _("the members who need it, and the candidates for it"),
}
SETTLES: Mapping[str, Message] = {
    "presence_asked": _("an answer of the management: who works there"),
    "non_respondents_asked": _("answers from members that have not answered yet"),
    "need_asked": _("asking more members whether they need it"),
    "volume_asked": _("asking those who lack it how much they need in a year"),
    "register_searched": _("a search of the trade register for firms with the stage's own activity"),
    "firms_asked": _("asking the firms of the region that do it why they shrink"),
    "weights_agreed": _("an agreement on how much each criterion weighs"),
}
RULE: Mapping[str, Message] = {
    "members_do_it": _("members do it; the link to them is what is missing"),
    "no_channel": _("no member works on the stages through which its products are sold"),
    "one_market": _("nearly all is sold in one place"),
    "firms_in_region": _("many people in the region work in its main activity: there should be firms to recruit"),
    "offered_by_other_cluster": _("few do it in the region; members of another cluster offer it"),
    "region_close": _("the region is close to it: strong in what is related"),
    "needed_by_many": _(
        "the statistics do not show that the region is close to it; many need it, enough for a supplier to come"
    ),
    "needed_by_few": _(
        "the statistics do not show that the region is close to it, and too few need it for a supplier to come"
    ),
}
#: Why it is advised: the rule of the verdict, or what goes before it.
BECAUSE: Mapping[str, Message] = {
    **RULE,
    ASK: _("the study leaves it uncertain, and the management has not accepted it"),
    LEAVE: _("the management says that it is no gap"),
}
DOUBT: Mapping[str, Message] = {
    "open": _("it is uncertain: answers of non-respondents could change it"),
    "not_observed": _("a member whose stages are not known may do it"),
    "contradicted": _("answers and the management's statement contradict each other"),
    "few_concerned": _("few say that it concerns them"),
    "volume_unknown": _("nobody says how much of it is needed"),
    "not_measurable": _("official statistics do not cover its activities"),
    "wide_division": _("official statistics know only a division far wider than the stage"),
    "shared_division": _("official statistics know only a division that it shares with other stages"),
    "shrinking": _("fewer people work in its main activity in the region than some years before"),
    "weights_decide": _("its place depends on the weights"),
    "outside_region": _("the cluster is national: the statistics of the region concern only some of its members"),
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


def n_stages(number: Any) -> Message:
    """So many stages, as the noun follows the number."""
    return _n("{count} stage", "{count} stages", number)


def n_gaps(number: Any) -> Message:
    """So many gaps, as the noun follows the number."""
    return _n("{count} gap", "{count} gaps", number)
