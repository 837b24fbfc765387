"""Closed lists of codes: what a column of a register can hold, and what people read instead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from screening.documents.fields import Name, Told
from screening.reference.tables import Entry, ReferenceFile, branch_groups, shipped


class CodeList(Entry):
    """A closed list: its Dutch title, and the words of every code.

    ``includes`` names a list of which all codes are in this one as well, before its own.
    """

    values: Mapping[Name, Told]
    includes: Name | None = None


class _Lists(ReferenceFile):
    lists: dict[Name, CodeList]


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """Per list its codes with their words, in order; ``branch`` are the branch groups."""
    lists = shipped("vocabulary.yaml", _Lists).lists
    found: dict[str, Mapping[str, str]] = {}
    for name, entry in lists.items():
        before = found[entry.includes] if entry.includes else {}
        found[name] = MappingProxyType({**before, **entry.values})
    found["branch"] = MappingProxyType({g.name: g.title for g in branch_groups().values()})
    return MappingProxyType(found)


def words(name: str) -> Mapping[str, str]:
    """The codes of a list, in order, each with what people read instead."""
    return code_lists()[name]
