"""The pages that there are, found by discovery: one file each in ``review/pages``."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from screening.reference.roles import roles
from screening.review import pages as folder
from screening.review.site.page import ANYONE, Page


class UnguardedPageError(RuntimeError):
    """A page does not say who may see it."""


@cache
def pages() -> tuple[Page, ...]:
    """Every page, by name. Raises UnguardedPageError for one without roles or with unknown ones."""
    found: list[Page] = []
    for each in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{each.name}")
        page = getattr(module, "PAGE", None)
        if not isinstance(page, Page):
            raise UnguardedPageError(f"{module.__name__} has no PAGE")
        if not page.roles or (page.roles != ANYONE and page.roles - {*roles()}):
            raise UnguardedPageError(f"{module.__name__} does not say which roles may see it")
        found.append(page)
    return tuple(sorted(found, key=lambda page: page.name))


@dataclass(frozen=True)
class Choice:
    """A page of the menu with its address."""

    name: str
    title: str
    address: str


@cache
def menu_for(held: frozenset[str]) -> tuple[Choice, ...]:
    """The pages of the menu that somebody with these roles may see, in order."""
    mine = [page for page in pages() if page.menu is not None and page.roles & held]
    return tuple(
        Choice(page.name, page.title, reverse(page.name))
        for page in sorted(mine, key=lambda page: page.menu or 0)
    )
