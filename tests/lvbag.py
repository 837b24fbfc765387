"""The Kadaster's extract of the BAG in small: elements and namespaces as its schema has them."""

from __future__ import annotations

import io
import zipfile

_OF = "www.kadaster.nl/schemas/lvbag/imbag/{}/v20200601"
_SPACES = {
    "Objecten": _OF.format("objecten"),
    "Objecten-ref": _OF.format("objecten-ref"),
    "Historie": _OF.format("historie"),
    "gml": "http://www.opengis.net/gml/3.2",
    "selecties-extract": "http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601",
    "sl-bag-extract": "http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601",
    "sl": "http://www.kadaster.nl/schemas/standlevering-generiek/1.0",
}
DAY = "2025-11-08"
_STAMP = "".join(reversed(DAY.split("-")))
"""The day as names of files have it."""
SQUARE = "230000.0 540000.0 230010.0 540000.0 230010.0 540020.0 230000.0 540020.0 230000.0 540000.0"
HOLE = "230002.0 540002.0 230004.0 540002.0 230004.0 540004.0 230002.0 540004.0 230002.0 540002.0"
_FLAT = 'srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2"'
_SOLID = 'srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="3"'


def element(name: str, value: str | None, space: str = "Objecten") -> str:
    if value is None:
        return ""
    return f"<{space}:{name}>{value}</{space}:{name}>"


def life(number: int = 1, begin: str = "2011-09-06", end: str | None = None, **more: str) -> str:
    held = (
        element("voorkomenidentificatie", str(number), "Historie")
        + element("beginGeldigheid", begin, "Historie")
        + element("eindGeldigheid", end, "Historie")
        + element("tijdstipRegistratie", f"{begin}T15:49:09.000", "Historie")
        + element("tijdstipInactief", more.get("inactive"), "Historie")
    )
    lv = element("tijdstipNietBagLV", more.get("not_bag"), "Historie")
    held += element("BeschikbaarLV", lv, "Historie")
    return element("voorkomen", element("Voorkomen", held, "Historie"))


def reference(kind: str, number: str) -> str:
    return f'<Objecten-ref:{kind}Ref domein="NL.IMBAG.{kind}">{number}</Objecten-ref:{kind}Ref>'


def point(x: float = 230000.5, y: float = 540000.25) -> str:
    pos = f"<gml:Point {_SOLID}><gml:pos>{x} {y} 0.0</gml:pos></gml:Point>"
    return element("geometrie", element("punt", pos))


def area(*rings: str, system: str = _FLAT) -> str:
    held = "".join(
        f"<gml:{side}><gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing></gml:{side}>"
        for side, ring in zip(("exterior", *["interior"] * 9), rings, strict=False)
    )
    return element("geometrie", f"<gml:Polygon {system}>{held}</gml:Polygon>")


def place(
    number: str, *, kind: str = "Verblijfsobject", address: str = "9999200000000001",
    versions: tuple[str, ...] = (life(),), uses: tuple[str, ...] = ("woonfunctie",),
    status: str = "Verblijfsobject in gebruik", m2: str | None = "80",
    panden: tuple[str, ...] = ("9999100000000001",), shape: str | None = None,
) -> list[str]:  # fmt: skip
    """An address object, a text per version."""
    beside = element("heeftAlsNevenadres", reference("Nummeraanduiding", "9999200000000099"))
    made = (
        beside
        + element("heeftAlsHoofdadres", reference("Nummeraanduiding", address))
        + "{}"
        + f'<Objecten:identificatie domein="NL.IMBAG.{kind}">{number}</Objecten:identificatie>'
        + (shape or point())
        + "".join(element("gebruiksdoel", use) for use in uses)
        + element("oppervlakte", m2)
        + element("status", status)
        + element("maaktDeelUitVan", "".join(reference("Pand", each) for each in panden))
    )
    return [element(kind, made.replace("{}", version)) for version in versions]


def pand(number: str, *, year: str = "1980", shape: str | None = None, version: str = "") -> str:
    made = (
        f'<Objecten:identificatie domein="NL.IMBAG.Pand">{number}</Objecten:identificatie>'
        + (shape or area(SQUARE))
        + element("oorspronkelijkBouwjaar", year)
        + element("status", "Pand in gebruik")
        + (version or life())
    )
    return element("Pand", made)


def number(key: str, *, street: str = "9999300000000001", town: str | None = None,
           version: str = "", **parts: str) -> str:  # fmt: skip
    made = (
        element("identificatie", key)
        + element("huisnummer", parts.get("house", "4"))
        + element("huisletter", parts.get("letter"))
        + element("huisnummertoevoeging", parts.get("more"))
        + element("postcode", parts.get("postcode", "9116BR"))
        + (element("ligtIn", reference("Woonplaats", town)) if town else "")
        + (version or life())
        + element("ligtAan", reference("OpenbareRuimte", street))
    )
    return element("Nummeraanduiding", made)


def street(key: str, name: str, town: str) -> str:
    made = element("identificatie", key) + element("naam", name) + element("type", "Weg")
    return element(
        "OpenbareRuimte", made + element("ligtIn", reference("Woonplaats", town)) + life()
    )


def town(key: str, name: str) -> str:
    return element("Woonplaats", element("identificatie", key) + element("naam", name)
                   + area(SQUARE) + life())  # fmt: skip


def file_of(*objects: str, day: str | None = DAY, between: str = "\n") -> bytes:
    """A file of the extract, an object a line."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
    said = element("StandTechnischeDatum", day, "selecties-extract")
    stands = (
        element("stand", element("bagObject", each, "sl-bag-extract"), "sl") for each in objects
    )
    info = element("bagInfo", element("LVC-Extract", said, "selecties-extract"), "sl-bag-extract")
    held = element("standBestand", between.join(["", *stands, ""]), "sl")
    text = f'<?xml version="1.0" encoding="UTF-8"?>{between}<sl-bag-extract:bagStand {spaces}>'
    return f"{text}{info}{held}</sl-bag-extract:bagStand>\n".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def delivery(**kinds: list[bytes]) -> bytes:
    """A zip with a zip per kind, such as VBO, of as many files; beside what else is delivered."""
    held = {"Leveringsdocument-BAG-Extract.xml": b"<a/>", "9999Inactief08112025.zip": zipped({})}
    for code, files in kinds.items():
        named = {f"9999{code}{_STAMP}-{place:06d}.xml": each for place, each in enumerate(files, 1)}
        held[f"9999{code}{_STAMP}.zip"] = zipped(named)
    return zipped(held)
