"""What a rule says about data and parameters is about data and parameters there are."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule
from screening.registers.schemas import REGISTERS


class UnknownNeed(Check):
    """A demand on a register that does not exist would keep the rule from running for ever."""

    description = "'needs' names a register or column that does not exist."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Registers and columns under 'needs'."""
        for name, need in loaded.rule.needs.items():
            register = REGISTERS.get(name)
            if register is None:
                yield Problem(
                    f"{loaded.id}: unknown register '{name}' in 'needs'",
                    loaded.where(f"needs.{name}"),
                    "a register of the data dictionary",
                    suggestion(name, REGISTERS) or "Correct the name.",
                )
                continue
            for column in sorted(set(need.min_fill) - set(register.columns)):
                yield Problem(
                    f"{loaded.id}: register {name} has no column '{column}'",
                    loaded.where(f"needs.{name}.min_fill.{column}"),
                    f"one of {', '.join(register.columns)}",
                    suggestion(column, register.columns) or "Correct the name.",
                )


class UnknownConfidential(Check):
    """A misspelt name would publish the threshold it was meant to keep (T34)."""

    description = "'confidential' names a parameter that the rule does not have."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names under 'confidential.parameters'."""
        kept, known = loaded.rule.confidential, loaded.rule.parameters
        for number, name in enumerate(kept.parameters if kept is not None else ()):
            if name not in known:
                yield Problem(
                    f"{loaded.id}: no parameter '{name}' to keep confidential",
                    loaded.where(f"confidential.parameters.{number}"),
                    f"one of {', '.join(sorted(known)) or '(this rule has no parameters)'}",
                    suggestion(name, known) or "Correct the name.",
                )
