"""What a source holds once read, before any of it is interpreted: cells of text, by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

LISTED = "lists"
"""What a column of lists holds; its cells are their values with ``|`` between them."""


def at(place: int) -> str:
    """The name of the column at this place, from 0; headers never name columns of a frame."""
    return str(place)


@dataclass(frozen=True)
class Table:
    """Every cell as text under the headers of the source, without rows that are blank.

    ``cells`` has a column :func:`at` per header. A header may hold anything, so it is only ever
    looked up: as a name it could be taken for a pattern, or for a column of the engine's own.
    """

    headers: tuple[str, ...]
    """In order; blank where the source has none."""
    cells: pl.DataFrame
    rows: pl.Series
    """Row number of each row as a spreadsheet shows it."""
    faults: pl.Series | None = None
    """Why a row could not be split into cells, null where it could; None when all could."""
    numbers: frozenset[int] = frozenset()
    """Places that were numbers in the source: their decimals are known to be points."""
    native: Mapping[int, pl.Series] = field(default_factory=dict)
    """Of places that held numbers and others in the source, which rows are numbers there."""
    unusable: Mapping[int, str] = field(default_factory=dict)
    """Places that hold something else than single values, and what."""
    zones: Mapping[int, str] = field(default_factory=dict)
    """Places that hold moments, by the clock of which time zone."""
    aside: pl.Series | None = None
    """Why a row is none that counts, null where it is; None when all are."""
    mended: Mapping[str, int] = field(default_factory=dict)
    """What was put right that is of no column, and how often."""
    percents: Mapping[int, pl.Series] = field(default_factory=dict)
    """Of places with numbers that their cells show as a percentage, which rows do."""


def filled(
    headers: tuple[str, ...],
    cells: pl.DataFrame,
    first_row: int,
    faults: pl.Series | None = None,
    numbers: frozenset[int] = frozenset(),
    unusable: Mapping[int, str] | None = None,
    native: Mapping[int, pl.Series] | None = None,
    percents: Mapping[int, pl.Series] | None = None,
) -> Table:
    """The table without blank rows; ``first_row`` is the number of the first row of ``cells``.

    A row with a fault stays: it may hold something that is not in its cells.
    """
    rows = pl.int_range(first_row, first_row + cells.height, dtype=pl.Int64, eager=True)
    unusable, native, percents = unusable or {}, native or {}, percents or {}
    whole = Table(headers, cells, rows, faults, numbers, native, unusable, percents=percents)
    if any(not column.null_count() for column in cells.get_columns()):  # then no row is blank
        return whole
    held = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if faults is not None:
        held |= faults.is_not_null()
    if held.all():
        return whole
    return replace(
        whole,
        cells=cells.filter(held),
        rows=rows.filter(held),
        faults=None if faults is None else faults.filter(held),
        native={place: flags.filter(held) for place, flags in native.items()},
        percents={place: flags.filter(held) for place, flags in percents.items()},
    )
