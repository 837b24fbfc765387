"""Cells that a workbook shows as one: what stands in it goes for every row that it covers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from screening.registers.reading.workbooks.cell_text import text_in_sheet

WIDE = "#MERGED: "
"""Before what stands in a cell that covers several columns: nobody knows for which it goes."""
Merge = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of it: row and column, both from 0."""


def unmerged(
    rows: Iterator[list[object]],
    merges: Sequence[Merge] | None,
    first: int,
    left: int,
    columns: Collection[int],
) -> Iterator[list[object]]:
    """The rows from number ``first``, of which the first column is number ``left``.

    A merge that begins above them is one of the header, and says nothing of the rows. Rows that are
    blank beside it stay so. One over several of the ``columns`` of the table, by place, is marked
    in each of them.
    """
    begin: dict[int, list[Merge]] = {}
    for merge in merges or ():
        if merge[0][0] >= first and merge[1] != merge[0]:
            begin.setdefault(merge[0][0], []).append(merge)
    if not begin:
        yield from rows
        return
    held: dict[int, tuple[int, object, bool]] = {}
    for number, row in enumerate(rows, first):
        held = {place: each for place, each in held.items() if each[0] >= number}
        for (_, begun), (last, ended) in begin.get(number, ()):
            covered = [n for n in range(begun - left, ended - left + 1) if 0 <= n < len(row)]
            wide = len([n for n in covered if n in columns]) > 1
            if covered and (wide or last > number):
                value = row[covered[0]]
                said: object = f"{WIDE}{text_in_sheet(value)}" if wide and value != "" else value
                held |= dict.fromkeys(covered if wide else covered[:1], (last, said, wide))
        if any(cell != "" for place, cell in enumerate(row) if place not in held):
            for place, (_, value, wide) in held.items():
                if wide or row[place] == "":
                    row[place] = value
        yield row
