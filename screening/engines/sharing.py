"""Joins that several rules have in common, made once.

Polars finds what plans have in common only at the top of each, and every rule has a top of its own.
So what is selected from the same tables, joined and filtered in the same way, gets a table of its
own with the columns that any of those rules needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from screening.engines.base import CompiledQuery
from screening.language.aggregates import has_aggregate

_SOURCE = ("with_", "from_", "joins", "where")


@dataclass(frozen=True)
class Shared:
    """A table that several queries can be measured from; ``over`` are those queries over it."""

    name: str
    table: exp.Select
    over: dict[str, exp.Select]


def share(queries: Mapping[str, CompiledQuery]) -> list[Shared]:
    """The tables worth making, each for at least two queries."""
    alike: dict[tuple[exp.Expr | None, ...], list[str]] = {}
    for key, query in queries.items():
        if _is_plain(query.tree):
            alike.setdefault(_source_parts(query.tree), []).append(key)
    found = []
    for number, keys in enumerate(same for same in alike.values() if len(same) > 1):
        name = f"_shared_{number}"
        columns: dict[str, exp.Expr] = {}
        over = {key: _over(queries[key].tree, name, columns) for key in keys}
        found.append(Shared(name, _source(queries[keys[0]].tree, columns), over))
    return found


def _is_plain(tree: exp.Expr) -> bool:
    """A join of which rows are only described, not counted or looked up elsewhere."""
    return (
        isinstance(tree, exp.Select)
        and bool(tree.args.get("joins"))
        and not any(
            value for key, value in tree.args.items() if key not in {*_SOURCE, "expressions"}
        )
        and not any(
            has_aggregate(part) or part.find(exp.Query, exp.Window) for part in tree.expressions
        )
    )


def _source_parts(tree: exp.Expr) -> tuple[exp.Expr | None, ...]:
    """What a query reads from; trees that say the same are equal."""
    parts = [tree.args.get(name) for name in _SOURCE]
    return tuple(each for part in parts for each in (part if isinstance(part, list) else [part]))


def _over(tree: exp.Expr, name: str, columns: dict[str, exp.Expr]) -> exp.Select:
    """The same columns measured from table ``name``; notes what they need in ``columns``."""
    parts = [part.copy() for part in tree.expressions]
    for part in parts:
        for column in list(part.find_all(exp.Column)):
            kept = f"{column.table}__{column.name}"
            columns.setdefault(kept, column.copy())
            column.set("this", exp.to_identifier(kept))
            column.set("table", exp.to_identifier(name))
    return exp.Select(expressions=parts, from_=exp.From(this=exp.to_table(name)))


def _source(tree: exp.Expr, columns: Mapping[str, exp.Expr]) -> exp.Select:
    source = tree.copy()
    source.set("expressions", [exp.alias_(column, kept) for kept, column in columns.items()])
    assert isinstance(source, exp.Select)  # noqa: S101 - only a SELECT is plain
    return source
