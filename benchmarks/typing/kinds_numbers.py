"""How people write numbers, money, percentages, ratings and years."""

# ruff: noqa: E501  (tables: one kind a line)

from __future__ import annotations

import random

from .kinds import Answer, Expected, Kind

ONES = [
    "zero",
    "unu",
    "doi",
    "trei",
    "patru",
    "cinci",
    "șase",
    "șapte",
    "opt",
    "nouă",
    "zece",
    "unsprezece",
    "doisprezece",
    "treisprezece",
    "paisprezece",
]
ONES += ["cincisprezece", "șaisprezece", "șaptesprezece", "optsprezece", "nouăsprezece"]
TENS = ["", "", *["douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci"]]
EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
IT = ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"]
PLAIN = str.maketrans("ăâîșțĂÂÎȘȚ", "aaistAAIST")


def words(number: float) -> str | None:
    """A whole number below 100 in Romanian."""
    n = int(number)
    if n != number or not 0 < n < 100:
        return None
    return ONES[n] if n < 20 else TENS[n // 10] + (f" și {ONES[n % 10]}" if n % 10 else "")


def whole(a: Answer) -> int | None:
    """The number, if it has no decimals."""
    return int(a.truth) if isinstance(a.truth, float) and a.truth == int(a.truth) else None


def marked(number: float, mark: str, decimal: str = ",") -> str:
    """With marks between thousands."""
    text = f"{number:,.1f}" if number != int(number) else f"{int(number):,}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", mark)


def framed(frame: str, needs_whole: bool = False, least: float = 0) -> object:
    """The answer as it is written, with something around it."""

    def spoil(a: Answer, _: random.Random) -> str | None:
        if (needs_whole and whole(a) is None) or float(a.truth) < least:
            return None
        return frame.replace("#", a.text)

    return spoil


