"""Which system asks, and that what it was given is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBasicAuth, HttpBearer

from screening.reference.roles import roles
from screening.review.models import Access, Account, Case
from screening.review.models.seen import Seen
from screening.review.site.page import READERS
from screening.review.site.viewer import Viewer
from screening.review.tokens import account_of

_FORBIDDEN = 403
_BATCH = 500


class Bearer(HttpBearer):
    """``Authorization: Bearer TOKEN``."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """What the system may see."""
        del request
        return _viewer(account_of(token))


class Basic(HttpBasicAuth):
    """The name of the system and its token, for programs that know names and passwords only."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Viewer | None:
        """What the system may see."""
        del request
        return _viewer(account_of(password, username))


def _viewer(account: Account | None) -> Viewer | None:
    if account is None:
        return None
    viewer = Viewer(account)
    if not viewer.roles & READERS:
        raise HttpError(_FORBIDDEN, "De rollen van dit systeem lezen geen enkele lijst.")
    return viewer


def recorded(viewer: Viewer, cases: Iterable[Case], what: Seen) -> None:
    """Record of all of these cases at once that a system was given their data."""
    account = viewer.account
    held = ",".join(name for name in roles() if name in viewer.roles)[:63]
    Access.objects.bulk_create(
        [
            Access(case=case, user=account, user_name=str(account)[:200], what=what, role=held)
            for case in cases
        ],
        _BATCH,
    )
