"""Files that are something else than their name says, told by how they begin."""

from __future__ import annotations

import re

from screening.errors import ExtractError, Problem, Where

_KINDS = (
    (rb"PK\x03\x04", "a workbook or a zip", "rename it to .xlsx, or to .zip"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook", "rename it to .xls"),
    (rb"\x1f\x8b\x08", "a packed file", "rename it to .csv.gz"),
    (rb"PAR1", "a parquet file", "rename it to .parquet"),
    (rb"SQLite format 3\x00", "a database", "rename it to .sqlite, and name its 'table:'"),
    (rb"%PDF-", "a document (PDF)", "ask for the table itself, as csv"),
    (
        rb"(?i)[\xef\xbb\xbf\s]*(?:<(?:!doctype|html|table|head|body|\?xml)\b|mime-version:)",
        "a page of HTML or XML",
        "open it in a spreadsheet and save it as csv",
    ),
    (rb"[\xef\xbb\xbf\s]*(?:\[\s*)?\{\s*\"", "JSON", "rename it to .json, or to .jsonl"),
)
"""How a file begins (a regular expression), what it then is, and what to do about its name."""
_LOOKED_AT = 1000


def check_kind(data: bytes, shown: str) -> None:
    """Raises ExtractError for what has the name of a text file and is none."""
    for begins, kind, remedy in _KINDS:
        if re.match(begins, data[:_LOOKED_AT]):
            found = f"this is {kind} with the name of a text file"
            raise ExtractError(Problem(found, Where(shown), "a csv file", remedy))
