"""The rules in rule-engine: each condition is asked of each document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.table.conditions import conditions
from benchmarks.table.documents import Rows, documents, rows
from benchmarks.table.render import RuleEngineWords
from benchmarks.table.way import Found, NotInstalledError


class RuleEngine:
    """Rules are compiled before the first run."""

    def __init__(self, read: Rows) -> None:
        self.read = read
        self.rules = {workload: _compiled(workload) for workload in ("rows", "joins")}

    def run(self, workload: str) -> dict[str, Found]:
        """Hits only."""
        found = {}
        for kind, listed in documents(workload, self.read):
            for name, rule in self.rules[workload][kind].items():
                matches = rule.matches
                found[name] = Found([each["nr"] for each in listed if matches(each)])
        return found


def _compiled(workload: str) -> dict[str, dict[str, Any]]:
    from rule_engine import Context, Rule, resolve_item

    context = Context(resolver=resolve_item)
    words = RuleEngineWords()
    return {
        kind: {name: Rule(words.told(node), context=context) for name, node in rules.items()}
        for kind, rules in conditions(workload).items()
    }


def opened(folder: Path) -> RuleEngine:
    """Over rows in memory."""
    try:
        import rule_engine  # noqa: F401
    except ImportError as error:
        raise NotInstalledError("the package rule-engine") from error
    return RuleEngine(rows(folder))
