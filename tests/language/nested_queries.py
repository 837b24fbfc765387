"""Random SELECTs around a marked column, nested in every way the rule language allows.

A query is built from the inside out: WITH queries over registers and over each other, UNION ALL,
joins, conditions with EXISTS and IN, groups, CASE, COALESCE, windows and subqueries as values.
Columns get names that mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

Columns = dict[str, str]
"""Kind of each column, ``text`` or ``int``, by name."""
NAMES = ["subject", "vbo_id", "owner_key", "person_key", "unit", "companies", "usage", "trade_name"]


@dataclass(frozen=True)
class Column:
    """A column in reach: how it is written, and of which kind it is."""

    text: str
    kind: str
    marked: bool = False


@dataclass(frozen=True)
class Tables:
    """The tables a query may read and which of their columns are marked.

    ``careful`` queries compare marked columns only with each other, and mostly do not show them.
    ``fixed`` are the texts that columns are compared with, ``prying`` conditions on how the value
    in ``{}`` is spelled.
    """

    columns: dict[str, Columns]
    marked: frozenset[tuple[str, str]]
    fixed: tuple[str, ...] = ("'x'", "'1'")
    careful: bool = False
    prying: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The tables to choose from; the last ones made come up more often."""
        return [*self.columns, *list(self.columns)[-2:]]

    def reached(self, table: str, alias: str) -> list[Column]:
        """The columns of a table under an alias."""
        return [
            Column(f"{alias}.{name}", kind, (table, name) in self.marked)
            for name, kind in self.columns[table].items()
        ]

    def plus(self, name: str, columns: Columns, marked: set[str]) -> Tables:
        """These and a WITH query."""
        known = {**self.columns, name: columns}
        return replace(self, columns=known, marked=self.marked | {(name, each) for each in marked})


@st.composite
def queries(draw: st.DrawFn, tables: Tables, *, evidence: bool = False) -> str:
    """A SELECT whose first column is a text named subject; for evidence it is tied to :subject."""
    if draw(st.integers(0, 4)) == 0:
        tables = replace(tables, careful=False)
    parts = []
    for number in range(draw(st.integers(0, 3))):
        kinds = draw(st.sampled_from([["text", "text"], ["text", "int"], ["text", "text", "int"]]))
        names = draw(st.permutations(NAMES))[: len(kinds)]
        text, marked = draw(_unions(tables, kinds, names, draw(st.booleans())))
        parts.append(f"q{number} AS ({text})")
        tables = tables.plus(f"q{number}", dict(zip(names, kinds, strict=True)), marked)
    kinds = draw(st.sampled_from([["text", "int"], ["text", "text"], ["text", "text", "int"]]))
    names = ["subject", *draw(st.permutations(NAMES[1:]))[: len(kinds) - 1]]
    shows = not tables.careful or draw(st.integers(0, 5)) == 0
    if evidence:
        body, _ = draw(_selects(tables, kinds[1:], names[1:], shows, tied=True))
    else:
        body, _ = draw(_unions(tables, kinds, names, shows))
    return (f"WITH {', '.join(parts)} " if parts else "") + body


@st.composite
def _unions(
    draw: st.DrawFn, tables: Tables, kinds: Sequence[str], names: Sequence[str], shows: bool
) -> tuple[str, set[str]]:
    """A query, and the names of its columns that look marked."""
    text, marked = draw(_selects(tables, kinds, names, shows))
    if draw(st.integers(0, 3)):
        return text, marked
    others = draw(st.permutations(NAMES))[: len(kinds)]
    second, theirs = draw(_selects(tables, kinds, others, shows))
    marked |= {mine for mine, other in zip(names, others, strict=True) if other in theirs}
    return f"{text} UNION ALL {second}", marked


