"""Cells that a workbook shows as one: what stands in it goes for every row that it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Merge = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of it: row and column, both from 0."""


def unmerged(
    rows: Iterator[list[object]], merges: Sequence[Merge] | None, first: int, left: int
) -> Iterator[list[object]]:
    """The rows from number ``first``, of which the first column is number ``left``.

    A merge that begins above them is one of the header, and says nothing of the rows. Rows that are
    blank beside it stay so.
    """
    begin: dict[int, list[Merge]] = {}
    for merge in merges or ():
        if merge[0][0] >= first and merge[1][0] > merge[0][0]:
            begin.setdefault(merge[0][0], []).append(merge)
    if not begin:
        yield from rows
        return
    held: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(rows, first):
        held = {place: each for place, each in held.items() if each[0] >= number}
        if any(cell != "" for cell in row):
            for place, (_, value) in held.items():
                if row[place] == "":
                    row[place] = value
        for (_, column), (last, _) in begin.get(number, ()):
            if 0 <= column - left < len(row):
                held[column - left] = (last, row[column - left])
        yield row
