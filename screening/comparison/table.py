"""Judges any table of counts, without a project: the statistics of the rules on one file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from screening.comparison.blocks import level_names
from screening.comparison.counts_file import at_rows, read_counts, unknown_columns
from screening.comparison.peers import group_numbers, reals
from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals, grouped
from screening.comparison.statistics.funnel import Funnel, rate_funnel
from screening.comparison.statistics.intervals import poisson_interval
from screening.comparison.statistics.levels import count_levels, outside
from screening.comparison.statistics.multiplicity import benjamini_hochberg
from screening.comparison.statistics.spread import DEFAULT_SPREAD, SPREADS
from screening.comparison.statistics.tails import NULL_TEXTS, Null
from screening.comparison.totals import no_units
from screening.errors import ExtractError, Problem, suggestion

LARGEST = 10**15
"""Above this a number is a mistake, and no longer exact as a float."""

__all__ = ["TableComparison", "compare_table", "read_counts"]


@dataclass(frozen=True)
class TableComparison:
    """``rows``: one per row of the table, in its order. ``overall``: one per group compared.

    rows: key, by (when given), count, per, rate, lower95, upper95 (interval of the rate), expected
    (number of events), ratio, z, p, q, level, flag998 (high, low or empty), reason (why a row is
    not judged). overall: by (when given), n, rate, phi, tau2. Rates are on the scale asked for.
    """

    rows: pl.DataFrame
    overall: pl.DataFrame


def compare_table(
    frame: pl.DataFrame,
    key: str,
    count: str,
    per: str,
    scale: float = 10_000,
    by: str | None = None,
    spread: str = DEFAULT_SPREAD,
    null: str | None = None,
) -> TableComparison:
    """Judge counts per unit against all units, or against the units with the same ``by``.

    The figures are those of a ``rate`` compare block with all units (or ``within: by``) as peers.
    A row whose count, denominator or ``by`` is missing, whose denominator is zero, or that is the
    sum or the mean of the others (see :mod:`screening.comparison.totals`), is kept
    with the reason and takes no part. q is found over all rows judged. ``spread`` names how the
    variance between units is found: ``paule-mandel``, or ``moment`` to reproduce published figures.
    ``null`` names what ordinary units do: ``fitted``, or ``square-root``, which goes with moment.

    Raises:
        ExtractError: unknown column, repeated or missing key, negative, broken or impossibly large
            count, negative or infinite denominator; all of them at once. A scale that is not
            above zero. An unknown ``spread`` or ``null``. A frame that is none.

    """
    if not isinstance(frame, pl.DataFrame):
        found = f"the table is a {type(frame).__name__}"
        remedy = "read the file with polars first, as pl.read_csv(FILE)"
        raise ExtractError(Problem(found, expected="a DataFrame of polars", remedy=remedy))
    if not 0 < scale < np.inf:
        raise ExtractError(Problem(f"the scale is {scale}", expected="a number above 0"))
    if spread not in SPREADS:
        known = f"one of: {', '.join(SPREADS)}"
        raise ExtractError(
            Problem(f"the spread is '{spread}'", expected=known, remedy=suggestion(spread, SPREADS))
        )
    problems = unknown_columns(frame, [key, count, per] + ([] if by is None else [by]))
    problems = problems or _wrong_rows(frame, key, count, per, by)
    if problems:
        raise ExtractError(problems)
    observed, base = reals(frame, count), reals(frame, per)
    groups = pl.DataFrame([frame[key if by is None else by].alias("by")])
    numbers = group_numbers(groups, [] if by is None else ["by"])
    other = no_units(frame, key, count, per, by)
    usable = ~np.isnan(observed) & (base > 0) & (numbers >= 0) & other.is_null().to_numpy()
    sets = grouped(np.where(usable, numbers, -1))
    found = rate_funnel(observed, base, sets, spread=spread, null=named_null(null))
    shown = np.where(usable, base, np.nan)
    rows = _rows(frame, (key, count, per, by), found, shown, scale).with_columns(
        pl.coalesce(other, "reason").alias("reason")
    )
    return TableComparison(rows, _overall(frame, by, sets, found, scale))


def named_null(null: str | None) -> Null | None:
    """The null of this name; none named stays none. Raises ExtractError for another name."""
    for each in NULL_TEXTS:
        if null == each:
            return each
    if null is None:
        return None
    known = f"one of: {', '.join(NULL_TEXTS)}"
    raise ExtractError(
        Problem(f"there is no null '{null}'", expected=known, remedy=suggestion(null, NULL_TEXTS))
    )


def _rows(
    frame: pl.DataFrame,
    names: tuple[str, str, str, str | None],
    found: Funnel,
    base: Reals,
    scale: float,
) -> pl.DataFrame:
    key, count, per, by = names
    observed = reals(frame, count)
    q = benjamini_hochberg(found.p)
    low, high = poisson_interval(np.where(np.isnan(base), np.nan, observed))
    figures = {
        "rate": observed / base * scale,
        "lower95": low / base * scale,
        "upper95": high / base * scale,
        "expected": found.expected,
        "ratio": found.ratio,
        "z": found.z,
        "p": found.p,
        "q": q,
    }
    level = level_names(count_levels(found.ratio, found.lower, q, observed))
    group = [] if by is None else [frame[by].alias("by")]
    return pl.DataFrame(
        [
            frame[key].alias("key"),
            *group,
            frame[count].cast(pl.Int64).alias("count"),
            frame[per].alias("per"),
            *(pl.Series(name, values, nan_to_null=True) for name, values in figures.items()),
            level.alias("level"),
            pl.Series("flag998", outside(found.z), dtype=pl.String),
            _reason(frame, count, per, by, np.isnan(found.ratio)),
        ]
    )


def _reason(
    frame: pl.DataFrame,
    count: str,
    per: str,
    by: str | None,
    unjudged: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> pl.Series:
    names = {"count": count, "per": per, "by": by or count}
    known = pl.DataFrame([frame[name].alias(ours) for ours, name in names.items()])
    reason = (
        pl.when(pl.col("count").is_null())
        .then(pl.lit("count is missing"))
        .when(pl.col("per").is_null())
        .then(pl.lit("denominator is missing"))
        .when(pl.col("per") == 0)
        .then(pl.lit("denominator is zero"))
        .when(pl.lit(False) if by is None else pl.col("by").is_null())
        .then(pl.lit("group is missing"))
        .when(pl.Series(unjudged))
        .then(pl.lit("no events in the group"))
        .otherwise(pl.lit(""))
    )
    return known.select(reason.alias("reason")).to_series()


def _overall(
    frame: pl.DataFrame, by: str | None, sets: ComparisonSets, found: Funnel, scale: float
) -> pl.DataFrame:
    """One row per comparison set, sorted by group."""
    group = [] if by is None else [frame[by].gather(sets.members[sets.starts]).alias("by")]
    figures = pl.DataFrame(
        [
            *group,
            pl.Series("n", found.size, dtype=pl.Int64),
            pl.Series("rate", found.target * scale, dtype=pl.Float64),
            pl.Series("phi", found.phi, dtype=pl.Float64),
            pl.Series("tau2", found.tau2, dtype=pl.Float64),
        ]
    )
    return figures if by is None else figures.sort("by")


def _wrong_rows(
    frame: pl.DataFrame, key: str, count: str, per: str, by: str | None
) -> list[Problem]:
    """What makes a table impossible to judge, by row."""
    for column in (count, per):
        if not frame[column].dtype.is_numeric():
            return [Problem(f"column '{column}' holds no numbers", expected="a numeric column")]
    judged = no_units(frame, key, count, per, by).is_null()
    judged &= frame[count].is_not_null() & frame[per].is_not_null()
    keys = [key] if by is None else [key, by]
    same = pl.DataFrame([frame[name].alias(f"k{n}") for n, name in enumerate(keys)])
    repeated = same.select(~pl.struct(pl.all()).is_first_distinct()).to_series()
    twice = repeated & frame[key].is_not_null()
    counts = frame[count]
    checks = [
        (frame[key].is_null() & judged, key, "the key is missing", "a key in every row", ""),
        (twice, key, "the key already stands in an earlier row", "one row per key",
         "Add the rows up first, or name the column that tells them apart with --by."),
        (counts < 0, count, "the count is negative", "a whole number, 0 or more", ""),
        ((counts >= 0) & (counts != counts.floor()), count, "the count is not a whole number",
         "a whole number, 0 or more", "Pass numbers of events here, not a rate or a percentage."),
        (counts > LARGEST, count, "the count is impossibly large", f"at most {LARGEST:,}", ""),
        (frame[per] < 0, per, "the denominator is negative", "a number above 0", ""),
        (frame[per] > LARGEST, per, "the denominator is impossibly large",
         f"at most {LARGEST:,}", ""),
    ]  # fmt: skip
    return [
        problem
        for wrong, column, found, expected, remedy in checks
        for problem in at_rows(
            wrong.fill_null(value=False).arg_true(), found, column,
            expected=expected, remedy=remedy,
        )
    ]  # fmt: skip
