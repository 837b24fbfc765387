"""What to ask for first: the registers that let most rules run, then those that let rules judge."""

from __future__ import annotations

from screening.detect.needs import Gap
from screening.preparedness.coverage import Preparedness, RuleCoverage
from screening.preparedness.deliveries import deliveries


def rule(name: str, status: Preparedness, *gaps: Gap) -> RuleCoverage:
    return RuleCoverage("pack", name, name, status, gaps=gaps)


def absent(register: str) -> Gap:
    return Gap("absent", register, "not delivered", "deliver it")


def old(register: str) -> Gap:
    return Gap("too_old", register, "too old", "deliver a newer one", most_days=90)


def empty(register: str, column: str, share: float) -> Gap:
    return Gap("too_empty", register, "too empty", "fill it", column, share)


RULES = [
    rule("a", "cannot_run", absent("permit")),
    rule("b", "cannot_run", absent("permit")),
    rule("c", "cannot_run", absent("permit"), absent("closure")),
    rule("d", "cannot_run", old("inspection")),
    rule("e", "cannot_run", absent("closure"), empty("signal", "topic", 0.4)),
    rule("f", "partly", empty("signal", "topic", 0.6)),
    rule("g", "partly", empty("woz_value", "value", 0.1), empty("woz_value", "usage_class", 0.2)),
    rule("h", "ready"),
]


def test_what_lets_most_rules_run_by_itself_comes_first_and_then_what_more_wait_for():
    found = deliveries(RULES)
    assert [(each.register, each.unlocks, each.waits, each.improves) for each in found] == [
        ("permit", ["a", "b"], ["c"], []),
        ("inspection", ["d"], [], []),
        ("closure", [], ["c", "e"], []),
        ("signal", [], ["e"], ["f"]),
        ("woz_value", [], [], ["g"]),
    ]


def test_what_is_asked_of_the_owner_is_the_most_that_any_rule_lacks():
    found = {each.register: each for each in deliveries(RULES)}
    assert (found["permit"].absent, found["permit"].outdated) == (True, False)
    assert (found["inspection"].absent, found["inspection"].outdated) == (False, True)
    assert found["signal"].columns == {"topic": 0.6}
    assert found["woz_value"].columns == {"value": 0.1, "usage_class": 0.2}


def test_a_rule_that_waits_for_the_value_of_a_parameter_is_unlocked_by_no_delivery():
    value = Gap("no_value", "", "no value", "give it one", "min_share")
    assert deliveries([rule("a", "cannot_run", value)]) == []
    (found,) = deliveries([rule("a", "cannot_run", value, absent("permit"))])
    assert (found.register, found.unlocks, found.waits) == ("permit", [], ["a"])


def test_rules_that_want_for_nothing_ask_for_nothing():
    assert deliveries([rule("a", "ready"), rule("b", "never_matches")]) == []
