"""Who looks at a page, and what that person may see of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from screening.project.model import Project
from screening.reference.roles import Right, holding, may, roles
from screening.review.models import Access, Account, Case, CasePack, ListAccess, LoadedRun, Standing
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


def packs_seen(held: Iterable[str]) -> frozenset[str] | None:
    """The packs that roles see together, by ``review.packs``; None for every pack."""
    said, mine = project_of_site().review.packs, {*held}
    if not mine or mine - {*said}:
        return None
    return frozenset(pack for role in mine for pack in said[role])


def seen_by(names: Collection[str], part: Mapping[str, frozenset[str]], at: str = "") -> Q:
    """What hangs by the path ``at`` on cases of lists, of those in ``part`` with these packs only.

    Asked so that the database looks at one list alone where it is one.
    """
    whole = sorted({*names} - {*part})
    found = Q(**{f"{at}list": whole[0]} if len(whole) == 1 else {f"{at}list__in": whole})
    for packs in {*part.values()}:
        of = sorted(name for name, each in part.items() if each == packs)
        mine = CasePack.objects.filter(pack__in=packs).values("case")
        others = CasePack.objects.exclude(pack__in=packs).values("case")
        found |= Q(**{f"{at}list__in": of, f"{at}pk__in": mine}) & ~Q(**{f"{at}pk__in": others})
    return found


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
        """The lists this person may read; of one read in part only when it has a case to read."""
        mine, part = lists_of(self.roles), [*self.in_part]
        if not part:
            return mine
        there = Case.objects.filter(self.readable(), list__in=part).order_by()
        return (mine - {*part}) | {*there.values_list("list", flat=True).distinct()}

    @cached_property
    def whole(self) -> frozenset[str]:
        """Of ``lists`` those read whole: what counts over all of a list is for who reads these."""
        return self.lists - {*self.fed_by_others}

    @cached_property
    def fed_by_others(self) -> Mapping[str, frozenset[str]]:
        """Those of ``in_part`` that another pack fed in any run here, whatever came of it.

        By what the runs say and not by cases: whether there is a case must not show. A run that
        says no packs may have had any.
        """
        if not self.in_part:
            return {}
        runs = [*LoadedRun.objects.order_by().values_list("packs", flat=True)]
        return {
            name: packs for name, packs in self.in_part.items()
            if any(not fed or {*fed.get(name, ())} - packs for fed in runs)
        }  # fmt: skip

    @cached_property
    def in_part(self) -> Mapping[str, frozenset[str]]:
        """Per list that no role of this person reads whole, the packs they may see of it."""
        found = {}
        for name in lists_of(self.roles):
            packs = packs_seen(each for each in self.roles if roles()[each].reads(name))
            if packs is not None:
                found[name] = packs
        return found

    def readable(self, at: str = "") -> Q:
        """Cases this person may see, or what hangs on them by the path ``at``.

        On a list of one of their roles, with no reason of a pack that these roles do not see: a
        case is seen whole or not at all.
        """
        return seen_by(lists_of(self.roles), self.in_part, at)

    def may(self, right: Right) -> bool:
        """Whether this person has a right beside reading lists."""
        return may(self.roles, right)

    def filled_in(self) -> frozenset[str]:
        """The lists whose results this person gives: those read in a role that may."""
        return lists_of(self.roles & holding("results"))

    def cases(self) -> QuerySet[Case]:
        """The cases this person may see; of others not even the number is told."""
        return self.cases_on(*lists_of(self.roles))

    def cases_on(self, *names: str) -> QuerySet[Case]:
        """Of ``cases`` those of some lists, asked so that the database looks at those alone."""
        wanted = lists_of(self.roles) & {*names}
        part = {name: packs for name, packs in self.in_part.items() if name in wanted}
        return Case.objects.filter(seen_by(wanted, part)).exclude(standing=Standing.DESTROYED)

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