@st.composite
def _selects(
    draw: st.DrawFn,
    tables: Tables,
    kinds: Sequence[str],
    names: Sequence[str],
    shows: bool,
    *,
    tied: bool = False,
) -> tuple[str, set[str]]:
    table = draw(st.sampled_from(tables.names))
    reach, source = tables.reached(table, "a"), f"{table} a"
    for alias in "bc"[: draw(st.sampled_from([0, 0, 1, 1, 2]))]:
        other = draw(st.sampled_from(tables.names))
        right = tables.reached(other, alias)
        source += f" {draw(st.sampled_from(['JOIN', 'LEFT JOIN']))} {other} {alias}"
        shared = sorted(set(tables.columns[table]) & set(tables.columns[other]))
        pairs = _pairs(tables, reach, right)
        if shared and (not pairs or draw(st.booleans())):
            source += f" USING ({draw(st.sampled_from(shared))})"
        else:
            source += f" ON {draw(st.sampled_from(pairs or [f'{alias}.x = a.x']))}"
        reach = reach + right
    shown = [each for each in reach if shows or not each.marked]
    shown = shown if _of(shown, "text") else reach
    scope = _Scope(tables, reach, shown)
    where = [draw(_conditions(scope))] if draw(st.booleans()) else []
    if tied:
        where.append(f"{draw(st.sampled_from(_of(shown, 'text')))} = :subject")
    made, group = draw(_outputs(scope, kinds))
    listed = ", ".join(f"{part} AS {name}" for part, name in zip(made, names, strict=True))
    distinct = "DISTINCT " if not group and draw(st.integers(0, 4)) == 0 else ""
    text = f"SELECT {distinct}{listed} FROM {source}"
    text += (f" WHERE {' AND '.join(where)}" if where else "") + group
    marked = {
        name
        for part, name in zip(made, names, strict=True)
        if any(each.marked and each.text in part for each in reach) and "COUNT" not in part
    }
    return text, marked


@dataclass(frozen=True)
class _Scope:
    """What a SELECT can name, and which of that it may show."""

    tables: Tables
    reach: list[Column]
    shown: list[Column]


@st.composite
def _outputs(draw: st.DrawFn, scope: _Scope, kinds: Sequence[str]) -> tuple[list[str], str]:
    """What is selected, and the GROUP BY that belongs to it."""
    if draw(st.integers(0, 2)):
        return [draw(_values(scope, kind)) for kind in kinds], ""
    keys = draw(st.lists(st.sampled_from(_of(scope.shown, "text")), min_size=1, max_size=2))
    keys = sorted(set(keys))
    made = [draw(_aggregates(scope, keys, kind)) for kind in kinds]
    having = f" HAVING {draw(_counts(scope))} >= 1" if draw(st.booleans()) else ""
    return made, f" GROUP BY {', '.join(keys)}{having}"


@st.composite
def _values(draw: st.DrawFn, scope: _Scope, kind: str, depth: int = 0) -> str:
    plain = _of(scope.shown, kind)
    if depth > 1 or draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from([*plain, *plain, "'x'" if kind == "text" else "1"]))
    texts = _of(scope.shown, "text")
    fixed = [*texts, *scope.tables.fixed]
    part = draw(st.sampled_from([each.text for each in scope.reach]))
    order = draw(st.sampled_from([each.text for each in scope.reach]))
    window = f"OVER (PARTITION BY {part} ORDER BY {order})"

    def one() -> str:
        return draw(_values(scope, kind, depth + 1))

    def asked() -> str:
        return draw(_conditions(scope))

    forms: list[Callable[[], str]] = [
        lambda: f"CASE WHEN {asked()} THEN {one()} ELSE {one()} END",
        lambda: (
            f"CASE {draw(st.sampled_from(texts))} WHEN {draw(st.sampled_from(fixed))} "
            f"THEN {one()} ELSE {one()} END"
        ),
        lambda: f"COALESCE({one()}, {one()})",
        lambda: f"NULLIF({one()}, {one()})",
        lambda: f"FIRST_VALUE({one()}) {window}",
        lambda: f"LAG({one()}) {window}",
        lambda: f"MAX({one()}) OVER (PARTITION BY {part})",
        lambda: draw(_scalars(scope, kind)),
        *(_of_text(one) if kind == "text" else ()),
    ]
    if kind == "int":
        text = draw(_values(scope, "text", 2))
        forms += [
            lambda: f"LENGTH({text})",
            lambda: f"COUNT({part}) OVER (PARTITION BY {part})",
            lambda: f"ROW_NUMBER() {window}",
            lambda: f"DENSE_RANK() {window}",
            lambda: f"CAST({asked()} AS INT)",
            lambda: f"{one()} + {one()}",
        ]
    return forms[draw(st.integers(0, len(forms) - 1))]()


def _of_text(one: Callable[[], str]) -> list[Callable[[], str]]:
    return [
        lambda: f"{one()} || {one()}",
        lambda: f"CONCAT({one()}, 'x')",
        lambda: f"UPPER({one()})",
        lambda: f"LEFT({one()}, 6)",
        lambda: f"REPLACE({one()}, 'x', 'y')",
        lambda: f"CAST({one()} AS TEXT)",
    ]


