"""The one place where a meeting changes: it is called, who is there, and what is on its agenda.

Each change holds the meeting until it is done, and is refused once the minutes were settled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from screening.lists import LISTS
from screening.reference.roles import Right, holding, readable, roles
from screening.reference.workflow import workflow_of
from screening.review.deciding import RefusedError
from screening.review.models import (
    Account,
    AgendaItem,
    Attendance,
    Case,
    Meeting,
    Standing,
)
from screening.review.roles import ALONE
from screening.review.site.viewer import Viewer, played


def lists_with_meetings(viewer: Viewer) -> list[str]:
    """The lists this person reads about which people vote in a meeting."""
    voting = readable(holding("vote"), LISTS)
    return [name for name in LISTS if name in voting & viewer.lists]


def meetings_of(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings this person may see; of others not even the number is told.

    Who may not see every case on an agenda may not see that meeting: its minutes are one text.
    """
    found = Meeting.objects.filter(list__in=lists_with_meetings(viewer))
    if {*lists_with_meetings(viewer)} <= viewer.whole:
        return found
    kept = AgendaItem.objects.exclude(viewer.readable("case__"))
    return found.exclude(pk__in=kept.values("meeting"))


def people_with(right: Right, name: str) -> QuerySet[Account]:
    """Who has a right and reads a list."""
    groups = [role for role in holding(right) if roles()[role].reads(name)]
    found = Account.objects.filter(is_active=True, groups__name__in=groups)
    if played():
        found = found.exclude(username=ALONE)  # whoever plays is there as one of the others
    return found.distinct().order_by("username")


def members_of(meeting: Meeting) -> list[Account]:
    """Who may be present, by name: who votes or prepares, and may see all that is on the agenda."""
    found = {*people_with("vote", meeting.list), *people_with("convene", meeting.list)}
    there = [each for each in found if _may_see(each, meeting)]
    return sorted(there, key=lambda each: (str(each), each.pk))


def _may_see(account: Account, meeting: Meeting) -> bool:
    return meetings_of(Viewer(account)).filter(pk=meeting.pk).exists()


def present_at(meeting: Meeting) -> list[Attendance]:
    """Who is present, by name; of every member the last note counts."""
    last = {each.member_id: each for each in meeting.attendances.all()}
    present = [each for each in last.values() if each.present]
    return sorted(present, key=lambda each: (each.member_name, each.member_id))


def agenda_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """What is on the agenda, in order."""
    return meeting.items.filter(off=False).select_related("case")


def is_settled(meeting: Meeting) -> bool:
    """Whether the minutes were settled."""
    return hasattr(meeting, "minutes")


def convene(viewer: Viewer, name: str, day: dt.date, chair: Account, *, blind: bool) -> Meeting:
    """Call a meeting; what earlier ones left untreated stands on its agenda. Raises RefusedError.

    Only meetings of which the minutes were settled have left something.
    """
    role = role_with(viewer, "convene")
    if name not in lists_with_meetings(viewer):
        raise RefusedError("Over deze lijst wordt niet vergaderd, of hij hoort niet bij uw rol.")
    if day < timezone.localdate():
        raise RefusedError("De dag van de vergadering is al voorbij. Kies vandaag of later.")
    if chair not in people_with("preside", name):
        raise RefusedError("Kies als voorzitter iemand met die rol.")
    with transaction.atomic():
        meeting = Meeting.objects.create(
            list=name, day=day, chair=chair, chair_name=str(chair)[:200], blind=blind,
            role=role, **who(viewer),
        )  # fmt: skip
        left = AgendaItem.objects.filter(meeting__list=name, meeting__minutes__isnull=False)
        carry(left.order_by("meeting__day", "meeting__pk", "position"), meeting)
        if not _may_see(viewer.account, meeting):
            raise RefusedError(
                "Op de agenda komt ook wat eerdere vergaderingen overlieten, en daar is een casus "
                "bij die u niet mag inzien. Laat iemand die de hele lijst leest haar uitschrijven."
            )
        if not _may_see(chair, meeting):
            raise RefusedError(
                "Deze voorzitter mag niet alles inzien wat op de agenda komt. Kies een ander."
            )
    return meeting


def carry(items: QuerySet[AgendaItem], to: Meeting) -> None:
    """Put what was not treated on the agenda of another meeting, in the order given."""
    left = items.filter(off=False, treatments__isnull=True, carried_to__isnull=True)
    there = {each.case_id: each for each in to.items.all()}
    ended = (Standing.JOINED, Standing.DESTROYED)
    for item in left.exclude(case__standing__in=ended).select_related("case"):
        if item.case_id not in there:
            there[item.case_id] = _add(to, item.case, carried_from=item)


