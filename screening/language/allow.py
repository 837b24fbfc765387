"""The closed list of what a rule may say in SQL: node types with the clauses each may carry."""

from __future__ import annotations

from sqlglot import exp

from screening.errors import suggestion
from screening.language.operands import check_operands
from screening.language.problems import Problems

MACROS = {
    "IN_GROUP": "IN_GROUP(e.sbi, 'horeca')",
    "DAYS_BETWEEN": "DAYS_BETWEEN(start_date, end_date)",
    "MONTHS_AGO": "MONTHS_AGO(12)",
    "YEARS_AGO": "YEARS_AGO(3)",
    "ACTIVE": "ACTIVE(start_date, end_date)",
    "AT_LEAST": "AT_LEAST(2, a, b, c)",
    "THIS_YEAR": "THIS_YEAR()",
    "IN_YEAR": "IN_YEAR(:norm, a.year)",
    "ON_DAY": "ON_DAY(:limit, t.transfer_date)",
}

DATED = frozenset({"IN_YEAR", "ON_DAY"})
"""Macros that ask for the value of a parameter on another day than the reference date."""

AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "COUNT",
    exp.Sum: "SUM",
    exp.Min: "MIN",
    exp.Max: "MAX",
    exp.Avg: "AVG",
    exp.Median: "MEDIAN",
    exp.Stddev: "STDDEV",
}
RANKING: dict[type[exp.Expr], str] = {
    exp.RowNumber: "ROW_NUMBER",
    exp.Rank: "RANK",
    exp.DenseRank: "DENSE_RANK",
    exp.Lag: "LAG",
    exp.Lead: "LEAD",
    exp.FirstValue: "FIRST_VALUE",
    exp.LastValue: "LAST_VALUE",
}
SCALARS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "COALESCE",
    exp.Nullif: "NULLIF",
    exp.Greatest: "GREATEST",
    exp.Least: "LEAST",
    exp.Abs: "ABS",
    exp.Round: "ROUND",
    exp.Floor: "FLOOR",
    exp.Ceil: "CEIL",
    exp.Sqrt: "SQRT",
    exp.Ln: "LN",
    exp.Exp: "EXP",
    exp.Pow: "POWER",
    exp.Lower: "LOWER",
    exp.Upper: "UPPER",
    exp.Length: "LENGTH",
    exp.Substring: "SUBSTR",
    exp.Left: "LEFT",
    exp.Right: "RIGHT",
    exp.Replace: "REPLACE",
    exp.Concat: "CONCAT",
    exp.StartsWith: "STARTS_WITH",
    exp.Trim: "TRIM",
    exp.Extract: "EXTRACT",
    exp.Cast: "CAST",
}
FUNCTIONS = sorted({*AGGREGATES.values(), *RANKING.values(), *SCALARS.values(), *MACROS})

_BINARY = {"this", "expression"}
_ARGUMENTS = {"this", "expression", "expressions"}
_QUERY: dict[type[exp.Expr], set[str]] = {
    exp.Select: {"expressions", "distinct", "from_", "joins", "where", "group", "having", "with_"},
    exp.Union: {"this", "expression", "distinct", "with_"},
    exp.With: {"expressions"},
    exp.CTE: {"this", "alias"},
    exp.From: {"this"},
    exp.Join: {"this", "on", "using", "side", "kind"},
    exp.Table: {"this", "alias"},
    exp.TableAlias: {"this"},
    exp.Subquery: {"this", "alias"},
    exp.Where: {"this"},
    exp.Group: {"expressions"},
    exp.Having: {"this"},
    exp.Exists: {"this"},
    exp.Filter: {"this", "expression"},
    exp.Window: {"this", "partition_by", "order", "over"},
    exp.Order: {"expressions"},
    exp.Ordered: {"this", "desc", "nulls_first"},
    exp.Distinct: {"expressions"},
}
_PLAIN: dict[type[exp.Expr], set[str]] = {
    exp.Column: {"this", "table"},
    exp.Identifier: {"this", "quoted"},
    exp.Alias: {"this", "alias"},
    exp.Literal: {"this", "is_string"},
    exp.Boolean: {"this"},
    exp.Null: set(),
    exp.Star: set(),
    exp.Placeholder: {"this"},
    exp.Paren: {"this"},
    exp.Neg: {"this"},
    exp.Not: {"this"},
    exp.In: {"this", "expressions", "query"},
    exp.Between: {"this", "low", "high"},
    exp.Case: {"this", "ifs", "default"},
    exp.If: {"this", "true", "false"},
    exp.Var: {"this"},
    exp.DataType: {"this", "nested"},
    exp.Anonymous: {"this", "expressions"},
}
_OPERATORS = [
    exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.Like,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.DPipe, exp.NullSafeEQ, exp.NullSafeNEQ,
]  # fmt: skip
_SPECIAL: dict[type[exp.Expr], set[str]] = {
    exp.Is: {*_BINARY, "negate"},
    exp.Like: {*_BINARY, "negate"},
    exp.Div: {*_BINARY, "typed", "safe"},
    exp.DPipe: {*_BINARY, "safe"},
    exp.Concat: {"expressions", "safe", "coalesce"},
    exp.Count: {"this", "big_int"},
    exp.Lag: {"this", "offset"},
    exp.Lead: {"this", "offset"},
    exp.Round: {"this", "decimals"},
    exp.Substring: {"this", "start", "length"},
    exp.Greatest: {"this", "expressions", "ignore_nulls"},
    exp.Least: {"this", "expressions", "ignore_nulls"},
    exp.Cast: {"this", "to", "_type"},
    exp.Replace: {"this", "expression", "replacement"},
    exp.Trim: {"this"},
}
CLAUSES: dict[type[exp.Expr], set[str]] = {
    **dict.fromkeys([*AGGREGATES, *RANKING, *SCALARS], _ARGUMENTS),
    **dict.fromkeys(_OPERATORS, _BINARY),
    **_QUERY,
    **_PLAIN,
    **_SPECIAL,
}
TYPES = {
    exp.DType.INT: "int",
    exp.DType.BIGINT: "int",
    exp.DType.DOUBLE: "real",
    exp.DType.TEXT: "text",
    exp.DType.DATE: "date",
    exp.DType.BOOLEAN: "bool",
}

