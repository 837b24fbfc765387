"""Checked queries and conditions as plain data, and back: what a cache of them holds.

Data only: a name that is no part of SQL, or a value of another type, is refused in both directions.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlglot import exp

from screening.language.gate import Query
from screening.language.predicate import Predicate
from screening.language.scope import Meaning

_DTYPE = "dtype"
_PLAIN = (str, bool, type(None))
_PLACE = {"line", "col", "start", "end"}
"""Marks of where a rule says it, which only a problem tells; what passed has none."""
_NAME: dict[str, Any] = {"quoted": False}
Row = list[Any] | str
"""A node: its class, its parts in order (a number is the row of a node), and its marks, if any.

A name, which half of all nodes are, is itself.
"""


class NotStoredError(Exception):
    """Something that is not written down; it is made anew each time."""


def rows_of(tree: exp.Expr) -> list[Row]:
    """A tree as rows, each before its parts. Raises NotStoredError."""
    nodes = [tree]
    rows: list[Row] = []
    for node in nodes:  # which grows on the way
        name = type(node).__name__
        if node.comments or node._type is not None or _class(name) is not type(node):  # noqa: SLF001
            raise NotStoredError(name)
        parts: dict[str, Any] = {}
        for key, value in node.args.items():
            if type(value) is list:
                parts[key] = [_placed(each, nodes) for each in value]
            elif isinstance(value, exp.Expr):
                parts[key] = _placed(value, nodes)
            elif isinstance(value, exp.DType):
                parts[key] = {_DTYPE: value.value}
            elif isinstance(value, _PLAIN):
                parts[key] = value
            else:
                raise NotStoredError(f"{name}.{key}")
        marks = _marks(node)
        if type(node) is exp.Identifier and not marks and parts == _NAME | {"this": node.this}:
            rows.append(node.this)
        else:
            rows.append([name, parts, marks] if marks else [name, parts])
    return rows


def _placed(node: object, nodes: list[exp.Expr]) -> int:
    if not isinstance(node, exp.Expr):
        raise NotStoredError(type(node).__name__)
    nodes.append(node)
    return len(nodes) - 1


def _marks(node: exp.Expr) -> dict[str, Any]:
    held = node._meta or {}  # noqa: SLF001 - meta itself makes one for every node
    marks = {name: value for name, value in held.items() if name not in _PLACE}
    for value in marks.values():
        for each in value if isinstance(value, tuple) else (value,):
            if not isinstance(each, (str, bool, int, float)):
                raise NotStoredError(type(each).__name__)
    return marks


def tree_of(rows: list[Row]) -> exp.Expr:
    """The tree that :func:`rows_of` wrote down. Raises NotStoredError."""
    nodes: list[exp.Expr] = []
    last = len(rows) - 1
    for row in reversed(rows):  # the parts of a node before itself
        if isinstance(row, str):
            nodes.append(_named(row))
            continue
        name, parts, *marks = row
        node = _class(name)()
        held = node.args
        for key, value in parts.items():
            if type(value) is int:
                held[key] = _under(nodes[last - value], node, key, None)
            elif type(value) is list:
                held[key] = [
                    _under(nodes[last - each], node, key, index) for index, each in enumerate(value)
                ]
            else:
                held[key] = exp.DType(value[_DTYPE]) if type(value) is dict else value
        for each in marks:
            node.meta.update({k: tuple(v) if type(v) is list else v for k, v in each.items()})
        nodes.append(node)
    return nodes[-1]


def _named(name: str) -> exp.Expr:
    node = exp.Identifier()
    node.args.update(this=name, quoted=False)
    return node


def _under(part: exp.Expr, above: exp.Expr, key: str, index: int | None) -> exp.Expr:
    part.parent, part.arg_key, part.index = above, key, index
    return part


@cache
def _class(name: str) -> type[exp.Expr]:
    found = getattr(exp, name, None)
    if not (isinstance(found, type) and issubclass(found, exp.Expr)):
        raise NotStoredError(name)
    return found


def stored_query(query: Query) -> dict[str, Any]:
    """A query as plain data, with its text for the engine that runs it most."""
    return {
        "name": query.name,
        "tree": rows_of(query.tree),
        "kinds": dict(query.kinds),
        "columns_used": _sorted(query.columns_used),
        "sources": _sorted(query.sources),
        "meanings": {name: _plain_meaning(each) for name, each in query.meanings.items()},
        "unique_subject": query.unique_subject,
        "polars": query.sql("polars"),
    }


def restored_query(held: dict[str, Any]) -> Query:
    """The query that :func:`stored_query` wrote down."""
    query = Query(
        held["name"],
        tree_of(held["tree"]),
        held["kinds"],
        {name: frozenset(each) for name, each in held["columns_used"].items()},
        {name: frozenset(each) for name, each in held["sources"].items()},
        {name: _meaning(each) for name, each in held["meanings"].items()},
        held["unique_subject"],
    )
    query.written_before("polars", held["polars"])
    return query


def stored_predicate(predicate: Predicate) -> dict[str, Any]:
    """A condition as plain data."""
    return {
        "text": predicate.text,
        "tree": rows_of(predicate.tree),
        "columns": sorted(predicate.columns),
        "written": rows_of(predicate.written),
        "parameters_used": sorted(predicate.parameters_used),
    }


def restored_predicate(held: dict[str, Any]) -> Predicate:
    """The condition that :func:`stored_predicate` wrote down."""
    return Predicate(
        held["text"],
        tree_of(held["tree"]),
        frozenset(held["columns"]),
        tree_of(held["written"]),
        frozenset(held["parameters_used"]),
    )


def _sorted(names: Any) -> dict[str, list[str]]:
    return {name: sorted(each) for name, each in names.items()}


def _plain_meaning(meaning: Meaning) -> list[Any]:
    return [sorted(each) if isinstance(each, frozenset) else each for each in meaning]


def _meaning(held: list[Any]) -> Meaning:
    kind, sources, carries, literals, places, *plain, beside = held
    return Meaning(
        kind,
        frozenset(sources),
        frozenset((register, column) for register, column in carries),
        frozenset(literals),
        frozenset((register, column) for register, column in places),
        *plain,
    )._replace(beside=frozenset(beside))
