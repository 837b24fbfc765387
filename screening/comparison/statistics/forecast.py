"""Counts of the months to come, from the months that were (docs/months.md).

The mean of two seasonal models on the logarithm of one more than the count: exponential smoothing
with an additive season and without trend (Hyndman and others 2008), and the theta method
(Assimakopoulos and Nikolopoulos 2000). One follows a level that shifts, the other a slow trend;
their mean is better than either. Both are of statsforecast, an extra of this program.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import Reals
from screening.errors import Problem, ScreeningError

SEASON = 12
FEWEST_MONTHS = 36
"""Months without a gap that a season can be told from; and how many are used at most."""
MOST_MONTHS = 120
FREEDOM = 20
"""Degrees of freedom of Student's t for the limits: the spread is itself an estimate."""
_EXTRA = "statsforecast"
MODELS = ("smoothing", "theta")
"""What the mean is of."""


@dataclass(frozen=True)
class Foretold:
    """Per series and month ahead, shape (n, h): what is expected, and limits of 80 and 95 %.

    Limits are whole counts. ``scale`` (n,) is the mean size of the change since the same month of
    the year before, over the history: what errors are divided by for MASE.
    """

    expected: Reals
    low80: Reals
    high80: Reals
    low95: Reals
    high95: Reals
    scale: Reals


def can_look_ahead() -> bool:
    """Whether the extra that this needs is installed."""
    return importlib.util.find_spec(_EXTRA) is not None


def foretell(history: Reals, ahead: int, use: Sequence[str] = MODELS) -> Foretold:
    """Foretell ``ahead`` months after ``history``, shape (n, t): a row of counts per series.

    t is at least ``FEWEST_MONTHS`` and no count is missing. ``use`` names the models whose mean it
    is. Raises ScreeningError when the extra is not installed.
    """
    models = [_models()[name] for name in use]
    logged = np.log1p(history)
    told = [[_one(model, row, ahead) for model in models] for row in logged]
    shaped = np.array(told, dtype=np.float64).reshape(-1, len(models), 2, ahead)
    middle, spread = shaped.mean(axis=1).transpose(1, 0, 2)
    limits = {}
    for level in (80, 95):
        half = scipy.special.stdtrit(FREEDOM, 0.5 + level / 200) * spread
        limits[f"low{level}"] = np.ceil(np.maximum(np.expm1(middle - half), 0.0))
        limits[f"high{level}"] = np.floor(np.maximum(np.expm1(middle + half), 0.0))
    scale = np.abs(history[:, SEASON:] - history[:, :-SEASON]).mean(axis=1)
    return Foretold(expected=np.maximum(np.expm1(middle), 0.0), scale=scale, **limits)


def seasonal_naive(history: Reals, ahead: int) -> Reals:
    """The floor to beat: the count of the same month of the last year, shape (n, h)."""
    return history[:, np.arange(ahead) % SEASON - SEASON]


def _one(model: Any, row: Reals, ahead: int) -> tuple[Reals, Reals]:
    """The middle and its standard error, per month ahead, on the scale of the logarithm."""
    if (row == row[0]).all():  # nothing to tell a season or a spread from, such as no case at all
        count = np.expm1(row[0])
        return np.full(ahead, row[0]), np.full(ahead, np.sqrt(count) / (1 + count))
    with np.errstate(all="ignore"):
        found = model.forecast(y=row, h=ahead, level=[95])
    middle = np.asarray(found["mean"], dtype=np.float64)
    return middle, (np.asarray(found["hi-95"]) - middle) / scipy.special.ndtri(0.975)


def _models() -> dict[str, Any]:
    try:
        from statsforecast.models import AutoETS, Theta  # noqa: PLC0415 - seconds, and an extra
    except ImportError as error:
        raise ScreeningError(
            Problem(
                "looking ahead needs statsforecast, which is not installed",
                expected="the extra forecast of this program",
                remedy="make forecast, or: pip install 'screening[forecast]'",
            )
        ) from error
    return {
        "smoothing": AutoETS(model="ANA", season_length=SEASON),
        "theta": Theta(decomposition_type="additive", season_length=SEASON),
    }
