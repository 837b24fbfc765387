"""A few bytes can ask for terabytes: what a workbook would take is counted, or bounded."""

from __future__ import annotations

import io
import signal
import struct
import subprocess
import zipfile

import pytest
import xlsxwriter

from screening.registers.reading.workbooks import packed
from screening.registers.reading.workbooks import read as reading
from screening.registers.reading.workbooks.refused import RefusedError
from screening.registers.reading.workbooks.sheet_part import errors_in
from tests.registers.reading.workbooks.conftest import Read, changed, parts, workbook, zipped

SMALL = workbook([["vbo_id", "value"], ["9999010000000001", 1]])
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
HIDDEN = b'<row><c r="A3"><v>1</v></c></row>' * 9_000


def refused(read: Read, data: bytes, limit: str, **limits: int) -> str:
    with pytest.raises(RefusedError) as caught:
        read(data, **limits)
    assert caught.value.limit == limit, caught.value.found
    assert caught.value.remedy
    return caught.value.found


def without_dimension(xml: bytes) -> bytes:
    start = xml.index(b"<dimension")
    return xml[:start] + xml[xml.index(b"/>", start) + 2 :]


def test_one_cell_in_the_last_corner(read: Read) -> None:
    far = changed(SMALL, lambda xml: xml.replace(b"</sheetData>", FAR))
    assert "reaches to column 16384 of row 1048576" in refused(read, far, "sheet_cells")
    declared = changed(SMALL, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert "17179869184 cells" in refused(read, declared, "sheet_cells")


def test_a_far_cell_that_neither_the_declared_range_nor_the_end_shows(read: Read) -> None:
    """Nothing is left but to read it, within a bound of memory."""
    lying = changed(
        SMALL,
        lambda xml: without_dimension(xml).replace(b"</sheetData>", FAR[:-12] + HIDDEN + FAR[-12:]),
    )
    assert "MB of memory" in refused(read, lying, "sheet_memory_mb", sheet_memory_mb=500)


def test_a_far_cell_of_an_ordinary_width_is_no_error(read: Read) -> None:
    tall = changed(
        SMALL,
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="300000"><c r="A300000"><v>7</v></c></row></sheetData>'
        ),
    )
    _, rows, _, _ = read(tall)
    assert (len(rows), rows[-1]) == (299_999, ("7", ""))


def bomb(size: int) -> bytes:
    return zipped({**dict(parts(SMALL)), "xl/media/image1.png": b"\0" * size})


def lying(data: bytes, name: bytes = b"xl/media/image1.png") -> bytes:
    """The same file with a small size where it says how large a part is once unpacked."""
    out = bytearray(data)
    for sign, size, named in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = out.find(sign)
        while place >= 0:
            if bytes(out[place + named : place + named + len(name)]) == name:
                out[place + size : place + size + 4] = struct.pack("<I", 100)
            place = out.find(sign, place + 4)
    return bytes(out)


def test_a_workbook_that_unpacks_to_much(read: Read) -> None:
    data = bomb(30_000_000)
    assert len(data) < 100_000
    assert "unpacks to 30 MB" in refused(read, data, "unpacked_mb", unpacked_mb=20)
    assert "unpacks to" in refused(read, lying(data), "unpacked_mb", unpacked_mb=20)
    assert read(lying(data))[1] == [("9999010000000001", "1")]


def test_the_size_of_one_part_is_not_believed_either() -> None:
    data = lying(bomb(5_000_000))
    found = packed.Packed(data, {"unpacked_mb": 20})
    assert found.parts["xl/media/image1.png"].file_size == 100
    assert len(found.read("xl/media/image1.png")) == 5_000_000


def test_a_workbook_of_very_many_parts(read: Read) -> None:
    many = zipped({**dict(parts(SMALL)), **{f"x/{n}": b"" for n in range(packed.MOST_PARTS)}})
    with pytest.raises(RefusedError, match=f"more than {packed.MOST_PARTS} parts"):
        read(many)


