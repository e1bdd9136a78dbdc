"""Who could close a gap: by hand, on a cluster of six, its neighbours, a register of four and a follow-up cluster."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import tiny
from conftest import ROOT

from pilotanalysis import partners, reference
from pilotanalysis.chain.matches import find_matches
from pilotanalysis.chain.tables import Gaps, Matches, Ties
from pilotanalysis.partners.activities import stages_by_activity
from pilotanalysis.partners.comparison import ranked
from pilotanalysis.partners.decisions import load_decisions, meant_by
from pilotanalysis.partners.follow_up import read_follow_up
from pilotanalysis.partners.pool import new_members, smallest_pools
from pilotanalysis.partners.reasons import known_by_code
from pilotanalysis.partners.tables import (
    ALL,
    CRITERIA,
    Candidates,
    Contacts,
    Coverage,
    FollowUpMembers,
    FollowUpOffers,
    NewMembers,
    Pool,
    RegisterFirms,
    Screening,
)
from pilotanalysis.pipeline import _catalogues
from pilotanalysis.problems import StudyError
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Interests, Links, Needs, Offers, Organisations, OtherAnswers, Responses, Roles
from pilotanalysis.tables import StudyTable, TableSet, conform, row_ids, split_ids
from pilotanalysis.tables.keys import broken_keys

HERE, THERE, FOLLOWED = "euronest", "astrico-ne", "apt"
#: Lacked by members; its main class is 7410.
DESIGN = "ux_design"
#: Lacked by nobody, bought by members; its main class is 6910.
LEGAL = "ict_legal"
REGISTER = "name,id,activity,county,place,employees,turnover,status,year\n"
DECISIONS = "cluster,stage,candidate,answer,name,county,organisation_type,who,when,why\n"
MEMBERS = ("name", "fiscal_code", "organisation_type", "county", "size_band", "revenue_band", "stages")
OFFERS = ("member", "stage", "text", "languages", "consent", "contact")
Rows = Iterable[Iterable[object]]
Catalogues = tuple[Any, Any]


def _filled(model: type[StudyTable], rows: Iterable[Mapping[str, object]]) -> Any:
    """Build a computed table from rows that name what matters; of the rest nothing is known, or none is there."""
    plain: dict[str, object] = {}
    for name, column in model.to_schema().columns.items():
        allowed = [value for check in column.checks for value in check.statistics.get("allowed_values", ())]
        kinds = {"bool": False, "int64": 0, "float64": 0.0}
        plain[name] = None if column.nullable else kinds.get(str(column.dtype), allowed[0] if allowed else "")
    return conform(pd.DataFrame([{**plain, **row} for row in rows], columns=list(plain)), model)


def _gaps(stages: Mapping[str, str], kinds: Mapping[str, str]) -> Any:
    """Gaps of the cluster at face value, with their verdicts and kinds, else that nobody is there."""
    return _filled(
        Gaps,
        [
            {
                "cluster": HERE,
                "stage": stage,
                "at_face": True,
                "kind": kinds.get(stage, "absent"),
                "verdict": verdict,
                "advice": verdict,
                "made_from": "reference/stages.csv!2",
            }
            for stage, verdict in stages.items()
        ],
    )


def _book(path: Path, sheets: Mapping[str, tuple[Iterable[str], Rows]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, (heads, rows) in sheets.items():
        sheet = book.create_sheet(name)
        for row in (heads, *rows):
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _neighbours(tables: TableSet) -> TableSet:
    """Rename the members of a cluster, so that they are not those of the other."""
    named = {model: frame.copy() for model, frame in tables.items()}
    for frame in named.values():
        if "organisation" in frame:
            frame["organisation"] = frame["organisation"].str.replace("m", "n")
        if "name" in frame:
            frame["name"] = frame["name"].str.replace("Exemplu", "Exemplu Vecin")
    return TableSet(named)


class Place:
    """A study folder, with what the survey and the chain found in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "data/raw/reference", root / "data/raw/reference")
        # Words of the stages that these tests are about are enough, and quicker.
        words = root / "data/raw/reference/glossary.csv"
        terms = pd.read_csv(words, dtype=str)
        terms[terms["stage"].isin([DESIGN, LEGAL])].to_csv(words, index=False)
        (root / "data/raw/datapackage.json").write_text('{"resources": []}', "utf-8")
        shutil.copy(ROOT / "study.yml", root)
        text = (root / "study.yml").read_text("utf-8")
        for other in ("ind-agro-pol", "iconic"):
            text = text.replace(f"  - {{id: {other}, role: analysed, new_members: 5}}\n", "")
        (root / "study.yml").write_text(text, "utf-8")
        self.gaps = {DESIGN: "connect"}
        self.kinds: dict[str, str] = {}
        self.interests: list[dict[str, object]] = []
        self.certificates: dict[int, str] = {}
        self.consent: dict[int, str] = {}
        self.survey: dict[str, Any] = {"lacks": {DESIGN: [0, 1]}}
        self.next_door: dict[str, Any] = {}
        self.contacts: Rows = ()

    def settings(self, old: str, new: str) -> None:
        text = (self.root / "study.yml").read_text("utf-8")
        assert old in text
        (self.root / "study.yml").write_text(text.replace(old, new), "utf-8")

    def register(self, *rows: str) -> None:
        path = self.root / "data/raw/register/register.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REGISTER + "\n".join(rows) + "\n", "utf-8")

    def followed(self, members: Rows, offers: Rows | None, cluster: str = FOLLOWED) -> None:
        sheets = {"members": (MEMBERS, members)} | ({"offers": (OFFERS, offers)} if offers is not None else {})
        _book(self.root / f"data/raw/roster/{cluster}.xlsx", sheets)

    def decide(self, *rows: str) -> None:
        path = self.root / "data/decisions/candidates.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DECISIONS + "".join(f"{row}\n" for row in rows), "utf-8")

    def below(self) -> TableSet:
        """Tables of the chapters below."""
        here = tiny.study(6, cluster=HERE, **self.survey)
        here[Responses]["consent"] = [self.consent.get(one) for one in range(6)]
        tables = here
        if self.next_door:
            tables = tiny.together(here, _neighbours(tiny.study(3, cluster=THERE, **self.next_door)))
        tables[Interests] = tiny.table(Interests, self.interests, HERE)
        certified = [
            {"organisation": f"m{one}", "question": "certificates", "number": 0, "value": value}
            for one, value in self.certificates.items()
        ]
        tables[OtherAnswers] = tiny.table(OtherAnswers, certified, HERE)
        glossary = reference.load(Study(self.root), reference.Glossary)
        tables[Matches] = find_matches(tables.of(Needs), tables.of(Offers), tables.of(Links), glossary)
        named = tables[Links].dropna(subset=["partner_organisation"])
        tables[Ties] = _filled(
            Ties,
            [
                {"cluster": HERE, "organisation": one, "partner_cluster": HERE, "partner": other, "sides": 1}
                | {"sides_asked": 1, "made_from": "survey/x.xlsx#links!2"}
                for one, other in named[["organisation", "partner_organisation"]].itertuples(index=False)
            ],
        )
        tables[Gaps] = _gaps(self.gaps, self.kinds)
        return tables

    def build(self) -> TableSet:
        """Tables of the chapter; their keys hold."""
        for cluster, contacts in ((HERE, self.contacts), (THERE, ())):
            _book(self.root / f"data/raw/roster/{cluster}.xlsx", {"contacts": (("member", "contact"), contacts)})
        return partners.build(Study(self.root), self.below())

    def candidates(self, stage: str = DESIGN) -> pd.DataFrame:
        frame = pd.DataFrame(self.build().of(Candidates))
        return frame[frame["stage"] == stage].set_index("candidate")


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    study = Study(ROOT)
    return reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "study")


