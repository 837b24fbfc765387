"""A clean csv: the reader of extracts beside Polars' own, in turns, on the same bytes.

A million rows; ``SCREENING_BENCH_ROWS=10000000`` for ten.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.project.model import Project
from screening.registers.reading.limits import Limits
from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Defaults, Source
from screening.registers.reading.text_file import read_text

ROWS = int(os.environ.get("SCREENING_BENCH_ROWS", "1000000"))
ROUNDS = 3
MOST_TIMES = 1.5
WANTED = frozenset({"vbo_id", "ref_date", "value"})


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assessed values, as a Dutch system writes them."""
    number = pl.int_range(ROWS, eager=True)
    table = pl.DataFrame(
        {
            "vbo_id": "99990100" + number.cast(pl.String).str.zfill(8),
            "ref_date": "01-01-2025",
            "value": (100_000 + number % 900_000).cast(pl.String),
            "usage_class": "home",
        }
    )
    file = tmp_path_factory.mktemp("reading") / "woz.csv"
    table.write_csv(file, separator=";", line_terminator="\r\n")
    return file


def in_turns(one: Callable[[], Any], other: Callable[[], Any]) -> tuple[float, float]:
    """The best seconds of each, over rounds in which both ran."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for what, seconds in zip((one, other), taken, strict=True):
            begun = time.perf_counter()
            what()
            seconds.append(time.perf_counter() - begun)
    return min(taken[0]), min(taken[1])


def test_cells_are_read_nearly_as_fast_as_polars_reads_them(benchmark: Any, clean: Path) -> None:
    limits = Limits(file_mb=4_000, rows=30_000_000)
    source = Source(path="woz.csv")

    def ours() -> None:
        found = read_text(clean.read_bytes(), "woz.csv", source, Defaults(), limits, WANTED)
        assert found.cells.height == ROWS

    def polars() -> None:
        data = io.BytesIO(clean.read_bytes())
        assert pl.read_csv(data, separator=";", infer_schema=False).height == ROWS

    mine, theirs = in_turns(ours, polars)
    benchmark.extra_info |= {
        "rows a second": round(ROWS / mine),
        "of polars": round(ROWS / theirs),
        "times": round(mine / theirs, 2),
    }
    benchmark.pedantic(ours, rounds=1)
    assert mine <= MOST_TIMES * theirs, f"{mine:.2f} s against {theirs:.2f} s"


def test_a_register_is_loaded(benchmark: Any, clean: Path) -> None:
    """From bytes to typed rows that fit the schema; no goal, for what Polars does is less."""
    project = Project(
        name="V", municipality="GM9001", as_of=dt.date(2026, 1, 1), packs=["octopus"],
        limits=Limits(file_mb=4_000, rows=30_000_000),
        registers={"woz_value": [Source(path=clean.name)]},
    ).placed(clean.parent)  # fmt: skip

    def load() -> None:
        loaded = load_registers(project, as_of=project.as_of)
        assert loaded.reports["woz_value"].rows_loaded == ROWS

    benchmark.pedantic(load, rounds=1)
    benchmark.extra_info["rows a second"] = round(ROWS / benchmark.stats["min"])
