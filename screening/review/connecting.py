"""Cases that share an address or company with a case, of what somebody may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from screening.review.models import Case, CaseLink, Decision, Standing
from screening.review.models.runs import heavy_of
from screening.review.site.viewer import Viewer

_MOST = 20


def connected_to(case: Case, viewer: Viewer) -> QuerySet[Case]:
    """Other cases of the viewer's lists with an address or company of this one, most first."""
    nodes = case.members.values("node")
    return (
        viewer.cases().filter(members__node__in=nodes).exclude(pk=case.pk)
        .annotate(shared=Count("members")).order_by("-shared", "title", "pk")[:_MOST]
    )  # fmt: skip


@dataclass(frozen=True)
class Links:
    """How a case came from others and went into others, those that were destroyed as well."""

    sources: Sequence[CaseLink]
    targets: Sequence[CaseLink]

    @property
    def came_from(self) -> list[CaseLink]:
        """The cases that went into it, or that it was split from, as far as they are there."""
        return [link for link in self.sources if link.source.standing != Standing.DESTROYED]

    @property
    def went_to(self) -> list[CaseLink]:
        """The cases that it went into, or that were split from it, as far as they are there."""
        return [link for link in self.targets if link.target.standing != Standing.DESTROYED]


def links_of(case: Case, viewer: Viewer) -> Links:
    """How a case hangs together with others over the runs, as far as somebody may see those."""
    heavy, mine = heavy_of("run"), viewer.readable
    return Links(
        list(
            case.links_from.filter(mine("source__")).select_related("source", "run").defer(*heavy)
        ),
        list(case.links_to.filter(mine("target__")).select_related("target", "run").defer(*heavy)),
    )


def earlier_decisions(links: Iterable[CaseLink]) -> list[Decision]:
    """What was decided of the cases that went into one: context, never evidence (T12)."""
    sources = [link.source_id for link in links]
    if not sources:
        return []
    return list(Decision.objects.filter(case__in=sources).select_related("case"))
