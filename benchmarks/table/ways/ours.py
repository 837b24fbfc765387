"""The rules of ``benchmarks/rules`` the way a run takes: gate, engine, four outcomes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from benchmarks.table.data import AS_OF, held
from benchmarks.table.way import Found
from screening.detect.measure import compile_rules
from screening.detect.run import find_hits
from screening.engines import get_engine
from screening.packs.load import load_packs
from screening.registers.held import Registers

RULES = Path(__file__).parents[2] / "rules"


class Ours:
    """Rules are kept compiled between rounds, as between the check and the run of one screening."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        packs = load_packs(RULES)
        self.rules = {pack.header.id: {each.id: each for each in pack.rules} for pack in packs}

    def run(self, workload: str) -> dict[str, Found]:
        """Compile, measure, judge; what is clear is counted where it is measured."""
        rules = self.rules[workload]
        compiled, failures = compile_rules(rules.values(), {}, AS_OF)
        read = {name for query in compiled.values() for name in query.columns_used}
        judged, settled, broken = find_hits(
            rules, compiled, {name: self.registers[name] for name in sorted(read)}, {},
            engine=get_engine(), as_of=AS_OF,
        )  # fmt: skip
        if failures or broken:
            raise ValueError(f"rules failed: {failures | broken}")
        found = {}
        for rule, (_, frame) in judged.items():
            hits = frame.filter(pl.col("_outcome") == "hit")
            counts = Counter({"hit": hits.height, "not_evaluable": frame.height - hits.height})
            for outcome, _, count in settled[rule]:
                counts[outcome] += count
            found[rule] = Found(hits["subject"], dict(counts))
        return found


def opened(folder: Path) -> Ours:
    """Over registers as a run holds them."""
    return Ours(held(folder))
