from __future__ import annotations

from pathlib import Path
from typing import Any

from screening.packs.loaded import LoadedEscalation
from screening.packs.models import Escalation, PackHeader
from screening.ruletests.escalations import TestOutcome, run_escalation_tests

WHEN = {"all": ["a.x", {"any": ["b.y", "x.lower"]}, {"none": ["a.q"]}]}


def outcome(test: dict[str, Any], **changes: Any) -> TestOutcome:
    base = {
        "status": "active", "version": 1, "severity": 3, "basis": "G-X", "why": "x",
        "kind": "escalation", "explain": "x", "title": "x",
    }  # fmt: skip
    upper = {
        "id": "x.upper", "subject": "company", "links": ["company_address"], "when": WHEN,
        "tests": [{"name": "one", "kind": "hit", "links": [], **test}], **base, **changes,
    }  # fmt: skip
    lower = {"id": "x.lower", "subject": "address", "when": {"all": ["b.y"]}, **base}
    loaded = [
        LoadedEscalation(
            escalation=Escalation.model_validate(each), file=Path("x.yaml"), hash="0" * 64,
            lines={}, pack=PackHeader.model_construct(id="demo"),
        )
        for each in (upper, lower)
    ]  # fmt: skip
    [found] = run_escalation_tests(loaded)
    assert (found.rule, found.test, found.kind) == ("x.upper", "one", "hit")
    return found


def test_hits_and_clears_along_links_with_and_without_type() -> None:
    found = outcome(
        {
            "signals": {"company:1": ["a.x"], "address:A": ["b.y"], "company:2": ["a.x"]},
            "links": [["address:A", "company:1"]],
            "expect": {"hit": ["1"], "clear": ["company:2", "3"]},
        }
    )
    assert found.passed, found.problems


def test_a_given_conclusion_counts() -> None:
    found = outcome({"signals": {"company:1": ["a.x", "x.lower"]}, "expect": {"hit": ["1"]}})
    assert found.passed, found.problems


def test_a_given_conclusion_is_no_family() -> None:
    test = {"signals": {"company:1": ["a.x", "x.lower"]}, "expect": {"clear": ["1"]}}
    found = outcome(test, when={"families": {"at_least": 2}})
    assert found.passed, found.problems


def test_every_difference_is_named() -> None:
    found = outcome(
        {
            "signals": {"company:1": ["a.x", "b.y"], "company:2": ["a.x", "b.y", "a.q"]},
            "expect": {"hit": ["2"], "clear": ["1"], "not_evaluable": ["3"]},
        }
    )
    assert not found.passed
    assert [problem.split(":")[0] for problem in found.problems] == ["2", "1", "3"]


def test_a_link_that_is_not_stated_fails_the_test() -> None:
    found = outcome(
        {
            "signals": {"company:1": ["a.x"]},
            "links": [["company:1", "company:2"]],
            "expect": {"clear": ["1"]},
        }
    )
    assert found.problems == ("no link of this escalation connects company:1 and company:2",)


def test_a_subject_without_type_fails_the_test() -> None:
    found = outcome({"signals": {"1": ["a.x"]}, "expect": {"clear": ["1"]}})
    assert found.problems == ("'1' is not written as type:id",)


def test_a_circle_fails_the_test() -> None:
    test = {"signals": {"company:1": ["a.x"]}, "expect": {"clear": ["1"]}}
    found = outcome(test, when={"all": ["a.x", {"none": ["x.upper"]}]})
    assert "itself" in found.problems[0]
