"""Fictitious answers in the form in which each survey tool exports them.

The writers share nothing with the readers of :mod:`pilotanalysis.survey.reading`: what one of them
gets wrong about a tool, the other must not get wrong in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ...survey.questionnaire import Question, Questionnaire
from .eusurvey import EuSurvey
from .flat import AnswerSet, Export, FormWords, as_text
from .google_forms import GoogleForms
from .kobo import Kobo
from .limesurvey import LimeSurvey
from .plain import Plain
from .spss import Spss

__all__ = ["TOOLS", "AnswerSet", "keeper", "write_export"]

#: What exports, by tool.
TOOLS: Mapping[str, type[Export]] = {
    "limesurvey": LimeSurvey,
    "kobo": Kobo,
    "eusurvey": EuSurvey,
    "google_forms": GoogleForms,
    "spss": Spss,
    "plain": Plain,
}


def write_export(
    path: Path, tool: str, language: str, questionnaire: Questionnaire, answers: AnswerSet, form: str = ""
) -> None:
    """Write answers as a survey tool would export them.

    Questions for which `answers` has no column are left out, as those an export leaves out are.

    Parameters
    ----------
    path : Path
        Its ending picks CSV, XLSX or SAV.
    tool : str
        One of :data:`TOOLS`.
    language : str
        Of the labels, where the form gives labels.
    questionnaire : Questionnaire
    answers : AnswerSet
    form : str
        Variant of the export; the tool's default where empty.

    Raises
    ------
    ValueError
        If the tool does not write such files, or not in that form.
    """
    _export(tool, path.suffix.lower(), language, questionnaire, form).write(path, as_text(answers))


def keeper(
    tool: str, ending: str, language: str, questionnaire: Questionnaire, form: str = ""
) -> Callable[[Question, str, str], bool]:
    """Give what tells which cells an export keeps as somebody typed them; parameters are those of `write_export`.

    Raises
    ------
    ValueError
        If the tool does not write such files, or not in that form.
    """
    return _export(tool, ending, language, questionnaire, form).keeps


def _export(tool: str, ending: str, language: str, questionnaire: Questionnaire, form: str) -> Export:
    forms = TOOLS[tool].forms.get(ending) if tool in TOOLS else None
    if forms is None:
        known = ", ".join(f"{name} {end}" for name, export in TOOLS.items() for end in export.forms)
        raise ValueError(f"{tool} writes no {ending or 'file without ending'}; there are: {known}.")
    if form not in forms:
        raise ValueError(f"{tool} writes no {ending} in the form {form!r}; there are: {', '.join(map(repr, forms))}.")
    return TOOLS[tool](FormWords(questionnaire, language), ending, form)
