"""The command line, by groups of commands. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import io
import os
import sys
import warnings

import typer

from ..problems import ParameterError, StudyError, counted, reason
from ..stops import standing, told
from . import bringing, reporting, starting
from .shared import FAILED, REFUSED

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Missing links in value chains: clean the survey, run the notebooks, render and verify the reports.",
)
for _command in (
    bringing.check,
    bringing.clean,
    bringing.decide,
    bringing.official,
    bringing.words,
    bringing.register,
    bringing.questionnaire,
    reporting.run,
    reporting.verify,
    reporting.share,
    starting.new,
    starting.demo,
):
    app.command()(_command)


def main() -> None:
    """Run the command line; problems are told in the analyst's words, never as a traceback."""
    _forget_habits()
    with told():
        try:
            app()
        except StudyError as error:
            for problem in error.problems:
                print(f"{problem}", file=sys.stderr)
            print(f"{counted(len(error.problems), 'problem')}; {standing(error)}.", file=sys.stderr)
            sys.exit(REFUSED if isinstance(error, ParameterError) else FAILED)
        except OSError as error:
            print(f"{error.filename or 'A file'}: cannot be read or written ({reason(error)}).", file=sys.stderr)
            sys.exit(FAILED)


def _forget_habits() -> None:
    """Leave out what the machine asks of Python: nothing that is said or made hangs on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another alphabet shows what it can.
            stream.reconfigure(errors="backslashreplace")
    for name in [name for name in os.environ if name.startswith("PANDAS_")]:
        del os.environ[name]
    # Plugins that happen to be installed: looking for them takes longer than reading study.yml.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    if "PYTHONWARNINGS" in os.environ:
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
    if sys.flags.optimize > 1:
        said = "It takes out the words that tables are described with. Unset it, or set it to 0 or 1."
        print(f"PYTHONOPTIMIZE is {sys.flags.optimize}. {said}", file=sys.stderr)
        sys.exit(FAILED)
