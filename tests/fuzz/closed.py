"""What the SQL that engines are given reads: registers and queries of its own, and nothing else."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from screening.engines.base import Dialect

_CALLED = {"date_diff", "rtrim", "ltrim"}
"""Functions the engines are given that sqlglot has no name for."""


def reaches(sql: str, dialect: Dialect, registers: frozenset[str]) -> str:
    """What else it reads or calls; empty when nothing."""
    try:
        tree = sqlglot.parse_one(sql, read="postgres" if dialect == "postgres" else "duckdb")
    except sqlglot.ParseError as error:
        return f"it is no SQL: {str(error)[:200]}"
    own = {cte.alias for cte in tree.find_all(exp.CTE)} | registers
    for table in tree.find_all(exp.Table):
        plain = isinstance(table.this, exp.Identifier) and not table.db and not table.catalog
        if not plain or table.name not in own:
            return table.sql()
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() not in _CALLED:
            return call.sql()
    return ""
