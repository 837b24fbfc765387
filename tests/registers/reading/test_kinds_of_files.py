"""Json, packed files, GeoPackage and points: the same rows as from a csv, or a clear refusal."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ExtractError
from screening.project.model import load_project
from screening.registers.reading.json_file import read_json
from screening.registers.reading.limits import Limits
from screening.registers.reading.peek import first_rows, parts_of
from screening.registers.reading.source import Source
from tests.registers.reading.geopackage import CATALOGUE

VBO = "9999010000000001"
OBJECTS = [
    {"vbo_id": VBO, "floor_m2": 80.5, "usage": ["woonfunctie", "winkelfunctie"]},
    {"vbo_id": VBO[:-1] + "2", "floor_m2": 4, "address": "Kade 2"},
]
ROWS = [(VBO, 80.5), (VBO[:-1] + "2", 4.0)]
POINT = {"type": "Point", "coordinates": [6.55, 52.99]}


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


CSV = f"vbo_id;floor_m2\n{VBO};80,5\n{VBO[:-1]}2;4\n".encode()
LINES = "\n".join(map(json.dumps, OBJECTS)).encode()
FILES = {
    "a.json": json.dumps(OBJECTS).encode(),
    "odata.json": json.dumps({"odata.metadata": "x", "value": OBJECTS}).encode(),
    "ckan.json": json.dumps(
        {"success": True, "result": {"fields": [{"id": "vbo_id"}], "records": OBJECTS, "total": 2}}
    ).encode(),
    "only.json": json.dumps(
        {"meta": {"tags": ["a", "b"]}, "antwoord": {"adressen": OBJECTS}}
    ).encode(),
    "a.jsonl": LINES,
    "b.ndjson": b"\xef\xbb\xbf" + LINES + b"\n\n",
    "a.csv.gz": gzip.compress(CSV),
    "two.csv.gz": gzip.compress(CSV[:30]) + gzip.compress(CSV[30:]),
    "a.zip": zipped({"map/a.csv": CSV, "__MACOSX/._a.csv": b"x"}),
    "locked.zip": zipped(
        {
            "a.csv": CSV,
            "~$a.xlsx": b"x",
            "map/Thumbs.db": b"x",
            "Desktop.ini": b"x",
            ".~lock.a.xlsx#": b"x",
        }
    ),
    "json.zip": zipped({"a.json": json.dumps(OBJECTS).encode()}),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_rows_whatever_the_kind(load, name):
    loaded = load(f"  bag_object: {{path: {name}}}\n", {name: FILES[name]})
    assert loaded.registers["bag_object"].select("vbo_id", "floor_m2").rows() == ROWS


REFUSED = {
    "x.json": (b'{"a": [1,\n 2', "x.json:2: the file cannot be read as JSON"),
    "lines.jsonl": (LINES + b"\n{oops}\n", "lines.jsonl:3: the file cannot be read as JSON"),
    "list.json": (b"[1, 2]", "list.json, row 2: this is no list of objects"),
    "two.json": (json.dumps({"a": OBJECTS, "b": OBJECTS}).encode(), "has no 'vbo_id'"),
    "none.json": (b'{"result": {"records": []}}', "no rows|has no 'vbo_id'"),
    "half.json": (b'[{"vbo_id": "\\ud800"}]', "half.json:1: .* a text holds half of a letter"),
    "nothing.zip": (zipped({}), "no file is packed in it"),
    "hidden.zip": (zipped({"__MACOSX/._a.csv": b"x"}), "no file is packed in it"),
    "number.json": (b"12", "this is no list of objects"),
    "deep.json": (b"[" * 100_000, "nests too deeply|cannot be read as JSON"),
    "latin.json": (b'[{"vbo_id": "\x81"}]', "bytes are not UTF-8 or Windows-1252"),
    "cut.csv.gz": (gzip.compress(CSV)[:-12], "cannot be unpacked"),
    "no.gz": (b"not packed", "cannot be unpacked"),
    "no.zip": (b"PK\x03\x04 no", "cannot be unpacked"),
    "many.zip": (zipped({"a.csv": CSV, "b.csv": CSV}), "2 files are packed in it"),
    "rar.zip": (zipped({"a.rar": b"x"}), "files of kind '.rar' are not read"),
    "blank.zip": (zipped({"a.csv": b" \n"}), "the file is empty"),
    "a.7z": (b"7z", "unpack it first"),
    "no.gpkg": (b"x" * 2_000, "cannot be read"),
    "no.gpkg.gz": (gzip.compress(b"x" * 2_000), "cannot be read"),
    "few.zip": (zipped({"a.sqlite": b"SQLite"}), "cannot be read"),
    "head.zip": (zipped({"a.db": b"SQLite format 3\0" + b"\2" * 90}), "cannot be read"),
    "packed.csv": (gzip.compress(CSV), "this is a packed file with the name of a text file"),
    "json.csv": (json.dumps(OBJECTS).encode(), "this is JSON with the name of a text file"),
    "lines.txt": (LINES, "this is JSON with the name of a text file"),
    "parquet.csv": (b"PAR1\x15\x04", "this is a parquet file with the name of a text file"),
    "base.csv": (b"SQLite format 3\0", "this is a database with the name of a text file"),
    "report.csv": (b"%PDF-1.7\n", r"this is a document \(PDF\) with the name of a text file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_said_in_one_message(load, name):
    content, message = REFUSED[name]
    with pytest.raises(ExtractError, match=message):
        load(f"  bag_object: {{path: {name}}}\n", {name: content})


def test_a_line_of_one_object_with_a_list_of_values_is_a_row(load):
    one = json.dumps(OBJECTS[0]).encode()
    loaded = load("  bag_object: {path: a.jsonl}\n", {"a.jsonl": one})
    assert loaded.registers["bag_object"].select("vbo_id", "floor_m2").rows() == ROWS[:1]


def test_a_pipe_is_said_to_be_one_and_nobody_waits_for_it(load, tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(ExtractError, match="this is a pipe or a device, no file"):
        load("  bag_object: {path: a.csv}\n", {})


def test_a_number_of_thousands_of_digits_is_no_number(load):
    rows = f'[{{"vbo_id": "{VBO}", "floor_m2": 1{"0" * 5_000}}}]'
    loaded = load("  bag_object: {path: a.json, max_quarantined: 1}\n", {"a.json": rows})
    assert loaded.registers["bag_object"]["floor_m2"].to_list() == [None]
    assert loaded.quarantine["bag_object"].height == 1


def test_one_of_several_files_in_a_zip(load):
    content = zipped({"a.csv": b"vbo_id\n", "b.csv": CSV})
    loaded = load("  bag_object: {path: a.zip, member: b.csv}\n", {"a.zip": content})
    assert loaded.registers["bag_object"].height == len(ROWS)
    with pytest.raises(ExtractError, match=r"Did you mean 'b\.csv'"):
        load("  bag_object: {path: a.zip, member: bb.csv}\n", {"a.zip": content})


def test_what_unpacks_to_too_much_is_refused_early(load):
    content = gzip.compress(b"a;b\n" * 1_000_000)
    with pytest.raises(ExtractError, match="unpacks to 1 MB or more"):
        load("  bag_object: {path: a.csv.gz}\nlimits: {unpacked_mb: 1}\n", {"a.csv.gz": content})


def test_features_come_with_the_centre_of_their_shape(load):
    square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 4], [0, 4], [0, 0]]]}
    grid = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    moved = [[[x + 230_000, y + 540_000] for x, y in ring] for ring in square["coordinates"]]
    collection = {"type": "FeatureCollection", "crs": grid, "features": [
        {"type": "Feature", "properties": {"vbo_id": VBO},
         "geometry": {"type": "Polygon", "coordinates": moved}},
        {"type": "Feature", "properties": {"vbo_id": VBO[:-1] + "2"}, "geometry": None},
    ]}  # fmt: skip
    loaded = load("  bag_object: {path: a.geojson}\n",
                  {"a.geojson": json.dumps(collection).encode()})  # fmt: skip
    found = loaded.registers["bag_object"].select("x_rd", "y_rd").rows()
    assert found == [(230_001.0, 540_002.0), (None, None)]


def test_features_in_degrees_are_put_in_the_grid(load):
    collection = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"vbo_id": VBO}, "geometry": POINT}]}  # fmt: skip
    loaded = load("  bag_object: {path: a.geojson}\n",
                  {"a.geojson": json.dumps(collection).encode()})  # fmt: skip
    x, y = loaded.registers["bag_object"].select("x_rd", "y_rd").row(0)
    assert 230_000 < x < 240_000
    assert 550_000 < y < 560_000


def features(points, **named):
    return json.dumps({"type": "FeatureCollection", **named, "features": [
        {"type": "Feature", "properties": {"vbo_id": VBO[:-1] + str(n)},
         "geometry": {"type": "Point", "coordinates": point}}
        for n, point in enumerate(points, start=1)]})  # fmt: skip


METRES = [230_000.0, 540_000.0]
SYSTEMS = {
    "none": {}, "null": {"crs": None},
    "code": {"crs": {"type": "EPSG", "properties": {"code": 28992}}},
    "text": {"crs": "EPSG:28992"},
    "address": {"crs": {"type": "name", "properties": {
        "name": "http://www.opengis.net/def/crs/EPSG/0/28992"}}},
    "versioned": {"crs": {"type": "name", "properties": {"name": "urn:x:EPSG:6.9:28992"}}},
    "words": {"crs": {"type": "name", "properties": {"name": "Amersfoort / RD New"}}},
    "link": {"crs": {"type": "link", "properties": {
        "href": "http://spatialreference.org/ref/epsg/28992/proj4/", "type": "proj4"}}},
    "wrong": {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
}  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_metres_of_the_grid_however_the_system_is_named(load, name):
    content = features([METRES], **SYSTEMS[name])
    found = load("  bag_object: {path: a.geojson}\n", {"a.geojson": content})
    assert found.registers["bag_object"].select("x_rd", "y_rd").rows() == [tuple(METRES)]


@pytest.mark.parametrize(
    "properties", [{"name": "urn:ogc:def:crs:EPSG::999999"}, {"name": "Atlantis"}, None, {}]
)
def test_a_system_that_nobody_knows_is_said_in_one_message(load, properties):
    content = features([METRES], crs={"type": "name", "properties": properties})
    with pytest.raises(ExtractError, match="a system of coordinates that is not known"):
        load("  bag_object: {path: a.geojson}\n", {"a.geojson": content})


@pytest.mark.parametrize("name", ["none", "code", "wrong"])
def test_a_point_outside_the_grid_is_said_of_its_row(load, name):
    content = features([METRES, [900_000.0, 900_000.0], [52.9, 6.5]], **SYSTEMS[name])
    loaded = load("  bag_object: {path: a.geojson}\n", {"a.geojson": content})
    first, second, turned = loaded.registers["bag_object"].select("x_rd", "y_rd").rows()
    assert (first, second) == (tuple(METRES), (None, None))
    assert 229_000 < turned[0] < 240_000
    assert "no place in the national grid" in loaded.quarantine["bag_object"]["reason"].item()


def geopackage(path, srs=28992):
    head = b"GP\0\1" + struct.pack("<i", srs)
    base = sqlite3.connect(path)
    base.executescript(
        CATALOGUE
        + "INSERT INTO gpkg_contents VALUES ('verblijfsobject', 'features'), ('pand', 'features');"
        f"INSERT INTO gpkg_geometry_columns VALUES ('verblijfsobject', 'geom', {srs});"
        f"INSERT INTO gpkg_spatial_ref_sys VALUES ({srs}, 'epsg', {srs});"
        "CREATE TABLE pand (fid INT); CREATE TABLE verblijfsobject (fid INT, geom BLOB,"
        " identificatie TEXT, oppervlakte INT)"
    )
    points = [(230_000.0, 540_000.0), (231_000.5, 541_000.25)]
    for number, (x, y) in enumerate(points, start=1):
        shape = head + b"\1" + struct.pack("<Idd", 1, x, y)
        row = (number, shape, VBO[:-1] + str(number), 50 + number)
        base.execute("INSERT INTO verblijfsobject VALUES (?, ?, ?, ?)", row)
    base.execute("INSERT INTO verblijfsobject VALUES (3, NULL, ?, 9)", (VBO[:-1] + "3",))
    base.commit()
    base.close()
    return points


LAYER = (
    "  bag_object: {path: bag.gpkg, table: verblijfsobject,"
    " columns: {vbo_id: identificatie, floor_m2: oppervlakte}}\n"
)


def test_a_layer_of_a_geopackage(load, tmp_path):
    points = geopackage(tmp_path / "bag.gpkg")
    found = load(LAYER, {}).registers["bag_object"]
    assert found.select("x_rd", "y_rd").rows() == [*points, (None, None)]
    assert found["floor_m2"].to_list() == [51, 52, 9]
    with pytest.raises(ExtractError, match="the file holds 2 tables"):
        load("  bag_object: {path: bag.gpkg, columns: {vbo_id: identificatie}}\n", {})
    with pytest.raises(ExtractError, match="Did you mean 'verblijfsobject'"):
        load(LAYER.replace("verblijfsobject,", "verblijfsobjecten,"), {})


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("packed", ["bag.gpkg.gz", "bag.zip", "both.zip"])
def test_a_layer_of_a_geopackage_that_is_packed(load, tmp_path, packed, journal):
    points = geopackage(tmp_path / "bag.gpkg")
    base = sqlite3.connect(tmp_path / "bag.gpkg")
    base.execute(f"PRAGMA journal_mode = {journal}")
    base.close()
    content = (tmp_path / "bag.gpkg").read_bytes()
    files = {
        "bag.gpkg.gz": gzip.compress(content),
        "bag.zip": zipped({"map/bag.gpkg": content}),
        "both.zip": zipped({"bag.gpkg": content, "a.csv": CSV}),
    }
    named = f"path: {packed}" + (", member: bag.gpkg" if packed == "both.zip" else "")
    mapping = LAYER.replace("path: bag.gpkg", named)
    found = load(mapping, {packed: files[packed]}).registers["bag_object"]
    assert found.select("x_rd", "y_rd").rows() == [*points, (None, None)]
    with pytest.raises(ExtractError, match="the file holds 2 tables"):
        load(mapping.replace("table: verblijfsobject,", ""), {packed: files[packed]})
    extracts = load_project(tmp_path)
    member = "bag.gpkg" if packed == "both.zip" else None
    layers = [(each.member, each.table) for each in parts_of(extracts, packed)]
    assert [(member, "pand"), (member, "verblijfsobject")] == [e for e in layers if e[1]]
    source = Source(path=packed, member=member, table="verblijfsobject")
    assert "oppervlakte" in first_rows(extracts, source)[0]


def test_geometry_that_is_none_is_refused(load, tmp_path):
    geopackage(tmp_path / "bag.gpkg")
    base = sqlite3.connect(tmp_path / "bag.gpkg")
    base.execute("UPDATE verblijfsobject SET geom = x'0102'")
    base.commit()
    base.close()
    with pytest.raises(ExtractError, match="the geometry in the file cannot be read"):
        load(LAYER, {})


def test_a_table_of_a_file_that_is_a_database(load, tmp_path):
    base = sqlite3.connect(tmp_path / "a.sqlite")
    base.execute("CREATE TABLE objecten (vbo_id TEXT, floor_m2 REAL)")
    base.executemany("INSERT INTO objecten VALUES (?, ?)", ROWS)
    base.commit()
    base.close()
    found = load("  bag_object: {path: a.sqlite}\n", {}).registers["bag_object"]
    assert found.select("vbo_id", "floor_m2").rows() == ROWS


def test_degrees_in_columns_become_metres_and_what_is_nowhere_is_unknown(load):
    content = (
        f"vbo_id;x_rd;y_rd\n{VBO};6,55;52,99\n{VBO[:-1]}2;52,99;6,55\n{VBO[:-1]}3;230000;540000\n"
        f"{VBO[:-1]}4;12;13\n{VBO[:-1]}5;230000;\n{VBO[:-1]}6;;\n"
    )
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": content})
    places = loaded.registers["bag_object"].select("x_rd", "y_rd").rows()
    assert places[0] == places[1]
    assert 550_000 < places[0][1] < 560_000
    assert places[2:] == [(230_000, 540_000), (None, None), (None, None), (None, None)]
    assert loaded.reports["bag_object"].repaired == {"x_rd": 2, "y_rd": 2}
    assert loaded.quarantine["bag_object"]["row"].to_list() == [5, 6]
    assert loaded.unread["bag_object"].height == 2


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(),
    st.lists(st.text(max_size=3), max_size=2), st.dictionaries(st.text(), st.none()),
)  # fmt: skip


@given(st.lists(st.dictionaries(st.text(max_size=4), values, max_size=4), max_size=5))
def test_any_objects_are_read_or_refused(objects):
    table = read_json(json.dumps(objects).encode(), "x.json", Limits())
    assert table.cells.height <= len(objects)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content):
    with suppress(ExtractError):
        read_json(content, "x.json", Limits())
