"""The SQL gate, as a check."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule


class SqlGate(Check):
    """SQL outside the rule language, or a register or column that is unknown or not allowed."""

    description = "The SQL asks for something the gate does not allow."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Everything the gate refuses."""
        if importlib.util.find_spec("screening.packs.gate") is None:
            return
        gate = importlib.import_module("screening.packs.gate")
        yield from gate.check_rule(loaded)
