"""Giving every table, column and join of a query its meaning, and refusing what has none."""

from __future__ import annotations

import re

from sqlglot import exp

from screening.errors import suggestion
from screening.language.grouping import break_ties, check_grouped
from screening.language.guards import check_alike
from screening.language.infer import expect, infer, made_of, shown, unify
from screening.language.joining import conjuncts, equates, tie
from screening.language.nulls import check_columns, give_kinds
from screening.language.permissions import Permissions
from screening.language.persons import mark_person
from screening.language.places import check_correlated, check_key, check_on
from screening.language.problems import Problems
from screening.language.scope import Meaning, Origin, Relation, Scope, register_relation
from screening.language.size import refuse_wavering
from screening.reference.tables import views
from screening.registers.schemas import REGISTERS

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""Names that every engine keeps whole: PostgreSQL cuts them off at 63 signs."""
_NAMES = "at most 60 letters, digits and _, in lower case, starting with a letter"
_BROKEN = Relation({}, frozenset(), broken=True)


class Resolver:
    """Resolves one SQL text against the registers a pack allows (all when ``pack`` is None)."""

    def __init__(
        self,
        pack: Permissions | None,
        problems: Problems,
        extra: dict[str, Relation] | None = None,
    ) -> None:
        self.pack = pack
        self.problems = problems
        self.extra = extra or {}
        self.used: dict[str, set[str]] = {}
        """Columns read per register; none of a register whose rows are only counted."""

    def query(
        self,
        node: exp.Expr,
        ctes: dict[str, Relation] | None = None,
        parent: Scope | None = None,
        *,
        named: bool = True,
    ) -> Relation:
        """The relation a SELECT or UNION ALL yields."""
        relation = self._branch(node, ctes, parent, named=named)
        if named:
            check_columns(relation, node, self._scope({}, parent))
        return relation

    def _branch(
        self,
        node: exp.Expr,
        ctes: dict[str, Relation] | None,
        parent: Scope | None,
        *,
        named: bool = True,
    ) -> Relation:
        """The same, of a branch of UNION ALL too, where a column may be NULL."""
        ctes = dict(ctes or {})
        if isinstance(node, exp.Subquery):
            return self._branch(node.this, ctes, parent, named=named)
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
                    expected=f"a name of its own that no register has: {_NAMES}",
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
        left = self._branch(node.this, ctes, parent)
        right = self._branch(node.expression, ctes, parent)
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
        give_kinds(node, columns)
        for name, mine, other in zip(
            columns, left.columns.values(), right.columns.values(), strict=True
        ):
            columns[name] = columns[name]._replace(one=mine.one and other.one)
        return Relation(
            columns,
            left.registers | right.registers,
            groups=left.groups | right.groups,
            reads=left.reads + right.reads,
        )

    def _scope(self, ctes: dict[str, Relation], parent: Scope | None) -> Scope:
        return Scope(self.problems, self.used, self._subquery, ctes=ctes, parent=parent)

    def _subquery(self, node: exp.Expr, scope: Scope) -> Relation:
        """A subquery inside an expression."""
        relation = self.query(node, scope.ctes, scope, named=False)
        scope.reads += relation.reads
        return relation

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
        if source is None or not node.expressions:
            self.problems.add(
                "SELECT without FROM" if source is None else "SELECT without columns",
                node,
                expected="a SELECT over registers",
                remedy="name columns, and FROM with a register",
            )
            return _BROKEN
        self._source(source.this, scope)
        for join in node.args.get("joins") or []:
            self._join(join, scope)
        self._where(node, scope)
        if scope.outer:
            check_correlated(node, scope)
        groups = self._group(node, scope)
        columns = self._projections(node, scope, named=named)
        for part in node.expressions if node.args.get("distinct") else []:
            refuse_wavering(part, "SELECT DISTINCT", scope)
        if node.args.get("distinct"):
            check_alike(node, columns.values(), scope)
        having = node.args.get("having")
        if having is not None:
            scope.place = "HAVING"
            expect(having.this, ["bool"], scope)
        if len({scope.parts.get(name, name) for name in scope.relations}) > 1:
            columns = {name: each._replace(one=False) for name, each in columns.items()}
        check_grouped(node, self.problems)
        for number, tied in break_ties(node, scope).items():
            for name in list(columns)[number : number + 1]:
                columns[name] = columns[name]._replace(places=columns[name].places | tied)
        registers = scope.registers.union(*(part.sources for part in columns.values()))
        broken = any(relation.broken for relation in scope.relations.values()) and not columns
        reads = scope.reads + sum(relation.reads for relation in scope.relations.values())
        return Relation(columns, registers, groups=groups, reads=reads, broken=broken)

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
                expected=_NAMES,
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
                remedy=suggestion(name, [*allowed, *views()]) or "name a register of the pack",
            )
            return _BROKEN
        relation = register_relation(name)
        self.used.setdefault(name, set())
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
        if side:
            scope.optional.add(alias)
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
            check_on(condition, join, alias, scope)
            tie(condition, scope)
        if condition is None or not any(equates(part, alias) for part in conjuncts(condition)):
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

    def _group(self, node: exp.Select, scope: Scope) -> frozenset[Origin]:
        """Resolve GROUP BY; the register columns it groups by."""
        group = node.args.get("group")
        if group is None:
            return frozenset()
        scope.place = "GROUP BY"
        named = {part.alias: part.this for part in node.expressions if isinstance(part, exp.Alias)}
        group.set("expressions", list(dict.fromkeys(group.expressions)))
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
        values = [mark_person(part, infer(part, scope)) for part in group.expressions]
        check_alike(group, values, scope)
        made = made_of(*values)
        for part in group.expressions:
            check_key(part, "GROUP BY", scope)
        return made.carries

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
            if not name and named:
                self.problems.add(
                    f"column {number} ({shown(part)}) has no name",
                    part,
                    expected="every column named",
                    remedy=f"write {shown(part)} AS name",
                )
                continue
            if (named or isinstance(part, exp.Alias)) and not _NAME.fullmatch(name):
                self.problems.add(
                    f"column named '{name}'",
                    part,
                    expected=_NAMES,
                    remedy="choose another name",
                )
            if not named:
                name = f"{name or 'column'}#{number}"
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
