"""Signing out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.review.site.page import ANYONE, Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest) -> HttpResponseBase:
    """End the session, here and in the records."""
    logout(request)
    return redirect("sign_in")


PAGE = Page("sign_out", "afmelden/", "Afmelden", ANYONE, view, methods=("POST",))
