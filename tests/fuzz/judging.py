"""Every way a condition of ``when`` is judged, row by row, over measured columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
import polars as pl

from screening.detect.predicate import Predicates, parsed
from screening.packs.gate import Predicate, compile_predicate
from tests.fuzz.data import REGISTERS, Tables
from tests.fuzz.engines import Outcome
from tests.fuzz.grammar import Statement
from tests.fuzz.grammar.literals import TODAY

Judge = Callable[[Statement, Predicate, pl.DataFrame], pl.DataFrame]


def compiled(statement: Statement) -> Predicate:
    """The condition, if the gate lets it pass."""
    kinds = REGISTERS[statement.register]
    return compile_predicate(statement.text, kinds, statement.parameters, TODAY)


def judged(name: str, statement: Statement, predicate: Predicate, tables: Tables) -> Outcome:
    """Yes, no or unknown for every row, from one way of judging."""
    frame = tables[statement.register].with_row_index("row")
    try:
        return JUDGES[name](statement, predicate, frame).select(
            pl.col("row").cast(pl.Int64), pl.col("met").cast(pl.Boolean)
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Polars is no Exception
        return f"{type(error).__name__}: {error}"


def _in_a_query(_statement: Statement, predicate: Predicate, frame: pl.DataFrame) -> pl.DataFrame:
    with pl.SQLContext({"measured": frame.lazy()}, register_globals=False) as context:
        return context.execute(
            f"SELECT row, {predicate.sql('polars')} AS met FROM measured"
        ).collect()


def _as_expression(
    statement: Statement, _predicate: Predicate, frame: pl.DataFrame
) -> pl.DataFrame:
    return _expressed(statement, frame.lazy()).collect(engine="in-memory")


def _streaming(statement: Statement, _predicate: Predicate, frame: pl.DataFrame) -> pl.DataFrame:
    return _expressed(statement, frame.lazy()).collect(engine="streaming")


def _expressed(statement: Statement, rows: pl.LazyFrame) -> pl.LazyFrame:
    kinds = REGISTERS[statement.register]
    met = Predicates(kinds, statement.parameters, TODAY).expr(parsed(statement.text))
    return rows.select("row", met.alias("met"))


def _duckdb(_statement: Statement, predicate: Predicate, frame: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect(":memory:") as connection:
        connection.register("measured", frame.to_arrow())
        answer = connection.sql(f"SELECT row, {predicate.sql('duckdb')} AS met FROM measured")
        found = pl.from_arrow(answer.to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return found


JUDGES: Mapping[str, Judge] = {
    "polars query": _in_a_query,
    "polars in memory": _as_expression,
    "polars streaming": _streaming,
    "duckdb": _duckdb,
}
