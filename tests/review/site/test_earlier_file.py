"""What is decided on the site of any list is told to the next run: the last step, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from screening.review.decided_file import decided
from tests.review.site.test_deciding import choice, viewer_of

if TYPE_CHECKING:
    from screening.review.models import Case

STEPS = [
    ("octopus.auto", "coordinator", "dismiss", "geen bezoek"),
    ("adr", "coordinator", "dismiss", "geen onderzoek"),
    ("bibob", "permit_desk", "dismiss", "geen eigen onderzoek"),
    ("bibob", "permit_desk", "investigate", "eigen onderzoek loopt"),
    ("starters", "permit_desk", "held", "heeft al een vergunning"),
    ("designation", "board", "watch", "volgen, later opnieuw kijken"),
    ("care", "care_supervision", "question", "vragen gesteld"),
]


@pytest.mark.parametrize(("name", "role", "step", "told"), STEPS)
def test_a_step_of_any_list_is_told_with_its_day_and_nobodys_words(
    name: str,
    role: str,
    step: str,
    told: str,
    account: Callable[..., Any],
    first_case: Callable[[str], Case],
) -> None:
    from screening.review.deciding import take

    case = first_case(name)
    assert decided() == []
    take(viewer_of(account("x", role)), case.reference, choice(case, step))
    (found,) = decided()
    assert found.nodes == tuple(sorted(each.node for each in case.members.all()))
    said = {"list": name, "decision": told, "decided_on": timezone.localdate()}
    assert found.model_dump(exclude={"nodes"}) == {**said, "owner": "", "term": None}


def test_what_was_proposed_weighed_or_taken_up_again_decides_nothing(
    account: Callable[..., Any], first_case: Callable[[str], Case]
) -> None:
    from screening.review.deciding import take
    from tests.review.site.test_deciding import WEIGHED

    mine = viewer_of(account("x", "coordinator"))
    board, control = first_case("tvo"), first_case("octopus.auto")
    take(mine, board.reference, choice(board, "weigh", **WEIGHED))
    take(mine, control.reference, choice(control, "dismiss"))
    control.refresh_from_db()
    take(mine, control.reference, choice(control, "reopen"))
    control.refresh_from_db()
    assert [each.decision for each in decided()] == ["geen bezoek"]
    take(mine, control.reference, choice(control, "plan"))
    assert [each.decision for each in decided()] == ["geen bezoek"]
