"""Study pack: missing links in the value chains of regional clusters.

Notebooks open their report with :func:`begin` and take what they show from the chapters
(:mod:`pilotanalysis.survey`, :mod:`pilotanalysis.chain`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .results.register import begin

__version__ = "0.1.0"
__all__ = ["begin"]


def __getattr__(name: str) -> Any:
    # Only notebooks need it: the command line must not wait for pandas before it can say what is wrong.
    if name == "begin":
        from .results.register import begin

        return begin
    raise AttributeError(name)
