"""Print the benchmark table: ``make bench``."""

from rich.console import Console
from rich.table import Table

from . import study

table = Table("what", "seconds", "beside", "seconds ", "ratio", "aim")
for row in study.rows():
    numbers = f"{row.seconds:.2f}", f"{row.beside_seconds:.2f}", f"{row.ratio:.2f}"
    table.add_row(row.what, numbers[0], row.beside, numbers[1], numbers[2], row.aim)
Console(width=140).print(table)
