"""Stopping SQL that explodes before it eats memory.

Every step of a query gets an upper bound on its rows from the sizes of the registers and the most
rows any join key has. Only where that bound is over the budget the joined rows are counted, per
key, without making them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from screening.engines.base import CompiledQuery, Runner
from screening.errors import EngineError, Problem
from screening.packs.sql.aggregates import has_aggregate
from screening.packs.sql.dialects import render
from screening.packs.sql.joining import conjuncts
from screening.registers.schemas import REGISTERS

MAX_ROWS = 50_000_000


_Most = Callable[[frozenset[str]], int]


@dataclass(frozen=True)
class _Size:
    """At most this many rows; ``most`` gives the most rows any value of some columns has.

    ``unique`` columns tell rows apart by the keys of the registers alone, when any do.
    """

    rows: int
    most: _Most
    unique: frozenset[str] | None = None
    names: tuple[str, ...] = ()


class Budget:
    """Upper bounds on the rows each step of a query can yield."""

    def __init__(
        self,
        frames: Mapping[str, pl.LazyFrame],
        max_rows: int | None = None,
        runner: Runner = "streaming",
    ) -> None:
        self.frames = frames
        self.max_rows = MAX_ROWS if max_rows is None else max_rows
        self.runner: Runner = runner
        self._heights: dict[str, int] = {}
        self._most: dict[tuple[str, tuple[str, ...]], int] = {}

    def check(self, query: CompiledQuery) -> bool:
        """Whether no subject can come twice, going by the keys of the registers.

        Raises :class:`~screening.errors.EngineError` when a step exceeds the budget.
        """
        size = self._query(query.tree, {}, query.name, None)
        return size.unique is not None and size.unique <= {"subject"}

    def _query(
        self,
        node: exp.Expr,
        known: dict[str, _Size],
        name: str,
        clause: exp.Expr | None,
    ) -> _Size:
        """``known`` holds the WITH queries in scope, ``clause`` the WITH that defines them."""
        if isinstance(node, exp.Subquery):
            return self._query(node.this, known, name, clause)
        own = node.args.get("with_")
        known = dict(known)
        for cte in own.expressions if own is not None else []:
            known[cte.alias] = self._query(cte.this, known, name, own)
        clause = own if own is not None else clause
        if isinstance(node, exp.Union):
            left = self._query(node.this, known, name, clause)
            right = self._query(node.expression, known, name, clause)
            rows = self._within(left.rows + right.rows, name, "UNION ALL")
            return _Size(rows, _most_of_both(left, right), names=left.names)
        assert isinstance(node, exp.Select)  # noqa: S101 - the gate allows no other query
        return self._select(node, known, name, clause)

    def _select(
        self, node: exp.Select, known: dict[str, _Size], name: str, clause: exp.Expr | None
    ) -> _Size:
        first = node.args["from_"].this
        start = self._source(first, known, name, clause)
        rows, factor, once = start.rows, 1, True
        for position, join in enumerate(node.args.get("joins") or []):
            alias = join.this.alias_or_name
            right = self._source(join.this, known, name, clause)
            parts = conjuncts(join.args["on"])
            keys = _keys(parts, alias)
            once = once and right.unique is not None and right.unique <= keys
            per_row = right.most(keys) if right.rows else 0
            if position == 0 and not join.side and rows * per_row > self.max_rows:
                back = start.most(_keys(parts, first.alias_or_name))
                rows = min(rows * per_row, right.rows * back)
            else:
                rows *= max(per_row, 1) if join.side else per_row
            factor *= max(per_row, 1)
            if rows > self.max_rows:
                rows = self._counted(node, position, clause)
            self._within(rows, name, f"the join of '{alias}'")
        for inner in _inner_queries(node):
            self._inner(inner, rows, known, name, clause)
        names = tuple(part.alias_or_name for part in node.expressions)
        unique = _unique(node, start.unique if once else None)
        return _Size(rows, _most_after(node, start, unique, rows, factor), unique, names)

    def _source(
        self, node: exp.Expr, known: dict[str, _Size], name: str, clause: exp.Expr | None
    ) -> _Size:
        if isinstance(node, exp.Subquery):
            return self._query(node, known, name, clause)
        if node.name in known:
            return known[node.name]
        table = node.name
        register = REGISTERS.get(table)
        unique = frozenset(register.key) if register is not None and register.key else None
        return _Size(self._height(table), lambda keys: self._per_key(table, keys), unique)

    def _inner(
        self,
        inner: exp.Select,
        outer_rows: int,
        known: dict[str, _Size],
        name: str,
        clause: exp.Expr | None,
    ) -> None:
        """A subquery in a condition; tied by more than equalities it runs as a join."""
        size = self._query(inner, known, name, clause)
        here = {part.alias_or_name for part in _sources(inner)}
        where = inner.args.get("where")
        ties = [
            part
            for part in (conjuncts(where.this) if where is not None else [])
            if any(column.table not in here for column in part.find_all(exp.Column))
            and not part.find(exp.Query)
        ]
        if all(isinstance(part, exp.EQ) for part in ties):
            return
        source = _sources(inner)[0]
        start = self._source(source, known, name, clause)
        alone = len(_sources(inner)) == 1
        per_row = start.most(_keys(ties, source.alias_or_name)) if alone else size.rows
        self._within(outer_rows * per_row, name, "a subquery")

    def _per_key(self, table: str, keys: frozenset[str]) -> int:
        """The most rows of a register that share values of ``keys``; NULL joins nothing."""
        register = REGISTERS.get(table)
        if register is not None and register.key and set(register.key) <= keys:
            return 1
        if not keys or table not in self.frames:
            return self._height(table)
        columns = sorted(keys)
        wanted = (table, tuple(columns))
        if wanted not in self._most:
            counts = self.frames[table].select(columns).drop_nulls().group_by(columns).len()
            most = counts.select(pl.col("len").max()).collect(engine=self.runner).item()
            self._most[wanted] = int(most or 0)
        return self._most[wanted]

    def _height(self, name: str) -> int:
        if name not in self._heights:
            frame = self.frames.get(name, pl.LazyFrame())
            height = frame.select(pl.len()).collect(engine=self.runner).item()
            self._heights[name] = int(height)
        return self._heights[name]

    def _counted(self, node: exp.Select, position: int, clause: exp.Expr | None) -> int:
        """Rows of a join, counted per key on both sides."""
        joins = node.args["joins"]
        join = joins[position]
        alias = join.this.alias_or_name
        left_names = {part.alias_or_name for part in _sources(node)[: position + 1]}
        pairs, mine, other = [], [], []
        for part in conjuncts(join.args["on"]):
            tables = {column.table for column in part.find_all(exp.Column)}
            if tables <= {alias}:
                other.append(part)
            elif isinstance(part, exp.EQ):
                first = {column.table for column in part.this.find_all(exp.Column)}
                sides = (
                    (part.expression, part.this) if alias in first else (part.this, part.expression)
                )
                pairs.append(sides)
        where = node.args.get("where")
        for part in conjuncts(where.this) if where is not None else []:
            tables = {column.table for column in part.find_all(exp.Column)}
            if part.find(exp.Query) is None and tables and tables <= left_names:
                mine.append(part)
            elif part.find(exp.Query) is None and tables == {alias} and not join.side:
                other.append(part)
        left = _per_key_counts(
            node.args["from_"].this, joins[:position], [pair[0] for pair in pairs], mine
        )
        right = _per_key_counts(join.this, [], [pair[1] for pair in pairs], other)
        on = exp.and_(
            *(
                exp.EQ(
                    this=exp.column(f"k{number}", table="mine"),
                    expression=exp.column(f"k{number}", table="other"),
                )
                for number in range(len(pairs))
            )
        )
        product = exp.Mul(
            this=exp.column("n", table="mine"), expression=exp.column("n", table="other")
        )
        total = exp.Select(
            expressions=[exp.alias_(exp.Sum(this=product), "n")],
            from_=exp.From(this=_named(left, "mine")),
            joins=[exp.Join(this=_named(right, "other"), on=on)],
            with_=clause.copy() if clause is not None else None,
        )
        with pl.SQLContext(dict(self.frames), register_globals=False) as context:
            counted = context.execute(render(total, "polars"), eager=False)
            rows = counted.collect(engine=self.runner).item()
        return int(rows or 0)

    def _within(self, rows: int, name: str, step: str) -> int:
        if rows > self.max_rows:
            raise EngineError(
                Problem(
                    f"rule '{name}' would make {rows:,} rows at {step}, so it was stopped",
                    expected=f"at most {self.max_rows:,} rows at any step",
                    remedy="join on a key that few rows share, or group before joining",
                )
            )
        return rows


def _named(query: exp.Select, alias: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def _per_key_counts(
    source: exp.Expr, joins: list[exp.Join], keys: list[exp.Expr], conditions: list[exp.Expr]
) -> exp.Select:
    columns = [exp.alias_(key.copy(), f"k{number}") for number, key in enumerate(keys)]
    return exp.Select(
        expressions=[*columns, exp.alias_(exp.Count(this=exp.Star()), "n")],
        from_=exp.From(this=source.copy()),
        joins=[join.copy() for join in joins],
        where=exp.Where(this=exp.and_(*(part.copy() for part in conditions)))
        if conditions
        else None,
        group=exp.Group(expressions=[key.copy() for key in keys]),
    )


def _sources(node: exp.Select) -> list[exp.Expr]:
    return [node.args["from_"].this, *(join.this for join in node.args.get("joins") or [])]


def _keys(parts: list[exp.Expr], alias: str) -> frozenset[str]:
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


def _inner_queries(node: exp.Select) -> list[exp.Select]:
    """Subqueries in the conditions and columns of a SELECT itself."""
    found: list[exp.Select] = []
    parts = [node.args.get("where"), node.args.get("having"), *node.expressions]
    level = [part for part in parts if part is not None]
    while level:
        part = level.pop()
        if isinstance(part, exp.Select):
            found.append(part)
        else:
            level.extend(part.iter_expressions())
    return found


def _most_of_both(left: _Size, right: _Size) -> _Most:
    across = dict(zip(left.names, right.names, strict=False))

    def most(keys: frozenset[str]) -> int:
        return left.most(keys) + right.most(frozenset(across[key] for key in keys))

    return most


def _origin(node: exp.Select) -> dict[str, str]:
    """Output columns that hold a column of the first table, with their names there.

    What an inner join sets equal to such a column holds the same.
    """
    first = node.args["from_"].this.alias_or_name
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


def _unique(node: exp.Select, of_first: frozenset[str] | None) -> frozenset[str] | None:
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


def _most_after(
    node: exp.Select, start: _Size, unique: frozenset[str] | None, rows: int, factor: int
) -> _Most:
    """Rows per value of output columns: those of the first table, times what joins add to each."""
    origin = _origin(node)

    def most(keys: frozenset[str]) -> int:
        if unique is not None and unique <= keys:
            return 1
        known = frozenset(origin[key] for key in keys if key in origin)
        return min(rows, start.most(known) * factor) if known else rows

    return most
