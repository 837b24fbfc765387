"""The SQL gate: from the text of a rule to trees that engines may run, or every reason why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from sqlglot import exp

from screening.errors import GateError, Problem, Where
from screening.faults import told
from screening.packs.compared import compare_columns
from screening.packs.loaded import LoadedRule
from screening.packs.models import PackHeader, Rule, Scalar
from screening.packs.sql.allow import check_nodes
from screening.packs.sql.dialects import Dialect, render
from screening.packs.sql.evidence import listed_of, mark_subject
from screening.packs.sql.guards import check_output
from screening.packs.sql.limits import check_growth
from screening.packs.sql.macros import expand_macros
from screening.packs.sql.parse import bind, parse_statement
from screening.packs.sql.predicate import Atom, Comparison, Predicate, compile_predicate
from screening.packs.sql.problems import Problems
from screening.packs.sql.resolve import Resolver
from screening.packs.sql.scope import Kind, Meaning, Origin, Relation
from screening.packs.sql.size import LARGEST_MEASURED

__all__ = [
    "Atom",
    "Comparison",
    "CompiledRule",
    "Kind",
    "Predicate",
    "Query",
    "check_rule",
    "compare_columns",
    "compile_predicate",
    "compile_query",
    "compile_rule",
]  # fmt: skip

Part = Literal["select", "evidence"]
_CHECK_DATE = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Query:
    """A checked SELECT, ready for any engine.

    ``kinds`` gives the kind of every output column, in order; ``columns_used`` the columns read
    per register; ``sources`` the registers each output column is measured from; ``meanings`` where
    its value comes from.
    """

    name: str
    tree: exp.Expr
    kinds: Mapping[str, Kind]
    columns_used: Mapping[str, frozenset[str]]
    sources: Mapping[str, frozenset[str]]
    meanings: Mapping[str, Meaning]
    unique_subject: bool = True

    @property
    def carries(self) -> Mapping[str, frozenset[Origin]]:
        """Per output column the register columns its value can be, or be made of."""
        return {column: meaning.carries for column, meaning in self.meanings.items()}

    def sql(self, dialect: Dialect = "polars", *, pretty: bool = False) -> str:
        """SQL text in an engine's words; ``readable`` is for people and runs nowhere."""
        return render(self.tree, dialect, pretty=pretty)


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
    def output_columns(self) -> tuple[str, ...]:
        """Measured columns, ``subject`` first."""
        return tuple(self.query.kinds)

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
    made = _as_shipped(loaded, loaded.day or _CHECK_DATE)
    return list(made.apart.get(check, []) if check else made.problems)


def compiled_as_shipped(loaded: LoadedRule) -> CompiledRule | None:
    """The rule as :func:`check_rule` sees it, for checks that ask what it reads.

    None when the gate cannot make anything of it; it can be there beside problems.
    """
    return _as_shipped(loaded, loaded.day or _CHECK_DATE).compiled


def compile_query(
    text: str,
    *,
    pack: PackHeader | None = None,
    parameters: Mapping[str, Scalar] | None = None,
    as_of: dt.date = _CHECK_DATE,
    name: str = "query",
) -> Query:
    """Compile a SELECT that stands in no file (tests, exploring); same rules, same errors."""
    problems = Problems()
    bound = {**(parameters or {}), "today": as_of}
    try:
        query, _ = _select(text, name, pack, bound, as_of, problems)
    except Exception as error:
        raise GateError(_beyond(name, error, Where())) from error
    if query is None or problems.everything:
        raise GateError(problems.everything)
    return query


@dataclass(frozen=True)
class _Made:
    """What the gate makes of a rule; any problem, kept apart or not, refuses it."""

    compiled: CompiledRule | None
    problems: list[Problem]
    apart: Mapping[str, list[Problem]]


@lru_cache(maxsize=1_024)
def _as_shipped(loaded: LoadedRule, as_of: dt.date) -> _Made:
    """Kept, since a run asks for what loading the pack has checked."""
    return _compile(loaded, as_of, {})


def _compile(loaded: LoadedRule, as_of: dt.date, overrides: Mapping[str, Scalar]) -> _Made:
    """What becomes of a rule; one that the gate itself fails on takes no other down."""
    try:
        return _every_part(loaded, as_of, overrides)
    except Exception as error:  # noqa: BLE001 - any text can come in here
        return _Made(None, [_beyond(loaded.id, error, loaded.where())], {})


