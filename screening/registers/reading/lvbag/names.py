"""What the schema of the extract calls things, and which of it is read."""

from __future__ import annotations

_OF = "www.kadaster.nl/schemas/lvbag/imbag/{}/v20200601"
_OBJECTS, _REFERENCES, _HISTORY = map(_OF.format, ("objecten", "objecten-ref", "historie"))
_GML = "http://www.opengis.net/gml/3.2"
ROOT = "http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601 bagStand"
DAY = "http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601 StandTechnischeDatum"
POS, POS_LIST, INTERIOR = (f"{_GML} {name}" for name in ("pos", "posList", "interior"))
BESIDE = f"{_OBJECTS} heeftAlsNevenadres"
"""References in it are to other addresses than the one that counts."""

PLACES = ("Verblijfsobject", "Ligplaats", "Standplaats")
"""Address objects."""
CODES = {
    "VBO": "Verblijfsobject", "LIG": "Ligplaats", "STA": "Standplaats", "PND": "Pand",
    "NUM": "Nummeraanduiding", "OPR": "OpenbareRuimte", "WPL": "Woonplaats",
}  # fmt: skip
"""How names of files say which kind is in them."""
LAYERS = {"adresseerbaar_object": ("VBO", "LIG", "STA"), "pand": ("PND",)}
"""What a delivery is read as, each a table of kinds that fill one register."""
KINDS = {f"{_OBJECTS} {kind}": kind for kind in CODES.values()}
LIFE = ("beginGeldigheid", "eindGeldigheid", "tijdstipInactief", "tijdstipNietBagLV")
"""When a version of an object holds."""
_EACH = ("identificatie", "status", "voorkomenidentificatie", *LIFE)
_PLACE = (*_EACH, "NummeraanduidingRef", "gebruiksdoel", "oppervlakte", "PandRef")
FIELDS = {
    "Verblijfsobject": _PLACE,
    "Ligplaats": _PLACE,
    "Standplaats": _PLACE,
    "Pand": (*_EACH, "oorspronkelijkBouwjaar"),
    "Nummeraanduiding": (*_EACH, "huisnummer", "huisletter", "huisnummertoevoeging", "postcode",
                         "OpenbareRuimteRef", "WoonplaatsRef"),
    "OpenbareRuimte": (*_EACH, "naam", "WoonplaatsRef"),
    "Woonplaats": (*_EACH, "naam"),
}  # fmt: skip
"""Per kind of object what is read of it; those of address objects are one table."""
MANY = "gebruiksdoel"
"""What may be said more than once, and is then meant each time; of others the first counts."""


def _space(name: str) -> str:
    if name.endswith("Ref"):
        return _REFERENCES
    return _HISTORY if name in {"voorkomenidentificatie", *LIFE} else _OBJECTS


ELEMENTS = {f"{_space(name)} {name}": name for names in FIELDS.values() for name in names}
"""Full names of elements, and under which name they are kept."""
SHAPED = {*PLACES, "Pand"}
"""Kinds of which the geometry is read."""
