"""Until when somebody would do what was decided of a case: from meetings, and from workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from screening.lists import LISTS
from screening.review.counting import open_cases
from screening.review.decided_file import EFFECTIVE
from screening.review.models import Case, Decision, Standing, Treatment
from screening.review.presenting import titled
from screening.review.site.viewer import Viewer
from screening.runs.earlier import DECIDED

_TERM = "case_deadline"
LONG_OVER = dt.timedelta(days=90)
"""After which the term of a case that is no open work any more is not told."""


@dataclass(frozen=True)
class Term:
    """A case of which something was agreed, who does it, and until when."""

    case: Case
    day: dt.date
    owner: str

    @property
    def over(self) -> bool:
        """Whether the day has passed."""
        return self.day < timezone.localdate()


def terms_of(viewer: Viewer, lists: Iterable[str]) -> list[Term]:
    """The terms that stand for cases of some lists, the first to end first."""
    cases = viewer.cases_on(*lists).exclude(standing=Standing.JOINED)
    found = [*_of_meetings(cases), *_of_workbooks(viewer, lists)]
    last = timezone.localdate() - LONG_OVER
    going = viewer.cases_on(*lists).filter(open_cases(), pk__in=[each.case.pk for each in found])
    still = set(going.values_list("pk", flat=True)) if found else set()
    shown = [each for each in found if each.day >= last or each.case.pk in still]
    return sorted(shown, key=lambda each: (each.day, each.case.pk))


def _of_meetings(cases: QuerySet[Case]) -> list[Term]:
    """What the last step that took effect was agreed with."""
    last = Decision.objects.filter(case=OuterRef("item__case"), kind__in=EFFECTIVE)
    treated = (
        Treatment.objects.filter(item__case__in=cases, term__isnull=False)
        .annotate(last=Subquery(last.order_by("-pk").values("pk")[:1]))
        .filter(Q(decision=F("last")) | Q(decision__answer=F("last")))
        .select_related("item__case")
        .order_by("pk")
    )
    found = {each.item.case_id: each for each in treated}
    return [Term(titled(e.item.case), e.term, e.owner) for e in found.values() if e.term]


def _of_workbooks(viewer: Viewer, lists: Iterable[str]) -> Iterable[Term]:
    """What a run found in workbooks that came back, where nothing was decided here since."""
    telling = [name for name in lists if _TERM in {each.key for each in LISTS[name].columns}]
    listed = viewer.cases_on(*telling).filter(standing=Standing.LISTED)
    listed = listed.exclude(pk__in=Decision.objects.filter(result__has_key=DECIDED).values("case"))
    listed = listed.filter(term__isnull=False).annotate(owner=F("now__row__case_owner"))
    for case in listed if telling else ():
        if case.term is not None:
            yield Term(titled(case), case.term, case.owner or "")