def put_on(viewer: Viewer, reference: str, case_reference: str) -> AgendaItem:
    """Put one case on the agenda, as the last. Raises RefusedError."""
    with changing(viewer, reference, "convene") as (meeting, _):
        case = viewer.cases().filter(reference=case_reference, list=meeting.list).first()
        if case is None:
            raise RefusedError(
                f"Op deze lijst staat geen casus met kenmerk {case_reference or '(leeg)'}. "
                "Het kenmerk staat bovenaan de pagina van de casus."
            )
        if case.standing == Standing.JOINED:
            raise RefusedError("Deze casus is opgegaan in een andere; zet die op de agenda.")
        if workflow_of(case.list).states[case.state].ends:
            raise RefusedError(
                "Deze casus is afgedaan. Neem hem eerst opnieuw in behandeling, met een reden."
            )
        known = meeting.items.filter(case=case).first()
        if known is not None and not known.off:
            raise RefusedError("Deze casus staat al op de agenda.")
        item = known or _add(meeting, case)
        item.off, item.position = False, _last(meeting)
        item.save(update_fields=["off", "position"])
        viewer.note(case, "agenda")
        return item


def take_off(viewer: Viewer, reference: str, case_reference: str) -> None:
    """Take a case that was not treated from the agenda. Raises RefusedError."""
    with changing(viewer, reference, "convene") as (meeting, _):
        item = item_of(meeting, case_reference)
        if item.treatments.exists() or item.votes.exists():
            raise RefusedError("Deze casus is al behandeld; hij blijft op de agenda staan.")
        item.off = True
        item.save(update_fields=["off"])


def move(viewer: Viewer, reference: str, case_reference: str, *, up: bool) -> None:
    """Move a case one place up or down; at the end it stays where it is. Raises RefusedError."""
    with changing(viewer, reference, "convene") as (meeting, _):
        item, order = item_of(meeting, case_reference), list(agenda_of(meeting))
        at = order.index(item)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
        for position, each in enumerate(order, 1):
            each.position = position
        AgendaItem.objects.bulk_update(order, ["position"])


def note_present(viewer: Viewer, reference: str, present: Iterable[int]) -> None:
    """Note who of the members is present, by their keys, and who no longer. Raises RefusedError."""
    with changing(viewer, reference, "convene") as (meeting, role):
        if timezone.localdate() < meeting.day:
            raise RefusedError("Wie er is wordt vastgelegd op de dag van de vergadering.")
        wanted = {*present}
        now = {each.member_id for each in present_at(meeting)}
        for member in members_of(meeting):
            if (member.pk in wanted) != (member.pk in now):
                Attendance.objects.create(
                    meeting=meeting, member=member, member_name=str(member)[:200],
                    present=member.pk in wanted, role=role, **who(viewer),
                )  # fmt: skip


def item_of(meeting: Meeting, case_reference: str) -> AgendaItem:
    """The case on the agenda. Raises RefusedError."""
    item = agenda_of(meeting).filter(case__reference=case_reference).first()
    if item is None:
        raise RefusedError("Deze casus staat niet op de agenda van deze vergadering.")
    return item


def require_present(viewer: Viewer, meeting: Meeting) -> None:
    """Raise RefusedError for who is not noted as present."""
    if viewer.account.pk not in {each.member_id for each in present_at(meeting)}:
        raise RefusedError(
            "U staat niet bij de aanwezigen. Wie de vergadering voorbereidt legt vast wie er is."
        )


@contextmanager
def changing(viewer: Viewer, reference: str, right: Right) -> Iterator[tuple[Meeting, str]]:
    """The meeting, held until the end, and the role in which this person changes it.

    Raises RefusedError without the right and once the minutes were settled; Meeting.DoesNotExist
    for a meeting that is not theirs to see.
    """
    role = role_with(viewer, right)
    with transaction.atomic():
        meeting = meetings_of(viewer).select_for_update().get(reference=reference)
        if is_settled(meeting):
            raise RefusedError(
                "Het verslag is vastgesteld; er kan alleen een aanvulling bij geschreven worden."
            )
        yield meeting, role


def role_with(viewer: Viewer, right: Right) -> str:
    """The role in which somebody has a right. Raises RefusedError."""
    role = viewer.role_for(tuple(holding(right)))
    if role is None:
        raise RefusedError("Dit hoort niet bij uw rol.")
    return role


def who(viewer: Viewer) -> dict[str, Any]:
    """The person as records name them."""
    return {"user": viewer.account, "user_name": str(viewer.account)[:200]}


def _add(meeting: Meeting, case: Case, carried_from: AgendaItem | None = None) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting, case=case, title=case.title, position=_last(meeting),
        carried_from=carried_from,
    )  # fmt: skip


def _last(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1
