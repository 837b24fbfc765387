"""Signing in with an account of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views
from django.http import HttpResponseBase

from screening.review.site.identity import OIDC
from screening.review.site.page import ANYONE, Page
from screening.review.site.viewer import ReviewRequest, project_of_site


class _SignIn(views.LoginView):
    template_name = "review/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            accounts=project_of_site().review.identity is not None,
            service=project_of_site().review.identity == OIDC,
            **kwargs,
        )


def view(request: ReviewRequest) -> HttpResponseBase:
    """The form, and what comes of it; django-axes counts what fails."""
    return _SignIn.as_view()(request)


PAGE = Page("sign_in", "aanmelden/", "Aanmelden", ANYONE, view, methods=("GET", "POST"))
