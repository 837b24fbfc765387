"""Values nobody would write in a rule on purpose, and the places where they can stand."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
SUBJECT = "9999010000000001"

SQL = """
SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies, COUNT(*) AS n,
  MAX(e.trade_name) AS naam, MAX(e.start_date) AS latest, SUM(e.employees_ft) AS jobs,
  MAX(e.sbi) AS sbi
FROM kvk_establishment e
WHERE ACTIVE(e.start_date, e.end_date)
GROUP BY e.vbo_id
"""
EVERYTHING: dict[str, Any] = {
    "select": SQL,
    "measures": {
        "companies": {"label": "actieve bedrijven", "unit": "bedrijven"},
        "n": {"label": "vestigingen"},
        "naam": {"label": "naam"},
        "latest": {"label": "laatste start", "unit": "datum"},
        "jobs": {"label": "banen", "unit": "personen"},
        "sbi": {"label": "branche"},
    },
    "parameters": {"max_companies": {"value": 1, "unit": "bedrijven", "why": "praktijk"}},
    "explain": "{companies} bedrijven (grens {max_companies:0}), {latest:date}, {jobs:1}.",
    "evidence": "SELECT e.kvk_nr, e.start_date FROM kvk_establishment e WHERE e.vbo_id = :subject",
    "compare": {
        "r": {
            "kind": "rate", "count": "n", "per": "companies", "scale": 1000, "min_count": 1,
            "peers": {"same": ["sbi"]}, "min_group": 3, "rounded_to": "n", "within": "sbi",
        },
        "a": {"kind": "amount", "value": "jobs", "groups": [["sbi"], []], "min_group": 3},
        "c": {
            "kind": "change", "now": "n", "before": "companies", "min_group": 3,
            "peers": {"nearest": 3, "on": ["jobs"]},
        },
        "s": {"kind": "share", "count": "companies", "of": "n", "min_group": 3},
        "z": {"kind": "season", "now": "n", "earlier": ["companies", "n"]},
        "d": {"kind": "density", "x": "n", "y": "companies", "radius_m": 100, "count": "n"},
    },
    "not_applicable": [{"if": "n > 100000", "reason": "veel vestigingen"}],
    "needs": {"kvk_establishment": {"max_age_days": 100, "min_fill": {"kvk_nr": 0.5}}},
    "confidential": {"parameters": ["max_companies"], "reason": "de grens blijft onbekend"},
    "tests": [
        {
            "name": "twee bedrijven",
            "kind": "hit",
            "as_of": dt.date(2026, 1, 1),
            "parameters": {"max_companies": 1},
            "given": {
                "kvk_establishment": [
                    {"est_nr": "1", "kvk_nr": "1", "vbo_id": SUBJECT, "employees_ft": 3},
                    {"est_nr": "2", "kvk_nr": "2", "vbo_id": SUBJECT, "start_date": "2020-01-01"},
                    {"times": 3, "est_nr": "8{i}", "kvk_nr": "8{i}", "vbo_id": "99{i}",
                     "cycle": {"employees_ft": [1, 2], "sbi": ["5610", "4711"]}}
                ]
            },
            "expect": {"hit": [SUBJECT], "clear": []},
        }
    ],
}  # fmt: skip
"""A change of the example rule that fills every key which is parsed."""

VALUES: list[Any] = [
    None, True, 0, -1, 10**17, 1.5, 1e308, "", "x", "{", "}", "{}", "{0}", "{companies:1000000}",
    "{companies!r}", "{x}", "[bold]x[/bold]", dt.date(2020, 1, 1), dt.date(9999, 12, 31),
    "é" * 3_000, [], {}, [[]], {"a": 1}, [None], "x" * 100_000, "٣", "companies", "subject",
    [1, 2], {"kind": "rate"}, ["x"] * 1_000, "'; DROP TABLE x", "all", "\x1b[31m", "{i}" * 500,
    "naam", ["naam", "naam"], {"same": []}, {"nearest": 10**9, "on": ["n"]}, float("inf"),
    float("nan"), "9" * 5_000, "1e999", b"x", "x ?", "?", "(" * 500,
    "AT_LEAST(2, " + ", ".join(["companies > 1"] * 500) + ")", "DATE '2026-02-30' > :today",
    "companies >= " + "9" * 5_000, "companies >= .5.5", "companies >= 1e999",
]  # fmt: skip
KEYS = ["", "x y", "{", "0", "<<", "é", "x" * 300, "[b]", "__class__", "a.b"]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a value below the top."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from places(each, (*path, number))


def with_value(whole: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a place."""
    copied, last = _above(whole, path)
    last[path[-1]] = value
    return copied


def with_key(whole: Any, path: Path, key: str) -> Any:
    """A copy in which a key has another name."""
    copied, last = _above(whole, path)
    if isinstance(last, dict):
        last[key] = last.pop(path[-1])
    return copied


def _above(whole: Any, path: Path) -> tuple[Any, Any]:
    copied = copy.deepcopy(whole)
    last = copied
    for part in path[:-1]:
        last = last[part]
    return copied, last
