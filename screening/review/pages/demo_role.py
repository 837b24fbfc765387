"""Where all data is invented, somebody alone takes any role, so that a meeting can be tried."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from screening.review.roles import parts, playing
from screening.review.site.page import SIGNED_IN, Page
from screening.review.site.viewer import ReviewRequest, played


def view(request: ReviewRequest) -> HttpResponseBase:
    """Whom to be; each is somebody of their own, so that two can decide together."""
    if not played():
        raise Http404
    if request.method == "POST":
        chosen = request.POST.get("role", "")
        if chosen not in parts():
            raise Http404
        login(request, playing(chosen), backend="django.contrib.auth.backends.ModelBackend")
        return redirect("my_work")
    return render(request, "review/demo_role.html", {"parts": parts()})


PAGE = Page("demo_role", "wie/", "Wie bent u?", SIGNED_IN, view, methods=("GET", "POST"))
