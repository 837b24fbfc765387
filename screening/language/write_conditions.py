"""Comparisons with the same meaning on every engine, the column on the left.

Polars compares a fixed value on the left with a column that one value fills as if it were one row,
and reads past its end (docs/upstream.md). So it does with one value of all rows, such as MAX(x)
OVER (), beside one per row. Here the left side never has fewer values than the right one.
"""

from __future__ import annotations

from sqlglot import exp

from screening.language.build import Change, Dialect, bracketed, near, real, size
from screening.language.size import fixed_number
from screening.language.unions import selects

SHORT_LIST = 12
_COMPARED = ("this", "expression")
_TURNED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.EQ,
    exp.NEQ: exp.NEQ,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.NullSafeEQ: exp.NullSafeEQ,
    exp.NullSafeNEQ: exp.NullSafeNEQ,
}
_CONDITIONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is,
    exp.In, exp.Between, exp.Like, exp.Not, exp.And, exp.Or,
)  # fmt: skip
_PER_GROUP = (exp.Count, exp.Sum, exp.Stddev)
"""Aggregates that differ per group of a fixed value too."""
_PER_ROW = 4


def _weight(node: exp.Expr) -> int:
    """How much a side differs from row to row or group to group; the lesser one is written last.

    4 for what has a value per row or group, 3 for a window over all rows, 2 for a subquery that
    stands by itself, 1 for an aggregate of a fixed value, 0 for what is fixed.
    """
    if isinstance(node, exp.Column):
        return _PER_ROW
    found, waiting = 0, [node]
    while waiting and found < _PER_ROW:
        part = waiting.pop()
        if isinstance(part, exp.Column):
            found = _PER_ROW
        elif isinstance(part, exp.Query):
            found = max(found, 2 if _stands_alone(part) else _PER_ROW)
        elif isinstance(part, exp.Window):
            bounds = [*part.args.get("partition_by", []), part.args.get("order")]
            bounded = any(each is not None and each.find(exp.Column) for each in bounds)
            found = max(found, _PER_ROW if bounded else 3)
        else:
            if isinstance(part, exp.AggFunc):
                found = max(found, _PER_ROW if isinstance(part, _PER_GROUP) else 1)
            waiting += part.iter_expressions()
    return found


def _stands_alone(query: exp.Expr) -> bool:
    """Whether a subquery names no column of the query around it."""
    own = {source.alias_or_name for source in query.find_all(exp.Table, exp.Subquery)}
    return all(column.table in own for column in query.find_all(exp.Column))


