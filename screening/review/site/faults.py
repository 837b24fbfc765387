"""Pages for what goes wrong, in Dutch: what happened, and what to do; never values of rows."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from screening.faults import place_of, told

_EXPECTED = (Http404, PermissionDenied, SuspiciousOperation)
"""What somebody asked that is not there or not theirs: no fault of the program."""
_TYPED = ("reason", "contra", "facts")
"""Fields of forms in which people write at length."""
_ANSWERS = "result_"
"""Questions of the form of a list."""


class Told:
    """A fault of the program is told to the terminal: where it was and its kind, not its text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        return self._get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Say which fault it was, and let the page for it be shown."""
        if isinstance(error, _EXPECTED):
            return
        sys.stderr.write(f"{place_of(error)}: {told(error)}\n")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody's roles do not go with what was asked."""
    return render(request, "review/403.html", {"why": str(exception or "")}, status=403)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here, or nothing that this person may see."""
    del exception
    return render(request, "review/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The program failed; the page needs no database."""
    return render(request, "review/500.html", status=500)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token, such as after signing in anew; what was typed is kept."""
    del reason
    return render(request, "review/stale.html", {"typed": typed_in(request)}, status=403)


def typed_in(request: HttpRequest) -> list[str]:
    """What somebody wrote at length in a form that was not taken, so that it is not lost."""
    names = [name for name in request.POST if name in _TYPED or name.startswith(_ANSWERS)]
    return [text for name in names if (text := request.POST.get(name, "").strip())]
