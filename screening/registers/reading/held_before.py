"""Registers that are held in memory, as they were read before: extracts are not read twice.

Kept as :mod:`screening.registers.reading.kept_registers` says, and only what is read from files; a
database can hold something else tomorrow. Where nothing can be kept they are read as always.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import polars as pl

from screening.errors import ScreeningError
from screening.files.private import new_file
from screening.registers.held import whole
from screening.registers.reading.drafts import Draft
from screening.registers.reading.kept_registers import Kept, kept_draft

_ROWS = "00000.parquet"


def read_once(kept: Kept, read: Callable[[], Draft]) -> Draft:
    """The register as it was read before, or else read now and kept. Raises what reading does."""
    named = _named(kept)
    if not named:
        return read()
    found = kept_draft(kept, held=True)
    if found is not None:
        return found
    draft = read()
    again = Kept(kept.folder, kept.extracts, kept.register, kept.columns, kept.keys)
    if _named(again) == named:  # the files were not replaced meanwhile
        with suppress(OSError, pl.exceptions.PolarsError):  # Polars says it of a full disk
            _keep(kept, draft)
    return draft


def _named(kept: Kept) -> str:
    """The name of this reading; nothing where it has none, or where reading says what is wrong."""
    sources = kept.extracts.registers[kept.register.name]
    if any(each.database is not None or each.path in kept.extracts.frames for each in sources):
        return ""
    try:
        return kept.at.name
    except (ScreeningError, OSError):
        return ""


def _keep(kept: Kept, draft: Draft) -> None:
    with kept.making() as folder:
        with new_file(folder / _ROWS) as opened:
            rows: pl.DataFrame = whole(draft.rows)
            rows.write_parquet(opened, compression="zstd", compression_level=1)
        kept.finish(folder, draft)
