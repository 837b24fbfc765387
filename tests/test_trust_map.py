"""docs/trust.md names, for each requirement met now, tests that exist."""

from __future__ import annotations

import re

import pytest

from tests.named_tests import ROOT, left_out, named_in

PAGE = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
MET_NOW = [
    *(1, 2, 3, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 30, 33),
    *(34, 35, 42, 43, 46, 48, 51, 52, 53, 56, 57, 58, 59, 60, 62, 63, 64, 65, 74),
]
ROWS = dict(re.findall(r"^\| (T\d+) \| (.*) \|$", PAGE, flags=re.MULTILINE))
NAMED = named_in(PAGE)


def test_every_requirement_has_its_row() -> None:
    assert list(ROWS) == [f"T{number}" for number in MET_NOW]


@pytest.mark.parametrize("requirement", ROWS)
def test_every_row_names_a_test(requirement: str) -> None:
    how, _, shown = ROWS[requirement].rpartition(" | ")
    assert len(how) > 40
    assert re.fullmatch(r"`tests/[\w/]+\.py::test_\w+`(, `tests/[\w/]+\.py::test_\w+`)*", shown)


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_every_named_test_exists(file: str, name: str) -> None:
    assert not left_out(file, name)
