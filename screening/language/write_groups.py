"""Groups: keys stay in one piece, and what is named as one gets its name outside.

A key that is an expression is known again by how it is written. DuckDB and PostgreSQL read ``(a AND
b) AND c`` as one condition, in which they do not find the key ``a AND b`` again; in Polars a column
of such a key may not stand by itself. And in Polars ``SELECT k AS a, COUNT(*) * n AS k ... GROUP BY
k, n`` gives the numbers for ``a`` too: it looks up the key by the name that the selected column has
just taken.
"""

from __future__ import annotations

from sqlglot import exp

from screening.language.build import Change, Dialect, cast

_INSIDE = "_grouped"
_FREE = (exp.AggFunc, exp.Group, exp.Where, exp.Join, exp.Query)
"""What every column of the tables may stand in."""


def over_keys(node: exp.Expr) -> bool:
    """Whether a part of a SELECT reckons with keys of the groups that are no columns."""
    above = node
    while not (isinstance(above, _FREE) or above.meta_get("grouped")):
        if above.parent is None:
            return False
        above = above.parent
    group = above.args.get("group") if isinstance(above, exp.Select) else None
    keys = [] if group is None else group.expressions
    return not all(isinstance(key, exp.Column) for key in keys)


def _in_one_piece(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """A condition that is a key, so that it is not taken apart inside another one."""
    condition = node.this if isinstance(node, exp.Paren) else node
    whole = node.meta_get("grouped") and isinstance(condition, exp.And | exp.Or)
    return cast(condition, "boolean") if whole else node


def named_outside(node: exp.Select) -> exp.Select:
    """The same columns, selected from the groups under names that no key has."""
    group = node.args.get("group")
    keys = {each.name for each in (group.find_all(exp.Column) if group is not None else [])}
    if not any(_hides(part, keys) for part in node.expressions):
        return node
    names = [part.alias_or_name for part in node.expressions]
    inside = [f"{_INSIDE}_{number}" for number in range(len(names))]
    node.set(
        "expressions",
        [
            exp.alias_(part.unalias(), name)
            for part, name in zip(node.expressions, inside, strict=True)
        ],
    )
    clause = node.args.get("with_")
    node.set("with_", None)
    table = exp.TableAlias(this=exp.to_identifier(_INSIDE))
    return exp.Select(
        expressions=[
            exp.alias_(exp.column(mine, table=_INSIDE), name)
            for mine, name in zip(inside, names, strict=True)
        ],
        from_=exp.From(this=exp.Subquery(this=node, alias=table)),
        with_=clause,
    )


def _hides(part: exp.Expr, keys: set[str]) -> bool:
    value = part.unalias()
    return part.alias_or_name in keys and not (
        isinstance(value, exp.Column) and value.name == part.alias_or_name
    )


CHANGES: dict[type[exp.Expr], Change] = dict.fromkeys([exp.And, exp.Or, exp.Paren], _in_one_piece)
"""What DuckDB and PostgreSQL need."""
