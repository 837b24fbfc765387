"""Reads workbooks, parquet files and databases: typed sources, turned into text cells."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sqlite3
from contextlib import closing

import polars as pl

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.faults import told
from screening.project import Project, Source
from screening.registers.database_faults import cannot_be_read
from screening.registers.database_url import DatabaseUrl, UnusableUrlError, read_url
from screening.registers.extract import ROW, RawExtract
from screening.registers.text_file import check_header

_UNNAMED = "__UNNAMED__"
_EXACT_FLOAT = 10**15
_Read = tuple[pl.DataFrame, frozenset[str]]


def read_workbook(data: bytes, shown: str, source: Source) -> _Read:
    """The sheet of an Excel file; a column of numbers keeps its decimals whatever is declared.

    Raises ExtractError for an unreadable file, an unknown sheet or a header of merged cells.
    """
    import fastexcel  # noqa: PLC0415 - only projects with workbooks pay for it

    try:
        book = fastexcel.read_excel(data)
    except fastexcel.FastExcelError as error:
        raise ExtractError(_unreadable(shown, "an Excel file", error)) from None
    sheet = source.sheet or book.sheet_names[0]
    if sheet not in book.sheet_names:
        raise ExtractError(
            Problem(
                f"no sheet '{sheet}'",
                Where(shown),
                f"one of {', '.join(book.sheet_names)}",
                suggestion(sheet, book.sheet_names),
            )
        )
    try:
        loaded = book.load_sheet(
            sheet, header_row=source.header_row - 1, schema_sample_rows=None
        ).to_polars()
    except fastexcel.FastExcelError as error:
        raise ExtractError(_unreadable(shown, f"sheet '{sheet}'", error)) from None
    _check_merged(loaded, shown, source)
    if _renamed(loaded.columns):
        top = book.load_sheet(sheet, header_row=None, n_rows=source.header_row, dtypes="string")
        written = [str(name or "") for name in top.to_polars().row(source.header_row - 1)]
        check_header(written, Where(shown, row=source.header_row))
    return _as_text(loaded, source.header_row + 1)


def read_parquet(data: bytes, shown: str, source: Source) -> _Read:
    """A parquet file. Raises ExtractError when it is truncated or no parquet."""
    try:
        loaded = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ExtractError(_unreadable(shown, "a parquet file", error)) from None
    return _as_text(loaded, source.header_row + 1)


def read_database(project: Project, source: Source) -> RawExtract:
    """A table or query of a database; rows are sorted, so that runs are the same.

    ``${NAME}`` in the URI is taken from the environment, so that a password need not stand in the
    project. Raises ExtractError when the database cannot be read; the URI is never shown.
    """
    shown = f"database {source.table or 'query'}"
    try:
        url = read_url(
            "" if source.database is None else source.database.get_secret_value(), os.environ
        )
    except UnusableUrlError as error:
        raise ExtractError(cannot_be_read(shown, error)) from None
    plain_file = url.kind == "sqlite" and url.host is None and not url.options
    loaded = (
        _from_sqlite(project, url.database or "", source, shown)
        if plain_file
        else _from_server(url, source, shown)
    )
    if loaded.columns and loaded.height:
        loaded = loaded.sort(loaded.columns)
    frame, native = _as_text(loaded, 2)
    digest = hashlib.sha256(frame.write_csv().encode()).hexdigest()
    return RawExtract(shown, digest, frame, native)


def _from_sqlite(project: Project, path: str, source: Source, shown: str) -> pl.DataFrame:
    """From a file, which is opened to be read only.

    Without ``pl.read_database``, which loads SQLAlchemy to see that this is none of its own.
    """
    database = project.resolve(path)
    if not database.is_file():
        where = Where(project.shown(database))
        expected, remedy = "a database file", "correct the path in 'database:'"
        raise ExtractError(Problem("no such file", where, expected, remedy))
    table = '"' + (source.table or "").replace('"', '""') + '"'
    query = source.query or f"SELECT * FROM {table}"
    try:
        with closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        ) as connection:
            rows = connection.execute(query)
            names = [name for name, *_ in rows.description or ()]
            if not names:
                raise ExtractError(cannot_be_read(shown, "the query is no SELECT"))
            if len(set(names)) < len(names):
                double = next(name for name in names if names.count(name) > 1)
                raise ExtractError(
                    cannot_be_read(shown, f"column '{double}' occurs more than once")
                )
            return pl.DataFrame(
                rows.fetchall(), schema=names, orient="row", infer_schema_length=None
            )
    except (sqlite3.Error, pl.exceptions.PolarsError) as error:
        raise ExtractError(cannot_be_read(shown, error)) from None


def _from_server(url: DatabaseUrl, source: Source, shown: str) -> pl.DataFrame:
    import sqlalchemy as sa  # noqa: PLC0415 - only projects with such a database pay for it

    try:
        engine = sa.create_engine(
            sa.URL.create(
                url.driver, url.user, url.password, url.host, url.port, url.database, url.options
            )
        )
        with engine.connect() as connection:
            quoted = engine.dialect.identifier_preparer.quote(source.table or "")
            query = source.query or f"SELECT * FROM {quoted}"
            return pl.read_database(query, connection, infer_schema_length=None)
    except Exception as error:  # noqa: BLE001 - any driver may raise anything, secrets in its text
        raise ExtractError(cannot_be_read(shown, error)) from None


def _check_merged(loaded: pl.DataFrame, shown: str, source: Source) -> None:
    named = [name for name in loaded.columns if not name.startswith(_UNNAMED)]
    blank = len(loaded.columns) - len(named)
    filled = sum(
        loaded[name].null_count() < loaded.height
        for name in loaded.columns
        if name.startswith(_UNNAMED)
    )
    if not named or filled:
        raise ExtractError(
            Problem(
                f"{blank} of {len(loaded.columns)} columns have no header, as with merged cells",
                Where(shown, row=source.header_row),
                "one header row with a name above every column",
                "unmerge the header, or set header_row to the row that holds the names",
            )
        )


def _renamed(headers: list[str]) -> bool:
    """Whether a header may be the second of its name: the reader numbers those."""
    return any(re.sub(r"_\d+$", "", name) in headers for name in headers if name[-1:].isdigit())


def _as_text(loaded: pl.DataFrame, first_row: int) -> _Read:
    """Every cell as text, and the names of the columns that were numbers."""
    numbers = frozenset(name for name, dtype in loaded.schema.items() if dtype.is_numeric())
    frame = loaded.select(
        pl.int_range(first_row, first_row + loaded.height, dtype=pl.Int64).alias(ROW),
        *[_text(name, dtype) for name, dtype in loaded.schema.items()],
    )
    return frame.filter(pl.any_horizontal(pl.all().exclude(ROW).is_not_null())), numbers


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.floor()) & (column.abs() < _EXACT_FLOAT)
        return (
            pl.when(whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
            .alias(name)
        )
    if dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    if dtype.is_nested() or dtype == pl.Binary:
        return pl.lit("(not a single value)").alias(name)
    return column.cast(pl.String)


def _unreadable(shown: str, expected: str, error: Exception) -> Problem:
    return Problem(
        f"the file cannot be read: {told(error)}",
        Where(shown),
        f"{expected}, complete",
        "export or copy it again",
    )
