"""What a batch says at its end."""

from __future__ import annotations

import sys
from typing import Any

from ..problems import counted
from ..study import Study
from .shared import note


def report(study: Study, summary: Any) -> None:
    """Close a batch with one summary that cannot be taken for more than it is."""
    parts = [f"{counted(len(summary.done), 'notebook')} run"]
    parts += [f"{len(summary.reused)} up to date"] if summary.reused else []
    parts += [f"{len(summary.stale)} NOT UP TO DATE"] if summary.stale else []
    parts += [f"{len(summary.left_out)} not made"] if summary.left_out else []
    parts += [f"{len(summary.failed)} FAILED"] if summary.failed else []
    print(", ".join(parts) + ".")
    faults = (f"{name}: {reason}" for name, reason in {**summary.failed, **summary.unset}.items())
    for problem in [*faults, *summary.blocked]:
        print(f"  {problem}", file=sys.stderr)
    for why in dict.fromkeys(summary.stale.values()):
        named = [name for name, own in summary.stale.items() if own == why]
        print(f"  not up to date, {why}: {_bynotebook(named)}")
    for name in [*summary.left_out, *summary.untold]:
        print(f"  not made: {name}")
    for name in summary.gone:
        print(f"  taken away, since the study has it no more: {name}")
    for name in summary.set_aside:
        note(f"a file that no run wrote, or that was changed since, is now {name}")
    if summary.kept:
        print("The reports stay as they were.")
        return
    if summary.failed:
        print("What ran of a notebook that failed is in reports/failed; open it to see where it stopped.")
    _report_expected(summary)
    if study.synthetic_files:
        print("Demonstration data, not findings about the clusters named.")
    print(f"Start here: {study.relative(study.reports / 'index.html')}")


def _bynotebook(units: list[str]) -> str:
    """Name units, those of one notebook together: ``03_gaps (euronest, iconic)``."""
    clusters: dict[str, list[str]] = {}
    for unit in units:
        notebook, _dot, cluster = unit.partition(".")
        clusters.setdefault(notebook, []).extend([cluster] if cluster else [])
    return ", ".join(f"{notebook} ({', '.join(own)})" if own else notebook for notebook, own in clusters.items())


def _report_expected(summary: Any) -> None:
    """Tell what became of the results that a rerun is compared with."""
    if summary.withdrawn:
        print(f"Taken out of reports/expected, where every count stands: {counted(len(summary.withdrawn), 'file')}.")
        print("A working run writes them again.")
    if summary.begun:
        print(f"Written to reports/expected, where nothing stood: {counted(len(summary.begun), 'file')}.")
        print("Later reruns are compared with them: pilotanalysis verify")
