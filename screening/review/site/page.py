"""What a page is: a name, a path, the roles that may see it, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from screening.reference.roles import roles
from screening.review.site.faults import typed_in
from screening.review.site.viewer import ReviewRequest

View = Callable[..., HttpResponseBase]
ANYONE = frozenset({"anyone"})
"""Who has not signed in may see it too."""
READERS = frozenset(name for name, role in roles().items() if role.lists)
"""Every role that may read some list."""
SIGNED_IN = frozenset(roles())


@dataclass(frozen=True)
class Page:
    """A page; ``menu`` is its place in the menu, where it has one.

    ``roles`` may ask for it, with ``methods``. Which cases somebody sees there is a matter of the
    viewer (``ReviewRequest.viewer``).
    """

    name: str
    path: str
    title: str
    roles: frozenset[str]
    view: View
    menu: int | None = None
    methods: tuple[str, ...] = ("GET",)
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, request: ReviewRequest, **parts: Any) -> HttpResponseBase:
        """The answer, after a look at who asks."""
        asked = "GET" if request.method == "HEAD" else str(request.method)
        if asked not in self.methods:
            return HttpResponseNotAllowed(self.methods)
        if self.roles != ANYONE:
            if not request.viewer.known:
                return _sign_in_first(request)
            if not self.roles & request.viewer.roles:
                raise PermissionDenied
        return self.view(request, **parts)


def _sign_in_first(request: ReviewRequest) -> HttpResponse:
    if request.method == "POST":  # the session is over: what was typed is not lost
        return render(request, "review/stale.html", {"typed": typed_in(request)}, status=403)
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
