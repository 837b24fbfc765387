"""How Spark comes by registers: small ones sent along, large ones read from a folder or catalog.

A folder that the workers see too is named by the project; where Spark runs on this machine alone, a
folder of this machine will do. Without one, rows are sent along, however many there are.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from screening.errors import EngineError, Problem

SENT = 100_000
"""Registers up to this many rows are sent along with the query."""
_READABLE = 0o750
"""For the group too: workers may run as another user."""


class Tables:
    """The registers that a session knows by their names."""

    def __init__(self, session: Any, said: Mapping[str, Any], *, local: bool) -> None:
        """``said`` by the project: ``shared``, a folder, and ``tables`` of the catalog."""
        self._session = session
        self._catalog: Mapping[str, str] = said.get("tables") or {}
        shared = said.get("shared")
        self._above: Path | None = Path(shared) if shared else None
        if self._above is None and local:
            self._above = Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._known: dict[str, pl.DataFrame] = {}

    def give(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Make these the registers that queries see; what the session knows already stays.

        Raises EngineError when a table of the catalog is not there or holds other rows.
        """
        for name in self._known.keys() - frames.keys():
            self._session.catalog.dropTempView(name)
            del self._known[name]
        for name, frame in frames.items():
            if self._known.get(name) is not frame:
                self._rows(name, frame).createOrReplaceTempView(name)
                self._known[name] = frame

    def _rows(self, name: str, frame: pl.DataFrame) -> Any:
        if name in self._catalog:
            return self._of_catalog(name, frame)
        known = frame.with_columns(pl.col(pl.Null).cast(pl.String))
        if frame.height <= SENT or self._above is None:
            arrow = known.to_arrow(compat_level=pl.CompatLevel.oldest())
            return self._session.createDataFrame(arrow)
        file = self._place() / f"{name}-{uuid4().hex}.parquet"
        known.write_parquet(file)
        file.chmod(_READABLE & ~0o111)
        return self._session.read.parquet(file.resolve().as_uri())

    def _of_catalog(self, name: str, frame: pl.DataFrame) -> Any:
        """The columns of the register, of a table that holds as many of each as was read here."""
        table = self._catalog[name]
        remedy = f"load {table} again, or leave it out of 'tables' under 'spark' in screening.yaml"
        expected = "a table with the rows of the register as it is read here"
        try:
            rows = self._session.table(table).select(*frame.columns)
            found = rows.selectExpr(
                "count(*)", *(f"count(`{column}`)" for column in frame.columns)
            ).first()
        except Exception as error:
            what = f"table {table} of register '{name}' cannot be read by Spark"
            told = Problem(f"{what} ({type(error).__name__})", expected=expected, remedy=remedy)
            raise EngineError(told) from error
        held = [frame.height, *(len(each) - each.null_count() for each in frame.get_columns())]
        if list(found) != held:
            what = f"table {table} holds other rows than the register '{name}'"
            raise EngineError(Problem(what, expected=expected, remedy=remedy))
        return rows

    def _place(self) -> Path:
        """A folder of this run alone, which goes when the engine does."""
        if self._folder is None:
            above = self._above or Path(tempfile.gettempdir())
            folder = above / f"screening-{uuid4().hex}"
            try:
                folder.mkdir(_READABLE)
            except OSError as error:
                raise EngineError(
                    Problem(
                        f"registers cannot be written for Spark: {error.strerror}",
                        expected="a folder that this machine may write to and the workers read",
                        remedy="correct 'shared' under 'spark' in screening.yaml",
                    )
                ) from error
            self._folder = folder
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return self._folder
