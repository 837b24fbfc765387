"""The key of a person is counted, joined on and grouped by inside a query, and nothing else (T7).

Every expression is judged where it stands, by the columns its value can carry: an alias, a WITH
query, a branch of UNION ALL or a subquery in between makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Relation, Scope
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.columns import is_code_of_area
from screening.registers.schemas.keys import numbers

CHECK = "person_output"
PERSON_KEYS: frozenset[Origin] = frozenset(
    (register.name, name)
    for register in REGISTERS.values()
    for name, declared in register.columns.items()
    if (declared.metadata or {}).get("personal") == "person_key"
)
_BY_ITSELF = frozenset(
    (register, name)
    for register, name in PERSON_KEYS
    if (REGISTERS[register].columns[name].metadata or {}).get("content") == "number"
)
"""Keys that are found in no other column, such as the number of a holder in the land register."""
_ANY = frozenset({"this", "expression", "expressions", "true", "default", "query"})
_THIS = frozenset({"this"})
HANDED_ON: dict[type[exp.Expr], frozenset[str]] = {
    # Counting, grouping, and asking whether there is one.
    exp.Count: _THIS,
    exp.Distinct: frozenset({"expressions"}),
    exp.Group: frozenset({"expressions"}),
    exp.Window: frozenset({"this", "partition_by"}),
    exp.Is: _THIS,
    # Equality; check_equal looks at the other side.
    exp.EQ: _ANY,
    exp.NEQ: _ANY,
    exp.NullSafeEQ: _ANY,
    exp.NullSafeNEQ: _ANY,
    exp.In: _ANY,
    # What hands the key on inside a query; who asks for the result is judged in turn.
    exp.Alias: _THIS,
    exp.Paren: _THIS,
    exp.Select: frozenset({"expressions"}),
    exp.Filter: _THIS,
    exp.Case: _ANY,
    exp.If: _ANY,
    exp.Coalesce: _ANY,
    exp.Nullif: _ANY,
    exp.DPipe: _ANY,
    exp.Concat: _ANY,
    exp.Min: _THIS,
    exp.Max: _THIS,
    exp.FirstValue: _THIS,
    exp.LastValue: _THIS,
    exp.Lag: _THIS,
    exp.Lead: _THIS,
}
"""Where a guarded value may stand: what counts it, and what hands it on inside a query."""
_PLACE_MAY: dict[type[exp.Expr], frozenset[str]] = {
    exp.Alias: _THIS,
    exp.Paren: _THIS,
    exp.Select: frozenset({"expressions"}),
    exp.Count: _THIS,
}
NUMBERED = frozenset(numbers())
"""Columns with the number of a place, an object, a business or an area."""
THINGS = NUMBERED - {n for n, (home, _) in numbers().items() if home in ("area", "area_branch")}
"""Those of one place, object or business."""
RECORDS = (
    frozenset(
        (register.name, name)
        for register in REGISTERS.values()
        for name in register.key
        if str(register.columns[name].dtype) == "String"
        if not is_code_of_area(name, register.columns[name])
        if not (register.columns[name].metadata or {}).get("asked")
    )
    - NUMBERED
    - PERSON_KEYS
)
"""Those of what a register records, such as a deed or an inspection."""
_PERSON, _THING = "person", "thing"
_ONE_OF_MANY = (exp.Min, exp.Max, exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead)
_EXPECTED = "persons counted, grouped by inside a query, or joined with = to the key of a person"


def is_person(columns: Iterable[Origin]) -> bool:
    """Whether a key of a person is among these columns."""
    return not PERSON_KEYS.isdisjoint(columns)


def check_use(node: exp.Expr, meaning: Meaning, scope: Scope) -> None:
    """Note a problem when an expression that can be a person's key stands where none may."""
    above = node.parent
    if above is None:
        return
    if is_person(meaning.carries):
        fine = node.arg_key in HANDED_ON.get(type(above), frozenset()) or _orders_rows(above)
        fine = fine and not (isinstance(above, _ONE_OF_MANY) and not per_place(above))
    elif is_person(meaning.places):
        fine = node.arg_key in _PLACE_MAY.get(type(above), frozenset()) or is_first(above)
    else:
        return
    if not fine:
        _refuse(above, scope.problems)


def _orders_rows(node: exp.Expr) -> bool:
    """The last word in ORDER BY of what numbers rows; the number is then a place, see below."""
    window = node.find_ancestor(exp.Window) if isinstance(node, exp.Ordered) else None
    return window is not None and isinstance(window.this, exp.RowNumber) and per_place(window)


def is_thing(column: exp.Column, scope: Scope) -> bool:
    """Whether a column holds numbers of things, which an area is not, or keys of persons."""
    relation = scope.relations.get(column.table)
    meaning = relation.columns.get(column.name, Meaning()) if relation is not None else Meaning()
    whole = meaning.carries and not meaning.literals and not meaning.altered
    return bool(whole) and (meaning.carries <= THINGS or is_person(meaning.carries))


