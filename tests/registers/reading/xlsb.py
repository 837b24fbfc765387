"""A workbook in the binary form of Excel (MS-XLSB), which no library at hand writes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

_KIND = "application/vnd."
_CONTENT = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_KIND}openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="bin" ContentType="{_KIND}ms-excel.sheet.binary.macroEnabled.main"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
_BOOK, _BOOK_END, _SHEETS, _SHEETS_END, _SHEET = 131, 132, 143, 144, 156
_PAGE, _PAGE_END, _DATA, _DATA_END, _REACH, _ROW = 129, 130, 145, 146, 148, 0
_ERROR, _BOOLEAN, _REAL, _TEXT = 3, 4, 5, 6
_NO_VALUE = 42
"""The error that is shown as #N/A."""

_FORMATS, _FORMATS_END, _FORMAT, _BASES, _BASES_END = 615, 616, 44, 626, 627
_STYLES, _STYLES_END, _STYLE = 617, 618, 47
_OWN = 164
"""The number of the first format of a book of its own."""

NOT_AVAILABLE = object()


class Shown(NamedTuple):
    """A number, and the place of its format among those of the book."""

    value: float
    form: int


def xlsb(
    rows: Sequence[Sequence[object]], name: str = "Blad1", formats: Sequence[str | int] = ()
) -> bytes:
    """One sheet; ``NOT_AVAILABLE`` is the error of that name; a format has a text or a number."""
    width = max(map(len, rows), default=0)
    page = [_record(_PAGE), _record(_REACH, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))]
    page.append(_record(_DATA))
    for number, row in enumerate(rows):
        page.append(_record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        page += [_cell(place, value) for place, value in enumerate(row) if value is not None]
    page += [_record(_DATA_END), _record(_PAGE_END)]
    named = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)
    book = [_record(_BOOK), _record(_SHEETS), _record(_SHEET, named), _record(_SHEETS_END)]
    book.append(_record(_BOOK_END))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _CONTENT)
        main = _LINKS.format(kind="officeDocument", target="xl/workbook.bin")
        packed.writestr("_rels/.rels", main)
        packed.writestr("xl/workbook.bin", b"".join(book))
        sheet = _LINKS.format(kind="worksheet", target="worksheets/sheet1.bin")
        packed.writestr("xl/_rels/workbook.bin.rels", sheet)
        packed.writestr("xl/worksheets/sheet1.bin", b"".join(page))
        if formats:
            packed.writestr("xl/styles.bin", _looks(formats))
    return data.getvalue()


def _looks(formats: Sequence[str | int]) -> bytes:
    own = {_OWN + n: form for n, form in enumerate(formats) if isinstance(form, str)}
    numbers = [0, *(_OWN + n if isinstance(f, str) else f for n, f in enumerate(formats))]
    styles = [_record(_STYLE, struct.pack("<HH12x", 0, number)) for number in numbers]
    parts = [_record(_FORMATS, struct.pack("<I", len(own)))]
    parts += [_record(_FORMAT, struct.pack("<H", n) + _wide(form)) for n, form in own.items()]
    parts += [_record(_FORMATS_END), _record(_BASES, struct.pack("<I", 1)), styles[0]]
    parts += [_record(_BASES_END), _record(_STYLES, struct.pack("<I", len(styles))), *styles]
    return b"".join([*parts, _record(_STYLES_END)])


def _cell(place: int, value: object) -> bytes:
    style = 0
    if isinstance(value, Shown):
        value, style = value.value, value.form + 1
    where = struct.pack("<II", place, style)
    if value is NOT_AVAILABLE:
        return _record(_ERROR, where + bytes([_NO_VALUE]))
    if isinstance(value, bool):
        return _record(_BOOLEAN, where + bytes([value]))
    if isinstance(value, (int, float)):
        return _record(_REAL, where + struct.pack("<d", value))
    return _record(_TEXT, where + _wide(str(value)))


def _record(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last are marked."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
