"""Study pack: missing links in the value chains of regional clusters.

Notebooks open their report with :func:`begin` and take what they show from the chapters
(:mod:`pilotanalysis.survey`, :mod:`pilotanalysis.chain`).
"""

__version__ = "0.1.0"

from .results.register import begin

__all__ = ["begin"]
