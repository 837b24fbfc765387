"""What several conditions of a rule leave together is judged as one that stands in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.language.spelled import CODES
from tests.compiled import load_pack

Write = Callable[..., Path]
OTHERS = sorted(CODES["kvk_company", "legal_form"] - {"Kerkgenootschap"})
ASKED = "companies >= :max_companies"
DIVISIONS = [
    *"012345678", "90", "91", "92", "93", "95", "96", "97", "98", "99", "941", "942", "9499"
]  # fmt: skip


def quoted(codes: list[str]) -> str:
    return ", ".join(f"'{each}'" for each in codes)


def rule(where: str = "TRUE", when: str = "", extra: str = "") -> dict[str, Any]:
    return {
        "select": f"SELECT e.vbo_id AS subject, COUNT(*) AS companies{extra} "
        "FROM kvk_establishment e JOIN kvk_company c ON c.kvk_nr = e.kvk_nr "
        f"WHERE {where} GROUP BY e.vbo_id",
        "when": f"{ASKED} AND {when}" if when else ASKED,
    }


def exempt(condition: str) -> dict[str, Any]:
    return {"not_applicable": [{"if": condition, "reason": "Valt buiten de regel."}]}


FORM = ", MAX(c.legal_form) AS form"
FIRST, REST = f"({quoted(OTHERS[:8])})", f"({quoted(OTHERS[8:])})"
ONE_BY_ONE = " ".join(f"WHEN c.legal_form = '{each}' THEN 1" for each in OTHERS)
FORMS = {
    "in two parts": rule(f"c.legal_form NOT IN {FIRST} AND c.legal_form NOT IN {REST}"),
    "half of it measured": rule(f"c.legal_form NOT IN {FIRST}", f"form NOT IN {REST}", FORM),
    "half of it exempt": {
        **rule(f"c.legal_form NOT IN {FIRST}", extra=FORM),
        **exempt(f"form IN {REST}"),
    },
    "two patterns": rule("c.legal_form LIKE '%o%schap'", "form LIKE '%k%'", FORM),
    "a choice": rule(when="other = 0", extra=f", MAX(CASE {ONE_BY_ONE} ELSE 0 END) AS other"),
    "elsewhere": rule(
        "NOT EXISTS (SELECT 1 FROM kvk_company x WHERE x.kvk_nr = e.kvk_nr AND "
        f"x.legal_form IN {FIRST}) AND NOT EXISTS (SELECT 1 FROM kvk_company y "
        f"WHERE y.kvk_nr = e.kvk_nr AND y.legal_form IN {REST})"
    ),
    "beside another column": rule(
        f"COALESCE(c.legal_form, c.status) NOT IN {FIRST}",
        f"form NOT IN {REST}",
        FORM,
    ),
}
BRANCHES = {
    "a beginning and what it is not": rule(
        when="part = '949' AND other = 0",
        extra=", MAX(LEFT(e.sbi, 3)) AS part, COUNT(*) FILTER (WHERE e.sbi LIKE '9499%') AS other",
    ),
    "a beginning, and codes that are not counted": rule(
        "e.sbi NOT IN ('94991', '94992')", "part = '949'", ", MAX(LEFT(e.sbi, 3)) AS part"
    ),
    "kept in one place, begun in the other": rule(
        "e.vbo_id IN (SELECT x.vbo_id FROM kvk_establishment x WHERE x.sbi LIKE '9499%')",
        "sbi LIKE '94%'",
        ", MAX(e.sbi) AS sbi",
    ),
    "exempt by a count": {
        **rule(
            "e.sbi LIKE '949%'",
            extra=", COUNT(*) FILTER (WHERE c.sbi_main LIKE '9499%') AS other",
        ),
        **exempt("other > 0"),
    },
    "not there": rule(
        "NOT EXISTS (SELECT 1 FROM kvk_establishment x WHERE x.est_nr = e.est_nr "
        "AND x.sbi LIKE '9499%')",
        "part = '94'",
        ", MAX(LEFT(e.sbi, 2)) AS part",
    ),
    "none of all others": rule(
        "NOT EXISTS (SELECT 1 FROM kvk_establishment x WHERE x.est_nr = e.est_nr AND ("
        + " OR ".join(f"x.sbi LIKE '{each}%'" for each in DIVISIONS)
        + "))"
    ),
    "food, kept and begun": rule(
        "e.sbi LIKE '47291%' OR e.sbi LIKE '47292%' OR e.sbi LIKE '47299%'",
        "part = '4729'",
        ", MAX(LEFT(c.sbi_main, 4)) AS part",
    ),
}


def refused(write_pack: Write, change: dict[str, Any]) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(change))
    return str(caught.value)


@pytest.mark.parametrize("how", FORMS)
def test_a_closed_code_is_not_left_by_several_conditions(write_pack: Write, how: str) -> None:
    assert "together tells 'Kerkgenootschap' apart" in refused(write_pack, FORMS[how])


@pytest.mark.parametrize("how", BRANCHES)
def test_nor_is_a_branch(write_pack: Write, how: str) -> None:
    told = refused(write_pack, BRANCHES[how])
    assert "stands for religion" in told or "together tells" in told


def escalation(condition: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "escalation", "when": condition}


def named(name: str, where: str) -> dict[str, Any]:
    return {**rule(where), "id": f"address.{name}"}


TOGETHER = {
    "one of two": ({"all": ["address.whole", {"none": ["address.part"]}]},),
    "through another conclusion": (
        {"all": ["address.whole", {"none": ["address.between"]}]},
        {"any": ["address.part", "address.other"]},
    ),
}


@pytest.mark.parametrize("how", TOGETHER)
def test_nor_do_the_rules_of_an_escalation_leave_it(write_pack: Write, how: str) -> None:
    rules = (
        named("whole", "e.sbi LIKE '949%'"), named("part", "e.sbi LIKE '9499%'"),
        named("other", "e.sbi LIKE '56%'"),
    )  # fmt: skip
    first, *between = TOGETHER[how]
    drawn = [
        escalation(first),
        *({**escalation(each), "id": "address.between"} for each in between),
    ]
    with pytest.raises(PackError, match="its rules ask together tells '949") as caught:
        load_pack(write_pack(*rules, *drawn))
    assert all(problem.where.line for problem in caught.value.problems)
    harmless = escalation({"all": ["address.whole", "address.other"]})
    assert load_pack(write_pack(*rules, harmless, name="harmless")).escalations


_PLACES = (
    "WITH w AS (SELECT kvk_nr, {} AS n FROM kvk_company) SELECT e.vbo_id AS subject, "
    "COUNT(*) AS companies FROM kvk_establishment e JOIN w ON w.kvk_nr = e.kvk_nr "
    "WHERE w.n = 7 GROUP BY e.vbo_id"
)
ORDERED = {
    "a range": (rule("e.sbi NOT BETWEEN '0' AND '94909'"), "in an order of letters or figures"),
    "above": (rule("e.sbi > '9490'"), "in an order of letters or figures"),
    "two columns": (rule("e.sbi > c.sbi_main"), "in an order of letters or figures"),
    "between columns": (
        rule("e.sbi BETWEEN c.sbi_main AND c.sbi_other"),
        "in an order of letters or figures",
    ),
    "beside an extreme": (
        rule(
            "e.sbi < (SELECT MIN(x.sbi) FROM kvk_establishment x WHERE x.sbi LIKE '9499%') AND "
            "e.sbi > (SELECT MAX(x.sbi) FROM kvk_establishment x WHERE x.sbi LIKE '942%')"
        ),
        "in an order of letters or figures",
    ),
    "an extreme of a closed code": (
        rule(
            "c.legal_form > (SELECT MAX(x.legal_form) FROM kvk_company x "
            "WHERE x.legal_form = 'Europese rechtspersoon')"
        ),
        "in an order of letters or figures",
    ),
    "a place among forms": (
        {"select": _PLACES.format("DENSE_RANK() OVER (ORDER BY legal_form)")},
        "a place in an order of codes",
    ),
    "a place among branches": (
        {"select": _PLACES.format("RANK() OVER (ORDER BY sbi_main)")},
        "a place in an order of codes",
    ),
    "a length": (rule("LENGTH(c.legal_form) = 15"), "a piece of a code"),
    "a first letter": (rule("LEFT(LOWER(c.legal_form), 1) = LEFT(e.vbo_id, 1)"), "a piece of"),
}


@pytest.mark.parametrize("how", ORDERED)
def test_no_order_and_no_piece_tells_codes_apart(write_pack: Write, how: str) -> None:
    change, told = ORDERED[how]
    assert told in refused(write_pack, change)


@pytest.mark.parametrize(
    "change",
    [
        rule("c.legal_form IN ('Stichting', 'Vereniging')", "form <> 'Stichting'", FORM),
        rule("e.sbi LIKE '94%'", "sbi LIKE '94%'", ", MAX(e.sbi) AS sbi"),
        rule("IN_GROUP(e.sbi, 'food_retail')", "part <> '47'", ", MAX(LEFT(e.sbi, 2)) AS part"),
        {
            "select": "WITH w AS (SELECT est_nr, vbo_id, sbi, ROW_NUMBER() OVER (PARTITION BY "
            "vbo_id ORDER BY start_date, sbi) AS n FROM kvk_establishment) SELECT vbo_id AS "
            "subject, COUNT(*) AS companies, MAX(sbi) AS sbi FROM w WHERE n = 1 GROUP BY vbo_id"
        },
    ],
)
def test_what_leaves_more_than_a_ground_loads(write_pack: Write, change: dict[str, Any]) -> None:
    assert load_pack(write_pack(change)).rules
