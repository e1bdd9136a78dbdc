"""What to do next with a new study, and its README."""

from __future__ import annotations

from .. import reference
from ..problems import quoted
from ..study import Study
from ..survey import questionnaire
from .wish import NewStudy


def steps(study: Study, wish: NewStudy, at: str = "") -> list[str]:
    """Say what is to be done until answers can come in; `at` is what commands need to find the study."""
    lacking = {wish.region, wish.country} - set(reference.load(study, reference.PersonsEmployed)["geo"])
    of_eurostat = f"pilotanalysis official FILE{at}: a file of Eurostat that covers {quoted(sorted(lacking))}"
    return [
        *([of_eurostat] if lacking else []),
        *(
            f"translate {study.relative(study.words_file(language))}, which says all reports in {language}, and in "
            f"data/raw/{questionnaire.FILE} the columns of {language}"
            for language in wish.to_translate
        ),
        "read data/raw/reference/stages.csv and edges.csv with the managements: they are a start, not the chain",
        "send data/raw/roster/ to the managements, and what pilotanalysis questionnaire writes to the survey tool",
        f"pilotanalysis check{at}",
    ]


def readme(study: Study, wish: NewStudy) -> str:
    """Give the first page of the folder: what it is, what to do next, and what stands where."""
    region = f"{wish.region_name} ({wish.region})" if wish.region_name else wish.region
    clusters = ", ".join(cluster.name for cluster in wish.clusters)
    return "\n".join(
        [
            f"# {next(iter(wish.titles.values()))}",
            "",
            f"A study of the value chains of {clusters}, in {region}, from {wish.start} to {wish.end}. There are no "
            "answers yet. Commands run in this folder, with `pilotanalysis` of the pack that wrote it.",
            "",
            "## What to do next",
            "",
            *(f"{number}. {step}" for number, step in enumerate(steps(study, wish), start=1)),
            "",
            "To see before what comes out: `pilotanalysis demo ../trial --respondents 12`, then `pilotanalysis run "
            "--study ../trial`. It invents the answers, and says so on every page.",
            "",
            "## Once answers are there",
            "",
            "1. Put each export (README of the pack says which one to take from each survey tool) into "
            "`data/raw/survey/`, named after its cluster, and rosters that came back into "
            "`data/raw/roster/`; add an entry for each export to `data/raw/datapackage.json`.",
            "2. `pilotanalysis check`, until it finds nothing that you would mend.",
            "3. `pilotanalysis run`, and open `reports/index.html`.",
            "",
            "## What is here",
            "",
            "| | |",
            "| --- | --- |",
            "| `study.yml` | settings, each explained |",
            "| `data/raw/reference/` | clusters, stages, who delivers to whom, places, statistics |",
            f"| `data/raw/{questionnaire.FILE}` | the questionnaire, an XLSForm |",
            "| `data/raw/roster/` | a workbook for each management, to be filled in |",
            "| `notebooks/` | what the reports are made from |",
            "| `environment.yml`, `requirements.lock` | versions of all that the pack needs |",
            "",
        ]
    )
