"""What respondents write in their own words, by language: short texts that no real answer was taken from.

Phrases of a stage name what it supplies, and no phrase belongs to two stages, so that texts can be
coded back to the stage they were drawn for. In templates ``{}`` stands for a number (of a *volume*), or for
what a stage supplies (of a *topic* and an *idea*).
"""

from __future__ import annotations

from collections.abc import Mapping

from .lists import rows

#: Languages in which all of this can be said.
LANGUAGES = ("ro", "en", "it")

Phrases = Mapping[str, tuple[str, ...]]


def _phrases(name: str, of: str) -> Mapping[str, Phrases]:
    """Phrases by what they are about and by language."""
    table = rows(name)
    about = dict.fromkeys(row[of] for row in table)
    return {
        each: {language: tuple(row[language] for row in table if row[of] == each) for language in LANGUAGES}
        for each in about
    }


#: What each stage supplies.
STAGES = _phrases("stages.csv", "stage")
#: What else is said, by topic; never a person's name. Topics ending in ``_other`` are questions beside an option.
TOPICS = _phrases("phrases.csv", "topic")
