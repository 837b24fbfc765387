"""What registers say of the places on a list, a file per register."""

from __future__ import annotations

from screening.prioritise.facts import (
    areas,
    attention,
    owners,
    permits,
    persons,
    place,
    registrations,
    residents,
    safety,
    visits,
)
from screening.prioritise.facts.asked import Asked, Fact

__all__ = ["FACTS", "Asked", "Fact"]

FACTS: tuple[Fact, ...] = (
    place.FACT,
    areas.FACT,
    residents.FACT,
    owners.FACT,
    permits.FACT,
    persons.FACT,
    visits.FACT,
    registrations.FACT,
    attention.FACT,
    safety.FACT,
)
"""Everything that is asked of registers about an address."""
