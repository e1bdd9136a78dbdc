"""The questionnaire in the form that a tool imports, made from the XLSForm.

:mod:`pages` lays it out, a form for each cluster: which question stands on which page, in which block and under which
code. :mod:`limesurvey`, :mod:`google` and :mod:`paper` say that in the way of each tool; what they write, the readers
of :mod:`..reading` know.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import reference
from ...problems import ParameterError, Problem, StudyError, nearest, quoted
from ...results import _, say
from ...study import Study
from ..questionnaire import FILE, Question, Questionnaire, filled, load
from . import google, limesurvey, paper
from .pages import ClusterForm

#: Sets a document: the template and what stands in it.
Typeset = Callable[[str, dict[str, Any]], bytes]
#: What each tool is called.
TOOLS: Mapping[str, str] = {
    "xlsform": "KoboToolbox or ODK Central",
    "limesurvey": "LimeSurvey",
    "google": "Google Forms",
    "paper": "a form on paper",
}
#: What to do with the files.
NEXT: Mapping[str, str] = {
    "xlsform": "Next: upload it to KoboToolbox or ODK Central. README says which export to take.",
    "limesurvey": "Next: in LimeSurvey, Create survey, Import, one file a cluster. README says which export to take.",
    "google": "Next: paste a file at https://script.google.com and run makeForm. README says which export to take.",
    "paper": "Next: print. README says how to type the answers in.",
}
#: Types of an XLSForm whose answers are no words, numbers, days or options.
_NOT_ASKED = ("image", "audio", "video", "file", "geopoint", "geotrace", "geoshape")


def build(study: Study, tool: str, typeset: Typeset) -> dict[str, bytes]:
    """Make the files of a tool: one of each analysed cluster, and of each language where the tool takes one alone.

    An XLSForm serves all clusters and languages.

    Raises
    ------
    ParameterError
        If there is no such tool.
    StudyError
        With every question that the tool cannot ask.
    """
    if tool not in TOOLS:
        said = f"{tool} is not among the tools."
        raise ParameterError(Problem("questionnaire", said, f"Allowed: {quoted(TOOLS)}.{nearest(tool, TOOLS)}"))
    asked = load(study)
    if tool == "xlsform":
        return {"questionnaire.xlsx": filled(study)}
    problems = list(_problems(study, asked, tool))
    if problems:
        raise StudyError(problems)
    files: dict[str, bytes] = {}
    for form in _forms(study, asked):
        if tool == "limesurvey":
            files[f"{form.cluster}.txt"] = limesurvey.structure(form)
            continue
        for language in asked.languages:
            name = f"{form.cluster}.{language}"
            if tool == "google":
                files[f"{name}.gs"] = google.script(form, language)
            else:
                files[f"{name}.pdf"] = typeset(paper.TEMPLATE, paper.document(form, language))
    return files


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, all of them or none.

    Raises
    ------
    StudyError
        If the folder holds something, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StudyError(Problem(str(folder), "The folder is not empty.", "Name one that does not exist yet."))
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
        try:
            # The folder around is its maker's alone.
            made = aside / "made"
            made.mkdir()
            for name, content in files.items():
                (made / name).write_bytes(content)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        said = f"Cannot be written ({error.strerror})."
        raise StudyError(Problem(str(folder), said, "Name a folder you may write to.")) from None


def _forms(study: Study, asked: Questionnaire) -> Iterator[ClusterForm]:
    names = reference.load(study, reference.Clusters).set_index("cluster")["name"]
    for cluster in study.analysed:
        titled = _("{cluster}: {study}", cluster=str(names[cluster]), study=study.settings.title)
        yield ClusterForm(asked, cluster, {language: say(titled, language) for language in asked.languages})


def _problems(study: Study, asked: Questionnaire, tool: str) -> Iterator[Problem]:
    """Questions that the tool cannot ask, and conditions that it could not work out."""
    name = study.relative(study.raw / FILE)
    for question in asked.questions:
        if question.form_type in _NOT_ASKED:
            said = f"{TOOLS[tool]} as it is built here cannot ask {question.name}, of the type {question.form_type}."
            yield Problem(
                name, said, "Ask for it in words (type text), or use KoboToolbox.", "survey", question.row, "type"
            )
        for condition in question.conditions:
            for field in condition.fields:
                wrong = _not_at_hand(asked, question, field)
                if wrong:
                    said = f"The condition of {question.name} looks at {field}, {wrong}."
                    remedy = "Look at a question that is asked once, or in the same block."
                    yield Problem(name, said, remedy, "survey", question.row, "relevant")


def _not_at_hand(asked: Questionnaire, question: Question, field: str) -> str:
    """Why a condition of a question cannot look at another one; nothing where it can."""
    looked_at = asked.by_name.get(field)
    if looked_at is None or looked_at.form_type == "calculate":
        return "which nobody is asked"
    if looked_at.repeat and looked_at.repeat != question.repeat:
        return f"which is asked in every block of {looked_at.repeat}"
    return ""