# name, groups, frame around the number, what is to be made of it, why
FRAMES: list[tuple[str, str, str, Expected, str]] = [
    ("space before", "count money percent rating year", "  #", "value", "spaces mean nothing"),
    ("space behind", "count money percent rating year", "# ", "value", "spaces mean nothing"),
    ("no-break space", "count money percent rating year", "\u00a0#\u00a0", "value", "pasted from a web page"),
    ("zero-width space", "count money percent rating year", "\u200b#", "value", "invisible, from a web page"),
    ("byte order mark", "count money percent rating year", "\ufeff#", "value", "invisible, from a text file"),
    ("left-to-right mark", "count money percent rating year", "#\u200e", "value", "invisible, from a messenger"),
    ("soft hyphen", "count money percent rating year", "#\u00ad", "value", "invisible, from a document"),
    ("tab", "count money percent rating year", "\t#", "value", "pasted from a table"),
    ("line break behind", "count money percent rating year", "#\n", "value", "Alt+Enter in a spreadsheet"),
    ("apostrophe before", "count money percent year", "'#", "value", "a spreadsheet's mark of text"),
    ("formula of text", "count money percent year", '="#"', "value", "how some tools keep text from Excel"),
    ("formula of number", "count percent year", "=#", "value", "typed with a leading ="),
    ("quoted", "count money percent rating year", '"#"', "value", "quotes left by a tool"),
    ("Romanian quotes", "count percent rating", "„#”", "value", "autocorrect"),
    ("full stop behind", "count percent rating year", "#.", "value", "the end of a sentence"),
    ("comma behind", "count percent rating", "#,", "value", "a slip of the finger"),
    ("semicolon behind", "count rating year", "#;", "value", "left from a list"),
    ("in brackets", "count rating", "[#]", "value", "brackets round the answer"),
    ("colon before", "count percent rating year", ": #", "value", "continues the question"),
    ("bullet before", "count percent rating year", "• #", "value", "pasted from a list"),
    ("dash before", "rating", "– #", "value", "a dash as bullet: ratings have no sign"),
    ("plus before", "count percent rating", "+#", "value", "a sign that says nothing"),
    ("equals before", "rating", "= #", "value", "continues the question"),
    ("hash before", "rating", "nr. #", "value", "number, then the answer"),
    ("HTML space", "count money percent rating year", "&nbsp;#", "value", "an entity left by a web form"),
    ("HTML bold", "count percent rating year", "<b>#</b>", "value", "a tag left by a web form"),
    ("HTML paragraph", "count percent rating year", "<p>#</p>", "value", "a tag left by an editor"),
    ("HTML break", "count percent rating", "#<br>", "value", "a tag left by an editor"),
    ("approximately ro", "count money percent", "aproximativ #", "value", "approximate numbers are answers"),
    ("circa", "count money percent", "circa #", "value", "approximate numbers are answers"),
    ("cca.", "count money percent", "cca. #", "value", "approximate numbers are answers"),
    ("tilde", "count money percent", "~#", "value", "approximate numbers are answers"),
    ("almost equal", "count percent", "≈ #", "value", "approximate numbers are answers"),
    ("vreo", "count", "vreo #", "value", "approximate numbers are answers"),
    ("în jur de", "count money percent", "în jur de #", "value", "approximate numbers are answers"),
    ("cam", "count percent", "cam #", "value", "approximate numbers are answers"),
    ("about en", "count percent", "about #", "value", "approximate numbers are answers"),
    ("approx. en", "count money", "approx. #", "value", "approximate numbers are answers"),
    ("circa it", "count percent", "all'incirca #", "value", "approximate numbers are answers"),
    ("more or less", "count percent", "# +/-", "value", "approximate numbers are answers"),
    ("question mark", "count percent", "#?", "either", "an unsure answer: taken with a mark, or asked"),
    ("I believe", "count percent", "cred că #", "value", "an answer with a hedge"),
    ("estimated", "count money percent", "# (estimat)", "value", "a note that changes nothing"),
    ("over", "count money percent", "peste #", "either", "a lower bound, close to the number or not"),
    ("below", "count money percent", "sub #", "either", "an upper bound, close to the number or not"),
    ("at least", "count percent", "minim #", "either", "a bound"),
    ("at most", "count percent", "max. #", "either", "a bound"),
    ("greater sign", "count percent", ">#", "either", "a bound"),
    ("less sign", "count percent", "<#", "either", "a bound"),
    ("and more", "count", "# și peste", "either", "a bound"),
    ("plus behind", "count", "#+", "either", "a bound"),
    ("persons", "count:employees", "# persoane", "value", "the unit in words"),
    ("employees", "count:employees", "# angajați", "value", "the unit in words"),
    ("employees old letters", "count:employees", "# angajaţi", "value", "the unit, with cedilla"),
    ("salariaţi", "count:employees", "# salariati", "value", "the unit without diacritics"),
    ("pers.", "count:employees", "# pers.", "value", "the unit, abbreviated"),
    ("with de", "count:employees", "# de oameni", "value", "the unit, with a preposition"),
    ("average note", "count:employees", "# (medie anuală)", "value", "a note that changes nothing"),
    ("other year", "count:employees", "# (în 2012)", "asked", "the number of another year than was asked"),
    ("employees and collaborators", "count:employees", "# angajați + 4 colaboratori", "either", "one of two numbers"),
    ("full and part", "count:employees", "# din care 1 part-time", "value", "a part is named behind the whole"),
    ("employees it", "count:employees", "# dipendenti", "value", "the unit in Italian"),
    ("employees en", "count:employees", "# employees", "value", "the unit in English"),
    ("suppliers", "count:input_suppliers", "# furnizori", "value", "the unit in words"),
    ("companies", "count:input_suppliers", "# firme", "value", "the unit in words"),
    ("decimals of zero", "count year", "#,0", "value", "a spreadsheet's format"),
    ("decimals of zeros", "count", "#,00", "value", "a spreadsheet's format"),
    ("English zero decimals", "count year", "#.0", "value", "a table saved by pandas"),
    ("leading zero", "count rating", "0#", "value", "a leading zero means nothing"),
    ("negative", "count", "-#", "asked", "there are no negative persons"),
    ("percent sign", "percent", "#%", "value", "the unit as a sign"),
    ("percent spaced", "percent", "# %", "value", "the unit as a sign"),
    ("percent before", "percent", "%#", "value", "the sign on the wrong side"),
    ("la sută", "percent", "# la sută", "value", "the unit in words"),
    ("procente", "percent", "# procente", "value", "the unit in words"),
    ("la suta", "percent", "# la suta", "value", "the unit without diacritics"),
    ("per cento", "percent", "# per cento", "value", "the unit in Italian"),
    ("percent en", "percent", "# percent", "value", "the unit in English"),
    ("proc.", "percent", "# proc.", "value", "the unit, abbreviated"),
    ("percent of turnover", "percent:export_share", "#% din CA", "value", "what it is a share of"),
    ("o/o", "percent", "# o/o", "value", "typewriter's percent sign"),
    ("two percents", "percent", "#%%", "value", "a key hit twice"),
    ("per mille", "percent", "#‰", "asked", "per mille may be meant or mistyped"),
    ("out of 100", "percent", "# din 100", "value", "the scale is named"),
    ("slash 100", "percent", "#/100", "value", "the scale is named"),
    ("thousand euro", "money:input_value", "# mii EUR", "value", "the unit that is asked for"),
    ("thousand euro spelt", "money:input_value", "# mii euro", "value", "the unit that is asked for"),
    ("thousand euro de", "money:input_value", "# mii de euro", "value", "the unit that is asked for"),
    ("k euro", "money:input_value", "# k€", "value", "thousand, abbreviated"),
    ("K EUR", "money:input_value", "# K EUR", "value", "thousand, abbreviated"),
    ("kEUR joined", "money:input_value", "#kEUR", "value", "thousand, abbreviated"),
    ("mila euro", "money:input_value", "# mila euro", "value", "the unit in Italian"),
    ("thousand EUR en", "money:input_value", "# thousand EUR", "value", "the unit in English"),
    ("tsd", "money:input_value", "# tsd. EUR", "value", "thousand, as Germans write it"),
    ("a year", "money:input_value", "# mii EUR/an", "value", "by year, as is asked"),
    ("a month", "money:input_value", "# mii EUR/lună", "asked", "by month: not what is asked"),
    ("dollars", "money:input_value", "# mii USD", "asked", "another currency, no rate given"),
    ("plus VAT", "money:input_value", "# + TVA", "value", "without the tax, as accounts have it"),
    ("excl. VAT", "money:input_value", "# fără TVA", "value", "without the tax, as accounts have it"),
    ("out of five", "rating", "#/5", "value", "the scale is named"),
    ("din 5", "rating", "# din 5", "value", "the scale is named"),
    ("su 5", "rating", "# su 5", "value", "the scale is named in Italian"),
    ("points", "rating", "# puncte", "value", "the unit in words"),
    ("nota", "rating", "nota #", "value", "the mark, as at school"),
    ("stars behind", "rating", "# stele", "value", "the unit in words"),
    ("with asterisk", "rating", "#*", "value", "a footnote mark"),
    ("circled by x", "rating", "x #", "value", "a cross beside the number"),
    ("paren behind", "rating", "#)", "value", "a list mark"),
    ("minus half", "rating", "#-", "either", "a little less: rounded or asked"),
    ("out of ten", "rating", "#/10", "asked", "another scale than was asked"),
    ("year with r", "year", "anul #", "value", "the word year before"),
    ("in the year", "year", "în #", "value", "a preposition before"),
    ("since", "year", "din #", "value", "a preposition before"),
    ("since ro", "year", "începând cu #", "value", "words before"),
    ("dal it", "year", "dal #", "value", "Italian preposition"),
    ("since en", "year", "since #", "value", "English preposition"),
    ("year end", "year", "# (SRL)", "value", "a note behind"),
    ("founded", "year:year_founded", "înființată în #", "value", "a sentence round the year"),
    ("about year", "year", "prin #", "either", "an approximate year"),
    ("before year", "year", "înainte de #", "asked", "a bound, not a year"),
    ("end of year", "year", "sfârșitul lui #", "value", "the year is named"),
    ("date of year", "year", "15.03.#", "value", "a day, the year is asked"),
    ("ISO date of year", "year", "#-03-15", "value", "a day, the year is asked"),
    ("midnight of year", "year", "#-03-15 00:00:00", "value", "a day with a spreadsheet's midnight"),
    ("month of year", "year", "martie #", "value", "a month, the year is asked"),
    ("month slash", "year", "03/#", "value", "a month, the year is asked"),
    ("a. year", "year", "a. #", "value", "year, abbreviated"),
    ("two years", "year", "#/2013", "asked", "two years in one cell"),
    ("year with dot", "year", "#.", "value", "the end of a sentence"),
]


