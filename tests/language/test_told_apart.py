"""What groups, partitions and counts of different values hold against each other (T7, T8).

To group by a column holds each value in it against all others, also against a fixed word that
UNION ALL, COALESCE or CASE put among them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]
SPELLING = "a selection on the spelling of a name"
PERSON = "the key of a person in"
PIECE = "a piece of a text, or texts put together"
GROUND = "stands for religion"
HEADER = {
    "registers": dict.fromkeys(
        [
            "kvk_establishment",
            "kvk_company",
            "kvk_role",
            "kvk_change",
            "bag_object",
            "closure",
            "inspection",
        ],
        "all",
    )
}
HOLDS = {
    "GROUP BY": "SELECT k, v, COUNT(*) AS c FROM w GROUP BY k, v",
    "GROUP BY an expression": "SELECT k, COUNT(*) AS c FROM w GROUP BY k, COALESCE(v, '')",
    "PARTITION BY": "SELECT k, COUNT(*) OVER (PARTITION BY k, v) AS c FROM w",
    "a place per partition": "SELECT k, RANK() OVER (PARTITION BY k, v ORDER BY k) AS c FROM w",
    "SELECT DISTINCT": "SELECT k, COUNT(*) AS c FROM (SELECT DISTINCT k, v FROM w) d GROUP BY k",
    "COUNT(DISTINCT)": "SELECT k, COUNT(DISTINCT v) AS c FROM w GROUP BY k",
    "COUNT(DISTINCT) of some": "SELECT k, COUNT(DISTINCT CASE WHEN k <> '' THEN v END) "
    "FILTER (WHERE k IS NOT NULL) AS c FROM w GROUP BY k",
    "one of each, looked up": "SELECT k, 1 AS c FROM w WHERE k IN "
    "(SELECT k FROM (SELECT k, v, COUNT(*) AS n FROM w GROUP BY k, v) g WHERE g.n > 1)",
}
_E, _C, _R = "kvk_establishment", "kvk_company", "kvk_role"
AMONG = {
    "a name and a word, of a union": (
        (
            f"SELECT vbo_id AS k, trade_name AS v FROM {_E} "
            f"UNION ALL SELECT vbo_id, 'Jansen' AS v FROM {_E}"
        ),
        SPELLING,
    ),
    "a name or a word": (
        f"SELECT vbo_id AS k, COALESCE(trade_name, 'Jansen') AS v FROM {_E}",
        SPELLING,
    ),
    "a name or a word, by a condition": (
        (
            f"SELECT vbo_id AS k, CASE WHEN est_nr > kvk_nr THEN trade_name ELSE 'Jansen' END AS v "
            f"FROM {_E}"
        ),
        SPELLING,
    ),
    "a name and a word, both with more": (
        (
            f"SELECT vbo_id AS k, trade_name || ' ' || vbo_id AS v FROM {_E} "
            f"UNION ALL SELECT vbo_id, 'Jansen ' || vbo_id AS v FROM {_E}"
        ),
        SPELLING,
    ),
    "a name and an address": (
        (
            f"SELECT e.vbo_id AS k, e.trade_name AS v FROM {_E} e "
            "UNION ALL SELECT vbo_id, address FROM bag_object"
        ),
        SPELLING,
    ),
    "a name and a text": (
        (
            f"SELECT vbo_id AS k, trade_name AS v FROM {_E} UNION ALL "
            "SELECT vbo_id, cause FROM closure"
        ),
        SPELLING,
    ),
    "a name of before and a word": (
        (
            "SELECT kvk_nr AS k, new_value AS v FROM kvk_change "
            f"UNION ALL SELECT kvk_nr, 'Jansen' AS v FROM {_C}"
        ),
        SPELLING,
    ),
    "a person and a key": (
        (
            f"SELECT kvk_nr AS k, person_key AS v FROM {_R} "
            f"UNION ALL SELECT kvk_nr, 'P-1' AS v FROM {_R}"
        ),
        PERSON,
    ),
    "a person or a key": (
        f"SELECT kvk_nr AS k, COALESCE(person_key, 'P-1') AS v FROM {_R}",
        PERSON,
    ),
    "a person or a key, by a condition": (
        (
            f"SELECT kvk_nr AS k, CASE WHEN role = 'bestuurder' THEN person_key ELSE 'P-1' END "
            f"AS v "
            f"FROM {_R}"
        ),
        PERSON,
    ),
    "a name and a number that CAST wrote": (
        (
            f"SELECT vbo_id AS k, trade_name AS v FROM {_E} UNION ALL "
            f"SELECT vbo_id, CAST(COUNT(*) AS TEXT) AS v FROM {_E} GROUP BY vbo_id"
        ),
        SPELLING,
    ),
    "a name or yes and no": (
        (
            f"SELECT vbo_id AS k, CASE WHEN est_nr > kvk_nr THEN trade_name "
            f"ELSE CAST(est_nr > kvk_nr AS TEXT) END AS v FROM {_E}"
        ),
        SPELLING,
    ),
    "a person and a number that CAST wrote": (
        (
            f"SELECT kvk_nr AS k, person_key AS v FROM {_R} UNION ALL "
            f"SELECT kvk_nr, CAST(COUNT(*) AS TEXT) AS v FROM {_R} GROUP BY kvk_nr"
        ),
        PERSON,
    ),
    "a person or a day": (
        f"SELECT kvk_nr AS k, COALESCE(person_key, CAST(start_date AS TEXT)) AS v FROM {_R}",
        PERSON,
    ),
    "a person, or none, with a day": (
        (
            f"SELECT kvk_nr AS k, COALESCE(person_key, '') || CAST(start_date AS TEXT) AS v "
            f"FROM {_R}"
        ),
        PERSON,
    ),
    "a piece of a text and a word": (
        (
            "SELECT vbo_id AS k, RIGHT(usage, 8) AS v FROM bag_object UNION ALL "
            "SELECT vbo_id, 'arokkaan' AS v FROM bag_object"
        ),
        PIECE,
    ),
    "a branch and one beside a ground": (
        (
            f"SELECT vbo_id AS k, sbi AS v FROM {_E} "
            f"UNION ALL SELECT vbo_id, '9499' AS v FROM {_E} "
            f"WHERE sbi LIKE '949%'"
        ),
        GROUND,
    ),
}


def rule(among: str, holds: str) -> dict[str, str]:
    return {
        "subject": "company" if "kvk_nr AS k" in among else "address",
        "select": f"WITH w AS ({among}), h AS ({holds}) "
        "SELECT k AS subject, MAX(c) AS companies FROM h WHERE k IS NOT NULL GROUP BY k",
    }


@pytest.mark.parametrize("holds", HOLDS)
@pytest.mark.parametrize("among", AMONG)
def test_no_value_is_held_against_what_it_may_not_be(
    write_pack: Write, among: str, holds: str
) -> None:
    text, told = AMONG[among]
    with pytest.raises(PackError, match=told):
        load_pack(write_pack(rule(text, HOLDS[holds]), header=HEADER))


LAWFUL = {
    "names": f"SELECT vbo_id AS k, trade_name AS v FROM {_E}",
    "names of both": f"SELECT vbo_id AS k, trade_name AS v FROM {_E} "
    f"UNION ALL SELECT e.vbo_id, c.trade_name FROM {_C} c JOIN {_E} e ON e.kvk_nr = c.kvk_nr",
    "a name, or none": f"SELECT vbo_id AS k, COALESCE(trade_name, '-') AS v FROM {_E}",
    "a name, or a number": f"SELECT vbo_id AS k, COALESCE(trade_name, kvk_nr) AS v FROM {_E}",
    "persons": f"SELECT kvk_nr AS k, person_key AS v FROM {_R}",
    "persons or companies": f"SELECT kvk_nr AS k, COALESCE(person_key, company_key) AS v FROM {_R}",
    "persons with a role": f"SELECT kvk_nr AS k, person_key || ' ' || role AS v FROM {_R}",
    "persons with a day": f"SELECT kvk_nr AS k, person_key || ' ' || CAST(start_date AS TEXT) AS v "
    f"FROM {_R}",
    "places with a number": f"SELECT vbo_id AS k, vbo_id || ' ' || CAST(COUNT(*) AS TEXT) AS v "
    f"FROM {_E} GROUP BY vbo_id",
    "kinds of facts": f"SELECT vbo_id AS k, 'firm ' || est_nr AS v FROM {_E} "
    "UNION ALL SELECT vbo_id, 'closure ' || closure_id AS v FROM closure",
    "codes, or none": f"SELECT kvk_nr AS k, COALESCE(status, 'unknown') AS v FROM {_C}",
    "pieces of branches, or none": f"SELECT vbo_id AS k, COALESCE(LEFT(sbi, 2), 'geen') AS v "
    f"FROM {_E}",
    "places by postcode, or none": "SELECT vbo_id AS k, COALESCE(SUBSTR(postcode, 1, 4), 'geen') "
    "AS v FROM bag_object",
    "branches by a group": "SELECT vbo_id AS k, CASE WHEN IN_GROUP(sbi, 'horeca') THEN 'horeca' "
    f"ELSE SUBSTR(sbi, 1, 2) END AS v FROM {_E}",
    "parcels with a word": "SELECT vbo_id AS k, parcel || ' (perceel)' AS v FROM bag_object",
    "branches with a sign": f"SELECT vbo_id AS k, sbi || ' (SBI)' AS v FROM {_E}",
    "who inspected, and an inspection": "SELECT vbo_id AS k, agency || ':' || inspection_id AS v "
    "FROM inspection",
    "who inspected, and a place": "SELECT vbo_id AS k, agency || ':' || vbo_id AS v "
    "FROM inspection",
    "branches, or none": f"SELECT vbo_id AS k, COALESCE(sbi, '-') AS v FROM {_E}",
}


@pytest.mark.parametrize("holds", HOLDS)
@pytest.mark.parametrize("among", LAWFUL)
def test_what_may_be_compared_is_told_apart(write_pack: Write, among: str, holds: str) -> None:
    why = {"proxies": {"postcode": "Per wijk geteld."}} if "postcode" in LAWFUL[among] else {}
    assert load_pack(write_pack(rule(LAWFUL[among], HOLDS[holds]) | why, header=HEADER)).rules


COUNTED = {
    "an edition behind it": ("e.sbi || '2008'", None),
    "an edition behind it, of CONCAT": ("CONCAT(e.sbi, '2008')", None),
    "figures before it": ("'94' || e.sbi", "a piece of a branch code"),
    "a ground behind it": ("e.sbi || '9491'", GROUND),
    "two codes and figures": ("e.sbi || e.sbi || '1'", "a piece of a branch code"),
    "a choice": (
        "CASE WHEN e.est_nr > e.kvk_nr THEN '949' ELSE e.sbi END || '1'",
        "a piece of a branch code",
    ),
}


@pytest.mark.parametrize("what", COUNTED)
def test_figures_behind_a_code_may_be_counted_and_nothing_else(
    write_pack: Write, what: str
) -> None:
    text, told = COUNTED[what]
    counted = {
        "select": f"SELECT e.vbo_id AS subject, COUNT(DISTINCT {text}) AS companies "
        f"FROM {_E} e GROUP BY e.vbo_id"
    }
    if told is None:
        assert load_pack(write_pack(counted, header=HEADER)).rules
    else:
        with pytest.raises(PackError, match=told):
            load_pack(write_pack(counted, header=HEADER))
    met = {
        "select": f"SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM {_E} e JOIN {_E} o "
        f"ON o.sbi = {text} GROUP BY e.vbo_id"
    }
    with pytest.raises(PackError):
        load_pack(write_pack(met, header=HEADER))
