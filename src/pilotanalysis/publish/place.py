"""Bring a batch together with what stands in the reports, and put it in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import reads, swap
from ..results import Message, say
from ..results.register import READS
from ..results.translations import SOURCE_LANGUAGE
from ..study import Study
from ..tables import listing
from . import crate, manifest, registers, standing
from .manifest import Files, Manifest, Unit
from .notebook import LOGS
from .plan import Job
from .render import View, render_shared, render_unit
from .standing import Standing

#: Folder of the reports with the notebooks that failed, as far as they came.
FAILED = "failed"
#: Stands among what is stale as long as the documents are older than a unit they are made of.
SHARED = "shared"
_UNSET = "could not be set: "
_OLDER = "the index, tables and documents are older than the notebooks"


@dataclass
class Batch:
    """A run on its way into the reports.

    Attributes
    ----------
    study : Study
    aside : Path
        Scratch folder in the reports.
    before : Manifest, optional
        What stands there.
    now : Manifest
        The inputs of this run.
    jobs : mapping of str to Job
        All units of the study.
    found : mapping of str to Standing
        How the units stand that are there.
    """

    study: Study
    aside: Path
    before: Manifest | None
    now: Manifest
    jobs: Mapping[str, Job]
    found: Mapping[str, Standing]
    units: dict[str, Unit] = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()
    stale: dict[str, Message] = field(default_factory=dict)
    blocked: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    kept: bool = False
    untold: str = ""
    unset: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made, self.shared = self.aside / "made", self.aside / "documents"
        self.made.mkdir()
        self.shared.mkdir()
        self.old = self.before.notebooks if self.before else {}
        self.entered = dict(self.old)

    @property
    def gone(self) -> list[str]:
        """Units that the study does not have any more."""
        return [name for name in self.old if name not in self.jobs]

    @property
    def missing(self) -> list[str]:
        """Units that were never made."""
        return [name for name in self.jobs if name not in self.units]

    @property
    def finished(self) -> bool:
        """Whether every unit of the study is made and up to date, and every document set."""
        return not (self.missing or self.stale or self.unset)

    @property
    def stale_in_english(self) -> dict[str, str]:
        """Why units are not up to date, as the manifest says it."""
        return {name: say(why, SOURCE_LANGUAGE) for name, why in sorted(self.stale.items())}

    def collect(self, done: Collection[str], failed: Collection[str], language: str) -> None:
        """Bring what was run together with what stays, and render all of it aside.

        Parameters
        ----------
        done, failed : collection of str
            Units that were run.
        language : str
            Language of pictures in the pages of notebooks that know none.

        Raises
        ------
        StudyError
            If something cannot be rendered.
        """
        inputs = manifest.inputs_digest(self.now)
        changed = manifest.inputs(self.study) != self.now.inputs
        for name in failed:
            self._keep_log(name)
        self.fresh = frozenset(done)
        for name in done:
            job = self.jobs[name]
            values = dict(job.values)
            self.units[name] = Unit(
                inputs_digest=inputs, reads=self._read_by(name), digest=job.digest, parameters=values, files={}
            )
            if changed:
                self.stale[name] = standing.INPUTS
        for name, stands in self.found.items():
            if name not in self.units:
                self._leave(name, stands.stale)
        self.stale |= dict.fromkeys(failed, standing.FAILED)
        for register in self._view.registers:
            unit = self.units[register.name]
            pages = render_unit(self._view, register, str(unit.parameters.get("language", language)))
            own = [self.made / name for name in (*_made_by(register), *pages)]
            self.units[register.name] = unit.model_copy(update={"files": manifest.digests(self.made, own)})
        self._render_shared()

    def put_in_place(self, whole: bool) -> None:
        """Replace unit by unit, then what is made of several, and the manifest with it.

        Parameters
        ----------
        whole : bool
            Replace all of it as one: the reports change from one release to the other.
        """
        if whole:
            self._finish([path for unit in self.units.values() for path in unit.files])
            return
        for name in list(self.units):
            self._put(name)
        if self.blocked:
            self._render_again()
        self._finish([])

    @property
    def _view(self) -> View:
        shown = {path.stem for path in (self.made / "results").glob("*.json")}
        left_out = {name: self.stale.get(name) for name in self.jobs if name not in shown}
        return View(self.study, self.made, self.stale, left_out)

    def _read_by(self, name: str) -> dict[str, str]:
        """Give digests of what a notebook read; of raw files as they were when the run began."""
        try:
            names = json.loads((self.made / READS / f"{name}.json").read_text("utf-8"))
        except FileNotFoundError:
            names = reads.everything(self.study)
        return reads.digests(self.study, names) | {
            name: self.now.inputs[name] for name in names if name in self.now.inputs
        }

    def _keep_log(self, name: str) -> None:
        """Keep a notebook that failed where the analyst can look into it."""
        (self.shared / FAILED).mkdir(exist_ok=True)
        for path in (self.made / LOGS / f"{name}.log", self.made / "notebooks" / f"{name}.ipynb"):
            if path.is_file():
                shutil.move(path, self.shared / FAILED / path.name)
        (self.made / "results" / f"{name}.json").unlink(missing_ok=True)

    def _leave(self, name: str, why: Message | None) -> None:
        """Leave a unit as it is: documents are made of it too, if it can be read."""
        self.units[name] = self.old[name]
        if why:
            self.stale[name] = why
        if self.found[name].readable:
            self._take_over(name)

    def _take_over(self, name: str) -> None:
        for path in self.units[name].files:
            (self.made / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.study.reports / path, self.made / path)

    def _put(self, name: str) -> None:
        """Replace the files of one unit, where any is new, and enter it in the manifest."""
        unit, old = self.units[name], self.old.get(name)
        if unit == old and name not in self.fresh:
            return
        self.entered[name] = unit
        waiting = {other: why for other, why in self._was_stale.items() if other not in self.entered}
        told = {**waiting, **{other: why for other, why in self.stale_in_english.items() if other in self.entered}}
        shared = self.before.shared if self.before else {}
        manifest.write(self.made, self._manifest(self.entered, {**told, SHARED: _OLDER}, shared))
        gone = [path for path in (old.files if old else {}) if path not in unit.files]
        if not self._swap(self.made, [*unit.files, manifest.FILE], gone):
            del self.entered[name]
            if old:
                self.entered[name] = old
            self.stale[name] = standing.BLOCKED

    @property
    def _was_stale(self) -> dict[str, str]:
        return {name: say(stands.stale, SOURCE_LANGUAGE) for name, stands in self.found.items() if stands.stale}

    def _render_again(self) -> None:
        """Make the documents of what stands in the reports, since not all could be put in place."""
        for folder in (self.made, self.shared / "tables", self.shared / registers.AGENDAS):
            if folder.is_dir():
                shutil.rmtree(folder)
        self.made.mkdir()
        self.units = {name: unit for name, unit in self.entered.items() if name in self.jobs}
        for name, unit in self.units.items():
            if unit != self.old.get(name) or self.found[name].readable:
                self._take_over(name)
        for path in self.shared.glob("*.*"):
            path.unlink()
        self._render_shared()

    def _render_shared(self) -> None:
        rendered = render_shared(self._view, self.shared)
        self.untold, self.unset = rendered.untold, rendered.unset

    def _finish(self, units: list[str]) -> None:
        """Put what is made of several units in place, with `units` where all is replaced as one."""
        shared = manifest.digests(self.shared, self.shared.rglob("*"))
        for path in units:
            (self.shared / path).parent.mkdir(parents=True, exist_ok=True)
            (self.made / path).replace(self.shared / path)
        # As long as something could not be set, the next run tries again.
        unset = {SHARED: _UNSET + ", ".join(self.unset)} if self.unset else {}
        content = self._with_crate(self._manifest(self.units, self.stale_in_english | unset, shared))
        manifest.write(self.shared, content)
        gone = [path for path in (self.before.files if self.before else {}) if path not in content.files]
        if not self._swap(self.shared, [*content.shared, *units, manifest.FILE], gone):
            self.kept = self.entered == self.old

    def _with_crate(self, content: Manifest) -> Manifest:
        """Write the manifest of a finished run in the form of archives, too, and list that file in it."""
        if not self.finished:
            return content
        # What was put in place already lies in the reports, what stays as it was beside the new.
        folders = (self.shared, self.made, self.study.reports)
        places = {name: next(path for place in folders if (path := place / name).is_file()) for name in content.files}
        sizes = {name: path.stat().st_size for name, path in places.items()}
        (self.shared / crate.FILE).write_text(crate.text(self.study, content, sizes), "utf-8")
        own = manifest.digests(self.shared, [self.shared / crate.FILE])
        return content.model_copy(update={"shared": {**content.shared, **own}})

    def _manifest(self, units: Mapping[str, Unit], stale: Mapping[str, str], shared: Files) -> Manifest:
        """Describe what stands in the reports; the same units in the same order whatever was run."""
        processed = listing.read(self.study.processed)
        update = {"notebooks": dict(units), "stale": dict(stale), "shared": shared, "processed": processed}
        return self.now.model_copy(update=update)

    def _swap(self, source: Path, put: list[str], take: list[str]) -> bool:
        """Make one change as a whole; False if a file cannot be replaced."""
        own = {**(self.before.files if self.before else {}), manifest.FILE: None}
        try:
            self.set_aside += swap.apply(swap.Change(self.study.root, source, self.study.reports, put, take, own))
        except swap.BlockedError as error:
            self.blocked += map(str, error.problems)
            return False
        return True


def _made_by(register: registers.Register) -> list[str]:
    """Files that a notebook made: its results, its executed form and its figures."""
    names = [f"results/{register.name}.json", f"notebooks/{register.name}.ipynb"]
    for entry in register.of_kind("figure"):
        names.append(entry["data"])
        names += [file for svg in entry["files"].values() for file in (svg, f"{svg.removesuffix('svg')}png")]
    return names
