"""What a rule's SQL names and reads: for checks only, never for running.

Names come from the tree, what is read from the gate, which knows every column by the register it
belongs to. SQL that cannot be parsed yields no facts here; the gate reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlglot import exp

from screening.language.parse import parse_condition, shared_statement
from screening.language.problems import Problems
from screening.packs.compiled import compiled_as_shipped
from screening.packs.loaded import LoadedRule
from screening.packs.models import Rule
from screening.reference.tables import views


@dataclass(frozen=True)
class Fragment:
    """One piece of SQL in a rule: the key path it stands under, and its tree."""

    path: str
    text: str
    tree: exp.Expr | None

    @cached_property
    def _nodes(self) -> dict[type[exp.Expr], list[exp.Expr]]:
        """The nodes of the tree by their type, found in one walk."""
        found: dict[type[exp.Expr], list[exp.Expr]] = {}
        for node in self.tree.walk() if self.tree is not None else ():
            found.setdefault(type(node), []).append(node)
        return found

    def _all(self, *types: type[exp.Expr]) -> Iterator[exp.Expr]:
        for found, nodes in self._nodes.items():
            if issubclass(found, types):
                yield from nodes

    def _names(self, *types: type[exp.Expr]) -> frozenset[str]:
        return frozenset(node.name for node in self._all(*types))

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every name: columns, aliases, tables, parameters."""
        return self._names(exp.Identifier, exp.Placeholder)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Names of the columns that are read or joined with USING, in lower case."""
        using = (name for join in self._all(exp.Join) for name in join.args.get("using") or ())
        named = (*self._names(exp.Column), *(each.name for each in using))
        return frozenset(name.lower() for name in named)

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of the tables that are read, without those the fragment defines itself."""
        own = {node.alias for node in self._all(exp.CTE)}
        return self._names(exp.Table) - own

    @cached_property
    def views(self) -> tuple[str, ...]:
        """Names of the views that are read, sorted."""
        return tuple(sorted({node.alias for node in self._all(exp.CTE)} & views().keys()))

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """Texts in quotes, and texts that are glued together from several."""
        single = [node.name for node in self._all(exp.Literal) if node.is_string]
        return (*single, *_glued(self._all(exp.DPipe, exp.Concat)))

    @cached_property
    def patterns(self) -> frozenset[str]:
        """Texts that LIKE looks for."""
        return frozenset(
            node.expression.name
            for node in self._all(exp.Like)
            if isinstance(node.expression, exp.Literal)
        )


@lru_cache(maxsize=1024)
def condition(text: str) -> exp.Expr | None:
    """The tree of a condition, within the size limits of the gate; None when it is none."""
    return parse_condition(text, Problems())


def fragments(rule: Rule) -> list[Fragment]:
    """Every piece of SQL in a rule."""
    pieces = [_statement_at("select", rule.select), _condition_at("when", rule.when)]
    pieces += [
        _condition_at(f"not_applicable.{number}.if", case.if_)
        for number, case in enumerate(rule.not_applicable)
    ]
    if rule.evidence is not None:
        pieces.append(_statement_at("evidence", rule.evidence))
    return pieces


def measured_from(loaded: LoadedRule) -> Mapping[str, frozenset[str]]:
    """Register to the columns that a rule's ``select`` reads, under whatever name.

    Empty when the gate cannot make anything of the rule.
    """
    compiled = compiled_as_shipped(loaded)
    return {} if compiled is None else compiled.query.columns_used


def registers_read(rule: Rule) -> frozenset[str]:
    """Names of the tables the rule's SQL reads."""
    return frozenset().union(*(fragment.tables for fragment in fragments(rule)))


def tables_measured(loaded: LoadedRule) -> frozenset[str]:
    """The same, of the trees that the gate made and a run measured: no text is read again."""
    compiled = compiled_as_shipped(loaded)
    if compiled is None:
        return registers_read(loaded.rule)
    queries = [each for each in (compiled.query, compiled.evidence_query) if each is not None]
    return frozenset(table.name for each in queries for table in each.tree.find_all(exp.Table))


@lru_cache(maxsize=1024)
def _statement_at(path: str, text: str) -> Fragment:
    return Fragment(path, text, shared_statement(text))


@lru_cache(maxsize=1024)
def _condition_at(path: str, text: str) -> Fragment:
    return Fragment(path, text, condition(text))


def _glued(nodes: Iterable[exp.Expr]) -> Iterator[str]:
    for node in nodes:
        parts = [part.name for part in node.find_all(exp.Literal) if part.is_string]
        if len(parts) > 1:
            yield "".join(parts)
