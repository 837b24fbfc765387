"""How long texts can become: which texts a value holds, how often, and where new ones are made.

A text is held as often as its columns are joined to it; REPLACE can make every part of it longer.
Of CASE and COALESCE the longest counts. What a query makes per row is known before it runs, from
the longest text of each column it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlglot import exp

from screening.language.aggregates import has_aggregate
from screening.language.trees import outermost, parts

Holds = dict[exp.Column | None, float]
"""How often a text holds that of each column; ``None`` stands for bytes of its own."""
VALUE = 16
"""Bytes of a value in a joined row; of a text only where it stands, the text itself is shared."""
NUMBER = 8
"""Bytes of a value that is no text."""
_MAKES = (exp.DPipe, exp.Concat, exp.Replace)
_BYTES_PER_SIGN = 4
_LONGEST_WRITTEN = 24
"""Signs of a number, date or yes/no as a text."""


class Longest(NamedTuple):
    """Bytes of the longest value of a column, and of what a subquery in an expression gives."""

    column: Callable[[exp.Column], float]
    query: Callable[[exp.Expr], float]


def holds(node: exp.Expr, longest: Longest) -> Holds:
    """What a text consists of, at most; empty when it is no text."""
    if isinstance(node, exp.Column):
        return {node: 1.0}
    if isinstance(node, exp.Query):
        return {None: longest.query(node)}
    if type(node) in _MADE_BY:
        return _MADE_BY[type(node)](node, longest)
    if type(node) in _ONE_OF:
        return _widest(holds(part, longest) for part in _ONE_OF[type(node)](node))
    return {}


def width(node: exp.Expr, longest: Longest) -> float:
    """Bytes of the longest value of an expression."""
    found = holds(node, longest)
    return bytes_of(found, longest) if found else NUMBER


def makes(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of an expression that make texts of their own, outermost only."""
    return outermost(node, _MAKES, beyond=(exp.Query,))


def queries_in(node: exp.Expr) -> Iterator[exp.Expr]:
    """The queries that stand in an expression, not those within them."""
    return outermost(node, (exp.Query,))


def outputs(select: exp.Expr, longest: Longest) -> dict[str, float]:
    """Bytes of the longest value per column of a SELECT, in order."""
    return {part.alias_or_name: width(part.unalias(), longest) for part in select.expressions}


def added_per_row(select: exp.Expr, longest: Longest) -> Holds:
    """What a SELECT makes anew per row of its source.

    Texts anywhere, other values as columns, and after a join every column that is used of it.
    """
    texts = [holds(text, longest) for part in clauses(select) for text in makes(part)]
    grouped = select.args.get("group") or any(has_aggregate(part) for part in select.expressions)
    plain = [isinstance(part.unalias(), exp.Column) for part in select.expressions]
    others = 0 if grouped else NUMBER * plain.count(False)
    if select.args.get("joins"):
        used = {
            node for part in clauses(select) for node in parts(part) if isinstance(node, exp.Column)
        }
        others += VALUE * len(used)
    return _added([*texts, {None: float(others)}])


def bytes_of(found: Mapping[exp.Column | None, float], longest: Longest) -> float:
    """Bytes at most, when every column holds its longest text."""
    return sum(
        times if column is None else times * longest.column(column)
        for column, times in found.items()
    )


def clauses(select: exp.Expr) -> Iterator[exp.Expr]:
    """Everything a SELECT works out itself, WITH queries and tables apart."""
    yield from select.expressions
    found = [select.args.get(name) for name in ("where", "group", "having")]
    found += [join.args.get("on") for join in select.args.get("joins") or []]
    yield from (clause for clause in found if clause is not None)


def _added(several: Iterable[Holds]) -> Holds:
    total: Holds = {}
    for each in several:
        for column, times in each.items():
            total[column] = total.get(column, 0.0) + times
    return total


def _widest(several: Iterable[Holds]) -> Holds:
    total: Holds = {}
    for each in several:
        for column, times in each.items():
            total[column] = max(total.get(column, 0.0), times)
    return total


def _literal(node: exp.Expr, _longest: Longest) -> Holds:
    return {None: float(len(node.name.encode()))} if node.is_string else {}


def _cast(node: exp.Expr, longest: Longest) -> Holds:
    """Of a number or date not what stands in its column counts, but what is written of it."""
    written = node.meta_get("from") not in {None, "text", "null"}
    return {None: float(_LONGEST_WRITTEN)} if written else holds(node.this, longest)


def _joined(node: exp.Expr, longest: Longest) -> Holds:
    return _added(holds(part, longest) for part in node.iter_expressions())


def _replaced(node: exp.Expr, longest: Longest) -> Holds:
    """Every occurrence of what is replaced can become as long as what comes instead."""
    instead = node.args.get("replacement")
    longer = 0.0 if instead is None else width(instead, longest)
    sought = max(len(node.expression.name.encode()), 1)
    times = max(1.0, longer / sought)
    return {column: count * times for column, count in holds(node.this, longest).items()}


def _cut(node: exp.Expr, longest: Longest) -> Holds:
    kept = node.args.get("length") if isinstance(node, exp.Substring) else node.expression
    whole = holds(node.this, longest)
    if not isinstance(kept, exp.Literal) or not kept.name.isdigit():
        return whole
    most = _BYTES_PER_SIGN * float(kept.name)
    return {None: most} if most < bytes_of(whole, longest) else whole


def _values(node: exp.Expr) -> list[exp.Expr]:
    default = node.args.get("default")
    branches = [branch.args["true"] for branch in node.args["ifs"]]
    return branches if default is None else [*branches, default]


_MADE_BY: dict[type[exp.Expr], Callable[[exp.Expr, Longest], Holds]] = {
    exp.Literal: _literal,
    exp.Cast: _cast,
    exp.DPipe: _joined,
    exp.Concat: _joined,
    exp.Replace: _replaced,
    **dict.fromkeys([exp.Substring, exp.Left, exp.Right], _cut),
}
_ONE_OF: dict[type[exp.Expr], Callable[[exp.Expr], list[exp.Expr]]] = {
    exp.Case: _values,
    **dict.fromkeys(
        [exp.Coalesce, exp.Greatest, exp.Least], lambda node: [node.this, *node.expressions]
    ),
    **dict.fromkeys(
        [
            exp.Paren, exp.Alias, exp.Lower, exp.Upper, exp.Trim, exp.Nullif, exp.Filter,
            exp.Window, exp.Min, exp.Max, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue,
        ],
        lambda node: [node.this],
    ),
}  # fmt: skip
"""Expressions of which the value is that of one of these parts, or a part of it."""
