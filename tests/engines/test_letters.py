"""LOWER and UPPER change the same letters into the same, whatever engine and version."""

from __future__ import annotations

import sys

import polars as pl
import pytest

from screening.engines import get_engine
from tests.compiled import compile_query
from tests.engines.postgres import PostgresEngine, needs_postgres

pytest.importorskip("duckdb")
_SURROGATES = range(0xD800, 0xE000)
_QUERY = compile_query(
    "SELECT b.vbo_id AS subject, LOWER(b.usage) AS low, UPPER(b.usage) AS high FROM bag_object b"
)


def _every_letter() -> pl.DataFrame:
    """Code points of which some spelling is another, between two letters: a word, not an end."""
    codes = (code for code in range(1, sys.maxunicode + 1) if code not in _SURROGATES)
    cased = [
        code for code in codes if chr(code).lower() != chr(code) or chr(code).upper() != chr(code)
    ]
    more = [*range(0x1C80, 0x1C90), *range(0xA7C0, 0xA800), *range(0x10D40, 0x10D90)]
    codes_of_interest = sorted({*cased, *more, *range(0x16E90, 0x16EE0), *range(1, 0x2AF)})
    return pl.DataFrame(
        {
            "vbo_id": [f"{code:06x}" for code in codes_of_interest],
            "usage": [f"a{chr(code)}" for code in codes_of_interest],
        }
    )


def test_duckdb_and_polars_agree_on_every_letter() -> None:
    tables = {"bag_object": _every_letter()}
    first, second = (
        get_engine(name).run({"q": _QUERY}, tables)["q"] for name in ("polars", "duckdb")
    )
    assert isinstance(first, pl.DataFrame)
    assert isinstance(second, pl.DataFrame)
    assert first.equals(second), first.filter(pl.struct(pl.all()) != pl.Series(second.to_struct()))


@needs_postgres
def test_postgres_agrees_on_every_letter() -> None:
    tables = {"bag_object": _every_letter()}
    first = get_engine("polars").run({"q": _QUERY}, tables)["q"]
    second = PostgresEngine().run({"q": _QUERY}, tables)["q"]
    assert isinstance(first, pl.DataFrame)
    assert isinstance(second, pl.DataFrame), second
    assert first.equals(second)
