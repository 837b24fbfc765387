"""Asks another process for a sheet, and waits no longer than allowed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from screening.registers.reading.limits import Limits
from screening.registers.reading.workbooks.refused import RefusedError

_ROOT = str(Path(__file__).resolve().parents[4])
_START = """
import sys
sys.path.insert(0, sys.argv.pop())
from {module} import main
main()
"""
_CHILD = "screening.registers.reading.workbooks.child"
_OUT_OF_MEMORY = {-signal.SIGABRT, -getattr(signal, "SIGKILL", 0)}
_OUT_OF_TIME = {-getattr(signal, "SIGXCPU", 0)} - {0}


def read_sheet(
    data: bytes,
    sheet: str | None,
    header_row: int | None,
    limits: Limits,
    wanted: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """The lines of ``child.table``: headers, cells in chunks of rows, and what were numbers.

    Raises RefusedError, also when the other process ends before it is done.
    """
    asked = {
        "sheet": sheet,
        "header_row": header_row,
        "limits": limits.model_dump(),
        "wanted": sorted(wanted),
    }
    yield from answers(_CHILD, asked, data, limits)


def read_top(data: bytes, sheet: str | None, limits: Limits) -> list[list[str]]:
    """The first rows as text, whatever stands in them; raises RefusedError."""
    asked = {"sheet": sheet, "top": True, "limits": limits.model_dump()}
    first, _ = answers(_CHILD, asked, data, limits)
    rows: list[list[str]] = first["rows"]
    return rows


def answers(
    module: str, asked: dict[str, Any], data: bytes, limits: Limits
) -> Iterator[dict[str, Any]]:
    """The lines that the ``main`` of a module says of a workbook, in a process of its own.

    The last one holds ``numbers``. Raises RefusedError, also when that process ends before.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with our own arguments
            [sys.executable, "-I", "-c", _START.format(module=module), json.dumps(asked), _ROOT],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            timeout=limits.sheet_seconds, env={**os.environ, "RUST_BACKTRACE": "0"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_slow(limits) from None
    line: dict[str, Any] = {}
    for text in done.stdout.splitlines():
        line = json.loads(text)
        if "refused" in line:
            raise RefusedError(**line["refused"])
        yield line
    if "numbers" not in line:
        raise _ended(done.returncode, limits)


def _ended(code: int, limits: Limits) -> RefusedError:
    if code in _OUT_OF_TIME:
        return _too_slow(limits)
    if code in _OUT_OF_MEMORY:
        found = f"the sheet takes more than {limits.sheet_memory_mb} MB of memory"
        remedy = "delete the rows and columns beyond the data, or export it as csv"
        return RefusedError(found, remedy=remedy, limit="sheet_memory_mb")
    return RefusedError(
        "the file cannot be read: it is damaged, or holds a value that no cell can hold",
        "a workbook with texts, numbers and dates",
        "open it in a spreadsheet and export it as csv",
    )


def _too_slow(limits: Limits) -> RefusedError:
    found = f"the sheet is not read within {limits.sheet_seconds} seconds"
    return RefusedError(found, remedy="export it as csv", limit="sheet_seconds")
