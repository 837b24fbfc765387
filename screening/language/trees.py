"""Going through SQL trees and copying them: the gate and the engines do little else.

The ways sqlglot offers see every name as a part of its own, which most nodes are, and copy what
hangs on a node as deep as it goes; here neither is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

CLOSED = frozenset(
    {exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Star, exp.Var}
)
"""What holds nothing but names."""


def copied(tree: exp.Expr) -> exp.Expr:
    """A copy that shares no node with the tree; what hangs on its nodes are plain values."""
    root = tree.__class__()
    open_nodes: list[tuple[exp.Expr, exp.Expr]] = [(tree, root)]
    while open_nodes:
        node, made = open_nodes.pop()
        _copy_marks(node, made)
        for key, value in node.args.items():
            if isinstance(value, exp.Expr):
                made.args[key] = _begun(value, made, key, None, open_nodes)
            elif type(value) is list:
                made.args[key] = [
                    _begun(part, made, key, index, open_nodes)
                    if isinstance(part, exp.Expr)
                    else part
                    for index, part in enumerate(value)
                ]
            else:
                made.args[key] = value
    return root


def parts(tree: exp.Expr) -> list[exp.Expr]:
    """Every node but the names in it, from the top down, one level after another."""
    found = [tree]
    for node in found:  # which grows on the way
        for value in node.args.values():
            if isinstance(value, exp.Expr):
                if type(value) is not exp.Identifier:
                    found.append(value)
            elif type(value) is list:
                found += [part for part in value if isinstance(part, exp.Expr)]
    return found


def outermost(
    node: exp.Expr, wanted: tuple[type[exp.Expr], ...], beyond: tuple[type[exp.Expr], ...] = ()
) -> Iterator[exp.Expr]:
    """The wanted parts of an expression, in order, but none within another or in ``beyond``."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, wanted):
            yield part
        elif type(part) not in CLOSED and not isinstance(part, beyond):
            waiting += part.iter_expressions(reverse=True)


def _begun(
    node: exp.Expr,
    above: exp.Expr,
    key: str,
    index: int | None,
    open_nodes: list[tuple[exp.Expr, exp.Expr]],
) -> exp.Expr:
    """The copy of a part in its place; its own parts are still to be copied."""
    made = node.__class__()
    made.parent, made.arg_key, made.index = above, key, index
    if type(node) is exp.Identifier:  # half of all nodes, and nothing below it
        _copy_marks(node, made)
        made.args.update(node.args)
    else:
        open_nodes.append((node, made))
    return made


def _copy_marks(node: exp.Expr, made: exp.Expr) -> None:
    marks = node._meta  # noqa: SLF001 - meta itself makes one for every node
    if marks:
        made.meta.update(marks)
    if node.comments:
        made.comments = list(node.comments)
    if node._type is not None:  # noqa: SLF001 - type itself is also that of a CAST
        made.type = node._type.copy()  # noqa: SLF001
