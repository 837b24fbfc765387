"""Divisions of the branches (SBI): what the first two figures of a code stand for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from screening.documents.fields import Told
from screening.reference.tables import ReferenceFile, shipped

FIGURES = 2
"""Of a code, those that name its division."""


class _Divisions(ReferenceFile):
    divisions: dict[str, Told]


@cache
def divisions() -> Mapping[str, str]:
    """Per two figures a few words."""
    return MappingProxyType(shipped("divisions.yaml", _Divisions).divisions)
