"""Print the benchmark table: ``make bench``, or ``python -m benchmarks reading`` for a part of it."""

import sys

from rich.console import Console
from rich.table import Table

from . import cleaning, engines, gaps, many, matching, meetings, quality, ranking, reading, register, study
from .fuzz import fuzz
from .typing import score as typing

PARTS = {
    "study": study.rows,
    "engines": engines.rows,
    "reading": reading.rows,
    "cleaning": cleaning.rows,
    "ranking": ranking.rows,
    "matching": matching.rows,
    "register": register.rows,
}
MEASURES = {
    "quality": quality.tables,
    "gaps": gaps.tables,
    "matching": matching.tables,
    "meetings": meetings.tables,
    "many": many.tables,
    "fuzz": fuzz.tables,
    "register": register.tables,
    "typing": typing.tables,
}

wanted = sys.argv[1:] or dict.fromkeys([*PARTS, *MEASURES])
console = Console(width=150)
table = Table("what", "seconds", "beside", "seconds ", "ratio", "aim")
for part in wanted:
    for row in PARTS[part]() if part in PARTS else ():
        numbers = (
            f"{row.seconds:.2f}",
            f"{row.beside_seconds:.2f}",
            f"{row.ratio:.2f}" if row.ratio >= 0.1 else f"{row.ratio:.1g}",
        )
        table.add_row(row.what, numbers[0], row.beside, numbers[1], numbers[2], row.aim)
if table.row_count:
    console.print(table)
for part in wanted:
    for measured in MEASURES[part]() if part in MEASURES else ():
        console.print(measured)
