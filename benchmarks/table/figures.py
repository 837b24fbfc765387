"""What the turns come to: growth, ratios, and the table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import mean, median

import numpy as np

from benchmarks.table.turns import Measured, Taken
from benchmarks.table.way import NAMES, SETS, WAYS, WORKLOADS

MOST_TIMES_BY_HAND = 1.15
LEAST_TIMES_DUCKDB = 2.0
LEAST_TIMES_ROW_ENGINES = 300.0


def growth(measured: Measured, workload: str, way: str) -> float | None:
    """The exponent of rows by which processor time grows, fitted on logarithms; None of one size.

    Time itself grows alike where nothing else runs, and follows the other work elsewhere.
    """
    points = [
        (size, mean(taken.cpu))
        for size in measured.sizes
        if (taken := measured.taken.get((workload, way, size))) is not None
    ]
    if len(points) < 2:
        return None
    sizes, seconds = np.log(np.array(points, dtype=float)).T
    return float(np.polyfit(sizes, seconds, 1)[0])


def reasoned(measured: Measured, workload: str, way: str, size: int) -> float | None:
    """Seconds that a way would take at a size at which it was not run; None when nobody can say.

    By its largest size and its growth; in proportion to the rows where one size tells no growth.
    """
    done = [each for each in measured.sizes if (workload, way, each) in measured.taken]
    if not done:
        return None
    exponent = growth(measured, workload, way)
    grown = (size / done[-1]) ** (1.0 if exponent is None else exponent)
    return min(measured.taken[workload, way, done[-1]].seconds) * grown


def against(measured: Measured, workload: str, way: str, size: int) -> float | None:
    """How many times the time of ours a way takes: median of the turns, or else reasoned."""
    taken = measured.taken.get((workload, way, size))
    if taken is not None and taken.against:
        return median(taken.against)
    ours, theirs = (measured.taken.get((workload, "ours", size)), None)
    if ours is not None:
        theirs = reasoned(measured, workload, way, size)
    return None if ours is None or theirs is None else theirs / min(ours.seconds)


def goals(measured: Measured) -> Iterator[str]:
    """Per workload and size how far each goal was reached."""
    for workload, title in WORKLOADS.items():
        for size in measured.sizes:
            if (workload, "ours", size) not in measured.taken:
                continue
            told = []
            hand = against(measured, workload, "polars", size)
            if hand is not None:
                told.append(f"{1 / hand:.2f} times Polars by hand (goal {MOST_TIMES_BY_HAND})")
            duckdb = against(measured, workload, "duckdb", size)
            if duckdb is not None:
                told.append(f"{duckdb:.1f} times as fast as DuckDB (goal {LEAST_TIMES_DUCKDB:g})")
            engines = row_engines(measured, workload, size)
            if engines and workload == "joins":
                told.append(
                    f"{min(engines):.0f} to {max(engines):.0f} times as fast as engines that "
                    f"judge one at a time (goal {LEAST_TIMES_ROW_ENGINES:.0f})"
                )
            yield f"{title}, {_power(size)}: ours is {'; '.join(told)}."


def row_engines(measured: Measured, workload: str, size: int) -> list[float]:
    """How many times the time of ours each engine takes that judges one at a time."""
    found = (against(measured, workload, way, size) for way in WAYS if way not in SETS)
    return [each for each in found if each is not None]


def table(measured: Measured) -> str:
    """The table in Markdown: a row per workload and way, a column per size."""
    head = ["", *(f"{_power(size)} rows" for size in measured.sizes), "grows as", "peak memory"]
    lines = [_line(head), _line(["---"] * len(head))]
    for workload, title in WORKLOADS.items():
        lines.append(_line([f"**{title}**", *[""] * (len(head) - 1)]))
        for way in WAYS:
            if way in measured.not_installed:
                why = f"not installed ({measured.not_installed[way]})"
                lines.append(_line([NAMES[way], why, *[""] * (len(head) - 2)]))
            elif any((workload, way, size) in measured.taken for size in measured.sizes):
                cells = [_cell(measured, workload, way, size) for size in measured.sizes]
                exponent = growth(measured, workload, way)
                grows = "" if exponent is None else f"n^{exponent:.2f}"
                lines.append(_line([NAMES[way], *cells, grows, _peak(measured, workload, way)]))
    return "\n".join(lines)


def _cell(measured: Measured, workload: str, way: str, size: int) -> str:
    taken = measured.taken.get((workload, way, size))
    times = against(measured, workload, way, size)
    if taken is None:
        seconds = reasoned(measured, workload, way, size)
        if seconds is None:
            return ""
        told = "" if times is None else f", {_times(times)}x"
        return f"reasoned: {_seconds(seconds)}{told}"
    if way == "ours" or times is None:
        return f"{_seconds(min(taken.seconds))}; cpu {_seconds(mean(taken.cpu))}"
    spread = f"{_times(min(taken.against))}-{_times(max(taken.against))}"
    cpu = _cpu(measured, workload, size, taken)
    return f"{_seconds(min(taken.seconds))}, {_times(times)}x ({spread}); cpu {cpu}x"


def _cpu(measured: Measured, workload: str, size: int, taken: Taken) -> str:
    ours = mean(measured.taken[workload, "ours", size].cpu)
    return _times(mean(taken.cpu) / ours) if ours else "?"


def _peak(measured: Measured, workload: str, way: str) -> str:
    peaks = [
        (size, taken.peak)
        for size in measured.sizes
        if (taken := measured.taken.get((workload, way, size))) is not None
    ]
    return ", ".join(f"{peak / 1e9:.2f}" for _, peak in peaks) + " GB"


def _seconds(seconds: float) -> str:
    if seconds >= 600:
        return f"{seconds / 60:.0f} min"
    return (
        f"{seconds:.0f} s"
        if seconds >= 100
        else f"{seconds:.2g} s"
        if seconds < 10
        else f"{seconds:.1f} s"
    )


def _times(times: float) -> str:
    return f"{times:.0f}" if times >= 10 else f"{times:.1f}" if times >= 2 else f"{times:.2f}"


def _power(size: int) -> str:
    power = round(math.log10(size))
    return f"10^{power}" if 10**power == size else f"{size:,}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