def _pair(kind: type[exp.Expr], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """The comparison, turned round where the left side is fixed and the right side is not."""
    left, right = _apart(left), _apart(right)
    if _weight(left) < _weight(right):
        return _TURNED[kind](this=right, expression=left)
    return kind(this=left, expression=right)


def _apart(node: exp.Expr) -> exp.Expr:
    """In brackets when it is a condition itself: engines read ``a = b = c`` each in its own way."""
    return bracketed(node) if isinstance(node, _CONDITIONS) else node


def _operands(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Conditions inside a condition in brackets."""
    for key, value in node.args.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, _CONDITIONS):
                place = part.index  # which brackets of its own take away
                node.set(key, bracketed(part), place)
    return node


def _compare(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Whole and real numbers are compared as reals, also as the key of a join."""
    _operands(node, dialect)
    if _mixed(node):
        for key, kind in zip(_COMPARED, node.meta["kinds"], strict=False):
            if kind == "int":
                node.set(key, real(node.args[key]))
    turned = _weight(node.this) < _weight(node.expression)
    if turned:
        made = _TURNED[type(node)](this=node.expression, expression=node.this)
        made.meta.update(node.meta)
        node = made
    return _nearly(node) if node.meta_get("near") else node


def _nearly(node: exp.Expr) -> exp.Expr:
    """Numbers that agree to 12 digits are equal."""
    left, right = node.this, node.expression
    fixed = fixed_number(right)
    if fixed == 0:
        return node
    if fixed is not None:
        slack: exp.Expr = exp.Mul(this=size(right), expression=near())
    else:
        both = exp.Add(this=size(left), expression=size(right))
        slack = exp.Mul(this=bracketed(both), expression=near())
    if isinstance(node, exp.EQ | exp.NEQ):
        apart = size(exp.Sub(this=left, expression=right))
        kind = exp.LTE if isinstance(node, exp.EQ) else exp.GT
        return kind(this=apart, expression=slack)
    step = exp.Sub if isinstance(node, exp.GTE | exp.LT) else exp.Add
    return type(node)(this=left, expression=step(this=right, expression=slack))


def _compare_null_safe(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """In brackets, for Polars reads ``a IS DISTINCT FROM b AND c`` as ``... FROM (b AND c)``."""
    return bracketed(_compare(node, dialect))


def _is_truth(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """IS TRUE and IS FALSE answer for NULL too."""
    _operands(node, dialect)
    if not isinstance(node.expression, exp.Boolean):
        return node
    wanted = bool(node.expression.this)
    filled = exp.Coalesce(this=node.this, expressions=[exp.Boolean(this=not wanted)])
    positive = wanted != bool(node.args.get("negate"))
    return filled if positive else exp.Not(this=filled)


def _in_list(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Mixed whole and real numbers are compared as reals.

    A fixed value looked up among columns becomes equalities. So does a short list in what is
    counted per group, where Polars looks it up group by group, and one of columns there, which it
    takes for an aggregate.
    """
    _operands(node, dialect)
    options = node.args.get("expressions")
    if not options:
        return _in_query(node) if _mixed(node) else node
    if _mixed(node):
        node.set("this", real(node.this))
        node.set("expressions", [real(option) for option in options])
        options = node.expressions
    fixed = _weight(node.this) == 0 and len(options) <= SHORT_LIST
    lookup = fixed or _weight(node.this) < max(map(_weight, options))
    column = node.this.this if isinstance(node.this, exp.Cast) else node.this
    short = isinstance(column, exp.Column) and len(options) <= SHORT_LIST
    varies = any(_weight(option) for option in options)
    if not (lookup or ((short or varies) and _is_counted(node))):
        return node
    tests = [_pair(exp.EQ, node.this.copy(), option) for option in options]
    return bracketed(exp.or_(*tests, copy=False))


def _in_query(node: exp.Expr) -> exp.Expr:
    """Whole numbers among reals, or reals among whole numbers: as reals on both sides."""
    node.set("this", real(node.this))
    for select in selects(node.args["query"]):
        value = select.expressions[0]
        made = real(value.unalias())
        select.set("expressions", [exp.alias_(made, value.alias) if value.alias else made])
    return node


def _is_counted(node: exp.Expr) -> bool:
    above = node.find_ancestor(exp.AggFunc, exp.Filter, exp.Query)
    return isinstance(above, exp.AggFunc | exp.Filter)


def _mixed(node: exp.Expr) -> bool:
    return {"int", "real"} <= set(node.meta_get("kinds", ()))


def _between(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    _operands(node, dialect)
    if _mixed(node):
        for key in ("this", "low", "high"):
            node.set(key, real(node.args[key]))
    value, low, high = node.this, node.args["low"], node.args["high"]
    if _weight(value) >= max(_weight(low), _weight(high)) and not node.meta_get("near"):
        return node
    ends = [exp.GTE(this=value, expression=low), exp.LTE(this=value.copy(), expression=high)]
    for end in ends:
        end.meta["kinds"] = ("text",) if "text" in node.meta_get("kinds", ()) else ()
        end.meta["near"] = node.meta_get("near")
    return bracketed(exp.and_(*(_compare(end, dialect) for end in ends), copy=False))


def _case(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """CASE of a fixed value compares from the other side."""
    value = node.args.get("this")
    if value is None or _weight(value) >= max(_weight(each.this) for each in node.args["ifs"]):
        return node
    for branch in node.args["ifs"]:
        branch.set("this", _pair(exp.EQ, value.copy(), branch.this))
    node.set("this", None)
    return node


def _null_if(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """NULLIF of a fixed value compares from the other side."""
    value, other = node.this, node.expression
    if _weight(value) >= _weight(other):
        return node
    same = _pair(exp.EQ, value.copy(), other)
    return exp.Case(ifs=[exp.If(this=same, true=exp.Null())], default=value)


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Is: _is_truth,
    exp.Like: _operands,
    exp.In: _in_list,
    exp.Between: _between,
    exp.Case: _case,
    exp.Nullif: _null_if,
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], _compare),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ], _compare_null_safe),
}
