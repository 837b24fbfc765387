"""No condition on a branch or a code leaves those that stand for a ground (T8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.errors import PackError
from screening.language.spelled import CODES
from tests.compiled import load_pack

Write = Callable[..., Path]


def rule(where: str, when: str = "companies >= :max_companies", extra: str = "") -> dict[str, str]:
    return {
        "select": f"SELECT e.vbo_id AS subject, COUNT(*) AS companies{extra} "
        "FROM kvk_establishment e JOIN kvk_company c ON c.kvk_nr = e.kvk_nr "
        f"LEFT JOIN kvk_change h ON h.kvk_nr = c.kvk_nr WHERE {where} GROUP BY e.vbo_id",
        "when": when,
    }


LEAVES_A_GROUND = [
    "LEFT(e.sbi, 5) = '94919'",
    "e.sbi LIKE '94911%'",
    "e.sbi = '949111'",
    "e.sbi NOT LIKE '9491%'",
    "CONCAT('|', COALESCE(c.sbi_other, '')) LIKE '%|9491%'",
    "LEFT(CONCAT('|', c.sbi_other), 5) = '|9491'",
    "h.new_value LIKE '94911%'",
    "STARTS_WITH('949119', e.sbi)",
    "e.sbi LIKE '949%' AND e.sbi NOT LIKE '9499%'",
    "STARTS_WITH(e.sbi, '94') AND NOT STARTS_WITH(e.sbi, '9499')",
    "STARTS_WITH(e.sbi, '949') AND NOT (LEFT(e.sbi, 4) IN ('9499'))",
    "IN_GROUP(e.sbi, 'food_retail') AND e.sbi NOT IN ('47291', '47292', '47299')",
    "e.sbi NOT LIKE '9499%'",
    "LEFT(e.sbi, 4) <> '9499'",
    "(LEFT(e.sbi, 4) = '9499') IS FALSE",
    "CASE WHEN e.sbi LIKE '9499%' THEN FALSE ELSE TRUE END",
    "STARTS_WITH(c.legal_form, 'Kerkg')",
    "c.legal_form LIKE '%genoot%' AND c.legal_form LIKE 'K%'",
    "LOWER(c.legal_form) LIKE 'kerk%'",
]
NOT_BY_ITS_BEGINNING = [
    "STARTS_WITH(e.sbi, 'Marok')",
    "STARTS_WITH('56101x', e.sbi)",
    "e.sbi LIKE '%4911'",
    "e.sbi LIKE '94_11'",
    "RIGHT(e.sbi, 4) = '4911'",
    "e.sbi LIKE '94%' AND RIGHT(e.sbi, 3) = '911'",
    "SUBSTR(e.sbi, 1, 3) = '949' AND SUBSTR(e.sbi, 4, 1) = '1'",
    "SUBSTR(h.new_value, 2, 3) = '491'",
    "REPLACE(e.sbi, '91', '') = '94'",
    "CONCAT('1', e.sbi) = '194911'",
    "e.sbi || e.sbi_edition = '949112025'",
    "e.sbi || ':' || e.vbo_id LIKE '94911:%'",
    "RIGHT(':' || e.sbi, 5) = '94911'",
    "LENGTH(e.sbi) = 5",
    "c.sbi_other LIKE '%4911%'",
    "e.sbi = CAST(9490 + 1 AS TEXT)",
    "LEFT(e.sbi, 4) = CAST(9490 + 1 AS TEXT)",
    "e.sbi IS NOT DISTINCT FROM CAST(c.employees + 94911 AS TEXT)",
    "e.sbi IN (SELECT CAST(x.filed_accounts_year + 92886 AS TEXT) FROM kvk_company x)",
    "COALESCE(e.sbi, CAST(94910 + 1 AS TEXT)) = c.sbi_main",
    "h.new_value = CAST(94910 + 1 AS TEXT)",
    "e.sbi = 'M a r o k k a a n'",
    "e.sbi = 'Mar0kkaan'",
    "e.sbi = 'Turks ondernemer'",
]


def refused(write_pack: Write, change: dict[str, str]) -> str:
    registers = dict.fromkeys(["kvk_establishment", "kvk_company", "kvk_change"], "all")
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(change, header={"registers": registers}))
    return str(caught.value)


@pytest.mark.parametrize("where", LEAVES_A_GROUND)
def test_what_leaves_only_a_ground_is_refused(write_pack: Write, where: str) -> None:
    assert "stands for religion" in refused(write_pack, rule(where))


@pytest.mark.parametrize("where", NOT_BY_ITS_BEGINNING)
def test_a_code_is_asked_for_by_how_it_begins(write_pack: Write, where: str) -> None:
    assert "a branch code" in refused(write_pack, rule(where))


def test_what_is_measured_is_not_turned_round_in_the_condition(write_pack: Write) -> None:
    other = ", MAX(e.sbi) AS sbi"
    told = refused(write_pack, rule("e.sbi LIKE '949%'", "NOT sbi LIKE '9499%'", other))
    assert "stands for religion" in told
    flag = ", MAX(CASE WHEN e.sbi LIKE '9499%' THEN 1 ELSE 0 END) AS other"
    assert "stands for religion" in refused(write_pack, rule("TRUE", "other = 0", flag))


@pytest.mark.parametrize(
    "where",
    [
        "c.legal_form NOT IN ({})",
        "c.legal_form > 'Europees economisch samenwerkingsverband'",
    ],
)
def test_nor_is_a_closed_code_by_all_others_or_by_order(write_pack: Write, where: str) -> None:
    others = sorted(CODES["kvk_company", "legal_form"] - {"Kerkgenootschap"})
    told = refused(write_pack, rule(where.format(", ".join(f"'{each}'" for each in others))))
    assert "stands for religion" in told or "in an order of letters" in told


@pytest.mark.parametrize(
    "where",
    [
        "e.sbi LIKE '94%'",
        "e.sbi LIKE '949%'",
        "e.sbi LIKE '9499%'",
        "SUBSTR(e.sbi, 1, 2) = '45' AND e.sbi <> '45112'",
        "e.sbi NOT IN ('4711', '47191')",
        "NOT IN_GROUP(e.sbi, 'food_retail')",
        "IN_GROUP(h.new_value, 'horeca')",
        "LEFT(e.sbi, 2) <> LEFT(c.sbi_main, 2)",
        "c.legal_form LIKE '%stichting%'",
        "c.legal_form <> 'Stichting'",
        "CONCAT('|', COALESCE(c.sbi_other, '')) LIKE '%|7711%'",
    ],
)
def test_lawful_branches_load(write_pack: Write, where: str) -> None:
    registers = dict.fromkeys(["kvk_establishment", "kvk_company", "kvk_change"], "all")
    change = rule(where.replace("%stichting%", "Stichting%"))
    assert load_pack(write_pack(change, header={"registers": registers})).rules


def test_a_code_with_a_sign_beside_it_may_be_a_key(write_pack: Write) -> None:
    key = ", MAX(LEFT(e.sbi, 2) || ':' || e.vbo_id) AS part"
    header = {"registers": {"kvk_establishment": "all", "kvk_company": "all", "kvk_change": "all"}}
    assert load_pack(write_pack(rule("TRUE", extra=key), header=header)).rules
