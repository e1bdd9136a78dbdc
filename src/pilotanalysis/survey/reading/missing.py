"""The kinds of missing: what people write, and survey tools label, when they do not answer."""

from __future__ import annotations

import re

from ...files.refusals import ERROR_VALUE
from ..texts import fold
from ..word_lists import LISTED, meanings, words
from .headers import key

#: Sentences by kind, folded; a word more or less does not change them.
_SENTENCES = {
    "dont_know": (
        r"(noi )?nu (stiu|stim|cunosc|cunoastem|avem idee|am idee)( (exact|sigur|inca|precis|cu exactitate|acum))?",
        r"(i|we)? ?(really )?(do not|don'?t) know( (exactly|for sure|yet))?",
        r"(non )(so|sappiamo|saprei|lo so|lo sappiamo|si sa)( (esattamente|di preciso|con certezza|ancora))?",
        r"(nu am|nu avem) (date|informatii)( (acum|inca|exacte|precise))?",
    ),
    "refused": (
        r"(prefer|prefera|preferam|dorim|doresc|vrem|vreau) sa nu (raspund|raspundem|spun|spunem|declar|declaram)",
        r"nu (e|este) treaba .{1,20}|none of your business|non sono affari .{1,20}",
        r"nu (dorim|doresc|vrem|vreau|putem|pot) sa (raspund|spun|comunic|declar|divulg)\w*( la asta| aici)?",
        r"(i|we)? ?(would )?(prefer|rather|wish) not( to)?( (say|answer|tell|disclose))?",
        r"(i|we)? ?(do not|don'?t|will not|won'?t) (want|wish)?( ?to)? ?(say|answer|tell|disclose)",
        r"(no|niciun|nessuna?) (answer|raspuns|risposta)( (given|provided|dat|data))?",
        r"(dat[oeai]|informat\w+|informazion[ei]) (riservat[oaie]|confidential\w*|confidenzial[ei]|private|nepublice)",
        r"(preferisco|preferiamo) non (rispondere|dirlo|dire)",
        r"non (voglio|vogliamo|desidero|desideriamo|intendo|intendiamo|possiamo|posso) (rispondere|dirlo|dire)",
    ),
    "not_applicable": (
        r"nu (ni |mi )?se aplica( .{0,20})?", r"nu (e|este|ii) cazul( .{0,15})?",
        r"(it )?(does not|doesn'?t) apply( .{0,15})?",
        r"not applicable( .{0,15})?", r"non (si|ci si) applica( .{0,15})?", r"non (e|fa) (il|al) caso( .{0,15})?",
    ),
}  # fmt: skip
#: What is merely blank is no kind: the routing tells.
KINDS = tuple(LISTED["missing"])
_KIND_OF = meanings("missing", str)
_KIND_OF_SENTENCE = tuple(
    (re.compile("|".join(f"(?:{one})" for one in sentences)), kind) for kind, sentences in _SENTENCES.items()
)
#: What people, and spreadsheets, put where nothing is said.
_MARKS = re.compile(
    r"[\s\-–—_./\\?!*…#~,;:|^=]*|x{2,}|\(?(?:gol|blank|empty|vuoto|necompletat|lipsa|missing|nan|null)\)?"
    rf"|{ERROR_VALUE.pattern}",
    re.IGNORECASE,
)
#: A database's sign for nothing, and a spreadsheet's for what is not available.
_NULL = re.compile(r"\\n|[<\[{(]\s?(?:null|na|nan|nat|none|nil)\s?[>\]})]|null|nan", re.IGNORECASE)
_NOT_AVAILABLE = re.compile(r"#n/[ad]", re.IGNORECASE)
#: What says that the answer is the one above, or stands in another paper.
_DITTO = re.compile(r"\s*[-–]*\s*(?:[\"”“„〃]|''|//|,,)\s*[-–]*\s*")
_ELSEWHERE = words("as elsewhere")
#: Words that an answer is still to come.
_TO_COME = words("to come")
#: How words begin that are no answer, though no kind of missing: most answers do not.
_NO_ANSWER_BEGINS = frozenset(word[:3] for word in _TO_COME | _ELSEWHERE)
#: Words that there is none, as they stand, and what people say with them.
_NONE, _FOR_NOW = words("none of them"), words("for now")
#: Their first words begin so; *we have none* is short there.
_NONE_BEGINS = frozenset(word[:3] for word in _NONE) | {"we", "non"}
#: That there is none, with a verb: *we buy nothing*.
_NONE_WITH_VERB = re.compile(
    r"nu (?:ne |e |mai )?\w+ (?:nimic|nimeni|niciun\w*|nicio\w*)(?: de la nimeni)?|non \w+ (?:niente|nulla|nessun\w*)"
    r"|we (?:do not|don't) \w+ (?:anything|anybody|anyone|any)|nu e(?:ste)? nevoie de nimic"
)
#: Words that name nobody, and answers that say nothing of what is asked for.
_NOBODY = words("names nobody")
_LITTLE = words("says little") | words("options", "all") | words("options", "vague")
_FORMS = frozenset(form for forms in LISTED["legal form"].values() for form in forms)
_LETTERS = re.compile(r"[^\W\d_]+")
#: How the words begin that there is none, or that name nobody.
_WORDS_BEGIN = _NONE_BEGINS | {word[:3] for word in _FOR_NOW | _NOBODY}
#: Rows of a keyboard, along which a hand runs that has nothing to say.
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_REPEATED = re.compile(r"([a-z]{1,3}?)\1{2,}")
_LONGEST = 60
#: How all of them begin: most answers do not, and need no closer look.
_BEGIN = frozenset(
    ("nu", "no", "ns", "nr", "n.", "n/", "na", "nd", "nc", "ne", "ni", "nș", "nş", "n ", "dk", "do", "da", "id", "i ",
     "i'", "i’", "we", "wi", "un", "re", "ri", "fa", "fă", "co", "se", "st", "pr", "tr", "is", "it", "in", "an",
     "d.", "d ")
)  # fmt: skip
_AROUND = " .,;:-–—\"'()[]*/"


