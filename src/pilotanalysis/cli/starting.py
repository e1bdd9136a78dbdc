"""Commands that write another study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..stops import leaving
from .shared import HERE, Folder, pairs, written_whole


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    title: Annotated[
        list[str] | None,
        typer.Option(metavar="LANGUAGE=TITLE", help="What it is called; may be repeated, once a language."),
    ] = None,
    country: Annotated[
        str, typer.Option(help="Country of comparison: two capital letters, as Eurostat has them.")
    ] = "",
    region: Annotated[str, typer.Option(help="The region, a NUTS 2 code.")] = "",
    region_name: Annotated[str, typer.Option(help="Its name, where the country is another.")] = "",
    county: Annotated[
        list[str] | None,
        typer.Option(metavar="NUTS3=NAME", help="A county of the region, where the country is another; repeated."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language of use, as en, ro, it; may be repeated, the main one first.")
    ] = None,
    cluster: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=NAME:STAGES",
            help="A cluster; its stages start from divisions of NACE in the order in which they deliver, as 15,13, "
            "or are those of a cluster of this study, as astrico-ne; may be repeated.",
        ),
    ] = None,
    start: Annotated[str, typer.Option(help="First day of the action, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option(help="Its last day.")] = "",
    budget: Annotated[str, typer.Option(help="What it may cost, in euro.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone, where the country has several, as Europe/Rome.")] = "",
    rate: Annotated[
        str,
        typer.Option(
            help="How many of the country's currency one euro was in the year before, so that members may answer "
            "in it; without it they answer in euro."
        ),
    ] = "",
    official: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of Eurostat that covers region and country.")
    ] = None,
    study: Folder = HERE,
) -> None:
    """Start another study: other clusters, another region. What options do not say is asked for."""
    from ..new.asking import ask
    from ..new.wish import Typed
    from ..new.write import start_study
    from ..study import find

    opened = find(study)
    typed = Typed(
        title or [], country, region, region_name, county or [], language or [], cluster or [], start, end, budget,
        zone, rate, official,
    )  # fmt: skip
    with leaving(written_whole(folder)):
        asked = ask(opened, folder, typed) if sys.stdin.isatty() else typed
        for line in start_study(opened, asked, folder):
            print(line)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another seed, another study; that of study.yml if not given.")
    ] = None,
    respondents: Annotated[
        int | None, typer.Option(min=5, help="About how many answer in each cluster; 40 to 120 if not given.")
    ] = None,
    tool: Annotated[
        list[str] | None,
        typer.Option(metavar="CLUSTER=TOOL", help="The survey tool of a cluster; may be repeated."),
    ] = None,
    mess: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of the answers typed as no form has them.")
    ] = 0.0,
    study: Folder = HERE,
) -> None:
    """Write a fictitious study of the same shape, with its truth in truth/."""
    from ..demo.write import Wish, check_tools, write_study
    from ..study import find

    opened, tools = find(study), pairs(tool or [], "--tool", "CLUSTER=TOOL")
    check_tools(opened, tools)
    if mess != mess:
        raise typer.BadParameter("nan is no share.", param_hint="--mess")
    with leaving(written_whole(folder)):
        write_study(opened, folder, Wish(opened.settings.seed if seed is None else seed, respondents, tools, mess))
        print(f"Written to {folder}: fictitious answers, and what is true of them in {folder / 'truth'}.")
        print(f"Next: pilotanalysis run --study {folder}")
