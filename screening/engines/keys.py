"""What the keys of registers say, without looking at rows: which columns tell rows apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from screening.engines.counting import sources
from screening.language.aggregates import has_aggregate
from screening.language.joining import conjuncts

Most = Callable[[frozenset[str]], int]
"""The most rows that any value of some columns has."""


@dataclass(frozen=True)
class Size:
    """At most this many rows; ``most`` per value of some columns.

    ``unique`` columns tell rows apart by the keys of the registers alone, when any do. ``width``
    gives the bytes of the longest value of a column, ``names`` are the columns in order.
    """

    rows: int
    most: Most
    width: Callable[[str], float]
    unique: frozenset[str] | None = None
    names: tuple[str, ...] = ()


def compared(parts: list[exp.Expr], alias: str) -> frozenset[str]:
    """Columns of ``alias`` that an equality compares as they are with something else."""
    found = set()
    for part in parts:
        if not isinstance(part, exp.EQ):
            continue
        for side, across in ((part.this, part.expression), (part.expression, part.this)):
            tables = {column.table for column in across.find_all(exp.Column)}
            if isinstance(side, exp.Column) and side.table == alias and alias not in tables:
                found.add(side.name)
    return frozenset(found)


def both(left: Size, right: Size, rows: int) -> Size:
    """Two queries under each other, of that many rows together."""
    across = dict(zip(left.names, right.names, strict=False))

    def most(keys: frozenset[str]) -> int:
        return left.most(keys) + right.most(frozenset(across[key] for key in keys))

    def width(name: str) -> float:
        return max(left.width(name), right.width(across[name]))

    return Size(rows, most, width, names=left.names)


def unique_after(node: exp.Select, of_first: frozenset[str] | None) -> frozenset[str] | None:
    """Output columns that tell rows apart; ``of_first`` are those of the first table."""
    group = node.args.get("group")
    if group is not None:
        named = {part.unalias(): part.alias_or_name for part in node.expressions}
        keys = [named.get(key) for key in group.expressions]
        return None if None in keys else frozenset(key for key in keys if key)
    if any(has_aggregate(part) for part in node.expressions):
        return frozenset()
    if node.args.get("distinct"):
        return frozenset(part.alias_or_name for part in node.expressions)
    kept = {there: here for here, there in _origin(node).items()}
    if of_first is None or not of_first <= kept.keys():
        return None
    return frozenset(kept[key] for key in of_first)


def most_after(
    node: exp.Select, start: Size, unique: frozenset[str] | None, rows: int, factor: int
) -> Most:
    """Rows per value of output columns: those of the first table, times what joins add to each."""
    origin = _origin(node)

    def most(keys: frozenset[str]) -> int:
        if unique is not None and unique <= keys:
            return 1
        known = frozenset(origin[key] for key in keys if key in origin)
        return min(rows, start.most(known) * factor) if known else rows

    return most


def _origin(node: exp.Select) -> dict[str, str]:
    """Output columns that hold a column of the first table, with their names there.

    What an inner join sets equal to such a column holds the same.
    """
    first = sources(node)[0].alias_or_name
    inner = [join for join in node.args.get("joins") or [] if not join.side]
    same: dict[exp.Expr, str] = {}
    for part in (part for join in inner for part in conjuncts(join.args["on"])):
        if not isinstance(part, exp.EQ):
            continue
        for mine, other in ((part.this, part.expression), (part.expression, part.this)):
            if isinstance(mine, exp.Column) and mine.table == first:
                same[other] = mine.name
    origin = {}
    for part in node.expressions:
        column = part.unalias()
        if isinstance(column, exp.Column) and column.table == first:
            origin[part.alias_or_name] = column.name
        elif column in same:
            origin[part.alias_or_name] = same[column]
    return origin
