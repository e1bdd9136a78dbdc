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
    "test row": _("test row"),
}
TOOL: Mapping[str, Message] = {
    "limesurvey": _("LimeSurvey"),
    "kobo": _("KoboToolbox"),
    "eusurvey": _("EUSurvey (reader untried on a true file)"),
    "google_forms": _("Google Forms (reader untried on a true file)"),
    "spss": _("SPSS"),
    "plain": _("a table kept by hand"),
}
RULE: Mapping[str, Message] = {
    "decimal_comma": _("decimal comma"),
    "thousands_point": _("point between thousands"),
    "thousands_comma": _("comma between thousands"),
    "thousands_space": _("blank between thousands"),
    "percent_sign": _("percent sign"),
    "as_the_column": _("decimals or thousands, as in the rest of the column"),
    "cedilla": _("cedilla in place of the comma below"),
    "quoted_equation": _("apostrophe before an equals sign"),
    "shares_in_fractions": _("shares given as fractions"),
    "shares_scaled": _("shares that nearly add up to 100, scaled"),
    "personal_code": _("personal numeric code, not kept"),
    "not_a_number": _("not a number"),
    "not_whole": _("not a whole number"),
    "share_not_read": _("one of the shares could not be read"),
    "no_unit": _("a sum without its unit"),
    "out_of_range": _("outside what the question allows"),
    "shares_do_not_add_up": _("shares that do not add up to 100"),
    "thousands_or_decimals": _("thousands or decimals: it cannot be told"),
    "unknown_option": _("names no option"),
    "unknown_tick": _("neither ticked nor not"),
}
PROFILE: Mapping[str, Message] = {
    "type": _("Type"),
    "county": _("County"),
    "size": _("Persons employed"),
    "revenue": _("Revenue, thousand EUR"),
    "activity": _("Activity of firms"),
    "exports": _("Exports of firms, percent of turnover"),
    "age": _("Age, years"),
    "others": _("others"),
    "unknown": _("not known"),
    "exports_none": _("none"),
    "exports_25": _("up to 25"),
    "exports_50": _("26 to 50"),
    "exports_75": _("51 to 75"),
    "exports_100": _("above 75"),
    "age_under_5": _("under 5"),
    "age_5_9": _("5 to 9"),
    "age_10_19": _("10 to 19"),
    "age_20": _("20 and more"),
}
ROSTER = _("roster of the managements and answers of the members")
EXPORTS = _("exports of the survey")
