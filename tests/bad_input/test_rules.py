"""Rules that may not or cannot run: refused with file and line, or stopped."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
import yaml

from tests.bad_input.project import (
    BAG,
    ESCALATION,
    PACK,
    RULE,
    SQL,
    Make,
    establishments,
    write_pack,
)

SELF_JOIN = (
    "SELECT e.vbo_id AS subject, COUNT(*) AS companies "
    "FROM kvk_establishment e{}kvk_establishment f GROUP BY e.vbo_id"
)


RECURSIVE = (
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) "
    "SELECT CAST(n AS TEXT) AS subject, n AS companies FROM t"
)


HOSTILE_SQL = {
    "reads a file": ("SELECT f.a AS subject, 1 AS companies FROM read_csv('/etc/passwd') f", ""),
    "names a file": ("SELECT f.a AS subject, 1 AS companies FROM '/etc/passwd' f", "read no files"),
    "two statements": (SQL + "; DROP TABLE kvk_establishment", "2 statements"),
    "cross join": (
        SELF_JOIN.format(" CROSS JOIN "),
        "CROSS JOIN",
    ),
    "cross join by comma": (
        SELF_JOIN.format(", "),
        "",
    ),
    "no SQL": ("SELEC vbo_id", ""),
    "unknown register": (SQL.replace("kvk_establishment", "kvk_establisment"), "Did you mean"),
    "recursion": (
        RECURSIVE,
        "recursive",
    ),
    "brackets without end": (SQL.replace("WHERE", "WHERE " + "(" * 5_000), ""),
}


@pytest.mark.parametrize("name", HOSTILE_SQL)
def test_hostile_sql_is_refused_with_file_and_line(case: Make, name: str) -> None:
    sql, expected = HOSTILE_SQL[name]
    made = case(pack={"address/many": {**RULE, "select": sql}})
    made.refused("address/many.yaml:", expected)


NAMED = SQL.replace("AS companies", "AS companies, MAX(e.trade_name) AS naam", 1)
RATE = {"kind": "rate", "count": "naam", "per": "companies", "min_group": 3}
HOSTILE_PARTS: dict[str, tuple[dict[str, Any], str]] = {
    "a lone brace": ({"explain": "{companies} stuks {."}, "a lone '{'"),
    "a million decimals": ({"explain": "{companies:1000000}"}, "the hint ':1000000'"),
    "a name nobody knows": ({"explain": "{companys} stuks"}, "Did you mean 'companies'?"),
    "a count of names": ({"select": NAMED, "compare": {"r": RATE}}, "'compare.r.count' is a text"),
    "a parameter without end": (
        {"parameters": {"most": {"value": float("inf"), "unit": "", "why": "x"}}, "when": "TRUE"},
        "",
    ),
    "a question mark": ({"when": "companies ?"}, "no SQL the gate can read"),
    "five thousand digits": ({"when": "companies > " + "9" * 5_000}, "5000"),
    "rows without number": (
        {"tests": [{"name": "x", "given": {"kvk_establishment": [{"times": "abc"}]},
                    "expect": {}}]},
        "'times' is 'abc'",
    ),
    "turns without values": (
        {"tests": [{"name": "x", "expect": {},
                    "given": {"kvk_establishment": [{"cycle": {"est_nr": []}}]}}]},
        "'cycle.est_nr' is an empty list",
    ),
    "a title in braces": ({"title": "Veel {companies}"}, "text without { and }"),
    "a title of a book": ({"title": "x" * 9_999}, "at most 200 characters"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_PARTS)
def test_what_would_end_a_run_is_refused_with_file_and_line(case: Make, name: str) -> None:
    change, expected = HOSTILE_PARTS[name]
    made = case(pack={"address/many": {**RULE, **change}})
    made.refused("address/many.yaml:", expected)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_sql_that_explodes_on_a_common_key_is_stopped(case: Make, engine: str) -> None:
    sql = (
        "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        "JOIN kvk_establishment f ON f.sbi_edition = e.sbi_edition GROUP BY e.vbo_id"
    )
    rules = {"address/many": RULE, "address/boom": {**RULE, "id": "address.boom", "select": sql}}
    made = case({"est.csv": establishments(good=10_000)}, pack=rules)
    said = made.run("--engine", engine)
    assert said.code == 3
    assert "address.boom" in said.err
    assert "was stopped" in said.err
    assert "Traceback" not in said.err
    (counts,) = [
        json.loads(f.read_text())["counts"] for f in made.folder.glob("runs/*/manifest.json")
    ]
    assert counts["signals"] == 1


def test_a_circle_of_absences_and_an_id_used_twice(case: Make) -> None:
    circle = {
        f"address/{one}": {
            **ESCALATION,
            "when": {"all": ["address.many"], "none": [f"address.{other}"]},
        }
        for one, other in (("first", "second"), ("second", "first"))
    }
    made = case(pack={"address/many": RULE, **circle})
    made.refused("address/first.yaml", "address.second")
    for name in circle:
        (made.folder / "rules" / "proef" / f"{name}.yaml").unlink()
    shutil.copytree(made.folder / "rules" / "proef", made.folder / "rules" / "twee")
    write_pack(made.folder / "rules" / "twee", {**PACK, "id": "twee"}, {"address/many": RULE})
    case(packs=["proef", "twee"]).refused("'address.many' is also used in", "twee")


@pytest.mark.large
def test_a_project_with_two_registers_says_of_every_other_rule_why_it_did_not_run(
    case: Make,
) -> None:
    bag = "vbo_id;address;usage;floor_m2\n9999010000000001;Dorpsstraat 1;winkelfunctie;80\n"
    made = case(
        {"bag.csv": bag},
        {**BAG, "kvk_establishment": {"path": "est.csv", "reference_date": "2025-12-01"}},
        pack={"address/many": RULE},
    )
    text = (made.folder / "screening.yaml").read_text()
    settings = {
        **yaml.safe_load(text),
        "packs": ["area", "profile", "youth", "octopus", "tvo", "bibob", "care"],
    }
    del settings["rules"]
    (made.folder / "screening.yaml").write_text(yaml.safe_dump(settings))
    said = made.ask("run", made.folder, "--json")
    assert said.code == 3
    found = json.loads(said.out)
    assert found["failed"] == {}
    assert len(found["skipped"]) > 30
    assert all(reason for reason in found["skipped"].values())
    assert f"Not measured: {len(found['skipped'])} rules: " in said.err
    every = made.ask("check", made.folder, "--all").out
    assert all(found["skipped"][rule].split("; ")[0] in every for rule in found["skipped"])
    assert {"tvo", "bibob", "designation", "octopus.auto"} <= set(found["lists"])
    for name in found["lists"]:
        assert made.ask("lists", made.folder, name).code == 0
