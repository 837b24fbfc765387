"""The tests inside rule files can be run."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.examples import flaws, shared_flaws
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedEscalation, LoadedRule
from screening.packs.strata import example_problems


class UnusableExample(Check):
    """Rows for registers, columns or kinds that are not there test nothing."""

    description = "A test in the rule file gives rows or parameters that cannot be used."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Rows that tests share, and rows and parameters of each."""
        for flaw in shared_flaws(loaded.rule):
            found, where = f"{loaded.id}: {flaw.found}", loaded.where(flaw.path)
            yield Problem(found, where, flaw.expected, flaw.remedy)
        for number, test in enumerate(loaded.rule.tests):
            for flaw in flaws(loaded.rule, test):
                yield Problem(
                    f"{loaded.id}: test '{test.name}': {flaw.found}",
                    loaded.where(f"tests.{number}.{flaw.path}"),
                    flaw.expected,
                    flaw.remedy,
                )

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Subjects and links of the tests."""
        yield from example_problems(loaded)
