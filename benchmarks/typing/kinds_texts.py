"""How people write names of organisations, fiscal codes, classes of activity and days."""

# ruff: noqa: E501  (tables: one kind a line)

from __future__ import annotations

import datetime as dt
import re

from .kinds import Answer, Expected, Kind
from .kinds_choices import _typo
from .kinds_numbers import PLAIN

MONTHS = [
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "mai",
    "iunie",
    "iulie",
    "august",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
SHORT = ["ian", "feb", "mar", "apr", "mai", "iun", "iul", "aug", "sep", "oct", "noi", "dec"]
ITALIAN = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]
FORM = re.compile(r"^(SC |S\.C\. )|( SRL| SA| SNC)$")


def _day(a: Answer) -> dt.date:
    return dt.date.fromisoformat(str(a.truth))


def _core(a: Answer) -> str | None:
    bare = FORM.sub("", FORM.sub("", a.text)).strip()
    return bare if bare != a.text else None


def _formed(a: Answer, frame: str, form: str = " SRL") -> str | None:
    bare = _core(a)
    return frame.replace("#", bare) if bare and a.text.endswith(form) else None


# only names; the firm is known by its fiscal code or by its name alone (partners)
NAMES: list[tuple[str, str, str, Expected]] = [
    ("legal form with dots", "S.C. # S.R.L.", " SRL", "value"), ("legal form behind spaced", "SC # S. R. L.", " SRL", "value"),
    ("legal form left out", "#", " SRL", "value"), ("legal form lower", "sc # srl", " SRL", "value"),
    ("legal form in words", "Societatea Comercială # SRL", " SRL", "value"), ("firma", "Firma # SRL", " SRL", "value"),
    ("quotes round the name", 'SC "#" SRL', " SRL", "value"), ("Romanian quotes round the name", "SC „#” SRL", " SRL", "value"),
    ("comma before form", "#, SRL", " SRL", "value"), ("form in brackets", "# (SRL)", " SRL", "value"),
    ("dash before form", "# - SRL", " SRL", "value"), ("SA with dots", "S.C. # S.A.", " SA", "value"),
    ("SA left out", "#", " SA", "value"), ("name with county", "# SRL, România", " SRL", "value"),
    ("name with Romania", "# Romania SRL", " SRL", "either"), ("name with group", "Grupul #", " SRL", "either"),
    ("limited", "# Ltd", " SRL", "either"), ("S.r.l. Italian", "# S.r.l.", " SRL", "value"),
    ("debtor note", "SC # SRL (în insolvență)", " SRL", "value"), ("former name", "fostă SC # SRL", " SRL", "asked"),
    ("name and person", "SC # SRL - dl. director", " SRL", "value"), ("web address", "www.#.example", " SRL", "missing"),
    ("SRL-D", "# SRL-D", " SRL", "either"), ("name with phone", "SC # SRL tel. 0232 000 000", " SRL", "either"),
]  # fmt: skip

FISCAL: list[tuple[str, str, Expected, str]] = [
    ("RO before", "RO#", "value", "payers of VAT write RO"), ("RO spaced", "RO #", "value", "payers of VAT write RO"),
    ("ro lower", "ro#", "value", "payers of VAT write RO"), ("R old", "R#", "value", "before 2007 it was R"),
    ("CUI before", "CUI #", "value", "the name of the code"), ("CUI colon", "CUI: RO#", "value", "the name of the code"),
    ("CIF before", "C.I.F. #", "value", "the name of the code"), ("cod fiscal", "cod fiscal #", "value", "the name of the code"),
    ("code decimals", "#,00", "value", "a spreadsheet's format"), ("code point zero", "#.0", "value", "a table saved by pandas"),
    ("code apostrophe", "'#", "value", "a spreadsheet's mark of text"), ("code leading zeros", "00#", "value", "padded"),
    ("code RO-", "RO-#", "value", "a dash"), ("code full stop", "#.", "value", "the end of a sentence"),
    ("VAT note", "# (neplătitor TVA)", "value", "a note that changes nothing"), ("code formula", '="#"', "value", "how tools keep text"),
    ("code and register", "#, J22/123/2005", "value", "the number of the register beside it"),
    ("P. IVA", "P.IVA RO#", "value", "the code's name in Italian"), ("VAT no", "VAT no. RO #", "value", "the code's name in English"),
]  # fmt: skip

