"""The errors that cells show, by the number under which binary workbooks keep them."""

from __future__ import annotations

OTHER = "#ERROR"
"""Shown for an error whose name is not found."""
_NAMES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def error_name(number: int) -> str:
    """What is shown."""
    return _NAMES.get(number, OTHER)
