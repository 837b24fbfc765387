"""Ten row rules over a million establishments: the engine, Polars by hand, DuckDB, row engines.

The rules measure every establishment, or every address with inhabitants, and judge it into the four
outcomes. Each way must give the same hits and the same counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import polars.selectors as cs
import pytest

from benchmarks import by_hand, row_engines
from screening.detect.measure import compile_rules
from screening.detect.run import find_hits
from screening.engines import get_engine
from screening.engines.base import SIGNIFICANT_DIGITS
from screening.packs.compiled import CompiledRule
from screening.packs.load import load_packs

AS_OF = dt.date(2026, 1, 1)
MOST_TIMES_BY_HAND = 1.15
LEAST_TIMES_FASTER = 100
LEAST_TIMES_FASTER = 100
SAMPLE = 20_000
ROUNDS = 9
PACK = load_packs(Path(__file__).parent / "rules")[0]
RULES = {loaded.id: loaded for loaded in PACK.rules}
Registers = dict[str, pl.DataFrame]
Found = dict[str, tuple[pl.DataFrame, dict[str, int]]]


def ours(registers: Registers) -> Found:
    """Compile, measure, judge; a frame of hits and the counts per rule."""
    compiled, failures = compile_rules(RULES.values(), {}, AS_OF)
    judged, settled, broken = find_hits(
        RULES, compiled, registers, {}, engine=get_engine(), as_of=AS_OF
    )
    assert not failures | broken
    found: Found = {}
    for rule, (_, frame) in judged.items():
        counts = Counter[str]()
        for outcome, _, count in settled[rule]:
            counts[outcome] += count
        hits = frame.filter(pl.col("_outcome") == "hit")
        rest = {"hit": hits.height, "not_evaluable": frame.height - hits.height}
        found[rule] = (hits.drop("_outcome", "_reason").sort("subject"), rest | counts)
    return found


def hand_written(registers: Registers) -> Found:
    frames = {name: frame.lazy() for name, frame in registers.items()}
    ten = by_hand.ten_rules(frames)
    collected = iter(pl.collect_all([frame for pair in ten.values() for frame in pair]))
    found: Found = {}
    for rule in ten:
        hits, counted = next(collected).sort("subject"), next(collected).row(0, named=True)
        counted["not_evaluable"] = counted.pop("all") - sum(counted.values())
        found[rule] = (hits, counted)
    return found


def same(one: Found, other: Found) -> None:
    """Ours rounds divisions to 12 significant digits; so far the others have to agree."""
    assert one.keys() == other.keys() == RULES.keys()
    for rule, (hits, counts) in one.items():
        assert hits.height > 0
        columns = [pl.col(name) for name in sorted(hits.columns)]
        digits = cs.float().round_sig_figs(SIGNIFICANT_DIGITS)
        theirs = other[rule][0].select(columns).cast(dict(hits.schema)).with_columns(digits)
        assert hits.select(columns).with_columns(digits).equals(theirs), rule
        kinds = ("hit", "clear", "not_applicable", "not_evaluable")
        assert [counts.get(kind, 0) for kind in kinds] == [
            other[rule][1].get(kind, 0) for kind in kinds
        ], rule


@pytest.mark.benchmark(group="ten row rules, a million establishments")
def test_ours_against_polars_by_hand(benchmark: Any, registers: Registers) -> None:
    """Both in turn, so that what else the machine does hits both; the best of each counts."""
    same(ours(registers), hand_written(registers))
    by_hand_times: list[float] = []

    def first_by_hand() -> None:
        start = perf_counter()
        hand_written(registers)
        by_hand_times.append(perf_counter() - start)

    benchmark.pedantic(lambda: ours(registers), setup=first_by_hand, rounds=ROUNDS)
    times = benchmark.stats.stats.min / min(by_hand_times)
    benchmark.extra_info["times_by_hand"] = round(times, 2)
    assert times <= MOST_TIMES_BY_HAND


@pytest.mark.benchmark(group="ten row rules, a million establishments")
def test_polars_by_hand(benchmark: Any, registers: Registers) -> None:
    benchmark.pedantic(hand_written, (registers,), rounds=ROUNDS)


@pytest.mark.benchmark(group="ten row rules, a million establishments")
def test_duckdb_with_the_same_sql(benchmark: Any, registers: Registers) -> None:
    """Tables are made beforehand; per rule one query for the hits and one for the counts."""
    duckdb = pytest.importorskip("duckdb")
    compiled, _ = compile_rules(RULES.values(), {}, AS_OF)
    with duckdb.connect(":memory:") as connection:
        for name, frame in registers.items():
            connection.register("_arrow", frame.to_arrow())
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM _arrow")

        def run() -> Found:
            return {rule: _in_duckdb(connection, query) for rule, query in compiled.items()}

        same(run(), ours(registers))
        benchmark.pedantic(run, rounds=ROUNDS)


def _in_duckdb(connection: Any, query: CompiledRule) -> tuple[pl.DataFrame, dict[str, int]]:
    when = f"({query.when.sql('duckdb')})"
    tests = [f"({exempt.sql('duckdb')})" for exempt, _ in query.not_applicable]
    exempt = f"({' OR '.join(tests)})" if tests else "false"
    measured = f"({query.sql('duckdb')})"
    hits = connection.sql(
        f"SELECT * FROM {measured} WHERE {when} AND NOT {exempt} ORDER BY subject"
    )
    counts = connection.sql(
        f"SELECT count(*) FILTER ({when} AND NOT {exempt}), "
        f"count(*) FILTER (NOT {when} AND NOT coalesce({exempt}, false)), "
        f"count(*) FILTER ({exempt}), count(*) FROM {measured}"
    )
    frame = pl.from_arrow(hits.to_arrow_table())
    hit, clear, lawful, every = counts.fetchall()[0]
    assert isinstance(frame, pl.DataFrame)
    return frame, {
        "hit": hit, "clear": clear, "not_applicable": lawful,
        "not_evaluable": every - hit - clear - lawful,
    }  # fmt: skip


def _note_seconds(registers: Registers, taken: list[float]) -> None:
    start = perf_counter()
    ours(registers)
    taken.append(perf_counter() - start)


@pytest.mark.parametrize("engine", ["rule_engine", "zen_engine"])
@pytest.mark.benchmark(group="ten row rules, a sample in engines that work row by row")
def test_row_engines(benchmark: Any, registers: Registers, engine: str) -> None:
    """A sample of 20,000 joined rows per kind, in turns with ours over all rows.

    The time for all rows follows from the sample; the best of each counts.
    """
    pytest.importorskip({"rule_engine": "rule_engine", "zen_engine": "zen"}[engine])
    rows = {
        "establishment": row_engines.establishment_rows(registers, SAMPLE),
        "address": row_engines.address_rows(registers, SAMPLE),
    }
    judges = {kind: getattr(row_engines, engine)(kind) for kind in rows}
    took: dict[str, float] = {}

    def run() -> int:
        hits = 0
        for kind, some in rows.items():
            start = perf_counter()
            hits += judges[kind](some)
            took[kind] = min(took.get(kind, float("inf")), perf_counter() - start)
        return hits

    by_ours: list[float] = []
    in_turn = partial(_note_seconds, registers, by_ours)
    assert benchmark.pedantic(run, setup=in_turn, rounds=4) > 0
    every = {
        "establishment": registers["kvk_establishment"].height,
        "address": registers["brp_count"].height,
    }
    whole = sum(took[kind] * every[kind] / len(rows[kind]) for kind in rows)
    faster = whole / min(by_ours)
    benchmark.extra_info["seconds_for_all_rows"] = round(whole, 1)
    benchmark.extra_info["ours_times_faster"] = round(faster)
    assert faster >= LEAST_TIMES_FASTER
