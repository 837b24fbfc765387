"""The accepted reports as a file of the register, and reports from such a file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from screening.errors import ScreeningError
from screening.locale import speaking
from screening.locale.told import told_problem
from screening.reference.roles import holding
from screening.review.own_reports import COLUMNS, FILE, MOST_BYTES, as_csv, read_rows
from screening.review.reporting import receive
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site

_SHOWN = 20


class _Form(forms.Form):
    file = forms.FileField(
        label="Bestand (csv)", allow_empty_file=False,
        help_text="Met de kolommen van het register: eerst een regel met namen, ';' ertussen.",
    )  # fmt: skip


def view(request: ReviewRequest) -> HttpResponseBase:
    """The form; or what became of the file that was sent: all of its rows are taken, or none."""
    if request.GET.get("als") == "csv":
        return _file()
    form = _Form(request.POST, request.FILES) if request.method == "POST" else _Form()
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        sent: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            with speaking("nl"):
                rows = read_rows(project_of_site(), sent.read(MOST_BYTES + 1))
        except ScreeningError as error:
            with speaking("nl"):
                problems = [told_problem(each) for each in error.problems]
        else:
            made = receive(None, rows)
            was = "melding" if len(made) == 1 else "meldingen"
            messages.success(
                request,
                f"{len(made)} {was} ontvangen; {len(rows) - len(made)} waren al bekend. "
                "Weeg ze zoals andere.",
            )
            return redirect("reports")
    context = {
        "form": form, "problems": problems[:_SHOWN], "more": len(problems) - _SHOWN,
        "columns": COLUMNS, "file": FILE,
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "review/report_file.html", context, status=status)


def _file() -> HttpResponse:
    answer = HttpResponse(as_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


PAGE = Page(
    "report_file", "meldingen-bestand/", "Meldingen als bestand", holding("reporters"), view,
    methods=("GET", "POST"),
)  # fmt: skip
