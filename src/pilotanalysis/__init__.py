"""Study pack: missing links in the value chains of regional clusters.

Notebooks open their report with :func:`begin`, their tables with :func:`open_store`, and take what they show
from the chapters (:mod:`pilotanalysis.survey`, :mod:`pilotanalysis.chain`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .results.register import begin
    from .store import open_store

__version__ = "0.1.0"
__all__ = ["begin", "open_store"]


def __getattr__(name: str) -> Any:
    # Only notebooks need them: the command line must not wait for pandas before it can say what is wrong.
    if name == "begin":
        from .results.register import begin

        return begin
    if name == "open_store":
        from .store import open_store

        return open_store
    raise AttributeError(name)
