"""The SQL gate: from the text of a query to a tree that engines may run, or all reasons why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from screening.documents.dated import Dated
from screening.documents.fields import Scalar
from screening.errors import Problem, Where
from screening.faults import told
from screening.language.allow import check_nodes
from screening.language.dialects import Dialect, render
from screening.language.evidence import listed_of, mark_subject
from screening.language.guards import check_output
from screening.language.limits import check_growth
from screening.language.macros import expand_macros
from screening.language.parse import bind, parse_statement
from screening.language.permissions import Permissions
from screening.language.problems import Problems
from screening.language.resolve import Resolver
from screening.language.scope import Kind, Meaning, Origin, Relation
from screening.language.size import LARGEST_MEASURED

CHECK_DATE = dt.date(2026, 1, 1)
"""The reference date where none is given."""


@dataclass(frozen=True)
class Query:
    """A checked SELECT, ready for any engine.

    ``kinds`` gives the kind of every output column, in order; ``columns_used`` the columns read
    per register; ``sources`` the registers each output column is measured from; ``meanings`` where
    its value comes from. The text for an engine is written once.
    """

    name: str
    tree: exp.Expr
    kinds: Mapping[str, Kind]
    columns_used: Mapping[str, frozenset[str]]
    sources: Mapping[str, frozenset[str]]
    meanings: Mapping[str, Meaning]
    unique_subject: bool = True
    _texts: dict[tuple[Dialect, bool], str] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def carries(self) -> Mapping[str, frozenset[Origin]]:
        """Per output column the register columns its value can be, or be made of."""
        return {column: meaning.carries for column, meaning in self.meanings.items()}

    def sql(self, dialect: Dialect = "polars", *, pretty: bool = False) -> str:
        """SQL text in an engine's words; ``readable`` is for people and runs nowhere."""
        wanted = (dialect, pretty)
        if wanted not in self._texts:
            self._texts[wanted] = render(self.tree, dialect, pretty=pretty)
        return self._texts[wanted]

    def written_before(self, dialect: Dialect, text: str) -> None:
        """Take the text that this same query was written as before."""
        self._texts[dialect, False] = text


def beyond(name: str, error: Exception, where: Where) -> Problem:
    """What is told of a text that the gate itself fails on."""
    return Problem(
        f"{name}: the gate cannot judge this: {told(error)}",
        where,
        "SQL as docs/rule-language.md describes, of ordinary length",
        "write it shorter and flatter, and report it",
    )


def select_query(
    text: str,
    name: str,
    pack: Permissions | None,
    values: Mapping[str, Scalar | Dated],
    as_of: dt.date,
    problems: Problems,
) -> tuple[Query | None, set[str]]:
    """What is measured, and the names of the parameters in it; None beside problems."""
    parsed = parse_statement(text, problems)
    if parsed is None:
        return None, set()
    query, used = _resolve(parsed, name, pack, values, as_of, problems)
    if query is not None:
        _check_output(query, problems)
    return query, used


def evidence_query(
    text: str,
    name: str,
    pack: Permissions,
    values: Mapping[str, Scalar | Dated],
    as_of: dt.date,
    problems: Problems,
) -> tuple[Query | None, set[str]]:
    """The source rows behind signals, of all subjects at once; None beside problems."""
    parsed = parse_statement(text, problems)
    table = listed_of(name)
    marked = None if parsed is None else mark_subject(parsed, table, problems)
    if marked is None:
        return None, set()
    listed = Relation({"subject": Meaning("text")}, frozenset())
    query, used = _resolve(
        marked, f"{name} evidence", pack, values, as_of, problems, {table: listed}
    )
    if query is None:
        return None, used
    return replace(query, unique_subject=False), used


def _resolve(
    parsed: exp.Expr,
    name: str,
    pack: Permissions | None,
    values: Mapping[str, Scalar | Dated],
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
