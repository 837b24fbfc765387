"""The rules in DuckDB: queries written by hand, one after another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.table.data import held
from benchmarks.table.way import Found, NotInstalledError
from benchmarks.table.ways.queries import QUERIES, answering, told


class DuckDB:
    """Tables in memory, or views of parquet where registers are large."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def run(self, workload: str) -> dict[str, Found]:
        """One query per rule."""
        found = {}
        for rule, query in QUERIES[workload].items():
            table = pl.from_arrow(self.connection.sql(answering(query)).to_arrow_table())
            assert isinstance(table, pl.DataFrame)
            hits = table["hits"].explode(empty_as_null=False, keep_nulls=False)
            found[rule] = told(table.drop("hits").row(0, named=True), hits)
        return found


def opened(folder: Path) -> DuckDB:
    """Over an own database in memory."""
    try:
        import duckdb
    except ImportError as error:
        raise NotInstalledError("the package duckdb") from error
    connection = duckdb.connect(":memory:")
    for name, frame in held(folder).items():
        kind = "VIEW" if isinstance(frame, pl.LazyFrame) else "TABLE"
        path = folder / f"{name}.parquet"
        connection.execute(f"CREATE {kind} {name} AS SELECT * FROM read_parquet('{path}')")
    return DuckDB(connection)
