"""The catalogue of partners: what of each candidate may leave the house, and under which heads.

Nothing else of the reports says how an organisation can be reached. What may not be told is taken out here, whichever
chapter registers it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from ..personal import hide
from .messages import Translatable, _
from .outputs import Column, Released, Table, Tabulation, Words

#: What a candidate is compared by.
CRITERIA = (
    Column("capability", _("Fit"), decimals=2),
    Column("capacity", _("Free capacity"), decimals=2),
    Column("proximity", _("Nearness"), decimals=2),
    Column("size", _("Size"), decimals=2),
    Column("certificates", _("Certificate"), decimals=2),
    Column("willingness", _("Wants to meet"), decimals=2),
)
#: How good a candidate is, at least and at most whatever is not known of it.
SCORES = (
    Column("score", _("Score"), decimals=2),
    Column("score_least", _("Lowest score"), decimals=2),
    Column("score_most", _("Highest score"), decimals=2),
)
#: What stands of each candidate, in order; a gap without candidates is one row in which no candidate stands.
COLUMNS = (
    Column("stage", _("Gap")),
    Column("name", _("Partner")),
    Column("rank", _("Place")),
    Column("offer", _("What it offers")),
    Column("home", _("Member of")),
    Column("organisation_type", _("Kind of organisation")),
    Column("county", _("County")),
    Column("origin", _("Where it comes from")),
    Column("basis", _("Why it is a candidate")),
    Column("languages", _("Languages")),
    Column("contact", _("Contact")),
    Column("decision", _("Decision")),
    Column("tied", _("Works already with all who lack it")),
    *SCORES,
    Column("top3", _("In the top three"), share=True),
    *CRITERIA,
    Column("named", _("Why its name is shown")),
    Column("kinds", _("What is missing")),
    Column("verdict", _("What to do where nobody was found")),
)
#: Made of answers of single members: not in the public release.
_INSIDE = frozenset(column.name for column in (*SCORES, *CRITERIA)) | {"top3", "decision", "tied"}
#: What is said of a gap, and not of a candidate.
_OF_GAPS = ("stage", "kinds", "verdict")
#: Left out where the name may not be told: it could be guessed from these.
_TELLING = ("name", "offer", "county", "languages", "contact")


@dataclass(frozen=True)
class PartnerCatalogue:
    """Candidates of one cluster's gaps, for the catalogue of partners.

    Attributes
    ----------
    id : str
    data : Tabulation
        The gaps.
    rows : callable
        Gives the candidates of the gaps as released: the columns of :data:`COLUMNS`, ``made_from``, and in
        ``gap_from`` the rows that made the gap. ``named`` says whether the name may be told: ``consent``, ``public``,
        or ``no``; it is missing where a gap has no candidate.
    codes : mapping
        By column, words for its codes.
    words : callable
        Composes title and note from the gaps as released.
    source : Translatable
    n : int
        How many units it rests on.
    units : Translatable
        What these units are.
    """

    id: str
    data: Tabulation
    rows: Callable[[Released], pd.DataFrame]
    codes: Mapping[str, Mapping[str, Translatable]]
    words: Callable[[Released], Words]
    source: Translatable
    n: int
    units: Translatable
    key: tuple[str, ...] = field(default=("stage",), init=False)

    def table(self, released: Released, public: bool) -> Table:
        """Give it as a table, with nothing that a release may not tell.

        Parameters
        ----------
        released : Released
            The gaps.
        public : bool
            Whether it is for the public release.
        """
        columns = [column for column in COLUMNS if not (public and column.name in _INSIDE)]
        return Table(
            id=self.id,
            data=Tabulation(told(self.rows(released), public)),
            columns=tuple(replace(column, words=self.codes.get(column.name)) for column in columns),
            words=lambda _table: self.words(released),
            source=self.source,
            n=self.n,
            units=self.units,
            key=self.key,
            name=_("Catalogue of partners"),
        )


def told(rows: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Take out of candidates what may not be told of them.

    A candidate whose name may not be told is one of its cluster and of a kind, no more. In the public release it is
    left out, and so is whom a manager named; a gap of which all are left out stays, without candidates. Addresses and
    telephone numbers are hidden in every column but that of contacts. What a gap calls for was judged before anybody
    was looked for: it is told only where no candidate is.

    Examples
    --------
    >>> one = {"stage": "fabrics", "name": "Exemplu", "offer": "a@exemplu.ro", "county": "IS", "languages": "ro"}
    >>> one |= {"contact": "b@exemplu.ro", "verdict": "recruit"}
    >>> rows = pd.DataFrame([one | {"named": named} for named in ("consent", "no")])
    >>> told(rows, public=False)[["name", "offer", "contact"]].to_dict("list")
    {'name': ['Exemplu', nan], 'offer': ['(e-mail address, not kept)', nan], 'contact': ['b@exemplu.ro', nan]}
    """
    out = _without_silent(rows) if public else rows.reset_index(drop=True)
    for name in ("name", "offer"):
        out[name] = out[name].map(hide, na_action="ignore")
    out[list(_TELLING)] = out[list(_TELLING)].mask(~out["named"].isin(["consent", "public"]))
    out["contact"] = out["contact"].where(out["named"] == "consent")
    out["verdict"] = out["verdict"].where(out["named"].isna())
    return out.drop(columns="gap_from", errors="ignore")


def _without_silent(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out who may not be named; ranks are then those among the others."""
    # Whom a manager named is part of what managers decided.
    silent = rows["named"].eq("no") | rows["basis"].eq("named")
    alone = ~rows["stage"].isin(rows.loc[~silent, "stage"]) & ~rows.duplicated("stage")
    out = rows[~silent | alone].copy()
    about_candidates = [str(name) for name in out if name not in (*_OF_GAPS, "made_from", "gap_from")]
    out[about_candidates] = out[about_candidates].mask(alone & silent)
    # Nor do rows tell that there is somebody.
    out["made_from"] = out["made_from"].mask(alone & silent, out["gap_from"])
    return out.assign(rank=out.groupby("stage")["rank"].rank(method="first").astype("Int64")).reset_index(drop=True)
