"""Codes a rule asks for that the data never holds: a rule that runs, but cannot match.

A branch group nobody is in, a kind of permit that never occurs: mostly a code list that was mapped
wrongly. Only what a query asks positively counts; what it excludes may well be absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from screening.language.parse import shared_statement
from screening.packs.models import Rule
from screening.reference.tables import branch_groups
from screening.registers.held import Held, Registers, columns_of, is_empty, part_of, whole
from screening.registers.schemas import REGISTERS

SHOWN = 6
"""Values that are shown instead."""


@dataclass(frozen=True, order=True)
class Demand:
    """A register column and the codes of which at least one has to occur."""

    register: str
    column: str
    codes: tuple[str, ...]
    group: bool = False

    def __str__(self) -> str:
        if self.group:
            return f"{self.register}.{self.column}: no row lies in branch group '{self.codes[0]}'"
        named = " or ".join(f"'{code}'" for code in self.codes)
        return f"{self.register}.{self.column}: {named} never occurs"


def unseen(rule: Rule, registers: Registers) -> list[Demand]:
    """Demands of the rule's ``select`` that no row of the registers meets, sorted.

    A register without rows, as it may be delivered where there is nothing, is mapped no worse.
    """
    tree = shared_statement(rule.select)
    found = set() if tree is None else set(_demands(tree))
    present = [demand for demand in found if demand.register in registers]
    filled = [demand for demand in present if not is_empty(registers[demand.register])]
    return sorted(demand for demand in filled if not _met(demand, registers[demand.register]))


def held_instead(
    demand: Demand, registers: Registers, aside: Mapping[str, pl.DataFrame]
) -> list[str]:
    """What stands in a column of codes, the most frequent first; what was set aside first of all.

    Empty for a branch group, and for a column that can lead to a person.
    """
    facts = REGISTERS[demand.register].columns[demand.column].metadata or {}
    if demand.group or facts.get("personal", "none") != "none" or not _is_coded(facts):
        return []
    lines = aside.get(demand.register, pl.DataFrame({"column": [], "value": []}))
    refused = lines.filter(pl.col("column").cast(pl.String) == demand.column)["value"]
    return [
        *_frequent(refused),
        *_frequent(part_of(registers[demand.register], demand.column).to_series()),
    ]


def _is_coded(facts: Mapping[str, object]) -> bool:
    return bool(facts.get("values") or facts.get("codes"))


def _frequent(values: pl.Series) -> list[str]:
    counted = values.drop_nulls().cast(pl.String).alias("v").value_counts()
    top = counted.sort(["count", "v"], descending=[True, False]).head(SHOWN)
    return list(top["v"].to_list())


def _demands(tree: exp.Expr) -> Iterator[Demand]:
    for node in tree.find_all(exp.EQ, exp.In, exp.Anonymous):
        if node.find_ancestor(exp.Not, exp.Case, exp.Filter) is not None:
            continue
        if isinstance(node, exp.Anonymous):
            yield from _group(node)
        else:
            yield from _codes(node)


def _group(call: exp.Anonymous) -> Iterator[Demand]:
    arguments = call.expressions
    if call.name.upper() != "IN_GROUP" or not arguments:
        return
    place = _place(arguments[0])
    if place is not None:
        yield Demand(*place, (arguments[-1].name,), group=True)


def _codes(test: exp.Expr) -> Iterator[Demand]:
    given = [test.expression] if isinstance(test, exp.EQ) else test.expressions
    texts = [value.name for value in given if isinstance(value, exp.Literal) and value.is_string]
    place = _place(test.this) if texts and len(texts) == len(given) else None
    if place is not None:
        yield Demand(*place, tuple(sorted(texts)))


def _place(column: exp.Expr) -> tuple[str, str] | None:
    """Register and column; None for what the query made itself, or where two may be meant."""
    if not isinstance(column, exp.Column):
        return None
    select = column.find_ancestor(exp.Select)
    if select is None:
        return None
    sources = [select.args.get("from_"), *select.args.get("joins", [])]
    tables = {source.this.alias_or_name: source.this.name for source in sources if source}
    named = [tables.get(column.table)] if column.table else list(tables.values())
    owners = {
        name for name in named if name in REGISTERS and column.name in REGISTERS[name].columns
    }
    return (owners.pop(), column.name) if len(owners) == 1 else None


def _met(demand: Demand, rows: Held) -> bool:
    if demand.column not in columns_of(rows):
        return True
    column = pl.col(demand.column)
    test = _in_group(column, demand.codes[0]) if demand.group else column.is_in(demand.codes)
    return bool(whole(rows.lazy().select(test.any())).item())


def _in_group(column: pl.Expr, group: str) -> pl.Expr:
    tests = [
        (pl.col("sbi_edition") == edition) & column.str.starts_with(prefix)
        for edition, prefixes in branch_groups()[group].sbi.items()
        for prefix in prefixes
    ]
    return pl.any_horizontal(tests) if tests else pl.lit(value=False)
