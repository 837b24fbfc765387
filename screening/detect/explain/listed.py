"""A list of structs per row, for the rows of many frames at once.

Every frame of hits is small and has its own columns; putting lists together frame by frame costs
more than all they hold. Here the columns of all frames stand under each other and are put in rows
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dataframely as dy
import numpy as np
import polars as pl


@dataclass(frozen=True)
class Item:
    """One entry in the list of every row: what is the same in all rows, and what is not."""

    same: Mapping[str, object]
    differing: Mapping[str, pl.Expr]


@dataclass(frozen=True)
class Listed:
    """The items of the lists of one frame, under a name of their own."""

    name: str
    items: Sequence[Item]

    def columns(self) -> list[pl.Expr]:
        """What to select of the frame for :func:`lists_of`."""
        return [
            each.alias(self._column(number, field))
            for number, item in enumerate(self.items)
            for field, each in item.differing.items()
        ]

    def of(self, made: pl.DataFrame, field: str) -> list[pl.Series]:
        """One field of all items, as selected."""
        return [made.get_column(self._column(n, field)) for n in range(len(self.items))]

    def _column(self, number: int, field: str) -> str:
        return f"{self.name}.{number}.{field}"


def lists_of(frames: Sequence[tuple[Listed, pl.DataFrame]], kind: dy.Struct) -> pl.Series:
    """The lists of the rows of all frames, one frame after another: a list of ``kind``."""
    inner = pl.Struct({name: column.dtype for name, column in kind.inner.items()})
    heights = [made.height for listed, made in frames for _ in listed.items]
    schema = {field.name: field.dtype for field in inner.fields}
    items = [item for listed, _ in frames for item in listed.items]
    if not items:
        return pl.Series([[]] * sum(made.height for _, made in frames), dtype=pl.List(inner))
    varying = list(items[0].differing)
    same = pl.DataFrame(
        [item.same for item in items],
        schema={name: dtype for name, dtype in schema.items() if name not in varying},
    )
    stacked = same[np.repeat(np.arange(len(items)), heights)].with_columns(
        pl.concat(
            [
                column.cast(schema[field])
                for listed, made in frames
                for column in listed.of(made, field)
            ]
        ).alias(field)
        for field in varying
    )
    structs = stacked.select(*schema).to_struct("of").gather(_row_by_row(frames))
    lists, start = [], 0
    for listed, made in frames:
        length = len(listed.items)
        own = structs.slice(start, made.height * length)
        lists.append(
            own.reshape((made.height, length)).arr.to_list()
            if length
            else pl.Series([[]] * made.height, dtype=pl.List(inner))
        )
        start += len(own)
    return pl.concat(lists)


def _row_by_row(frames: Sequence[tuple[Listed, pl.DataFrame]]) -> np.ndarray:
    """The order that puts items that stand under each other, frame by frame, in rows."""
    order, start = [], 0
    for listed, made in frames:
        size = len(listed.items) * made.height
        below = start + np.arange(size).reshape(len(listed.items), made.height)
        order.append(below.T.ravel())
        start += size
    return np.concatenate(order)
