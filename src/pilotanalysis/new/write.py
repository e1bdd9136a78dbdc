"""Write another study into a folder: all of it, or nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from .. import official, reference
from ..problems import ParameterError, Problem, StudyError, quoted
from ..reference import Catalogue, file_of
from ..results import own_words
from ..settings import FILE, StudyFile, commented, territory
from ..study import Study
from ..survey import questionnaire
from .catalogues import NATIONAL, catalogues, reworded
from .form import write_form
from .package import package_of
from .readme import readme, steps
from .roster import write_roster
from .wish import NewStudy, Typed, read, zone_of

_COPIED = ("requirements.lock", "environment.yml", "notebooks", "data/raw/reference")
#: How ``environment.yml`` has the pack installed that it lies in, and from another folder.
_INSTALLS, _INSTALLS_PACK = " -e .\n", " -e PACK    (the folder of the pack that wrote this study)\n"
#: Options by the setting that they become.
_OPTIONS = {"start": "--start", "end": "--end", "period": "--end", "zone": "--zone", "id": "--cluster",
            "code": "--country", "rate": "--rate"}  # fmt: skip


def start_study(source: Study, typed: Typed, folder: Path) -> list[str]:
    """Read what somebody typed, write the study, and say what is to be done next.

    Raises
    ------
    StudyError
        With every option that is missing or wrong, or as :func:`write_study`.
    """
    refuse_if_taken(folder)
    wish = read_typed(source, typed)
    write_study(source, wish, folder)
    study = Study(folder)
    said = f"Written to {folder}: a study of {quoted(study.analysed)}, without answers yet."
    return [said, "Next:", *(f"- {step}" for step in steps(study, wish, f" --study {folder}"))]


def read_typed(source: Study, typed: Typed) -> NewStudy:
    """Read what somebody typed, against what `source` knows.

    Raises
    ------
    ParameterError
    """
    chains = reference.load(source, Catalogue)["cluster"].unique()
    regions, activities = reference.load(source, reference.Regions), reference.load(source, reference.Activities)
    wish = read(
        replace(typed, zone=typed.zone or zone_of(typed.country)),
        source.settings.country,
        list(regions["region"]),
        list(chains),
        list(reference.activity_of(activities)),
    )
    try:
        settings_of(wish)
    except ValidationError as error:
        raise ParameterError(
            Problem(
                _OPTIONS.get(str(part["loc"][-1]) if part["loc"] else "", FILE),
                f"{part['input']!r}: {part['msg']}.",
                "Dates are YYYY-MM-DD; a zone is as Europe/Rome.",
            )
            for part in error.errors()
        ) from None
    return wish


def write_study(source: Study, wish: NewStudy, folder: Path) -> None:
    """Write the study that is wished for, from the notebooks, questionnaire and tables of `source`.

    Raises
    ------
    StudyError
        If `folder` is not empty or cannot be written, or the official statistics are refused; nothing is written then.
    """
    refuse_if_taken(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
        try:
            _write(source, wish, aside)
            made = Study(aside)
            if wish.official:
                official.update(made, wish.official)
            for language in wish.to_translate:
                own_words.write(made, language)
            (aside / "README.md").write_text(readme(made, wish), "utf-8")
            if folder.exists():
                folder.rmdir()
            aside.chmod(0o755)
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        said = f"Cannot be written ({error.strerror})."
        raise StudyError(Problem(str(folder), said, "Name a folder you may write to.")) from None


def refuse_if_taken(folder: Path) -> None:
    """Refuse a folder in which something stands.

    Raises
    ------
    StudyError
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem(str(folder), "The folder is not empty.", "Name one that does not exist yet."))


def settings_of(wish: NewStudy) -> StudyFile:
    """Settings of the study: what was wished for, and defaults.

    Raises
    ------
    ValidationError
        Of pydantic, where a value is not what a setting can be.
    """
    year = wish.start[:4]
    return StudyFile.model_validate(
        {
            "title": dict(wish.titles),
            "country": wish.country,
            "region": wish.region,
            "waves": [year],
            "period": {"start": wish.start, "end": wish.end},
            "budget": {"amount": wish.budget, "currency": "EUR"},
            "currency": dict(zip(("code", "rate"), wish.currency, strict=True)) if wish.currency else None,
            "languages": wish.languages,
            "seed": int(year) if year.isdigit() else 0,
            "clusters": [{"id": cluster.id, "role": "analysed"} for cluster in wish.clusters],
            "zone": wish.zone,
        }
    )


def _write(source: Study, wish: NewStudy, target: Path) -> None:
    for name in _COPIED:
        origin = source.root / name
        if origin.is_dir():
            shutil.copytree(origin, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif origin.is_file():
            (target / name).write_text(origin.read_text("utf-8").replace(_INSTALLS, _INSTALLS_PACK), "utf-8")
    (target / FILE).write_text(commented(settings_of(wish), with_schema=False), "utf-8")
    raw, tables, texts = target / "data" / "raw", catalogues(source, wish), reworded(source, wish)
    for model, frame in {**tables, **texts}.items():
        frame.to_csv(raw / file_of(model), index=False, lineterminator="\n", encoding="utf-8")
    for left in NATIONAL if not wish.national else ():
        (raw / file_of(left)).unlink(missing_ok=True)
    (raw / "survey").mkdir()
    write_form(source, wish, tables, raw / questionnaire.FILE)
    (raw / "roster").mkdir()
    for cluster in wish.clusters:
        stages = tables[Catalogue][tables[Catalogue]["cluster"] == cluster.id]
        counties = tables[reference.Counties] if not wish.national else reference.load(source, reference.Counties)
        write_roster(raw / "roster" / f"{cluster.id}.xlsx", stages, counties, wish.languages[0])
    _put_words(wish, raw / "reference")
    package = package_of(source, wish, tables, texts)
    (raw / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _put_words(wish: NewStudy, folder: Path) -> None:
    """Leave out words that are of the source alone, and put in place what a country calls otherwise than the pack."""
    for path in folder.glob("words.*.po"):
        if path.suffixes[0][1:] not in wish.to_translate:
            path.unlink()
    for language in wish.languages:
        own = Path(__file__).parent / f"words.{language}.{territory(wish.country)}.po"
        if own.is_file():
            shutil.copyfile(own, folder / f"words.{language}.po")
