"""Roles as groups of accounts, and the account of the one person who works without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from screening.lists import LISTS
from screening.reference.roles import readable, roles
from screening.reference.workflow import confirmed_by_a_colleague
from screening.review.models import Account

PLAYED = "voorbeeld-"
"""Before the role, the account of whoever takes it in a project of invented data."""
ALONE = "deze-computer"
"""The account of who works alone; nobody can sign in to it."""


def make_groups(**_: Any) -> None:
    """Make a group for every role that has none."""
    for name in roles():
        Group.objects.get_or_create(name=name)


def roles_of(user: Account) -> frozenset[str]:
    """The names of the roles somebody has, those of the reference data only."""
    held = user.groups.values_list("name", flat=True)
    return frozenset(roles()) & frozenset(held)


def lists_of(held: frozenset[str]) -> frozenset[str]:
    """The lists that people with these roles may read."""
    return readable(held, LISTS)


@dataclass(frozen=True)
class Part:
    """Somebody to be where all data is invented: one role, and what this person is called."""

    role: str
    title: str


def parts() -> dict[str, Part]:
    """Everybody whom one person can be; a role that has to confirm its own steps is there twice."""
    twice = confirmed_by_a_colleague()
    found = {}
    for name, role in roles().items():
        found[name] = Part(name, role.title)
        if name in twice:
            found[f"{name}-2"] = Part(name, f"{role.title} (collega)")
    return found


def playing(name: str) -> Account:
    """The account of one of ``parts``, with its role alone; see ``demo_role``."""
    part = parts()[name]
    nobody_knows = {"password": make_password(None), "first_name": part.title[:150]}
    user, _ = Account.objects.get_or_create(nobody_knows, username=f"{PLAYED}{name}")
    user.groups.set(Group.objects.filter(name=part.role))
    return user


def play_everybody() -> None:
    """Make the accounts of all ``parts``, so that each can be chosen from the first page on."""
    for name in parts():
        playing(name)


def alone(operator: str) -> Account:
    """The account of the one person who uses the site on their own machine: has every role."""
    nobody_knows = {"password": make_password(None)}  # set once: a session ends when it changes
    user, _ = Account.objects.get_or_create(nobody_knows, username=ALONE)
    if user.first_name != operator[:150]:
        user.first_name = operator[:150]
        user.save(update_fields=["first_name"])
    user.groups.set(Group.objects.filter(name__in=roles()))
    return user
