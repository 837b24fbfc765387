"""The watch over terms: every open application on the list whose last day is near or has passed.

A rule watches procedures that have begun; an application can be on the list for another reason, and
its term passes as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from screening.detect.explain import dutch
from screening.documents.fields import Scalar
from screening.lists import LISTS
from screening.packs.loaded import Pack
from screening.packs.models import Rule
from screening.packs.resolved import resolved

COLUMN, LIMIT = "deadline_guard", "warn_days"
"""The column of lists that tells of it, and how many days ahead its rule looks."""


def guard_days(
    packs: Sequence[Pack], overrides: Mapping[str, Mapping[str, Scalar]], as_of: dt.date
) -> int | None:
    """How many days ahead the rule of the column looks on ``as_of``, also where it finds nothing.

    ``overrides`` are the parameters that the project sets, by rule. None where no rule
    that runs looks.
    """
    names = {each.rule for kind in LISTS.values() for each in kind.columns if each.key == COLUMN}
    models = [each.model for pack in packs for each in pack.documents]
    for rule in models:
        if isinstance(rule, Rule) and rule.id in names and rule.status == "active":
            days = resolved(rule, overrides.get(rule.id, {}), as_of).values.get(LIMIT)
            return days if isinstance(days, int) else None
    return None


def guarded(days: int | None, given: Sequence[str]) -> list[pl.Expr]:
    """The column with what it lacks, of rows with ``answered``, ``days_left``, ``decision_due``.

    What the rule said of a row stays.
    """
    if days is None or not {COLUMN, "answered", "days_left", "decision_due"} <= {*given}:
        return []
    near = pl.col("answered").is_null() & (pl.col("days_left") <= days)
    limit = dutch.say(days)
    told = pl.format(
        "Uiterste beslisdatum: {} (grens {} dagen van tevoren).",
        dutch.date(pl.col("decision_due")),
        pl.lit(limit),
    )
    return [pl.coalesce(COLUMN, pl.when(near).then(told)).alias(COLUMN)]