CAEN: list[tuple[str, str, Expected]] = [
    ("CAEN before", "CAEN #", "value"), ("cod CAEN", "cod CAEN: #", "value"), ("caen dash", "# -", "value"),
    ("caen decimals", "#,0", "value"), ("caen cl.", "clasa #", "value"), ("caen quotes", '"#"', "value"),
    ("caen Rev. 2", "# (Rev. 2)", "value"), ("caen apostrophe", "'#", "value"), ("NACE before", "NACE #", "value"),
    ("caen full stop", "#.", "value"),
]  # fmt: skip


def _date(frame: str) -> object:
    def spoil(a: Answer, _: object) -> str:
        day = _day(a)
        return frame.format(
            d=day.day, m=day.month, y=day.year, yy=day.year % 100, ro=MONTHS[day.month - 1], s=SHORT[day.month - 1],
            it=ITALIAN[day.month - 1], en=day.strftime("%B"), roman=ROMAN[day.month - 1], e=day.strftime("%b"),
        )  # fmt: skip

    return spoil


DATES: list[tuple[str, str, Expected]] = [
    ("dots", "{d:02d}.{m:02d}.{y}", "value"), ("dots short", "{d}.{m}.{y}", "value"), ("slashes", "{d:02d}/{m:02d}/{y}", "value"),
    ("dashes", "{d:02d}-{m:02d}-{y}", "value"), ("two-digit year", "{d:02d}.{m:02d}.{yy:02d}", "value"),
    ("month in words", "{d} {ro} {y}", "value"), ("month short", "{d} {s}. {y}", "value"), ("month joined", "{d:02d}-{s}-{y}", "value"),
    ("month Italian", "{d} {it} {y}", "value"), ("month English", "{en} {d}, {y}", "value"), ("month en short", "{d}-{e}-{yy:02d}", "value"),
    ("with r. year", "{d}.{m:02d}.{y} r.", "either"), ("with a. year", "{d}.{m:02d}.{y} a.", "either"), ("midnight", "{y}-{m:02d}-{d:02d} 00:00:00", "value"),
    ("ISO with zone", "{y}-{m:02d}-{d:02d}T00:00:00Z", "value"), ("packed", "{y}{m:02d}{d:02d}", "value"), ("spaced dots", "{d:02d} . {m:02d} . {y}", "value"),
    ("din", "din {d:02d}.{m:02d}.{y}", "value"), ("dal", "dal {d:02d}/{m:02d}/{y}", "value"), ("year slashes", "{y}/{m:02d}/{d:02d}", "value"),
    ("weekday", "luni, {d} {ro} {y}", "either"), ("month only", "{ro} {y}", "either"), ("year only", "{y}", "either"),
    ("roman month", "{d}.{roman}.{y}", "value"), ("day 32", "32.{m:02d}.{y}", "asked"), ("month 13", "{d}.13.{y}", "asked"),
    ("30 February", "30.02.{y}", "asked"), ("future", "{d:02d}.{m:02d}.2051", "asked"), ("season", "primăvara lui {y}", "asked"),
    ("founder", "de la înființare", "asked"), ("two dates", "{d:02d}.{m:02d}.{y} / 01.06.2013", "asked"), ("about", "cca. {y}", "asked"),
]  # fmt: skip

