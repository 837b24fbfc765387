"""What a rule says about data and parameters is about data and parameters there are."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule
from screening.packs.settle import columns_needed
from screening.registers.schemas import REGISTERS


class UnknownNeed(Check):
    """A demand on a register that does not exist would keep the rule from running for ever."""

    description = "'needs' names a register or column that does not exist."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Registers and columns under 'needs'."""
        for name in loaded.rule.needs:
            if name not in REGISTERS:
                yield Problem(
                    f"{loaded.id}: unknown register '{name}' in 'needs'",
                    loaded.where(f"needs.{name}"),
                    "a register of the data dictionary",
                    suggestion(name, REGISTERS) or "Correct the name.",
                )
        for name, column, path in columns_needed(loaded.rule):
            register = REGISTERS.get(name)
            if register is not None and column not in register.columns:
                yield Problem(
                    f"{loaded.id}: register {name} has no column '{column}'",
                    loaded.where(path),
                    f"one of {', '.join(register.columns)}",
                    suggestion(column, register.columns) or "Correct the name.",
                )


class UnusualNeed(Check):
    """A column that is named alone is asked the usual share; where there is none, it is said."""

    description = "'needs' names a column that is not usually asked to be filled, without a share."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Columns in a list under 'needs' of which the register says no usual share."""
        for name, asked in loaded.rule.needs.items():
            register = REGISTERS.get(name)
            for number, column in enumerate(asked if isinstance(asked, list) else ()):
                if register is None or column not in register.columns:
                    continue
                if column not in register.asked.fill:
                    yield Problem(
                        f"{loaded.id}: no usual share of rows in which {name}.{column} is filled",
                        loaded.where(f"needs.{name}.{number}"),
                        f"one of {', '.join(register.asked.fill) or '(none of this register)'}, "
                        "or a share of the rule's own",
                        f"Write {name}: {{min_fill: {{{column}: 0.9}}}}.",
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
