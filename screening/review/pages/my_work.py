"""What waits for the person who looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render

from screening.reference.workflow import workflow_of
from screening.review.agreed import terms_of
from screening.review.counting import counted, open_cases
from screening.review.deciding import may_answer
from screening.review.models import Case, LoadedRun, Standing
from screening.review.models.runs import HEAVY
from screening.review.presenting import titled
from screening.review.site.page import SIGNED_IN, Page
from screening.review.site.viewer import ReviewRequest, Viewer

_SHOWN = 10


@dataclass(frozen=True)
class Waiting:
    """Work of one kind."""

    heading: str
    why: str
    cases: list[Case]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cases)


def view(request: ReviewRequest) -> HttpResponseBase:
    """Proposals to confirm, cases that changed after a decision, work that was begun."""
    viewer = request.viewer
    parts = [part for part in _parts(viewer) if part.count]
    terms = terms_of(viewer, _acting(viewer))
    context = {
        "parts": parts,
        "terms": terms[:_SHOWN],
        "more_terms": len(terms[_SHOWN:]),
        "lists": counted(viewer),
        "run": LoadedRun.objects.defer(*HEAVY).last(),
    }
    return render(request, "review/my_work.html", context)


def _parts(viewer: Viewer) -> Iterable[Waiting]:
    waiting = [
        case
        for case in viewer.cases()
        .filter(pending__isnull=False)
        .select_related("pending")
        .order_by("pending")
        if may_answer(case, viewer)
    ]
    yield Waiting(
        "Wacht op u als tweede persoon",
        "Iemand stelde een stap voor; u beoordeelt of die doorgaat.",
        [titled(case) for case in waiting[:_SHOWN]],
        len(waiting),
    )
    decided = viewer.cases_on(*_acting(viewer)).filter(version__gt=0)
    kinds = [
        (
            ~open_cases() & Q(standing=Standing.LISTED, changed=True),
            "Weer op de lijst, met iets anders dan toen",
            "Hier is eerder over besloten. Dat is context en geen bewijs; kijk wat er veranderde.",
        ),
        (
            Q(standing=Standing.GONE),
            "Het signaal is vervallen",
            "Gegevens zijn veranderd of verbeterd. Kijk of het besluit nog past en wie het kreeg.",
        ),
        (
            open_cases() & Q(pending__isnull=True) & ~Q(standing=Standing.GONE),
            "In behandeling",
            "Hier is een stap gezet en het werk loopt nog.",
        ),
    ]
    counts = decided.order_by().aggregate(
        **{f"of{number}": Count("pk", filter=which) for number, (which, *_) in enumerate(kinds)}
    )
    for number, (which, heading, why) in enumerate(kinds):
        yield _of(decided.filter(which), heading, why, counts[f"of{number}"])


def _acting(viewer: Viewer) -> list[str]:
    return sorted(name for name in viewer.lists if _acts(viewer, name))


def _acts(viewer: Viewer, name: str) -> bool:
    return any(viewer.role_for(step.roles) for step in workflow_of(name).steps.values())


def _of(cases: QuerySet[Case], heading: str, why: str, count: int) -> Waiting:
    first = cases.order_by("since", "pk")[:_SHOWN] if count else []
    return Waiting(heading, why, [titled(case) for case in first], count)


PAGE = Page("my_work", "", "Mijn werk", SIGNED_IN, view, menu=10)
