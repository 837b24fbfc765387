"""What other systems can ask: runs, lists, cases and decisions, to read only.

Follows the API Design Rules of the Dutch government: the version in the path and in a header, no
slash at the end, problems as problem+json, the description at ``openapi.json``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from screening.lists import LISTS
from screening.lists.column import Column
from screening.lists.leading import without_leading
from screening.review.api.access import Basic, Bearer, recorded
from screening.review.api.answering import DESCRIPTION, PROBLEM, VERSION, problem
from screening.review.api.description import described
from screening.review.api.shapes import (
    CaseShape,
    DecisionShape,
    ListFacts,
    ListShape,
    PageOf,
    RowShape,
    RunShape,
    WholeCase,
)
from screening.review.api.telling import (
    csv_of,
    facts_of,
    told_case,
    told_decision,
    told_row,
    told_whole,
)
from screening.review.counting import counted
from screening.review.meetings.voting import blinded_on
from screening.review.models import Case, Decision, LoadedRun, Standing
from screening.review.presenting import columns_of
from screening.review.reading_in_part import left_out
from screening.review.site.viewer import Viewer, project_of_site
from screening.review.suppressing import Marked, hidden, marked, of_case

_WRONG = 400
M = TypeVar("M", bound=Model)
ListName = Annotated[str, Path(pattern=r"^[a-z_]+(\.[a-z_]+)?$", max_length=63)]
Reference = Annotated[str, Path(pattern=r"^[2-9A-Z]{4}-[2-9A-Z]{4}$")]
RunName = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]+$", max_length=120)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Welke bladzijde, vanaf 1.")]
PageSize = Annotated[
    int, Query(ge=1, le=500, alias="pageSize", description="Hoeveel per bladzijde.")
]
Score = Annotated[
    bool, Query(description="Ook de punten en de volgorde, die anders niet worden getoond.")
]
Suppressed = Annotated[bool, Query(description="Ook casussen waarvan elk signaal is onderdrukt.")]
InList = Annotated[
    str | None, Query(pattern=r"^[a-z_]+(\.[a-z_]+)?$", description="Van één lijst.")
]
InState = Annotated[str | None, Query(pattern=r"^[a-z_]+$", description="In één stand.")]
As = Annotated[Standing | None, Query(description="Zoals de casus er in de laatste run bij staat.")]
Since = Annotated[dt.date | None, Query(description="Vastgelegd op of na deze dag.")]


class _Api(NinjaAPI):
    def get_openapi_schema(self, **how: Any) -> Any:
        return described(super().get_openapi_schema(**how), project_of_site())


api = _Api(
    title="Beoordelen: runs, lijsten, casussen en besluiten",
    version=VERSION,
    description="Alleen lezen. Een signaal is een reden om te kijken, geen vaststelling.",
    docs_url=None,
    openapi_url=f"/{DESCRIPTION}",
    auth=[Bearer(), Basic()],
    urls_namespace="api",
)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


@api.get("/runs", response=PageOf[RunShape], tags=["runs"])
def runs(request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 100) -> Any:
    """Runs die zijn geladen, de nieuwste eerst."""
    found = LoadedRun.objects.order_by("-pk")
    mine = _viewer(request).lists
    return _part(request, found, page, page_size, lambda run: _told_run(run, mine))


@api.get("/runs/{name}", response=RunShape, tags=["runs"])
def one_run(request: HttpRequest, name: RunName) -> Any:
    """Eén run."""
    run = LoadedRun.objects.filter(name=name).first()
    if run is None:
        raise Http404
    return _told_run(run, _viewer(request).lists)


def _told_run(run: LoadedRun, mine: frozenset[str]) -> dict[str, Any]:
    facts = {name: getattr(run, name) for name in ("name", "as_of", "municipality", "loaded_at")}
    return {**facts, "lists": [name for name in LISTS if name in run.lists and name in mine]}


@api.get("/lists", response=list[ListShape], tags=["lists"])
def lists(request: HttpRequest) -> Any:
    """Lijsten waar iets op staat."""
    viewer = _viewer(request)
    away = _left_out(viewer)
    return [{**vars(each), "suppressed": away[each.name]} for each in counted(viewer)]


def _left_out(viewer: Viewer) -> Counter[str]:
    """Per list how many cases on it are left out because every signal is suppressed."""
    found = viewer.cases().filter(standing=Standing.LISTED)
    away = found.filter(pk__in=hidden(marked(found))).order_by()
    return Counter(away.values_list("list", flat=True))


@api.get(
    "/lists/{name}/csv",
    tags=["lists"],
    openapi_extra={"responses": {200: {"description": "OK", "content": {"text/csv": {}}}}},
)
def list_as_csv(
    request: HttpRequest, name: ListName, score: Score = False, suppressed: Suppressed = False
) -> HttpResponse:
    """Een lijst als csv, voor Excel, LibreOffice en Power BI."""
    viewer = _viewer(request)
    found, marks = _listed(viewer, name, suppressed=suppressed)
    cases = list(found)
    recorded(viewer, cases, "api csv")
    answer = HttpResponse(
        csv_of(name, cases, marks, _columns(viewer, name, score=score)),
        content_type="text/csv; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@api.get("/lists/{name}", response=ListFacts, tags=["lists"])
def one_list(request: HttpRequest, name: ListName, score: Score = False) -> Any:
    """Wat een lijst van zichzelf zegt."""
    viewer = _viewer(request)
    found = next((each for each in counted(viewer) if each.name == name), None)
    if found is None:
        raise Http404
    facts, notes = facts_of(name)
    notes = notes if name in viewer.whole else [left_out(viewer, name)]
    if not _weighed(viewer, name, score=score):
        notes = without_leading(notes)
    away = _left_out(viewer)[name]
    return {**vars(found), "suppressed": away, "facts": facts, "notes": notes}


@api.get("/lists/{name}/rows", response=PageOf[RowShape], tags=["lists"])
def rows(
    request: HttpRequest,
    name: ListName,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    score: Score = False,
    suppressed: Suppressed = False,
) -> Any:
    """De regels van een lijst in de laatste run, in haar volgorde."""
    viewer = _viewer(request)
    found, marks = _listed(viewer, name, suppressed=suppressed)
    columns = _columns(viewer, name, score=score)
    answer = _part(request, found, page, page_size, lambda case: told_row(case, marks, columns))
    recorded(viewer, _slice(found, page, page_size), "api rows")
    return answer


def _listed(
    viewer: Viewer, name: str, *, suppressed: bool
) -> tuple[QuerySet[Case], dict[int, Marked]]:
    """The cases on a list now, and which have suppressed signals; without those that have no other.

    In its order; by reference while that would tell what a blind vote keeps from who votes. Raises
    Http404 for a list that is not for this system.
    """
    if name not in viewer.lists:
        raise Http404
    found = viewer.cases().filter(list=name, standing=Standing.LISTED)
    marks = marked(found)
    left = found if suppressed else found.exclude(pk__in=hidden(marks))
    order = ("reference",) if blinded_on(viewer, name) else ("rank", "pk")
    return left.select_related("now").order_by(*order), marks


@api.get("/cases", response=PageOf[CaseShape], tags=["cases"])
def cases(
    request: HttpRequest,
    list: InList = None,  # noqa: A002 - as it is called in the address
    state: InState = None,
    standing: As = None,
    page: PageNumber = 1,
    page_size: PageSize = 100,
) -> Any:
    """Casussen, ook die niet meer op een lijst staan."""
    asked = {"list": list, "state": state, "standing": standing}
    wanted = {key: value for key, value in asked.items() if value is not None}
    viewer = _viewer(request)
    found = viewer.cases().filter(**wanted).order_by("reference")
    marks = marked(found)
    answer = _part(request, found, page, page_size, lambda case: told_case(case, marks))
    recorded(viewer, _slice(found, page, page_size), "api cases")
    return answer


@api.get("/cases/{reference}", response=WholeCase, tags=["cases"])
def one_case(request: HttpRequest, reference: Reference, score: Score = False) -> Any:
    """Eén casus, met de regel en de signalen erachter."""
    viewer = _viewer(request)
    case = _one(viewer, reference)
    recorded(viewer, [case], "api case")
    marks = marked(viewer.cases().filter(pk=case.pk))
    columns = _columns(viewer, case.list, score=score)
    return told_whole(case, marks, columns, of_case(case), annex=viewer.may("annex"))


@api.get("/cases/{reference}/decisions", response=PageOf[DecisionShape], tags=["decisions"])
def decisions_of_case(
    request: HttpRequest, reference: Reference, page: PageNumber = 1, page_size: PageSize = 100
) -> Any:
    """Wat er over een casus is vastgelegd, het eerste eerst."""
    viewer = _viewer(request)
    case = _one(viewer, reference)
    recorded(viewer, [case], "api decisions")
    return _part(request, _decisions(viewer).filter(case=case), page, page_size, told_decision)


@api.get("/decisions", response=PageOf[DecisionShape], tags=["decisions"])
def decisions(
    request: HttpRequest,
    since: Since = None,
    list: InList = None,  # noqa: A002 - as it is called in the address
    page: PageNumber = 1,
    page_size: PageSize = 100,
) -> Any:
    """Besluiten over alle casussen, het eerste eerst."""
    viewer = _viewer(request)
    found = _decisions(viewer)
    found = found.filter(time__date__gte=since) if since else found
    found = found.filter(case__list=list) if list else found
    answer = _part(request, found, page, page_size, told_decision)
    named = {each.case_id: each.case for each in _slice(found, page, page_size)}
    recorded(viewer, named.values(), "api decisions")
    return answer


def _decisions(viewer: Viewer) -> QuerySet[Decision]:
    found = Decision.objects.filter(viewer.readable("case__"))
    return found.select_related("case", "run").order_by("pk")


def _one(viewer: Viewer, reference: str) -> Case:
    case = viewer.cases().select_related("now").filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def _weighed(viewer: Viewer, name: str, *, score: bool) -> bool:
    """Whether the points on a list are given: asked for, not kept for a blind vote, read whole."""
    asked = score or project_of_site().review.show_score
    return asked and name in viewer.whole and not blinded_on(viewer, name)


def _columns(viewer: Viewer, name: str, *, score: bool) -> tuple[Column, ...]:
    """The columns of a list that are given."""
    return columns_of(
        name, score=_weighed(viewer, name, score=score), whole=name in viewer.whole,
        leading=not blinded_on(viewer, name),
    )  # fmt: skip


def _slice(found: QuerySet[M], page: int, size: int) -> QuerySet[M]:
    return found[(page - 1) * size : page * size]


def _part(
    request: HttpRequest,
    found: QuerySet[M],
    page: int,
    size: int,
    told: Callable[[M], Mapping[str, Any]],
) -> dict[str, Any]:
    """A page of what was found, with the addresses of its neighbours."""
    count = found.count()
    return {
        "count": count,
        "next": _address(request, page + 1) if page * size < count else None,
        "previous": _address(request, page - 1) if page > 1 and count else None,
        "results": [told(each) for each in _slice(found, page, size)],
    }


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    return HttpResponse(problem(_WRONG, wrong=error.errors), status=_WRONG, content_type=PROBLEM)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    detail = "" if type(error) is not HttpError else error.message
    return HttpResponse(
        problem(error.status_code, detail), status=error.status_code, content_type=PROBLEM
    )


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return HttpResponse(problem(404), status=404, content_type=PROBLEM)
