"""Accounts of people: made, changed and ended; never removed, since records name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from axes.utils import reset
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.errors import Problem, ProjectError, suggestion
from screening.reference.roles import roles
from screening.review.models import Account
from screening.review.roles import ALONE, PLAYED, roles_of


@dataclass(frozen=True)
class Person:
    """An account, as a list of accounts shows it."""

    name: str
    full_name: str
    roles: tuple[str, ...]
    last: str
    active: bool


def add(name: str, password: str, held: Iterable[str], full_name: str = "") -> None:
    """Make an account. Raises ProjectError for a name that is taken, or a poor password."""
    ours = name == ALONE or name.startswith(PLAYED)
    if ours or Account.objects.filter(username__iexact=name).exists():
        raise ProjectError(
            Problem(
                f"there is an account '{name}' already",
                expected="a name of its own for every person",
                remedy="take another name, or change that one: screening review user change NAME",
            )
        )
    user = Account(username=name, first_name=full_name[:150])
    _set_password(user, password)
    user.save()
    user.groups.set(Group.objects.filter(name__in=held))


def change(name: str, held: Iterable[str], password: str | None = None) -> None:
    """Give an account other roles, and with a ``password`` that too; a lock-out is over.

    Raises ProjectError for a name that is not there, or a poor password.
    """
    user = _known(name)
    if password is not None:
        _set_password(user, password)
    user.is_active = True
    user.save()
    user.groups.set(Group.objects.filter(name__in=held))
    reset(username=name)


def end(name: str) -> None:
    """Let somebody sign in no more; sessions that go on end with it. Raises ProjectError."""
    user = _known(name)
    user.is_active = False
    user.save()
    user.groups.clear()


def every() -> list[Person]:
    """Every account by name, with its roles and the day of its last use (T44)."""
    return [
        Person(
            user.username,
            user.first_name,
            tuple(name for name in roles() if name in roles_of(user)),
            timezone.localtime(user.last_login).strftime("%d-%m-%Y") if user.last_login else "",
            user.is_active,
        )
        for user in Account.objects.order_by("username")
    ]


def _known(name: str) -> Account:
    try:
        return Account.objects.get(username=name)
    except Account.DoesNotExist:
        known = list(Account.objects.values_list("username", flat=True))
        raise ProjectError(
            Problem(
                f"there is no account '{name}'",
                expected="the name of an account",
                remedy=suggestion(name, known) or "see them all: screening review user list",
            )
        ) from None


def _set_password(user: Account, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ProjectError(
            Problem(
                "this password is too easy to guess",
                expected="at least 12 signs, not only numbers, no common word and not the name",
                remedy="take a few words that do not belong together",
            )
        ) from error
    user.set_password(password)
