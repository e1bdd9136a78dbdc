"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..results import Message, _, _n

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
    "total, legend or example": _("total, legend or example"),
    "whose it is waits for a decision": _("respondent still to be decided"),
}
TOOL: Mapping[str, Message] = {
    "limesurvey": _("LimeSurvey"),
    "kobo": _("KoboToolbox"),
    "odk": _("ODK Central"),
    "eusurvey": _("EUSurvey (not yet tried on a real file)"),
    "google_forms": _("Google Forms (not yet tried on a real file)"),
    "spss": _("SPSS"),
    "plain": _("a table kept by hand"),
}
#: Rules of cleaning, by their ids.
RULE: Mapping[str, Message] = {
    "decimal_comma": _("decimal comma"),
    "thousands_point": _("point between thousands"),
    "thousands_comma": _("comma between thousands"),
    "thousands_space": _("blank between thousands"),
    "thousands_apostrophe": _("apostrophe between thousands"),
    "percent_sign": _("percent sign"),
    "unit_in_cell": _("unit written in the cell"),
    "only_one_fits": _("two readings, only one possible"),
    "as_the_column": _("decimals or thousands, as in the rest of the column"),
    "scientific": _("scientific notation"),
    "number_marked": _("number with signs around it"),
    "out_of_the_most": _("mark out of a maximum"),
    "roman_figures": _("mark in Roman figures"),
    "year_of_day": _("year of a whole date"),
    "number_in_words": _("number in words"),
    "part_in_words": _("part of a whole in words"),
    "cedilla": _("cedilla in place of the comma below"),
    "utf8_misread": _("broken letters: UTF-8 read in another encoding"),
    "cp1250_misread": _("broken letters: cp1250 read as Latin-1"),
    "blanks": _("blanks and line breaks in excess"),
    "html_reference": _("letters written as HTML references"),
    "invisible_letters": _("invisible letters"),
    "markup": _("marks of a web page or a spreadsheet around the text"),
    "quoted_equation": _("apostrophe before an equals sign"),
    "label_spelt_otherwise": _("option spelt or joined otherwise"),
    "form_spelt_otherwise": _("legal form spelt otherwise"),
    "money_unit_spelt_otherwise": _("unit of money spelt otherwise"),
    "band_spoilt": _("band that a spreadsheet took for a date, or in words"),
    "county_by_code": _("county told by a code"),
    "county_spelt_otherwise": _("county spelt otherwise"),
    "county_of_place": _("county told by a place in it"),
    "place_spelt_otherwise": _("place spelt otherwise"),
    "other_word": _("another word for the option"),
    "part_of_label": _("part of the option's label"),
    "says_none": _("none of the options, in words"),
    "all_in_a_word": _("all options in one word"),
    "code_spelt_otherwise": _("code spelt otherwise"),
    "number_spelt_otherwise": _("register number spelt otherwise"),
    "zero_lost": _("leading zero lost"),
    "class_by_title": _("activity told by its title"),
    "joined_otherwise": _("several answers joined otherwise"),
    "date_form": _("date in another form"),
    "month_first": _("month before day, the only possible reading"),
    "serial_day": _("day as a spreadsheet's number"),
    "month_only": _("month without a day"),
    "year_only": _("year alone"),
    "unit_beside_sum": _("unit taken from the sum's own cell"),
    "shares_in_fractions": _("shares given as fractions"),
    "dont_know": _("don't know, in words"),
    "refused": _("refused, in words"),
    "not_applicable": _("not applicable, in words"),
    "no_answer_mark": _("a sign for no answer"),
    "mark_behind_name": _("name with a mark or place behind it"),
    "personal_code": _("personal numeric code, not kept"),
    "contact": _("e-mail address or telephone number, not kept"),
    "coded_before": _("coded before"),
    "coded_by_term": _("coded by a term of the glossary"),
    "coded_by_likeness": _("coded by likeness to terms of the glossary"),
    "decided": _("decided by a person"),
    # taken, and flagged
    "code_not_as_on_roster": _("fiscal code other than on the roster"),
    "name_not_as_on_roster": _("name other than on the roster"),
    "approximate": _("about so much, not exactly"),
    "drawn": _("mark drawn as stars"),
    "remark": _("number with a remark"),
    "misspelt": _("one letter wrong"),
    "checksum": _("fiscal code with a wrong check digit"),
    "cut_off": _("text that breaks off"),
    "letter_for_digit": _("letter in place of a digit"),
    "letters_lost": _("question marks in place of letters"),
    "row_cut_short": _("row of the file that stops before its last column"),
    "share_withheld": _("shares of which one is not given"),
    "taken_for_other": _("words taken for another option"),
    "unknown_place": _("place not known"),
    "division_only": _("division of activities, not a class"),
    "converted": _("sum given in another currency"),
    "shares_scaled": _("shares that nearly add up to 100, scaled"),
    "turnover_per_person": _("turnover per person far from what is usual"),
    "more_than_turnover": _("more than the whole turnover"),
    "members_beyond_region": _("more with members than in the region, where all members are"),
    "perhaps_no_number": _("number that may stand for a year, or for no answer"),
    "perhaps_no_answer": _("word that says nothing of what was asked"),
    "names_nobody": _("words in place of a name that name nobody"),
    "others_unnamed": _("others, which are not named"),
    "said_twice": _("said twice"),
    "spreadsheet_error": _("error of a spreadsheet where an answer was"),
    "rest_of_shares": _("share given as the rest of 100"),
    "partner_among_words": _("member of the roster among other words"),
    "partner_spelt_otherwise": _("name of a member of the roster, spelt otherwise"),
    # left to somebody
    "partner_unsure": _("partner may be a member of the roster"),
    "several_partners": _("several partners where one is asked"),
    "not_coded": _("not sure enough to be coded"),
    "member_unsure": _("respondent cannot be identified"),
    "test_entry": _("fiscal code of a member beside a name that a test would have"),
    "name_of_another": _("fiscal code of one member, name of another"),
    "not_a_number": _("not a number"),
    "not_whole": _("not a whole number"),
    "out_of_range": _("outside what the question allows"),
    "bound": _("a limit, not a number"),
    "range": _("a range, not a number"),
    "several_numbers": _("several numbers"),
    "thousands_or_decimals": _("thousands or decimals: it cannot be told"),
    "unit_unclear": _("unit or thousands of it: it cannot be told"),
    "units_disagree": _("units of cell and question disagree"),
    "no_unit": _("a sum without its unit"),
    "share_not_read": _("one of the shares could not be read"),
    "shares_do_not_add_up": _("shares that do not add up to 100"),
    "share_unknown": _("share that is not known"),
    "points_elsewhere": _("points to another answer"),
    "year_as_day": _("year shown as a day"),
    "number_as_day": _("number shown as a day"),
    "beyond_reason": _("more than any respondent can have"),
    "after_the_survey": _("day after the survey"),
    "not_yet": _("option that does not hold yet, or no more"),
    "other_not_said": _("other, without saying which"),
    "option_not_known": _("option that the questionnaire does not have"),
    "fraction_or_percent": _("fraction or percent: it cannot be told"),
    "unknown_option": _("names no option"),
    "and_more": _("options and others that are not named"),
    "none_named": _("some, but none named"),
    "in_doubt": _("an option with a question mark"),
    "unknown_tick": _("neither ticked nor unticked"),
    "unknown_county": _("county not known"),
    "place_of_several_counties": _("place of that name in several counties"),
    "registration_number_there": _("register number in place of the fiscal code"),
    "digits_lost": _("digits lost in a spreadsheet"),
    "not_a_fiscal_code": _("not a fiscal code"),
    "not_a_registration_number": _("not a register number"),
    "unknown_class": _("class of activity not known"),
    "several_classes": _("several classes where one is asked"),
    "class_of_revision_3": _("class of CAEN Rev. 3 only"),
    "group_only": _("group of activities, or a class without its zero"),
    "not_a_date": _("not a date"),
    "no_such_day": _("no such day"),
    "day_or_month_first": _("day or month first: it cannot be told"),
    "short_year": _("year of two digits"),
    "main_not_among_stages": _("main stage not among the stages named"),
    "none_beside_others": _("none, beside others"),
    "ranked_twice": _("ranked twice"),
    "ranks_by_number": _("ranks given by numbers, in another order"),
    "no_likely_day": _("date too far off to be meant"),
    "whole_and_columns_disagree": _("cell and columns disagree"),
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


def n_members(number: Any) -> Message:
    """So many members, as the noun follows the number."""
    return _n("{count} member", "{count} members", number)


def n_respondents(number: Any) -> Message:
    """So many respondents, as the noun follows the number."""
    return _n("{count} respondent", "{count} respondents", number)


def n_answers(number: Any) -> Message:
    """So many answers to questions, as the noun follows the number."""
    return _n("{count} answer", "{count} answers", number)


def n_responses(number: Any) -> Message:
    """So many responses, each of one member, as the noun follows the number."""
    return _n("{count} response", "{count} responses", number)
