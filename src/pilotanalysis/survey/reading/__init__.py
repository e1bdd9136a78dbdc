"""Exports of survey tools, read into answers.

A file becomes grids of text (:mod:`pilotanalysis.files`); the tool that wrote it is told by its columns and puts
them together (:mod:`tools`); headers find their questions (:mod:`headers`); cells become codes of
options (:mod:`decode`), one frame for the questions asked once and one for each repeat (:mod:`blocks`).
"""

from .export import Export, Stated, read_export

__all__ = ["Export", "Stated", "read_export"]
