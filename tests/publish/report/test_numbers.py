"""What came in, in the words of who delivered it."""

from __future__ import annotations

from typing import Any

from screening.publish.report.numbers import _remarks


def told(**changes: Any) -> list[str]:
    report = {
        "name": "bag_object", "stale": False, "max_age_days": None, "duplicate_keys": 0,
        "missing_columns": [], "match_rate": {}, "fill": {}, "repaired": {},
        "blocked_columns": [], **changes,
    }  # fmt: skip
    return list(_remarks(report))


def test_columns_are_called_as_their_owners_call_them() -> None:
    assert told(missing_columns=["build_year"], fill={"floor_m2": 0.25}) == [
        "niet aangeleverd: bouwjaar", "weinig gevuld: oppervlakte (25,0%)",
    ]  # fmt: skip


def test_a_register_or_column_of_an_older_run_keeps_its_name() -> None:
    assert told(name="gone", missing_columns=["old"]) == ["niet aangeleverd: old"]
    assert told(missing_columns=["old"]) == ["niet aangeleverd: old"]
