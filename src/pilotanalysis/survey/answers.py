"""The answers of the members: read, matched with the roster, accounted for row by row."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem, StudyError
from ..reference import Counties, Stages
from ..study import Study
from ..tables import SEPARATOR, Table, conform, empty, join_ids
from .identity import name_keys, organisation_keys
from .sheet import Sheet
from .tables import (
    NEED_TYPES,
    ORGANISATION_TYPES,
    ORIGINS,
    Accounting,
    Inputs,
    Needs,
    Offers,
    Organisations,
    Responses,
    Roles,
)
from .workbook import ROW, read_sheets

SHARES = tuple(f"share_{origin}" for origin in ORIGINS)
COLUMNS = {
    "answers": (
        "respondent",
        "name",
        "fiscal_code",
        "organisation_type",
        "county",
        "employees",
        "stages",
        "main_stage",
    ),
    "inputs": ("respondent", "stage", "annual_value", *SHARES, "share_members", "satisfaction"),
    "needs": ("respondent", "stage", "need_type", "criticality", "blocks_existing", "blocks_new"),
    "offers": ("respondent", "stage", "capacity"),
}
NOT_ON_ROSTER = "not on the roster"
ANSWERED_AGAIN = "answered again later"
NO_SUCH_RESPONDENT = "no such respondent"


def read_answers(
    study: Study,
    cluster: str,
    organisations: DataFrame[Organisations],
    stages: DataFrame[Stages],
    counties: DataFrame[Counties],
) -> dict[type[Table], pd.DataFrame]:
    """Read ``data/raw/survey/<cluster>.xlsx``.

    Returns
    -------
    dict
        Responses, Roles, Inputs, Needs, Offers and Accounting of the cluster.

    Raises
    ------
    StudyError
        With every cell that is not what its question allows.
    """
    file = f"survey/{cluster}.xlsx"
    path = study.raw / file
    name = study.relative(path)
    frames = read_sheets(path, name, COLUMNS)
    sheets = {sheet: Sheet(name, file, sheet, frames[sheet]) for sheet in COLUMNS}
    if frames["answers"].empty:
        said = f"The cluster {cluster} has no answers."
        remedy = "Put its answers there, or give the cluster the role follow_up in study.yml."
        raise StudyError(Problem(name, said, remedy, sheet="answers"))
    fates = _fates(sheets["answers"], organisations, counties)
    catalogue = list(stages["stage"])
    own = list(stages.loc[stages["cluster"] == cluster, "stage"])
    wave = study.settings.wave
    tables = {
        Responses: _responses(sheets["answers"], wave),
        Roles: _roles(sheets["answers"], wave, own),
        Inputs: _inputs(sheets["inputs"], wave, catalogue),
        Needs: _needs(sheets["needs"], wave, catalogue),
        Offers: _offers(sheets["offers"], wave, catalogue),
    }
    problems = [problem for sheet in sheets.values() for problem in sheet.problems]
    if problems:
        raise StudyError(problems)
    kept = fates[fates["reason"] == ""].set_index("respondent")["organisation"]
    result: dict[type[Table], pd.DataFrame] = {
        model: _keep(frame.assign(cluster=cluster), kept, model) for model, frame in tables.items()
    }
    result[Accounting] = _accounting(cluster, sheets, fates)
    return result


def _fates(sheet: Sheet, organisations: DataFrame[Organisations], counties: DataFrame[Counties]) -> pd.DataFrame:
    """Say of each response which member it is of, and why it is dropped, if it is."""
    respondent, name = sheet.text("respondent"), sheet.text("name")
    county = sheet.choice("county", list(counties["county"]))
    sheet.choice("organisation_type", ORGANISATION_TYPES)
    for code in respondent[respondent.duplicated() & (respondent != "")].unique():
        row = int(sheet.frame.loc[respondent[respondent == code].index[-1], ROW])
        said = f"Respondent {code} stands twice."
        remedy = "Give each response its own id."
        sheet.problems.append(Problem(sheet.path, said, remedy, sheet.name, row, "respondent"))
    by_code = organisation_keys(sheet.frame["fiscal_code"], name, county)
    names = name_keys(organisations["name"], organisations["county"])
    keys = by_code.where(by_code.isin(organisations["organisation"]))
    keys = keys.fillna(name_keys(name, county).map(dict(zip(names, organisations["organisation"], strict=True))))
    reason = pd.Series("", index=keys.index).mask(keys.duplicated(keep="last") & keys.notna(), ANSWERED_AGAIN)
    return pd.DataFrame(
        {"respondent": respondent, "organisation": keys.fillna(""), "reason": reason.mask(keys.isna(), NOT_ON_ROSTER)}
    )


def _responses(sheet: Sheet, wave: str) -> pd.DataFrame:
    employees = sheet.number("employees", 0, float("inf"), "persons")
    return sheet.lineage(wave).assign(respondent=sheet.frame["respondent"], employees=employees)


def _roles(sheet: Sheet, wave: str, catalogue: list[str]) -> pd.DataFrame:
    """Take the stages of each response apart: one row a stage; an unanswered question gives none."""
    codes = sheet.codes("stages", catalogue)
    main = sheet.choice("main_stage", catalogue, optional=True)
    frame = sheet.lineage(wave).assign(respondent=sheet.frame["respondent"], main=main)
    long = frame.assign(stage=codes.str.split(SEPARATOR)).explode("stage")
    long = long[long["stage"].fillna("") != ""]
    return long.assign(is_main=long["stage"] == long["main"])


def _inputs(sheet: Sheet, wave: str, catalogue: list[str]) -> pd.DataFrame:
    shares = pd.DataFrame({column: sheet.number(column, 0, 100, "percent") for column in SHARES})
    total = shares.fillna(0).sum(axis=1)
    for place in total.index[(total - 100).abs() > 1]:
        said = f"The origins of the input add up to {total[place]:g}."
        remedy = f"The columns {SHARES[0]} to {SHARES[-1]} must add up to 100; a blank counts as 0 there."
        row = int(sheet.frame.loc[place, ROW])
        sheet.problems.append(Problem(sheet.path, said, remedy, sheet.name, row))
    return sheet.lineage(wave).assign(
        respondent=sheet.text("respondent"),
        stage=sheet.choice("stage", catalogue),
        annual_value=sheet.number("annual_value", 0, float("inf"), "thousand EUR"),
        **shares.fillna(0.0),
        share_members=sheet.number("share_members", 0, 100, "percent"),
        satisfaction=sheet.number("satisfaction", 1, 5, "1 poor to 5 very good"),
    )


def _needs(sheet: Sheet, wave: str, catalogue: list[str]) -> pd.DataFrame:
    return sheet.lineage(wave).assign(
        respondent=sheet.text("respondent"),
        stage=sheet.choice("stage", catalogue),
        need_type=sheet.choice("need_type", NEED_TYPES),
        criticality=sheet.number("criticality", 1, 5, "1 convenient to 5 vital"),
        blocks_existing=sheet.yes_no("blocks_existing"),
        blocks_new=sheet.yes_no("blocks_new"),
    )


def _offers(sheet: Sheet, wave: str, catalogue: list[str]) -> pd.DataFrame:
    return sheet.lineage(wave).assign(
        respondent=sheet.text("respondent"),
        stage=sheet.choice("stage", catalogue),
        capacity=sheet.number("capacity", 0, 100, "percent"),
    )


def _keep(frame: pd.DataFrame, kept: pd.Series, model: type[Table]) -> pd.DataFrame:
    rows = frame[frame["respondent"].isin(kept.index)]
    return conform(rows.assign(organisation=rows["respondent"].map(kept)), model) if len(rows) else empty(model)


def _accounting(cluster: str, sheets: dict[str, Sheet], fates: pd.DataFrame) -> DataFrame[Accounting]:
    """Count what became of the rows of every sheet; follow-on rows share their response's fate."""
    reasons = fates.set_index("respondent")["reason"]
    counted = []
    for sheet in sheets.values():
        lineage = sheet.lineage("")
        reason = sheet.frame["respondent"].map(reasons).fillna(NO_SUCH_RESPONDENT)
        for why, rows in lineage.groupby(reason):
            outcome = {"": "kept", ANSWERED_AGAIN: "merged"}.get(str(why), "dropped")
            counted.append((join_ids(rows["row_id"]), cluster, sheet.file, sheet.name, outcome, why, len(rows)))
    return conform(pd.DataFrame(counted, columns=list(Accounting.to_schema().columns)), Accounting)
