"""Files that cannot be read as declared: one clear message, and no guess."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing

import openpyxl
import polars as pl
import pytest

from screening.errors import ExtractError

WOZ = "  woz_value: {path: woz.csv%s}\n"
WOZ_HEAD = "vbo_id;ref_date;value\n"
VBO = "9999010000000001"


def test_windows_1252_is_recognised_and_not_garbled(load):
    content = "vbo_id;address\n9999010000000001;Caféstraat €1\n".encode("cp1252")
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": content})
    assert loaded.registers["bag_object"]["address"].item() == "Caféstraat €1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_or_without_mark(load, encoding):
    content = "vbo_id;address\n9999010000000001;Caféstraat\n".encode(encoding)
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": content})
    assert loaded.registers["bag_object"]["address"].item() == "Caféstraat"


@pytest.mark.parametrize(("declared", "written"), [("utf-8", "cp1252"), ("windows-1252", "utf-8")])
def test_a_wrongly_declared_encoding_is_refused(load, declared, written):
    content = "vbo_id;address\n9999010000000001;Café\n".encode(written)
    with pytest.raises(ExtractError, match=f"declared as {declared}"):
        load(f"  bag_object: {{path: b.csv, encoding: {declared}}}\n", {"b.csv": content})


def test_bytes_of_no_known_encoding_are_refused_with_the_line(load):
    with pytest.raises(ExtractError, match=r"b\.csv:2: the bytes are not"):
        load("  bag_object: {path: b.csv}\n", {"b.csv": b"vbo_id;address\n1;\x81\x9d\xff\n"})


def test_a_binary_file_is_refused(load):
    with pytest.raises(ExtractError, match="not a text file"):
        load("  bag_object: {path: b.csv}\n", {"b.csv": b"\x03\x04\x00\x00"})


@pytest.mark.parametrize(("sign", "name"), [(",", "comma"), ("\t", "tab"), ("|", "bar")])
def test_a_wrong_separator_names_the_right_one_and_none_is_found(load, sign, name):
    content = f"vbo_id{sign}ref_date\n{VBO}{sign}01-01-2025\n"
    with pytest.raises(ExtractError, match=f"separated by a {name}"):
        load(WOZ % ', separator: ";"', {"woz.csv": content})
    loaded = load(WOZ % "", {"woz.csv": content})
    assert loaded.registers["woz_value"]["vbo_id"].to_list() == [VBO]


def test_a_missing_column_is_named_with_file_and_headers(load):
    with pytest.raises(ExtractError) as caught:
        load(WOZ % "", {"woz.csv": "vbo_id;bedrag\n1;2\n"})
    assert "needs column 'ref_date'" in str(caught.value)
    assert "woz.csv" in str(caught.value)
    assert "'bedrag'" in str(caught.value)


def test_a_renamed_column_gets_a_suggestion(load):
    with pytest.raises(ExtractError, match="Did you mean 'Peildatum_WOZ'"):
        load(
            WOZ % ", columns: {ref_date: Peildatum}",
            {"woz.csv": "vbo_id;Peildatum_WOZ\n1;2\n"},
        )


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "empty"), ("\n \n", "empty"), (WOZ_HEAD, "no rows"), (";;\n1;2;3\n", "no 'vbo_id'"),
     ("vbo_id;value;value\n1;2;3\n", "2 columns are called 'value'"),
     (WOZ_HEAD + '"1;2;3\n', "split into rows")],
)  # fmt: skip
def test_a_file_without_a_table_is_refused(load, content, message):
    with pytest.raises(ExtractError, match=message):
        load(WOZ % "", {"woz.csv": content})


def test_no_such_file_names_the_nearest(load):
    with pytest.raises(ExtractError, match=r"Did you mean 'woz_2025\.csv'"):
        load("  woz_value: {path: woz_2024.csv}\n", {"woz_2025.csv": "x"})


def test_problems_of_all_registers_come_at_once(load):
    with pytest.raises(ExtractError) as caught:
        load(WOZ % "" + "  area: {path: a.csv}\n  permit: {path: p.csv}\n",
             {"woz.csv": "", "a.csv": "x;y\n1;2\n"})  # fmt: skip
    assert {problem.where.file for problem in caught.value.problems} == {
        "woz.csv", "a.csv", "p.csv"
    }  # fmt: skip


def test_truncated_parquet_is_refused(load, tmp_path):
    pl.DataFrame({"vbo_id": [VBO], "ref_date": [dt.date(2026, 1, 1)]}).write_parquet(
        tmp_path / "w.parquet"
    )
    data = (tmp_path / "w.parquet").read_bytes()
    whole = load("  woz_value: {path: w.parquet}\n", {})
    assert whole.registers["woz_value"]["ref_date"].item() == dt.date(2026, 1, 1)
    with pytest.raises(ExtractError, match=r"cut\.parquet: the file cannot be read"):
        load("  woz_value: {path: cut.parquet}\n", {"cut.parquet": data[: len(data) // 2]})


def workbook(path, rows, merge=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    book.save(path)


def test_a_workbook_loses_zeros_and_gets_them_back(load, tmp_path):
    workbook(
        tmp_path / "k.xlsx",
        [
            ["kvk_nr", "start_date", "employees", "sbi_main"],
            [123456, dt.date(2020, 5, 1), 3, "56.10"],
            [99000001, dt.date(2021, 5, 1), 4.0, "5610"],
        ],
    )
    loaded = load("  kvk_company: {path: k.xlsx}\n", {})
    frame = loaded.registers["kvk_company"]
    assert frame["kvk_nr"].to_list() == ["00123456", "99000001"]
    assert frame["start_date"].to_list() == [dt.date(2020, 5, 1), dt.date(2021, 5, 1)]
    assert frame["employees"].to_list() == [3, 4]
    assert loaded.reports["kvk_company"].repaired == {"kvk_nr": 1, "sbi_main": 1}


def test_a_workbook_keeps_decimals_whatever_is_declared(load, tmp_path):
    workbook(tmp_path / "w.xlsx", [["vbo_id", "floor_m2"], [VBO, 80.5], [VBO[:-1] + "2", 1.234]])
    frame = load("  bag_object: {path: w.xlsx}\n", {}).registers["bag_object"]
    assert frame["floor_m2"].to_list() == [80.5, 1.234]


def test_a_sixteen_digit_number_cell_has_lost_digits(load, tmp_path):
    cut = [[1999010000012340 + 10 * n, 80.5] for n in range(3)]
    for rows in (cut, [*cut, [VBO, 2]]):
        workbook(tmp_path / "w.xlsx", [["vbo_id", "floor_m2"], *rows])
        loaded = load("  bag_object: {path: w.xlsx, max_quarantined: 1}\n", {})
        report = loaded.reports["bag_object"]
        assert report.rows_read == report.rows_loaded + report.rows_quarantined == len(rows)
        assert report.rows_quarantined == len(cut)
        assert loaded.quarantine["bag_object"]["reason"].str.contains("digits are lost").all()


def test_a_number_in_json_that_not_every_program_can_hold_has_lost_digits(load):
    content = '[{"vbo_id": 1999010000012345}, {"vbo_id": 9999010000000002}]'
    loaded = load("  bag_object: {path: b.json, max_quarantined: 1}\n", {"b.json": content})
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == ["1999010000012345"]
    assert "digits are lost" in loaded.quarantine["bag_object"]["reason"].item()


MIXED = [(310.5, 310.5), (".", None), (1.234, 1.234), ("1.234", 1234.0), ("2,5", 2.5), (7, 7.0)]


def mixed_file(folder, kind):
    rows = [[VBO[:-1] + str(n), cell] for n, (cell, _) in enumerate(MIXED)]
    if kind == "xlsx":
        workbook(folder / "b.xlsx", [["vbo_id", "floor_m2"], *rows])
    elif kind == "json":
        objects = [{"vbo_id": vbo, "floor_m2": cell} for vbo, cell in rows]
        (folder / "b.json").write_text(json.dumps(objects))
    else:
        with closing(sqlite3.connect(folder / "b.sqlite")) as base:
            base.execute("CREATE TABLE b (vbo_id TEXT, floor_m2)")
            base.executemany("INSERT INTO b VALUES (?, ?)", rows[::-1])
            base.commit()


@pytest.mark.parametrize("kind", ["xlsx", "json", "sqlite"])
def test_a_number_among_texts_is_the_number_it_is(load, tmp_path, kind):
    mixed_file(tmp_path, kind)
    loaded = load(f"  bag_object: {{path: b.{kind}, thousands: '.'}}\n", {})
    found = loaded.registers["bag_object"].sort("vbo_id")["floor_m2"].to_list()
    assert found == [number for _, number in MIXED]


def sheets(path, content, hidden=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        for row in (sheet := book.create_sheet(name)) and rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)


def test_the_sheet_that_shows_and_has_the_columns_is_read(load, tmp_path):
    old, new = ([["vbo_id", "address"], [VBO, kept]] for kept in ("oud", "nieuw"))
    content = {"Oud": old, "Toelichting": [["Dit is een export"]], "Gegevens": new}
    sheets(tmp_path / "b.xlsx", content, hidden=["Oud"])
    frame = load("  bag_object: {path: b.xlsx}\n", {}).registers["bag_object"]
    assert frame["address"].to_list() == ["nieuw"]
    sheets(tmp_path / "b.xlsx", {"Toelichting": [["Een"]], "Gegevens": [["id"], [VBO]]})
    with pytest.raises(ExtractError, match="Toelichting, Gegevens"):
        load("  bag_object: {path: b.xlsx}\n", {})


def test_a_remark_beside_the_table_and_a_double_header_cost_nothing(load, tmp_path):
    workbook(tmp_path / "b.xlsx", [["vbo_id", "x", "x"], [VBO, 1, 2, "let op"]])
    for name in ("b.xlsx", "b.csv"):
        files = {} if name == "b.xlsx" else {name: f"vbo_id;x;x\n{VBO};1;2\n"}
        loaded = load(f"  bag_object: {{path: {name}}}\n", files)
        assert loaded.registers["bag_object"]["vbo_id"].to_list() == [VBO]
    with pytest.raises(ExtractError, match="vbo_id"):
        load("  bag_object: {path: c.csv}\n", {"c.csv": f"vbo_id;vbo_id\n{VBO};{VBO}\n"})


MISNAMED = {
    "utf16.xls": (f"vbo_id\t x\n{VBO}\t1\n".encode("utf-16"), "a text file with the name"),
    "web.xls": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "a page of HTML"),
    "zip.csv": (b"PK\3\4\0\0\0", r"rename it to \.xlsx"),
    "page.csv": (b"<html><table><tr><td>vbo_id</td></tr></table></html>", "a page of HTML"),
}


@pytest.mark.parametrize("name", MISNAMED)
def test_a_file_that_is_something_else_than_its_name_says(load, name):
    content, message = MISNAMED[name]
    with pytest.raises(ExtractError, match=message):
        load(f"  bag_object: {{path: {name}}}\n", {name: content})


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_json_is_read_in_the_encodings_of_text(load, encoding):
    content = f'[{{"vbo_id": "{VBO}", "address": "Caféstraat"}}]'.encode(encoding)
    loaded = load("  bag_object: {path: b.json}\n", {"b.json": content})
    assert loaded.registers["bag_object"]["address"].to_list() == ["Caféstraat"]


def test_a_merged_cell_goes_for_every_row_that_it_covers(load, tmp_path):
    head = ["kvk_nr", "name", "end_date"]
    rows = [[99000001 + n, f"Zaak {n}", day] for n, day in
            enumerate(["31-12-2024", None, "31-01-2025", None, None])]  # fmt: skip
    workbook(tmp_path / "k.xlsx", [["Uittreksel"], head, *rows], merge="C3:C4")
    frame = load("  kvk_company: {path: k.xlsx}\n", {}).registers["kvk_company"]
    ended, other = dt.date(2024, 12, 31), dt.date(2025, 1, 31)
    assert frame["end_date"].to_list() == [ended, ended, other, None, None]


def test_a_cell_that_the_header_merges_with_a_row_says_nothing_of_that_row(load, tmp_path):
    rows = [["vbo_id", "address"], [VBO, None], [VBO[:-1] + "2", "Kade 1"]]
    workbook(tmp_path / "b.xlsx", rows, merge="B1:B2")
    frame = load("  bag_object: {path: b.xlsx}\n", {}).registers["bag_object"]
    assert frame["address"].to_list() == [None, "Kade 1"]


def test_the_header_is_found_below_a_merged_title(load, tmp_path):
    workbook(
        tmp_path / "w.xlsx",
        [["WOZ 2025", None, None], ["vbo_id", "ref_date", "value"], [VBO, "01-01-2025", 5]],
        merge="A1:C1",
    )
    with pytest.raises(ExtractError, match="merged cells"):
        load("  woz_value: {path: w.xlsx, header_row: 1}\n", {})
    for settings in ("", ", header_row: 2"):
        loaded = load(f"  woz_value: {{path: w.xlsx{settings}}}\n", {})
        assert loaded.registers["woz_value"]["value"].to_list() == [5.0]


def test_an_unknown_sheet_and_a_broken_workbook(load, tmp_path):
    workbook(tmp_path / "w.xlsx", [["vbo_id", "ref_date"], [VBO, "01-01-2025"]])
    with pytest.raises(ExtractError, match="Did you mean 'Sheet'"):
        load("  woz_value: {path: w.xlsx, sheet: Shet}\n", {})
    with pytest.raises(ExtractError, match=r"bad\.xlsx: the file cannot be read"):
        load("  woz_value: {path: bad.xlsx}\n", {"bad.xlsx": b"PK\x03\x04 not a workbook"})


def test_a_database_table_is_read_and_an_absent_one_refused(load, tmp_path):
    with sqlite3.connect(tmp_path / "vth.db") as database:
        database.execute("CREATE TABLE woz (vbo_id TEXT, ref_date TEXT, value REAL)")
        database.execute("INSERT INTO woz VALUES (?, '2025-01-01', 1.5)", [VBO])
    database.close()
    source = "  woz_value: {database: 'sqlite:///vth.db', table: %s}\n"
    loaded = load(source % "woz", {})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.5]
    with pytest.raises(ExtractError, match="no such table"):
        load(source % "wos", {})
    asked = "  woz_value: {database: 'sqlite:///vth.db', query: '%s'}\n"
    chosen = load(asked % "SELECT vbo_id, ref_date, 2 * value AS value FROM woz", {})
    assert chosen.registers["woz_value"]["value"].to_list() == [3.0]
    for change in ("DELETE FROM woz", "DROP TABLE woz", "INSERT INTO woz VALUES (1, 2, 3)"):
        with pytest.raises(ExtractError, match="cannot be read"):
            load(asked % change, {})
    with pytest.raises(ExtractError, match="the query is no SELECT"):
        load(asked % "CREATE TEMP TABLE w (x)", {})
    with pytest.raises(ExtractError, match="column 'value' occurs more than once"):
        load(asked % "SELECT *, value FROM woz", {})
    assert load(source % "woz", {}).registers["woz_value"].height == 1
    (tmp_path / "vth.db").write_bytes(b"no database at all, but long enough to be looked at" * 9)
    with pytest.raises(ExtractError, match="not a database"):
        load(source % "woz", {})
