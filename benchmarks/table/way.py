"""What a way of finding hits is, and how it is asked: the same for all eight."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

import polars as pl

WAYS = ("ours", "polars", "duckdb", "spark", "rule_engine", "zen", "durable", "clips")
SETS = WAYS[:4]
"""They work on whole tables; the others judge one row or document after another."""
NAMES = {
    "ours": "ours", "polars": "Polars by hand", "duckdb": "DuckDB by hand, one by one",
    "spark": "Spark", "rule_engine": "rule-engine", "zen": "zen-engine",
    "durable": "durable_rules alone", "clips": "clipspy",
}  # fmt: skip
WORKLOADS = {"rows": "ten row rules", "joins": "six rules with joins, groups and peers"}


class Found(NamedTuple):
    """The subjects that a rule hits, in any order; and the outcomes counted, where a way does."""

    hits: Sequence[str] | pl.Series
    counts: Mapping[str, int] | None = None


class Way(Protocol):
    """One way to answer both workloads over registers that were opened before."""

    def run(self, workload: str) -> dict[str, Found]:
        """What each rule of ``workload`` finds."""


class NotInstalledError(Exception):
    """The way needs what is not on this machine; the message says what."""


def opened(name: str, folder: Path) -> Way:
    """The way of this name over the registers in ``folder``; raises NotInstalledError."""
    way: Way = import_module(f"benchmarks.table.ways.{name}").opened(folder)
    return way


def digest(found: Mapping[str, Found]) -> dict[str, str]:
    """Per rule how many hits there are and a digest of their sorted numbers."""
    told = {}
    for rule, (hits, _) in sorted(found.items()):
        numbers = sorted(hits.to_list() if isinstance(hits, pl.Series) else hits)
        joined = "\n".join(numbers).encode()
        told[rule] = f"{len(numbers)} {hashlib.sha256(joined).hexdigest()}"
    return told
