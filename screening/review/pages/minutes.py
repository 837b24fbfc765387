"""The minutes of a meeting: to read, as text and on paper, settled by the chair, and added to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.review.meetings.forms import RemarkForm
from screening.review.meetings.minutes import Record, hash_of, record_of, whole_text
from screening.review.meetings.paper import pdf_of
from screening.review.pages.meeting import meeting_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


@dataclass(frozen=True)
class _Form:
    """A form in which minutes can be had as a file."""

    ending: str
    kind: str
    of: Callable[[Record], str | bytes]


FORMS = {
    "tekst": _Form("txt", "text/plain; charset=utf-8", whole_text),
    "pdf": _Form("pdf", "application/pdf", pdf_of),
}


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """The page, or a file of it; that the cases in it were seen or taken along is recorded."""
    form = FORMS.get(request.GET.get("als", ""))
    record = record_of(meeting_of(request.viewer, meeting))
    for treated in record.items:
        request.viewer.note(treated.item.case, "minutes_file" if form else "minutes")
    return _file(record, form) if form else shown(request, record)


def shown(
    request: ReviewRequest, record: Record, form: RemarkForm | None = None, status: int = 200
) -> HttpResponseBase:
    """The page, with a remark that was not accepted where there is one."""
    viewer, seen = request.viewer, hash_of(record)
    adds = viewer.may("convene") or viewer.may("vote")
    context = {
        "record": record,
        "meeting": record.meeting,
        "seen": seen,
        "altered": record.settled is not None and record.settled.digest != seen,
        "settles": record.settled is None and viewer.may("preside"),
        "form": form or (RemarkForm() if record.settled is not None and adds else None),
    }
    return render(request, "review/minutes.html", context, status=status)


def _file(record: Record, form: _Form) -> HttpResponse:
    answer = HttpResponse(form.of(record), content_type=form.kind)
    name = f"verslag-{record.meeting.list}-{record.meeting.day:%Y-%m-%d}.{form.ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


PAGE = Page(
    "minutes", "vergaderingen/<str:meeting>/verslag/", "Verslag", holding("meet"), view
)  # fmt: skip