def mark_person(key: exp.Expr, meaning: Meaning) -> Meaning:
    """Keep at a key of groups that its value can be the key of a person; the meaning itself.

    And that it is the number of a thing, or such a key, as a register holds it.
    """
    if is_person(meaning.carries):
        key.meta[_PERSON] = True
    whole = meaning.carries and not meaning.literals and not meaning.altered
    if whole and meaning.carries <= THINGS | RECORDS | PERSON_KEYS:
        key.meta[_THING] = True
    return meaning


def one_of_many(node: exp.Expr, value: Meaning) -> Meaning:
    """A place, an object or a business of which a person has one, chosen: it stands for them."""
    if NUMBERED.isdisjoint(value.carries) or per_place(node):
        return value
    per_person = any(key.meta_get(_PERSON) for key in _keys(node))
    return value._replace(places=value.places | PERSON_KEYS) if per_person else value


def per_place(node: exp.Expr) -> bool:
    """Whether one of several is taken per place, object or business, and not one person of all.

    The key must be its number as a register holds it: what is made of it, or can be missing, may be
    the same for all. And it must be tied to the persons by numbers: one business beside all persons
    is no business of theirs. Keys were inferred before what is grouped by them.
    """
    whose = {each.meta["part"] for each in node.find_all(exp.Column) if "part" in each.meta}
    ones = [key.meta["one"] for key in _keys(node) if "one" in key.meta]
    return any(whose <= {one} for one in ones)


def per_thing(node: exp.Expr) -> bool:
    """Whether one of several is taken per thing or person: one each, and not one of all."""
    return any(key.meta_get(_THING) for key in _keys(node))


def _keys(node: exp.Expr) -> list[exp.Expr]:
    """What the rows are grouped or partitioned by, of which an aggregate takes one value."""
    window = node if isinstance(node, exp.Window) else node.find_ancestor(exp.Window, exp.Select)
    if isinstance(window, exp.Window):
        return list(window.args.get("partition_by") or [])
    group = window.args.get("group") if window is not None else None
    return list(group.expressions) if group is not None else []


def is_first(node: exp.Expr) -> bool:
    """``place = 1``: one row of several, whichever person it is about."""
    return isinstance(node, exp.EQ) and any(
        isinstance(side, exp.Literal) and side.name == "1" for side in (node.this, node.expression)
    )


def check_equal(node: exp.Expr, sides: Sequence[Meaning], scope: Scope) -> None:
    """Note a problem when a person's key is compared with anything but the key of a person.

    Or when a place in the order of persons is looked up, as in ``2 IN (SELECT place ...)``.
    """
    if any(is_person(side.places) for side in sides) and not is_first(node):
        _refuse(node, scope.problems)
    if not any(is_person(side.carries) for side in sides):
        return
    keys = {side.carries & PERSON_KEYS for side in sides}
    strange = len(keys) > 1 and any(each & _BY_ITSELF for each in keys)
    fixed = any(side.literals or side.cast or not is_person(side.carries) for side in sides)
    if strange or fixed:
        _refuse(node, scope.problems)


def check_alike(node: exp.Expr, value: Meaning, scope: Scope) -> None:
    """Note a problem when persons are told apart among keys that the rule itself holds."""
    among = value.cast or any(map(says_something, value.literals))
    if is_person(value.carries) and among:
        _refuse(node, scope.problems)


def beside_a_person(node: exp.Expr, parts: Iterable[Meaning]) -> bool:
    """Whether what is put together holds the key of a person in every row, as with a year."""
    return isinstance(node, exp.DPipe) and any(
        is_person(each.carries)
        and not (each.cast or "" in each.literals or any(map(says_something, each.literals)))
        for each in parts
    )


def says_something(literal: str) -> bool:
    """Whether a fixed text can be a word or a key: '' and signs only part what is put together."""
    return any(map(str.isalnum, literal))


def check_output(relation: Relation, tree: exp.Expr, problems: Problems) -> None:
    """Note columns of a rule's query whose value can be a person's key, and rows per person."""
    outputs = tree.selects if isinstance(tree, exp.Query) else []
    for number, (name, meaning) in enumerate(relation.columns.items()):
        if is_person(meaning.carries | meaning.places):
            problems.add(
                f"the column '{name}' holds the key of a person",
                outputs[number] if number < len(outputs) else tree,
                expected="a subject that is a place, an object or a business; persons as a count",
                remedy="count them with COUNT(DISTINCT ...), or select what they are linked to",
                check=CHECK,
            )
    if is_person(relation.groups):
        problems.add(
            "the rows are grouped by the key of a person",
            tree,
            expected="a row per place, object or business; persons as a count",
            remedy="group by what the persons are linked to",
            check=CHECK,
        )


def refuse_order(node: exp.Expr, problems: Problems) -> None:
    """Note that rows that tie would be told apart by who they are about."""
    _refuse(node, problems)


def _refuse(node: exp.Expr, problems: Problems) -> None:
    problems.add(
        f"the key of a person in {shown(node)}",
        node,
        expected=_EXPECTED,
        remedy="count persons with COUNT(DISTINCT ...), or ask for what they are linked to",
        check=CHECK,
    )
