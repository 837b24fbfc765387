"""A list as it leaves the engine, and what a format makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from screening.publish.meta import ListMeta


@dataclass(frozen=True)
class Published:
    """One list: ``rows`` has columns of ``COLUMNS``, in reading order, without empty ones.

    ``facts`` is the list for programs. ``notes`` are sentences and ``measured`` a word and a
    sentence per rule, for people, in Dutch.
    """

    rows: pl.DataFrame
    title: str
    meta: ListMeta
    facts: dict[str, Any]
    notes: list[str]
    measured: Sequence[tuple[str, str]]


class Format(NamedTuple):
    """A kind of file in which every list is written; the suffix is its name."""

    suffix: str
    write: Callable[[Published, Path], None]
    """Writes the list to a file that only the user may read; OSError when it cannot."""
