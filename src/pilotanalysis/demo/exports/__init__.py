"""Fictitious answers in the form in which each survey tool exports them.

The writers share nothing with the readers of :mod:`pilotanalysis.survey.reading`: what one of them
gets wrong about a tool, the other must not get wrong in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...survey.questionnaire import Questionnaire
from .eusurvey import EuSurvey
from .flat import AnswerSet, FormWords, ToolExport
from .google_forms import GoogleForms
from .kobo import Kobo
from .limesurvey import LimeSurvey
from .plain import Plain
from .spss import Spss

__all__ = ["TOOLS", "AnswerSet", "ToolExport", "export_of"]

#: What exports, by tool.
TOOLS: Mapping[str, type[ToolExport]] = {
    "limesurvey": LimeSurvey,
    "kobo": Kobo,
    "eusurvey": EuSurvey,
    "google_forms": GoogleForms,
    "spss": Spss,
    "plain": Plain,
}


def export_of(tool: str, ending: str, language: str, questionnaire: Questionnaire, form: str = "") -> ToolExport:
    """Give the export of a tool: it writes answers, and tells which cells it keeps as somebody typed them.

    Parameters
    ----------
    tool : str
        One of :data:`TOOLS`.
    ending : str
        Of the file: picks CSV, XLSX or SAV.
    language : str
        Of the labels, where the form gives labels.
    questionnaire : Questionnaire
    form : str
        Variant of the export; the tool's default where empty.

    Raises
    ------
    ValueError
        If the tool does not write such files, or not in that form.
    """
    forms = TOOLS[tool].forms.get(ending) if tool in TOOLS else None
    if forms is None:
        known = ", ".join(f"{name} {end}" for name, export in TOOLS.items() for end in export.forms)
        raise ValueError(f"{tool} writes no {ending or 'file without ending'}; there are: {known}.")
    if form not in forms:
        raise ValueError(f"{tool} writes no {ending} in the form {form!r}; there are: {', '.join(map(repr, forms))}.")
    return TOOLS[tool](FormWords(questionnaire, language), ending, form)
