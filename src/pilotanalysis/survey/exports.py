"""The exports of a study: which files came in, from which tool, for which cluster."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from ..chapter import Tell, silent
from ..files.kinds import kind_of
from ..problems import Problem, StudyError, counted, nearest, quoted
from ..raw_files import is_litter
from ..settings import FILE as SETTINGS
from ..spread import each
from ..study import Study
from .interpretation import Rule
from .questionnaire import FILE as QUESTIONNAIRE
from .questionnaire import Questionnaire, load
from .reading import Export, Stated, read_export
from .reading.blocks import HEAD
from .reading.headers import Headers
from .whose import named_otherwise

#: Questions that tell responses apart, whatever tool wrote them.
_TELLING = ("name", "fiscal_code", "stages", "employees", "comments")
FOLDER = "survey"


@dataclass(frozen=True)
class Incoming:
    """Responses to one cluster's survey, from one export.

    Attributes
    ----------
    name : str
        What the analyst calls the file.
    """

    wave: str
    cluster: str
    name: str
    export: Export


def read_exports(
    study: Study, questionnaire: Questionnaire, recognise: Mapping[str, Rule], tell: Tell = silent
) -> list[Incoming]:
    """Read every file below ``data/raw/survey`` but the questionnaire.

    A file belongs to the cluster whose id its name begins with; another serves every cluster that its answers to the
    question ``cluster`` name. By list of options, `recognise` reads words that are no label of it.

    Raises
    ------
    StudyError
        With the problems of every file, and those of clusters without a file.
    """
    headers = Headers(questionnaire)
    found: list[Incoming] = []
    problems: list[Problem] = []
    problems += [*_strange_folders(study), *_stated_of_no_file(study), *_of_no_wave(study)]
    files = _readable(study, problems, tell)
    for read in each(partial(_tried, study, questionnaire, headers, recognise), files):
        if isinstance(read, StudyError):
            problems += read.problems
        else:
            found += read
    problems += _told_twice(found)
    if not problems:
        problems += _clusters_without(study, found)
    if problems:
        raise StudyError(problems)
    return found


def _files(study: Study) -> Iterator[tuple[str, Path]]:
    """Files of the exports with their wave: those of the first lie in the folder itself, of a later one in its own."""
    folder = study.raw / FOLDER
    for place, wave in enumerate(study.settings.waves):
        for path in sorted((folder / wave if place else folder).glob("*")):
            if not path.is_dir() and not is_litter(path) and path != study.raw / QUESTIONNAIRE:
                yield wave, path


def none_came_in(study: Study) -> bool:
    """Whether there is no export yet, of any wave."""
    return next(_files(study), None) is None


def _stated_of_no_file(study: Study) -> Iterator[Problem]:
    """Entries of ``exports`` in study.yml that name no file, or one twice."""
    there = [path.relative_to(study.raw / FOLDER).as_posix() for _wave, path in _files(study)]
    named = [entry.file for entry in study.settings.exports]
    for place, file in enumerate(named):
        row = study.row_of("exports", place, "file")
        if file not in there:
            said = f"exports: there is no file {file} in data/raw/{FOLDER}."
            yield Problem(SETTINGS, said, f"There are: {quoted(there)}.{nearest(file, there)}", row=row)
        elif file in named[:place]:
            yield Problem(SETTINGS, f"exports: {file} is named twice.", "Keep one of the two.", row=row)


def _of_no_wave(study: Study) -> Iterator[Problem]:
    """Waves before the last of which there is no export; of the last each cluster is asked for."""
    there = {wave for wave, _path in _files(study)}
    for place, wave in enumerate(study.settings.waves[:-1]):
        if wave not in there:
            folder = f"data/raw/{FOLDER}" + (f"/{wave}" if place else "")
            said = f"waves: {wave} has no export in {folder}."
            remedy = "Put its exports there, or take it out of waves."
            yield Problem(SETTINGS, said, remedy, row=study.row_of("waves", place))


def _strange_folders(study: Study) -> Iterator[Problem]:
    """Folders beside the exports that are no wave: nobody would read what is in them."""
    later = study.settings.waves[1:]
    for path in sorted((study.raw / FOLDER).glob("*")):
        if path.is_dir() and path.name not in later and not is_litter(path):
            said = "The folder is no wave of the study."
            remedy = f"Add {path.name} to waves in study.yml, or move it away.{nearest(path.name, later)}"
            yield Problem(study.relative(path), said, remedy)


def _readable(study: Study, problems: list[Problem], tell: Tell) -> Iterator[tuple[str, Path]]:
    """Files to be read, each told when it is its turn; what is wrong with the others is added to the problems."""
    digests: dict[str, str] = {}
    for wave, path in _files(study):
        name = study.relative(path)
        tell(f"reads {name}")
        try:
            kind_of(path, name)
        except StudyError as error:
            problems += error.problems
            continue
        twin = digests.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), name)
        if twin == name:
            yield wave, path
        else:
            problems.append(Problem(name, f"The file is the same as {twin}.", "Keep one of the two."))


def _tried(
    study: Study, questionnaire: Questionnaire, headers: Headers, recognise: Mapping[str, Rule], file: tuple[str, Path]
) -> list[Incoming] | StudyError:
    """Read one export; what is wrong with it keeps nobody from the others."""
    try:
        return list(_read(study, *file, questionnaire, headers, recognise))
    except StudyError as error:
        return _as_its_wave_asks(study, file, questionnaire, recognise) or error


def _as_its_wave_asks(
    study: Study, file: tuple[str, Path], questionnaire: Questionnaire, recognise: Mapping[str, Rule]
) -> list[Incoming] | None:
    """Read an export whose heads have the years of its wave, where those are others; None where that is not why."""
    own = load(study, file[0])
    if own.year == questionnaire.year:
        return None
    try:
        return list(_read(study, *file, own, Headers(own), recognise))
    except StudyError:
        return None


def _read(
    study: Study, wave: str, path: Path, questionnaire: Questionnaire, headers: Headers, recognise: Mapping[str, Rule]
) -> Iterator[Incoming]:
    below = path.relative_to(study.raw / FOLDER).as_posix()
    name, file = study.relative(path), f"{FOLDER}/{below}"
    said = next((entry for entry in study.settings.exports if entry.file == below), None)
    stated = Stated(said.tool, said.encoding, said.separator) if said else Stated()
    export = read_export(path, name, file, questionnaire, headers, stated, recognise)
    cluster = said.cluster if said and said.cluster else _cluster_of(study, path)
    if cluster:
        if not (said and said.cluster) and (wrong := list(named_otherwise(study, export, name, cluster))):
            raise StudyError(wrong)
        yield Incoming(wave, cluster, name, export)
        return
    answers = export.blocks[""].get("cluster")
    if answers is None or not answers.fillna("").ne("").any():
        ids = [entry.id for entry in study.settings.clusters]
        remedy = f"Begin its name with a cluster's id ({quoted(ids)}), or let the question cluster be answered."
        raise StudyError(Problem(name, "It is not told which cluster's answers these are.", remedy))
    # Repetitions of no response are nobody's; they are accounted for with the first cluster.
    first = next((named for named in answers.dropna().unique() if named in study.analysed), "")
    for named in answers.dropna().unique():
        if named in study.analysed:
            yield Incoming(wave, named, name, _part(export, answers == named, with_orphans=named == first))
    others = answers.fillna("")[~answers.isin(study.analysed)]
    if len(others):
        rows, sheet = export.responses.loc[others.index, "row"], str(export.responses["sheet"].iloc[0]) or None
        first = str(others.iloc[0])
        what = f"The answer {first!r} is no analysed cluster." if first else "It is not answered."
        remedy = f"Analysed are: {quoted(study.analysed)}.{nearest(first, study.analysed)}"
        raise StudyError(Problem(name, what, remedy, sheet, int(row), "cluster") for row in rows)


def _cluster_of(study: Study, path: Path) -> str:
    # A longer word is another one: iconical.csv is not of the cluster iconic.
    stem = path.stem.lower()
    ids = [entry.id for entry in study.settings.clusters if re.match(rf"{re.escape(entry.id)}(?![^\W\d_])", stem)]
    return max(ids, key=len, default="")


def not_analysed(study: Study) -> Iterator[str]:
    """Name exports of clusters that the study does not analyse: nobody reads what is in them."""
    for _wave, path in _files(study):
        cluster = _cluster_of(study, path)
        if cluster and cluster not in study.analysed:
            yield f"{study.relative(path)}: {cluster} is not analysed. It is not used."


def _part(export: Export, chosen: pd.Series, with_orphans: bool) -> Export:
    """Responses of an export that were chosen, with their repetitions, and perhaps those of no response."""
    responses = export.responses[chosen]
    others = set(export.responses["respondent"]) - set(responses["respondent"])

    def owned(frame: pd.DataFrame) -> pd.Series:
        own = frame["respondent"].isin(set(responses["respondent"]))
        return own | ~frame["respondent"].isin(others) if with_orphans else own

    own = {repeat: frame[owned(frame)] for repeat, frame in export.blocks.items()}
    moved = {(repeat, old): new for repeat, frame in own.items() for new, old in enumerate(frame.index)}
    there = export.notes[["repeat", "place"]].itertuples(index=False, name=None)
    notes = export.notes.assign(place=[moved.get(place, -1) for place in there])
    blocks = {repeat: frame.reset_index(drop=True) for repeat, frame in own.items()}
    return replace(export, responses=responses.reset_index(drop=True), blocks=blocks, notes=notes[notes["place"] >= 0])


def _told_twice(found: list[Incoming]) -> Iterator[Problem]:
    """Two exports of a cluster that hold the same responses: of a wave, or answer for answer of two."""
    for number, one in enumerate(found):
        for other in found[:number]:
            if one.cluster != other.cluster:
                continue
            again = one.wave != other.wave
            mine, theirs = (_fingerprints(incoming.export, whole=again) for incoming in (one, other))
            same = len(mine & theirs)
            if not same or same < 0.5 * min(len(mine), len(theirs)):
                continue
            of_them = f"Of its {counted(len(mine), 'response')}, {same} are in {other.name} too"
            if again:
                remedy = f"Put the answers of the wave {one.wave} there: these are of {other.wave}."
                yield Problem(one.name, f"{of_them}, answer for answer.", remedy)
            else:
                yield Problem(one.name, f"{of_them}.", "Keep the export that holds more of them.")


def _fingerprints(export: Export, whole: bool) -> set[int]:
    """What tells responses apart, whatever tool wrote them: name, code and answers to questions asked once, or all."""
    frame = export.blocks[""]
    names = [name for name in frame if name not in HEAD] if whole else _TELLING
    telling = [name for name in names if name in frame]
    texts = frame[telling].fillna("").astype("object").apply(lambda column: column.str.strip().str.casefold())
    return {hash(row) for row in texts.itertuples(index=False) if any(row)}


def _clusters_without(study: Study, found: list[Incoming]) -> Iterator[Problem]:
    answered = {one.cluster for one in found if len(one.export.responses) and one.wave == study.settings.wave}
    folder = f"data/raw/{FOLDER}" + (f"/{study.settings.wave}" if len(study.settings.waves) > 1 else "")
    bare = {one.cluster: one.name for one in found if one.wave == study.settings.wave}
    for cluster in study.analysed:
        if cluster in bare and cluster not in answered:
            remedy = f"Export it again, with all responses, or give {cluster} the role follow_up in study.yml."
            yield Problem(bare[cluster], "It has heads and no response.", remedy)
        elif cluster not in answered:
            said = f"The cluster {cluster} has no answers."
            remedy = (
                f"Put its export there as {cluster}.csv, .xlsx or .sav, or give it the role follow_up in study.yml."
            )
            yield Problem(folder, said, remedy)
