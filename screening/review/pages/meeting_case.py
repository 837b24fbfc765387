"""A case in a meeting: all that its own page shows, with the vote on it and the decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.review.deciding import ConflictError, RefusedError, steps_for
from screening.review.meetings.forms import TreatForm, VoteForm
from screening.review.meetings.holding import is_settled, item_of, present_at
from screening.review.meetings.voting import Ballot, ballot_of, may_vote
from screening.review.models import AgendaItem
from screening.review.pages.case import case_of, context_of
from screening.review.pages.meeting import meeting_of
from screening.review.site.faults import typed_in
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

CONFLICT, WRONG = 409, 400


def view(request: ReviewRequest, meeting: str, reference: str) -> HttpResponseBase:
    """The page; that it was seen is recorded."""
    item = on_agenda(request, meeting, reference)
    request.viewer.note(item.case, "meeting")
    return shown(request, item)


def on_agenda(request: ReviewRequest, meeting: str, reference: str) -> AgendaItem:
    """The case on the agenda; 404 where it is not on it, or not for this person."""
    held = meeting_of(request.viewer, meeting)
    try:
        item = item_of(held, reference)
    except RefusedError as error:
        raise Http404 from error
    item.case = case_of(request, reference)
    return item


def shown(
    request: ReviewRequest, item: AgendaItem, *, vote: VoteForm | None = None,
    treat: TreatForm | None = None, why: RefusedError | None = None,
) -> HttpResponseBase:  # fmt: skip
    """The page, with a form that was not accepted and why where there is one."""
    viewer, case, ballot = request.viewer, item.case, ballot_of(item)
    given = vote or treat
    before = given.seen_before[0] if given is not None else 0
    conflict = isinstance(why, ConflictError)
    if given is not None and why is not None:
        if conflict:
            given.errors.clear()
        given.add_error(None, str(why))
        given.shown_anew(case)
    context = context_of(request, case)
    context |= _of_meeting(request, item, ballot)
    if context["votes"] and vote is None:
        vote = VoteForm(case)
    if context["decides"] and treat is None:
        treat = TreatForm(case, viewer)
    context |= {"vote": vote, "treat": treat, "typed": typed_in(request) if conflict else []}
    context["since"] = [each for each in context["decisions"] if conflict and each.version > before]
    status = CONFLICT if conflict else WRONG if given is not None else 200
    return render(request, "review/meeting_case.html", context, status=status)


def _of_meeting(request: ReviewRequest, item: AgendaItem, ballot: Ballot) -> dict[str, Any]:
    viewer = request.viewer
    here = viewer.account.pk in {each.member_id for each in present_at(item.meeting)}
    open_ = not is_settled(item.meeting)
    return {
        "meeting": item.meeting,
        "item": item,
        "ballot": ballot,
        "mine": ballot.vote_of(viewer),
        "votes": may_vote(viewer, ballot),
        "closes": open_ and ballot.running and viewer.may("preside"),
        "here": here,
        "decides": open_ and here and not ballot.running and bool(steps_for(item.case, viewer)),
    }


PAGE = Page(
    "meeting_case", "vergaderingen/<str:meeting>/zaken/<str:reference>/", "Casus in de vergadering",
    holding("meet"), view,
)  # fmt: skip
