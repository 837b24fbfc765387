"""A filled-in workbook read back: all of its answers, or none and everything that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.errors import ScreeningError
from screening.locale import speaking
from screening.locale.told import told_problem
from screening.reference.roles import holding
from screening.review.results import Importer, import_results
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """Ask for the file, and say what came of it; the file itself is not kept."""
    if request.method == "GET":
        return render(request, "review/workbook.html", {})
    file: Any = request.FILES.get("bestand")
    if file is None:
        return render(request, "review/workbook.html", {"none": True}, status=400)
    viewer = request.viewer
    by = Importer(str(viewer.account), viewer.filled_in() & viewer.whole)
    try:
        added = import_results(
            project_of_site(), Path(file.temporary_file_path()), by=by, name=Path(file.name).name,
            correct=request.POST.get("verbeteren") == "ja",
        )  # fmt: skip
    except ScreeningError as error:
        with speaking("nl"):
            problems = [told_problem(each) for each in error.problems]
        return render(request, "review/workbook.html", {"problems": problems}, status=400)
    return render(request, "review/workbook.html", {"done": True, "count": len(added)})


PAGE = Page(
    "workbook",
    "werkmap/",
    "Werkmap inlezen",
    holding("results"),
    view,
    menu=27,
    methods=("GET", "POST"),
)
