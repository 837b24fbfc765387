"""The table of states and steps: every end has a term, so that nothing is kept for ever."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from screening.reference.workflow import Workflow, workflows


def test_every_state_that_ends_has_a_term() -> None:
    states = [state for flow in workflows().values() for state in flow.states.values()]
    assert all((state.destroy_days is not None) == state.ends for state in states)
    assert any(state.ends for state in states)


def test_a_state_that_ends_without_a_term_is_refused() -> None:
    flow = {
        "title": "x", "lists": ["tvo"], "start": "done",
        "states": {"done": {"title": "klaar", "ends": True}}, "steps": {},
    }  # fmt: skip
    with pytest.raises(ValidationError, match="ends without a term"):
        Workflow.model_validate(flow)
    flow["states"] = {"done": {"title": "klaar", "ends": True, "destroy_days": 30}}
    assert Workflow.model_validate(flow).states["done"].destroy_days == 30
