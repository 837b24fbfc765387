"""The lists that a run makes, found by discovery: one file each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from screening.lists.kind import ListKind

__all__ = ["LISTS", "ListKind", "ListName"]


def _lists() -> Mapping[str, ListKind]:
    modules = [
        importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__)
    ]
    found = [each for module in modules for each in getattr(module, "LISTS", [])]
    return MappingProxyType(
        {each.name: each for each in sorted(found, key=lambda each: each.order)}
    )


LISTS = _lists()
"""Every list by name, in the order in which they are shown."""
if TYPE_CHECKING:
    ListName = str
else:
    ListName = Literal[tuple(LISTS)]
