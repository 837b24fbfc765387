"""T7: rules are about places, objects and businesses; a person is never selected or scored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from screening.errors import GateError, PackError
from screening.packs.models import SubjectType
from screening.registers.schemas import REGISTERS
from tests.compiled import compile_query, load_pack

Write = Callable[..., Path]
ROLES = {"registers": {"kvk_role": "all"}}


@pytest.mark.parametrize("subject", ["persoon", "person", "natural_person", "bestuurder"])
def test_a_rule_about_persons_is_refused(write_pack: Write, subject: str) -> None:
    assert subject not in get_args(SubjectType)
    with pytest.raises(PackError, match="subject"):
        load_pack(write_pack({"subject": subject}))


def _select(output: str, group: str = "r.kvk_nr") -> dict[str, Any]:
    return {"subject": "company", "select": f"SELECT {output} FROM kvk_role r GROUP BY {group}"}


HIDING = {
    "as the subject": _select("r.person_key AS subject, COUNT(*) AS companies", "r.person_key"),
    "as a measure": _select("r.kvk_nr AS subject, MAX(r.person_key) AS companies"),
    "glued": _select("r.kvk_nr AS subject, MAX(CONCAT('p', r.person_key)) AS companies"),
    "under another name": {
        "subject": "company",
        "select": "WITH p AS (SELECT kvk_nr, person_key AS unit FROM kvk_role), "
        "q AS (SELECT unit AS thing, kvk_nr FROM p) "
        "SELECT thing AS subject, COUNT(*) AS companies FROM q GROUP BY thing",
    },
    "from one side of a union": {
        "subject": "company",
        "select": "SELECT kvk_nr AS subject, 1 AS companies FROM kvk_role UNION ALL "
        "SELECT person_key AS subject, 1 AS companies FROM kvk_role",
    },
    "through a window": {
        "subject": "company",
        "select": "SELECT kvk_nr AS subject, FIRST_VALUE(person_key) OVER "
        "(PARTITION BY kvk_nr ORDER BY start_date) AS companies FROM kvk_role",
    },
    "in evidence": {
        **_select("r.kvk_nr AS subject, COUNT(*) AS companies"),
        "evidence": "SELECT person_key, role FROM kvk_role WHERE kvk_nr = :subject",
    },
}


_PEOPLE = (
    "WITH people AS (SELECT kvk_nr AS unit FROM kvk_role UNION ALL SELECT person_key FROM kvk_role)"
)
HIDING |= {
    "from the second branch of a union in a WITH query": {
        "subject": "company",
        "select": f"{_PEOPLE} SELECT unit AS subject, COUNT(*) AS companies FROM people "
        "WHERE unit IS NOT NULL GROUP BY unit",
    },
    "from the third branch of a union": {
        "subject": "company",
        "select": "SELECT kvk_nr AS subject, 'a' AS companies FROM kvk_role UNION ALL "
        "SELECT kvk_nr, 'b' FROM kvk_role UNION ALL SELECT kvk_nr, person_key FROM kvk_role",
    },
    "through a subquery used as a value": _select(
        "r.kvk_nr AS subject, (SELECT MAX(x.person_key) FROM kvk_role x "
        "WHERE x.kvk_nr = r.kvk_nr) AS companies"
    ),
    "through CASE in a subquery": {
        "subject": "company",
        "select": "SELECT q.kvk_nr AS subject, MAX(q.a) AS companies FROM (SELECT kvk_nr, "
        "CASE WHEN role = 'x' THEN kvk_nr ELSE COALESCE(company_key, person_key) END AS a "
        "FROM kvk_role) q GROUP BY q.kvk_nr",
    },
    "as its place in the order of keys": {
        "subject": "company",
        "select": "WITH p AS (SELECT kvk_nr, DENSE_RANK() OVER (ORDER BY person_key) AS n "
        "FROM kvk_role) SELECT kvk_nr AS subject, n AS companies FROM p",
    },
    "as the order of rows that tie": {
        "subject": "company",
        "select": "WITH p AS (SELECT kvk_nr, person_key, ROW_NUMBER() OVER (ORDER BY role) AS n "
        "FROM kvk_role) SELECT kvk_nr AS subject, n AS companies FROM p",
    },
    "in evidence through a WITH query": {
        **_select("r.kvk_nr AS subject, COUNT(*) AS companies"),
        "evidence": f"{_PEOPLE} SELECT p.unit AS trade_name FROM people p JOIN kvk_role r "
        "ON r.person_key = p.unit WHERE r.kvk_nr = :subject",
    },
    "in evidence through a subquery": {
        **_select("r.kvk_nr AS subject, COUNT(*) AS companies"),
        "evidence": "SELECT r.role AS role, (SELECT MIN(x.person_key) FROM kvk_role x "
        "WHERE x.kvk_nr = r.kvk_nr) AS who FROM kvk_role r WHERE r.kvk_nr = :subject",
    },
    "as the subject of evidence": {
        **_select("r.kvk_nr AS subject, COUNT(*) AS companies"),
        "evidence": "SELECT role FROM kvk_role WHERE person_key = :subject",
    },
}


@pytest.mark.parametrize("how", HIDING)
def test_a_key_of_a_person_never_comes_out(write_pack: Write, how: str) -> None:
    with pytest.raises(PackError, match="holds the key of a person"):
        load_pack(write_pack(HIDING[how], header=ROLES))


USING = {
    "a fixed text": "r.person_key = 'P-1'",
    "a fixed text, the other way round": "'P-1' = r.person_key",
    "a parameter": "r.person_key <> :who",
    "a list": "r.person_key IN ('P-1', 'P-2')",
    "a fixed text, nulls too": "r.person_key IS NOT DISTINCT FROM 'P-1'",
    "another kind of number": "r.person_key = r.kvk_nr",
    "what may be a fixed text": "r.person_key = COALESCE(r.person_key, 'P-1')",
    "order": "r.person_key > 'P'",
    "order of two persons": "EXISTS (SELECT 1 FROM kvk_role x WHERE x.kvk_nr = r.kvk_nr "
    "AND x.person_key < r.person_key)",
    "a range": "r.person_key BETWEEN 'A' AND 'Q'",
    "a pattern": "r.person_key LIKE 'P-1%'",
    "a beginning": "STARTS_WITH(r.person_key, 'P-1')",
    "its first letters": "LEFT(r.person_key, 3) = 'P-1'",
    "its length": "LENGTH(r.person_key) > 3",
    "capitals": "UPPER(r.person_key) = LOWER(r.person_key)",
    "a cast": "CAST(r.person_key AS TEXT) = r.person_key",
    "what it is not": "NULLIF(r.person_key, 'P-1') IS NULL",
    "a choice by key": "CASE r.person_key WHEN 'P-1' THEN TRUE ELSE FALSE END",
    "a list from another column": "r.person_key IN (SELECT x.kvk_nr FROM kvk_role x)",
    "glued to a text": "r.person_key || 'x' = 'P-1x'",
}


@pytest.mark.parametrize("how", USING)
def test_a_key_of_a_person_is_compared_with_the_key_of_a_person_only(
    write_pack: Write, how: str
) -> None:
    rule = {
        "subject": "company",
        "parameters": {"who": {"value": "P-1", "unit": "", "why": "proef"}},
        "select": "SELECT r.kvk_nr AS subject, COUNT(*) AS companies FROM kvk_role r "
        f"WHERE {USING[how]} GROUP BY r.kvk_nr HAVING MAX(r.role) <> :who",
        "when": "companies >= 1",
        "explain": "{companies} bedrijven.",
    }
    with pytest.raises(PackError, match="the key of a person in"):
        load_pack(write_pack(rule, header=ROLES))


UNTIED = (
    "FROM kvk_role r JOIN kvk_establishment x ON x.kvk_nr = r.kvk_nr "
    "JOIN kvk_company c ON c.sbi_edition = x.sbi_edition"
)
"""Every company beside all persons of companies with the same edition."""
NO_PLACES = [
    "role",
    "company_key",
    "person_key, role",
    "person_key || role",
    "COALESCE(person_key, company_key)",
    "CASE WHEN role = 'eigenaar' THEN person_key ELSE kvk_nr END",
    "NULLIF(kvk_nr, kvk_nr)",
    "NULLIF(kvk_nr, kvk_nr), role",
    "LEFT(kvk_nr, 1)",
    "CASE WHEN 1 = 2 THEN kvk_nr END",
    "EXTRACT(YEAR FROM start_date)",
]
"""What may be the same, or empty, for all rows, and so leaves one person of all."""


@pytest.mark.parametrize(
    "one",
    [
        "SELECT MIN(person_key) AS o FROM kvk_role",
        "SELECT MAX(person_key) AS o FROM kvk_role GROUP BY person_key",
        "SELECT FIRST_VALUE(person_key) OVER (ORDER BY kvk_nr) AS o FROM kvk_role",
        "SELECT person_key AS o, DENSE_RANK() OVER (ORDER BY person_key) AS k FROM kvk_role",
        (
            "SELECT person_key AS o, RANK() OVER (PARTITION BY kvk_nr ORDER BY person_key) AS k "
            "FROM kvk_role"
        ),
        "SELECT person_key AS o, ROW_NUMBER() OVER (ORDER BY person_key) AS k FROM kvk_role",
        *(f"SELECT MIN(person_key) AS o FROM kvk_role GROUP BY {key}" for key in NO_PLACES),
        *(
            f"SELECT MAX(person_key) OVER (PARTITION BY {key}) AS o FROM kvk_role"
            for key in NO_PLACES
        ),
        (
            "SELECT MIN(u.z) AS o FROM (SELECT person_key AS z, person_key AS unit "
            "FROM kvk_role) u GROUP BY u.unit"
        ),
        (
            "SELECT MIN(x.person_key) AS o FROM kvk_role x "
            "LEFT JOIN kvk_role y ON y.kvk_nr = x.role GROUP BY y.kvk_nr"
        ),
        (
            "SELECT person_key AS o, ROW_NUMBER() OVER (PARTITION BY role ORDER BY person_key) "
            "AS k FROM kvk_role"
        ),
        f"SELECT MIN(r.person_key) AS o {UNTIED} GROUP BY c.kvk_nr",
        f"SELECT MAX(r.person_key) OVER (PARTITION BY c.kvk_nr) AS o {UNTIED}",
        (
            f"SELECT MIN(q.p) AS o FROM (SELECT c.kvk_nr AS k, r.person_key AS p {UNTIED}) q "
            "GROUP BY q.k"
        ),
        "SELECT person_key AS o, ROW_NUMBER() OVER (ORDER BY role) AS k FROM kvk_role",
        (
            "SELECT person_key AS o, CASE WHEN ROW_NUMBER() OVER (PARTITION BY kvk_nr "
            "ORDER BY role) = 3 THEN 1 END AS k FROM kvk_role"
        ),
    ],
)
def test_no_order_singles_out_one_person(write_pack: Write, one: str) -> None:
    select = (
        f"WITH m AS ({one}) SELECT r.kvk_nr AS subject, COUNT(*) AS companies FROM kvk_role r "
        "JOIN m ON m.o = r.person_key GROUP BY r.kvk_nr"
    )
    read = ["kvk_role", "kvk_company", "kvk_establishment"]
    with pytest.raises(PackError, match="the key of a person in"):
        load_pack(write_pack({"select": select}, header={"registers": dict.fromkeys(read, "all")}))


def test_no_place_in_the_order_of_persons_is_looked_up(write_pack: Write) -> None:
    select = (
        "WITH m AS (SELECT ROW_NUMBER() OVER (PARTITION BY kvk_nr ORDER BY person_key) AS o "
        "FROM kvk_role) SELECT r.kvk_nr AS subject, COUNT(*) AS companies FROM kvk_role r "
        "WHERE EXTRACT(DAY FROM r.start_date) IN (SELECT o FROM m) GROUP BY r.kvk_nr"
    )
    with pytest.raises(PackError, match="the key of a person in"):
        load_pack(write_pack({"select": select}, header=ROLES))


OF_A_PERSON = [
    "SELECT MIN(kvk_nr) AS k, COUNT(*) AS n FROM kvk_role GROUP BY person_key",
    "SELECT MAX(kvk_nr) AS k, COUNT(*) AS n FROM kvk_role GROUP BY person_key || ':', role",
    (
        "SELECT FIRST_VALUE(x.kvk_nr) OVER (PARTITION BY x.person_key ORDER BY x.start_date) AS k, "
        "1 AS n FROM kvk_role x"
    ),
]


@pytest.mark.parametrize("one", OF_A_PERSON)
def test_a_business_that_stands_for_a_person_is_no_subject(write_pack: Write, one: str) -> None:
    select = f"WITH m AS ({one}) SELECT k AS subject, n AS companies FROM m WHERE n > 1"
    with pytest.raises(PackError, match="the key of a person"):
        load_pack(write_pack({"select": select}, header=ROLES))


def test_a_fixed_column_is_no_person_to_join_on(write_pack: Write) -> None:
    rule = _select("r.kvk_nr AS subject, COUNT(*) AS companies")
    rule["select"] = (
        "WITH one AS (SELECT kvk_nr, 'P-1' AS who FROM kvk_role) "
        "SELECT r.kvk_nr AS subject, COUNT(*) AS companies FROM kvk_role r "
        "JOIN one o ON o.kvk_nr = r.kvk_nr AND o.who = r.person_key GROUP BY r.kvk_nr"
    )
    with pytest.raises(PackError, match="the key of a person in"):
        load_pack(write_pack(rule, header=ROLES))


def test_rows_per_person_are_no_rows_of_a_rule(write_pack: Write) -> None:
    rule = _select("MIN(r.kvk_nr) AS subject, COUNT(*) AS companies", "r.person_key")
    with pytest.raises(PackError, match="grouped by the key of a person"):
        load_pack(write_pack(rule, header=ROLES))


def test_the_place_of_the_problem_is_the_line_of_the_column() -> None:
    with pytest.raises(GateError) as caught:
        compile_query(
            "SELECT r.kvk_nr AS subject,\nMAX(r.person_key) AS companies\n"
            "FROM kvk_role r GROUP BY r.kvk_nr"
        )
    assert [problem.where.line for problem in caught.value.problems] == [2]


JOINING = {
    "grouped inside, counted outside": "WITH p AS (SELECT person_key, kvk_nr, COUNT(*) AS roles "
    "FROM kvk_role GROUP BY person_key, kvk_nr) "
    "SELECT kvk_nr AS subject, MAX(roles) AS companies FROM p GROUP BY kvk_nr",
    "joined with another": "SELECT r.kvk_nr AS subject, COUNT(DISTINCT x.kvk_nr) AS companies "
    "FROM kvk_role r JOIN kvk_role x ON x.person_key = r.person_key GROUP BY r.kvk_nr",
    "joined USING": "SELECT r.kvk_nr AS subject, COUNT(DISTINCT x.kvk_nr) AS companies "
    "FROM kvk_role r JOIN kvk_role x USING (person_key) GROUP BY r.kvk_nr",
    "in a list of persons": "SELECT r.kvk_nr AS subject, COUNT(*) AS companies FROM kvk_role r "
    "WHERE r.person_key IN (SELECT x.person_key FROM kvk_role x WHERE x.role = 'bestuurder') "
    "GROUP BY r.kvk_nr",
    "one row of several": "WITH p AS (SELECT kvk_nr, ROW_NUMBER() OVER "
    "(PARTITION BY kvk_nr ORDER BY start_date, person_key) AS nr, "
    "COUNT(*) OVER (PARTITION BY person_key) AS roles FROM kvk_role) "
    "SELECT kvk_nr AS subject, roles AS companies FROM p WHERE nr = 1",
    "who is counted once": "WITH p AS (SELECT kvk_nr, COALESCE(person_key, company_key) AS who "
    "FROM kvk_role) SELECT kvk_nr AS subject, COUNT(DISTINCT who || ' ' || kvk_nr) AS companies "
    "FROM p GROUP BY kvk_nr",
}


@pytest.mark.parametrize("how", JOINING)
def test_persons_may_be_joined_and_grouped_inside(write_pack: Write, how: str) -> None:
    rule = {"subject": "company", "select": JOINING[how]}
    assert load_pack(write_pack(rule, header=ROLES)).rules


@pytest.mark.parametrize(
    "output",
    [
        "COUNT(DISTINCT r.person_key)",
        "COUNT(*) FILTER (WHERE r.person_key IS NOT NULL)",
        "SUM(CASE WHEN r.person_key IS NULL THEN 1 ELSE 0 END)",
    ],
)
def test_persons_may_be_counted(write_pack: Write, output: str) -> None:
    folder = write_pack(_select(f"r.kvk_nr AS subject, {output} AS companies"), header=ROLES)
    assert load_pack(folder).rules


def test_residents_come_in_as_counts_only() -> None:
    brp = [register for register in REGISTERS.values() if register.regime == "brp"]
    for register in brp:
        others = set(register.columns) - set(register.key)
        kinds = {str(register.columns[name].dtype) for name in others}
        assert kinds <= {"Int64", "Date"}, register.name
    assert brp


NAMED = {
    "as it is": "SELECT e.trade_name AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "GROUP BY e.trade_name",
    "from the second branch of a union": "WITH u AS (SELECT est_nr AS k FROM kvk_establishment "
    "UNION ALL SELECT trade_name FROM kvk_company) "
    "SELECT k AS subject, COUNT(*) AS companies FROM u GROUP BY k",
}


@pytest.mark.parametrize("how", NAMED)
def test_a_name_is_no_subject(write_pack: Write, how: str) -> None:
    """The name of a one-person business is often that of the person."""
    with pytest.raises(PackError, match="a name or free text as the subject"):
        load_pack(write_pack({"subject": "establishment", "select": NAMED[how]}))
