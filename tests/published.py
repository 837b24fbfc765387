"""The BAG of the demo as PDOK publishes it, with the columns a municipality adds of its own."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

import polars as pl

_HEAD = b"GP\0\1" + struct.pack("<i", 28992) + b"\1"
_ADDRESS = r"^(?<street>.+?) (?<number>\d+)(?:-(?<more>\w+))?, (?<place>.+)$"
_OBJECT = [
    "feature_id", "geom", "rdf_seealso", "identificatie", "oppervlakte", "status", "gebruiksdoel",
    "openbare_ruimte_naam", "openbare_ruimte_naam_kort", "huisnummer", "huisletter", "toevoeging",
    "postcode", "woonplaats_naam", "bouwjaar", "pand_identificatie", "pandstatus",
    "nummeraanduiding_hoofdadres_identificatie", "openbare_ruimte_identificatie",
    "woonplaats_identificatie", "bronhouder_identificatie",
    "buurtcode", "bedrijventerrein", "perceel", "perceeloppervlakte",
]  # fmt: skip
_PAND = [
    "feature_id", "geom", "rdf_seealso", "identificatie", "bouwjaar", "status", "gebruiksdoel",
    "oppervlakte_min", "oppervlakte_max", "aantal_verblijfsobjecten", "grondoppervlakte", "perceel",
]  # fmt: skip


def write_bag(extracts: Path, file: Path, most: int | None = None) -> None:
    """``bag-light.gpkg`` of the first ``most`` rows of the extracts of the demo, or of all."""
    objects = pl.read_csv(extracts / "basis/bag_adressen.csv", separator=";", infer_schema=False)
    buildings = pl.read_csv(
        extracts / "basis/bag_panden.csv", separator=";", infer_schema=False, encoding="cp1252"
    )
    objects, buildings = objects.head(most or objects.height), buildings.head(most or 10**9)
    parts = objects["Adres"].str.extract_groups(_ADDRESS).struct.unnest()
    split = objects.hstack(parts)
    split = split.rename({
        "Identificatie": "identificatie", "Oppervlakte": "oppervlakte", "Status": "status",
        "Gebruiksdoelen": "gebruiksdoel", "street": "openbare_ruimte_naam", "number": "huisnummer",
        "more": "toevoeging", "Postcode": "postcode", "place": "woonplaats_naam",
        "Bouwjaar": "bouwjaar", "Pand": "pand_identificatie", "Buurtcode": "buurtcode",
        "Bedrijventerrein": "bedrijventerrein", "Perceel": "perceel",
        "Perceeloppervlakte": "perceeloppervlakte",
    })  # fmt: skip
    rest = buildings.rename({
        "Identificatie": "identificatie", "Oppervlakte": "grondoppervlakte", "Bouwjaar": "bouwjaar",
        "Status": "status", "Perceel": "perceel",
    })  # fmt: skip
    base = sqlite3.connect(file)
    base.executescript(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INT);"
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INT, organization TEXT,"
        " organization_coordsys_id INT);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES (28992, 'epsg', 28992)"
    )
    kinds = split["Soort object"]
    _layer(base, "verblijfsobject", _OBJECT, split.filter(kinds == "verblijfsobject"))
    places = [name for name in _OBJECT if name not in ("oppervlakte", "gebruiksdoel", "bouwjaar")]
    _layer(base, "standplaats", places, split.filter(kinds == "standplaats"))
    _layer(base, "pand", _PAND, rest)
    base.commit()
    base.close()


def _layer(base: sqlite3.Connection, name: str, columns: list[str], rows: pl.DataFrame) -> None:
    points = [
        _HEAD + struct.pack("<Idd", 1, float(x), float(y)) for x, y in rows.select("X", "Y").rows()
    ]
    held = {**{each: rows[each].to_list() for each in columns if each in rows.columns},
            "geom": points, "feature_id": list(range(rows.height))}  # fmt: skip
    cells = [held.get(each, [None] * rows.height) for each in columns]
    base.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    base.execute(f"INSERT INTO gpkg_contents VALUES ('{name}', 'features')")
    base.execute(f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 28992)")
    marks = ", ".join("?" for _ in columns)
    base.executemany(f"INSERT INTO {name} VALUES ({marks})", zip(*cells, strict=True))
