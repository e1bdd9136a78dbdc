"""What is said of the smallest pool: how many organisations suffice, and what all clusters together need."""

from __future__ import annotations

import pandas as pd

from ...chain.labels import ASKED_NEEDS, n_gaps
from ...chain.lookups import number_asked, stage_words
from ...results import Column, Disclosure, Finding, Given, Message, Number, Released, Table, Tabulation, Words, _
from ...store import Store
from ..labels import ORIGIN_SHORT, POOL, n_candidates, n_organisations
from ..reasons import ASKED, because_words
from ..shortlist.naming import called_words
from ..shortlist.stages import untold
from ..tables import ALL, Pool
from .tabulation import coverage_tabulation, pool_tabulation

NO_POOL = _("Nobody outside the cluster was found who could close a gap, so there is no pool.")


def pool_finding(data: Store) -> Finding:
    """Say how many organisations give every gap a candidate, and how many as many as the study asks for."""
    n, fewest = number_asked(data), data.settings.partners.candidates

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return NO_POOL
        size = int(frame["size"].max())
        whole = _number(released, "pool_size", _("organisations in the smallest pool"), size, n)
        enough = _(
            "Without the cluster's own members, it takes at least **{pool}** to give every gap {fewest}, or as many as "
            "were found.",
            pool=n_organisations(whole),
            fewest=n_candidates(Given(fewest)),
        )
        once = int(frame.loc[frame["closed"] == frame["closed"].max(), "size"].min())
        first = int(frame.loc[frame["size"] == 1, "closed"].max())
        return _(
            "{enough} For one candidate each it takes at least **{once}**. The organisation that closes most could "
            "close **{first}**.",
            enough=enough,
            once=n_organisations(
                _number(released, "pool_once", _("fewest organisations that give every gap a candidate"), once, n)
            ),
            first=n_gaps(_number(released, "first_closes", _("most gaps that one organisation could close"), first, n)),
        )

    return Finding("pool", coverage_tabulation(data), text)


def together_finding(data: Store) -> Finding:
    """Say how many organisations all clusters together need, beside the sum of what each needs."""
    n = number_asked(data)
    # What gaps that are not told need would tell how many they are.
    few = any(untold(data.at(cluster)) for cluster in data.study.analysed)
    pools = pd.DataFrame(data.all(Pool)).assign(few=int(few))

    def text(released: Released) -> Message:
        frame = released.frame
        if released.hidden["few"].any():
            return _("The public release does not say how many organisations all clusters together need.")
        together, apart = frame["scope"] == ALL, frame["scope"] != ALL
        if not together.any():
            return NO_POOL
        return _(
            "The smallest pools of the clusters together: **{each}**, in **{apart}** places, since one that could "
            "serve several clusters stands in the pool of each. Chosen for all clusters at once, **{together}** would "
            "do.",
            together=n_organisations(
                _number(
                    released,
                    "organisations_together",
                    _("organisations in the smallest pool of all clusters"),
                    int(together.sum()),
                    n,
                    together,
                )
            ),
            each=n_organisations(
                _number(
                    released,
                    "organisations_each",
                    _("organisations in the smallest pools of the clusters, each once"),
                    int(frame.loc[apart, "candidate"].nunique()),
                    n,
                    apart,
                )
            ),
            apart=_number(
                released,
                "organisations_apart",
                _("places in the smallest pools of the clusters"),
                int(apart.sum()),
                n,
                apart,
            ),
        )

    return Finding("pool_together", Tabulation(pools, Disclosure(counts=("few",))), text)


def pool_table(data: Store) -> Table:
    """List the smallest pool of the cluster: who is in it, and what each could close."""
    pool, cluster, fewest = pool_tabulation(data), data.name, n_candidates(Given(data.settings.partners.candidates))

    def words(released: Released) -> Words:
        note = _(
            "Ordered so that each organisation adds most to those before it. Adds: how many candidates it gives to "
            "gaps that would have too few without it. Other pools may be as small. The cluster's own members are in no "
            "pool: which gaps they could close is told apart. Asked so far: whether it wants to meet, as it says in "
            "the survey; no record: nothing tells that it was asked. ?: the code of its main activity alone "
            "speaks for it, so ask whether it does what is lacking."
        )
        if released.hidden["unnamed"].any():
            note = _("{note} What members who have not agreed to be named could close is left out.", note=note)
        return Words(
            _(
                "{cluster}: the smallest pool that gives every gap {fewest}, or all there are",
                cluster=cluster,
                fewest=fewest,
            )
            if len(released.frame)
            else _("{cluster}: nobody outside the cluster was found who could close a gap", cluster=cluster),
            note=note,
        )

    return Table(
        id="smallest_pool",
        data=pool,
        columns=(
            Column("place", _("Place")),
            Column("called_en", _("Organisation"), words=called_words(pool.frame)),
            Column("origin_short", _("Who it is"), words=ORIGIN_SHORT),
            Column("place_name", _("County")),
            Column("closes", _("Gaps that it is there for"), words=stage_words(data)),
            Column("because_en", _("Because"), words=because_words(pool.frame)),
            Column("asked", _("Asked so far"), words=ASKED),
            Column("adds", _("Adds")),
        ),
        words=words,
        source=POOL,
        n=number_asked(data),
        units=ASKED_NEEDS,
        name=_("The smallest pool that gives every gap {fewest}, or all there are", fewest=fewest),
    )


def _number(released: Released, id: str, words: Message, value: int, n: int, chosen: pd.Series | None = None) -> Number:
    """Register a number of organisations or gaps; of the rows shown, those chosen made it, or all."""
    return Number(id, words, value, "number", released.rows_of(chosen), n, POOL, of=released.rows_of(), public=True)
