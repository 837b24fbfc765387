"""Files that are something else than their name says, told by how they begin."""

from __future__ import annotations

import re

from screening.errors import ExtractError, Problem, Where

_PAGE = re.compile(
    rb"(?i)^[\xef\xbb\xbf\s]*(?:<(?:!doctype|html|table|head|body|\?xml)\b|mime-version:)"
)


def check_kind(data: bytes, shown: str) -> None:
    """Raises ExtractError for what has the name of a text file and is none."""
    found, remedy = "", ""
    if data.startswith(b"PK\x03\x04"):
        found = "this is a workbook or a zip with the name of a text file"
        remedy = "rename it to .xlsx, or to .zip"
    elif data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        found = "this is a workbook with the name of a text file"
        remedy = "rename it to .xls"
    elif _PAGE.match(data[:1000]):
        found = "this is a page of HTML or XML with the name of a text file"
        remedy = "open it in a spreadsheet and save it as csv"
    if found:
        raise ExtractError(Problem(found, Where(shown), "a csv file", remedy))
