"""What grouping and window order ask of a SELECT, so that every row has one answer."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from screening.language.infer import has_aggregate, needs_tie_break, shown
from screening.language.persons import PERSON_KEYS, is_person, per_place, refuse_order
from screening.language.problems import Problems
from screening.language.scope import Meaning, Origin, Scope
from screening.language.spelled import WORDED
from screening.registers.schemas import REGISTERS


def check_grouped(node: exp.Select, problems: Problems) -> None:
    """Outside aggregates only what is grouped by has one value per group; marks it ``grouped``."""
    group = node.args.get("group")
    having = node.args.get("having")
    aggregated = group is not None or having is not None
    if not aggregated and not any(has_aggregate(part) for part in node.expressions):
        return
    keys = set(group.expressions) if group is not None else set()
    for key in keys:
        key.meta["grouped"] = True
    for part in [*node.expressions, *([having.this] if having is not None else [])]:
        for column in _loose_columns(part, keys):
            problems.add(
                f"'{shown(column)}' is neither grouped by nor aggregated",
                column,
                expected="columns of GROUP BY, or COUNT, SUM, MIN, MAX ... of the others",
                remedy=f"add it to GROUP BY, or take MAX({shown(column)})",
            )


def break_ties(node: exp.Select, scope: Scope) -> dict[int, frozenset[Origin]]:
    """Order equal rows of a window by every other column used, so no engine picks at will.

    Rows equal in all columns the query uses are interchangeable: any order gives the same
    result. Gives, per number of a selected column (from 0) that holds a ROW_NUMBER, the register
    columns it was ordered by in this way.
    """
    windows = [
        window
        for part in node.expressions
        for window in part.find_all(exp.Window)
        if needs_tie_break(window.this) and window.args.get("order")
    ]
    if not windows:
        return {}
    group = node.args.get("group")
    used = {
        (column.table, column.name): column
        for part in (node.expressions if group is None else group.expressions)
        for column in part.find_all(exp.Column)
        if column.table in scope.relations
    }
    keys = list(used.values() if group is None else group.expressions)
    for window in windows:
        order = window.args["order"]
        present = {part.this for part in order.expressions} | set(
            window.args.get("partition_by", [])
        )
        for key in sorted(keys, key=lambda each: (bool(_guarded(each, scope)), each.sql())):
            if key not in present:
                order.append("expressions", exp.Ordered(this=key.copy()))
    if group is None and not _told_apart(used, scope):
        _check_one_order(windows, node, scope)
    plain = [place for place, column in used.items() if not _guarded(column, scope)]
    if group is None and _told_apart(plain, scope):
        return {}
    return _chosen_by(frozenset().union(*(_guarded(key, scope) for key in keys)), node, scope)


def _guarded(key: exp.Expr, scope: Scope) -> frozenset[Origin]:
    """Names and keys of persons that a value can be, or whose order it is a place in."""
    meant = [
        scope.relations[column.table].columns.get(column.name, Meaning())
        for column in key.find_all(exp.Column)
        if column.table in scope.relations
    ]
    carried = frozenset(origin for each in meant for origin in each.carries | each.places)
    return carried & (WORDED | PERSON_KEYS)


def _chosen_by(
    guarded: frozenset[Origin], node: exp.Select, scope: Scope
) -> dict[int, frozenset[Origin]]:
    """What rows that tie are told apart by in the end, per column that holds a window.

    Of the persons of a place one may be taken, and of a person's places a number may be counted;
    what is chosen by a name is not asked for at all.
    """
    found: dict[int, frozenset[Origin]] = {}
    for number, part in enumerate(node.expressions):
        windows = [each for each in part.find_all(exp.Window) if needs_tie_break(each.this)]
        if not guarded or not windows:
            continue
        numbers_rows = any(isinstance(each.this, exp.RowNumber) for each in windows)
        found[number] = guarded if numbers_rows else guarded - PERSON_KEYS
        bare = part.unalias().unnest() is windows[0]
        if is_person(guarded) and not (bare and all(map(per_place, windows))):
            refuse_order(part, scope.problems)
    return found


def _told_apart(used: Iterable[tuple[str, str]], scope: Scope) -> bool:
    """Whether the columns a query uses hold a key of every table it reads."""
    named = set(used)
    for alias, relation in scope.relations.items():
        key = REGISTERS[relation.register].key if relation.register is not None else []
        if not key or not all((alias, column) in named for column in key):
            return False
    return True


def _check_one_order(windows: list[exp.Window], node: exp.Select, scope: Scope) -> None:
    """Rows that are alike may stand in another order in every window, so one order is allowed."""
    orders = {(tuple(each.args.get("partition_by", [])), each.args["order"]) for each in windows}
    if len(orders) > 1:
        scope.problems.add(
            f"windows ordered in {len(orders)} ways, over rows that may be alike",
            node,
            expected="one PARTITION BY and ORDER BY for all of ROW_NUMBER, LAG, LEAD, FIRST_VALUE "
            "and LAST_VALUE, or the key of every register among the columns used",
            remedy="select the key of the register as well, or use a WITH query per order",
        )


def _loose_columns(node: exp.Expr, keys: set[exp.Expr]) -> Iterable[exp.Expr]:
    """Columns outside aggregates and keys; a key that is found is marked."""
    if isinstance(node, exp.Alias):
        yield from _loose_columns(node.this, keys)
        return
    if node in keys:
        node.meta["grouped"] = True
        return
    if isinstance(node, exp.Query | exp.Subquery):
        return
    if isinstance(node, exp.Window):
        function = node.this
        order = node.args.get("order")
        parts = [function.args.get("this"), *node.args.get("partition_by", []), order]
        for part in parts:
            if isinstance(part, exp.Expr):
                yield from _loose_columns(part, keys)
        return
    if isinstance(node, exp.AggFunc | exp.Filter):
        return
    if isinstance(node, exp.Column):
        yield node
        return
    for child in node.iter_expressions():
        yield from _loose_columns(child, keys)
