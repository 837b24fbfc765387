"""Expanding macros into plain SQL; only DAYS_BETWEEN stays, since engines spell it differently."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence

from sqlglot import exp

from screening.documents.fields import Scalar
from screening.errors import suggestion
from screening.language.allow import MACROS
from screening.language.parse import STEPS, literal
from screening.language.problems import Problems
from screening.language.trees import copied, parts
from screening.language.views import EDITION
from screening.reference.tables import branch_groups

MOST_MEMBERS = 100
"""Conditions in one AT_LEAST; each is written twice, the one inside the other."""

_Macro = Callable[[exp.Expr, list[exp.Expr], dt.date, Problems], exp.Expr]


def expand_macros(tree: exp.Expr, as_of: dt.date, problems: Problems) -> exp.Expr:
    """The tree with every macro, innermost first, replaced by what it stands for."""
    calls = [
        node
        for node in parts(tree)
        if isinstance(node, exp.Anonymous) and node.name.upper() in MACROS
    ]
    if _multiplies(calls, problems):
        return tree
    for call in reversed(calls):
        name = call.name.upper()
        try:
            expanded = _EXPAND[name](call, list(call.expressions), as_of, problems)
        except _MacroError as error:
            problems.add(f"{name}: {error}", call, expected=MACROS[name], remedy=error.remedy)
            continue
        if expanded is call:
            continue
        if call is tree:
            tree = expanded
        else:
            call.replace(expanded)
    return tree


def _multiplies(calls: Sequence[exp.Expr], problems: Problems) -> bool:
    """AT_LEAST and ACTIVE repeat their arguments, so inside themselves they would explode."""
    found = False
    for call in calls:
        if call.name.upper() not in {"AT_LEAST", "ACTIVE"}:
            continue
        above = call.find_ancestor(exp.Anonymous)
        if above is not None and (above.name.upper(), call.name.upper()) != ("AT_LEAST", "ACTIVE"):
            found = True
            problems.add(
                f"{call.name.upper()} inside {above.name.upper()}",
                call,
                expected=MACROS[call.name.upper()],
                remedy="measure the inner part as a column of its own",
            )
    return found


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` earlier, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


class _MacroError(Exception):
    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.remedy = remedy


def _arguments(args: list[exp.Expr], count: int) -> None:
    if len(args) != count:
        raise _MacroError(f"{len(args)} arguments where {count} belong")


def _number(arg: exp.Expr) -> int:
    if isinstance(arg, exp.Literal) and not arg.is_string and arg.name.isdigit():
        return int(arg.name)
    raise _MacroError(
        f"'{arg.sql('postgres')}' where a whole number belongs", "give a number or a :parameter"
    )


def _in_group(
    call: exp.Expr, args: list[exp.Expr], _as_of: dt.date, _problems: Problems
) -> exp.Expr:
    _arguments(args, 2)
    column, group = args
    if not isinstance(column, exp.Column):
        raise _MacroError("the first argument is no column", "give the column that holds the SBI")
    if not (isinstance(group, exp.Literal) and group.is_string):
        raise _MacroError("the second argument is no text", "give the name of a branch group")
    groups = branch_groups()
    if group.name not in groups:
        raise _MacroError(
            f"unknown branch group '{group.name}'",
            suggestion(group.name, groups) or "one of " + ", ".join(sorted(groups)),
        )
    edition = exp.Column(this=exp.to_identifier(EDITION), table=column.args.get("table")).copy()
    counted = call.find_ancestor(exp.AggFunc, exp.Filter) is not None
    tests = [
        exp.and_(
            exp.EQ(this=edition.copy(), expression=exp.Literal.string(name)),
            _starts_with(column, prefixes, counted=counted) if prefixes else exp.Null(),
            copy=False,
        )
        for name, prefixes in sorted(groups[group.name].sbi.items())
    ]
    if not tests:
        return exp.Null()
    return _keep_line(call, exp.paren(exp.or_(*tests, copy=False), copy=False))


def _starts_with(column: exp.Expr, prefixes: tuple[str, ...], *, counted: bool) -> exp.Expr:
    """Whether the code begins with one of the prefixes, a list per length of prefix.

    A chain of STARTS_WITH is an order of magnitude slower in WHERE, and a list is in what is
    ``counted`` per group.
    """
    by_length: dict[int, list[exp.Expr]] = {}
    for prefix in sorted(set(prefixes)):
        by_length.setdefault(len(prefix), []).append(exp.Literal.string(prefix))
    tests: list[exp.Expr] = []
    for length, same in sorted(by_length.items()):
        if counted or len(same) == 1:
            tests += [exp.StartsWith(this=column.copy(), expression=one) for one in same]
        else:
            start = exp.Left(this=column.copy(), expression=exp.Literal.number(length))
            tests.append(exp.In(this=start, expressions=same))
    return exp.or_(*tests, copy=False)


def _days_between(
    call: exp.Expr, args: list[exp.Expr], _as_of: dt.date, _problems: Problems
) -> exp.Expr:
    _arguments(args, 2)
    return call


def _months_ago(
    _call: exp.Expr, args: list[exp.Expr], as_of: dt.date, _problems: Problems
) -> exp.Expr:
    _arguments(args, 1)
    return _day_before(as_of, _number(args[0]))


def _years_ago(
    _call: exp.Expr, args: list[exp.Expr], as_of: dt.date, _problems: Problems
) -> exp.Expr:
    _arguments(args, 1)
    return _day_before(as_of, 12 * _number(args[0]))


def _day_before(as_of: dt.date, months: int) -> exp.Expr:
    if months > 12 * (as_of.year - 1):
        raise _MacroError(f"{months} months is too far back", "give fewer months")
    return literal(months_before(as_of, months))


def _active(call: exp.Expr, args: list[exp.Expr], as_of: dt.date, _problems: Problems) -> exp.Expr:
    _arguments(args, 2)
    start, end = args
    today = literal(as_of)
    started = exp.or_(
        exp.Is(this=copied(start), expression=exp.Null()),
        exp.LTE(this=copied(start), expression=today),
        copy=False,
    )
    not_ended = exp.or_(
        exp.Is(this=copied(end), expression=exp.Null()),
        exp.GT(this=copied(end), expression=literal(as_of)),
        copy=False,
    )
    return _keep_line(call, exp.paren(exp.and_(started, not_ended, copy=False), copy=False))


def _this_year(
    _call: exp.Expr, args: list[exp.Expr], as_of: dt.date, _problems: Problems
) -> exp.Expr:
    _arguments(args, 0)
    return literal(as_of.year)


def _in_year(
    call: exp.Expr, args: list[exp.Expr], _as_of: dt.date, _problems: Problems
) -> exp.Expr:
    """The value on the first day of a year that a column holds."""
    years = {
        day.year if (day.month, day.day) == (1, 1) else day.year + 1: value
        for day, value in _steps(args)
    }
    return _by_step(call, args, [(literal(year), value) for year, value in years.items()])


def _on_day(call: exp.Expr, args: list[exp.Expr], _as_of: dt.date, _problems: Problems) -> exp.Expr:
    return _by_step(call, args, [(literal(day), value) for day, value in _steps(args)])


def _steps(args: list[exp.Expr]) -> tuple[tuple[dt.date, Scalar | None], ...]:
    _arguments(args, 2)
    steps: tuple[tuple[dt.date, Scalar | None], ...] = args[0].meta.get(STEPS, ())
    return steps


def _by_step(
    call: exp.Expr, args: list[exp.Expr], steps: list[tuple[exp.Expr, Scalar | None]]
) -> exp.Expr:
    """The value of the latest step that the column has reached; NULL before the first.

    A parameter with one value has no steps, and that value on every day.
    """
    value, column = args
    if not isinstance(column, exp.Column):
        raise _MacroError("the second argument is no column", "measure it in a WITH query first")
    if not steps:
        return value
    branches = [
        exp.If(
            this=exp.GTE(this=column.copy(), expression=first),
            true=exp.Null() if known is None else literal(known),
        )
        for first, known in reversed(steps)
    ]
    return _keep_line(call, exp.paren(exp.Case(ifs=branches), copy=False))


def _at_least(
    call: exp.Expr, args: list[exp.Expr], _as_of: dt.date, _problems: Problems
) -> exp.Expr:
    if len(args) <= 1:
        raise _MacroError("a number and at least one condition belong here")
    needed = _number(args[0])
    members = args[1:]
    if len(members) > MOST_MEMBERS:
        raise _MacroError(f"{len(members)} conditions, at most {MOST_MEMBERS}", "split the rule")
    if not 1 <= needed <= len(members):
        raise _MacroError(f"{needed} of {len(members)} conditions", "ask for fewer conditions")
    return _keep_line(call, at_least(needed, members))


def at_least(needed: int, members: list[exp.Expr]) -> exp.Expr:
    """TRUE when ``needed`` members are, FALSE when they can no longer be, NULL in between."""
    sure = [_one_when(member, 1, 0) for member in members]
    possible = [_one_when(exp.Not(this=exp.paren(member)), 0, 1) for member in members]
    threshold = exp.Literal.number(needed)
    enough = exp.GTE(this=_add(sure), expression=threshold)
    too_few = exp.LT(this=_add(possible), expression=threshold.copy())
    return exp.Case(
        ifs=[
            exp.If(this=enough, true=exp.Boolean(this=True)),
            exp.If(this=too_few, true=exp.Boolean(this=False)),
        ]
    )


def _one_when(condition: exp.Expr, then: int, otherwise: int) -> exp.Expr:
    branch = exp.If(this=condition.copy(), true=exp.Literal.number(then))
    return exp.Case(ifs=[branch], default=exp.Literal.number(otherwise))


def _add(terms: list[exp.Expr]) -> exp.Expr:
    total = terms[0]
    for term in terms[1:]:
        total = exp.Add(this=total, expression=term)
    return exp.paren(total, copy=False)


def _keep_line(call: exp.Expr, expanded: exp.Expr) -> exp.Expr:
    if (line := call.meta_get("line")) is not None:
        expanded.meta["line"] = line
    return expanded


_EXPAND: dict[str, _Macro] = {
    "IN_GROUP": _in_group,
    "DAYS_BETWEEN": _days_between,
    "MONTHS_AGO": _months_ago,
    "YEARS_AGO": _years_ago,
    "ACTIVE": _active,
    "AT_LEAST": _at_least,
    "THIS_YEAR": _this_year,
    "IN_YEAR": _in_year,
    "ON_DAY": _on_day,
}
