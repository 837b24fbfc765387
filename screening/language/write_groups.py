"""Groups in Polars: what is counted per group and named as a key gets its name outside.

``SELECT k AS a, COUNT(*) * n AS k ... GROUP BY k, n`` gives the numbers for ``a`` too: Polars looks
up the key by the name that the selected column has just taken.
"""

from __future__ import annotations

from sqlglot import exp

_INSIDE = "_grouped"


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
