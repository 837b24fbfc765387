"""A project file that is broken, or says what makes no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.project import RULE, Make

BROKEN_FILES = {
    "tabs": ("name: x\n\tmunicipality: y\n", "screening.yaml:2", "tabs"),
    "duplicate key": ("name: x\nname: y\n", "screening.yaml:2", "the key 'name' a second time"),
    "open bracket": ("name: [x\n", "screening.yaml", "cannot be read as YAML"),
    "no UTF-8": ("name: Café\n".encode("cp1252"), "screening.yaml:1", "not text in UTF-8"),
    "empty": ("", "screening.yaml:1", "holds nothing"),
    "a list": ("- a\n", "screening.yaml:1", "holds a list"),
    "itself": ("lists: &a\n  tvo: *a\n", "screening.yaml:1", "(*a)"),
    "a thousand brackets": ("[" * 2_000, "screening.yaml:1", "more than 40 levels"),
    "an object": ("name: !!python/object/apply:os.getcwd []\n", "screening.yaml:1", "python"),
    "a name to refer to": ("name: &a x\n", "screening.yaml:1", "(&a)"),
    "merged": ("lists:\n  <<: {tvo: {}}\n", "screening.yaml:2", "merged from elsewhere"),
    "5,000 digits": ("name: x\nseed: " + "9" * 5_000, "screening.yaml:2", "5,000 digits"),
    "without end": ("parameters: {a.b: {c: 1e999}}\n", "screening.yaml:1", "too large"),
    "an escape sequence": ('name: "\\e[31mx"\n', "screening.yaml:1", "(U+001B)"),
    "a day that does not exist": ("as_of: 2026-02-30\n", "screening.yaml:1", "2026-02-30"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_project_file(case: Make, name: str) -> None:
    content, place, expected = BROKEN_FILES[name]
    made = case()
    data = content.encode() if isinstance(content, str) else content
    (made.folder / "screening.yaml").write_bytes(data)
    said = made.run()
    assert said.code == 1
    assert place in said.err
    assert expected in said.err
    assert "remedy:" in said.err or "expected:" in said.err
    assert "Traceback" not in said.err
    assert not (made.folder / "runs").exists()


BROKEN_SETTINGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no separator": ({"defaults": {"separator": '"'}}, ["'defaults.separator'", "one sign"]),
    "a separator of two bytes": ({"defaults": {"separator": "€"}}, ["no quote or letter with"]),
    "a separator of two signs": ({"defaults": {"separator": ";;"}}, ["one sign"]),
    "no limit": ({"limits": {"rows": 0}}, ["'limits.rows' is '0'", "greater than or equal to 1"]),
    "unknown limit": ({"limits": {"row": 9}}, ["unknown key 'limits.row'", "Did you mean 'rows'?"]),
    "unknown key": ({"recipent": "x"}, ["unknown key 'recipent'", "Did you mean 'recipient'?"]),
    "wrong type": ({"seed": "een"}, ["'seed' is 'een'", "a whole number"]),
    "a text for a list": ({"packs": "proef"}, ["'packs' is 'proef'", "[first, second]"]),
    "nothing": ({"packs": None}, ["'packs' is empty"]),
    "a year that cannot be meant": ({"as_of": "9999-12-31"}, ["'as_of'", "1990"]),
    "unknown pack": ({"packs": ["proof"]}, ["no pack 'proof'", "Did you mean 'proef'?"]),
    "rules that are not there": ({"rules": "ruls"}, ["does not exist"]),
    "unknown register": (
        {"registers": {"kvk_establisment": {"path": "est.csv"}}},
        ["unknown register", "Did you mean 'kvk_establishment'?"],
    ),
    "a register without sources": ({"registers": {"bag_object": []}}, ["bag_object"]),
    "a register that is a text": ({"registers": {"bag_object": "b.csv"}}, ["path:"]),
    "unknown list": ({"lists": {"tvoo": {}}}, ["no list 'tvoo'", "Did you mean 'tvo'?"]),
    "an impossible capacity": ({"lists": {"tvo": {"capacity": 0}}}, ["lists.tvo.capacity"]),
    "unknown rule": (
        {"parameters": {"address.mny": {"most": 3}}},
        ["'address.mny', which is no rule", "Did you mean 'address.many'?"],
    ),
    "unknown parameter": (
        {"parameters": {"address.many": {"mst": 3}}},
        ["no parameter 'mst'", "Did you mean 'most'?"],
    ),
    "a text for a number": (
        {"parameters": {"address.many": {"most": "0 OR 1=1; --"}}},
        ["'most' of address.many", "a number, such as 10"],
    ),
    "a number below zero": (
        {"parameters": {"address.many": {"most": -3}}},
        ["'most' of address.many", "a number from 0 on", "leave out the minus sign: 3"],
    ),
    "a decimal comma": (
        {"parameters": {"address.many": {"most": "12,5"}}},
        ["write decimals behind a point: 12.5"],
    ),
    "a range": (
        {"parameters": {"address.many": {"most": "5-20"}}},
        ["write one number", "--set NAME=5..20"],
    ),
    "a decimal comma between braces": (
        {"parameters": {"address.many": {"most": 12, "5": None}}},
        ["'parameters.address.many.5' is empty", "decimals behind a point (12.5)"],
    ),
    "yes for a number": ({"parameters": {"address.many": {"most": True}}}, ["a number"]),
    "no number": ({"parameters": {"address.many": {"most": float("nan")}}}, ["a number"]),
    "a list for a value": ({"parameters": {"address.many": {"most": [1]}}}, ["one value"]),
    "a rule turned off": ({"parameters": {"address.many": False}}, ["key: value"]),
    "a key inside the project": ({"pseudonym_key": "my.key"}, ["inside the project"]),
    "nobody to receive the lists": ({"recipient": " "}, ["recipient", "name the team"]),
}


@pytest.mark.parametrize("name", BROKEN_SETTINGS)
def test_settings_that_make_no_sense(case: Make, name: str) -> None:
    settings, expected = BROKEN_SETTINGS[name]
    made = case(**settings)
    said = made.run()
    assert said.code == 1
    message = " ".join(said.err.split())
    for text in (*expected, "expected:" if "remedy:" not in message else "remedy:"):
        assert text in message, message
    assert "Traceback" not in said.err
    assert not (made.folder / "runs").exists()


@pytest.mark.parametrize("content", [None, "", "short"])
def test_a_pseudonym_key_that_is_none(case: Make, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "secret.key").write_text(content)
    roles = "kvk_nr;person_key;role;start_date\n99000001;P-1;bestuurder;01-01-2020\n"
    sql = "SELECT r.kvk_nr AS subject, COUNT(DISTINCT r.person_key) AS companies FROM kvk_role r"
    rules = {"company/many": {**RULE, "subject": "company", "select": sql + " GROUP BY r.kvk_nr"}}
    rules["company/many"].pop("id")
    made = case(
        {"r.csv": roles}, {"kvk_role": {"path": "r.csv"}}, rules, pseudonym_key="../secret.key"
    )
    made.refused("screening.yaml:", "pseudonym key", "openssl rand")


def test_a_parameter_may_silence_a_rule_and_says_so_in_the_manifest(
    case: Make,
) -> None:
    counts = case(parameters={"address.many": {"most": 1_000_000}}).finished()
    assert counts["signals"] == 0
    manifest = json.loads((counts["run"] / "manifest.json").read_text())
    assert "1000000" in json.dumps(manifest["inputs"])


@pytest.mark.parametrize(
    "day", ["31-12-2025", "2026-02-30", "9999-12-31", "0001-01-01", "2026-W01-1", ""]
)
def test_a_day_that_cannot_be_meant_is_a_usage_error(case: Make, day: str) -> None:
    made = case()
    said = made.run("--as-of", day)
    assert said.code == 2
    assert "--as-of" in said.err
    assert not (made.folder / "runs").exists()


@pytest.mark.parametrize(("day", "late"), [("2090-01-01", True), ("1995-01-01", False)])
def test_a_reference_date_far_from_the_data(case: Make, day: str, late: bool) -> None:
    registers = {
        "kvk_establishment": {
            "path": "est.csv",
            "reference_date": "2025-12-01",
            "max_age_days": 365,
        }
    }
    made = case(registers=registers)
    said = made.run("--as-of", day)
    assert (said.code, "older than the 365 days" in said.err) == ((3, True) if late else (0, False))
    said = made.ask("check", made.folder, "--as-of", day)
    assert said.code == (3 if late else 0)
    assert late or "Dated after the reference date: kvk_establishment." in said.out


def test_arguments_in_the_wrong_order_get_a_hint(case: Make) -> None:
    made = case()
    said = made.ask("lists", "tvo", made.folder)
    assert said.code == 1
    assert "the project comes before the list" in said.err
    said = made.ask("explain", made.folder, "9999010000000001")
    assert said.code == 1
    assert "after the subject" in said.err
