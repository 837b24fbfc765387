"""What Spark needs said besides in ANSI mode: doubles from FLOOR, sums that cannot overflow.

FLOOR and CEIL give 64-bit whole numbers there, so a number that has no fraction any more is left as
it is. A sum of whole numbers that might pass 64 bits is an error, also where nobody asks for it.
And what IN says of a query is no or yes there, never unknown, unless rows are chosen by it alone.
"""

from __future__ import annotations

from sqlglot import exp

from screening.language.build import Change, Dialect, bracketed, cast, kind_of, number, real, size
from screening.language.size import LARGEST_WHOLE
from screening.language.write_groups import CHANGES as GROUPS

_EXACT = exp.DataType.build("DECIMAL(19, 0)")
"""Holds every whole number of 64 bits; a sum of these holds all rows there can be."""

_AMONG, _VALUE = "_among", "_value"


def _whole_part(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """FLOOR and CEIL of doubles, as doubles; from 2^53 on a double is whole already."""
    value = real(node.this)
    fits = exp.LT(this=size(value), expression=number(LARGEST_WHOLE))
    kind = type(node)
    whole = exp.If(this=fits, true=cast(kind(this=value.copy()), "double"))
    return exp.Case(ifs=[whole], default=value)


def _sum(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Added up without bound where 64 bits might not do; who asks for it has looked at its size."""
    if node.meta_get("unbounded") and kind_of(node.this) == "int":
        node.set("this", exp.Cast(this=node.this, to=_EXACT.copy()))
    return node


def _in_query(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Whether it is among the rows, in three questions that are yes or no each."""
    query = node.args.get("query")
    if query is None or _chooses_rows(node):
        return node
    inner: exp.Expr = query.this if isinstance(query, exp.Subquery) else query
    value, found = node.this, exp.column(_VALUE, table=_AMONG)

    def some(condition: exp.Expr | None) -> exp.Expr:
        table = exp.TableAlias(this=exp.to_identifier(_AMONG), columns=[exp.to_identifier(_VALUE)])
        rows = exp.Select(
            expressions=[exp.alias_(number(1), "_one")],
            from_=exp.From(this=exp.Subquery(this=inner.copy(), alias=table)),
        )
        if condition is not None:
            rows.set("where", exp.Where(this=condition))
        return exp.Exists(this=rows)

    unknown = exp.Null()
    nothing = exp.Case(ifs=[exp.If(this=some(None), true=unknown)], default=exp.Boolean(this=False))
    same = exp.EQ(this=bracketed(value.copy()), expression=found)
    absent = exp.Is(this=found.copy(), expression=exp.Null())
    return exp.Case(
        ifs=[
            exp.If(this=exp.Is(this=bracketed(value), expression=exp.Null()), true=nothing),
            exp.If(this=some(same), true=exp.Boolean(this=True)),
            exp.If(this=some(absent), true=unknown.copy()),
        ],
        default=exp.Boolean(this=False),
    )


def _chooses_rows(node: exp.Expr) -> bool:
    """Whether rows are kept where it is so, or where it is not, and by nothing less."""
    above = node.parent
    if isinstance(above, exp.Not):
        above = above.parent
    while isinstance(above, exp.And | exp.Paren):
        above = above.parent
    return isinstance(above, exp.Where | exp.Having)


CHANGES: dict[type[exp.Expr], Change] = {
    **GROUPS,
    exp.Floor: _whole_part,
    exp.Ceil: _whole_part,
    exp.Sum: _sum,
    exp.In: _in_query,
}
