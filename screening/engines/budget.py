"""Stopping SQL that explodes before it eats memory.

Every step of a query gets an upper bound on its rows from the sizes of the registers and the most
rows any join key has, and on the bytes it makes from the longest texts in the registers. A bound
refuses nothing: only where it is over the budget the step is counted, without making it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import polars as pl
from sqlglot import exp

from screening.engines.base import CompiledQuery, Frames, Runner
from screening.engines.counting import Counter, sources
from screening.engines.facts import Facts, Table
from screening.engines.keys import Size, both, compared, most_after, unique_after
from screening.errors import EngineError, Problem
from screening.language.joining import conjuncts
from screening.language.problems import shown
from screening.language.widths import (
    Longest,
    added_per_row,
    bytes_of,
    clauses,
    makes,
    outputs,
    queries_in,
)
from screening.registers.schemas import REGISTERS

MAX_ROWS = 50_000_000
MAX_BYTES = 8 * 2**30
SHOWN = 3
"""Columns named in a message."""


class _Scope(NamedTuple):
    """What SQL can name: WITH queries with their size, in order; and the columns around it."""

    known: Mapping[str, Size] = {}
    ctes: Sequence[exp.Expr] = ()
    around: Longest | None = None


class Budget:
    """Bounds on the rows and bytes of each step of a query; what is over them is counted."""

    def __init__(
        self,
        frames: Frames | Facts,
        max_rows: int | None = None,
        runner: Runner = "streaming",
        max_bytes: int | None = None,
    ) -> None:
        self._facts = frames if isinstance(frames, Facts) else Facts(frames, runner)
        self.max_rows = MAX_ROWS if max_rows is None else max_rows
        self.max_bytes = MAX_BYTES if max_bytes is None else max_bytes
        self.runner: Runner = runner
        self._counter = Counter(self._facts.frames, runner)

    def check(self, query: CompiledQuery) -> bool:
        """Whether no subject can come twice, going by the keys of the registers.

        Raises :class:`~screening.errors.EngineError` when a step exceeds the budget.
        """
        size = self._query(query.tree, _Scope(), query.name)
        return size.unique is not None and size.unique <= {"subject"}

    def fits(self, table: exp.Select) -> bool:
        """Whether a table that several rules share can be made, with the columns of all."""
        try:
            self._query(table, _Scope(), "")
        except EngineError:
            return False
        return True

    def _query(self, node: exp.Expr, scope: _Scope, name: str) -> Size:
        if isinstance(node, exp.Subquery):
            return self._query(node.this, scope, name)
        clause = node.args.get("with_")
        for cte in clause.expressions if clause is not None else []:
            size = self._query(cte.this, scope._replace(around=None), name)
            known = {**scope.known, cte.alias: size}
            scope = _Scope(known, [*scope.ctes, cte], scope.around)
        if isinstance(node, exp.Union):
            left = self._query(node.this, scope, name)
            right = self._query(node.expression, scope, name)
            rows = left.rows + right.rows
            if rows > self.max_rows:
                rows = sum(
                    self._counter.rows(side, scope.ctes) for side in (node.this, node.expression)
                )
            return both(left, right, self._within(rows, name, "UNION ALL"))
        assert isinstance(node, exp.Select)  # noqa: S101 - the gate allows no other query
        return self._select(node, scope, name)

    def _select(self, node: exp.Select, scope: _Scope, name: str) -> Size:
        tables = {part.alias_or_name: self._source(part, scope, name) for part in sources(node)}
        start = tables[sources(node)[0].alias_or_name]
        rows, factor, once = start.rows, 1, True
        for position, join in enumerate(node.args.get("joins") or []):
            alias = join.this.alias_or_name
            right = tables[alias]
            keys = compared(conjuncts(join.args["on"]), alias)
            once = once and right.unique is not None and right.unique <= keys
            per_row = right.most(keys) if right.rows else 0
            before = rows
            rows *= max(per_row, 1) if join.side else per_row
            factor *= max(per_row, 1)
            if rows > self.max_rows:
                rows = self._met(node, position, before, scope)
            self._within(rows, name, f"the join of '{alias}'")
        longest = self._inside(node, rows, tables, scope, name)
        self._check_bytes(node, rows, longest, scope, name)
        unique = unique_after(node, start.unique if once else None)
        names = tuple(part.alias_or_name for part in node.expressions)
        widths: dict[str, float] = {}

        def width(column: str) -> float:
            if not widths:
                widths.update(outputs(node, longest))
            return widths[column]

        return Size(rows, most_after(node, start, unique, rows, factor), width, unique, names)

    def _met(self, node: exp.Select, position: int, before: int, scope: _Scope) -> int:
        """Rows after a join, at most; counted in full only where the new side says too little."""
        most = self._counter.most_matched(node, position, scope.ctes)
        rows = before * (max(most, 1) if node.args["joins"][position].side else most)
        if rows <= self.max_rows:
            return rows
        return self._counter.joined(node, position, scope.ctes)

    def _source(self, node: exp.Expr, scope: _Scope, name: str) -> Size:
        if isinstance(node, exp.Subquery):
            return self._query(node, scope._replace(around=None), name)
        if node.name in scope.known:
            return scope.known[node.name]
        register = node.name
        table = self._facts.tables.get(register) or Table(pl.LazyFrame(), self.runner)
        return Size(
            table.height(),
            lambda keys: self._per_key(table, register, keys),
            table.longest,
            self._key(register),
        )

    def _inside(
        self, node: exp.Select, rows: int, tables: Mapping[str, Size], scope: _Scope, name: str
    ) -> Longest:
        """Checks the subqueries in a SELECT of that many rows; how long its values can be."""
        found: dict[int, Callable[[str], float]] = {}
        first: dict[int, str] = {}

        def of_column(column: exp.Column) -> float:
            if column.table not in tables and scope.around is not None:
                return scope.around.column(column)
            return tables[column.table].width(column.name)

        def of_query(query: exp.Expr) -> float:
            return found[id(query)](first[id(query)])

        longest = Longest(of_column, of_query)
        inside = scope._replace(around=longest)
        for query in (query for part in clauses(node) for query in queries_in(part)):
            size = self._query(query, inside, name)
            found[id(query)], first[id(query)] = size.width, next(iter(size.names), "")
            inner = query.unnest() if isinstance(query, exp.Subquery) else query
            if isinstance(inner, exp.Select):
                self._check_ties(node, rows, inner, size, scope, name)
        return longest

    def _check_ties(
        self, outer: exp.Select, rows: int, inner: exp.Select, size: Size, scope: _Scope, name: str
    ) -> None:
        """A subquery that is tied to the rows around it by more than equalities runs as a join."""
        tables = sources(inner)
        here = {part.alias_or_name for part in tables}
        where = inner.args.get("where")
        ties = [
            part
            for part in (conjuncts(where.this) if where is not None else [])
            if any(column.table not in here for column in part.find_all(exp.Column))
            and not part.find(exp.Query)
        ]
        if all(isinstance(part, exp.EQ) for part in ties):
            return
        clause = inner.args.get("with_")
        own = clause.expressions if clause is not None else []
        per_row = size.rows
        if len(tables) == 1 and not own:
            start = self._source(tables[0], scope, name)
            per_row = start.most(compared(ties, tables[0].alias_or_name))
        bound = rows * per_row
        if bound > self.max_rows:
            bound = self._counter.tied(outer, inner, ties, [*scope.ctes, *own])
        self._within(bound, name, "a subquery")

    def _check_bytes(
        self, node: exp.Select, rows: int, longest: Longest, scope: _Scope, name: str
    ) -> None:
        """Whether what the SELECT makes of its rows fits; texts can be long where rows are few."""
        made = added_per_row(node, longest)
        size = rows * bytes_of(made, longest)
        if size > self.max_bytes:
            size = self._counter.bytes_made(node, made, scope.ctes)
        if size > self.max_bytes:
            raise EngineError(
                Problem(
                    f"rule '{name}' would make {size / 2**20:,.0f} megabytes at "
                    f"{_made_in(node)}, so it was stopped",
                    expected=f"at most {self.max_bytes // 2**20:,} megabytes at any step",
                    remedy="keep texts as they are, or group before joining",
                )
            )

    def _per_key(self, table: Table, name: str, keys: frozenset[str]) -> int:
        """The most rows of a register that share values of ``keys``; NULL joins nothing."""
        if not keys or name not in self._facts.tables:
            return table.height()
        key = self._key(name)
        return 1 if key is not None and key <= keys else table.most_alike(keys)

    def _key(self, name: str) -> frozenset[str] | None:
        """The columns that tell the rows of a register apart.

        Large registers were read from extracts, which keeps keys unique. Small ones may have come
        another way, as in the tests of a rule, and are looked at.
        """
        register = REGISTERS.get(name)
        if register is None or not register.key:
            return None
        key = frozenset(register.key)
        table = self._facts.tables.get(name)
        if self.runner == "streaming" or table is None:
            return key
        return key if key <= set(table.columns()) and table.told_apart(key) else None

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


def _made_in(node: exp.Select) -> str:
    """Where a SELECT makes texts, or else that it makes many columns."""
    made = [part.alias_or_name for part in node.expressions if any(makes(part))]
    if made:
        return " and ".join(f"column '{name}'" for name in made[:SHOWN])
    texts = [text for part in clauses(node) for text in makes(part)]
    return shown(texts[0]) if texts else f"{len(node.expressions)} columns"
