"""Spark as tests ask it: one session per process, set for queries over few rows."""

from __future__ import annotations

from functools import cache

import pytest

from screening.engines import Engine, get_engine

_FEW = {
    "spark.driver.memory": "900m",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
}
"""One partition, and no second thoughts on how many there should be."""
INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Without compiling every query, for those that run once over a handful of rows."""


needs_spark = pytest.mark.spark
"""Asked where `make spark` was run and there is Java; elsewhere left out."""


@cache
def spark(*, compiled: bool = True) -> Engine:
    """The engine on this machine; ``compiled`` as for people, which small tests need not be."""
    config = _FEW if compiled else {**_FEW, **INTERPRETED}
    return get_engine("spark", said={"master": "local[2]", "config": config})
