"""Which rows of which registers a measured value is read from, and with which local conditions.

The gate's lineage says what a value can be *made of*; a count carries nothing on. Here the question
is which rows make it what it is: a count rests on the rows that are counted. A row set is told by
its register, the columns that matter, the conditions that ask of that register alone, and the
columns through which its rows belong to a subject. Conditions that ask of more than one table are
left out, so a set may hold more rows than the rule counted, never fewer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlglot import exp

from screening.language.dialects import render
from screening.language.joining import conjuncts, tables
from screening.language.trees import copied, outermost, parts

LINKS = ("vbo_id", "est_nr", "kvk_nr", "application_id", "park_id")
"""Columns by which a row of an event belongs to a subject."""
_COMPARING = (exp.EQ, exp.NEQ, exp.In, exp.Like, exp.StartsWith)
_BEYOND = (exp.Query, exp.AggFunc, exp.Window)


@dataclass(frozen=True)
class Read:
    """Rows of a register that a value rests on; ``only`` are conditions in the words of Polars.

    ``codes`` are those conditions that compare a column with fixed texts, ``words`` the fixed texts
    that the value was compared with on its way, ``values`` the columns it is taken from, ``links``
    those that tie a row to something else.
    """

    register: str
    only: tuple[str, ...]
    codes: tuple[str, ...]
    words: frozenset[str]
    values: frozenset[str]
    links: frozenset[str]


class _Hit(NamedTuple):
    """A column of a table that was reached, or its rows alone when ``column`` is ''."""

    table: int
    column: str
    also: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    def with_more(self, also: tuple[str, ...], words: frozenset[str]) -> _Hit:
        if not words and also == self.also:
            return self
        return _Hit(self.table, self.column, also, self.words | words)


class Reads:
    """Answers for the columns of one compiled SELECT (qualified, macros written out).

    Of the registers ``in_full`` every condition is told, of others those that compare codes.
    """

    def __init__(self, tree: exp.Expr, registers: Iterable[str], in_full: Container[str]) -> None:
        self._tree = tree
        self._in_full = in_full
        self._registers = frozenset(registers)
        self._named = {each.alias: each.this for each in parts(tree) if isinstance(each, exp.CTE)}
        self._tables: dict[int, tuple[exp.Table, exp.Select]] = {}
        self._local: dict[int, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}
        self._seen: dict[tuple[int, str], frozenset[_Hit]] = {}
        self._sources_of: dict[int, dict[str, exp.Expr]] = {}

    def of(self, column: str) -> frozenset[Read]:
        """The row sets that a column of the SELECT rests on."""
        return self._told(self._column(self._tree, column))

    def rows(self) -> frozenset[Read]:
        """The row sets that there must be for the SELECT to give a row."""
        return self._told(frozenset(self._rows(self._tree)))

    def _told(self, hits: frozenset[_Hit]) -> frozenset[Read]:
        by_rows: dict[tuple[int, tuple[str, ...], frozenset[str]], set[str]] = {}
        for hit in hits:
            by_rows.setdefault((hit.table, hit.also, hit.words), set()).add(hit.column)
        return frozenset(self._read(*rows, columns) for rows, columns in by_rows.items())

    def _read(
        self, table: int, also: tuple[str, ...], words: frozenset[str], columns: set[str]
    ) -> Read:
        node, select = self._tables[table]
        if table not in self._local:
            asked = _only(select, node, codes_alone=node.name not in self._in_full)
            self._local[table] = (*asked, _links(select, node))
        only, codes, links = self._local[table]
        return Read(
            node.name,
            tuple(sorted(only.union(also))),
            tuple(sorted(codes.union(also))),
            words,
            frozenset(columns - {""}),
            links,
        )

    def _column(self, query: exp.Expr, name: str) -> frozenset[_Hit]:
        key = (id(query), name)
        if key not in self._seen:
            self._seen[key] = frozenset()  # a circle adds nothing
            self._seen[key] = frozenset(self._reached(query, name))
        return self._seen[key]

    def _reached(self, query: exp.Expr, name: str) -> Iterator[_Hit]:
        if isinstance(query, exp.Subquery):
            yield from self._column(query.this, name)
        elif isinstance(query, exp.SetOperation):
            place = [part.alias_or_name for part in query.selects].index(name)
            for side in (query.left, query.right):
                yield from self._column(side, side.selects[place].alias_or_name)
        elif isinstance(query, exp.Select):
            for part in query.expressions:
                if part.alias_or_name == name:
                    yield from self._expression(part, query)

    def _expression(self, node: exp.Expr, select: exp.Select) -> Iterator[_Hit]:
        alias: str = ""
        also: tuple[str, ...] = ()
        over_rows = list(outermost(node, (exp.AggFunc, exp.Window), (exp.Query,)))
        if over_rows:
            alias, also = _counted_only(node)
            counted = self._sources(select).get(alias)
            words = _texts(*over_rows)
            for hit in self._rows(select):
                yield hit.with_more(also if hit.table == id(counted) else (), words)
        for each in outermost(node, (exp.Column, exp.Query)):
            if not isinstance(each, exp.Column):
                yield from self._rows(each)
                continue
            words = _texts(each.find_ancestor(exp.AggFunc, *_COMPARING))
            for hit in self._source(each, select, also if each.table == alias else ()):
                yield hit.with_more(hit.also, words)

    def _source(
        self, column: exp.Column, select: exp.Select, also: tuple[str, ...]
    ) -> Iterator[_Hit]:
        source = self._sources(select).get(column.table)
        if isinstance(source, exp.Table):
            yield _Hit(self._known(source, select), column.name, also)
        elif source is not None:
            yield from self._column(source, column.name)

    def _rows(self, query: exp.Expr) -> Iterator[_Hit]:
        """The rows that a SELECT is made of: those of the tables that must have one."""
        key = (id(query), "")
        if key in self._seen:
            yield from self._seen[key]
            return
        self._seen[key] = frozenset()
        found: set[_Hit] = set()
        for select in [query] if isinstance(query, exp.Select) else query.find_all(exp.Select):
            optional = {
                join.alias_or_name for join in select.args.get("joins", []) if join.side == "LEFT"
            }
            for alias, source in self._sources(select).items():
                if alias in optional:
                    continue
                if isinstance(source, exp.Table):
                    found.add(_Hit(self._known(source, select), ""))
                else:
                    found.update(self._rows(source))
        self._seen[key] = frozenset(found)
        yield from found

    def _sources(self, select: exp.Select) -> Mapping[str, exp.Expr]:
        """By alias the register, as a table, or the query that a SELECT reads."""
        if id(select) not in self._sources_of:
            first = select.args.get("from_")
            given = [
                *([first.this] if first else []),
                *(j.this for j in select.args.get("joins", [])),
            ]
            self._sources_of[id(select)] = {
                part.alias_or_name: (
                    self._named.get(part.name, part) if isinstance(part, exp.Table) else part.this
                )
                for part in given
                if not isinstance(part, exp.Table)
                or part.name in self._named
                or part.name in self._registers
            }
        return self._sources_of[id(select)]

    def _known(self, table: exp.Table, select: exp.Select) -> int:
        self._tables[id(table)] = (table, select)
        return id(table)


def _texts(*nodes: exp.Expr | None) -> frozenset[str]:
    """Fixed texts in these nodes, those of queries inside them left out."""
    return frozenset(
        each.name
        for node in nodes
        if node is not None
        for each in node.find_all(exp.Literal)
        if each.is_string and (each.find_ancestor(exp.Query) is node.find_ancestor(exp.Query))
    )


def _own(node: exp.Expr, *kinds: type[exp.Expr]) -> Iterator[exp.Expr]:
    """Nodes of these kinds in an expression, but none inside a query in it."""
    if isinstance(node, kinds):
        yield node
    if not isinstance(node, exp.Query):
        for child in node.iter_expressions():
            yield from _own(child, *kinds)


def _conditions(select: exp.Select, table: exp.Table) -> list[exp.Expr]:
    where = select.args.get("where")
    found = conjuncts(where.this) if where is not None else []
    for join in select.args.get("joins", []):
        if join.args.get("on") is not None and (join.this is table or join.side != "LEFT"):
            found += conjuncts(join.args["on"])
    return found


def _only(
    select: exp.Select, table: exp.Table, *, codes_alone: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """The conditions that ask of this table alone, and those of them that compare codes.

    With ``codes_alone`` no others: writing them out is what takes the time.
    """
    local = [
        (part, _compares_codes(part))
        for part in _conditions(select, table)
        if tables(part) == {table.alias_or_name} and part.find(*_BEYOND) is None
    ]
    plain = {_plain(part): codes for part, codes in local if codes or not codes_alone}
    return frozenset(plain), frozenset(text for text, codes in plain.items() if codes)


def _plain(condition: exp.Expr) -> str:
    """A condition on one table, as Polars writes it and without the table's name."""
    bare = copied(condition)
    for column in bare.find_all(exp.Column):
        column.set("table", None)
    return render(bare, "polars")


