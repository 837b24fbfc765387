"""What engines and readers of SQL do not share is refused, with the way out; its neighbours pass."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import pytest

from screening.errors import GateError
from screening.language.predicate import compile_predicate
from tests.compiled import compile_query
from tests.fuzz.grammar.literals import TODAY

_I = "SELECT i.vbo_id AS subject FROM inspection i"
_JOINED = f"{_I} LEFT JOIN bag_object b ON b.vbo_id = i.vbo_id"
APART = {
    "compared twice": f"{_I} WHERE i.severity = i.persons_seen = TRUE",
    "a comparison in a list": f"{_I} WHERE i.severity IS NOT NULL IN (TRUE)",
    "a list that is compared": f"{_I} WHERE i.severity IN (1, 2) = TRUE",
    "between a negation": f"{_I} WHERE i.caused_by_selection BETWEEN NOT i.caused_by_selection AND TRUE",
    "between in a list": f"{_I} WHERE i.severity BETWEEN 1 AND i.persons_seen IN (TRUE)",
    "equal to two columns around it": f"{_I} WHERE EXISTS (SELECT 1 FROM bag_object b WHERE b.vbo_id = i.vbo_id AND b.vbo_id = i.est_nr)",
    "one value equal to two columns around it": f"{_I} WHERE (SELECT MAX(b.build_year) FROM bag_object b WHERE b.vbo_id = i.vbo_id AND b.vbo_id = i.est_nr) > 1",
    "texts of both tables in ON": f"{_JOINED} AND b.usage || i.theme LIKE 'a%'",
    "CONCAT of both tables in ON": f"{_JOINED} AND LENGTH(CONCAT(b.usage, i.theme)) > 3",
    "IN of what is fixed": f"{_I} WHERE i.severity IN (SELECT 1 FROM bag_object b)",
    "a subquery in a list": f"{_I} WHERE (SELECT MAX(b.build_year) FROM bag_object b) IN (1, 2)",
}
SHARED = {
    "in brackets": f"{_I} WHERE (i.severity = i.persons_seen) = TRUE AND (i.severity IS NOT NULL) IN (TRUE)",
    "negated": f"{_I} WHERE NOT i.severity = 1 AND i.severity NOT IN (1, 2) AND i.theme NOT LIKE 'a%'",
    "reckoned with": f"{_I} WHERE i.severity + 1 IS NULL OR i.theme || 'a' IS NOT NULL",
    "two columns of the subquery": f"{_I} WHERE EXISTS (SELECT 1 FROM kvk_establishment e WHERE e.vbo_id = i.vbo_id AND e.est_nr = i.est_nr)",
    "texts of one table in ON": f"{_JOINED} AND b.usage || b.status LIKE 'a%'",
    "texts of both tables in ON of a plain join": f"{_I} JOIN bag_object b ON b.vbo_id = i.vbo_id AND b.usage || i.finding_code LIKE 'a%'",
    "IN of a count": f"{_I} WHERE i.severity IN (SELECT COUNT(*) FROM bag_object b)",
    "IN of a whole column": f"{_I} WHERE i.stored_share IN (SELECT b.build_year FROM bag_object b WHERE b.vbo_id = i.vbo_id)",
}


@pytest.mark.parametrize("name", APART)
def test_what_is_read_apart_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(GateError) as caught:
        compile_query(APART[name])
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].remedy


@pytest.mark.parametrize("name", SHARED)
def test_what_is_shared_passes(name: str) -> None:
    compile_query(SHARED[name])


def test_conditions_are_read_in_one_way_as_well() -> None:
    kinds = {"n": "int", "seen": "bool"}
    with pytest.raises(GateError, match="brackets"):
        compile_predicate("seen = n > 1 = seen", kinds, {}, TODAY)
    compile_predicate("seen = (n > 1)", kinds, {}, TODAY)