def kind_of(text: str) -> str | None:
    """Tell the kind of missing that a text stands for; None where it is an answer.

    Examples
    --------
    >>> kind_of("Nu știu"), kind_of("N.R."), kind_of("nu e cazul"), kind_of("Neamț")
    ('dont_know', 'refused', 'not_applicable', None)
    >>> kind_of("nu dorim să răspundem"), kind_of("we do not know exactly")
    ('refused', 'dont_know')
    """
    if text.startswith("#") or not may_be_missing(text):
        return None
    word = key(text)
    if word in _KIND_OF:
        return _KIND_OF[word]
    if len(word) < 5:
        return None
    sentence = fold(text).replace("’", "'").strip(" .!")
    return next((kind for pattern, kind in _KIND_OF_SENTENCE if pattern.fullmatch(sentence)), None)


def may_be_missing(text: str) -> bool:
    """Whether a text begins as those that stand for a kind of missing; most do not, and need no closer look."""
    return len(text) <= _LONGEST and text.lstrip(_AROUND)[:2].lower() in _BEGIN


def begins_as_an_answer(text: str) -> bool:
    """Whether several words, or a code, begin as none do that say nothing: most answers do, and need no closer look.

    Examples
    --------
    >>> [begins_as_an_answer(text) for text in ("Exemplu Unu SRL", "J22/123/2005", "nu dorim", "asdf", "Err:502")]
    [True, True, False, False, False]
    """
    start = text[:4].lower()
    return (
        start[:1].isalpha()
        and start.isascii()
        and (" " in text.rstrip() or text[-1:].isdigit())
        and start[:2] not in _BEGIN
        and start[:2] != "er"
        and start.replace(" ", "")[:3] not in _NO_ANSWER_BEGINS
    )


def is_mark(text: str) -> bool:
    """Whether a text says nothing: a dash, an error of a spreadsheet, words that it is to come, keys at random.

    Examples
    --------
    >>> is_mark("-"), is_mark("#N/A"), is_mark("?"), is_mark("0"), is_mark("(gol)")
    (True, True, True, False, True)
    >>> is_mark("de completat"), is_mark("Err:502"), is_mark("asdfg"), is_mark("kjhgkjh"), is_mark("SRL")
    (True, True, True, True, False)
    """
    short = len(text) <= 16 and bool(_MARKS.fullmatch(text))
    return (
        (short and not _DITTO.fullmatch(text)) or is_null(text) or _is_among(text, _TO_COME) or is_keys_at_random(text)
    )


def says_none(text: str) -> bool:
    """Whether a text says that there is none of what is asked for, or none yet.

    Examples
    --------
    >>> says_none("Niciunul."), says_none("deocamdată nu avem"), says_none("none so far"), says_none("Nu Studio")
    (True, True, True, False)
    """
    if len(text) > _LONGEST or _begins_otherwise(text):
        return False
    start = _first_word(text)
    if start[:3] not in _NONE_BEGINS and start not in _FOR_NOW:
        return False
    folded = fold(text)
    bare = key(" ".join(word for word in re.split(r"\W+", folded) if word not in _FOR_NOW))
    return bare in _NONE or bool(_NONE_WITH_VERB.fullmatch(folded.replace("’", "'").strip(_AROUND)))


