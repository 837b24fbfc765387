"""Reads a layer of a GeoPackage, or a table of another SQLite file, that a path names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.gathered import FIRST_ROW
from screening.registers.reading.limits import Limits
from screening.registers.reading.points import as_points, of_geopackage
from screening.registers.reading.sqlite_file import opened, read_sqlite
from screening.registers.reading.table import Table

_LAYERS = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_SHAPES = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
_SYSTEMS = "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"


def read_geopackage(file: Path | bytes, layer: str | None, shown: str, limits: Limits) -> Table:
    """The attributes of a layer as text, with the centroid of its geometry as x_rd and y_rd.

    Without a name the only layer there is. Raises ExtractError.
    """
    try:
        with closing(opened(file, limits)) as connection:
            package, layers = _layers(connection)
            name = _chosen(layers, layer, shown)
            shape = _shape(connection, name) if package else None
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(name)})")]
    except (sqlite3.Error, UnicodeError) as error:
        raise ExtractError(cannot_be_read(shown, error)) from None
    if shape is None:
        return read_sqlite(file, f"SELECT * FROM {_quoted(name)}", shown, limits)
    geometry, system = shape
    plain = [_quoted(column) for column in columns if column != geometry]
    query = f"SELECT {', '.join([*plain, _quoted(geometry)])} FROM {_quoted(name)}"
    shapes: list[bytes | None] = []
    table = read_sqlite(file, query, shown, limits, aside=shapes)
    held = table.rows - FIRST_ROW  # rows in which nothing stands are none
    return as_points(table, of_geopackage([shapes[n] for n in held], shown), system, shown)


def layers_of(file: Path | bytes, shown: str, limits: Limits) -> list[str]:
    """The layers, or the tables, that a file holds, sorted; raises ExtractError."""
    try:
        with closing(opened(file, limits)) as connection:
            return _layers(connection)[1]
    except (sqlite3.Error, UnicodeError) as error:
        raise ExtractError(cannot_be_read(shown, error)) from None


def _layers(connection: sqlite3.Connection) -> tuple[bool, list[str]]:
    """Whether it is a GeoPackage, and what can be read of it."""
    held = {name for (name,) in connection.execute(_TABLES)}
    package = "gpkg_contents" in held
    return package, sorted(n for (n,) in connection.execute(_LAYERS if package else _TABLES))


def _chosen(layers: list[str], asked: str | None, shown: str) -> str:
    if asked in layers:
        return str(asked)
    if asked is None and len(layers) == 1:
        return layers[0]
    found = f"there is no table '{asked}'" if asked else f"the file holds {len(layers)} tables"
    near = suggestion(asked or "", layers) or "name one under 'table:'"
    raise ExtractError(Problem(found, Where(shown), f"one of {', '.join(layers)}", near))


def _shape(connection: sqlite3.Connection, layer: str) -> tuple[str, str] | None:
    """The column of geometry of a layer, and the system of its coordinates."""
    shapes = {name: (column, srs) for name, column, srs in connection.execute(_SHAPES)}
    if layer not in shapes:
        return None
    column, srs = shapes[layer]
    systems = {
        number: f"{org}:{code}".upper() for number, org, code in connection.execute(_SYSTEMS)
    }
    return column, systems.get(srs, f"EPSG:{srs}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
