"""Several columns of one type as one column of lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl


def one_list_per_row(
    frame: pl.DataFrame, columns: Sequence[pl.Expr], inner: pl.Struct
) -> pl.Series:
    """Per row of ``frame`` the list of what the ``columns`` hold there, a List(``inner``).

    What ``pl.concat_list`` does, in half the time: it puts structs together row by row.
    """
    if not columns or frame.is_empty():
        return pl.Series([[]] * frame.height, dtype=pl.List(inner))
    numbered = [column.alias(f"{number}") for number, column in enumerate(columns)]
    made = frame.with_columns(numbered).select(f"{number}" for number in range(len(columns)))
    same = [(column if column.dtype == inner else column.cast(inner)).alias("") for column in made]
    return row_by_row(pl.concat(same), frame.height)


def row_by_row(stacked: pl.Series, rows: int) -> pl.Series:
    """A list per row from columns of ``rows`` values that stand under each other."""
    columns = len(stacked) // rows
    order = np.arange(len(stacked)).reshape(columns, rows).T.ravel()
    return stacked.gather(order).reshape((rows, columns)).arr.to_list()
