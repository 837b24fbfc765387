"""A condition in the words of rule-engine, zen-engine and CLIPS."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from typing import Any

SIGNS: dict[type[ast.AST], str] = {
    ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip


def names(node: ast.AST) -> list[str]:
    """What a part reads that may be missing, in order."""
    read = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return sorted(read - {"begins", "holds"})


class Words(ABC):
    """How one engine writes a condition; subclasses say what it does otherwise."""

    def told(self, node: ast.AST) -> str:
        """The condition, in which a comparison with a missing value does not hold."""
        match node:
            case ast.BoolOp(op, parts):
                return self.joined("or" if isinstance(op, ast.Or) else "and", parts)
            case ast.UnaryOp(ast.Not(), operand):
                return self.negated(self.told(operand))
            case ast.Compare(left, [ast.Is()], _):
                return self.missing(self.value(left))
            case ast.Compare(left, [sign], [right]):
                return self.guarded(node, self.infix(_sign(sign), left, right))
            case ast.Call(ast.Name(function), [ast.Name(column), ast.Constant(text)]):
                return self.guarded(node, self.asked(function, column, str(text)))
        raise ValueError(f"no condition: {ast.unparse(node)}")

    def value(self, node: ast.AST) -> str:
        """What is compared."""
        match node:
            case ast.BinOp(left, sign, right):
                return self.infix(_sign(sign), left, right)
            case ast.Name(name):
                return self.name(name)
            case ast.Constant(value):
                return self.constant(value)
        raise ValueError(f"no value: {ast.unparse(node)}")

    def guarded(self, node: ast.AST, text: str) -> str:
        known = [self.known(self.name(name)) for name in names(node)]
        return self.all_of([*known, text])

    def joined(self, how: str, parts: list[ast.expr]) -> str:
        return "(" + f" {how} ".join(map(self.told, parts)) + ")"

    def all_of(self, texts: list[str]) -> str:
        return "(" + " and ".join(texts) + ")"

    def negated(self, text: str) -> str:
        return f"not ({text})"

    def missing(self, text: str) -> str:
        return f"({text} == null)"

    def known(self, text: str) -> str:
        return f"({text} != null)"

    def infix(self, sign: str, left: ast.expr, right: ast.expr) -> str:
        return f"({self.value(left)} {sign} {self.value(right)})"

    def name(self, name: str) -> str:
        return name

    def constant(self, value: Any) -> str:
        return f"'{value}'" if isinstance(value, str) else str(value)

    @abstractmethod
    def asked(self, function: str, column: str, text: str) -> str:
        """Whether a column ``begins`` with a text or ``holds`` it."""


def _sign(node: ast.AST) -> str:
    return SIGNS[type(node)]


class RuleEngineWords(Words):
    """Operators on texts; a regular expression matches from the first sign."""

    def asked(self, function: str, column: str, text: str) -> str:
        return f"({column} =~ '{text}.*')" if function == "begins" else f"('{text}' in {column})"


class ZenWords(Words):
    """Functions on texts."""

    def asked(self, function: str, column: str, text: str) -> str:
        return f"{'startsWith' if function == 'begins' else 'contains'}({column}, '{text}')"


class ClipsWords(Words):
    """Prefix notation; a name is a variable, and ``nil`` is what is missing."""

    def joined(self, how: str, parts: list[ast.expr]) -> str:
        return f"({how} {' '.join(map(self.told, parts))})"

    def all_of(self, texts: list[str]) -> str:
        return f"(and {' '.join(texts)})" if len(texts) > 1 else texts[0]

    def negated(self, text: str) -> str:
        return f"(not {text})"

    def missing(self, text: str) -> str:
        return f"(eq {text} nil)"

    def known(self, text: str) -> str:
        return f"(neq {text} nil)"

    def infix(self, sign: str, left: ast.expr, right: ast.expr) -> str:
        text = isinstance(right, ast.Constant) and isinstance(right.value, str)
        written = {"==": "eq" if text else "="}.get(sign, sign)
        return f"({written} {self.value(left)} {self.value(right)})"

    def name(self, name: str) -> str:
        return f"?{name}"

    def constant(self, value: Any) -> str:
        return f'"{value}"' if isinstance(value, str) else str(value)

    def asked(self, function: str, column: str, text: str) -> str:
        place = f'(str-index "{text}" ?{column})'
        return f"(eq {place} 1)" if function == "begins" else f"(neq {place} FALSE)"
