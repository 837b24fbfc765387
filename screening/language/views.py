"""Named views: what many rules read, written once, and expanded where a rule names it in FROM."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sqlglot
from sqlglot import exp

from screening.language.problems import Problems, line_of
from screening.language.trees import copied, parts
from screening.reference.tables import views

EDITION = "sbi_edition"
"""What IN_GROUP reads beside the code."""


def with_views(tree: exp.Expr, problems: Problems) -> exp.Expr:
    """The tree with every view that it names as a WITH query, of the columns that it asks for."""
    known = views()
    nodes = parts(tree)
    own = {node.alias: node for node in nodes if isinstance(node, exp.CTE)}
    for name in own.keys() & known.keys():
        problems.add(
            f"WITH query named '{name}'",
            own[name],
            expected="a name of its own, that no register or view has",
            remedy="choose another name, or read the view",
        )
    tables = [node for node in nodes if isinstance(node, exp.Table) and node.name in known]
    named = sorted({node.name for node in tables} - own.keys())
    if not named or not isinstance(tree, exp.Query):
        return tree
    clause = tree.args.get("with_")
    already = clause.expressions if clause is not None else []
    made = [_as_query([each for each in tables if each.name == name], nodes) for name in named]
    tree.set("with_", exp.With(expressions=[*made, *already]))
    return tree


def view_select(name: str) -> exp.Expr:
    """The SELECT of a view, to change at will."""
    return copied(_parsed(name))


@cache
def _parsed(name: str) -> exp.Expr:
    return sqlglot.parse_one(views()[name].sql, dialect="postgres")


def _as_query(tables: Sequence[exp.Table], nodes: Sequence[exp.Expr]) -> exp.CTE:
    name, line = tables[0].name, line_of(tables[0])
    select, asked = view_select(name), _asked(tables, nodes)
    kept = [part for part in select.expressions if part.alias_or_name in asked]
    select.set("expressions", kept or select.expressions[:1])
    for node in select.walk():
        node.meta.clear()
        node.meta["line"] = line
    return exp.CTE(this=select, alias=exp.TableAlias(this=exp.to_identifier(name)))


def _asked(tables: Sequence[exp.Table], nodes: Sequence[exp.Expr]) -> set[str]:
    """Names of the columns that may be read of a view: a view never makes a rule read more."""
    aliases = {table.alias_or_name for table in tables}
    readers = [table.parent_select for table in tables]
    asked: set[str] = set()
    for node in nodes:
        if isinstance(node, exp.Column):
            here = node.table in aliases if node.table else _within(node, readers)
            asked |= _read_by(node) if here else set()
        elif isinstance(node, exp.Join):
            asked |= {each.name for each in node.args.get("using") or ()}
    return asked


def _read_by(column: exp.Column) -> set[str]:
    above = column.parent
    grouped = isinstance(above, exp.Anonymous) and above.name.upper() == "IN_GROUP"
    return {column.name, EDITION} if grouped else {column.name}


def _within(node: exp.Expr, readers: Sequence[exp.Expr | None]) -> bool:
    above: exp.Expr | None = node
    while above is not None:
        if any(above is each for each in readers):
            return True
        above = above.parent
    return False
