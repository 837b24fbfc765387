"""Conditions of ``when``, judged row by row: by every engine as a query, and as runs judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from screening.detect.predicate import Predicates
from screening.engines.base import Dialect
from screening.language.predicate import Predicate, compile_predicate
from tests.conditions import parsed
from tests.fuzz.data import REGISTERS, Tables
from tests.fuzz.engines import Outcome
from tests.fuzz.grammar import Statement
from tests.fuzz.grammar.literals import TODAY

AS_RUNS_DO = "polars expression"
_KINDS = {"subject": "text", "met": "bool"}


@dataclass(frozen=True)
class Judged:
    """A condition as something engines run; the subject is the number of the row."""

    name: str
    predicate: Predicate
    register: str
    unique_subject: bool = True

    @property
    def tree(self) -> exp.Expr:
        """What the row budget looks at."""
        return exp.select("subject").from_(measured_name(self.register))

    @property
    def kinds(self) -> Mapping[str, str]:
        return _KINDS

    @property
    def columns_used(self) -> Mapping[str, frozenset[str]]:
        return {measured_name(self.register): self.predicate.columns | {"subject"}}

    def sql(self, dialect: Dialect) -> str:
        met = self.predicate.sql(dialect)
        return f"SELECT subject, {met} AS met FROM {measured_name(self.register)}"


def judged(statement: Statement) -> Judged:
    """The condition, if the gate lets it pass."""
    kinds = REGISTERS[statement.register]
    predicate = compile_predicate(statement.text, kinds, statement.parameters, TODAY)
    return Judged("condition", predicate, statement.register)


def measured(tables: Tables) -> Tables:
    """The registers as tables of measured columns, the subject first."""
    return {measured_name(name): _numbered(frame) for name, frame in tables.items()}


def as_runs_do(statement: Statement, tables: Tables) -> Outcome:
    """The same rows from the expression that a run judges by."""
    predicates = Predicates(REGISTERS[statement.register], statement.parameters, TODAY)
    rows = _numbered(tables[statement.register]).lazy()
    try:
        met = predicates.expr(parsed(statement.text)).cast(pl.Boolean).alias("met")
        return rows.select("subject", met).collect(engine="in-memory")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Polars is no Exception
        return f"{type(error).__name__}: {error}"


def measured_name(register: str) -> str:
    """The table of what was measured, in place of the register."""
    return f"measured_{register}"


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("subject").with_columns(pl.col("subject").cast(pl.String))
