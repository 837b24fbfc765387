"""A rule that passed the gate, with every part checked; or every reason why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sqlglot import exp

from screening.comparison.columns import compare_columns, group_columns
from screening.documents.dated import Dated
from screening.documents.fields import Scalar
from screening.errors import GateError, Problem, Where
from screening.language.dialects import Dialect
from screening.language.gate import CHECK_DATE, Query, beyond, evidence_query, select_query
from screening.language.guards import check_rule as check_whole
from screening.language.predicate import Predicate, compile_predicate
from screening.language.problems import Problems
from screening.language.scope import Kind
from screening.packs.loaded import LoadedRule
from screening.packs.resolved import resolved

Part = Literal["select", "evidence"]


@dataclass(frozen=True)
class CompiledRule:
    """A rule that passed the gate, with its parameters and as-of date filled in."""

    rule_id: str
    query: Query
    when: Predicate
    not_applicable: tuple[tuple[Predicate, str], ...]
    evidence_query: Query | None
    parameters: Mapping[str, Scalar]
    as_of: dt.date
    dated: Mapping[str, Dated] = field(default_factory=dict)
    """Parameters of which a row is judged by the value of its own day or year."""
    undated: tuple[str, ...] = ()
    """Parameters without a value on the reference date; then nothing may be judged."""

    @property
    def stated(self) -> dict[str, object]:
        """Every parameter as a run used it: its value, or its steps where days differ."""
        steps = {name: {day.isoformat(): v for day, v in d.steps} for name, d in self.dated.items()}
        return {**self.parameters, **steps}

    @property
    def name(self) -> str:
        """The rule's id, under the name engines know a query by."""
        return self.rule_id

    @property
    def select(self) -> exp.Expr:
        """Tree of what is measured."""
        return self.query.tree

    @property
    def tree(self) -> exp.Expr:
        """The same, under the name engines know."""
        return self.query.tree

    @property
    def evidence(self) -> exp.Expr | None:
        """Tree of the evidence for all subjects at once; ``subject`` is its first column."""
        return None if self.evidence_query is None else self.evidence_query.tree

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """Kind of every measured column."""
        return self.query.kinds

    @property
    def unique_subject(self) -> bool:
        """One row per subject."""
        return True

    @property
    def measure_sources(self) -> Mapping[str, frozenset[str]]:
        """Registers every measured column is read from."""
        return self.query.sources

    @cached_property
    def columns_used(self) -> Mapping[str, frozenset[str]]:
        """Columns read per register, by ``select`` and ``evidence`` together."""
        parts = [self.query.columns_used]
        if self.evidence_query is not None:
            parts.append(self.evidence_query.columns_used)
        names = sorted({register for part in parts for register in part})
        return {
            name: frozenset().union(*(part.get(name, frozenset()) for part in parts))
            for name in names
        }

    def sql(self, dialect: Dialect = "polars", part: Part = "select") -> str:
        """SQL text of a part; empty for evidence the rule does not have."""
        if part == "select":
            return self.query.sql(dialect, pretty=dialect == "readable")
        return "" if self.evidence_query is None else self.evidence_query.sql(dialect)


def compile_rule(
    loaded: LoadedRule, *, as_of: dt.date, parameters: Mapping[str, Scalar] | None = None
) -> CompiledRule:
    """Compile a rule for a run; ``parameters`` override the values in the rule file.

    Raises :class:`~screening.errors.GateError` with every problem of every part.
    """
    made = _compile(loaded, as_of, parameters) if parameters else _as_shipped(loaded, as_of)
    problems = [*made.problems, *(problem for each in made.apart.values() for problem in each)]
    if made.compiled is None or problems:
        raise GateError(problems or [Problem("the rule cannot be read", loaded.where())])
    return made.compiled


def check_rule(loaded: LoadedRule, check: str = "") -> list[Problem]:
    """The gate's problems with a rule; with ``check`` only those kept apart for that check.

    Both are empty when the rule passes.
    """
    made = _as_shipped(loaded, loaded.day or CHECK_DATE)
    return list(made.apart.get(check, []) if check else made.problems)


