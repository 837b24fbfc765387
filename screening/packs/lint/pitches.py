"""Where a rule looks for places for caravans, where few but one kind of people live (T9)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from screening.language.spelled import CODES
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.facts import Fragment, fragments, measured_from
from screening.packs.lint.left import Left
from screening.packs.loaded import LoadedRule
from screening.registers.schemas.address import OBJECT_TYPES

PITCH = "standplaats"
_STATUS = "plaats aangewezen"
_COLUMN = {PITCH: "object_type", _STATUS: "status"}
_PITCHES = (
    Left(("bag_object", "object_type"), frozenset({PITCH})),
    Left(
        ("bag_object", "status"),
        frozenset(c for c in CODES["bag_object", "status"] if c.lower().startswith("plaats ")),
    ),
)
_Values = Mapping[str, frozenset[str]]


def looks_for_pitches(loaded: LoadedRule, fragment: Fragment) -> bool:
    """Whether a piece of SQL tells such places from others; leaving them out does not."""
    if fragment.tree is None:
        return False
    read = measured_from(loaded)
    columns = read.get("bag_object", frozenset()) if read else frozenset(_COLUMN.values())
    values = {
        name: frozenset(str(value).lower() for value in parameter.ever)
        for name, parameter in loaded.rule.parameters.items()
    }
    trees = [each.tree for each in fragments(loaded.rule) if each.tree is not None]
    return any(
        _COLUMN[text] in columns and not _is_free(node, text, values, trees)
        for node in fragment.tree.find_all(exp.Literal, exp.Placeholder)
        for text in _COLUMN.keys() & _texts(node, values)
    )


def leaves_pitches(loaded: LoadedRule) -> str | None:
    """Where a rule leaves such places by what it says of the others; None when it does not.

    Without the word itself: by all other codes, or by how a code is spelled.
    """
    compiled = compiled_as_shipped(loaded)
    if compiled is None:
        return None
    trees = [("select", compiled.query.tree), ("when", compiled.when.tree)]
    return next((path for path, tree in trees for left in _PITCHES if left.alone(tree)), None)


def _texts(node: exp.Expr, values: _Values) -> frozenset[str]:
    """The text itself, or what a parameter is on any day."""
    if isinstance(node, exp.Placeholder):
        return values.get(node.name, frozenset())
    return frozenset({node.name.lower()})


def _is_free(node: exp.Expr, text: str, values: _Values, trees: list[exp.Expr]) -> bool:
    """Whether it is compared with another column, beside all other codes, or to leave it out."""
    above = node.parent
    if not isinstance(above, exp.EQ | exp.NEQ | exp.In):
        return False
    listed = above.expressions if isinstance(above, exp.In) else [above.this, above.expression]
    column = next((s for s in (above.this, *listed) if isinstance(s, exp.Column)), None)
    if column is not None and column.name.lower() not in _named(_COLUMN[text], trees):
        return True
    # What a parameter is on some days only stands beside nothing on the others.
    always = (each for each in (_texts(part, values) for part in listed) if len(each) == 1)
    beside = frozenset().union(*always) - {""}
    if text == PITCH and beside >= set(OBJECT_TYPES):
        return True
    if text == _STATUS and any(not each.startswith("plaats ") for each in beside):
        return isinstance(above, exp.In)
    return _leaves_out(above)


def _named(column: str, trees: list[exp.Expr]) -> set[str]:
    """The names under which a column is handed on."""
    found, before = {column}, 0
    while len(found) > before:
        before = len(found)
        found |= {
            each.alias.lower()
            for tree in trees
            for each in tree.find_all(exp.Alias)
            if any(inner.name.lower() in found for inner in each.this.find_all(exp.Column))
        }
    return found


def _leaves_out(comparison: exp.Expr) -> bool:
    node = comparison
    if isinstance(node, exp.In):
        if not isinstance(node.parent, exp.Not):
            return False
        node = node.parent
    elif not isinstance(node, exp.NEQ):
        return False
    above = node.parent
    while isinstance(above, exp.And | exp.Paren):
        above = above.parent
    return isinstance(above, exp.Where) and above.find_ancestor(exp.Not, exp.Filter) is None
