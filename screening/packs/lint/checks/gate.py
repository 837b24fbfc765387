"""The SQL gate, as a check."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.compiled import check_rule
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule


class SqlGate(Check):
    """SQL outside the rule language, or a register or column that is unknown or not allowed."""

    description = "The SQL asks for something the gate does not allow."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Everything the gate refuses."""
        yield from check_rule(loaded)
