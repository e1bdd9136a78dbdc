"""A survey with known truth, and some of its cells spoilt; from the questionnaire, rosters and catalogues alone."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import xlsxwriter

from . import kinds_choices, kinds_numbers, kinds_shares, kinds_texts
from .kinds import Answer, Kind

KINDS: list[Kind] = [*kinds_numbers.KINDS, *kinds_choices.KINDS, *kinds_texts.KINDS]
SPOILT = 0.14
"""Share of the cells that are spoilt, of those that a kind fits."""
CLUSTERS = ("ind-agro-pol", "astrico-ne", "euronest", "iconic")
ORIGINS = ("county", "region", "country", "eu", "beyond")
EUR_RON = 4.419
UNITS = {"lei": 1000 * EUR_RON, "thousand_lei": EUR_RON, "eur": 1000, "thousand_eur": 1}
PARTNERS = ("link_partner",)
UNTOLD = {"cluster", "turnover_unit", "wants_meetings"}
"""Questions that no table has as they were answered."""
NEVER = {"organisation_type", "cluster", "stages", "turnover_unit", "wants_meetings", "main_stage"}
BARRIERS = ["price", "quality", "capacity", "skills", "finance", "information", "channel", "logistics"]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell and what is meant; ``kind`` is empty where it is clean."""

    file: str
    row: int
    question: str
    number: int
    raw: str
    meant: str | float | None
    expected: str
    kind: str


@dataclass
class Form:
    """A row of an export: its cells as they are written, and the answers behind them."""

    written: dict[str, object] = field(default_factory=dict)
    answers: list[tuple[str, Answer, str | float]] = field(default_factory=list)
    blocks: dict[str, list[int]] = field(default_factory=dict)


class Questionnaire:
    """Options of the questionnaire, by list, code and language."""

    def __init__(self, raw: Path) -> None:
        book = openpyxl.load_workbook(raw / "survey" / "questionnaire.xlsx", read_only=True)
        self.options: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self.chain: dict[str, list[str]] = defaultdict(list)
        rows = list(book["choices"].iter_rows(values_only=True))
        head = [str(cell) for cell in rows[0]]
        for values in rows[1:]:
            row = dict(zip(head, values, strict=False))
            labels = {
                code: str(value)
                for key, value in row.items()
                for code in ("en", "ro", "it")
                if key.endswith(f"({code})")
            }
            self.options[str(row["list_name"])][str(row["name"])] = labels
            if row["list_name"] == "stage" and row.get("cluster"):
                self.chain[str(row["cluster"])].append(str(row["name"]))
        self.lists = {}
        for values in book["survey"].iter_rows(values_only=True, min_row=2):
            kind = str(values[0]).split()
            if len(kind) == 2 and kind[0] in {"select_one", "select_multiple", "rank"}:
                self.lists[str(values[1])] = kind[1]


def _band(text: object, rng: random.Random, most: int) -> int:
    low, _, high = str(text or "10-49").replace("+", "").partition("-")
    return rng.randint(max(1, int(low)), int(high) if high else max(int(low) + 1, most))


