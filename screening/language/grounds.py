"""Direct grounds of discrimination as they show up in SQL values and in texts (T8).

Names of columns are judged by the same patterns that keep columns out of the registers. Values and
texts need their own: 'herkomst van het geld' is about money, and 'sex' is a branch group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from screening.language.disguised import closed_up, read_again, without_signs
from screening.language.likeness import Likeness
from screening.language.nationals import NATIONALS, compatriots
from screening.language.peoples import (
    BELIEVERS,
    FROM,
    OTHERWISE,
    come_from,
    people_themselves,
    said_of,
)
from screening.reference.folding import folded, mixed_scripts
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.blocked import is_blocked

_Look = Callable[[re.Pattern[str], str], re.Match[str] | None]
_DECLARED = frozenset(name for register in REGISTERS.values() for name in register.columns)

# Names that only ever hold a person's name, or that split one.
_PERSON_NAME = re.compile(
    r"(^|_)(surname|achternaam|voornaam|voorletters|familienaam|geslachtsnaam|lastname|firstname"
    r"|(last|first|family|given|maiden)_name|meisjesnaam)(_|$)"
)

_PEOPLE = (
    r"personen|persoon|bewoners?|inwoners?|eigenar(?:en|s)|eigenaar|ondernemers?|bestuurders?"
    r"|ouders?|huurders?|verhuurders?|aanvragers?|klanten|mensen|gezin(?:nen)?|familie|bevolking"
    r"|people|persons?|residents?|owners?|parents?|applicants?|directors?"
)

_OF_A_FIRM = r"(?:de|het|een) (?:\w*vennootschap|\w*bedrijf|onderneming|rechtspersoon|firma)(?!\w)"
_COUNTRIES = """
    afghanistan albanie algerije antillen armenie azerbeidzjan bosnie bulgarije china colombia congo
    curacao egypte eritrea ethiopie ghana hongarije india indonesie irak iran kosovo kroatie letland
    libanon litouwen marokko moldavie nigeria oekraine pakistan polen roemenie rusland senegal
    servie slowakije somalie sudan suriname syrie tunesie turkije vietnam nederland
    bulgaria morocco poland romania somalia syria turkey
"""
# In running text only what cannot mean anything else.
_TEXT: dict[str, list[str]] = {
    "nationality": [
        r"\w*nationalit\w*|staatsburgerschap|citizenships?",
        *NATIONALS,
        compatriots(_PEOPLE),
    ],
    "country of birth": [
        r"geboorte ?(?:land|plaats)\w*",
        "countr(?:y|ies) of birth",
        "birth ?(?:country|place)s?",
        "land van geboorte",
        f"geboren in (?:het )?(?:buitenland|{'|'.join(_COUNTRIES.split())})",
    ],
    "origin": [
        "afkomst",
        "(?:land van herkomst|country of origin)",
        f"origin of (?:the )?(?:{_PEOPLE})",
        f"herkomst(?: van)?(?: de| het| een| hun)? (?:{_PEOPLE})",
        f"(?:{_PEOPLE}) van .{{0,15}}(?:herkomst|origine)",
        r"(?:allochto|autochto)\w+",
        f"buitenlandse (?:{_PEOPLE})",
        "buitenlanders?|foreigners?|vreemdeling(?:en)?(?! in de zin van)|moedertaal|moe landers?",
        rf"buitenlandse? (?:klinkende )?na(?:am|men)(?! van {_OF_A_FIRM})",
        *come_from(_PEOPLE, "|".join(_COUNTRIES.split())),
    ],
    "ethnicity": [
        r"(?:etnici|ethnic)\w*|etnische?",
        r"woonwagen\w*|caravan dwellers?|zigeuners?|sinti",
        "roma(?= ?gezin| famil| bewoner|$)",
    ],
    "skin colour": [r"huids?kleur\w*", "skin colou?rs?"],
    "migration background": [
        r"migratie ?achtergrond\w*|migration backgrounds?",
        "statushouders?|asielzoekers?|asylum seekers?|vluchteling(?:en)?|immigrant(?:en|s)?",
    ],
    "name-based origin": ["achterna(?:am|men)", "surnames?|family names?", "naamherkomst"],
    "religion": [
        r"religi(?:e|on|ons)|religieuze overtuiging|godsdienst\w*|geloofsovertuiging",
        r"islam|islamiti\w*|moslim\w*|muslims?|joodse?|jewish|hindoe\w*|christenen",
        r"moskee\w*|mosques?",
    ],
    "belief": [r"levensovertuiging\w*|levensbeschouw\w*"],
    "political view": [
        r"politieke (?:voorkeur|overtuiging|kleur|gezindheid)\w*",
        "political (?:view|opinion)s?",
    ],
    "sex": ["geslacht|sekse|gender", "mannelijke?|vrouwelijke?"],
    "orientation": [
        r"geaardheid|seksuele (?:gerichtheid|voorkeur)|homoseksue\w+",
        "sexual orientation",
    ],
    "civil status": ["burgerlijke staat", "(?:marital|civil) status", "ongehuwden?"],
}

_NATIONALS = """
    afgaan afghaan albane algerijn antilli armeen armens bosni bulgaar bulgar chinees chinese
    colombia egypt eritre ethiop ghane hongaar iraak iraki irani kosova kroat libane litouw marokk
    morocc nigeri oekrai pakistan pools poolse polish roemeen roemeense romanian russisch russian
    servisch slowaak somali surinaam syri tunes turk vietna nederlander nederlandse niet-nederland
