"""Tables: within the width of a terminal, and plain and as wide as they are elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .console import PlainConsole, out

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
    table = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0))
    for index, head in enumerate(titles):
        gives = index == len(titles) - 1 and index not in right
        table.add_column(
            head,
            justify="right" if index in right else "left",
            no_wrap=not gives or last == "cut",
            overflow="fold",
        )
    room = room_for_last(titles, cells)
    for row in cells:
        table.add_row(*row[:-1], _cut(row[-1], room) if last == "cut" else row[-1])
    out.print(table)


def room_for_last(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Characters for the last column beside the others; elsewhere than in a terminal no end."""
    if not out.is_terminal:
        return sys.maxsize
    others = (max(len(row[i]) for row in [titles, *rows]) for i in range(len(titles) - 1))
    return max(out.width - sum(width + len(GAP) for width in others), len(titles[-1]))


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """Characters that a table of these rows takes, its titles among them."""
    return sum(max(map(len, cells)) + len(GAP) for cells in zip(*rows, strict=True)) - len(GAP)


def shortened(text: str, room: int) -> str:
    """A text that gives way in a terminal where it needs more than its room."""
    return _cut(text, room) if out.is_terminal else text


def say_on_one_line(text: str, console: PlainConsole = out) -> None:
    """Print a line that is cut in a terminal where it is longer, and whole elsewhere."""
    console.print(_cut(text, console.width) if console.is_terminal else text)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


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
