"""The review: a workbook of what cleaning left to somebody, and the way of decisions into ``data/decisions``."""

from .decide import NotAllBroughtIn, decide, read_review, undelivered
from .workbook import FILE, write_review

__all__ = ["FILE", "NotAllBroughtIn", "decide", "read_review", "undelivered", "write_review"]
