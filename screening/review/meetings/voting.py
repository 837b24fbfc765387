"""Votes on a case in a meeting: what each member would decide, before the votes of others are told.

A vote is about a case as it stands, so about one version of it. Its tally is told to everybody at
once: when all who are present and may vote have voted, or when the chair closed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from screening.reference.workflow import Step, workflow_of
from screening.review.deciding import RefusedError, require_as_seen
from screening.review.meetings.holding import (
    changing,
    is_settled,
    item_of,
    meetings_of,
    members_of,
    people_with,
    present_at,
    require_present,
    who,
)
from screening.review.models import AgendaItem, Attendance, Case, Meeting, Vote, VoteClosing
from screening.review.site.viewer import Viewer


@dataclass(frozen=True)
class Ballot:
    """The vote on a case on an agenda: who has to vote, the votes, and whether it was closed."""

    item: AgendaItem
    version: int
    voters: Sequence[Attendance]
    votes: Sequence[Vote]
    closed: bool

    @property
    def waiting(self) -> list[Attendance]:
        """Who is present, may vote and has not."""
        voted = {each.user_id for each in self.votes}
        return [each for each in self.voters if each.member_id not in voted]

    @property
    def done(self) -> bool:
        """Whether the tally may be told."""
        return self.closed or (bool(self.votes) and not self.waiting)

    @property
    def running(self) -> bool:
        """Whether people have begun to vote and are not done."""
        return bool(self.votes) and not self.done

    @property
    def tally(self) -> list[tuple[str, list[Vote]]]:
        """Per step that got votes its title with the votes, in the order of the table of steps.

        Only to be shown once the vote is ``done``.
        """
        steps = workflow_of(self.item.case.list).steps
        given = Counter(each.step for each in self.votes)
        return [
            (step.title, [each for each in self.votes if each.step == name])
            for name, step in steps.items()
            if given[name]
        ]

    def vote_of(self, viewer: Viewer) -> Vote | None:
        """What this person voted."""
        mine = viewer.account.pk
        return next((each for each in self.votes if each.user_id == mine), None)


def ballot_of(item: AgendaItem, version: int | None = None) -> Ballot:
    """The vote on a case as it stands, or as it stood at a version."""
    at = item.case.version if version is None else version
    voters = {*people_with("vote", item.meeting.list).values_list("pk", flat=True)}
    allowed = voters & {each.pk for each in members_of(item.meeting)}
    return Ballot(
        item, at,
        [each for each in present_at(item.meeting) if each.member_id in allowed],
        list(item.votes.filter(version=at)),
        item.closings.filter(version=at).exists(),
    )  # fmt: skip


def options(case: Case) -> list[Step]:
    """What can be voted for: the steps from here that stand for an answer on the form of the list.

    Empty while a step waits for a second person.
    """
    if case.pending_id is not None:
        return []
    return [step for step in workflow_of(case.list).steps_from(case.state) if step.result]


def may_vote(viewer: Viewer, ballot: Ballot) -> bool:
    """Whether this person is asked for a vote now."""
    asked = {each.member_id for each in ballot.waiting}
    return (
        viewer.account.pk in asked
        and not ballot.closed
        and bool(options(ballot.item.case))
        and not is_settled(ballot.item.meeting)
    )


def cast(
    viewer: Viewer, reference: str, case_reference: str, step: str, reason: str,
    seen: tuple[int, str],
) -> Vote:  # fmt: skip
    """Record the vote of somebody who is present: once, in words, and about what they saw.

    Raises RefusedError, and ConflictError when the case is not as the person saw it.
    """
    with changing(viewer, reference, "vote") as (meeting, role):
        item = item_of(meeting, case_reference)
        require_as_seen(item.case, *seen)
        require_present(viewer, meeting)
        ballot = ballot_of(item)
        if ballot.vote_of(viewer) is not None:
            raise RefusedError("U heeft al gestemd; een stem wordt niet veranderd.")
        if ballot.closed:
            raise RefusedError("De voorzitter heeft de stemming gesloten.")
        if step not in {each.name for each in options(item.case)}:
            raise RefusedError("Hierop kan niet worden gestemd vanuit de stand van de casus.")
        if not any(sign.isalpha() for sign in reason):
            raise RefusedError("Schrijf in woorden waarom u dit stemt.")
        return Vote.objects.create(
            case=item.case, item=item, version=ballot.version, step=step, reason=reason.strip(),
            role=role, **who(viewer),
        )  # fmt: skip


def close(viewer: Viewer, reference: str, case_reference: str) -> VoteClosing:
    """Close a vote of which some who are present did not take part. Raises RefusedError."""
    with changing(viewer, reference, "preside") as (meeting, role):
        item = item_of(meeting, case_reference)
        ballot = ballot_of(item)
        if not ballot.running:
            raise RefusedError("Er loopt over deze casus geen stemming.")
        return VoteClosing.objects.create(
            item=item, version=ballot.version, role=role, **who(viewer)
        )


def blinded(viewer: Viewer, case: Case) -> bool:
    """Whether points and origin of a case are kept from this person, whatever they ask.

    They are while the case stands untreated on the agenda of a blind meeting that this person may
    attend, until their own vote; for who has no vote until the vote is done.
    """
    return _kept_from(viewer, AgendaItem.objects.filter(case=case))


def _blind_votes(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings with blind votes that are not settled yet."""
    return meetings_of(viewer).filter(blind=True, minutes__isnull=True)


def blinded_on(viewer: Viewer, name: str) -> bool:
    """Whether any case of a list is ``blinded``, so that its order would tell what is kept."""
    return _kept_from(viewer, AgendaItem.objects.filter(case__list=name))


def _kept_from(viewer: Viewer, items: QuerySet[AgendaItem]) -> bool:
    if not viewer.may("meet") or not _blind_votes(viewer).exists():
        return False
    mine = Vote.objects.filter(
        item=OuterRef("pk"), version=OuterRef("case__version"), user=viewer.account
    )
    waiting = items.filter(
        ~Exists(mine), off=False, treatments__isnull=True, meeting__in=_blind_votes(viewer),
    ).select_related("meeting", "case")  # fmt: skip
    return any(not ballot_of(item).done for item in waiting)


def agendas_with(viewer: Viewer, case: Case) -> list[Meeting]:
    """The meetings not settled yet with a case on the agenda, for who may see them."""
    if not viewer.may("meet"):
        return []
    items = case.agenda_items.filter(off=False, meeting__minutes__isnull=True)
    return list(meetings_of(viewer).filter(items__in=items).order_by("day", "pk"))
