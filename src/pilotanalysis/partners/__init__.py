"""Who could close each gap, why them, and which pool of them is the smallest?"""

from .build import build, check, remarks
from .tables import TABLES

__all__ = ["TABLES", "build", "check", "remarks"]