def _offer(one: int, stage: str | None = DESIGN, **said: object) -> dict[str, object]:
    return {"organisation": f"m{one}", "stage": stage, **said}


def _pool_of(made: TableSet, wanted: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Choose the pool, and what each size closes, as if no candidate were a member of the cluster with the gap."""
    outside = made.of(Candidates).assign(origin="region")
    pool, coverage = smallest_pools(outside, wanted)
    return pd.DataFrame(pool), pd.DataFrame(coverage)


# Who is a candidate, and why


def test_whoever_offers_works_there_or_is_active_in_it_is_a_candidate(place: Place) -> None:
    place.survey |= {"offers": [_offer(2, capacity=40)], "roles": {DESIGN: [2, 3]}}
    place.survey["known"] = [None, None, None, None, DESIGN, "none"]
    place.next_door = {"offers": [_offer(0)], "roles": {DESIGN: [1]}}
    place.register("Exemplu A SRL,9900000010,7410,IS,Iași,60,100000,active,2013")
    made, study = place.build(), Study(place.root)
    assert broken_keys(study, {**place.below(), **made, **_catalogues(study)}) == []
    found = made.of(Candidates).set_index("candidate")
    assert found["basis"].to_dict() == {
        "m2": "offer_code", "m3": "role", "m4": "role", "n0": "offer_code", "n1": "role", "9900000010": "activity",
    }  # fmt: skip
    assert found["origin"].to_dict() == {
        **dict.fromkeys(["m2", "m3", "m4"], "member"), **dict.fromkeys(["n0", "n1"], "other_cluster"),
        "9900000010": "region",
    }  # fmt: skip
    assert found["home"].fillna("").to_dict() == {
        **dict.fromkeys(["m2", "m3", "m4"], HERE), **dict.fromkeys(["n0", "n1"], THERE), "9900000010": "",
    }  # fmt: skip
    assert found.loc["m2", "capacity"] == 0.4
    assert found["made_from"].map(split_ids).map(len).min() > 0


def test_who_lacks_it_is_no_candidate(place: Place) -> None:
    place.survey |= {"lacks": {DESIGN: [0, 1]}, "offers": [_offer(0), _offer(2)], "roles": {DESIGN: [1]}}
    assert set(place.candidates().index) == {"m2"}


def test_a_gap_that_needs_customers_has_no_candidates(place: Place) -> None:
    place.gaps = {DESIGN: "sell", LEGAL: "connect"}
    place.survey |= {"offers": [_offer(2)]}
    made = place.build()
    assert made[Candidates].empty
    assert set(made[Screening]["stage"]) <= {LEGAL}


def test_where_only_ties_are_missing_members_are_introduced_and_nobody_is_a_partner(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.next_door = {"offers": [_offer(0)]}
    place.register("Exemplu A SRL,9900000010,7410,IS,Iași,60,,active,2013")
    place.kinds = {DESIGN: "relational"}
    made = place.build()
    assert made[Candidates]["candidate"].tolist() == ["m2"]
    assert all(made[model].empty for model in (Pool, Coverage, NewMembers, Screening, RegisterFirms))
    # Whom a manager adds all the same is no partner of a pool either.
    place.decide(f"{HERE},{DESIGN},Biroul Exemplu,added,Biroul Exemplu,SV,,AP,2014-03-01,")
    made = place.build()
    assert len(made[Candidates]) == 2 and made[Pool].empty


def test_where_too_few_do_it_those_who_do_are_no_candidates(place: Place) -> None:
    place.survey |= {"offers": [_offer(2), _offer(3)], "roles": {DESIGN: [2]}}
    place.kinds = {DESIGN: "thin"}
    assert set(place.candidates().index) == {"m3"}


def test_main_classes_count_more_than_others_and_divisions(place: Place) -> None:
    place.gaps = {"telecom_networks": "connect", "ict_training": "connect"}
    place.register(
        *(
            f"Exemplu {row} SRL,99{row},{code},IS,Iași,5,,active,2013"
            for row, code in enumerate(("6110", "4222", "8559", "8542", "7410"), start=100)
        )
    )
    found = pd.DataFrame(place.build().of(Candidates))
    fits = found.set_index(["stage", "candidate"])["capability"].to_dict()
    assert fits == {
        ("telecom_networks", "99100"): 0.3,
        ("telecom_networks", "99101"): 0.4,
        ("ict_training", "99102"): 0.5,
        ("ict_training", "99103"): 0.4,
    }


def test_a_class_that_a_stage_names_is_of_no_stage_that_names_its_division() -> None:
    catalogue = pd.concat([tiny.catalogue(["feed"], caen="2015;1091"), tiny.catalogue(["food"], caen="10;1032")])
    other = tiny.catalogue(["eat"], cluster="y", caen="10")
    found = stages_by_activity(pd.concat([catalogue, other], ignore_index=True), pd.Series(["1091", "1061", "1032"]))
    assert found.set_index(["stage", "activity"])["capability"].to_dict() == {
        ("feed", "1091"): 0.4, ("food", "1061"): 0.3, ("food", "1032"): 0.4,
        **dict.fromkeys([("eat", "1091"), ("eat", "1061"), ("eat", "1032")], 0.3),
    }  # fmt: skip


def test_words_of_a_follow_up_cluster_meet_the_stage_that_they_mean(place: Place) -> None:
    term = reference.load(Study(place.root), reference.Glossary).query("stage == @DESIGN").iloc[0]
    members = [[f"Exemplu {one}", None, "firm", "IS", "1-9", None, None] for one in range(4)]
    members[3][-1] = DESIGN
    offers = [
        ["Exemplu 0", DESIGN, None, "ro;en", "yes", None],
        ["EXEMPLU 1 SRL", None, term["it"], "it", "no", None],
        ["Exemplu 2", None, "qwertz uiop", "ro", "yes", None],
    ]
    place.followed(members, offers)
    found = place.candidates().reset_index().set_index("name")
    assert found["basis"].to_dict() == {"Exemplu 0": "offer_code", "Exemplu 1": "offer_text", "Exemplu 3": "role"}
    assert found["languages"].to_dict() == {"Exemplu 0": "ro;en", "Exemplu 1": "it", "Exemplu 3": ""}
    assert found["named"].to_dict() == {"Exemplu 0": "consent", "Exemplu 1": "no", "Exemplu 3": "no"}
    assert set(found["origin"]) == {"follow_up"}
    # Its members are never surveyed: what only a survey tells is not known, and is not nothing.
    assert found[["capacity", "certificates", "willingness"]].isna().all(axis=None)


def test_a_member_of_two_clusters_is_one_candidate_at_home(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    below = place.below()
    again = below.of(Organisations).iloc[[2]].assign(cluster=THERE, row_id="roster/x.xlsx#members!99", row=99)
    below[Organisations] = pd.concat([below[Organisations], again], ignore_index=True)
    works = (
        below.of(Roles)
        .reindex([0])
        .assign(
            **again[["wave", "file", "sheet", "row", "row_id", "cluster", "organisation"]].iloc[0],
            stage=DESIGN,
            is_main=True,
        )
    )
    below[Roles] = conform(works.assign(respondent="1"), Roles)
    place.build()
    found = partners.build(Study(place.root), below).of(Candidates)
    assert found[["candidate", "home", "origin", "basis"]].values.tolist() == [["m2", HERE, "member", "offer_code"]]


# How they compare


def test_criteria_are_what_is_known_and_missing_otherwise(place: Place) -> None:
    place.survey |= {
        "offers": [_offer(2, capacity=20), _offer(3), _offer(4), _offer(5)],
        "county": ["IS", "SV", "IS", "BC", "CJ", "IS"],
        "size_band": ["1-9", "1-9", "1-9", "10-49", "50-249", "250+"],
    }
    place.interests = [
        {"organisation": "m2", "wants_meetings": "yes", "clusters": None},
        {"organisation": "m3", "wants_meetings": "no"},
    ]
    place.certificates = {2: "iso9001;haccp", 3: "none"}
    found = place.candidates().astype(dict.fromkeys(CRITERIA, "float64"))
    assert found["capacity"].fillna(-1).to_dict() == {"m2": 0.2, "m3": -1, "m4": -1, "m5": -1}
    # Those who lack it sit in Iași and Suceava.
    assert found["proximity"].round(3).to_dict() == {"m2": 0.833, "m3": 0.667, "m4": 0.333, "m5": 0.833}
    assert found["size"].to_dict() == {"m2": 0.25, "m3": 0.5, "m4": 0.75, "m5": 1.0}
    assert found["certificates"].fillna(-1).to_dict() == {"m2": 1, "m3": 0, "m4": -1, "m5": -1}
    assert found["willingness"].fillna(-1).to_dict() == {"m2": 1, "m3": 0, "m4": -1, "m5": -1}


def test_whoever_wants_to_meet_others_is_less_willing_than_who_names_the_cluster(place: Place) -> None:
    place.next_door = {"offers": [_offer(0), _offer(1), _offer(2)]}
    place.interests = []
    below = place.below()
    said = [("n0", "yes", f"iconic;{HERE}"), ("n1", "yes", "iconic"), ("n2", "yes", None)]
    rows = [{"organisation": one, "wants_meetings": yes, "clusters": whom} for one, yes, whom in said]
    below[Interests] = tiny.table(Interests, rows, THERE)
    place.build()
    found = partners.build(Study(place.root), below).of(Candidates).set_index("candidate")
    assert found["willingness"].to_dict() == {"n0": 1.0, "n1": 0.75, "n2": 0.75}


def test_the_score_lies_in_the_middle_of_what_is_open(place: Place) -> None:
    place.survey |= {"offers": [_offer(2, capacity=20), _offer(3)]}
    place.settings("    capability: 3", "    capability: 7")
    found = place.candidates()
    weights = np.array([7, 1, 1, 1, 1, 1]) / 12
    values = found[list(CRITERIA)].to_numpy(dtype=float)
    for name, unknown in (("score", 0.5), ("score_least", 0.0), ("score_most", 1.0)):
        assert found[name].to_numpy() == pytest.approx(np.where(np.isnan(values), unknown, values) @ weights)
    assert (found["score_least"] < found["score"]).all()
    assert (found["score"] < found["score_most"]).all()


def test_those_whom_all_know_already_stand_last_and_in_no_pool(place: Place) -> None:
    place.survey |= {"offers": [_offer(2, capacity=100), _offer(3)], "links": [(0, 2), (2, 1), (3, 0)]}
    place.certificates = {2: "iso9001"}
    made = place.build()
    found = made.of(Candidates).set_index("candidate")
    assert found["tied"].to_dict() == {"m3": False, "m2": True}
    assert found["rank"].to_dict() == {"m3": 1, "m2": 2}
    assert found["score"]["m2"] > found["score"]["m3"]
    assert set(_pool_of(made)[0]["candidate"]) == {"m3"}
    place.decide(f"{HERE},{DESIGN},m2,shortlisted,,,,AP,2014-03-01,")
    assert place.build().of(Candidates).set_index("candidate")["rank"].to_dict() == {"m3": 1, "m2": 2}


@pytest.mark.parametrize(("offering", "told"), [((2, 3, 4), False), ((2, 3, 4, 5), True)])
def test_of_three_or_fewer_it_is_not_told_how_often_they_are_among_the_first_three(
    place: Place, offering: tuple[int, ...], told: bool
) -> None:
    place.survey |= {"offers": [_offer(one, capacity=10 * one) for one in offering]}
    assert place.candidates()["top3"].notna().eq(told).all()


def test_ranks_and_shares_do_not_hang_on_the_order_of_rows(place: Place) -> None:
    place.survey |= {"offers": [_offer(one, capacity=10 * one) for one in (2, 3, 4, 5)]}
    place.next_door = {"offers": [_offer(0), _offer(1)]}
    made = place.build().of(Candidates)
    shuffled = ranked(made.sample(frac=1, random_state=3).drop(columns=["rank", "top3"]), 2014)
    pd.testing.assert_frame_equal(conform(shuffled, Candidates), made)


# What managers decide


def test_decisions_take_effect_and_are_told(place: Place) -> None:
    place.survey |= {"offers": [_offer(one, capacity=10 * one) for one in (2, 3, 4)]}
    place.decide(
        f"{HERE},{DESIGN},Exemplu 4,rejected,,,,AP,2014-03-01,too dear",
        f"{HERE},{DESIGN},m2,shortlisted,,,,AP,2014-03-01,",
        f"{HERE},{DESIGN},Institutul Exemplu,added,Institutul Exemplu,CJ,research_edu,AP,2014-03-02,we met it",
    )
    made = place.build()
    found = made.of(Candidates).set_index("candidate")
    key = "institutul exemplu|CJ"
    assert found["rank"].fillna(0).to_dict() == {"m2": 1, "m3": 2, key: 3, "m4": 0}
    assert found["decision"].fillna("").to_dict() == {"m2": "shortlisted", "m3": "", key: "added", "m4": "rejected"}
    assert found.loc["m4", ["decision_why", "decision_who", "decision_when"]].tolist() == [
        "too dear",
        "AP",
        "2014-03-01",
    ]
    assert found.loc[key, ["origin", "basis", "organisation_type", "named"]].tolist() == [
        "added", "named", "research_edu", "no",
    ]  # fmt: skip
    assert found.loc[key, ["capability", "capacity", "size", "certificates", "willingness"]].isna().all()
    assert found.loc[key, "proximity"] == pytest.approx(1 / 3)
    assert set(_pool_of(made)[0]["candidate"]) == {"m2", "m3", key}
    study = Study(place.root)
    assert any("1 shortlisted, 1 rejected, 1 added" in remark for remark in partners.remarks(study, made))


def test_of_equal_pools_the_one_with_those_shortlisted_is_taken(place: Place) -> None:
    place.survey |= {"offers": [_offer(2, capacity=90), _offer(3, capacity=5)]}
    assert _pool_of(place.build(), 1)[0]["candidate"].unique().tolist() == ["m2"]
    place.decide(f"{HERE},{DESIGN},m3,shortlisted,,,,AP,2014-03-01,")
    assert _pool_of(place.build(), 1)[0]["candidate"].unique().tolist() == ["m3"]


def test_own_members_are_candidates_and_in_no_pool(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.next_door = {"offers": [_offer(0)]}
    made = place.build()
    assert set(made[Candidates]["candidate"]) == {"m2", "n0"}
    assert set(made[Pool]["candidate"]) == {"n0"}
    assert made[Coverage]["size"].max() == 1


def test_a_decision_that_fits_nothing_any_more_waits(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.decide(
        f"{HERE},{LEGAL},m2,rejected,,,,AP,2014-03-01,no",
        f"{HERE},{DESIGN},RO 9900000010,rejected,,,,AP,2014-03-01,left the register",
        f"{HERE},{DESIGN},m3,shortlisted,,,,AP,2014-03-01,",
    )
    made = place.build()
    assert made[Candidates]["decision"].isna().all()
    remarks = partners.remarks(Study(place.root), made)
    assert [row for row in (2, 3, 4) if any(f"row {row}: " in one and "fits nothing" in one for one in remarks)] == [
        2,
        3,
        4,
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (f"euronst,{DESIGN},m2,shortlisted,,,,AP,2014-03-01,", ("row 2, column cluster", "Did you mean euronest?")),
        (f"{HERE},ux_desing,m2,shortlisted,,,,AP,2014-03-01,", ("row 2, column stage", f"Did you mean {DESIGN}?")),
        (f"{HERE},{DESIGN},Exmplu 2,shortlisted,,,,AP,2014-03-01,", ("column candidate", "Did you mean Exemplu 2?")),
        (f"{HERE},{DESIGN},m2,rejected,,,,AP,2014-03-01,", ("row 2, column why", "Say why it was rejected.")),
        (f"{HERE},{DESIGN},m2,liked,,,,AP,2014-03-01,", ("column answer", "'liked' is no answer.", "shortlisted")),
        (f"{HERE},{DESIGN},New,added,,IS,,AP,2014-03-01,", ("row 2, column name", "Give the name")),
        (f"{HERE},{DESIGN},New,added,New,,,AP,2014-03-01,", ("row 2, column county", "Give the county")),
        (f"{HERE},{DESIGN},New,added,New,XX,,AP,2014-03-01,", ("row 2, column county", "'XX' is no county.")),
        (f"{HERE},{DESIGN},New,added,New,IS,frm,AP,2014-03-01,", ("column organisation_type", "firm, research_edu")),
        (f"{HERE},{DESIGN},,rejected,,,,AP,2014-03-01,no", ("row 2, column candidate", "Name the candidate")),
        (
            f"{HERE},{DESIGN},m2,rejected,,,,AP,2014-03-01,no\n{HERE},{DESIGN},Exemplu 2,shortlisted,,,,AP,2014-03-01,",
            ("row 3, column candidate", "decided on twice"),
        ),
    ],
)
def test_a_decision_that_is_none_is_told_by_its_cell(
    place: Place, catalogues: Catalogues, row: str, words: tuple[str, ...]
) -> None:
    place.decide(row)
    study = Study(place.root)
    found = pd.DataFrame([{"cluster": HERE, "stage": DESIGN, "candidate": "m2", "name": "Exemplu 2"}])
    with pytest.raises(StudyError) as error:
        meant_by(study, load_decisions(study, *catalogues), found, found)
    for word in ("data/decisions/candidates.csv", *words):
        assert word in str(error.value)


def test_a_file_of_heads_alone_decides_nothing(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.decide()
    assert place.candidates()["decision"].isna().all()


# Consent and contacts


ADDRESS, NUMBER = "office@exemplu.invalid", "+999 200 000 001"


def _everywhere(made: TableSet) -> str:
    return "\n".join(frame.to_csv() for frame in made.values())


def test_contacts_of_members_come_in_of_those_who_agreed_in_the_survey(place: Place) -> None:
    place.survey |= {"offers": [_offer(2), _offer(3), _offer(4)]}
    place.consent = {2: "yes", 3: "no"}
    place.contacts = [[f"Exemplu {one}", f"m{one}.{ADDRESS}, {NUMBER}{one}"] for one in (2, 3, 4)]
    made = place.build()
    found = made.of(Candidates).set_index("candidate")
    assert found["named"].to_dict() == {"m2": "consent", "m3": "no", "m4": "no"}
    assert found["contact"].fillna("").to_dict() == {"m2": f"m2.{ADDRESS}, {NUMBER}2", "m3": "", "m4": ""}
    assert "contacts!2" in found["made_from"]["m2"]
    text = _everywhere(made)
    assert f"m3.{ADDRESS}" not in text
    assert f"m4.{ADDRESS}" not in text


def test_who_refuses_in_one_cluster_has_not_agreed(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.consent = {2: "yes"}
    place.contacts = [["Exemplu 2", ADDRESS]]
    place.build()
    below = place.below()
    again = below.of(Organisations).iloc[[2]].assign(cluster=THERE, row_id="roster/x.xlsx#members!99", row=99)
    refused = below.of(Responses).iloc[[2]].assign(cluster=THERE, consent="no", row_id="survey/y.xlsx!99", row=99)
    for model, more in ((Organisations, again), (Responses, refused)):
        below[model] = pd.concat([below[model], more], ignore_index=True)
    found = partners.build(Study(place.root), below).of(Candidates)
    assert found["named"].tolist() == ["no"]
    assert found["contact"].isna().all()


def test_who_refuses_in_the_survey_is_not_named_by_the_roster_of_a_follow_up_cluster(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    place.consent = {2: "no"}
    code = "9900000010"
    members = [["Exemplu 2", code, "firm", "IS", "1-9", None, None]]
    place.followed(members, [["Exemplu 2", DESIGN, None, "ro", "yes", ADDRESS]])
    place.build()
    below = place.below()
    below = TableSet({model: frame.replace("m2", code) for model, frame in below.items()})
    found = partners.build(Study(place.root), below).of(Candidates)
    assert set(found["candidate"]) == {code}
    assert found["named"].unique().tolist() == ["no"]
    assert found["contact"].isna().all()


def test_contacts_of_follow_up_clusters_come_in_of_those_who_agree_there(place: Place) -> None:
    members = [[f"Exemplu {one}", None, "firm", "IS", "1-9", None, None] for one in range(2)]
    offers = [
        ["Exemplu 0", DESIGN, f"write to {ADDRESS}", "ro", "yes", f"zero.{ADDRESS}, CNP 1800101221144"],
        ["Exemplu 1", DESIGN, None, "ro", "no", f"one.{ADDRESS}"],
    ]
    place.followed(members, offers)
    made = place.build()
    assert made[FollowUpOffers]["contact"].fillna("").tolist() == [
        f"zero.{ADDRESS}, CNP (personal numeric code, not kept)", "",
    ]  # fmt: skip
    assert made.of(Candidates).set_index("name")["contact"].fillna("").str[:5].to_dict() == {
        "Exemplu 0": "zero.", "Exemplu 1": "",
    }  # fmt: skip
    text = _everywhere(made)
    # Words are no contact: there an address comes in of nobody.
    for hidden in (f"write to {ADDRESS}", f"one.{ADDRESS}", "1800101221144"):
        assert hidden not in text


def test_a_contact_of_nobody_is_told(place: Place) -> None:
    place.contacts = [["Exmplu 2", ADDRESS]]
    with pytest.raises(StudyError, match=r"sheet contacts, row 2, column member: Exmplu 2 .* Did you mean Exemplu 2\?"):
        place.build()


# Rosters of follow-up clusters


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (["Exmplu 0", DESIGN, None, "ro", "yes", None], ("row 2, column member", "Did you mean Exemplu 0?")),
        (["Exemplu 0", "ux_desing", None, "ro", "yes", None], ("row 2, column stage", f"Did you mean {DESIGN}?")),
        (["Exemplu 0", None, None, "ro", "yes", None], ("row 2, column stage", "Give the code of a stage, or words.")),
        (["Exemplu 0", DESIGN, None, "romanian", "yes", None], ("row 2, column languages", "two letters")),
        (["Exemplu 0", DESIGN, None, "ro", "perhaps", None], ("row 2, column consent", "Allowed: yes, no")),
        (["Exemplu 0", DESIGN, None, "ro", None, None], ("row 2, column consent", "empty")),
    ],
)
def test_an_offer_that_is_none_is_told_by_its_cell(
    place: Place, catalogues: Catalogues, offer: list[object], words: tuple[str, ...]
) -> None:
    place.followed([["Exemplu 0", None, "firm", "IS", "1-9", None, None]], [offer])
    with pytest.raises(StudyError) as error:
        read_follow_up(Study(place.root), *catalogues)
    for word in (f"data/raw/roster/{FOLLOWED}.xlsx, sheet offers", *words):
        assert word in str(error.value)


def test_a_member_that_agrees_in_one_row_alone_is_told(place: Place, catalogues: Catalogues) -> None:
    rows = [["Exemplu 0", DESIGN, None, "ro", said, ADDRESS] for said in ("yes", "no")]
    place.followed([["Exemplu 0", None, "firm", "IS", "1-9", None, None]], rows)
    with pytest.raises(StudyError, match="agrees in one row and not in another"):
        read_follow_up(Study(place.root), *catalogues)


def test_what_is_wrong_in_all_rosters_is_told_at_once(place: Place, catalogues: Catalogues) -> None:
    for cluster in (FOLLOWED, "imago-mol"):
        place.followed([["Exemplu 0", None, "frm", "XX", "1-9", None, None]], [], cluster)
    with pytest.raises(StudyError) as error:
        read_follow_up(Study(place.root), *catalogues)
    assert len({(problem.file, problem.column) for problem in error.value.problems}) == 4


def test_without_rosters_nobody_is_known_and_that_is_told(place: Place) -> None:
    place.followed([["Exemplu 0", None, "firm", "IS", "1-9", None, None]], None, "bio-rone")
    made = place.build()
    assert made[FollowUpMembers]["cluster"].tolist() == ["bio-rone"]
    assert made[FollowUpOffers].empty
    told = "\n".join(partners.remarks(Study(place.root), made))
    assert "data/raw/roster/apt.xlsx is not there" in told
    assert "data/raw/roster/bio-rone.xlsx has no sheet offers (members)" in told


# The pool


def test_without_a_register_there_are_candidates_all_the_same(place: Place) -> None:
    place.survey |= {"offers": [_offer(2)]}
    made = place.build()
    assert made[RegisterFirms].empty
    assert made[NewMembers].empty
    assert made[Candidates]["candidate"].tolist() == ["m2"]


def test_a_gap_with_nobody_is_no_part_of_the_pool(place: Place) -> None:
    place.gaps = {DESIGN: "connect", LEGAL: "attract"}
    place.survey |= {"offers": [_offer(2), _offer(3)]}
    made = place.build()
    assert set(made[Candidates]["stage"]) == {DESIGN}
    pool, coverage = _pool_of(made)
    curve = coverage.set_index(["scope", "size"])
    # Three are wanted and two are there: the gap is fully closed by both.
    assert curve["closed"].to_dict() == {(scope, size): min(size, 1) for scope in (ALL, HERE) for size in range(3)}
    assert curve["closed_fully"].to_dict() == {(scope, size): size // 2 for scope in (ALL, HERE) for size in range(3)}
    assert set(curve["gaps"]) == {1}
    assert pool.groupby("scope")["place"].agg(list).to_dict() == {ALL: [1, 2], HERE: [1, 2]}


def test_nothing_lacks_and_nothing_is_made(place: Place) -> None:
    place.gaps = {}
    made = place.build()
    assert all(made[model].empty for model in (Candidates, Pool, Coverage, NewMembers, Screening, RegisterFirms))


def test_the_firms_of_the_register_are_limited_and_the_rest_is_counted(place: Place) -> None:
    place.settings("  firms: 10", "  firms: 2")
    place.register(
        "Exemplu A SRL,9900000010,7410,IS,Iași,60,,active,2013",
        "Exemplu B SRL,9900000029,7410,CJ,Cluj-Napoca,600,,active,2013",
        "Exemplu C SRL,9900000037,7410,SV,Suceava,,,active,2013",
        "Exemplu D SRL,9900000045,7410,IS,Iași,9,,dissolved,2013",
    )
    made = place.build()
    found = made.of(Candidates).set_index("candidate")
    assert set(found.index) == {"9900000010", "9900000037"}
    assert found["named"].unique().tolist() == ["public"]
    assert found["size"].fillna(-1).to_dict() == {"9900000010": 0.75, "9900000037": -1}
    (row,) = made[Screening].to_dict("records")
    assert (row["firms"], row["struck_off"], row["region"], row["country"], row["kept"]) == (4, 1, 2, 1, 2)


def test_new_members_are_from_outside_and_for_a_regional_cluster_of_the_region(place: Place) -> None:
    place.gaps = {DESIGN: "connect", LEGAL: "attract"}
    place.survey |= {"offers": [_offer(2)]}
    place.next_door = {"offers": [_offer(0, LEGAL)]}
    place.register(
        "Exemplu A SRL,9900000010,7410,IS,Iași,60,,active,2013",
        "Exemplu B SRL,9900000029,6910,CJ,Cluj-Napoca,600,,active,2013",
    )
    place.decide(f"{HERE},{LEGAL},Biroul Exemplu,added,Biroul Exemplu,SV,,AP,2014-03-01,")
    made = place.build()
    joining = made.of(NewMembers)
    assert sorted(joining[["candidate", "closes", "adds"]].values.tolist()) == [
        ["9900000010", DESIGN, 1],
        ["birou exemplu|SV" if "birou exemplu|SV" in set(joining["candidate"]) else "biroul exemplu|SV", LEGAL, 1],
    ]
    place.settings(f"{HERE}, role: analysed, new_members: 5", f"{HERE}, role: analysed, new_members: 1")
    assert len(place.build()[NewMembers]) == 1
    place.settings(f"{HERE}, role: analysed, new_members: 1", f"{HERE}, role: analysed, new_members: 0")
    assert place.build()[NewMembers].empty


def _rows(pairs: Iterable[tuple[str, str, str, float]]) -> Any:
    """Candidates by cluster, stage, key and score."""
    rows = [
        {"cluster": cluster, "stage": stage, "candidate": one, "score": score, "origin": "region", "county": "IS"}
        | {"made_from": row_ids("register/register.csv", "", [2])[0], "name": one}
        for cluster, stage, one, score in pairs
    ]
    return _filled(Candidates, rows)


def test_the_pool_is_the_same_in_whatever_order_candidates_come() -> None:
    chance = np.random.default_rng(5)
    pairs = [
        (cluster, f"{cluster}-{stage}", f"{one:03d}", float(score))
        for cluster in "ab"
        for stage in range(4)
        for one, score in zip(chance.choice(20, 5, replace=False), chance.choice([0.25, 0.5], 5), strict=True)
    ]
    straight = _rows(pairs)
    mixed = _rows([pairs[place] for place in chance.permutation(len(pairs))])
    for one, other in zip(smallest_pools(straight, 3), smallest_pools(mixed, 3), strict=True):
        pd.testing.assert_frame_equal(one, other)
    limits = {"a": 2, "b": 3}
    stages = pd.DataFrame(
        [
            {"cluster": cluster, "stage": f"{cluster}-{stage}", "place": stage, "advice": "recruit"}
            for cluster in "ab"
            for stage in range(4)
        ]
    )
    one, other = (new_members(rows, stages, limits, {}) for rows in (straight, mixed))
    pd.testing.assert_frame_equal(one, other)


def test_whom_to_invite_begins_with_the_worst_gap_even_if_others_would_close_more() -> None:
    pairs = [
        ("a", "worst", "1", 0.1),
        ("a", "mild", "2", 0.9),
        ("a", "milder", "2", 0.9),
        ("a", "worse", "3", 0.5),
        ("a", "mild", "3", 0.5),
    ]
    stages = pd.DataFrame(
        [("a", stage, place) for place, stage in enumerate(("worst", "worse", "mild", "milder"), start=1)],
        columns=["cluster", "stage", "place"],
    ).assign(advice="recruit")
    told = {
        most: new_members(_rows(pairs), stages, {"a": most}, {})[["candidate", "closes", "adds"]].values.tolist()
        for most in (1, 2, 3)
    }
    first, second = ["1", "worst", 1], ["3", "worse;mild", 2]
    assert told == {1: [first], 2: [first, second], 3: [first, second, ["2", "mild;milder", 1]]}


@pytest.mark.parametrize("advice", ["ask", "leave", "mend"])
def test_nobody_is_invited_for_a_gap_that_is_asked_about_left_or_mended_inside(advice: str) -> None:
    pairs = [("a", "worst", "1", 0.9), ("a", "mild", "1", 0.9), ("a", "worst", "2", 0.5), ("a", "mild", "2", 0.95)]
    stages = pd.DataFrame({"cluster": "a", "stage": ["worst", "mild"], "place": [1, 2], "advice": [advice, "grow"]})
    told = new_members(_rows(pairs), stages, {"a": 2}, {})
    assert told[["candidate", "closes"]].values.tolist() == [["2", "mild"]]
    assert new_members(_rows(pairs), stages.assign(advice=advice), {"a": 2}, {}).empty


def test_the_code_of_an_activity_alone_is_no_sign_that_somebody_closes_a_gap() -> None:
    rows = _rows([("a", "one", key, 0.5) for key in "12345"] + [("a", "two", "5", 0.5)]).assign(basis="activity")
    rows.loc[1, "basis"] = "role"
    rows.loc[2, "willingness"] = 1.0
    rows.loc[3, "decision"] = "shortlisted"
    rows.loc[5, "basis"] = "offer_text"
    assert known_by_code(rows) == {"1", "3", "4"}, "neither wish nor preference says what somebody does"


def test_the_pool_gives_every_gap_what_there_is_up_to_what_is_wanted() -> None:
    pairs = [
        ("a", "s", "1", 0.5),
        ("a", "s", "2", 0.5),
        ("a", "t", "2", 0.5),
        ("b", "u", "2", 0.5),
        ("b", "u", "3", 0.9),
    ]
    pool, curve = smallest_pools(_rows(pairs), 1)
    assert pool.groupby("scope")["candidate"].agg(list).to_dict() == {"a": ["2"], ALL: ["2"], "b": ["3"]}
    assert pool.set_index("scope")["adds"].to_dict() == {"a": 2, ALL: 3, "b": 1}
    assert curve.groupby("scope")["closed_fully"].agg(list).to_dict() == {"a": [0, 2], ALL: [0, 3], "b": [0, 1]}


# The pack


@pytest.mark.long
def test_the_pack_shows_every_origin_and_no_contact_without_consent(built: TableSet, cleaned: Study) -> None:
    found = built.of(Candidates)
    assert set(found["origin"]) == {"member", "other_cluster", "follow_up", "region", "country"}
    assert set(found["basis"]) >= {"offer_code", "role", "offer_text", "activity"}
    assert found.loc[found["contact"].notna(), "named"].eq("consent").all()
    assert found.groupby("home")["contact"].count().gt(0).sum() >= 4
    agreed = set(built[FollowUpOffers].loc[built[FollowUpOffers]["consent"] == "yes", "contact"].dropna())
    agreed |= set(found["contact"].dropna())
    reached = built[Contacts]
    assert reached.loc[reached["contact"].notna(), "named"].all()
    agreed |= set(reached["contact"].dropna())
    for path in cleaned.processed.iterdir():
        if path.suffix in (".csv", ".md", ".json"):
            text = path.read_text("utf-8")
            assert text.count("@exemplu.invalid") == sum(text.count(one) for one in agreed), path.name
    pool = open_store(cleaned).all(Pool)
    stages = built.of(Candidates).query("~tied and origin != 'member'")[["cluster", "stage"]].drop_duplicates()
    assert set(pool.loc[pool["scope"] == ALL, "closes"].str.split(";").explode()) == set(stages["stage"])
