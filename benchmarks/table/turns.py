"""All ways over the same registers, in turns, size after size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.table.data import written
from benchmarks.table.process import Worker
from benchmarks.table.way import SETS, WAYS, WORKLOADS

SLOW = 5.0
"""Seconds from which on a way takes fewer turns."""
FEW = 2
ROUNDS = {10_000: 7, 100_000: 5, 1_000_000: 3}
LARGE = 1_000_000
"""Rows above which the first run counts too, since another of each would take minutes."""
GROWTH = 1.1
"""How much more a way is feared to take than in proportion to the rows."""


@dataclass
class Taken:
    """What one way took for one workload at one size, turn after turn."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    against: list[float] = field(default_factory=list)
    """Seconds divided by those of ours in the same turn."""
    peak: int = 0


Key = tuple[str, str, int]
"""Workload, way, size."""


@dataclass
class Measured:
    """What was measured, and per way why it was not."""

    sizes: Sequence[int]
    taken: dict[Key, Taken] = field(default_factory=dict)
    not_installed: dict[str, str] = field(default_factory=dict)
    hits: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How much is measured. ``bound`` is for ways that judge one at a time: most seconds a run."""

    sizes: Sequence[int] = (10_000, 100_000, 1_000_000)
    ways: Sequence[str] = WAYS
    bound: float = 20.0
    minutes: float = 15.0
    rounds: int | None = None


def measure(plan: Plan, folder: Path, say: Callable[[str], None] = lambda _: None) -> Measured:
    """Everything of the plan that fits its time; raises ValueError when hits differ."""
    measured = Measured(plan.sizes)
    end = perf_counter() + plan.minutes * 60
    for size in plan.sizes:
        if size > plan.sizes[0] and perf_counter() > end:
            say(f"the time is up before {size:,} rows")
            break
        say(f"{size:,} rows: writing registers")
        made = written(folder, size)
        asked = [way for way in plan.ways if _may(measured, plan, way, size)]
        workers = _started(asked, made, folder, measured, say)
        try:
            for workload in WORKLOADS:
                _in_turns(measured, plan, workload, size, workers, end, say)
        finally:
            for worker in workers:
                for workload in WORKLOADS:
                    taken = measured.taken.get((workload, worker.way, size))
                    if taken is not None:
                        taken.peak = worker.peak()
                worker.end()
    return measured


def expected(measured: Measured, workload: str, way: str, size: int) -> float:
    """Seconds that a run is feared to take, by the largest size measured; 0 if none was."""
    done = [each for each in measured.sizes if (workload, way, each) in measured.taken]
    if not done:
        return 0.0
    best = min(measured.taken[workload, way, done[-1]].seconds)
    return best * (size / done[-1]) ** GROWTH


def _may(measured: Measured, plan: Plan, way: str, size: int) -> bool:
    if way in measured.not_installed:
        return False
    return way in SETS or _fits(measured, plan, way, size, *WORKLOADS)


def _fits(measured: Measured, plan: Plan, way: str, size: int, *workloads: str) -> bool:
    return any(expected(measured, each, way, size) <= plan.bound for each in workloads)


def _started(
    ways: Sequence[str], made: Path, folder: Path, measured: Measured, say: Callable[[str], None]
) -> list[Worker]:
    workers = []
    for way in ways:
        say(f"  starting {way}")
        worker = Worker(way, made, folder / f"{way}.log")
        if worker.refused is None:
            workers.append(worker)
        else:
            measured.not_installed[way] = worker.refused
            worker.end()
    return workers


def _in_turns(
    measured: Measured,
    plan: Plan,
    workload: str,
    size: int,
    workers: Sequence[Worker],
    end: float,
    say: Callable[[str], None],
) -> None:
    """A run of each that is checked and not counted; then rounds in which each has a turn."""
    part = [
        each
        for each in workers
        if each.way in SETS or _fits(measured, plan, each.way, size, workload)
    ]
    first: dict[str, dict[str, Any]] = {}
    for worker in part:
        answer = first[worker.way] = worker.ask(workload, check=True)
        say(f"  {workload} {worker.way}: {answer['seconds']:.2f} s at first")
    measured.hits[workload, size] = same(first)
    rounds = plan.rounds or ROUNDS.get(size, FEW)
    if size > LARGE:
        _note(measured, workload, size, first)
        rounds -= 1
    for number in range(rounds):
        if number and perf_counter() > end:
            break
        in_turn = [each for each in part if number < FEW or first[each.way]["seconds"] < SLOW]
        turn = number % max(len(in_turn), 1)
        answers = {each.way: each.ask(workload) for each in [*in_turn[turn:], *in_turn[:turn]]}
        _note(measured, workload, size, answers)


def _note(
    measured: Measured, workload: str, size: int, answers: Mapping[str, Mapping[str, Any]]
) -> None:
    for way, answer in answers.items():
        taken = measured.taken.setdefault((workload, way, size), Taken())
        taken.seconds.append(answer["seconds"])
        taken.cpu.append(answer["cpu"])
        if "ours" in answers:
            taken.against.append(answer["seconds"] / answers["ours"]["seconds"])


def same(answers: dict[str, dict[str, Any]]) -> dict[str, int]:
    """How many hits each rule has; raises ValueError unless all ways give the same ones."""
    if not answers:
        return {}
    one, *others = answers
    for other in others:
        for rule, hits in answers[one]["digest"].items():
            if answers[other]["digest"].get(rule) != hits:
                theirs = answers[other]["digest"].get(rule, "none").split()[0]
                raise ValueError(f"{rule}: {hits.split()[0]} hits in {one}, {theirs} in {other}")
            counts, mine = (answers[way]["counts"][rule] for way in (other, one))
            if counts is not None and mine is not None and _some(counts) != _some(mine):
                raise ValueError(f"{rule}: {mine} counted in {one}, {counts} in {other}")
    return {rule: int(hits.split()[0]) for rule, hits in answers[one]["digest"].items()}


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {outcome: count for outcome, count in counts.items() if count}