def _beyond(name: str, error: Exception, where: Where) -> Problem:
    return Problem(
        f"{name}: the gate cannot judge this: {told(error)}",
        where,
        "SQL as docs/rule-language.md describes, of ordinary length",
        "write it shorter and flatter, and report it",
    )


def _every_part(loaded: LoadedRule, as_of: dt.date, overrides: Mapping[str, Scalar]) -> _Made:
    rule = loaded.rule
    values = {name: overrides.get(name, given.value) for name, given in rule.parameters.items()}
    bound = {**values, "today": as_of}
    found: list[Problem] = []
    apart: dict[str, list[Problem]] = {}

    def problems_of(path: str) -> Problems:
        def place(line: int) -> Where:
            return loaded.where(path, line)

        return Problems(place, f"{rule.id}: {path}")

    noted = problems_of("select")
    query, used = _select(rule.select, rule.id, loaded.pack, bound, as_of, noted)
    found += noted.found
    _keep_apart(noted, apart)
    evidence, evidence_used = None, set[str]()
    if rule.evidence is not None:
        noted = problems_of("evidence")
        evidence, evidence_used = _evidence(rule, loaded.pack, bound, as_of, noted)
        found += noted.found
        _keep_apart(noted, apart)
    if query is None:
        return _Made(None, found, apart)
    measured = {**query.meanings, **compare_columns(rule)}
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
        return _Made(None, found, apart)
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
    )
    return _Made(compiled, found, apart)


def _keep_apart(noted: Problems, apart: dict[str, list[Problem]]) -> None:
    for check, problems in noted.apart.items():
        apart.setdefault(check, []).extend(problems)


def _select(
    text: str,
    name: str,
    pack: PackHeader | None,
    values: Mapping[str, Scalar],
    as_of: dt.date,
    problems: Problems,
) -> tuple[Query | None, set[str]]:
    parsed = parse_statement(text, problems)
    if parsed is None:
        return None, set()
    query, used = _resolve(parsed, name, pack, values, as_of, problems)
    if query is not None:
        _check_output(query, problems)
    return query, used


def _evidence(
    rule: Rule,
    pack: PackHeader,
    values: Mapping[str, Scalar],
    as_of: dt.date,
    problems: Problems,
) -> tuple[Query | None, set[str]]:
    parsed = parse_statement(rule.evidence or "", problems)
    table = listed_of(rule.id)
    marked = None if parsed is None else mark_subject(parsed, table, problems)
    if marked is None:
        return None, set()
    listed = Relation({"subject": Meaning("text")}, frozenset())
    query, used = _resolve(
        marked, f"{rule.id} evidence", pack, values, as_of, problems, {table: listed}
    )
    if query is None:
        return None, used
    return replace(query, unique_subject=False), used


def _resolve(
    parsed: exp.Expr,
    name: str,
    pack: PackHeader | None,
    values: Mapping[str, Scalar],
    as_of: dt.date,
    problems: Problems,
    extra: dict[str, Relation] | None = None,
) -> tuple[Query | None, set[str]]:
    tree, used = bind(parsed, values, problems)
    if problems.found or not check_nodes(tree, problems):
        return None, used
    tree = expand_macros(tree, as_of, problems)
    resolver = Resolver(pack, problems, extra)
    relation = resolver.query(tree)
    if not problems.found:
        check_growth(tree, relation.reads, problems)
    check_output(relation, tree, problems)
    if problems.found:
        return None, used
    columns_used = {
        register: frozenset(columns) for register, columns in sorted(resolver.used.items())
    }
    query = Query(
        name=name,
        tree=tree,
        kinds={column: meaning.kind for column, meaning in relation.columns.items()},
        columns_used=columns_used,
        sources={
            column: meaning.sources or relation.registers
            for column, meaning in relation.columns.items()
        },
        meanings=relation.columns,
    )
    return query, used - {"today"}


def _check_output(query: Query, problems: Problems) -> None:
    names = list(query.kinds)
    if names[0] != "subject" or query.kinds["subject"] != "text":
        first = names[0] if names[0] != "subject" else f"subject ({query.kinds['subject']})"
        problems.add(
            f"the first column is {first}",
            query.tree,
            expected="the id of the subject, a text, as the first column",
            remedy="write SELECT e.vbo_id AS subject, ...",
        )
    for name, meaning in query.meanings.items():
        if meaning.most > LARGEST_MEASURED:
            problems.add(
                f"column '{name}' can pass {LARGEST_MEASURED:g}",
                query.tree,
                expected="a measure up to there, whatever the registers hold",
                remedy="multiply fewer columns, or divide before multiplying",
            )
