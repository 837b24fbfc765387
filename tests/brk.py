"""The Kadaster's delivery of rights in small: elements and namespaces as its schema has them."""

from __future__ import annotations

_SCHEMAS = "http://www.kadaster.nl/schemas/brk-levering/{}"
_SPACES = {
    "Stand": "product-stand/v20211119",
    "Snapshot": "snapshot/v20211119",
    "Adres": "snapshot/imkad-adres/v20211119",
    "Adres-ref": "snapshot/imkad-adres-ref/v20210702",
    "KadastraalObject": "snapshot/imkad-kadastraalobject/v20210702",
    "OnroerendeZaak": "snapshot/imkad-onroerendezaak/v20211119",
    "OnroerendeZaak-ref": "snapshot/imkad-onroerendezaak-ref/v20210702",
    "Persoon": "snapshot/imkad-persoon/v20210903",
    "Persoon-ref": "snapshot/imkad-persoon-ref/v20210702",
    "Recht": "snapshot/imkad-recht/v20210903",
    "Recht-ref": "snapshot/imkad-recht-ref/v20210702",
    "Stuk": "snapshot/imkad-stuk/v20211119",
    "Stuk-ref": "snapshot/imkad-stuk-ref/v20210702",
    "Typen": "snapshot/imkad-typen/v20210702",
    "KIMBAGAdres": "snapshot/kimbag-adres/v20210903",
    "KIMBRPPersoon": "snapshot/kimbrp-persoon/v20210903",
    "KIMNHRRechtspersoon": "snapshot/kimnhr-rechtspersoon/v20210702",
}
DAY = "2025-11-15"


def element(name: str, *held: str) -> str:
    return f"<{name}>{''.join(held)}</{name}>"


def coded(name: str, word: str) -> str:
    return element(name, element("Typen:code", "1"), element("Typen:waarde", word))


def parcel(key: str = "500000010000", *, index: str | None = None, number: str = "12") -> str:
    kind = "OnroerendeZaak:" + ("Perceel" if index is None else "Appartementsrecht")
    named = [
        coded("OnroerendeZaak:akrKadastraleGemeenteCode", "MWD00"),
        coded("OnroerendeZaak:kadastraleGemeente", "Meerwolde"),
        element("OnroerendeZaak:sectie", "A"),
        element("OnroerendeZaak:perceelnummer", number),
    ]
    if index is not None:
        named.append(element("OnroerendeZaak:appartementsrechtVolgnummer", index))
    return element(kind, element("KadastraalObject:identificatie", key),
                   element("OnroerendeZaak:kadastraleAanduiding", *named),
                   coded("OnroerendeZaak:aardCultuurBebouwd", "Wonen"))  # fmt: skip


def right(key: str = "1", on: str = "500000010000", word: str = "Eigendom (recht van)") -> str:
    return element(
        "Recht:ZakelijkRecht", element("Recht:identificatie", key), coded("Recht:aard", word),
        element("Recht:rustOp", element("OnroerendeZaak-ref:PerceelRef", on)),
        element("Recht:isBelastMet", element("Recht-ref:ZakelijkRechtRef", "99")),
    )  # fmt: skip


def holder(
    key: str, person: str, *, of: str = "1", share: tuple[str, str] = ("1", "1"),
    deeds: tuple[str, ...] = ("D1",), kind: str = "NatuurlijkPersoon",
) -> str:  # fmt: skip
    return element(
        "Recht:Tenaamstelling", element("Recht:identificatie", key),
        element("Recht:aandeel", element("Recht:teller", share[0]),
                element("Recht:noemer", share[1])),
        element("Recht:van", element("Recht-ref:ZakelijkRechtRef", of)),
        element("Recht:isGebaseerdOp", *(element("Stuk-ref:StukdeelRef", each) for each in deeds)),
        element("Recht:tenNameVan", element(f"Persoon-ref:{kind}Ref", person)),
    )  # fmt: skip


def human(key: str) -> str:
    name = element("KIMBRPPersoon:geslachtsnaam", "Verzonnen")
    held = element("KIMBRPPersoon:GeregistreerdPersoon",
                   element("KIMBRPPersoon:bsn", "burgernummer"),
                   element("KIMBRPPersoon:naam", element("KIMBRPPersoon:Naam", name)))  # fmt: skip
    return element("Persoon:NatuurlijkPersoon", element("Persoon:identificatie", key),
                   element("Persoon:betreft", held))  # fmt: skip


def body(key: str, form: str = "Stichting", kvk: str = "00000001") -> str:
    held = element("KIMNHRRechtspersoon:Rechtspersoon",
                   element("KIMNHRRechtspersoon:kvkNummer", kvk))  # fmt: skip
    return element("Persoon:NietNatuurlijkPersoon", element("Persoon:identificatie", key),
                   coded("Persoon:rechtsvorm", form), element("Persoon:betreft", held))  # fmt: skip


def lies(location: str, on: str = "500000010000") -> str:
    return element(
        "KadastraalObject:LocatieKadastraalObject",
        element("KadastraalObject:heeft", element("OnroerendeZaak-ref:PerceelRef", on)),
        element("KadastraalObject:betreft",
                element("Adres-ref:ObjectlocatieBinnenlandRef", location)),
    )  # fmt: skip


def address(bag: str, location: str, *beside: str, kind: str = "Verblijfsobject") -> str:
    refs = [element("KIMBAGAdres:hoofdadres",
                    element("Adres-ref:ObjectlocatieBinnenlandRef", location))]  # fmt: skip
    refs += [element("KIMBAGAdres:nevenadres", element("Adres-ref:ObjectlocatieBinnenlandRef", e))
             for e in beside]  # fmt: skip
    return element(f"KIMBAGAdres:{kind}", *refs, element("KIMBAGAdres:identificatie", bag))


def deed(*parts: str, day: str | None = "2017-02-08") -> str:
    when = "" if day is None else element("Typen:datum", day)
    return element(
        "Stuk:TerInschrijvingAangebodenStuk",
        element("Stuk:omvat", *(element("Stuk-ref:StukdeelRef", each) for each in parts)),
        element("Stuk:identificatie", "S"), element("Stuk:tijdstipAanbieding", when),
    )  # fmt: skip


def stand(*snapshots: tuple[str, ...]) -> bytes:
    """A delivery; each snapshot is what it holds."""
    spaces = " ".join(f'xmlns:{name}="{_SCHEMAS.format(uri)}"' for name, uri in _SPACES.items())
    said = [
        element("Stand:productSpecificatie", element("Stand:kenmerknaam", name),
                element("Stand:kenmerkwaarde", value))
        for name, value in (("Peildatum", DAY), ("Gemeentenaam", "Meerwolde"))
    ]  # fmt: skip
    made = [
        element("Stand:stand", element("Snapshot:KadastraalObjectSnapshot",
                                       element("Snapshot:toestandsdatum", "2020-01-01"), *held))
        for held in snapshots
    ]  # fmt: skip
    held = "\n".join([*said, *made])
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Stand:Stand {spaces}>{held}</Stand:Stand>'
    return text.encode()
