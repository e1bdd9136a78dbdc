"""Exports of survey tools, read into answers.

A file becomes grids of text (:mod:`files`); the tool that wrote it is told by its columns and puts
them together (:mod:`tools`); headers find their questions (:mod:`headers`); cells become codes of
options, one frame for the questions asked once and one for each repeat (:mod:`decode`).
"""

from .export import Block, Export, Stated, read_export

__all__ = ["Block", "Export", "Stated", "read_export"]
