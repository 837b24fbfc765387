"""How large an extract may be: every limit in one place, each settable under ``limits:``.

A limit is there so that a file that is wrong ends in one sentence within seconds, before its
content is read; none is a limit of the engine. What is refused can be let through by raising it.
"""

from __future__ import annotations

from pydantic import Field

from screening.documents.fields import Model
from screening.errors import ExtractError, Problem, Where

MB = 1_000_000


class Limits(Model):
    """Largest extract that is read; the defaults hold the exports of a city of a million."""

    file_mb: int = Field(default=2_000, ge=1)
    """Size of one file, in MB."""
    unpacked_mb: int = Field(default=2_000, ge=1)
    """What a workbook or parquet file holds once unpacked, whatever it says itself, in MB."""
    rows: int = Field(default=20_000_000, ge=1)
    """Rows of one file, table or query."""
    columns: int = Field(default=2_000, ge=1)
    """Columns of one file, table or query."""
    line_mb: int = Field(default=16, ge=1)
    """One line of a text file, or one value of a database, in MB."""
    sheet_cells: int = Field(default=50_000_000, ge=1)
    """Cells between the first and the last filled cell of a sheet, blank ones included."""
    sheet_memory_mb: int = Field(default=4_000, ge=100)
    """Memory in which one sheet is read, in MB."""
    sheet_seconds: int = Field(default=120, ge=1)
    """Time in which one sheet is read, in seconds."""
    query_seconds: int = Field(default=120, ge=1)
    """Time in which a table or query of a database is read, in seconds."""


def exceeded(found: str, where: Where, name: str, limits: Limits, remedy: str) -> ExtractError:
    """The refusal of an extract beyond the limit of this name; ``found`` says how far."""
    most = f"at most {getattr(limits, name)} ({name})"
    also = f"or raise 'limits: {name}:' in screening.yaml"
    return ExtractError(Problem(found, where, most, f"{remedy}, {also}"))
