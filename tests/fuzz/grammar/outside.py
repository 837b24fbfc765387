"""Statements outside the language: what must never pass, and small damage to what does."""

from __future__ import annotations

from tests.fuzz.grammar.draw import Draw
from tests.fuzz.grammar.growth import deep, long
from tests.fuzz.grammar.selects import statement

_TABLES = [
    "read_csv('/etc/passwd')", "read_parquet('x.parquet')", "read_text('/etc/passwd')",
    "glob('*')", "'/etc/passwd'", '"/etc/passwd"', "'https://example.org/x.csv'",
    "generate_series(1, 1000000000)", "unnest(ARRAY['a'])", "pg_catalog.pg_user",
    "information_schema.tables", "duckdb_settings()", "pragma_database_list()", "sqlite_master",
    "pg_read_file('/etc/passwd')", "(VALUES ('a'))", "dblink('dbname=x', 'SELECT 1')",
    "LATERAL (SELECT 1)", "query('SELECT 1')", "scan_csv('/etc/passwd')", "parquet_scan('*')",
    "query_table('bag_object')", "range(10)", "sniff_csv('x')", "pg_catalog.pg_class",
    "self.bag_object", "main.bag_object",
]  # fmt: skip
_VALUES = [
    "pg_sleep(10)", "version()", "current_user", "current_setting('x')", "getenv('HOME')",
    "random()", "now()", "CURRENT_DATE", "gen_random_uuid()", "nextval('s')", "pg_ls_dir('.')",
    "read_csv('/etc/passwd')", "lo_import('/etc/passwd')", "set_config('a', 'b', false)",
    "CAST('x' AS REGCLASS)", "t.*", "(SELECT content FROM read_text('/etc/passwd'))",
    "STRING_AGG(pand_id, ',')", "REGEXP_REPLACE(pand_id, 'a', 'b')", 'pand_id COLLATE "C"',
    "ARRAY[1, 2]", "ROW(1, 2)", "{'a': 1}", "INTERVAL '1 day'", "x'41'", "E'\\\\x'", "$$a$$",
    "TRY_CAST(pand_id AS INT)", "pand_id::int", "pand_id ~ 'a'", "list_transform([1], x -> x)",
    "COLUMNS('.*')", "REPEAT('a', 1000000000)", "LPAD('a', 1000000000)", "1e400", "9" * 400,
    "http_get('http://example.org')", "load_extension('x')", "__import__('os')", "eval('1')",
    "{{ config }}", "${HOME}", "xp_cmdshell('ls')", "getvariable('x')", "globals()",
    "dblink('host=x', 'SELECT 1')", "CAST('2026-02-30' AS DATE)", "CHR(0)",
    "UNICODE(pand_id)", "FORMAT('{}', pand_id)", "@@version",
]  # fmt: skip
_CONDITIONS = [
    "{} = 'x'", "{} IS NULL", "severity > 1 AND {}", "CASE WHEN {} THEN TRUE END",
    "vbo_id IN ({})", "AT_LEAST(1, {})", "COALESCE({}, TRUE)", "EXISTS (SELECT 1 FROM {})",
    "severity > (SELECT MAX(1) FROM {})", "vbo_id LIKE {}", "({}) IS TRUE",
]  # fmt: skip
_WHOLE = [
    "COPY bag_object TO '/tmp/x.csv'", "DROP TABLE bag_object", "DELETE FROM bag_object",
    "INSERT INTO bag_object VALUES ('a')", "UPDATE bag_object SET pand_id = 'a'",
    "CREATE TABLE x AS SELECT 1", "ATTACH 'x.db'", "PRAGMA database_list", "SET a = 1",
    "INSTALL httpfs", "LOAD httpfs", "CALL pg_sleep(1)", "EXPLAIN SELECT 1", "VALUES (1)",
    "BEGIN", "VACUUM", "TRUNCATE bag_object", "SHOW TABLES", "DESCRIBE bag_object",
    "FROM bag_object", "TABLE bag_object", "DO $$ BEGIN END $$", "EXPORT DATABASE 'x'", "",
    ";", "SELECT", "WITH", "(", "\x00", "\ufeff", "SELECT 1 AS subject",
]  # fmt: skip
_NAMES = [
    '"b"', "\uff22", "\uff42", "b\u200b", "é", "b\u202e", '"a b"', "B", "\U0001d483", "[b]",
    "`b`", "b$", "_b",
]  # fmt: skip
_NOISE = [
    "--", "/* x */", ";", "'", '"', "$$", "\\", "\x00", "\u2028", "::int", " LIMIT 1",
    " ORDER BY 1", " FOR UPDATE", " UNION SELECT 1", "{{x}}", "%(x)s", "?", ":undeclared", "@x",
    "!", "~", "#", "[1]", " OFFSET 1", " TABLESAMPLE (10)", " QUALIFY x", " INTO x", "\U0001f600",
]  # fmt: skip


