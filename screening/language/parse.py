"""From text to one tree: size limits, no hidden text, one statement, parameters filled in."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token, TokenType

from screening.documents.dated import Dated
from screening.documents.fields import Scalar
from screening.errors import Problem, suggestion
from screening.files.characters import EXPECTED, REMEDY, STEERING
from screening.language.problems import Problems
from screening.language.trees import copied, parts
from screening.language.views import with_views

MAX_LENGTH = 20_000
MAX_TOKENS = 4_000
MAX_NUMBER = 40
MAX_NESTING = 30
MAX_DEPTH = 100
MAX_BARE_JOINS = 8
"""The parser tries twice as much for every further join without a condition."""
STEPS = "steps"
"""Under which a value carries what it is from which day on."""

_OPEN = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_CLOSE = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
_STARTS = {TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN}
_POSTGRES = Dialect.get_or_raise("postgres")
_TOO_DEEP = "the SQL nests too deeply"
_SPLIT = "split it into a rule per question, or use a named WITH query"


def parse_statement(text: str, problems: Problems) -> exp.Expr | None:
    """The one SELECT in the text, or None with the problems noted."""
    tree = _parse(text, problems)
    if tree is not None and not isinstance(tree, exp.Select | exp.SetOperation):
        problems.add(
            f"{type(tree).__name__.upper()} where a SELECT belongs",
            tree,
            expected="one SELECT, possibly with WITH and UNION ALL",
            remedy="start with SELECT ... AS subject",
        )
        return None
    return tree


def shared_statement(text: str) -> exp.Expr | None:
    """The same without a copy: everybody gets one tree, which nobody may change."""
    tree, _ = _read(text)
    return tree if isinstance(tree, exp.Select | exp.SetOperation) else None


def parse_condition(text: str, problems: Problems) -> exp.Expr | None:
    """The boolean expression in the text, or None with the problems noted."""
    if not _within_limits(text, problems):
        return None
    select = _parse(f"SELECT {text}", problems)
    if select is None:
        return None
    plain = isinstance(select, exp.Select) and not {
        key for key, value in select.args.items() if value and key != "expressions"
    }
    if not plain or len(select.expressions) != 1 or isinstance(select.expressions[0], exp.Alias):
        problems.add(
            "more than one condition, or clauses of a query",
            select,
            expected="one condition over measured columns, such as companies >= :max_companies",
            remedy="join conditions with AND, OR or AT_LEAST",
        )
        return None
    condition: exp.Expr = select.expressions[0]
    condition.pop()
    return condition


def bind(
    tree: exp.Expr, values: Mapping[str, Scalar | Dated], problems: Problems
) -> tuple[exp.Expr, set[str]]:
    """The tree with every ``:name`` replaced by its value, and the names it used.

    A dated value is that of today, with its steps beside it for the macros that ask for them.
    """
    used: set[str] = set()
    for mark in [part for part in parts(tree) if isinstance(part, exp.Placeholder)]:
        name = mark.name
        if name not in values:
            problems.add(
                f"parameter :{name} is not declared" if name else "a placeholder without a name",
                mark,
                expected="one of " + ", ".join(f":{known}" for known in sorted(values)),
                remedy=suggestion(name, values) or f"declare '{name}' under parameters",
            )
            continue
        used.add(name)
        given = values[name]
        if isinstance(given, float) and not math.isfinite(given):
            problems.add(f"parameter :{name} is {given}", mark, remedy="give it a finite number")
            continue
        value = literal(_now(given, values["today"]) if isinstance(given, Dated) else given)
        if isinstance(given, Dated):
            value.meta[STEPS] = given.steps
        if mark is tree:
            tree = value
        else:
            mark.replace(value)
    return tree, used


def _now(given: Dated, today: Scalar | Dated) -> Scalar:
    """Its kind of value where it has none today; nothing is judged by that."""
    now = given.on(today) if isinstance(today, dt.date) else None
    return given.usual if now is None else now


def literal(value: Scalar) -> exp.Expr:
    """A parameter value, finite when it is a number, as a SQL literal."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, dt.date):
        day = exp.Literal.string(value.isoformat())
        return exp.Cast(this=day, to=exp.DataType(this=exp.DType.DATE))
    if isinstance(value, int | float):
        number = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=number) if value < 0 else number
    return exp.Literal.string(value)


def _within_limits(text: str, problems: Problems) -> bool:
    if len(text) > MAX_LENGTH:
        problems.add(
            f"SQL of {len(text)} characters",
            expected=f"at most {MAX_LENGTH} characters",
            remedy=_SPLIT,
        )
        return False
    steering = STEERING.search(text)
    if steering is not None:
        problems.add(
            f"a control character (U+{ord(steering[0]):04X})",
            expected=EXPECTED,
            remedy=REMEDY,
            line=text.count("\n", 0, steering.start()) + 1,
        )
    return steering is None


def _parse(text: str, problems: Problems) -> exp.Expr | None:
    """The only statement in the text, or None with the problems noted."""
    tree, faults = _read(text)
    for fault in faults:
        problems.add(
            fault.found, expected=fault.expected, remedy=fault.remedy, line=fault.where.line
        )
    return None if tree is None else copied(tree)


