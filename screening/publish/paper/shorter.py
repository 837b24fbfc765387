"""A page with more than fits: fewer texts of each kind, and where the others stand.

Why a row is on the list, what must be known before a visit, and what may explain it in an ordinary
way are shortened last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from screening.lists.shared import ATTENTION, CONCLUSIONS, INNOCENT, PERMITS_MISSING, REASONS

KEPT = frozenset(
    column.key for column in (REASONS, CONCLUSIONS, ATTENTION, INNOCENT, PERMITS_MISSING)
)
REST = "en nog {}: zie de lijst als csv of xlsx"


class Step(NamedTuple):
    """How many texts of a kind are told at most, and how many of what is ``kept``."""

    most: int
    kept: int


STEPS = (Step(4, 1000), Step(3, 1000), Step(2, 1000), Step(1, 1000), Step(1, 3), Step(1, 1))


def versions(page: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The page, and shorter and shorter ones where it may not run on to a second."""
    yield page
    for step in STEPS if not page["runs_on"] else ():
        sections = [
            {**section, "blocks": [_cut(block, step) for block in section["blocks"]]}
            for section in page["sections"]
        ]
        yield {**page, "sections": sections}


def _cut(block: Sequence[Any], step: Step) -> list[Any]:
    name, texts, kept, joined = block
    most = step.kept if kept else step.most
    rest = len(texts) - most
    return [name, [*texts[:most], REST.format(rest)] if rest > 0 else texts, kept, joined]
