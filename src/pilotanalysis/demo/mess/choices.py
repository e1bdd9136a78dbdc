"""Choices of one option, as people who have no list before them type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rapidfuzz.distance import DamerauLevenshtein

from ...survey.questionnaire import OTHER, Question, Questionnaire
from . import letters
from .dates import taken_for_a_day
from .kinds import LANGUAGES, Cell, Kind, bare, label, unmarked
from .places import COUNTIES, REGIONS, County

_BAND = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")
#: Fewest letters of a label in which one can be wrong, and fewest that must set it apart from any other then.
_LONG, _APART = 6, 3
_YES_NO = {"yes", "no"}
#: Other words for an option, by list and code.
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "legal_form": {
        "srl": (
            "S.R.L.", "s.r.l.", "S R L", "SRL.", "S.R.L", "societate cu răspundere limitată",
            "Soc. cu răspundere limitată", "SRL-D", "societate comercială SRL",
        ),
        "sa": ("S.A.", "s.a.", "S A", "S.A", "societate pe acțiuni", "Soc. pe acțiuni"),
        "snc": ("S.N.C.", "societate în nume colectiv", "s.n.c."),
        "pfa": ("P.F.A.", "Pers. fiz. aut.", "persoană fizică autorizată", "Pers. fizică autorizată", "p.f.a."),
        "ii": ("I.I.", "Întreprindere individuală", "Intrepr. individuala", "î.i."),
        "if": ("I.F.", "Întreprindere familială", "î.f."),
        "ra": ("R.A.", "Regie autonomă", "regie"),
    },
    "money_unit": {
        "lei": ("RON", "ron", "leu", "lei (RON)", "lei noi", "Lei.", "in lei"),
        "thousand_lei": ("mii RON", "mii ron", "mii de lei", "k lei", "000 lei", "mii lei (RON)", "thousand RON"),
        "million_lei": ("mil. lei", "mln lei", "mln. RON", "mil. RON", "milioane de lei", "milioane RON"),
        "eur": ("EURO", "€", "euro", "Euro", "în euro", "EUR."),
        "thousand_eur": ("mii euro", "k€", "k EUR", "mii de euro", "kEUR", "thousand euro", "mii €"),
    },
    "organisation_type": {
        "firm": ("companie", "societate comercială", "întreprindere", "company", "azienda", "firma privată"),
        "research_edu": ("universitate", "institut de cercetare", "instituție de învățământ", "university", "ateneo"),
        "public_auth": ("primărie", "consiliu județean", "administrație publică", "comune", "town hall"),
        "catalyst": ("catalizator", "organizație-catalizator"),
    },
    "frequency": {
        "weekly": ("în fiecare săptămână", "o dată pe săptămână", "settimanale", "every week", "sapt."),
        "monthly": ("o dată pe lună", "în fiecare lună", "mensile", "every month", "mensilmente"),
        "rarely": ("foarte rar", "rareori", "seldom", "di rado"),
    },
    "position": {
        "own_brand": ("brand propriu", "sub marca noastră", "own brands"),
        "subcontract": ("lohn", "în lohn", "subcontractare", "la comandă", "conto terzi"),
        "service": ("servicii", "prestări servicii", "services", "servizi"),
    },
    "need_type": {
        "material": ("materiale", "materii prime", "materie primă", "raw material"),
        "component": ("componente", "components", "piese componente"),
        "equipment": ("echipamente", "utilaje", "machines and equipment", "attrezzature"),
        "service": ("servicii", "services", "servizi"),
        "skill": ("competențe", "skills", "personal calificat", "competenze"),
        "finance": ("bani", "finanțări", "credit", "funding"),
    },
}  # fmt: skip
_YES = (
    "DA", "da.", "x", "X", "1", "Y", "y", "Sì", "si", "DA!", "da, sigur", "da, cu plăcere", "✓", "TRUE", "ADEVĂRAT",
    "yes.",
)  # fmt: skip
_NO = ("NU", "nu.", "0", "N", "n", "no.", "NU!", "nu, mulțumesc", "FALSE", "FALS", "no, thanks", "no, grazie")
_CONDITIONAL = (
    "în anumite cond.", "cu condiții", "condiționat", "da, în anumite condiții", "sì, a certe condizioni",
    "yes, under conditions", "condizionato", "cond.",
)  # fmt: skip
_HALF = (
    "parțial",
    "poate",
    "da/nu",
    "și da și nu",
    "partial",
    "maybe",
    "partly",
    "forse",
    "in parte",
    "da?",
    "nu chiar",
)
_NO_OPTION = (
    "mixt",
    "idem",
    "vezi mai sus",
    "diverse",
    "see above",
    "come sopra",
    "la fel ca anul trecut",
    "ca la 2012",
)


def kinds(question: Question, questionnaire: Questionnaire) -> tuple[Kind, ...]:
    """Kinds of mess in the answers to a question that asks for one option."""
    codes = {option.name for option in questionnaire.options_of(question)}
    if codes <= {*_YES_NO, "conditional"} and codes >= _YES_NO:
        return _clear(_yes_no(codes == _YES_NO))
    own = _COUNTY if codes <= set(COUNTIES) and codes else _NOT_COUNTY
    return _clear((*_TYPED, *own))


def _clear(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """Keep kinds to answers that are options, and the decidable ones from writing what means another."""

    def clear(kind: Kind) -> Kind:
        def write(cell: Cell) -> str | None:
            text = kind.write(cell) if cell.truth in cell.options else None
            return None if text and kind.decidable and _means_another(cell, text) else text

        return Kind(kind.name, write, kind.weight, kind.decidable)

    return tuple(map(clear, kinds))


def _means_another(cell: Cell, text: str) -> bool:
    said = bare(text)
    return bool(said) and any(said in map(bare, words) for words in _others(cell))


def _others(cell: Cell) -> list[tuple[str, ...]]:
    """Code and labels of each other option."""
    return [(code, *option.labels.values()) for code, option in cell.options.items() if code != cell.truth]


def _own(cell: Cell) -> str:
    return cell.label(cell.truth, cell.tongue)


def _another_language(cell: Cell) -> str | None:
    option = cell.options[cell.truth]
    here = label(option, cell.language)
    others = [label(option, language) for language in LANGUAGES if label(option, language) != here]
    return cell.dice.one_of(others) if others else None


def _code(cell: Cell) -> str | None:
    """The code, not quite as the form has it: as it is, a file with labels would hold the label."""
    code = cell.truth
    return cell.dice.one_of(
        (code.upper(), code.lower(), f"{code} ", f" {code}", code.replace("_", " "), code.capitalize())
    )


def _without_marks(cell: Cell) -> str | None:
    text = _own(cell)
    plain = unmarked(text)
    return cell.dice.one_of((plain, plain.lower(), plain.upper())) if plain != text else None


def _other_case(cell: Cell) -> str | None:
    text = _own(cell)
    return cell.dice.one_of((text.lower(), text.upper(), text.title(), text.swapcase()))


def _point(cell: Cell) -> str | None:
    return f"{_own(cell)}{cell.dice.one_of(('.', '..', ' .', ',', '!', ' *'))}"


def _dressed(cell: Cell) -> str | None:
    before, after = cell.dice.one_of((("- ", ""), ("(", ")"), ("[x] ", ""), ("→ ", ""), ("a) ", ""), ("X ", "")))
    return before + _own(cell) + after


def _lost(cell: Cell) -> str | None:
    """Question marks for letters, where only one option fits what is left."""
    text = letters.lost(_own(cell), cell.dice)
    if not text:
        return None
    fits = re.compile(re.escape(text).replace(r"\?", "."))
    return None if any(fits.fullmatch(word) for words in _others(cell) for word in words) else text


def _typo(cell: Cell) -> str | None:
    """One letter wrong in a long label that nothing else is like."""
    text = _own(cell)
    places = [place for place in range(1, len(text)) if text[place].isalpha() and text[place - 1].isalpha()]
    if len(bare(text)) < _LONG or not places:
        return None
    place = cell.dice.one_of(places)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    wrong = cell.dice.one_of(
        (
            before + after,
            before + letter + letter + after,
            before[:-1] + letter + before[-1] + after,
            before + cell.dice.one_of("aeijnrtsm") + after,
        )
    )
    if bare(wrong) == bare(text):
        return None
    words = [*_words_of_others(cell)]
    return wrong if all(DamerauLevenshtein.distance(bare(wrong), bare(word)) >= _APART for word in words) else None


def _words_of_others(cell: Cell) -> list[str]:
    words = [word for own in _others(cell) for word in own]
    if set(cell.options) <= set(COUNTIES):
        others = [county for code, county in COUNTIES.items() if code != cell.truth]
        words += [town for county in others for town in (county.seat, *county.towns)]
    return words


def _synonym(cell: Cell) -> str | None:
    words = _WORDS.get(cell.question.choices, {}).get(cell.truth)
    return cell.dice.one_of(words) if words else None


def _band_as_day(cell: Cell) -> str | None:
    band = _BAND.fullmatch(cell.label(cell.truth)) or _BAND.fullmatch(cell.truth)
    return taken_for_a_day(int(band[1]), int(band[2]), cell.dice) if band else None


def _spaced_band(cell: Cell) -> str | None:
    band = _BAND.fullmatch(cell.label(cell.truth)) or _BAND.fullmatch(cell.truth)
    if not band:
        return None
    low, high = band[1], band[2]
    said = {"ro": (f"{low} - {high}", f"{low}–{high}", f"de la {low} la {high}", f"între {low} și {high}")}
    return cell.said({**said, "it": (f"da {low} a {high}",), "en": (f"{low} to {high}",)})


def _two_options(cell: Cell) -> str | None:
    others = [code for code in cell.options if code not in (cell.truth, OTHER, "none")]
    if not others:
        return None
    pair = [_own(cell), cell.label(cell.dice.one_of(others), cell.tongue)]
    if cell.dice.happens(0.5):
        pair.reverse()
    return cell.said({"ro": (" / ", " sau ", ", "), "it": (" / ", " oppure "), "en": (" / ", " or ")}).join(pair)


def _perhaps(cell: Cell) -> str | None:
    return f"{cell.said({'ro': ('poate ', 'cred că '), 'it': ('forse ',), 'en': ('perhaps ',)})}{_own(cell)}?"


def _place_in_list(cell: Cell) -> str | None:
    return str([*cell.options].index(cell.truth) + 1)


def _no_option(cell: Cell) -> str | None:
    return cell.dice.one_of(_NO_OPTION)


def _of_county(say: Callable[[County, Cell], str]) -> Callable[[Cell], str | None]:
    return lambda cell: say(COUNTIES[cell.truth], cell)


def _with_county(cell: Cell) -> str | None:
    name = _own(cell)
    if cell.truth == "B":
        return cell.dice.one_of(("Mun. București", "municipiul București", "Bucuresti, sector 3", "BUCURESTI"))
    forms = (
        "jud. {}",
        "județul {}",
        "judetul {}",
        "JUD. {}",
        "Jud.{}",
        "{} (județ)",
        "jud {}",
        "provincia {}",
        "{} county",
    )
    form = cell.dice.one_of(forms)
    said = cell.dice.one_of((name, name, unmarked(name), letters.with_cedilla(name, cell.dice) or name))
    return form.format(said.upper() if form.startswith("JUD") else said)


def _town(county: County, cell: Cell) -> str:
    town = cell.dice.one_of(county.towns)
    return cell.dice.one_of((town, town, unmarked(town), town.upper()))


def _seat(county: County, cell: Cell) -> str:
    return cell.dice.one_of(("{}", "{}", "mun. {}", "Municipiul {}")).format(county.seat)


def _plate(county: County, cell: Cell) -> str:
    return cell.dice.one_of((cell.truth.lower(), f"{cell.truth} ", f"jud. {cell.truth}", f"{cell.truth}."))


def _two_counties(cell: Cell) -> str | None:
    other = cell.dice.one_of([code for code in cell.options if code != cell.truth])
    return cell.dice.one_of((" / ", ", ", " și ", "-")).join((_own(cell), cell.label(other)))


def _region(cell: Cell) -> str | None:
    return cell.dice.one_of(REGIONS)


def _yes_no(only: bool) -> tuple[Kind, ...]:
    """Kinds for *yes* and *no*; figures and ticks only where there is nothing between."""
    yes = _YES if only else tuple(word for word in _YES if word not in ("x", "X", "1", "✓"))
    no = _NO if only else tuple(word for word in _NO if word != "0")
    words = {"yes": yes, "no": no, "conditional": _CONDITIONAL}

    def said(cell: Cell) -> str | None:
        return cell.dice.one_of(words[cell.truth])

    def half(cell: Cell) -> str | None:
        return cell.dice.one_of(_HALF)

    return (
        Kind("yes or no in another form", said, 6),
        Kind("half a yes", half, 1, False),
        Kind("label in another case", _other_case, 2),
        Kind("label in another language", _another_language, 1.5),
        *letters.kinds(letters.SPACING[:1], _own),
    )


_TYPED = (
    Kind("label in another case", _other_case, 4),
    Kind("label without marks", _without_marks, 4),
    Kind("label in another language", _another_language, 2),
    Kind("label with a point", _point, 1.5),
    Kind("label with a bullet", _dressed, 0.7),
    Kind("code in another form", _code, 1.5),
    Kind("letter wrong", _typo, 2),
    Kind("letters lost, one option fits", _lost, 0.7),
    *letters.kinds(letters.SPACING, _own),
    *letters.kinds(letters.ENCODING, _own),
)
_NOT_COUNTY = (
    Kind("other word for the option", _synonym, 5),
    Kind("band turned into a day", _band_as_day, 5),
    Kind("band said otherwise", _spaced_band, 2),
    Kind("two options", _two_options, 3, False),
    Kind("option in doubt", _perhaps, 1, False),
    Kind("place in the list", _place_in_list, 1, False),
    Kind("no option", _no_option, 1, False),
)
_COUNTY = (
    Kind("county with its word", _with_county, 6),
    Kind("seat of the county", _of_county(_seat), 2),
    Kind("town of the county", _of_county(_town), 3),
    Kind("NUTS code", _of_county(lambda county, cell: county.nuts), 1),
    Kind("car plate", _of_county(_plate), 2.5),
    Kind("number of the county", _of_county(lambda county, cell: str(county.number)), 1),
    Kind("two counties", _two_counties, 2, False),
    Kind("region for a county", _region, 2, False),
)
