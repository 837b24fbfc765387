"""What is said at a schema about its register as a whole.

Its sector law, what names a row, and how fresh and how full rules usually need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import dataframely as dy

Regime = Literal["none", "brp", "bibob", "wmo", "fiu", "wpg"]
S = TypeVar("S", bound=dy.Schema)
_REGIME, _NAMED_BY, _ASKED = "_regime", "_named_by", "_asked"
_ADDS_UP, _MERGES, _TOLD_ONLY = "_adds_up", "_merges", "_told_only"
Adding = Literal["sum", "max"]
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def under(law: Regime) -> Callable[[type[S]], type[S]]:
    """The register falls under a sector law."""

    def say(schema: type[S]) -> type[S]:
        setattr(schema, _REGIME, law)
        return schema

    return say


def happened(*named_by: str) -> Callable[[type[S]], type[S]]:
    """A row is something that happened once; these columns name it.

    Such a row is one fact, however many rules read it: one report, one visit, one closure.
    """

    def say(schema: type[S]) -> type[S]:
        setattr(schema, _NAMED_BY, named_by)
        return schema

    return say


def adds_up(**columns: Adding) -> Callable[[type[S]], type[S]]:
    """Figures of areas that merge make one of the whole, in these columns and how."""

    def say(schema: type[S]) -> type[S]:
        setattr(schema, _ADDS_UP, columns)
        return schema

    return say


def merges(into: str, since: str) -> Callable[[type[S]], type[S]]:
    """Rows become part of those that ``into`` names, on the day in ``since``."""

    def say(schema: type[S]) -> type[S]:
        setattr(schema, _MERGES, (into, since))
        return schema

    return say


def told_only(schema: type[S]) -> type[S]:
    """The register is for whoever goes there, and no reason to go: no rule may read it."""
    setattr(schema, _TOLD_ONLY, True)
    return schema


@dataclass(frozen=True)
class Asked:
    """What a rule asks of a register that it needs, where it asks for nothing else."""

    most_days: int | None = None
    """Most days between the date of the extract and the reference date; None: any age."""
    fill: Mapping[str, float] = field(default_factory=dict)
    """Column to the least share (0-1) of rows in which it is filled."""


def asked(*, most_days: int, **fill: float) -> Callable[[type[S]], type[S]]:
    """A rule that needs this register asks this of it, unless it says otherwise."""

    def say(schema: type[S]) -> type[S]:
        setattr(schema, _ASKED, Asked(most_days, fill))
        return schema

    return say


def asked_of(schema: type[dy.Schema]) -> Asked:
    """What :func:`asked` says; any age and no filled column where it says nothing."""
    usual: Asked = getattr(schema, _ASKED, Asked())
    return usual


def regime_of(schema: type[dy.Schema]) -> Regime:
    """The sector law of :func:`under`, or none."""
    law: Regime = getattr(schema, _REGIME, "none")
    return law


def is_told_only(schema: type[dy.Schema]) -> bool:
    """Whether :func:`told_only` was said of it."""
    return bool(getattr(schema, _TOLD_ONLY, False))


def named_by(schema: type[dy.Schema]) -> tuple[str, ...]:
    """The columns of :func:`happened`; empty where rows are no events."""
    columns: tuple[str, ...] = getattr(schema, _NAMED_BY, ())
    return columns


def added_up(schema: type[dy.Schema]) -> Mapping[str, Adding]:
    """The columns of :func:`adds_up`; none where figures cannot be added to each other."""
    columns: Mapping[str, Adding] = getattr(schema, _ADDS_UP, {})
    return columns


def merging(schema: type[dy.Schema]) -> tuple[str, ...]:
    """The columns of :func:`merges`; empty where rows stay what they are."""
    columns: tuple[str, ...] = getattr(schema, _MERGES, ())
    return columns


def register_name(schema: type[dy.Schema]) -> str:
    """Such as ``brp_count`` for BrpCount."""
    return _WORD.sub("_", schema.__name__).lower()
