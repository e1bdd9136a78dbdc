"""Which cluster got most beyond the proposed assistance, and which stayed furthest behind it."""

from __future__ import annotations

from functools import reduce

from ...results import Finding, Message, Number, Released, Translatable, _
from ...store import Store
from ..labels import HELD
from .findings import members_asking
from .tabulation import shares_tabulation


def beside_plan_finding(data: Store) -> Finding:
    """Say for which cluster most was held beyond the plan, and for which least, by needs with a session."""
    n = members_asking(data)

    def text(released: Released) -> Message:
        frame = released.frame
        # Which is furthest cannot be said where one is not told.
        if released.hidden[["had", "planned"]].any(axis=None) or not frame["had"].sum():
            return _(
                "What was held for each cluster, beside this study's proposal, is not known or not in the public "
                "release."
            )
        apart = (frame["had"] - frame["planned"]).to_numpy("int64")

        def told(row: int) -> dict[str, Translatable | Number]:
            cluster = str(frame["cluster"].iloc[row])
            name = data.names[cluster]

            def number(column: str, words: Message) -> Number:
                return released.number(
                    f"needs_{column}.{cluster}", words, row, "needs" if column == "named" else column, n=n, source=HELD
                )

            return {
                "cluster": name,
                "had": number("had", _("needs of {cluster} for which a session was held", cluster=name)),
                "needs": number("named", _("needs for assistance of {cluster}", cluster=name)),
                "planned": number("planned", _("needs of {cluster} that the proposal would serve", cluster=name)),
            }

        said = [
            sentence
            for sentence, differs in (
                (
                    _(
                        "Furthest beyond this study's proposal: **{cluster}**. Needs with a session: **{had}** of "
                        "{needs}; needs that the proposal would serve: **{planned}**.",
                        **told(int(apart.argmax())),
                    ),
                    apart.max() > 0,
                ),
                (
                    _(
                        "Furthest behind this study's proposal: **{cluster}**. Needs with a session: **{had}** of "
                        "{needs}; needs that the proposal would serve: **{planned}**.",
                        **told(int(apart.argmin())),
                    ),
                    apart.min() < 0,
                ),
            )
            if differs
        ]
        if not said:
            return _("In every cluster as many needs had a session as this study proposes.")
        said.append(_("Whether those who held the sessions had the proposal, the log does not say."))
        return reduce(lambda before, after: _("{before} {after}", before=before, after=after), said)

    return Finding("assistance_beside_plan", shares_tabulation(data), text)
