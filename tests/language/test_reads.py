"""Which rows a measured value rests on, found from the text of a rule."""

from __future__ import annotations

import pytest

from screening.language.reads import Read, Reads
from screening.registers.schemas import EVENTS, REGISTERS
from tests.compiled import compile_query


def reads(sql: str, column: str = "n") -> set[Read]:
    return set(Reads(compile_query(sql).tree, REGISTERS, EVENTS).of(column))


def registers(sql: str) -> set[str]:
    return {read.register for read in reads(sql)}


REPORTS = """
WITH r AS (SELECT s.vbo_id AS v, COUNT(*) AS n FROM signal s
  WHERE s.topic = 'bewoning' AND s.vbo_id IS NOT NULL GROUP BY s.vbo_id)
SELECT b.vbo_id AS subject, COALESCE(r.n, 0) AS n, b.floor_m2 AS floor
FROM bag_object b LEFT JOIN r ON r.v = b.vbo_id"""


def test_a_count_rests_on_the_rows_that_are_counted() -> None:
    (read,) = reads(REPORTS)
    assert read.register == "signal"
    assert read.codes == ("\"topic\" = 'bewoning'",)
    assert set(read.only) == {"\"topic\" = 'bewoning'", '"vbo_id" IS NOT NULL'}
    assert read.links == {"vbo_id"}
    assert read.values == frozenset()


def test_a_value_rests_on_its_column_only() -> None:
    (read,) = reads(REPORTS, "floor")
    assert (read.register, read.values, read.codes) == ("bag_object", {"floor_m2"}, ())


COUNTED = "SELECT s.vbo_id AS subject, {} AS n FROM signal s GROUP BY s.vbo_id"


@pytest.mark.parametrize(
    "count",
    [
        "COUNT(*) FILTER (WHERE s.topic = 'arbeid')",
        "COUNT(CASE WHEN s.topic = 'arbeid' THEN 1 END)",
        "COUNT(DISTINCT CASE WHEN s.topic = 'arbeid' THEN s.signal_id END)",
    ],
)
def test_what_only_some_rows_are_counted_for_is_a_condition_of_them(count: str) -> None:
    found = reads(COUNTED.format(count))
    assert {read.only for read in found} == {("\"topic\" = 'arbeid'",)}
    assert {read.codes for read in found} == {("\"topic\" = 'arbeid'",)}


def test_a_condition_on_two_tables_leaves_rows_in_rather_than_out() -> None:
    sql = """
    SELECT c.vbo_id AS subject, COUNT(s.signal_id) AS n FROM closure c
    JOIN signal s ON s.vbo_id = c.vbo_id AND s.signal_date > c.end_date AND s.topic = 'drugs'
    GROUP BY c.vbo_id"""
    found = {read.register: read for read in reads(sql)}
    assert set(found) == {"closure", "signal"}
    assert found["signal"].only == ("\"topic\" = 'drugs'",)


FORMS = {
    "subquery": """SELECT b.vbo_id AS subject,
        (SELECT COUNT(*) FROM permit p WHERE p.vbo_id = b.vbo_id) AS n FROM bag_object b""",
    "exists": """SELECT b.vbo_id AS subject,
        EXISTS (SELECT 1 FROM permit p WHERE p.vbo_id = b.vbo_id) AS n FROM bag_object b""",
    "union": """WITH u AS (SELECT vbo_id AS v, permit_id AS d FROM permit
        UNION ALL SELECT vbo_id AS v, permit_id AS d FROM permit)
        SELECT v AS subject, COUNT(d) AS n FROM u GROUP BY v""",
    "window": """WITH w AS (SELECT p.vbo_id AS v, p.kind AS k, ROW_NUMBER() OVER (
        PARTITION BY p.vbo_id ORDER BY p.start_date DESC, p.permit_id) AS place FROM permit p)
        SELECT v AS subject, k AS n FROM w WHERE place = 1""",
}


@pytest.mark.parametrize("form", FORMS)
def test_rows_are_followed_through_every_form(form: str) -> None:
    assert registers(FORMS[form]) == {"permit"}


def test_words_a_value_was_compared_with_come_along() -> None:
    sql = "SELECT b.vbo_id AS subject, b.usage = '{}' AS n FROM bag_object b"
    one, other = (reads(sql.format(word)) for word in ("woonfunctie", "winkelfunctie"))
    assert {read.words for read in one} == {frozenset({"woonfunctie"})}
    assert one != other


def test_what_says_nothing_rests_on_the_rows_that_must_be_there() -> None:
    sql = """SELECT s.vbo_id AS subject, 1 AS n FROM signal s
    WHERE s.topic = 'drugs' GROUP BY s.vbo_id"""
    assert reads(sql) == set()
    (read,) = Reads(compile_query(sql).tree, REGISTERS, EVENTS).rows()
    assert (read.register, read.codes) == ("signal", ("\"topic\" = 'drugs'",))
