"""What a name in a query can mean: relations in scope, their columns, and where those come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import polars as pl
from sqlglot import exp

from screening.errors import suggestion
from screening.language.problems import Problems
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.columns import MOST_REAL, MOST_WHOLE
from screening.registers.schemas.keys import one_thing

Kind = Literal["int", "real", "text", "date", "bool", "null", "unknown"]

_KINDS: dict[pl.DataType, Kind] = {
    pl.Int64(): "int",
    pl.Float64(): "real",
    pl.String(): "text",
    pl.Date(): "date",
    pl.Boolean(): "bool",
}


_MOST: dict[pl.DataType, float] = {pl.Int64(): MOST_WHOLE, pl.Float64(): MOST_REAL}
"""Size of numbers in registers; engines refuse tables that break it."""
Origin = tuple[str, str]
"""A column of a register: ``("brk_right", "owner_key")``."""


class Meaning(NamedTuple):
    """What an expression yields: its kind, and where its value comes from.

    ``sources`` are the registers that have a say in the value. ``carries`` are the register columns
    the value itself can be, or be made of: not what is only counted, compared or looked at in a
    condition. ``literals`` are the texts and numbers of the rule that it can be or be made of.
    ``places`` are the register columns in whose order the value is a place, as of ROW_NUMBER, or
    was chosen, as MIN of a name. ``altered`` says that it is a piece of a text, or another text
    than its column holds. ``cast`` says that it can be a text that CAST made of something else, and
    so one that a rule makes up as it does a fixed text. ``one`` says that it is the number of one
    place, object or business as a register holds it, never null.

    ``most`` is the largest size a number can have, and ``exact`` says whether engines agree on its
    last digit; see :mod:`screening.language.size`.
    """

    kind: Kind = "unknown"
    sources: frozenset[str] = frozenset()
    carries: frozenset[Origin] = frozenset()
    literals: frozenset[str] = frozenset()
    places: frozenset[Origin] = frozenset()
    altered: bool = False
    cast: bool = False
    one: bool = False
    most: float = 0.0
    exact: bool = True
    beside: frozenset[str] = frozenset()

    def of_kind(self, kind: Kind) -> Meaning:
        """A value made of this one."""
        return self if kind == self.kind else self._replace(kind=kind)

    def decides(self, kind: Kind = "bool") -> Meaning:
        """A value this one only has a say in."""
        return Meaning(kind, self.sources)


@dataclass(frozen=True)
class Relation:
    """Something with columns: a register, a WITH query or a subquery."""

    columns: dict[str, Meaning]
    registers: frozenset[str]
    register: str | None = None
    groups: frozenset[Origin] = frozenset()
    """Register columns that the rows are grouped by."""
    reads: int = 1
    """How many registers are read for it, once WITH queries are written out."""
    broken: bool = False
    """The relation itself is a problem already noted; its columns are not judged."""


@cache
def register_relation(name: str) -> Relation:
    """A register as a relation."""
    source = frozenset({name})
    columns = {
        column: Meaning(
            _KINDS.get(declared.dtype, "unknown"),
            source,
            frozenset({(name, column)}),
            one=(name, column) in one_thing(),
            most=_MOST.get(declared.dtype, 0.0),
        )
        for column, declared in REGISTERS[name].columns.items()
    }
    return Relation(columns, source, register=name)


@dataclass
class Scope:
    """The relations one SELECT can name, and the query around it."""

    problems: Problems
    used: dict[str, set[str]]
    subquery: Callable[[exp.Expr, Scope], Relation]
    relations: dict[str, Relation] = field(default_factory=dict)
    ctes: dict[str, Relation] = field(default_factory=dict)
    parent: Scope | None = None
    merged: dict[str, str] = field(default_factory=dict)
    """Columns joined with USING, and the relation their plain name stands for."""
    parts: dict[str, str] = field(default_factory=dict)
    """Relations by the first of those they are tied to, by numbers of things or keys of persons."""
    optional: set[str] = field(default_factory=set)
    """Relations of which a row may be missing, as those of a LEFT JOIN."""
    outer: list[exp.Column] = field(default_factory=list)
    """Columns of the query around this one."""
    reads: int = 0
    """Registers read by subqueries in expressions."""
    place: str = "SELECT"

    def tie(self, one: str, other: str) -> None:
        """Know that rows of two relations are about the same thing."""
        mine, theirs = self.parts.get(one, one), self.parts.get(other, other)
        joined = {name: self.parts.get(name, name) for name in self.relations}
        self.parts = {n: mine if part == theirs else part for n, part in joined.items()}

    @property
    def registers(self) -> frozenset[str]:
        """Every register below the relations in scope."""
        return frozenset().union(*(relation.registers for relation in self.relations.values()))

    def column(self, node: exp.Column) -> Meaning:
        """What a column means; its table is written into the node."""
        owner = self._owner(node)
        if owner is None:
            if self._outer(node):
                assert self.parent is not None  # noqa: S101 - _outer found it there
                self.outer.append(node)
                return self.parent.column(node)
            self._unknown(node)
            return Meaning()
        relation = self.relations[owner]
        if relation.broken:
            return Meaning()
        meaning = relation.columns.get(node.name)
        if meaning is None:
            self._unknown(node)
            return Meaning()
        table = exp.to_identifier(owner)
        node.set("table", table)
        if relation.register is not None:
            self.used.setdefault(relation.register, set()).add(node.name)
        return meaning._replace(one=False) if meaning.one and owner in self.optional else meaning

    def _owner(self, node: exp.Column) -> str | None:
        if node.table:
            return node.table if node.table in self.relations else None
        if node.name in self.merged:
            return self.merged[node.name]
        owners = [
            alias
            for alias, relation in self.relations.items()
            if relation.broken or node.name in relation.columns
        ]
        if len(owners) > 1 and not any(self.relations[owner].broken for owner in owners):
            self.problems.add(
                f"column '{node.name}' is in more than one table: {', '.join(owners)}",
                node,
                expected="one meaning per column",
                remedy=f"write {owners[0]}.{node.name}",
            )
        return owners[0] if owners else None

    def _outer(self, node: exp.Column) -> bool:
        parent = self.parent
        if parent is None:
            return False
        if node.table:
            return node.table in parent.relations
        return any(node.name in relation.columns for relation in parent.relations.values())

    def _unknown(self, node: exp.Column) -> None:
        if node.table and node.table not in self.relations:
            self.problems.add(
                f"table or alias '{node.table}' is not in this query",
                node,
                expected="one of " + (", ".join(self.relations) or "the registers named in FROM"),
                remedy=suggestion(node.table, self.relations) or "name it in FROM or JOIN",
            )
            return
        if any(relation.broken for relation in self.relations.values()) and not node.table:
            return
        known = (
            list(self.relations[node.table].columns)
            if node.table
            else [name for relation in self.relations.values() for name in relation.columns]
        )
        of = f" of {node.table}" if node.table else ""
        self.problems.add(
            f"unknown column '{node.name}'{of}",
            node,
            expected="one of " + ", ".join(sorted(set(known))),
            remedy=suggestion(node.name, known) or "see the data dictionary for the columns",
        )
