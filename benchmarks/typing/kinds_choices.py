"""How people write options, several answers, yes and no, shares, and that they do not answer."""

# ruff: noqa: E501  (tables: one kind a line)

from __future__ import annotations

import random

from .kinds import Answer, Expected, Kind
from .kinds_numbers import PLAIN


def _typo(text: str, rng: random.Random, how: str) -> str | None:
    """One slip of a finger inside a word of five letters or more."""
    places = [
        i for i in range(1, len(text) - 2) if text[i].isalpha() and text[i + 1].isalpha() and text[i - 1].isalpha()
    ]
    if len(text) < 6 or not places:
        return None
    i = rng.choice(places)
    if how == "swap":
        return None if text[i] == text[i + 1] else text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if how == "lost":
        return text[:i] + text[i + 1 :]
    if how == "twice":
        return text[:i] + text[i] + text[i:]
    beside = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkxcvbnmn", strict=True))
    return text[:i] + beside.get(text[i].lower(), "x") + text[i + 1 :]


def _damaged(text: str, written: str, read: str) -> str | None:
    """Text that was written in one encoding and read in another."""
    try:
        damaged = text.encode(written).decode(read)
    except UnicodeError:
        return None
    return damaged if damaged != text else None


def _changed(new: str, old: str) -> str | None:
    return new if new != old else None


def _joined(a: Answer, mark: str) -> str | None:
    parts = [p for p in a.text.split("; ") if p]
    if len(parts) < 2 or (
        mark.strip() in {",", "", "/", "si", "și", "-", "e", "and"} and any("," in p or "/" in p for p in parts)
    ):
        return None
    return mark.join(parts)


