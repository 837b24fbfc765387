"""A list as it leaves the engine, and what a format makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from screening.lists.column import Column
from screening.lists.form import Field
from screening.lists.kind import laid_out
from screening.lists.paper import PLAIN, Paper
from screening.publish.flat import in_words
from screening.publish.meta import ListMeta


@dataclass(frozen=True)
class Published:
    """One list, or the protected annex of one.

    ``rows`` has the ``columns`` that the list declares, each filled or not, in their order; in
    ``form`` is what people fill in on a row. ``facts`` is the list for programs. ``notes`` are
    sentences and ``measured`` a word and a sentence per rule, for people, in Dutch.
    """

    rows: pl.DataFrame
    columns: tuple[Column, ...]
    form: tuple[Field, ...]
    title: str
    meta: ListMeta
    facts: dict[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    measured: Sequence[tuple[str, str]] = ()
    protected: bool = False
    paper: Paper = PLAIN

    @cached_property
    def worded(self) -> pl.DataFrame:
        """The rows with every structured value as a text, made once for all formats."""
        return in_words(self.rows, self.columns)

    @property
    def layout(self) -> tuple[Column | Field, ...]:
        """Columns and questions in the order in which they stand side by side."""
        return laid_out(self.columns, self.form)


class Format(NamedTuple):
    """A kind of file in which a list is written; the suffix is its name."""

    suffix: str
    write: Callable[[Published, Path], None]
    """Writes the list to a file that only the user may read; OSError when it cannot."""
    on_request: bool = False
    """Written when somebody asks for it, and not with every run."""
