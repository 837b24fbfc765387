"""A list as csv: the same rows and the same notice as the workbook."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from screening.files.private import write_private
from screening.publish.flat import DAY, as_csv, flattened, with_meta
from screening.publish.published import Format, Published


def write_csv(listed: Published, path: Path) -> None:
    """Write the list as csv for Dutch spreadsheets: UTF-8 with BOM, ``;``, decimal comma.

    Columns and questions stand as the list declares them, questions empty. The facts an export must
    carry stand in the last columns of every row.
    """
    flat = flattened(listed.worded, listed.columns, "; ").with_columns(
        pl.selectors.date().dt.strftime(DAY)
    )
    headed = flat.select(
        pl.col(each.key).alias(each.heading)
        if each in listed.columns
        else pl.lit(None, pl.String).alias(each.heading)
        for each in listed.layout
    )
    write_private(path, as_csv(with_meta(headed, listed.meta)))


FORMAT = Format("csv", write_csv)
