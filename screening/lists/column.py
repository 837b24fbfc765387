"""What a column of a list is, and what a structured value in it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Plain = Literal["text", "whole", "number", "date", "texts"]
"""A text, a whole number, a real number, a day, or several texts."""


@dataclass(frozen=True)
class Piece:
    """A field of a structured value as part of its text, with what comes before and after it.

    A field with nothing in it leaves out what comes before and after it too.
    """

    field: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Shape:
    """What one value of a structured column holds, and how it reads as Dutch text."""

    fields: tuple[tuple[str, Plain], ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    ``key`` names it in json, ``heading`` for people. ``kind`` is what a value is; with a
    :class:`Shape` it is a list of structured values. ``group`` is the row of the catalogue (section
    9) that asks for it. A ``protected`` column stands in the annex for few eyes and never in the
    list itself. ``width`` is in characters, for printing; a ``hidden`` column is for programs.
    ``rule`` fills the column with what that rule says of the row. A number that is not ``grouped``,
    such as a coordinate, is shown without points between thousands.
    """

    key: str
    heading: str
    kind: Plain | Shape = "text"
    width: int = 14
    protected: bool = False
    hidden: bool = False
    group: int = 0
    rule: str | None = None
    grouped: bool = True

    @property
    def several(self) -> bool:
        """Whether a row holds a list of values."""
        return self.kind == "texts" or isinstance(self.kind, Shape)


def arranged(*groups: tuple[int, tuple[Column, ...]]) -> tuple[Column, ...]:
    """The columns of a list in order: per group of the catalogue those that belong to it."""
    found = tuple(replace(column, group=group) for group, columns in groups for column in columns)
    keys = [column.key for column in found]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise ValueError(f"columns stand in a list twice: {', '.join(doubled)}")
    return found
