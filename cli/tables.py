"""Tables: within the width of a terminal, and plain and as wide as they are elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .console import out

Last = Literal["cut", "fold"]
GAP = "  "


def say_under(line: str, indent: int = 2) -> None:
    """A line under what it belongs to, wrapped there in a terminal and whole elsewhere."""
    out.print(Padding(Text(line), (0, indent)) if out.is_terminal else " " * indent + line)


def show_under(titles: Sequence[str], rows: Iterable[Sequence[str]], indent: int = 2) -> None:
    """A small table under what it belongs to."""
    if not out.is_terminal:
        _show_plain([list(titles), *(list(row) for row in rows)], (), " " * indent)
        return
    table = Table(*titles, box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*row)
    out.print(Padding(table, (0, indent)))


def show(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Collection[int] = (),
    last: Last = "fold",
    title: str = "",
    lines: bool = False,
) -> None:
    """Print a table of which only the last column gives way where there is no room.

    ``right``: the columns with numbers. ``last``: whether a long text in the last column goes on
    below, or is cut with a sign that it goes on. ``lines``: whether there is a line between rows,
    and every column with text gives way. Elsewhere than in a terminal nothing gives way.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if not out.is_terminal:
        if title:
            out.print(title)
        _show_plain([list(titles), *cells], right)
        return
    if lines:
        table = Table(*titles, title=title, title_justify="left", show_lines=True)
        for row in cells:
            table.add_row(*row)
        out.print(table)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    final = len(titles) - 1
    for index, head in enumerate(titles):
        gives = index == final and index not in right
        table.add_column(
            head,
            justify="right" if index in right else "left",
            no_wrap=not gives or last == "cut",
            overflow="ellipsis" if gives and last == "cut" else "fold",
            min_width=None if gives else max(len(row[index]) for row in [titles, *cells]),
        )
    for row in cells:
        table.add_row(*row)
    out.print(table)


def _show_plain(rows: list[list[str]], right: Collection[int], before: str = "") -> None:
    """A line per row, or more where a cell has more; columns stand under each other."""
    split = [[cell.splitlines() or [""] for cell in row] for row in rows]
    widths = [max(len(line) for row in split for line in row[i]) for i in range(len(rows[0]))]
    for row in split:
        for number in range(max(map(len, row))):
            parts = [cell[number] if number < len(cell) else "" for cell in row]
            aligned = [
                part.rjust(width) if index in right else part.ljust(width)
                for index, (part, width) in enumerate(zip(parts, widths, strict=True))
            ]
            out.print(before + GAP.join(aligned).rstrip())