def _parts(rng: random.Random, n: int) -> list[int]:
    step = rng.choice([5, 10])
    cuts = sorted(rng.randint(0, 100 // step) * step for _ in range(n - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


class Drawing:
    """Draws forms of one cluster."""

    def __init__(self, raw: Path, cluster: str, rng: random.Random) -> None:
        self.q, self.cluster, self.rng = Questionnaire(raw), cluster, rng
        rows = list(openpyxl.load_workbook(raw / "roster" / f"{cluster}.xlsx")["members"].iter_rows(values_only=True))
        members = [dict(zip(map(str, rows[0]), map(str, row), strict=False)) for row in rows[1:]]
        self.members = [m for m in members if m["organisation_type"] == "firm"]
        with (raw / "reference" / "activity_classes.csv").open(encoding="utf-8") as lines:
            self.classes = [row for row in csv.DictReader(lines) if row["revision"] == "2"]

    def number(self, form: Form, question: str, group: str, value: float, number: int = 0, unit: str = "") -> None:
        """Answer a question by a number."""
        text = f"{value:.1f}".replace(".", ",") if value != int(value) else str(int(value))
        self._put(form, Answer(question, group, number, float(value), text, (unit,) if unit else ()), float(value))

    def one(self, form: Form, question: str, code: str, number: int = 0, among: list[str] | None = None) -> None:
        """Answer a question by an option."""
        options = self.q.options[self.q.lists[question]]
        group = "yesno" if self.q.lists[question] == "yes_no" else "one"
        others = tuple(options[c]["ro"] for c in (among or options) if c not in {code, "none", "other"})
        self._put(form, Answer(question, group, number, code, options[code]["ro"], others, options[code]), code)

    def many(self, form: Form, question: str, number: int = 0) -> None:
        """Answer a question by some options."""
        options = self.q.options[self.q.lists[question]]
        open_to = [c for c in options if c not in {"none", "other"}]
        codes = sorted(self.rng.sample(open_to, self.rng.randint(1, min(3, len(open_to)))), key=list(options).index)
        others = tuple(options[c]["ro"] for c in open_to if c not in codes)
        truth = ";".join(codes)
        text = "; ".join(options[c]["ro"] for c in codes)
        self._put(form, Answer(question, "many", number, truth, text, others, every=";".join(open_to)), truth)

    def text(
        self,
        form: Form,
        question: str,
        group: str,
        text: str,
        meant: str,
        number: int = 0,
        others: tuple[str, ...] = (),
        labels: dict[str, str] | None = None,
    ) -> None:
        """Answer a question in words."""
        truth = meant if group == "date" else text
        self._put(form, Answer(question, group, number, truth, text, others, labels or {}), meant)

    def _put(self, form: Form, answer: Answer, meant: str | float) -> None:
        column = f"{answer.question}_{answer.number}" if answer.number else answer.question
        form.written[column] = answer.text
        form.answers.append((column, answer, meant))

    def shares(self, form: Form, stem: str, number: int = 0) -> list[int]:
        """Answer a block of five shares."""
        parts = _parts(self.rng, 5)
        for origin, part in zip(ORIGINS, parts, strict=True):
            form.written[f"{stem}_{origin}" + (f"_{number}" if number else "")] = str(part)
        form.blocks[f"{stem}:{number}"] = parts
        return parts

    def form(self, member: dict[str, str]) -> Form:
        """Everything that a member answers."""
        rng, form = self.rng, Form()
        self.one(form, "cluster", self.cluster)
        self.text(form, "name", "name", member["name"], member["fiscal_code"])
        self.text(form, "fiscal_code", "fiscal", member["fiscal_code"], member["fiscal_code"])
        self.one(form, "organisation_type", "firm")
        self.one(form, "legal_form", "sa" if member["name"].endswith(" SA") else "srl")
        self.one(form, "county", member["county"])
        self.number(form, "year_founded", "year", rng.randint(1991, 2008))
        day = f"{rng.randint(2011, 2013)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        self.text(form, "joined_on", "date", day, day)
        activity = rng.choice(self.classes)
        self.text(
            form,
            "caen",
            "caen",
            activity["code"],
            activity["code"],
            0,
            tuple(c["code"] for c in rng.sample(self.classes, 5)),
            {"ro": activity["title_ro"]},
        )
        self.number(form, "employees", "count", _band(member["size_band"], rng, 400))
        unit = rng.choice(list(UNITS))
        thousand = _band(member["revenue_band"], rng, 60000)
        value = float(round(thousand * UNITS[unit])) or 1.0
        self.number(form, "turnover", "money", value, 0, self.q.options["money_unit"][unit]["ro"])
        column, answer, _ = form.answers.pop()
        form.answers.append((column, answer, value / UNITS[unit]))
        self.one(form, "turnover_unit", unit)
        self.one(form, "consent", rng.choice(["yes", "no"]))
        chain = [s for s in self.q.chain[self.cluster] if s != "none"]
        own = rng.choice(chain)
        form.written["stages"] = form.written["main_stage"] = self.q.options["stage"][own]["ro"]
        self.one(form, "position", rng.choice(["own_brand", "subcontract", "factoryless", "service"]))
        for i in (1, 2):
            self.one(form, "input_stage", rng.choice([s for s in chain if s != own]), i, chain)
            self.number(
                form,
                "input_value",
                "money",
                rng.choice([rng.randint(5, 900), rng.randint(11, 9999) / 10, rng.randint(1001, 4000)]),
                i,
            )
            near = sum(self.shares(form, "input", i)[:2])
            # Where all members are in the region, no more comes from them than from there.
            self.number(form, "input_members", "percent", min(rng.randint(0, 19) * 5, near), i)
            self.number(form, "input_suppliers", "count", rng.randint(1, 12), i)
            self.number(form, "input_satisfaction", "rating", rng.randint(1, 5), i)
            self.one(form, "input_would_source", rng.choice(["yes", "no", "conditional"]), i)
            self.many(form, "input_reasons", i)
        self.one(form, "need_stage", rng.choice(chain), 1, chain)
        self.one(form, "need_type", rng.choice(list(self.q.options["need_type"])), 1)
        self.number(form, "need_criticality", "rating", rng.randint(1, 5), 1)
        form.written["need_blocks_1"] = self.q.options["blocked_market"]["new"]["ro"]
        sales = self.shares(form, "sales")
        self.number(form, "export_share", "percent", sales[3] + sales[4])
        self.number(form, "sales_members", "percent", min(rng.randint(0, 12) * 5, sum(sales[:2])))
        self.number(form, "main_client", "percent", rng.randint(2, 16) * 5)
        self.many(form, "target_markets")
        for barrier in BARRIERS:
            self.number(form, f"barrier_{barrier}", "rating", rng.randint(1, 5))
        self.one(form, "offer_stage", own, 1, chain)
        self.number(form, "offer_capacity", "percent", rng.randint(1, 18) * 5, 1)
        self.many(form, "certificates")
        partners = rng.sample([m for m in self.members if m is not member], 5)
        for i, partner in enumerate(partners[:3], 1):
            self.text(
                form,
                "link_partner",
                "name",
                partner["name"],
                partner["fiscal_code"],
                i,
                tuple(p["name"] for p in partners[3:]),
            )
            self.many(form, "link_type", i)
            self.one(form, "link_frequency", rng.choice(["weekly", "monthly", "yearly", "rarely"]), i)
            self.number(form, "link_since", "year", rng.randint(2009, 2013), i)
        for what in ("product", "process", "organisation", "marketing"):
            self.one(form, f"innovation_{what}", rng.choice(["yes", "no"]))
        spent = rng.choice([rng.randint(1, 90), rng.randint(11, 900) / 10])
        self.number(form, "research_spend", "money", min(spent, thousand))
        self.many(form, "property_rights")
        self.many(form, "funding")
        self.one(form, "wants_meetings", "yes")
        form.written["meet_clusters"] = self.q.options["cluster"]["apt"]["ro"]
        self.many(form, "meet_types")
        self.many(form, "meet_slots")
        form.written["assistance"] = self.q.options["assistance"]["export"]["ro"]
        for service in ("information", "events", "projects", "promotion"):
            self.number(form, f"service_{service}", "rating", rng.randint(1, 5))
        return form


def _fits(kind: Kind, answer: Answer) -> bool:
    for group in kind.groups.replace("!", "").split():
        name, _, question = group.partition(":")
        if name == answer.group and question in {"", answer.question}:
            return True
    return False


def _spoil_blocks(form: Form, file: str, row: int, rng: random.Random, used: Counter[str], most: float) -> list[Cell]:
    cells = []
    for stem, parts in form.blocks.items():
        name, number = stem.split(":")
        spoilt, kind, expected = [str(p) for p in parts], "", "value"
        if rng.random() < most:
            tried = sorted(kinds_shares.BLOCKS, key=lambda k: (used[k.name], rng.random()))
            picked = next(k for k in tried if k.spoil(parts) is not None)
            spoilt, kind, expected = picked.spoil(parts) or spoilt, picked.name, picked.expected
            used[kind] += 1
        for origin, part, raw in zip(ORIGINS, parts, spoilt, strict=True):
            question = f"{name}_{origin}"
            form.written[f"{question}_{number}" if number != "0" else question] = raw
            # In a block to be asked about, it is the cell that says something that is asked about.
            due = "missing" if not raw and expected == "asked" else expected
            cells.append(Cell(file, row, question, int(number), raw, float(part), due, kind))
    return cells


def _picked(answer: Answer, rng: random.Random, used: Counter[str]) -> tuple[Kind | None, str]:
    fitting = sorted((k for k in KINDS if _fits(k, answer)), key=lambda k: (used[k.name], rng.random()))
    for kind in fitting:
        made = kind.spoil(answer, rng)
        if made is not None and made != answer.text:
            used[kind.name] += 1
            return kind, made
    return None, answer.text


def spoil(form: Form, file: str, row: int, rng: random.Random, used: Counter[str], most: float) -> list[Cell]:
    """Spoil some cells of a form, kinds that are rare so far first, and tell what each cell means."""
    cells = _spoil_blocks(form, file, row, rng, used, most)
    named = False
    for column, answer, meant in form.answers:
        if answer.question in UNTOLD:
            continue
        kind, raw = None, answer.text
        own = answer.group in {"name", "fiscal"} and not answer.number
        if answer.question not in NEVER and rng.random() < most and not (own and named):
            kind, raw = _picked(answer, rng, used)
        if kind:
            form.written[column] = raw
            if own and kind.expected == "value":  # one of the two has to tell who it is
                form.written["fiscal_code" if answer.group == "name" else "name"] = ""
            named = named or own
        expected = kind.expected if kind else "value"
        meant = kind.means(answer) if kind and kind.means else meant
        cells.append(Cell(file, row, answer.question, answer.number, raw, meant, expected, kind.name if kind else ""))
    return cells


def _write_csv(path: Path, columns: list[str], forms: list[Form]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, delimiter=";")
        writer.writerow(columns)
        writer.writerows([form.written.get(c, "") for c in columns] for form in forms)


def _write_workbook(path: Path, columns: list[str], forms: list[Form]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Date")
        sheet.write_row(0, 0, columns)
        for i, form in enumerate(forms, 1):
            clean = {column: answer for column, answer, _ in form.answers}
            for j, column in enumerate(columns):
                raw, answer = form.written.get(column, ""), clean.get(column)
                if answer and isinstance(answer.truth, float) and raw == answer.text:
                    sheet.write_number(i, j, answer.truth)
                elif raw != "":
                    sheet.write_string(i, j, str(raw))


def write(study: Path, seed: int, most: float = SPOILT) -> list[Cell]:
    """Put a survey in place of the exports of a study, and give the truth of its cells."""
    raw, cells, used = study / "data" / "raw", [], Counter[str]()
    for cluster in CLUSTERS:
        rng = random.Random(f"{seed} {cluster}")
        drawing = Drawing(raw, cluster, rng)
        forms = [drawing.form(member) for member in drawing.members]
        for old in raw.joinpath("survey").glob(f"{cluster}*"):
            old.unlink()
        name = f"{cluster}.csv" if cluster in {"ind-agro-pol", "iconic"} else f"{cluster}.xlsx"
        for row, form in enumerate(forms, 2):
            cells += spoil(form, f"survey/{name}", row, rng, used, most)
        columns = list(dict.fromkeys(c for form in forms for c in form.written))
        (_write_csv if name.endswith("csv") else _write_workbook)(raw / "survey" / name, columns, forms)
    return cells
