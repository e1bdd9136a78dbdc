"""What leaves the house: refused without lineage or a language, suppressed where it would tell who answered."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis.strategies import text
from openpyxl import load_workbook

from pilotanalysis.publish.registers import load
from pilotanalysis.publish.workbook import write_tables
from pilotanalysis.results import (
    Column,
    Disclosure,
    Figure,
    Finding,
    Given,
    Number,
    Released,
    Report,
    Table,
    Tabulation,
    Words,
    _,
    count,
    say,
    share,
)
from pilotanalysis.results.display import (
    as_said,
    cell_text,
    finding_display,
    sheets,
    sheets_display,
    sourced,
    table_display,
)
from pilotanalysis.results.entries import RegisterError
from pilotanalysis.results.messages import Decimal, Label, Listing, Message, Share, _n
from pilotanalysis.results.style import COLOURS, contrast, fitting_size
from pilotanalysis.study import Study

SOURCE = _("exports of the survey")
LABEL = _("responses read")
ROWS = ("survey/euronest.xlsx#answers!2", "survey/euronest.xlsx#answers!3")
ALL = (*ROWS, "survey/euronest.xlsx#answers!4", "survey/euronest.xlsx#answers!5")


def _number(**changes: object) -> Number:
    return dataclasses.replace(count("read", LABEL, ROWS, ALL, source=SOURCE), **changes)


FRAME = pd.DataFrame({"answered": [2, 8], "made_from": list(ROWS)})
COUNTED = Tabulation(FRAME, Disclosure(("answered",)))


def _table(**changes: object) -> Table:
    columns = (Column("answered", _("Answered")),)
    return dataclasses.replace(Table("t", COUNTED, columns, lambda released: Words(LABEL), SOURCE, 10), **changes)


def _said(**words: object) -> dict[str, object]:
    given = dict.fromkeys(("title", "subtitle", "alt", "reading"), LABEL)
    return {"words": lambda released: Words(**given | words)}


def _figure(**changes: object) -> Figure:
    def draw(area, frame, language: str) -> None:
        area.subplots().bar(range(len(frame)), frame["answered"].fillna(0))

    return Figure(**{"id": "f", "data": COUNTED, "draw": draw, "source": SOURCE, "n": 10, **_said(), **changes})


def _finding(compose) -> Finding:
    return Finding("found", COUNTED, compose)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (_number(rows=(), of=()), "no row made it"),
        (_number(rows=(ROWS[0], ROWS[0])), "named twice"),
        (_number(n=-1), "n is missing"),
        (_number(label="responses read"), "languages of the study"),
        (_number(label=_("words that no catalogue has")), "lacks it, ro"),
        (_number(source=Label((("en", "x"),))), "lacks it, ro"),
        (_table(data=Tabulation(pd.DataFrame({"answered": [1]}))), "made_from"),
        (_table(data=Tabulation(pd.DataFrame({"answered": [1], "made_from": [""]}))), "names no row"),
        (_table(source=_("nobody who is known")), "lacks it, ro"),
        (_figure(**_said(alt=_("a picture"))), "lacks it, ro"),
        (_figure(**_said(alt=None)), "needs a subtitle, an alt text, and a text on how to read it"),
        (_figure(**_said(reading=None)), "needs a subtitle, an alt text, and a text on how to read it"),
        (_figure(**_said(reading=_("a way to read"))), "lacks it, ro"),
        (_figure(**_said(title=Label((("en", " "), ("ro", " "), ("it", " "))))), "a text is empty"),
        (_figure(data=Tabulation(pd.DataFrame({"answered": [1]}))), "made_from"),
        (_figure(**_said(title=_("top {number}", number=7))), "7 stands only in a sentence"),
        (_finding(lambda released: _("top {number}", number=Share(0.5))), "50% stands only in a sentence"),
    ],
)
def test_an_item_without_what_it_needs_is_refused(study: Study, item, words: str) -> None:
    with pytest.raises(RegisterError, match=words):
        Report(study, "x").add(item)


def test_an_id_is_taken_once(study: Study) -> None:
    report = Report(study, "x")
    report.add(_number())
    with pytest.raises(RegisterError, match="the id is taken"):
        report.add(_number())


def test_whole_items_are_taken_and_marked_as_demonstration(study: Study, tmp_path) -> None:
    report = Report(study, "x", output=tmp_path)
    for item in (_number(), _table(), _figure()):
        report.add(item)
    report.close()
    register = json.loads((tmp_path / "results" / "x.json").read_text("utf-8"))
    number, table, figure = register["items"]
    assert [register["sources"][place] for place in number["rows"]] == list(ROWS)
    for marked in (table, figure):
        assert set(marked["mark"]) == {"en", "ro", "it"}
        assert marked["mark"]["en"].startswith("Demonstration data")
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == [
        "f.csv", "f.en.png", "f.en.svg", "f.it.png", "f.it.svg", "f.ro.png", "f.ro.svg",
    ]  # fmt: skip
    assert "made_from" not in (tmp_path / "figures" / "f.csv").read_text("utf-8")
    svg = (tmp_path / "figures" / "f.ro.svg").read_text("utf-8")
    assert "<title" in svg
    assert str(tmp_path) not in svg


def test_the_public_release_hides_small_counts_in_numbers_sentences_and_tables(study: Study) -> None:
    public = Report(study, "x", release="public")

    def text(released: Released) -> Message:
        return _("{cluster} {rate}", cluster="x", rate=released.number("n", LABEL, 0, "answered", n=10, source=SOURCE))

    shown = public.add(_finding(text)).data["text/html"]
    assert ":c" in shown
    assert "2" not in shown
    html = public.add(_table()).data["text/html"]
    assert ":c" in html
    assert ">2<" not in html
    working = Report(study, "x").add(_table()).data["text/html"]
    assert ">2<" in working
    roster = Report(study, "y", release="public").add(_number(public=True))
    assert "<strong>2</strong>" in roster.data["text/html"]


def test_rows_of_a_table_lead_where_their_keys_say(study: Study, tmp_path: Path) -> None:
    data = Tabulation(FRAME.assign(stage=["milling", "<b>"]))
    columns = (Column("answered", _("Answered")), Column("stage", _("Stage")))
    report = Report(study, "x", output=tmp_path)
    report.add(_table(data=data, columns=columns, key=("stage",)), page=1, section="answer")
    report.add(_finding(lambda released: LABEL))
    report.close()
    table, finding = (
        item
        for item in json.loads((tmp_path / "results" / "x.json").read_text("utf-8"))["items"]
        if item["kind"] != "number"
    )
    assert (table["page"], table["section"], finding["page"], finding["section"]) == (1, "answer", None, "evidence")
    assert table["keys"] == ["milling", "<b>"]
    html = table_display(table, "en", {"milling": "sheets/x.html#milling"}).data["text/html"]
    assert '<a href="sheets/x.html#milling">milling</a>' in html
    assert html.count("<a ") == 1
    assert re.search(r'<td class="words"[^>]*>&lt;b&gt;</td>', html)


def test_words_and_pictures_see_the_data_as_released(study: Study, tmp_path: Path) -> None:
    seen: list[list[object]] = []

    def words(released: Released) -> Words:
        seen.append(released.frame["answered"].tolist())
        told = Listing(tuple(say(value, "en") for value in released.frame["answered"]))
        return Words(LABEL, LABEL, _("{cluster} {rate}", cluster="x", rate=told), reading=LABEL)

    def draw(area, frame, language: str) -> None:
        seen.append(frame["answered"].tolist())

    report = Report(study, "x", release="public", output=tmp_path)
    report.add(_figure(words=words, draw=draw))
    report.close()
    assert all(pd.isna(few) and many == 8 for few, many in seen)
    assert (tmp_path / "figures" / "f.csv").read_text("utf-8") == "answered\n:c\n8\n"
    entry = json.loads((tmp_path / "results" / "x.json").read_text("utf-8"))
    assert entry["items"][0]["alt"]["en"] == "x :c and 8"
    # Which rows were counted would show who answered: the sheets stand for them.
    assert entry["sources"] == ["survey/euronest.xlsx#answers"]


def test_a_suppressed_number_has_neither_value_nor_rows(study: Study, tmp_path: Path) -> None:
    report = Report(study, "x", release="public", output=tmp_path)
    report.add(_number())
    report.close()
    entry = json.loads((tmp_path / "results" / "x.json").read_text("utf-8"))["items"][0]
    assert (entry["suppressed"], entry["value"], entry["rows"], entry["of"]) == (True, None, [], [])


def test_the_numbers_of_a_sentence_are_those_that_stand_in_it(study: Study, tmp_path: Path) -> None:
    report = Report(study, "x", output=tmp_path)
    report.add(_finding(lambda released: _("top {number}", number=_number())))
    # A title that states the same quantity names the same number.
    report.add(_figure(**_said(title=_("top {number}", number=_number()))))
    report.add(_table(words=lambda released: Words(_("top {number}", number=Given(3)))))
    report.close()
    items = json.loads((tmp_path / "results" / "x.json").read_text("utf-8"))["items"]
    assert [item["id"] for item in items] == ["read", "found", "f", "t"]
    assert items[1]["numbers"] == ["read"]
    assert items[2]["title"]["en"] == "top 2"
    assert items[3]["title"]["en"] == "top 3"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (_number(id="again"), "'responses read' is registered as read"),
        (_number(value=3), "registered before with another value"),
    ],
)
def test_one_quantity_has_one_number(study: Study, other: Number, words: str) -> None:
    report = Report(study, "x")
    report.add(_number())
    with pytest.raises(RegisterError, match=words):
        report.add(_finding(lambda released: _("top {number}", number=other)))


def test_text_is_escaped_once() -> None:
    html = finding_display("<script>x</script> **2** of `a<b`").data["text/html"]
    assert html == "<p>&lt;script&gt;x&lt;/script&gt; <strong>2</strong> of <code>a&lt;b</code></p>"


@given(text())
def test_what_somebody_wrote_is_text_within_a_sentence(words: str) -> None:
    shown = finding_display(f"**1** of {as_said(words)}").data
    assert shown["text/plain"] == f"1 of {words}"
    body = re.fullmatch(r"<p><strong>1</strong> of (.*)</p>", shown["text/html"], flags=re.DOTALL)
    assert body
    assert re.findall(r"<(?!/?span>)", body[1]) == []
    assert unescape(re.sub(r"</?span>", "", body[1])) == words


def test_marks_in_an_answer_are_none_in_a_finding(study: Study) -> None:
    report = Report(study, "x")
    named = Label(tuple((language, "`rm` **a**") for language in study.languages))
    shown = report.add(_finding(lambda released: _("{survey}; {official}", survey="**b** `c`", official=named)))
    assert shown.data["text/plain"] == "**b** `c`; `rm` **a**"
    html = re.sub(r"</?span>", "", shown.data["text/html"])
    assert unescape(html) == "<p>**b** `c`; `rm` **a**</p>"


def test_numbers_are_set_in_each_language() -> None:
    assert [Decimal(1234.5, 1).render(code) for code in ("en", "ro", "it")] == ["1,234.5", "1.234,5", "1.234,5"]
    assert [Share(0.125, 1).render(code) for code in ("en", "ro", "it")] == ["12.5%", "12,5\u00a0%", "12,5\u00a0%"]
    assert [Listing(("a", "b", "c")).render(code) for code in ("en", "ro", "it")] == [
        "a, b, and c", "a, b și c", "a, b e c",
    ]  # fmt: skip
    assert Listing(("a", "b, c", "d")).render("ro") == "a; b, c; d"
    many = {number: _n("{count} member", "{count} members", number).render("ro") for number in (1, 2, 20, 21, 101)}
    assert many == {1: "1 membru", 2: "2 membri", 20: "20 de membri", 21: "21 de membri", 101: "101 membri"}
    with pytest.raises(TypeError, match="say how a number is set"):
        say(0.5, "en")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2014-06-30", ("30 Jun 2014", "30 iun. 2014", "30 giu 2014")),
        ("2014-05;2014-06", ("May 2014 and Jun 2014", "mai 2014 și iun. 2014", "mag 2014 e giu 2014")),
        ("2000-10000", ("2000-10000",) * 3),
    ],
)
def test_days_and_months_of_tables_are_set_in_each_language(cell: str, said: tuple[str, ...]) -> None:
    column = {"words": None, "calendar": True}
    texts = tuple(cell_text(cell, column, False, language) for language in ("en", "ro", "it"))
    assert tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in texts) == said


def test_a_number_below_nought_has_a_minus_sign_and_no_hyphen() -> None:
    for value in (-150, Decimal(-150.36), Share(-0.2)):
        assert say(value, "it")[0] == "\N{MINUS SIGN}"


def test_a_column_that_is_suppressed_throughout_is_left_out_and_named(study: Study) -> None:
    data = Tabulation(FRAME.assign(answered=2, stage=["milling", "baking"]), Disclosure(("answered",)))
    columns = (Column("stage", _("Stage")), Column("answered", _("Answered")))
    for release, there in (("working", True), ("public", False)):
        html = Report(study, "x", release=release).add(_table(data=data, columns=columns)).data["text/html"]
        assert (re.search(r"<th[^>]*>Answered</th>", html) is not None) == there
        assert ("every value is suppressed: Answered" in html) != there


def test_what_rows_that_follow_one_another_share_stands_once(study: Study) -> None:
    data = Tabulation(FRAME.assign(stage=["milling", "milling"]))
    columns = (Column("stage", _("Stage")), Column("answered", _("Answered")))
    html = Report(study, "x").add(_table(data=data, columns=columns, grouped=1)).data["text/html"]
    assert html.count("milling") == 1
    assert 'rowspan="2"' in html


def test_a_share_in_nothing_is_not_known() -> None:
    assert share("s", LABEL, (), (), source=SOURCE).value is None
    assert share("s", LABEL, ROWS, ALL, source=SOURCE).value == 0.5


def test_a_message_lacks_the_languages_that_no_catalogue_has() -> None:
    assert Message("not in any catalogue").missing(("en", "ro", "it")) == ["ro", "it"]
    assert LABEL.missing(("en", "ro", "it")) == []


#: Machado, Oliveira and Fernandes (2009), severity 1: what the three kinds of colour blindness make of linear light.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _linear(colour: str) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _lab(light: list[float]) -> list[float]:
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(a * b for a, b in zip(row, light, strict=True)) / w for row, w in zip(to_xyz, white, strict=True)]
    f = [value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in xyz]
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]


def test_colours_reach_3_to_1_on_white() -> None:
    for name, colour in COLOURS.items():
        assert contrast(colour) >= 3.0, name


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colours_of_presence_keep_apart_under_colour_blindness(kind: str) -> None:
    def seen(colour: str) -> list[float]:
        light = [sum(a * b for a, b in zip(row, _linear(colour), strict=True)) for row in BLINDNESS[kind]]
        return _lab([min(max(part, 0.0), 1.0) for part in light])

    for one, other in combinations(("present", "absent", "unknown"), 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(COLOURS[one]), seen(COLOURS[other]), strict=True)) ** 0.5
        assert distance > 20, (one, other, distance)


@pytest.mark.parametrize(
    ("units", "n", "line"),
    [
        (None, 12, "Source: survey. n = 12."),
        (_("respondents of all clusters"), 12, "Source: survey. n = 12 (respondents of all clusters)."),
        (_("respondents of all clusters"), None, "Source: survey. n = :c (respondents of all clusters)."),
    ],
)
def test_it_is_said_what_n_counts(units: Message | None, n: int | None, line: str) -> None:
    assert say(sourced("survey", n, units), "en") == line


def test_text_is_made_as_small_as_it_must_be() -> None:
    assert fitting_size("a", 1.0, 9) == 9
    small = fitting_size("a very long name of a stage", 0.5, 9)
    assert 0 < small < 9
    assert fitting_size("a very long name of a stage", 1.0, 9) == pytest.approx(2 * small, rel=0.02)


def test_sheets_leave_blanks_out_and_escape_what_people_type() -> None:
    words = dict.fromkeys(("en", "ro", "it"), "Evidence")
    column = {"unit": None, "words": None, "decimals": None, "share": False, "heading": None}
    names = ["Stage", "Gap", "Certainty", "Count", "Text", "Blank"]
    entry = {
        "title": {"en": "Sheets"},
        "key": ["stage"],
        "keys": ["milling"],
        "source": {"en": "survey"},
        "note": None,
        "mark": None,
        "n": 3,
        "units": None,
        "columns": [{**column, "name": name, "label": {"en": name}} for name in names],
        "records": [["Milling", "thin", "open", 3, "<b>mill</b>", None]],
        "suppressed": [],
    }
    entry["columns"][3]["heading"] = words
    (sheet,) = sheets(entry, "en")
    assert sheet["title"] == "Milling · thin · open"
    assert sheet["key"] == "milling"
    assert sheet["parts"] == [{"heading": "Evidence", "lines": [("Count", "3"), ("Text", "<b>mill</b>")]}]
    html = sheets_display(entry, "en").data["text/html"]
    assert "&lt;b&gt;mill&lt;/b&gt;" in html
    assert "Blank" not in html


def test_workbooks_set_numbers_by_their_unit_and_print_on_their_side(study: Study, tmp_path: Path) -> None:
    frame = pd.DataFrame({"kind": ["a", "b"], "share": [0.3823, 0.5], "value": [0.25, 2.5], "money": [12345.6, 1.0]})
    frame["members"], frame["made_from"] = [1200, 7], list(ROWS)
    label = Label(tuple((language, "Astrico NE: x") for language in study.languages))
    columns = (
        Column("kind", label, words={"a": label, "b": label}),
        Column("share", label, share=True),
        Column("value", label, share=lambda rows: rows["kind"] == "a"),
        Column("money", label, decimals=0),
        Column("members", label),
    )
    report = Report(study, "x", "astrico-ne", output=tmp_path)
    report.add(Table("t", Tabulation(frame), columns, lambda released: Words(label), label, 2))
    report.close()
    write_tables(study, load(tmp_path), tmp_path, {"astrico-ne": "Astrico NE"})
    sheet = load_workbook(tmp_path / "tables" / "t.xlsx")["English"]
    head = next(row for row in range(1, 4) if sheet.cell(row, 1).value == "Cluster")
    formats = [[sheet.cell(head + row, column).number_format for column in range(3, 7)] for row in (1, 2)]
    assert formats == [["#,##0%", "#,##0%", "#,##0", "#,##0"], ["#,##0%", "#,##0.00", "#,##0", "#,##0"]]
    assert sheet.cell(head + 1, 3).value == 0.3823
    assert sheet.cell(head + 1, 2).value == "Astrico NE: x"
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not any("Astrico NE: Astrico NE" in cell for cell in cells)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.oddFooter.right.text


def test_a_table_that_older_code_made_takes_the_columns_of_what_is_up_to_date(study: Study, tmp_path: Path) -> None:
    """One cluster is run again after a table has another column; the others stay as they are, and say so."""
    label = Label(tuple((language, "Exemplu") for language in study.languages))
    frame = pd.DataFrame({"kind": ["a"], "old": [1], "new": [2], "made_from": [ROWS[0]]})
    for cluster, columns in (("astrico-ne", ("old", "kind")), ("euronest", ("kind", "new"))):
        report = Report(study, "x", cluster, output=tmp_path)
        shown = tuple(Column(name, label) for name in columns)
        report.add(Table("t", Tabulation(frame), shown, lambda released: Words(label), label, 1))
        report.close()
    made = load(tmp_path, {"x.astrico-ne": label})
    write_tables(study, made, tmp_path, {})
    lines = (tmp_path / "tables" / "t.csv").read_text("utf-8-sig").split()
    assert lines == ["cluster,kind,new", "astrico-ne,a,", "euronest,a,2"]


def test_codes_with_numbers_are_set_in_the_words_and_habits_of_the_language() -> None:
    words = {"C13": {"en": "Textiles", "ro": "Textile"}, "A01": {"en": "Crops, animals", "ro": "Culturi, animale"}}
    column = {"words": words, "share": False, "decimals": None}
    assert cell_text("C13:1.72 / 3.10", column, False, "ro") == "Textile (1,72 / 3,10)"
    # A name with a comma of its own would run into the next.
    assert cell_text("A01:–;C13:5", column, False, "en") == "Crops, animals (–); Textiles (5)"
