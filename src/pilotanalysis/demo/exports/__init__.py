"""Fictitious answers in the form in which each survey tool exports them.

The writers share nothing with the readers of :mod:`pilotanalysis.survey.reading`: what one of them
gets wrong about a tool, the other must not get wrong in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ...survey.questionnaire import Questionnaire
from . import eusurvey, google_forms, kobo, limesurvey, plain, spss
from .flat import AnswerSet, FormWords, as_text
from .kept import Keeper

__all__ = ["AnswerSet", "Keeper", "keeper", "write_export"]

#: By tool and ending: the forms in which it exports, and what writes them.
_WRITERS: Mapping[tuple[str, str], tuple[tuple[str, ...], Callable[[Path, FormWords, AnswerSet, str], None]]] = {
    ("limesurvey", ".csv"): (tuple(limesurvey.FORMS), limesurvey.write_csv),
    ("limesurvey", ".xlsx"): (limesurvey.BOOK_FORMS, limesurvey.write_xlsx),
    ("limesurvey", ".sav"): (("",), limesurvey.write_sav),
    ("kobo", ".csv"): (tuple(kobo.FORMS), kobo.write_csv),
    ("kobo", ".xlsx"): (tuple(kobo.FORMS), kobo.write_xlsx),
    ("eusurvey", ".xlsx"): (("", "shortnames"), eusurvey.write_xlsx),
    ("google_forms", ".csv"): (("",), google_forms.write_csv),
    ("google_forms", ".xlsx"): (("",), google_forms.write_xlsx),
    ("spss", ".sav"): (("", "missing"), spss.write_sav),
    ("plain", ".csv"): (("",), plain.write_csv),
    ("plain", ".xlsx"): (("", "office"), plain.write_xlsx),
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
    tool : {'limesurvey', 'kobo', 'eusurvey', 'google_forms', 'spss', 'plain'}
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
    write = _writer(tool, path.suffix.lower(), form)
    write(path, FormWords(questionnaire, language), as_text(answers), form)


def keeper(tool: str, ending: str, language: str, questionnaire: Questionnaire, form: str = "") -> Keeper:
    """Give what tells which cells an export keeps as somebody typed them; parameters are those of `write_export`.

    Raises
    ------
    ValueError
        If the tool does not write such files, or not in that form.
    """
    _writer(tool, ending, form)
    return Keeper(tool, ending, form, FormWords(questionnaire, language))


def _writer(tool: str, ending: str, form: str) -> Callable[[Path, FormWords, AnswerSet, str], None]:
    if (tool, ending) not in _WRITERS:
        known = ", ".join(f"{name} {end}" for name, end in _WRITERS)
        raise ValueError(f"{tool} writes no {ending or 'file without ending'}; there are: {known}.")
    forms, write = _WRITERS[tool, ending]
    if form not in forms:
        raise ValueError(f"{tool} writes no {ending} in the form {form!r}; there are: {', '.join(map(repr, forms))}.")
    return write
