"""What a query costs an engine to read and plan, found without writing it out.

Short SQL can be long once it is written for an engine: our rewriting repeats arguments, Polars
repeats more of them, and every WITH query is written out where it is read. Planning visits every
part below every other, so its time and memory go with the sum of the sizes of all parts; and
Polars goes through the plan below a SELECT again for every column that the SELECT names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sqlglot import exp

COLUMNS_WEIGH = 4
"""How many parts below a named column take as long as one part of an expression."""


class Written(NamedTuple):
    """The size of some SQL once an engine has written it out.

    ``parts`` it consists of, ``work`` the sum of the parts of each of its parts, ``levels`` that
    the reader of the SQL goes down for it, ``columns`` named in it.
    """

    parts: int
    work: int
    levels: int
    columns: int


_Queries = Mapping[str, Written]
"""WITH queries in scope, by name."""
_NOTHING = Written(0, 0, 0, 0)
_LEAF = Written(1, 1, 1, 0)
_COLUMN = Written(1, 1, 1, 1)
_CONSTANT = Written(2, 3, 1, 0)
"""A number with its type."""


def written(tree: exp.Expr) -> Written:
    """The size of a query or a condition; however much repeats, each node is visited once."""
    return _part(tree, {})


def _query(node: exp.Expr, known: _Queries) -> Written:
    if isinstance(node, exp.Subquery):
        return _query(node.this, known)
    clause = node.args.get("with_")
    named = dict(known)
    levels = 0
    for cte in clause.expressions if clause is not None else []:
        named[cte.alias] = _query(cte.this, named)
        levels = max(levels, named[cte.alias].levels + 1)
    if isinstance(node, exp.Union):
        found = _beside([_query(node.this, named), _query(node.expression, named)])
    else:
        found = _select(node, named)
    return found._replace(levels=max(found.levels, levels))


def _select(node: exp.Expr, known: _Queries) -> Written:
    source = node.args.get("from_")
    joins = node.args.get("joins") or []
    tables = [] if source is None else [source.this, *(join.this for join in joins)]
    below = _beside(_source(table, known) for table in tables)
    clauses = [node.args.get(name) for name in ("where", "having")]
    group = node.args.get("group")
    asked = [
        *node.expressions,
        *(group.expressions if group is not None else []),
        *(clause.this for clause in clauses if clause is not None),
        *(join.args["on"] for join in joins if join.args.get("on") is not None),
    ]
    own = _beside(_part(part, known) for part in asked)
    work = below.work + own.work + own.columns * below.parts // COLUMNS_WEIGH + 1
    return Written(below.parts + own.parts + 1, work, 1 + max(below.levels, own.levels), 0)


def _source(node: exp.Expr, known: _Queries) -> Written:
    if isinstance(node, exp.Table):
        found = known.get(node.name, _LEAF)
        return Written(found.parts + 1, found.work + 1, 1, 0)
    return _deeper(_query(node, known), 1)


def _part(node: exp.Expr, known: _Queries) -> Written:
    """The size of an expression: all that stands in it, as often as it is written."""
    kind = type(node)
    if kind in _LEAVES:
        return _LEAVES[kind]
    if kind in _SPECIAL:
        return _SPECIAL[kind](node, known)
    repeats = _REPEATS.get(kind)
    repeat = repeats(node) if repeats is not None else {}
    added, deeper = _ADDED.get(kind, (0, 1))
    if _near(node):
        added, deeper = added + 10, deeper + 2
    parts, work, levels, columns = 1 + added, 0, 1, 0
    for key, value in node.args.items():
        if not value or key in _NO_PART:
            continue
        times = repeat.get(key, 1)
        down = deeper - 1 if key == "this" and kind in _SIGNS else deeper
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, exp.Expr):
                inner = _part(item, known)
                parts += inner.parts * times
                work += inner.work * times
                levels = max(levels, inner.levels + down)
                columns += inner.columns * times
    return Written(parts, work + parts, levels, columns)


def _deeper(found: Written, levels: int) -> Written:
    return Written(found.parts, found.work, found.levels + levels, found.columns)


def _beside(several: Iterable[Written]) -> Written:
    parts = work = levels = columns = 0
    for each in several:
        parts += each.parts
        work += each.work
        levels = max(levels, each.levels)
        columns += each.columns
    return Written(parts, work, levels, columns)


def _case(node: exp.Expr, known: _Queries) -> Written:
    """Every WHEN stands in the ELSE of the one before, with a copy of what is compared."""
    subject, default = node.args.get("this"), node.args.get("default")
    compared = _NOTHING if subject is None else _part(subject, known)
    rest = _NOTHING if default is None else _part(default, known)
    for branch in reversed(node.args["ifs"]):
        own = [compared, _part(branch.this, known), _part(branch.args["true"], known)]
        rest = _chained([*own, rest])
    return _deeper(rest, 1)


def _in(node: exp.Expr, known: _Queries) -> Written:
    """What is looked up among other than constants is compared with each, one after another."""
    asked = _part(node.this, known)
    if node.args.get("query") is not None:
        return _chained([asked, _deeper(_query(node.args["query"], known), 1)])
    options = node.expressions
    if not any(option.find(exp.Column) for option in options) and len(options) > SHORT_LIST:
        return _deeper(_chained([asked, *(_LEAF for _ in options)]), 1)
    rest = _NOTHING
    for option in options:
        rest = _chained([asked, _part(option, known), rest])
    return _deeper(rest, 3)


def _cast(node: exp.Expr, known: _Queries) -> Written:
    """A real becomes a whole number in as many steps as ROUND takes."""
    inner = _part(node.this, known)
    if node.meta_get("from") != "real" or node.args["to"].this not in _WHOLE:
        return _deeper(_chained([inner]), 1)
    return _deeper(_chained([inner, inner, inner, *(_LEAF for _ in range(30))]), 7)


def _is_plain(divided: exp.Expr) -> bool:
    """Whether Polars divides it without another copy of it: columns reckoned with, or counts.

    Of a key of the groups that is no column, the whole key is copied.
    """
    parts = list(divided.walk())
    if any(part.meta_get("grouped") and not isinstance(part, exp.Column) for part in parts):
        return False
    if any(isinstance(part, exp.AggFunc | exp.Window) for part in parts):
        return not any(isinstance(part, exp.Window) for part in parts)
    return all(isinstance(part, _PLAIN) for part in parts)


def _near(node: exp.Expr) -> bool:
    """Whether numbers count as equal here when they agree to 12 digits."""
    return bool(node.meta_get("near"))


def _chained(several: Iterable[Written]) -> Written:
    found = _beside(several)
    return Written(found.parts + 2, found.work + found.parts + 2, found.levels, found.columns)


SHORT_LIST = 12
"""Lists of constants up to this long may become comparisons, see dialects.py."""
_WHOLE = {exp.DType.INT, exp.DType.BIGINT}
_PLAIN = (
    exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div,
)  # fmt: skip
_NO_PART = {"to", "_type", "table", "alias"}
_LEAVES: dict[type[exp.Expr], Written] = {
    exp.Column: _COLUMN,
    **dict.fromkeys([exp.Boolean, exp.Null, exp.Star, exp.Var, exp.Identifier], _LEAF),
}
_SIGNS = {
    exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.Like,
    exp.Add, exp.Sub, exp.DPipe, exp.Between,
}  # fmt: skip
"""What stands before one of these signs is read on the level of the whole."""
_SPECIAL: dict[type[exp.Expr], Callable[[exp.Expr, _Queries], Written]] = {
    exp.Case: _case,
    exp.Cast: _cast,
    exp.In: _in,
    exp.Literal: lambda node, _: _LEAF if node.is_string else _CONSTANT,
    exp.Alias: lambda node, known: _part(node.this, known),
    exp.Select: _query,
    exp.Union: _query,
    exp.Subquery: lambda node, known: _deeper(_query(node, known), 1),
}
_REPEATS: dict[type[exp.Expr], Callable[[exp.Expr], dict[str, int]]] = {
    exp.Round: lambda _: {"this": 3},
    exp.Div: lambda node: {"this": 1 if _is_plain(node.this) else 2, "expression": 2},
    exp.Filter: lambda node: {
        "expression": 4 if isinstance(node.this, exp.Stddev) else 2,
        "this": 2,
    },
    exp.Window: lambda _: {"this": 2, "partition_by": 2, "order": 2},
    exp.Between: lambda node: {"this": 4, "low": 2, "high": 2} if _near(node) else {"this": 2},
    exp.Right: lambda _: {"this": 3},
    **dict.fromkeys([exp.Pow, exp.Stddev], lambda _: {"this": 4}),
    **dict.fromkeys([exp.Ln, exp.Sqrt, exp.Exp, exp.Nullif, exp.Sum], lambda _: {"this": 2}),
    **dict.fromkeys([exp.Floor, exp.Ceil], lambda node: {"this": 2} if _near(node) else {}),
    **dict.fromkeys(
        [exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE],
        lambda node: {"this": 2, "expression": 2} if _near(node) else {},
    ),
}
"""How often an argument is written: by our rewriting (ROUND) or by Polars itself (NULLIF).

By that for PostgreSQL where it writes more (POWER), for it gives the meaning.
"""
_ADDED: dict[type[exp.Expr], tuple[int, int]] = {
    exp.Round: (30, 8),
    **dict.fromkeys([exp.Div, exp.Pow, exp.Stddev], (12, 4)),
    exp.Lower: (6, 3),
    exp.Upper: (330, 1),
    exp.Right: (6, 2),
    exp.Concat: (4, 2),
    **dict.fromkeys([exp.Ln, exp.Sqrt, exp.Exp], (8, 3)),
    **dict.fromkeys([exp.Mul, exp.Sum, exp.Anonymous], (4, 3)),
    **dict.fromkeys([exp.Trim, exp.Is, exp.Filter, exp.Window, exp.Between], (4, 2)),
    **dict.fromkeys([exp.Count, exp.Length, exp.Extract, exp.Floor, exp.Ceil], (2, 2)),
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], (2, 2)),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ], (3, 3)),
}
"""Parts and levels that rewriting adds to a node; none, and its own level, by default."""
