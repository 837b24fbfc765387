"""What happens when the term to decide on an application passes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from screening.documents.fields import Name, Told
from screening.reference.tables import Entry, ReferenceFile, shipped


class Passed(Entry):
    """What follows once the term has passed, for these kinds of application."""

    article: Told
    kinds: tuple[Name, ...]
    sources: tuple[str, ...]
    checked: bool


class _Passed(ReferenceFile):
    passed: dict[Name, Passed]


@cache
def when_passed() -> Mapping[str, str]:
    """Per kind of application what follows, with the article."""
    found = shipped("deadlines.yaml", _Passed).passed.values()
    return MappingProxyType(
        {kind: f"{each.title.strip()} ({each.article})" for each in found for kind in each.kinds}
    )
