"""What spreadsheets leave in cells, whatever kind of file they come in."""

from __future__ import annotations

import io
import json
import zipfile

import polars as pl
import pytest
import xlsxwriter

from screening.registers.reading.sheet_marks import as_meant
from tests.registers.conftest import HEAD
from tests.registers.reading.test_workbook_file import MANIFEST, ODS

COMPANY = "  kvk_company: {path: k.%s, max_quarantined: 1}\n"
CELLS = {
    '="01234567"': "01234567", '=T("01234567")': "01234567", '= "01234567"': "01234567",
    "'01234567": "01234567", '="1234567"': "01234567", "=A1": None, "''1": None,
}  # fmt: skip


def workbook(rows, merges=()):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    for merge in merges:
        sheet.merge_range(*merge)
    book.close()
    return data.getvalue()


def as_kind(kind, rows):
    if kind == "xlsx":
        return workbook(rows)
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    if kind == "json":
        return json.dumps(records).encode()
    data = io.BytesIO()
    pl.DataFrame(records).write_parquet(data)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "json", "parquet"])
@pytest.mark.parametrize("cell", CELLS)
def test_a_formula_for_a_text_is_its_text(load, kind, cell):
    rows = [["kvk_nr", "trade_name"], [cell, "A"]]
    loaded = load(COMPANY % kind, {f"k.{kind}": as_kind(kind, rows)})
    value = CELLS[cell]
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ([value] if value else [])
    assert loaded.reports["kvk_company"].repaired == ({"kvk_nr": 1} if value else {})


def test_free_text_keeps_its_signs(load):
    names = ["'t Hoekje", "'7 dagen", "1,23E+15", '="Winkel"', "=)"]
    rows = [["kvk_nr", "trade_name"], *[[f"9900000{n}", name] for n, name in enumerate(names)]]
    loaded = load(COMPANY % "xlsx", {"k.xlsx": workbook(rows)})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == [
        "'t Hoekje", "'7 dagen", "1,23E+15", "Winkel", "=)"
    ]  # fmt: skip
    assert pl.select(as_meant(pl.lit("=) "))).item() == "=) "


PERMITS = {
    "1,23E+15": None, "2,02401E+11": None, "2.02401000001E+11": "202401000001",
    "3E12": "3E12", "Z2024-001": "Z2024-001", "202401000002": "202401000002",
}  # fmt: skip


def test_a_name_of_the_source_that_lost_digits_is_set_aside(load):
    rows = "".join(f"{cell};alcohol;01-01-2024\n" for cell in PERMITS)
    loaded = load(
        "  permit: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": "permit_id;kind;start_date\n" + rows},
    )
    kept = [value for value in PERMITS.values() if value]
    assert loaded.registers["permit"]["permit_id"].to_list() == kept
    assert loaded.reports["permit"].repaired == {"permit_id": 1}
    lost = loaded.quarantine["permit"]
    assert lost["value"].to_list() == ["1,23E+15", "2,02401E+11"]
    assert all("digits are lost" in reason for reason in lost["reason"])


OTHER = '<table:table-row><table:table-cell table:number-columns-spanned="3"/></table:table-row>'
SHEETS = ODS.replace(
    'name="Blad1">', f'name="leeg">{OTHER}</table:table><table:table table:name="B&amp;W">'
)


def open_document(rows, marked=(None, "")):
    """Cells are a text, a text with its spans (rows, columns), or None where one is covered.

    ``marked`` is a text and what its cell is instead.
    """
    parts = []
    for row in rows:
        cells = []
        for cell in row:
            text, (down, right) = cell if isinstance(cell, tuple) else (cell, (1, 1))
            spans = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"'
            said = f'office:value-type="string"{spans if down + right > 2 else ""}'
            shown = marked[1] if text == marked[0] else f"{said}><text:p>{text}"
            filled = f"<table:table-cell {shown}</text:p></table:table-cell>"
            cells.append("<table:covered-table-cell/>" if text is None else filled)
        parts.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", SHEETS.format(rows="".join(parts)))
    return data.getvalue()


def test_merged_cells_of_an_open_document(load):
    rows = [["kvk_nr", "est_nr", "trade_name", "employees_ft"],
            [("99000001", (2, 1)), "000000000001", ("samen", (1, 2)), None],
            [None, "000000000002", "B", "4"], ["99000002", "000000000003", "C", "5"]]  # fmt: skip
    source = "  kvk_establishment: {path: k.ods, sheet: B&W, max_quarantined: 1}\n"
    loaded = load(source, {"k.ods": open_document(rows)})
    found = loaded.registers["kvk_establishment"].select("kvk_nr", "trade_name", "employees_ft")
    assert found.rows() == [("99000001", None, None), ("99000001", "B", 4), ("99000002", "C", 5)]


POPULATION = "  area_population: {path: p.xlsx, max_quarantined: 1}\n"
AREAS = HEAD.replace("[octopus]", "[area]")


def test_a_cell_over_several_columns_is_of_none_of_them(load):
    rows = [["area_code", "year", "inhabitants", "homes"],
            ["GM9001", 2024], ["GM9002", 2024, 5, 6], ["GM9003", 2024]]  # fmt: skip
    content = workbook(rows, [(1, 2, 1, 3, 12), (3, 2, 4, 3, "zie noot"), (5, 0, 5, 3, "Bron: X")])
    loaded = load(POPULATION, {"p.xlsx": content}, head=AREAS)
    found = loaded.registers["area_population"].select("inhabitants", "homes")
    assert found.rows() == [(None, None), (5, 6), (None, None)]
    lines = loaded.quarantine["area_population"]
    assert lines["row"].to_list() == [2, 4, 6]
    assert lines["value"].to_list() == [
        "#MERGED: 12|#MERGED: 12", "#MERGED: zie noot|#MERGED: zie noot", "Bron: X"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ("GM9001;02.101;1", "02.101"),
        ("GM9001;2024;-5,0", "-5,0"),
        ("GM9001;2024;9.999.999.999.999", "9.999.999.999.999"),
    ],
)
def test_what_is_out_of_bounds_is_shown_as_delivered(load, cells, shown):
    content = f"area_code;year;inhabitants\n{cells}\nGM9002;2024;7\n"
    loaded = load(POPULATION.replace("xlsx", "csv"), {"p.csv": content}, head=AREAS)
    assert loaded.quarantine["area_population"]["value"].to_list() == [shown]


def test_words_points_and_amounts_in_other_units_are_shown_as_delivered(load):
    content = (
        "vbo_id;usage;status;floor_m2;x_rd;y_rd\n"
        "9999010000000001;Woonfunctie/Iets;Staat Er;-1,50;463000,0;155000\n"
    )
    loaded = load(
        "  bag_object: {path: b.csv, units: {floor_m2: ha}, max_quarantined: 1}\n",
        {"b.csv": content},
    )
    (line,) = loaded.quarantine["bag_object"].to_dicts()
    assert line["column"] == "usage|floor_m2|status|x_rd|y_rd"
    assert line["value"] == "Woonfunctie/Iets|-1,50|Staat Er|463000,0|155000"
