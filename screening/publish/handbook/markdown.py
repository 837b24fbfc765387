"""Texts of rules in Markdown: shown as they are written, whatever signs they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"[\\`*_\[\]<>&~#]")
_BLOCK = re.compile(r"^(?:[+=-]|\d+[.)])")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_FENCE = re.compile("`{3,}")


def plain(text: str) -> str:
    """A text on one line, in which nothing is markup: no heading, list, link, code or entity."""
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    block = _BLOCK.match(line)
    if block is None:
        return line
    last = block.end() - 1
    return f"{line[:last]}\\{line[last:]}"


def link(text: str) -> str:
    """The address of a page as a link to it; other texts as they are."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else plain(text)


def code(text: str, language: str = "sql") -> str:
    """A block of code, which no sign in the text can end."""
    longest = max((len(found) for found in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.strip()}\n{fence}"


def inline(text: str) -> str:
    """Code within a line."""
    line = " ".join(text.split())
    ticks = "`" * (max((len(found) for found in re.findall("`+", line)), default=0) + 1)
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{room}{line}{room}{ticks}"


def bullets(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already, apart from the bars in them."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(text: str) -> str:
    """One cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
