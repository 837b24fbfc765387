"""Which engine checks which: the two read the same SQL and share no code."""

from __future__ import annotations

SECOND = {"polars": "duckdb", "duckdb": "polars"}