ONE = "one name many yesno"
CHOICES = [
    Kind("upper case", ONE, "value", "case means nothing", lambda a, r: _changed(a.text.upper(), a.text)),
    Kind("lower case", ONE, "value", "case means nothing", lambda a, r: _changed(a.text.lower(), a.text)),
    Kind("title case", "one name many", "value", "autocorrect", lambda a, r: _changed(a.text.title(), a.text)),
    Kind("no diacritics", ONE, "value", "a keyboard without them", lambda a, r: _changed(a.text.translate(PLAIN), a.text)),
    Kind("cedillas", ONE, "value", "old Romanian keyboard", lambda a, r: _changed(a.text.translate(str.maketrans("șțȘȚ", "şţŞŢ")), a.text)),
    Kind("tilde for breve", ONE, "value", "typed as ã", lambda a, r: _changed(a.text.replace("ă", "ã").replace("Ă", "Ã"), a.text)),
    Kind("circumflex for breve", ONE, "value", "typed as â", lambda a, r: _changed(a.text.replace("ă", "â"), a.text)),
    Kind("decomposed letters", ONE, "value", "a Mac's file", lambda a, r: _changed(__import__("unicodedata").normalize("NFD", a.text), a.text)),
    Kind("UTF-8 as 1250", ONE, "value", "damage that can be undone", lambda a, r: _damaged(a.text, "utf-8", "cp1250")),
    Kind("UTF-8 as 1252", ONE, "value", "damage that can be undone", lambda a, r: _damaged(a.text, "utf-8", "cp1252")),
    Kind("question mark letters", "one name many", "value", "letters lost in a code page", lambda a, r: _changed("".join("?" if ord(c) > 127 else c for c in a.text), a.text)),
    Kind("HTML entities", "one name many", "value", "a web form", lambda a, r: _changed(a.text.encode("ascii", "xmlcharrefreplace").decode(), a.text)),
    Kind("option no-break space", ONE, "value", "pasted from a web page", lambda a, r: "\u00a0" + a.text.replace(" ", "\u00a0")),
    Kind("option zero width", ONE, "value", "invisible", lambda a, r: a.text[:1] + "\u200b" + a.text[1:]),
    Kind("option double space", "one name many", "value", "spaces mean nothing", lambda a, r: _changed(a.text.replace(" ", "  "), a.text)),
    Kind("option line break", "one name", "value", "wrapped in a cell", lambda a, r: _changed(a.text.replace(" ", "\n", 1), a.text)),
    Kind("option full stop", ONE, "value", "the end of a sentence", lambda a, r: a.text + "."),
    Kind("option quotes", ONE, "value", "quotes left by a tool", lambda a, r: f'"{a.text}"'),
    Kind("option Romanian quotes", ONE, "value", "autocorrect", lambda a, r: f"„{a.text}”"),
    Kind("option bullet", "one yesno name", "value", "pasted from a list", lambda a, r: f"• {a.text}"),
    Kind("option letter", "one yesno", "value", "pasted with its letter", lambda a, r: f"b) {a.text}"),
    Kind("option number", "one yesno", "value", "pasted with its number", lambda a, r: f"2. {a.text}"),
    Kind("option crossed", "one yesno", "value", "the cross typed too", lambda a, r: f"[x] {a.text}"),
    Kind("option in brackets", "one yesno", "value", "brackets round the answer", lambda a, r: f"({a.text})"),
    Kind("letters swapped", "one name", "value", "a slip of the fingers", lambda a, r: _typo(a.text, r, "swap")),
    Kind("letter lost", "one name", "value", "a slip of the fingers", lambda a, r: _typo(a.text, r, "lost")),
    Kind("letter twice", "one name", "value", "a slip of the fingers", lambda a, r: _typo(a.text, r, "twice")),
    Kind("key beside", "one name", "value", "a slip of the fingers", lambda a, r: _typo(a.text, r, "beside")),
    Kind("in Italian", "one yesno", "value", "answered in another language", lambda a, r: _changed(a.labels.get("it", a.text), a.text)),
    Kind("in English", "one yesno", "value", "answered in another language", lambda a, r: _changed(a.labels.get("en", a.text), a.text)),
    Kind("with translation", "one", "value", "the same in two languages", lambda a, r: _if_other(a, f"{a.text} / {a.labels.get('en')}")),
    Kind("code of option", "one yesno", "value", "the tool's code", lambda a, r: _changed(str(a.truth), a.text)),
    Kind("cut short", "one", "either", "a narrow field", lambda a, r: a.text[:9] if len(a.text) > 14 else None),
    Kind("first word", "one", "either", "abbreviated", lambda a, r: a.text.split()[0] if len(a.text.split()) > 2 else None),
    Kind("two options", "one", "asked", "two answers where one is asked", lambda a, r: f"{a.text}; {r.choice(a.others)}" if a.others else None),
    Kind("option or option", "one yesno", "asked", "two answers where one is asked", lambda a, r: f"{a.text} sau {r.choice(a.others)}" if a.others else None),
    Kind("option slash option", "one yesno", "asked", "two answers where one is asked", lambda a, r: f"{a.text}/{r.choice(a.others)}" if a.others else None),
    Kind("not this but that", "one", "value", "corrected in the cell", lambda a, r: f"nu {r.choice(a.others)}, ci {a.text}" if a.others else None),
    Kind("number for option", "one", "asked", "no list is numbered", lambda a, r: str(r.randint(60, 99))),
    Kind("date for option", "one", "asked", "the wrong column", lambda a, r: "12.03.2014"),
    Kind("option unsure", "one yesno", "either", "an unsure answer", lambda a, r: f"{a.text}?"),
    Kind("rather option", "one", "either", "a hedge", lambda a, r: f"mai degrabă {a.text.lower()}"),
    Kind("option with note", "one", "value", "a note that changes nothing", lambda a, r: f"{a.text} (vezi site-ul)"),
    Kind("county word", "one:county", "value", "the word county", lambda a, r: f"Județul {a.text}"),
    Kind("county jud.", "one:county", "value", "the word county, abbreviated", lambda a, r: f"jud. {a.text.translate(PLAIN)}"),
    Kind("county joined", "one:county", "value", "no space", lambda a, r: f"Jud.{a.text}"),
    Kind("county with country", "one:county", "value", "the country beside", lambda a, r: f"{a.text}, România"),
    Kind("county plate", "one:county", "value", "number plate's letters", lambda a, r: str(a.truth).lower()),
    Kind("county it", "one:county", "value", "the word county in Italian", lambda a, r: f"distretto di {a.text}"),
    Kind("county en", "one:county", "value", "the word county in English", lambda a, r: f"{a.text} County"),
    Kind("region for county", "one:county", "asked", "a region has six counties", lambda a, r: r.choice(["Nord-Est", "Moldova", "Regiunea Nord-Est", "România"])),
    Kind("Capital sector", "one:county", "value", "sectors are Bucharest's", lambda a, r: f"București, sector {r.randint(1, 6)}" if a.truth == "B" else None),
]  # fmt: skip


def _if_other(a: Answer, text: str) -> str | None:
    return text if a.labels.get("en", a.text) != a.text else None


YES = ["DA", "Da!", "da da", "Sigur", "da, desigur", "Yes", "y", "D", "x", "sì", "si", "Sì, certo", "ok", "de acord", "1", "✓", "true", "TRUE", "adevărat", "cu siguranță", "da, suntem de acord", "daa", "bineînțeles"]  # fmt: skip
NO = ["NU", "nu.", "Nu!", "N", "no", "No grazie", "nicidecum", "nu, mulțumesc", "nu dorim", "0", "false", "FALS", "nope", "nu suntem de acord", "în niciun caz", "niciodată", "nuu", "nu e cazul să apară"]  # fmt: skip
OPEN = ["poate", "poate da", "da și nu", "depinde", "vom vedea", "eventual", "forse", "maybe", "da/nu", "Da, nu", "nu chiar", "50/50"]  # fmt: skip
EITHER = {"1", "0", "x", "✓", "si", "nu e cazul să apară", "ok", "D", "y", "N", "true", "TRUE", "false", "FALS"}

