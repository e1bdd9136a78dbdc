"""A delivery held against a rerun of it, file by file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import manifest
from ..manifest import Manifest
from . import environment, expected, kinds
from .delivery import MANIFEST, Delivery, digest_of, taken_for_a_report
from .differences import Difference, same, tree
from .grade import Verdict

#: Where these differ from the delivery's, the rerun is another machine's, or of other versions.
MACHINE = {"pilotanalysis", "python", "platform", "parts"}


def judge(delivery: Delivery, again: Delivery, notebook: str | None = None) -> Verdict:
    """Compare all that is delivered with what a rerun gives.

    What must be there is what the rerun gives: a delivery may lack it in every place at once.

    Parameters
    ----------
    delivery : Delivery
    again : Delivery
        The rerun.
    notebook : str, optional
        Compare only what this one makes.
    """
    verdict = before_rerun(delivery)
    verdict.elsewhere = _machine(delivery, again)
    exactly = not verdict.elsewhere
    units = [name for name in again.units if notebook is None or name.startswith(notebook)]
    if notebook is None:
        names = delivery.made | again.made
        verdict.compare(MANIFEST, _manifests(delivery, again, exactly))
    else:
        names = {name for unit in units for side in (delivery, again) for name in side.units.get(unit, [])}
        names |= {name for name in delivery.made | again.made if name.startswith("data/processed/")}
        verdict.scope = f"only what notebook {notebook} makes and the tidy tables"
    comparison = _Comparison(delivery, again, exactly, verdict)
    comparison.run(sorted(names))
    expected.compare(verdict, delivery.study, again.study.reports, None if notebook is None else units)
    if notebook is None:
        _strangers(verdict, delivery, again, comparison)
    return verdict


def before_rerun(delivery: Delivery) -> Verdict:
    """Tell what can be told without a rerun: what the delivery was made from, and whether the manifest can be read."""
    verdict = Verdict(digest=delivery.digest())
    if delivery.manifest is None:
        verdict.add(MANIFEST, [Difference(delivery.damage)])
    else:
        _inputs(verdict, delivery, delivery.manifest)
    verdict.issues += environment.differences(delivery.study)
    return verdict


def _inputs(verdict: Verdict, delivery: Delivery, said: Manifest) -> None:
    """Compare what the study is made from with what the manifest says it was made from."""
    stated, actual = said.inputs, manifest.inputs(delivery.study)
    verdict.notes += [f"{name} was left there by another program, and is not looked at." for name in delivery.litter]
    for name in sorted({*stated, *actual}.difference(delivery.litter)):
        if name not in actual:
            verdict.add(name, [Difference("it was there when the reports were made, and is missing")])
        elif name not in stated:
            verdict.add(name, [Difference("it was not there when the reports were made")])
        elif stated[name] != actual[name]:
            verdict.add(name, [Difference("it is not the one that the reports were made from")])
    if said.package != manifest.package_digest():
        verdict.add(
            "the package pilotanalysis", [Difference("its sources are not those that the reports were made with")]
        )


def _machine(delivery: Delivery, again: Delivery) -> list[str]:
    """Say what of machine and versions is not as it was when the reports were made."""
    if delivery.manifest is None or again.manifest is None:
        return []
    own, other = (side.model_dump(include=MACHINE) for side in (delivery.manifest, again.manifest))
    return [f"{found.place} {found.delivered} (here: {found.rerun})" for found in tree("", own, other, same)]


def _manifests(delivery: Delivery, again: Delivery, exactly: bool) -> Iterator[Difference]:
    """Compare two manifests; what they say of machine and inputs is looked at by itself."""
    if delivery.manifest is None or again.manifest is None:
        return
    own, other = (_about_files(side, exactly) for side in (delivery.manifest, again.manifest))
    found = list(tree("", own, other, same))
    yield from found
    texts = [(side.study.root / MANIFEST).read_bytes() for side in (delivery, again)]
    if delivery.manifest == again.manifest and texts[0] != texts[1]:
        yield Difference("its bytes differ, though it says the same")


def _about_files(said: Manifest, exactly: bool) -> dict[str, Any]:
    """Give what a manifest says of the files that were made: their digests, or only their names."""
    content = said.model_dump(exclude={"inputs", "package", *MACHINE})
    if not exactly:
        for part in (*content["notebooks"].values(), content):
            part |= {key: dict.fromkeys(part[key]) for key in ("files", "shared", "processed") if key in part}
    return content


class _Comparison:
    """Files of a delivery compared with those of a rerun, one by one."""

    def __init__(self, delivery: Delivery, again: Delivery, exactly: bool, verdict: Verdict) -> None:
        self.delivery, self.again, self.exactly, self.verdict = delivery, again, exactly, verdict
        self.identical: set[str] = set()
        self.rule = kinds.Rule(exactly, drawn=True)

    def run(self, names: list[str]) -> None:
        own, other = self.delivery.study.root, self.again.study.root
        digests = {name: (digest_of(own / name), digest_of(other / name)) for name in names}
        self.identical = {name for name, (one, two) in digests.items() if one and one == two}
        pictures = [name for name in names if PurePosixPath(name).suffix in kinds.PICTURES]
        # Where most pictures come out byte for byte, this machine draws as that of the delivery did.
        drawn = self.exactly or 2 * len(self.identical.intersection(pictures)) >= len(pictures)
        self.rule = self.rule._replace(drawn=drawn)
        otherwise = []
        for name in names:
            stated = self.delivery.listed.get(name, digests[name][0])
            touched = [Difference("it was changed after the run")] if digests[name][0] not in ("", stated) else []
            found: Iterator[Difference] = iter(())
            if name not in self.identical:
                found = self._changes(name)
            if name in pictures and not drawn and digests[name][0]:
                found = iter(())
            self.verdict.compare(name, chain(touched, found))
            if not self.exactly and name not in self.identical and name not in self.verdict.altered:
                otherwise.append(name)
        if otherwise:
            first = ", ".join(otherwise[:3]) + (" ..." if len(otherwise) > 3 else "")
            said = f"{len(otherwise)} of {len(names)} files come out with other bytes, as they may: {first}"
            self.verdict.issues.append(said)

    def _changes(self, name: str) -> Iterator[Difference]:
        if name not in self.again.made:
            return iter([Difference("the rerun does not give it")])
        return kinds.compared(self.delivery.study.root / name, self.again.study.root / name, self.rule)


def _strangers(verdict: Verdict, delivery: Delivery, again: Delivery, comparison: _Comparison) -> None:
    """Name files that no manifest lists; they matter where a page leads to them or they could be taken for reports."""
    made = again.made
    leading = _led_to(delivery, comparison, made)
    for name in sorted({*delivery.unlisted} - made):
        if name in leading:
            verdict.add(name, [Difference(f"the notebooks do not give it, and {leading[name]} leads to it")])
        elif taken_for_a_report(name):
            verdict.add(name, [Difference("the notebooks do not give it, and it could be taken for a report")])
        else:
            verdict.notes.append(f"{name} is no part of the delivery: the manifest does not list it.")
    for name, page in sorted(leading.items()):
        if name not in delivery.unlisted and not (delivery.study.root / name).exists():
            verdict.add(page, [Difference(f"it leads to {name}, which is not there")])


def _led_to(delivery: Delivery, comparison: _Comparison, made: set[str]) -> dict[str, str]:
    """Files of the study that no run gives and pages lead to, each with one such page.

    Pages that are as the rerun gives them lead where its pages do.
    """
    pages = [name for name in delivery.made if name.endswith(".html")]
    found: dict[str, str] = {}
    for page in sorted({*pages, *(name for name in made if name.endswith(".html"))} - comparison.identical):
        for link in kinds.links_of(delivery.study.root / page):
            target = _target(page, link)
            if target and target not in made and target != MANIFEST:
                found.setdefault(target, page)
    return found


def _target(page: str, link: str) -> str:
    """Path below the study of what a page leads to; empty where that is no file of the study."""
    try:
        parts = urlsplit(link)
    except ValueError:  # no address at all
        return ""
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