def outside(d: Draw) -> tuple[str, bool]:
    """A text, and whether the gate must refuse it."""
    make = d.weighted({_table: 3, _value: 3, _whole: 1, _grown: 4, _name: 2, _damaged: 5, _cut: 3})
    return make(d)


def outside_condition(d: Draw) -> str:
    """A condition over measured columns that the gate must refuse."""
    return d.one(_CONDITIONS).replace("{}", d.one([*_VALUES, *_TABLES[:3]]))


def _table(d: Draw) -> tuple[str, bool]:
    form = d.one(
        [
            "SELECT x AS subject FROM {}",
            "SELECT b.vbo_id AS subject FROM bag_object b JOIN {} AS q ON q.x = b.vbo_id",
            "SELECT b.vbo_id AS subject FROM bag_object b WHERE b.vbo_id IN (SELECT x FROM {})",
            "WITH w AS (SELECT x FROM {}) SELECT w.x AS subject FROM w",
            "SELECT b.vbo_id AS subject FROM bag_object b WHERE EXISTS (SELECT 1 FROM {})",
            "SELECT b.vbo_id AS subject FROM bag_object b UNION ALL SELECT x FROM {}",
        ]
    )
    return form.format(d.one(_TABLES)), True


def _value(d: Draw) -> tuple[str, bool]:
    form = d.one(
        [
            "SELECT b.vbo_id AS subject, {} AS m FROM bag_object b",
            "SELECT b.vbo_id AS subject FROM bag_object b WHERE {} = b.pand_id",
            "SELECT b.vbo_id AS subject, COUNT({}) AS m FROM bag_object b GROUP BY b.vbo_id",
            "SELECT b.vbo_id AS subject, CASE WHEN {} IS NULL THEN 1 END AS m FROM bag_object b",
            "SELECT b.vbo_id AS subject FROM bag_object b GROUP BY b.vbo_id, {}",
        ]
    )
    return form.replace("{}", d.one(_VALUES)), True


def _whole(d: Draw) -> tuple[str, bool]:
    return d.one(_WHOLE) + d.one(["", "", ";", "; SELECT 1", " --"]), True


def _grown(d: Draw) -> tuple[str, bool]:
    return (deep if d.chance(0.5) else long)(d), False


def _name(d: Draw) -> tuple[str, bool]:
    """A statement with a name that is not plain lower-case letters."""
    name = d.one(_NAMES)
    form = d.one(
        [
            "SELECT {n}.vbo_id AS subject FROM bag_object {n}",
            "SELECT b.vbo_id AS subject, b.pand_id AS {n} FROM bag_object b",
            "WITH {n} AS (SELECT b.vbo_id FROM bag_object b) SELECT {n}.vbo_id AS subject FROM {n}",
            "SELECT b.{n} AS subject FROM bag_object b",
            "SELECT b.vbo_id AS subject FROM {n} b",
            "SELECT {n}(b.vbo_id) AS subject FROM bag_object b",
        ]
    )
    return form.replace("{n}", name), False


def _damaged(d: Draw) -> tuple[str, bool]:
    """A statement of the language with something foreign put in."""
    text = statement(d, 2)
    at = d.number(0, len(text))
    return text[:at] + d.one(_NOISE) + text[at:], False


def _cut(d: Draw) -> tuple[str, bool]:
    """A statement of the language with words left out, doubled or exchanged."""
    words = statement(d, 2).split(" ")
    for _ in range(d.number(1, 3)):
        first, second = d.number(0, len(words) - 1), d.number(0, len(words) - 1)
        kind = d.one(["drop", "double", "swap"])
        if kind == "drop" and len(words) > 1:
            del words[first]
        elif kind == "double":
            words.insert(second, words[first])
        else:
            words[first], words[second] = words[second], words[first]
    return " ".join(words), False