def _compares_codes(part: exp.Expr) -> bool:
    given = [part.expression] if isinstance(part, exp.EQ) else part.expressions
    fixed = [isinstance(each, exp.Literal) and each.is_string for each in given]
    return isinstance(part, exp.EQ | exp.In) and bool(fixed) and all(fixed)


def _counted_only(node: exp.Expr) -> tuple[str, tuple[str, ...]]:
    """The table, and the condition of its rows that one aggregate with FILTER or CASE counts.

    Nothing when the condition asks of several tables, or when there are several aggregates.
    """
    filters = [each.expression.this for each in _own(node, exp.Filter)]
    for case in _own(node, exp.Case):
        if case.parent is not None and isinstance(case.parent, exp.AggFunc | exp.Distinct):
            branches = case.args.get("ifs", [])
            if len(branches) == 1 and case.args.get("default") is None:
                filters.append(branches[0].this)
    aggregates = len(list(_own(node, exp.AggFunc)))
    asked = tables(filters[0]) if len(filters) == 1 == aggregates else set()
    if len(asked) != 1 or filters[0].find(*_BEYOND) is not None:
        return "", ()
    return asked.pop(), (_plain(filters[0]),)


def _links(select: exp.Select, table: exp.Table) -> frozenset[str]:
    """Link columns of a table that its SELECT hands on, groups by or joins on."""
    group = select.args.get("group")
    joins = [join.args.get("on") for join in select.args.get("joins", [])]
    places = [*select.expressions, group, *joins]
    # A correlated subquery ties its rows in its WHERE.
    where = select.args.get("where")
    if where is not None:
        places += [part for part in conjuncts(where.this) if len(tables(part)) > 1]
    return frozenset(
        column.name
        for place in places
        if place is not None
        for column in place.find_all(exp.Column)
        if column.table == table.alias_or_name and column.name in LINKS
    )