def _swap(text: str, pairs: str) -> str:
    for pair in pairs.split():
        text = text.replace(pair[0], pair[1])
    return text


def _if(condition: object, text: str) -> str | None:
    return text if condition else None


def _digits(a: Answer) -> int:
    return int(float(a.truth))


MADE = [
    Kind("letter O for 0", "count year percent", "either", "the key beside", lambda a, r: _if("0" in a.text and len(a.text) > 1, a.text.replace("0", "O"))),
    Kind("letter l for 1", "count year", "either", "looks alike", lambda a, r: _if("1" in a.text and len(a.text) > 1, a.text.replace("1", "l"))),
    Kind("in Romanian words", "count percent rating", "value", "words for a number", lambda a, r: words(float(a.truth))),
    Kind("words without diacritics", "count percent", "value", "a keyboard without them", lambda a, r: (words(float(a.truth)) or "").translate(PLAIN) or None),
    Kind("capitalised words", "count rating", "value", "a sentence begins", lambda a, r: (words(float(a.truth)) or "").capitalize() or None),
    Kind("digits and words", "count", "value", "as in contracts", lambda a, r: _if(words(float(a.truth)), f"{a.text} ({words(float(a.truth))})")),
    Kind("English words", "count rating", "value", "words for a number", lambda a, r: _if(0 < float(a.truth) <= 12, EN[_digits(a) % 13])),
    Kind("Italian words", "count rating", "value", "words for a number", lambda a, r: _if(0 < float(a.truth) <= 12, IT[_digits(a) % 13])),
    Kind("range", "count percent", "asked", "one of several numbers", lambda a, r: _if(_digits(a) > 4, f"{_digits(a) - 3}-{_digits(a) + 5}")),
    Kind("range in words", "count percent", "asked", "one of several numbers", lambda a, r: _if(_digits(a) > 4, f"între {_digits(a) - 3} și {_digits(a) + 5}")),
    Kind("range or", "count rating", "asked", "one of two numbers", lambda a, r: _if(1 < _digits(a) < 5 or a.group == "count", f"{_digits(a)} sau {_digits(a) + 1}")),
    Kind("range pâna la", "count percent", "asked", "one of several numbers", lambda a, r: f"de la {_digits(a) + 1} până la {_digits(a) + 9}"),
    Kind("two ratings", "rating", "asked", "two answers", lambda a, r: _if(_digits(a) < 5, f"{_digits(a)},{_digits(a) + 1}")),
    Kind("half rating", "rating", "asked", "between two answers", lambda a, r: _if(_digits(a) < 5, f"{_digits(a)}.5")),
    Kind("rating as date", "rating", "asked", "a spreadsheet made 2/3 a day", lambda a, r: f"{_digits(a):02d}.mar"),
    Kind("rating above", "rating", "asked", "not on the scale", lambda a, r: str(_digits(a) + 5)),
    Kind("rating zero", "rating", "asked", "not on the scale", lambda a, r: "0"),
    Kind("roman numeral", "rating", "value", "roman digits", lambda a, r: ["I", "II", "III", "IV", "V"][_digits(a) - 1]),
    Kind("stars", "rating", "value", "as many stars", lambda a, r: "★" * _digits(a)),
    Kind("asterisks", "rating", "value", "as many stars", lambda a, r: _if(_digits(a) > 1, "*" * _digits(a))),
    Kind("full-width digits", "count rating", "value", "an Asian keyboard", lambda a, r: _if(whole(a) is not None, a.text.translate({48 + i: 0xFF10 + i for i in range(10)}))),
    Kind("circled digit", "rating", "value", "a symbol of the digit", lambda a, r: chr(0x245F + _digits(a))),
    Kind("keycap emoji", "rating", "value", "an emoji of the digit", lambda a, r: f"{_digits(a)}\ufe0f\u20e3"),
    Kind("thousands dot", "money count", "value", "Romanian mark of thousands", lambda a, r: _if(float(a.truth) >= 1000, marked(float(a.truth), "."))),
    Kind("thousands space", "money", "value", "mark of thousands", lambda a, r: _if(float(a.truth) >= 1000, marked(float(a.truth), " "))),
    Kind("thousands thin space", "money", "value", "mark of thousands", lambda a, r: _if(float(a.truth) >= 1000, marked(float(a.truth), "\u202f"))),
    Kind("thousands apostrophe", "money", "value", "Swiss mark of thousands", lambda a, r: _if(float(a.truth) >= 1000, marked(float(a.truth), "'"))),
    Kind("thousands English", "money", "either", "English marks", lambda a, r: _if(float(a.truth) >= 1000, marked(float(a.truth), ",", "."))),
    Kind("scientific", "money", "value", "a spreadsheet's narrow column", lambda a, r: _if(float(a.truth) >= 1000, f"{float(a.truth):.5E}".replace(".", ","))),
    Kind("float noise", "money percent", "value", "a spreadsheet's arithmetic", lambda a, r: f"{float(a.truth) + 1e-10:.10f}"),
    Kind("hash marks", "money count", "missing", "a column too narrow: the number is lost", lambda a, r: "########"),
    Kind("reference error", "money count percent", "missing", "a formula that broke", lambda a, r: r.choice(["#REF!", "#DIV/0!", "#VALUE!", "#N/A"])),
    Kind("Italian or Romanian error", "money count", "missing", "a formula that broke", lambda a, r: r.choice(["#NUME?", "#VALOARE!", "#RIF!", "#VALORE!"])),
    Kind("full euro", "money:input_value", "value", "the unit is written", lambda a, r: f"{marked(round(float(a.truth) * 1000), '.')} EUR"),
    Kind("full euro sign", "money:input_value", "value", "the unit is written", lambda a, r: f"€ {marked(round(float(a.truth) * 1000), '.')}"),
    Kind("full euro cents", "money:input_value", "value", "the unit is written", lambda a, r: f"{marked(round(float(a.truth) * 1000), '.')},00 euro"),
    Kind("full euro English", "money:input_value", "either", "two marks of thousands, or one", lambda a, r: f"EUR {round(float(a.truth) * 1000):,}"),
    Kind("million euro", "money:input_value", "value", "the unit is written", lambda a, r: _if(float(a.truth) >= 100, f"{float(a.truth) / 1000:.4f} mil. EUR".replace(".", ",", 1))),
    Kind("milioane euro", "money:input_value", "value", "the unit is written", lambda a, r: _if(float(a.truth) >= 100, f"{float(a.truth) / 1000:.4f} milioane euro".replace(".", ",", 1))),
    Kind("thousand lei", "money:input_value", "either", "converted at the year's rate, or asked", lambda a, r: f"{float(a.truth) * 4.419:.2f} mii lei".replace(".", ",")),
    Kind("lei", "money:input_value", "either", "converted at the year's rate, or asked", lambda a, r: f"{marked(round(float(a.truth) * 4419), '.')} lei"),
    Kind("RON", "money:input_value", "either", "converted at the year's rate, or asked", lambda a, r: f"{round(float(a.truth) * 4419)} RON"),
    Kind("own unit as asked", "money:turnover", "value", "unit in both cells, the same", lambda a, r: _if(a.others, f"{a.text} {a.others[0]}")),
    Kind("fraction of one", "percent", "either", "0,35 among whole percentages", lambda a, r: _if(float(a.truth) > 1, f"{float(a.truth) / 100:g}".replace(".", ","))),
    Kind("over 100", "percent", "asked", "no share is above 100", lambda a, r: str(_digits(a) + 101)),
    Kind("half in words", "percent", "value", "half is 50", lambda a, r: _if(float(a.truth) == 50, r.choice(["jumătate", "jumatate", "half", "metà"]))),
    Kind("all in words", "percent", "value", "all is 100", lambda a, r: _if(float(a.truth) == 100, r.choice(["tot", "100% (tot)", "totul", "all", "tutto"]))),
    Kind("nothing in words", "percent", "value", "nothing is 0", lambda a, r: _if(float(a.truth) == 0, r.choice(["nimic", "deloc", "zero", "none", "niente", "0 - nu exportăm"]))),
    Kind("vague amount", "percent money", "asked", "no number", lambda a, r: r.choice(["puțin", "mult", "majoritatea", "o parte", "câteva procente", "destul de mult"])),
    Kind("digits spaced", "year", "value", "a space slipped in", lambda a, r: f"{a.text[0]} {a.text[1:]}"),
    Kind("thousands in year", "year", "value", "a spreadsheet's format", lambda a, r: f"{a.text[0]}.{a.text[1:]}"),
    Kind("two digits", "year", "either", "the century is left out", lambda a, r: _if(int(a.text) >= 1990, f"'{a.text[2:]}")),
    Kind("digit too many", "year", "asked", "a key hit twice", lambda a, r: a.text + a.text[-1]),
    Kind("digit lost", "year", "asked", "a key not hit", lambda a, r: a.text[:3]),
    Kind("year ahead", "year", "asked", "after the survey", lambda a, r: f"20{r.randint(31, 89)}"),
    Kind("years ago", "year", "asked", "counted from a day that is not known", lambda a, r: f"de {2014 - int(a.text)} ani"),
    Kind("year repeated", "year", "value", "written twice", lambda a, r: f"{a.text} {a.text}"),
    Kind("number in the text", "count:employees", "value", "a sentence with one number", lambda a, r: f"Avem {a.text} de angajați."),
    Kind("sum of parts", "count:employees", "either", "the sum can be worked out", lambda a, r: _if(_digits(a) > 6, f"{_digits(a) - 3}+3")),
    Kind("corrected", "count percent", "asked", "two numbers, the first crossed out or not", lambda a, r: f"{_digits(a) + 2} {a.text}"),
    Kind("typist's arrow", "count", "either", "a correction is told by the arrow", lambda a, r: f"{_digits(a) + 4} -> {a.text}"),
    Kind("letters only", "count percent rating year", "asked", "the wrong column", lambda a, r: r.choice(["Iași", "da", "SRL", "vezi mai sus", "idem", "abc", "test"])),
    Kind("e-mail instead", "count", "asked", "the wrong column", lambda a, r: "office@exemplu.example"),
]  # fmt: skip

KINDS = [
    *(Kind(name, groups, expected, why, framed(frame)) for name, groups, frame, expected, why in FRAMES),  # type: ignore[arg-type]
    *MADE,
]
