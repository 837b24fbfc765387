"""Ways to make a parsed statement smaller, each made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp, parse_one

Cut = Callable[[], str]
"""The text of the smaller statement; empty when there is none."""
_LITERALS = ("1", "1.5", "'a'", "TRUE", "DATE '2025-01-01'")
_SPARED = (exp.Literal, exp.Boolean, exp.Null, exp.Column, exp.Identifier, exp.If)
_CLAUSES = ("with_", "where", "having", "distinct", "group", "default", "length", "partition_by")
_LISTS = ("expressions", "joins", "ifs", "partition_by")
_MOST_INNER = 12
Change = Callable[[exp.Expr], "exp.Expr | None"]
"""Changes a node of a copy in place; gives a tree that takes the place of the whole."""


def cuts(tree: exp.Expr) -> Iterator[Cut]:
    """Smaller texts, those that leave out most first."""
    for index, node in enumerate(list(tree.walk())):
        for change in _changes(node):
            yield lambda index=index, change=change: _cut(tree, index, change)  # type: ignore[misc]


def _changes(node: exp.Expr) -> Iterator[Change]:
    inner = [child for child in node.walk() if child is not node]
    positions = [at for at, child in enumerate(inner) if _stands(child, node)]
    for position in positions[:_MOST_INNER]:
        yield lambda target, position=position: _replace(target, position)  # type: ignore[misc]
    for clause in _CLAUSES:
        if node.args.get(clause):
            yield lambda target, clause=clause: target.set(clause, None)  # type: ignore[misc]
    for key in _LISTS:
        items = node.args.get(key)
        if isinstance(items, list) and (len(items) > 1 or key == "joins"):
            for position in reversed(range(len(items))):
                yield lambda target, key=key, at=position: target.args[key].pop(at) and None  # type: ignore[misc]
    if isinstance(node, exp.Condition) and not isinstance(node, (*_SPARED, exp.Query)):
        for literal in _LITERALS:
            yield lambda target, text=literal: _put(target, parse_one(text, read="postgres"))  # type: ignore[misc]


def _stands(child: exp.Expr, node: exp.Expr) -> bool:
    """Whether a part could stand where the whole stands."""
    if isinstance(node, exp.Query):
        return isinstance(child, exp.Query) and not isinstance(child, exp.Subquery)
    whole = isinstance(node, exp.Condition | exp.Filter) and not isinstance(node, _SPARED)
    return whole and isinstance(child, exp.Condition) and not isinstance(child, exp.Identifier)


def _replace(target: exp.Expr, position: int) -> exp.Expr | None:
    inner = [child for child in target.walk() if child is not target]
    return _put(target, inner[position].copy())


def _put(target: exp.Expr, made: exp.Expr) -> exp.Expr | None:
    if target.parent is None:
        return made
    target.replace(made)
    return None


def _cut(tree: exp.Expr, index: int, change: Change) -> str:
    copy = tree.copy()
    whole = change(list(copy.walk())[index])
    try:
        return _text(copy if whole is None else whole)
    except (TypeError, ValueError, AttributeError, RecursionError):
        return ""


def _text(tree: exp.Expr) -> str:
    """The tree in the words of the rule language."""
    for division in tree.find_all(exp.Div):
        division.set("typed", False)
        division.set("safe", False)
    for mark in tree.find_all(exp.Placeholder):
        mark.replace(exp.column(f"parameter__{mark.name}"))
    text = tree.sql("postgres", copy=False)
    return text.replace("parameter__", ":")
