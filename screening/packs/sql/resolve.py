"""Giving every table, column and join of a query its meaning, and refusing what has none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlglot import exp

from screening.errors import suggestion
from screening.packs.models import PackHeader
from screening.packs.sql.infer import expect, has_aggregate, infer, needs_tie_break, shown, unify
from screening.packs.sql.problems import Problems
from screening.packs.sql.scope import Meaning, Relation, Scope, register_relation
from screening.registers.schemas import REGISTERS

MAX_READS = 60
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BROKEN = Relation({}, frozenset(), broken=True)


class Resolver:
    """Resolves one SQL text against the registers a pack allows (all when ``pack`` is None)."""

    def __init__(
        self,
        pack: PackHeader | None,
        problems: Problems,
        extra: dict[str, Relation] | None = None,
    ) -> None:
        self.pack = pack
        self.problems = problems
        self.extra = extra or {}
        self.used: dict[str, set[str]] = {}
        self.reads: dict[int, int] = {}

    def query(
        self,
        node: exp.Expr,
        ctes: dict[str, Relation] | None = None,
        parent: Scope | None = None,
        *,
        named: bool = True,
    ) -> Relation:
        """The relation a SELECT or UNION ALL yields."""
        ctes = dict(ctes or {})
        if isinstance(node, exp.Subquery):
            return self.query(node.this, ctes, parent, named=named)
        self._with(node, ctes)
        if isinstance(node, exp.Union):
            return self._union(node, ctes, parent)
        if isinstance(node, exp.Select):
            return self._select(node, ctes, parent, named=named)
        self.problems.add(
            f"{type(node).__name__} where a SELECT belongs", node, expected="a SELECT"
        )
        return _BROKEN

    def _with(self, node: exp.Expr, ctes: dict[str, Relation]) -> None:
        clause = node.args.get("with_")
        for cte in clause.expressions if clause is not None else []:
            name = cte.alias
            if name in ctes or name in REGISTERS or not _NAME.fullmatch(name):
                self.problems.add(
                    f"WITH query named '{name}'",
                    cte,
                    expected="a name of its own, in lower case, that no register has",
                    remedy="choose another name",
                )
            ctes[name] = self.query(cte.this, ctes)

    def _union(self, node: exp.Union, ctes: dict[str, Relation], parent: Scope | None) -> Relation:
        if node.args.get("distinct"):
            self.problems.add(
                "UNION without ALL",
                node,
                expected="UNION ALL",
                remedy="use UNION ALL, with SELECT DISTINCT around it where needed",
            )
        left = self.query(node.this, ctes, parent)
        right = self.query(node.expression, ctes, parent)
        if left.broken or right.broken:
            return _BROKEN
        if len(left.columns) != len(right.columns):
            self.problems.add(
                f"UNION ALL of {len(left.columns)} and {len(right.columns)} columns",
                node,
                expected="the same columns on both sides",
                remedy="select the same columns in the same order",
            )
            return _BROKEN
        scope = self._scope(ctes, parent)
        columns = {
            name: unify([mine, other], node, scope, f"column '{name}' of UNION ALL")
            for (name, mine), other in zip(
                left.columns.items(), right.columns.values(), strict=True
            )
        }
        return Relation(columns, left.registers | right.registers)

    def _scope(self, ctes: dict[str, Relation], parent: Scope | None) -> Scope:
        return Scope(self.problems, self.used, self._subquery, ctes=ctes, parent=parent)

    def _subquery(self, node: exp.Expr, scope: Scope) -> Relation:
        """A subquery inside an expression."""
        return self.query(node, scope.ctes, scope, named=False)

    def _select(
        self,
        node: exp.Select,
        ctes: dict[str, Relation],
        parent: Scope | None,
        *,
        named: bool,
    ) -> Relation:
        scope = self._scope(ctes, parent)
        source = node.args.get("from_")
        if source is None:
            self.problems.add(
                "SELECT without FROM",
                node,
                expected="a SELECT over registers",
                remedy="add FROM with a register",
            )
            return _BROKEN
        self._source(source.this, scope)
        for join in node.args.get("joins") or []:
            self._join(join, scope)
        self._where(node, scope)
        if scope.outer:
            self._correlated(node, scope)
        self._group(node, scope)
        columns = self._projections(node, scope, named=named)
        having = node.args.get("having")
        if having is not None:
            scope.place = "HAVING"
            expect(having.this, ["bool"], scope)
        self._grouped_only(node)
        self._break_ties(node, scope)
        registers = scope.registers.union(*(part.sources for part in columns.values()))
        broken = any(relation.broken for relation in scope.relations.values()) and not columns
        return Relation(columns, registers, broken=broken)

    def _source(self, node: exp.Expr, scope: Scope) -> str:
        alias = node.alias_or_name
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Query):
            relation = self.query(node, scope.ctes)
            if not alias:
                self.problems.add(
                    "a subquery in FROM without a name",
                    node,
                    expected="(SELECT ...) AS name",
                    remedy="give it a name",
                )
        elif isinstance(node, exp.Table):
            relation = self._table(node, scope)
            node.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        else:
            self.problems.add(
                f"{shown(node)} in FROM",
                node,
                expected="a register, a WITH query or a subquery",
                remedy="name a register of the pack",
            )
            relation = _BROKEN
        if alias in scope.relations:
            self.problems.add(
                f"two tables named '{alias}'",
                node,
                expected="a name per table",
                remedy=f"write {node.name or 'name'} AS other",
            )
        if alias not in {"", *self.extra} and not _NAME.fullmatch(alias) and not relation.broken:
            self.problems.add(
                f"the name '{alias}'",
                node,
                expected="letters, digits and _, in lower case, starting with a letter",
                remedy="choose another name",
            )
        scope.relations[alias] = relation
        return alias

    def _table(self, node: exp.Table, scope: Scope) -> Relation:
        name = node.name
        if name in scope.ctes:
            return scope.ctes[name]
        if name in self.extra:
            return self.extra[name]
        allowed = sorted(REGISTERS if self.pack is None else self.pack.registers)
        if name not in REGISTERS:
            known = isinstance(node.this, exp.Identifier) and _NAME.fullmatch(name)
            self.problems.add(
                f"unknown register '{name}'"
                if known
                else f"{shown(node)} is no register; rules read no files, functions or addresses",
                node,
                expected="one of " + ", ".join(allowed),
                remedy=suggestion(name, allowed) or "name a register of the pack",
            )
            return _BROKEN
        relation = register_relation(name)
        if name not in allowed:
            assert self.pack is not None  # noqa: S101 - without a pack all are allowed
            regime = REGISTERS[name].regime
            law = "" if regime == "none" else f", which falls under the {regime} regime"
            self.problems.add(
                f"pack '{self.pack.id}' may not read register '{name}'{law}",
                node,
                expected="one of " + ", ".join(allowed),
                remedy="measure it in a pack whose purpose allows it",
            )
            return relation
        columns = "all" if self.pack is None else self.pack.registers[name]
        if columns == "all":
            return relation
        kept = {
            column: relation.columns[column] for column in columns if column in relation.columns
        }
        return Relation(kept, relation.registers, register=name)

    def _join(self, join: exp.Join, scope: Scope) -> None:
        left = list(scope.relations)
        alias = self._source(join.this, scope)
        side, kind = (join.side or "").upper(), (join.kind or "").upper()
        if (
            side not in {"", "LEFT"}
            or kind not in {"", "INNER", "OUTER"}
            or (kind == "OUTER" and not side)
        ):
            self.problems.add(
                f"{' '.join(part for part in (side, kind) if part)} JOIN",
                join,
                expected="JOIN or LEFT JOIN with an equality condition",
                remedy="name the tables in the other order, or add ON a.x = b.x",
            )
            return
        using = join.args.get("using")
        if using:
            self._using(join, using, left, alias, scope)
        condition = join.args.get("on")
        if condition is not None and condition.find(exp.Query):
            self.problems.add(
                "a subquery in ON", condition, remedy="join a WITH query, or test it in WHERE"
            )
            return
        if condition is not None:
            scope.place = "ON"
            expect(condition, ["bool"], scope)
        if condition is None or not any(_equates(part, alias) for part in conjuncts(condition)):
            self.problems.add(
                f"join of '{alias}' without an equality between both sides",
                join,
                expected=f"ON {alias}.column = {left[0] if left else 'other'}.column",
                remedy="add the columns that belong together; every row with every row explodes",
            )

    def _using(
        self, join: exp.Join, using: list[exp.Expr], left: list[str], alias: str, scope: Scope
    ) -> None:
        """USING (x) becomes an equality, so that both engines read the same thing."""
        parts: list[exp.Expr] = []
        for name in using:
            owners = [
                owner for owner in left if name.name in scope.relations[owner].columns
            ] or left[:1]
            owner = scope.merged.get(name.name, owners[0])
            here = exp.column(name.name, table=alias)
            there = exp.column(name.name, table=owner)
            here.meta.update(name.meta)
            there.meta.update(name.meta)
            parts.append(exp.EQ(this=there, expression=here))
            scope.merged[name.name] = owner
        join.set("using", None)
        join.set("on", exp.and_(*parts, copy=False))

    def _where(self, node: exp.Select, scope: Scope) -> None:
        where = node.args.get("where")
        if where is None:
            return
        scope.place = "WHERE"
        expect(where.this, ["bool"], scope)

    def _correlated(self, node: exp.Select, scope: Scope) -> None:
        """Columns of the query around must tie the subquery down by an equality."""
        outer = {id(column) for column in scope.outer}
        where = node.args.get("where")
        ties = [
            part
            for part in (conjuncts(where.this) if where is not None else [])
            if isinstance(part, exp.EQ)
            and sum(
                any(id(column) in outer for column in side.find_all(exp.Column))
                for side in (part.this, part.expression)
            )
            == 1
        ]
        if not ties or node.args.get("group") or node.args.get("having"):
            self.problems.add(
                "a subquery that depends on the query around it without an equality",
                node,
                expected="WHERE inner.column = outer.column, without GROUP BY",
                remedy="join a WITH query that groups by the column",
            )

    def _group(self, node: exp.Select, scope: Scope) -> None:
        group = node.args.get("group")
        if group is None:
            return
        scope.place = "GROUP BY"
        named = {part.alias: part.this for part in node.expressions if isinstance(part, exp.Alias)}
        for part in list(group.expressions):
            known = isinstance(part, exp.Column) and any(
                part.name in relation.columns for relation in scope.relations.values()
            )
            if isinstance(part, exp.Column) and not part.table and not known and part.name in named:
                part.replace(named[part.name].copy())
            elif not part.find(exp.Column):
                self.problems.add(
                    f"GROUP BY {shown(part)}",
                    part,
                    expected="columns or expressions over columns",
                    remedy="repeat the expression instead of its number",
                )
        for part in group.expressions:
            infer(part, scope)

    def _projections(self, node: exp.Select, scope: Scope, *, named: bool) -> dict[str, Meaning]:
        scope.place = "SELECT"
        columns: dict[str, Meaning] = {}
        for number, part in enumerate(list(node.expressions), start=1):
            outer_before = len(scope.outer)
            meaning = infer(part, scope)
            if len(scope.outer) > outer_before:
                self.problems.add(
                    "a subquery selects a column of the query around it",
                    part,
                    remedy="use columns of the query around it in WHERE only",
                )
            name = part.alias_or_name
            if not named:
                name = f"{name or 'column'}#{number}"
            elif not name:
                self.problems.add(
                    f"column {number} ({shown(part)}) has no name",
                    part,
                    expected="every column named",
                    remedy=f"write {shown(part)} AS name",
                )
                continue
            elif not _NAME.fullmatch(name):
                self.problems.add(
                    f"column named '{name}'",
                    part,
                    expected="letters, digits and _, in lower case, starting with a letter",
                    remedy="choose another name",
                )
            if name in columns:
                self.problems.add(
                    f"two columns named '{name}'",
                    part,
                    expected="a name per column",
                    remedy=f"write AS {name}_2 or another name",
                )
            columns[name] = meaning
            if named and isinstance(part, exp.Column):
                part.replace(exp.alias_(part.copy(), part.name))
        return columns

    def _grouped_only(self, node: exp.Select) -> None:
        """Outside aggregates only what is grouped by has one value per group."""
        group = node.args.get("group")
        having = node.args.get("having")
        aggregated = group is not None or having is not None
        if not aggregated and not any(has_aggregate(part) for part in node.expressions):
            return
        keys = set(group.expressions) if group is not None else set()
        for part in [*node.expressions, *([having.this] if having is not None else [])]:
            for column in _loose_columns(part, keys):
                self.problems.add(
                    f"'{shown(column)}' is neither grouped by nor aggregated",
                    column,
                    expected="columns of GROUP BY, or COUNT, SUM, MIN, MAX ... of the others",
                    remedy=f"add it to GROUP BY, or take MAX({shown(column)})",
                )

    def _break_ties(self, node: exp.Select, scope: Scope) -> None:
        """Order equal rows of a window by every other column used, so no engine picks at will.

        Rows equal in all columns the query uses are interchangeable: any order gives the same
        result.
        """
        windows = [
            window
            for part in node.expressions
            for window in part.find_all(exp.Window)
            if needs_tie_break(window.this) and window.args.get("order")
        ]
        if not windows or node.args.get("group"):
            return
        used = {
            (column.table, column.name): column
            for part in node.expressions
            for column in part.find_all(exp.Column)
            if column.table in scope.relations
        }
        for window in windows:
            order = window.args["order"]
            present = {part.this for part in order.expressions} | set(
                window.args.get("partition_by", [])
            )
            for _, column in sorted(used.items(), key=lambda item: item[0]):
                if column not in present:
                    order.append("expressions", exp.Ordered(this=column.copy()))


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """The parts a condition joins with AND, brackets removed."""
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        return [*conjuncts(inner.this), *conjuncts(inner.expression)]
    return [inner]


def _tables(node: exp.Expr) -> set[str]:
    return {column.table for column in node.find_all(exp.Column)}


def _equates(part: exp.Expr, alias: str) -> bool:
    """True for an equality with the new table on one side and only earlier ones on the other."""
    if not isinstance(part, exp.EQ):
        return False
    left, right = _tables(part.this), _tables(part.expression)
    return (left == {alias} and bool(right) and alias not in right) or (
        right == {alias} and bool(left) and alias not in left
    )


def _loose_columns(node: exp.Expr, keys: set[exp.Expr]) -> Iterable[exp.Expr]:
    if isinstance(node, exp.Alias):
        yield from _loose_columns(node.this, keys)
        return
    if node in keys or isinstance(node, exp.Query | exp.Subquery):
        return
    if isinstance(node, exp.Window):
        function = node.this
        order = node.args.get("order")
        parts = [function.args.get("this"), *node.args.get("partition_by", []), order]
        for part in parts:
            if isinstance(part, exp.Expr):
                yield from _loose_columns(part, keys)
        return
    if isinstance(node, exp.AggFunc | exp.Filter):
        return
    if isinstance(node, exp.Column):
        yield node
        return
    for child in node.iter_expressions():
        yield from _loose_columns(child, keys)