def test_texts_that_refer_to_each_other_are_no_bomb(read: Read) -> None:
    entities = b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"x" * 100) for n in range(9)
    )
    head = b'<?xml version="1.0"?><!DOCTYPE sst [' + entities + b"]>"
    strings = head + b'<sst count="1" uniqueCount="1"><si><t>&a8;</t></si></sst>'
    data = changed(SMALL, lambda xml: head + xml.split(b"?>", 1)[-1])
    data = zipped({**dict(parts(data)), "xl/sharedStrings.xml": strings})
    try:
        _, rows, _, _ = read(data)
    except RefusedError:
        return
    assert all(len(cell) < 1_000 for row in rows for cell in row)


def test_other_ways_of_packing_and_locks_are_told(read: Read) -> None:
    with pytest.raises(RefusedError, match="damaged"):
        packed.Packed(_packed_by(zipfile.ZIP_LZMA), {"unpacked_mb": 20}).read("x")
    with pytest.raises(RefusedError):
        read(_packed_by(zipfile.ZIP_BZIP2))


def _packed_by(method: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as made:
        made.writestr("x", b"y" * 100)
    return written.getvalue()


def test_a_sheet_that_takes_too_long_or_too_much(read: Read) -> None:
    wide = workbook([[f"k{n}" for n in range(30)], *([n] * 30 for n in range(300))])
    assert "names 30 columns" in refused(read, wide, "columns", columns=20)
    assert "cells" in refused(read, wide, "sheet_cells", sheet_cells=1_000)
    tall = workbook([["a"], *([n] for n in range(200))])
    assert "rows" in refused(read, tall, "rows", rows=100)


def test_a_sheet_that_takes_too_long(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **_how: object) -> object:
        raise subprocess.TimeoutExpired("x", 1.0)

    def stopped(*_: object, **_how: object) -> object:
        return subprocess.CompletedProcess([], -signal.SIGXCPU, b"", b"")

    for end in (late, stopped):
        monkeypatch.setattr(reading.subprocess, "run", end)
        assert "not read within 7 seconds" in refused(read, SMALL, "sheet_seconds", sheet_seconds=7)


def of_xlsxwriter() -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["vbo_id", "value"])
        sheet.write_row(1, 0, ["x", 1])
    return written.getvalue()


STRINGS = "xl/sharedStrings.xml"


def test_a_count_of_texts_is_not_believed(read: Read) -> None:
    large = b'uniqueCount="4000000000"'
    data = changed(of_xlsxwriter(), lambda xml: xml.replace(b'uniqueCount="3"', large), STRINGS)
    assert large in dict(parts(data))[STRINGS]
    refused(read, data, "sheet_memory_mb", sheet_memory_mb=500)


def test_a_text_longer_than_a_cell_can_be_is_cut_and_still_too_long(read: Read) -> None:
    for text in (b"vbo_id", b">x<"):
        long = text.replace(b"x", b"y" * 3_000_000).replace(b"vbo_id", b"v" * 3_000_000)
        strings = dict(parts(of_xlsxwriter()))[STRINGS].replace(text, long)
        data = changed(of_xlsxwriter(), lambda _, strings=strings: strings, STRINGS)
        headers, rows, _, _ = read(data)
        assert max(map(len, [*headers, *rows[0]])) == 32_768


@pytest.mark.large
def test_errors_that_never_close_are_looked_for_once() -> None:
    unclosed = b'<c t="e" r="A3">' * 20_000
    assert errors_in(unclosed) == {2: {0: "#ERROR"}}
    assert errors_in(b"<c " * 200_000 + b'"e"') == {}
    assert errors_in(b"<x:c r='B2' t='e'><x:f>A1</x:f><x:v>#REF!</x:v></x:c>") == {1: {1: "#REF!"}}
    assert errors_in(b'<c r="B2" t="e"/><c r="C2"><v>#no</v></c>') == {}
