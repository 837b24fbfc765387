"""Closed lists of codes: what a column of a register can hold, and what people read instead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from screening.documents.fields import Name, Told
from screening.reference.tables import Entry, ReferenceFile, branch_groups, shipped


class CodeList(Entry):
    """A closed list: its Dutch title, and the words of every code.

    ``includes`` names a list of which all codes are in this one as well, before its own. The codes
    of ``own_words`` are the words of the source itself, and are shown as they are.
    ``also_written`` is what else sources write for a code, in small letters.
    """

    values: Mapping[Name, Told] = {}
    own_words: tuple[Told, ...] = ()
    also_written: Mapping[Told, Told] = {}
    includes: Name | None = None


class _Lists(ReferenceFile):
    lists: dict[Name, CodeList]


@cache
def _lists() -> Mapping[str, CodeList]:
    return shipped("vocabulary.yaml", _Lists).lists


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """Per list its codes with their words, in order; ``branch`` are the branch groups."""
    lists = _lists()
    found: dict[str, Mapping[str, str]] = {}
    for name, entry in lists.items():
        before = found[entry.includes] if entry.includes else {}
        own = dict(zip(entry.own_words, entry.own_words, strict=True))
        found[name] = MappingProxyType({**before, **entry.values, **own})
    found["branch"] = MappingProxyType({g.name: g.title for g in branch_groups().values()})
    return MappingProxyType(found)


def words(name: str) -> Mapping[str, str]:
    """The codes of a list, in order, each with what people read instead."""
    return code_lists()[name]


def also_written(name: str) -> Mapping[str, str]:
    """What sources write for a code of the list besides the code, in small letters, to the code."""
    lists = _lists()
    return lists[name].also_written if name in lists else {}
