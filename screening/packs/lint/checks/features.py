"""Features no rule may use (T7, T8, T33)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import Fragment, fragments
from screening.packs.lint.grounds import (
    ground_of_name,
    ground_of_names,
    ground_of_text,
    ground_of_value,
)
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule, Pack
from screening.packs.models import Common

_EXPECTED = "a rule about a place, an object or a business"
_REMEDY = "Take it out. Direct grounds of discrimination are blocked, and no setting lifts that."


class BlockedFeature(Check):
    """T8: nationality, birth, origin, religion, sex and the like, under whatever name."""

    description = "The rule uses or names a direct ground of discrimination."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Columns the header would allow."""
        for register, columns in pack.header.registers.items():
            for number, name in enumerate(columns if columns != "all" else []):
                ground = ground_of_name(name)
                if ground is not None:
                    yield Problem(
                        f"the column '{name}' ({ground})",
                        pack.where(f"registers.{register}.{number}"),
                        _EXPECTED,
                        _REMEDY,
                    )

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names, values and texts of a rule."""
        yield from _common(loaded, loaded.rule)
        for fragment in fragments(loaded.rule):
            yield from _sql(loaded, fragment)
        rule = loaded.rule
        names = {
            "measures": [*rule.measures],
            "compare": [*rule.compare],
            "proxies": [*rule.proxies],
            "parameters": [*rule.parameters],
        }
        for path, listed in names.items():
            for name in listed:
                yield from _name(loaded, f"{path}.{name}", name)
        for register, need in rule.needs.items():
            for column in need.min_fill:
                yield from _name(loaded, f"needs.{register}.min_fill.{column}", column)
        for name, parameter in rule.parameters.items():
            path = f"parameters.{name}"
            yield from _text(loaded, f"{path}.why", parameter.why)
            yield from _text(loaded, f"{path}.unit", parameter.unit)
            if isinstance(parameter.value, str):
                yield from _value(loaded, f"{path}.value", parameter.value)
        for name, measure in rule.measures.items():
            yield from _text(loaded, f"measures.{name}.label", measure.label)
        for number, case in enumerate(rule.not_applicable):
            yield from _text(loaded, f"not_applicable.{number}.reason", case.reason)
        yield from _tests(loaded)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Texts of an escalation."""
        yield from _common(loaded, loaded.escalation)
        for number, text in enumerate(loaded.escalation.interventions):
            yield from _text(loaded, f"interventions.{number}", text)


class NameSelection(Check):
    """T8: picking subjects by how a name is spelled selects on the origin of names."""

    description = "The rule selects on the spelling of a name."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Conditions that match a name, or something made from a name, with a pattern or text."""
        spelled = set(_NAME_COLUMNS)
        pieces = [fragment for fragment in fragments(loaded.rule) if fragment.tree is not None]
        for _ in range(10):
            before = len(spelled)
            for fragment in pieces:
                spelled |= _made_from(fragment, spelled)
            if len(spelled) == before:
                break
        for fragment in pieces:
            for node in _matches(fragment, spelled):
                yield Problem(
                    f"a selection on the spelling of a name: {node.sql('postgres')[:80]}",
                    loaded.where(fragment.path, _line(node)),
                    "a condition on an activity (SBI), a date or a count",
                    "Take it out; names may only be shown, in 'evidence'.",
                )


_NAME_COLUMNS = frozenset({"trade_name", "park_name", "name"})
_HISTORY = frozenset({"old_value", "new_value"})
_PATTERNS = (exp.Like, exp.ILike, exp.SimilarTo, exp.RegexpLike, exp.RegexpILike, exp.StartsWith)
_PIECES = (exp.Left, exp.Right, exp.Substring, exp.Length, exp.Replace)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.In, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def _made_from(fragment: Fragment, spelled: set[str]) -> set[str]:
    """Aliases of expressions that hold a name; a count of names holds none."""
    tree = fragment.tree
    if tree is None or not fragment.columns & spelled:
        return set()
    return {
        alias.alias.lower()
        for alias in tree.find_all(exp.Alias)
        if not isinstance(alias.this, exp.Count) and _reads(alias.this, spelled)
    }


def _matches(fragment: Fragment, spelled: set[str]) -> Iterator[exp.Expr]:
    tree = fragment.tree
    if tree is None or not fragment.columns & (spelled | _HISTORY):
        return
    for node in tree.find_all(*_PATTERNS):
        letters = any(any(map(str.isalpha, text.name)) for text in node.find_all(exp.Literal))
        if _reads(node, spelled) or (letters and _reads(node, set(_HISTORY))):
            yield node
    for node in tree.find_all(*_PIECES):
        if _reads(node, spelled):
            yield node
    for node in tree.find_all(*_COMPARISONS):
        fixed = [*node.find_all(exp.Literal), *node.find_all(exp.Placeholder)]
        if fixed and _reads(node, spelled) and not node.find(*_PIECES, exp.Count):
            yield node


def _reads(node: exp.Expr, names: set[str]) -> bool:
    return any(column.name.lower() in names for column in node.find_all(exp.Column))


def _line(node: exp.Expr) -> int:
    lines = [line for below in node.walk() if (line := below.meta_get("line")) is not None]
    return int(min(lines, default=1))


def _sql(loaded: LoadedRule, fragment: Fragment) -> Iterator[Problem]:
    for name, ground in ground_of_names(fragment.identifiers):
        yield _problem(loaded, fragment.path, f"'{name}' in the SQL", ground)
    for literal in sorted(set(fragment.literals)):
        selected = None if literal in _GROUP_NAMES else ground_of_value(literal)
        if selected is not None:
            yield _problem(loaded, fragment.path, f"the value '{literal}' in the SQL", selected)


_GROUP_NAMES = frozenset({"sex"})


def _common(loaded: Loaded, model: Common) -> Iterator[Problem]:
    for path, text in texts_of(model):
        yield from _text(loaded, path, text)


def texts_of(model: Common) -> Iterator[tuple[str, str]]:
    """Key path and text of what every rule and escalation says in words."""
    yield "title", model.title
    yield "why", model.why
    yield "verify", model.verify
    yield "status_reason", model.status_reason
    yield "explain", str(getattr(model, "explain", ""))
    for number, text in enumerate(model.innocent):
        yield f"innocent.{number}", text


def _tests(loaded: LoadedRule) -> Iterator[Problem]:
    for number, test in enumerate(loaded.rule.tests):
        for key in ("given", "repeat"):
            for register, rows in getattr(test, key).items():
                columns = sorted({column for row in rows for column in row})
                for column in columns:
                    yield from _name(loaded, f"tests.{number}.{key}.{register}", column)


def _name(loaded: Loaded, path: str, name: str) -> Iterator[Problem]:
    ground = ground_of_name(name)
    if ground is not None:
        yield _problem(loaded, path, f"the name '{name}'", ground)


def _text(loaded: Loaded, path: str, text: str) -> Iterator[Problem]:
    ground = ground_of_text(text)
    if ground is not None:
        yield _problem(loaded, path, f"the text of '{path}'", ground)


def _value(loaded: Loaded, path: str, value: str) -> Iterator[Problem]:
    ground = ground_of_value(value)
    if ground is not None:
        yield _problem(loaded, path, f"the value '{value}'", ground)


def _problem(loaded: Loaded, path: str, what: str, ground: str) -> Problem:
    return Problem(f"{what} stands for {ground}", loaded.where(path), _EXPECTED, _REMEDY)
