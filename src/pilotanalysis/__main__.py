"""``python -m pilotanalysis`` is the command line."""

from .cli import main

main()
