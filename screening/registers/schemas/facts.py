"""What is said at a schema about its register as a whole: its sector law, and what names a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeVar

import dataframely as dy

Regime = Literal["none", "brp", "bibob", "wmo", "fiu", "wpg"]
S = TypeVar("S", bound=dy.Schema)
_REGIME, _NAMED_BY = "_regime", "_named_by"
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


def regime_of(schema: type[dy.Schema]) -> Regime:
    """The sector law of :func:`under`, or none."""
    law: Regime = getattr(schema, _REGIME, "none")
    return law


def named_by(schema: type[dy.Schema]) -> tuple[str, ...]:
    """The columns of :func:`happened`; empty where rows are no events."""
    columns: tuple[str, ...] = getattr(schema, _NAMED_BY, ())
    return columns


def register_name(schema: type[dy.Schema]) -> str:
    """Such as ``brp_count`` for BrpCount."""
    return _WORD.sub("_", schema.__name__).lower()
