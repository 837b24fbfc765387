"""Who works with the lists, and what each role may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from screening.documents.fields import Name
from screening.reference.tables import Entry, ReferenceFile, named, shipped

Right = Literal[
    "annex", "results", "trail", "every_trail", "report", "weigh", "reporters",
    "suppress", "meet", "convene", "vote", "preside", "share", "interpret", "areas",
    "origins",
]  # fmt: skip
_EVERY = ".*"
_Lists = Annotated[str, Field(pattern=r"^[a-z_]+(\.([a-z_]+|\*))?$")]


class Role(Entry):
    """What people with this role may read: lists by name, or a family of lists as ``family.*``."""

    lists: tuple[_Lists, ...] = ()
    may: tuple[Right, ...] = ()

    def reads(self, name: str) -> bool:
        """Whether the role may read a list."""
        return any(matches(pattern, name) for pattern in self.lists)


class _Roles(ReferenceFile):
    roles: dict[Name, Role]


@cache
def roles() -> Mapping[str, Role]:
    """Roles by name, in the order in which they are shown."""
    return named(shipped("roles.yaml", _Roles).roles, in_order=True)


def matches(pattern: str, name: str) -> bool:
    """Whether a list is meant: its name, or ``family.*`` for all lists of the family.

    A list that a pack brings, as ``adr.horeca``, is meant by the name of its type.
    """
    family = pattern.removesuffix(_EVERY)
    return name == pattern or name.startswith(f"{family}.")


def readable(held: Iterable[str], lists: Iterable[str]) -> frozenset[str]:
    """Of these lists those that somebody with the roles ``held`` may read."""
    mine = [roles()[name] for name in held if name in roles()]
    return frozenset(each for each in lists if any(role.reads(each) for role in mine))


def may(held: Iterable[str], right: Right) -> bool:
    """Whether one of the roles ``held`` has a right."""
    return any(right in roles()[name].may for name in held if name in roles())


def holding(right: Right) -> frozenset[str]:
    """The names of the roles that have a right."""
    return frozenset(name for name, role in roles().items() if right in role.may)
