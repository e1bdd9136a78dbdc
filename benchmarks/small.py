"""A study of notebooks that do next to nothing: what a batch does around them is all there is to see."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from pilotanalysis.publish import manifest
from pilotanalysis.study import Study, find
from pilotanalysis.tables import listing

_PARAMETERS = """from pilotanalysis.parameters import Language, Release

language: Language = "en"  # language of figures and findings
release: Release = "working"  # working or public"""
_BEGIN = """from pilotanalysis import begin
from pilotanalysis.results import Number, _

report = begin({name!r}, language=language, release=release)"""
_ADD = """row = "reference/clusters.csv!2"
report.add(Number("clusters", _("Clusters"), 1, "count", (row,), 1, _("Register of the clusters"), of=(row,)))"""


def write_small_study(root: Path, notebooks: Mapping[str, str]) -> Study:
    """Write a study in one language whose notebooks register a number each; its tables count as made.

    Parameters
    ----------
    root : Path
        A folder that may be there.
    notebooks : mapping of str to str
        Code that a notebook runs before it registers anything, by its name.
    """
    source = find(Path(__file__).parent).root
    (root / "data" / "raw").mkdir(parents=True, exist_ok=True)
    for name in ("environment.yml", "requirements.lock", "data/raw/datapackage.json"):
        shutil.copyfile(source / name, root / name)
    shutil.copytree(source / "data" / "raw" / "reference", root / "data" / "raw" / "reference")
    settings = (source / "study.yml").read_text("utf-8")
    (root / "study.yml").write_text(settings.replace("languages: [en, ro, it]", "languages: [en]"), "utf-8")
    (root / "notebooks").mkdir()
    for name, code in notebooks.items():
        write_notebook(root, name, code)
    study = Study(root)
    study.processed.mkdir()
    listing.write(study.processed, {}, manifest.tables_digest(manifest.start(study)))
    return study


def write_notebook(root: Path, name: str, code: str) -> None:
    """Write one of the notebooks, or write it anew."""
    sources = (_PARAMETERS, _BEGIN.format(name=name), code, _ADD, "report.close()")
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {} if number else {"tags": ["parameters"]},
            "source": text,
            "execution_count": None,
            "outputs": [],
        }
        for number, text in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    content = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content), "utf-8")
