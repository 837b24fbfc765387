"""Spark as tests ask it: one session per process, set for queries over few rows."""

from __future__ import annotations

import os
import shutil
from functools import cache
from importlib.util import find_spec

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


def _missing() -> str:
    if find_spec("pyspark") is None:
        return "pyspark is not installed (the extra spark)"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java on this machine, which Spark runs on"
    return ""


needs_spark = pytest.mark.skipif(bool(_missing()), reason=_missing() or "there is Spark")


@cache
def spark(*, compiled: bool = True) -> Engine:
    """The engine on this machine; ``compiled`` as for people, which small tests need not be."""
    config = _FEW if compiled else {**_FEW, **INTERPRETED}
    return get_engine("spark", said={"master": "local[2]", "config": config})
