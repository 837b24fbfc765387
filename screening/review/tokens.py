"""Tokens of systems that read lists and decisions: made, revoked, and known again."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from screening.errors import Problem, ProjectError, suggestion
from screening.reference.roles import roles
from screening.review.models import Account, SystemToken
from screening.review.roles import roles_of

_MARK = "screening_"
"""What a token begins with, so that a search for leaked secrets finds it."""
_LENGTH = 32
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class System:
    """A token, as a list of tokens shows it; days as people write them."""

    name: str
    roles: tuple[str, ...]
    made: str
    used: str
    revoked: str


def add(name: str, held: Iterable[str]) -> str:
    """Make a token for a system; it is not to be had again. Raises ProjectError for a taken name.

    A system whose token was revoked gets a new one this way, and the roles that are given now.
    """
    token = _MARK + secrets.token_urlsafe(_LENGTH)
    with transaction.atomic():
        if SystemToken.objects.filter(name=name, revoked=None).exists():
            raise ProjectError(
                Problem(
                    f"the system '{name}' has a token already",
                    expected="one token for every system",
                    remedy="revoke that one first, or take another name",
                )
            )
        account, _ = Account.objects.get_or_create(username=f"systeem:{name}")
        account.first_name, account.is_active = f"systeem {name}", True
        account.set_unusable_password()
        account.save()
        account.groups.set(Group.objects.filter(name__in=held))
        SystemToken.objects.create(name=name, account=account, digest=_digest(token))
    return token


def revoke(name: str) -> None:
    """Let a system in no more, from now on. Raises ProjectError for one without a token."""
    with transaction.atomic():
        held = SystemToken.objects.filter(name=name, revoked=None)
        if not held.update(revoked=timezone.now()):
            names = SystemToken.objects.filter(revoked=None).values_list("name", flat=True)
            raise ProjectError(
                Problem(
                    f"there is no system '{name}' with a token",
                    expected="the name of a system",
                    remedy=suggestion(name, list(names))
                    or "see them all: screening review token list",
                )
            )
        Account.objects.filter(username=f"systeem:{name}").update(is_active=False)


def every() -> list[System]:
    """Every token that was ever made, the oldest first."""
    return [
        System(
            token.name,
            tuple(name for name in roles() if name in roles_of(token.account)),
            _day(token.made),
            _day(token.used),
            _day(token.revoked),
        )
        for token in SystemToken.objects.select_related("account")
    ]


def account_of(token: str, name: str | None = None) -> Account | None:
    """The account of the system that shows a token, named ``name`` where it says so; or None."""
    held = SystemToken.objects.select_related("account").filter(
        digest=_digest(token), revoked=None, account__is_active=True
    )
    found = (held if name is None else held.filter(name=name)).first()
    if found is None:
        return None
    now = timezone.now()
    if found.used is None or now - found.used > _MINUTE:
        SystemToken.objects.filter(pk=found.pk).update(used=now)
    return found.account


def _digest(token: str) -> str:
    """Of something drawn, which no list of guesses holds: a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _day(time: dt.datetime | None) -> str:
    return timezone.localtime(time).strftime("%d-%m-%Y") if time else ""
