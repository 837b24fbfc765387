"""Who goes along on an integral control, with which question and which power."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from screening.documents.fields import Model, Name, Told
from screening.errors import PackError, Problem, Where
from screening.reference.tables import Entry, ReferenceFile, shipped

FILE = "partners.yaml"


class Partner(Entry):
    """A partner and what it may do there by itself; ``checked`` when a source confirms it."""

    power: Told
    identification: Told
    entry: Told
    sources: tuple[str, ...]
    checked: bool


class _Asked(Model):
    partner: Name
    question: Told


class Safety(Model):
    """Who knows whether a visit is safe, and how it is asked."""

    holder: Name
    contact: Told


class _Partners(ReferenceFile):
    safety: Safety
    partners: dict[Name, Partner]
    themes: dict[Name, tuple[_Asked, ...]]


class Asked(NamedTuple):
    """A partner that is asked along, and the question it answers."""

    partner: Partner
    question: str


@cache
def partners_of() -> Mapping[str, tuple[Asked, ...]]:
    """Per theme the partners that are asked along, in order, each with its question."""
    content = _content()
    unknown = sorted(
        {each.partner for asked in content.themes.values() for each in asked} - {*content.partners}
    )
    if unknown:
        raise PackError(
            Problem(
                f"a theme asks a partner that is not described: {', '.join(unknown)}",
                Where(FILE),
                "partners that stand under 'partners'",
                "describe the partner, or correct its name",
            )
        )
    return MappingProxyType(
        {
            theme: tuple(Asked(content.partners[each.partner], each.question) for each in asked)
            for theme, asked in content.themes.items()
        }
    )


@cache
def partners() -> Mapping[str, Partner]:
    """Every partner by name, in order."""
    return MappingProxyType(_content().partners)


@cache
def safety() -> Safety:
    """Who knows whether a visit is safe."""
    return _content().safety


def _content() -> _Partners:
    return shipped(FILE, _Partners)