"""

for _ground, _patterns in (*said_of(_PEOPLE).items(), *people_themselves().items()):
    _TEXT[_ground] += _patterns


def _beginning_with(words: Iterable[str]) -> str:
    begins = "|".join(word.replace("-", " ") for word in words)
    return rf"(?!(?:{'|'.join(OTHERWISE)})(?!\w))(?:{begins})\w{{0,5}}"


# In quotes inside SQL, or as a parameter value, a word is a criterion.
_VALUE: dict[str, list[str]] = {
    "nationality": [_beginning_with(_NATIONALS.split())],
    "origin": [_beginning_with(FROM)],
    "country of birth": _COUNTRIES.split(),
    "skin colour": ["gekleurden?|getinten?"],
    "ethnicity": [r"roma|sinti|woonwagen\w*|ras|zigeuner\w*"],
    "migration background": [
        r"(?:niet )?westers\w*",
        r"migrant(?:en|s)?|vluchteling(?:en)?|refugees?|asiel\w*",
    ],
    "religion": [
        r"islam|moslim|kerk(?:en)?|kerkgenootschap\w*|tempel",
        _beginning_with(BELIEVERS),
    ],
    "political view": [r"politieke partij\w*|partijlid"],
    "sex": ["man|vrouw|mannen|vrouwen|male|female|men|women|m/v|transgender\\w*|non binair"],
    "orientation": [r"homo(?!ge)\w*|hetero(?!ge)\w*|bi ?seksu\w*|lesb\w*|lhbti?\w*|gay"],
    "civil status": [
        "(?:on)?gehuwde?n?|(?:on)?getrouwd|weduwen?|weduwnaars?|samenwonende?n?|alleenstaande?n?",
        "married|unmarried|divorced",
    ],
}

_ENDED = """
    e n s se sen en er ers es ie isch ische sch sche k ke aan aans aanse anen an ans ian iaan iaans
    iaanse ianen eaan eanen ean ar aar aars aarse aren ees ese ezen eze ier iers ieren iens iense
    ner ners enaar enaars enaren taan taans taanse tanen mees mese mezen jn jns jnse jnen nen nse
    ten te ist isten iet ieten aat aten pen enne ennes seksueel seksuele seksuelen eel ele
    elen fiel fielen zoeker zoekers bewoner bewoners kamp kampen centrum
