"""The lists that a run makes, found by discovery: one file each; and those that packs bring."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from screening.documents.fields import UnlistedError
from screening.lists.kind import ListKind
from screening.lists.own import Lists

__all__ = ["LISTS", "LIST_SCHEMA", "OWN", "ListKind", "ListName"]
OWN = r"^[a-z_]+\.[a-z_]+$"
"""The name of a list that a pack brings: the type, and a name of its own."""


def _lists() -> Mapping[str, ListKind]:
    modules = [
        importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__)
    ]
    found = [each for module in modules for each in getattr(module, "LISTS", [])]
    return {each.name: each for each in sorted(found, key=lambda each: each.order)}


LISTS = Lists(_lists())
"""Every list by name, in the order in which they are shown."""


def _known(name: str) -> str:
    if name not in LISTS:
        raise UnlistedError(LISTS)
    return name


LIST_SCHEMA = {
    "type": "string",
    "anyOf": [{"enum": [*LISTS.shipped]}, {"type": "string", "pattern": OWN}],
}
ListName = Annotated[str, AfterValidator(_known), WithJsonSchema(LIST_SCHEMA)]
"""The name of a list: one that is shipped, or one that a pack in use brings."""
