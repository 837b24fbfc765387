"""The BAG of the demo: layers of its GeoPackage as tables, and a city's own export of the same."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from fixtures import bag
from fixtures.geopackage import GEOMETRY

_CITY = {
    "Identificatie": "identificatie", "Postcode": "postcode", "Buurtcode": "buurtcode",
    "Bedrijventerrein": "bedrijventerrein", "Gebruiksdoelen": "gebruiksdoel",
    "Oppervlakte": "oppervlakte", "Status": "status", "Bouwjaar": "bouwjaar",
    "Pand": "pand_identificatie", "Perceel": "perceel", "Perceeloppervlakte": "perceeloppervlakte",
}  # fmt: skip


def layer(demo_folder: Path, name: str) -> pl.DataFrame:
    """The rows of a layer as text, without where they lie."""
    with closing(sqlite3.connect(demo_folder / "extracts" / bag.FILE)) as base:
        held = base.execute(f"SELECT * FROM {name}")
        names = [each for each, *_ in held.description]
        rows = pl.DataFrame(held.fetchall(), names, orient="row", infer_schema_length=None)
    return rows.drop(GEOMETRY).cast(pl.String)


def first_rows(demo_folder: Path, file: Path, most: int) -> None:
    """The GeoPackage of the demo with the first rows of each layer alone."""
    shutil.copy2(demo_folder / "extracts" / bag.FILE, file)
    with closing(sqlite3.connect(file)) as base:
        for name in bag.LAYERS:
            base.execute(f"DELETE FROM {name} WHERE feature_id > {most}")
        base.commit()


def city_addresses(demo_folder: Path) -> pl.DataFrame:
    """The same addresses under headers of nobody's shape, all uses of one with '|' between."""
    rows = layer(demo_folder, "verblijfsobject")
    street = pl.format("{} {}, {}", "openbare_ruimte_naam", "huisnummer", "woonplaats_naam")
    return rows.select(
        *(pl.col(theirs).alias(name) for name, theirs in _CITY.items()), street.alias("Adres")
    ).with_columns(pl.col("Gebruiksdoelen").str.replace_all(",", "|", literal=True))
