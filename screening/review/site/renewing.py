"""A session lasts as long as it is used, without a record being written for every page."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EVERY = 60
"""Seconds after which the use of a session is written down: it ends at most so much early."""
_RENEWED = "renewed"


class Renewing:
    """Writes a session that is in use again, so that its end moves on, but not at every page.

    A page only waits for the disk when it has something to keep.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; what it did with the session stands."""
        response = self._get_response(request)
        session, now = request.session, int(time.time())
        if not session.is_empty() and not 0 <= now - session.get(_RENEWED, 0) < EVERY:
            session[_RENEWED] = now
        return response
