"""The rules in durable_rules alone: every document is a fact, asserted by itself.

The left of a comparison can only be a property there, so what is added or divided on the left is
worked out in Python and goes along as a property; and so does whether a value is missing, since a
rule that begins with an absent property fires for ever. What the engine needs so that nothing is
lost (``screening/escalate/durable.py``) holds here too: facts, a session that is deleted, no host.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.table.conditions import conditions
from benchmarks.table.documents import Document, Rows, documents, rows
from benchmarks.table.render import names
from benchmarks.table.way import Found, NotInstalledError

BATCH = 50
"""Facts in a session; more make each of them slower."""
_SIGNS: dict[type[ast.AST], tuple[str, type[ast.cmpop]]] = {
    ast.GtE: ("$gte", ast.Lt), ast.Gt: ("$gt", ast.LtE), ast.LtE: ("$lte", ast.Gt),
    ast.Lt: ("$lt", ast.GtE), ast.Eq: ("$eq", ast.NotEq), ast.NotEq: ("$neq", ast.Eq),
}  # fmt: skip
Derived = Callable[[Document], Any]


class Translated:
    """The conditions of one kind of document, and the properties that Python works out for them."""

    def __init__(self, rules: Mapping[str, ast.expr]) -> None:
        self.derived: dict[str, Derived] = {}
        self._known: dict[str, str] = {}
        self._asked_missing: set[str] = set()
        self.tests = {name: self._told(node) for name, node in rules.items()}
        self.reads = sorted({each for node in rules.values() for each in names(node)})

    def fact(self, document: Document) -> Document:
        """What is known of a document; a property that is missing is left out."""
        known = {name: document[name] for name in self.reads if document[name] is not None}
        for name, work_out in self.derived.items():
            try:
                known[name] = work_out(known)
            except (KeyError, ZeroDivisionError):
                continue
        for name in self._asked_missing:
            known[f"{name}_missing"] = int(document[name] is None)
        return known

    def _told(self, node: ast.expr, negated: bool = False) -> dict[str, Any]:
        match node:
            case ast.UnaryOp(ast.Not(), operand):
                return self._told(operand, not negated)
            case ast.BoolOp(op, parts):
                every = isinstance(op, ast.And) is not negated
                return {"$and" if every else "$or": [self._told(each, negated) for each in parts]}
            case ast.Compare(ast.Name(name), [ast.Is()], _):
                self._asked_missing.add(name)
                return {f"{name}_missing": 0 if negated else 1}
            case ast.Compare(left, [sign], [right]):
                operator, opposite = _SIGNS[type(sign)]
                if negated:
                    operator, _ = _SIGNS[opposite]
                return self._compared(operator, left, right)
            case ast.Call(ast.Name(function), [ast.Name(column), ast.Constant(text)]):
                return {"$mt": {column: f"{text}.*" if function == "begins" else f".*{text}.*"}}
        raise ValueError(f"no condition: {ast.unparse(node)}")

    def _compared(self, operator: str, left: ast.expr, right: ast.expr) -> dict[str, Any]:
        if not isinstance(right, ast.Constant):
            left, right = ast.BinOp(left, ast.Sub(), right), ast.Constant(0)
        name = left.id if isinstance(left, ast.Name) else self._property(left)
        return {name: right.value} if operator == "$eq" else {operator: {name: right.value}}

    def _property(self, node: ast.expr) -> str:
        text = ast.unparse(node)
        if text not in self._known:
            name = self._known[text] = f"worked_out_{len(self._known)}"
            code = compile(ast.Expression(ast.fix_missing_locations(node)), name, "eval")
            self.derived[name] = lambda known: _value(code, known)
        return self._known[text]


def _value(code: Any, known: Document) -> Any:
    try:
        return eval(code, {"__builtins__": {}}, known)  # our own conditions
    except NameError as error:
        raise KeyError(str(error)) from error


class Durable:
    """One ruleset per kind of document."""

    def __init__(self, read: Rows) -> None:
        from durable.engine import Ruleset

        self.read = read
        self.hits: dict[str, list[str]] = {}
        self.judged: dict[tuple[str, str], tuple[Any, Translated]] = {}
        for workload in ("rows", "joins"):
            for kind, rules in conditions(workload).items():
                translated = Translated(rules)
                made = {
                    name.replace(".", "_"): {"all": [{"m": test}], "run": self._action(name)}
                    for name, test in translated.tests.items()
                }
                made["sink"] = {"all": [{"m": {"$ex": {"nr": 1}}}], "run": self._seen}
                self.judged[workload, kind] = Ruleset(f"{workload}-{kind}", None, made), translated

    def run(self, workload: str) -> dict[str, Found]:
        """Hits only; raises ValueError when the engine lost a document."""
        self.hits = {name: [] for rules in conditions(workload).values() for name in rules}
        self.seen = expected = 0
        for kind, listed in documents(workload, self.read):
            engine, translated = self.judged[workload, kind]
            expected += len(listed)
            for start in range(0, len(listed), BATCH):
                self._assert(engine, translated, listed[start : start + BATCH])
        if self.seen != expected:
            raise ValueError(f"durable_rules lost {expected - self.seen} documents")
        return {name: Found(numbers) for name, numbers in self.hits.items()}

    def _assert(self, engine: Any, translated: Translated, batch: list[Document]) -> None:
        try:
            for number, each in enumerate(batch):
                fact = {"sid": "1", "id": str(number), "nr": each["nr"], **translated.fact(each)}
                engine.do_actions(engine.assert_fact(fact), lambda error, _state: _raised(error))
        finally:
            engine.delete_state("1")

    def _action(self, rule: str) -> Callable[[Any], None]:
        return lambda closure: self.hits[rule].append(closure.m.nr)

    def _seen(self, _closure: Any) -> None:
        self.seen += 1


def _raised(error: object) -> None:
    if error is not None:
        raise ValueError(f"durable_rules failed: {error}")


def opened(folder: Path) -> Durable:
    """Over rows in memory."""
    try:
        import durable.engine  # noqa: F401
    except ImportError as error:
        raise NotInstalledError("the package durable_rules") from error
    return Durable(rows(folder))
