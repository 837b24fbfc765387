"""A list as csv: the same rows and the same notice as the workbook."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from screening.files.private import write_private
from screening.publish.columns import COLUMNS
from screening.publish.flat import as_csv, joined, with_meta
from screening.publish.meta import ListMeta
from screening.publish.published import Format, Published


def write_csv(rows: pl.DataFrame, path: Path, meta: ListMeta) -> None:
    """Write the list as csv for Dutch spreadsheets: UTF-8 with BOM, ``;``, decimal comma.

    The facts an export must carry stand in the last columns of every row.
    """
    flat = with_meta(rows.with_columns(*joined(rows, "; "), *_dutch_dates(rows)), meta)
    write_private(path, as_csv(flat.rename({name: COLUMNS[name].title for name in rows.columns})))


def _dutch_dates(rows: pl.DataFrame) -> list[pl.Expr]:
    return [
        pl.col(name).dt.strftime("%d-%m-%Y")
        for name, dtype in rows.schema.items()
        if dtype == pl.Date
    ]


def _write(listed: Published, path: Path) -> None:
    write_csv(listed.rows, path, listed.meta)


FORMAT = Format("csv", _write)
