"""T7: a rule says what it looks for; no place, business or case is named in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.language.single import SINGLE
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack

Write = Callable[..., Path]
READS = {
    "kvk_establishment", "kvk_company", "bag_object", "permit", "brk_transfer", "holiday_park",
    "park_object",
}  # fmt: skip
HEADER = {"registers": dict.fromkeys(sorted(READS), "all")}
KVK, PLACE = "99000001", "9999010000000001"


def asked(where: str, joined: str = "") -> dict[str, Any]:
    return {
        "select": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        f"JOIN kvk_company c ON c.kvk_nr = e.kvk_nr {joined} WHERE {where} GROUP BY e.vbo_id"
    }


def counted(value: str) -> dict[str, Any]:
    return {
        "select": f"SELECT e.vbo_id AS subject, COUNT(DISTINCT {value}) AS companies "
        "FROM kvk_establishment e GROUP BY e.vbo_id"
    }


def about(register: str, where: str) -> dict[str, Any]:
    return asked(f"EXISTS (SELECT 1 FROM {register} x WHERE x.vbo_id = e.vbo_id AND {where})")


def of_permits(value: str) -> dict[str, Any]:
    return {
        "select": f"SELECT x.vbo_id AS subject, COUNT(DISTINCT {value}) AS companies "
        "FROM permit x GROUP BY x.vbo_id"
    }


def of_parks(value: str) -> dict[str, Any]:
    return {
        "select": f"SELECT x.vbo_id AS subject, COUNT(DISTINCT {value}) AS companies "
        "FROM park_object x GROUP BY x.vbo_id"
    }


_PARAMETERS = {
    "max_companies": {"value": 10, "unit": "bedrijven", "why": "praktijk"},
    "one": {"value": KVK, "unit": "nummer", "why": "praktijk"},
}
_MANY = ", ".join(f"'{int(PLACE) + number}'" for number in range(300))
_FIRST = "SELECT MIN(z.kvk_nr) AS k FROM kvk_company z WHERE LEFT(z.kvk_nr, 5) = '99000'"
NAMED: dict[str, dict[str, Any]] = {
    "a company": asked(f"e.kvk_nr = '{KVK}'"),
    "all but one": asked(f"e.kvk_nr <> '{KVK}'"),
    "null safe": asked(f"e.kvk_nr IS NOT DISTINCT FROM '{KVK}'"),
    "three hundred addresses": asked(f"e.vbo_id IN ({_MANY})"),
    "between": asked(f"e.vbo_id BETWEEN '{PLACE}' AND '{PLACE}'"),
    "by what comes before": asked(f"e.kvk_nr > '{int(KVK) - 1}' AND e.kvk_nr < '99000002'"),
    "made of a number": asked("e.kvk_nr = CAST(99000000 + 1 AS TEXT)"),
    "made and put in place": asked("COALESCE(e.kvk_nr, CAST(99000000 + 1 AS TEXT)) = c.kvk_nr"),
    "put in place": asked(f"COALESCE(e.kvk_nr, '{KVK}') = c.kvk_nr"),
    "a parameter": {**asked("e.kvk_nr = :one"), "parameters": _PARAMETERS},
    "case": asked(f"CASE e.kvk_nr WHEN '{KVK}' THEN TRUE ELSE FALSE END"),
    "nullif": asked(f"NULLIF(e.kvk_nr, '{KVK}') IS NULL"),
    "like": asked("e.kvk_nr LIKE '9900000_'"),
    "beginning": asked("STARTS_WITH(e.vbo_id, '999901000000000')"),
    "as what begins with the column": asked(f"STARTS_WITH('{KVK}', e.kvk_nr)"),
    "as that, with a sign before": asked(f"STARTS_WITH('x{KVK}', CONCAT('x', e.kvk_nr))"),
    "the first of a few": asked(f"e.kvk_nr = ({_FIRST})"),
    "none but the first": asked(f"e.kvk_nr NOT IN ({_FIRST})"),
    "joined to the first": asked("TRUE", f"JOIN ({_FIRST}) z ON z.k = e.kvk_nr"),
    "joined by its name": asked(
        "TRUE", f"JOIN ({_FIRST.replace('AS k', 'AS kvk_nr')}) z USING (kvk_nr)"
    ),
    "the first of a beginning": asked(
        "TRUE", f"JOIN ({_FIRST} GROUP BY LEFT(z.kvk_nr, 5)) z ON z.k = e.kvk_nr"
    ),
    "in two halves": asked("LEFT(e.kvk_nr, 4) = '9900' AND RIGHT(e.kvk_nr, 4) = '0001'"),
    "from the middle": asked("SUBSTR(e.kvk_nr, 5, 4) = '0001'"),
    "taken out": asked(f"REPLACE(e.kvk_nr, '{KVK}', '') = ''"),
    "in small letters": asked(f"LOWER(e.kvk_nr) = '{KVK}'"),
    "two put together": asked(f"e.kvk_nr || '|' || e.vbo_id = '{KVK}|{PLACE}'"),
    "joined to a text": asked(
        "TRUE", f"JOIN (SELECT DISTINCT vbo_id, '{KVK}' AS k FROM bag_object) z ON z.k = e.kvk_nr"
    ),
    "counted among": counted(f"COALESCE(e.kvk_nr, '{KVK}')"),
    "in a union": {
        "select": "WITH w AS (SELECT vbo_id, kvk_nr AS k FROM kvk_establishment UNION ALL "
        f"SELECT vbo_id, '{KVK}' FROM bag_object) SELECT vbo_id AS subject, "
        "COUNT(*) - COUNT(DISTINCT k) AS companies FROM w GROUP BY vbo_id"
    },
    "a permit": about("permit", "x.permit_id = 'APV'"),
    "permits that begin so": about("permit", "x.permit_id LIKE 'APV-12%'"),
    "permits counted among one": of_permits("COALESCE(x.permit_id, 'APV-12')"),
    "a piece of a permit taken out": of_permits("REPLACE(x.permit_id, 'A', '')"),
    "a deed": about("brk_transfer", "x.deed_id = 'D-1'"),
    "a parcel": about("bag_object", "x.parcel = 'MWD-A-000012'"),
    "a building": about("bag_object", "x.pand_id = '9999100000000001'"),
    "a park by a word": asked(
        "TRUE", "JOIN holiday_park x ON x.operator_kvk = e.kvk_nr AND x.park_id = 'duinoord'"
    ),
    "a park counted among": of_parks("COALESCE(x.park_id, 'duinoord')"),
    "a park counted among, as a case": of_parks("CASE WHEN TRUE THEN x.park_id ELSE 'duin' END"),
    "a park counted among, in capitals": of_parks("UPPER(COALESCE(x.park_id, 'duinoord'))"),
    "a park among, with a word behind": of_parks("COALESCE(x.park_id || ':', 'duinoord:')"),
    "a park among, with a word behind all": of_parks("COALESCE(x.park_id, 'duinoord') || ':'"),
    "a park that may be missing": of_parks("CONCAT(x.park_id, 'duinoord')"),
    "parks grouped with one": {
        "select": "WITH w AS (SELECT x.vbo_id, x.park_id AS k FROM park_object x UNION ALL "
        "SELECT b.vbo_id, 'duinoord' FROM bag_object b), g AS (SELECT k, COUNT(*) AS n FROM w "
        "GROUP BY k) SELECT x.vbo_id AS subject, MAX(g.n) AS companies FROM park_object x "
        "JOIN g ON g.k = x.park_id GROUP BY x.vbo_id"
    },
    "in the condition": {"when": f"companies > 0 AND subject <> '{PLACE}'"},
    "not applicable": {"not_applicable": [{"if": f"subject = '{PLACE}'", "reason": "bekend"}]},
    "in evidence": {
        "evidence": "SELECT e.kvk_nr FROM kvk_establishment e "
        f"WHERE e.vbo_id = :subject AND e.kvk_nr <> '{KVK}'"
    },
    "pitches, by their number": asked("e.vbo_id LIKE '____03%'"),
    "pitches, by the beginning": asked("LEFT(e.vbo_id, 6) = '999903'"),
    "pitches, by what is cut out": asked("SUBSTR(e.vbo_id, 5, 2) = '03'"),
}


@pytest.mark.parametrize("rule", NAMED.values(), ids=NAMED)
def test_nobody_is_picked_out_by_number(write_pack: Write, rule: dict[str, Any]) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(rule, header=HEADER))
    said = str(caught.value)
    assert "picked out by" in said or "unknown column 'subject'" in said


def test_what_is_expected_of_a_number_would_be_taken(write_pack: Write) -> None:
    """Where any text can be the number, no beginning of it is told as the way to ask."""
    for where, taken in ((f"e.kvk_nr = '{KVK}'", True), ("LEFT(x.permit_id, 4) = '9999'", False)):
        joined = "JOIN permit x ON x.vbo_id = e.vbo_id"
        with pytest.raises(PackError, match="picked out by") as caught:
            load_pack(write_pack(asked(where, joined), header=HEADER))
        assert ("only how they begin" in str(caught.value)) is taken


def test_a_subject_is_no_fixed_number(write_pack: Write) -> None:
    select = f"SELECT '{PLACE}' AS subject, COUNT(*) AS companies FROM kvk_establishment e"
    with pytest.raises(PackError, match="a subject made of a fixed number"):
        load_pack(write_pack({"select": select}, header=HEADER))


ORDINARY = {
    "of the municipality": asked("LEFT(e.vbo_id, 4) = '9999'"),
    "of others": asked("e.vbo_id NOT LIKE '9999%' AND NOT STARTS_WITH(c.kvk_nr, '99')"),
    "cut at the start": asked("SUBSTR(e.vbo_id, 1, 4) IN ('9999', '9998')"),
    "of a section": about("bag_object", "x.parcel LIKE 'MWD01%'"),
    "filled in": asked("COALESCE(c.parent_kvk, 'geen') <> e.kvk_nr"),
    "a key of two": counted("e.kvk_nr || ':' || e.vbo_id"),
    "a key with a year": counted("e.kvk_nr || '|' || CAST(e.employees_ft AS TEXT)"),
    "a key with a word": counted("e.kvk_nr || ' op ' || e.vbo_id"),
    "blank": about("permit", "x.permit_id <> ''"),
    "one address of each company": asked(
        "TRUE",
        "JOIN (SELECT kvk_nr, MIN(vbo_id) AS first FROM kvk_establishment GROUP BY kvk_nr) z "
        "ON z.first = e.vbo_id",
    ),
    "permits without a number are one": of_permits("COALESCE(x.permit_id, 'onbekend')"),
    "that, as a case": of_permits("CASE WHEN x.permit_id IS NULL THEN 'geen' ELSE x.permit_id END"),
    "parks without a number are one": of_parks("COALESCE(x.park_id, 'onbekend')"),
    "kinds of numbers together": of_parks("COALESCE('park:' || x.park_id, 'adres:' || x.vbo_id)"),
    "a number with a kind and a sign": of_parks(
        "LOWER('park ' || x.park_id || ' op ' || x.vbo_id)"
    ),
    "without blanks": of_permits("REPLACE(x.permit_id, ' ', '')"),
    "no number filled in": asked("e.kvk_nr <> '00000000' AND c.parent_kvk NOT IN ('', '0')"),
    "how long": asked("LENGTH(e.vbo_id) = 16"),
}


@pytest.mark.parametrize("rule", ORDINARY.values(), ids=ORDINARY)
def test_numbers_are_counted_and_compared(write_pack: Write, rule: dict[str, Any]) -> None:
    assert load_pack(write_pack(rule, header=HEADER)).rules


AREA = {
    "subject": "area",
    "lists": ["designation"],
    "select": "SELECT a.area_code AS subject, MAX(a.inhabitants) AS companies "
    "FROM area_population a WHERE {} GROUP BY a.area_code",
    "tests": ...,
}


@pytest.mark.parametrize(
    "where", ["a.area_code = 'BU99990001'", "a.area_code LIKE 'WK9999%'", "a.area_code IN (:one)"]
)
def test_one_neighbourhood_of_all_needs_a_reason(write_pack: Write, where: str) -> None:
    """T9: the others are not looked at, and somebody has to say why."""
    given = {**_PARAMETERS, "one": {**_PARAMETERS["one"], "value": "BU99990001"}}
    rule = {**AREA, "select": str(AREA["select"]).format(where), "parameters": given}
    with pytest.raises(PackError, match=r"'area_code' \(neighbourhood\) without a justification"):
        load_pack(write_pack(rule))
    reason = {"proxies": {"area_code": "De raad wees alleen deze buurt aan voor dit onderzoek."}}
    assert "(neighbourhood)" not in _said(write_pack, {**rule, **reason})
    ordinary = {**AREA, "select": str(AREA["select"]).format("a.area_code <> '' AND a.year = 2025")}
    assert "(neighbourhood)" not in _said(write_pack, ordinary)


def _said(write_pack: Write, rule: dict[str, Any]) -> str:
    try:
        load_pack(write_pack(rule))
    except PackError as error:
        return str(error)
    return ""


def test_every_number_of_one_thing_is_known() -> None:
    """A column that is added and numbers things of a kind of its own is judged as well."""
    numbers = {
        (register.name, name) for register in REGISTERS.values() for name in register.columns
        if name.endswith(("_id", "_nr", "_kvk", "_hash", "parcel"))
    }  # fmt: skip
    assert numbers - SINGLE == set()


@pytest.mark.parametrize(
    ("where", "refused"),
    [
        ("a.from_municipality = 'GM9002'", False),
        ("a.from_municipality NOT IN ('GM9001', 'rest')", False),
        ("a.park_id = 'duinoord' AND a.from_municipality <> 'GM9001'", True),
    ],
)
def test_a_municipality_is_no_place(write_pack: Write, where: str, *, refused: bool) -> None:
    arrived = "JOIN park_object o ON o.vbo_id = e.vbo_id JOIN park_arrival a USING (park_id)"
    header = {"registers": {**HEADER["registers"], "park_arrival": "all"}}
    with pytest.raises(PackError, match="falls under the regime 'brp'") as caught:
        load_pack(write_pack(asked(where, arrived), header=header))
    assert ("picked out by park_arrival.park_id" in str(caught.value)) is refused
    assert "no code" not in str(caught.value)
