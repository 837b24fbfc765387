"""The tables in which a GeoPackage says what is in it, as far as a reader asks."""

from __future__ import annotations

CATALOGUE = """
CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INT);
CREATE TABLE gpkg_spatial_ref_sys (srs_id INT, organization TEXT, organization_coordsys_id INT);
"""
