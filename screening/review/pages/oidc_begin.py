"""To the service of the organisation, to sign in there."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase

from screening.review.site.identity import OIDC
from screening.review.site.page import ANYONE, Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """Send the browser on; 404 where people sign in otherwise."""
    if project_of_site().review.identity != OIDC:
        raise Http404
    from mozilla_django_oidc.views import (  # noqa: PLC0415 - an extra
        OIDCAuthenticationRequestView,
    )

    answer: HttpResponseBase = OIDCAuthenticationRequestView.as_view()(request)
    return answer


PAGE = Page("oidc_authentication_init", "aanmelden/dienst/", "Aanmelden", ANYONE, view)
