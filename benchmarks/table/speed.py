"""How fast the machine is by itself, so that figures of two days can be laid beside each other."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib import metadata
from time import perf_counter

import numpy as np

_ADDITIONS = 10_000_000
_NUMBERS = 50_000_000
_PACKAGES = ("polars", "duckdb", "pyspark", "rule-engine", "zen-engine", "durable_rules", "clipspy")


def scanned() -> float:
    """Bytes a second of a plain scan of memory: 400 MB of whole numbers summed, best of five."""
    numbers = np.ones(_NUMBERS, dtype=np.int64)
    times = []
    for _ in range(5):
        start = perf_counter()
        numbers.sum()
        times.append(perf_counter() - start)
    return numbers.nbytes / min(times)


def looped() -> float:
    """Seconds of ten million additions in plain Python, best of three."""
    times = []
    for _ in range(3):
        start = perf_counter()
        total = 0
        for number in range(_ADDITIONS):
            total += number
        times.append(perf_counter() - start)
    return min(times)


def told() -> str:
    """The day, the machine, what it did besides and how fast it was, in one sentence."""
    versions = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    return (
        f"{dt.datetime.now(tz=dt.UTC).date()}; {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}; load {os.getloadavg()[0]:.1f}; a plain scan of "
        f"memory {scanned() / 1e9:.1f} GB/s, ten million additions in Python {looped():.2f} s"
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
