"""Adds to measured rows how each compares with its peers.

For a block ``name`` the columns ``name_value``, ``_expected``, ``_ratio``, ``_lower``, ``_upper``,
``_z``, ``_p``, ``_q``, ``_level``, ``_watch``, ``_notable``, ``_strong``, ``_group``,
``_group_size``, ``_reason``, with nearest peers ``_peers`` and for counts ``_beyond``.
docs/statistics.md says what each holds per kind of comparison.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from screening.comparison.columns import BEYOND
from screening.comparison.kind import Comparison, Figures
from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.levels import LEVELS, NOTABLE, STRONG, TOO_FEW, WATCH
from screening.comparison.statistics.multiplicity import benjamini_hochberg

FIGURES = ("value", "expected", "ratio", "lower", "upper", "z", "p")


def apply_compares(measured: pl.DataFrame, compares: Mapping[str, Comparison]) -> pl.DataFrame:
    """The measured frame with the columns of every compare block added, rows in the same order.

    ``measured`` has one row per ``subject`` and the columns the blocks name. A figure that cannot
    be found is null, ``_reason`` says why in Dutch, and the level columns that a rule reads are
    then null too, so that the outcome is not_evaluable. q is found over all tests of all blocks
    together: they are the tests of one rule in one run.
    """
    found = {name: block.figures(measured) for name, block in compares.items()}
    if not found:
        return measured
    q = benjamini_hochberg(np.concatenate([figures.p for figures in found.values()]))
    parts = np.split(q, len(found))
    added = [
        _columns(name, figures, part)
        for (name, figures), part in zip(found.items(), parts, strict=True)
    ]
    return pl.concat([measured, *added], how="horizontal")


def _columns(name: str, figures: Figures, q: Reals) -> pl.DataFrame:
    """The columns of one block, prefixed with its name."""
    number = figures.grade(q)
    level = level_names(number)
    too_few = pl.Series(number == TOO_FEW)
    told = figures.told
    if figures.too_few is not None:
        text = pl.when(too_few).then(figures.too_few)
        told = told.with_columns(reason=pl.coalesce("reason", text))
    columns = [_real(part, getattr(figures, part)) for part in FIGURES]
    columns += [_real("q", q), level.alias("level")]
    columns += [] if figures.beyond is None else [_real(BEYOND, figures.beyond)]
    columns += [_reached(number, step).alias(LEVELS[step]) for step in (WATCH, NOTABLE, STRONG)]
    frame = pl.DataFrame([*columns, *told.get_columns()])
    return frame.rename(lambda column: f"{name}_{column}")


def level_names(number: Whole) -> pl.Series:
    """Level numbers as text, null where not comparable."""
    names = pl.Series([*LEVELS, None], dtype=pl.String)
    return names.gather(np.where(number < 0, len(LEVELS), number))


def _reached(number: Whole, step: int) -> pl.Series:
    """Whether a level is reached; null when nothing could be judged."""
    judged = pl.Series(number > TOO_FEW)
    reached = pl.Series(number >= step)
    return pl.select(pl.when(judged).then(reached)).to_series()


def _real(name: str, values: Reals) -> pl.Series:
    return pl.Series(name, values, dtype=pl.Float64, nan_to_null=True)
