"""A database is read, and nothing else happens to it, however it is asked."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from screening.errors import ExtractError
from screening.registers.reading import sqlite_file
from screening.registers.reading.limits import Limits
from tests.registers.conftest import HEAD

MASKED = "*** (nine digits)"
VBO = "9999010000000001"
ROWS = [(VBO, "2025-01-01", 1.5), ("9999010000000002", "2025-01-01", 2)]
POSTGRES = os.environ.get("SCREENING_TEST_POSTGRES")


@pytest.fixture
def vth(tmp_path: Path) -> Path:
    file = tmp_path / "vth.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE woz (vbo_id TEXT, ref_date TEXT, value REAL)")
        database.executemany("INSERT INTO woz VALUES (?, ?, ?)", ROWS)
        database.execute("CREATE TRIGGER t AFTER DELETE ON woz BEGIN SELECT 1; END")
        database.execute("CREATE VIEW v AS SELECT * FROM woz")
    database.close()
    return file


def asked(query: str, uri: str = "sqlite:///vth.db") -> str:
    return f"  woz_value: {{database: '{uri}', query: \"{query}\"}}\n"


def test_the_query_that_would_fill_the_register_is_suggested(load, vth: Path) -> None:
    with sqlite3.connect(vth) as database:
        database.execute('CREATE TABLE "WOZ 2025" (vbo_id TEXT, "Peil datum" TEXT, value REAL)')
    database.close()
    source = "  woz_value: {database: 'sqlite:///vth.db', table: WOZ 2025}\n"
    with pytest.raises(ExtractError) as refused:
        load(source, {})
    suggested = 'SELECT vbo_id, ... AS ref_date, value FROM "WOZ 2025"'
    assert all(suggested in each.remedy for each in refused.value.problems)
    told = suggested.replace("... AS ref_date", '"Peil datum" AS ref_date')
    told = told.replace('"', '\\"')
    query = (
        f"  woz_value: {{database: 'sqlite:///vth.db', query: \"{told}\", may_be_empty: true}}\n"
    )
    load(query, {})
    mapped = source.replace("}", ", columns: {ref_date: Peil datum, value: bedragen}}")
    with pytest.raises(
        ExtractError, match=r'SELECT vbo_id, "Peil datum" AS ref_date, \.{3} AS value'
    ):
        load(mapped, {})


WRITES = [
    "VACUUM INTO 'kopie.db'", "ATTACH 'ander.db' AS x", "DELETE FROM woz RETURNING *",
    "DELETE FROM woz", "PRAGMA journal_mode = DELETE", "SELECT 1; DELETE FROM woz",
    "INSERT INTO woz VALUES (1, 2, 3) RETURNING *", "CREATE TABLE x AS SELECT * FROM woz",
    "WITH d AS (SELECT 1) DELETE FROM woz RETURNING *", "UPDATE woz SET value = 0 RETURNING *",
]  # fmt: skip
URIS = [
    "sqlite:///vth.db", "sqlite:///vth.db?mode=rw", "sqlite:///vth.db?mode=rwc&uri=true",
    "sqlite:///vth.db?x", "sqlite:///vth.db?x=1", "sqlite+pysqlite:///vth.db?timeout=9",
    "sqlite:///file:vth.db?mode=rwc&uri=true", "sqlite:///vth.db?immutable=1",
]  # fmt: skip


@pytest.mark.parametrize("uri", URIS)
@pytest.mark.parametrize("query", WRITES)
def test_nothing_is_written_whatever_the_query_and_the_uri(
    load, tmp_path: Path, vth: Path, query: str, uri: str
) -> None:
    before = hashlib.sha256(vth.read_bytes()).hexdigest()
    with pytest.raises(ExtractError, match=r"the database cannot be read|no such file"):
        load(asked(query, uri), {})
    assert hashlib.sha256(vth.read_bytes()).hexdigest() == before
    assert {each.name for each in tmp_path.iterdir()} == {"vth.db", "screening.yaml"}


@pytest.mark.parametrize("query", WRITES)
def test_the_database_itself_refuses_what_the_check_of_the_query_would_miss(
    tmp_path: Path, vth: Path, query: str
) -> None:
    before = vth.read_bytes()
    with pytest.raises(ExtractError, match="the database cannot be read"):
        sqlite_file.read_sqlite(vth, query, "database query", Limits())
    with pytest.raises(ExtractError):
        sqlite_file.read_sqlite(vth, "SELECT load_extension('x')", "database query", Limits())
    assert vth.read_bytes() == before
    assert list(tmp_path.iterdir()) == [vth]


@pytest.mark.parametrize("uri", URIS[1:])
def test_a_uri_with_more_than_a_path_is_refused(load, vth: Path, uri: str) -> None:
    with pytest.raises(ExtractError) as caught:
        load(asked("SELECT * FROM woz", uri), {})
    assert "holds more than its path" in str(caught.value)
    assert vth.name not in str(caught.value).replace("sqlite:///file.db", "")


def test_a_file_may_be_called_anything(load, tmp_path: Path, vth: Path) -> None:
    vth.rename(tmp_path / "vth #1 %41 é.db")
    loaded = load(asked("SELECT * FROM woz", "sqlite:///vth #1 %41 é.db?mode=ro"), {})
    assert loaded.registers["woz_value"].height == 2


@pytest.mark.usefixtures("vth")
def test_a_query_that_never_ends_is_stopped(load) -> None:
    endless = "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r"
    for query in (f"SELECT count(*) AS n FROM ({endless})", endless):
        with pytest.raises(ExtractError, match=r"took too long|more than 1000 rows") as caught:
            load(asked(query), {}, head="limits: {query_seconds: 1, rows: 1000}\n" + HEAD)
        assert "limits:" in str(caught.value)


@pytest.mark.usefixtures("vth")
def test_more_rows_or_columns_than_allowed(load) -> None:
    with pytest.raises(ExtractError, match=r"more than 1 rows[\s\S]*at most 1 \(rows\)"):
        load(asked("SELECT * FROM woz"), {}, head="limits: {rows: 1}\n" + HEAD)
    with pytest.raises(ExtractError, match=r"has 3 columns[\s\S]*at most 2 \(columns\)"):
        load(asked("SELECT * FROM woz"), {}, head="limits: {columns: 2}\n" + HEAD)


def test_a_value_or_pattern_that_would_take_the_machine_is_refused(vth: Path) -> None:
    for call in (
        "zeroblob(900000000)",
        f"hex(zeroblob({9 * 10**7}))",
        "'a' LIKE '" + "%a" * 5_000 + "'",
    ):
        with pytest.raises(ExtractError, match="cannot be read"):
            sqlite_file.read_sqlite(vth, f"SELECT {call} AS x", "database query", Limits())


def test_values_of_any_kind_in_one_column(load, vth: Path) -> None:
    """SQLite holds any value in any column, whatever the column is called."""
    with sqlite3.connect(vth) as database:
        database.execute("CREATE TABLE los (vbo_id, address, floor_m2)")
        database.executemany(
            "INSERT INTO los VALUES (?, ?, ?)",
            [(9999010000000001, 12, 80.5), ("9999010000000002", "Dorp 1", 90),
             ("9999010000000003", b"Caf\xc3\xa9", None), (None, None, None)],
        )  # fmt: skip
    database.close()
    source = "  bag_object: {database: 'sqlite:///vth.db', table: los}\n"
    frame = load(source, {}).registers["bag_object"].sort("vbo_id")
    assert frame["address"].to_list() == ["12", "Dorp 1", "Café"]
    assert frame["floor_m2"].to_list() == [80.5, 90.0, None]


def test_bytes_that_are_no_text(load, vth: Path) -> None:
    with sqlite3.connect(vth) as database:
        database.execute("CREATE TABLE b AS SELECT vbo_id, x'ff00' AS address FROM woz")
        database.execute("CREATE TABLE t AS SELECT vbo_id, CAST(x'ff' AS TEXT) AS address FROM woz")
    database.close()
    source = "  bag_object: {database: 'sqlite:///vth.db', table: %s}\n"
    with pytest.raises(ExtractError, match="column 'address': database b: the column holds bytes"):
        load(source % "b", {})
    with pytest.raises(ExtractError, match="a text in it is not UTF-8") as caught:
        load(source % "t", {})
    assert VBO not in str(caught.value)


@pytest.mark.usefixtures("vth")
def test_rows_are_sorted_and_a_view_is_read(load) -> None:
    one = load(asked("SELECT * FROM v ORDER BY vbo_id DESC"), {})
    other = load("  woz_value: {database: 'sqlite:///vth.db', table: v}\n", {})
    assert one.registers["woz_value"].equals(other.registers["woz_value"])
    assert one.reports["woz_value"].files[0].sha256 == other.reports["woz_value"].files[0].sha256


needs_postgres = pytest.mark.skipif(
    POSTGRES is None, reason="SCREENING_TEST_POSTGRES names no database to try it on"
)


@pytest.fixture
def schema():
    import psycopg

    name = f"bron_{os.getpid()}"
    with psycopg.connect(POSTGRES or "", autocommit=True) as server:
        server.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
        server.execute(f"CREATE SCHEMA {name}".encode())
        server.execute(f"""
            CREATE TABLE {name}.woz (vbo_id text, ref_date date, value numeric(12, 2), ok boolean,
                                     soorten text[], bijlage bytea, duur interval);
            INSERT INTO {name}.woz VALUES
                ('9999010000000001', '2025-01-01', 1.50, true, '{{a,b}}', 'x', '30 hours'),
                ('9999010000000002', 'infinity', 2, false, null, null, null),
                ('9999010000000003', '12025-01-01', null, null, null, null, null);
            CREATE SEQUENCE {name}.teller;
        """.encode())  # fmt: skip
        yield name
        assert server.execute(f"SELECT count(*) FROM {name}.woz".encode()).fetchone() == (3,)
        server.execute(f"DROP SCHEMA {name} CASCADE".encode())


def of_postgres(query: str, more: str = "") -> str:
    return (
        f"  woz_value: {{database: '{POSTGRES}{more}', query: \"{query}\", max_quarantined: 1}}\n"
    )


@needs_postgres
def test_postgres_is_read_with_every_value_as_text(load, schema: str) -> None:
    loaded = load(of_postgres(f"SELECT vbo_id, ref_date, value FROM {schema}.woz"), {})
    rows = loaded.registers["woz_value"].select("vbo_id", "value").rows()
    assert rows == [(VBO, 1.5)]
    reasons = loaded.quarantine["woz_value"].select("column", "value").rows()
    assert sorted(reasons) == [("ref_date", MASKED), ("ref_date", "infinity")]
    for column in ("soorten", "bijlage"):
        with pytest.raises(ExtractError, match="the column holds"):
            load(of_postgres(f"SELECT {column} AS vbo_id, ref_date FROM {schema}.woz"), {})
    yes = of_postgres(f"SELECT vbo_id, ok AS value, ref_date FROM {schema}.woz")
    assert "true" in load(yes, {}).quarantine["woz_value"]["value"].str.join(" ").item()


@needs_postgres
def test_a_table_of_postgres_may_be_told_with_its_schema(load, schema: str) -> None:
    asked = of_postgres("?").replace('query: "?"', f"table: {schema}.woz")
    assert "table:" in asked
    assert load(asked, {}).registers["woz_value"]["value"].to_list() == [1.5]


@needs_postgres
def test_postgres_writes_nothing_and_does_not_wait_for_ever(load, schema: str) -> None:
    from screening.registers.reading.database_url import read_url
    from screening.registers.reading.postgres import read_postgres

    url = read_url(POSTGRES or "", {})
    for query in (
        f"DELETE FROM {schema}.woz RETURNING *",
        f"WITH d AS (DELETE FROM {schema}.woz RETURNING *) SELECT * FROM d",
        f"SELECT nextval('{schema}.teller')",
        f"SELECT 1; COMMIT; DELETE FROM {schema}.woz",
        f"SELECT * INTO {schema}.nieuw FROM {schema}.woz",
        "SELECT pg_sleep(60)",
        "SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000000) b",
    ):
        with pytest.raises(ExtractError, match="cannot be read"):
            load(of_postgres(query), {}, head="limits: {query_seconds: 1}\n" + HEAD)
        with pytest.raises(ExtractError, match="cannot be read"):
            read_postgres(url, query, "database query", Limits(query_seconds=1))


@needs_postgres
@pytest.mark.parametrize(
    "more", ["?options=-c%20default_transaction_read_only%3Doff", "?service=x", "?passfile=x"]
)
def test_a_parameter_of_the_uri_cannot_undo_it(load, schema: str, more: str) -> None:
    with pytest.raises(ExtractError, match="holds a parameter that is not passed on"):
        load(of_postgres(f"SELECT vbo_id, ref_date FROM {schema}.woz", more), {})
    loaded = load(of_postgres(f"SELECT * FROM {schema}.woz", "?application_name=screening"), {})
    assert loaded.registers["woz_value"].height == 1


@needs_postgres
@pytest.mark.usefixtures("schema")
def test_a_large_table_comes_in_pieces_and_not_beyond_the_limit(load) -> None:
    query = (
        "SELECT (9999010000000000 + n)::text AS vbo_id, date '2025-01-01' AS ref_date, n AS value"
        " FROM generate_series(1, {}) AS n"
    )
    assert load(of_postgres(query.format(12_000)), {}).registers["woz_value"].height == 12_000
    with pytest.raises(ExtractError, match="more than 9000 rows"):
        load(of_postgres(query.format(20_000)), {}, head="limits: {rows: 9000}\n" + HEAD)


@pytest.mark.usefixtures("vth")
def test_a_problem_stands_where_the_database_is_named(load) -> None:
    with pytest.raises(ExtractError) as caught:
        load(asked("SELECT * FROM wos") + "  area: {path: a.csv}\n", {})
    first, second = caught.value.problems
    assert str(first.where) == "a.csv"
    assert str(second.where) == "screening.yaml:6"
    assert second.found.startswith("database query: the database cannot be read: no such table")
    with pytest.raises(ExtractError, match=r"screening\.yaml:6, column 'waarde': database woz: "):
        load(
            "  woz_value: {database: 'sqlite:///vth.db', table: woz, columns: {value: waarde}}\n",
            {},
        )