_REMEDIES = {
    "Star": "name each column",
    "Limit": "leave LIMIT out; every subject in scope is measured",
    "Order": "leave ORDER BY out; results are sorted by subject",
    "Offset": "leave OFFSET out",
    "CurrentDate": "use :today, the run's reference date",
    "CurrentTimestamp": "use :today, the run's reference date",
    "Rand": "a rule gives the same answer every time; leave the random number out",
    "Interval": "use MONTHS_AGO(n), YEARS_AGO(n) or DAYS_BETWEEN(a, b)",
    "Mod": "remainders differ between engines; compare with FLOOR(a / b)",
    "ILike": "use LOWER(x) LIKE '...'",
    "RegexpLike": "use LIKE, STARTS_WITH, LEFT or SUBSTR",
    "Lateral": "write a join with an equality condition",
    "Window": "write the window out in OVER (...)",
}


_NEEDS_ARGUMENT = {
    **AGGREGATES,
    **{kind: name for kind, name in RANKING.items() if kind.arg_types.get("this")},
}


def check_nodes(tree: exp.Expr, problems: Problems) -> bool:
    """Refuse every node and every clause that is not on the list; True when all are."""
    before = len(problems.found)
    for node in tree.walk():
        kind = type(node)
        name = kind.__name__
        if kind not in CLAUSES:
            _refuse(node, name, problems)
            continue
        check_operands(node, problems)
        for key, value in node.args.items():
            if value and key not in CLAUSES[kind]:
                _refuse_clause(node, key, value, problems)
        if kind in _NEEDS_ARGUMENT and node.args.get("this") is None:
            called = _NEEDS_ARGUMENT[kind]
            problems.add(f"{called}() without a column", node, remedy=f"write {called}(column)")
        if kind is exp.Anonymous and node.name.upper() not in MACROS:
            _refuse(node, f"function {node.name.upper()}", problems)
    return len(problems.found) == before


def _refuse(node: exp.Expr, name: str, problems: Problems) -> None:
    if isinstance(node, exp.Func) and not isinstance(node, exp.Binary):
        called = node.sql_names()[0] if not isinstance(node, exp.Anonymous) else node.name.upper()
        near = suggestion(called, FUNCTIONS)
        problems.add(
            f"function {called} ({type(node).__name__}) is not allowed",
            node,
            expected="one of " + ", ".join(FUNCTIONS),
            remedy=_REMEDIES.get(type(node).__name__, near or "leave it out"),
        )
        return
    problems.add(
        f"{name} is not part of the rule language",
        node,
        expected="a SELECT over registers, as docs/rule-language.md describes",
        remedy=_REMEDIES.get(name, "leave it out"),
    )


def _refuse_clause(node: exp.Expr, key: str, value: object, problems: Problems) -> None:
    clause = type(value).__name__ if isinstance(value, exp.Expr) else key.strip("_")
    if isinstance(value, list) and value and isinstance(value[0], exp.Expr):
        clause = type(value[0]).__name__
    problems.add(
        f"{clause} is not allowed in {type(node).__name__}",
        node,
        expected="only " + ", ".join(sorted(k.strip("_") for k in CLAUSES[type(node)])),
        remedy=_REMEDIES.get(clause, "leave it out"),
    )
