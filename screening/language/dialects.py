"""Writing one resolved tree in the words of an engine, with the same meaning on each.

What engines would judge apart is spelled out first, the same for all (``write_*.py``); then each
engine gets what only it needs. See docs/rule-language.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlDialect
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.spark import Spark

from screening.language import (
    write_aggregates,
    write_conditions,
    write_groups,
    write_numbers,
    write_polars,
    write_postgres,
    write_spark,
    write_texts,
)
from screening.language.build import Change, Dialect
from screening.language.trees import copied, parts

__all__ = ["Dialect", "render"]

_DATE_CAST = re.compile(r"CAST\(('\d{4}-\d{2}-\d{2}') AS DATE\)")


class ScreeningSql(SqlDialect):
    """Plain SQL that Polars and DuckDB both read; what they differ in is rewritten before.

    Both put NULL last when ascending, so only a descending order has to say it.
    """

    NULL_ORDERING = "nulls_are_large"


_SAME: dict[type[exp.Expr], Change] = {
    **write_numbers.CHANGES,
    **write_conditions.CHANGES,
    **write_aggregates.CHANGES,
    **write_texts.CHANGES,
}
_READABLE: dict[type[exp.Expr], Change] = {
    exp.Ordered: write_aggregates.ordered,
    exp.Anonymous: write_texts.days_between,
}


_KEPT = ("kind", "grouped")
"""What is known of a node that is also known of what it becomes."""
_OWN: dict[Dialect, dict[type[exp.Expr], Change]] = {
    "polars": write_polars.CHANGES,
    "duckdb": write_groups.CHANGES,
    "postgres": {**write_groups.CHANGES, **write_postgres.CHANGES},
    "spark": write_spark.CHANGES,
}
"""What only one or two engines need, once the changes of all have been made."""


def render(tree: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """SQL text of a resolved tree in a dialect; ``readable`` is for people and runs nowhere."""
    if dialect == "readable":
        readable = _rewrite(copied(tree), _READABLE, dialect)
        return _DATE_CAST.sub(r"DATE \1", readable.sql(ScreeningSql, pretty=pretty, copy=False))
    tree = rewritten(tree, dialect)
    if dialect == "postgres":
        text = tree.sql(Postgres, identify=True, pretty=pretty, copy=False)
        return _DATE_CAST.sub(r"DATE \1", text)
    return tree.sql(Spark if dialect == "spark" else ScreeningSql, identify=True, copy=False)


def rewritten(tree: exp.Expr, dialect: Dialect) -> exp.Expr:
    """A copy of the tree that means in an engine what the tree means to us."""
    made = _rewrite(copied(tree), _SAME, dialect)
    own = _OWN.get(dialect)
    return made if own is None else _rewrite(made, own, dialect)


def _rewrite(
    tree: exp.Expr, changes: Mapping[type[exp.Expr], Change], dialect: Dialect
) -> exp.Expr:
    """Change nodes from the leaves up, so that a changed part is never changed again."""
    for node in reversed(parts(tree)):
        change = changes.get(type(node))
        if change is None:
            continue
        above, key, index = node.parent, node.arg_key, node.index
        replacement = change(node, dialect)
        if replacement is node:
            continue
        for mark in _KEPT:
            if mark in node.meta:
                replacement.meta.setdefault(mark, node.meta[mark])
        if above is None or key is None:
            replacement.parent = None
            tree = replacement
        else:
            above.set(key, replacement, index)
    return tree
