"""Whose response it is: matched with the roster by fiscal code, then by name with county; never by name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from pandera.typing import DataFrame
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ..personal import hide
from ..tables import SEPARATOR, conform, join_ids
from .cleaning import Answers
from .cleaning.dates import moments
from .decisions import NO_ANSWER, ORGANISATION, Corrections
from .exports import Incoming
from .fiscal import is_valid_code
from .identity import (
    alike,
    fiscal_code_key,
    legal_form_of,
    name_key,
    name_keys,
    organisation_keys,
    unambiguous,
    without_words_around,
)
from .reading.missing import is_keys_at_random
from .tables import Panel, Responses
from .texts import as_shown, fold, of_distinct
from .word_lists import words

NOT_ON_ROSTER = "not on the roster"
ANSWERED_AGAIN = "answered again later"
TEST = "test row"
NO_RESPONSE = "total, legend or example"
AWAITS = "whose it is waits for a decision"
#: Names, without their legal form, that somebody types who tries a form out.
_TRIAL_NAME = re.compile(
    r"(?:test(?:e|are|ing)?|proba|prova|demo|incercare)(?: ?\d+| test| firma)?|firma(?: de)? test"
    r"|abc|([a-z])\1*|\d{1,4}"
)
#: What rows are called that are no response: they end there, or what they say follows.
_NO_RESPONSE = re.compile(rf"\W*(?:{'|'.join(map(re.escape, sorted(words('no response'))))})\W*(?:(?<=[.:(=*-])\s*.*)?")
#: Likeness of names, 0 to 100, below which they are surely others.
_UNLIKE = 50.0
_MOST_PROPOSALS = 3


def match_responses(
    incoming: Sequence[tuple[Incoming, Answers]],
    roster: pd.DataFrame,
    country: str,
    corrections: DataFrame[Corrections] | None = None,
) -> list[pd.DataFrame]:
    """Say of each response to a cluster's survey which member it is of, and why it is dropped, if it is.

    Of several responses of a member, in one export or in several, the last that came to the end counts, else the last.
    `incoming` has all exports of the cluster in a wave, `country` is that of whose fiscal codes are known.

    Returns
    -------
    list of DataFrame
        One for each export: respondent, organisation (empty where it is none's), reason (empty where it is
        kept), complete; rule, severity, evidence and proposals where the match is to be looked at; name as
        written; decision, where one found its response.
    """
    claims = pd.concat(
        [_claims(one, answers, roster, country, corrections) for one, answers in incoming], keys=range(len(incoming))
    )
    contest = claims.assign(key=claims["key"].mask(claims["test"]))
    last = contest.sort_values(["complete", "when"], kind="stable").drop_duplicates("key", keep="last").index
    reason = pd.Series("", index=claims.index, dtype="str").mask(~claims.index.isin(last), ANSWERED_AGAIN)
    reason = reason.mask(claims["key"].isna(), NOT_ON_ROSTER).mask(claims["aside"] & claims["key"].isna(), NO_RESPONSE)
    reason = reason.mask(claims["key"].isna() & (claims["severity"] == "review"), AWAITS).mask(claims["test"], TEST)
    fates = claims.assign(organisation=claims["key"].fillna("").astype("str"), reason=reason)
    # Of a test row nobody has to look at the name.
    fates["rule"] = fates["rule"].mask(claims["test"], "")
    parts = fates.drop(columns=["key", "test", "aside", "when"]).groupby(level=0, sort=True)
    return [part.droplevel(0) for _number, part in parts]


def _claims(
    incoming: Incoming, answers: Answers, roster: pd.DataFrame, country: str, corrections: DataFrame[Corrections] | None
) -> pd.DataFrame:
    """Which member each response of an export says it is of, whether it is a test, and when it was sent off."""
    block, responses = answers.blocks[""], incoming.export.responses
    nothing = pd.Series(None, index=block.head.index, dtype="str")
    name = block.values["name"].fillna("")
    codes = block.values.get("fiscal_code", nothing)
    county = block.values.get("county", nothing)
    raw = block.texts.get("name", nothing).fillna("")
    # Keys at random are no name, and yet what somebody typed for one.
    name = name.where((name != "") | ~of_distinct(raw, _is_trial, "bool", False), raw)
    by_code = organisation_keys(codes, name, county)
    on_roster = unambiguous(name_keys(roster["name"], roster["county"]), roster["organisation"])
    by_name = name_keys(name, county).map(on_roster).astype("str")
    key = by_code.where(by_code.isin(roster["organisation"])).fillna(by_name)
    key = key.fillna(_spelt_otherwise(name.where(key.isna()), county, on_roster))
    # A code of one member beside the name of another: one of them slipped into the wrong row, and nobody knows which.
    crossed = _of_another(key, name, roster)
    key = key.mask(crossed != "")
    # Beside the response of a member under its own name, one of its code and of another name may be of anybody.
    strange = _of_strange_name(key, name, roster)
    key = key.mask(strange != "")
    # What is called a total or an example is a member's only by its code; where a member may be meant, it is asked.
    named = name.where(name != "", block.head["respondent"].astype("str"))
    aside = of_distinct(named, _is_no_response, "bool", False) & ~by_code.isin(roster["organisation"])
    key = key.mask(aside)
    unread = block.answered("fiscal_code") & codes.isna() & ~aside
    # A member may be called Test something, and is known by its code; who bears one beside a bare word is asked about.
    bare = of_distinct(name, _is_trial, "bool", False) & ~name_keys(name).isin(name_keys(roster["name"]))
    begins = of_distinct(name, lambda text: fold(text).startswith("test "), "bool", False)
    test = (bare | begins) & key.isna() & (crossed == "") & (strange == "") & ~unread
    tried = key.where(bare & key.notna())
    key = key.mask(tried.notna())
    frame = pd.DataFrame(
        {
            "respondent": block.head["respondent"],
            "name": name,
            "key": key,
            "complete": responses["complete"].to_numpy(),
            "when": moments(responses["submitted"]).fillna("").to_numpy(),
            "test": test,
            "aside": aside,
        }
    )
    verdicts = _verdicts(frame, codes, unread, roster, country).assign(decision="")
    rules = (("name_of_another", crossed), ("member_unsure", strange), ("test_entry", tried.fillna("")))
    for rule, members in rules:
        asks = members != ""
        verdicts.loc[asks, ["rule", "severity", "evidence"]] = rule, "review", ""
        verdicts["proposals"] = verdicts["proposals"].mask(asks, members)
    return _as_decided(pd.concat([frame, verdicts], axis=1), corrections, roster)


def _of_another(key: pd.Series, names: pd.Series, roster: pd.DataFrame) -> pd.Series:
    """Both members, joined, where the name is to the letter that of another member than the one found; else empty."""
    listed = name_keys(roster["name"])
    own = pd.Series(listed.to_numpy(), index=roster["organisation"]).groupby(level=0).agg(set)
    whose = unambiguous(listed, roster["organisation"])
    said = name_keys(names)
    named = said.map(whose)
    pairs = zip(key, said, named, strict=True)
    both = [
        SEPARATOR.join((one, other))
        if isinstance(one, str) and isinstance(other, str) and one != other and name not in own[one]
        else ""
        for one, name, other in pairs
    ]
    return pd.Series(both, index=key.index, dtype="str")


def _of_strange_name(key: pd.Series, names: pd.Series, roster: pd.DataFrame) -> pd.Series:
    """The member found where the name is not like its own, and another response has both; else empty."""
    listed = dict(zip(roster["organisation"].astype("str"), map(name_key, roster["name"]), strict=True))
    said = of_distinct(names, name_key, "str")
    own = said == key.map(listed)
    doubtful = key.isin(key[own]) & ~own & (said != "")

    def strange(member: str, name: str) -> bool:
        if _is_trial(name):
            return False
        forms = map(name_key, without_words_around(fold(name)))
        return not any(form in listed[member] or alike(form, {member: listed[member]}) for form in forms)

    pairs = zip(key, names, doubtful, strict=True)
    told = [str(member) if doubt and strange(str(member), name) else "" for member, name, doubt in pairs]
    return pd.Series(told, index=key.index, dtype="str")


def _is_trial(text: str) -> bool:
    """Whether a name is one that somebody types who tries a form out, as words for it and keys at random.

    Examples
    --------
    >>> [_is_trial(name) for name in ("test", "Proba SRL", "x", "AAA", "asdf", "Test 2", "Testoil SRL", "Ax SRL", "-")]
    [True, True, True, True, True, True, False, False, False]
    """
    return bool(_TRIAL_NAME.fullmatch(name_key(text))) or is_keys_at_random(text)


def _is_no_response(text: str) -> bool:
    """Whether a row is a total, a legend or an example, by what stands in place of a name.

    Examples
    --------
    >>> _is_no_response("TOTAL:"), _is_no_response("ex. Exemplu Nor 4 SRL"), _is_no_response("Total Fir SRL")
    (True, True, False)
    """
    return bool(_NO_RESPONSE.fullmatch(fold(text)))


def _spelt_otherwise(names: pd.Series, counties: pd.Series, on_roster: pd.Series) -> pd.Series:
    """Members of the county whose name stands among other words, or has its blanks elsewhere."""
    known = {str(key): str(one) for key, one in on_roster.items()}
    joined = unambiguous(pd.Series([key.replace(" ", "") for key in known]), pd.Series(list(known.values())))

    def member(name: str, county: str) -> str | None:
        keys = [f"{name_key(form)}|{county}" for form in without_words_around(fold(name))]
        found = {known.get(key) or joined.get(key.replace(" ", "")) for key in keys} - {None}
        return str(found.pop()) if len(found) == 1 else None

    pairs = zip(names.fillna(""), counties.fillna(""), strict=True)
    return pd.Series([member(*pair) if pair[0] else None for pair in pairs], index=names.index, dtype="str")


class _Listed(NamedTuple):
    """What the roster says of a member."""

    name: str
    code: str
    form: str


def _verdicts(
    frame: pd.DataFrame, codes: pd.Series, unread: pd.Series, roster: pd.DataFrame, country: str
) -> pd.DataFrame:
    """Flag matches that something speaks against, and propose members to responses without one."""
    members = {
        str(key): _Listed(name_key(name), code, legal_form_of(name))
        for key, name, code in zip(
            roster["organisation"], roster["name"], roster["fiscal_code"].fillna(""), strict=True
        )
    }
    digits = codes.map(fiscal_code_key, na_action="ignore").astype("object").fillna("")
    told = [
        _verdict(members.get(key), name, code)
        if isinstance(key, str)
        else _proposed(name_key(name), "" if is_valid_code(code, country) else code, lost, members)
        for key, name, code, lost in zip(frame["key"], frame["name"], digits, unread, strict=True)
    ]
    return pd.DataFrame(told, index=frame.index, columns=["rule", "severity", "evidence", "proposals"], dtype="str")


def _verdict(listed: _Listed | None, name: str, code: str) -> tuple[str, str, str, str]:
    """What is to be known of a match: rule, severity, evidence, proposals."""
    assert listed is not None  # a key is one of the roster
    said, form = name_key(name), legal_form_of(name)
    if code and listed.code and code != listed.code:
        return "code_not_as_on_roster", "flag", f"the roster has {listed.code}", ""
    if form and listed.form and form != listed.form and not code:
        return "name_not_as_on_roster", "flag", f"the roster has the legal form {listed.form}", ""
    if said != listed.name and not code:
        return "name_not_as_on_roster", "flag", f"the roster has {listed.name}", ""
    # Firms of a group differ by a number: another number is another firm.
    numbers, listed_numbers = re.findall(r"\d+", said), re.findall(r"\d+", listed.name)
    unlike = fuzz.token_set_ratio(said, listed.name) < _UNLIKE
    if said != listed.name and (unlike or (numbers and listed_numbers and numbers != listed_numbers)):
        return "name_not_as_on_roster", "flag", f"the roster has {listed.name}", ""
    return "", "", "", ""


def _proposed(said: str, code: str, unread: bool, members: Mapping[str, _Listed]) -> tuple[str, str, str, str]:
    """Members that a response could be of: of its name or one much like it, or but for a digit of its wrong `code`.

    Of a code that could not be read nobody knows whose it is: somebody has to look.
    """
    names = {key: listed.name for key, listed in members.items()}
    found = alike(said, names)
    if code:
        listed = ((key, one.code) for key, one in members.items() if one.code)
        found += [key for key, own in listed if OSA.distance(code, own, score_cutoff=1) <= 1]
    proposals = SEPARATOR.join(list(dict.fromkeys(found))[:_MOST_PROPOSALS])
    return ("member_unsure", "review", "", proposals) if proposals or unread else ("", "", "", "")


def _as_decided(frame: pd.DataFrame, corrections: DataFrame[Corrections] | None, roster: pd.DataFrame) -> pd.DataFrame:
    """Put what somebody decided on whose a response is in the place of what was found."""
    if corrections is None:
        return frame
    allowed = corrections["value"].isin({*roster["organisation"], NO_ANSWER})
    own = corrections[(corrections["question"] == ORGANISATION) & allowed]
    # As the ledger and the review show it.
    places = frame.reset_index(names="place")[["place", "respondent"]].assign(seen=frame["name"].map(_seen).to_numpy())
    found = places.merge(own.assign(seen=own["raw"].map(_seen)), on=["respondent", "seen"]).set_index("place")
    decided = pd.DataFrame(
        {
            "key": found["value"].mask(found["value"] == NO_ANSWER),
            "rule": "decided",
            "severity": "info",
            "evidence": found["who"] + ", " + found["when"],
            "proposals": "",
            "decision": found["decision"],
        }
    )
    frame.loc[decided.index, list(decided)] = decided
    return frame


def _seen(name: str) -> str:
    return as_shown(hide(name))


def link_waves(rosters: pd.DataFrame) -> pd.DataFrame:
    """Give members that one wave knows by their fiscal code, and another by name and county only, the code's key.

    Parameters
    ----------
    rosters : DataFrame
        Rosters of all waves, one below the other.

    Returns
    -------
    DataFrame
        The same, with ``organisation`` alike in all waves. A name and county of two codes links nobody, and whom a
        roster lists beside the one with the code is another.
    """
    named, own = name_keys(rosters["name"], rosters["county"]), rosters["organisation"]
    coded = rosters["fiscal_code"].notna()
    linked = named.map(unambiguous(named[coded], own[coded])).fillna(own)
    roster = rosters["wave"] + "|" + rosters["cluster"] + "|"
    linked = linked.mask((roster + linked).isin((roster + own)[coded]), own)
    return rosters.assign(organisation=own.where(coded, linked))


def panel_of(responses: DataFrame[Responses]) -> DataFrame[Panel]:
    """List in which waves each member answered."""
    ordered = responses.sort_values(["cluster", "organisation", "wave"], kind="stable")
    groups = ordered.groupby(["cluster", "organisation"], sort=False)
    frame = groups.agg(
        made_from=("row_id", join_ids), waves=("wave", SEPARATOR.join), respondents=("respondent", SEPARATOR.join)
    )
    return conform(frame.reset_index(), Panel)
