"""Every step of every workflow, by every role: open to those it names, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from screening.reference.roles import roles
from screening.reference.workflow import Step, Workflow, workflow_of, workflows
from screening.review import deciding
from screening.review.deciding import Answer, Choice, ConflictError, RefusedError

if TYPE_CHECKING:
    from screening.review.models import Account, Case
    from screening.review.site.viewer import Viewer

LISTS = [
    name.replace("octopus.*", "octopus.auto")
    for flow in workflows().values()
    for name in flow.lists
]
NOT_THEIRS = "hoort niet bij uw rol"


@pytest.fixture
def everybody(account: Callable[..., Account]) -> dict[str, Viewer]:
    """Somebody of each role, and of nothing else."""
    from screening.review.site.viewer import Viewer

    return {role: Viewer(account(role, role)) for role in roles()}


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is as if it had not been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def may(act: Callable[[], object]) -> bool:
    """Whether it was done, or refused for another reason than who asks."""
    from screening.review.models import Case

    try:
        act()
    except Case.DoesNotExist:
        return False
    except ConflictError:
        raise
    except RefusedError as refused:
        return NOT_THEIRS not in str(refused)
    return True


def placed(case: Case, flow: Workflow, state: str, name: str) -> Choice:
    """The case in that state, and the choice of a step out of it with all that is asked."""
    from screening.review.models import Case
    from screening.review.presenting import seen_hash

    Case.objects.filter(pk=case.pk).update(state=state, pending=None)
    case.refresh_from_db()
    answers = dict.fromkeys(flow.states[state].asks, "ja")
    return Choice(name, "gezien en gelezen", "niets gezien", case.version, seen_hash(case), answers)


@pytest.mark.parametrize("listed", LISTS)
def test_a_step_is_taken_by_its_roles_alone(
    listed: str, first_case: Callable[[str], Case], everybody: dict[str, Viewer]
) -> None:
    case, flow = first_case(listed), workflow_of(listed)
    tried = 0
    for role, viewer in everybody.items():
        sees = viewer.cases().filter(pk=case.pk).exists()
        for name, step in flow.steps.items():
            for state in step.from_:
                with undone():
                    choice = placed(case, flow, state, name)
                    found = may(lambda: deciding.take(viewer, case.reference, choice))  # noqa: B023
                assert found == (sees and role in step.roles), (role, name, state)
                tried += found
    assert tried


def proposed(case: Case, step: Step, everybody: dict[str, Viewer], choice: Choice) -> None:
    """The step proposed by somebody who may."""
    viewer = next(
        viewer
        for role, viewer in everybody.items()
        if role in step.roles and viewer.cases().filter(pk=case.pk).exists()
    )
    deciding.take(viewer, case.reference, choice)
    case.refresh_from_db()


@pytest.mark.parametrize(
    "listed", [name for name in LISTS if any(s.second for s in workflow_of(name).steps.values())]
)
def test_a_step_of_two_is_confirmed_by_its_second_roles_alone(
    listed: str,
    first_case: Callable[[str], Case],
    everybody: dict[str, Viewer],
    account: Callable[..., Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from screening.review.presenting import seen_hash
    from screening.review.site.viewer import Viewer

    monkeypatch.setattr(deciding, "_require_consent", lambda _case, _step: None)
    case, flow = first_case(listed), workflow_of(listed)
    others = {role: Viewer(account(f"{role}-2", role)) for role in roles()}
    for name, step in flow.steps.items():
        for role, viewer in others.items() if step.second else ():
            with undone():
                choice = placed(case, flow, step.from_[0], name)
                proposed(case, step, everybody, choice)
                said = Answer(True, "ook gelezen", "niets gezien", case.version, seen_hash(case))
                found = may(lambda: deciding.answer(viewer, case.reference, said))  # noqa: B023
            sees = viewer.cases().filter(pk=case.pk).exists()
            assert found == (sees and role in step.second), (role, name)
