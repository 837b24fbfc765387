"""Columns no extract may bring in: direct grounds of discrimination, and citizen numbers.

The grounds follow trust requirement T8: they are dropped wherever they occur and no setting lifts
this. Names are compared without case, accents, digits at the end and separators. A word counts as
a word: ``OpenNatTerrein`` is wet nature, as land-use figures have it.
"""

from __future__ import annotations

import re
import unicodedata

REMEDY = "Take it out. Direct grounds of discrimination are blocked, and no setting lifts that."
_STREET = "straat|weg|laan|plein|kade|gracht|hof|pad|steeg"
_OF_POLICE = "eurmerk|orps|ost|antoor|wartier|racht|ordon"
"""How words go on of which ``politie`` is the first part and a k begins the second."""
GROUNDS: dict[str, str] = {
    "nationality": r"(?<!inter)nation(aliteit|ality)"
    r"|(^|(?<!open)_)(nat(?!_?(natuur|terrein))|nation)(_?(code|cd|oms|omschr))?(_|$)"
    r"|staatsburger|citizenship|paspoortland|verblijfstitel|verblijfsvergunning|residence_permit",
    "country of birth": r"geboorte_?(land|plaats|gemeente)|birth_?(country|place)"
    r"|(country|place)_of_birth|land_van_geboorte|geb_?(land|plaats)",
    "origin": r"herkomst_?(land|groep|regio)|(^|_)herkomst$|land_van_herkomst|afkomst"
    r"|(ethnic|national|country|region|group)_?(of_)?origin|origin_?(country|region|group)|^origin$"
    r"|autocht|alloch|moedertaal|native_language",
    "ethnicity": r"eth?ni(?=s|c|e(?![ut])|_|$)|(^|_)(ras|race|racial)(_|$)|(^|_)(roma|sinti)(_|$)"
    r"|woonwagenbewon|caravan_?dwell|(^|_)travell?ers?(_|$)",
    "skin colour": r"huids?kleur|skin_?colou?r",
    "migration background": r"migrati(e|on)_?(achtergrond|background|status)|migratieacht|immigra"
    r"|generatie_?(code|migr)|(^|_)(asiel|asylum|vluchteling|refugee)|statushouder",
    "name-based origin": r"naam_?(herkomst|etni|analyse)|(sur)?name_?(origin|ethni|analysis)",
    "religion": r"religi|geloof(?!w)|godsdienst|kerk(genoot|lid)"
    rf"|(moslim|muslim|islam|joods|jewish|christen|hindoe)(?![a-z]{{0,8}}({_STREET})(_|$))",
    "belief": r"levensbeschouw|levensovertuig|overtuiging|(^|_)belief|philosoph",
    "political view": rf"politiek(?!{_OF_POLICE})|politic(al|s)|partijlid|party_member",
    "sex": r"geslacht|gender|(^|_)(sex|sexe|sekse|kunne)(_|$)|man_?vrouw",
    "orientation": r"geaardheid|seksuele|sexual"
    r"|(?<!dak)(?<!dak_)orientat(?!i(e|on)_?(dak|gevel|pand|gebouw))",
    "civil status": r"burgerlijke_?staat|civil_status|marital|huwelijk|gehuwd"
    r"|echtgeno|partnerschap",
}

_GROUNDS = {ground: re.compile(pattern) for ground, pattern in GROUNDS.items()}
_CITIZEN_NUMBER = re.compile(
    r"(^|_)(bsn|sofi|bsnr|a_?nummer)(_?(nr|nummer|number))?(_|$)"
    r"|burger_?service|citizen_?service|sofi_?nummer"
)


def is_blocked(name: str) -> str | None:
    """The ground on which a column of this name is refused, or None when it may be read."""
    plain = _plain(name)
    return next((ground for ground, pattern in _GROUNDS.items() if pattern.search(plain)), None)


def is_citizen_number(name: str) -> bool:
    """Whether the name says that the column holds citizen service numbers (BSN)."""
    return bool(_CITIZEN_NUMBER.search(_plain(name)))


def _plain(name: str) -> str:
    """Lower case with single underscores: 'Geboorte-Land 2', 'geboorteLand' -> geboorte_land."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    split = re.sub(r"([a-z])([A-Z])", r"\1_\2", ascii_only).lower()
    return re.sub(r"_?\d+$", "", re.sub(r"[^a-z0-9]+", "_", split).strip("_"))
