"""Registers that tell whoever goes there something, and are no reason to go (T2)."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments, measured_from
from screening.packs.loaded import LoadedRule
from screening.registers.schemas import REGISTERS


class ToldOnly(Check):
    """Whether a visit asks for precautions chooses nobody: it stands in the annex alone."""

    description = "A rule reads what only whoever goes there may know."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Such registers in any piece of a rule, under whatever name."""
        for fragment in fragments(loaded.rule):
            read = measured_from(loaded) if fragment.path == "select" else ()
            for name in sorted({each.lower() for each in (*fragment.tables, *read)}):
                if name in REGISTERS and REGISTERS[name].told_only:
                    yield Problem(
                        f"the register '{name}', which is for whoever goes there",
                        loaded.where(fragment.path),
                        "registers that may be a reason to look",
                        "Leave it out: it tells of a visit in the protected annex, and chooses "
                        "nobody.",
                    )
