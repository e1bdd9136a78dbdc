"""Needs beside offers: by hand, on pairs in three languages, and on the phrases of the generator."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import matching
from pilotanalysis import reference
from pilotanalysis.chain.matches import ALIKE, SAME_STAGE, find_matches, stages_of_words
from pilotanalysis.chain.matches.likeness import Likeness
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Links, Needs, Offers

Said = tuple[int, str | None, str | None]


def _said(rows: list[Said]) -> list[dict[str, object]]:
    return [{"organisation": f"m{one}", "stage": stage, "text": text} for one, stage, text in rows]


def _matched(
    study: Study, needs: list[Said], offers: list[Said], links: Sequence[tuple[int, int]] = ()
) -> pd.DataFrame:
    tables = tiny.study(4, needs=_said(needs), offers=_said(offers), links=links)
    glossary = reference.load(study, reference.Glossary)
    return find_matches(tables.of(Needs), tables.of(Offers), tables.of(Links), glossary)


def test_needs_meet_offers_of_the_same_stage_but_never_their_own(study: Study) -> None:
    offers: list[Said] = [(0, "milling", None), (1, "milling", None), (2, "baking", None)]
    found = _matched(study, [(0, "milling", "millstones")], offers)
    assert found[["organisation", "offer_organisation", "basis", "within", "tied"]].values.tolist() == [
        ["m0", "m1", "code", True, False]
    ]
    # Nothing is said of what is offered: how alike the words are is not known, and a match by code is no weaker.
    assert found["similarity"].isna().all()
    assert found["strength"].tolist() == [SAME_STAGE]


def test_the_same_thing_in_two_languages_is_the_same(study: Study) -> None:
    term = reference.load(study, reference.Glossary).iloc[1]
    assert term["ro"] != term["it"]
    offers: list[Said] = [(1, "milling", term["it"]), (2, "milling", "qwertz")]
    found = _matched(study, [(0, "milling", term["ro"])], offers).set_index("offer_organisation")
    assert found.loc["m1", "similarity"] == pytest.approx(1.0)
    assert found.loc["m1", "strength"] == pytest.approx(1.0)
    assert found.loc["m2", "strength"] < 0.6


def test_what_is_not_coded_meets_by_its_words_and_weaker(study: Study) -> None:
    offers: list[Said] = [(1, "milling", "cilindri idraulici"), (2, None, "wedding music")]
    found = _matched(study, [(0, None, "hydraulic cylinders")], offers)
    assert found[["offer_organisation", "basis"]].values.tolist() == [["m1", "text"]]
    assert 0 < found["strength"].iloc[0] < 1


def test_a_tie_that_either_names_is_told(study: Study) -> None:
    found = _matched(study, [(0, "milling", "a"), (1, "milling", "b")], [(2, "milling", "c")], [(2, 1)])
    assert found.set_index("organisation")["tied"].to_dict() == {"m0": False, "m1": True}
    assert "links!2" in found.set_index("organisation").loc["m1", "made_from"]


def test_nothing_to_match_is_no_match(study: Study) -> None:
    assert _matched(study, [], []).empty
    assert _matched(study, [(0, None, None)], []).empty


def test_by_code_only_the_words_count_further(study: Study) -> None:
    offers: list[Said] = [(1, "spinning", "worsted wool yarn on cones"), (2, "spinning", "linen thread")]
    found = _matched(study, [(0, "spinning", "wool yarn, worsted")], offers).set_index("offer_organisation")
    # That both are yarn the code says already; what tells the offers apart is the wool.
    assert found.loc["m1", "strength"] > 0.65
    assert found.loc["m2", "strength"] < 0.6


#: What is needed, and who of three answers it.
WORDED = {
    "other endings": ("cilindrului hidraulic", "cilindri hidraulici"),
    "no diacritics, capitals, signs": ("RULMENTI SI ANGRENAJE!!", "rulmenți, angrenaje"),
    "typos": ("hydrualic cylinders and pumps", "hydraulic cylinders, pump repair"),
    "one word within many": (
        "we have waited weeks for someone who sells us rolling bearings",
        "bearings, rolling and ball",
    ),
    "English, Romanian": ("wedding photographer", "fotograf pentru nunți"),
    "Romanian, English": ("traduceri de texte", "translations of texts and manuals"),
    "English, Italian": ("cheese from sheep farms", "formaggi di pecora e latticini"),
    "Italian, English": ("vestiti cuciti conto terzi", "sewing of garments for other brands"),
    "Romanian, Italian": ("tractoare și pluguri", "aratri e trattori nuovi"),
    "Italian, Romanian": ("stampa di libri e riviste", "tipărirea cărților și revistelor"),
}
OTHERS = ("court cases about stolen film music", "servicii de hosting")


def test_words_meet_across_wordings_and_languages(study: Study) -> None:
    needs, answers = zip(*WORDED.values(), strict=True)
    offers = [*answers, *OTHERS]
    alike = Likeness.of([*needs, *offers], reference.load(study, reference.Glossary))
    every = pd.MultiIndex.from_product([needs, offers]).to_frame(index=False)
    similar = alike.similarity(every[0], every[1], pd.Series(True, index=every.index)).reshape(len(needs), -1)
    assert dict(zip(WORDED, similar.argmax(axis=1), strict=True)) == {kind: place for place, kind in enumerate(WORDED)}
    assert similar[:, len(answers) :].max() < ALIKE


def test_pairs_and_phrases_are_found_as_well_as_is_told(study: Study) -> None:
    unseen = matching.ranked(matching.pairs("unseen"))
    assert unseen["own"].mean() > 0.75
    assert unseen["stage_found"].mean() > 0.88
    assert unseen["precise"].mean() > 0.63
    assert unseen.groupby("languages")["own"].mean().min() > 0.65
    share, precision = matching.planted()
    assert precision > 0.9
    assert share > 0.7


@pytest.fixture(scope="module")
def few(study: Study) -> pd.DataFrame:
    """A small glossary: two stages of each chain."""
    glossary = reference.load(study, reference.Glossary)
    stages = ["machine_components", "food_retail", "spinning", "fashion_retail", "ux_design", "ict_legal"]
    return glossary[glossary["stage"].isin(stages)].reset_index(drop=True)


WORDS = st.sampled_from(
    ["wool", "lana", "fire", "yarn", "pump", "legal", "zzz", "magazin", "Negozio", "țesut", "3D", "!"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=2, max_size=6)


@given(TEXTS, st.booleans())
@settings(max_examples=10, deadline=None)
def test_likeness_is_of_two_texts_whatever_others_there_are(
    few: pd.DataFrame, texts: list[str], by_stage: bool
) -> None:
    one, other = pd.Series(texts[:-1], dtype="str"), pd.Series(texts[1:], dtype="str")
    counts = pd.Series(by_stage, index=one.index)
    alike = Likeness.of(texts, few)
    similar = alike.similarity(one, other, counts)
    assert np.array_equal(similar, alike.similarity(other, one, counts), equal_nan=True)
    says = (alike.places(one) >= 0) & (alike.places(other) >= 0)
    assert (np.isnan(similar) == ~says).all()
    assert ((similar[says] >= 0) & (similar[says] <= 1)).all()
    assert similar[says & (alike.places(one) == alike.places(other))] == pytest.approx(1.0)
    alone = Likeness.of(texts[:2], few).similarity(one[:1], other[:1], counts[:1])
    assert alone == pytest.approx(similar[:1], nan_ok=True)
    if by_stage:
        near = alike.pairs(alike.places(one), alike.places(other), 1e-6).set_index(["one", "other"])["similarity"]
        asked = zip(alike.places(one)[says], alike.places(other)[says], strict=True)
        assert [near.get(both, 0.0) for both in asked] == pytest.approx(list(similar[says]), abs=1e-6)


def test_the_same_answers_match_the_same_in_whatever_order(study: Study) -> None:
    needs: list[Said] = [(0, None, "pompe hidraulice"), (1, "spinning", "wool yarn"), (2, None, "filati di lana")]
    offers: list[Said] = [(3, None, "pumps, hydraulic"), (2, "spinning", "fire de lână"), (0, None, "yarn")]
    tables = tiny.study(4, needs=_said(needs), offers=_said(offers))
    glossary = reference.load(study, reference.Glossary)
    once = find_matches(tables.of(Needs), tables.of(Offers), tables.of(Links), glossary)
    turned = find_matches(tables.of(Needs)[::-1], tables.of(Offers)[::-1], tables.of(Links), glossary)
    assert len(once) > 2
    pd.testing.assert_frame_equal(once, turned, check_exact=True)


@pytest.mark.long
def test_many_texts_are_never_compared_all_at_once(few: pd.DataFrame) -> None:
    count = 4_000
    draw = np.random.default_rng(0).integers(len(few), size=(2 * count, 3))
    texts = pd.Series([f"{few['en'][one]} {few['ro'][two]} {few['it'][three]}" for one, two, three in draw])
    alike = Likeness.of(texts, few)
    needs, offers = alike.places(texts[:count]), alike.places(texts[count:])
    tracemalloc.start()
    found = alike.pairs(needs, offers, ALIKE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found)
    assert peak < count * count * np.dtype(float).itemsize


def test_words_tell_the_stage_where_they_are_clear(study: Study) -> None:
    catalogue, glossary = (reference.load(study, model) for model in (reference.Catalogue, reference.Glossary))
    texts = [
        "filati di lana pettinata",
        "???",
        "avocat pentru brevete",
        "",
        "tractor repair on the farm",
        "tipărire de cărți",
    ]
    found = stages_of_words([*texts, texts[0]], catalogue, glossary)
    assert dict(zip(found["text"], found["stage"], strict=True)) == {
        texts[0]: "spinning", texts[2]: "ict_legal", texts[4]: "machinery_sales", texts[5]: "media_printing",
    }  # fmt: skip
    assert found["text"].tolist() == [text for text in texts if text in set(found["text"])]
    assert found["similarity"].between(0.7, 1).all()
    own = catalogue[catalogue["cluster"] == catalogue["cluster"].iloc[0]]
    assert set(stages_of_words(texts, own, glossary)["stage"]) <= set(own["stage"])
    assert stages_of_words([], catalogue, glossary).empty


def test_words_of_other_trades_mostly_mean_no_stage() -> None:
    (_kind, many, clear, right), (_strange, strange, taken, _none) = matching.coded(matching.pairs("unseen"))
    assert clear > 0.6 * many
    assert right > 0.85 * clear
    assert taken < strange / 4
