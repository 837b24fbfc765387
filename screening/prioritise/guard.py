"""The watch over terms: every open application on the list whose last day is near or has passed.

A rule watches procedures that have begun; an application can be on the list for another reason, and
its term passes as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from screening.detect.explain import dutch
from screening.lists import LISTS
from screening.packs.loaded import Pack
from screening.packs.models import Rule

COLUMN, LIMIT = "deadline_guard", "warn_days"
"""The column of lists that tells of it, and how many days ahead its rule looks."""


def guard_days(signals: pl.DataFrame, packs: Sequence[Pack]) -> int | None:
    """How many days ahead the rule of the column looks, as it ran or else as it is written."""
    names = {each.rule for kind in LISTS.values() for each in kind.columns if each.key == COLUMN}
    models = [each.model for pack in packs for each in pack.documents]
    for rule in models:
        if isinstance(rule, Rule) and rule.id in names and LIMIT in rule.parameters:
            usual = rule.parameters[LIMIT].usual
            ran = signals.filter(pl.col("rule") == rule.id)
            given = ran["parameters"].head(1).to_list() if "parameters" in ran.columns else []
            said = json.loads(given[0]).get(LIMIT) if given else None
            days = said if isinstance(said, int) else usual
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
