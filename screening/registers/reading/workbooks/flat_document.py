"""An OpenDocument sheet in one file of XML (.fods), as the zip of parts that it is otherwise.

It is read by what reads that zip, and held to what that is held to. No XML is read here, and what
reads it replaces no entities; a document that declares a type is refused all the same.
"""

from __future__ import annotations

import io
import re
import zipfile

from screening.registers.reading.workbooks.open_document import PART
from screening.registers.reading.workbooks.refused import RefusedError, damaged

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_ROOT = re.compile(
    rb"\A[\xef\xbb\xbf\s]*(?:<\?xml[^>]{0,200}\?>)?(?:\s*<!--(?:[^-]|-(?!->)){0,2000}-->)*\s*"
    rb"<office:document[\s>]"
)
_TYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_SEARCHED = 20_000
"""Bytes in which the first element stands, and the kind of document behind it."""
_MANIFEST = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_HELD, _ENDS = b"<draw:object", b"</draw:object"


def is_flat(data: bytes) -> bool:
    """Whether this is one file of XML with an OpenDocument sheet in it."""
    return bool(_ROOT.match(data[:_SEARCHED])) and _KIND in data[:_SEARCHED]


def as_parts(data: bytes) -> bytes:
    """The zip file with the document as its content; raises RefusedError for one with a type.

    Charts bring a document of their own with a table in it, which is no sheet: they are left out.
    """
    if _TYPE.search(data):
        found, expected = "the XML declares a type of document (DOCTYPE)", "a workbook"
        raise RefusedError(found, expected, "open it in a spreadsheet and save it as xlsx")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise damaged() from None
    first, *others = data.split(_HELD)
    kept = b"".join([first, *map(_behind, others)])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("mimetype", _KIND)
        made.writestr("META-INF/manifest.xml", _MANIFEST)
        made.writestr(PART, kept)
    return written.getvalue()


def _behind(piece: bytes) -> bytes:
    """What follows an object that begins here; all of it where the object does not end."""
    end = piece.find(_ENDS)
    return _HELD + piece if end < 0 else piece[piece.find(b">", end) + 1 :]
