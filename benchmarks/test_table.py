"""Eight ways to find the same hits, in turns: the table, and that it stays near its goals.

``SCREENING_BENCH_SIZES=10000,100000`` chooses sizes. Each way is a process of its own. That all
give the same hits is held by the measuring itself, which fails otherwise.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.table import figures, speed
from benchmarks.table.__main__ import written_out
from benchmarks.table.turns import Measured, Plan, measure
from benchmarks.table.way import WAYS, WORKLOADS

SIZES = os.environ.get("SCREENING_BENCH_SIZES", "10000,100000,1000000")
LOOSE = 2.5
"""How many times worse than its goal a ratio may be on a machine that does other things too."""
MOST_GROWTH = 1.4
LARGE = 1_000_000
"""Below this, planning a query costs more than working it off, and nobody waits for either."""


@pytest.mark.benchmark(group="eight ways, the same hits")
def test_eight_ways(benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = speed.told()
    plan = Plan(sizes=[int(size) for size in SIZES.split(",")])
    measured = benchmark.pedantic(measure, (plan, tmp_path), rounds=1)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{written_out(before, figures.table(measured), figures.goals(measured))}\n"
        )
    benchmark.extra_info["hits"] = {f"{w} {n}": hits for (w, n), hits in measured.hits.items()}
    for hits in measured.hits.values():
        assert all(hits.values()), hits
    large = [
        size for size in plan.sizes if size >= LARGE and ("rows", "ours", size) in measured.taken
    ]
    for workload in WORKLOADS:
        for way in WAYS:
            exponent = figures.growth(measured, workload, way)
            assert exponent is None or exponent <= MOST_GROWTH, (workload, way, exponent)
        for size in large:
            _near_the_goals(benchmark, measured, workload, size)


def _near_the_goals(benchmark: Any, measured: Measured, workload: str, size: int) -> None:
    hand = figures.against(measured, workload, "polars", size)
    duckdb = figures.against(measured, workload, "duckdb", size)
    assert hand is not None
    assert duckdb is not None
    engines = figures.row_engines(measured, workload, size)
    benchmark.extra_info[f"{workload} {size}"] = {
        "times_by_hand": round(1 / hand, 2), "times_faster_than_duckdb": round(duckdb, 2),
        "times_faster_than_row_engines": [round(each, 1) for each in engines],
    }  # fmt: skip
    assert 1 / hand <= figures.MOST_TIMES_BY_HAND * LOOSE
    assert duckdb >= figures.LEAST_TIMES_DUCKDB / LOOSE / 2
