"""Small registers for generated statements: empty, of one row, constant, full of nulls, extreme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import polars as pl

from screening.language.scope import register_relation
from screening.registers.schemas import REGISTERS as SCHEMAS
from screening.registers.schemas.columns import LEAST_REAL, MOST_REAL, MOST_WHOLE, SBI_EDITIONS
from screening.registers.schemas.supervision import THEMES

INTS = [0, 1, 2, 3, 4, 5, 6, -1, -3, 7, 12, 1999, 2024]
REALS = [0.0, 0.5, 1.5, 2.5, -2.5, -0.5, 3.0, 0.25, 100.0, 12.75, 1024.0]
TEXTS = ["a", "b", "aB", "B", "ab", "", " a", "a ", "ba.", "5", "é", "a%b", "a_b"]
FIGURES = ["5610", "47", "56", "2", "3", "5", "", "2025", "5 ", " ", "-1", "0"]
KEYS = ["1", "2", "3", "4"]
_MORE_KEYS = [str(number) for number in range(10, 50)]
"""For the column that alone is the key of its register, where no value comes twice."""
DATES = [
    dt.date(2023, 11, 1), dt.date(2024, 2, 29), dt.date(2024, 12, 31), dt.date(2025, 1, 1),
    dt.date(2025, 1, 31), dt.date(2026, 1, 30), dt.date(2026, 1, 31), dt.date(2026, 2, 1),
]  # fmt: skip
# No two large numbers that differ in their last digit only: of those STDDEV knows too few digits.
_EXTREME: dict[str, list[Any]] = {
    "int": [2**31, -(2**31) - 1, MOST_WHOLE // 2, MOST_WHOLE, -MOST_WHOLE, 0],
    "real": [
        MOST_REAL, -1e14, LEAST_REAL, 1e-12, 0.1, 0.2, 1 / 3, 2.675, 1e9, -0.0, 123456.789,
    ],
    "text": [
        "ß", "İ", "\u0131", "ĳ", "ŉ", "e\u0301", "\U0001d538", "\t", "a\nb", "ﬁ", "Σς", "x" * 40,
        "\u00a0a", "'",
    ],
    "date": [dt.date(1, 1, 1), dt.date(1899, 12, 31), dt.date(1970, 1, 1), dt.date(9999, 12, 31)],
    "bool": [True, False],
}  # fmt: skip
_PLAIN: dict[str, list[Any]] = {
    "int": INTS, "real": REALS, "text": TEXTS, "date": DATES, "bool": [True, False],
}  # fmt: skip
_OF_COLUMN: dict[str, list[Any]] = {
    **dict.fromkeys(["vbo_id", "kvk_nr", "area_code"], KEYS),
    "est_nr": [*KEYS, *TEXTS],
    "sbi": ["5610", "4511", "47", "56", "96021"],
    "sbi_edition": SBI_EDITIONS,
    "theme": THEMES,
}
_READ = {
    "kvk_establishment": [
        "est_nr", "vbo_id", "kvk_nr", "sbi", "sbi_edition", "start_date", "end_date",
        "employees_ft",
        "employees_pt",
    ],
    "bag_object": [
        "vbo_id", "area_code", "estate_code", "postcode", "pand_id", "parcel", "floor_m2",
        "parcel_m2", "build_year",
    ],
    "inspection": [
        "vbo_id", "est_nr", "theme", "agency", "inspection_date", "follow_up_due",
        "caused_by_selection", "severity", "persons_seen", "stored_share",
    ],
    "area_count": ["area_code", "year", "phenomenon", "count", "files"],
}  # fmt: skip
CODED = {"theme": THEMES, "sbi_edition": SBI_EDITIONS}
"""Columns compared with their codes only."""
GUARDED = {"vbo_id", "est_nr", "kvk_nr", "pand_id", "parcel", "sbi", "agency", "phenomenon"}
"""Columns that not any fixed text may be held against: numbers, branches, free texts and codes."""
_SHAPES = {"few": 8, "some": 6, "one": 3, "empty": 2, "many": 2}
_ROWS = {"few": (2, 5), "some": (6, 14), "one": (1, 1), "empty": (0, 0), "many": (20, 40)}
_WAYS = {"plain": 14, "few nulls": 8, "constant": 3, "null": 1, "extreme": 4}

Tables = dict[str, pl.DataFrame]


def kinds_of(register: str) -> dict[str, str]:
    """Columns of a register that statements read, with their kinds as the gate knows them."""
    known = register_relation(register).columns
    return {column: known[column].kind for column in _READ[register] if column in known}


REGISTERS: Mapping[str, Mapping[str, str]] = {name: kinds_of(name) for name in _READ}
_TYPES: dict[str, pl.DataType] = {
    "int": pl.Int64(), "real": pl.Float64(), "text": pl.String(), "date": pl.Date(),
    "bool": pl.Boolean(),
}  # fmt: skip


def tables(seed: str, *, extreme: bool = True) -> Tables:
    """All registers, the same for the same seed; with values at the ends of what a kind holds."""
    random, ways = Random(seed), _WAYS if extreme else {**_WAYS, "extreme": 0}
    return {name: _table(random, name, ways) for name in REGISTERS}


def frame(columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """A register of these rows."""
    schema = {name: _TYPES[kind] for name, kind in columns.items()}
    return pl.DataFrame([list(row) for row in rows], schema=schema, orient="row")


def _table(random: Random, name: str, ways: Mapping[str, int]) -> pl.DataFrame:
    columns, key = REGISTERS[name], SCHEMAS[name].key
    height = random.randint(*_ROWS[random.choices(list(_SHAPES), list(_SHAPES.values()))[0]])
    filled = {
        column: _different(random, _OF_COLUMN[column], height)
        if [column] == key
        else _column(random, column, kind, height, ways)
        for column, kind in columns.items()
    }
    return frame(columns, list(zip(*filled.values(), strict=True)) if height else [])


def _different(random: Random, ordinary: Sequence[str], height: int) -> list[str]:
    """As many values, none twice: those that other registers know first."""
    known = random.sample(ordinary, min(height, len(ordinary)))
    return random.sample([*known, *_MORE_KEYS[: height - len(known)]], height)


def _column(
    random: Random, name: str, kind: str, height: int, ways: Mapping[str, int]
) -> list[Any]:
    ordinary = _OF_COLUMN.get(name, _PLAIN[kind])
    way = random.choices(list(ways), list(ways.values()))[0]
    if way == "constant":
        return [random.choice(ordinary)] * height
    if way == "null":
        return [None] * height
    if way == "extreme" and name not in _OF_COLUMN:
        ordinary = [*_EXTREME[kind], *ordinary[:3]]
    nulls = {"plain": 0.0, "few nulls": 0.25, "extreme": 0.15}[way]
    return [None if random.random() < nulls else random.choice(ordinary) for _ in range(height)]
