"""Rules of cleaning: held against cells as people type them, and what must hold of every cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pilotanalysis import reference
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.cleaning import CleaningContext, context_of
from pilotanalysis.survey.cleaning.bands import spoilt_bands
from pilotanalysis.survey.cleaning.columns import clean_column
from pilotanalysis.survey.cleaning.consistency import shares
from pilotanalysis.survey.cleaning.dates import day
from pilotanalysis.survey.cleaning.identifiers import fiscal_code
from pilotanalysis.survey.cleaning.number_words import local_words
from pilotanalysis.survey.cleaning.numbers import NumberLimits, number
from pilotanalysis.survey.cleaning.numerals import evidence_of
from pilotanalysis.survey.identity import name_key
from pilotanalysis.survey.interpretation import NOTHING, Reading, to_review
from pilotanalysis.survey.questionnaire import Option
from pilotanalysis.survey.reading import missing
from pilotanalysis.survey.reading.decode import decode_several, ticked
from pilotanalysis.survey.reading.missing import begins_as_an_answer, is_damage, is_mark, kind_of, points_elsewhere
from pilotanalysis.survey.reading.options import Options
from pilotanalysis.survey.tables import SIZE_BANDS
from pilotanalysis.survey.texts import fold, repaired, without_personal_codes
from pilotanalysis.survey.word_lists import LISTED


@pytest.fixture(scope="module")
def rules(study: Study) -> CleaningContext:
    return context_of(study, forms.load(study))


#: Words that say nothing, or stand elsewhere, as people write them.
SAYING_NOTHING = sorted(
    word for kind in ("missing", "to come", "as elsewhere") for own in LISTED[kind].values() for word in own
)


@given(
    st.one_of(st.sampled_from(SAYING_NOTHING), st.text(min_size=1, max_size=6)),
    st.sampled_from(["", " ", ". ", " nu ", " (", "?"]),
    st.one_of(st.sampled_from(["", *SAYING_NOTHING]), st.text(max_size=6)),
    st.sampled_from([str, str.upper, str.title]),
)
@example("Err:", " ", "502", str)
@example("vedi", " ", "mai sus", str)
def test_what_begins_as_an_answer_says_something(
    start: str, between: str, end: str, write: Callable[[str], str]
) -> None:
    text = write(start + between + end)
    nothing = kind_of(text) or is_damage(text) or is_mark(text.strip()) or points_elsewhere(text)
    assert not (nothing and begins_as_an_answer(text))


@pytest.mark.parametrize("write", [str, str.upper, "({},".format, "{} o".format])
def test_no_word_that_says_none_is_passed_over(write: Callable[[str], str]) -> None:
    assert [word for word in missing._NONE | missing._FOR_NOW if missing._begins_otherwise(write(word))] == []
    assert [word for word in missing._NOBODY if not missing.names_nobody(write(word))] == []


# --- Cells as people type them, with what they mean ---

STAGES = (
    Option("spinning", {"ro": "Filare"}),
    Option("weaving", {"ro": "Țesere, tricotare"}),
    Option("design", {"ro": "Design, dezvoltare produs"}),
)


def _repaired(text: str, rule: Callable[[str], Reading]) -> Reading:
    kept, hidden = without_personal_codes(text)
    if hidden:
        return Reading(None, ("personal_code",))
    mended, _rules = repaired(kept)
    if not mended or is_mark(mended) or kind_of(mended):
        return NOTHING
    return rule(mended)


def _sum(text: str) -> Reading:
    reading = number(text)
    if not isinstance(reading.value, float):
        return reading
    factor, currency = reading.unit or (1.0, "")
    if not currency:
        return to_review("no_unit", reading.value)
    return Reading(f"{reading.value * factor:.15g} { {'lei': 'RON', 'eur': 'EUR'}[currency] }", reading.rules)


def _band(text: str) -> Reading:
    options = Options(tuple(Option(band, {"en": band}) for band in SIZE_BANDS))
    spoilt = spoilt_bands(SIZE_BANDS)
    if fold(text) in spoilt:
        return Reading(spoilt[fold(text)], ("band_spoilt",))
    return options.meant(text)


def _several(text: str) -> Reading:
    codes, rest, told = Options(STAGES, has_other="Altele" in text).several(text)
    if rest and "other" not in codes:
        return to_review("unknown_option", *codes, rest)
    said = [f"other:{rest}" if code == "other" else code for code in codes]
    return Reading("|".join(said), told.rules, told.severity)


YES_NO = Options((Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})))


def _rule(kind: str, rules: CleaningContext) -> Callable[[str], Reading]:
    known: Mapping[str, Callable[[str], Reading]] = {
        "number": number,
        "share": lambda text: number(text, NumberLimits(0, 100, unit="percent")),
        "money": _sum,
        "date": day,
        "size_band": _band,
        "county": rules.places.county,
        "cui": fiscal_code,
        "name_key": lambda text: Reading(name_key(text)),
        "caen": rules.activities.activity,
        "yes_no": YES_NO.meant,
        "multi": _several,
        "text": Reading,
    }
    return known[kind]


#: What a case expects of a cell that is left to somebody is what it could mean; some are not to be told at all.
KINDS = ("dont_know", "refused", "not_applicable")


def test_cells_as_people_type_them_mean_what_they_mean(shared: Path, rules: CleaningContext) -> None:
    wrong = []
    with (shared / "cleaning" / "cases.csv").open(encoding="utf-8") as source:
        cases = list(csv.DictReader(source))
    assert len(cases) > 100
    for case in cases:
        kind, raw, expected, flag = case["kind"], case["raw"], case["expected"], case["flag"]
        if kind == "missing":
            told = kind_of(raw)
            right = told == (expected if expected in KINDS and flag != "review" else None)
        else:
            reading = _repaired(raw, _rule(kind, rules))
            right = _as_expected(kind, reading, expected, flag)
        if not right:
            wrong.append((kind, raw, expected, flag))
    assert wrong == []


def _as_expected(kind: str, reading: Reading, expected: str, flag: str) -> bool:
    value = reading.value
    text = "" if value is None else f"{value:.15g}" if isinstance(value, float) else value
    if flag == "review":
        return value is None and reading.severity == "review"
    if flag == "personal":
        return value is None and reading.rules == ("personal_code",)
    flagged = reading.severity == "flag"
    if kind in ("number", "share") and expected:
        return float(text or "nan") == float(expected) and flagged == bool(flag)
    return text == expected and flagged == bool(flag)


# --- What must hold of every cell ---


@given(st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2)))
def test_clean_numbers_are_taken_at_their_face(value: object) -> None:
    reading = number(str(value))
    assert reading == Reading(float(str(value)))
    assert number(repr(reading.value)) == reading


@given(st.text(max_size=30), st.sampled_from(["", "percent", "persons", "year", "thousand EUR"]), st.booleans())
def test_a_number_is_within_what_is_asked_or_left_to_somebody(text: str, unit: str, whole: bool) -> None:
    asked = NumberLimits(0, 100, whole, unit)
    reading = number(text, asked)
    if isinstance(reading.value, float) and reading.unit is None:
        assert asked.takes(reading.value)
    elif reading.value is None:
        assert reading.severity == "review"


@given(st.text(max_size=40))
@example("Â¢\x85")
def test_a_repaired_text_is_not_repaired_again(text: str) -> None:
    mended, _rules = repaired(text)
    assert repaired(mended) == (mended, ())


@given(st.text("abcdefghijklmnopqrstuvwxyzăâîșțĂÂÎȘȚàèéìòù -'", min_size=1, max_size=40))
def test_texts_that_no_encoding_spoilt_stay_as_they_are(text: str) -> None:
    mended, rules = repaired(text)
    assert set(rules) <= {"blanks"}
    assert mended == " ".join(text.split())


@pytest.mark.parametrize("sign", "„”“’‘–—…»«°")
def test_signs_behind_capital_letters_are_no_wrong_encoding(sign: str) -> None:
    for letter in "ĂÎȘȚÀÈÉÌÒÙ":
        assert repaired(f"CAS{letter}{sign} X")[0] == f"CAS{letter}{sign} X"


@given(st.text("aăâîșțșțÎȘȚ iostruc", min_size=1, max_size=30), st.sampled_from(["cp1252", "cp1250"]))
def test_utf8_read_in_another_encoding_comes_back(text: str, page: str) -> None:
    try:
        spoilt = text.encode("utf-8").decode(page)
    except UnicodeDecodeError:
        return
    assert repaired(spoilt)[0] == " ".join(text.split())


@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=6))
def test_shares_brought_to_a_hundred_stay_as_they_are(rows: list[list[int]]) -> None:
    fixed, told = shares(np.array(rows, dtype=float))
    again, told_again = shares(fixed)
    stands = np.isin(told, ["", "shares_in_fractions", "shares_scaled"])
    assert fixed[stands] == pytest.approx(again[stands])
    assert np.isnan(fixed[~stands]).all()
    assert (told_again[stands] == "").all()


@pytest.mark.parametrize(
    ("text", "asked", "value", "rule"),
    [
        ("10 15", NumberLimits(), None, "several_numbers"),
        ("1 234", NumberLimits(), 1234.0, "thousands_space"),
        ("1.234", NumberLimits(whole=True), 1234.0, "only_one_fits"),
        ("1.234", NumberLimits(0, 100), 1.234, "only_one_fits"),
        ("12.5", NumberLimits(whole=True), None, "not_whole"),
        ("1234567", NumberLimits(whole=True), 1234567.0, ""),
        ("25 (din care 3 part-time)", NumberLimits(unit="persons"), 25.0, "remark"),
        ("2003 (SRL din 2007)", NumberLimits(1800, 2014, True, "year"), None, "remark"),
        ("12 ani", NumberLimits(unit="persons"), None, "not_a_number"),
        ("-9", NumberLimits(0, 100), None, "out_of_range"),
        ("peste 50", NumberLimits(), None, "bound"),
        ("12/15", NumberLimits(), None, "several_numbers"),
        ("trei sute", NumberLimits(), 300.0, "number_in_words"),
        ("1'234'567", NumberLimits(), 1234567.0, "thousands_apostrophe"),
        ("0.817", NumberLimits(), 0.817, ""),
        ("nr 5", NumberLimits(), 5.0, "number_marked"),
        ("1,3.4 din 5", NumberLimits(1, 5, True), None, "several_numbers"),
    ],
)
def test_numbers_are_not_guessed(text: str, asked: NumberLimits, value: float | None, rule: str) -> None:
    reading = number(text, asked)
    assert reading.value == value
    assert (reading.rules[-1] if reading.rules else "") == rule


def test_every_place_of_the_country_finds_its_county(study: Study, rules: CleaningContext) -> None:
    counties = reference.load(study, reference.Counties)
    for name, code, nuts3 in zip(counties["name"], counties["county"], counties["nuts3"], strict=True):
        for text in (name, name.upper(), f"jud. {name}", f"județul {name}", fold(name), code, code.lower(), nuts3):
            assert rules.places.county(text).value == code, text


# --- Silent errors that were found, one by one ---


@pytest.mark.parametrize("text", [".5", ",5", "0.5", "0,5"])
def test_decimals_without_a_nought_are_decimals(text: str) -> None:
    assert number(text).value == 0.5


@pytest.mark.parametrize(
    ("code", "country", "text", "value", "unit"),
    [
        ("HUF", "HU", "45 millió Ft", 45, 1e6),
        ("HUF", "HU", "120 ezer forint", 120, 1e3),
        ("CZK", "CZ", "1,5 mld. Kč", 1.5, 1e9),
        ("SEK", "SE", "400 tusen kronor", 400, 1e3),
        ("DKK", "DK", "500.000 kr.", 500_000, 1.0),
        ("BGN", "BG", "20 хил. лв.", 20, 1e3),
        ("PLN", "PL", "2 million zloty", 2, 1e6),
    ],
)
def test_money_is_read_in_the_words_of_its_country(
    code: str, country: str, text: str, value: float, unit: float
) -> None:
    told = number(text, NumberLimits(local=local_words(code, country, ["en"])))
    assert (told.value, told.unit) == (value, (unit, code.lower()))
    # Elsewhere nobody knows what it is worth.
    assert number(text).unit in (None, (unit, ""))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("O", NumberLimits(unit="persons", whole=True)),
        ("a", NumberLimits(1, 5, True)),
        ("12²", NumberLimits(unit="persons", whole=True)),
        ("- 12", NumberLimits(unit="persons", whole=True)),
    ],
)
def test_what_may_be_no_number_is_left_to_somebody(text: str, asked: NumberLimits) -> None:
    assert number(text, asked).severity == "review"


def test_two_cells_show_no_habit_of_a_column_and_a_habit_is_flagged() -> None:
    for few in (["1234.5"], ["1234.5", "2.25"]):
        assert number("1.500", NumberLimits(), evidence_of([*few, "1.500"])).severity == "review"
    told = number("1.500", NumberLimits(), evidence_of(["1234.5", "2.25", "0.5", "1.500"]))
    assert (told.value, told.severity) == (1.5, "flag")


def _told(rules: CleaningContext, name: str, text: str) -> tuple[object, str]:
    question = rules.questionnaire.by_name[name]
    column = clean_column(question, pd.Series([text], dtype="str"), rules)
    value = column.values.iloc[0]
    return None if pd.isna(value) else value, column.readings[0].severity


def test_a_number_that_a_spreadsheet_took_for_a_day_is_proposed_as_it_was_typed(rules: CleaningContext) -> None:
    texts = pd.Series(["2014-05-12", "12.mai", "12.05.2014", "2014-09-31", "37.5"], dtype="str")
    column = clean_column(rules.questionnaire.by_name["export_share"], texts, rules)
    assert column.values.tolist()[4] == 37.5 and column.values.isna().sum() == 4
    *days, no_day, _number = column.readings
    assert {(one.proposals, one.rules) for one in days} == {(("12.5", "5.12"), ("number_as_day",))}
    assert no_day.rules == ("several_numbers",)
    # Of persons nobody types decimals, and a year may be the day's.
    assert _told(rules, "employees", "2014-05-12") == (None, "review")
    assert _told(rules, "year_founded", "2002-05-12") == (2002.0, "info")


@pytest.mark.parametrize(
    ("name", "text", "value", "severity"),
    [
        ("barrier_price", "4 k", None, "review"),
        ("export_share", "5 mii", None, "review"),
        ("year_founded", "2 k", 2000.0, "info"),
        ("employees", "2014", 2014.0, "flag"),
        ("input_suppliers", "999", 999.0, "flag"),
        ("joined_on", "2099", None, "review"),
        ("joined_on", "1899-12-30", None, "review"),
        ("joined_on", "1/2/2013 3:00:00 PM", None, "review"),
        ("joined_on", "2/25/2013 3:00:00 PM", "2013-02-25 15:00:00", "info"),
        ("products", "nu avem informații de piață", "nu avem informații de piață", "info"),
        ("comments", "secret", None, "flag"),
        ("caen_other", "1413.1414", "1413, 1414", "info"),
        ("turnover", "1 234 567 890 123", 1234567890123.0, "info"),
    ],
)
def test_answers_are_not_taken_for_others(
    rules: CleaningContext, name: str, text: str, value: object, severity: str
) -> None:
    assert _told(rules, name, text) == (value, severity)


@pytest.mark.parametrize("text", ["comuna Satu Mare", "com. Călărași", "sat Victoria", "Balș", "Costești"])
def test_a_place_of_several_counties_tells_none(rules: CleaningContext, text: str) -> None:
    assert rules.places.county(text).severity == "review"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("SC. Exemplu SRL", "exemplu"), ("S.C Exemplu SRL", "exemplu"), ("sc. Exemplu srl", "exemplu"),
        ("A.B.C. Textil SRL", "a b c textil"), ("What If SRL", "what if"), ("Spa Center SRL", "spa center"),
        ("Exemplu II SRL", "exemplu ii"), ("Exemplu I.I.", "exemplu"), ("Day Spa SRL", "day spa"),
        ("SC Exemplu 1 S A", "exemplu 1"), ("Exemplu S. P. A.", "exemplu"), ("Casa A", "casa a"),
    ],
)  # fmt: skip
def test_names_keep_their_words(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(max_size=40))
def test_any_name_has_a_key_and_any_text_a_reading(text: str) -> None:
    assert name_key(name_key(text)) is not None
    assert day(text).severity in ("info", "flag", "review")
    assert fiscal_code(text).severity in ("info", "flag", "review")


def test_an_option_is_not_told_from_its_opposite() -> None:
    for text in ("yes, not at all", "da deloc", "no, we do", "și da și nu"):
        assert YES_NO.meant(text).severity == "review", text
    assert YES_NO.meant("✓").value == "yes"


def test_a_tick_is_a_tick_and_a_question_mark_is_none() -> None:
    yes, answered, unclear = ticked(pd.Series(["✓", "✔", "?", "-", "x", "", None], dtype="str"))
    assert yes.tolist() == [True, True, False, False, True, False, False]
    assert unclear.tolist() == [False, False, True, False, False, False, False]
    assert answered.tolist() == [True, True, False, False, True, True, False]


def test_all_in_a_word_is_not_all_of_another_chain_nor_a_rank() -> None:
    filtered = Options(tuple(Option(name, {"en": name}, {"cluster": name}) for name in ("spinning", "farming")))
    assert filtered.several("all")[2].severity == "review"
    told = decode_several(pd.Series(["toate"], dtype="str"), Options(STAGES), ranked=True)[0]
    assert told.readings["toate"].severity == "review"
