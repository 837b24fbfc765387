"""Measured rows with what a rule's compare blocks add."""

from __future__ import annotations

import polars as pl

from screening.comparison.blocks import apply_compares
from screening.packs.models import Rule


def compared(measured: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """The measured rows with what the rule's compare blocks add."""
    if not rule.compare:
        return measured
    return apply_compares(measured, rule.compare)
