from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.registers.reading.select_only import wrong_with

READS = [
    "SELECT * FROM t",
    "SELECT a, count(*) AS n FROM s.t WHERE b IN (SELECT b FROM u) GROUP BY a HAVING count(*) > 1;",
    "SELECT a FROM t UNION ALL SELECT a FROM u -- beide",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r",
    "SELECT upper(a), coalesce(b, ''), CAST(c AS INTEGER), substr(d, 1, 4) FROM t LIMIT 9",
    "SELECT CASE WHEN a > 0 THEN 'ja' ELSE 'nee' END FROM t LEFT JOIN u ON u.x = t.x",
    "(SELECT a FROM t)",
    "SELECT a FROM (VALUES (1), (2)) AS v(a)",
    "SELECT 'DELETE FROM t; DROP TABLE t' AS tekst FROM t",
    "SELECT row_number() OVER (PARTITION BY a ORDER BY b) AS n, strftime('%Y', c) FROM t",
]
WRITES = [
    "DELETE FROM t", "DELETE FROM t RETURNING *", "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1",
    "REPLACE INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE u AS SELECT * FROM t", "VALUES (1)",
    "CREATE TEMP TABLE w (x)", "ALTER TABLE t ADD COLUMN x", "TRUNCATE t", "VACUUM",
    "VACUUM INTO 'kopie.db'", "ATTACH 'ander.db' AS x", "DETACH x", "PRAGMA writable_schema = ON",
    "PRAGMA table_info(t)", "REINDEX", "ANALYZE", "BEGIN", "COMMIT", "SET x = 1",
    "COPY t TO '/tmp/x'",
    "DO $$ BEGIN DELETE FROM t; END $$", "CALL p()", "EXPLAIN DELETE FROM t", "LOCK TABLE t",
    "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", "GRANT ALL ON t TO u", "EXECUTE p",
    "SELECT * INTO u FROM t", "SELECT * FROM t FOR UPDATE", "SELECT * FROM t FOR SHARE",
    "", ";", "--",
    "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
    "WITH d AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM d",
    "WITH d AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM d",
    "WITH d AS (SELECT 1) DELETE FROM t", "SELECT 1; SELECT 2", "SELECT 1; DELETE FROM t",
    "SELECT 1;; DROP TABLE t", "SELECT * FROM t WHERE a = ?", "SELECT * FROM t WHERE a = :x",
]  # fmt: skip
MORE = [
    "load_extension('x')", "pg_sleep(9)", "pg_catalog.pg_sleep(9)", '"pg_sleep"(9)', "nextval('s')",
    "setval('s', 1)", "set_config('statement_timeout', '0', false)", "pg_read_file('/etc/passwd')",
    "lo_import('/etc/passwd')", "pg_ls_dir('/')", "pg_terminate_backend(1)", "dblink('x', 'y')",
    "query_to_xml('DELETE FROM t', true, true, '')", "pg_advisory_lock(1)", "zeroblob(1000000000)",
    "randomblob(9)", "fts3_tokenizer('x')", "edit('x')", "writefile('x', 'y')", "read_csv('x')",
    "currval('s')", "pg_reload_conf()", "unknown_function(1)", "sleep(9)", "benchmark(9, 1)",
]  # fmt: skip


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("query", READS)
def test_a_select_is_a_select(query: str, dialect: str) -> None:
    assert wrong_with(query, dialect) is None


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("query", WRITES)
def test_nothing_else_is(query: str, dialect: str) -> None:
    assert wrong_with(query, dialect)
    assert wrong_with(query.lower() + " ;", dialect)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("call", MORE)
@pytest.mark.parametrize(
    "query",
    ["SELECT {}", "SELECT * FROM {} AS x", "SELECT 1 FROM t WHERE EXISTS (SELECT {})",
     "WITH r AS (SELECT {} AS a) SELECT * FROM r", "SELECT a FROM t ORDER BY {}"],
)  # fmt: skip
def test_a_function_that_does_more_than_compute_is_not_called(
    query: str, call: str, dialect: str
) -> None:
    assert wrong_with(query.format(call), dialect)


@pytest.mark.parametrize(
    "query",
    ["SELECT " + "(" * 200 + "1" + ")" * 200, "SELECT " + "1 + " * 20_000 + "1",
     "SELECT 1 FROM " + " CROSS JOIN ".join("t" * 40)],
)  # fmt: skip
def test_what_takes_the_parser_too_long_is_not_followed(query: str) -> None:
    assert "to be followed" in str(wrong_with(query, "postgres"))


PLAIN = "SELECT WITH DELETE FROM t a , ; ( ) AS RETURNING * INTO UPDATE SET = 1 VALUES UNION ALL"
OTHER = "WHERE 'x' -- /* */ $$ d INSERT DROP TABLE FOR EXPLAIN ANALYZE PRAGMA \\ \" '"
WORDS = st.sampled_from([*PLAIN.split(), *OTHER.split(), "\n"])


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_words_in_any_order_are_answered(query: str) -> None:
    for dialect in ("sqlite", "postgres"):
        reason = wrong_with(query, dialect)
        first = query.split()[:1]
        assert reason or first[0].lower() in {"select", "with", "("} or first[0][0] in "/-("
