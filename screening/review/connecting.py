"""Cases that share an address or company with a case, of what somebody may see."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from screening.review.models import Case, CaseLink, Decision, Standing
from screening.review.site.viewer import Viewer

_MOST = 20


def connected_to(case: Case, viewer: Viewer) -> QuerySet[Case]:
    """Other cases of the viewer's lists with an address or company of this one, most first."""
    nodes = case.members.values_list("node", flat=True)
    shared = Count("members", filter=Q(members__node__in=nodes), distinct=True)
    return (
        viewer.cases().filter(members__node__in=nodes).exclude(pk=case.pk)
        .annotate(shared=shared).order_by("-shared", "title", "pk").distinct()[:_MOST]
    )  # fmt: skip


def came_from(case: Case) -> list[CaseLink]:
    """The cases that went into this one, or that it was split from."""
    links = case.links_from.exclude(source__standing=Standing.DESTROYED)
    return list(links.select_related("source"))


def went_to(case: Case) -> list[CaseLink]:
    """The cases that this one went into, or that were split from it."""
    links = case.links_to.exclude(target__standing=Standing.DESTROYED)
    return list(links.select_related("target"))


def earlier_decisions(case: Case) -> list[Decision]:
    """What was decided of the cases that went into this one: context, never evidence (T12)."""
    sources = [link.source_id for link in came_from(case)]
    return list(Decision.objects.filter(case__in=sources).select_related("case"))
