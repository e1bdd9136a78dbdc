"""Whose response it is: matched with the roster by fiscal code, then by name with county; never by name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd
from pandera.typing import DataFrame
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from stdnum.ro import cui

from ..tables import SEPARATOR
from .cleaning import Answers
from .decisions import NO_ANSWER, ORGANISATION, Corrections
from .distinct import of_distinct
from .exports import Incoming
from .identity import fiscal_code_key, legal_form_of, name_key, name_keys, organisation_keys
from .texts import fold
from .times import moments

NOT_ON_ROSTER = "not on the roster"
ANSWERED_AGAIN = "answered again later"
TEST = "test row"
AWAITS = "whose it is waits for a decision"
#: Names that somebody types who tries a form out.
_TEST_NAMES = frozenset(("test", "testare", "teste", "proba", "prova", "asdf", "xxx", "aaa", "abc"))
#: Likeness of names, 0 to 100: from the first on they may be the same, below the second they are surely others.
_ALIKE, _UNLIKE = 88.0, 50.0
_MOST_PROPOSALS = 3


def fates_of(
    incoming: Sequence[tuple[Incoming, Answers]],
    roster: pd.DataFrame,
    corrections: DataFrame[Corrections] | None = None,
) -> list[pd.DataFrame]:
    """Say of each response to a cluster's survey which member it is of, and why it is dropped, if it is.

    Of several responses of a member, in one export or in several, the last that came to the end counts,
    else the last.

    Parameters
    ----------
    incoming : sequence of (Incoming, Answers)
        All exports of the cluster in a wave, with their answers cleaned.
    roster : DataFrame
        Its members.
    corrections : Corrections, optional
        What somebody decided on them.

    Returns
    -------
    list of DataFrame
        One for each export: respondent, organisation (empty where it is none's), reason (empty where it is
        kept), complete; rule, severity, evidence and proposals where the match is to be looked at; name as
        written; decision, where one found its response.
    """
    claims = pd.concat(
        [_claims(one, answers, roster, corrections) for one, answers in incoming], keys=range(len(incoming))
    )
    contest = claims.assign(key=claims["key"].mask(claims["test"]))
    last = contest.sort_values(["complete", "when"], kind="stable").drop_duplicates("key", keep="last").index
    reason = pd.Series("", index=claims.index, dtype="str").mask(~claims.index.isin(last), ANSWERED_AGAIN)
    reason = reason.mask(claims["key"].isna(), NOT_ON_ROSTER)
    reason = reason.mask(claims["key"].isna() & (claims["severity"] == "review"), AWAITS).mask(claims["test"], TEST)
    fates = claims.assign(organisation=claims["key"].fillna("").astype("str"), reason=reason)
    # Of a test row nobody has to look at the name.
    fates["rule"] = fates["rule"].mask(claims["test"], "")
    parts = fates.drop(columns=["key", "test", "when"]).groupby(level=0, sort=True)
    return [part.droplevel(0) for _number, part in parts]


def _claims(
    incoming: Incoming, answers: Answers, roster: pd.DataFrame, corrections: DataFrame[Corrections] | None
) -> pd.DataFrame:
    """Which member each response of an export says it is of, whether it is a test, and when it was sent off."""
    block, responses = answers.blocks[""], incoming.export.responses
    nothing = pd.Series(None, index=block.head.index, dtype="str")
    name = block.values["name"].fillna("")
    codes = block.values.get("fiscal_code", nothing)
    county = block.values.get("county", nothing)
    by_code = organisation_keys(codes, name, county)
    by_code = by_code.where(by_code.isin(roster["organisation"]))
    named = name_keys(roster["name"], roster["county"])
    # A name and county that two members share tells neither.
    telling = ~named.duplicated(keep=False)
    on_roster = dict(zip(named[telling], roster.loc[telling, "organisation"], strict=True))
    by_name = name_keys(name, county).map(on_roster).astype("str")
    # A member may be called Test something; who bears a member's code is no test but by the bare word.
    bare = of_distinct(name, lambda text: fold(text) in _TEST_NAMES, "bool", False)
    begins = of_distinct(name, lambda text: fold(text).startswith("test "), "bool", False)
    told = dict.fromkeys(("rule", "severity", "evidence", "proposals", "decision"), "")
    frame = pd.DataFrame(
        {
            "respondent": block.head["respondent"],
            "name": name,
            "key": by_code.fillna(by_name),
            "complete": responses["complete"].to_numpy(),
            "when": moments(responses["submitted"]).fillna("").to_numpy(),
        }
    ).assign(**told)
    frame["test"] = bare | (begins & frame["key"].isna())
    return _as_decided(_looked_at(frame, codes, roster), corrections, roster)


def _looked_at(frame: pd.DataFrame, codes: pd.Series, roster: pd.DataFrame) -> pd.DataFrame:
    """Flag matches that something speaks against, and propose members to responses without one."""
    known = roster.set_index("organisation")
    keys = {str(key): name_key(name) for key, name in known["name"].items()}
    listed = {str(key): code for key, code in known["fiscal_code"].fillna("").items()}
    forms = {str(key): legal_form_of(name) for key, name in known["name"].items()}
    digits = codes.map(fiscal_code_key, na_action="ignore").fillna("").tolist()
    told = [
        _told(key if isinstance(key, str) else "", name, code, keys, listed, forms)
        for key, name, code in zip(frame["key"], frame["name"], digits, strict=True)
    ]
    columns = ["rule", "severity", "evidence", "proposals"]
    frame[columns] = pd.DataFrame(told, index=frame.index, columns=columns)
    return frame


def _told(
    key: str, name: str, code: str, names: Mapping[str, str], codes: Mapping[str, str], forms: Mapping[str, str]
) -> tuple[str, str, str, str]:
    """What is to be known of a match: rule, severity, evidence, proposals."""
    said, form, listed_form = name_key(name), legal_form_of(name), forms.get(key, "")
    if not key:
        near = _near(said, code, names, codes)
        return ("member_unsure", "review", "", SEPARATOR.join(near)) if near else ("", "", "", "")
    if code and codes[key] and code != codes[key]:
        return "code_not_as_on_roster", "flag", f"the roster has {codes[key]}", ""
    if form and listed_form and form != listed_form and not code:
        return "name_not_as_on_roster", "flag", f"the roster has the legal form {listed_form}", ""
    if said != names[key] and fuzz.token_set_ratio(said, names[key]) < _UNLIKE:
        return "name_not_as_on_roster", "flag", f"the roster has {names[key]}", ""
    return "", "", "", ""


def _near(said: str, code: str, names: Mapping[str, str], codes: Mapping[str, str]) -> list[str]:
    """Members that a response could be of: of its name or one much like it, or with one digit of the code wrong."""
    near = process.extract(said, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    # Firms of a group differ by a number.
    found = [str(key) for name, _score, key in near if _numbers(name) == _numbers(said)]
    # Blanks may stand elsewhere, and the name of a place, or of a branch, behind it.
    found += [key for key, name in names.items() if name and name.replace(" ", "") == said.replace(" ", "")]
    found += [key for key, name in names.items() if name and said.startswith(f"{name} ")]
    if code and not cui.is_valid(code):
        found += [key for key, own in codes.items() if own and OSA.distance(code, own, score_cutoff=1) <= 1]
    return list(dict.fromkeys(found))[:_MOST_PROPOSALS]


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _as_decided(frame: pd.DataFrame, corrections: DataFrame[Corrections] | None, roster: pd.DataFrame) -> pd.DataFrame:
    """Put what somebody decided on whose a response is in the place of what was found."""
    if corrections is None:
        return frame
    own = corrections[corrections["question"] == ORGANISATION]
    allowed = {*roster["organisation"], NO_ANSWER}
    places = frame.reset_index(names="place")[["place", "respondent", "name"]]
    own = own[own["value"].isin(allowed)]
    found = places.merge(own, left_on=["respondent", "name"], right_on=["respondent", "raw"]).set_index("place")
    there = pd.Series(frame.index.isin(found.index), index=frame.index)
    told = {
        "key": found["value"].mask(found["value"] == NO_ANSWER),
        "rule": "decided",
        "severity": "info",
        "evidence": found["who"] + ", " + found["when"],
        "proposals": "",
        "decision": found["decision"],
    }
    for column, values in told.items():
        said = values.reindex(frame.index) if isinstance(values, pd.Series) else values
        frame[column] = frame[column].mask(there, said)
    return frame
