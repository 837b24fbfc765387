"""A figure against earlier years is not told as one against peers."""

from __future__ import annotations

import pytest

from screening.comparison.kinds.season import SeasonCompare
from screening.detect.explain.labels import labels
from tests.shipped import working_rules

OF_SEASON = [
    (each.rule, name)
    for each in working_rules()
    for name, compare in each.rule.compare.items()
    if isinstance(compare, SeasonCompare)
]


def test_rules_compare_with_earlier_years() -> None:
    assert {rule.id for rule, _ in OF_SEASON} >= {
        "area.police_count_season", "park.arrivals_elsewhere",
    }  # fmt: skip


@pytest.mark.parametrize(("rule", "name"), OF_SEASON, ids=lambda each: getattr(each, "id", each))
def test_earlier_years_are_not_called_peers(rule, name) -> None:
    told = {
        column: label for column, label in labels(rule).items() if column.startswith(f"{name}_")
    }
    assert not [each for each in told.values() if "vergelijk" in each.text]
    assert "verwacht naar de eigen eerdere jaren" in told[f"{name}_expected"].text
    assert "opvallend ten opzichte van de eigen eerdere jaren" in told[f"{name}_notable"].text
    assert told[f"{name}_group_size"].text.startswith("aantal eerdere jaren")
    assert told[f"{name}_group_size"].unit == "jaren"


def test_others_are_still_called_peers() -> None:
    rule = next(each.rule for each in working_rules() if each.id == "area.branch_density")
    name = next(iter(rule.compare))
    assert "verwacht bij vergelijkbare gebieden" in labels(rule)[f"{name}_expected"].text
