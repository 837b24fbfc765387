"""Why a workbook is not read, in a form that passes from one process to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class RefusedError(Exception):
    """A sentence for the user; ``limit`` names the limit that was exceeded, if it was one."""

    def __init__(
        self,
        found: str,
        expected: str = "",
        remedy: str = "",
        *,
        row: int | None = None,
        limit: str = "",
        sheets: Sequence[str] = (),
    ) -> None:
        super().__init__(found)
        self.found, self.expected, self.remedy = found, expected, remedy
        self.row, self.limit, self.sheets = row, limit, list(sheets)

    def facts(self) -> dict[str, Any]:
        """What to make it from again."""
        return dict(vars(self))


def damaged() -> RefusedError:
    """The library cannot follow the file; it does not say so when it has far too many cells."""
    found = "the file cannot be read: it is damaged or incomplete, or repeats cells without end"
    return RefusedError(found, "a workbook, complete", "export or copy it again")
