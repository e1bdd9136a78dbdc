"""Which firms of the country work in what a cluster lacks? The register that a study holds, and its screening."""

from .bringing import Brought as Brought
from .bringing import update as update
from .screening import screen as screen
from .table import check as check
from .table import place_of as place_of
from .turnover import remarks_on_turnover as remarks_on_turnover
