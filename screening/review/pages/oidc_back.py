"""Back from the service of the organisation, which says who signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from screening.review.site.identity import OIDC
from screening.review.site.page import ANYONE, Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """Begin a session, or say that it could not be; 404 where people sign in otherwise."""
    if project_of_site().review.identity != OIDC:
        raise Http404
    from mozilla_django_oidc.views import (  # noqa: PLC0415 - an extra
        OIDCAuthenticationCallbackView,
    )

    class Back(OIDCAuthenticationCallbackView):  # type: ignore[misc]
        def login_failure(self) -> HttpResponse:
            return _failed(self.request)

    try:
        answer: HttpResponseBase = Back.as_view()(request)
    except SuspiciousOperation:  # not begun here, or begun too long ago
        return _failed(request)
    return answer


def _failed(request: ReviewRequest) -> HttpResponse:
    """Whatever session there was is over, or the service would be asked again without end."""
    logout(request)
    messages.warning(
        request, "Aanmelden is niet gelukt. Probeer het opnieuw; blijft het zo, vraag de beheerder."
    )
    return redirect("sign_in")


PAGE = Page("oidc_authentication_callback", "aanmelden/terug/", "Aanmelden", ANYONE, view)
