"""What a sheet says, cell by cell, comes through as text; what is no value is told."""

from __future__ import annotations

import datetime as dt
import io
import random

import openpyxl
import pytest
import xlsxwriter

from screening.registers.reading.limits import Limits
from screening.registers.reading.workbooks.read import read_sheet
from screening.registers.reading.workbooks.refused import RefusedError
from tests.registers.reading.workbooks.conftest import SHEET, Read, changed, parts, workbook, zipped


def test_values_of_every_kind_in_one_column_keep_their_own_text(read: Read) -> None:
    day = dt.datetime(2020, 5, 1, 12, 30)  # noqa: DTZ001 - a sheet knows no zones
    values = [1, 2.5, "x", True, day, dt.date(2020, 5, 1), dt.time(10, 30), "1,5", 123456789012345]
    headers, rows, numbers, _ = read(workbook([["a", "n"], *([value, 3] for value in values)]))
    assert headers == ["a", "n"]
    assert [row[0] for row in rows] == [
        "1", "2.5", "x", "true", "2020-05-01 12:30:00", "2020-05-01", "10:30:00", "1,5",
        "123456789012345",
    ]  # fmt: skip
    assert numbers == [1]


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (45000, "2023-03-15"),
        (2958465, "9999-12-31"),
        (2958466, "2958466"),
        (1e9, "1000000000"),
        (1e300, "1e+300"),
        (0, "00:00:00"),
        (-1, "00:00:00"),
    ],
)
def test_a_day_beyond_the_calendar_is_no_date(read: Read, serial: float, expected: str) -> None:
    _, rows, _, _ = read(workbook([["a"], [serial]], {"A2": "dd-mm-yyyy"}))
    assert rows == [(expected,)]


def test_a_duration_is_hours_and_a_value_no_reader_can_hold_is_told(read: Read) -> None:
    _, rows, _, _ = read(workbook([["a"], [1.25], [40]], {"A2": "[h]:mm", "A3": "[h]:mm"}))
    assert rows == [("30:00:00",), ("960:00:00",)]
    with pytest.raises(RefusedError, match="holds a value that no cell can hold"):
        read(workbook([["a"], [-1e15]], {"A2": "dd-mm-yyyy"}))


def test_errors_of_a_sheet_are_text_and_not_nothing(read: Read) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 1, "=1+1", None, 2)
        sheet.write(3, 0, 'text "e" r="B2"')
    _, rows, numbers, _ = read(written.getvalue())
    assert rows == [("#N/A", ""), ("", "#DIV/0!"), ('text "e" r="B2"', "2")]
    assert numbers == []


def test_row_numbers_are_those_of_the_sheet(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, value in {"C4": "a", "D4": "b", "C5": 1, "C7": 2}.items():
        sheet[place] = value
    written = io.BytesIO()
    book.save(written)
    headers, rows, _, row = read(written.getvalue())
    assert (headers, rows, row) == (["a", "b"], [("1", ""), ("", ""), ("2", "")], 4)


def test_a_header_may_come_twice_or_be_a_number_and_is_not_renamed(read: Read) -> None:
    headers, rows, _, _ = read(workbook([["a", "a", 2025, None, "a_1"], [1, 2, 3, None, 4]]))
    assert headers == ["a", "a", "2025", "a_1"]
    assert rows == [("1", "2", "3", "4")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["a", None], [1, 2]], "1 of 2 columns have no header, as with merged cells"),
        ([["a", None], [1, None], [1, "x"]], "1 of 2 columns"),
        ([], "is empty"),
        ([[" "], [None]], "the header is blank"),
    ],
)
def test_a_sheet_without_a_header_is_told(read: Read, rows: list[list[object]], found: str) -> None:
    with pytest.raises(RefusedError, match=found):
        read(workbook(rows))
    with pytest.raises(RefusedError, match="the header is blank"):
        read(workbook([["a"], [1]]), header_row=10**9)


def test_an_unknown_sheet_lists_the_others(read: Read) -> None:
    with pytest.raises(RefusedError) as caught:
        read(workbook([["a"], [1]]), sheet="Blad")
    assert caught.value.sheets == ["Sheet"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<html><table><tr><td>kvk</td></tr></table></html>", "a page of HTML or XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a page of HTML or XML"),
        (b"kvk\tnaam\r\n40000001\tA\r\n", "a text file with the name of a workbook"),
        (b"\x89PNG\r\n\0\0", "damaged or incomplete"),
        (b"PK\x03\x04 no zip at all", "damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(read: Read, data: bytes, found: str) -> None:
    with pytest.raises(RefusedError, match=found) as caught:
        read(data)
    assert caught.value.remedy


@pytest.mark.large
def test_damage_anywhere_ends_in_a_message() -> None:
    drawn = random.Random(5)
    whole = workbook([["vbo_id", "dag"], *([f"x{n}", dt.date(2025, 1, 1)] for n in range(9))])
    files = dict(parts(whole))
    refused = 0
    for _ in range(60):
        name = drawn.choice([SHEET, SHEET, *files])
        text = bytearray(files[name])
        for _ in range(drawn.randint(1, 3)):
            place = drawn.randrange(len(text))
            text[place : place + drawn.randint(0, 5)] = drawn.choice(
                [b"", b"9" * 20, b"<", b"XFD1048576", b"\xff", b"-1e15", b"\0"]
            )
        try:
            list(read_sheet(zipped({**files, name: bytes(text)}), None, 1, Limits()))
        except RefusedError as error:
            refused += bool(error.found)
    assert refused > 10


def test_a_workbook_that_says_nothing_of_its_sheets_is_read_all_the_same(read: Read) -> None:
    data = workbook([["a"], ["x"]])
    doctype = changed(data, lambda xml: xml.replace(b"<workbook", b"<!DOCTYPE x><workbook", 1),
                      "xl/workbook.xml")  # fmt: skip
    assert read(doctype)[1] == [("x",)]
