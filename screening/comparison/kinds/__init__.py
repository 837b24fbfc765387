"""The kinds of comparison, found by discovery: one file each."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from screening.comparison.kind import Comparison


def _kinds() -> tuple[type[Comparison], ...]:
    found: dict[str, type[Comparison]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, Comparison) and member.__module__ == module.__name__:
                found[info.name] = member
    return tuple(found.values())


KINDS = _kinds()
"""Every kind, in the order of their names."""
if TYPE_CHECKING:
    Compare = Comparison
else:
    Compare = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007 - made of a list
