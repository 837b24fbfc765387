"""The table of states and steps: every end has a term, so that nothing is kept for ever."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from screening.reference.workflow import State, Workflow, workflows

SECOND = {
    ("report", "offer"): {"chair"},
    ("meeting", "hand_over"): {"coordinator", "chair"},
    ("meeting", "intervene"): {"chair"},
    ("meeting", "offer"): {"chair"},
    ("control", "plan"): {"coordinator", "inspector"},
    ("control", "again"): {"coordinator", "inspector"},
    ("control", "hand_over"): {"coordinator"},
    ("registration", "investigate"): {"coordinator", "inspector"},
    ("registration", "hand_over"): {"coordinator"},
    ("application", "ask_advice"): {"permit_desk"},
    ("designation", "prepare"): {"chair"},
    ("supervision", "visit"): {"care_supervision"},
    ("supervision", "hand_over"): {"care_supervision"},
}
"""What people notice at their door and what goes to others: who has to confirm it (T20)."""


def test_visits_and_what_goes_to_others_wait_for_a_second_person() -> None:
    """All steps of all workflows: one that loses its second person, or gains one, is seen here."""
    found = {
        (flow, name): {*step.second}
        for flow, each in workflows().items()
        for name, step in each.steps.items()
        if step.second
    }
    assert found == SECOND


def test_nothing_goes_to_the_riec_without_the_consent_of_the_three() -> None:
    meeting = workflows()["meeting"].steps
    assert {name for name, step in meeting.items() if step.consent} == {"offer"}
    assert meeting["offer"].consent == "triangle"


def test_every_state_that_ends_has_a_term() -> None:
    states = [state for flow in workflows().values() for state in flow.states.values()]
    assert all((state.destroy_years is not None) == state.ends for state in states)
    assert any(state.ends for state in states)


def test_a_state_that_ends_without_a_term_is_refused() -> None:
    flow = {
        "title": "x", "lists": ["tvo"], "start": "done",
        "states": {"done": {"title": "klaar", "ends": True}}, "steps": {},
    }  # fmt: skip
    with pytest.raises(ValidationError, match="ends without a term"):
        Workflow.model_validate(flow)
    flow["states"] = {"done": {"title": "klaar", "ends": True, "destroy_years": 30}}
    assert Workflow.model_validate(flow).states["done"].destroy_years == 30


@pytest.mark.parametrize(
    ("since", "over"),
    [
        ((2023, 3, 1), (2028, 3, 1)), ((2020, 2, 28), (2025, 2, 28)), ((2020, 2, 29), (2025, 3, 1)),
        ((2019, 12, 31), (2024, 12, 31)),
    ],
)  # fmt: skip
def test_five_years_are_five_by_the_calendar(
    since: tuple[int, int, int], over: tuple[int, int, int]
) -> None:
    state = State(title="afgerond", ends=True, destroy_years=5)
    came, goes = (dt.datetime(*day, 12, tzinfo=dt.UTC) for day in (since, over))
    assert state.over_on(came.date()) == goes.date()
    at, before = (state.over_before(now) for now in (goes, goes - dt.timedelta(days=1)))
    assert at is not None
    assert before is not None
    assert before < came <= at
    assert state.kept == "afgerond: 5 jaar"
