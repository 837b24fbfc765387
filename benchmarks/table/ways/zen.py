"""The rules in zen-engine: one compiled expression per document that judges all of its rules.

A decision graph of the same conditions takes some forty times as long, so this is its best.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.table.conditions import conditions
from benchmarks.table.documents import Rows, documents, rows
from benchmarks.table.render import ZenWords
from benchmarks.table.way import Found, NotInstalledError


class Zen:
    """Expressions are compiled before the first run."""

    def __init__(self, read: Rows) -> None:
        self.read = read
        self.rules = {workload: _compiled(workload) for workload in ("rows", "joins")}

    def run(self, workload: str) -> dict[str, Found]:
        """Hits only."""
        hits: dict[str, list[str]] = {}
        for kind, listed in documents(workload, self.read):
            names, expression = self.rules[workload][kind]
            hits |= {name: [] for name in names}
            evaluate = expression.evaluate
            for each in listed:
                for place, hit in enumerate(evaluate(each)):
                    if hit is True:
                        hits[names[place]].append(each["nr"])
        return {name: Found(numbers) for name, numbers in hits.items()}


def _compiled(workload: str) -> dict[str, tuple[list[str], Any]]:
    from zen import compile_expression

    words = ZenWords()
    return {
        kind: (
            list(rules),
            compile_expression(f"[{', '.join(map(words.told, rules.values()))}]"),
        )
        for kind, rules in conditions(workload).items()
    }


def opened(folder: Path) -> Zen:
    """Over rows in memory."""
    try:
        import zen  # noqa: F401
    except ImportError as error:
        raise NotInstalledError("the package zen-engine") from error
    return Zen(rows(folder))
