"""The unit of selection is a place, an object or a business; persons are only counted (T7)."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.compiled import check_rule
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule


class PersonOutput(Check):
    """T7: a key of a person may join and be counted; it is no subject and is never shown."""

    description = "The rule selects, measures or shows persons."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Use of a person's key for anything else, in ``select`` and ``evidence``."""
        yield from check_rule(loaded, self.identifier())
