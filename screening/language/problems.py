"""Collecting what is wrong with a piece of SQL, each with its place in the rule file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from screening.errors import Problem, Where

LONGEST_SHOWN = 60


def shown(node: exp.Expr) -> str:
    """The expression, short enough for a message."""
    text = node.sql("postgres")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def nowhere(text_line: int) -> Where:
    """The place of SQL that came from no file."""
    return Where(line=text_line)


@dataclass
class Problems:
    """Problems of one SQL text; ``place`` turns a line of the text (from 1) into a place."""

    place: Callable[[int], Where] = nowhere
    part: str = ""
    found: list[Problem] = field(default_factory=list)
    apart: dict[str, list[Problem]] = field(default_factory=dict)
    """Problems that a check of the pack reports under its own name; they refuse as well."""

    def add(
        self,
        found: str,
        node: exp.Expr | None = None,
        *,
        expected: str = "",
        remedy: str = "",
        line: int | None = None,
        check: str = "",
    ) -> None:
        """Note a problem, once, at the line of the node or else of the text.

        With ``check`` it is kept apart for the check of that identifier.
        """
        where = self.place(line if line is not None else line_of(node))
        part = f"{self.part}: " if self.part else ""
        problem = Problem(f"{part}{found}", where, expected, remedy)
        among = self.apart.setdefault(check, []) if check else self.found
        if problem not in among:
            among.append(problem)

    @property
    def everything(self) -> list[Problem]:
        """All problems, those kept apart included."""
        return [*self.found, *(problem for each in self.apart.values() for problem in each)]


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
