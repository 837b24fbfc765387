"""Values at the edges of every kind, side by side in two registers, for tests of meaning."""

from __future__ import annotations

import datetime as dt
from itertools import cycle, islice
from typing import Any

import polars as pl

from screening.registers.schemas.columns import LEAST_REAL, MOST_REAL, MOST_WHOLE

WHOLE: list[int | None] = [
    None, 0, 1, -1, 2, 3, 7, 10, 49, 98, 100, 230, 231, 2**31 - 1, 2**31, -(2**31) - 1, 2**32,
    MOST_WHOLE, -MOST_WHOLE, MOST_WHOLE - 1,
]  # fmt: skip
REAL: list[float | None] = [
    None, 0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -2.5, 0.1, 0.3, 2.675, 1.005, 0.49999999999999994, 1 / 3,
    100.0, 49.0, MOST_REAL, -MOST_REAL, LEAST_REAL, -LEAST_REAL, 1e-15, 9e-16, 123456.789,
]  # fmt: skip
TEXT: list[str | None] = [
    None, "", " ", "a", "A", "ab", "abc", "Ab Cd", "  x  ", "\t x\n", "é", "É", "e\u0301", "ß",
    "\u1e9e", "\u0130", "I", "i", "\u0131", "\u0149", "\ufb00", "\ufb03", "\u01c5", "\u03a3",
    "\u0391\u03a3", "\u03c2", "\u03c3\u03b1\u03c2", "\u212a", "\u017f", "\u1fb3", "\u0587",
    "\u1c89", "\ua7da", "a.b", "a%b", "a_b", "a\\b", "a'b", '"', "$1", "$0", "^a", "[a]", "(a",
    "a*", "x\ny", "x\r\ny", "\n", "a\n", "\U0001f44d", "\u65e5\u672c", "\u00a0x\u00a0", "\u2028",
    "a" * 300, "z", "Z", " 12 ", "+1", "1e3", "9999999999999999999", "NULL", "true",
]  # fmt: skip
DATE: list[dt.date | None] = [
    None, dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1970, 1, 1), dt.date(1969, 12, 31),
    dt.date(2024, 2, 29), dt.date(1900, 2, 28), dt.date(1582, 10, 10), dt.date(2026, 1, 31),
]  # fmt: skip
YES_NO: list[bool | None] = [None, True, False]
GROUPS = ["a", "a", "b", "c", None, "d", "d", "d"]
NAMES = {
    "i": "i.severity", "j": "i.vehicles_seen", "r": "b.floor_m2", "q": "b.parcel_m2",
    "t": "b.estate_code", "u": "b.parcel", "d": "i.inspection_date", "e": "i.follow_up_due",
    "y": "i.caused_by_selection", "k": "b.area_code",
}  # fmt: skip
"""Short names of the columns, for expressions such as ``{i} + {j}``."""
FROM = "FROM inspection i JOIN bag_object b ON b.vbo_id = i.inspection_id"


def _turned(values: list[Any], by: int, height: int) -> list[Any]:
    return list(islice(cycle(values[by:] + values[:by]), height))


def frames(height: int = 130) -> dict[str, pl.DataFrame]:
    """The registers; every value of a kind meets many of every other."""
    ids = [f"{number:03}" for number in range(height)]
    return {
        "inspection": pl.DataFrame(
            {
                "inspection_id": ids,
                "severity": _turned(WHOLE, 0, height),
                "vehicles_seen": _turned(WHOLE, 3, height),
                "inspection_date": _turned(DATE, 0, height),
                "follow_up_due": _turned(DATE, 4, height),
                "caused_by_selection": _turned(YES_NO, 0, height),
            },
            schema={
                "inspection_id": pl.String, "severity": pl.Int64, "vehicles_seen": pl.Int64,
                "inspection_date": pl.Date, "follow_up_due": pl.Date,
                "caused_by_selection": pl.Boolean,
            },
        ),
        "bag_object": pl.DataFrame(
            {
                "vbo_id": ids,
                "area_code": _turned(GROUPS, 0, height),
                "estate_code": _turned(TEXT, 0, height),
                "parcel": _turned(TEXT, 7, height),
                "floor_m2": _turned(REAL, 0, height),
                "parcel_m2": _turned(REAL, 5, height),
            },
            schema={
                "vbo_id": pl.String, "area_code": pl.String, "estate_code": pl.String,
                "parcel": pl.String, "floor_m2": pl.Float64, "parcel_m2": pl.Float64,
            },
        ),
    }  # fmt: skip
