"""Which escalations are left when rules fall away."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from screening.preparedness.coverage import RuleCoverage
from screening.preparedness.escalations import escalation_coverage
from tests.shipped import shipped_packs


def states(lost: Iterable[str]) -> dict[str, str]:
    packs = list(shipped_packs().values())
    gone = set(lost)
    rules = [
        RuleCoverage(
            pack.id, loaded.id, loaded.rule.title, "cannot_run" if loaded.id in gone else "ready"
        )
        for pack in packs
        for loaded in pack.rules
        if loaded.rule.status == "active"
    ]
    return {each.rule: each.status for each in escalation_coverage(packs, rules)}


def test_everything_can_be_drawn_when_every_rule_runs() -> None:
    assert set(states([]).values()) == {"ready"}


@pytest.mark.parametrize(
    ("lost", "state"),
    [
        (["area.branch_density"], "cannot_run"),
        (["area.branch_turnover_per_inhabitant"], "cannot_run"),
        (["address.many_companies"], "ready"),
    ],
)
def test_a_condition_that_needs_all(lost: list[str], state: str) -> None:
    assert states(lost)["area.branch_density_and_turnover"] == state


def test_some_of_several_is_partly_until_too_few_are_left() -> None:
    three = ["address.overoccupancy_m2", "address.through_address", "landlord.employer_coupling"]
    assert states(three[:1])["thb.signal_combo"] == "partly"
    assert states(three)["thb.signal_combo"] == "cannot_run"
