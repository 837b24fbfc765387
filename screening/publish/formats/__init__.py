"""The formats of a list, found by discovery: one file each."""

from __future__ import annotations

import importlib
import pkgutil

from screening.publish.published import Format


def _formats() -> tuple[Format, ...]:
    modules = [
        importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__)
    ]
    found: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(found, key=lambda each: each.suffix))


FORMATS = _formats()
"""Every format, in the order of their suffixes."""
