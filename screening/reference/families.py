"""What families of rules are called on lists: an id of a rule is no word for who reads one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from screening.documents.fields import Name
from screening.reference.tables import Entry, ReferenceFile, shipped


class Family(Entry):
    """The Dutch title of a family."""


class _Families(ReferenceFile):
    families: dict[Name, Family]


@cache
def family_titles() -> Mapping[str, str]:
    """Name of a family to its title; one that is not in it is told by its name."""
    return {name: each.title for name, each in shipped("families.yaml", _Families).families.items()}