@lru_cache(maxsize=1_024)
def _read(text: str) -> tuple[exp.Expr | None, list[Problem]]:
    """The same, once per text: the gate and every check ask for the same tree."""
    problems = Problems()
    tree = _only(text, problems)
    return None if tree is None else with_views(tree, problems), problems.found


def _only(text: str, problems: Problems) -> exp.Expr | None:
    trees = _trees(text, problems) if _within_limits(text, problems) else None
    if trees is None:
        return None
    if len(trees) != 1:
        problems.add(
            f"{len(trees)} statements",
            expected="exactly one SELECT",
            remedy="a rule measures with one query; remove the rest",
        )
        return None
    return trees[0]


def _joins_conditioned(tokens: Sequence[Token], problems: Problems) -> bool:
    """Refuse rows of joins without a condition before the parser doubles its work on each."""
    kinds = Counter(token.token_type for token in tokens)
    bare = kinds[TokenType.JOIN] - kinds[TokenType.ON] - kinds[TokenType.USING]
    if bare <= MAX_BARE_JOINS:
        return True
    problems.add(
        f"{bare} joins without a condition",
        expected="ON with an equality between both sides, after every join",
        remedy="add the columns that belong together, or split the rule",
    )
    return False


def _trees(text: str, problems: Problems) -> list[exp.Expr] | None:
    try:
        tokens = _POSTGRES.tokenize(text)
        checks = (_tokens_allowed, _one_select, _joins_conditioned)
        if not all(check(tokens, problems) for check in checks):
            return None
        trees = [tree for tree in _POSTGRES.parser().parse(tokens, text) if tree is not None]
        if all(_lines_only(tree, MAX_DEPTH) for tree in trees):
            return trees
        problems.add(_TOO_DEEP, expected=f"at most {MAX_DEPTH} levels", remedy=_SPLIT)
    except RecursionError:
        problems.add(_TOO_DEEP, expected=f"at most {MAX_DEPTH} levels", remedy=_SPLIT)
    except ParseError as error:
        _unreadable(error, problems)
    except Exception as error:  # noqa: BLE001 - the parser meets any text, and may trip over it
        problems.add(
            f"this is no SQL the gate can read ({type(error).__name__})",
            expected="a SELECT in PostgreSQL style",
            remedy="check quotes and brackets",
        )
    return None


def _unreadable(error: ParseError, problems: Problems) -> None:
    first = error.errors[0] if error.errors else {}
    near = f" near '{first.get('highlight')}'" if first.get("highlight") else ""
    problems.add(
        f"this is no SQL the gate can read{near}",
        expected="a SELECT in PostgreSQL style",
        remedy=str(first.get("description", "")) or "check brackets, commas and keywords",
        line=int(first.get("line") or 1),
    )


def _one_select(tokens: list[Token], problems: Problems) -> bool:
    """Refuse what is no SELECT before the parser sees it."""
    breaks = [token for token in tokens[:-1] if token.token_type is TokenType.SEMICOLON]
    if breaks:
        problems.add(
            f"{len(breaks) + 1} statements",
            expected="exactly one SELECT",
            remedy="a rule measures with one query; remove the rest",
            line=breaks[0].line,
        )
    if tokens and tokens[0].token_type not in _STARTS:
        problems.add(
            f"{tokens[0].text} where a SELECT belongs",
            expected="one SELECT, possibly with WITH and UNION ALL",
            remedy="start with SELECT ... AS subject",
            line=tokens[0].line,
        )
        return False
    return not breaks


def _tokens_allowed(tokens: list[Token], problems: Problems) -> bool:
    fine = True
    if len(tokens) > MAX_TOKENS:
        problems.add(
            f"SQL of {len(tokens)} words",
            expected=f"at most {MAX_TOKENS} words and signs",
            remedy=_SPLIT,
        )
        return False
    depth = deepest = 0
    for token in tokens:
        depth += (token.token_type in _OPEN) - (token.token_type in _CLOSE)
        deepest = max(deepest, depth)
        if token.comments or token.token_type is TokenType.HINT:
            fine = False
            problems.add(
                "a comment in the SQL",
                expected="SQL without comments, which can hide text",
                remedy="say it in the rule's why or sources",
                line=token.line,
            )
        if token.token_type is TokenType.NUMBER and not is_a_number(token.text):
            fine = False
            problems.add(
                f"a number of {len(token.text)} signs",
                expected=f"at most {MAX_NUMBER} signs, and no more than a computer can hold",
                remedy="use a text for codes, or a smaller number",
                line=token.line,
            )
    if deepest > MAX_NESTING:
        fine = False
        problems.add(
            f"brackets nested {deepest} deep",
            expected=f"at most {MAX_NESTING} levels",
            remedy=_SPLIT,
        )
    return fine


def is_a_number(text: str) -> bool:
    """Whether Python and the engines read the text as one finite number."""
    try:
        return len(text) <= MAX_NUMBER and math.isfinite(float(text))
    except ValueError:
        return False


def _lines_only(tree: exp.Expr, limit: int) -> bool:
    """Whether there are at most ``limit`` levels; of each place only the line is kept.

    Every copy of a tree copies what hangs on its nodes.
    """
    level = [tree]
    for _ in range(limit):
        for node in level:
            line = node.meta_get("line")
            if line is not None:
                node.meta.clear()
                node.meta["line"] = line
        level = [child for node in level for child in node.iter_expressions()]
        if not level:
            return True
    return False
