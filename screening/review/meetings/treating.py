"""Deciding on a case in a meeting: ``deciding`` takes the step; here it is bound to the meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from screening.review import deciding
from screening.review.deciding import Choice, RefusedError
from screening.review.meetings.holding import changing, item_of, require_present
from screening.review.meetings.voting import ballot_of
from screening.review.models import Decision, Treatment
from screening.review.site.viewer import Viewer


@dataclass(frozen=True)
class Follow:
    """Who does what was decided, and until when; both can be left open."""

    owner: str = ""
    term: dt.date | None = None


def take(
    viewer: Viewer, reference: str, case_reference: str, choice: Choice, follow: Follow
) -> Decision:
    """Take or propose a step with a case in a meeting. Raises as ``deciding.take``."""
    with changing(viewer, reference, "meet") as (meeting, _):
        item = item_of(meeting, case_reference)
        require_present(viewer, meeting)
        if ballot_of(item).running:
            raise RefusedError(
                "Er wordt nog gestemd. Wacht tot alle aanwezigen hebben gestemd, of laat de "
                "voorzitter de stemming sluiten."
            )
        decision = deciding.take(viewer, case_reference, choice)
        Treatment.objects.create(
            item=item, decision=decision, owner=follow.owner.strip(), term=follow.term
        )
        return decision
