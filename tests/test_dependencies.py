"""What is asked for is what is imported: no library without use, none that is there by chance."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from screening.registers.reading.dates import CLOCK

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
OURS = {"screening", "cli", "fixtures", "tests", "benchmarks", "catalogue"}
RUN_BY_NAME = {
    "mypy", "ruff", "pytest-xdist", "pytest-benchmark", "types-pyyaml", "packaging", "setuptools",
    "django-stubs", "pytest-django",
}  # fmt: skip
"""Tools and plugins, which nobody imports here; packaging comes with pytest."""
OPTIONAL = ("forecast", "oidc", "postgres", "spark")
NAMED_IN_SETTINGS = {"django-axes", "whitenoise"}
"""Parts of Django, which the settings of the review site name."""
READ_BY_PYTHON = {"tzdata"}
"""What Python itself reads where the system has no clocks of countries, as a small Debian."""
COMPILED = "sqlglotc"
"""A part of sqlglot, asked for as ``sqlglot[c]``."""
NOT_ON_EVERY_MACHINE = {
    "clips": "clipspy",
    "durable": "durable-rules",
    "rule_engine": "rule-engine",
    "zen": "zen-engine",
    "pyspark": "pyspark",
}


def named(requirements: Iterable[str]) -> set[str]:
    found = {canonicalize_name(Requirement(each).name) for each in requirements}
    return found - {"screening"}


def imported_in(*tops: str) -> set[str]:
    """The distributions that the modules below these folders import."""
    modules: set[str] = set()
    for path in (file for top in tops for file in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    by_module = packages_distributions()
    foreign = modules - sys.stdlib_module_names - OURS
    known = {name: [NOT_ON_EVERY_MACHINE[name]] for name in foreign & NOT_ON_EVERY_MACHINE.keys()}
    return {
        canonicalize_name(distribution)
        for module in foreign
        for distribution in known.get(module) or by_module.get(module, [module])
        if distribution != COMPILED
    }


PROGRAM = ("screening", "cli", "fixtures")


def test_the_program_asks_for_what_it_imports() -> None:
    optional = {each for extra in OPTIONAL for each in named(EXTRAS[extra])}
    asked = named(PROJECT["dependencies"])
    not_imported = NAMED_IN_SETTINGS | READ_BY_PYTHON
    assert asked >= not_imported
    imported = imported_in(*PROGRAM) - optional
    assert imported - not_imported == asked - not_imported


def test_the_clock_of_the_country_is_there_where_the_system_has_none() -> None:
    asked = f"import zoneinfo; print(zoneinfo.ZoneInfo({CLOCK!r}))"
    done = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == CLOCK, done.stderr


@pytest.mark.large
def test_the_tests_ask_for_what_they_import() -> None:
    used = imported_in("tests", "benchmarks", "locks", ".ci") - imported_in(*PROGRAM)
    extra = named(EXTRAS["dev"]) | named(EXTRAS["bench"])
    optional = {each for name in OPTIONAL for each in named(EXTRAS[name])}
    assert used - RUN_BY_NAME - optional == extra - RUN_BY_NAME
