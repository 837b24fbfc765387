"""What the reasons of a list count for: one way for each thing that rows of lists are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.lists.kind import ListKind, Placing
from screening.prioritise.branches import of_their_theme
from screening.prioritise.cases import in_cases
from screening.prioritise.estates import at_their_places
from screening.prioritise.locations import (
    at_addresses,
    at_applications,
    at_branches,
    at_companies,
    in_municipality,
)
from screening.prioritise.reasons import per_list
from screening.registers.held import Registers


@dataclass(frozen=True)
class Surroundings:
    """What is known of places: the registers, the links, and the own municipality."""

    registers: Registers
    links: pl.LazyFrame
    municipality: str | None


def placed(kinds: Sequence[ListKind], reasons: pl.DataFrame, known: Surroundings) -> pl.LazyFrame:
    """The reasons of each ``list`` with the ``place_type`` and ``place`` they count for."""
    own = per_list(reasons, [kind.name for kind in kinds])
    found = []
    for placing, place in _WAYS.items():
        names = [kind.name for kind in kinds if kind.placing == placing]
        if names:
            found.append(place(own.filter(pl.col("list").is_in(names)), known))
    return pl.concat(found)


def _themed(reasons: pl.LazyFrame, known: Surroundings) -> pl.LazyFrame:
    placed = at_addresses(of_their_theme(reasons, known.registers), known.links)
    return at_their_places(placed, known.registers)


def _branches(reasons: pl.LazyFrame, known: Surroundings) -> pl.LazyFrame:
    if known.municipality is not None:
        reasons = in_municipality(reasons, known.registers, known.municipality)
    return at_branches(reasons)


_WAYS: Mapping[Placing, Callable[[pl.LazyFrame, Surroundings], pl.LazyFrame]] = {
    "theme": _themed,
    "address": lambda reasons, known: at_addresses(reasons, known.links),
    "company": lambda reasons, known: at_companies(reasons, known.links),
    "case": lambda reasons, known: in_cases(reasons, known.links, known.registers),
    "application": lambda reasons, known: at_applications(reasons, known.links, known.registers),
    "branch": _branches,
}
