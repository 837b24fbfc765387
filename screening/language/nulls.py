"""NULL has no kind of its own: it takes that of what it stands in for, or is refused.

PostgreSQL takes a NULL without a kind for a text, Polars for a kind that joins with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp

from screening.language.problems import shown
from screening.language.scope import Kind, Meaning, Relation, Scope

_CARRIES = (exp.Null, exp.Paren, exp.Alias, exp.Column, exp.Subquery, exp.Star)
"""What hands on a NULL that is judged where it comes from."""
_CHOOSES = (exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least)
"""Functions that take NULL among other values."""
_REMEDY = "leave it out, or write CAST(NULL AS INT)"


def check_null(node: exp.Expr, meaning: Meaning, scope: Scope) -> None:
    """Refuse what is NULL whatever the registers hold, and functions of NULL."""
    nothing = meaning.kind == "null" and not isinstance(node, _CARRIES)
    of_null = (
        isinstance(node, exp.Func)
        and not isinstance(node, (*_CHOOSES, exp.Binary, exp.Case, exp.Cast, exp.Exists))
        and any(isinstance(part.unnest(), exp.Null) for part in node.iter_expressions())
    )
    if nothing or of_null:
        scope.problems.add(
            f"{shown(node)} {'is always NULL' if nothing else 'asks something of NULL'}",
            node,
            expected="a value with a kind",
            remedy=_REMEDY,
        )


def check_columns(relation: Relation, node: exp.Expr, scope: Scope) -> None:
    """Refuse columns of a query that are always NULL."""
    for name, meaning in relation.columns.items():
        if meaning.kind == "null":
            scope.problems.add(
                f"column '{name}' is always NULL",
                node,
                expected="a column with a kind",
                remedy=_REMEDY,
            )


def give_kinds(query: exp.Expr, columns: Mapping[str, Meaning]) -> None:
    """NULL columns in the branches of a UNION ALL take the kind of their column."""
    if isinstance(query, exp.Union):
        for branch in (query.this, query.expression):
            give_kinds(branch, columns)
    elif isinstance(query, exp.Subquery):
        give_kinds(query.this, columns)
    else:
        _give(query.expressions, [meaning.kind for meaning in columns.values()])


def give_kind(parts: Iterable[exp.Expr], kind: Kind) -> None:
    """NULL among values that are compared or reckoned with takes the kind that they share."""
    if kind not in {"null", "unknown"}:
        listed = list(parts)
        _give(listed, [kind] * len(listed))


def _give(parts: Iterable[exp.Expr], kinds: Iterable[Kind]) -> None:
    for part, kind in zip(parts, kinds, strict=False):
        value = part.unalias().unnest()
        if isinstance(value, exp.Null):
            value.meta["takes"] = kind
