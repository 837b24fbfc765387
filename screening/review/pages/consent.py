"""Recording that who has to agree did so, such as the mayor, prosecutor and chief of police."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from screening.reference.workflow import consents
from screening.review.deciding import consent, may_consent
from screening.review.forms import ConsentForm
from screening.review.pages.case import case_of
from screening.review.presenting import titled
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, reference: str, kind: str) -> HttpResponseBase:
    """The form; 404 for what no step of the case asks of this person."""
    case = case_of(request, reference)
    if kind not in may_consent(case, request.viewer):
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        consent(request.viewer, reference, kind, said["given_on"], said["words"])
        request.viewer.note(case, "consent")
        messages.success(request, "De instemming is vastgelegd.")
        return redirect("case", reference=reference)
    context = {"case": titled(case), "form": form, "asked": consents()[kind].title}
    return render(request, "review/consent.html", context, status=400 if form.errors else 200)


PAGE = Page("consent", "zaken/<str:reference>/instemming/<str:kind>/", "Instemming", READERS, view,
            methods=("GET", "POST"))  # fmt: skip
