"""A delivery of rights as it is written: per parcel what rests on it, who holds it, where it lies.

Of persons nothing is read but the number that the Kadaster gives them: no name, no citizen number.
"""

from __future__ import annotations

import polars as pl

from screening.errors import Where
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.xml_stream import XmlStream

_SCHEMAS = "http://www.kadaster.nl/schemas/brk-levering/"
_PRODUCT = _SCHEMAS + "product-stand/v20211119 "
_SNAPSHOT = _SCHEMAS + "snapshot/v20211119 KadastraalObjectSnapshot"
_OF = {
    "imkad-onroerendezaak/v20211119": ("Perceel", "Appartementsrecht"),
    "imkad-recht/v20210903": ("ZakelijkRecht", "Tenaamstelling"),
    "imkad-persoon/v20210903": ("NatuurlijkPersoon", "NietNatuurlijkPersoon"),
    "imkad-kadastraalobject/v20210702": ("LocatieKadastraalObject",),
    "kimbag-adres/v20210903": ("Verblijfsobject", "Standplaats", "Ligplaats"),
    "imkad-stuk/v20211119": ("TerInschrijvingAangebodenStuk",),
}
_THINGS = {
    f"{_SCHEMAS}snapshot/{schema} {name}": name for schema, names in _OF.items() for name in names
}
_PLACED = "kadastraleAanduiding"
_OBJECT = {
    "identificatie": "object",
    f"{_PLACED}/akrKadastraleGemeenteCode/waarde": "kadastrale_gemeente",
    f"{_PLACED}/sectie": "sectie",
    f"{_PLACED}/perceelnummer": "perceelnummer",
    f"{_PLACED}/appartementsrechtVolgnummer": "appartementsindex",
}
_ADDRESS = {
    "identificatie": "bag_id",
    "hoofdadres/ObjectlocatieBinnenlandRef": "location",
    "nevenadres/ObjectlocatieBinnenlandRef": "location",
}
PATHS = {
    "Perceel": _OBJECT,
    "Appartementsrecht": _OBJECT,
    "ZakelijkRecht": {
        "identificatie": "right", "aard/waarde": "aard", "rustOp/PerceelRef": "object",
        "rustOp/AppartementsrechtRef": "object",
    },
    "Tenaamstelling": {
        "identificatie": "tenaamstelling", "aandeel/teller": "teller", "aandeel/noemer": "noemer",
        "van/ZakelijkRechtRef": "right", "isGebaseerdOp/StukdeelRef": "deed",
        "tenNameVan/NatuurlijkPersoonRef": "gerechtigde",
        "tenNameVan/NietNatuurlijkPersoonRef": "gerechtigde",
    },
    "NatuurlijkPersoon": {"identificatie": "gerechtigde"},
    "NietNatuurlijkPersoon": {
        "identificatie": "gerechtigde", "rechtsvorm/waarde": "rechtsvorm",
        "betreft/Rechtspersoon/kvkNummer": "kvknummer",
    },
    "LocatieKadastraalObject": {
        "heeft/PerceelRef": "object", "heeft/AppartementsrechtRef": "object",
        "betreft/ObjectlocatieBinnenlandRef": "location",
    },
    "Verblijfsobject": _ADDRESS,
    "Standplaats": _ADDRESS,
    "Ligplaats": _ADDRESS,
    "TerInschrijvingAangebodenStuk": {
        "omvat/StukdeelRef": "deed", "tijdstipAanbieding/datum": "ingangsdatum",
    },
}  # fmt: skip
"""Per thing in a snapshot where what is read of it stands, and what it is called here."""


class Stand(XmlStream):
    """The things of each snapshot, which is one parcel or apartment with all about it."""

    root = _PRODUCT + "Stand"

    def __init__(self, shown: str, limits: Limits) -> None:
        super().__init__(shown, limits)
        self.day = ""
        """The day the delivery is about, as it says itself."""
        self._held: dict[str, dict[str, list[str | int | None]]] = {
            name: {column: [] for column in ("snapshot", *dict.fromkeys(paths.values()))}
            for name, paths in PATHS.items()
        }
        self._snapshot, self._things, self._base = 0, 0, 0
        self._thing, self._said = "", ""
        self._path: list[str] = []
        self._values: dict[str, str] = {}

    def frame(self, *names: str) -> pl.DataFrame:
        """Things of these kinds, with the number of their snapshot; texts of several by ``|``."""
        frames = [
            pl.DataFrame(held, schema={n: pl.Int64 if n == "snapshot" else pl.String for n in held})
            for held in (self._held[name] for name in names)
        ]
        return pl.concat(frames, how="diagonal")

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """A snapshot, a thing in it, something of the thing, or what is said of the delivery."""
        del attributes
        local = name.rpartition(" ")[2]
        if self._thing:
            del self._path[self.depth - self._base - 2 :]
            self._path.append(local)
            wanted = PATHS[self._thing].get("/".join(self._path))
            if wanted is not None:
                self.collect(wanted)
        elif self._base and self.depth == self._base + 1:
            self._thing = _THINGS.get(name, "")
            self._values, self._path = {}, []
        elif name == _SNAPSHOT:
            self._snapshot, self._base = self._snapshot + 1, self.depth
        elif name in {_PRODUCT + "kenmerknaam", _PRODUCT + "kenmerkwaarde"}:
            self.collect(local)

    def ends(self, name: str) -> None:
        """A thing, which is then whole, or its snapshot."""
        if self._thing and self.depth == self._base:
            self._things += 1
            if self._things > self.limits.rows:
                found = f"it has more than {self.limits.rows} objects"
                raise exceeded(found, Where(self.shown), "rows", self.limits, "split the extract")
            for column, values in self._held[self._thing].items():
                number = column == "snapshot"
                values.append(self._snapshot if number else self._values.get(column))
            self._thing = ""
        elif name == _SNAPSHOT:
            self._base = 0

    def keep(self, element: str, text: str) -> None:
        """A value of the thing, or the day of the delivery."""
        value = text.strip()
        if self._thing:
            before = self._values.get(element)
            if value:
                self._values[element] = value if before is None else f"{before}|{value}"
        elif element == "kenmerknaam":
            self._said = value
        elif self._said == "Peildatum":
            self.day = value
