"""No command gets past a guard that another command holds to."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from typer.main import get_command

from cli.main import app
from tests.bad_input.project import EST, PACK, RULE, Case, Make

COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "run": ((), ()),
    "check": ((), ()),
    "whatif": (("address.many",), ("--set", "most=5..8")),
    "batch": ((), ()),
    "months": ((), ()),
    "effect": (("verdacht",), ("--area", "GM9001", "--from", "2025-06-01")),
}
"""Every command that works on a project, with what it needs before and after the folder."""
PUBLISH = {"run", "batch"}
"""Those that write lists."""
COUNTS = {"months", "effect"}
"""Those that need counts per area, which the project here has not: they refuse it themselves."""
LEFT_OUT = {
    "lists": "reads a run; what it makes anew passes the same door (tests/runs/test_narrowed.py)",
    "report": "reads a run that was made behind the guards",
    "explain": "the same",
    "diff": "the same",
    "areas": "reads the aggregates of areas that a run kept",
    "compare": "a file of counts, without a project",
    "demo": "makes a project",
    "init": "makes a project",
    "map": "makes the mapping of an extract",
    "results import": "what people decided on a list of a run",
    "results show": "the same",
    "review token add": "accounts of the site",
    "review token list": "the same",
    "review token revoke": "the same",
    "review user add": "the same",
    "review user change": "the same",
    "review user end": "the same",
    "review user list": "the same",
    "rules docs": "rules, without a project",
    "rules lint": "the same",
    "rules list": "the same",
    "rules new": "the same",
    "rules schema": "the same",
    "rules show": "the same",
    "rules test": "the same",
    "serve": "shows a run that was made behind the guards",
}
"""Commands that screen nothing, with the reason."""


def _commands(asked: Any, *path: str) -> Iterator[str]:
    if not hasattr(asked, "commands"):
        yield " ".join(path)
    for name, below in getattr(asked, "commands", {}).items():
        yield from _commands(below, *path, name)


def test_every_command_is_held_to_the_guards_or_has_a_reason() -> None:
    assert {*_commands(get_command(app))} == {*COMMANDS, *LEFT_OUT}
    assert not COMMANDS.keys() & LEFT_OUT.keys()


def wmo(made: Case) -> None:
    change(made, registers={"kvk_establishment": {**EST["kvk_establishment"], "regime": "wmo"}})


def parameter_of_no_rule(made: Case) -> None:
    change(made, parameters={"address.mony": {"most": 3}})


def no_parameter(made: Case) -> None:
    change(made, parameters={"address.many": {"mast": 3}})


def another_kind(made: Case) -> None:
    change(made, parameters={"address.many": {"most": "veel"}})


def no_list(made: Case) -> None:
    change(made, lists={"tvoo": {"capacity": 3}})


def no_pack(made: Case) -> None:
    change(made, packs=["proeef"])


def no_purpose(made: Case) -> None:
    file = made.folder / "rules" / "proef" / "pack.yaml"
    file.write_text(yaml.safe_dump({**PACK, "purpose": ""}), encoding="utf-8")


def a_rule_outside_the_gate(made: Case) -> None:
    rule = {**RULE, "id": "address.other", "select": "SELECT x AS subject FROM '/etc/passwd' x"}
    file = made.folder / "rules" / "proef" / "address" / "other.yaml"
    file.write_text(yaml.safe_dump(rule), encoding="utf-8")


def no_extract(made: Case) -> None:
    (made.folder / "est.csv").unlink()


def no_recipient(made: Case) -> None:
    change(made, recipient="")


GUARDS = [
    wmo, parameter_of_no_rule, no_parameter, another_kind, no_list, no_pack, no_purpose,
    a_rule_outside_the_gate, no_extract, no_recipient,
]  # fmt: skip


def change(made: Case, **settings: Any) -> None:
    file = made.folder / "screening.yaml"
    old = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**old, **copy.deepcopy(settings)}), encoding="utf-8")


def ask(made: Case, command: str) -> Any:
    before, after = COMMANDS[command]
    return made.ask(command, *before, made.folder, *after)


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - COUNTS))
def test_the_project_itself_is_lawful(case: Make, command: str) -> None:
    assert ask(case(), command).code == 0


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_guard_holds_every_command(case: Make, command: str, guard: Any) -> None:
    made = case()
    guard(made)
    said = ask(made, command)
    expected = 1 if guard is not no_recipient or command in PUBLISH | COUNTS else 0
    assert said.code == expected, said.err
    assert "Traceback" not in said.err
    if command in COUNTS and guard not in {no_recipient, no_extract}:  # which they read later
        assert _found(ask(made, "check").err) <= _found(said.err)
    assert not list(made.folder.glob("runs/*/manifest.json")) or expected == 0


def of_a_branch(made: Case, condition: str, value: str) -> None:
    """The rule of the project, about establishments of a branch that a parameter names."""
    most = RULE["parameters"]["most"]
    rule = {
        **RULE,
        "parameters": {"most": most, "code": {"value": value, "unit": "", "why": "praktijk"}},
        "select": RULE["select"].replace("WHERE ", f"WHERE {condition} AND "),
    }
    file = made.folder / "rules" / "proef" / "address" / "many.yaml"
    file.write_text(yaml.safe_dump(rule), encoding="utf-8")


BLOCKED = ["94911", "9491", "47293", "Marokkaan", "Marok%", "kerkgenootschap"]


@pytest.mark.parametrize("value", BLOCKED)
def test_a_value_that_no_rule_may_have_comes_in_by_no_setting(case: Make, value: str) -> None:
    made = case()
    of_a_branch(made, "e.sbi = :code", "4711")
    change(made, parameters={"address.many": {"code": value}})
    said = made.refused("parameter 'code' of address.many", "which stands for", "Take it out")
    assert "screening.yaml" in said


@pytest.mark.parametrize("value", BLOCKED[3:])
def test_nor_by_a_try(case: Make, value: str) -> None:
    made = case()
    of_a_branch(made, "e.sbi = :code", "4711")
    said = made.ask("whatif", "address.many", made.folder, "--set", f"code={value}")
    assert said.code == 1
    assert "which stands for" in said.err
    assert "--set" in said.err


NEEDS_A_REASON = [
    ("e.vbo_id IN (SELECT vbo_id FROM bag_object WHERE object_type = :code)", "verblijfsobject",
     "standplaats", "'standplaats' (places where caravans stand) without a justification"),
    ("e.kvk_nr <> :code", "geen", "KVK 99000001", "one place, business or case picked out"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "usual", "value", "told"), NEEDS_A_REASON)
def test_what_a_rule_needs_a_reason_for_comes_in_by_no_setting_or_try(
    case: Make, condition: str, usual: str, value: str, told: str
) -> None:
    made = case()
    of_a_branch(made, condition, usual)
    said = made.ask("whatif", "address.many", made.folder, "--set", f"code={value}")
    assert said.code == 1
    assert told in said.err
    assert "--set" in said.err
    change(made, parameters={"address.many": {"code": value}})
    assert "screening.yaml" in made.refused("address.many with these parameters", told)


def near(made: Case, low: float, high: float) -> None:
    """A rule of the project with two limits on a coordinate, of which parameters say where."""
    limit = {"unit": "meter", "why": "praktijk"}
    given = {"low": {"value": low, **limit}, "high": {"value": high, **limit}}
    near = "e.vbo_id IN (SELECT vbo_id FROM bag_object WHERE x_rd BETWEEN :low AND :high) AND "
    rule = {
        **RULE,
        "parameters": {"most": RULE["parameters"]["most"], **given},
        "proxies": {"x_rd": "Een strook langs een weg is het onderwerp van het onderzoek."},
        "select": RULE["select"].replace("WHERE ", f"WHERE {near}"),
    }
    file = made.folder / "rules" / "proef" / "address" / "many.yaml"
    file.write_text(yaml.safe_dump(rule), encoding="utf-8")


def test_numbers_that_leave_one_place_are_told_before_anything_is_read(case: Make) -> None:
    made = case()
    near(made, 155000.0, 156000.0)
    picked = "one place, business or case picked out by bag_object.x_rd"
    change(made, parameters={"address.many": {"low": 155000.0, "high": 155200.0}})
    assert picked not in made.ask("check", made.folder).err
    said = made.ask("whatif", "address.many", made.folder, "--set", "low=155100.0,155199.5")
    assert (said.code, picked in said.err, "--set" in said.err) == (1, True, True)
    assert "Reading the extracts" not in said.err
    change(made, parameters={"address.many": {"low": 155000.0, "high": 155001.0}})
    said_by_run = made.refused("address.many with these parameters", picked)
    assert "screening.yaml" in said_by_run
    assert "many.yaml" not in said_by_run


def _found(err: str) -> set[str]:
    """What is wrong, as it is told: the lines that end in no remedy and speak of no progress."""
    lines = {line.strip() for line in err.splitlines() if line.strip()}
    return {line for line in lines if line.startswith(("expected:", "remedy:"))}
