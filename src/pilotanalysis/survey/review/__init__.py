"""The review: a workbook of what cleaning left to somebody, and the way of decisions into ``data/decisions``."""

from .decide import decide, read_review, undelivered
from .workbook import FILE, write_review

__all__ = ["FILE", "decide", "read_review", "undelivered", "write_review"]
