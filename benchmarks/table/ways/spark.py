"""The rules in Spark on this machine: the queries of DuckDB, a few side by side."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.table.data import CHUNK, REGISTERS
from benchmarks.table.way import Found, NotInstalledError
from benchmarks.table.ways.queries import QUERIES, answering, told
from screening.engines.kinds.spark import AT_ONCE
from screening.engines.spark_session import session
from screening.errors import EngineError


class Spark:
    """Small registers are cached in memory, large ones read from parquet."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def run(self, workload: str) -> dict[str, Found]:
        """One query per rule, as many at a time as the engine has."""
        queries = QUERIES[workload]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(queries, pool.map(self._found, queries.values()), strict=True))

    def _found(self, query: str) -> Found:
        table = pl.from_arrow(self.session.sql(answering(query)).toArrow())
        assert isinstance(table, pl.DataFrame)
        hits = table["hits"].explode(empty_as_null=False, keep_nulls=False)
        return told(table.drop("hits").row(0, named=True), hits)


def opened(folder: Path) -> Spark:
    """In a session of its own; raises NotInstalledError without Spark or Java."""
    try:
        made = session({"config": {"spark.sql.shuffle.partitions": "8"}})
    except EngineError as error:
        raise NotInstalledError(error.problems[0].expected or "pyspark and Java") from error
    if shutil.which("java") is None:
        raise NotInstalledError("Java")
    for name in REGISTERS:
        frame = made.read.parquet(str(folder / f"{name}.parquet"))
        if frame.count() <= CHUNK:
            frame = frame.cache()
            frame.count()
        frame.createOrReplaceTempView(name)
    return Spark(made)
