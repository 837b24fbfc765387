"""Files broken as tables made for people are: one clear message, or an account of every row.

Each is made from its number alone: sheets of four kinds with merged cells and errors, texts in any
set of characters, notes and sums among the rows, features, and tables to compare.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from screening.comparison.table import compare_table, read_counts
from screening.errors import ScreeningError
from screening.project.model import Project
from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Source
from tests import thorough
from tests.registers.reading.geopackage import CATALOGUE
from tests.registers.reading.test_errors_in_cells import old
from tests.registers.reading.test_sheet_marks import open_document
from tests.registers.reading.xlsb import NOT_AVAILABLE, xlsb

AS_OF = dt.date(2026, 1, 1)
FILES = thorough.part(120, of=20)
Rows = list[list[str]]
HEADERS = {
    "area_count": ["Regio's", "Perioden", "Aantal"],
    "bag_object": ["Identificatie", "Doel", "m2", "X", "Y"],
    "kvk_company": ["KVK", "Naam", "SBI", "Begin", "Einde"],
}
SOURCES = {
    "area_count": Source(
        columns={"area_code": "Regio's", "year": "Perioden", "month": "Perioden",
                 "count": "Aantal"},
        fixed={"phenomenon": "proef"},
    ),
    "bag_object": Source(
        columns={"vbo_id": "Identificatie", "usage": "Doel", "floor_m2": "m2", "x_rd": "X",
                 "y_rd": "Y"},
        units={"floor_m2": "ha"},
    ),
    "kvk_company": Source(
        columns={"kvk_nr": "KVK", "trade_name": "Naam", "sbi_main": "SBI", "start_date": "Begin",
                 "end_date": "Einde"},
        fixed={"sbi_edition": "2008"},
    ),
}  # fmt: skip
ODD = [
    "", " ", "\u00a0", "'0", '="', '="0123"', "=T(", "#N/A", "#MERGED: 3", "#VERW!", "1,23E+15",
    "9.99901E+15", "2024KW01", "2024JJ00", "2024MM13", "maart", "Totaal", "Gemiddeld", "-\u20ac 5",
    "\u20ac 1,234,567.00", "[]", "{}", "{a,b}", "['x' 'y']", "4711 Supermarkten", "1.13.1.1", "0",
    "00-00-0000", "GM 9003", "NL", "{woonfunctie", "1e400", "\u0661\u0662", "\ud7ff",
    "A\u0301" * 30,
    "=" * 300, "'" * 50, "9" * 400, "-" * 40, "\x1f", "\u2028", "| | |", "12,5 %", "05-1987",
]  # fmt: skip
NOTES = [
    ["Bron: CBS"], ["", "", "33"], ["Totaal", "", "33"], ["", "Totaal", "33"],
    ["---", "---", "---"],
    ["Vertrouwelijk"], ["1 rij(en) geselecteerd"], ["Subtotaal 2024"], ["\x1a"], ["# einde"], [""],
]  # fmt: skip


def table_of(register: str, luck: random.Random) -> Rows:
    rows = {
        "area_count": lambda n: [f"GM9{n:03d}", luck.choice(["2024JJ00", "2024MM03"]), str(n)],
        "bag_object": lambda n: [f"99990100{n:08d}", "woonfunctie", f"{n},5", "155000", "463000"],
        "kvk_company": lambda n: [f"990{n:05d}", f"Zaak {n}", "4711", "01-01-2020", ""],
    }[register]
    table = [list(HEADERS[register]), *(rows(n) for n in range(luck.randint(0, 30)))]
    for _ in range(luck.randint(0, 10)):
        row, what = luck.choice(table), luck.random()
        if what < 0.7 and row:
            row[luck.randrange(len(row))] = luck.choice(ODD)
        else:
            table.insert(luck.randint(0, len(table)), list(luck.choice(NOTES)))
    return table


def as_text(table: Rows, luck: random.Random) -> bytes:
    sign, end = luck.choice(";;,\t|^"), luck.choice(["\n", "\r\n", "\r"])
    lines = [sign.join(row) for row in table]
    if luck.random() < 0.3:
        lines = [f'"{line}"'.replace("\x1f", '""') for line in lines]
    encodings = ["utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16-le", "utf-32"]
    return (end.join(lines) + end).encode(luck.choice(encodings), "replace")


def as_xlsx(table: Rows, luck: random.Random) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell[:30_000])
        for start in range(0, 40, 9):
            wide = luck.randint(1, 3)
            sheet.merge_range(start, 0, start + luck.randint(0, 5), wide, luck.choice(ODD))
    return written.getvalue()


def as_ods(table: Rows, luck: random.Random) -> bytes:
    plain = [[cell.replace("&", "").replace("<", "").replace("\x1f", "").replace("\x1a", "")
              for cell in row] for row in table]  # fmt: skip
    spans = [[(cell, (luck.randint(1, 3), luck.randint(1, 3))) if luck.random() < 0.1 else cell
              for cell in row] for row in plain]  # fmt: skip
    kind = 'office:value-type="string" calcext:value-type="error"><text:p>#N/A'
    return open_document(spans, marked=("woonfunctie", kind))


def as_fods(table: Rows, luck: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(as_ods(table, luck))) as packed:
        content = packed.read("content.xml")
    kind = b'office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    return content.replace(b"office:document-content ", kind + b" ", 1).replace(
        b"office:document-content", b"office:document"
    )


def as_xlsb(table: Rows, luck: random.Random) -> bytes:
    return xlsb([
        [NOT_AVAILABLE if luck.random() < 0.03 else luck.choice([cell, cell, 9.99901e15, True, 0.5])
         if luck.random() < 0.05 else cell for cell in row] for row in table
    ])  # fmt: skip


def as_features(table: Rows, luck: random.Random) -> bytes:
    ring = [[5, 52], [6, 52], [6, 53], [5, 52]]
    shapes = [None, {"type": "Point", "coordinates": [5.4, 52.1]}, {"type": "Point"}, 3,
              {"type": "Polygon", "coordinates": [ring]}]  # fmt: skip
    features = [
        {"type": "Feature", "properties": dict(zip(table[0], row, strict=False)),
         "geometry": luck.choice(shapes[:2] if luck.random() < 0.9 else shapes)}
        for row in table[1:]
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_geopackage(table: Rows, luck: random.Random) -> bytes:
    """A layer with points, shapes that are none, and now and then a catalogue that says less."""
    head = b"GP\0\1" + struct.pack("<i", luck.choice([28992, 28992, 4326, 0])) + b"\1"
    shapes = [None, head + struct.pack("<Idd", 1, 155_000.0, 463_000.0), head, b"GP", "POINT",
              head + struct.pack("<IId", 3, 1, 5.0)]  # fmt: skip
    names = list(dict.fromkeys(each or "leeg" for each in table[0]))
    columns = ", ".join('"{}" TEXT'.format(name.replace('"', "")) for name in names)
    base = sqlite3.connect(":memory:")
    base.executescript(
        CATALOGUE + "INSERT INTO gpkg_spatial_ref_sys VALUES (28992, 'epsg', 28992);"
    )
    base.execute(f"CREATE TABLE laag ({columns}, geom BLOB)")
    if luck.random() < 0.9:
        base.execute("INSERT INTO gpkg_contents VALUES ('laag', 'features')")
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('laag', 'geom', 28992)")
    for row in table[1:]:
        cells = (row + [""] * len(names))[: len(names)]
        shape = luck.choice(shapes[:2] if luck.random() < 0.9 else shapes)
        typed = [luck.choice([cell, cell, cell.encode("utf-16-le", "replace"), 3, 0.5, None])
                 if luck.random() < 0.05 else cell.encode("utf-8", "replace").decode()
                 for cell in cells]  # fmt: skip
        marks = ", ".join("?" * (len(names) + 1))
        base.execute(f"INSERT INTO laag VALUES ({marks})", [*typed, shape])
    base.commit()
    return base.serialize()


def as_xls(_: Rows, __: random.Random) -> bytes:
    return old()


KINDS: dict[str, Callable[[Rows, random.Random], bytes]] = {
    "csv": as_text, "txt": as_text, "tsv": as_text, "xlsx": as_xlsx, "ods": as_ods, "fods": as_fods,
    "xlsb": as_xlsb, "geojson": as_features, "xls": as_xls, "gpkg": as_geopackage,
}  # fmt: skip


def broken(number: int) -> tuple[str, str, bytes]:
    """A register, and the name and bytes of one file that may be of it."""
    luck = random.Random(number)
    register = luck.choice([*HEADERS])
    kind = luck.choice([*KINDS])
    content = KINDS[kind](table_of(register, luck), luck)
    harm = luck.random()
    if harm < 0.15:
        content = content[: luck.randrange(len(content))]
    elif harm < 0.35:
        changed = bytearray(content)
        for _ in range(luck.randint(1, 5)):
            changed[luck.randrange(len(changed))] = luck.randrange(256)
        content = bytes(changed)
    return register, f"bestand_{number}.{kind}", content


def problems_with(folder: Path, number: int) -> str:
    """What is wrong with how a broken file is dealt with; '' when nothing is."""
    register, name, content = broken(number)
    (folder / name).write_bytes(content)
    source = SOURCES[register].model_copy(update={"path": name, "max_quarantined": 1.0})
    project = Project(name="V", municipality="GM9001", as_of=AS_OF, packs=["octopus"])
    project = project.model_copy(update={"registers": {register: [source]}}).placed(folder)
    try:
        loaded = load_registers(project, as_of=AS_OF)
    except ScreeningError as error:
        told = [each for each in error.problems if each.found and each.where.file]
        return "" if len(told) == len(error.problems) > 0 else f"{name}: {error.problems}"
    report = loaded.reports[register]
    if report.rows_read != report.rows_loaded + report.rows_quarantined:
        return f"{name}: {report.rows_read} read, {report.rows_loaded} loaded"
    whole = ~loaded.quarantine[register]["reason"].str.contains("the row is loaded")
    return "" if whole.sum() == report.rows_quarantined else f"{name}: quarantine"


def test_a_file_broken_in_another_way_is_told_or_accounted_for(tmp_path: Path) -> None:
    assert [text for number in range(FILES) if (text := problems_with(tmp_path, number))] == []


@pytest.mark.parametrize("number", range(thorough.part(60, of=10)))
def test_a_table_to_compare_is_told_or_judged(tmp_path: Path, number: int) -> None:
    luck = random.Random(number)
    rows = [["plaats", "n", "per"], *([f"P{n}", str(n), str(100 * n)] for n in range(1, 12))]
    for _ in range(luck.randint(0, 5)):
        row = luck.choice(rows[1:])
        row[luck.randrange(len(row))] = luck.choice(ODD)
    for _ in range(luck.randint(0, 3)):
        rows.insert(luck.randint(0, len(rows)), list(luck.choice(NOTES)))
    file = tmp_path / "t.csv"
    file.write_bytes(as_text(rows, luck))
    try:
        found = read_counts(file, key="plaats", count="n", per="per")
        judged = compare_table(found, "plaats", "n", "per").rows
    except ScreeningError as error:
        told = [each for each in error.problems if each.found]
    else:
        told = []
    if told:
        return
    assert judged.height == found.height
    unjudged = judged.filter(judged["level"].is_null())
    assert (unjudged["reason"] != "").all()