@st.composite
def _aggregates(draw: st.DrawFn, scope: _Scope, keys: list[str], kind: str) -> str:
    if draw(st.booleans()):
        return draw(_counts(scope) if kind == "int" else st.sampled_from(keys))
    inner = draw(_values(scope, kind, 2))
    least = f"{draw(st.sampled_from(['MIN', 'MAX']))}({inner})"
    forms = [
        least,
        f"{least} FILTER (WHERE {draw(st.sampled_from(keys))} IS NOT NULL)",
        f"CASE WHEN {draw(_counts(scope))} > 1 THEN {least} END",
        f"COALESCE({least}, {least})",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def _counts(draw: st.DrawFn, scope: _Scope) -> str:
    column = draw(st.sampled_from([each.text for each in scope.reach]))
    other = draw(st.sampled_from(_of(scope.reach, "text")))
    forms = ["COUNT(*)", f"COUNT({column})", f"COUNT(DISTINCT {column})"]
    forms += [f"COUNT(DISTINCT {other} || {other})", f"COUNT(*) FILTER (WHERE {column} IS NULL)"]
    return draw(st.sampled_from(forms))


@st.composite
def _conditions(draw: st.DrawFn, scope: _Scope) -> str:
    texts = [each for each in scope.reach if each.kind == "text"]
    one = draw(st.sampled_from([*texts, *(each for each in texts if each.marked)]))
    alike = _like(scope.tables, one, scope.reach)
    fixed = [] if scope.tables.careful and one.marked else scope.tables.fixed
    two = draw(st.sampled_from([*(each.text for each in alike), *fixed]))
    table = draw(st.sampled_from(scope.tables.names))
    theirs = _like(scope.tables, one, scope.tables.reached(table, "z"))
    forms = [
        f"{one.text} IS NOT NULL",
        f"{one.text} = {two}",
        f"{one.text} <> {two}",
        f"({one.text} IS NOT DISTINCT FROM {two})",
        f"{one.text} IN ({two}, {two})",
        f"({one.text} = {two} OR {one.text} IS NULL)",
    ]
    if one.marked:
        forms += [pry.format(one.text) for pry in scope.tables.prying]
    if theirs:
        mine = draw(st.sampled_from(theirs)).text
        tie = f"{mine} = {one.text}"
        forms += [
            f"{one.text} IN (SELECT {mine} FROM {table} z)",
            f"EXISTS (SELECT 1 FROM {table} z WHERE {tie})",
            f"NOT EXISTS (SELECT {mine} FROM {table} z WHERE {tie})",
        ]
    return draw(st.sampled_from(forms))


@st.composite
def _scalars(draw: st.DrawFn, scope: _Scope, kind: str) -> str:
    """A subquery used as a value, tied to the query around it or not."""
    table = draw(st.sampled_from(scope.tables.names))
    theirs = scope.tables.reached(table, "y")
    hides = scope.tables.careful and len(scope.shown) < len(scope.reach)
    asked = _of([each for each in theirs if not (hides and each.marked)], kind)
    pairs = _pairs(scope.tables, scope.reach, theirs)
    if not asked or not pairs:
        return "'x'" if kind == "text" else "1"
    tie = f" WHERE {draw(st.sampled_from(pairs))}" if draw(st.booleans()) else ""
    return f"(SELECT MAX({draw(st.sampled_from(asked))}) FROM {table} y{tie})"


def _pairs(tables: Tables, left: Sequence[Column], right: Sequence[Column]) -> list[str]:
    """Equalities between columns of both that belong together."""
    texts = [each for each in left if each.kind == "text"]
    return [f"{b.text} = {a.text}" for a in texts for b in _like(tables, a, right)]


def _like(tables: Tables, column: Column, among: Sequence[Column]) -> list[Column]:
    """Columns of the same kind and, in careful queries, marked or not as this one is."""
    return [
        each
        for each in among
        if each.kind == column.kind and not (tables.careful and each.marked != column.marked)
    ]


def _of(columns: Sequence[Column], kind: str) -> list[str]:
    """Columns of a kind as written, marked ones twice."""
    return [
        each.text for each in columns if each.kind == kind for _ in range(2 if each.marked else 1)
    ]