# what people write instead of an answer, and whether a number, an option, or both can be asked for
NOTHING: list[tuple[str, Expected]] = [
    *((w, "missing") for w in (
        "nu știu", "nu stiu", "NS", "NȘ", "nu știm", "habar n-am", "nu cunosc", "nu pot estima", "non so", "non lo so",
        "don't know", "dont know", "DK", "no idea", "nu am informații", "necunoscut", "confidențial", "confidential",
        "secret", "nu doresc să răspund", "refuz", "nu răspund", "prefer să nu spun", "NR", "informație confidențială",
        "riservato", "no answer", "prefer not to say", "n/a", "N.A.", "NA", "nu e cazul", "nu este cazul", "nu se aplică",
        "neaplicabil", "non applicabile", "not applicable", "fără răspuns", "fara raspuns", "nerăspuns",
        "nu avem date", "date indisponibile",
    )),
    *((w, "missing") for w in ("-", "--", "---", "—", ".", "...", "…", "/", "?", "???", "x", "*", "_", "\\N", "null", "None", "NaN", "(blank)", "(gol)", "\u00a0", " ", '""', "-999", "<NA>")),
]  # fmt: skip

MANY = [
    *(
        Kind(f"separated by {name}", "many", "value", "a list in one cell", lambda a, r, m=mark: _joined(a, m))  # type: ignore[misc]
        for name, mark in {
            "comma": ", ", "comma alone": ",", "slash": " / ", "slash alone": "/", "line break": "\n", "bar": "|",
            "plus": " + ", "și": " și ", "si": " si ", "ampersand": " & ", "and": " and ", "e": " e ", "semicolon alone": ";",
            "bullet": " • ", "tab": "\t", "full stop": ". ", "dash": " - ", "line feed code": "_x000D_\n", "HTML break": "<br/>",
            "two semicolons": ";; ", "space and spaces": "   ",
        }.items()
    ),
    Kind("last mark left", "many", "value", "a separator behind the last", lambda a, r: a.text + ";"),
    Kind("twice the same", "many", "value", "an option twice", lambda a, r: f"{a.text}; {a.text.split('; ')[0]}"),
    Kind("numbered list", "many", "value", "a numbered list", lambda a, r: "\n".join(f"{i}. {p}" for i, p in enumerate(a.text.split("; "), 1))),
    Kind("JSON list", "many", "value", "a tool's list", lambda a, r: "[" + ", ".join(f'"{p}"' for p in a.text.split("; ")) + "]"),
    Kind("python list", "many", "value", "a tool's list", lambda a, r: str(a.text.split("; "))),
    Kind("codes spaced", "many", "value", "an ODK cell", lambda a, r: str(a.truth).replace(";", " ")),
    Kind("another order", "many", "value", "order means nothing", lambda a, r: _changed("; ".join(reversed(a.text.split("; "))), a.text)),
    Kind("all of them", "many", "either", "all options, or which?", lambda a, r: r.choice(["toate", "Toate cele de mai sus", "tutte", "all"]), lambda a: a.every),
    Kind("except one", "many", "asked", "an exception is not a list", lambda a, r: f"toate în afară de {a.text.split('; ')[0].lower()}"),
    Kind("with etc.", "many", "either", "more that is not named", lambda a, r: f"{a.text} etc."),
    Kind("many unsure", "many", "asked", "an option in doubt", lambda a, r: f"{a.text}; poate {r.choice(a.others).lower()}" if a.others else None),
    Kind("many with negation", "many", "asked", "an option is denied", lambda a, r: f"{a.text}, dar nu {r.choice(a.others).lower()}" if a.others else None),
]  # fmt: skip

KINDS = [
    *CHOICES,
    Kind("words of yes", "yesno", "value", "a way of saying yes", lambda a, r: r.choice([w for w in YES if w not in EITHER]) if a.truth == "yes" else None),
    Kind("words of no", "yesno", "value", "a way of saying no", lambda a, r: r.choice([w for w in NO if w not in EITHER]) if a.truth == "no" else None),
    Kind("signs of yes", "yesno", "either", "a sign of yes", lambda a, r: r.choice(["1", "x", "✓", "y", "D", "ok", "true"]) if a.truth == "yes" else None),
    Kind("signs of no", "yesno", "either", "a sign of no", lambda a, r: r.choice(["0", "N", "false", "FALS"]) if a.truth == "no" else None),
    *(Kind(f"open: {w}", "yesno!", "asked", "neither yes nor no", lambda a, r, w=w: w) for w in OPEN),  # type: ignore[misc]
    Kind("yes with a but", "yesno!", "asked", "a condition", lambda a, r: f"Da, dar {r.choice(['numai anonim', 'nu acum', 'nu cu firmele concurente'])}"),
    *(Kind(f"nothing: {w!r}", "count money percent rating year one", expected, "no answer was given", lambda a, r, w=w: None if (w == "x" and a.question == "input_would_source") or (w == "None" and a.group == "percent") else w) for w, expected in NOTHING),  # type: ignore[misc]
    *MANY,
]  # fmt: skip