"""
"""How words for people and what they believe end; names of places go on in other ways."""
_ENDINGS = ("", "e", "s", "se", "en", "er", "aan", "aans", "aanse", "anen", "an", "ian", "ees")
_WORDS_OF_A_GROUND: dict[str, str] = {
    "ethnicity": "roma sinti zigeuner zigeuners woonwagenbewoner woonwagenbewoners",
    "migration background": "migrant migranten vluchteling vluchtelingen asielzoeker westers",
    "religion": "islam islamitisch moslim moslims katholiek protestant joods kerk moskee tempel",
    "sex": "man vrouw mannelijk vrouwelijk",
    "orientation": "homo homoseksueel hetero lesbisch",
    "civil status": "gehuwd ongehuwd weduwe gescheiden",
}
_FOUND_BY_PATTERN = {
    **{f"{stem}{end}": "nationality" for stem in _NATIONALS.split() for end in _ENDINGS},
    **dict.fromkeys(_COUNTRIES.split(), "country of birth"),
    **{word: ground for ground, words in _WORDS_OF_A_GROUND.items() for word in words.split()},
}
"""Whole words that a pattern with parts left out may not find."""
SBI_OF_A_GROUND = ("9491", "9492", "47293")
"""How codes begin that pick out a ground: churches and mosques, parties, foreign foods."""
_WHOLE_SBI = (*SBI_OF_A_GROUND, "94911", "94919")
THROUGH_BRANCH = "religion, political view or origin, through the branch"
_SBI = re.compile(rf"\W*(?:{'|'.join(SBI_OF_A_GROUND)})\d?\W*")


class _Signs:
    """Patterns by ground. Most texts show none, and are searched once for all of them."""

    def __init__(self, patterns: Mapping[str, list[str]], before: str, after: str) -> None:
        self._by_ground = {g: f"{before}(?:{'|'.join(p)}){after}" for g, p in patterns.items()}
        every = "|".join(pattern for listed in patterns.values() for pattern in listed)
        self._any = re.compile(f"{before}(?:{every}){after}")

    def within(self, plain: str) -> str | None:
        """The first ground of which the text holds a sign."""
        return self._first(re.Pattern.search, plain)

    def word_in(self, plain: str) -> str | None:
        """The first sign in the text itself."""
        found = self._any.search(plain)
        return None if found is None else found[0]

    def all_of(self, plain: str) -> str | None:
        """The first ground of which the whole text is a sign."""
        return self._first(re.Pattern.fullmatch, plain)

    def _first(self, look: _Look, plain: str) -> str | None:
        if look(self._any, plain) is None:
            return None
        found = (g for g, each in self._by_ground.items() if look(re.compile(each), plain))
        return next(found)


_IN_TEXT = _Signs(_TEXT, r"(?<!\w)", r"(?!\w)")
_WHOLE = {
    ground: [
        re.sub(r"\\w(?:\*|\{0,5\})", f"(?:{'|'.join(_ENDED.split())})?", each) for each in patterns
    ]
    for ground, patterns in _VALUE.items()
}
_IN_CONTENT = _Signs(_WHOLE, r"[%^\s.*]*", r"[%$\s.*]*")
_IN_VALUE = _Signs(_VALUE, r"[%^\s.*]*", r"[%$\s.*]*")


@lru_cache(maxsize=16384)
def ground_of_name(name: str) -> str | None:
    """The ground a column, alias, table or parameter name stands for.

    Columns of the registers pass: 'equity_origin_shown' is about money.
    """
    if name in _DECLARED:
        return None
    plain = _words(name).replace(" ", "_")
    if _PERSON_NAME.search(plain):
        return "name-based origin"
    return is_blocked(name) or is_blocked(name.replace("_", ""))


@lru_cache(maxsize=16384)
def ground_of_text(text: str) -> str | None:
    """The ground a running text speaks of."""
    plain = _words(text)
    read = (*read_again(plain), *without_signs(_lower(text)))
    again = map(_IN_TEXT.within, read)
    return _IN_TEXT.within(plain) or next(filter(None, again), None) or _hidden(text)


def word_in_text(text: str) -> str | None:
    """The word for which a running text is refused; None when it is hidden in another way."""
    return _IN_TEXT.word_in(_words(text))


@lru_cache(maxsize=16384)
def ground_of_value(value: str) -> str | None:
    """The ground a value in SQL or in a parameter selects on."""
    plain = _words(value)
    if _SBI.fullmatch(value.strip()):
        return THROUGH_BRANCH
    found = _IN_VALUE.all_of(plain) or ground_of_text(value)
    again = (_IN_VALUE.all_of(each) for each in (*closed_up(plain), *read_again(plain)))
    return found or next(filter(None, again), None)


@lru_cache(maxsize=4096)
def ground_of_content(value: str) -> str | None:
    """The ground that what stands in a column of a source names, in whole words.

    A rule asks for what a stem begins with too; Britsum and Westerschouwen are places.
    """
    plain = _words(value)
    if _SBI.fullmatch(value.strip()):
        return THROUGH_BRANCH
    ways = (plain, *closed_up(plain), *read_again(plain))
    return next(filter(None, map(_IN_CONTENT.all_of, ways)), None) or ground_of_text(value)


def ground_of_parameter(value: object) -> str | None:
    """The ground the value of a parameter selects on, as it is or as a pattern of LIKE."""
    if not isinstance(value, str):
        return None
    return ground_of_value(value) or ground_of_pattern(value)


@lru_cache(maxsize=16384)
def ground_of_pattern(pattern: str) -> str | None:
    """The ground a LIKE pattern finds: it fits a word of that ground, also with parts left out.

    '%' alone and patterns of figures fit no word.
    """
    plain = folded(pattern).lower()
    likeness = Likeness(plain)
    if "_" in plain and any(map(likeness.fits, _WHOLE_SBI)):
        return THROUGH_BRANCH
    if not any(map(str.isalpha, plain)) or not {"%", "_"} & set(plain):
        return None
    fits = (ground for word, ground in _FOUND_BY_PATTERN.items() if likeness.fits(word))
    return next(fits, None)


def _hidden(text: str) -> str | None:
    """A word of two alphabets says something else than it seems to."""
    word = mixed_scripts(text)
    return None if word is None else f"something that cannot be read ('{word}', two alphabets)"


def ground_of_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names that stand for a ground, sorted, with the ground."""
    found = ((name, ground_of_name(name)) for name in sorted(set(names)))
    return [(name, ground) for name, ground in found if ground is not None]


def _words(text: str) -> str:
    """Lower case in plain letters; '_', '-' and camel case become spaces."""
    return re.sub(r"[\s_\-]+", " ", _lower(text)).strip()


def _lower(text: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", folded(text)).lower()
