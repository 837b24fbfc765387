"""No order of names selects: a name that was chosen by its spelling can be shown, no more (T8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]
SPELLING = "selection on the spelling of a name"
HEADER = {
    "registers": dict.fromkeys(
        ["kvk_establishment", "kvk_company", "kvk_change", "bag_object", "holiday_park", "area"],
        "all",
    )
}
_WITH = "WITH w AS ({}) SELECT w.vbo_id AS subject, COUNT(*) AS companies FROM w {}"
_PER_ADDRESS = "SELECT vbo_id, MIN(trade_name) AS n FROM kvk_establishment GROUP BY vbo_id"


def joined(one: str, on: str) -> str:
    return (
        f"WITH m AS ({one}) SELECT e.vbo_id AS subject, COUNT(*) AS companies "
        f"FROM kvk_establishment e JOIN m ON {on} GROUP BY e.vbo_id"
    )


def windowed(window: str, asked: str, columns: str = "vbo_id, trade_name") -> str:
    inner = f"SELECT {columns}, {window} AS n FROM kvk_establishment"
    return _WITH.format(inner, f"WHERE {asked} GROUP BY w.vbo_id")


CHOSEN = {
    "the first of all": joined(
        "SELECT MIN(trade_name) AS n FROM kvk_company", "m.n = e.trade_name"
    ),
    "the first of an address": joined(_PER_ADDRESS, "m.vbo_id = e.vbo_id AND m.n = e.trade_name"),
    "in a subquery": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "WHERE e.trade_name IN (SELECT MAX(c.trade_name) FROM kvk_company c) GROUP BY e.vbo_id",
    "by two ends": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "GROUP BY e.vbo_id HAVING MIN(e.trade_name) = MAX(e.trade_name)",
    "over all rows": windowed("MAX(trade_name) OVER ()", "w.trade_name = w.n"),
    "by what it is not": windowed("MAX(trade_name) OVER ()", "NULLIF(w.trade_name, w.n) IS NULL"),
    "by a choice": windowed(
        "MIN(trade_name) OVER (PARTITION BY vbo_id)",
        "CASE w.trade_name WHEN w.n THEN TRUE ELSE FALSE END",
    ),
    "grouped by": f"WITH m AS ({_PER_ADDRESS}) "
    "SELECT MIN(vbo_id) AS subject, COUNT(*) AS companies FROM m GROUP BY n",
    "counted apart": f"WITH m AS ({_PER_ADDRESS}) "
    "SELECT vbo_id AS subject, COUNT(DISTINCT n) AS companies FROM m GROUP BY vbo_id",
    "told apart": f"WITH m AS ({_PER_ADDRESS}), d AS (SELECT DISTINCT vbo_id, n FROM m) "
    "SELECT vbo_id AS subject, COUNT(*) AS companies FROM d GROUP BY vbo_id",
    "in parts": f"WITH m AS ({_PER_ADDRESS}), d AS (SELECT vbo_id, COUNT(*) OVER (PARTITION BY n) "
    "AS c FROM m) SELECT vbo_id AS subject, MAX(c) AS companies FROM d GROUP BY vbo_id",
    "rows that tie": windowed("ROW_NUMBER() OVER (ORDER BY sbi_edition)", "w.n < 100"),
    "the first of rows that tie": windowed(
        "ROW_NUMBER() OVER (PARTITION BY vbo_id ORDER BY sbi_edition)", "w.n = 1"
    ),
    "a firm of rows that tie": windowed(
        "FIRST_VALUE(kvk_nr) OVER (PARTITION BY vbo_id ORDER BY sbi_edition)",
        "w.n IN (SELECT c.kvk_nr FROM kvk_company c)",
    ),
    "a date of rows that tie": windowed(
        "LAG(start_date) OVER (PARTITION BY vbo_id ORDER BY sbi_edition)",
        "w.n > DATE '2020-01-01'",
    ),
    "rows that tie, hidden in a choice": windowed(
        "CASE WHEN ROW_NUMBER() OVER (ORDER BY sbi_edition) > 2 THEN 1 ELSE 0 END", "w.n > 0"
    ),
    "groups that tie": _WITH.format(
        "SELECT vbo_id, trade_name, ROW_NUMBER() OVER (PARTITION BY vbo_id ORDER BY COUNT(*)) AS n "
        "FROM kvk_establishment GROUP BY vbo_id, trade_name",
        "WHERE w.n = 1 GROUP BY w.vbo_id",
    ),
    "its place, measured": "SELECT e.est_nr AS subject, c.trade_name AS called, ROW_NUMBER() OVER "
    "(ORDER BY e.sbi_edition) AS companies FROM kvk_establishment e "
    "JOIN kvk_company c ON c.kvk_nr = e.kvk_nr",
    "names of something else": joined(
        "SELECT park_name AS n, operator_kvk FROM holiday_park", "m.n = e.trade_name"
    ),
    "names of areas": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "WHERE e.trade_name IN (SELECT a.name FROM area a) GROUP BY e.vbo_id",
    "a name of before": joined(
        "SELECT h.kvk_nr AS kvk_nr, MIN(h.new_value) AS n FROM kvk_change h "
        "JOIN kvk_change g ON g.kvk_nr = h.kvk_nr AND g.new_value = h.new_value "
        "GROUP BY h.kvk_nr HAVING MIN(h.new_value) = MAX(g.new_value)",
        "m.kvk_nr = e.kvk_nr",
    ),
    "a name of before that ties": joined(
        "SELECT kvk_nr, new_value, ROW_NUMBER() OVER (PARTITION BY kvk_nr ORDER BY kind) AS n "
        "FROM kvk_change",
        "m.kvk_nr = e.kvk_nr AND m.n = 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", CHOSEN)
def test_no_order_of_names_selects(write_pack: Write, how: str) -> None:
    with pytest.raises(PackError, match=SPELLING):
        load_pack(write_pack({"select": CHOSEN[how]}, header=HEADER))


_ENDS = (
    "SELECT e.vbo_id AS subject, COUNT(*) AS companies, MIN(e.trade_name) AS a, "
    "MAX(e.trade_name) AS b FROM kvk_establishment e GROUP BY e.vbo_id"
)


@pytest.mark.parametrize("asked", ["a <> b", "NULLIF(a, b) IS NULL", "a = 'Jansen'"])
def test_nor_does_one_that_is_measured(write_pack: Write, asked: str) -> None:
    change = {"select": _ENDS, "when": f"companies > :max_companies AND {asked}"}
    with pytest.raises(PackError, match=SPELLING):
        load_pack(write_pack(change))


def compared(groups: list[str], asked: str = "TRUE", **columns: str) -> dict[str, Any]:
    made = ", ".join(f"{text} AS {name}" for name, text in columns.items())
    return {
        "select": f"SELECT e.vbo_id AS subject, COUNT(*) AS companies, {made} "
        "FROM kvk_establishment e GROUP BY e.vbo_id",
        "compare": {
            "r": {"kind": "amount", "value": "companies", "groups": [groups, []], "min_group": 3}
        },
        "when": f"r_ratio > :max_companies AND {asked}",
    }


@pytest.mark.parametrize(
    "called",
    ["MIN(e.trade_name)", "CASE WHEN COUNT(*) > 1 THEN e.trade_name ELSE 'Jansen' END"],
)
def test_nor_does_it_say_who_the_peers_are(write_pack: Write, called: str) -> None:
    rule = compared(["called"], called=called)
    rule["select"] = rule["select"].replace("BY e.vbo_id", "BY e.vbo_id, e.trade_name")
    with pytest.raises(PackError, match=r"'called' for 'compare\.r\.groups\.0\.0' is chosen by"):
        load_pack(write_pack(rule))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("r_group LIKE '9491%'", "stands for religion"),
        ("r_group NOT LIKE '9499%'", "stands for religion"),
        ("SUBSTR(r_group, 2, 4) = '4911'", "a piece of a branch code"),
    ],
)
def test_the_name_of_a_group_is_what_its_peers_share(
    write_pack: Write, asked: str, told: str
) -> None:
    with pytest.raises(PackError, match=told):
        load_pack(write_pack(compared(["sbi"], asked, sbi="MAX(e.sbi)")))


def test_a_group_is_not_asked_for_its_name(write_pack: Write) -> None:
    change = compared(["called"], "r_group LIKE 'Jan%'", called="1")
    change["select"] = (
        "SELECT e.est_nr AS subject, e.employees_ft AS companies, e.trade_name AS called "
        "FROM kvk_establishment e"
    )
    with pytest.raises(PackError, match=SPELLING):
        load_pack(write_pack(change))


SHOWN = {
    "an extreme": "SELECT e.vbo_id AS subject, COUNT(*) AS companies, MIN(e.trade_name) AS called "
    "FROM kvk_establishment e GROUP BY e.vbo_id",
    "an extreme of before": f"WITH m AS ({_PER_ADDRESS}) SELECT e.vbo_id AS subject, COUNT(*) AS "
    "companies, MIN(COALESCE(m.n, '-')) AS called FROM kvk_establishment e "
    "JOIN m ON m.vbo_id = e.vbo_id GROUP BY e.vbo_id",
    "of the newest, with the number that tells rows apart": _WITH.format(
        "SELECT est_nr, vbo_id, trade_name, ROW_NUMBER() OVER (PARTITION BY vbo_id "
        "ORDER BY start_date) AS n FROM kvk_establishment",
        "WHERE w.n = 1 GROUP BY w.vbo_id",
    ).replace("COUNT(*) AS companies", "COUNT(*) AS companies, MAX(w.trade_name) AS called"),
    "counted per name": windowed(
        "ROW_NUMBER() OVER (PARTITION BY trade_name ORDER BY start_date)", "w.n = 1",
        "est_nr, vbo_id",
    ),
    "the newest activity": joined(
        "SELECT kvk_nr, MAX(new_value) AS n FROM kvk_change WHERE kind = 'activity' "
        "GROUP BY kvk_nr",
        "m.kvk_nr = e.kvk_nr AND m.n = '4511'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", SHOWN)
def test_names_are_shown(write_pack: Write, how: str) -> None:
    assert load_pack(write_pack({"select": SHOWN[how]}, header=HEADER)).rules
