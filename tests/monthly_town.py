"""Meerwolde as its monthly counts have it, without all that has nothing to do with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from fixtures import monthly as planted
from screening.publish.monthly.ahead import SCHEMA, foretold
from screening.publish.monthly.cells import cells
from screening.publish.monthly.picture import Asked, picture

AS_OF, OWN = dt.date(2026, 1, 1), "GM9001"
DECEMBER = 2025 * 12 + 11


def town(seed: int = 3) -> dict[str, pl.DataFrame]:
    """Area, inhabitants and counts: 38 neighbourhoods of one size in five districts."""
    quarters = [f"BU9001{number:04d}" for number in range(100, 3900, 100)]
    wards = [f"WK90010{1 + place * 5 // len(quarters)}" for place in range(len(quarters))]
    area = pl.DataFrame(
        {
            "area_code": [OWN, *sorted(set(wards)), *quarters],
            "name": ["Meerwolde", *(f"Wijk {each[-1]}" for each in sorted(set(wards))), *quarters],
            "level": ["municipality"] + ["district"] * 5 + ["neighbourhood"] * len(quarters),
            "parent_code": [None, *[OWN] * 5, *wards],
        }
    )
    people = pl.DataFrame({"area_code": quarters, "year": 2025, "inhabitants": 2_600})
    counts = planted.build(np.random.default_rng(seed), area, people)
    return {"area": area, "area_population": people, "area_count": counts}


def told_of(registers: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """The picture of December 2025."""
    held = cells(registers, OWN, AS_OF)
    asked = Asked("Meerwolde", AS_OF, DECEMBER, 12, (("Politie", "2025-12-31"),))
    return picture(asked, held, foretold(held, DECEMBER, 12), pl.DataFrame(schema=SCHEMA))
