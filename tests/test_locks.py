"""What is installed is what the locks name, file by file, and the locks name what is asked for."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "locks"
NAMES = ["build", "durable", "runtime", "forecast", "dev", "bench", "spark", "tools"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RELOCK = "run 'make lock' and commit what it writes"


class Pin(NamedTuple):
    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        [exact] = self.requirement.specifier
        assert exact.operator == "=="
        return exact.version

    @property
    def holds_here(self) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def pins(name: str) -> dict[str, Pin]:
    text = (LOCKS / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        asked, *hashes = line.split("--hash=")
        requirement = Requirement(asked.strip())
        found[canonicalize_name(requirement.name)] = Pin(requirement, tuple(map(str.strip, hashes)))
    return found


def asked(requirements: list[str]) -> dict[str, Requirement]:
    parsed = map(Requirement, requirements)
    return {canonicalize_name(each.name): each for each in parsed if each.name != "screening"}


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_hashes_and_nothing_says_where_it_comes_from(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"://|--(index|extra|find|trusted)|/(opt|home|root|work)\b|@ ", text)
    for pin in pins(name).values():
        assert pin.version
        assert pin.hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in pin.hashes)


def test_no_lock_is_forgotten() -> None:
    assert sorted(path.stem for path in LOCKS.glob("*.txt")) == sorted(NAMES)


EXTRAS = PROJECT["project"]["optional-dependencies"]


def all_of(extra: str) -> list[str]:
    """What an extra asks for, with what the extras it names ask for."""
    named = {name for each in EXTRAS[extra] if (part := Requirement(each)).name == "screening"
             for name in part.extras}  # fmt: skip
    return [*EXTRAS[extra], *(each for name in named for each in all_of(name))]


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("runtime", PROJECT["project"]["dependencies"]),
        ("forecast", [*PROJECT["project"]["dependencies"], *EXTRAS["forecast"]]),
        ("dev", [*PROJECT["project"]["dependencies"], *all_of("dev")]),
        ("bench", EXTRAS["bench"]),
        ("spark", EXTRAS["spark"]),
        ("durable", EXTRAS["durable"]),
        ("tools", PROJECT["dependency-groups"]["tools"]),
        ("build", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_names_all_that_pyproject_asks_for(name: str, requirements: list[str]) -> None:
    locked = pins(name)
    wanted = asked(requirements)
    if name != "durable":
        wanted.pop("durable-rules", None)  # source only, so in a lock of its own
    assert wanted.keys() <= locked.keys(), f"{wanted.keys() - locked.keys()}: {RELOCK}"
    for package, requirement in wanted.items():
        assert locked[package].version in requirement.specifier, f"{package}: {RELOCK}"


def test_what_is_tested_is_what_runs() -> None:
    dev = pins("dev")
    assert {name: dev[name].version for name in pins("runtime")} == {
        name: pin.version for name, pin in pins("runtime").items()
    }


def test_a_user_gets_no_development_tools() -> None:
    tools = asked(EXTRAS["dev"]).keys() - asked(PROJECT["project"]["dependencies"]).keys()
    for name in ("runtime", "durable"):
        assert not pins(name).keys() & {*tools, "pip", "setuptools", "wheel", "uv"}


def test_the_build_tools_are_one_version() -> None:
    for requirement in asked(PROJECT["build-system"]["requires"]).values():
        assert [each.operator for each in requirement.specifier] == ["=="]


def test_durable_rules_is_one_version_and_asked_for_wherever_a_plain_pip_can_build_it() -> None:
    plain = asked(PROJECT["project"]["dependencies"])["durable-rules"]
    assert plain.specifier == asked(EXTRAS["durable"])["durable-rules"].specifier
    assert plain.marker is not None
    on = {v: plain.marker.evaluate({"python_version": v}) for v in ("3.11", "3.12", "3.13", "3.14")}
    assert on == {"3.11": True, "3.12": True, "3.13": False, "3.14": False}


def test_a_bill_that_lacks_a_pin_is_told() -> None:
    pinned = {"polars": "1.0", "durable-rules": "2.0", "jinja2": "3.1"}
    names = {"polars": "1.0", "durable_rules": "2.0", "Jinja2": "3.0"}
    bill = {"components": [{"name": n, "version": v} for n, v in names.items()]}
    assert runpy.run_path(str(LOCKS / "licences.py"))["lacking"](bill, pinned) == ["jinja2"]


def test_the_licence_of_every_package_that_runs_is_listed() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| (\S+ \| \d.*) \|$", page, re.MULTILINE)]
    listed = {canonicalize_name(name): (version, licence) for name, version, licence in rows}
    for name, pin in (pins("runtime") | pins("durable")).items():
        if pin.holds_here:
            assert listed.get(name, ("", ""))[0] == pin.version, f"{name}: run 'make sbom'"
            assert listed[name][1].strip()
