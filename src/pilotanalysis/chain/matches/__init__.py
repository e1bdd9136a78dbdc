"""Who has what another lacks: every need beside the offers that could meet it, across clusters and languages.

``words`` says what texts mean, by the glossary; ``likeness`` how alike two texts are; ``find`` sets needs beside
offers; ``table`` counts them.
"""

from .find import ALIKE, BY_TEXT, SAME_STAGE, find_matches
from .table import matches_table
from .words import plain, stages_of_words, terms_of_stages

__all__ = [
    "ALIKE",
    "BY_TEXT",
    "SAME_STAGE",
    "find_matches",
    "matches_table",
    "plain",
    "stages_of_words",
    "terms_of_stages",
]
