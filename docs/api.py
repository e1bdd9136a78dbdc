"""Write the API pages, one a module, from the docstrings to docs/api: ``make docs``."""

from __future__ import annotations

import pkgutil
import shutil
import warnings
from pathlib import Path

import pdoc

import pilotanalysis

TARGET = Path(__file__).parent / "api"


def modules() -> list[str]:
    """Names of the package and of every module in it that is public."""
    inside = pkgutil.walk_packages(pilotanalysis.__path__, f"{pilotanalysis.__name__}.")
    names = [pilotanalysis.__name__, *(found.name for found in inside)]
    return [name for name in names if not any(part.startswith("_") for part in name.split("."))]


def main() -> None:
    """Write the pages anew."""
    # A package and its module may both be asked for; one page is made, and pdoc need not warn of it.
    warnings.filterwarnings("ignore", message="The module specification")
    # The package imports these at first use; pdoc looks only at what is there.
    vars(pilotanalysis).update({name: getattr(pilotanalysis, name) for name in pilotanalysis.__all__})
    shutil.rmtree(TARGET, ignore_errors=True)
    pdoc.render.configure(docformat="numpy", footer_text=f"pilotanalysis {pilotanalysis.__version__}", search=True)
    pdoc.pdoc(*modules(), output_directory=TARGET)
    print(f"Start here: {TARGET.relative_to(Path.cwd())}/index.html")


if __name__ == "__main__":
    main()
