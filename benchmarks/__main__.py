"""Print the benchmark table: ``make bench``, or ``python -m benchmarks reading`` for a part of it."""

import sys

from rich.console import Console
from rich.table import Table

from . import reading, study

PARTS = {"study": study.rows, "reading": reading.rows}

table = Table("what", "seconds", "beside", "seconds ", "ratio", "aim")
for part in sys.argv[1:] or PARTS:
    for row in PARTS[part]():
        numbers = f"{row.seconds:.2f}", f"{row.beside_seconds:.2f}", f"{row.ratio:.2f}"
        table.add_row(row.what, numbers[0], row.beside, numbers[1], numbers[2], row.aim)
Console(width=150).print(table)
