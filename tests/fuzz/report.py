"""What a search found, by kind: how often, the smallest statement, and what each engine gave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tests.fuzz.data import Tables
from tests.fuzz.findings import Finding, Tally
from tests.fuzz.grammar import Statement

MOST_ROWS = 6


@dataclass
class Kind:
    """Findings of one kind: the first of them made small, and how many there were."""

    seed: int
    first: Finding
    small: Statement
    tables: Tables
    count: int = 1


def markdown(kinds: Iterable[Kind]) -> str:
    """All kinds, the most frequent first."""
    ordered = sorted(kinds, key=lambda kind: (-kind.count, kind.first.number))
    return "\n".join(_one(kind) for kind in ordered)


def summary(tally: Tally, seconds: float) -> str:
    """Counts of the whole search, in one block."""
    counts = [f"  {count:>8,}  {name}" for name, count in sorted(tally.counts.items())]
    whats = sorted({finding.what for finding in tally.findings})
    found = [
        f"  {sum(f.what == what for f in tally.findings):>8,}  FOUND: {what}" for what in whats
    ]
    slowest = f"  the slowest compilation took {tally.slowest:.2f} s of work"
    return "\n".join([*counts, *found, slowest, f"  {seconds:,.0f} s"])


def _one(kind: Kind) -> str:
    first = kind.first
    lines = [
        f"### {first.what}: {first.who}",
        f"{kind.count} times, first: seed {kind.seed}, statement {first.number}",
        "```sql",
        kind.small.text,
        "```",
    ]
    if kind.small.parameters:
        lines.append(f"parameters: {kind.small.parameters}")
    lines += [_shown(name, kind) for name in kind.tables if _reads(kind.small, name)]
    lines += ["gave:", "```", first.detail[:1500], "```", ""]
    return "\n".join(lines)


def _reads(statement: Statement, name: str) -> bool:
    return statement.register == name or bool(re.search(rf"\b{name}\b", statement.text))


def _shown(name: str, kind: Kind) -> str:
    frame = kind.tables[name]
    used = [c for c in frame.columns if re.search(rf"\b{c}\b", kind.small.text)] or frame.columns[
        :1
    ]
    shown = frame.select(used)
    return f"- `{name}` {used}: {shown.rows()[:MOST_ROWS]}" + _more(shown)


def _more(frame: pl.DataFrame) -> str:
    return f" and {frame.height - MOST_ROWS} more rows" if frame.height > MOST_ROWS else ""