def compiled_as_shipped(loaded: LoadedRule) -> CompiledRule | None:
    """The rule as :func:`check_rule` sees it, for checks that ask what it reads.

    None when the gate cannot make anything of it; it can be there beside problems.
    """
    return _as_shipped(loaded, loaded.day or CHECK_DATE).compiled


@dataclass(frozen=True)
class Made:
    """What the gate makes of a rule; any problem, kept apart or not, refuses it."""

    compiled: CompiledRule | None
    problems: list[Problem]
    apart: Mapping[str, list[Problem]]


def _as_shipped(loaded: LoadedRule, as_of: dt.date) -> Made:
    """Kept, since a run asks for what loading the pack has checked."""
    made = loaded.made.get(as_of)
    if not isinstance(made, Made):
        made = (made and made()) or _compile(loaded, as_of, {})
        loaded.made[as_of] = made
    return made


def _compile(loaded: LoadedRule, as_of: dt.date, overrides: Mapping[str, Scalar]) -> Made:
    """What becomes of a rule; one that the gate itself fails on takes no other down."""
    try:
        return _every_part(loaded, as_of, overrides)
    except Exception as error:  # noqa: BLE001 - any text can come in here
        return Made(None, [beyond(loaded.id, error, loaded.where())], {})


def _every_part(loaded: LoadedRule, as_of: dt.date, overrides: Mapping[str, Scalar]) -> Made:
    rule = loaded.rule
    given = resolved(rule, overrides, as_of)
    values = given.values
    bound = {**values, **given.dated, "today": as_of}
    found: list[Problem] = []
    apart: dict[str, list[Problem]] = {}

    def problems_of(path: str) -> Problems:
        def place(line: int) -> Where:
            return loaded.where(path, line)

        return Problems(place, f"{rule.id}: {path}")

    noted = problems_of("select")
    query, used = select_query(rule.select, rule.id, loaded.pack, bound, as_of, noted)
    found += noted.found
    _keep_apart(noted, apart)
    evidence, evidence_used = None, set[str]()
    if rule.evidence is not None:
        noted = problems_of("evidence")
        evidence, evidence_used = evidence_query(
            rule.evidence, rule.id, loaded.pack, bound, as_of, noted
        )
        found += noted.found
        _keep_apart(noted, apart)
    if query is None:
        return Made(None, found, apart)
    added = {**compare_columns(rule.compare), **group_columns(rule.compare, query.meanings)}
    measured = {**query.meanings, **added}
    conditions: list[Predicate] = []
    paths = [
        ("when", rule.when),
        *((f"not_applicable.{n}.if", item.if_) for n, item in enumerate(rule.not_applicable)),
    ]
    for path, text in paths:
        noted = problems_of(path)
        try:
            conditions.append(compile_predicate(text, measured, values, as_of, problems=noted))
        except GateError as error:
            found += error.problems
        _keep_apart(noted, apart)
    if len(conditions) < len(paths):
        return Made(None, found, apart)
    noted = problems_of("when")
    check_whole([query.tree, *(each.tree for each in reversed(conditions))], noted)
    found += noted.found
    used = used.union(evidence_used, *(part.parameters_used for part in conditions))
    found += [
        Problem(
            f"{rule.id}: parameter '{name}' is never used",
            loaded.where(f"parameters.{name}"),
            f"use of :{name} in select, when, not_applicable or evidence",
            "use it or remove it",
        )
        for name in sorted(set(values) - used)
    ]
    reasons = [item.reason for item in rule.not_applicable]
    compiled = CompiledRule(
        rule_id=rule.id,
        query=query,
        when=conditions[0],
        not_applicable=tuple(zip(conditions[1:], reasons, strict=True)),
        evidence_query=evidence,
        parameters=values,
        as_of=as_of,
        dated=given.dated,
        undated=given.undated,
    )
    return Made(compiled, found, apart)


def _keep_apart(noted: Problems, apart: dict[str, list[Problem]]) -> None:
    for check, problems in noted.apart.items():
        apart.setdefault(check, []).extend(problems)