def names_nobody(text: str) -> bool:
    """Whether what stands in place of a name names nobody: several, all members, ourselves, a form or number alone.

    Examples
    --------
    >>> [names_nobody(text) for text in ("mai mulți", "toți membrii", "Da", "S.R.L.", "Noi Doi SRL", "Partner SA")]
    [True, True, True, True, False, False]
    >>> [names_nobody(text) for text in ("3", "0", "3M")]
    [True, True, False]
    """
    if len(text) > _LONGEST:
        return False
    if len(text) < 5 and key(text).isdecimal():
        return True
    if not _begins_otherwise(text) and _first_word(text) in _NOBODY:
        return all(word in _NOBODY for word in _LETTERS.findall(fold(text)))
    return len(text) <= 16 and key(text) in _FORMS


def says_little(text: str) -> bool:
    """Whether an answer in words says nothing of what is asked for: that there is some, that it is a test.

    Examples
    --------
    >>> [says_little(text) for text in ("Da", "diverse", "test", "etc.", "teste de laborator", "x")]
    [True, True, True, True, False, True]
    """
    return len(text) <= 20 and ((len(said := key(text)) == 1 and said.isalpha()) or said in _LITTLE)


def _begins_otherwise(text: str) -> bool:
    """Whether a text begins as none of those words do: most do, and need no closer look."""
    start = text[:3].lower()
    return start.isascii() and start[:1].isalpha() and start.split(" ")[0].rstrip(_AROUND) not in _WORDS_BEGIN


def _first_word(text: str) -> str:
    return fold(text[:16].lstrip(_AROUND)).split(" ")[0].strip(_AROUND)


def is_damage(text: str) -> bool:
    """Whether a spreadsheet shows an error in the place of what was there; *not available* is a sign for no answer.

    Examples
    --------
    >>> is_damage("########"), is_damage("#VALOARE!"), is_damage("#N/A"), is_damage("-")
    (True, True, False, False)
    """
    bare = text.strip()
    return bool(ERROR_VALUE.fullmatch(bare)) and not _NOT_AVAILABLE.fullmatch(bare)


def is_null(text: str) -> bool:
    r"""Whether a text is a database's sign for nothing.

    Examples
    --------
    >>> is_null(r"\N"), is_null("<NA>"), is_null("N")
    (True, True, False)
    """
    return bool(_NULL.fullmatch(text.strip()))


def is_unknown(text: str) -> bool:
    """Whether a mark says that something is there which is not known, rather than that there is nothing.

    Examples
    --------
    >>> is_unknown("??"), is_unknown("#N/A"), is_unknown("de completat"), is_unknown("-"), is_unknown("")
    (True, True, True, False, False)
    """
    if "?" in text or text[:1].isdigit():
        return "?" in text
    return bool(ERROR_VALUE.fullmatch(text.strip())) or _is_among(text, _TO_COME)


def points_elsewhere(text: str) -> bool:
    """Whether a text says that the answer stands elsewhere: above, or in an annex.

    Examples
    --------
    >>> points_elsewhere("vedi sopra"), points_elsewhere("-//-"), points_elsewhere("idem"), points_elsewhere("ide")
    (True, True, True, False)
    """
    return bool(_DITTO.fullmatch(text)) or _is_among(text, _ELSEWHERE)


def _is_among(text: str, known: frozenset[str]) -> bool:
    if len(text) > _LONGEST:
        return False
    return fold(text.lstrip(_AROUND)[:4]).replace(" ", "")[:3] in _NO_ANSWER_BEGINS and key(text) in known


def is_keys_at_random(text: str) -> bool:
    """Whether a text is what a hand types that has nothing to say: along the keyboard, or the same again and again.

    Examples
    --------
    >>> is_keys_at_random("asdf"), is_keys_at_random("kjhgkjh"), is_keys_at_random("xxxx"), is_keys_at_random("Asco")
    (True, True, True, False)
    """
    word = text.strip().lower()
    if not (4 <= len(word) <= 20 and word.isascii() and word.isalpha()):
        return False
    along = any(word in row or word[::-1] in row for row in _KEYS)
    # No word of six letters has all of them in one of the lower rows, and none that sounds.
    within = len(word) >= 6 and any(set(word) <= set(row) - {"a"} for row in _KEYS[1:])
    half = len(word) // 2
    twice = word[:half] == word[half:] and any(word[:half] in row for row in _KEYS) and half > 2
    return along or within or twice or bool(_REPEATED.fullmatch(word))


def says_nothing(text: str) -> bool:
    """Whether a text is a mark for nothing, or stands for a kind of missing."""
    return is_mark(text.strip()) or kind_of(text) is not None