KINDS = [
    *(Kind(f"name: {n}", "name:link_partner" if e in {"asked", "missing"} else "name", e, "as firms are called", lambda a, r, f=f, form=form: _formed(a, f, form)) for n, f, form, e in NAMES),  # type: ignore[misc]
    Kind("name: number lost", "name:link_partner", "asked", "several firms have such a name", lambda a, r: re.sub(r" \d+", "", a.text) if re.search(r" \d+", a.text) else None),
    Kind("name: another form", "name", "either", "a wrong legal form, otherwise the name", lambda a, r: re.sub(" SRL$", " SA", a.text) if a.text.endswith(" SRL") else None),
    Kind("name: number digit", "name:link_partner", "missing", "another firm's number, or none's", lambda a, r: re.sub(r"(\d+)", lambda m: str(int(m[1]) + 900), a.text) if re.search(r"\d", a.text) else None),
    Kind("name: words apart", "name", "value", "a hyphen for the space", lambda a, r: a.text.replace("Exemplu ", "Exemplu-") if "Exemplu " in a.text else None),
    Kind("name: words joined", "name", "value", "no space", lambda a, r: a.text.replace("Exemplu ", "Exemplu") if "Exemplu " in a.text else None),
    Kind("name: two partners", "name:link_partner", "asked", "two names in one cell", lambda a, r: f"{a.text}, {r.choice(a.others)}" if a.others else None),
    Kind("name: two partners și", "name:link_partner", "asked", "two names in one cell", lambda a, r: f"{a.text} și {r.choice(a.others)}" if a.others else None),
    Kind("name: typo and plain", "name", "value", "a slip, no diacritics, lower case", lambda a, r: (_typo(a.text, r, "lost") or "").translate(PLAIN).lower() or None),
    Kind("name: words turned", "name", "either", "words in another order", lambda a, r: " ".join(reversed(c.split())) if (c := _core(a)) else None),
    Kind("name: no name", "name:link_partner", "missing", "not a name", lambda a, r: r.choice(["mai multe firme", "diverși", "un furnizor local", "confidențial", "clienți din zonă"])),
    *(Kind(f"fiscal: {n}", "fiscal", e, why, lambda a, r, f=f: f.replace("#", a.text)) for n, f, e, why in FISCAL),  # type: ignore[misc]
    Kind("fiscal: spaced", "fiscal", "value", "spaces between digits", lambda a, r: f"{a.text[:-6]} {a.text[-6:-3]} {a.text[-3:]}"),
    Kind("fiscal: dotted", "fiscal", "value", "marks of thousands", lambda a, r: f"{int(a.text):,}".replace(",", ".")),
    Kind("fiscal: scientific", "fiscal", "either", "rounded by a spreadsheet; the name is beside it", lambda a, r: f"{int(a.text):.5E}"),
    Kind("fiscal: wrong digit", "fiscal", "either", "the check digit fails; the name is beside it", lambda a, r: a.text[:-1] + str((int(a.text[-1]) + 3) % 10)),
    *(Kind(f"caen: {n}", "caen", e, "a way of writing a class", lambda a, r, f=f: f.replace("#", a.text)) for n, f, e in CAEN),  # type: ignore[misc]
    Kind("caen: zero lost", "caen", "value", "a spreadsheet takes it for a number", lambda a, r: a.text[1:] if a.text.startswith("0") else None),
    Kind("caen: dotted", "caen", "value", "as NACE is written", lambda a, r: f"{a.text[:2]}.{a.text[2:]}"),
    Kind("caen: with title", "caen", "value", "code and title", lambda a, r: f"{a.text} - {a.labels['ro']}" if a.labels else None),
    Kind("caen: title before", "caen", "value", "title and code", lambda a, r: f"{a.labels['ro']} ({a.text})" if a.labels else None),
    Kind("caen: division", "caen", "either", "a division, kept with a mark", lambda a, r: a.text[:2], lambda a: a.text[:2]),
    Kind("caen: two", "caen", "asked", "two classes where one is asked", lambda a, r: f"{a.text}, {r.choice(a.others)}" if a.others else None),
    *(Kind(f"date: {n}", "date", e, "a way of writing a day", _date(f)) for n, f, e in DATES),  # type: ignore[arg-type]
    Kind("date: serial", "date", "value", "a spreadsheet's number of the day", lambda a, r: str((_day(a) - dt.date(1899, 12, 30)).days)),
    Kind("date: American", "date", "either", "month first: told only by a day above 12", lambda a, r: f"{_day(a):%m/%d/%Y}" if _day(a).day > 12 else None),
]  # fmt: skip
