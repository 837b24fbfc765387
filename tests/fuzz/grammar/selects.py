"""Whole SELECTs: of rows, of groups, over windows, with WITH and UNION ALL."""

from __future__ import annotations

from tests.fuzz.grammar.aggregates import grouped, window
from tests.fuzz.grammar.conditions import condition
from tests.fuzz.grammar.draw import KINDS, Draw, Kind, Scope, Table
from tests.fuzz.grammar.expressions import asked, value
from tests.fuzz.grammar.sources import columns_of, plain, shape, sources
from tests.fuzz.grammar.subqueries import asking

_NONE = "'none'"


def statement(d: Draw, depth: int) -> str:
    """A statement for the gate: its first column is the subject, a text."""
    columns = {d.column(f"m{number}"): d.one(KINDS) for number in range(1, d.number(2, 5))}
    opening = _with(d, depth) if d.chance(0.35) else ""
    return opening + query(d, {"subject": "text", **columns}, depth)


def evidence(d: Draw, depth: int) -> str:
    """A statement that shows rows of one subject; all flagged ones are asked for at once."""
    opening = _with(d, depth) if d.chance(0.2) else ""
    text, tables = sources(d, depth, query)
    columns = {d.column(f"m{number}"): d.one(KINDS) for number in range(1, d.number(2, 4))}
    subjects = columns_of(tables, "text") or columns_of(tables, "int")
    parts = [f"{d.one(subjects)} = :subject" if subjects else "'1' = :subject"]
    if d.chance(0.5):
        parts.append(f"({condition(d, asking(tables, query), depth)})")
    d.random.shuffle(parts)
    source = f"{text} WHERE {' AND '.join(parts)}"
    form = d.weighted({"rows": 4, "groups": 2, "windows": 2})
    if form == "groups":
        return opening + _groups(d, columns, depth, source, tables, by_keys=d.chance(0.7))
    leaf = window(plain(tables)) if form == "windows" else asking(tables, query).leaf
    scope = Scope(leaf, tables)
    shown = ", ".join(_column(d, name, kind, scope, depth) for name, kind in columns.items())
    return f"{opening}SELECT {shown} FROM {source}"


def query(d: Draw, columns: dict[str, Kind], depth: int) -> str:
    """A SELECT, or two with UNION ALL between them."""
    if depth > 0 and d.chance(0.1):
        other = {name: _near(d, kind) for name, kind in columns.items()}
        return f"{select(d, columns, depth - 1)} UNION ALL {select(d, other, depth - 1)}"
    return select(d, columns, depth)


def _near(d: Draw, kind: Kind) -> Kind:
    return {"int": "real", "real": "int"}.get(kind, kind) if d.chance(0.1) else kind  # type: ignore[return-value]


def _with(d: Draw, depth: int) -> str:
    made = []
    for _ in range(d.weighted({1: 4, 2: 2, 3: 1})):
        name, columns = d.name("w"), shape(d)
        known = dict(d.ctes)
        inner = _with(d, depth - 2) if depth > 2 and d.chance(0.15) else ""
        made.append(f"{name} AS ({inner}{query(d, columns, max(depth - 1, 0))})")
        d.ctes = {**known, name: columns}
    return f"WITH {', '.join(made)} "


def select(d: Draw, columns: dict[str, Kind], depth: int) -> str:
    text, tables = sources(d, depth, query)
    where = f" WHERE {condition(d, asking(tables, query), depth)}" if d.chance(0.45) else ""
    form = d.weighted({"rows": 5, "groups": 4, "windows": 2, "distinct": 1, "one": 1})
    if form in {"groups", "one"}:
        return _groups(d, columns, depth, f"{text}{where}", tables, by_keys=form == "groups")
    scope = asking(tables, query)
    if form == "windows":
        scope = Scope(window(plain(tables)), tables)
    shown = ", ".join(_column(d, name, kind, scope, depth) for name, kind in columns.items())
    return f"SELECT {'DISTINCT ' if form == 'distinct' else ''}{shown} FROM {text}{where}"


def _column(d: Draw, name: str, kind: Kind, scope: Scope, depth: int) -> str:
    made = _subject(d, scope, depth) if name == "subject" else value(d, kind, scope, depth)
    return f"{made} AS {name}"


def _subject(d: Draw, scope: Scope, depth: int) -> str:
    """Mostly a plain column, as in rules."""
    return f"COALESCE({asked(d, 'text', scope, 0 if d.chance(0.7) else depth)}, {_NONE})"


def _groups(
    d: Draw,
    columns: dict[str, Kind],
    depth: int,
    source: str,
    tables: tuple[Table, ...],
    *,
    by_keys: bool,
) -> str:
    rows = plain(tables)
    keys = _keys(d, tables, rows) if by_keys else {}
    scope = grouped(rows, keys, windows=by_keys)
    shown, named = [], dict[str, str]()
    for name, kind in columns.items():
        known = [key for key, has in keys.items() if has == kind]
        if known and d.chance(0.5):
            key = d.one(known)
            made = key
            named.setdefault(key, name)
        elif name == "subject":
            made = _subject(d, scope, 1)
        else:
            made = value(d, kind, scope, min(depth, 2))
        shown.append(f"{made} AS {name}")
    group = [
        named[key] if key in named and d.chance(0.2) and named[key] != "subject" else key
        for key in keys
    ]
    by = f" GROUP BY {', '.join(group)}" if keys else ""
    having = ""
    if d.chance(0.3 if keys else 0.1):
        having = f" HAVING {condition(d, grouped(rows, keys), min(depth, 2))}"
    distinct = "DISTINCT " if d.chance(0.05) else ""
    return f"SELECT {distinct}{', '.join(shown)} FROM {source}{by}{having}"


def _keys(d: Draw, tables: tuple[Table, ...], rows: Scope) -> dict[str, Kind]:
    keys: dict[str, Kind] = {}
    for _ in range(d.weighted({1: 5, 2: 3, 3: 1})):
        kind: Kind = d.weighted({"text": 6, "int": 2, "date": 1, "bool": 1, "real": 1})
        options = [column for table in tables for column in table.of(kind)]
        if not options:
            continue
        key = value(d, kind, rows, 1) if d.chance(0.2) else d.one(options)
        if any(f"{table.alias}." in key or key in table.columns for table in tables):
            keys[key] = kind
    return keys
