"""FROM: registers, WITH queries and subqueries, joined in every allowed way."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.data import GUARDED
from tests.fuzz.grammar.conditions import condition
from tests.fuzz.grammar.draw import KINDS, Draw, Kind, Scope, Table
from tests.fuzz.grammar.expressions import value

Nested = Callable[[Draw, dict[str, Kind], int], str]
"""A SELECT of columns with these names and kinds, and a depth."""


def columns_of(tables: tuple[Table, ...], kind: Kind) -> list[str]:
    return [column for table in tables for column in table.of(kind)]


def plain(tables: tuple[Table, ...]) -> Scope:
    """A scope in which a leaf is a column of one of the tables."""

    def leaf(d: Draw, kind: Kind, _depth: int) -> str | None:
        options = columns_of(tables, kind)
        if not options:
            return None
        worded = [column for column in options if column.partition(".")[2] not in GUARDED]
        column = d.one(worded if worded and d.chance(0.9) else options)
        return column.partition(".")[2] if len(tables) == 1 and d.chance(0.05) else column

    return Scope(leaf, tables)


def shape(d: Draw, most: int = 3) -> dict[str, Kind]:
    """Names and kinds of the columns of a nested query; the first is a text to join by."""
    kinds: list[Kind] = ["text", *(d.one(KINDS) for _ in range(d.number(1, most)))]
    return {d.column(f"c{number}"): kind for number, kind in enumerate(kinds)}


def source(d: Draw, depth: int, nested: Nested) -> tuple[str, Table]:
    """One table of FROM, as SQL and as what may be named of it."""
    alias = d.name("t")
    if d.ctes and d.chance(0.35):
        name = d.one(list(d.ctes))
        return f"{name} AS {alias}", Table(alias, d.ctes[name])
    if depth > 0 and d.chance(0.15):
        columns = shape(d)
        return f"({nested(d, columns, depth - 1)}) AS {alias}", Table(alias, columns)
    name = d.one(list(d.registers))
    if name not in d.bare and d.chance(0.05):
        d.bare.add(name)
        return name, Table(name, d.registers[name])
    return f"{name}{d.one([' AS', ''])} {alias}", Table(alias, d.registers[name])


def sources(d: Draw, depth: int, nested: Nested) -> tuple[str, tuple[Table, ...]]:
    """The whole of FROM."""
    text, first = source(d, depth, nested)
    tables = (first,)
    for _ in range(d.weighted({0: 9, 1: 8, 2: 3, 3: 1})):
        joined, table = source(d, depth, nested)
        kind = d.one(["JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "INNER JOIN", "LEFT OUTER JOIN"])
        on = _on(d, tables, table)
        if on is None:
            continue
        text += f" {kind} {joined} {on}"
        tables = (*tables, table)
    return text, tables


def _on(d: Draw, before: tuple[Table, ...], table: Table) -> str | None:
    """An equality between both sides, and at times more."""
    shared = [name for name in table.columns if name in before[0].columns]
    if len(before) == 1 and shared and d.chance(0.1):
        same = [name for name in shared if table.columns[name] == before[0].columns[name]]
        if same:
            return f"USING ({', '.join(d.some(same, 2))})"
    parts = [_equality(d, before, table) for _ in range(d.weighted({1: 6, 2: 1}))]
    if None in parts:
        return None
    written = [part for part in parts if part is not None]
    written += [_extra(d, before, table) for _ in range(d.weighted({0: 5, 1: 4, 2: 1}))]
    d.random.shuffle(written)
    return "ON " + " AND ".join(written)


def _equality(d: Draw, before: tuple[Table, ...], table: Table) -> str | None:
    kind: Kind = d.weighted({"text": 8, "int": 2, "real": 1, "date": 1, "bool": 1})
    other: Kind = {"int": "real", "real": "int"}.get(kind, kind) if d.chance(0.15) else kind  # type: ignore[assignment]
    lefts, rights = columns_of(before, other), table.of(kind)
    if not lefts or not rights:
        lefts, rights, kind, other = columns_of(before, "text"), table.of("text"), "text", "text"
    if not lefts or not rights:
        return None
    keys = [name for name in lefts if name.endswith(("_id", "_nr", "_code", "c0"))]
    left = d.one(keys) if keys and other == "text" and d.chance(0.7) else d.one(lefts)
    keys = [name for name in rights if name.endswith(("_id", "_nr", "_code", "c0"))]
    right = d.one(keys) if keys and kind == "text" and d.chance(0.7) else d.one(rights)
    if d.chance(0.15):
        left = value(d, other, plain(before), 1)
        right = value(d, kind, plain((table,)), 1)
        if not any(f"{each.alias}." in left for each in before) or f"{table.alias}." not in right:
            return None
    return f"{left} = {right}" if d.chance(0.5) else f"{right} = {left}"


def _extra(d: Draw, before: tuple[Table, ...], table: Table) -> str:
    """A condition over either side or both."""
    tables = d.one([(table,), before, (*before, table)])
    return f"({condition(d, plain(tables), d.number(1, 2))})"
