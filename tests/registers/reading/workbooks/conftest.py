"""Workbooks to read: made by openpyxl, and taken apart and put together again as zip files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openpyxl
import pytest

from screening.registers.reading.limits import Limits
from screening.registers.reading.workbooks.read import read_sheet

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Iterable[Iterable[object]], formats: Mapping[str, str] | None = None) -> bytes:
    """One sheet; ``formats`` by cell, such as ``{"A2": "dd-mm-yyyy"}``."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """The workbook with one part of it changed."""
    return zipped({name: change(text) if name == part else text for name, text in parts(data)})


def parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return written.getvalue()


Read = Callable[..., tuple[list[str], list[tuple[str, ...]], list[int], int]]


@pytest.fixture
def read() -> Read:
    """Headers, rows, which columns are numbers, and the row of the header."""

    def reader(data: bytes, sheet: str | None = None, header_row: int = 1, **limits: int) -> Any:
        first, *chunks, last = read_sheet(data, sheet, header_row, Limits(**limits))
        rows = [row for chunk in chunks for row in zip(*chunk["cells"], strict=True)]
        return first["headers"], rows, last["numbers"], first["row"]

    return reader
