"""Collecting what is wrong with a piece of SQL, each with its place in the rule file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from screening.errors import Problem, Where


def nowhere(text_line: int) -> Where:
    """The place of SQL that came from no file."""
    return Where(line=text_line)


@dataclass
class Problems:
    """Problems of one SQL text; ``place`` turns a line of the text (from 1) into a place."""

    place: Callable[[int], Where] = nowhere
    part: str = ""
    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        found: str,
        node: exp.Expr | None = None,
        *,
        expected: str = "",
        remedy: str = "",
        line: int | None = None,
    ) -> None:
        """Note a problem, once, at the line of the node or else of the text."""
        where = self.place(line if line is not None else line_of(node))
        part = f"{self.part}: " if self.part else ""
        problem = Problem(f"{part}{found}", where, expected, remedy)
        if problem not in self.found:
            self.found.append(problem)


def line_of(node: exp.Expr | None) -> int:
    """Line (from 1) of the first word below the node, or above it, that knows its place."""
    if node is None:
        return 1
    for below in node.walk():
        line = below.meta_get("line")
        if isinstance(line, int):
            return line
    above = node.parent
    return 1 if above is None else line_of_self(above)


def line_of_self(node: exp.Expr) -> int:
    """Line of the node or the nearest one above it."""
    current: exp.Expr | None = node
    while current is not None:
        line = current.meta_get("line")
        if isinstance(line, int):
            return line
        current = current.parent
    return 1
