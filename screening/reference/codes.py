"""Closed lists of answers: what people fill in on a list, so that results can be counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from screening.documents.fields import Model, Name, Told
from screening.reference.tables import ReferenceFile, shipped


class Code(NamedTuple):
    """An answer: its code in data, and what people read."""

    code: str
    title: str


class _CodeList(Model):
    title: Told
    source: Told
    codes: dict[Name, Told]


class _Lists(ReferenceFile):
    lists: dict[Name, _CodeList]


@cache
def code_lists() -> Mapping[str, tuple[Code, ...]]:
    """The codes of every closed list by its name, in the order in which they are offered."""
    found = shipped("codes.yaml", _Lists).lists
    return MappingProxyType(
        {
            name: tuple(Code(code, title) for code, title in each.codes.items())
            for name, each in found.items()
        }
    )
