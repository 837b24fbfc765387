"""Who looks at a page, and what that person may see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from screening.project.model import Project
from screening.reference.roles import Right, holding, may, roles
from screening.review.models import Access, Account, Case, ListAccess, Standing
from screening.review.models.seen import Seen
from screening.review.roles import lists_of, roles_of


def project_of_site() -> Project:
    """The project that the site is of."""
    project: Project = settings.SCREENING
    return project


def played() -> bool:
    """Whether all data is invented and one person is here alone, who may then be anybody."""
    project = project_of_site()
    return project.invented and project.review.identity is None


class Viewer:
    """Somebody who looks: everything that pages show of cases is asked of here."""

    def __init__(self, user: Account | AnonymousUser) -> None:
        self.user = user

    @property
    def known(self) -> bool:
        """Whether somebody has signed in."""
        return bool(self.user.is_authenticated)

    @property
    def account(self) -> Account:
        """The account; TypeError for nobody, which no page that needs one lets through."""
        if not isinstance(self.user, Account):
            raise TypeError("nobody has signed in")
        return self.user

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of the roles of this person."""
        return roles_of(self.user) if isinstance(self.user, Account) else frozenset()

    @cached_property
    def lists(self) -> frozenset[str]:
        """The lists this person may read."""
        return lists_of(self.roles)

    def may(self, right: Right) -> bool:
        """Whether this person has a right beside reading lists."""
        return may(self.roles, right)

    def filled_in(self) -> frozenset[str]:
        """The lists whose results this person gives: those read in a role that may."""
        return lists_of(self.roles & holding("results"))

    def cases(self) -> QuerySet[Case]:
        """The cases this person may see; of others not even the number is told."""
        return self.cases_on(*self.lists)

    def cases_on(self, *names: str) -> QuerySet[Case]:
        """Of ``cases`` those of some lists, asked so that the database looks at those alone."""
        wanted = sorted(self.lists & {*names})
        of = {"list": wanted[0]} if len(wanted) == 1 else {"list__in": wanted}
        return Case.objects.filter(**of).exclude(standing=Standing.DESTROYED)

    def role_for(self, allowed: tuple[str, ...]) -> str | None:
        """The role in which this person does something; None when none of these is theirs."""
        return next((name for name in roles() if name in self.roles & {*allowed}), None)

    def note(self, case: Case, what: Seen) -> None:
        """Record that this person saw or used the data of a case."""
        Access.objects.create(case=case, what=what, **self._who())

    def note_list(self, name: str, asked: Mapping[str, str]) -> None:
        """Record that this person read a page of a list, by these filters."""
        ListAccess.objects.create(list=name, asked=urlencode(asked)[:400], **self._who())

    def _who(self) -> dict[str, Any]:
        account = self.account
        held = ",".join(name for name in roles() if name in self.roles)
        return {"user": account, "user_name": str(account)[:200], "role": held[:63]}


class ReviewRequest(HttpRequest):
    """A request with who asks."""

    viewer: Viewer


class Viewing:
    """Says on every request who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        request.viewer = Viewer(request.user)  # type: ignore[attr-defined]
        return self._get_response(request)


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the municipality, and where this person may go."""
    from screening.review.site.pages import menu_for  # noqa: PLC0415 - pages know their viewer

    viewer = getattr(request, "viewer", None)
    return {
        "municipality": project_of_site().name,
        "viewer": viewer,
        "played": played(),
        "menu": menu_for(viewer.roles) if viewer is not None else (),
    }
